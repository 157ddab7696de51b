//! Which way amounts run and what accounts are, told by all of them together.

use crate::{
    account::{self, Kind},
    ledger::{Scenario, ToldBy},
    mapping::Signs,
    words,
};

/// So many of a hundred amounts must run one way before it is called theirs.
const MOST_PER_CENT: u64 = 70;

/// What a file says of one account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) sort: String,
    /// Whether its amounts are credits, 1, or debits, −1, where a column says so.
    pub(crate) way: Option<i64>,
    /// Its kind, where the column says it.
    pub(crate) fixed: Option<Kind>,
    /// How many of its amounts are above zero, and below.
    pub(crate) above: u64,
    pub(crate) below: u64,
}

/// The kind of an account, by its type, its name or its number; the type says the side, the name what of it.
pub(crate) fn of(said: &Said) -> Option<(Kind, ToldBy)> {
    let (root, name) = match said.name.split_once(':') {
        Some((root, name)) => (Some(root), name),
        None => (None, said.name.as_str()),
    };
    let sort = Some(said.sort.as_str()).filter(|sort| !sort.is_empty()).or(root);
    let by_type = sort.and_then(account::of_type);
    let by_name = account::of_name(name);
    match (by_type, by_name) {
        (Some(side), Some(kind)) if refines(kind, side) => Some((kind, ToldBy::Type)),
        // A loss among the incomes is one that is set off there, and so the other way round.
        (Some(Kind::Revenue), Some(Kind::OtherExpense)) => Some((Kind::OtherIncome, ToldBy::Type)),
        (Some(Kind::Expense), Some(Kind::OtherIncome)) => Some((Kind::OtherExpense, ToldBy::Type)),
        (Some(side), _) => Some((side, ToldBy::Type)),
        (None, Some(kind)) => Some((kind, ToldBy::Name)),
        (None, None) => {
            let number = account::of_number(&said.code).map(|kind| (kind, ToldBy::Number));
            number.or(said.way.map(|way| (of_way(way), ToldBy::Sign)))
        }
    }
}

fn of_way(way: i64) -> Kind {
    if way < 0 { Kind::Expense } else { Kind::Revenue }
}

/// Whether an account's name is that of a sum: `Total expenses`, `Net income`.
pub(crate) fn is_total(name: &str) -> bool {
    const SUMS: [&str; 25] = [
        "total",
        "totals",
        "ebit",
        "ebt",
        "pbt",
        "pat",
        "net other income",
        "net ordinary income",
        "net operating profit",
        "operating loss",
        "gross loss",
        "net assets",
        "net earnings",
        "net surplus",
        "subtotal",
        "grand total",
        "net income",
        "net profit",
        "net loss",
        "gross profit",
        "gross margin",
        "operating income",
        "operating profit",
        "ebitda",
        "net operating income",
    ];
    const BEGIN: [&str; 9] = [
        "total ",
        "profit before ",
        "profit after ",
        "profit on ",
        "profit for ",
        "loss before ",
        "loss after ",
        "loss for ",
        "income before ",
    ];
    let plain = words::plain(name);
    SUMS.contains(&plain.as_str())
        || plain.ends_with(" total")
        || BEGIN.iter().any(|begin| plain.starts_with(begin))
}

/// Whether words call an amount a balance, which is no amount of its own.
pub(crate) fn is_balance(words: &str) -> bool {
    const BALANCES: [&str; 8] = [
        "beginning balance",
        "opening balance",
        "ending balance",
        "closing balance",
        "balance forward",
        "brought forward",
        "balance brought forward",
        "balance carried forward",
    ];
    // Most words end otherwise, and are seen to at a glance.
    let ends = |with: &str| {
        let from = words.len().checked_sub(with.len());
        from.and_then(|from| words.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(with))
    };
    (ends("balance") || ends("forward")) && BALANCES.contains(&words::plain(words).as_str())
}

/// What banks write beside money that moves between accounts of one owner.
const TRANSFERS: [&str; 12] = [
    "transfer to savings",
    "transfer from savings",
    "transfer to checking",
    "transfer from checking",
    "to savings",
    "from savings",
    "online transfer to",
    "online transfer from",
    "internal transfer",
    "own account",
    "payment thank you",
    "autopay payment",
];

