//! The rows of a table as numbers and keys, each accounted for: read, told a duplicate, or rejected with its reason.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashMap};
use jiff::civil::Date;

use crate::{
    account::{self, Kind},
    date::{self, DateOrder},
    keys::Keys,
    kinds::{self, Said},
    ledger::{Dimension, NO_ENTRY, Scenario},
    mapping::Mapping,
    number::{self, NotANumber, Number},
    places::{Amounts, Part, Parts, Places},
    report::{ControlTotal, Duplicate, Rejected, Report, Total},
    role::Role,
    table::Record,
    words,
};

/// Books keep cents, whether or not a file has any.
const DECIMALS_MIN: u8 = 2;

/// Books keep so many decimals at most; what has more was computed and not paid.
const DECIMALS_MAX: u8 = 6;

/// Quantities are kept in thousandths.
const QUANTITY_DECIMALS: u8 = 3;

/// Amounts in another currency are kept in ten-thousandths.
const FOREIGN_DECIMALS: u8 = 4;

/// So many pairs of rows that are alike are named.
const ALIKE_MAX: usize = 100;

/// So many different dates, and so many words, are remembered.
const DATES_KEPT: usize = 1 << 14;

/// The rows of a table: one amount of a row beside the other, in columns.
#[derive(Debug)]
pub(crate) struct Rows {
    /// How a row says its amounts.
    pub(crate) says: Amounts,
    pub(crate) days: Vec<Date>,
    pub(crate) lines: Vec<u32>,
    /// As written, in units of the last decimal.
    pub(crate) amounts: Vec<i64>,
    /// Which part of its row each amount is.
    pub(crate) parts: Vec<Part>,
    pub(crate) decimals: u8,
    pub(crate) scenarios: Vec<Scenario>,
    /// The place of each amount's account.
    pub(crate) accounts_of: Vec<u32>,
    pub(crate) accounts: Vec<Said>,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) keys: Vec<Vec<u32>>,
    pub(crate) quantities: Vec<i64>,
    pub(crate) foreign: Vec<i64>,
    pub(crate) entries: Vec<u32>,
    pub(crate) report: Report,
}

/// Reads rows one after the other.
#[derive(Debug)]
pub(crate) struct Reader<'m> {
    mapping: &'m Mapping,
    places: Places,
    rows: Rows,
    /// The column of each dimension.
    grouped_by: Vec<usize>,
    names: Keys,
    codes: Keys,
    sorts: Keys,
    ways: Keys,
    entries: Keys,
    accounts: HashMap<[u32; 4], u32>,
    days: HashMap<String, Option<Date>>,
    scenarios: HashMap<String, Scenario>,
    /// Whether accounts are numbered as French law has it.
    french_plan: bool,
    /// The account that sales tax within amounts goes to.
    tax_account: Option<u32>,
    /// The account that fees go to.
    fee_account: Option<u32>,
    /// The account of transfers that the words of rows tell.
    transfers: Option<u32>,
    said_transfers: HashMap<String, bool>,
    said_totals: HashMap<String, bool>,
    /// What is in the row of each id, and its line.
    ids: HashMap<u64, (u64, u32)>,
    hasher: DefaultHashBuilder,
}

/// Where the accounts of an order stand among the accounts.
const SALES: u32 = 0;
const COST: u32 = 1;

impl Rows {
    fn of(says: Amounts) -> Self {
        Self {
            says,
            days: Vec::new(),
            lines: Vec::new(),
            amounts: Vec::new(),
            parts: Vec::new(),
            decimals: DECIMALS_MIN,
            scenarios: Vec::new(),
            accounts_of: Vec::new(),
            accounts: Vec::new(),
            dimensions: Vec::new(),
            keys: Vec::new(),
            quantities: Vec::new(),
            foreign: Vec::new(),
            entries: Vec::new(),
            report: Report::default(),
        }
    }
}

