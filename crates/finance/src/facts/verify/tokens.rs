//! A sentence as a row of marks: its numbers, items, periods, companies and the words between them.

use std::ops::Range;

use jiff::civil::Date;

use super::names::{Named, Names};
use crate::{
    FiscalPeriod, Item, LineItem, PriceItem, Quarter, Ratio,
    facts::{lexicon, read::Number},
};

/// A period as words name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Fiscal(FiscalPeriod),
    /// A quarter of a year that is said elsewhere.
    Quarter(Quarter),
    Day(Date),
    /// The year before the one that is spoken of.
    YearAgo,
    /// The year after the one that was spoken of.
    YearAfter,
}

/// One mark of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A number, by its place among those of the sentence.
    Number(usize),
    /// An item under a name that may mean several; a loss is negative income.
    Items {
        items: Vec<Item>,
        negative: bool,
    },
    Period(When),
    Company(Named),
    Word(String),
    Comma,
    /// The end of a clause.
    Break,
    Open,
    Close,
}

impl Token {
    /// Which of the sentence's numbers it is.
    pub(super) fn number(&self) -> Option<usize> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn period(&self) -> Option<When> {
        if let Self::Period(when) = self { Some(*when) } else { None }
    }

    pub(super) fn company(&self) -> Option<&Named> {
        if let Self::Company(named) = self { Some(named) } else { None }
    }

    /// The items that a name may mean, and whether it says that they are negative.
    pub(super) fn items(&self) -> Option<(&[Item], bool)> {
        if let Self::Items { items, negative } = self { Some((items, *negative)) } else { None }
    }

    pub(super) fn word(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Number(_)
            | Self::Items { .. }
            | Self::Period(_)
            | Self::Company(_)
            | Self::Comma
            | Self::Break
            | Self::Open
            | Self::Close => "",
        }
    }
}

/// Phrases for the same period of the year before.
const YEAR_AGO: [&str; 38] = [
    "the same period a year earlier",
    "the same period last year",
    "the corresponding period a year earlier",
    "the year ago period",
    "the prior year period",
    "the previous fiscal year",
    "the prior fiscal year",
    "the preceding year",
    "the previous year",
    "the prior year",
    "the year before",
    "the year earlier",
    "a year earlier",
    "a year before",
    "a year ago",
    "one year earlier",
    "last year",
    "year ago",
    "year earlier",
    "prior year",
    "previous year",
    "twelve months earlier",
    "twelve months before",
    "twelve months ago",
    "twelve months after",
    "12 months earlier",
    "12 months before",
    "a year after",
    "one year after",
    "a year on from",
    "one year before",
    "one year ago",
    "the year prior",
    "a year prior",
    "fy prior",
    "prior fy",
    "prior period",
    "py",
];

/// Phrases for the year after the one that was spoken of.
const YEAR_AFTER: [&str; 12] = [
    "the following fiscal year",
    "the following year",
    "the next fiscal year",
    "the next year",
    "the year after",
    "the subsequent year",
    "one year later",
    "one year on",
    "a year later",
    "a year on",
    "twelve months later",
    "twelve months on",
];

/// Verbs and nouns that speak of an item without naming it.
fn implied(word: &str) -> Option<(Vec<Item>, bool)> {
    let profit = || vec![Item::Line(LineItem::NetIncome), Item::Line(LineItem::EpsDiluted)];
    match word {
        "earned" | "earning" | "earns" | "netted" | "netting" => Some((profit(), false)),
        "loss" | "losses" | "lost" | "losing" | "loses" | "lose" => Some((profit(), true)),
        "ebit" => Some((vec![Item::Line(LineItem::OperatingIncome)], false)),
        "closed" => Some((vec![Item::Price(PriceItem::Close)], false)),
        _ => None,
    }
}

