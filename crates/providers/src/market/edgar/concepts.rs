//! Which us-gaap concepts mean which row: the first of a chain that a period knows is taken.

use finance::LineItem::{
    self, AccountsPayable, AccumulatedOtherIncome, Acquisitions, CapitalExpenditure, Cash,
    CashAndRestrictedCash, CashFromFinancing, CashFromInvesting, CashFromOperations, CommonStock,
    ConsolidatedNetIncome, CostOfRevenue, CurrentAssets, CurrentDebt, CurrentLiabilities,
    DebtIssued, DebtRepaid, DeferredIncomeTax, DeferredRevenue, DepreciationAndAmortization,
    DividendsPaid, DividendsPerShare, EpsBasic, EpsDiluted, Equity, ExchangeRateEffect, Goodwill,
    GrossProfit, IncomeBeforeTax, IncomeTax, IncomeTaxPaid, IntangibleAssets, InterestExpense,
    InterestIncome, InterestPaid, Inventory, LiabilitiesAndEquity, LongTermDebt,
    LongTermInvestments, MinorityInterest, NetChangeInCash, NetIncome, NetIncomeToMinorities,
    NetInterestIncome, OperatingExpenses, OperatingIncome, OtherAssets, OtherCurrentAssets,
    OtherIncome, PropertyPlantAndEquipment, PurchasesOfInvestments, Receivables,
    ResearchAndDevelopment, RetainedEarnings, Revenue, SalesOfInvestments,
    SellingGeneralAndAdministrative, ShareRepurchases, SharesBasic, SharesDiluted,
    SharesOutstanding, ShortTermInvestments, StockBasedCompensation, TotalAssets, TotalLiabilities,
    TreasuryStock,
};

