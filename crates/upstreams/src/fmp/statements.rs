//! The three statements: which of our rows stands under which of FMP's names.

use finance::{
    Basis, CompanyFigures, Filing, FiscalPeriod,
    LineItem::{
        self, AccountsPayable, AccumulatedOtherIncome, Acquisitions, CapitalExpenditure, Cash,
        CashAndRestrictedCash, CashFromFinancing, CashFromInvesting, CashFromOperations,
        CommonStock, ConsolidatedNetIncome, CostOfRevenue, CurrentAssets, CurrentDebt,
        CurrentLiabilities, DebtIssued, DebtRepaid, DeferredIncomeTax, DeferredRevenue,
        DepreciationAndAmortization, DividendsPaid, EpsBasic, EpsDiluted, Equity,
        ExchangeRateEffect, Goodwill, GrossProfit, IncomeBeforeTax, IncomeTax, IncomeTaxPaid,
        IntangibleAssets, InterestExpense, InterestIncome, InterestPaid, Inventory,
        LiabilitiesAndEquity, LongTermDebt, LongTermInvestments, MinorityInterest, NetChangeInCash,
        NetIncome, NetInterestIncome, OperatingExpenses, OperatingIncome, OtherAssets,
        OtherCurrentAssets, OtherIncome, PropertyPlantAndEquipment, PurchasesOfInvestments,
        Receivables, ResearchAndDevelopment, RetainedEarnings, Revenue, SalesOfInvestments,
        SellingGeneralAndAdministrative, ShareRepurchases, SharesBasic, SharesDiluted,
        ShortTermInvestments, StockBasedCompensation, TotalAssets, TotalLiabilities, TreasuryStock,
    },
    StatementKind,
};
use rust_decimal::Decimal;

use super::{
    Asked,
    row::{self, Row},
};
use crate::world::Known;

