//! Phrasings that the checker was not developed on: they are used in the final measurement alone.

use super::phrasing::{Class::*, Phrasing, of};

pub(super) const PHRASINGS: &[Phrasing] = &[
    // One amount and its change.
    of(Amount, "{C} registered {I} of {V} in {P}."),
    of(Amount, "{Cs} {I} finished {P} at {V}, {up} {G} from {Q}."),
    of(Amount, "In {P}, {C} had {V} of {I}, {G} {higher} than in {Q}."),
    of(Amount, "{Cs} {I} {rose} {G} in {P} versus {Q}."),
    of(Amount, "{C} achieved {I} of {V} for {P}, after {W} for {Q}."),
    of(Amount, "{Cs} {P} {I} {rose} to {V} from {W}."),
    of(Amount, "The {I} line at {C} read {V} in {P} and {W} in {Q}."),
    of(Amount, "{C} experienced {a_rise} of {G} in {I} in {P}, to {V}."),
    of(Amount, "Having been {W} in {Q}, {Cs} {I} {rose} to {V} in {P}."),
    of(Amount, "{I^} was {V} in {P} at {C}."),
    of(Amount, "{C} {P}: {I} {up} {G} at {V}"),
    of(Amount, "{Cs} {I} {rose} by {D} to {V} in fiscal {Y}."),
    of(Amount, "{C} generated {D} {more_in_time} {I} in {P} than in {Q}."),
    of(Amount, "- {P}: {C} had {I} of {V}\n- {Q}: {I} of {W}"),
    of(Amount, "# {C}\n\n| | {Q} | {P} |\n|---|---:|---:|\n| {I^} | {W} | {V} |"),
    of(Amount, "{Cs} {I} for fiscal year {Y} was {V}."),
    of(Amount, "{C} had {I} of roughly {about_bare} in {P}."),
    of(Amount, "{Cs} {I} came to more than {floor} in {P}."),
    of(Amount, "{Cs} {I} was almost {ceiling} in {P}."),
    of(Amount, "{Cs} {P} {I} came to {VW}."),
    of(Amount, "{C} finished {P} with {I} {up} {G} year over year."),
    // A rate.
    of(Rate, "{C} recorded {an_I} of {R} in {P}, {up} from {S} in {Q}."),
    of(Rate, "{Cs} {I} {rose} to {R} in {P}, {a_rise} of {pp}."),
    of(Rate, "The {P} {I} of {C} was {R}."),
    of(Rate, "In {P}, {Cs} {I} {rose} {bps} to {R}."),
    // A loss.
    of(Loss, "{C} closed {P} with a net loss of {L}."),
    of(Loss, "In {P}, the net loss of {C} was {L}."),
    // Two companies.
    of(Pair, "{C} generated {I} of {V} in {P}, {B} generated {U}."),
    of(Pair, "{Cs} {I} was {X} as much as {Bs} in {P}."),
    of(Pair, "In {P}, {I} was {V} for {C}, but {U} for {B}."),
    of(Pair, "{Cs} {P} {I} was {E} {more} than {Bs}."),
    // Two items.
    of(Two, "{C} had {P} {I} of {V} and {J} of {T}."),
    of(Two, "In {P}, {J} at {C} was {T}, or {share} of {I}."),
    of(Two, "{Cs} {P} {I} {rose} {G}, whereas {J} {rose2} {H}."),
    // Amounts for one share.
    of(PerShare, "{Cs} diluted EPS reached {F} in {P}, {up} {G} on {Q}."),
    of(PerShare, "For {P}, {C} posted diluted earnings per share of {F}."),
];
