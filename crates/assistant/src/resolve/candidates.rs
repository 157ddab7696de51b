//! What the words at a place of a text could name.

use std::borrow::Cow;

use finance::FiscalPeriod;

use super::{
    index::{Index, Kind, Target},
    plain,
    text::Text,
    words,
};

/// The longest name, in words.
const WORDS_MAX: usize = 8;

/// Tickers of companies this large are also spelled letter by letter.
const SPELLED_RANK: u32 = 4_000;

/// No name is spelled in more letters.
const SPELLED_MAX: usize = 6;

/// Words for numbers, spoken in front of a letter: `three m`.
const NUMBERS: [(&str, &str); 12] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
];

/// Words that are somebody's name in the index.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'i> {
    /// The last word of it.
    pub(super) last: usize,
    /// The words as they are compared.
    pub(super) name: String,
    /// Whom it means, the best first; never empty.
    pub(super) targets: Cow<'i, [Target]>,
}

impl Candidate<'_> {
    /// How its best meaning is its name.
    pub(super) fn kind(&self) -> Kind {
        self.targets.first().map_or(Kind::Head, |target| target.kind)
    }

    /// Whether every word of it is also a word of English, a place, a term or a number.
    pub(super) fn is_ordinary(&self) -> bool {
        words::prior(&self.name).is_some() || self.name.split(' ').all(is_ordinary)
    }
}

/// Whether a word is more than a name.
pub(super) fn is_ordinary(word: &str) -> bool {
    word.len() < 2
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || words::is_english(word)
        || words::is_proper(word)
        || words::is_term(word)
        || word.parse::<FiscalPeriod>().is_ok()
}

/// Every name that starts at a word, longest first.
pub(super) fn at<'i>(index: &'i Index, text: &Text<'_>, first: usize) -> Vec<Candidate<'i>> {
    let mut found = Vec::new();
    in_order(index, text, first, &mut found);
    run_together(index, text, first, &mut found);
    spelled(index, text, first, &mut found);
    plural(index, text, first, &mut found);
    found.sort_by_key(|candidate| std::cmp::Reverse(candidate.last));
    found
}

/// Names whose words stand in the text in their order.
fn in_order<'i>(index: &'i Index, text: &Text<'_>, first: usize, found: &mut Vec<Candidate<'i>>) {
    if plain::is_joint(text.lower(first)) {
        return;
    }
    let (mut name, mut keys, mut at) = (String::new(), index.all(), first);
    while at < first + WORDS_MAX {
        let Some((word, last)) = word_at(text, at, first) else { return };
        if word.is_empty() {
            at = last + 1;
            continue;
        }
        let depth = name.len();
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(&word);
        keys = index.narrowed(keys, depth, name.get(depth..).unwrap_or_default());
        if keys.is_empty() {
            return;
        }
        let targets = index.ending(keys.clone(), name.len());
        // `P&L` is spelled like a name.
        let is_term = first < last && words::is_term(&name.replace(' ', ""));
        if !targets.is_empty() && !is_term {
            found.push(Candidate { last, name: name.clone(), targets: targets.into() });
        }
        at = last + 1;
    }
}

/// The word at a place of a name that began at `first`, empty for a joint, and the last of the text's words it takes;
/// `None` where the name cannot go on.
fn word_at(text: &Text<'_>, at: usize, first: usize) -> Option<(String, usize)> {
    let word = text.get(at)?;
    if first < at {
        let is_break =
            word.opens || word.gap.contains(['?', '!', ';', '\n', '(', ')', '$', ':', '/', '"']);
        let comma = word.gap.contains(',') && !plain::is_form(&word.lower);
        if is_break || comma {
            return None;
        }
        if plain::is_joint(&word.lower) {
            return Some((String::new(), at));
        }
    }
    let number = NUMBERS.iter().find(|(spoken, _)| *spoken == word.lower);
    if let (Some((_, digits)), Some(next)) = (number, text.get(at + 1))
        && next.lower.len() == 1
        && !next.opens
    {
        return Some((format!("{digits}{}", next.lower), at + 1));
    }
    Some((word.lower.clone(), at))
}

/// Names whose parts are written apart: `wal mart`, `face book`.
fn run_together<'i>(
    index: &'i Index,
    text: &Text<'_>,
    first: usize,
    found: &mut Vec<Candidate<'i>>,
) {
    let mut name = text.lower(first).to_owned();
    for last in first + 1..first + 3 {
        if !text.flows_on(last - 1) || text.lower(last).len() < 2 && name.len() < 2 {
            return;
        }
        name.push_str(text.lower(last));
        let targets = index.exact(&name);
        let whole = targets.first().is_some_and(|target| target.kind != Kind::Head);
        let says_nothing = |at| words::is_glue(text.lower(at)) || text.lower(at).len() < 2;
        let parts_are_words = (first..=last).all(|at| words::is_function(text.lower(at)))
            || (first..=last).any(says_nothing) && !is_prefix(text.lower(first));
        let apart = (first..=last).map(|at| text.lower(at)).collect::<Vec<_>>().join(" ");
        if whole && 4 <= name.len() && !parts_are_words && words::prior(&apart).is_none() {
            found.push(Candidate { last, name: name.clone(), targets: targets.into() });
        }
    }
}

/// Letters that brands put before a word: `e bay`.
fn is_prefix(letter: &str) -> bool {
    matches!(letter, "e" | "i" | "x")
}

/// Names that are spelled letter by letter: `i b m`, `p g and e`.
fn spelled<'i>(index: &'i Index, text: &Text<'_>, first: usize, found: &mut Vec<Candidate<'i>>) {
    let is_letter = |at: usize| text.lower(at).len() == 1;
    let mut name = String::new();
    let mut at = first;
    while name.len() < SPELLED_MAX
        && (is_letter(at)
            || !name.is_empty() && plain::is_joint(text.lower(at)) && is_letter(at + 1))
    {
        if first < at
            && !text.flows_on(at - 1)
            && text.get(at).is_none_or(|word| word.gap.trim() != "&")
        {
            break;
        }
        if is_letter(at) {
            name.push_str(text.lower(at));
        }
        at += 1;
    }
    if 1 < name.len() && !words::is_term(&name) {
        let mut targets = Cow::from(index.exact(&name));
        if targets.is_empty()
            && let Some(entry) = index.ticker(&name.to_uppercase())
            && entry.rank < SPELLED_RANK
        {
            targets = vec![Target { kind: Kind::Name, at: entry.rank }].into();
        }
        if !targets.is_empty() {
            found.push(Candidate { last: at - 1, name, targets });
        }
    }
}

/// A possessive without its apostrophe: `teslas margin`.
fn plural<'i>(index: &'i Index, text: &Text<'_>, first: usize, found: &mut Vec<Candidate<'i>>) {
    let stem = text.lower(first).strip_suffix('s').filter(|stem| 3 < stem.len());
    if let Some(stem) = stem.filter(|_| found.is_empty()) {
        let targets = index.exact(stem);
        if targets.first().is_some_and(|target| target.kind != Kind::Head) {
            let name = stem.to_owned();
            found.push(Candidate { last: first, name, targets: targets.into() });
        }
    }
}
