//! Who gives figures: the SEC's company facts, and the data that the program carries.

pub mod builtin;
pub mod edgar;
