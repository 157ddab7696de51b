//! Of which period a number of a sentence is, and with which one it is compared.

use super::{
    clause::Sentence,
    cues::{self, CUES},
    tokens::{Token, When},
};

/// Verbs of a year that is set against another.
const OUTDONE: &str =
    "beat beats exceeded exceeds topped surpassed outdid trailed undershot missed";

impl Sentence {
    /// The period that a number is of. A change is of the later of two periods.
    pub(super) fn period(&self, number: usize) -> Option<usize> {
        if let Some(at) = self.paired(number, |token| matches!(token, Token::Period(_))) {
            return Some(at);
        }
        if let Some(beside) = self.spoken_beside(number) {
            return self.period(beside);
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
            let touches = self.touches(at, number) && !self.shifts(number, at);
            // `$128.5bn (FY2024: $109.4bn)`.
            let heads = self.word(at + 1) == ":" && self.is_number(at + 2) && at + 2 != number;
            let anothers = if heads && number < at { 60 } else { anothers };
            let base = if self.is_base(at) && !touches { 80 } else { 0 };
            let enclosed = if self.is_enclosed(at, number) { 3 } else { 0 };
            (price + anothers + base + enclosed, far)
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
                    || self.touches(*at, number)
                        && (self.is_base(*at) && !self.shifts(number, *at) || at + 2 == number)
            })
        })
    }

    /// A period that what happens in the number's clause is compared with.
    pub(super) fn base_period(&self, number: usize, of: Option<usize>) -> Option<usize> {
        let others = self.periods().filter(|at| Some(*at) != of);
        let based = others.filter(|at| self.is_base(*at) || self.is_from(*at));
        based.min_by_key(|at| self.distance(number, *at))
    }

    /// The period that the sentence is about: the first that is no base of comparison.
    pub(super) fn main_period(&self, number: usize) -> Option<When> {
        let fiscal = |at: &usize| match self.token(*at) {
            Some(Token::Period(when @ When::Fiscal(_))) => Some(*when),
            Some(_) | None => None,
        };
        let all: Vec<usize> = (0..self.tokens.len()).filter(|at| fiscal(at).is_some()).collect();
        let plain = all
            .iter()
            .filter(|at| !self.is_base(**at) && !self.is_from(**at) && !self.is_aside(**at));
        plain.min_by_key(|at| (number < **at, number.abs_diff(**at))).and_then(fiscal)
    }

    /// Whether a period is told beside what is spoken of: `$58.5bn (FY2023: $49.6bn)`.
    pub(super) fn is_aside(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.token(before));
        matches!(before, Some(Token::Open)) && self.word(at + 1) == ":"
    }

    /// The last fiscal period named before a number.
    pub(super) fn period_before(&self, number: usize) -> Option<When> {
        self.tokens
            .get(..number)?
            .iter()
            .rev()
            .find_map(|token| token.period().filter(|when| matches!(when, When::Fiscal(_))))
    }

    /// The latest period of the number's clause that is no base of comparison.
    pub(super) fn latest_period(&self, number: usize) -> Option<When> {
        let clause = self.clause(number);
        let fiscal = |at: usize| match self.token(at) {
            Some(Token::Period(When::Fiscal(period))) => Some(*period),
            Some(_) | None => None,
        };
        let all =
            (0..self.tokens.len()).filter(|at| self.clause(*at) == clause && !self.is_base(*at));
        all.filter_map(fiscal).max().map(When::Fiscal)
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
                | "where"
                | "we"
                | "it"
                | "they"
                | "was"
                | "were"
                | "stood"
        ) {
            back += 1;
        }
        let since = self.back(at, back);
        // `Year over year in FY2024` has its base in itself.
        if since == "over" && self.back(at, back + 1) == "year" && self.back(at, back - 1) == "year"
        {
            return false;
        }
        // `How revenue compared in FY2024` sets nothing against that year.
        if since == "compared" && matches!(self.back(at, back - 1), "in" | "for" | "at") {
            return false;
        }
        let paired = at
            .checked_sub(back + 1)
            .is_some_and(|before| matches!(self.token(before), Some(Token::Period(_))));
        let plain_over = since == "over" && !paired && !self.has_change_before(at);
        let is_day = matches!(self.token(at), Some(Token::Period(When::Day(_))));
        let plain_on = since == "on" && (is_day || !self.has_way_before(at));
        // `Beat its FY2023 level`, `exceeded that of FY2023`.
        let outdone = 1 < back && cues::says(OUTDONE, since);
        outdone || cues::says(cues::SINCE, since) && !plain_over && !plain_on
    }

    /// Whether the period is that of a number behind `from`.
    pub(super) fn is_from(&self, at: usize) -> bool {
        self.tied_to(at).is_some_and(|number| {
            let mut back = 1;
            let item = |back: usize| number.checked_sub(back).is_some_and(|at| self.is_item(at));
            while matches!(
                self.back(number, back),
                "the" | "a" | "an" | "about" | "some" | "of" | "profit" | "loss" | "base" | "net"
            ) || item(back)
            {
                back += 1;
            }
            matches!(self.back(number, back), "from" | "than" | "versus" | "vs" | "against")
        })
    }

    /// Whether a period stands behind another number, and is that number's.
    pub(super) fn is_anothers(&self, number: usize, period: usize) -> bool {
        self.tied_to(period).is_some_and(|other| other != number)
    }

    /// Whether the number is a change since the period before it: `change from FY2024: +6%`, `FY2025 over FY2024: 6%`.
    pub(super) fn shifts(&self, number: usize, period: usize) -> bool {
        let changes = (1..6).any(|back| {
            matches!(self.back(period, back), "change" | "growth" | "δ" | "delta" | "yoy" | "y/y")
                && !(0..back).any(|back| self.is_number(period.saturating_sub(back)))
        });
        self.is_shift(number) || changes && self.word(period + 1) == ":"
    }

    pub(super) fn has_change_before(&self, at: usize) -> bool {
        (at.saturating_sub(6)..at)
            .any(|before| self.is_number(before) || self.way(before).is_some())
    }

    pub(super) fn has_way_before(&self, at: usize) -> bool {
        (at.saturating_sub(6)..at).any(|before| self.way(before).is_some())
    }

    /// The number that a period is tied to by standing right behind it.
    pub(super) fn tied_to(&self, at: usize) -> Option<usize> {
        if at.checked_sub(1).is_some_and(|close| matches!(self.token(close), Some(Token::Close))) {
            // `$88.1bn ($11.80 a share) the year before`.
            let open = (0..at).rev().find(|at| matches!(self.token(*at), Some(Token::Open)))?;
            let number = open.checked_sub(1).filter(|number| self.is_number(*number));
            return number.filter(|_| !self.is_base(at));
        }
        let number = (0..at).rev().find(|before| self.is_number(*before))?;
        (self.trails(number, at) && !self.is_base(at)).then_some(number)
    }

    pub(super) fn periods(&self) -> impl Iterator<Item = usize> {
        (0..self.tokens.len()).filter(|at| matches!(self.token(*at), Some(Token::Period(_))))
    }

    /// Whether nothing but an item or small words stand between a mark and the number behind it.
    pub(super) fn touches(&self, at: usize, number: usize) -> bool {
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

    /// Whether a mark stands in parentheses that close before the number.
    pub(super) fn is_enclosed(&self, at: usize, number: usize) -> bool {
        let behind =
            (at + 1..number).find(|at| matches!(self.token(*at), Some(Token::Open | Token::Close)));
        behind.is_some_and(|behind| matches!(self.token(behind), Some(Token::Close)))
    }

    /// The number before the parentheses in which a number stands: `$88.1bn ($11.80 a share)`.
    pub(super) fn spoken_beside(&self, number: usize) -> Option<usize> {
        let beside = number.checked_sub(2).filter(|beside| self.is_number(*beside))?;
        let opened = matches!(self.token(number - 1), Some(Token::Open));
        let mut inside =
            self.tokens.iter().skip(number).take_while(|token| !matches!(token, Token::Close));
        (opened && !inside.any(|token| matches!(token, Token::Period(_)))).then_some(beside)
    }
}
