//! What kind an account is of, by its type, its name or its number.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::words;

/// What an account's postings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What the business sells.
    Revenue,
    /// What lowers revenue: returns, discounts.
    ContraRevenue,
    /// What the sold goods cost.
    CostOfSales,
    /// What running the business costs.
    Expense,
    /// Wear of what was bought before: no cash leaves.
    Depreciation,
    /// Interest, gains and what else is earned beside the business.
    OtherIncome,
    /// Interest, losses and what else is paid beside the business.
    OtherExpense,
    /// Tax on income.
    IncomeTax,
    /// Money at hand and in banks.
    Cash,
    /// What customers owe.
    Receivable,
    /// Machines, vehicles and the like: buying them is capital expenditure.
    FixedAsset,
    /// Any other asset.
    Asset,
    /// What suppliers are owed.
    Payable,
    /// Sales tax taken for the state, or to be had back from it: neither income nor expense.
    SalesTax,
    /// Money borrowed.
    Loan,
    /// Any other liability.
    Liability,
    /// What owners put in and take out, and what was kept.
    Equity,
    /// Between accounts of the business.
    Transfer,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Revenue,
        Self::ContraRevenue,
        Self::CostOfSales,
        Self::Expense,
        Self::Depreciation,
        Self::OtherIncome,
        Self::OtherExpense,
        Self::IncomeTax,
        Self::Cash,
        Self::Receivable,
        Self::FixedAsset,
        Self::Asset,
        Self::Payable,
        Self::SalesTax,
        Self::Loan,
        Self::Liability,
        Self::Equity,
        Self::Transfer,
    ];

    /// Whether its postings are part of net income.
    pub fn is_of_income(self) -> bool {
        match self {
            Self::Revenue
            | Self::ContraRevenue
            | Self::CostOfSales
            | Self::Expense
            | Self::Depreciation
            | Self::OtherIncome
            | Self::OtherExpense
            | Self::IncomeTax => true,
            Self::Cash
            | Self::Receivable
            | Self::FixedAsset
            | Self::Asset
            | Self::Payable
            | Self::SalesTax
            | Self::Loan
            | Self::Liability
            | Self::Equity
            | Self::Transfer => false,
        }
    }

    /// Whether it earns rather than costs.
    pub fn is_earned(self) -> bool {
        matches!(self, Self::Revenue | Self::OtherIncome)
    }
}

impl FromStr for Kind {
    type Err = words::NoSuchWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        words::one_of(text)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Revenue => "revenue",
            Self::ContraRevenue => "contra_revenue",
            Self::CostOfSales => "cost_of_sales",
            Self::Expense => "expense",
            Self::Depreciation => "depreciation",
            Self::OtherIncome => "other_income",
            Self::OtherExpense => "other_expense",
            Self::IncomeTax => "income_tax",
            Self::Cash => "cash",
            Self::Receivable => "receivable",
            Self::FixedAsset => "fixed_asset",
            Self::Asset => "asset",
            Self::Payable => "payable",
            Self::SalesTax => "sales_tax",
            Self::Loan => "loan",
            Self::Liability => "liability",
            Self::Equity => "equity",
            Self::Transfer => "transfer",
        })
    }
}

/// Words of an account's type, as ledgers print them.
const TYPES: [(Kind, &str); 11] = [
    (Kind::Revenue, "trading income"),
    (Kind::CostOfSales, "cost of goods sold|cost of sales|cogs|direct costs"),
    (Kind::OtherIncome, "other income"),
    (Kind::OtherExpense, "other expense|other expenses"),
    (Kind::Revenue, "revenue|revenues|income|sales|ertrag|ingresos"),
    (
        Kind::Expense,
        "expense|expenses|expenditure|expenditures|overhead|overheads|operating expense|aufwand|gastos",
    ),
    (Kind::Cash, "bank|cash"),
    (Kind::Receivable, "accounts receivable"),
    (Kind::Payable, "accounts payable|credit card"),
    (Kind::FixedAsset, "fixed asset|fixed assets"),
    (Kind::Equity, "equity|capital"),
];

