//! The data that the program carries.
