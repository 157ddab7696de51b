//! Which of a sentence's marks belong to which of its numbers.
//!
//! A mark belongs to a number by where it stands: right behind it, before it in the same clause, elsewhere. Each
//! place has a price, and the cheapest mark of a kind is taken.

use super::{
    cues::{self, CUES, Way},
    names::Named,
    tokens::{Token, When},
};
use crate::{Item, Symbol, facts::read::Kind};

/// Words that may stand between a number and the item behind it: `$416bn in annual revenue`.
const INTO_ITEM: &str = "in of its their annual total full year yearly quarterly net reported worth the a an rise increase \
    increases growth gain gains jump drop decline decreases decrease fall dip surge slump climb uptick expansion improvement \
    contraction reduction for higher lower higher-than-expected consolidated overall group company's annualized trailing \
    whole shareholders' fiscal record adjusted s to";

/// Words that tie a company to the number before it.
const AT_COMPANY: &str = "at for by of from in";

/// A sentence's marks with the clause that each stands in.
pub(super) struct Sentence {
    pub(super) tokens: Vec<Token>,
    clauses: Vec<usize>,
    /// Places of numbers, items and so on that were told apart by their order in lists.
    zipped: Vec<(usize, usize)>,
    /// Numbers that say how many times something is another.
    multiples: Vec<usize>,
    /// Numbers that may be parts of a whole: percentages and multiples.
    rates: Vec<usize>,
}

/// How far a mark stands from its number; cheapest first.
type Price = (u32, usize);

