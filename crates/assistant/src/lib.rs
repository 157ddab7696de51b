//! Answers questions about companies.
//!
//! A question is understood without a model: [`resolve`] finds the companies, [`router`] what is wanted,
//! [`question`] which figure of which period. A flow fetches everything at once, enters what it needs into one
//! fact table and composes an [`answer::Answer`], whose finished text is then read again and every number
//! in it bound to a fact.

pub mod agents;
pub mod answer;
pub mod check;
mod compose;
pub mod conversation;
mod desk;
mod fetch;
mod flows;
pub mod glossary;
mod judge;
mod limits;
mod narrate;
pub mod question;
pub mod reconcile;
pub mod resolve;
pub mod router;
pub mod understand;

pub use flows::{Ask, Asked, Names, NoAnswer};
