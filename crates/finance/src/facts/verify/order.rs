//! Pairs of numbers of which words say which is more: `from X to Y`, `X, up from Y`, `X, higher than the Y of …`.

use super::{
    bind::{Bound, agrees, change, contradicted},
    claim::Claim,
    clause::Sentence,
    contradiction::Contradiction,
    cues::Way,
    index::Index,
    names::Named,
    role::{self, Role},
    tokens::{Token, When},
};
use crate::facts::table::{Fact, FactPeriod};

/// One number of a sentence, where it stands, and what it was bound to.
pub(super) struct Placed<'t> {
    pub(super) at: usize,
    pub(super) claim: Claim,
    pub(super) bound: Bound<'t>,
}

/// Contradicts a number of which words say `higher than` where what it is set against is not lower.
pub(super) fn hold_comparisons(index: &Index<'_>, sentence: &Sentence, placed: &mut [Placed<'_>]) {
    for than in (0..sentence.tokens.len()).filter(|at| sentence.word(*at) == "than") {
        let way = (1..3).find_map(|back| sentence.way_back(than, back));
        let behind = placed.iter().position(|one| than < one.at).unwrap_or(placed.len());
        let level = |one: &&Placed<'_>| {
            level_of(one).is_some() && sentence.clause(one.at) == sentence.clause(than)
        };
        let (Some(way), Some(before)) = (way, placed.get(..behind)) else { continue };
        let Some(at) = before.iter().rposition(|one| level(&one)) else { continue };
        let Some(now) = before.get(at).and_then(level_of) else { continue };
        let Some(base) = base_behind(index, sentence, than, now) else { continue };
        let loss = before.get(at).is_some_and(|one| one.claim.negative);
        let turned = if loss { way.turned() } else { way };
        if now.unit == base.unit
            && !agrees(turned, now.value, base.value)
            && let Some(truth) = change(now, base)
            && let Some(one) = placed.get_mut(at)
        {
            one.bound.status = contradicted(index, &truth, Contradiction::Direction);
        }
    }
}

impl Sentence {
    /// Which way `below Apple's $416bn` and `exceeded Apple's $416bn` say that a number lies.
    fn rivals_way(&self, number: usize) -> Option<Way> {
        let company = number.checked_sub(1)?;
        match self.token(company) {
            Some(Token::Company(_)) => (1..4).find_map(|back| self.way_back(company, back)),
            Some(_) | None => None,
        }
    }
}

/// The same item in the period, or of the company, that stands behind `than`.
fn base_behind<'t>(
    index: &Index<'t>,
    sentence: &Sentence,
    than: usize,
    now: &Fact,
) -> Option<&'t Fact> {
    let FactPeriod::Fiscal(period, _) = now.period else { return None };
    let own = index.companies().iter().find(|company| ***company == now.entity)?;
    let near = (than + 1..than + 6).take_while(|at| !sentence.is_number(*at));
    for at in near {
        match sentence.token(at) {
            Some(Token::Period(When::Fiscal(base))) => {
                return index.level(own, now.what.item, *base);
            }
            Some(Token::Period(When::YearAgo)) => {
                return index.level(own, now.what.item, period.year_ago());
            }
            Some(Token::Company(Named::Company(rival))) if *rival != now.entity => {
                let rival = index.companies().iter().find(|company| **company == rival)?;
                return index.level(rival, now.what.item, period);
            }
            Some(_) | None => {}
        }
    }
    None
}

/// Contradicts the numbers of pairs whose order is not what the words say.
pub(super) fn hold(index: &Index<'_>, sentence: &Sentence, placed: &mut [Placed<'_>]) {
    for from in 0..placed.len() {
        let Some(base) = placed.get(from).filter(|one| one.claim.part.role == Role::From) else {
            continue;
        };
        // Of another company a verb says which is more only where it stands right before its name.
        let other = sentence.rivals_way(base.at);
        let way =
            base.claim.part.way.or_else(|| other.or_else(|| role::governing(sentence, base.at)));
        let level = |one: &&Placed<'_>| level_of(one).is_some();
        let behind = placed.iter().skip(from + 1).find(|one| {
            one.claim.part.role == Role::To && sentence.clause(one.at) == sentence.clause(base.at)
        });
        let partner = behind.or_else(|| placed.get(..from)?.iter().rev().find(level));
        let pair = partner.and_then(|partner| Some((level_of(partner)?, level_of(base)?, way?)));
        let Some((now, before, way)) = pair else { continue };
        let wrong = now.what.item == before.what.item
            && (now.entity == before.entity || other.is_some())
            && now.unit == before.unit
            && !agrees(
                if base.claim.negative { way.turned() } else { way },
                now.value,
                before.value,
            );
        if wrong
            && let Some(truth) = change(now, before)
            && let Some(base) = placed.get_mut(from)
        {
            base.bound.status = contradicted(index, &truth, Contradiction::Direction);
        }
    }
}

fn level_of<'t>(placed: &Placed<'t>) -> Option<&'t Fact> {
    let reading = placed.bound.reading.as_ref().filter(|_| placed.bound.status.stands())?;
    reading.subject().filter(|_| !reading.change && reading.inputs.len() == 1)
}
