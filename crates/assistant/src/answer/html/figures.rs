//! The figures of the page and which facts they led to.

use std::collections::BTreeSet;

use finance::{
    Unit,
    facts::{Fact, FactId, How, verify},
    format::Style,
};
use maud::{Markup, html};

use crate::answer::Answer;

/// Turns figures into links and remembers the facts behind them.
pub(super) struct Figures<'a> {
    pub(super) answer: &'a Answer,
    names: verify::Names<'a>,
    used: BTreeSet<FactId>,
}

impl<'a> Figures<'a> {
    pub(super) fn new(answer: &'a Answer) -> Self {
        Self { answer, names: answer.names(), used: BTreeSet::new() }
    }

    /// A figure as a link to its proof; as it is where the fact is unknown.
    pub(super) fn link(&mut self, id: FactId, shown: &Markup) -> Markup {
        let Some(fact) = self.answer.facts.fact(id) else { return shown.clone() };
        self.used.insert(id);
        html! { a.fig href={ "#" (id) } title=(title(fact)) { (shown) } }
    }

    /// The numbers of a text and what they are bound to.
    pub(super) fn check(&self, text: &str) -> Vec<verify::Checked> {
        verify::check(text, &self.answer.facts, &self.names)
    }

    /// The facts that were linked to and all that they follow from, in the order of the table.
    pub(super) fn proofs(&self) -> Vec<&'a Fact> {
        let mut open: Vec<FactId> = self.used.iter().copied().collect();
        let mut all = BTreeSet::new();
        while let Some(id) = open.pop() {
            if all.insert(id)
                && let Some(How::Derived { inputs, .. }) =
                    self.answer.facts.fact(id).map(|fact| &fact.how)
            {
                open.extend(inputs);
            }
        }
        self.answer.facts.iter().filter(|fact| all.contains(&fact.id)).collect()
    }

    /// The one figure that was asked for, large.
    pub(super) fn headline(&mut self) -> Markup {
        let headline = self.answer.headline;
        let Some(fact) = headline.and_then(|headline| self.answer.facts.fact(headline.fact)) else {
            return html! {};
        };
        let previous = headline.and_then(|headline| headline.previous);
        let previous = previous.and_then(|id| self.answer.facts.fact(id));
        let say = |fact: &Fact| Style::default().prose(fact.value, fact.unit);
        html! {
            div.headline {
                p.muted { (fact.what) " · " (fact.entity) " · " (super::proofs::period(fact.period)) }
                p.big { (self.link(fact.id, &html! { (say(fact)) })) }
                @if let Some(before) = previous {
                    p.muted {
                        "Before: " (self.link(before.id, &html! { (say(before)) }))
                        " · " (super::proofs::period(before.period))
                    }
                }
            }
        }
    }
}

/// Every digit and its unit; a number that people read otherwise, both ways.
pub(super) fn exact(fact: &Fact) -> String {
    let digits = Style::default().exact(fact.value, fact.unit);
    match fact.unit {
        Unit::Fraction | Unit::Points | Unit::Times => {
            format!("{digits} ({})", Style::default().prose(fact.value, fact.unit))
        }
        Unit::Money(_) | Unit::PerShare(_) | Unit::Shares | Unit::Days => digits,
    }
}

/// What a figure says when it is pointed at.
pub(super) fn title(fact: &Fact) -> String {
    format!("{} · {} · {}", exact(fact), fact.what, super::proofs::period(fact.period))
}
