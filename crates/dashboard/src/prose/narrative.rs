//! What happened to a metric: what moved, what it is made of, what it means for the business.

use books::{ledger::Books, role::Role};

use crate::{
    cause::{Cause, Explanation, Kind, Step},
    figures::{Figures, per_cent},
    prose::{Draft, Sign},
    series::HowFar,
    told::{Course, Standing},
};

/// So many causes are told in words.
const CAUSES_TOLD: usize = 3;

/// What happened, as the rules say it.
pub fn draft(
    books: &Books,
    standing: &Standing,
    course: &Course,
    explanation: Option<&Explanation>,
) -> Draft {
    let figures = Figures::of(books);
    let mut draft = Draft::default();
    what_happened(&mut draft, &figures, standing);
    if let Some(explanation) = explanation.filter(|told| told.gross != 0) {
        insights(&mut draft, books, &figures, explanation);
    }
    impact(&mut draft, &figures, standing, course);
    draft
}

fn what_happened(draft: &mut Draft, figures: &Figures, standing: &Standing) {
    let name = standing.name;
    let period = standing.period.to_string();
    draft.fact("period", "the period that is told", period, Sign::None);
    let sign = Sign::of(standing.change().unwrap_or_default());
    draft.fact("current", format!("{name} in the period"), figures.money(standing.current), sign);
    let (Some(comparison), Some(previous), Some(change)) =
        (standing.comparison, standing.previous, standing.change())
    else {
        draft.say(&format!("{name} stood at {{current}} in {{period}}; the books hold no other period to hold it against."));
        return;
    };
    draft.fact("baseline", "what it is held against", comparison.words(), Sign::None);
    draft.fact("previous", format!("{name} there"), figures.money(previous), Sign::None);
    if change == 0 {
        draft.say(&format!("{name} stood at {{current}} in {{period}}, as in {{baseline}}."));
    } else {
        let moved =
            format!("{} by {}", if 0 < change { "rose" } else { "fell" }, figures.size(change));
        draft.fact("change", format!("how {name} moved, verb included"), moved, sign);
        match standing.growth() {
            Some(growth) => {
                draft.fact("percent", "the same, of what it was", per_cent(growth.abs()), sign);
                draft.say(&format!("{name} {{change}} ({{percent}}) to {{current}} in {{period}}, against {{previous}} in {{baseline}}."));
            }
            None => draft.say(&format!("{name} {{change}} to {{current}} in {{period}}, against {{previous}} in {{baseline}}.")),
        }
    }
    if let Some(day) = comparison.until {
        draft.fact("until", "the last day that the books tell of", day.to_string(), Sign::None);
        draft.say("The period is told up to {until} only; what the baseline has behind that day is told apart.");
        if let Some((moved, _)) = standing.moved_so_far() {
            draft.fact(
                "soFar",
                "how it moved against the same days of the baseline",
                figures.change(moved),
                Sign::of(moved),
            );
            draft.say("Against the same days before it is {soFar}.");
        }
    }
}

