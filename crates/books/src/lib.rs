//! A business's own records: bytes in, no file access.
//!
//! [`import::read`] is the way in. What a file means is inferred over the whole of it, never cell by cell, and told as a
//! [`mapping::Mapping`]: its encoding, dialect and head, what its columns hold, in which order its dates stand, which way
//! its amounts run, what its accounts are. Amounts are exact: whole digits and the place of their point. Every row is
//! accounted for in a [`report::Report`].

pub mod account;
pub mod date;
mod entries;
pub mod import;
mod infer;
mod journal;
pub mod keys;
mod kinds;
pub mod ledger;
pub mod mapping;
pub mod number;
mod pivot;
mod places;
pub mod profile;
pub mod report;
pub mod role;
mod rows;
mod sections;
mod sheet;
mod source;
pub mod table;
pub mod text;
pub mod words;
