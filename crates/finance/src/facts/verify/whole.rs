//! A sentence read as a whole.
//!
//! Writers order words in more ways than rules for the place of each know. Where a number of a sentence was not bound
//! by its own place, everything that the sentence names is taken together: if its numbers can be dealt out to the
//! companies, items and periods that it names in one way that makes all of them true, uses all that is named, keeps
//! the order in which it is named, and goes the way that the words say, the sentence says so.

use super::{
    Status,
    bind::{self, Bound, agrees},
    claim::{Claim, Context},
    clause::Sentence,
    contradiction::Contradiction,
    cues::{self, Way},
    index::Index,
    names::Named,
    order::Placed,
    reading::Rule,
    role::{Part, Role},
    tokens::{Token, When},
};
use crate::{
    FiscalPeriod, Item, Symbol,
    facts::{
        read::{Kind, Number},
        table::{Aspect, Fact},
    },
};

/// A sentence with more of them is no single statement.
const COMPANIES_MAX: usize = 2;
const ITEMS_MAX: usize = 3;
const PERIODS_MAX: usize = 2;
const NUMBERS_MAX: usize = 8;

/// So many ways to deal out numbers are tried.
const DEALS_MAX: usize = 4_096;

/// Words by which the year before may be meant without its name.
const EARLIER: &str = "year years prior previous earlier before last ago py from against versus vs v compared after formerly \
    once following preceding base comparable comparative predecessor start starting opening";

/// Those of them that mean nothing else.
const EARLIER_YEAR: &str = "prior previous earlier before last ago formerly preceding";

/// Words behind which an earlier figure comes first.
const EARLIER_FIRST: &str = "from after prior previous earlier before last ago once preceding py start starting opening had";

/// Words that say that something changed, without the way.
const CHANGES: &str = "change changed changes changing difference differed moved move moves swing delta δ yoy y/y shift \
    variation variance";

/// Words behind which a size stands without a way.
const APART: &str = "difference gap swing differed apart";

/// Words that set one company against the other, rather than a year against the one before.
const AGAINST: &str = "more less higher lower greater smaller larger bigger fewer above below ahead behind exceeded exceeds \
    exceeding beat beats topped trailed trails outstripped surpassed surpasses undershot outpaced lagged lags missed";

/// Words behind which `to` is not where something went.
const HELD_TO: &str = "compared relative next contrast similar close";

/// What a sentence names.
struct Scene<'s> {
    sentence: &'s Sentence,
    companies: Vec<Symbol>,
    items: Vec<(Vec<Item>, bool)>,
    /// In the order in which they are named.
    periods: Vec<FiscalPeriod>,
    /// Whether it names them itself.
    own_periods: bool,
    /// The words that say a way, and where they stand.
    ways: Vec<(usize, Way)>,
}

/// What a number does in a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// It says how much an item was.
    Level,
    /// It says by how much an item changed.
    Change,
    /// It says how much one item is of another.
    Part { whole: usize },
    /// It sets one company against the other.
    Against,
}

/// One way to take a number.
struct Seat<'t> {
    does: Does,
    company: usize,
    item: usize,
    /// Which of the scene's periods; one behind the last is the year before.
    period: usize,
    bound: Bound<'t>,
}

/// What each number is when the sentence is taken as a whole, if that makes all of them true.
pub(super) fn reread<'t>(
    index: &Index<'t>,
    sentence: &Sentence,
    numbers: &[&Number],
    placed: &[Placed<'t>],
    context: &Context,
) -> Option<Vec<Bound<'t>>> {
    let plain = placed.iter().all(|one| {
        let cues = one.claim.cues;
        let computed = cues.mean || cues.sum || cues.threshold || cues.restated || cues.expected;
        !(one.claim.counts || one.claim.part.denied || computed || cues.sequential)
    });
    if !plain || placed.len() != numbers.len() || NUMBERS_MAX < numbers.len() {
        return None;
    }
    let scene = Scene::of(sentence, context)?;
    let seats: Vec<Vec<Seat<'t>>> =
        placed.iter().zip(numbers).map(|(one, number)| scene.seats(index, one, number)).collect();
    let deals = seats.iter().try_fold(1_usize, |all, some| all.checked_mul(some.len()))?;
    if deals == 0 || DEALS_MAX < deals {
        return None;
    }
    let deal = (0..deals).find_map(|deal| {
        let chosen = dealt(&seats, deal)?;
        scene.holds(index, (placed, numbers), &chosen).then_some(chosen)
    })?;
    let bounds = deal.into_iter().map(|seat| Bound {
        status: seat.bound.status.clone(),
        reading: seat.bound.reading.clone(),
    });
    Some(bounds.collect())
}

