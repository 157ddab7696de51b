//! The outside world: the only crate that calls out.
//!
//! A provider's file holds translation only: its words in, ours out. What the provider calls things stays in
//! its folder.

pub mod llm;
pub mod market;
pub mod upstream;
