//! Of which company a number of a sentence is, and with which one it is compared.

use super::{clause::Sentence, cues, names::Named, tokens::Token};
use crate::Symbol;

/// Words that tie a company to the number before it.
const AT_COMPANY: &str = "at for by of from in";

impl Sentence {
    /// The company that a number is of.
    pub(super) fn company(&self, number: usize) -> Option<&Named> {
        let named = |at: usize| self.token(at).and_then(Token::company);
        if let Some(at) = self.paired(number, |token| matches!(token, Token::Company(_))) {
            return named(at);
        }
        let price = |at: usize| {
            let (price, far) = self.distance(number, at);
            let tied = !self.is_multiple(number)
                && self.trails(number, at)
                && (self.is_at_company(at) || self.is_item(at + 1))
                && !self.is_rival(at);
            // `$416bn (Apple)`.
            let named_beside = at == number + 2
                && matches!(self.token(number + 1), Some(Token::Open))
                && matches!(self.token(at + 1), Some(Token::Close));
            if tied || named_beside {
                return (0, far);
            }
            // `Than Microsoft's, $282bn`.
            let apposed = at + 2 == number && matches!(self.token(at + 1), Some(Token::Comma));
            let closed = matches!(self.token(at + 1), Some(Token::Open))
                && at < number
                && !self.clear(at, number, |token| !matches!(token, Token::Close));
            let closed = if closed { 3 } else { 0 };
            // `Nike relative to Lululemon: $5bn more`.
            let heads = self.word(at + 1) == ":" && self.is_rival(at);
            let touches = self.touches(at, number) && !heads || apposed;
            let rival = if self.is_rival(at) && !touches { 26 } else { 0 };
            (price + rival + closed, far)
        };
        let companies = (0..self.tokens.len()).filter(|at| named(*at).is_some());
        companies.min_by_key(|at| price(*at)).and_then(named)
    }

    /// Whether words before a company tie it to a number before them: `for Apple`, `for the former`.
    fn is_at_company(&self, at: usize) -> bool {
        let back = if self.back(at, 1) == "the" { 2 } else { 1 };
        cues::says(AT_COMPANY, self.back(at, back))
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

    /// The other of two companies between which a gap is said to be.
    pub(super) fn gap(&self, number: usize, subject: Option<&Symbol>) -> Option<&Named> {
        let clause = self.clause(number);
        let gap = (0..number)
            .rev()
            .take_while(|at| self.clause(*at) == clause)
            .any(|at| matches!(self.word(at), "gap" | "difference" | "spread"))
            || self.word(number + 1) == "apart";
        let others = self
            .tokens
            .iter()
            .filter_map(Token::company)
            .filter(|named| matches!(named, Named::Company(symbol) if Some(symbol) != subject));
        others.into_iter().next().filter(|_| gap)
    }

    /// Whether another number is of another company: then the two are of one period.
    pub(super) fn of_another(&self, number: usize) -> bool {
        let own = self.company(number);
        own.is_some() && self.numbers().any(|other| self.company(other) != own)
    }

    pub(super) fn is_rival(&self, at: usize) -> bool {
        let mut back = 1;
        while matches!(
            self.back(at, back),
            "that"
                | "of"
                | "with"
                | "to"
                | "at"
                | "the"
                | "much"
                | "as"
                | "those"
                | "for"
                | "figure"
                | "number"
                | "level"
                | "total"
                | "amount"
                | "what"
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
        // `The ratio of Pfizer to Merck`.
        let ratio = self.back(at, 1) == "to" && (3..7).any(|back| self.back(at, back) == "ratio");
        beaten
            || ratio
            || matches!(
                self.back(at, back),
                "than"
                    | "versus"
                    | "vs"
                    | "against"
                    | "compared"
                    | "relative"
                    | "multiple"
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
}
