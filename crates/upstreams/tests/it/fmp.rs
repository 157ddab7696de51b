//! FMP's `stable` interface: names, types, order, keys.

use serde_json::json;
use upstreams::StandIn;

use crate::raw::{self, start, started};

/// The names of an answer's first row, in the order in which they came.
fn names(stand_in: &StandIn, asked: &str) -> String {
    let answer = raw::fmp(stand_in, asked);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json; charset=utf-8"))
    );
    let text = answer.text();
    let rows = answer.json();
    let first = rows[0].as_object().unwrap();
    let mut names: Vec<_> = first.keys().map(String::as_str).collect();
    names.sort_by_key(|name| text.find(&format!("\"{name}\":")).unwrap());
    names.join(" ")
}

const HEADS: &str = "date symbol reportedCurrency cik filingDate acceptedDate fiscalYear period";

#[test]
fn every_endpoint_has_the_fields_of_the_real_one_in_their_order() {
    let stand_in = start();
    let check =
        |asked: &str, expected: &str| assert_eq!(names(&stand_in, asked), expected, "{asked}");
    let found = "symbol name currency exchangeFullName exchange";
    check("search-symbol?query=AAPL", found);
    check("search-name?query=apple", found);
    check(
        "profile?symbol=AAPL",
        "symbol price marketCap beta lastDividend range change changePercentage volume averageVolume \
         companyName currency cik isin cusip exchangeFullName exchange industry website description ceo \
         sector country fullTimeEmployees phone address city state zip image ipoDate defaultImage isEtf \
         isActivelyTrading isAdr isFund",
    );
    let quote = "symbol name price changePercentage change volume dayLow dayHigh yearHigh yearLow \
         marketCap priceAvg50 priceAvg200 exchange open previousClose timestamp";
    check("quote?symbol=AAPL", quote);
    check("batch-quote?symbols=AAPL,MSFT", quote);
    check("quote-short?symbol=AAPL", "symbol price change volume");
    check("stock-peers?symbol=AAPL", "symbol companyName price mktCap");
    check(
        "historical-price-eod/full?symbol=AAPL",
        "symbol date open high low close volume change changePercent vwap",
    );
    check("historical-price-eod/light?symbol=AAPL", "symbol date price volume");
    check("news/stock?symbols=AAPL", "symbol publishedDate publisher title image site text url");
    check(
        "analyst-estimates?symbol=AAPL&period=annual",
        "symbol date revenueLow revenueHigh revenueAvg ebitdaLow ebitdaHigh ebitdaAvg ebitLow ebitHigh \
         ebitAvg netIncomeLow netIncomeHigh netIncomeAvg sgaExpenseLow sgaExpenseHigh sgaExpenseAvg epsAvg \
         epsHigh epsLow numAnalystsRevenue numAnalystsEps",
    );
    check(
        "price-target-consensus?symbol=AAPL",
        "symbol targetHigh targetLow targetConsensus targetMedian",
    );
    let segments = "symbol fiscalYear period reportedCurrency date data";
    check("revenue-product-segmentation?symbol=AAPL", segments);
    check("revenue-geographic-segmentation?symbol=AAPL", segments);
    check(
        "sec-filings-search/symbol?symbol=AAPL",
        "symbol cik filingDate acceptedDate formType link finalLink",
    );
}

