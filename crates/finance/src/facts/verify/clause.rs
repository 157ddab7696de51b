//! Which of a sentence's marks belong to which of its numbers.
//!
//! A mark belongs to a number by where it stands: right behind it, before it in the same clause, elsewhere. Each
//! place has a price, and the cheapest mark of a kind is taken.

use super::{
    cues::{self, CUES, Way},
    shapes::Shapes,
    tokens::Token,
};

/// A sentence's marks with the clause that each stands in.
pub(super) struct Sentence {
    pub(super) tokens: Vec<Token>,
    clauses: Vec<usize>,
    /// Places of numbers, items and so on that were told apart by their order in lists.
    pub(super) zipped: Vec<(usize, usize)>,
    pub(super) shapes: Shapes,
}

/// How far a mark stands from its number; cheapest first.
pub(super) type Price = (u32, usize);

impl Sentence {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        let clauses = clauses(&tokens);
        let mut sentence = Self { tokens, clauses, zipped: Vec::new(), shapes: Shapes::default() };
        sentence.zipped = sentence.zip();
        sentence
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// Whether a number stands alone, and what is said behind it says what it is: `6%. That is how much revenue rose.`
    pub(super) fn explains(&self) -> bool {
        let alone = matches!(self.tokens.as_slice(), [Token::Number(_), Token::Break, ..]);
        let that = matches!(self.word(2), "that" | "that's" | "this" | "it" | "it's" | "thats");
        alone && that && self.numbers().count() == 1
    }

    /// Whether it says `how much`.
    pub(super) fn says_how_much(&self) -> bool {
        (1..self.tokens.len()).any(|at| self.word(at) == "much" && self.back(at, 1) == "how")
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", Token::word)
    }

    pub(super) fn back(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.word(at))
    }

    /// Which way the word at this place says that something went: `up`, but not the one of `put up`.
    pub(super) fn way(&self, at: usize) -> Option<Way> {
        let idle = matches!(self.word(at), "up" | "down")
            && matches!(
                self.back(at, 1),
                "put"
                    | "made"
                    | "ended"
                    | "set"
                    | "racked"
                    | "wound"
                    | "makes"
                    | "make"
                    | "ran"
                    | "chalked"
                    | "wrapped"
                    | "wrote"
                    | "broken"
                    | "breaks"
                    | "notched"
                    | "looked"
                    | "look"
                    | "looking"
                    | "them"
                    | "it"
                    | "summed"
                    | "sums"
                    | "sum"
                    | "follow"
                    | "opened"
                    | "picked"
                    | "pick"
                    | "took"
                    | "taken"
                    | "built"
                    | "build"
                    | "start"
                    | "turned"
                    | "rounded"
                    | "rounding"
                    | "brought"
                    | "bring"
                    | "broke"
                    | "breaking"
                    | "break"
            );
        // `Off 5.7%`, `more than $400bn`.
        let off = self.word(at) == "off" && !self.is_number(at + 1);
        let bound = matches!(self.word(at), "more" | "less" | "fewer" | "greater")
            && self.word(at + 1) == "than"
            && self.is_number(at + 2);
        let adds = self.adds_up(at) || self.adds_up(at + 1);
        CUES.way(self.word(at)).filter(|_| !idle && !off && !bound && !adds)
    }

    /// Whether the word at this place is the `up` of `added up to $416bn`.
    pub(super) fn adds_up(&self, at: usize) -> bool {
        self.word(at) == "up" && matches!(self.back(at, 1), "added" | "adds" | "adding" | "add")
    }

    pub(super) fn way_back(&self, at: usize, by: usize) -> Option<Way> {
        self.way(at.checked_sub(by)?)
    }

    pub(super) fn clause(&self, at: usize) -> usize {
        self.clauses.get(at).copied().unwrap_or_default()
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        (0..self.tokens.len()).filter(|at| self.is_number(*at))
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        matches!(self.token(at), Some(Token::Number(_)))
    }

    /// Whether nothing but marks for which `passes` holds lies between.
    pub(super) fn clear(&self, from: usize, to: usize, passes: impl Fn(&Token) -> bool) -> bool {
        self.tokens.get(from..to).is_some_and(|between| between.iter().all(passes))
    }

    /// Whether a mark stands behind a number without a comma or another number between.
    pub(super) fn trails(&self, number: usize, at: usize) -> bool {
        let ends = |token: &Token| {
            matches!(token, Token::Number(_) | Token::Comma | Token::Break | Token::Close)
                || matches!(token, Token::Word(word) if word == ":" || word == "while" || word == "and")
        };
        // `($416bn in …)` and `$416bn (FY2024)`, but not `$416bn (FY2023: $391bn)`.
        let inside = (number + 2..self.tokens.len())
            .take_while(|at| !matches!(self.token(*at), Some(Token::Close)));
        let opens = matches!(self.token(number + 1), Some(Token::Open))
            && !inside.into_iter().any(|at| self.is_number(at));
        let closed = |token: &Token| ends(token) || matches!(token, Token::Open);
        let start = if opens { number + 2 } else { number + 1 };
        number < at && start <= at && self.clear(start, at, |token| !closed(token))
    }

    pub(super) fn distance(&self, number: usize, at: usize) -> Price {
        let (here, there) = (self.clause(number), self.clause(at));
        let price = match (at < number, here == there) {
            (true, true) => 10,
            (false, true) => 24,
            (true, false) => 34,
            (false, false) => 48,
        };
        (price, number.abs_diff(at))
    }
}

/// Numbers the clauses: a new one begins behind a conjunction, or where a list goes on with another subject.
fn clauses(tokens: &[Token]) -> Vec<usize> {
    let mut clause = 0;
    let mut last = 0;
    let mut seen_number = false;
    // Behind a parenthesis the clause before it goes on.
    let mut outer = None;
    let mut all = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let opens = match token {
            Token::Break => true,
            Token::Word(word) => match word.as_str() {
                "while" | "whereas" | "but" | "although" | "though" | "whilst" | "yet" => true,
                "and" => seen_number && subject_follows(tokens, at + 1),
                _ => false,
            },
            Token::Comma => seen_number && subject_follows(tokens, at + 1),
            Token::Number(_)
            | Token::Items { .. }
            | Token::Period(_)
            | Token::Company(_)
            | Token::Open
            | Token::Close => false,
        };
        if opens {
            last += 1;
            clause = last;
            seen_number = false;
        }
        match token {
            Token::Open => outer = Some((clause, seen_number)),
            Token::Close => (clause, seen_number) = outer.take().unwrap_or((clause, seen_number)),
            Token::Number(_)
            | Token::Items { .. }
            | Token::Period(_)
            | Token::Company(_)
            | Token::Word(_)
            | Token::Comma
            | Token::Break => {}
        }
        seen_number |= matches!(token, Token::Number(_));
        all.push(clause);
    }
    all
}

/// Whether a company or an item comes before the next number.
fn subject_follows(tokens: &[Token], from: usize) -> bool {
    let mut rest = tokens.iter().skip(from).take(8);
    let subject = rest
        .by_ref()
        .take_while(|token| {
            !matches!(
                token,
                Token::Number(_) | Token::Comma | Token::Break | Token::Open | Token::Close
            ) && !cues::says(cues::SINCE, token.word())
                && !matches!(token.word(), "with" | "at" | "for" | "by" | "of")
        })
        .any(|token| matches!(token, Token::Items { .. } | Token::Company(_)));
    subject && tokens.iter().skip(from).any(|token| matches!(token, Token::Number(_)))
}
