//! A memo held against the facts: every number bound, derived, contradicted or unknown.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use agent::{RunContext, RunError, Workflow};
use async_trait::async_trait;
use finance::{
    FiscalPeriod, Item, LineItem, Listing, MarketData, PassedOver, PriceItem, Ratio, Symbol,
    facts::{
        FactTable,
        verify::{self, Status},
    },
    ratio::{Computer, PriceAt},
    statement::CompanyFigures,
};

use crate::{
    NoAnswer,
    answer::{Gap, json, names_of},
    desk::Desk,
    fetch::{self, Fetched},
    flows::Names,
    resolve::Found,
};
use serde_json::{Value, json};

/// Longer texts are not checked at once.
pub const TEXT_BYTES_MAX: usize = 1 << 20;
/// At most so many companies of a text are looked up.
const COMPANIES_MAX: usize = 24;
/// At most so many of the latest fiscal years, and of the latest quarters, are held against it.
const YEARS_MAX: usize = 12;
const QUARTERS_MAX: usize = 16;
/// A line is looked through for names up to here.
const LINE_BYTES_MAX: usize = 2_000;

/// Checks texts.
#[derive(Clone)]
pub struct Check {
    /// Where figures come from.
    pub market: Arc<dyn MarketData>,
    /// The names of companies.
    pub names: Arc<Names>,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Check").finish_non_exhaustive()
    }
}

/// A text, and whom it is about where that is known.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub text: String,
    /// The companies; those that it names where there is none.
    pub companies: Vec<Symbol>,
}

/// A text whose numbers were held against facts.
#[derive(Debug, Clone)]
pub struct CheckedText {
    /// The text.
    pub text: String,
    /// Whom it was found to be about.
    pub companies: Vec<Listing>,
    /// Its numbers, in order.
    pub numbers: Vec<verify::Checked>,
    /// What they were held against.
    pub facts: FactTable,
    /// What was not known.
    pub gaps: Vec<Gap>,
    /// Who was asked and passed over.
    pub passed_over: Vec<PassedOver>,
}

/// What became of a number, in the words of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is a cell.
    Bound,
    /// It follows from cells.
    Derived,
    /// The facts say otherwise.
    Contradicted,
    /// Nothing is known to hold it against.
    Unknown,
}

impl Verdict {
    /// Its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Bound => "bound",
            Self::Derived => "derived",
            Self::Contradicted => "contradicted",
            Self::Unknown => "unknown",
        }
    }

    /// The verdict on a status.
    pub fn of(status: &Status) -> Self {
        match status {
            Status::Bound(_) => Self::Bound,
            Status::Derived(_) | Status::Computed(_) => Self::Derived,
            Status::Contradicted { .. } => Self::Contradicted,
            Status::Unbound => Self::Unknown,
        }
    }
}

/// A company that a text names.
struct Spoken {
    symbol: Symbol,
    /// On how many lines.
    times: usize,
    /// As the text writes it, with a capital.
    spellings: Vec<String>,
}

#[async_trait]
impl Workflow for Check {
    type Input = Text;
    type Output = CheckedText;
    const NAME: &'static str = "check";

    async fn run(&self, ctx: &RunContext, input: Text) -> Result<CheckedText, RunError> {
        let Text { text, companies } = input;
        if TEXT_BYTES_MAX < text.len() {
            let message = format!("the text is longer than {TEXT_BYTES_MAX} bytes");
            let hint = "check it in parts".to_owned();
            return Err(NoAnswer { message, hint }.into_error());
        }
        let named = self.named(&text);
        let symbols = if companies.is_empty() {
            named.iter().map(|one| one.symbol.clone()).collect()
        } else {
            companies
        };
        if symbols.is_empty() {
            let message = "the text names no listed company".to_owned();
            let hint = "say whom it is about with --company SYMBOL".to_owned();
            return Err(NoAnswer { message, hint }.into_error());
        }
        let desk = Desk::new(ctx, &self.market, None);
        let jobs = symbols
            .iter()
            .take(COMPANIES_MAX)
            .map(|symbol| fetch::fetch(&desk, symbol, fetch::ALL));
        let results = futures::future::join_all(jobs).await;
        let mut checked = CheckedText {
            text,
            companies: Vec::new(),
            numbers: Vec::new(),
            facts: FactTable::default(),
            gaps: Vec::new(),
            passed_over: Vec::new(),
        };
        if let Some(left) = symbols.get(COMPANIES_MAX..).filter(|left| !left.is_empty()) {
            let left = left.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let why = format!("no more than {COMPANIES_MAX} companies are looked up for a text");
            checked.gaps.push(Gap::new(left, "", why));
        }
        let mut failure = None;
        for (symbol, result) in symbols.iter().zip(results) {
            match result {
                Ok(Fetched { known, gaps, passed_over }) => {
                    enter(&known, &mut checked.facts);
                    checked.companies.push(known.company.listing);
                    checked.gaps.extend(gaps);
                    checked.passed_over.extend(passed_over);
                }
                Err(error) => {
                    checked.gaps.push(Gap::new(symbol.to_string(), "", error.in_full()));
                    failure = failure.or(Some(error));
                }
            }
        }
        if let Some(error) = failure.filter(|_| checked.companies.is_empty()) {
            return Err(error);
        }
        let own: Vec<Symbol> = checked.companies.iter().map(|one| one.symbol.clone()).collect();
        let others = |name: &str| {
            let found = self.names.resolve(name).companies;
            !found.is_empty() && found.iter().all(|one| !own.contains(&one.symbol))
        };
        let mut names = names_of(&checked.companies).with_others(&others);
        for one in named.iter().filter(|one| own.contains(&one.symbol)) {
            names = names.with(one.symbol.clone(), one.spellings.iter().map(String::as_str));
        }
        checked.numbers = verify::check(&checked.text, &checked.facts, &names);
        Ok(checked)
    }
}

