//! Lists of equal length, whose members go together: `revenue and net income were $416bn and $112bn`.

use super::{
    clause::Sentence,
    tokens::{Token, When},
};

impl Sentence {
    /// Lists of equal length, as in `revenue and net income were $416bn and $112bn`.
    pub(super) fn zip(&self) -> Vec<(usize, usize)> {
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
                        "and"
                            | "versus"
                            | "vs"
                            | "against"
                            | "compared"
                            | "with"
                            | "or"
                            | "its"
                            | "the"
                            | "then"
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
                let compared =
                    self.back(*at, 2) == "compared" && matches!(self.back(*at, 1), "with" | "to");
                (compared || matches!(self.back(*at, 1), "versus" | "vs" | "against"))
                    && (self.own_period(*at).is_none() || self.periods().count() == 1)
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

    pub(super) fn paired(&self, number: usize, is: impl Fn(&Token) -> bool) -> Option<usize> {
        let mine = self.zipped.iter().filter(|(at, _)| *at == number).map(|(_, other)| *other);
        mine.into_iter().find(|other| self.token(*other).is_some_and(&is))
    }
}
