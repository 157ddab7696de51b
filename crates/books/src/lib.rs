//! A business's own records: bytes in, no file access.
//!
//! What a file means is inferred over the whole of it, never cell by cell: its encoding ([`text`]), its dialect and
//! head ([`table`]), what its columns hold ([`role`]), what its accounts are ([`account`]), in which order its dates stand ([`date`]) and which decimal mark
//! its amounts have ([`number`]). Amounts are exact: whole digits and the place of their point.

pub mod account;
pub mod date;
pub mod number;
pub mod profile;
pub mod role;
pub mod table;
pub mod text;
mod words;
