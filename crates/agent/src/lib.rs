//! How work that asks models and tools is run.
