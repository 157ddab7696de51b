//! Finding the companies of a text, longest names first.

use std::ops::{Range, RangeInclusive};

use finance::{Listing, facts::lexicon};
use rust_decimal::Decimal;

use super::{
    Alternative, Found, Resolved, Unresolved,
    index::{Index, alternative},
    plain,
};

/// The longest name, in words.
const WORDS_MAX: usize = 8;

/// Longer texts are read up to here: nobody names companies beyond it.
const TEXT_BYTES_MAX: usize = 20_000;

/// At most so many names of one text are compared with every other by their letters.
const UNKNOWN_MAX: usize = 4;

/// A company of the same name is a rival where its place by market value is at most so many times as far down.
const RIVAL_RANKS: u32 = 8;

/// Companies this large are meant by ordinary words where nothing else explains them.
const LARGE_RANK: u32 = 600;

/// Words that join two companies of one question.
const CONNECTORS: [&str; 8] = ["and", "or", "vs", "versus", "with", "than", "against", "to"];

/// Words of ordinary questions that are also tickers or names: written in lower case they are words.
const ORDINARY: &str = " hello hey hi morning evening please thank bye joke weather name think know a about above all an and any are as at be best better big buy by can car cash cat \
chart check company compare cost data day debt did do does doing down earn earnings ever fair fast figures \
find flow for free from fun gap gain get give go good grow growth had has have he help her high his home how \
i if in income info is it its job key last less life line list live ll long loss love low made main make \
many margin market me money more most much my need net new next no now of off old on one open or other our out \
over own pay peak play post price profit quarter rate ratio real report return revenue run safe sales say see \
sell she should show so some stock strong sun tax tech tell than thanks that the their them then they thing \
this time to today top total trade trend true two up us use value versus very visa vs was way we well were what \
when where which who why will win with work world year yes you your target apple shell amazon ";

/// Words in capitals that are terms of finance before they are tickers.
const TERMS: &str = " A AI CAGR CAPEX CEO CFO DCF EBIT EBITDA EPS ETF EU EV FCF FY GAAP GDP I IPO IT NYSE OK OPEX \
PE PEG Q ROA ROCE ROE ROI ROIC SEC SGA TTM UK US USA USD VS YOY ";

impl Index {
    /// The companies that a text names, in its order, each once.
    pub fn resolve(&self, text: &str) -> Resolved {
        let mut end = text.len().min(TEXT_BYTES_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Scan::new(self, text.get(..end).unwrap_or_default()).run()
    }
}

struct Scan<'a> {
    index: &'a Index,
    text: &'a str,
    words: Vec<(String, Range<usize>)>,
    /// Whether the text has lower-case letters, so that capitals mean something.
    has_case: bool,
    found: Vec<Found>,
    unresolved: Vec<Unresolved>,
}

impl<'a> Scan<'a> {
    fn new(index: &'a Index, text: &'a str) -> Self {
        let words = plain::words(text);
        let has_case = text.chars().any(char::is_lowercase);
        Self { index, text, words, has_case, found: Vec::new(), unresolved: Vec::new() }
    }

    fn run(mut self) -> Resolved {
        let mut at = 0;
        let mut maybe: Vec<usize> = Vec::new();
        while at < self.words.len() {
            // `$DHI` is a ticker whatever it spells; a long name comes before a ticker in capitals, and that
            // before a name of one word.
            let marked = self.is_marked(at).then(|| self.ticker_at(at)).flatten();
            let taken = marked.or_else(|| self.name_at(at, 2..=WORDS_MAX));
            let taken = taken.or_else(|| self.ticker_at(at)).or_else(|| self.name_at(at, 1..=1));
            if taken.is_none() {
                maybe.push(at);
            }
            at += taken.unwrap_or(1);
        }
        self.joined_names(&maybe);
        if self.found.is_empty() && self.unresolved.is_empty() {
            self.lower_case_words(&maybe);
        }
        self.unknown_names(&maybe);
        self.found.sort_by_key(|found| found.span.start);
        let ask = self.question();
        Resolved { companies: self.found, unresolved: self.unresolved, ask }
    }

