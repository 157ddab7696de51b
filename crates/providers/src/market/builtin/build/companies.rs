//! One company's statements from two sources: what filings said stands, a third party's rows fill the rest.

use std::collections::{BTreeMap, BTreeSet};

use finance::{
    Basis, Company, Currency, DatedShares, Figure, FiscalPeriod, Input, Item, LineItem, Listing,
    Quarter, Rule, Span, Statement, StatementKind, Symbol,
    amount::{self, AMOUNT_LIMIT},
    figure::InputPeriod,
    statement::Quantity,
};
use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    by_symbol,
    calendar::calendar,
    checks,
    inputs::{ProfileRow, Sources, StatementRow},
    report::{BuildReport, Topic},
    revenue, same_end, splits,
    tables::Tables,
};
use crate::market::{
    builtin::Names,
    edgar::{self, Calendar, CompanyFacts},
};

/// What goes into the file of one company.
#[derive(Debug)]
pub(super) struct BuiltCompany {
    pub(super) company: Company,
    pub(super) currency: Currency,
    pub(super) statements: Vec<Statement>,
}

type Key = (StatementKind, FiscalPeriod);
type Statements = BTreeMap<Key, Statement>;

/// All companies with statements.
pub(super) fn companies(
    sources: &Sources,
    tables: &Tables,
    names: &Names,
    report: &mut BuildReport,
) -> BTreeMap<Symbol, BuiltCompany> {
    let listings: BTreeMap<&Symbol, &Listing> =
        names.listings.iter().map(|listing| (&listing.symbol, listing)).collect();
    refuse_strangers(sources, &listings, report);
    let profiles = by_symbol(&sources.profiles, |row| &row.symbol);
    let annual = by_symbol(&sources.annual, |row| &row.symbol);
    let quarterly = by_symbol(&sources.quarterly, |row| &row.symbol);
    let of_facts = sources.facts_symbols.iter().map(|(symbol, _)| symbol);
    let symbols: BTreeSet<&Symbol> = annual.keys().chain(of_facts).collect();
    let mut built = BTreeMap::new();
    for symbol in symbols {
        let Some(listing) = listings.get(symbol).copied() else {
            report.say(
                Topic::Refused,
                format!("{symbol}: statements of a company that is not listed"),
            );
            continue;
        };
        let profile = profiles.get(symbol).and_then(|rows| rows.first().copied());
        let material = Material {
            symbol,
            facts: listing.cik.and_then(|cik| sources.facts.get(&cik)),
            annual: annual.get(symbol).map_or(&[][..], Vec::as_slice),
            quarterly: quarterly.get(symbol).map_or(&[][..], Vec::as_slice),
        };
        if let Some((currency, statements)) = material.statements(tables, report) {
            let mut company = company(listing, profile, tables);
            company.shares =
                profile.and_then(|row| dated_shares(listing, row, &statements, tables));
            built.insert(symbol.clone(), BuiltCompany { company, currency, statements });
        }
    }
    built
}

/// Lists the inputs whose registrant is not the listing's.
fn refuse_strangers(
    sources: &Sources,
    listings: &BTreeMap<&Symbol, &Listing>,
    report: &mut BuildReport,
) {
    let profiles = sources.profiles.iter().map(|row| ("profile", &row.symbol, row.cik.clone()));
    let facts = sources
        .facts_symbols
        .iter()
        .map(|(symbol, cik)| ("company facts", symbol, cik.to_string()));
    for (what, symbol, cik) in profiles.chain(facts) {
        let listed = listings.get(symbol).and_then(|listing| listing.cik);
        if cik.parse().ok() != listed {
            let listed = listed.map_or("none".to_owned(), |cik| cik.to_string());
            report.say(
                Topic::Refused,
                format!("{symbol}: {what} of registrant {cik}, where the listing's is {listed}"),
            );
        }
    }
}

/// The company, with what a profile of the same registrant adds.
fn company(listing: &Listing, profile: Option<&ProfileRow>, tables: &Tables) -> Company {
    let own =
        profile.filter(|row| row.cik.parse().ok().is_some_and(|cik| listing.cik == Some(cik)));
    let text = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Company {
        listing: listing.clone(),
        sector: own.and_then(|row| tables.sectors.get(&row.sic_description).cloned()),
        industry: own.and_then(|row| text(&row.sic_description)),
        headquarters: own.and_then(|row| text(&row.headquarters)),
        founded: own.and_then(|row| text(&row.founded)),
        shares: None,
    }
}

