//! What the crate promises of figures, ratios and facts, through its public face.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

mod acme;
mod facts;
mod ratio;
mod trailing;
mod verify;