/// Which number is contradicted because the words say another way than the levels that they name went, where nothing
/// else in the sentence says a way: `Did revenue fall? Yes, from $391bn in FY2024 to $416bn in FY2025.`
pub(super) fn turned<'t>(
    index: &Index<'t>,
    sentence: &Sentence,
    placed: &[Placed<'t>],
    context: &Context,
) -> Option<(usize, Status)> {
    let scene = Scene::of(sentence, context).filter(|scene| scene.items.len() == 1)?;
    let way = scene.way().filter(|way| matches!(way, Way::Up | Way::Down))?;
    let level = |one: &Placed<'t>| -> Option<&'t Fact> {
        let reading = one.bound.reading.as_ref().filter(|_| one.bound.status.stands())?;
        let plain = !reading.change && reading.inputs.len() == 1 && !one.claim.part.denied;
        reading.subject().filter(|fact| plain && fact.what.aspect == Aspect::Level)
    };
    let levels: Vec<&Fact> = placed.iter().map(level).collect::<Option<_>>()?;
    let [one, other] = levels.as_slice() else { return None };
    if one.what.item != other.what.item || one.unit != other.unit {
        return None;
    }
    let is_first = if one.entity == other.entity {
        other.period.fiscal()? < one.period.fiscal()?
    } else {
        let against = scene.ways.iter().all(|(at, _)| cues::says(AGAINST, sentence.word(*at)));
        let subject = scene.companies.get(scene.subject(0)).filter(|_| against)?;
        one.period.fiscal() == other.period.fiscal() && *subject == one.entity
    };
    let (now, before) = if is_first { (one, other) } else { (other, one) };
    if agrees(scene.meant(way), now.value, before.value)
        || now.period.fiscal() == before.period.fiscal() && one.entity == other.entity
    {
        return None;
    }
    let truth = bind::change(now, before)?;
    let at = usize::from(!is_first);
    Some((at, bind::contradicted(index, &truth, Contradiction::Direction)))
}

/// One seat for each number: the deals are counted as the digits of a number are.
fn dealt<'s, 't>(seats: &'s [Vec<Seat<'t>>], mut deal: usize) -> Option<Vec<&'s Seat<'t>>> {
    let mut chosen = Vec::new();
    for some in seats {
        chosen.push(some.get(deal.checked_rem(some.len())?)?);
        deal = deal.checked_div(some.len())?;
    }
    Some(chosen)
}

