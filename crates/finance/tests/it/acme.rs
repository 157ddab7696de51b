//! A company whose figures can be checked by head: fiscal years are calendar years, amounts in millions.

use finance::{
    Basis, Close, Closes, Company, CompanyFigures, Currency, Figure, Filing, FiscalPeriod,
    FormType, Input, Item,
    LineItem::{self, *},
    Listing, Quarter, Rule, Span, Statement, StatementKind, Symbol, Unit, amount,
    figure::InputPeriod,
    ratio::{Computer, PriceAt},
    statement::{Priced, Quantity},
};
use finance::{Undefined, facts::FactTable};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

pub(crate) const THIS_YEAR: &[(LineItem, &str)] = &[
    (Revenue, "161051"),
    (CostOfRevenue, "100000"),
    (GrossProfit, "61051"),
    (ResearchAndDevelopment, "10000"),
    (SellingGeneralAndAdministrative, "15000"),
    (OperatingIncome, "36051"),
    (InterestExpense, "2000"),
    (IncomeBeforeTax, "34000"),
    (IncomeTax, "6800"),
    (NetIncome, "27200"),
    (EpsDiluted, "2.72"),
    (SharesDiluted, "10000"),
    (DividendsPerShare, "0.50"),
    (Cash, "20000"),
    (ShortTermInvestments, "5000"),
    (Receivables, "12000"),
    (Inventory, "8000"),
    (CurrentAssets, "50000"),
    (TotalAssets, "200000"),
    (AccountsPayable, "9000"),
    (CurrentDebt, "3000"),
    (CurrentLiabilities, "25000"),
    (LongTermDebt, "37000"),
    (TotalLiabilities, "99000"),
    (Equity, "101000"),
    (SharesOutstanding, "9800"),
    (CashFromOperations, "40000"),
    (DepreciationAndAmortization, "6000"),
    (StockBasedCompensation, "3000"),
    (CapitalExpenditure, "12000"),
    (ShareRepurchases, "7000"),
    (DividendsPaid, "5000"),
];

const LAST_YEAR: &[(LineItem, &str)] = &[
    (Revenue, "146410"),
    (CostOfRevenue, "92310"),
    (GrossProfit, "54100"),
    (OperatingIncome, "30500"),
    (NetIncome, "25600"),
    (EpsDiluted, "2.50"),
    (Receivables, "8400"),
    (Inventory, "12200"),
    (TotalAssets, "180000"),
    (AccountsPayable, "7000"),
    (Equity, "91000"),
    (CashFromOperations, "32500"),
];

/// Revenue, net income and cash from operations of three quarters of FY2024 and one of FY2023.
const QUARTERS: [(FiscalPeriod, [&str; 3]); 4] = [
    (FiscalPeriod::Quarter(2023, Quarter::Q4), ["38000", "6900", "8800"]),
    (FiscalPeriod::Quarter(2024, Quarter::Q1), ["37100", "6300", "9100"]),
    (FiscalPeriod::Quarter(2024, Quarter::Q2), ["39200", "6450", "9900"]),
    (FiscalPeriod::Quarter(2024, Quarter::Q3), ["41300", "-1520", "10700"]),
];

pub(crate) fn symbol() -> Symbol {
    "ACME".parse().unwrap()
}

pub(crate) fn filing() -> Filing {
    Filing {
        accession: "0000000007-25-000011".parse().unwrap(),
        form: FormType::new("10-K"),
        filed: date(2025, 2, 7),
    }
}

pub(crate) fn span(period: FiscalPeriod) -> Span {
    let month = |number: u8| i8::try_from(number).unwrap();
    match period {
        FiscalPeriod::Year(year) | FiscalPeriod::Trailing(year, _) => {
            Span::over(date(year, 1, 1), date(year, 12, 31))
        }
        FiscalPeriod::Quarter(year, quarter) => {
            let last = month(quarter.number() * 3);
            Span::over(date(year, last - 2, 1), date(year, last, 1).last_of_month())
        }
    }
}

/// A filed figure, in millions unless it is per share.
pub(crate) fn figure(item: LineItem, value: &str, currency: Currency) -> Figure {
    let million = Decimal::from(1_000_000);
    let value = amount::read(value).unwrap();
    let (value, unit) = match item.row().quantity {
        Quantity::PerShare => (value, Unit::PerShare(currency)),
        Quantity::Shares => (value * million, Unit::Shares),
        Quantity::Flow | Quantity::Balance => (value * million, Unit::Money(currency)),
    };
    Figure { value, unit, basis: Basis::Filed(filing().into()), restated: Box::default() }
}

pub(crate) fn input(item: LineItem, period: FiscalPeriod, figure: Figure) -> Input {
    let (item, span) = (Item::Line(item), span(period));
    Input { item, period: InputPeriod::Fiscal(period), span, figure }
}