    /// A name or another name that starts at this word: how many words it takes.
    fn name_at(&mut self, at: usize, counts: RangeInclusive<usize>) -> Option<usize> {
        for count in counts.rev() {
            let Some(run) = self.words.get(at..at + count) else { continue };
            let (first, last) = (run.first()?, run.last()?);
            let span = first.1.start..last.1.end;
            // A name does not reach over a comma, a full stop between sentences or a line's end.
            let raw = self.text.get(span.clone())?;
            if raw.contains(['?', '!', '\n', ';', '(', '$', ':'])
                || plain::is_joint(&first.0)
                || plain::is_joint(&last.0)
            {
                continue;
            }
            let name = plain::name(raw);
            if name.is_empty() || count == 1 && self.is_ordinary(at) {
                continue;
            }
            if let Some(other) = self.index.other(&name) {
                let (symbol, note) = (other.symbol.clone(), other.note.clone());
                if let Some(listing) = symbol.and_then(|symbol| self.index.listing(&symbol)) {
                    self.add(listing, span, Decimal::new(98, 2), Vec::new(), note);
                } else {
                    let text = raw.to_owned();
                    self.unresolved.push(Unresolved { text, note, near: Vec::new() });
                }
                return Some(count);
            }
            let named = self.index.named(&name);
            if let Some((best, rest)) = named.split_first() {
                let others = rest.iter().take(3).map(|listing| {
                    let same = listing.cik.is_some() && listing.cik == best.cik;
                    let near = best.rank.saturating_add(1).saturating_mul(RIVAL_RANKS);
                    let score = match (same, listing.rank < near) {
                        (true, _) => 90,
                        (false, true) => 97,
                        (false, false) => 60,
                    };
                    alternative(listing, Decimal::new(score, 2))
                });
                let others = others.collect();
                self.add(best, span, Decimal::ONE, others, None);
                return Some(count);
            }
        }
        None
    }