impl Check {
    /// Companies whose names are plain words, where what they did follows: `Visa posted`, `Target lost`.
    fn doers(&self, line: &str) -> Vec<(Symbol, Range<usize>)> {
        let mut found = Vec::new();
        let mut names: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        for word in line.split_inclusive(|c: char| !c.is_alphanumeric() && c != '&') {
            let span = at..at + word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            at += word.len();
            let said = line.get(span.clone()).unwrap_or_default();
            let first = names.get(names.len().saturating_sub(NAME_WORDS_MAX)..).unwrap_or_default();
            if DEEDS.contains(&said)
                && let (Some(first), Some(last)) = (first.first(), names.last())
            {
                let name = first.start..last.end;
                let asked = format!("{}'s revenue", line.get(name.clone()).unwrap_or_default());
                if let [only] = self.names.resolve(&asked).companies.as_slice() {
                    let Range { start, end } = only.span;
                    found.push((only.symbol.clone(), name.start + start..name.start + end));
                }
            }
            if said.starts_with(char::is_uppercase) && word.ends_with(' ') {
                names.push(span);
            } else {
                names.clear();
            }
        }
        found
    }

    /// The companies that a text names, those named most often first.
    fn named(&self, text: &str) -> Vec<Spoken> {
        let mut all: Vec<Spoken> = Vec::new();
        for line in text.lines() {
            let end = line.floor_char_boundary(LINE_BYTES_MAX.min(line.len()));
            let line = line.get(..end).unwrap_or_default();
            let found = self.names.resolve(line).companies;
            let told = self.doers(line);
            let found = found.into_iter().map(|Found { symbol, span, .. }| (symbol, span));
            for (symbol, span) in found.chain(told) {
                let place = all.iter().position(|one| one.symbol == symbol).unwrap_or(all.len());
                if place == all.len() {
                    all.push(Spoken { symbol, times: 0, spellings: Vec::new() });
                }
                let Some(one) = all.get_mut(place) else { continue };
                one.times += 1;
                let spelling = line.get(span).unwrap_or_default();
                let proper = spelling.starts_with(char::is_uppercase);
                if proper && !one.spellings.iter().any(|known| known == spelling) {
                    one.spellings.push(spelling.to_owned());
                }
            }
        }
        all.sort_by_key(|one| std::cmp::Reverse(one.times));
        all
    }
}

/// Verbs of which a company is the subject, behind a name that may be a plain word.
const DEEDS: [&str; 24] = [
    "posted",
    "reported",
    "earned",
    "made",
    "delivered",
    "generated",
    "lost",
    "saw",
    "grew",
    "booked",
    "recorded",
    "ended",
    "closed",
    "went",
    "had",
    "swung",
    "announced",
    "raised",
    "cut",
    "increased",
    "finished",
    "spent",
    "became",
    "becomes",
];

/// A name has so many words at most.
const NAME_WORDS_MAX: usize = 3;

/// Enters all that is known of a company's latest years and quarters.
fn enter(known: &CompanyFigures, facts: &mut FactTable) {
    let years = known.years();
    let years = years.iter().rev().take(YEARS_MAX).copied();
    let mut quarters: Vec<FiscalPeriod> =
        known.periods().filter(|period| matches!(period, FiscalPeriod::Quarter(..))).collect();
    quarters.sort_by_key(|period| std::cmp::Reverse(known.span(*period).map(|span| span.end)));
    let trailing = known.trailing().into_iter().take(1);
    let periods: Vec<FiscalPeriod> =
        years.chain(quarters.into_iter().take(QUARTERS_MAX)).chain(trailing).collect();
    for period in periods {
        // At the period's own price; today's price goes with the latest year alone.
        let mut computer = Computer::new(known, facts, PriceAt::PeriodEnd);
        for row in LineItem::ALL {
            let _ = computer.line(row.item, period);
        }
        for row in Ratio::ALL {
            let _ = computer.ratio(row.ratio, period);
        }
    }
    let mut computer = Computer::new(known, facts, PriceAt::Last);
    if let Some(year) = known.latest_year() {
        for row in Ratio::ALL.iter().filter(|row| row.ratio.uses_price()) {
            let _ = computer.ratio(row.ratio, year);
        }
        for item in [PriceItem::Close, PriceItem::High, PriceItem::Low, PriceItem::Quote] {
            let _ = computer.item(Item::Price(item), year);
        }
    }
}