/// Adds figures of one period, each to the statement that it stands on.
pub(crate) fn add(
    known: &mut CompanyFigures,
    period: FiscalPeriod,
    currency: Currency,
    figures: impl IntoIterator<Item = (LineItem, Figure)>,
) {
    for (item, figure) in figures {
        let kind = item.row().statement;
        let whole = span(period);
        let span = if kind == StatementKind::Balance { Span::at(whole.end) } else { whole };
        let figures = [(item, figure)].into();
        known.add(Statement { kind, period, span, currency, figures, notes: Vec::new() });
    }
}

pub(crate) fn nothing_known() -> CompanyFigures {
    let listing = Listing {
        symbol: symbol(),
        name: "Acme Inc.".to_owned(),
        cik: "7".parse().ok(),
        exchange: "NYSE".to_owned(),
        also: Vec::new(),
        industry: String::new(),
        rank: 0,
    };
    let company = Company {
        listing,
        sector: None,
        industry: None,
        headquarters: None,
        founded: None,
        shares: None,
    };
    CompanyFigures::new(company, "builtin", date(2025, 2, 14))
}

pub(crate) fn closes(currency: Currency, days: &[(Date, i64)]) -> Priced {
    let close = |(date, price): &(Date, i64)| Close { date: *date, price: (*price).into() };
    let days = days.iter().map(close).collect();
    let closes = Closes { currency, days, jumps: Vec::new() };
    Priced {
        closes,
        provider: "builtin",
        url: "https://example.org/prices".to_owned(),
        quote: None,
    }
}

/// Some figures of FY2024 and nothing else, priced at 40 dollars.
pub(crate) fn only(rows: &[(LineItem, &str)], currency: Currency) -> CompanyFigures {
    let mut known = nothing_known();
    let figures = rows.iter().map(|(item, value)| (*item, figure(*item, value, currency)));
    add(&mut known, FiscalPeriod::Year(2024), currency, figures);
    known.priced = Some(closes(Currency::USD, &[(date(2025, 2, 14), 40)]));
    known
}

/// Six years, of which the last two are told in full, four quarters, and a year of closes.
pub(crate) fn acme() -> CompanyFigures {
    let usd = Currency::USD;
    let mut known = only(THIS_YEAR, usd);
    let of = |rows: &'static [(LineItem, &str)]| {
        rows.iter().map(move |(item, value)| (*item, figure(*item, value, usd)))
    };
    add(&mut known, FiscalPeriod::Year(2023), usd, of(LAST_YEAR));
    for (year, revenue) in [(2022, "133100"), (2021, "121000"), (2020, "110000"), (2019, "100000")]
    {
        let year = FiscalPeriod::Year(year);
        add(&mut known, year, usd, [(Revenue, figure(Revenue, revenue, usd))]);
    }
    let flows = [Revenue, NetIncome, CashFromOperations];
    for (period, values) in QUARTERS {
        let figures = flows.into_iter().zip(values);
        add(&mut known, period, usd, figures.map(|(item, value)| (item, figure(item, value, usd))));
    }
    for (index, item) in flows.into_iter().enumerate() {
        let year = FiscalPeriod::Year(2024);
        let whole = input(item, year, known.figure(item, year).unwrap().figure);
        let parts = QUARTERS[1..]
            .iter()
            .map(|(period, values)| input(item, *period, figure(item, values[index], usd)));
        let last = Figure::derive(Rule::Difference, [whole].into_iter().chain(parts).collect());
        let period = FiscalPeriod::Quarter(2024, Quarter::Q4);
        add(&mut known, period, usd, [(item, last.unwrap())]);
    }
    // Before a 2-for-1 split, a share earned four dollars.
    let year = FiscalPeriod::Year(2020);
    let rule = Rule::PerShareSplit { new: 2, old: 1, date: date(2021, 6, 1) };
    let before = input(EpsDiluted, year, figure(EpsDiluted, "4.01", usd));
    let eps = Figure::derive(rule, [before].into()).unwrap();
    add(&mut known, year, usd, [(EpsDiluted, eps)]);
    known.priced = Some(closes(
        usd,
        &[
            (date(2023, 12, 29), 31),
            (date(2024, 6, 3), 46),
            (date(2024, 12, 30), 34),
            (date(2025, 2, 13), 39),
            (date(2025, 2, 14), 40),
        ],
    ));
    known
}

/// The ratio of FY2024.
pub(crate) fn ratio(
    known: &CompanyFigures,
    ratio: finance::Ratio,
    price_at: PriceAt,
) -> Result<Decimal, Undefined> {
    let mut table = FactTable::default();
    let mut computer = Computer::new(known, &mut table, price_at);
    let id = computer.ratio(ratio, FiscalPeriod::Year(2024))?;
    Ok(table.fact(id).unwrap().value)
}

/// Everything that follows from what is known, in one table.
pub(crate) fn everything(known: &CompanyFigures) -> FactTable {
    let mut table = FactTable::default();
    let mut computer = Computer::new(known, &mut table, PriceAt::Last);
    let trailing = [2023, 2024].into_iter().flat_map(|year| {
        Quarter::ALL.into_iter().map(move |quarter| FiscalPeriod::Trailing(year, quarter))
    });
    for period in known.periods().chain(trailing) {
        for item in Item::all() {
            // What is missing is tested apart.
            let _ = computer.item(item, period);
        }
    }
    table
}