    /// A ticker in capitals, or behind `$` or an exchange's name.
    fn ticker_at(&mut self, at: usize) -> Option<usize> {
        let (_, span) = self.words.get(at)?.clone();
        let marked = self.is_marked(at);
        // `BRK.B`, `BRK-B` and `BRK/B` are two words to a reader of names.
        let class = self.text.get(span.end..).and_then(|rest| {
            let mut chars = rest.chars();
            let joint = matches!(chars.next(), Some('.' | '-' | '/'));
            let letter = chars.next().filter(char::is_ascii_uppercase)?;
            let ends = !chars.next().is_some_and(char::is_alphanumeric);
            (joint && ends).then_some(letter)
        });
        let raw = self.text.get(span.clone())?;
        let capitals =
            raw.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '.')) && self.has_case;
        let is_term = TERMS.contains(&format!(" {raw} "));
        if !marked && (!capitals || is_term || raw.len() < 2) {
            return None;
        }
        if let Some(class) = class
            && let Some(listing) = self.index.ticker(&format!("{raw}-{class}").to_lowercase())
        {
            self.add(listing, span.start..span.end + 2, Decimal::ONE, Vec::new(), None);
            return Some(2);
        }
        let lower = raw.to_lowercase().replace('.', "-");
        if let Some(other) = self.index.other(&lower)
            && let Some(symbol) = &other.symbol
            && let Some(listing) = self.index.listing(symbol)
        {
            self.add(listing, span, Decimal::new(98, 2), Vec::new(), other.note.clone());
            return Some(1);
        }
        let listing = self.index.ticker(&lower)?;
        self.add(listing, span, Decimal::ONE, Vec::new(), None);
        Some(1)
    }

    /// Whether a word stands behind `$` or an exchange's name.
    fn is_marked(&self, at: usize) -> bool {
        let before = self.words.get(at).and_then(|(_, span)| self.text.get(..span.start));
        let before = before.unwrap_or_default();
        let head = before.trim_end().strip_suffix(':').unwrap_or_default().to_lowercase();
        before.ends_with('$') || ["nasdaq", "nyse", "amex"].iter().any(|one| head.ends_with(one))
    }

    /// Ordinary words that are names of large companies, joined to a company by `and`, `or`, `vs`: `Visa and
    /// Mastercard`, `apple vs microsoft`.
    fn joined_names(&mut self, maybe: &[usize]) {
        for at in maybe.iter().copied() {
            let Some((word, span)) = self.words.get(at).cloned() else { continue };
            let best =
                self.index.named(&word).first().copied().or_else(|| self.index.headed(&word));
            let Some(best) = best.filter(|best| best.rank < LARGE_RANK) else { continue };
            let joins = |joint: usize, other: usize| {
                let joint = self
                    .words
                    .get(joint)
                    .is_some_and(|(word, _)| CONNECTORS.contains(&word.as_str()));
                let other = self.words.get(other).is_some_and(|(_, other)| {
                    self.found.iter().any(|found| {
                        found.span.start <= other.start
                            && other.end <= found.span.end.max(found.span.start + 1)
                    })
                });
                joint && other
            };
            let before = 2 <= at && joins(at - 1, at - 2);
            if before || joins(at + 1, at + 2) {
                self.add(best, span, Decimal::new(90, 2), Vec::new(), None);
            }
        }
    }

    /// Nothing else explains the question: ordinary words that are names, tickers in lower case, typos.
    fn lower_case_words(&mut self, maybe: &[usize]) {
        for at in maybe {
            let Some((word, span)) = self.words.get(*at).cloned() else { continue };
            let best =
                self.index.named(&word).first().copied().filter(|best| best.rank < LARGE_RANK);
            let headed = || self.index.headed(&word).filter(|_| !self.is_ordinary(*at));
            if let Some(best) = best.or_else(headed) {
                self.add(best, span, Decimal::new(85, 2), Vec::new(), None);
            }
        }
        let mut compared = 0;
        for at in maybe.iter().filter(|_| self.found.is_empty()).copied().collect::<Vec<_>>() {
            let Some((word, span)) = self.words.get(at).cloned() else { continue };
            if self.is_ordinary(at) || self.is_a_term_of_finance(&span) {
                continue;
            }
            if let Some(listing) = self.index.ticker(&word).filter(|one| one.rank < 3000) {
                self.add(listing, span, Decimal::new(85, 2), Vec::new(), None);
            } else if 5 <= word.len() && compared < UNKNOWN_MAX {
                compared += 1;
                if let Some((listing, score)) = self.index.misspelled(&word) {
                    self.add(listing, span, score, Vec::new(), None);
                }
            }
        }
    }

    /// Capitalised words that name nobody.
    fn unknown_names(&mut self, maybe: &[usize]) {
        let mut start: Option<(usize, usize)> = None;
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in maybe.iter().copied().filter(|at| self.looks_like_a_name(*at)) {
            start = match start {
                Some((from, to)) if to + 1 == at => Some((from, at)),
                Some(run) => {
                    runs.push(run);
                    Some((at, at))
                }
                None => Some((at, at)),
            };
        }
        runs.extend(start);
        for (from, to) in runs.into_iter().take(UNKNOWN_MAX) {
            let (Some(first), Some(last)) = (self.words.get(from), self.words.get(to)) else {
                continue;
            };
            let span = first.1.start..last.1.end;
            if self
                .found
                .iter()
                .any(|found| found.span.start < span.end && span.start < found.span.end)
            {
                continue;
            }
            let Some(text) = self.text.get(span.clone()).map(str::to_owned) else { continue };
            if let Some(listing) = self.index.headed(&plain::name(&text)) {
                self.add(listing, span, Decimal::new(90, 2), Vec::new(), None);
            } else if let Some((listing, score)) = self.index.misspelled(&plain::name(&text)) {
                self.add(listing, span, score, Vec::new(), None);
            } else {
                let near = self.index.near(&text);
                self.unresolved.push(Unresolved { text, note: None, near });
            }
        }
    }

    fn looks_like_a_name(&self, at: usize) -> bool {
        let Some((word, span)) = self.words.get(at) else { return false };
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let capital = raw.chars().next().is_some_and(char::is_uppercase);
        let opens = self.text.get(..span.start).is_none_or(|before| {
            before.trim_end().is_empty() || before.trim_end().ends_with(['.', '?', '!', ':'])
        });
        let is_term = TERMS.contains(&format!(" {raw} "));
        let known =
            ORDINARY.contains(&format!(" {word} ")) || is_term || self.is_a_term_of_finance(span);
        let dated = raw.bytes().any(|byte| byte.is_ascii_digit());
        self.has_case && capital && !opens && !known && !dated && 2 < word.len()
    }

    /// Whether the word is one of ordinary questions, written as such.
    fn is_ordinary(&self, at: usize) -> bool {
        let Some((word, span)) = self.words.get(at) else { return true };
        if word.len() < 2 || word.bytes().all(|byte| byte.is_ascii_digit()) {
            return true;
        }
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let capital = raw.chars().next().is_some_and(char::is_uppercase) && self.has_case;
        let opens = span.start == 0;
        let possessive = self
            .text
            .get(span.end..)
            .is_some_and(|rest| rest.starts_with("'s") || rest.starts_with("’s"));
        let ordinary = ORDINARY.contains(&format!(" {word} "));
        let term = TERMS.contains(&format!(" {raw} "));
        term || (ordinary || self.is_a_term_of_finance(span))
            && !(capital && (!opens || possessive))
    }

    fn is_a_term_of_finance(&self, span: &Range<usize>) -> bool {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        !lexicon::items_in(raw).is_empty() || !lexicon::periods_in(raw).is_empty()
    }

    fn add(
        &mut self,
        listing: &Listing,
        span: Range<usize>,
        score: Decimal,
        alternatives: Vec<Alternative>,
        note: Option<String>,
    ) {
        let same = |found: &Found| {
            found.symbol == listing.symbol || found.cik.is_some() && found.cik == listing.cik
        };
        if self.found.iter().any(same) {
            return;
        }
        let (symbol, name, cik) = (listing.symbol.clone(), listing.name.clone(), listing.cik);
        self.found.push(Found { symbol, name, cik, span, score, alternatives, note });
    }

    /// What to ask where a name means another company almost as well.
    fn question(&self) -> Option<String> {
        let close = self.found.iter().find_map(|found| {
            let rival = found.alternatives.iter().find(|other| {
                other.name != found.name && found.score - other.score < Decimal::new(5, 2)
            })?;
            Some((found, rival))
        });
        let (found, rival) = close?;
        Some(format!(
            "Do you mean {} ({}) or {} ({})?",
            found.name, found.symbol, rival.name, rival.symbol
        ))
    }
}
