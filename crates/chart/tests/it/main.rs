#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]
//! What the charts look like, and that nothing makes them fail.

mod any;
mod files;
mod sparks;
mod specs;
mod svg;
mod text;
