//! What a dashboard says of books, held against what is in them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at a surprise"
)]
#![allow(clippy::print_stdout, reason = "a table is shown to whoever wants to see it")]

mod bridges;
mod chains;
mod events;
mod identities;
mod planted;
