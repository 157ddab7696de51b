//! The table: facts by what they are of, entered once.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
};

use hashbrown::HashTable;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::{
    Basis, Cik, Figure, Filing, FiscalPeriod, Input, Item, LineItem, Restated, Rule, Span, Symbol,
    Unit,
    figure::{InputPeriod, UNCHECKED},
    format::in_sentence,
    statement::Dated,
};

/// A fact's place in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct FactId(u32);

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "f{}", self.0 + 1)
    }
}

impl From<FactId> for String {
    fn from(id: FactId) -> Self {
        id.to_string()
    }
}

/// What a fact is of: an item, or something computed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct What {
    /// The item.
    pub item: Item,
    /// The item itself, or its growth, change, share …
    pub aspect: Aspect,
}

/// What of an item is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The item itself.
    Level,
    /// The item over the fiscal period, at the price of the last close.
    AtLastClose,
    /// The item as first reported, before it was restated for a split.
    AsReported,
    /// Its relative change from an earlier period.
    Growth,
    /// Its absolute change from an earlier period.
    Change,
    /// Its part of another item.
    ShareOf(Item),
    /// So many times another item.
    MultipleOf(Item),
    /// Its mean over several periods.
    Average,
    /// Its sum over several periods.
    Sum,
    /// Its yearly growth over so many years.
    Cagr(u8),
    /// What a rule of ours calls much or little of it.
    Threshold,
    /// What analysts expect of it, on average.
    Expected,
}

impl From<Item> for What {
    fn from(item: Item) -> Self {
        Self { item, aspect: Aspect::Level }
    }
}

impl From<LineItem> for What {
    fn from(item: LineItem) -> Self {
        Item::Line(item).into()
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.item.label();
        match self.aspect {
            Aspect::Level => f.write_str(label),
            Aspect::AtLastClose => write!(f, "{label} at the last close"),
            Aspect::AsReported => write!(f, "{label} as first reported"),
            Aspect::Growth => write!(f, "{label}, growth"),
            Aspect::Change => write!(f, "{label}, change"),
            Aspect::ShareOf(whole) => {
                write!(f, "{label} as a share of {}", in_sentence(whole.label()))
            }
            Aspect::MultipleOf(base) => {
                write!(f, "{label} as a multiple of {}", in_sentence(base.label()))
            }
            Aspect::Average => write!(f, "{label}, average"),
            Aspect::Sum => write!(f, "{label}, sum"),
            Aspect::Threshold => write!(f, "{label}, threshold"),
            Aspect::Expected => write!(f, "{label}, expected by analysts"),
            Aspect::Cagr(years) => write!(f, "{label}, growth a year over {years} years"),
        }
    }
}

/// The period of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactPeriod {
    /// A fiscal period and its days.
    Fiscal(FiscalPeriod, Span),
    /// The first quarters of a fiscal year together, and their days.
    YearToDate(i16, u8, Span),
    /// From one fiscal period to another.
    FromTo(FiscalPeriod, FiscalPeriod),
    /// A day.
    Day(Date),
    /// From one day to another.
    Days(Date, Date),
}

impl FactPeriod {
    /// The fiscal period, where it is one.
    pub fn fiscal(&self) -> Option<FiscalPeriod> {
        match self {
            Self::Fiscal(period, _) | Self::FromTo(_, period) => Some(*period),
            Self::YearToDate(..) | Self::Day(_) | Self::Days(..) => None,
        }
    }

    /// Its first and last day, where they are known.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        match self {
            Self::Fiscal(_, span) | Self::YearToDate(_, _, span) => (span.start, Some(span.end)),
            Self::FromTo(..) => (None, None),
            Self::Day(day) => (None, Some(*day)),
            Self::Days(from, to) => (Some(*from), Some(*to)),
        }
    }

    /// What tells two facts of one item apart: the period, not how its days were counted.
    fn key(self) -> Self {
        let nowhere = Span::at(Date::ZERO);
        match self {
            Self::Fiscal(period, _) => Self::Fiscal(period, nowhere),
            Self::YearToDate(year, quarters, _) => Self::YearToDate(year, quarters, nowhere),
            Self::FromTo(..) | Self::Day(_) | Self::Days(..) => self,
        }
    }
}

