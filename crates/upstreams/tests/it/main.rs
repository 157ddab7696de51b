//! The stand-in as its clients meet it: over connections of their own, and through a client library.