impl<'s> Scene<'s> {
    fn of(sentence: &'s Sentence, context: &Context) -> Option<Self> {
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
    fn main(&self) -> usize {
        (0..self.periods.len()).max_by_key(|at| self.periods.get(*at)).unwrap_or_default()
    }

    fn period(&self, at: usize) -> Option<FiscalPeriod> {
        let before = || self.periods.get(self.main()).map(|main| main.year_ago());
        self.periods.get(at).copied().or_else(before)
    }

    /// The place of the period that the main one is set against.
    fn base(&self) -> usize {
        (0..self.periods.len()).find(|at| *at != self.main()).unwrap_or(self.periods.len())
    }

    fn says(&self, list: &str) -> bool {
        self.sentence.tokens.iter().any(|token| cues::says(list, token.word()))
    }

    fn years_ago(&self) -> bool {
        self.sentence.tokens.contains(&Token::Period(When::YearAgo))
    }

    /// Whether words between these of the numbers, counted from one, speak of an earlier year.
    fn tells_earlier(&self, from: usize, to: usize) -> bool {
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
    fn way(&self) -> Option<Way> {
        let (_, first) = self.ways.first()?;
        self.ways.iter().all(|(_, way)| way == first).then_some(*first)
    }

    /// The company that another is set against it: the last one named before the words that do so.
    fn subject(&self, number: usize) -> usize {
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

    /// Every true way to take a number.
    fn seats<'t>(&self, index: &Index<'t>, placed: &Placed<'t>, number: &Number) -> Vec<Seat<'t>> {
        let mut seats = Vec::new();
        let base = When::Fiscal(self.period(self.base()).unwrap_or(FiscalPeriod::Year(0)));
        for company in 0..self.companies.len() {
            for item in 0..self.items.len() {
                let mut take = |does: Does, period: usize, claim: Option<Claim>| {
                    let seat = claim.and_then(|claim| {
                        let bound = bind::bind(index, &claim, number);
                        let seat = Seat { does, company, item, period, bound };
                        seat.is_such().then_some(seat)
                    });
                    seats.extend(seat);
                };
                let claim = |period: usize, role: Role, way: Option<Way>| {
                    self.claim(&placed.claim, (company, item, period), role, way)
                };
                let mut periods: Vec<usize> = (0..self.periods.len()).collect();
                // Between two companies, `against` and `more` set one against the other.
                let told = if self.companies.len() < 2 {
                    self.says(EARLIER) || !self.ways.is_empty()
                } else {
                    self.says(EARLIER_YEAR)
                };
                let told = told || self.years_ago();
                periods.extend(Some(self.base()).filter(|base| !periods.contains(base) && told));
                for period in periods {
                    take(Does::Level, period, claim(period, Role::Level, None));
                }
                let apart = || Some(Way::Flat).filter(|_| self.ways.is_empty() && self.says(APART));
                let way = placed.claim.part.way.or_else(|| self.way()).or_else(apart);
                let change = claim(self.main(), Role::Change, way);
                let change = change.filter(|claim| self.may_change(claim, number));
                let change = change.map(|claim| Claim { base: Some(base), ..claim });
                take(Does::Change, self.main(), change);
                for whole in (0..self.items.len()).filter(|whole| *whole != item) {
                    let Some((items, _)) = self.items.get(whole) else { continue };
                    for period in 0..self.periods.len() {
                        let part = claim(period, Role::Any, None);
                        let part = part.map(|claim| Claim { whole: items.clone(), ..claim });
                        take(Does::Part { whole }, period, part);
                    }
                }
                let other = (0..self.companies.len()).find(|other| *other != company);
                let rival = other.and_then(|other| self.companies.get(other));
                if let Some(rival) = rival.filter(|_| company == self.subject(placed.at)) {
                    let apart = self.ways.is_empty() && number.kind != Kind::Times;
                    let way = if apart { Some(Way::Flat) } else { self.way() };
                    let role = if number.kind == Kind::Times { Role::Any } else { Role::Change };
                    let against = claim(self.main(), role, way);
                    let rival = Some(Named::Company(rival.clone()));
                    take(Does::Against, self.main(), against.map(|claim| Claim { rival, ..claim }));
                }
            }
        }
        seats
    }

    /// Whether a number may be a change: of a rate, percentages are rates again, and an amount is one only where words
    /// say so.
    fn may_change(&self, claim: &Claim, number: &Number) -> bool {
        let rate = claim.items.iter().any(|item| matches!(item, Item::Ratio(_)));
        match number.kind {
            Kind::Percent => !rate,
            Kind::Points | Kind::BasisPoints | Kind::Times => true,
            Kind::Money(_) | Kind::PerShare(_) | Kind::Days | Kind::Shares | Kind::Plain => {
                !self.ways.is_empty()
                    || number.text.starts_with(['+', '-', '−'])
                    || self.says(CHANGES)
            }
        }
    }

    /// The claim of a number that takes this place.
    fn claim(
        &self,
        claim: &Claim,
        (company, item, period): (usize, usize, usize),
        role: Role,
        way: Option<Way>,
    ) -> Option<Claim> {
        let (items, negative) = self.items.get(item)?;
        Some(Claim {
            items: items.clone(),
            negative: *negative,
            whole: Vec::new(),
            company: Some(Named::Company(self.companies.get(company)?.clone())),
            rival: None,
            periods: vec![When::Fiscal(self.period(period)?)],
            inherited: false,
            base: None,
            span: None,
            part: Part { role, way, side: claim.part.side, denied: false },
            ..claim.clone()
        })
    }

    /// Whether the words say no more and nothing else than what the numbers are when they are dealt out so.
    fn holds(
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
    fn meant(&self, way: Way) -> Way {
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

impl Seat<'_> {
    /// Whether the number is what it is taken for.
    fn is_such(&self) -> bool {
        let Some(reading) = self.bound.reading.as_ref().filter(|_| self.bound.status.stands())
        else {
            return false;
        };
        let one_company = reading.inputs.windows(2).all(|pair| {
            pair.first().map(|fact| &fact.entity) == pair.last().map(|fact| &fact.entity)
        });
        let aspect = reading.subject().map(|fact| fact.what.aspect);
        match self.does {
            Does::Level => {
                !reading.change
                    && reading.inputs.len() == 1
                    && matches!(aspect, Some(Aspect::Level | Aspect::AtLastClose))
            }
            Does::Change => reading.change && one_company,
            Does::Part { .. } => {
                !reading.change
                    && (reading.rule == Rule::Quotient && one_company
                        || matches!(aspect, Some(Aspect::ShareOf(_) | Aspect::MultipleOf(_))))
            }
            Does::Against => !one_company,
        }
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}
