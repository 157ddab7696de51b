//! Questions to answers, over the built-in data and over markets made for a test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

mod agents;
mod builtin;
mod every_company;
mod flows;
mod html_page;
mod labelled;
mod properties;
mod statements;
