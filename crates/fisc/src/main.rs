//! The command line, and where the parts are joined.

fn main() {}