impl CheckedText {
    /// How many numbers have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.numbers.iter().filter(|one| Verdict::of(&one.status) == verdict).count()
    }

    /// What is to be known of a number, in a line.
    pub fn proof(&self, number: &verify::Checked) -> String {
        match &number.status {
            Status::Bound(id) | Status::Derived(id) => {
                let fact = self.facts.fact(*id);
                fact.map_or(String::new(), |fact| {
                    let how = match &fact.how {
                        finance::facts::How::Cell(source, _) => crate::compose::describe(source),
                        finance::facts::How::Derived { formula, .. } => formula.clone(),
                    };
                    format!("{} of {}, {}: {how}", fact.what, fact.entity, fact.period)
                })
            }
            Status::Computed(computed) => computed.formula.clone(),
            Status::Contradicted { why, .. } => why.to_string(),
            Status::Unbound => "no fact is known to hold it against".to_owned(),
        }
    }

    /// `fisc.check/1`.
    pub fn json(&self) -> Value {
        let numbers = self.numbers.iter().map(|one| {
            let verdict = Verdict::of(&one.status);
            let span = [one.number.span.start, one.number.span.end];
            let mut value = json!({"text": one.number.text, "span": span, "status": verdict.key()});
            let mut add = |key: &str, part: Value| {
                if let Value::Object(fields) = &mut value {
                    fields.insert(key.to_owned(), part);
                }
            };
            match &one.status {
                Status::Bound(id) => {
                    add("cell", self.facts.fact(*id).map_or(Value::Null, json::fact));
                }
                Status::Derived(id) => {
                    let derivation = json::derivation(&self.facts, *id);
                    add("formula", derivation.get("formula").cloned().unwrap_or_default());
                    add("derivation", derivation);
                }
                Status::Computed(computed) => {
                    add("formula", json!(computed.formula));
                    let inputs = computed.inputs.iter();
                    let inputs = inputs.map(|id| json::derivation(&self.facts, *id));
                    add("inputs", inputs.collect());
                }
                Status::Contradicted { fact, why } => {
                    add("cell", self.facts.fact(*fact).map_or(Value::Null, json::fact));
                    let said = self
                        .facts
                        .fact(*fact)
                        .map(|fact| finance::format::Style::default().prose(fact.value, fact.unit));
                    add("expected", json!(said));
                    add("why", json!(why.to_string()));
                }
                Status::Unbound => {}
            }
            value
        });
        let companies =
            self.companies.iter().map(|one| json!({"symbol": one.symbol, "name": one.name}));
        json!({
            "schema": "fisc.check/1",
            "companies": companies.collect::<Vec<_>>(),
            "numbers": numbers.collect::<Vec<_>>(),
            "counts": {
                "bound": self.count(Verdict::Bound),
                "derived": self.count(Verdict::Derived),
                "contradicted": self.count(Verdict::Contradicted),
                "unknown": self.count(Verdict::Unknown),
            },
            "gaps": self.gaps,
        })
    }

    /// The text with a mark behind each number that does not stand, and what is to be known of all behind it.
    pub fn annotated(&self) -> String {
        let mut text = String::new();
        let mut at = 0;
        let mut notes = Vec::new();
        for (place, one) in self.numbers.iter().enumerate() {
            let end = one.number.span.end;
            text.push_str(self.text.get(at..end).unwrap_or_default());
            at = end;
            let verdict = Verdict::of(&one.status);
            let sign = match verdict {
                Verdict::Bound => "✓",
                Verdict::Derived => "≈",
                Verdict::Contradicted => "✗",
                Verdict::Unknown => "?",
            };
            let _ = write!(text, "[{sign}{}]", place + 1);
            notes.push(format!(
                "{}. {sign} {} {}: {}\n",
                place + 1,
                one.number.text,
                verdict.key(),
                self.proof(one)
            ));
        }
        text.push_str(self.text.get(at..).unwrap_or_default());
        let text = text.trim_end();
        if notes.is_empty() {
            return format!("{text}\n\nNo number is in the text.\n");
        }
        format!("{text}\n\n## What the facts say\n\n{}", notes.concat())
    }
}
