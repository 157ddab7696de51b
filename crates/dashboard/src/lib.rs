//! Explains the books of a business: what moved, why, and what to do.

pub mod cause;
pub mod charts;
pub mod compare;
pub mod csv;
pub mod drill;
pub mod figures;
pub mod further;
pub mod html;
pub mod json;
pub mod markdown;
pub mod metric;
pub mod monthly;
pub mod period;
pub mod propose;
pub mod prose;
pub mod series;
pub mod told;
pub mod workflow;
pub mod writer;