/// Sayings in an account's name, which stand before every single word of it: `sales tax` is no sale, `deferred revenue` none
/// yet, `interest income` no revenue.
const SAYINGS: [(Kind, &str); 21] = [
    (Kind::CostOfSales, "purchase discounts|purchase returns"),
    (Kind::Equity, "income summary|profit and loss summary|current year earnings"),
    (Kind::Expense, "card processing|payment processing|merchant fees"),
    (
        Kind::Revenue,
        "gst free|vat free|incl vat|inc vat|including vat|excl vat|ex vat|excluding vat|net of vat",
    ),
    (
        Kind::FixedAsset,
        "accumulated|fixed asset|fixed assets|capital expenditure|capex|property plant|anlagevermogen",
    ),
    (Kind::SalesTax, "sales tax|vat|gst|hst|umsatzsteuer|vorsteuer|mehrwertsteuer|use tax"),
    (Kind::Loan, "notes payable|loan payable|loans payable|mortgage payable|line of credit"),
    (Kind::Payable, "payable|payables|creditors|verbindlichkeiten"),
    (Kind::Receivable, "receivable|receivables|debtors|forderungen"),
    (
        Kind::Liability,
        "deferred|unearned|accrued|accruals|customer deposits|payroll liabilities|gift cards",
    ),
    (Kind::Transfer, "transfer|transfers|umbuchung|intercompany clearing|undeposited funds"),
    (
        Kind::IncomeTax,
        "income tax|income taxes|corporate tax|corporation tax|korperschaftsteuer|gewerbesteuer",
    ),
    (
        Kind::OtherIncome,
        "interest income|interest received|interest earned|other income|gain on|gain loss|exchange gain|xchg|\
         dividend income|dividends received|discounts received",
    ),
    (
        Kind::OtherExpense,
        "interest expense|interest paid|loan interest|mortgage interest|loss on|exchange loss",
    ),
    (
        Kind::Expense,
        "payroll tax|payroll taxes|property tax|mortgage rent|medical expense|bank interest and charges",
    ),
    (Kind::Depreciation, "depreciation|amortization|amortisation|abschreibung|abschreibungen"),
    (
        Kind::ContraRevenue,
        "returns|refunds|sales discounts|discounts given|discounts|returns and adjustments|allowances",
    ),
    (
        Kind::CostOfSales,
        "cost of goods|cost of sales|cost of revenue|cogs|materials|raw materials|wareneinkauf|wareneinsatz|\
         standard cost|purchases|ingredients|variances|direct costs",
    ),
    (
        Kind::Equity,
        "equity|retained earnings|owner equity|owner draw|owners draw|owner drawings|owner contribution|drawings|\
         drawing|share capital|paid in capital|opening balance|opening balances|dividends paid|capital contribution|\
         eigenkapital|privatentnahme|stock",
    ),
    (
        Kind::Revenue,
        "gifts received|salary income|subscription revenue|fees earned|sales to|sales of|sales from|income from|revenue from",
    ),
    (Kind::Asset, "inventory|prepaid|prepayments|deposits|bestand"),
];

/// The last word of a name says what the thing is: `bank fees` are fees, `cash sales` sales, `rent income` income.
const LAST_WORDS: [(Kind, &str); 4] = [
    (
        Kind::Revenue,
        "sales|sale|revenue|revenues|income|turnover|takings|receipts|umsatz|umsatze|umsatzerlose|erlose|ventas|ventes|ingresos|received",
    ),
    (
        Kind::Expense,
        "paid|loyer|loyers|salaires|honoraires|assurances|frais|fee|fees|charge|charges|expense|expenses|cost|costs|salary|salaries|wage|wages|rent|rents|insurance|supplies|\
         aufwand|kosten|gebuhren|gastos|expenditure",
    ),
    (Kind::IncomeTax, "tax|taxes|steuern"),
    (Kind::Loan, "loan|loans|mortgage|darlehen"),
];

