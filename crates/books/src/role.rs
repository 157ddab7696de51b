//! What a column of books holds, by its name.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::words::{self, plain};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The day of the row.
    Date,
    /// The year of the row, where the date is a month or a quarter of it.
    Year,
    /// The row's amount, of which the sign or the account says the way.
    Amount,
    /// What was planned, where the amount is what happened.
    Budget,
    /// What is debited.
    Debit,
    /// What is credited.
    Credit,
    /// Debit less credit.
    Net,
    /// What was sold, in money.
    Sales,
    /// What the sold goods cost.
    Cost,
    /// Sales less cost.
    Profit,
    /// What was taken off the price, in money or as a part of it.
    Discount,
    /// How many were sold.
    Quantity,
    /// The price of one.
    Price,
    /// The balance after the row, which is no amount of it.
    Balance,
    /// The account by its name.
    Account,
    /// The account by its number.
    AccountCode,
    /// Whether the account is income, an expense, an asset …
    AccountType,
    /// Whether the amount is a debit or a credit.
    Direction,
    /// A sort of income or expense.
    Category,
    /// Who paid or was paid.
    Counterparty,
    /// What was sold.
    Product,
    /// Where.
    Region,
    /// Who in the business.
    Department,
    /// Whether the row is actual, budget or forecast.
    Scenario,
    /// The currency of the row.
    Currency,
    /// What no other row has.
    Id,
    /// What the rows of one entry, order or invoice share.
    Entry,
    /// The amount in the currency of the row, where another column has it in that of the books.
    ForeignAmount,
    /// Words about the row.
    Description,
    /// A sort of row with a name of its own: segment, size, way of sending.
    Label,
    /// Whether the row counts: `REVERTED`, `pending` and `void` do not.
    Status,
    /// The sales tax within the amount.
    Tax,
    /// What a bank or a payment service kept of the amount.
    Fee,
    /// The line of another file that the row comes from.
    Line,
    /// Nothing that is read.
    Ignored,
}

impl Role {
    /// Whether rows are grouped by it when a change is explained.
    pub fn is_dimension(self) -> bool {
        matches!(
            self,
            Self::Account
                | Self::Category
                | Self::Counterparty
                | Self::Product
                | Self::Region
                | Self::Department
                | Self::Currency
                | Self::Description
                | Self::Label
        )
    }

    /// Whether its cells are numbers.
    pub fn is_number(self) -> bool {
        self.is_money()
            || matches!(
                self,
                Self::Discount
                    | Self::Fee
                    | Self::Tax
                    | Self::Quantity
                    | Self::Price
                    | Self::Balance
                    | Self::ForeignAmount
            )
    }

    /// Whether its cells are amounts of money that the books are made of.
    pub fn is_money(self) -> bool {
        matches!(
            self,
            Self::Amount
                | Self::Budget
                | Self::Debit
                | Self::Credit
                | Self::Net
                | Self::Sales
                | Self::Cost
                | Self::Profit
        )
    }

    /// Whether only one column of a table can be it.
    pub fn is_single(self) -> bool {
        !(self.is_dimension() && self != Self::Account && self != Self::Description
            || self == Self::Ignored)
    }
}

