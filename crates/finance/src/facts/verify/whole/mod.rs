//! A sentence read as a whole.
//!
//! Writers order words in more ways than rules for the place of each know. Where a number of a sentence was not bound
//! by its own place, everything that the sentence names is taken together: if its numbers can be dealt out to the
//! companies, items and periods that it names in one way that makes all of them true, uses all that is named, keeps
//! the order in which it is named, and goes the way that the words say, the sentence says so.

mod rules;
mod scene;
mod seats;

use scene::Scene;
use seats::Seat;

use super::{
    Status,
    bind::{self, Bound, agrees},
    claim::Context,
    clause::Sentence,
    contradiction::Contradiction,
    cues::{self, Way},
    index::Index,
    order::Placed,
};
use crate::facts::{
    read::Number,
    table::{Aspect, Fact},
};

const NUMBERS_MAX: usize = 8;

/// So many ways to deal out numbers are tried.
const DEALS_MAX: usize = 4_096;

/// Words that set one company against the other, rather than a year against the one before.
const AGAINST: &str = "more less higher lower greater smaller larger bigger fewer above below ahead behind exceeded exceeds \
    exceeding beat beats topped trailed trails outstripped surpassed surpasses undershot outpaced lagged lags missed";

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