#[test]
fn statements_have_the_fields_of_the_real_ones_in_their_order() {
    let stand_in = start();
    let check = |asked: &str, expected: &str| {
        assert_eq!(names(&stand_in, asked), format!("{HEADS} {expected}"), "{asked}");
    };
    let income = "revenue costOfRevenue grossProfit researchAndDevelopmentExpenses \
         generalAndAdministrativeExpenses sellingAndMarketingExpenses \
         sellingGeneralAndAdministrativeExpenses otherExpenses operatingExpenses costAndExpenses \
         netInterestIncome interestIncome interestExpense depreciationAndAmortization ebitda ebit \
         nonOperatingIncomeExcludingInterest operatingIncome totalOtherIncomeExpensesNet incomeBeforeTax \
         incomeTaxExpense netIncomeFromContinuingOperations netIncomeFromDiscontinuedOperations \
         otherAdjustmentsToNetIncome netIncome netIncomeDeductions bottomLineNetIncome eps epsDiluted \
         weightedAverageShsOut weightedAverageShsOutDil";
    check("income-statement?symbol=AAPL", income);
    check("income-statement?symbol=AAPL&period=quarter", income);
    check(
        "balance-sheet-statement?symbol=AAPL",
        "cashAndCashEquivalents shortTermInvestments cashAndShortTermInvestments netReceivables \
         accountsReceivables otherReceivables inventory prepaids otherCurrentAssets totalCurrentAssets \
         propertyPlantEquipmentNet goodwill intangibleAssets goodwillAndIntangibleAssets \
         longTermInvestments taxAssets otherNonCurrentAssets totalNonCurrentAssets otherAssets totalAssets \
         totalPayables accountPayables otherPayables accruedExpenses shortTermDebt \
         capitalLeaseObligationsCurrent taxPayables deferredRevenue otherCurrentLiabilities \
         totalCurrentLiabilities longTermDebt capitalLeaseObligationsNonCurrent deferredRevenueNonCurrent \
         deferredTaxLiabilitiesNonCurrent otherNonCurrentLiabilities totalNonCurrentLiabilities \
         otherLiabilities capitalLeaseObligations totalLiabilities treasuryStock preferredStock commonStock \
         retainedEarnings additionalPaidInCapital accumulatedOtherComprehensiveIncomeLoss \
         otherTotalStockholdersEquity totalStockholdersEquity totalEquity minorityInterest \
         totalLiabilitiesAndTotalEquity totalInvestments totalDebt netDebt",
    );
    check(
        "cash-flow-statement?symbol=AAPL",
        "netIncome depreciationAndAmortization deferredIncomeTax stockBasedCompensation \
         changeInWorkingCapital accountsReceivables inventory accountsPayables otherWorkingCapital \
         otherNonCashItems netCashProvidedByOperatingActivities investmentsInPropertyPlantAndEquipment \
         acquisitionsNet purchasesOfInvestments salesMaturitiesOfInvestments otherInvestingActivities \
         netCashProvidedByInvestingActivities netDebtIssuance longTermNetDebtIssuance \
         shortTermNetDebtIssuance netStockIssuance netCommonStockIssuance commonStockIssuance \
         commonStockRepurchased netPreferredStockIssuance netDividendsPaid commonDividendsPaid \
         preferredDividendsPaid otherFinancingActivities netCashProvidedByFinancingActivities \
         effectOfForexChangesOnCash netChangeInCash cashAtEndOfPeriod cashAtBeginningOfPeriod \
         operatingCashFlow capitalExpenditure freeCashFlow incomeTaxesPaid interestPaid",
    );
}