/// The marks of `text.get(range)`; `numbers` are those in it.
pub(super) fn tokens(
    text: &str,
    range: Range<usize>,
    numbers: &[&Number],
    names: &Names<'_>,
) -> Vec<Token> {
    let sentence = text.get(range.clone()).unwrap_or_default();
    let mut marks: Vec<(Range<usize>, Token)> = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let span = number.span.start - range.start..number.span.end - range.start;
        marks.push((span, Token::Number(at)));
    }
    let named = names.find(sentence);
    let mut masked = sentence.to_owned();
    let taken = named.iter().map(|(_, span)| span.clone());
    let of_numbers: Vec<_> = marks.iter().map(|(span, _)| span.clone()).collect();
    for span in taken.chain(of_numbers) {
        // A word of its own: `change in Apple's cash` does not name the change in cash.
        masked.replace_range(span.clone(), &"x".repeat(span.len()));
    }
    marks.extend(named.into_iter().map(|(named, span)| (span, Token::Company(named))));
    let lower = masked.to_ascii_lowercase();
    for phrase in ["fell short of", "falls short of", "fall short of"] {
        let behind = lower.match_indices(phrase).map(|(at, _)| at..at + phrase.len());
        marks.extend(behind.map(|span| (span, Token::Word("trailed".to_owned()))));
    }
    let words = lexicon::words_of(&masked);
    days(&words, &mut marks);
    periods(&words, &mut marks);
    for (item, span) in lexicon::items_in(&masked) {
        let before = masked.get(..span.start).unwrap_or_default();
        // Where a multiple stands, not what is spoken of.
        let after = masked.get(span.end..).unwrap_or_default();
        if item == Item::Price(PriceItem::Close)
            && (before.ends_with("at the last ") || after.starts_with(" to "))
        {
            continue;
        }
        let said = masked.get(span.clone()).unwrap_or_default().to_lowercase();
        let negative = ["loss", "deficit", "burn"].iter().any(|word| said.contains(word));
        marks.push((span, Token::Items { items: alike(item, &said), negative }));
    }
    marks.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut all = Vec::new();
    let mut end = 0;
    for (span, token) in marks {
        if span.start < end {
            continue;
        }
        between(sentence.get(end..span.start).unwrap_or_default(), &mut all);
        end = span.end;
        all.push(token);
    }
    between(sentence.get(end..).unwrap_or_default(), &mut all);
    strangers(&mut all, names);
    in_the_red(&mut all);
    bare_margins(&mut all);
    the_former(&mut all);
    all
}

/// The marks of several sentences, with a break between each and the next.
pub(super) fn of_sentences(
    text: &str,
    ranges: impl IntoIterator<Item = Range<usize>>,
    numbers: &[&Number],
    names: &Names<'_>,
) -> Vec<Token> {
    let mut all = Vec::new();
    let mut rest = numbers;
    let mut before = 0;
    for range in ranges {
        let count = rest.iter().take_while(|number| number.span.start < range.end).count();
        let (mine, others) = rest.split_at(count);
        rest = others;
        if !all.is_empty() {
            all.push(Token::Break);
        }
        all.extend(tokens(text, range, mine, names).into_iter().map(|token| {
            if let Token::Number(at) = token { Token::Number(before + at) } else { token }
        }));
        before += count;
    }
    the_former(&mut all);
    all
}

/// What else a name may mean: `EPS` is said of both kinds.
fn alike(item: Item, said: &str) -> Vec<Item> {
    use LineItem::{
        ConsolidatedNetIncome, DividendsPaid, DividendsPerShare, EpsBasic, EpsDiluted, NetIncome,
    };
    let others: &[Item] = match item {
        Item::Line(EpsDiluted) if !said.contains("diluted") => &[Item::Line(EpsBasic)],
        Item::Line(NetIncome) => {
            &[Item::Line(EpsDiluted), Item::Line(EpsBasic), Item::Line(ConsolidatedNetIncome)]
        }
        Item::Line(ConsolidatedNetIncome) => &[Item::Line(NetIncome)],
        Item::Line(DividendsPerShare) => &[Item::Line(DividendsPaid)],
        Item::Line(DividendsPaid) => &[Item::Line(DividendsPerShare)],
        Item::Ratio(Ratio::FreeCashFlow) => &[Item::Ratio(Ratio::FreeCashFlowPerShare)],
        Item::Line(LineItem::Equity) => &[Item::Ratio(Ratio::BookValuePerShare)],
        Item::Line(_) | Item::Ratio(_) | Item::Price(_) => &[],
    };
    [item].into_iter().chain(others.iter().copied()).collect()
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = word.get(..3)?;
    let long = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = MONTHS.iter().position(|month| *month == head)?;
    let whole = word.len() == 3 || long.get(at) == Some(&word) || word == "sept";
    i8::try_from(at + 1).ok().filter(|_| whole)
}

