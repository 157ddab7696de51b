//! What a sentence names.

use super::super::{
    claim::Context,
    clause::Sentence,
    cues::{self, Way},
    names::Named,
    tokens::{Token, When},
};
use crate::{FiscalPeriod, Item, Symbol};

/// A sentence with more of them is no single statement.
const COMPANIES_MAX: usize = 2;
const ITEMS_MAX: usize = 3;
const PERIODS_MAX: usize = 2;

/// Words behind which an earlier figure comes first.
const EARLIER_FIRST: &str = "from after prior previous earlier before last ago once preceding py start starting opening had";

/// What a sentence names.
pub(super) struct Scene<'s> {
    pub(super) sentence: &'s Sentence,
    pub(super) companies: Vec<Symbol>,
    pub(super) items: Vec<(Vec<Item>, bool)>,
    /// In the order in which they are named.
    pub(super) periods: Vec<FiscalPeriod>,
    /// Whether it names them itself.
    pub(super) own_periods: bool,
    /// The words that say a way, and where they stand.
    pub(super) ways: Vec<(usize, Way)>,
}

impl<'s> Scene<'s> {
    pub(super) fn of(sentence: &'s Sentence, context: &Context) -> Option<Self> {
        let mut scene = Self {
            sentence,
            companies: Vec::new(),
            items: Vec::new(),
            periods: Vec::new(),
            own_periods: true,
            ways: (0..sentence.tokens.len())
                .filter_map(|at| Some((at, sentence.way(at)?)))
                .collect(),
        };
        for token in &sentence.tokens {
            match token {
                Token::Company(Named::Company(symbol)) => add(&mut scene.companies, symbol.clone()),
                Token::Items { items, negative } => {
                    add(&mut scene.items, (items.clone(), *negative));
                }
                Token::Period(When::Fiscal(period)) => add(&mut scene.periods, *period),
                Token::Company(Named::Other) | Token::Period(When::Quarter(_) | When::Day(_)) => {
                    return None;
                }
                Token::Period(When::YearAgo | When::YearAfter)
                | Token::Number(_)
                | Token::Word(_)
                | Token::Comma
                | Token::Break
                | Token::Open
                | Token::Close => {}
            }
        }
        if let (true, Some(Named::Company(symbol))) = (scene.companies.is_empty(), &context.company)
        {
            scene.companies.push(symbol.clone());
        }
        if scene.items.is_empty() && !context.items.is_empty() {
            scene.items.push((context.items.clone(), context.negative));
        }
        if scene.periods.is_empty() {
            scene.own_periods = false;
            scene.periods.extend(context.periods.iter().filter_map(|when| match when {
                When::Fiscal(period) => Some(*period),
                When::Quarter(_) | When::Day(_) | When::YearAgo | When::YearAfter => None,
            }));
        }
        if let [one] = scene.periods.as_slice() {
            // `Up 6% from FY2023` is of the year that was said before.
            let own = |at: usize| {
                sentence.token(at).and_then(Token::period) == Some(When::Fiscal(*one))
                    && !sentence.is_base(at)
            };
            let said = context.periods.iter().find_map(|when| match when {
                When::Fiscal(period) if period != one => Some(*period),
                When::Fiscal(_)
                | When::Quarter(_)
                | When::Day(_)
                | When::YearAgo
                | When::YearAfter => None,
            });
            let of =
                |at: usize| sentence.token(at).and_then(Token::period) == Some(When::Fiscal(*one));
            let aside = (0..sentence.tokens.len()).any(|at| of(at) && sentence.is_aside(at));
            if aside {
                scene.periods.splice(..0, said);
            } else if scene.own_periods && !(0..sentence.tokens.len()).any(own) {
                scene.periods.extend(said);
            }
        }
        let fits = |len: usize, most: usize| 0 < len && len <= most;
        (fits(scene.companies.len(), COMPANIES_MAX)
            && fits(scene.items.len(), ITEMS_MAX)
            && fits(scene.periods.len(), PERIODS_MAX))
        .then_some(scene)
    }

    /// The period that the sentence is about: the latest.
    pub(super) fn main(&self) -> usize {
        (0..self.periods.len()).max_by_key(|at| self.periods.get(*at)).unwrap_or_default()
    }

    pub(super) fn period(&self, at: usize) -> Option<FiscalPeriod> {
        let before = || self.periods.get(self.main()).map(|main| main.year_ago());
        self.periods.get(at).copied().or_else(before)
    }

    /// The place of the period that the main one is set against.
    pub(super) fn base(&self) -> usize {
        (0..self.periods.len()).find(|at| *at != self.main()).unwrap_or(self.periods.len())
    }

    pub(super) fn says(&self, list: &str) -> bool {
        self.sentence.tokens.iter().any(|token| cues::says(list, token.word()))
    }

    pub(super) fn years_ago(&self) -> bool {
        self.sentence.tokens.contains(&Token::Period(When::YearAgo))
    }

    /// Whether words between these of the numbers, counted from one, speak of an earlier year.
    pub(super) fn tells_earlier(&self, from: usize, to: usize) -> bool {
        let places: Vec<usize> = self.sentence.numbers().collect();
        let end = self.sentence.tokens.len();
        let place = |count: usize| match count.checked_sub(1) {
            Some(at) => places.get(at).copied().unwrap_or(end),
            None => 0,
        };
        // What stands right behind a number, without a comma, is still said of it.
        let trailing = if 0 < from { place(from) } else { 0 };
        let words = self.sentence.tokens.get(trailing..place(to)).unwrap_or_default();
        words.iter().any(|token| {
            cues::says(EARLIER_FIRST, token.word()) || *token == Token::Period(When::YearAgo)
        })
    }

    /// The one way that the words say, if they say one.
    pub(super) fn way(&self) -> Option<Way> {
        let (_, first) = self.ways.first()?;
        self.ways.iter().all(|(_, way)| way == first).then_some(*first)
    }

    /// The company that another is set against it: the last one named before the words that do so.
    pub(super) fn subject(&self, number: usize) -> usize {
        let named = |at: usize| match self.sentence.token(at) {
            Some(Token::Company(Named::Company(symbol))) => {
                self.companies.iter().position(|known| known == symbol)
            }
            Some(_) | None => None,
        };
        let end = self.ways.first().map_or(number, |(at, _)| *at);
        let before = |plain: bool| {
            (0..end).rev().filter(|at| !plain || !self.sentence.is_rival(*at)).find_map(named)
        };
        before(true).or_else(|| before(false)).unwrap_or_default()
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}
