//! Whether words that are also plain English mean a company here: what speaks for it and against it, in hundredths.

use finance::facts::lexicon;

use super::{text::Text, words};

/// Words taken as a company's name weigh at least this much.
pub(super) const ENOUGH: i32 = 50;

/// So many words behind a name are held against the names of items.
const ITEM_WORDS_MAX: usize = 6;

/// Words that join companies of one question.
const CONNECTORS: [&str; 16] = [
    "and",
    "or",
    "vs",
    "versus",
    "with",
    "than",
    "against",
    "to",
    "n",
    "plus",
    "nor",
    "v",
    "like",
    "beside",
    "alongside",
    "over",
];

const ARTICLES: [&str; 26] = [
    "a", "an", "the", "my", "your", "our", "his", "her", "their", "this", "that", "these", "those",
    "some", "any", "no", "each", "every", "another", "which", "many", "much", "more", "few", "its",
    "such",
];

/// Words before verbs.
const VERBAL: [&str; 20] = [
    "to", "will", "would", "can", "could", "must", "may", "might", "not", "dont", "didnt", "never",
    "please", "i", "you", "we", "they", "should", "cannot", "lets",
];

/// Words before a `to` that compares.
const COMPARED: [&str; 12] = [
    "compare",
    "compared",
    "compares",
    "comparing",
    "relative",
    "similar",
    "next",
    "closer",
    "opposed",
    "switch",
    "comparable",
    "happened",
];

/// Words behind a company's name that say what it does or is.
const PREDICATES: [&str; 48] = [
    "doing",
    "performing",
    "going",
    "faring",
    "make",
    "makes",
    "made",
    "earn",
    "earns",
    "earned",
    "have",
    "has",
    "had",
    "grow",
    "grew",
    "growing",
    "pay",
    "pays",
    "paid",
    "paying",
    "spend",
    "spends",
    "spent",
    "report",
    "reported",
    "owe",
    "owes",
    "lose",
    "lost",
    "losing",
    "compare",
    "trade",
    "trades",
    "trading",
    "worth",
    "valued",
    "perform",
    "performed",
    "generate",
    "generated",
    "stack",
    "do",
    "did",
    "does",
    "is",
    "was",
    "are",
    "burn",
];

/// Words whose `'s` stands for `is` or `us`.
const CONTRACTED: [&str; 13] = [
    "it", "that", "what", "who", "how", "here", "there", "let", "he", "she", "where", "when",
    "this",
];

/// Verbs and nouns of dealing with companies.
const DEALINGS: [&str; 27] = [
    "buy",
    "buying",
    "sell",
    "selling",
    "own",
    "owning",
    "hold",
    "holding",
    "short",
    "shorting",
    "compare",
    "comparing",
    "analyze",
    "analyse",
    "assess",
    "value",
    "evaluate",
    "research",
    "review",
    "ticker",
    "symbol",
    "company",
    "is",
    "does",
    "did",
    "has",
    "meant",
];

/// Prepositions that lead from a word of finance to a company.
const LEADS: [&str; 9] = ["of", "for", "at", "in", "by", "about", "on", "from", "into"];

/// What the sentence says of the words `first..=last`.
pub(super) struct Scene<'a, 'b> {
    pub(super) text: &'a Text<'b>,
    pub(super) first: usize,
    pub(super) last: usize,
    /// What a company right before or behind says, joined or in a row, in hundredths.
    pub(super) company_beside: i32,
}

impl Scene<'_, '_> {
    /// The weight of all that the sentence says, for words that are `name` when compared.
    pub(super) fn weight(&self, name: &str) -> i32 {
        let (before, behind) = (self.text.before(self.first), self.text.behind(self.last));
        if words_refuse(self, name, before, behind) {
            return -100;
        }
        let mut weight = 0;
        let possessive = self.text.get(self.last).is_some_and(|word| word.possessive);
        let capital = (self.first..=self.last).all(|at| self.text.is_capitalised(at));
        weight += 40 * i32::from(capital);
        weight += 30 * i32::from(self.is_marked_off());
        weight += 35 * i32::from(possessive && !CONTRACTED.contains(&name));
        weight += self.before(before, capital) + self.behind(behind);
        weight += self.company_beside;
        weight += 60 * i32::from(self.is_alone());
        weight += 10 * i32::from(self.text.speaks_of_business(self.first, self.last));
        weight
    }

    fn before(&self, before: &str, capital: bool) -> i32 {
        let is_dealing = DEALINGS.contains(&before);
        let opens_clause = self.first < 3;
        if ARTICLES.contains(&before) {
            return if capital && before == "the" { -10 } else { -50 };
        }
        if is_dealing && (opens_clause || self.behind_is_over()) {
            return 30;
        }
        if matches!(before, "are" | "was" | "were" | "do" | "have" | "hows" | "s") && opens_clause {
            return 20;
        }
        if before == "about" && matches!(self.text.before(self.first - 1), "what" | "how") {
            return 40;
        }
        if LEADS.contains(&before) {
            let from = self.first.saturating_sub(6);
            let spoken = (from..self.first.saturating_sub(1)).any(|at| {
                words::is_business(self.text.lower(at)) || is_telling(self.text.lower(at))
            });
            return if spoken { 40 } else { 5 };
        }
        let asked_for = |verb: &str| matches!(verb, "show" | "give" | "tell" | "look" | "pull");
        let verb = self.first.checked_sub(2).map_or("", |at| self.text.lower(at));
        if matches!(before, "me" | "us" | "up") && asked_for(verb) {
            return 30;
        }
        let compared = self.first.checked_sub(2).map_or("", |at| self.text.lower(at));
        if before == "to" && COMPARED.contains(&compared) {
            return 30;
        }
        if VERBAL.contains(&before) && self.company_beside == 0 {
            return -40;
        }
        0
    }