/// The chains. Revenue is the company's total: a financial company's net of interest expense, then
/// `Revenues`, and revenue from contracts alone only where no total is reported.
pub(super) const CHAINS: &[(LineItem, &[&str])] = &[
    (
        Revenue,
        &[
            "RevenuesNetOfInterestExpense",
            "Revenues",
            "RevenueFromContractWithCustomerExcludingAssessedTax",
            "RevenueFromContractWithCustomerIncludingAssessedTax",
            "SalesRevenueNet",
            "SalesRevenueGoodsNet",
        ],
    ),
    (CostOfRevenue, &["CostOfRevenue", "CostOfGoodsAndServicesSold", "CostOfGoodsSold"]),
    (GrossProfit, &["GrossProfit"]),
    (
        ResearchAndDevelopment,
        &[
            "ResearchAndDevelopmentExpense",
            "ResearchAndDevelopmentExpenseExcludingAcquiredInProcessCost",
        ],
    ),
    (SellingGeneralAndAdministrative, &["SellingGeneralAndAdministrativeExpense"]),
    (OperatingExpenses, &["OperatingExpenses"]),
    (OperatingIncome, &["OperatingIncomeLoss"]),
    (InterestExpense, &["InterestExpense", "InterestExpenseNonoperating"]),
    (InterestIncome, &["InvestmentIncomeInterest", "InvestmentIncomeInterestAndDividend"]),
    (NetInterestIncome, &["InterestIncomeExpenseNet"]),
    (OtherIncome, &["NonoperatingIncomeExpense"]),
    (
        IncomeBeforeTax,
        &[
            "IncomeLossFromContinuingOperationsBeforeIncomeTaxesExtraordinaryItemsNoncontrollingInterest",
            "IncomeLossFromContinuingOperationsBeforeIncomeTaxesMinorityInterestAndIncomeLossFromEquityMethodInvestments",
        ],
    ),
    (IncomeTax, &["IncomeTaxExpenseBenefit"]),
    (ConsolidatedNetIncome, &["ProfitLoss"]),
    (NetIncomeToMinorities, &["NetIncomeLossAttributableToNoncontrollingInterest"]),
    (NetIncome, &["NetIncomeLoss"]),
    (EpsBasic, &["EarningsPerShareBasic"]),
    (EpsDiluted, &["EarningsPerShareDiluted", "EarningsPerShareBasicAndDiluted"]),
    (SharesBasic, &["WeightedAverageNumberOfSharesOutstandingBasic"]),
    (
        SharesDiluted,
        &[
            "WeightedAverageNumberOfDilutedSharesOutstanding",
            "WeightedAverageNumberOfShareOutstandingBasicAndDiluted",
        ],
    ),
    (
        DividendsPerShare,
        &["CommonStockDividendsPerShareDeclared", "CommonStockDividendsPerShareCashPaid"],
    ),
    (Cash, &["CashAndCashEquivalentsAtCarryingValue"]),
    (ShortTermInvestments, &["MarketableSecuritiesCurrent", "ShortTermInvestments"]),
    (Receivables, &["AccountsReceivableNetCurrent"]),
    (Inventory, &["InventoryNet"]),
    (OtherCurrentAssets, &["OtherAssetsCurrent"]),
    (CurrentAssets, &["AssetsCurrent"]),
    (PropertyPlantAndEquipment, &["PropertyPlantAndEquipmentNet"]),
    (Goodwill, &["Goodwill"]),
    (IntangibleAssets, &["IntangibleAssetsNetExcludingGoodwill", "FiniteLivedIntangibleAssetsNet"]),
    (LongTermInvestments, &["MarketableSecuritiesNoncurrent", "LongTermInvestments"]),
    (OtherAssets, &["OtherAssetsNoncurrent"]),
    (TotalAssets, &["Assets"]),
    (AccountsPayable, &["AccountsPayableCurrent"]),
    (DeferredRevenue, &["ContractWithCustomerLiabilityCurrent", "DeferredRevenueCurrent"]),
    (CurrentDebt, &["LongTermDebtCurrent"]),
    (CurrentLiabilities, &["LiabilitiesCurrent"]),
    (LongTermDebt, &["LongTermDebtNoncurrent"]),
    (TotalLiabilities, &["Liabilities"]),
    (CommonStock, &["CommonStocksIncludingAdditionalPaidInCapital"]),
    (RetainedEarnings, &["RetainedEarningsAccumulatedDeficit"]),
    (TreasuryStock, &["TreasuryStockValue", "TreasuryStockCommonValue"]),
    (AccumulatedOtherIncome, &["AccumulatedOtherComprehensiveIncomeLossNetOfTax"]),
    (Equity, &["StockholdersEquity"]),
    (MinorityInterest, &["MinorityInterest"]),
    (LiabilitiesAndEquity, &["LiabilitiesAndStockholdersEquity"]),
    (SharesOutstanding, &["CommonStockSharesOutstanding"]),
    (CashFromOperations, &["NetCashProvidedByUsedInOperatingActivities"]),
    (
        DepreciationAndAmortization,
        &[
            "DepreciationDepletionAndAmortization",
            "DepreciationAmortizationAndAccretionNet",
            "DepreciationAndAmortization",
        ],
    ),
    (StockBasedCompensation, &["ShareBasedCompensation"]),
    (DeferredIncomeTax, &["DeferredIncomeTaxExpenseBenefit", "DeferredIncomeTaxesAndTaxCredits"]),
    (
        CapitalExpenditure,
        &["PaymentsToAcquirePropertyPlantAndEquipment", "PaymentsToAcquireProductiveAssets"],
    ),
    (Acquisitions, &["PaymentsToAcquireBusinessesNetOfCashAcquired"]),
    (
        PurchasesOfInvestments,
        &["PaymentsToAcquireInvestments", "PaymentsToAcquireAvailableForSaleSecuritiesDebt"],
    ),
    (SalesOfInvestments, &["ProceedsFromSaleMaturityAndCollectionsOfInvestments"]),
    (CashFromInvesting, &["NetCashProvidedByUsedInInvestingActivities"]),
    (DebtIssued, &["ProceedsFromIssuanceOfLongTermDebt", "ProceedsFromIssuanceOfDebt"]),
    (DebtRepaid, &["RepaymentsOfLongTermDebt", "RepaymentsOfDebt"]),
    (ShareRepurchases, &["PaymentsForRepurchaseOfCommonStock"]),
    (DividendsPaid, &["PaymentsOfDividends", "PaymentsOfDividendsCommonStock"]),
    (CashFromFinancing, &["NetCashProvidedByUsedInFinancingActivities"]),
    (
        ExchangeRateEffect,
        &[
            "EffectOfExchangeRateOnCashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
            "EffectOfExchangeRateOnCashAndCashEquivalents",
        ],
    ),
    (
        NetChangeInCash,
        &[
            "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsPeriodIncreaseDecreaseIncludingExchangeRateEffect",
            "CashAndCashEquivalentsPeriodIncreaseDecrease",
        ],
    ),
    (CashAndRestrictedCash, &["CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"]),
    (InterestPaid, &["InterestPaidNet", "InterestPaid"]),
    (IncomeTaxPaid, &["IncomeTaxesPaidNet", "IncomeTaxesPaid"]),
];

/// Whether any chain asks for this concept.
pub(super) fn is_known(concept: &str) -> bool {
    CHAINS.iter().any(|(_, chain)| chain.contains(&concept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_one_chain_and_no_concept_means_two_rows() {
        let mut concepts: Vec<_> = CHAINS.iter().flat_map(|(_, chain)| chain.iter()).collect();
        let all = concepts.len();
        concepts.sort_unstable();
        concepts.dedup();
        assert_eq!(concepts.len(), all);
        let mut rows: Vec<_> = CHAINS.iter().map(|(item, _)| item).collect();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), LineItem::ALL.len());
    }
}
