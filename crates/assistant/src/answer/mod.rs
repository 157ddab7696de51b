//! An answer: a document, the facts behind its figures, what is missing and why.

pub mod document;
pub mod html;
pub mod json;
pub mod markdown;

use finance::{
    FiscalPeriod, Item, Listing, PassedOver,
    facts::{Fact, FactId, FactPeriod, FactTable, How, Source, verify},
};
use serde::Serialize;

use crate::{
    agents::Written,
    conversation::{Meant, Topic},
    router::Category,
};
use document::Block;

/// A name for sentences: without the legal form, so that no full stop ends the sentence early.
pub(crate) fn short_name(name: &str) -> &str {
    const FORMS: [&str; 22] = [
        "N.V.",
        "NV",
        "S.A.",
        "SA",
        "PLC",
        "AG",
        "SE",
        "LLC",
        "Inc.",
        "Inc",
        "Incorporated",
        "Corp.",
        "Corp",
        "Corporation",
        "Company",
        "Co.",
        "CO",
        "CORP",
        "INC",
        "Ltd.",
        "Limited",
        "plc",
    ];
    let mut short = name.trim();
    loop {
        short = short.trim_end_matches([',', ' ', '&']);
        let cut = FORMS.iter().find_map(|form| short.strip_suffix(form)?.strip_suffix(' '));
        match cut {
            Some(cut) => short = cut,
            None => return if short.is_empty() { name } else { short },
        }
    }
}

/// What an answer could not say, who was asked, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// What is missing.
    pub what: String,
    /// Who was asked; empty where it was nobody.
    pub provider: String,
    /// Why it is missing.
    pub reason: String,
}

impl Gap {
    /// A gap.
    pub fn new(
        what: impl Into<String>,
        provider: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self { what: what.into(), provider: provider.into(), reason: reason.into() }
    }
}

/// A statement that no fact holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// What was stated.
    pub statement: String,
    /// What is wrong with it.
    pub why: String,
}

/// What of an answer a model wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorship {
    /// The model, where one wrote anything.
    pub model: Option<String>,
    /// Parts that the rules wrote because the model failed, each with the reason.
    pub by_rules: Vec<String>,
    /// Statements that no fact holds: marked in the text, or left out of it.
    pub doubts: Vec<Doubt>,
    /// The summary of what was said before, where it was made anew.
    pub summary: Option<String>,
}

impl Authorship {
    /// Takes a section in.
    pub(crate) fn take(&mut self, written: Written, model: &str) {
        match written.by_rules {
            Some(reason) => self.by_rules.push(format!("{}: {reason}", written.step)),
            None => self.model = Some(model.to_owned()),
        }
        self.doubts.extend(written.doubts);
    }
}

/// Companies whose figures were asked for before it was sure that they were needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Guesses {
    /// How many.
    pub begun: u64,
    /// Of how many the answer was.
    pub used: u64,
}

/// An answer, whatever its kind.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its kind.
    pub category: Category,
    /// The companies that it is about.
    pub companies: Vec<Listing>,
    /// What it says, block by block.
    pub blocks: Vec<Block>,
    /// Every figure that it may state.
    pub facts: FactTable,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// What could be asked next.
    pub follow_ups: Vec<String>,
    /// What a reader should know.
    pub warnings: Vec<String>,
    /// The one figure that was asked for, where it was one.
    pub headline: Option<Headline>,
    /// What a conversation remembers of it.
    pub topic: Option<Topic>,
    /// The item that it explained, where it explained one.
    pub explained: Option<Item>,
    /// What the question could have meant, where it asks back.
    pub asked_back: Vec<Meant>,
    /// Who was asked for figures and passed over, and why.
    pub passed_over: Vec<PassedOver>,
    /// What of it a model wrote.
    pub authorship: Authorship,
    /// Words of others that stand in it, in which digits are no figures of the answer.
    pub quoted: Vec<String>,
    /// What was fetched on a guess.
    pub guesses: Guesses,
}

/// The figure that an answer is about, and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headline {
    /// The figure.
    pub fact: FactId,
    /// The same a year, or for a price a day, before.
    pub previous: Option<FactId>,
}

impl Answer {
    /// The fiscal period that its headline is about.
    pub(crate) fn answered_period(&self) -> Option<FiscalPeriod> {
        match self.facts.fact(self.headline?.fact)?.period {
            FactPeriod::Fiscal(period, _) => Some(period),
            FactPeriod::Day(_)
            | FactPeriod::YearToDate(..)
            | FactPeriod::FromTo(..)
            | FactPeriod::Days(..) => None,
        }
    }

    /// The finished text, as Markdown.
    pub fn text(&self) -> String {
        markdown::render(&self.blocks)
    }

    /// Every number of the finished text, bound to its fact.
    pub fn figures(&self) -> Vec<verify::Checked> {
        verify::check(&self.text(), &self.facts, &self.names())
    }

    /// The names of its companies: words and digits in them mean no figures, and they say whose a figure is.
    pub fn names(&self) -> verify::Names<'_> {
        let quoted = self.quoted.iter().map(String::as_str);
        names_of(&self.companies).with_quotes(quoted)
    }

    /// Where its cells stand, each place once, in the order of first use.
    pub fn sources(&self) -> Vec<&Source> {
        sources(self.facts.iter())
    }
}

/// The names of companies, by which a text speaks of them.
pub(crate) fn names_of<'a>(companies: impl IntoIterator<Item = &'a Listing>) -> verify::Names<'a> {
    companies.into_iter().fold(verify::Names::default(), |all, one| {
        let names = std::iter::once(one.name.as_str()).chain(one.also.iter().map(String::as_str));
        all.with(one.symbol.clone(), names.flat_map(|name| [name, short_name(name)]))
    })
}

/// Where these facts stand, each place once.
pub fn sources<'a>(facts: impl Iterator<Item = &'a Fact>) -> Vec<&'a Source> {
    let mut all: Vec<&Source> = Vec::new();
    for fact in facts {
        if let How::Cell(source, _) = &fact.how
            && !all.contains(&&**source)
        {
            all.push(source);
        }
    }
    all
}