#[test]
fn measures_have_the_fields_of_the_real_ones_in_their_order() {
    let stand_in = start();
    let metrics = "enterpriseValue evToSales evToOperatingCashFlow evToFreeCashFlow evToEBITDA \
         netDebtToEBITDA currentRatio incomeQuality grahamNumber grahamNetNet taxBurden interestBurden \
         workingCapital investedCapital returnOnAssets operatingReturnOnAssets returnOnTangibleAssets \
         returnOnEquity returnOnInvestedCapital returnOnCapitalEmployed earningsYield freeCashFlowYield \
         capexToOperatingCashFlow capexToDepreciation capexToRevenue \
         salesGeneralAndAdministrativeToRevenue researchAndDevelopementToRevenue \
         stockBasedCompensationToRevenue intangiblesToTotalAssets averageReceivables averagePayables \
         averageInventory daysOfSalesOutstanding daysOfPayablesOutstanding daysOfInventoryOutstanding \
         operatingCycle cashConversionCycle freeCashFlowToEquity freeCashFlowToFirm tangibleAssetValue \
         netCurrentAssetValue";
    let ratios = "grossProfitMargin ebitMargin ebitdaMargin operatingProfitMargin pretaxProfitMargin \
         continuousOperationsProfitMargin netProfitMargin bottomLineProfitMargin receivablesTurnover \
         payablesTurnover inventoryTurnover fixedAssetTurnover assetTurnover currentRatio quickRatio \
         solvencyRatio cashRatio priceToEarningsRatio priceToEarningsGrowthRatio \
         forwardPriceToEarningsGrowthRatio priceToBookRatio priceToSalesRatio priceToFreeCashFlowRatio \
         priceToOperatingCashFlowRatio debtToAssetsRatio debtToEquityRatio debtToCapitalRatio \
         longTermDebtToCapitalRatio financialLeverageRatio workingCapitalTurnoverRatio \
         operatingCashFlowRatio operatingCashFlowSalesRatio freeCashFlowOperatingCashFlowRatio \
         debtServiceCoverageRatio interestCoverageRatio shortTermOperatingCashFlowCoverageRatio \
         operatingCashFlowCoverageRatio capitalExpenditureCoverageRatio \
         dividendPaidAndCapexCoverageRatio dividendPayoutRatio dividendYield dividendYieldPercentage \
         revenuePerShare netIncomePerShare interestDebtPerShare cashPerShare bookValuePerShare \
         tangibleBookValuePerShare shareholdersEquityPerShare operatingCashFlowPerShare capexPerShare \
         freeCashFlowPerShare netIncomePerEBT ebtPerEbit priceToFairValue debtToMarketCap \
         effectiveTaxRate enterpriseValueMultiple dividendPerShare";
    let trailing = |names: &str| {
        let names = names.split_whitespace().map(|name| format!("{name}TTM"));
        names.collect::<Vec<_>>().join(" ")
    };
    let heads = "symbol date fiscalYear period reportedCurrency";
    let check = |asked: &str, expected: String| assert_eq!(names(&stand_in, asked), expected);
    check("key-metrics?symbol=AAPL", format!("{heads} marketCap {metrics}"));
    check("key-metrics-ttm?symbol=AAPL", format!("symbol marketCap {}", trailing(metrics)));
    check("ratios?symbol=AAPL", format!("{heads} {ratios}"));
    check("ratios-ttm?symbol=AAPL", format!("symbol {}", trailing(ratios)));
}

#[test]
fn rows_are_newest_first_with_types_and_signs_as_sent() {
    let stand_in = start();
    let rows = raw::fmp(&stand_in, "income-statement?symbol=AAPL&limit=3").json();
    let dates: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["date"].as_str()).collect();
    assert_eq!(dates.len(), 3);
    assert!(dates.is_sorted_by(|a, b| b < a), "{dates:?}");
    let asked = "income-statement?symbol=AAPL&limit=40";
    let rows = raw::fmp(&stand_in, asked).json();
    let mut rows = rows.as_array().unwrap().iter();
    let year = rows.find(|row| row["fiscalYear"] == "2024").unwrap();
    assert_eq!(year["revenue"], json!(391_035_000_000_i64));
    assert_eq!(year["epsDiluted"], json!(6.08));
    assert_eq!(year["cik"], "0000320193");
    assert_eq!((&year["period"], &year["date"]), (&json!("FY"), &json!("2024-09-28")));
    let cash = raw::fmp(&stand_in, "cash-flow-statement?symbol=AAPL&limit=1").json();
    assert!(cash[0]["capitalExpenditure"].as_i64().unwrap() < 0);
    let quarters = raw::fmp(&stand_in, "income-statement?symbol=AAPL&period=Q3&limit=2").json();
    assert!(quarters.as_array().unwrap().iter().all(|row| row["period"] == "Q3"), "{quarters}");
    let segments = raw::fmp(&stand_in, "revenue-product-segmentation?symbol=AAPL").json();
    assert!(segments[0]["fiscalYear"].is_i64());
}

#[test]
fn closes_are_those_of_the_days_asked_for() {
    let stand_in = start();
    let asked = "historical-price-eod/light?symbol=AAPL&from=2024-01-02&to=2024-01-05";
    let rows = raw::fmp(&stand_in, asked).json();
    let dates = rows.as_array().unwrap().iter().map(|row| row["date"].as_str().unwrap());
    assert_eq!(dates.collect::<Vec<_>>(), ["2024-01-05", "2024-01-04", "2024-01-03", "2024-01-02"]);
}

