//! The ways to take a number of a sentence.

use super::{
    super::{
        bind::{self, Bound},
        claim::Claim,
        cues::Way,
        index::Index,
        names::Named,
        order::Placed,
        reading::Rule,
        role::{Part, Role},
        tokens::When,
    },
    scene::Scene,
};
use crate::{
    FiscalPeriod, Item,
    facts::{
        read::{Kind, Number},
        table::Aspect,
    },
};

/// Words by which the year before may be meant without its name.
const EARLIER: &str = "year years prior previous earlier before last ago py from against versus vs v compared after formerly \
    once following preceding base comparable comparative predecessor start starting opening";

/// Those of them that mean nothing else.
const EARLIER_YEAR: &str = "prior previous earlier before last ago formerly preceding";

/// Words that say that something changed, without the way.
const CHANGES: &str = "change changed changes changing difference differed moved move moves swing delta δ yoy y/y shift \
    variation variance";

/// Words behind which a size stands without a way.
const APART: &str = "difference gap swing differed apart";

/// What a number does in a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
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
pub(super) struct Seat<'t> {
    pub(super) does: Does,
    pub(super) company: usize,
    pub(super) item: usize,
    /// Which of the scene's periods; one behind the last is the year before.
    pub(super) period: usize,
    pub(super) bound: Bound<'t>,
}

impl Scene<'_> {
    /// Every true way to take a number.
    pub(super) fn seats<'t>(
        &self,
        index: &Index<'t>,
        placed: &Placed<'t>,
        number: &Number,
    ) -> Vec<Seat<'t>> {
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
