//! The outside world: the only crate that calls out.
