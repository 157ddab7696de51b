//! What others say of a company: what analysts expect, who is thought comparable, what was written lately.

use finance::{
    FiscalPeriod, Item, LineItem, Sourced, Span, Unit,
    facts::{Aspect, FactId, FactPeriod, Source, What},
    format,
    market::{Estimate, Expected, News},
    period::days_between,
    ratio::PriceAt,
    statement::CompanyFigures,
};
use jiff::ToSpan as _;
use rust_decimal::Decimal;

use crate::{
    answer::{
        document::{Block, Cell, Row},
        markdown,
    },
    compose::Composer,
    fetch::Extras,
    narrate::Writer,
};

/// How many coming years are shown.
const YEARS_MAX: usize = 4;
/// How many peers and pieces of news are.
const PEERS_MAX: usize = 8;
const NEWS_MAX: usize = 5;
/// So much of a title is shown.
const TITLE_CHARS_MAX: usize = 160;
/// How many days a year has, for naming those to come.
const YEAR_DAYS: i32 = 365;

/// The sections, each where anything is known.
pub(super) fn compose(composer: &mut Composer<'_>, known: &CompanyFigures, extras: Extras) {
    composer.gaps.extend(extras.gaps);
    if let Some(estimates) = &extras.estimates {
        expected(composer, known, estimates);
    }
    if let Some(peers) = &extras.peers {
        let names = peers.value.iter().take(PEERS_MAX);
        let names = names.map(|peer| format!("{} ({})", outside(&peer.name), peer.symbol));
        let names = names.collect::<Vec<_>>().join(", ");
        composer.quoted.extend(peers.value.iter().map(|peer| peer.name.clone()));
        composer.heading(2, "Peers");
        composer.paragraph(format!("Thought comparable by {}: {names}.", peers.provider));
    }
    if let Some(news) = &extras.news {
        written(composer, news);
    }
}

/// What analysts expect of the years to come.
fn expected(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    estimates: &Sourced<Vec<Estimate>>,
) {
    let (Some(year), Some(currency)) = (known.latest_year(), known.currency()) else { return };
    let Some(end) = known.span(year).map(|span| span.end) else { return };
    let coming = estimates.value.iter().filter(|one| end < one.end);
    let coming: Vec<(FiscalPeriod, &Estimate)> = coming
        .take(YEARS_MAX)
        .filter_map(|one| {
            let years = (days_between(end, one.end) + YEAR_DAYS / 2) / YEAR_DAYS;
            let years = i16::try_from(years).ok()?;
            Some((FiscalPeriod::Year(year.year().checked_add(years)?), one))
        })
        .collect();
    let source = Source {
        provider: estimates.provider,
        filing: None,
        url: estimates.url.clone(),
        as_of: estimates.as_of,
        checked: false,
        note: Some("expected by analysts"),
    };
    let symbol = known.company.listing.symbol.clone();
    let mut enter = |item: LineItem, period: FiscalPeriod, one: &Estimate, value: Decimal| {
        let start = one.end.checked_sub(1.year()).and_then(jiff::civil::Date::tomorrow).ok();
        let span = Span { start, end: one.end };
        let what = What { item: Item::Line(item), aspect: Aspect::Expected };
        let unit: Unit = item.unit(currency);
        let how = source.clone().into();
        composer
            .facts
            .enter(&symbol, (what, FactPeriod::Fiscal(period, span)), (value, unit), how)
            .ok()
    };
    let mut rows: Vec<(LineItem, Vec<Option<FactId>>)> = Vec::new();
    for (item, of) in [
        (LineItem::Revenue, (|one| one.revenue) as fn(&Estimate) -> Expected),
        (LineItem::EpsDiluted, |one| one.eps),
    ] {
        let cells = coming.iter().map(|(period, one)| enter(item, *period, one, of(one).average?));
        rows.push((item, cells.collect()));
    }
    let writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let cell = |id: &Option<FactId>| match id {
        Some(id) => writer.cell_of(*id),
        None => Cell::plain(format::MISSING),
    };
    let rows = rows.iter().map(|(item, cells)| Row {
        label: format!("{}, expected", item.row().label),
        cells: cells.iter().map(cell).collect(),
    });
    let rows: Vec<Row> = rows.collect();
    let head = std::iter::once("Mean of analysts".to_owned())
        .chain(coming.iter().map(|(period, _)| period.to_string()));
    if rows.iter().any(|row| row.cells.iter().any(|cell| cell.fact.is_some())) {
        composer.heading(2, "What analysts expect");
        composer.table(head.collect(), rows);
    }
}

/// Titles, as others worded them: nothing in them is held for true, and no model ever reads them.
fn written(composer: &mut Composer<'_>, news: &Sourced<Vec<News>>) {
    let lines = news.value.iter().take(NEWS_MAX).map(|one| {
        let title: String = one.title.chars().take(TITLE_CHARS_MAX).collect();
        let publisher = outside(&one.publisher);
        let address = url(&one.url).map_or(String::new(), |url| format!(": <{url}>"));
        format!("“{}”, {publisher}, {}{address}", outside(&title), format::day(one.published))
    });
    let lines: Vec<String> = lines.collect();
    composer.quoted.extend(
        news.value
            .iter()
            .map(|one| outside(&one.title.chars().take(TITLE_CHARS_MAX).collect::<String>())),
    );
    composer.quoted.extend(news.value.iter().map(|one| outside(&one.publisher)));
    if !lines.is_empty() {
        composer.heading(2, "News");
        composer.add(Block::List(lines));
    }
}

/// Words from outside: on one line, without signs that move a cursor, turn a line or are read as markup.
fn outside(text: &str) -> String {
    markdown::plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// An address that can stand between angle brackets; nothing else is shown as one.
fn url(text: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '\\');
    let web = text.starts_with("https://") || text.starts_with("http://");
    (web && text.len() < 400 && text.chars().all(plain)).then_some(text)
}