/// Days and months of years: `31 Dec 2025`, `December 31, 2025`, `2025-12-31`, `Dec 2025`.
fn days(words: &[lexicon::Word], marks: &mut Vec<(Range<usize>, Token)>) {
    let lower = |at: usize| words.get(at).map_or("", |word| word.lower.as_str());
    let day = |at: usize| lower(at).parse::<i8>().ok().filter(|day| (1..=31).contains(day));
    let year = |at: usize| lower(at).parse::<i16>().ok().filter(|year| (1900..2100).contains(year));
    // `The year ended in January 2025`, `the twelve months to January 2025`.
    let is_end = |at: usize| {
        let back = |back: usize| at.checked_sub(back).map_or("", lower);
        let skip = usize::from(matches!(back(1), "in" | "on" | "with"));
        let spans = |back: &str| matches!(back, "year" | "months" | "weeks" | "quarter" | "period");
        matches!(back(1 + skip), "ended" | "ending" | "ends")
            || matches!(back(1 + skip), "to" | "through") && spans(back(2 + skip))
    };
    for at in 0..words.len() {
        let found = match (month(lower(at)), year(at)) {
            (Some(month), _) => {
                match (at.checked_sub(1).and_then(day), year(at + 1), day(at + 1), year(at + 2)) {
                    (Some(day), Some(year), ..) => Some((at - 1, at + 1, (year, month, day))),
                    (_, None, Some(day), Some(year)) => Some((at, at + 2, (year, month, day))),
                    (None, Some(year), ..) => Some((at, at + 1, (year, month, 0))),
                    (_, None, _, _) => None,
                }
            }
            (None, Some(year)) => match (lower(at + 1).parse::<i8>().ok(), day(at + 2)) {
                (Some(month), Some(day)) if month <= 12 && lower(at + 1).len() == 2 => {
                    Some((at, at + 2, (year, month, day)))
                }
                (_, _) => None,
            },
            (None, None) => None,
        };
        let Some((first, last, (year, month, day))) = found else { continue };
        // When something was filed is not when it was so.
        let is_filed = (1..3).any(|back| first.checked_sub(back).map(lower) == Some("filed"));
        let day = if is_filed { 0 } else { day };
        let (Some(first), Some(last)) = (words.get(first), words.get(last)) else { continue };
        let span = first.span.start..last.span.end;
        // A month alone names no fiscal period, and its year is none, but for the one that a year ended in.
        let day = match day {
            0 if !is_filed && is_end(at) => Date::new(year, month, 1).map(Date::days_in_month),
            day => Ok(day),
        };
        let token = day
            .and_then(|day| Date::new(year, month, day))
            .map_or(Token::Word("month".to_owned()), |day| Token::Period(When::Day(day)));
        marks.push((span, token));
    }
}

fn periods(words: &[lexicon::Word], marks: &mut Vec<(Range<usize>, Token)>) {
    let span = |run: &Range<usize>| {
        Some(words.get(run.start)?.span.start..words.get(run.end.checked_sub(1)?)?.span.end)
    };
    let found = lexicon::periods_of(words);
    for (period, run) in &found {
        if let Some(span) = span(run) {
            marks.push((span, Token::Period(When::Fiscal(*period))));
        }
    }
    let lower = |at: usize| words.get(at).map_or("", |word| word.lower.as_str());
    for at in 0..words.len() {
        let begins = |phrases: &[&str]| {
            phrases.iter().find_map(|phrase| {
                let mut parts = phrase.split(' ').enumerate();
                let same = parts.all(|(ahead, part)| lower(at + ahead) == part);
                same.then(|| phrase.split(' ').count())
            })
        };
        let ago = begins(&YEAR_AGO).map(|count| (count, When::YearAgo));
        let relative = ago.or_else(|| begins(&YEAR_AFTER).map(|count| (count, When::YearAfter)));
        if let Some((count, when)) = relative
            && let Some(span) = span(&(at..at + count))
        {
            marks.push((span, Token::Period(when)));
            continue;
        }
        let number = match (lower(at), lower(at + 1)) {
            ("first", "quarter") => Some((1, 2)),
            ("second", "quarter") => Some((2, 2)),
            ("third", "quarter") => Some((3, 2)),
            ("fourth", "quarter") => Some((4, 2)),
            ("q1", _) => Some((1, 1)),
            ("q2", _) => Some((2, 1)),
            ("q3", _) => Some((3, 1)),
            ("q4", _) => Some((4, 1)),
            (_, _) => None,
        };
        if let Some((number, count)) = number
            && let Some(span) = span(&(at..at + count))
            && let Some(quarter) = Quarter::from_number(number)
        {
            marks.push((span, Token::Period(When::Quarter(quarter))));
        }
    }
}