impl fmt::Display for FactPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fiscal(period, _) => write!(f, "{period}"),
            Self::YearToDate(year, quarters, _) => {
                write!(f, "{}", InputPeriod::YearToDate(*year, *quarters))
            }
            Self::FromTo(from, to) => write!(f, "{from} to {to}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Days(from, to) => write!(f, "{from} to {to}"),
        }
    }
}

/// Where a cell stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Source {
    /// Who gave the figure.
    pub provider: &'static str,
    /// The filing that first carries it, where one was seen.
    #[serde(flatten)]
    pub filing: Option<Arc<Filing>>,
    /// Where a person can look.
    pub url: String,
    /// When the provider held it true.
    pub as_of: Date,
    /// Whether the figure was seen in a filing.
    pub checked: bool,
    /// What to know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
}

/// Who stands behind the figures of one provider's answer; each figure's own filing is added to it.
#[derive(Debug, Clone)]
pub struct SourceOf {
    /// Who gave the figures.
    pub provider: &'static str,
    /// The registrant, whose filings can be opened.
    pub cik: Option<Cik>,
    /// When the provider held them true.
    pub as_of: Date,
}

impl SourceOf {
    fn filed(&self, filing: &Arc<Filing>) -> Source {
        let url = self.cik.map_or_else(|| FILINGS_URL.to_owned(), |cik| filing.url(cik));
        Source {
            provider: self.provider,
            filing: Some(Arc::clone(filing)),
            url,
            as_of: self.as_of,
            checked: true,
            note: None,
        }
    }

    /// A source for what no filing was seen of.
    pub(crate) fn unchecked(&self) -> Source {
        let url = self.cik.map_or_else(|| FILINGS_URL.to_owned(), |cik| cik.filings_url());
        Source {
            provider: self.provider,
            filing: None,
            url,
            as_of: self.as_of,
            checked: false,
            note: Some(UNCHECKED),
        }
    }
}

const FILINGS_URL: &str = "https://www.sec.gov/edgar/search/";

/// How a fact is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It stands in a source, which said other things before.
    Cell(Arc<Source>, Box<[Restated]>),
    /// It follows from other facts.
    Derived {
        /// The formula, in the words of its inputs.
        formula: String,
        /// The facts it follows from.
        inputs: Vec<FactId>,
    },
}

impl From<Source> for How {
    /// A cell whose source said nothing else before.
    fn from(source: Source) -> Self {
        Self::Cell(Arc::new(source), Box::default())
    }
}

/// A number that an answer may state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its place.
    pub id: FactId,
    /// The listing it is about.
    pub entity: Symbol,
    /// What it is.
    pub what: What,
    /// When.
    pub period: FactPeriod,
    /// What it counts.
    pub unit: Unit,
    /// How much.
    pub value: Decimal,
    /// Its proof.
    pub how: How,
}

impl Fact {
    /// What tells it from every other fact of its table.
    fn place(&self) -> (&Symbol, What, FactPeriod) {
        (&self.entity, self.what, self.period.key())
    }
}

/// Two values were entered for one place of the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} of {entity} for {period} is {known} in one place and {new} in another")]
pub struct Conflict {
    entity: Symbol,
    what: String,
    period: String,
    known: Decimal,
    new: Decimal,
}

/// All facts of one answer.
#[derive(Debug, Clone, Default)]
pub struct FactTable {
    facts: Vec<Fact>,
    /// The facts by their places.
    places: HashTable<FactId>,
    hasher: RandomState,
    /// Many cells stand in one source.
    sources: HashSet<Arc<Source>>,
}