/// Whether words beside an amount say that.
pub(crate) fn is_transfer(words: &str) -> bool {
    let plain = format!(" {} ", words::plain(words));
    TRANSFERS.iter().any(|saying| plain.contains(&format!(" {saying} ")))
}

/// What payment services call money that they hand over, or change into another currency.
const HANDED_OVER: [&str; 9] = [
    "payout",
    "payouts",
    "general withdrawal",
    "user initiated withdrawal",
    "bank withdrawal",
    "exchange",
    "currency conversion",
    "general currency conversion",
    "payout to bank",
];

/// Whether a row's sort says that its money only moved.
pub(crate) fn is_handed_over(sort: &str) -> bool {
    !sort.is_empty() && HANDED_OVER.contains(&words::plain(sort).as_str())
}

/// Words of a row's standing that mean that it does not count.
const VOID: [&str; 18] = [
    "draft",
    "fehlgeschlagen",
    "storniert",
    "abgelehnt",
    "yes",
    "true",
    "reverted",
    "reversed",
    "declined",
    "failed",
    "cancelled",
    "canceled",
    "void",
    "voided",
    "pending",
    "denied",
    "expired",
    "refunded",
];

/// Words of a row's standing that mean that it does.
const COUNTS: [&str; 17] = [
    "sent",
    "erfolgreich",
    "abgeschlossen",
    "no",
    "false",
    "completed",
    "complete",
    "paid",
    "succeeded",
    "success",
    "settled",
    "posted",
    "cleared",
    "done",
    "fulfilled",
    "closed",
    "open",
];

/// Whether a row of this standing does not count.
pub(crate) fn is_void(word: &str) -> bool {
    VOID.contains(&words::plain(word).as_str())
}

/// Whether a word is of a row's standing.
pub(crate) fn is_status(word: &str) -> bool {
    is_void(word) || COUNTS.contains(&words::plain(word).as_str())
}

/// Whether a word calls an amount one that happened, or one that was planned.
pub(crate) fn scenario(word: &str) -> Option<Scenario> {
    let plain = words::plain(word);
    match plain.as_str() {
        "" | "actual" | "actuals" | "ist" | "real" | "posted" => Some(Scenario::Actual),
        _ => ["budget", "plan", "target"]
            .iter()
            .any(|word| plain.split(' ').any(|one| one.starts_with(word)))
            .then_some(Scenario::Budget),
    }
}

/// Whether a word calls an amount a credit, 1, or a debit, −1.
pub(crate) fn way(word: &str) -> Option<i64> {
    match words::plain(word).as_str() {
        "credit" | "cr" | "c" | "in" | "inflow" | "deposit" | "received" | "haben" | "h" => Some(1),
        "debit" | "dr" | "d" | "out" | "outflow" | "withdrawal" | "paid" | "soll" | "s" => Some(-1),
        _ => None,
    }
}

/// Whether a kind is a sort of another.
fn refines(kind: Kind, side: Kind) -> bool {
    let sorts: &[Kind] = if side == Kind::Revenue {
        &[Kind::ContraRevenue, Kind::OtherIncome]
    } else if side == Kind::Expense {
        &[
            Kind::CostOfSales,
            Kind::Depreciation,
            Kind::OtherExpense,
            Kind::IncomeTax,
            Kind::ContraRevenue,
        ]
    } else if side == Kind::Asset {
        &[Kind::Cash, Kind::Receivable, Kind::FixedAsset, Kind::SalesTax]
    } else if side == Kind::Liability {
        &[Kind::Payable, Kind::SalesTax, Kind::Loan]
    } else {
        &[]
    };
    sorts.contains(&kind)
}