/// The shares outstanding that a profile of the same registrant gives, in today's shares.
///
/// A profile may count one class of several or an old year's shares: only a number near the one that profit
/// per share implies is taken.
fn dated_shares(
    listing: &Listing,
    row: &ProfileRow,
    statements: &[Statement],
    tables: &Tables,
) -> Option<DatedShares> {
    let own = row.cik.parse().ok().is_some_and(|cik| listing.cik == Some(cik));
    let shares = amount::read(&row.shares_outstanding).ok().filter(|_| own)?;
    let date: Date = row.shares_date.parse().ok()?;
    let splits = tables.splits.get(&listing.symbol).map_or(&[][..], Vec::as_slice);
    let mut later = splits.iter().filter(|split| date < split.date);
    let shares = later.try_fold(shares, |shares, split| {
        shares.checked_mul(split.new_shares.into())?.checked_div(split.old_shares.into())
    })?;
    let year = statements.iter().rev().find(|one| {
        one.kind == StatementKind::Income && matches!(one.period, FiscalPeriod::Year(_))
    })?;
    let value = |item| year.figures.get(&item).map(|figure| figure.value);
    let implied = value(LineItem::NetIncome)
        .zip(value(LineItem::EpsDiluted))
        .and_then(|(profit, eps)| profit.checked_div(eps));
    let average = value(LineItem::SharesDiluted).or(implied)?.abs();
    let near = average * Decimal::new(65, 2) <= shares && shares <= average * Decimal::TWO;
    let shares = shares.round_dp(0).to_u64().filter(|_| near)?;
    Some(DatedShares { shares, date })
}

/// What the sources have of one company.
pub(super) struct Material<'a> {
    pub(super) symbol: &'a Symbol,
    pub(super) facts: Option<&'a CompanyFacts>,
    pub(super) annual: &'a [&'a StatementRow],
    pub(super) quarterly: &'a [&'a StatementRow],
}