impl FactTable {
    /// Every fact, in the order of entry.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.facts.iter()
    }

    /// The fact at this place.
    pub fn fact(&self, id: FactId) -> Option<&Fact> {
        fact_of(&self.facts, id)
    }

    /// Enters a fact, or finds it where it was entered before with the same value.
    pub fn enter(
        &mut self,
        entity: &Symbol,
        (what, period): (What, FactPeriod),
        (value, unit): (Decimal, Unit),
        how: How,
    ) -> Result<FactId, Conflict> {
        let place = (entity, what, period.key());
        let hash = self.hasher.hash_one(place);
        let here = |id: &FactId| self.fact(*id).is_some_and(|fact| fact.place() == place);
        if let Some(known) = self.places.find(hash, here).and_then(|id| self.fact(*id)) {
            if known.value == value && known.unit == unit {
                return Ok(known.id);
            }
            return Err(Conflict {
                entity: entity.clone(),
                what: what.to_string(),
                period: period.to_string(),
                known: known.value,
                new: value,
            });
        }
        let id = FactId(u32::try_from(self.facts.len()).unwrap_or(u32::MAX));
        let how = match how {
            How::Cell(source, restated) => How::Cell(self.shared(source), restated),
            How::Derived { .. } => how,
        };
        self.facts.push(Fact { id, entity: entity.clone(), what, period, unit, value, how });
        let Self { facts, places, hasher, sources: _ } = self;
        let hash_of =
            |id: &FactId| fact_of(facts, *id).map_or(0, |one| hasher.hash_one(one.place()));
        // Behind the fact itself, which says where its place is when the table grows.
        places.insert_unique(hash, id, hash_of);
        Ok(id)
    }

    /// The one copy of a source.
    fn shared(&mut self, source: Arc<Source>) -> Arc<Source> {
        if let Some(known) = self.sources.get(&source) {
            return Arc::clone(known);
        }
        self.sources.insert(Arc::clone(&source));
        source
    }

    /// Enters a statement's figure with everything that it was derived from.
    pub fn enter_figure(
        &mut self,
        entity: &Symbol,
        (item, period): (Item, FactPeriod),
        dated: &Dated,
        source: &SourceOf,
    ) -> Result<FactId, Conflict> {
        self.enter_with_inputs(entity, (item.into(), period), &dated.figure, source)
    }

    fn enter_with_inputs(
        &mut self,
        entity: &Symbol,
        (what, period): (What, FactPeriod),
        figure: &Figure,
        source: &SourceOf,
    ) -> Result<FactId, Conflict> {
        let how = match &figure.basis {
            Basis::Filed(filing) => {
                How::Cell(Arc::new(source.filed(filing)), figure.restated.clone())
            }
            Basis::Normalised => How::Cell(Arc::new(source.unchecked()), figure.restated.clone()),
            Basis::Derived(derived) => {
                let inputs = derived.inputs.iter().map(|input| {
                    let place = (input_place(what, derived.rule, input), input_period(input));
                    self.enter_with_inputs(entity, place, &input.figure, source)
                });
                let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
                How::Derived { formula: in_words(derived.rule, &derived.inputs), inputs }
            }
        };
        self.enter(entity, (what, period), (figure.value, figure.unit), how)
    }
}

fn fact_of(facts: &[Fact], id: FactId) -> Option<&Fact> {
    facts.get(usize::try_from(id.0).ok()?)
}

/// What an input is: the row itself, or what it was before a split.
fn input_place(of: What, rule: Rule, input: &Input) -> What {
    match rule {
        Rule::PerShareSplit { .. } | Rule::SharesSplit { .. } if of.item == input.item => {
            What { item: input.item, aspect: Aspect::AsReported }
        }
        Rule::Difference | Rule::Sum | Rule::PerShareSplit { .. } | Rule::SharesSplit { .. } => {
            input.item.into()
        }
    }
}

fn input_period(input: &Input) -> FactPeriod {
    match input.period {
        InputPeriod::Fiscal(period) => FactPeriod::Fiscal(period, input.span),
        InputPeriod::YearToDate(year, quarters) => {
            FactPeriod::YearToDate(year, quarters, input.span)
        }
    }
}

fn in_words(rule: Rule, inputs: &[Input]) -> String {
    let term = |input: &Input| format!("{} {}", input.item.label(), input.period);
    let terms = inputs.iter().map(term).collect::<Vec<_>>();
    match rule {
        Rule::Difference => terms.join(" − "),
        Rule::Sum => terms.join(" + "),
        Rule::PerShareSplit { new, old, date } | Rule::SharesSplit { new, old, date } => {
            format!(
                "{} as first reported, restated for the {new}-for-{old} split of {date}",
                terms.join("")
            )
        }
    }
}