/// The words and signs of a stretch without marks.
fn between(text: &str, all: &mut Vec<Token>) {
    let mut word = String::new();
    let flush = |word: &mut String, all: &mut Vec<Token>| {
        if word.is_empty() {
            return;
        }
        let said = word.trim_end_matches("'s").trim_end_matches("’s").trim_matches(['\'', '’']);
        let lower = said.to_lowercase();
        // A capital and a possessive sign are left for whoever looks for strange names.
        let strange = said.len() < word.len() && said.starts_with(char::is_uppercase);
        match implied(&lower) {
            Some((items, negative)) => all.push(Token::Items { items, negative }),
            None if strange => all.push(Token::Word(format!("{lower}'s"))),
            None if !lower.is_empty() => all.push(Token::Word(lower)),
            None => {}
        }
        word.clear();
    };
    let mut chars = text.chars().peekable();
    let mut before = '-';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or('-');
        if c.is_alphanumeric()
            || matches!(c, '\'' | '’' | '&')
            || c == '/' && before.is_alphanumeric()
        {
            word.push(c);
        } else {
            flush(&mut word, all);
            match c {
                ',' | '|' | '·' | '•' => all.push(Token::Comma),
                '/' | '→' if before == ' ' && next == ' ' => all.push(Token::Comma),
                '%' => all.push(Token::Word("percent".to_owned())),
                ';' | '—' => all.push(Token::Break),
                '–' | '-' if before == ' ' && next == ' ' => all.push(Token::Break),
                '(' | '[' => all.push(Token::Open),
                ')' | ']' => all.push(Token::Close),
                '▲' | '▼' | '↑' | '↓' | '=' | ':' => all.push(Token::Word(c.to_string())),
                '~' | '≈' => all.push(Token::Word("about".to_owned())),
                // At the start of a line it marks a quotation.
                '>' if all.is_empty() || before == '\n' => {}
                '>' => all.push(Token::Word("above".to_owned())),
                '<' => all.push(Token::Word("below".to_owned())),
                _ => {}
            }
        }
        before = c;
    }
    flush(&mut word, all);
}

/// `In the red` says a loss.
fn in_the_red(all: &mut [Token]) {
    for at in 2..all.len() {
        let [into, the, red] = [at - 2, at - 1, at].map(|at| all.get(at).map_or("", Token::word));
        if matches!(into, "in" | "into")
            && (the, red) == ("the", "red")
            && let Some(token) = all.get_mut(at)
        {
            *token = Token::Items { items: vec![Item::Line(LineItem::NetIncome)], negative: true };
        }
    }
}

/// Of which kind it is, `a margin of 45.6%` does not say; `by a margin of $5bn` is none.
fn bare_margins(all: &mut [Token]) {
    for at in 0..all.len() {
        let word = |at: Option<usize>| at.and_then(|at| all.get(at)).map_or("", Token::word);
        let by = (1..4).any(|back| word(at.checked_sub(back)) == "by");
        if word(Some(at)) == "margin"
            && !by
            && let Some(token) = all.get_mut(at)
        {
            let kinds = [Ratio::OperatingMargin, Ratio::NetMargin, Ratio::GrossMargin];
            *token = Token::Items { items: kinds.map(Item::Ratio).to_vec(), negative: false };
        }
    }
}

/// `The former` and `the latter` are the two companies named last before.
fn the_former(all: &mut [Token]) {
    let mut named: Vec<Named> = Vec::new();
    for at in 0..all.len() {
        let the =
            at.checked_sub(1).and_then(|before| all.get(before)).map(Token::word) == Some("the");
        let back = match all.get(at) {
            Some(Token::Company(company)) => {
                named.retain(|known| known != company);
                named.push(company.clone());
                continue;
            }
            Some(Token::Word(word)) if the && word == "former" => 2,
            Some(Token::Word(word)) if the && word == "latter" => 1,
            Some(_) | None => continue,
        };
        let meant = named.len().checked_sub(back).and_then(|at| named.get(at)).cloned();
        if let (Some(meant), Some(token)) = (meant, all.get_mut(at)) {
            *token = Token::Company(meant);
        }
    }
}

/// Possessives that are no names.
const NO_NAMES: &str = "it's today's company's year's quarter's that's what's there's here's he's let's firm's group's \
    business's who's management's parent's period's month's week's yesterday's market's street's industry's sector's \
    world's nation's giant's maker's retailer's bank's";

/// A capitalised possessive before an item or a period names somebody whom nobody knows.
fn strangers(all: &mut [Token], names: &Names<'_>) {
    for at in 0..all.len() {
        let strange = all.get(at).is_some_and(|token| {
            let word = token.word();
            word.ends_with("'s") && !super::cues::says(NO_NAMES, word)
        });
        let owns = (1..=3).any(|ahead| matches!(all.get(at + ahead), Some(Token::Items { .. })));
        if let Some(token) = all.get_mut(at).filter(|_| strange) {
            let word = token.word().trim_end_matches("'s").to_owned();
            *token = match names.beginning_with(&word) {
                Some(known) => Token::Company(known),
                None if owns => Token::Company(Named::Other),
                None => Token::Word(word),
            };
        }
    }
}
