//! Answers questions about companies.