fn insights(draft: &mut Draft, books: &Books, figures: &Figures, explanation: &Explanation) {
    let told = explanation.causes.iter().filter(|cause| cause.kind != Kind::Rest);
    for (at, cause) in told.take(CAUSES_TOLD).enumerate() {
        let (name, amount, share) = (
            format!("cause{}", letter(at)),
            format!("amount{}", letter(at)),
            format!("share{}", letter(at)),
        );
        if is_private(books, cause) {
            draft.private(&name, "the name of a cause", &cause.label);
        } else {
            draft.fact(&name, "the name of a cause", &cause.label, Sign::None);
        }
        draft.fact(
            &amount,
            "what that cause adds to the change",
            figures.change(cause.amount),
            Sign::of(cause.amount),
        );
        draft.fact(&share, "its part of all that moved", per_cent(cause.share), Sign::None);
        let how = match cause.kind {
            Kind::New => "is new",
            Kind::Lost => "is no longer there",
            Kind::Price => "cost more or less than before",
            Kind::ExchangeRate => "were converted at another rate",
            Kind::Unfinished
            | Kind::Calendar
            | Kind::Duplicate
            | Kind::Reclassified
            | Kind::Timing
            | Kind::Missing
            | Kind::OneOff
            | Kind::Changed
            | Kind::Rest => "",
        };
        let lead = if at == 0 { "The largest part of what moved" } else { "Then comes" };
        let is = if at == 0 { " is" } else { "" };
        let how = if how.is_empty() { String::new() } else { format!(", which {how}") };
        draft.say(&format!("{lead}{is} {{{name}}} ({{{amount}}}, {{{share}}}){how}."));
    }
    let rest = explanation.causes.iter().find(|cause| cause.kind == Kind::Rest);
    if let Some(rest) = rest.filter(|rest| rest.amount != 0) {
        draft.fact(
            "rest",
            "everything else together",
            figures.change(rest.amount),
            Sign::of(rest.amount),
        );
        draft.say("Everything else together makes {rest}.");
    }
    if let Some(parts) = explanation.price_volume.filter(|parts| parts.price != 0) {
        draft.fact("price", "what prices made", figures.change(parts.price), Sign::of(parts.price));
        draft.fact(
            "volume",
            "what quantities made",
            figures.change(parts.volume + parts.mix + parts.new + parts.lost),
            Sign::None,
        );
        draft.say("Of what is sold by the piece, prices made {price} and quantities {volume}.");
    }
}

fn impact(draft: &mut Draft, figures: &Figures, standing: &Standing, course: &Course) {
    // What is to be expected of a whole period says nothing of a part.
    let is_whole = standing.so_far.is_none();
    if let Some(expected) = course.expected.filter(|_| is_whole) {
        draft.fact(
            "expected",
            format!("what was to be expected: {}", expected.from),
            figures.money(expected.value),
            Sign::None,
        );
        draft.fact(
            "usual",
            "how far from that it lies in the middle of all periods",
            figures.size(expected.usual),
            Sign::None,
        );
        draft.say(match expected.how_far {
            HowFar::Usual => "That is within what is usual: {expected} was to be expected, and the middle distance from it is {usual}.",
            HowFar::Further => "That is further than usual from the {expected} that was to be expected; the middle distance is {usual}.",
            HowFar::Unusual => "That is unusual: {expected} was to be expected, and the middle distance from it is {usual}.",
        });
    }
    if let Some(trend) = course.trend.filter(|trend| *trend != 0) {
        draft.fact(
            "trend",
            "the usual change from a period to the next, of late",
            figures.change(trend),
            Sign::of(trend),
        );
        draft.say("Its trend is {trend} from a period to the next.");
    }
    if let Some(planned) = standing.planned {
        draft.fact("planned", "what was planned", figures.money(planned), Sign::None);
        draft.say("The plan for the period was {planned}.");
    }
}

/// `A`, `B`, `C`: handles have no digits, which a wording may not have either.
pub(crate) fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at % 26).unwrap_or_default())
}

/// Whether a cause names somebody whom the business deals with, or what was written about it: no model is told.
pub fn is_private(books: &Books, cause: &Cause) -> bool {
    const PRIVATE: [Role; 4] =
        [Role::Counterparty, Role::Description, Role::Label, Role::Department];
    let is_event = matches!(
        cause.kind,
        Kind::Duplicate | Kind::Timing | Kind::Missing | Kind::OneOff | Kind::Reclassified
    );
    let named = |step: &Step| {
        let column = books.dimensions.iter().find(|column| column.name == step.dimension);
        column.is_some_and(|column| PRIVATE.contains(&column.role))
            || step.value.contains(':')
            || step.dimension == "account" && books.accounts_are_words
    };
    let is_in_parts =
        cause.parts.iter().any(|part| cause.label.contains(&part.label) && is_private(books, part));
    is_event
        || cause.path.iter().any(named)
        || is_in_parts
        || cause.path.is_empty() && (cause.label.contains(':') || books.accounts_are_words)
}
