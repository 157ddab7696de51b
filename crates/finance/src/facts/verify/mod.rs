//! Binding the numbers of a text to facts.
//!
//! A text is read sentence by sentence and cell by cell. A number's clause says of which item, company and period
//! it is how much, or by how much it rose; what a clause leaves out, its sentence, the one before and the heading
//! say. What is then known of that place is held against the number: the fact itself, or what follows from facts.

mod bind;
mod claim;
mod clause;
mod companies;
mod contradiction;
mod cues;
mod index;
mod items;
mod lists;
mod names;
mod near;
mod order;
mod page;
mod periods;
mod reading;
mod readings;
mod role;
mod shapes;
mod tokens;
mod whole;

use rust_decimal::Decimal;

pub use contradiction::{Contradiction, Truth};
pub use names::Names;

use super::{
    read::{self, Number},
    table::{FactId, FactTable},
};
use crate::Unit;

/// What became of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It is this cell.
    Bound(FactId),
    /// It is this derivation.
    Derived(FactId),
    /// It follows from facts by a formula that the table does not hold.
    Computed(Box<Computed>),
    /// The words around it name a fact that says something else.
    Contradicted {
        /// The fact.
        fact: FactId,
        /// In what they differ.
        why: Contradiction,
    },
    /// Nothing is known to hold it against.
    Unbound,
}

impl Status {
    /// Whether the number stands on facts.
    pub fn stands(&self) -> bool {
        match self {
            Self::Bound(_) | Self::Derived(_) | Self::Computed(_) => true,
            Self::Contradicted { .. } | Self::Unbound => false,
        }
    }

    /// The facts that the number stands on: one that is entered, or the inputs of one that was computed.
    pub fn facts(&self) -> &[FactId] {
        match self {
            Self::Bound(id) | Self::Derived(id) => std::slice::from_ref(id),
            Self::Computed(computed) => &computed.inputs,
            Self::Contradicted { .. } | Self::Unbound => &[],
        }
    }
}

/// A number that follows from facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// What follows.
    pub value: Decimal,
    /// What it counts.
    pub unit: Unit,
    /// The formula, in the words of its inputs.
    pub formula: String,
    /// The facts that it follows from.
    pub inputs: Vec<FactId>,
}

/// A number and what it was bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The number.
    pub number: Number,
    /// What became of it.
    pub status: Status,
}

/// Binds each number of `text` to the fact that its words name, if it says the same.
pub fn check(text: &str, table: &FactTable, names: &Names<'_>) -> Vec<Checked> {
    let numbers = read::numbers(text, &names.all());
    let statuses = page::statuses(text, &numbers, table, names);
    numbers.into_iter().zip(statuses).map(|(number, status)| Checked { number, status }).collect()
}
