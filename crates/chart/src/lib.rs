//! How figures are drawn.
