//! The critical path.
