//! The story over all four metrics.

use books::ledger::Books;

use crate::{
    figures::{Figures, per_cent},
    prose::{Draft, Sign},
    told::Standing,
};

/// The story as the rules tell it: how income came about, and whether the cash followed.
pub fn draft(books: &Books, standings: &[&Standing]) -> Draft {
    let figures = Figures::of(books);
    let mut draft = Draft::default();
    let Some(first) = standings.first() else { return draft };
    draft.fact("period", "the period that is told", first.period.to_string(), Sign::None);
    if let Some(comparison) = first.comparison {
        draft.fact("baseline", "what it is held against", comparison.words(), Sign::None);
    }
    let mut parts = Vec::new();
    for standing in standings {
        let key = standing.metric.key().replace('_', "");
        let name = finance::format::in_sentence(standing.name);
        let sign = Sign::of(standing.fair_move().map_or(0, |(change, _)| change));
        draft.fact(&key, standing.name, figures.money(standing.current), sign);
        match standing.fair_move() {
            Some((0, _)) => parts.push(format!("{name} stayed at {{{key}}}")),
            Some((change, growth)) => {
                let moved = if 0 < change { "rose" } else { "fell" };
                let by = match growth {
                    Some(growth) => format!("{moved} {}", per_cent(growth.abs())),
                    None => format!("{moved} by {}", figures.size(change)),
                };
                let handle = format!("{key}change");
                draft.fact(
                    &handle,
                    format!("how {} moved, verb included", standing.name),
                    by,
                    Sign::of(change),
                );
                parts.push(format!("{name} {{{handle}}} to {{{key}}}"));
            }
            None => parts.push(format!("{name} was {{{key}}}")),
        }
    }
    if let Some(so_far) = first.so_far {
        draft.fact("until", "the last day that is told", so_far.until.to_string(), Sign::None);
    }
    let against = match (first.comparison, first.so_far) {
        (_, Some(_)) => " up to {until}, against the same days of {baseline}",
        (Some(_), None) => ", against {baseline}",
        (None, None) => "",
    };
    draft.say(&format!("In {{period}}{against}: {}.", parts.join(", ")));
    let find = |key: &str| standings.iter().find(|one| one.metric.key() == key);
    if let (Some(revenue), Some(expenses)) = (find("revenue"), find("expenses"))
        && let (Some((more, _)), Some((spent, _))) = (revenue.fair_move(), expenses.fair_move())
    {
        draft.say(match (0 < more, 0 < spent, spent < more) {
            (true, true, true) => "The added sales brought more than the added costs took.",
            (true, true, false) => "The added costs took what the added sales brought, or more.",
            (true, false, _) => "Sales brought more, and no more was spent.",
            (false, true, _) => "Sales brought no more, and more was spent.",
            (false, false, true) => "The costs came down further than the sales did.",
            (false, false, false) if more == 0 && spent == 0 => "Neither sales nor costs moved.",
            (false, false, false) => "The costs came down no further than the sales did.",
        });
    }
    if let (Some(income), Some(cash)) = (find("net_income"), find("cash_flow"))
        && income.current.signum() * cash.current.signum() < 0
    {
        draft.say(if 0 < income.current {
            "The period earned money on paper and used up cash."
        } else {
            "The period lost money on paper and brought cash."
        });
    }
    draft.say("What moved is told by arithmetic: it says which rows the change is made of, not what made them happen.");
    draft
}