/// The names of columns, by what they hold: in lower case, letters and digits alone.
const NAMES: [(Role, &str); 33] = [
    (
        Role::Date,
        "date|ecrituredate|posting date|transaction date|order date|invoice date|booking date|value date|entry date|txn date|datum|\
         buchungsdatum|buchungstag|belegdatum|fecha|data|day|period|month|dato|date comptable|date operation",
    ),
    (
        Role::Amount,
        "net amount|line subtotal|nettobetrag|amount excl vat|subtotal|amount|betrag|betrag inkl mwst|umsatz|importe|montant|line total|total amount|\
         total|value|sum|amount usd|amount eur|amount gbp|transaction amount|gross amount|gross|bruttobetrag|importo|valor|belob|paid in out|actual|actuals|actual amount",
    ),
    (Role::Budget, "budget|budgeted|budget amount|planned|plan amount|target"),
    (
        Role::Debit,
        "debit|debits|debit amount|debit amt|soll|sollbetrag|debe|debito|dr|withdrawal|withdrawals|money out|paid out|expense|expenses|spent|payments|ausgaben|ausgabe|gastos|depenses",
    ),
    (
        Role::Credit,
        "credit|credits|credit amount|credit amt|haben|habenbetrag|haber|credito|cr|deposit|deposits|money in|paid in|income|received|einnahmen|einnahme|ingresos|recettes",
    ),
    (Role::Net, "net activity|net|activity|net change|movement|saldo bewegung"),
    (Role::Sales, "sales|net sales|revenue|sales amount|ventas|verkauf|turnover|extended price"),
    (
        Role::Cost,
        "cogs|cost|unit cost|cost per unit|cost price|cost of goods sold|cost of sales|total cost|costs|kosten|wareneinsatz",
    ),
    (Role::Profit, "profit|gross profit|margin amount|gewinn|beneficio|benefice"),
    (Role::Discount, "discount|discounts|rabatt|descuento|remise"),
    (Role::Quantity, "quantity|qty|units|units sold|menge|cantidad|quantite|anzahl|pieces"),
    (Role::Price, "price|unit price|sale price|preis|einzelpreis|precio|prix|rate"),
    (Role::Balance, "balance|running balance|saldo|kontostand|solde|closing balance"),
    (
        Role::Account,
        "account|account name|comptelib|compte lib|line item|line|gl account|ledger account|konto|kontoname|cuenta|compte|split account",
    ),
    (
        Role::AccountCode,
        "account code|comptenum|compte num|account number|account no|account id|gl code|kontonummer|konto nr|acct|acct no|nominal code|code",
    ),
    (
        Role::AccountType,
        "account type|type of account|kontoart|account class|statement line|classification",
    ),
    (
        Role::Direction,
        "type|transaction type|debit credit|credit debit|dr cr|cr dr|direction|d c|income expense|soll haben",
    ),
    (
        Role::Category,
        "category|kategorie|categoria|categorie|class|expense type|sub category|subcategory|income expense category",
    ),
    (
        Role::Counterparty,
        "customer|customer name|client|vendor|vendor name|supplier|payee|payer|counterparty|name|kunde|lieferant|\
         empfanger|auftraggeber|cliente|proveedor|client name|merchant|contact",
    ),
    (
        Role::Product,
        "product|product name|item|item name|sku|produkt|artikel|producto|produit|product service",
    ),
    (
        Role::Region,
        "region|country|city|location|shop|store|branch|land|filiale|territory|market|site",
    ),
    (
        Role::Department,
        "department|dept|cost center|cost centre|kostenstelle|division|team|project|job",
    ),
    (Role::Scenario, "scenario|actual budget|version|budget actual|plan"),
    (Role::Currency, "currency|ccy|wahrung|waehrung|moneda|devise|commodity"),
    (Role::Id, "id|row id|transaction id|txn id|line id|uuid|row no|line no"),
    (
        Role::Status,
        "status|state|void|voided|invoice status|payment status|financial status|order status|transaction status",
    ),
    (Role::Fee, "fee|fees|transaction fee|processing fee|payment fee|stripe fee|paypal fee|gebuhr"),
    (Role::Tax, "tax|vat|sales tax|tax amount|tax 1 amount|vat amount|mwst|ust|iva|tva|gst"),
    (
        Role::Entry,
        "order id|ecriturenum|order no|order number|invoice|invoice no|invoice number|invoice id|entry|entry id|entry no|voucher|\
         reference|ref|belegnummer|document no|document number|journal no|journal id|journal|num",
    ),
    (
        Role::ForeignAmount,
        "foreign amount|original amount|amount in currency|transaction currency amount|fremdwahrungsbetrag|local amount",
    ),
    (
        Role::Ignored,
        "quarter|week|month name|month number|month no|weekday|fiscal period|postal code|zip",
    ),
    (Role::Year, "year|fiscal year|jahr|ano|annee"),
    (
        Role::Description,
        "description|ecriturelib|memo|details|narration|text|buchungstext|verwendungszweck|note|notes|concepto|libelle|particulars",
    ),
];

/// What a column of this name holds, where the name says so.
pub fn of(name: &str) -> Option<Role> {
    ranked(name).map(|(_, role)| role)
}

/// [`of`], with how far down the list of such names this one stands: of two columns the first is meant.
pub(crate) fn ranked(name: &str) -> Option<(usize, Role)> {
    ranked_plain(&plain(name)).or_else(|| {
        // `Debit Amount (Two Column Approach)`
        let (before, _) = name.split_once('(')?;
        let (rank, role) = ranked_plain(&plain(before))?;
        Some((rank + 100, role))
    })
}

fn ranked_plain(plain: &str) -> Option<(usize, Role)> {
    NAMES.iter().find_map(|(role, names)| {
        names.split('|').position(|one| one == plain).map(|rank| (rank, *role))
    })
}

impl FromStr for Role {
    type Err = words::NoSuchWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        words::one_of(text)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Date => "date",
            Self::Year => "year",
            Self::Amount => "amount",
            Self::Budget => "budget",
            Self::Debit => "debit",
            Self::Credit => "credit",
            Self::Net => "net",
            Self::Sales => "sales",
            Self::Cost => "cost",
            Self::Profit => "profit",
            Self::Discount => "discount",
            Self::Quantity => "quantity",
            Self::Price => "price",
            Self::Balance => "balance",
            Self::Account => "account",
            Self::AccountCode => "account_code",
            Self::AccountType => "account_type",
            Self::Direction => "direction",
            Self::Category => "category",
            Self::Counterparty => "counterparty",
            Self::Product => "product",
            Self::Region => "region",
            Self::Department => "department",
            Self::Scenario => "scenario",
            Self::Currency => "currency",
            Self::Id => "id",
            Self::Entry => "entry",
            Self::ForeignAmount => "foreign_amount",
            Self::Description => "description",
            Self::Label => "label",
            Self::Status => "status",
            Self::Tax => "tax",
            Self::Fee => "fee",
            Self::Line => "line",
            Self::Ignored => "ignored",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_names() {
        for (name, role) in [
            (" Order Date ", Some(Role::Date)),
            ("Buchungstag", Some(Role::Date)),
            ("Net Activity", Some(Role::Net)),
            ("COGS", Some(Role::Cost)),
            ("Units Sold", Some(Role::Quantity)),
            ("account_code", Some(Role::AccountCode)),
            ("Sub-Category", Some(Role::Category)),
            ("Währung", Some(Role::Currency)),
            ("Discount Band", None),
            ("", None),
        ] {
            assert_eq!(of(name), role, "{name}");
        }
    }

    #[test]
    fn no_name_has_two_roles() {
        let mut all: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.split('|')).collect();
        assert!(all.iter().all(|name| plain(name) == *name), "{all:?}");
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
