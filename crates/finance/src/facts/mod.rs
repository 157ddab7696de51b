//! The facts of an answer: every number it may state, with its proof.
//!
//! A fact is a cell (an entity, an item, a period, a unit, a value and the source where it stands) or a
//! derivation from other facts by a formula that can be shown. One answer has one table, so two of its sections
//! cannot disagree about a figure. [`read`] finds the numbers in a finished text, knowing nothing of how it was
//! written, and [`verify`] binds each to a fact.

mod derive;
pub mod lexicon;
pub mod read;
mod table;
pub mod verify;

pub use derive::{Underivable, derive};
pub use table::{
    Aspect, Conflict, Fact, FactId, FactPeriod, FactTable, How, Source, SourceOf, What,
};
