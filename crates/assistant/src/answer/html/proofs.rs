//! The proofs at the foot of the page: where each figure stands, or what it follows from.

use finance::{
    Filing,
    facts::{Fact, FactId, FactPeriod, How, Source},
    figure::UNCHECKED,
    format,
};
use maud::{Markup, html};

use super::{
    figures::{Figures, exact, title},
    outside,
};

/// All facts that the page leads to; nothing where there are none.
pub(super) fn section(figures: &Figures<'_>) -> Option<Markup> {
    let facts = figures.proofs();
    (!facts.is_empty()).then(|| {
        html! {
            section.card #proofs aria-labelledby="proofs-h" {
                h2 #proofs-h { "Proofs" }
                p.muted {
                    "Every figure above leads here: to the source where it stands, or to the figures that it follows from. "
                    "No value is rounded for reading."
                }
                ul.proofs { @for fact in facts { (proof(figures, fact)) } }
            }
        }
    })
}

fn proof(figures: &Figures<'_>, fact: &Fact) -> Markup {
    html! {
        li #(fact.id) {
            p.fact {
                a.id href={ "#" (fact.id) } { (fact.id) }
                b { (fact.what) }
                span.muted { (fact.entity) " · " (days(fact.period)) }
                data.exact value=(fact.value) { (exact(fact)) }
            }
            @match &fact.how {
                How::Cell(source, restated) => {
                    p.how { (stands_in(source)) }
                    @for before in restated {
                        p.how {
                            "Earlier: "
                            (exact(&Fact { value: before.value, ..fact.clone() }))
                            " in " (filed(&before.filing, &address(figures, fact, &before.filing)))
                        }
                    }
                }
                How::Derived { formula, inputs } => {
                    p.how { "= " (formula) }
                    @if !inputs.is_empty() {
                        p.how { "from " @for input in inputs { (self::input(figures, *input)) " " } }
                    }
                }
            }
        }
    }
}

fn input(figures: &Figures<'_>, id: FactId) -> Markup {
    html! {
        @if let Some(fact) = figures.answer.facts.fact(id) {
            a.input href={ "#" (id) } title=(title(fact)) { span.id { (id) } " " (exact(fact)) }
        }
    }
}

fn stands_in(source: &Source) -> Markup {
    let page = outside(&source.url, "");
    html! {
        (source.provider) " · "
        @match (&source.filing, page) {
            (Some(filing), _) => { (filed(filing, &source.url)) " · " }
            (None, Some(page)) => { (page) " · " }
            (None, None) => {}
        }
        "as of " (format::day(source.as_of))
        @if source.checked { " · checked: seen in the filing" }
        @match source.note {
            Some(UNCHECKED) => { " · " span.note { (UNCHECKED) } }
            Some(note) => { " · " (note) }
            None => @if !source.checked { " · " span.note { "not checked" } }
        }
    }
}

/// A filing, its number leading to it where it can be opened.
fn filed(filing: &Filing, url: &str) -> Markup {
    let number = filing.accession.to_string();
    html! {
        (filing.form) " filed " (format::day(filing.filed)) ", "
        @match outside(url, &number) {
            Some(link) => (link),
            None => (number),
        }
    }
}

/// Where a filing of the fact's company stands; empty where the registrant is unknown.
fn address(figures: &Figures<'_>, fact: &Fact, filing: &Filing) -> String {
    let company = figures.answer.companies.iter().find(|one| one.symbol == fact.entity);
    company.and_then(|one| one.cik).map_or(String::new(), |cik| filing.url(cik))
}

/// The name of a period; of a day, the day as people write it.
pub(super) fn period(period: FactPeriod) -> String {
    match period {
        FactPeriod::Day(day) => format::day(day),
        FactPeriod::Days(from, to) => format!("{} to {}", format::day(from), format::day(to)),
        FactPeriod::Fiscal(..) | FactPeriod::YearToDate(..) | FactPeriod::FromTo(..) => {
            period.to_string()
        }
    }
}

/// The name of a period and its days.
fn days(period: FactPeriod) -> String {
    let name = self::period(period);
    match (period, period.days()) {
        (FactPeriod::Day(_) | FactPeriod::Days(..), _) | (_, (_, None)) => name,
        (_, (Some(start), Some(end))) => {
            format!("{name} · {} – {}", format::day(start), format::day(end))
        }
        (_, (None, Some(end))) => format!("{name} · {}", format::day(end)),
    }
}
