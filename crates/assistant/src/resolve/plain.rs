//! Names as they are compared: lower case, without punctuation and legal forms.

/// Words at a name's end that do not tell companies apart.
const FORMS: [&str; 34] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "companies",
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
    "holdings",
    "holding",
    "group",
    "the",
    "de",
    "new",
    "trust",
    "reit",
    "adr",
    "ads",
    "com",
    "international",
    "intl",
    "enterprises",
    "industries",
    "cos",
];

/// Joining words that spellings leave out.
const JOINTS: [&str; 3] = ["and", "the", "of"];

/// The words of a text as they are compared, each with its place.
pub(super) fn words(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric()
            || matches!(c, '\'' | '’' | '.') && start.is_some() && joins(text, at);
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

/// Whether the character at a place stands between two letters or digits.
fn joins(text: &str, at: usize) -> bool {
    let mut after = text.get(at..).unwrap_or_default().chars();
    after.next();
    after.next().is_some_and(char::is_alphanumeric)
}

fn word(text: &str, span: std::ops::Range<usize>) -> Option<(String, std::ops::Range<usize>)> {
    let raw = text.get(span.clone())?;
    let bare = raw.strip_suffix("'s").or_else(|| raw.strip_suffix("’s")).unwrap_or(raw);
    let end = span.start + bare.len();
    let plain: String =
        bare.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    (!plain.is_empty()).then_some((plain, span.start..end))
}

/// A name as it is compared: its words without legal forms and joints, one blank between.
pub(super) fn name(text: &str) -> String {
    let mut words: Vec<String> = words(text).into_iter().map(|(word, _)| word).collect();
    words.retain(|word| !JOINTS.contains(&word.as_str()));
    while 1 < words.len() && words.last().is_some_and(|last| FORMS.contains(&last.as_str())) {
        words.pop();
    }
    words.join(" ")
}

/// Whether the word joins others and is passed over inside a name.
pub(super) fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word)
}
