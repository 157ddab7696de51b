//! Whether numbers dealt out to what a sentence names say what the sentence says.

use super::{
    super::{
        bind::agrees,
        cues::{self, Way},
        index::Index,
        names::Named,
        order::Placed,
        tokens::{Token, When},
    },
    AGAINST,
    scene::Scene,
    seats::{Does, Seat},
};
use crate::{
    Item,
    facts::{read::Number, table::Fact},
};

/// Words that name items together.
const JOINING: &str = "and or & plus as well both its their the";

/// Words behind which `to` is not where something went.
const HELD_TO: &str = "compared relative next contrast similar close";

impl Scene<'_> {
    /// Whether the words say no more and nothing else than what the numbers are when they are dealt out so.
    pub(super) fn holds(
        &self,
        index: &Index<'_>,
        (placed, numbers): (&[Placed<'_>], &[&Number]),
        deal: &[&Seat<'_>],
    ) -> bool {
        self.are_apart(deal, numbers)
            && self.are_used(deal)
            && self.are_in_order(deal)
            && self.are_from_to(deal)
            && self.are_of_their_periods(deal)
            && self.are_of_their_companies(deal)
            && self.changes_are_of_their_items(deal)
            && self.goes(index, placed, deal)
    }

    /// Whether no two numbers say the same, but in a formula: `(62.1 − 52.1) / 52.1`.
    fn are_apart(&self, deal: &[&Seat<'_>], numbers: &[&Number]) -> bool {
        let places: Vec<usize> = self.sentence.numbers().collect();
        let formula = places.last().is_some_and(|last| {
            (1..3).any(|back| {
                matches!(self.sentence.token(last.saturating_sub(back)), Some(Token::Close))
            })
        });
        let same = |(one, number): (&&Seat<'_>, &&Number),
                    (other, again): (&&Seat<'_>, &&Number)| {
            one.does == Does::Level
                && other.does == Does::Level
                && (one.company, one.item, one.period) == (other.company, other.item, other.period)
                && !(formula && number.text == again.text)
        };
        let pairs = || deal.iter().zip(numbers);
        pairs().enumerate().all(|(at, one)| pairs().skip(at + 1).all(|other| !same(one, other)))
    }

    /// Whether each company, item and period that is named is some number's.
    fn are_used(&self, deal: &[&Seat<'_>]) -> bool {
        let company =
            |at: usize| deal.iter().any(|seat| seat.company == at || seat.does == Does::Against);
        let item = |at: usize| {
            deal.iter().any(|seat| seat.item == at || seat.does == Does::Part { whole: at })
        };
        let period = |at: usize| {
            deal.iter()
                .any(|seat| seat.period == at || seat.does == Does::Change && at == self.base())
        };
        (0..self.companies.len()).all(company)
            && (0..self.items.len()).all(item)
            && (!self.own_periods || (0..self.periods.len()).all(period))
    }

    /// Whether the numbers come in the order in which what they are of is named.
    fn are_in_order(&self, deal: &[&Seat<'_>]) -> bool {
        let levels = || deal.iter().filter(|seat| seat.does == Does::Level);
        let rises = |all: Vec<usize>| all.is_sorted();
        let pairs = || levels().zip(levels().skip(1));
        let same = |one: &Seat<'_>, other: &Seat<'_>| {
            one.company == other.company && one.item == other.item
        };
        let in_time = pairs().filter(|(one, other)| same(one, other)).all(|(one, other)| {
            if one.period == other.period {
                true
            } else if one.period == self.periods.len() {
                self.tells_earlier(0, 1)
            } else if other.period == self.periods.len() {
                self.tells_earlier(1, 2) || !self.tells_earlier(0, 1)
            } else {
                one.period <= other.period
            }
        });
        let turned = self.begins_with_rival();
        let company =
            |seat: &&Seat<'_>| if turned { 1 - seat.company.min(1) } else { seat.company };
        // Behind the figures of one year those of another may begin anew.
        let goes_on = |one: &Seat<'_>, other: &Seat<'_>| {
            (one.company, one.period) == (other.company, other.period)
        };
        let items = pairs()
            .filter(|(one, other)| goes_on(one, other))
            .all(|(one, other)| one.item <= other.item);
        rises(levels().map(company).collect()) && items && in_time
    }

    /// Whether what stands behind `from` came before the other levels, and what stands behind `to` after them.
    fn are_from_to(&self, deal: &[&Seat<'_>]) -> bool {
        let same = |one: &Seat<'_>, other: &Seat<'_>| {
            other.does == Does::Level
                && (one.company, one.item) == (other.company, other.item)
                && one.period != other.period
        };
        let holds = |(at, seat): (usize, &&Seat<'_>)| {
            let of = self.period(seat.period);
            let mut others = deal
                .iter()
                .filter(|other| same(seat, other))
                .map(|other| self.period(other.period));
            match self.sentence.back(at, 1) {
                "from" => others.all(|other| of < other),
                "to" if !cues::says(HELD_TO, self.sentence.back(at, 2)) => {
                    others.all(|other| other < of)
                }
                _ => true,
            }
        };
        let numbers = self.sentence.numbers().zip(deal);
        numbers.filter(|(_, seat)| seat.does == Does::Level).all(holds)
    }

    /// Whether `$391bn in FY2024` is of that year, wherever the sentence names others.
    fn are_of_their_periods(&self, deal: &[&Seat<'_>]) -> bool {
        let named = |at: usize| {
            let linked = matches!(self.sentence.word(at + 1), "in" | "for");
            match self.sentence.token(at + 2).filter(|_| linked) {
                Some(Token::Period(When::Fiscal(period))) => Some(*period),
                Some(_) | None => None,
            }
        };
        let levels = self.sentence.numbers().zip(deal).filter(|(_, seat)| seat.does == Does::Level);
        let mut named = levels.filter_map(|(at, seat)| Some((named(at)?, seat)));
        named.all(|(period, seat)| self.period(seat.period) == Some(period))
            && self.are_led_by_periods(deal)
    }

    /// Whether `Apple's $391bn` is Apple's, whoever else is named.
    fn are_of_their_companies(&self, deal: &[&Seat<'_>]) -> bool {
        let named = |at: usize| match self.sentence.token(at.checked_sub(1)?) {
            Some(Token::Company(Named::Company(symbol))) => Some(symbol),
            Some(_) | None => None,
        };
        let levels = self.sentence.numbers().zip(deal).filter(|(_, seat)| seat.does == Does::Level);
        let mut named = levels.filter_map(|(at, seat)| Some((named(at)?, seat)));
        named.all(|(symbol, seat)| self.companies.get(seat.company) == Some(symbol))
    }

    /// Whether `net income rose 5%` is of net income, whatever else changed. Of items named together, and where none is
    /// named before a number, the numbers come in the order of the items.
    fn changes_are_of_their_items(&self, deal: &[&Seat<'_>]) -> bool {
        let numbers: Vec<usize> = self.sentence.numbers().collect();
        let starts = std::iter::once(0).chain(numbers.iter().copied());
        let mut free = Vec::new();
        for ((start, at), seat) in starts.zip(&numbers).zip(deal) {
            if seat.does != Does::Change {
                continue;
            }
            match self.items_before(start, *at).as_slice() {
                [item] if *item != seat.item => return false,
                [_] => {}
                several if !several.is_empty() && !several.contains(&seat.item) => return false,
                _ => free.push(seat.item),
            }
        }
        free.is_sorted()
    }

    /// The item that is named last in these words, and those that are named together with it.
    fn items_before(&self, start: usize, end: usize) -> Vec<usize> {
        let mut named = Vec::new();
        for token in self.sentence.tokens.get(start..end).unwrap_or_default().iter().rev() {
            let joins = matches!(token, Token::Comma | Token::Company(_))
                || cues::says(JOINING, token.word());
            if let Token::Items { items, negative } = token {
                let is_it = |known: &(Vec<Item>, bool)| known.0 == *items && known.1 == *negative;
                named.extend(self.items.iter().position(is_it));
            } else if !(named.is_empty() || joins) {
                break;
            }
        }
        named
    }

    /// Whether in `the FY2024 level was $391bn and the FY2025 level is $416bn` each is of the year before it.
    fn are_led_by_periods(&self, deal: &[&Seat<'_>]) -> bool {
        let fiscal = |at: usize| match self.sentence.token(at) {
            Some(Token::Period(When::Fiscal(period))) => Some(*period),
            Some(_) | None => None,
        };
        let numbers: Vec<usize> = self.sentence.numbers().collect();
        let levels: Vec<(usize, &Seat<'_>)> = (numbers.iter().copied().zip(deal))
            .filter(|(_, seat)| seat.does == Does::Level)
            .map(|(at, seat)| (at, *seat))
            .collect();
        // The last one before a number, behind the number before that.
        let leads = |at: usize| {
            let start = numbers.iter().copied().filter(|other| *other < at).max().unwrap_or(0);
            (start..at).rev().find_map(fiscal)
        };
        let last = levels.last().map_or(0, |(at, _)| *at);
        let all_led = levels.iter().all(|(at, _)| leads(*at).is_some())
            && !(last..self.sentence.tokens.len()).any(|at| fiscal(at).is_some());
        !all_led
            || levels.len() < 2
            || levels.iter().all(|(at, seat)| self.period(seat.period) == leads(*at))
    }

    /// Whether the first company named is the one that the other is held against: `Relative to Pepsi, Coke had …`.
    fn begins_with_rival(&self) -> bool {
        let named = |at: &usize| self.sentence.token(*at).is_some_and(|t| t.company().is_some());
        let mut places = (0..self.sentence.tokens.len()).filter(named);
        match (places.next(), places.next()) {
            (Some(first), Some(second)) => {
                self.sentence.is_rival(first)
                    && !(first..second).any(|at| self.sentence.is_number(at))
            }
            (_, _) => false,
        }
    }

    /// Whether what the words say of a way is so.
    fn goes(&self, index: &Index<'_>, placed: &[Placed<'_>], deal: &[&Seat<'_>]) -> bool {
        if self.ways.is_empty() {
            return true;
        }
        let changes = deal.iter().filter(|seat| seat.does == Does::Change).count();
        let Some(way) = self.way() else {
            // Words for both ways: each belongs to a number that says by how much.
            let own = placed.iter().filter(|one| one.claim.part.way.is_some()).count();
            return changes == self.ways.len() && own == changes;
        };
        if 1 < self.companies.len() {
            let against =
                self.ways.iter().all(|(at, _)| cues::says(AGAINST, self.sentence.word(*at)));
            let told = deal.iter().any(|seat| seat.does == Does::Against);
            return against && (told || self.is_more(index, way));
        }
        0 < changes || self.items.len() == 1 && self.went(index, way)
    }

    /// Whether the company that the words are about is set apart from the other as they say.
    fn is_more(&self, index: &Index<'_>, way: Way) -> bool {
        let end = self.ways.first().map_or(0, |(at, _)| *at);
        let subject = self.subject(end);
        let level = |company: usize| self.level(index, company, self.main());
        level(subject)
            .zip(level(1 - subject.min(1)))
            .is_some_and(|(one, other)| agrees(self.meant(way), one.value, other.value))
    }

    /// Whether the item went that way.
    fn went(&self, index: &Index<'_>, way: Way) -> bool {
        self.level(index, 0, self.main())
            .zip(self.level(index, 0, self.base()))
            .is_some_and(|(now, before)| agrees(self.meant(way), now.value, before.value))
    }

    /// The way of the figures, where words may speak of a loss.
    pub(super) fn meant(&self, way: Way) -> Way {
        let negative = self.items.iter().any(|(_, negative)| *negative);
        if negative { way.turned() } else { way }
    }

    fn level<'t>(&self, index: &Index<'t>, company: usize, period: usize) -> Option<&'t Fact> {
        let symbol = self.companies.get(company)?;
        let company = index.companies().iter().find(|known| **known == symbol)?;
        let (items, _) = self.items.first()?;
        items.iter().find_map(|item| index.level(company, *item, self.period(period)?))
    }
}
