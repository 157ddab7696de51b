//! Names as they are compared: lower case, without punctuation, legal forms and joining words.

use std::ops::Range;

/// Legal forms: no part of the name by which people know a company.
const FORMS: [&str; 27] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "plc",
    "ltd",
    "limited",
    "llc",
    "lp",
    "nv",
    "sa",
    "ag",
    "se",
    "ab",
    "asa",
    "spa",
    "oyj",
    "adr",
    "ads",
    "com",
    "the",
    "cl",
    "kgaa",
    "bv",
    "as",
];

/// Words at a name's end that people leave out, though they tell some companies apart.
const SOFT_FORMS: [&str; 19] = [
    "holdings",
    "holding",
    "group",
    "international",
    "intl",
    "enterprises",
    "industries",
    "companies",
    "cos",
    "trust",
    "reit",
    "new",
    "de",
    "brands",
    "technologies",
    "technology",
    "stores",
    "and",
    "platforms",
];

/// Joining words that spellings leave out.
const JOINTS: [&str; 4] = ["and", "the", "of", "n"];

/// A word of a text as it is compared, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlainWord {
    /// Letters and digits in lower case, accents removed.
    pub(super) lower: String,
    /// Its bytes, without a possessive ending.
    pub(super) span: Range<usize>,
    /// Whether `'s` or a closing apostrophe follows.
    pub(super) possessive: bool,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<PlainWord> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric()
            || matches!(c, '\'' | '’' | '.') && start.is_some_and(|from| joins(text, from, at));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                words.extend(word(text, from..at));
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words
}

/// Whether the apostrophe or full stop at a place stands inside a word: before a letter or digit (`Amazon.com`,
/// `McDonald's`, `U.S.`), but not where a sentence ends without a blank behind it (`Ford.And`).
fn joins(text: &str, from: usize, at: usize) -> bool {
    let mut after = text.get(at..).unwrap_or_default().chars();
    let is_stop = after.next() == Some('.');
    let next = after.next().filter(|c| c.is_alphanumeric());
    let initials = text
        .get(from..at)
        .is_some_and(|word| word.chars().rev().take_while(|c| c.is_alphanumeric()).count() == 1);
    next.is_some_and(|c| !is_stop || initials || !c.is_uppercase())
}

fn word(text: &str, span: Range<usize>) -> Option<PlainWord> {
    let raw = text.get(span.clone())?;
    let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| raw.strip_suffix(ending));
    let bare = bare.unwrap_or(raw);
    let after = text.get(span.end..).unwrap_or_default();
    let closing = after.starts_with(['\'', '’']) && bare.ends_with('s');
    // People write a company's address for its name: `booking.com`.
    let named = bare.strip_suffix(".com").filter(|name| 1 < name.len()).unwrap_or(bare);
    let lower: String = named.chars().filter(|c| c.is_alphanumeric()).flat_map(folded).collect();
    let possessive = bare.len() < raw.len() || closing;
    let span = span.start..span.start + bare.len();
    (!lower.is_empty()).then_some(PlainWord { lower, span, possessive })
}

/// A letter in lower case, without its accent.
fn folded(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'Á' | 'À' | 'Â' | 'Ä' | 'Å' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'Í' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'Ó' | 'Ô' | 'Ö' | 'Ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ü' => 'u',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        other => other,
    };
    plain.to_lowercase()
}

/// The words that are compared: without joining words.
fn name_words(text: &str) -> Vec<String> {
    // `/DE/` and the like say where a registrant is incorporated.
    let place = text.trim_end().strip_suffix('/').and_then(|head| head.rsplit_once('/'));
    let text = place.filter(|(_, state)| state.len() <= 4).map_or(text, |(head, _)| head);
    let mut words: Vec<String> = words(text).into_iter().map(|word| word.lower).collect();
    let whole = words.clone();
    words.retain(|word| !is_joint(word));
    if words.is_empty() { whole } else { words }
}

/// A name as it is compared: its words without legal forms and joints, one blank between.
pub(super) fn name(text: &str) -> String {
    let mut words = name_words(text);
    strip(&mut words, &FORMS);
    words.join(" ")
}

/// The shorter name by which people may know it: without `Group`, `Holdings` and the like.
pub(super) fn short(text: &str) -> Option<String> {
    let mut words = name_words(text);
    strip(&mut words, &FORMS);
    let whole = words.len();
    while 1 < words.len() && words.last().is_some_and(|last| SOFT_FORMS.contains(&last.as_str())) {
        words.pop();
        strip(&mut words, &FORMS);
    }
    (words.len() < whole).then(|| words.join(" "))
}

fn strip(words: &mut Vec<String>, forms: &[&str]) {
    while 1 < words.len() && words.last().is_some_and(|last| forms.contains(&last.as_str())) {
        words.pop();
    }
}

/// Whether the word joins others and is passed over inside a name.
pub(super) fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word)
}

/// Whether the word is a legal form or stands for one behind a name: `Inc`, `Group`.
pub(super) fn is_form(word: &str) -> bool {
    word != "the"
        && word != "as"
        && word != "new"
        && word != "and"
        && (FORMS.contains(&word) || SOFT_FORMS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_forms_and_marks() {
        assert_eq!(name("Bank of America Corp /DE/"), "bank america");
        assert_eq!(name("Procter & Gamble Co"), "procter gamble");
        assert_eq!(name("McDONALD'S CORP"), "mcdonald");
        assert_eq!(name("AMAZON.COM, INC."), "amazon");
        assert_eq!(name("Nestlé S.A."), "nestle");
        assert_eq!(name("The Gap, Inc."), "gap");
        assert_eq!(short("Match Group, Inc.").as_deref(), Some("match"));
        assert_eq!(short("Apple Inc."), None);
    }

    #[test]
    fn possessives_are_seen_and_left_out() {
        let all = words("Apple's and Mercks' sales at McDonald’s");
        let seen: Vec<_> = all.iter().map(|word| (word.lower.as_str(), word.possessive)).collect();
        let expected = [
            ("apple", true),
            ("and", false),
            ("mercks", true),
            ("sales", false),
            ("at", false),
            ("mcdonald", true),
        ];
        assert_eq!(seen, expected);
    }
}
