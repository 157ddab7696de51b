//! Finding the companies of a text: the sure ones first, then what they and the sentence make of the rest.

use finance::{Symbol, facts::lexicon};
use rust_decimal::Decimal;

use super::{
    Alternative, Found, Resolved, Unresolved,
    candidates::{self, Candidate},
    evidence::{self, ENOUGH, Scene},
    index::{Entry, Index, Kind, Target},
    plain,
    text::{Text, Word},
    words,
};

/// At most so many names of one text are held against every other by their letters.
const UNKNOWN_MAX: usize = 4;

/// A company of the same name is a rival where its place by market value is at most so many times as far down.
const RIVAL_RANKS: u32 = 8;

/// Companies this large are known by the first word of their name as well as by the whole of it.
const LARGE_RANK: u32 = 700;

/// Beyond this rank a rival is at most twice as far down.
const RIVAL_RANK_MAX: u32 = 1_200;

/// A longer row of words in capitals is a sentence.
const ROW_MAX: usize = 8;

/// A ticker in lower case is one of a company of this rank or larger, unless the sentence speaks of a company.
const LOWER_TICKER_RANK: u32 = 4_000;

/// Words that weigh at least this much speak for each other: `ford or gm`.
const MAYBE: i32 = 25;

/// How often what was found is used to weigh the rest: a list of five names needs four.
const ROUNDS_MAX: usize = 4;

/// No text names more companies than this many, each time counted.
const COMPANIES_MAX: usize = 200;

/// Letters behind these words are no tickers: `class C`, `vitamin D`.
const LETTERED: [&str; 13] = [
    "class", "series", "vitamin", "plan", "grade", "type", "part", "option", "phase", "round",
    "tier", "figure", "exhibit",
];

impl Index {
    /// The companies that a text names, in its order, each once.
    pub fn resolve(&self, text: &str) -> Resolved {
        self.resolve_among(text, &[])
    }

    /// The same, where these companies were spoken of before: of two with the same name the one of their industry
    /// is meant.
    pub fn resolve_among(&self, text: &str, spoken_of: &[Symbol]) -> Resolved {
        let mut scan = Scan::new(self, Text::read(text));
        scan.spoken_of = spoken_of.to_vec();
        scan.run()
    }
}

/// Words that name a company.
struct Taken {
    first: usize,
    last: usize,
    /// Whether its ticker was written.
    by_ticker: bool,
    /// Whether only the first words of its name were.
    by_head: bool,
    found: Found,
}

struct Scan<'i, 't> {
    index: &'i Index,
    text: Text<'t>,
    /// Whether a word is part of a name already.
    used: Vec<bool>,
    taken: Vec<Taken>,
    unresolved: Vec<Unresolved>,
    /// Companies of before.
    spoken_of: Vec<Symbol>,
    /// Whether a word may be a company, were anything beside it to say so.
    maybe: Vec<bool>,
}

impl<'i, 't> Scan<'i, 't> {
    fn new(index: &'i Index, text: Text<'t>) -> Self {
        let used = vec![false; text.words.len()];
        Self {
            index,
            text,
            used,
            taken: Vec::new(),
            unresolved: Vec::new(),
            spoken_of: Vec::new(),
            maybe: Vec::new(),
        }
    }

    fn run(mut self) -> Resolved {
        let words = self.text.words.len();
        for at in 0..words {
            self.marked_ticker(at);
            self.ticker_of_class(at);
        }
        let candidates: Vec<Vec<Candidate<'i>>> =
            (0..words).map(|at| candidates::at(self.index, &self.text, at)).collect();
        if self.is_row_of_tickers() {
            for at in 0..words {
                self.any_ticker(at);
            }
        }
        for (at, names) in candidates.iter().enumerate() {
            let (longer, single): (Vec<_>, Vec<_>) = names.iter().partition(|name| at < name.last);
            // `GE Vernova` before `GE`, and that before a name of one word.
            self.sure_name(at, &longer);
            self.ticker(at);
            self.sure_name(at, &single);
        }
        self.mark_maybe(&candidates);
        for _ in 0..ROUNDS_MAX {
            let before = self.taken.len() + self.unresolved.len();
            for (at, names) in candidates.iter().enumerate() {
                self.weighed_name(at, names);
                self.weighed_ticker(at);
            }
            if before == self.taken.len() + self.unresolved.len() {
                break;
            }
        }
        self.misspelled_and_unknown();
        self.finish()
    }