impl Material<'_> {
    /// The currency and the statements, put right.
    pub(super) fn statements(
        &self,
        tables: &Tables,
        report: &mut BuildReport,
    ) -> Option<(Currency, Vec<Statement>)> {
        let symbol = self.symbol;
        let naming = tables.year_names.get(symbol).copied().unwrap_or_default();
        let reported = self.facts.and_then(|facts| edgar::statements(facts, naming));
        let reviewed = tables.currencies.get(symbol).copied();
        let currency = reported.as_ref().map(|reported| reported.currency).or(reviewed);
        let Some(currency) = currency else {
            report.say(
                Topic::Refused,
                format!("{symbol}: nobody says what its figures are counted in"),
            );
            return None;
        };
        let own = self
            .facts
            .map(|facts| Calendar::of(facts, naming))
            .filter(|own| !own.years().is_empty());
        let years = calendar(symbol, self.annual, own.as_ref(), naming, report);
        let mut all: Statements = Statements::new();
        for statement in reported.into_iter().flat_map(|reported| reported.statements) {
            all.insert((statement.kind, statement.period), statement);
        }
        if reviewed == Some(currency) {
            let rows = self.third_party(&years, currency, tables, &all, report);
            fill(symbol, &mut all, rows, report);
            derive_fourth_quarters(&mut all);
        } else if !self.annual.is_empty() {
            let remark = format!(
                "{symbol}: third-party rows, in another currency than the filings' {currency}"
            );
            report.say(Topic::Refused, remark);
        }
        let mut statements: Vec<Statement> = all.into_values().collect();
        if let Some(note) = tables.receipts.get(symbol) {
            statements.iter_mut().for_each(drop_per_share);
            report.say(Topic::SetAside, format!("{symbol}: {note}"));
        }
        for statement in &mut statements {
            statement.notes.extend(tables.currency_notes.get(symbol).cloned());
            checks::mark_identities(symbol, statement, report);
            add_gross_profit(statement);
        }
        let known = tables.splits.get(symbol).map_or(&[][..], Vec::as_slice);
        splits::restate(&mut statements, known);
        checks::drop_broken_dividends(symbol, &mut statements, report);
        checks::drop_misscaled_shares(symbol, &mut statements, report);
        checks::count_quarters(&statements, report);
        checks::list_jumps(symbol, &statements, report);
        if statements.is_empty() {
            report.say(Topic::Refused, format!("{symbol}: no statement could be read"));
            return None;
        }
        Some((currency, statements))
    }

    /// The third party's rows as statements, without what cannot be right.
    fn third_party(
        &self,
        years: &Calendar,
        currency: Currency,
        tables: &Tables,
        filed: &Statements,
        report: &mut BuildReport,
    ) -> Vec<Statement> {
        let symbol = self.symbol;
        let knows = |item| filed.values().any(|statement| statement.figures.contains_key(&item));
        let partial = if tables.total_revenue.contains(symbol) || knows(LineItem::Revenue) {
            BTreeSet::new()
        } else {
            revenue::partial(self.annual)
        };
        let mut statements = Vec::new();
        let mut doubtful_from = None;
        for (index, row) in self.annual.iter().enumerate() {
            let Some(year) = years.years().iter().find(|year| year.span.end == row.period_end)
            else {
                continue;
            };
            let mut values = row.values.clone();
            self.compare(&values, FiscalPeriod::Year(year.name), filed, report);
            let known = tables.partial_since.get(symbol).is_some_and(|since| *since <= year.name);
            let known = known && !knows(LineItem::Revenue);
            if (known || partial.contains(&index)) && values.remove(&LineItem::Revenue).is_some() {
                values.remove(&LineItem::GrossProfit);
                doubtful_from = Some(row.period_end);
                let remark = format!("{symbol}: revenue of FY{}, a part of the total", year.name);
                report.say(Topic::SetAside, remark);
            }
            let period = FiscalPeriod::Year(year.name);
            self.drop_doubtful(&mut values, period, filed, report);
            statements.extend(split_up(&values, period, year.span, currency));
        }
        let revenue_is_filed = knows(LineItem::Revenue);
        let latest_is_doubtful = doubtful_from.is_some()
            && doubtful_from == self.annual.last().map(|row| row.period_end);
        let befores = std::iter::once(None).chain(self.quarterly.iter().map(|row| Some(*row)));
        for (row, before) in self.quarterly.iter().zip(befores) {
            let Some(period) = years.quarter_ending(row.period_end) else { continue };
            let mut values = row.values.clone();
            // One line of revenue for years and quarters: the filings' where they have it, else the third
            // party's where its years were taken.
            if revenue_is_filed || latest_is_doubtful {
                values.remove(&LineItem::Revenue);
            }
            let year = years.year_of(row.period_end);
            let start = year.and_then(|year| quarter_start(year.span, before, row.period_end));
            let span = Span { start, end: row.period_end };
            statements.extend(split_up(&values, period, span, currency));
        }
        statements
    }

    /// Compares a third party's year with the filings'.
    fn compare(
        &self,
        values: &BTreeMap<LineItem, Decimal>,
        period: FiscalPeriod,
        filed: &Statements,
        report: &mut BuildReport,
    ) {
        for (item, theirs) in values {
            let statement = filed.get(&(item.row().statement, period));
            let Some(ours) = statement.and_then(|statement| statement.figures.get(item)) else {
                continue;
            };
            let earlier: Vec<Decimal> = ours.restated.iter().map(|before| before.value).collect();
            let comparison = report.filings_against_third_party.entry(*item).or_default();
            comparison.add(&format!("{} {period}", self.symbol), ours.value, *theirs, &earlier);
        }
    }

    /// Takes out figures that contradict the ones beside them.
    fn drop_doubtful(
        &self,
        values: &mut BTreeMap<LineItem, Decimal>,
        period: FiscalPeriod,
        filed: &Statements,
        report: &mut BuildReport,
    ) {
        let symbol = self.symbol;
        let filed_revenue = filed
            .get(&(StatementKind::Income, period))
            .and_then(|statement| statement.figures.get(&LineItem::Revenue));
        let theirs = values.get(&LineItem::Revenue);
        if let (Some(ours), Some(theirs)) = (filed_revenue, theirs)
            && (ours.value - theirs).abs() * Decimal::from(200) > ours.value.abs()
            && values.remove(&LineItem::GrossProfit).is_some()
        {
            let remark =
                format!("{symbol}: gross profit of {period}, computed from a part of revenue");
            report.say(Topic::SetAside, remark);
        }
        let value = |item| values.get(&item).copied();
        let (profit, eps) = (value(LineItem::NetIncome), value(LineItem::EpsDiluted));
        if let (Some(profit), Some(eps), Some(shares)) =
            (profit, eps, value(LineItem::SharesDiluted))
        {
            let known = Decimal::new(10, 2) <= eps.abs() && Decimal::ZERO < shares;
            let implied = if known { profit.checked_div(eps) } else { None };
            let off = implied.is_some_and(|implied| {
                let implied = implied.abs();
                shares * Decimal::from(3) < implied || implied * Decimal::from(3) < shares
            });
            if off {
                values.remove(&LineItem::SharesDiluted);
                let remark = format!(
                    "{symbol}: diluted shares of {period}, {shares}, do not fit net income and EPS"
                );
                report.say(Topic::SetAside, remark);
            }
        }
    }
}