    fn behind(&self, behind: &str) -> i32 {
        if !self.text.flows_on(self.last) {
            let next = self.text.get(self.last + 1);
            let titled = self.first == 0
                && next.is_some_and(|next| next.gap.trim_start().starts_with([':', ',']));
            return if !titled {
                0
            } else if self.is_business(self.last + 1) {
                40
            } else {
                30
            };
        }
        match behind {
            "inc" | "corp" | "plc" | "ltd" | "corporation" | "se" | "ag" | "nv" | "sa" => {
                return 95;
            }
            "company" => return 60,
            _ => {}
        }
        if self.is_business(self.last + 1) || self.item_follows() {
            return 40;
        }
        // A word of two may stand between: `target 2023 revenue`, `gap's latest earnings`.
        if self.is_business(self.last + 2) && self.text.flows_on(self.last + 1)
            || behind.bytes().any(|byte| byte.is_ascii_digit())
        {
            return 20;
        }
        if PREDICATES.contains(&behind) {
            return 30;
        }
        if ARTICLES.contains(&behind) { -30 } else { 0 }
    }

    /// Whether the next words name an item or lead to one: `market cap`, `most recent EPS`.
    fn item_follows(&self) -> bool {
        let mut last = self.last + 1;
        let joined = |at: usize| {
            let gap = self.text.get(at + 1).map_or("", |next| next.gap);
            self.text.flows_on(at) || matches!(gap, "/" | "&" | " & ")
        };
        while last < self.last + ITEM_WORDS_MAX
            && joined(last)
            && !evidence_ends(self.text.lower(last + 1))
        {
            last += 1;
        }
        let words = self.text.span(self.last + 1, last);
        let words = self.text.raw.get(words).unwrap_or_default();
        lexicon::items_in(words).iter().any(|(_, span)| {
            let before = words.get(..span.start).unwrap_or_default();
            before.split_whitespace().all(is_of_time)
        })
    }

    /// Whether the words stand in quotes or brackets of their own.
    fn is_marked_off(&self) -> bool {
        let before = self.text.get(self.first).map_or("", |word| word.gap);
        let end = self.text.get(self.last).map_or(0, |word| word.span.end);
        let behind = self.text.raw.get(end..).unwrap_or_default();
        [("\"", "\""), ("“", "”"), ("(", ")"), ("*", "*"), ("[", "]")]
            .iter()
            .any(|(open, close)| before.ends_with(open) && behind.starts_with(close))
            || behind.starts_with(['™', '®'])
    }

    fn is_business(&self, at: usize) -> bool {
        let Some(word) = self.text.get(at) else { return false };
        words::is_business(&word.lower) || is_item(word.raw)
    }

    fn behind_is_over(&self) -> bool {
        !self.text.flows_on(self.last)
            || matches!(self.text.behind(self.last), "stock" | "shares" | "now" | "or" | "and")
    }

    /// Whether the text says nothing else.
    fn is_alone(&self) -> bool {
        self.first == 0 && self.last + 1 == self.text.words.len()
    }
}

fn words_refuse(scene: &Scene<'_, '_>, name: &str, before: &str, behind: &str) -> bool {
    let possessive = scene.text.get(scene.last).is_some_and(|word| word.possessive);
    // `target's price` is the price of Target.
    let behind = if possessive || !scene.text.flows_on(scene.last) { "" } else { behind };
    words::refused_by_neighbours(name, before, behind)
}

/// Whether the word joins what stands before it and behind it.
pub(super) fn is_connector(word: &str) -> bool {
    CONNECTORS.contains(&word)
}

/// Whether a phrase that names an item ends before the word.
fn evidence_ends(word: &str) -> bool {
    is_connector(word) || ARTICLES.contains(&word)
}

/// Whether a word between a company and an item tells a time: `last year revenue`.
fn is_of_time(word: &str) -> bool {
    const TIMES: [&str; 26] = [
        "last",
        "latest",
        "most",
        "recent",
        "past",
        "previous",
        "prior",
        "current",
        "first",
        "second",
        "third",
        "fourth",
        "half",
        "quarter",
        "quarterly",
        "annual",
        "yearly",
        "year",
        "twelve",
        "months",
        "month",
        "trailing",
        "rolling",
        "historical",
        "total",
        "full",
    ];
    let lower = word.to_lowercase();
    TIMES.contains(&lower.as_str()) || lower.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_telling(word: &str) -> bool {
    matches!(
        word,
        "tell"
            | "report"
            | "overview"
            | "summary"
            | "analysis"
            | "invest"
            | "investing"
            | "look"
            | "rundown"
            | "know"
            | "thoughts"
            | "opinion"
            | "opinions"
            | "info"
            | "information"
            | "invested"
            | "think"
            | "price"
            | "position"
            | "chart"
            | "story"
    )
}

fn is_item(raw: &str) -> bool {
    !lexicon::items_in(raw).is_empty()
}