impl Sentence {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        let clauses = clauses(&tokens);
        let mut sentence =
            Self { tokens, clauses, zipped: Vec::new(), multiples: Vec::new(), rates: Vec::new() };
        sentence.zipped = sentence.zip();
        sentence
    }

    /// The sentence, told what its numbers count.
    pub(super) fn with_kinds(mut self, kind: impl Fn(usize) -> Option<Kind>) -> Self {
        let places = |wanted: &[Kind]| {
            let of = |token: &Token| matches!(token, Token::Number(number) if kind(*number).is_some_and(|kind| wanted.contains(&kind)));
            self.tokens
                .iter()
                .enumerate()
                .filter(|(_, token)| of(token))
                .map(|(at, _)| at)
                .collect()
        };
        (self.multiples, self.rates) =
            (places(&[Kind::Times]), places(&[Kind::Times, Kind::Percent]));
        self
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
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
            );
        CUES.way(self.word(at)).filter(|_| !idle)
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

    fn is_item(&self, at: usize) -> bool {
        matches!(self.token(at), Some(Token::Items { .. }))
    }

    /// Whether nothing but marks for which `passes` holds lies between.
    fn clear(&self, from: usize, to: usize, passes: impl Fn(&Token) -> bool) -> bool {
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

    /// Lists of equal length, as in `revenue and net income were $416bn and $112bn`.
    fn zip(&self) -> Vec<(usize, usize)> {
        let runs = |is: &dyn Fn(&Token) -> bool| {
            let mut all: Vec<Vec<usize>> = Vec::new();
            let mut open = false;
            for (at, token) in self.tokens.iter().enumerate() {
                if is(token) {
                    match all.last_mut().filter(|_| open) {
                        Some(run) => run.push(at),
                        None => all.push(vec![at]),
                    }
                    open = true;
                } else if token.word() == "to" {
                    // `From $146bn to $161bn from FY2023 to FY2024`.
                    let first = all.last().and_then(|run: &Vec<usize>| run.first().copied());
                    open &= first.is_some_and(|first| self.back(first, 1) == "from");
                } else if !matches!(token, Token::Comma)
                    && !matches!(
                        token.word(),
                        "and" | "versus" | "vs" | "against" | "or" | "its" | "the" | "then"
                    )
                {
                    open = false;
                }
            }
            all.retain(|run| 1 < run.len());
            all
        };
        let numbers = runs(&|token| matches!(token, Token::Number(_)));
        let others = [
            runs(&|token| matches!(token, Token::Items { .. })),
            runs(&|token| matches!(token, Token::Company(_))),
            runs(&|token| matches!(token, Token::Period(When::Fiscal(_)))),
        ];
        let mut pairs = Vec::new();
        let companies: Vec<usize> = (0..self.tokens.len())
            .filter(|at| matches!(self.token(*at), Some(Token::Company(_))))
            .collect();
        for run in &numbers {
            // `Apple beat Microsoft, with $112bn versus $102bn`.
            let opposed = run.iter().skip(1).all(|at| {
                matches!(self.back(*at, 1), "versus" | "vs" | "against")
                    && self.own_period(*at).is_none()
            });
            if opposed && companies.len() == run.len() {
                pairs.extend(run.iter().copied().zip(companies.iter().copied()));
            }
            for kind in &others {
                let same = |other: &&Vec<usize>| other.len() == run.len();
                let first = run.first().copied().unwrap_or_default();
                let nearest = kind
                    .iter()
                    .filter(same)
                    .min_by_key(|other| other.first().copied().unwrap_or_default().abs_diff(first));
                pairs.extend(
                    nearest
                        .into_iter()
                        .flat_map(|other| run.iter().copied().zip(other.iter().copied())),
                );
            }
        }
        pairs
    }

    /// Whether the number is one of a list that another list goes with.
    pub(super) fn is_zipped(&self, number: usize) -> bool {
        self.zipped.iter().any(|(at, _)| *at == number)
    }

    fn paired(&self, number: usize, is: impl Fn(&Token) -> bool) -> Option<usize> {
        let mine = self.zipped.iter().filter(|(at, _)| *at == number).map(|(_, other)| *other);
        mine.into_iter().find(|other| self.token(*other).is_some_and(&is))
    }

    fn distance(&self, number: usize, at: usize) -> Price {
        let (here, there) = (self.clause(number), self.clause(at));
        let price = match (at < number, here == there) {
            (true, true) => 10,
            (false, true) => 24,
            (true, false) => 34,
            (false, false) => 48,
        };
        (price, number.abs_diff(at))
    }

    /// The item that is the whole of which the number is a part: `8.3% of revenue`.
    pub(super) fn whole(&self, number: usize) -> Option<usize> {
        if self.part_behind(number).is_some() {
            return (0..number).rev().find(|at| self.is_item(*at));
        }
        if !self.rates.contains(&number) {
            return None;
        }
        let of = if self.word(number + 1) == "of" { number + 1 } else { return None };
        (of + 1..(of + 5).min(self.tokens.len()))
            .find(|at| self.is_item(*at))
            .filter(|at| self.trails(number, *at))
    }

    /// The part in `revenue of $416bn, of which 26.9% was net income`.
    fn part_behind(&self, number: usize) -> Option<usize> {
        let of_which = self.back(number, 1) == "which" && self.back(number, 2) == "of";
        (number + 1..(number + 6).min(self.tokens.len())).find(|at| of_which && self.is_item(*at))
    }

    /// The item right behind the number: `$416bn in revenue`.
    fn item_behind(&self, number: usize) -> Option<usize> {
        let at = (number + 1..(number + 8).min(self.tokens.len())).find(|at| self.is_item(*at))?;
        let passes = |token: &Token| match token {
            Token::Word(word) => cues::says(INTO_ITEM, word),
            Token::Period(_) | Token::Company(_) => true,
            Token::Number(_)
            | Token::Items { .. }
            | Token::Comma
            | Token::Break
            | Token::Open
            | Token::Close => false,
        };
        let spent = (0..number).any(|before| {
            matches!(self.word(before), "spent" | "invested" | "spending" | "spends")
        });
        let tied = self.clear(number + 1, at, passes)
            || spent && self.clear(number + 1, at, |token| passes(token) || token.word() == "on");
        tied.then_some(at)
    }

    /// Whether a number follows the item closely, so that the item is likely that number's.
    fn leads(&self, item: usize) -> Option<usize> {
        let number =
            (item + 1..(item + 5).min(self.tokens.len())).find(|at| self.is_number(*at))?;
        let passes = |token: &Token| match token {
            Token::Word(word) => {
                matches!(word.as_str(), "of" | "at" | "by" | "to" | "a" | "up" | "down")
                    || CUES.is_level(word)
                    || CUES.way(word).is_some()
            }
            Token::Period(_) => true,
            Token::Number(_)
            | Token::Items { .. }
            | Token::Company(_)
            | Token::Comma
            | Token::Break
            | Token::Open
            | Token::Close => false,
        };
        self.clear(item + 1, number, passes).then_some(number)
    }

    /// The item that a number is of, and whether the words leave no doubt.
    pub(super) fn item(&self, number: usize) -> Option<(usize, bool)> {
        if let Some(at) = self.paired(number, |token| matches!(token, Token::Items { .. })) {
            return Some((at, true));
        }
        if let Some(at) = self.part_behind(number) {
            return Some((at, true));
        }
        let wholes: Vec<usize> = self
            .numbers()
            .filter(|other| self.part_behind(*other).is_none())
            .filter_map(|other| self.whole(other))
            .collect();
        let is_before = |at: usize| at < number && self.clause(at) == self.clause(number);
        let before =
            (0..number).any(|at| self.is_item(at) && is_before(at) && !wholes.contains(&at));
        if let Some(at) = self.item_behind(number).filter(|at| !wholes.contains(at)) {
            let anothers = self.leads(at).is_some_and(|other| other != number) && before;
            if !anothers {
                return Some((at, true));
            }
        }
        let price = |at: usize| {
            let (price, far) = self.distance(number, at);
            let whole = if wholes.contains(&at) { 15 } else { 0 };
            let lead = if number < at && self.leads(at).is_some() { 12 } else { 0 };
            (price + whole + lead, far)
        };
        let at =
            (0..self.tokens.len()).filter(|at| self.is_item(*at)).min_by_key(|at| price(*at))?;
        Some((at, price(at).0 <= 10))
    }

    /// Whether a mark is what something is compared with: behind `than`, `versus`, `compared with`.
    pub(super) fn is_base(&self, at: usize) -> bool {
        let mut back = 1;
        while matches!(
            self.back(at, back),
            "in" | "the"
                | "with"
                | "to"
                | "of"
                | "fiscal"
                | "that"
                | "seen"
                | "those"
                | "its"
                | "for"
                | "year"
                | "at"
                | "level"
                | "figure"
                | "period"
                | "same"
        ) {
            back += 1;
        }
        let since = self.back(at, back);
        // `Year over year in FY2024` has its base in itself.
        if since == "over" && self.back(at, back + 1) == "year" && self.back(at, back - 1) == "year"
        {
            return false;
        }
        let plain_over = since == "over" && !self.has_change_before(at);
        let is_day = matches!(self.token(at), Some(Token::Period(When::Day(_))));
        let plain_on = since == "on" && (is_day || !self.has_change_before(at));
        cues::says(cues::SINCE, since) && !plain_over && !plain_on
    }

    fn has_change_before(&self, at: usize) -> bool {
        (at.saturating_sub(6)..at)
            .any(|before| self.is_number(before) || self.way(before).is_some())
    }

    /// The number that a period is tied to by standing right behind it.
    fn tied_to(&self, at: usize) -> Option<usize> {
        let number = (0..at).rev().find(|before| self.is_number(*before))?;
        (self.trails(number, at) && !self.is_base(at)).then_some(number)
    }

    fn periods(&self) -> impl Iterator<Item = usize> {
        (0..self.tokens.len()).filter(|at| matches!(self.token(*at), Some(Token::Period(_))))
    }

    /// Whether nothing but an item or small words stand between a mark and the number behind it.
    fn touches(&self, at: usize, number: usize) -> bool {
        let small = |token: &Token| match token {
            Token::Items { .. } | Token::Open | Token::Period(_) => true,
            Token::Word(word) => {
                CUES.is_level(word)
                    || matches!(
                        word.as_str(),
                        "s" | "of" | "figure" | "level" | "the" | "a" | "its" | "some" | "about"
                    )
            }
            Token::Number(_) | Token::Company(_) | Token::Comma | Token::Break | Token::Close => {
                false
            }
        };
        at < number && self.clear(at + 1, number, small)
    }

    /// The period that a number is of. A change is of the later of two periods.
    pub(super) fn period(&self, number: usize) -> Option<usize> {
        if let Some(at) = self.paired(number, |token| matches!(token, Token::Period(_))) {
            return Some(at);
        }
        let price = |at: usize| {
            let (price, far) = self.distance(number, at);
            if self.tied_to(at) == Some(number) {
                return (0, far);
            }
            let anothers = match self.tied_to(at) {
                // The period of the number that a change starts from is its base.
                Some(_) if self.is_from(at) => 80,
                // `The year before` is said of one number alone.
                Some(_) if self.token(at) == Some(&Token::Period(When::YearAgo)) => 80,
                Some(_) => 12,
                None => 0,
            };
            let base = if self.is_base(at) && !self.touches(at, number) { 80 } else { 0 };
            (price + anothers + base, far)
        };
        let best = self.periods().min_by_key(|at| price(*at))?;
        (price(best).0 < 80).then_some(best)
    }

    /// The period that a number is tied to, rather than shares.
    pub(super) fn own_period(&self, number: usize) -> Option<usize> {
        let paired = self.paired(number, |token| matches!(token, Token::Period(_)));
        paired.or_else(|| {
            self.periods().find(|at| {
                self.tied_to(*at) == Some(number)
                    || self.touches(*at, number) && (self.is_base(*at) || at + 2 == number)
            })
        })
    }

    /// A period that what happens in the number's clause is compared with.
    pub(super) fn base_period(&self, number: usize, of: Option<usize>) -> Option<usize> {
        let others = self.periods().filter(|at| Some(*at) != of);
        let based = others.filter(|at| self.is_base(*at) || self.is_from(*at));
        based.min_by_key(|at| self.distance(number, *at))
    }

    /// Whether the period is that of a number behind `from`.
    pub(super) fn is_from(&self, at: usize) -> bool {
        self.tied_to(at).is_some_and(|number| {
            let mut back = 1;
            while matches!(self.back(number, back), "the" | "a" | "about" | "some") {
                back += 1;
            }
            matches!(self.back(number, back), "from" | "than" | "versus" | "vs" | "against")
        })
    }

    /// Both periods of `between FY2023 and FY2024`, `from FY2021 to FY2025`, `FY2021–FY2025`.
    pub(super) fn span(&self) -> Option<(usize, usize)> {
        let periods: Vec<usize> = self.periods().collect();
        periods.windows(2).find_map(|pair| {
            let [one, other] = pair else { return None };
            let before = self.back(*one, 1);
            let joined = self.clear(one + 1, *other, |token| {
                matches!(token.word(), "and" | "to" | "through" | "until")
            });
            let tight = *other == one + 1;
            (joined
                && matches!(
                    before,
                    "between" | "from" | "over" | "in" | "across" | "for" | "during"
                )
                || tight)
                .then_some((*one, *other))
        })
    }

    fn is_rival(&self, at: usize) -> bool {
        let mut back = 1;
        while matches!(
            self.back(at, back),
            "that" | "of" | "with" | "to" | "at" | "the" | "much" | "as" | "those" | "for"
        ) || at.checked_sub(back).is_some_and(|before| self.is_item(before) && back < 4)
        {
            back += 1;
        }
        let far = at.checked_sub(back);
        let outdone = (1..4).any(|back| {
            self.back(at, back) == "out"
                || matches!(self.token(at.saturating_sub(back)), Some(Token::Items { .. }))
                    && self.back(at, back + 1) == "out"
        });
        let beaten = outdone
            || (1..3).any(|back| {
                matches!(
                    self.back(at, back),
                    "exceeded"
                        | "beat"
                        | "topped"
                        | "trailed"
                        | "surpassed"
                        | "exceeds"
                        | "trails"
                        | "outpaced"
                        | "lagged"
                        | "outearned"
                        | "outsold"
                )
            });
        beaten
            || matches!(
                self.back(at, back),
                "than"
                    | "versus"
                    | "vs"
                    | "against"
                    | "compared"
                    | "times"
                    | "ahead"
                    | "above"
                    | "below"
                    | "behind"
            )
            || far.is_some_and(|far| {
                let measured = (1..back)
                    .any(|back| matches!(self.back(at, back), "that" | "as" | "those" | "size"));
                self.is_number(far) && back <= 5 && (back == 1 || measured)
            })
    }

    /// The company that a number is of.
    pub(super) fn company(&self, number: usize) -> Option<&Named> {
        let named = |at: usize| match self.token(at) {
            Some(Token::Company(named)) => Some(named),
            Some(
                Token::Number(_)
                | Token::Items { .. }
                | Token::Period(_)
                | Token::Word(_)
                | Token::Comma
                | Token::Break
                | Token::Open
                | Token::Close,
            )
            | None => None,
        };
        if let Some(at) = self.paired(number, |token| matches!(token, Token::Company(_))) {
            return named(at);
        }
        let price = |at: usize| {
            let (price, far) = self.distance(number, at);
            let tied = !self.multiples.contains(&number)
                && self.trails(number, at)
                && (cues::says(AT_COMPANY, self.back(at, 1)) || self.is_item(at + 1))
                && !self.is_rival(at);
            // `$416bn (Apple)`.
            let named_beside = at == number + 2
                && matches!(self.token(number + 1), Some(Token::Open))
                && matches!(self.token(at + 1), Some(Token::Close));
            if tied || named_beside {
                return (0, far);
            }
            let closed = matches!(self.token(at + 1), Some(Token::Open))
                && at < number
                && !self.clear(at, number, |token| !matches!(token, Token::Close));
            let closed = if closed { 3 } else { 0 };
            let rival = if self.is_rival(at) && !self.touches(at, number) { 26 } else { 0 };
            (price + rival + closed, far)
        };
        let companies = (0..self.tokens.len()).filter(|at| named(*at).is_some());
        companies.min_by_key(|at| price(*at)).and_then(named)
    }

    /// The other company of a comparison by the number: `twice Pepsi's`, `$46bn more than Pepsi's`.
    pub(super) fn rival(&self, number: usize, subject: Option<&Symbol>) -> Option<&Named> {
        let other = |at: &usize| match self.token(*at) {
            Some(Token::Company(Named::Company(symbol))) => Some(symbol) != subject,
            Some(Token::Company(Named::Other)) => true,
            Some(_) | None => false,
        };
        let same = |at: &usize| self.clause(*at) == self.clause(number);
        let behind = (number + 1..self.tokens.len())
            .take_while(|at| !self.is_number(*at))
            .filter(same)
            .find(|at| other(at) && (self.is_rival(*at) || self.trails(number, *at)));
        // `4.3 times the $93m of Intel`.
        let measured = (number + 1..(number + 6).min(self.tokens.len())).find(|at| {
            other(at) && matches!(self.back(*at, 1), "of" | "at") && self.word(number + 1) == "the"
        });
        let found = behind
            .or(measured)
            .or_else(|| (0..number).filter(same).find(|at| other(at) && self.is_rival(*at)))?;
        match self.token(found) {
            Some(Token::Company(named)) => Some(named),
            Some(_) | None => None,
        }
    }

    /// The item behind a multiple or a part that it is set against: `1.2 times net income`.
    pub(super) fn against(&self, number: usize, of: Option<usize>) -> Option<usize> {
        (number + 1..(number + 6).min(self.tokens.len()))
            .find(|at| self.is_item(*at) && Some(*at) != of && self.trails(number, *at))
    }

    pub(super) fn items_at(&self, at: usize) -> (&[Item], bool) {
        match self.token(at) {
            Some(Token::Items { items, negative }) => (items, *negative),
            Some(_) | None => (&[], false),
        }
    }
}

/// Numbers the clauses: a new one begins behind a conjunction, or where a list goes on with another subject.
fn clauses(tokens: &[Token]) -> Vec<usize> {
    let mut clause = 0;
    let mut seen_number = false;
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
            clause += 1;
            seen_number = false;
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