/// How a field follows from our rows.
enum Field {
    /// It is this row.
    Is(LineItem),
    /// It is this row with the other sign.
    Less(LineItem),
    /// It is these rows added, where all are known.
    Sum(&'static [LineItem]),
    /// It is the first row without the others, where all are known.
    Difference(&'static [LineItem]),
    /// It is the first of these rows that is known.
    First(&'static [LineItem]),
    /// It is these rows added, and that one where it is known.
    With(&'static [LineItem], LineItem),
    /// It is these rows added, without that one.
    Net(&'static [LineItem], LineItem),
    /// Nobody here knows it.
    Unknown,
}

use Field::{Difference, First, Is, Less, Net, Sum, Unknown, With};

const INCOME: &[(&str, Field)] = &[
    ("revenue", Is(Revenue)),
    ("costOfRevenue", Is(CostOfRevenue)),
    ("grossProfit", Is(GrossProfit)),
    ("researchAndDevelopmentExpenses", Is(ResearchAndDevelopment)),
    ("generalAndAdministrativeExpenses", Unknown),
    ("sellingAndMarketingExpenses", Unknown),
    ("sellingGeneralAndAdministrativeExpenses", Is(SellingGeneralAndAdministrative)),
    ("otherExpenses", Unknown),
    ("operatingExpenses", Is(OperatingExpenses)),
    ("costAndExpenses", Sum(&[CostOfRevenue, OperatingExpenses])),
    ("netInterestIncome", Is(NetInterestIncome)),
    ("interestIncome", Is(InterestIncome)),
    ("interestExpense", Is(InterestExpense)),
    ("depreciationAndAmortization", Is(DepreciationAndAmortization)),
    ("ebitda", With(&[IncomeBeforeTax, DepreciationAndAmortization], InterestExpense)),
    ("ebit", With(&[IncomeBeforeTax], InterestExpense)),
    ("nonOperatingIncomeExcludingInterest", Unknown),
    ("operatingIncome", Is(OperatingIncome)),
    ("totalOtherIncomeExpensesNet", Is(OtherIncome)),
    ("incomeBeforeTax", Is(IncomeBeforeTax)),
    ("incomeTaxExpense", Is(IncomeTax)),
    ("netIncomeFromContinuingOperations", First(&[ConsolidatedNetIncome, NetIncome])),
    ("netIncomeFromDiscontinuedOperations", Unknown),
    ("otherAdjustmentsToNetIncome", Unknown),
    ("netIncome", Is(NetIncome)),
    ("netIncomeDeductions", Unknown),
    ("bottomLineNetIncome", Is(NetIncome)),
    ("eps", Is(EpsBasic)),
    ("epsDiluted", Is(EpsDiluted)),
    ("weightedAverageShsOut", Is(SharesBasic)),
    ("weightedAverageShsOutDil", Is(SharesDiluted)),
];

const BALANCE: &[(&str, Field)] = &[
    ("cashAndCashEquivalents", Is(Cash)),
    ("shortTermInvestments", Is(ShortTermInvestments)),
    ("cashAndShortTermInvestments", Sum(&[Cash, ShortTermInvestments])),
    ("netReceivables", Unknown),
    ("accountsReceivables", Is(Receivables)),
    ("otherReceivables", Unknown),
    ("inventory", Is(Inventory)),
    ("prepaids", Unknown),
    ("otherCurrentAssets", Is(OtherCurrentAssets)),
    ("totalCurrentAssets", Is(CurrentAssets)),
    ("propertyPlantEquipmentNet", Is(PropertyPlantAndEquipment)),
    ("goodwill", Is(Goodwill)),
    ("intangibleAssets", Is(IntangibleAssets)),
    ("goodwillAndIntangibleAssets", Sum(&[Goodwill, IntangibleAssets])),
    ("longTermInvestments", Is(LongTermInvestments)),
    ("taxAssets", Unknown),
    ("otherNonCurrentAssets", Is(OtherAssets)),
    ("totalNonCurrentAssets", Difference(&[TotalAssets, CurrentAssets])),
    ("otherAssets", Unknown),
    ("totalAssets", Is(TotalAssets)),
    ("totalPayables", Unknown),
    ("accountPayables", Is(AccountsPayable)),
    ("otherPayables", Unknown),
    ("accruedExpenses", Unknown),
    ("shortTermDebt", Is(CurrentDebt)),
    ("capitalLeaseObligationsCurrent", Unknown),
    ("taxPayables", Unknown),
    ("deferredRevenue", Is(DeferredRevenue)),
    ("otherCurrentLiabilities", Unknown),
    ("totalCurrentLiabilities", Is(CurrentLiabilities)),
    ("longTermDebt", Is(LongTermDebt)),
    ("capitalLeaseObligationsNonCurrent", Unknown),
    ("deferredRevenueNonCurrent", Unknown),
    ("deferredTaxLiabilitiesNonCurrent", Unknown),
    ("otherNonCurrentLiabilities", Unknown),
    ("totalNonCurrentLiabilities", Difference(&[TotalLiabilities, CurrentLiabilities])),
    ("otherLiabilities", Unknown),
    ("capitalLeaseObligations", Unknown),
    ("totalLiabilities", Is(TotalLiabilities)),
    ("treasuryStock", Less(TreasuryStock)),
    ("preferredStock", Unknown),
    ("commonStock", Is(CommonStock)),
    ("retainedEarnings", Is(RetainedEarnings)),
    ("additionalPaidInCapital", Unknown),
    ("accumulatedOtherComprehensiveIncomeLoss", Is(AccumulatedOtherIncome)),
    ("otherTotalStockholdersEquity", Unknown),
    ("totalStockholdersEquity", Is(Equity)),
    ("totalEquity", Sum(&[Equity, MinorityInterest])),
    ("minorityInterest", Is(MinorityInterest)),
    ("totalLiabilitiesAndTotalEquity", Is(LiabilitiesAndEquity)),
    ("totalInvestments", Sum(&[ShortTermInvestments, LongTermInvestments])),
    ("totalDebt", Sum(&[CurrentDebt, LongTermDebt])),
    ("netDebt", Net(&[CurrentDebt, LongTermDebt], Cash)),
];

const CASH_FLOW: &[(&str, Field)] = &[
    ("netIncome", First(&[ConsolidatedNetIncome, NetIncome])),
    ("depreciationAndAmortization", Is(DepreciationAndAmortization)),
    ("deferredIncomeTax", Is(DeferredIncomeTax)),
    ("stockBasedCompensation", Is(StockBasedCompensation)),
    ("changeInWorkingCapital", Unknown),
    ("accountsReceivables", Unknown),
    ("inventory", Unknown),
    ("accountsPayables", Unknown),
    ("otherWorkingCapital", Unknown),
    ("otherNonCashItems", Unknown),
    ("netCashProvidedByOperatingActivities", Is(CashFromOperations)),
    ("investmentsInPropertyPlantAndEquipment", Less(CapitalExpenditure)),
    ("acquisitionsNet", Less(Acquisitions)),
    ("purchasesOfInvestments", Less(PurchasesOfInvestments)),
    ("salesMaturitiesOfInvestments", Is(SalesOfInvestments)),
    ("otherInvestingActivities", Unknown),
    ("netCashProvidedByInvestingActivities", Is(CashFromInvesting)),
    ("netDebtIssuance", Unknown),
    ("longTermNetDebtIssuance", Difference(&[DebtIssued, DebtRepaid])),
    ("shortTermNetDebtIssuance", Unknown),
    ("netStockIssuance", Unknown),
    ("netCommonStockIssuance", Unknown),
    ("commonStockIssuance", Unknown),
    ("commonStockRepurchased", Less(ShareRepurchases)),
    ("netPreferredStockIssuance", Unknown),
    ("netDividendsPaid", Less(DividendsPaid)),
    ("commonDividendsPaid", Less(DividendsPaid)),
    ("preferredDividendsPaid", Unknown),
    ("otherFinancingActivities", Unknown),
    ("netCashProvidedByFinancingActivities", Is(CashFromFinancing)),
    ("effectOfForexChangesOnCash", Is(ExchangeRateEffect)),
    ("netChangeInCash", Is(NetChangeInCash)),
    ("cashAtEndOfPeriod", Is(CashAndRestrictedCash)),
    ("cashAtBeginningOfPeriod", Difference(&[CashAndRestrictedCash, NetChangeInCash])),
    ("operatingCashFlow", Is(CashFromOperations)),
    ("capitalExpenditure", Less(CapitalExpenditure)),
    ("freeCashFlow", Difference(&[CashFromOperations, CapitalExpenditure])),
    ("incomeTaxesPaid", Is(IncomeTaxPaid)),
    ("interestPaid", Is(InterestPaid)),
];

impl Field {
    fn value(&self, figure: impl Fn(LineItem) -> Option<Decimal>) -> Option<Decimal> {
        match self {
            Is(item) => figure(*item),
            Less(item) => figure(*item).map(|value| -value),
            Sum(items) => items.iter().map(|item| figure(*item)).sum(),
            Difference(items) => {
                let (first, rest) = items.split_first()?;
                let rest: Option<Decimal> = rest.iter().map(|item| figure(*item)).sum();
                figure(*first)?.checked_sub(rest?)
            }
            First(items) => items.iter().find_map(|item| figure(*item)),
            With(items, other) => {
                let sum: Option<Decimal> = items.iter().map(|item| figure(*item)).sum();
                sum?.checked_add(figure(*other).unwrap_or_default())
            }
            Net(items, less) => {
                let sum: Option<Decimal> = items.iter().map(|item| figure(*item)).sum();
                sum?.checked_sub(figure(*less)?)
            }
            Unknown => None,
        }
    }
}

fn fields(kind: StatementKind) -> &'static [(&'static str, Field)] {
    match kind {
        StatementKind::Income => INCOME,
        StatementKind::Balance => BALANCE,
        StatementKind::CashFlow => CASH_FLOW,
    }
}

/// The statements of one kind, latest first.
pub(super) fn rows(asked: Asked<'_>, kind: StatementKind) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let stated =
        |period| known.statements.iter().any(|known| known.kind == kind && known.period == period);
    let periods = asked.periods(&known, stated);
    periods.into_iter().map(|period| row(asked, &known, kind, period)).collect()
}

fn row(asked: Asked<'_>, known: &Known, kind: StatementKind, period: FiscalPeriod) -> Row {
    let figures = &known.figures;
    let (date, currency) = row::dated(figures, period);
    let (year, name) = row::named(period);
    let listing = &known.company.listing;
    // FMP prints the period's last day where it knows no filing.
    let filed = filing(known, kind, period).map(|filing| filing.filed.to_string());
    let filed = filed.or_else(|| date.as_str().map(str::to_owned)).unwrap_or_default();
    let head = Row::default()
        .with("date", date)
        .text("symbol", &listing.symbol)
        .with("reportedCurrency", currency)
        .with("cik", listing.cik.map(|cik| cik.to_string()))
        .text("filingDate", &filed)
        .text("acceptedDate", format_args!("{filed} 00:00:00"))
        .with("fiscalYear", year)
        .with("period", name);
    let row = fields(kind).iter().fold(head, |row, (name, field)| {
        row.number(*name, field.value(|item| value(figures, item, period)))
    });
    if asked.settings.zero_missing { row.with_zeros() } else { row }
}

/// What our row says of a period.
pub(super) fn value(
    figures: &CompanyFigures,
    item: LineItem,
    period: FiscalPeriod,
) -> Option<Decimal> {
    figures.figure(item, period).map(|dated| dated.figure.value)
}

/// The first filing that carries the statement.
fn filing(known: &Known, kind: StatementKind, period: FiscalPeriod) -> Option<&Filing> {
    let of_kind = |statement: &&finance::Statement| statement.kind == kind;
    let mut statements = known.statements.iter().filter(of_kind);
    let statement = statements.find(|statement| statement.period == period)?;
    let filings = statement.figures.values().filter_map(|figure| match &figure.basis {
        Basis::Filed(filing) => Some(&**filing),
        Basis::Normalised | Basis::Derived(_) => None,
    });
    filings.min_by_key(|filing| filing.filed)
}
