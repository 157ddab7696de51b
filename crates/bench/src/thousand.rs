//! A thousand.