/// The first day of a quarter that a third party names by its last day: the day after the quarter before.
fn quarter_start(year: Span, before: Option<&StatementRow>, end: Date) -> Option<Date> {
    let first = |span: &Span| span.is_quarter();
    let opens = year.start.map(|start| Span::over(start, end)).filter(first);
    let follows = before.and_then(|row| Some(Span::over(row.period_end.tomorrow().ok()?, end)));
    opens.or(follows.filter(first)).and_then(|span| span.start)
}

/// A row as statements, one a kind.
fn split_up(
    values: &BTreeMap<LineItem, Decimal>,
    period: FiscalPeriod,
    span: Span,
    currency: Currency,
) -> Vec<Statement> {
    let statement = |kind: StatementKind| {
        let of_kind = values.iter().filter(|(item, value)| {
            item.row().statement == kind && value.abs() < Decimal::from(AMOUNT_LIMIT)
        });
        let figure = |(item, value): (&LineItem, &Decimal)| {
            let unit = item.unit(currency);
            (
                *item,
                Figure { value: *value, unit, basis: Basis::Normalised, restated: Box::default() },
            )
        };
        let figures: BTreeMap<_, _> = of_kind.map(figure).collect();
        Statement { kind, period, span, currency, figures, notes: Vec::new() }
    };
    let all = StatementKind::ALL.into_iter().map(statement);
    all.filter(|statement| !statement.figures.is_empty()).collect()
}

/// Fourth quarters that their maker computed: the year less its three other quarters, where these give the
/// same. Amounts per share are not differences of each other.
fn derive_fourth_quarters(all: &mut Statements) {
    let keys: Vec<Key> = all.keys().copied().collect();
    for key @ (kind, period) in keys {
        let FiscalPeriod::Quarter(year, Quarter::Q4) = period else { continue };
        let Some(mut statement) = all.remove(&key) else { continue };
        for (item, figure) in statement.figures.iter_mut().filter(|(item, _)| item.is_flow()) {
            let input = |period: FiscalPeriod| {
                let one = all.get(&(kind, period))?;
                let figure = one.figures.get(item)?.clone();
                let period = InputPeriod::Fiscal(period);
                Some(Input { item: Item::Line(*item), period, span: one.span, figure })
            };
            let quarters = [Quarter::Q1, Quarter::Q2, Quarter::Q3];
            let parts = quarters.map(|quarter| FiscalPeriod::Quarter(year, quarter));
            let inputs = std::iter::once(FiscalPeriod::Year(year)).chain(parts).map(input);
            let inputs: Option<_> = inputs.collect();
            let derived = inputs.and_then(|inputs| Figure::derive(Rule::Difference, inputs));
            if let Some(derived) = derived.filter(|derived| derived.value == figure.value)
                && figure.basis == Basis::Normalised
            {
                *figure = derived;
            }
        }
        all.insert(key, statement);
    }
}

/// Adds what the filings left out.
fn fill(symbol: &Symbol, all: &mut Statements, rows: Vec<Statement>, report: &mut BuildReport) {
    for row in rows {
        let key = (row.kind, row.period);
        let Some(known) = all.get_mut(&key) else {
            all.insert(key, row);
            continue;
        };
        if !same_end(known.span.end, row.span.end) {
            let (period, end) = (row.period, row.span.end);
            report.say(
                Topic::SetAside,
                format!(
                    "{symbol}: {period} ends on {} in filings and on {end} in third-party rows",
                    known.span.end
                ),
            );
            continue;
        }
        for (item, figure) in row.figures {
            known.figures.entry(item).or_insert(figure);
        }
    }
}

/// Takes out what is counted in shares that are not the listing's.
fn drop_per_share(statement: &mut Statement) {
    statement.figures.retain(|item, _| match item.row().quantity {
        Quantity::Flow | Quantity::Balance => true,
        Quantity::PerShare | Quantity::Shares => false,
    });
}

/// Gross profit as revenue less its cost, where a company does not print it.
fn add_gross_profit(statement: &mut Statement) {
    let input = |item: LineItem| {
        let figure = statement.figures.get(&item)?.clone();
        let period = InputPeriod::Fiscal(statement.period);
        Some(Input { item: Item::Line(item), period, span: statement.span, figure })
    };
    let inputs = [input(LineItem::Revenue), input(LineItem::CostOfRevenue)];
    let inputs: Option<_> = inputs.into_iter().collect();
    if let Some(derived) = inputs.and_then(|inputs| Figure::derive(Rule::Difference, inputs)) {
        statement.figures.entry(LineItem::GrossProfit).or_insert(derived);
    }
}
