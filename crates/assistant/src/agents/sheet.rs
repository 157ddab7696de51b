//! The facts as a model is given them: one line each, with a handle, a label, a period and a direction, but for
//! differences without the figure, so that there is nothing to copy.

use finance::facts::{Aspect, Fact, FactId, FactTable};
use finance::format::{Style, in_sentence};

use crate::narrate::{moved, when};

/// At most so many facts are shown at once.
const LINES_MAX: usize = 120;

/// No handle is longer: `{f120.period}`.
const HANDLE_MAX: usize = 24;

/// The lines of these facts.
pub(super) fn sheet(table: &FactTable, facts: &[FactId]) -> String {
    let known = facts.iter().filter_map(|id| table.fact(*id));
    known.take(LINES_MAX).map(line).collect::<Vec<_>>().join("\n")
}

/// `{f12} Revenue of AAPL, FY2024: $391bn`.
fn line(fact: &Fact) -> String {
    let (id, entity, period) = (fact.id, &fact.entity, when(fact.period));
    let item = fact.what.item;
    match fact.what.aspect {
        Aspect::Growth | Aspect::Change => {
            let (direction, label) = (moved(fact.value), in_sentence(item.label()));
            format!("{{{id}}} Size of the change of {label} of {entity}, {period}: it {direction}")
        }
        Aspect::Level
        | Aspect::AtLastClose
        | Aspect::AsReported
        | Aspect::ShareOf(_)
        | Aspect::MultipleOf(_)
        | Aspect::Average
        | Aspect::Sum
        | Aspect::Cagr(_)
        | Aspect::Threshold
        | Aspect::Expected => {
            format!("{{{id}}} {} of {entity}, {period}: {}", fact.what, said(fact))
        }
    }
}

/// The figure that stands for a handle in a sentence. The words of a sentence say the direction of a change, so its
/// size stands without a sign.
pub(super) fn said(fact: &Fact) -> String {
    let value = match fact.what.aspect {
        Aspect::Growth | Aspect::Change => fact.value.abs(),
        Aspect::Level
        | Aspect::AtLastClose
        | Aspect::AsReported
        | Aspect::ShareOf(_)
        | Aspect::MultipleOf(_)
        | Aspect::Average
        | Aspect::Sum
        | Aspect::Cagr(_)
        | Aspect::Threshold
        | Aspect::Expected => fact.value,
    };
    Style::default().prose(value, fact.unit)
}

/// What a handle stands for: `{f12}` for the figure, `{f12.way}` for `rose` or `fell`, `{f12.label}` for the item's name,
/// `{f12.period}` for its period.
fn stands_for(handle: &str, table: &FactTable) -> Option<(String, bool)> {
    let (id, part) = handle.trim().split_once('.').unwrap_or((handle.trim(), ""));
    let fact = table.iter().find(|fact| fact.id.to_string() == id)?;
    match (part, fact.what.aspect) {
        ("", _) => Some((said(fact), true)),
        ("way", Aspect::Growth | Aspect::Change) => Some((moved(fact.value).to_owned(), false)),
        ("label", _) => Some((in_sentence(fact.what.item.label()), false)),
        ("period", _) => Some((when(fact.period), false)),
        _ => None,
    }
}

/// A text with figures in place of its handles.
pub(super) struct Expanded {
    /// The text.
    pub(super) text: String,
    /// The figures that were put in.
    pub(super) figures: Vec<String>,
    /// The handles that nobody gave out.
    pub(super) unknown: Vec<String>,
}

/// Puts figures in place of handles.
pub(super) fn expand(text: &str, table: &FactTable) -> Expanded {
    let (mut expanded, mut figures, mut unknown) = (String::new(), Vec::new(), Vec::new());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        expanded.push_str(before);
        let close = from.find('}').filter(|close| *close < HANDLE_MAX);
        let Some(close) = close else {
            expanded.push('(');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let handle = from.get(1..close).unwrap_or_default();
        if let Some((words, is_figure)) = stands_for(handle, table) {
            expanded.push_str(&words);
            figures.extend(is_figure.then_some(words));
        } else {
            expanded.push_str("an unknown figure");
            unknown.push(handle.to_owned());
        }
        rest = from.get(close + 1..).unwrap_or_default();
    }
    expanded.push_str(rest);
    Expanded { text: expanded, figures, unknown }
}
