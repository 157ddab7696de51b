//! Words about books. Every piece is a draft of the rules with handles in it, and every figure and every name of a
//! counterparty stands behind a handle: a model may word the draft anew, and code puts the figures in.

pub mod draft;
pub mod narrative;
pub mod recommend;
pub mod story;

pub use crate::prose::draft::{Draft, Fact, Sign};

use serde::Serialize;

/// Who wrote a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum WrittenBy {
    /// The rules: no model is set, or the one that is failed.
    Rules {
        /// Why a model did not, where one is set.
        #[serde(skip_serializing_if = "Option::is_none")]
        because: Option<String>,
    },
    /// A model, in its words and with the figures of the books.
    Model {
        /// Its name.
        name: String,
    },
}

impl WrittenBy {
    /// By rules alone: no model is set.
    pub const RULES: Self = Self::Rules { because: None };
}

/// A piece of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its sentences.
    pub text: String,
    /// Who wrote them.
    pub written_by: WrittenBy,
}

impl Piece {
    /// A draft as the rules wrote it.
    pub fn by_rules(draft: &Draft, because: Option<String>) -> Self {
        // The rules name no handle that is not there.
        let text = draft.expand(&draft.text).unwrap_or_default();
        Self { text, written_by: WrittenBy::Rules { because } }
    }
}
