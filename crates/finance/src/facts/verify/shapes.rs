//! What the way a number is written says of it: whether it can only be a change, a part or a multiple.

use super::{clause::Sentence, tokens::Token};
use crate::{
    Item,
    facts::read::{Kind, Number},
};

/// The places of a sentence's numbers by how they are written.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// They say how many times something is another.
    multiples: Vec<usize>,
    /// They may be parts of a whole: percentages and multiples.
    rates: Vec<usize>,
    /// They can only be changes: they are written with a plus, or are percentages of amounts.
    shifts: Vec<usize>,
    /// They are written with a sign.
    signed: Vec<usize>,
    /// They are verbs of a fall: `halved`.
    falls: Vec<usize>,
}

impl Sentence {
    /// The sentence, told how its numbers are written.
    pub(super) fn with_numbers(mut self, numbers: &[&Number]) -> Self {
        let places = |is: &dyn Fn(&Number) -> bool| -> Vec<usize> {
            let number = |at: usize| numbers.get(self.token(at)?.number()?);
            (0..self.tokens.len())
                .filter(|at| number(*at).is_some_and(|number| is(number)))
                .collect()
        };
        let amounts =
            |(items, _): (&[Item], bool)| items.iter().all(|item| matches!(item, Item::Line(_)));
        let mut said = self.tokens.iter().filter_map(Token::items).peekable();
        let of_amounts = said.peek().is_some() && said.all(amounts);
        let shapes = Shapes {
            multiples: places(&|number| number.kind == Kind::Times),
            rates: places(&|number| matches!(number.kind, Kind::Times | Kind::Percent)),
            shifts: places(&|number| {
                number.text.starts_with('+')
                    || matches!(number.kind, Kind::Points | Kind::BasisPoints)
                    || number.kind == Kind::Percent && of_amounts
            }),
            signed: places(&|number| number.text.starts_with(['+', '-', '−', '('])),
            falls: places(&|number| matches!(number.text.as_str(), "halved" | "halving")),
        };
        self.shapes = shapes;
        self
    }

    pub(super) fn is_multiple(&self, number: usize) -> bool {
        self.shapes.multiples.contains(&number)
    }

    pub(super) fn is_rate(&self, number: usize) -> bool {
        self.shapes.rates.contains(&number)
    }

    pub(super) fn has_rates(&self) -> bool {
        !self.shapes.rates.is_empty()
    }

    /// Whether the number can only be a change.
    pub(super) fn is_shift(&self, number: usize) -> bool {
        self.shapes.shifts.contains(&number)
    }

    /// Whether the number can only be a change, of which words alone can say the way.
    pub(super) fn is_plain_shift(&self, number: usize) -> bool {
        self.is_shift(number) && !self.shapes.signed.contains(&number)
    }

    /// Whether the number is written with a sign.
    pub(super) fn is_signed(&self, number: usize) -> bool {
        self.shapes.signed.contains(&number)
    }

    /// Whether the number is a verb that says a fall.
    pub(super) fn is_fall(&self, number: usize) -> bool {
        self.shapes.falls.contains(&number)
    }
}