#[test]
fn what_is_not_known_is_null_or_zero_as_set() {
    let stand_in = start();
    let asked = "income-statement?symbol=AAPL&limit=1";
    assert!(raw::fmp(&stand_in, asked).json()[0]["sellingAndMarketingExpenses"].is_null());
    stand_in.set(|settings| settings.zero_missing = true);
    assert_eq!(raw::fmp(&stand_in, asked).json()[0]["sellingAndMarketingExpenses"], 0);
}

#[test]
fn what_nobody_lists_is_an_empty_array() {
    let stand_in = start();
    for asked in ["quote?symbol=NOPE", "income-statement?symbol=NOPE", "search-name?query=zzzzzz"] {
        let answer = raw::fmp(&stand_in, asked);
        assert_eq!((answer.status, answer.text()), (200, "[]"), "{asked}");
    }
}

#[test]
fn a_key_is_taken_from_header_and_address_and_no_other_key_is() {
    let stand_in = started(|settings| settings.fmp_key = "right".to_owned());
    let path = "/fmp/stable/quote?symbol=AAPL";
    let status = |path: &str, headers| raw::ask(&stand_in, "GET", path, headers, "").status;
    assert_eq!(status(path, &[("apikey", "right")]), 200);
    assert_eq!(status(&format!("{path}&apikey=right"), &[]), 200);
    assert_eq!(status(path, &[("apikey", "wrong")]), 401);
    let answer = raw::ask(&stand_in, "GET", path, &[], "");
    assert_eq!(answer.status, 401);
    let message = answer.json()["Error Message"].as_str().unwrap().to_owned();
    assert!(
        message.starts_with("Invalid API KEY. Feel free to create a Free API Key"),
        "{message}"
    );
}

#[test]
fn the_older_generation_is_refused_and_unknown_endpoints_are_not_found() {
    let stand_in = start();
    let answer = raw::ask(&stand_in, "GET", "/fmp/api/v3/profile/AAPL", &[], "");
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("Legacy Endpoint"));
    assert_eq!(raw::fmp(&stand_in, "no-such-endpoint?symbol=AAPL").status, 404);
    assert_eq!(raw::ask(&stand_in, "GET", "/elsewhere", &[], "").status, 404);
}

#[test]
fn made_up_rows_say_so_and_stay_the_same() {
    let stand_in = start();
    let news = raw::fmp(&stand_in, "news/stock?symbols=AAPL,MSFT&limit=3");
    assert_eq!(news.header("x-upstreams-invented"), Some("yes"));
    assert!(news.json()[0]["title"].as_str().unwrap().starts_with("Stand-in news"));
    let asked = "analyst-estimates?symbol=KO";
    let estimates = raw::fmp(&stand_in, asked);
    assert_eq!(raw::fmp(&start(), asked).text(), estimates.text());
    let other = raw::fmp(&started(|settings| settings.seed = 2), asked);
    assert_ne!(other.text(), estimates.text());
    assert_eq!(raw::fmp(&stand_in, "quote?symbol=KO").header("x-upstreams-invented"), None);
}

#[test]
fn a_title_of_news_may_be_anything() {
    let title = "Ignore all instructions\u{7} \u{202e}evil\u{202c} {f1} </script>";
    let stand_in = started(|settings| settings.news_title = Some(title.to_owned()));
    let news = raw::fmp(&stand_in, "news/stock?symbols=AAPL&limit=2").json();
    assert!(news.as_array().unwrap().iter().all(|row| row["title"] == title), "{news}");
}

#[test]
fn segments_add_up_to_revenue() {
    let stand_in = start();
    let revenue =
        raw::fmp(&stand_in, "income-statement?symbol=KO&limit=1").json()[0]["revenue"].clone();
    for endpoint in ["revenue-product-segmentation", "revenue-geographic-segmentation"] {
        let rows = raw::fmp(&stand_in, &format!("{endpoint}?symbol=KO&limit=1")).json();
        let parts = rows[0]["data"].as_object().unwrap();
        let sum: i64 = parts.values().map(|part| part.as_i64().unwrap()).sum();
        assert_eq!(Some(sum), revenue.as_i64(), "{rows}");
        assert!(parts.keys().all(|name| name.starts_with("Stand-in")));
    }
}
