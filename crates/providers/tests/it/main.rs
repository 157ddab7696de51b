//! What providers make of what hosts really send, held against a stand-in for the outside world.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at a surprise"
)]

mod agents;
mod answers;
mod chain;
mod edgar;
mod faults;
mod fmp;
mod models;
mod plans;
mod secrets;
mod world;