/// What a whole name says that its words do not.
const WHOLE_NAMES: [(Kind, &str); 1] = [(
    Kind::FixedAsset,
    "office equipment|computer equipment|vehicles|motor vehicles|machinery|furniture|furniture and fixtures|\
     furniture fixtures|plant and machinery",
)];

/// Single words anywhere in a name, where nothing above tells.
const WORDS: [(Kind, &str); 16] = [
    (Kind::Expense, "rent|miete|wages|salary|salaries|payroll|gehalter|lohne|benefits|pension"),
    (Kind::Expense, "utilities|electricity|power|gas|water|strom|telephone|phone|internet|heating"),
    (Kind::Expense, "insurance|versicherung|legal|accounting|professional|audit|bookkeeping"),
    (Kind::Expense, "marketing|advertising|werbung|promotion|commissions|commission|conferences"),
    (
        Kind::Expense,
        "travel|meals|entertainment|lodging|hotel|fuel|reisekosten|vehicle|vehicles|car",
    ),
    (
        Kind::Expense,
        "office|supplies|software|subscriptions|hosting|postage|shipping|freight|packaging|burobedarf",
    ),
    (Kind::Expense, "repairs|repair|maintenance|cleaning|equipment|furniture|leasehold|tools"),
    (
        Kind::Expense,
        "fees|charges|training|education|donations|licenses|licences|permits|dues|research",
    ),
    (
        Kind::Expense,
        "expense|expenses|cost|costs|aufwand|kosten|groceries|restaurant|medical|dining",
    ),
    (
        Kind::Revenue,
        "revenue|revenues|sales|income|turnover|umsatz|erlose|ventas|ingresos|services|consulting|catering|wholesale",
    ),
    (Kind::Loan, "loan|loans|mortgage|darlehen"),
    (Kind::Payable, "credit card"),
    (Kind::IncomeTax, "tax|taxes|steuern"),
    (Kind::Cash, "cash|bank|checking|savings|kasse|petty cash|paypal|stripe|current account|giro"),
    (Kind::Asset, "asset|assets"),
    (Kind::Liability, "liability|liabilities"),
];

/// The kind that an account's type names.
pub fn of_type(text: &str) -> Option<Kind> {
    of_type_alone(text).or_else(|| of_name(text))
}

/// The kind of a type that ledgers print, word for word.
pub(crate) fn of_type_alone(text: &str) -> Option<Kind> {
    let plain = words::plain(text);
    let told = TYPES.iter().find(|(_, words)| words.split('|').any(|word| word == plain));
    told.map(|(kind, _)| *kind)
}

/// The kind that an account's name tells.
pub fn of_name(name: &str) -> Option<Kind> {
    let plain = words::plain(name);
    let padded = format!(" {plain} ");
    let last = plain.rsplit(' ').next().unwrap_or_default();
    let is_whole = |word: &str| word == plain;
    let is_last = |word: &str| word == last;
    let is_in = |word: &str| padded.contains(&format!(" {word} "));
    find(&WHOLE_NAMES, is_whole).or_else(|| find(&SAYINGS, is_in)).or_else(|| {
        // Interest is earned or paid, and the word alone does not say.
        let is_open = matches!(last, "interest" | "zinsen");
        let told = || find(&LAST_WORDS, is_last).or_else(|| find(&WORDS, is_in));
        if is_open { None } else { told() }
    })
}

fn find(table: &[(Kind, &str)], is: impl Fn(&str) -> bool) -> Option<Kind> {
    table.iter().find(|(_, words)| words.split('|').any(&is)).map(|(kind, _)| *kind)
}

