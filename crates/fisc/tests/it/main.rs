//! The built program as its users meet it, and the shape of the house.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at a surprise"
)]
#![allow(clippy::disallowed_methods, reason = "a test looks at files itself")]

mod answers;
mod books;
mod conversation;
mod faults;
mod floors;
mod live;
mod program;
mod shell;
mod snapshots;
mod terminal;