    fn is_free(&self, first: usize, last: usize) -> bool {
        self.used.get(first..=last).is_some_and(|used| used.iter().all(|used| !used))
    }

    /// A ticker behind `$` or an exchange's name, whatever it spells.
    fn marked_ticker(&mut self, at: usize) {
        if !self.text.is_marked(at) || !self.is_free(at, at) {
            return;
        }
        if let Some((entry, last)) = self.entry_of_ticker(at) {
            self.take_ticker(entry, at, last, 100);
        } else if let Some(word) = self.text.get(at) {
            let (text, span) = (word.raw.to_owned(), word.span.clone());
            let near = self.index.near(&text);
            self.use_up(at, at);
            self.unresolved.push(Unresolved { text, span, note: None, near });
        }
    }

    /// A ticker with its class: `BRK.B`, `BRK/B`.
    fn ticker_of_class(&mut self, at: usize) {
        if self.is_free(at, at)
            && self.text.get(at).is_some_and(Word::is_caps)
            && let Some((entry, last)) = self.entry_of_ticker(at).filter(|(_, last)| at < *last)
        {
            self.take_ticker(entry, at, last, 100);
        }
    }

    /// The listing whose ticker stands at a word, and the last word of it: `BRK.B` is two.
    fn entry_of_ticker(&self, at: usize) -> Option<(Entry<'i>, usize)> {
        let word = self.text.get(at)?;
        let upper = word.raw.to_uppercase().replace('.', "-");
        if let Some(class) = self.text.get(at + 1)
            && matches!(class.gap, "." | "-" | "/")
            && class.lower.len() == 1
            && let Some(entry) =
                self.index.ticker(&format!("{upper}-{}", class.lower.to_uppercase()))
        {
            return Some((entry, at + 1));
        }
        Some((self.index.ticker(&upper)?, at))
    }

    /// Whether the text is nothing but tickers, in capitals: `HD LOW`.
    fn is_row_of_tickers(&self) -> bool {
        let several = (2..=ROW_MAX).contains(&self.text.words.len());
        let all = (0..self.text.words.len())
            .all(|at| self.joins_tickers(at) || self.entry_of_ticker(at).is_some());
        let plain = |gap: &str| gap.chars().all(|c| c.is_whitespace() || c == ',');
        let rows = self.text.words.iter().all(|word| word.is_caps() && plain(word.gap));
        several && all && rows
    }

    fn any_ticker(&mut self, at: usize) {
        if let Some((entry, last)) = self.entry_of_ticker(at).filter(|_| !self.joins_tickers(at)) {
            self.take_ticker(entry, at, last, 95);
        }
    }

    fn joins_tickers(&self, at: usize) -> bool {
        let word = self.text.lower(at);
        1 < word.len() && evidence::is_connector(word)
    }