/// Which way the amounts of one column run, told by the accounts whose kind is known; none where they tell nothing.
pub(crate) fn signs(accounts: &[(Said, Option<Kind>)]) -> Option<(Signs, String)> {
    // What a column of its own gives, a fee or a tax, says nothing of how the amounts run.
    let accounts: Vec<&(Said, Option<Kind>)> =
        accounts.iter().filter(|(said, _)| said.fixed.is_none()).collect();
    let count = |is: &dyn Fn(Kind) -> bool| {
        let of = accounts.iter().filter(|(_, kind)| kind.is_some_and(is));
        of.fold((0, 0), |(above, below), (said, _)| (above + said.above, below + said.below))
    };
    let earned = count(&Kind::is_earned);
    let spent =
        count(&|kind| kind.is_of_income() && !kind.is_earned() && kind != Kind::ContraRevenue);
    let all = accounts
        .iter()
        .fold((0, 0), |(above, below), (said, _)| (above + said.above, below + said.below));
    // Refunds and rebates run against the rest of their account: the greater part tells.
    let way = |(above, below): (u64, u64)| (above != below).then_some(below < above);
    let evidence = |told: &str| {
        format!(
            "of what is earned {} amounts are above zero and {} below, of what is spent {} and {}: {told}",
            earned.0, earned.1, spent.0, spent.1
        )
    };
    if all.1 == 0 && accounts.iter().all(|(said, _)| said.way.is_some()) {
        return Some((
            Signs::Sizes,
            "a column says which amounts are debits and which credits".to_owned(),
        ));
    }
    let sizes = || Some((Signs::Sizes, evidence("the account says which way an amount runs")));
    match (way(earned), way(spent)) {
        (Some(false), Some(true) | None) if 0 < all.1 => {
            Some((Signs::DebitPositive, evidence("debits are above zero")))
        }
        // Nothing is earned that is known, and as much below zero as above: what is below may be earned.
        (None, Some(true)) if earned == (0, 0) && all.0 < all.1 * 3 => {
            Some((Signs::DebitPositive, evidence("debits are above zero")))
        }
        (Some(true) | None, Some(true)) => sizes(),
        // Where nothing is below zero, the accounts that nobody knows may be spent as well as earned.
        (Some(true), None) if all.1 == 0 => sizes(),
        (Some(true), Some(false) | None) | (None, Some(false)) => {
            Some((Signs::Inflow, evidence("what comes in is above zero")))
        }
        // A card's list has what was bought above zero; most rows of a bank's list are payments.
        (None, None) if 0 < all.0 && 0 < all.1 && all.0 * 100 < (all.0 + all.1) * MOST_PER_CENT => {
            Some((
                Signs::Inflow,
                format!(
                    "{} amounts are above zero and {} below, and no account tells more: what comes in is above zero",
                    all.0, all.1
                ),
            ))
        }
        (Some(false), _) | (None, None) => None,
    }
}

/// What an amount as written is worth as credit less debit.
pub(crate) fn turned(signs: Signs, kind: Kind, way: Option<i64>) -> i64 {
    match signs {
        Signs::Inflow | Signs::Columns => 1,
        Signs::DebitPositive => -1,
        Signs::Sizes => way.unwrap_or(if kind.is_earned() { 1 } else { -1 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, above: u64, below: u64) -> (Said, Option<Kind>) {
        let said = Said { name: name.to_owned(), above, below, ..Said::default() };
        let kind = of(&said).map(|(kind, _)| kind);
        (said, kind)
    }

    #[test]
    fn the_root_of_a_name_says_the_side() {
        for (name, kind) in [
            ("Income:US:Hoogle:Salary", Kind::Revenue),
            ("Expenses:Taxes:Y2014:US:Federal", Kind::IncomeTax),
            ("Expenses:Food:Restaurant", Kind::Expense),
            ("Assets:US:BofA:Checking", Kind::Cash),
            ("Liabilities:US:Chase:Slate", Kind::Liability),
            ("assets:accounts receivable:client1", Kind::Receivable),
        ] {
            assert_eq!(said(name, 1, 0).1, Some(kind), "{name}");
        }
    }

    #[test]
    fn the_way_amounts_run_is_told_by_all_accounts() {
        let check = |accounts: &[(Said, Option<Kind>)], expected: Option<Signs>| {
            assert_eq!(signs(accounts).map(|(signs, _)| signs), expected, "{accounts:?}");
        };
        check(&[said("Sales", 90, 10), said("Rent", 0, 12)], Some(Signs::Inflow));
        check(&[said("Sales", 90, 0), said("Rent", 12, 1)], Some(Signs::Sizes));
        check(&[said("Sales", 0, 90), said("Rent", 12, 0)], Some(Signs::DebitPositive));
        check(&[said("Sales", 9, 0), said("Zephyr", 5, 0)], Some(Signs::Sizes));
        check(&[said("Zephyr", 5, 7)], Some(Signs::Inflow));
        check(&[said("Zephyr", 5, 0)], None);
        check(&[said("Sales", 0, 90), said("Rent", 0, 12)], None);
    }
}
