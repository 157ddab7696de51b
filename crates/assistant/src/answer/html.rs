//! An answer as one HTML page that needs nothing else.