    /// A name of which some word is nothing but a name.
    fn sure_name(&mut self, at: usize, names: &[&Candidate<'i>]) {
        for name in names {
            let free = self.is_free(at, name.last);
            // A longer name in plain words comes before a shorter one that is sure: `M&T Bank` before `MT`.
            if free && name.is_ordinary() && at < name.last && self.is_weighty(at, name) {
                self.take_name(at, name, self.weight(at, name).clamp(ENOUGH, 100));
                return;
            }
            if free && !name.is_ordinary() && !self.is_cut_short(at, name) {
                let score = match name.kind() {
                    Kind::Name => 100,
                    Kind::Other => 98,
                    Kind::Short => 97,
                    Kind::Joined => 95,
                    Kind::Head => 90,
                };
                self.take_name(at, name, score);
                return;
            }
        }
    }

    /// Whether a name's first words are followed by words that make another name of it: `Delta Dental`.
    fn is_cut_short(&self, first: usize, name: &Candidate<'_>) -> bool {
        let Some(next) = self.text.get(name.last + 1) else { return false };
        let entry = name.targets.first().and_then(|target| self.index.meant(*target));
        let belongs = entry.is_some_and(|entry| is_part_of(&next.lower, entry.name));
        name.kind() == Kind::Head
            && self.text.has_case
            && self.text.get(first).is_some_and(Word::is_capital)
            && self.text.flows_on(name.last)
            && next.is_capital()
            && !next.is_caps()
            && !belongs
            && !words::is_business(&next.lower)
            && !words::is_function(&next.lower)
            && !is_of_finance(next.raw)
    }

    /// A name in plain words, where the sentence makes it one.
    fn weighed_name(&mut self, at: usize, names: &[Candidate<'i>]) {
        for name in names {
            let free = self.is_free(at, name.last);
            if !free || !name.is_ordinary() || self.is_cut_short(at, name) {
                continue;
            }
            if self.is_weighty(at, name) {
                self.take_name(at, name, self.weight(at, name).clamp(ENOUGH, 100));
                return;
            }
        }
    }

    fn is_weighty(&self, at: usize, name: &Candidate<'_>) -> bool {
        ENOUGH <= self.weight(at, name)
    }

    /// What speaks for a name in plain words, in hundredths.
    fn weight(&self, at: usize, name: &Candidate<'_>) -> i32 {
        let entry = name.targets.first().and_then(|target| self.index.meant(*target));
        let rank = entry.map_or(1_000, |entry| entry.rank);
        let base = words::prior(&name.name).unwrap_or_else(|| prior(name, rank));
        let scene = self.scene(at, name.last);
        // Beside a company, the first word of a name is most often just a word, and so are several plain words:
        // `Humana medical costs`, `Morgan Stanley wealth management`.
        let single = at == name.last;
        let doubt = if self.is_joined(at, name.last) || single && name.kind() != Kind::Head {
            0
        } else if single {
            scene.company_beside
        } else {
            scene.company_beside / 2
        };
        base + scene.weight(&name.name) - doubt
    }

    /// Whether a word like `and` or a comma stands before or behind some words.
    fn is_joined(&self, first: usize, last: usize) -> bool {
        let comma = |at: usize| self.text.get(at).is_some_and(|word| word.gap.contains([',', '/']));
        let joint = |word: &str| evidence::is_connector(word);
        let words = joint(self.text.before(first)) || joint(self.text.behind(last));
        words || comma(first) || comma(last + 1)
    }

    fn scene(&self, first: usize, last: usize) -> Scene<'_, 't> {
        Scene { text: &self.text, first, last, company_beside: self.company_beside(first, last) }
    }

    /// What the company beside some words says: `Visa and Mastercard`, `apple, msft`. What may be a company itself says
    /// less than what was found to be one.
    fn company_beside(&self, first: usize, last: usize) -> i32 {
        let found = |at: usize| self.used.get(at).copied().unwrap_or(false);
        let maybe = |at: usize| self.maybe.get(at).copied().unwrap_or(false);
        if self.is_beside(first, last, found) {
            45
        } else if self.is_beside(first, last, maybe) {
            25
        } else {
            0
        }
    }

    fn is_beside(&self, first: usize, last: usize, is_company: impl Fn(usize) -> bool) -> bool {
        let gap = |at: usize| self.text.get(at).map_or("", |word| word.gap.trim());
        let before = first.checked_sub(1).is_some_and(|before| {
            let joined = evidence::is_connector(self.text.lower(before));
            let word = |back| before.checked_sub(back);
            // `Databricks valuation vs Snowflake`.
            let asked =
                |at: usize| words::is_business(self.text.lower(at)) && self.text.flows_on(at);
            is_company(before) && gap(first).len() < 2
                || joined && word(1).is_some_and(&is_company)
                || joined && word(1).is_some_and(asked) && word(2).is_some_and(&is_company)
        });
        let next = last + 1;
        let compared =
            matches!(self.text.lower(next), "compared" | "next" | "relative" | "opposed");
        before
            || is_company(next) && gap(next).len() < 2
            || evidence::is_connector(self.text.lower(next)) && is_company(next + 1)
            || compared && is_company(next + 2)
    }

    /// Marks the words that may be companies, were anything beside them to say so.
    fn mark_maybe(&mut self, candidates: &[Vec<Candidate<'i>>]) {
        let mut maybe = vec![false; self.text.words.len()];
        for (at, names) in candidates.iter().enumerate() {
            let name = names.iter().find(|name| {
                name.is_ordinary() && self.is_free(at, name.last) && MAYBE <= self.weight(at, name)
            });
            let ticker = self.is_free(at, at)
                && self.ticker_weight(at).is_some_and(|weight| MAYBE <= weight);
            let last = name.map_or(at, |name| name.last);
            if name.is_some() || ticker {
                maybe.iter_mut().take(last + 1).skip(at).for_each(|one| *one = true);
            }
        }
        self.maybe = maybe;
    }

    /// A ticker in capitals that is no word of English.
    fn ticker(&mut self, at: usize) {
        let Some(word) = self.text.get(at) else { return };
        let is_ticker = (self.text.has_lower || self.text.words.len() < ROW_MAX)
            && word.is_caps()
            && 1 < word.lower.len()
            && !words::is_term(&word.lower)
            && !words::is_english(&word.lower)
            && !words::is_proper(&word.lower);
        if is_ticker
            && self.is_free(at, at)
            && let Some((entry, last)) = self.entry_of_ticker(at)
        {
            self.take_ticker(entry, at, last, 97);
        }
    }

    /// A ticker that is also a word, a letter or in lower case, where the sentence makes it one.
    fn weighed_ticker(&mut self, at: usize) {
        let Some(weight) = self.ticker_weight(at).filter(|weight| ENOUGH <= *weight) else {
            return;
        };
        if let Some((entry, last)) = self.entry_of_ticker(at) {
            self.take_ticker(entry, at, last, weight.clamp(ENOUGH, 97));
        }
    }

    /// What speaks for such a ticker, in hundredths.
    fn ticker_weight(&self, at: usize) -> Option<i32> {
        let word = self.text.get(at).filter(|_| self.is_free(at, at))?;
        let (entry, last) = self.entry_of_ticker(at)?;
        let lower_form = plain::is_form(&word.lower) && !word.is_caps();
        if words::is_term(&word.lower) || lower_form {
            return None;
        }
        let scene = self.scene(at, last);
        let mut weight = scene.weight(&word.lower);
        let word_of_english = words::is_english(&word.lower) || words::is_proper(&word.lower);
        let single = word.lower.len() == 1;
        let caps = word.is_caps() && (self.text.has_lower || self.text.words.len() < ROW_MAX);
        let names_stock = matches!(self.text.behind(last), "stock" | "shares" | "share" | "ticker");
        weight += match (caps, single, word_of_english) {
            (true, true, _) if last == at => {
                let lettered = LETTERED.contains(&self.text.before(at));
                let joins = |gap: &str| gap.contains(['&', '/']);
                let joined =
                    joins(word.gap) || self.text.get(at + 1).is_some_and(|next| joins(next.gap));
                let article = matches!(word.lower.as_str(), "i" | "a");
                let initial = self.text.get(at + 1).is_some_and(|next| next.gap.starts_with('.'));
                if lettered || joined || article || initial { -100 } else { -10 }
            }
            (true, false, true) if words::is_function(&word.lower) => {
                if self.is_emphasis(at) {
                    -100
                } else {
                    10
                }
            }
            (true, _, true) if self.text.words.len() < 5 => 50,
            (true, _, _) => 20,
            // Nobody writes a ticker with one capital, unless a sentence begins with it.
            (false, ..) if word.is_capital() && self.text.has_case && !word.opens => -100,
            (false, false, false) if entry.rank < LOWER_TICKER_RANK => 20 + 10 * letters(word.raw),
            (false, false, false) => 10 * letters(word.raw),
            (false, ..) => -100,
        };
        if caps && names_stock {
            weight += 20;
        }
        if caps && word.possessive {
            weight += 25;
        }
        let bracketed = word.gap.ends_with('(')
            && self.text.raw.get(word.span.end..).is_some_and(|rest| rest.starts_with(')'));
        if bracketed && caps {
            weight += 60;
        }
        Some(weight)
    }

    /// Whether capitals of a plain word only stress it: `ALL my money`, `in ONE stock`.
    fn is_emphasis(&self, at: usize) -> bool {
        let before = self.text.before(at);
        let led = !before.is_empty()
            && words::is_function(before)
            && !matches!(
                before,
                "is" | "of"
                    | "does"
                    | "did"
                    | "about"
                    | "and"
                    | "or"
                    | "vs"
                    | "for"
                    | "compare"
                    | "versus"
                    | "has"
            );
        1 < self.text.stressed || led
    }

    /// Takes a name for whom it means.
    fn take_name(&mut self, first: usize, name: &Candidate<'i>, score: i32) {
        let Some((best, rest)) = name.targets.split_first() else { return };
        let mut last = name.last;
        if best.kind == Kind::Other
            && let Some(other) = self.index.other(best.at)
            && (other.gone || other.symbol.is_none())
        {
            let span = self.text.span(first, last);
            let text = self.text.raw.get(span.clone()).unwrap_or_default().to_owned();
            let heir = other.symbol.and_then(|symbol| self.index.ticker(symbol));
            let near = heir.and_then(|entry| Alternative::of(entry, hundredths(60)));
            let near = near.into_iter().collect();
            while self.text.flows_on(last) && plain::is_form(self.text.behind(last)) {
                last += 1;
            }
            self.use_up(first, last);
            self.unresolved.push(Unresolved {
                text,
                span,
                note: other.note.map(str::to_owned),
                near,
            });
            return;
        }
        let Some(entry) = self.index.meant(*best) else { return };
        let alternatives = self.alternatives(*best, entry, rest, score);
        let note = match best.kind {
            Kind::Other => {
                self.index.other(best.at).and_then(|other| other.note).map(str::to_owned)
            }
            Kind::Name | Kind::Joined | Kind::Short | Kind::Head => None,
        };
        while self.goes_on(entry, last) {
            last += 1;
        }
        let by_head = best.kind == Kind::Head;
        if let Some(taken) = self.take(entry, first, last, score) {
            taken.by_head = by_head;
            taken.found.alternatives = alternatives;
            taken.found.note = note;
        }
    }

    /// Whether the next word belongs to the name: a legal form, a misspelled rest of it, its ticker in brackets.
    fn goes_on(&self, entry: Entry<'_>, last: usize) -> bool {
        let Some(next) = self.text.get(last + 1).filter(|_| self.is_free(last + 1, last + 1))
        else {
            return false;
        };
        if next.gap.trim() == "(" {
            return next.raw == entry.symbol;
        }
        let possessive = self.text.get(last).is_some_and(|word| word.possessive);
        let form =
            plain::is_form(&next.lower) && (next.gap.trim().is_empty() || next.gap.trim() == ",");
        form && !next.opens
            || self.text.flows_on(last) && !possessive && is_part_of(&next.lower, entry.name)
    }

    fn alternatives(
        &self,
        best: Target,
        entry: Entry<'i>,
        rest: &[Target],
        score: i32,
    ) -> Vec<Alternative> {
        let mut others: Vec<Alternative> = Vec::new();
        for target in rest {
            let Some(other) = self.index.meant(*target) else { continue };
            if other.symbol == entry.symbol {
                continue;
            }
            let farthest = (entry.rank.saturating_add(8)).saturating_mul(RIVAL_RANKS);
            let farthest = farthest.min(RIVAL_RANK_MAX.max(entry.rank.saturating_mul(2)));
            let less = if other.is_same_registrant(&entry) {
                10
            } else if best.kind == Kind::Other {
                // Only what was reviewed as meaning several companies does.
                if target.kind == Kind::Other { 3 } else { 40 }
            } else if is_alike(target.kind, best.kind) && other.rank < farthest
                || both_large(entry, other)
            {
                3
            } else {
                40
            };
            others.extend(Alternative::of(other, hundredths((score - less).max(0))));
        }
        others
    }

    fn take_ticker(&mut self, entry: Entry<'i>, first: usize, last: usize, score: i32) {
        let lower = self.text.lower(first).to_owned();
        // A reviewed meaning of capitals comes before a ticker, and so does the whole name of a larger company: `HP` is
        // HP Inc., not Helmerich & Payne.
        let is_name = |target: &&Target| match target.kind {
            Kind::Other => true,
            Kind::Name => target.at < entry.rank,
            Kind::Joined | Kind::Short | Kind::Head => false,
        };
        let other = self.index.exact(&lower).first().filter(is_name);
        let other = other.filter(|_| !self.text.is_marked(first) && first == last);
        if let Some((other, found)) = other.and_then(|one| Some((one, self.index.meant(*one)?))) {
            let note = Some(other.at).filter(|_| other.kind == Kind::Other);
            let note = note.and_then(|at| self.index.other(at)?.note).map(str::to_owned);
            if let Some(taken) = self.take(found, first, last, 98) {
                taken.by_ticker = true;
                taken.found.note = note;
            }
            return;
        }
        let classes = self.index.same_registrant_of(entry);
        let classes = classes.filter_map(|other| Alternative::of(other, hundredths(score - 10)));
        let classes = classes.collect();
        let mut last = last;
        while self.goes_on(entry, last) {
            last += 1;
        }
        if let Some(taken) = self.take(entry, first, last, score) {
            taken.by_ticker = true;
            taken.found.alternatives = classes;
        }
    }

    /// Takes words for a listing; the rest of what was found is the taker's to add.
    fn take(
        &mut self,
        entry: Entry<'i>,
        first: usize,
        last: usize,
        score: i32,
    ) -> Option<&mut Taken> {
        let symbol = entry.symbol.parse().ok()?;
        self.use_up(first, last);
        if COMPANIES_MAX <= self.taken.len() {
            return None;
        }
        let found = Found {
            symbol,
            name: entry.name.to_owned(),
            cik: entry.cik,
            span: self.text.span(first, last),
            score: hundredths(score),
            alternatives: Vec::new(),
            note: None,
        };
        self.taken.push(Taken { first, last, by_ticker: false, by_head: false, found });
        self.taken.last_mut()
    }

    fn use_up(&mut self, first: usize, last: usize) {
        for used in self.used.iter_mut().take(last + 1).skip(first) {
            *used = true;
        }
    }

    /// Words that are nobody's name: misspelled ones, and those that nobody is listed under.
    fn misspelled_and_unknown(&mut self) {
        let mut compared = 0;
        for at in 0..self.text.words.len() {
            if UNKNOWN_MAX <= compared {
                return;
            }
            if !self.is_free(at, at) || !self.is_strange(at) {
                continue;
            }
            compared += 1;
            if !self.misspelled(at) {
                self.unknown(at);
            }
        }
    }

    /// Whether a word is of no language that we know, and long enough to be a name.
    fn is_strange(&self, at: usize) -> bool {
        let Some(word) = self.text.get(at) else { return false };
        let contracted =
            ["n't", "n’t", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d", "’d", "'m", "’m"];
        2 < word.lower.len()
            && words::prior(&word.lower).is_none()
            && !contracted.iter().any(|ending| word.raw.ends_with(ending))
            && !words::is_business(&word.lower)
            && word.lower.chars().any(char::is_alphabetic)
            && !candidates::is_ordinary(&word.lower)
            && !word.lower.strip_suffix('s').is_some_and(candidates::is_ordinary)
            && !word.lower.contains(|c: char| c.is_ascii_digit())
            && !is_of_finance(word.raw)
    }

    /// Takes a word, with its neighbours where they are parts of the same name, for what it must be a slip of.
    fn misspelled(&mut self, at: usize) -> bool {
        let windows = [(1, 1), (0, 2), (2, 0), (1, 0), (0, 1), (0, 0)];
        for (back, ahead) in windows {
            let (Some(first), last) = (at.checked_sub(back), at + ahead) else { continue };
            let flows = (first..last).all(|word| {
                self.text.flows_on(word)
                    || self.text.get(word + 1).is_some_and(|next| next.gap.trim() == "&")
            });
            let taken = |at: usize| {
                let by_head =
                    |taken: &Taken| taken.by_head && first <= taken.first && taken.last <= last;
                self.is_free(at, at)
                    || self
                        .taken
                        .iter()
                        .any(|one| by_head(one) && (one.first..=one.last).contains(&at))
            };
            if !flows || last < first || !(first..=last).all(taken) || self.used.len() <= last {
                continue;
            }
            let ends_on_words =
                |at: usize| at != first && at != last || !words::is_glue(self.text.lower(at));
            if first != last && ![first, last].into_iter().all(ends_on_words) {
                continue;
            }
            let parts = (first..=last).map(|at| self.text.lower(at));
            let name = parts.filter(|word| !plain::is_joint(word)).collect::<Vec<_>>().join(" ");
            let enough_letters = if first == last { 4 } else { 8 };
            if name.len() < enough_letters
                || (first..last).len() != name.matches(' ').count() && name.len() < 10
            {
                continue;
            }
            if words::prior(&name).is_some() {
                continue;
            }
            let bare = name.strip_suffix('s').filter(|_| first == last);
            let slip = self.index.misspelled(&name);
            let slip = slip.or_else(|| bare.and_then(|bare| self.index.misspelled(bare)));
            let Some(slip) = slip else { continue };
            // Four letters with a slip are a name only where the sentence speaks of a company.
            if name.len() < 5 && self.scene(first, last).weight("") < 30 {
                continue;
            }
            self.taken.retain(|taken| taken.last < first || last < taken.first);
            match slip.entry {
                Some(entry) => {
                    let score = percent(slip.score).min(95);
                    let mut last = last;
                    while self.goes_on(entry, last) {
                        last += 1;
                    }
                    self.take(entry, first, last, score);
                }
                None => self.take_gone(first, last, slip.target),
            }
            return true;
        }
        false
    }

    fn take_gone(&mut self, first: usize, last: usize, target: Target) {
        let other = self.index.other(target.at);
        let note = other.and_then(|other| other.note).map(str::to_owned);
        let span = self.text.span(first, last);
        let text = self.text.raw.get(span.clone()).unwrap_or_default().to_owned();
        self.use_up(first, last);
        self.unresolved.push(Unresolved { text, span, note, near: Vec::new() });
    }

    /// Says that nobody is listed under a word, with the capitalised words around it.
    fn unknown(&mut self, at: usize) {
        let (mut first, mut last) = (at, at);
        while self.is_more_of_a_name(last + 1) && self.text.flows_on(last) {
            last += 1;
        }
        while self.text.is_capitalised(first)
            && first.checked_sub(1).is_some_and(|before| self.is_more_of_a_name(before))
            && self.text.flows_on(first - 1)
        {
            first -= 1;
        }
        let capital = (first..=last).any(|at| self.text.is_capitalised(at));
        let form = plain::is_form(self.text.lower(last)) && first < last;
        if !capital && !form && self.scene(first, last).weight("") < 30 {
            return;
        }
        let span = self.text.span(first, last);
        let text = self.text.raw.get(span.clone()).unwrap_or_default().to_owned();
        let near = self.index.near(&text);
        self.use_up(first, last);
        self.unresolved.push(Unresolved { text, span, note: None, near });
    }

    /// Whether a word can be part of an unknown name: with a capital, and none of finance or of sentences.
    fn is_more_of_a_name(&self, at: usize) -> bool {
        let Some(word) = self.text.get(at).filter(|_| self.is_free(at, at)) else { return false };
        let form = plain::is_form(&word.lower);
        let common = words::is_function(&word.lower) || words::is_business(&word.lower);
        word.is_capital() && (form || self.text.has_case && !common && !is_of_finance(word.raw))
    }

    /// Where a name can mean several companies, and only one of them is of the industry of another company that is
    /// spoken of, it means that one.
    fn told_apart_by_industry(&mut self) {
        let all: Vec<Symbol> = self.taken.iter().map(|taken| taken.found.symbol.clone()).collect();
        for (at, taken) in self.taken.iter_mut().enumerate() {
            let found = &mut taken.found;
            let others = || {
                let beside = all.iter().enumerate().filter(|(place, _)| *place != at);
                beside.map(|(_, symbol)| symbol).chain(&self.spoken_of)
            };
            let is_kin =
                |symbol: &Symbol| others().any(|other| self.index.is_same_industry(symbol, other));
            let rivals: Vec<Alternative> = found.rivals().cloned().collect();
            if rivals.is_empty() {
                continue;
            }
            let mut kin = rivals.iter().filter(|rival| is_kin(&rival.symbol));
            let (first, second) = (kin.next(), kin.next());
            let itself = is_kin(&found.symbol);
            let meant = match (itself, first, second) {
                (true, None, _) => None,
                (false, Some(rival), None) => Some(rival),
                _ => continue,
            };
            if let Some(entry) = meant.and_then(|rival| self.index.listing(&rival.symbol)) {
                let was = Alternative {
                    symbol: found.symbol.clone(),
                    name: std::mem::take(&mut found.name),
                    score: found.score,
                };
                found.alternatives.retain(|other| other.symbol.as_str() != entry.symbol);
                found.alternatives.insert(0, was);
                found.symbol = meant.map_or(found.symbol.clone(), |rival| rival.symbol.clone());
                entry.name.clone_into(&mut found.name);
                found.cik = entry.cik;
            }
            for other in &mut found.alternatives {
                other.score = other.score.min(found.score - hundredths(30));
            }
        }
    }

    fn finish(mut self) -> Resolved {
        self.taken.sort_by_key(|taken| taken.first);
        self.unresolved.sort_by_key(|name| name.span.start);
        self.told_apart_by_industry();
        let mut all: Vec<Taken> = Vec::new();
        for taken in self.taken {
            let same = |known: &Taken| {
                let (one, other) = (&known.found, &taken.found);
                let both = known.by_ticker && taken.by_ticker;
                one.symbol == other.symbol || !both && one.cik.is_some() && one.cik == other.cik
            };
            if !all.iter().any(same) {
                all.push(taken);
            }
        }
        let companies: Vec<Found> = all.into_iter().map(|taken| taken.found).collect();
        let ask = companies.iter().find_map(question);
        Resolved { companies, unresolved: self.unresolved, ask }
    }
}

/// Whether two keys say equally much of the names they stand for.
fn is_alike(one: Kind, other: Kind) -> bool {
    let is_part = |kind| matches!(kind, Kind::Short | Kind::Head);
    is_part(one) == is_part(other)
}

/// Whether both are so large that one whose whole name it is and one whose name begins so are told apart by nobody.
fn both_large(one: Entry<'_>, other: Entry<'_>) -> bool {
    other.rank < LARGE_RANK && one.rank < LARGE_RANK && other.rank < one.rank.saturating_mul(3)
}

/// How likely plain words mean the company by themselves, in hundredths.
fn prior(name: &Candidate<'_>, rank: u32) -> i32 {
    let single = !name.name.contains(' ');
    if single && words::is_function(&name.name) {
        return -60;
    }
    if single && words::is_proper(&name.name) {
        return -60;
    }
    match (single, name.kind()) {
        (true, Kind::Head) if rank < LARGE_RANK => -25,
        (true, Kind::Head) => -45,
        (true, Kind::Other) => 15,
        (true, _) if rank < 300 => 20,
        (true, _) if rank < 1_500 => 10,
        (true, _) => -10,
        (false, Kind::Other) => 50,
        (false, Kind::Head) if rank < 600 => 40,
        (false, Kind::Head) if rank < 2_500 => 10,
        (false, Kind::Head) => -30,
        (false, _) if rank < 600 => 60,
        (false, _) if rank < 2_500 => 45,
        (false, _) if rank < 5_000 => 30,
        (false, _) => 10,
    }
}

/// Whether a word is one of a company's name, give or take a slip.
fn is_part_of(word: &str, name: &str) -> bool {
    let parts = plain::words(name);
    parts.iter().skip(1).any(|part| {
        part.lower == word
            || 4 < word.len()
                && 4 < part.lower.len()
                && strsim::osa_distance(word, &part.lower) <= 2
    })
}

/// Whether the text is an item or a period.
fn is_of_finance(raw: &str) -> bool {
    !lexicon::items_in(raw).is_empty() || !lexicon::periods_in(raw).is_empty()
}

/// What to ask where a name means other companies almost as well.
fn question(found: &Found) -> Option<String> {
    let mut names = vec![format!("{} ({})", found.name, found.symbol)];
    names.extend(found.rivals().take(3).map(|other| format!("{} ({})", other.name, other.symbol)));
    if names.len() < 2 {
        return None;
    }
    let last = names.pop()?;
    Some(format!("Do you mean {} or {last}?", names.join(", ")))
}

fn hundredths(score: i32) -> Decimal {
    Decimal::new(i64::from(score), 2)
}

fn percent(score: Decimal) -> i32 {
    (score * Decimal::ONE_HUNDRED).round().try_into().unwrap_or(0)
}

/// Letters of a ticker, as far as they make it surer.
fn letters(raw: &str) -> i32 {
    i32::try_from(raw.len().min(4)).unwrap_or(4) - 1
}
