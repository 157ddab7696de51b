//! The real parts against the stand-in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]
#![allow(clippy::print_stdout, reason = "a table is shown to whoever wants to see it")]

mod critical;
mod dropped;
mod matrix;
mod secrets;
mod thousand;
