//! The stand-in as its clients meet it: over bare connections, and through a client library.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

mod binary;
mod control;
mod dialects;
mod faults;
mod fmp;
mod ledger;
mod models;
mod raw;
mod sec;
mod time;