impl<'m> Reader<'m> {
    pub(crate) fn new(mapping: &'m Mapping) -> Self {
        let places = Places::of(mapping);
        let mut rows = Rows::of(places.amounts);
        if matches!(places.amounts, Amounts::Sold { .. } | Amounts::Priced { .. }) {
            for (name, kind) in [("Sales", Kind::Revenue), ("Cost of sales", Kind::CostOfSales)] {
                rows.accounts.push(Said {
                    name: name.to_owned(),
                    fixed: Some(kind),
                    ..Said::default()
                });
            }
        }
        let mut fixed = |there: Option<usize>, name: &str, kind| {
            there?;
            let place = u32::try_from(rows.accounts.len()).ok()?;
            let (name, fixed) = (name.to_owned(), Some(kind));
            rows.accounts.push(Said { name, fixed, ..Said::default() });
            Some(place)
        };
        let tax_account = fixed(places.tax, "Sales tax", Kind::SalesTax);
        let fee_account = fixed(places.fee, "Fees", Kind::Expense);
        let mut grouped_by = Vec::new();
        for (at, (name, role)) in mapping.columns.iter().enumerate() {
            let is_words = *role == Role::Description && mapping.single.contains(&at);
            if role.is_dimension() && Some(at) != places.name && !is_words {
                grouped_by.push(at);
                rows.dimensions.push(Dimension {
                    name: name.clone(),
                    role: *role,
                    keys: Keys::default(),
                });
                rows.keys.push(Vec::new());
            }
        }
        for at in &places.money {
            let column = mapping.columns.get(*at).map(|(name, _)| name.clone());
            rows.report.totals.push(ControlTotal::of(column.unwrap_or_default()));
        }
        Self {
            mapping,
            places,
            rows,
            grouped_by,
            names: Keys::default(),
            codes: Keys::default(),
            sorts: Keys::default(),
            ways: Keys::default(),
            entries: Keys::default(),
            accounts: HashMap::new(),
            days: HashMap::new(),
            scenarios: HashMap::new(),
            french_plan: places_code_name(mapping) == "comptenum",
            tax_account,
            fee_account,
            transfers: None,
            said_transfers: HashMap::new(),
            said_totals: HashMap::new(),
            ids: HashMap::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    /// All that was read.
    pub(crate) fn finish(self) -> Rows {
        self.rows
    }

    /// Reads a row.
    pub(crate) fn take(&mut self, record: Record<'_>) {
        if record.is_empty() {
            self.rows.report.blank += 1;
            return;
        }
        self.rows.report.rows += 1;
        let said = self.places.line.and_then(|at| record.cell(at).parse().ok());
        let line = said.unwrap_or_else(|| u32::try_from(record.line).unwrap_or(u32::MAX));
        let cells = self.money(&record);
        if let Some(of) = self.duplicate(&record, line) {
            self.rows.report.duplicates.push(Duplicate { line, of });
            for (total, cell) in self.rows.report.totals.iter_mut().zip(&cells) {
                if let Ok(number) = cell {
                    total.duplicates.add(number.digits, number.decimals);
                }
            }
            return;
        }
        match self.read(&record, line, &cells) {
            Ok(parts) => {
                self.rows.report.imported += 1;
                self.account_for(&cells, parts);
            }
            Err(reason) => {
                self.rows.report.rejected.push(Rejected { line, reason });
                for (total, cell) in self.rows.report.totals.iter_mut().zip(&cells) {
                    if let Ok(number) = cell {
                        total.rejected.add(number.digits, number.decimals);
                    }
                }
            }
        }
    }

    /// What rounding took off the cells of a row that the books hold, whose parts are these. What of the cells is imported is
    /// added up from the books at last, where they hold them; else here.
    fn account_for(&mut self, cells: &[Result<Number, NotANumber>], parts: Parts) {
        let kept_of = self.places.amounts.cells(parts);
        for (at, (total, cell)) in self.rows.report.totals.iter_mut().zip(cells).enumerate() {
            let Ok(number) = cell else { continue };
            total.rounding.add(number.digits, number.decimals);
            if let Some(told) = kept_of {
                total.rounding.0 -= told.get(at).copied().flatten().unwrap_or_default();
            } else {
                let kept = kept(*number);
                total.imported.add(kept.digits, kept.decimals);
                total.rounding.add(-kept.digits, kept.decimals);
            }
        }
    }

    /// The amounts of a row in the columns of money, added to the sums of the file.
    fn money(&mut self, record: &Record<'_>) -> Vec<Result<Number, NotANumber>> {
        let mark = self.mapping.decimal_mark;
        let read = |at: &usize| number::read(record.cell(*at), mark);
        let cells: Vec<_> = self.places.money.iter().map(read).collect();
        for (total, cell) in self.rows.report.totals.iter_mut().zip(&cells) {
            if let Ok(number) = cell {
                total.file.add(number.digits, number.decimals);
            }
        }
        cells
    }

    /// The line of the row that this one repeats: it has the same id, and the same in every cell.
    fn duplicate(&mut self, record: &Record<'_>, line: u32) -> Option<u32> {
        let whole = record.hash(&self.hasher);
        let Some(id) = self.places.id.map(|at| record.cell(at)).filter(|id| !id.is_empty()) else {
            let (_, first) = *self.ids.entry(whole).or_insert((whole, line));
            if first != line && self.rows.report.alike.len() < ALIKE_MAX {
                self.rows.report.alike.push(Duplicate { line, of: first });
            }
            return None;
        };
        let (content, first) = *self.ids.entry(self.hasher.hash_one(id)).or_insert((whole, line));
        (first != line && content == whole).then_some(first)
    }

    fn read(
        &mut self,
        record: &Record<'_>,
        line: u32,
        cells: &[Result<Number, NotANumber>],
    ) -> Result<Parts, String> {
        self.counts(record)?;
        let day = self.day(record)?;
        if self.mapping.columns.len() < record.len()
            && (self.mapping.columns.len()..record.len()).any(|at| !record.cell(at).is_empty())
        {
            return Err(format!(
                "it has {} cells, where the head names {}: is a mark in a number taken for one between cells?",
                record.len(),
                self.mapping.columns.len()
            ));
        }
        self.in_currency(record)?;
        let scenario = self.scenario(record);
        let amounts = self.amounts(record, cells)?;
        let quantity = self.thousandths(record, self.places.quantity, QUANTITY_DECIMALS)?;
        let mut foreign = self.thousandths(record, self.places.foreign, FOREIGN_DECIMALS)?;
        let [first, second, tax] = self.without_tax(record, amounts)?;
        let amounts = [first, second, tax, self.fee(record)?];
        let longest = amounts.iter().flatten().map(|of| kept(of.number).decimals).max();
        self.widen(longest.unwrap_or_default())?;
        let mut scaled = [None; 4];
        for (slot, amount) in scaled.iter_mut().zip(amounts) {
            *slot = amount.map(|of| self.scaled(of.number).map(|value| (of, value))).transpose()?;
        }
        // From here on the row is part of the books: nothing below fails.
        let named = self.account(record);
        let keys: Vec<u32> = self
            .grouped_by
            .iter()
            .zip(&mut self.rows.dimensions)
            .map(|(at, dimension)| dimension.keys.intern(record.cell(*at)))
            .collect();
        let mut parts: Parts = [None; 4];
        for (slot, (of, _)) in
            parts.iter_mut().zip(&scaled).filter_map(|(slot, of)| Some((slot, of.as_ref()?)))
        {
            let kept = kept(of.number);
            let mut total = Total::default();
            total.add(kept.digits, kept.decimals);
            *slot = Some(total.0);
        }
        let mut counted = quantity;
        let entry = self.places.entry.map(|at| match record.cell(at) {
            "" => NO_ENTRY,
            cell => self.entries.intern(cell),
        });
        for (part, (of, value)) in
            Part::ALL.into_iter().zip(scaled).filter_map(|(part, of)| Some((part, of?)))
        {
            let account = of.account.unwrap_or(named);
            if let Some(said) =
                usize::try_from(account).ok().and_then(|at| self.rows.accounts.get_mut(at))
            {
                said.above += u64::from(0 < value);
                said.below += u64::from(value < 0);
            }
            self.rows.days.push(day);
            self.rows.lines.push(line);
            self.rows.amounts.push(value);
            self.rows.parts.push(part);
            self.rows.accounts_of.push(account);
            self.rows.scenarios.push(of.scenario.unwrap_or(scenario));
            for (column, key) in self.rows.keys.iter_mut().zip(&keys) {
                column.push(*key);
            }
            // What was sold has a quantity; its cost and its tax are of the same, and it is counted once.
            if self.places.quantity.is_some() {
                self.rows.quantities.push(std::mem::take(&mut counted));
            }
            if self.places.foreign.is_some() {
                self.rows.foreign.push(std::mem::take(&mut foreign));
            }
            self.rows.entries.extend(entry);
        }
        Ok(parts)
    }

    fn day(&mut self, record: &Record<'_>) -> Result<Date, String> {
        let cell = record.cell(self.places.date);
        if let Some(at) = self.places.year {
            let is_quarter = words::plain(self.column(self.places.date)) == "quarter";
            let month = if at == self.places.date {
                Some(1)
            } else {
                date::part_of_year(cell).and_then(|part| match part {
                    1..=4 if is_quarter && cell.trim().len() == 1 => Some(part * 3 - 2),
                    _ if is_quarter && cell.trim().len() == 1 => None,
                    part => Some(part),
                })
            };
            let day = month.and_then(|month| {
                date::read(&format!("{}-{month:02}", record.cell(at)), DateOrder::Ymd)
            });
            return day.ok_or_else(|| {
                format!(
                    "`{}` of `{}` is no month of any books",
                    shortened(cell),
                    shortened(record.cell(at))
                )
            });
        }
        let day = self.days.get(cell).copied().unwrap_or_else(|| {
            let day = date::read(cell, self.mapping.date_order);
            if self.days.len() < DATES_KEPT {
                self.days.insert(cell.to_owned(), day);
            }
            day
        });
        day.ok_or_else(|| match cell {
            "" => format!("there is no date in `{}`", self.column(self.places.date)),
            cell => format!(
                "`{}` in `{}` is no day of any books",
                shortened(cell),
                self.column(self.places.date)
            ),
        })
    }

    /// Whether a row says anything of its own: what is void does not, nor does a sum of other rows.
    fn counts(&mut self, record: &Record<'_>) -> Result<(), String> {
        if let Some(at) = self.places.status {
            let cell = record.cell(at);
            if kinds::is_void(cell) {
                return Err(format!("its `{}` is `{}`", self.column(at), shortened(cell)));
            }
        }
        if let Some(at) = self.places.words.filter(|at| kinds::is_balance(record.cell(*at))) {
            return Err(format!("`{}` is a balance, and no amount", shortened(record.cell(at))));
        }
        if let Some(at) = self.places.name {
            let cell = record.cell(at);
            // `Total` alone is no account, and `Total expenses` is the sum of some.
            let known = self.said_totals.get(cell).copied();
            let is_total = known.unwrap_or_else(|| kinds::is_total(cell));
            if known.is_none() && self.said_totals.len() < DATES_KEPT {
                self.said_totals.insert(cell.to_owned(), is_total);
            }
            if is_total {
                return Err(format!("`{}` is a sum of other rows", shortened(cell)));
            }
        }
        Ok(())
    }

    fn in_currency(&self, record: &Record<'_>) -> Result<(), String> {
        let Some(wanted) = &self.mapping.currency else { return Ok(()) };
        let said = match self.places.currency {
            Some(at) => Some(record.cell(at)).filter(|cell| !cell.is_empty()),
            None if self.mapping.mixed_currencies => {
                let mut signs = self.places.money.iter().map(|at| record.cell(*at));
                signs.find_map(|cell| number::currency_of(cell).filter(|said| said != wanted))
            }
            None => None,
        };
        match said.filter(|said| said != wanted) {
            None => Ok(()),
            Some(other) => Err(format!(
                "it is in {0}, where these books are in {wanted}: `--currency '{0}'` reads those",
                shortened(other)
            )),
        }
    }

    fn scenario(&mut self, record: &Record<'_>) -> Scenario {
        let Some(at) = self.places.scenario else { return Scenario::Actual };
        let cell = record.cell(at);
        if let Some(known) = self.scenarios.get(cell) {
            return *known;
        }
        let scenario = kinds::scenario(cell).unwrap_or(Scenario::Other);
        if self.scenarios.len() < DATES_KEPT {
            self.scenarios.insert(cell.to_owned(), scenario);
        }
        scenario
    }

    /// The amounts that a row says: one or two.
    fn amounts(
        &self,
        record: &Record<'_>,
        cells: &[Result<Number, NotANumber>],
    ) -> Result<[Option<Amount>; 2], String> {
        let read = |at: usize| -> Result<Option<Number>, String> {
            let place = self.places.money.iter().position(|of| *of == at);
            let cell = place.and_then(|place| cells.get(place).copied());
            let number =
                cell.unwrap_or_else(|| number::read(record.cell(at), self.mapping.decimal_mark));
            match number {
                Ok(number) => Ok(Some(number)),
                Err(NotANumber::Empty) => Ok(None),
                Err(error) => Err(format!(
                    "`{}` in `{}`: {error}",
                    shortened(record.cell(at)),
                    self.column(at)
                )),
            }
        };
        let needed = |at: usize| {
            read(at)?.ok_or_else(|| format!("there is no amount in `{}`", self.column(at)))
        };
        match self.places.amounts {
            Amounts::One { amount, budget } => {
                let planned = budget.map(read).transpose()?.flatten();
                let actual = if planned.is_some() { read(amount)? } else { Some(needed(amount)?) };
                Ok([
                    actual.map(Amount::whole),
                    planned.map(|number| Amount {
                        scenario: Some(Scenario::Budget),
                        ..Amount::whole(number)
                    }),
                ])
            }
            Amounts::Two { debit, credit, negative_debits } => {
                let debit = debit.map(read).transpose()?.flatten();
                let credit = credit.map(read).transpose()?.flatten();
                // Where money that goes out is written with a minus, the column says the way and the minus says it again.
                let debit = debit.map(|of| if negative_debits { of } else { of.negated() });
                if debit.or(credit).is_none() {
                    return Err("there is neither a debit nor a credit".to_owned());
                }
                // `0.00` beside an amount is none.
                let says = |of: &Number, other: Option<Number>| of.digits != 0 || other.is_none();
                let credited = credit.filter(|of| says(of, debit));
                let debited = debit.filter(|of| says(of, credited));
                Ok([credited.map(Amount::whole), debited.map(Amount::whole)])
            }
            Amounts::Sold { sales, cost, profit } => {
                let sold = needed(sales)?;
                let spent = match (cost, profit) {
                    (Some(cost), _) => read(cost)?,
                    (None, Some(profit)) => match read(profit)? {
                        Some(profit) => {
                            Some(sold.less(profit).ok_or_else(|| NotANumber::TooLong.to_string())?)
                        }
                        None => None,
                    },
                    (None, None) => None,
                };
                Ok([Some(Amount::of(SALES, sold)), spent.map(|number| Amount::of(COST, number))])
            }
            Amounts::Priced { quantity, price, discount, cost } => {
                let (quantity, price) = (needed(quantity)?, needed(price)?);
                let too_long = || NotANumber::TooLong.to_string();
                let off = match discount.map(|at| (at, record.cell(at))) {
                    None | Some((_, "")) => None,
                    Some((at, cell)) => {
                        let off = number::read_off(cell, self.mapping.decimal_mark);
                        let told = |error| {
                            format!("`{}` in `{}`: {error}", shortened(cell), self.column(at))
                        };
                        Some((off.map_err(told)?, self.mapping.off))
                    }
                };
                let sold = number::priced(quantity, price, off).ok_or_else(too_long)?;
                let spent = match cost.map(|at| Ok::<_, String>((at, read(at)?))).transpose()? {
                    Some((at, Some(cost))) if is_of_one(self.column(at)) => {
                        Some(number::priced(quantity, cost, None).ok_or_else(too_long)?)
                    }
                    Some((_, cost)) => cost,
                    None => None,
                };
                Ok([Some(Amount::of(SALES, sold)), spent.map(|number| Amount::of(COST, number))])
            }
        }
    }

    /// What was kept of a row's amount, as money that went out.
    fn fee(&self, record: &Record<'_>) -> Result<Option<Amount>, String> {
        let Some(at) = self.places.fee else { return Ok(None) };
        match number::read(record.cell(at), self.mapping.decimal_mark) {
            Ok(fee) if fee.digits == 0 => Ok(None),
            Ok(fee) => {
                // A fee that is given back has the other sign than fees have.
                let number = if self.mapping.negative_fees { fee } else { fee.negated() };
                Ok(Some(Amount { number, account: self.fee_account, scenario: None }))
            }
            Err(NotANumber::Empty) => Ok(None),
            Err(error) => {
                let cell = shortened(record.cell(at));
                Err(format!("`{cell}` in `{}`: {error}", self.column(at)))
            }
        }
    }

    /// The amounts of a row with the sales tax within the first one apart.
    fn without_tax(
        &self,
        record: &Record<'_>,
        [first, second]: [Option<Amount>; 2],
    ) -> Result<[Option<Amount>; 3], String> {
        let (Some(at), Some(of), account) = (self.places.tax, first, self.tax_account) else {
            return Ok([first, second, None]);
        };
        let tax = match number::read(record.cell(at), self.mapping.decimal_mark) {
            Ok(tax) => tax,
            Err(NotANumber::Empty) => return Ok([first, second, None]),
            Err(error) => {
                let cell = shortened(record.cell(at));
                return Err(format!("`{cell}` in `{}`: {error}", self.column(at)));
            }
        };
        let number = of.number.less(tax).ok_or_else(|| NotANumber::TooLong.to_string())?;
        let net = Some(Amount { number, ..of });
        Ok([net, second, Some(Amount { number: tax, account, scenario: None })])
    }

    /// A number in whole units of so many decimals, rounded; 0 where there is none.
    fn thousandths(
        &self,
        record: &Record<'_>,
        at: Option<usize>,
        decimals: u8,
    ) -> Result<i64, String> {
        let Some(at) = at else { return Ok(0) };
        match number::read(record.cell(at), self.mapping.decimal_mark) {
            Ok(number) => number
                .rounded(decimals)
                .in_units_of(decimals)
                .ok_or_else(|| too_large(record.cell(at))),
            Err(NotANumber::Empty) => Ok(0),
            Err(error) => {
                Err(format!("`{}` in `{}`: {error}", shortened(record.cell(at)), self.column(at)))
            }
        }
    }

    /// Gives all amounts so many decimals, where they have fewer.
    fn widen(&mut self, decimals: u8) -> Result<(), String> {
        let rows = &mut self.rows;
        if decimals <= rows.decimals {
            return Ok(());
        }
        let factor = 10_i64.pow(u32::from(decimals - rows.decimals));
        if rows.amounts.iter().any(|amount| amount.checked_mul(factor).is_none()) {
            return Err(format!(
                "it has {decimals} decimals, which the largest amount of the file leaves no room for"
            ));
        }
        for amount in &mut rows.amounts {
            *amount *= factor;
        }
        rows.decimals = decimals;
        Ok(())
    }

    /// An amount in units of the books' last decimal.
    fn scaled(&mut self, amount: Number) -> Result<i64, String> {
        let kept = kept(amount);
        let rows = &mut self.rows;
        rows.report.rounded += u64::from(kept != amount);
        let units = kept.in_units_of(rows.decimals).filter(|units| *units != i64::MIN);
        units.ok_or_else(|| too_large(&amount.digits.to_string()))
    }

    fn account(&mut self, record: &Record<'_>) -> u32 {
        let cell = |at: Option<usize>| at.map_or("", |at| record.cell(at));
        let key = [
            self.names.intern(cell(self.places.name)),
            self.codes.intern(cell(self.places.code)),
            self.sorts.intern(cell(self.places.sort)),
            self.ways.intern(cell(self.places.way)),
        ];
        if matches!(self.places.amounts, Amounts::Sold { .. } | Amounts::Priced { .. }) {
            return SALES;
        }
        let is_transfer = cell(self.places.name).is_empty()
            && (kinds::is_handed_over(cell(self.places.event)) || self.is_transfer(record));
        let accounts = &mut self.rows.accounts;
        if is_transfer {
            return *self.transfers.get_or_insert_with(|| {
                let place = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
                let (name, fixed) = ("Transfers".to_owned(), Some(Kind::Transfer));
                accounts.push(Said { name, fixed, ..Said::default() });
                place
            });
        }
        *self.accounts.entry(key).or_insert_with(|| {
            let place = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
            accounts.push(Said {
                name: cell(self.places.name).to_owned(),
                code: cell(self.places.code).to_owned(),
                sort: cell(self.places.sort).to_owned(),
                way: kinds::way(cell(self.places.way)),
                fixed: self
                    .french_plan
                    .then(|| account::of_french_number(cell(self.places.code)))
                    .flatten(),
                ..Said::default()
            });
            place
        })
    }

    /// Whether the words of a row say that it moves money between accounts of one owner.
    fn is_transfer(&mut self, record: &Record<'_>) -> bool {
        let Some(at) = self.places.words else { return false };
        let cell = record.cell(at);
        if let Some(known) = self.said_transfers.get(cell) {
            return *known;
        }
        let is = kinds::is_transfer(cell);
        if self.said_transfers.len() < DATES_KEPT {
            self.said_transfers.insert(cell.to_owned(), is);
        }
        is
    }

    fn column(&self, at: usize) -> &str {
        self.mapping.columns.get(at).map_or("", |(name, _)| name)
    }
}

/// An amount of a row.
#[derive(Debug, Clone, Copy)]
struct Amount {
    number: Number,
    /// Its account, where the column says it.
    account: Option<u32>,
    /// Its scenario, where the column says it.
    scenario: Option<Scenario>,
}

impl Amount {
    fn whole(number: Number) -> Self {
        Self { number, account: None, scenario: None }
    }

    fn of(account: u32, number: Number) -> Self {
        Self { account: Some(account), ..Self::whole(number) }
    }
}

/// The plain name of the column of account numbers.
fn places_code_name(mapping: &Mapping) -> String {
    let column = mapping.column(Role::AccountCode).and_then(|at| mapping.columns.get(at));
    column.map_or_else(String::new, |(name, _)| words::plain(name).replace(' ', ""))
}

/// An amount as books keep it.
fn kept(amount: Number) -> Number {
    amount.rounded(DECIMALS_MAX)
}

fn too_large(text: &str) -> String {
    format!("`{}` is too large to be added up exactly", shortened(text))
}

/// Whether a column's name says that its amounts are of one piece.
fn is_of_one(name: &str) -> bool {
    words::plain(name).split(' ').any(|word| matches!(word, "unit" | "per" | "price"))
}

/// The beginning of a cell, for a message.
fn shortened(cell: &str) -> String {
    const LETTERS: usize = 40;
    let mut letters = cell.chars();
    let shown: String = letters.by_ref().take(LETTERS).collect();
    if letters.next().is_some() { format!("{shown}…") } else { shown }
}
