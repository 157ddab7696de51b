//! Who gives figures: FMP and the SEC live, the data that the program carries, and who is asked in which order.

pub mod builtin;
mod chain;
pub mod edgar;
pub mod fmp;

pub use chain::Chain;