/// The kind of a number in the usual order of charts of accounts: assets, liabilities, equity, revenue, cost of sales,
/// expenses, and what is beside the business.
pub fn of_number(code: &str) -> Option<Kind> {
    let digits = code.trim();
    let is_code =
        (3..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.bytes().next().filter(|_| is_code)? {
        b'1' => Some(Kind::Asset),
        b'2' => Some(Kind::Liability),
        b'3' => Some(Kind::Equity),
        b'4' => Some(Kind::Revenue),
        b'5' => Some(Kind::CostOfSales),
        b'6' | b'7' => Some(Kind::Expense),
        _ => None,
    }
}

/// The kind of a number in the French general chart of accounts (plan comptable général).
pub(crate) fn of_french_number(code: &str) -> Option<Kind> {
    const PREFIXES: [(&str, Kind); 24] = [
        ("16", Kind::Loan),
        ("1", Kind::Equity),
        ("2", Kind::FixedAsset),
        ("3", Kind::Asset),
        ("40", Kind::Payable),
        ("41", Kind::Receivable),
        ("445", Kind::SalesTax),
        ("455", Kind::Equity),
        ("4", Kind::Liability),
        ("50", Kind::Asset),
        ("58", Kind::Transfer),
        ("5", Kind::Cash),
        ("60", Kind::CostOfSales),
        ("66", Kind::OtherExpense),
        ("67", Kind::OtherExpense),
        ("68", Kind::Depreciation),
        ("695", Kind::IncomeTax),
        ("6", Kind::Expense),
        ("709", Kind::ContraRevenue),
        ("70", Kind::Revenue),
        ("76", Kind::OtherIncome),
        ("77", Kind::OtherIncome),
        ("78", Kind::OtherIncome),
        ("7", Kind::Revenue),
    ];
    let digits = code.trim();
    let is_code = 3 <= digits.len() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let told = PREFIXES.iter().find(|(prefix, _)| digits.starts_with(prefix));
    told.filter(|_| is_code).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_known_by_their_names() {
        for (name, kind) in [
            ("Sales Tax Payable", Kind::SalesTax),
            ("Trade Sales", Kind::Revenue),
            ("Interest Income", Kind::OtherIncome),
            ("Interest Expense", Kind::OtherExpense),
            ("Payroll Taxes", Kind::Expense),
            ("Taxes", Kind::IncomeTax),
            ("Amortization of Goodwill", Kind::Depreciation),
            ("Returns and Adjustments", Kind::ContraRevenue),
            ("Standard Cost of Sales", Kind::CostOfSales),
            ("Assets:US:BofA:Checking", Kind::Cash),
            ("Expenses:Home:Rent", Kind::Expense),
            ("Equity:Opening Balances", Kind::Equity),
            ("Accounts Receivable", Kind::Receivable),
            ("Loan from bank", Kind::Loan),
            ("Bank Fees", Kind::Expense),
            ("Cash Sales", Kind::Revenue),
            ("Credit Card Fees", Kind::Expense),
            ("Loan Interest", Kind::OtherExpense),
            ("Mortgage & Rent", Kind::Expense),
            ("GST Free Sales", Kind::Revenue),
            ("Owner's Salary", Kind::Expense),
            ("Rent Income", Kind::Revenue),
            ("Software Sales", Kind::Revenue),
            ("Repair Services Revenue", Kind::Revenue),
            ("Payroll Taxes Payable", Kind::Payable),
            ("Income Tax Payable", Kind::Payable),
            ("Deferred Revenue", Kind::Liability),
            ("Accumulated Depreciation", Kind::FixedAsset),
            ("Depreciation Expense", Kind::Depreciation),
            ("Office Equipment", Kind::FixedAsset),
            ("Vehicle expenses", Kind::Expense),
            ("Checking", Kind::Cash),
            ("Sales to Hotel Nord", Kind::Revenue),
            ("Cost of sales to hotels", Kind::CostOfSales),
            ("Sales commissions", Kind::Expense),
        ] {
            assert_eq!(of_name(name), Some(kind), "{name}");
        }
        for name in ["Zephyr", "Bank Interest", ""] {
            assert_eq!(of_name(name), None, "{name}");
        }
    }

    #[test]
    fn types_and_numbers_say_the_kind_too() {
        assert_eq!(of_type("Expenditures"), Some(Kind::Expense));
        assert_eq!(of_type("Revenue"), Some(Kind::Revenue));
        assert_eq!(of_number("4500"), Some(Kind::Revenue));
        assert_eq!(of_number("6020"), Some(Kind::Expense));
        assert_eq!(of_number("8030"), None);
        assert_eq!(of_number("12"), None);
    }
}
