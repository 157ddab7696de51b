//! What the columns of a table hold: by their names, held against what stands in them.

use std::{collections::BTreeMap, hash::BuildHasher as _};

use hashbrown::{HashMap, hash_map::Entry};

use crate::{
    account::{self, Kind},
    date, kinds,
    mapping::{Mapping, Settled},
    number::Off,
    profile::{self, Ambiguous, Column},
    role::{self, Role},
    table::{NoTable, Table},
    words,
};

/// A column without a telling name groups rows where it has so few different cells.
const LABELS_MAX: usize = 100;

/// So many currencies are told apart.
const CURRENCIES_MAX: usize = 1_000;

/// Why a table is no books.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoMeaning {
    /// No column has days.
    #[error("no column holds dates: there are {0}; say which with `--column NAME=date`")]
    NoDate(String),
    /// No column has amounts.
    #[error("no column holds amounts: there are {0}; say which with `--column NAME=amount`")]
    NoAmount(String),
    /// Somebody named a column that is not there.
    #[error("there is no column `{name}`: there are {there}")]
    NoColumn {
        /// What was named.
        name: String,
        /// Which there are.
        there: String,
    },
    /// It can be read in two ways.
    #[error(transparent)]
    Unclear(#[from] Ambiguous),
}

/// What the columns hold, and how their cells are written.
pub(crate) fn columns(
    table: &Table<'_>,
    profile: &[Column],
    settled: &Settled,
) -> Result<Mapping, NoMeaning> {
    if let Some(name) = settled.columns.keys().find(|name| !table.head.contains(name)) {
        return Err(NoMeaning::NoColumn { name: name.clone(), there: list(&table.head) });
    }
    let roles = roles(table, profile, settled)?;
    let named = table.head.iter().cloned().zip(roles);
    let mut mapping = Mapping::new(table.head_line, named.collect());
    mapping.delimiter = Some(table.delimiter_name().to_owned());
    mapping.tell(
        "columns",
        "by the names in the head, and by what stands below them where a name tells nothing",
    );

    let at = mapping.column(Role::Date).unwrap_or_default();
    let (column, name) = (profile.get(at), table.head.get(at));
    let (Some(column), Some(name)) = (column, name) else {
        return Err(NoMeaning::NoDate(list(&table.head)));
    };
    let (value, evidence) = match settled.date_order {
        Some(order) => (order, "as was said".to_owned()),
        None => profile::date_order(column, name).map(|told| (told.value, told.evidence))?,
    };
    mapping.date_order = value;
    mapping.tell("date_order", evidence);

    let of_single = profile.iter().enumerate().filter(|(_, column)| column.is_of_single_cells());
    mapping.single = of_single.map(|(at, _)| at).collect();
    if let Some(at) = mapping.column(Role::Discount)
        && let (Some(column), Some(name)) = (profile.get(at), table.head.get(at))
    {
        let says_per_cent = name.contains('%') || name.to_lowercase().contains("percent");
        let (off, evidence) = match (says_per_cent || 0 < column.per_cents, column.above_one) {
            (true, _) => (Off::PerCent, "the column says that they are per cents"),
            (false, 0) => (Off::Part, "none is more than one: they are parts of the price"),
            (false, _) => (Off::Amount, "some are more than one: they are amounts"),
        };
        mapping.off = off;
        mapping.tell("discounts", evidence);
    }
    let debit = mapping.column(Role::Debit).and_then(|at| profile.get(at));
    if debit.is_some_and(Column::is_mostly_negative) {
        mapping.negative_debits = true;
        mapping.tell(
            "debits",
            "most amounts in the column of debits have a minus, which says what the column says",
        );
    }

    let fees = mapping.column(Role::Fee).and_then(|at| profile.get(at));
    mapping.negative_fees = fees.is_some_and(Column::is_mostly_negative);

    let numbers = mapping.columns.iter().zip(profile).filter(|((_, role), _)| role.is_number());
    let numbers = numbers.map(|((name, _), column)| (column, name.as_str()));
    let (value, evidence) = match settled.decimal_mark {
        Some(mark) => (mark, "as was said".to_owned()),
        None => profile::decimal_mark(numbers).map(|told| (told.value, told.evidence))?,
    };
    mapping.decimal_mark = value;
    mapping.tell("decimal_mark", evidence);
    currency_by_signs(&mut mapping, profile);
    if settled.currency.is_some() {
        mapping.currency.clone_from(&settled.currency);
    }
    Ok(mapping)
}

/// The currency that stands beside amounts: of several the one of most.
fn currency_by_signs(mapping: &mut Mapping, profile: &[Column]) {
    let money = mapping.columns.iter().zip(profile).filter(|((_, role), _)| role.is_money());
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (currency, count) in money.flat_map(|(_, column)| &column.currencies) {
        *counts.entry(currency).or_default() += count;
    }
    let most = counts.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
    let Some((name, count)) = most else { return };
    mapping.mixed_currencies = 1 < counts.len();
    // A sign that several currencies have is none, unless it tells rows apart.
    let is_code = name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code || mapping.mixed_currencies {
        let evidence = format!("{count} amounts have its sign; other signs: {}", counts.len() - 1);
        mapping.currency = Some((*name).to_owned());
        mapping.tell("currency", evidence);
    }
}

/// A column of ids says what no other row has only if rows of one id are one row told twice. Rows of one id that differ are
/// those of one entry.
pub(crate) fn ids(table: &Table<'_>, mapping: &mut Mapping) -> Result<(), NoTable> {
    let Some(at) = mapping.column(Role::Id) else { return Ok(()) };
    let hasher = hashbrown::DefaultHashBuilder::default();
    let mut rows: HashMap<u64, u64> = HashMap::new();
    let (mut same, mut other) = (0_u64, 0_u64);
    table.for_each(|record| {
        let id = record.cell(at);
        if id.is_empty() {
            return;
        }
        let whole = record.hash(&hasher);
        match rows.entry(hasher.hash_one(id)) {
            Entry::Vacant(vacant) => drop(vacant.insert(whole)),
            Entry::Occupied(known) if *known.get() == whole => same += 1,
            Entry::Occupied(_) => other += 1,
        }
    })?;
    if same <= other * 4
        && 0 < other
        && let Some((_, role)) = mapping.columns.get_mut(at)
    {
        *role = Role::Entry;
        mapping.tell(
            "ids",
            format!(
                "{other} rows share an id with a row that differs: they are parts of one entry"
            ),
        );
    }
    Ok(())
}

/// The currency of the rows that are read: the one that most of them are in.
pub(crate) fn currency(
    table: &Table<'_>,
    mapping: &mut Mapping,
    settled: &Settled,
) -> Result<(), NoTable> {
    let Some(at) = mapping.column(Role::Currency) else { return Ok(()) };
    mapping.mixed_currencies = false;
    if settled.currency.is_some() || mapping.column(Role::ForeignAmount).is_some() {
        return Ok(());
    }
    let mut rows: HashMap<String, u64> = HashMap::new();
    table.for_each(|record| {
        let cell = record.cell(at);
        if let Some(count) = rows.get_mut(cell) {
            *count += 1;
        } else if !cell.is_empty() && rows.len() < CURRENCIES_MAX {
            rows.insert(cell.to_owned(), 1);
        }
    })?;
    let most = rows.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(name.as_str())));
    if let Some((name, count)) = most {
        mapping.currency = Some(name.clone());
        let others = rows.len() - 1;
        let evidence = format!("{count} rows are in {name}; other currencies: {others}");
        mapping.tell("currency", evidence);
    }
    Ok(())
}

fn roles(table: &Table<'_>, profile: &[Column], settled: &Settled) -> Result<Vec<Role>, NoMeaning> {
    let mut roles: Vec<Option<Role>> = Vec::with_capacity(table.head.len());
    let mut ranks: Vec<usize> = Vec::with_capacity(table.head.len());
    for (name, column) in table.head.iter().zip(profile) {
        let said = settled.columns.get(name).copied();
        let told = role::ranked(name).filter(|(_, role)| fits(*role, column));
        ranks.push(if said.is_some() { 0 } else { told.map_or(usize::MAX, |(rank, _)| rank + 1) });
        roles.push(said.or(told.map(|(_, role)| role)));
    }
    keep_the_best(&mut roles, &ranks);
    let has = |roles: &[Option<Role>], wanted: Role| roles.contains(&Some(wanted));

    if has(&roles, Role::Date) {
        drop_years(&mut roles, settled, table);
    } else if let Some(at) = beside_year(table, profile, &roles) {
        set(&mut roles, at, Role::Date);
    } else {
        let open = roles.iter().zip(profile).enumerate();
        let is_open = |at: usize, role: Option<Role>| {
            let said = table.head.get(at).is_some_and(|name| settled.columns.contains_key(name));
            role.is_none() || role == Some(Role::Ignored) && !said
        };
        let open = open.filter(|(at, (role, column))| is_open(*at, **role) && column.holds_dates());
        let most = open.max_by_key(|(at, (_, column))| (column.dates.most(), usize::MAX - at));
        let at = most.map(|(at, _)| at).ok_or_else(|| NoMeaning::NoDate(list(&table.head)))?;
        set(&mut roles, at, Role::Date);
        drop_years(&mut roles, settled, table);
    }
    let money = |roles: &[Option<Role>]| roles.iter().flatten().any(|role| role.is_money());
    let priced = has(&roles, Role::Quantity) && has(&roles, Role::Price);
    if !money(&roles) && !priced {
        let open = roles.iter().zip(profile).enumerate();
        let open = open.filter(|(_, (role, column))| {
            role.is_none() && column.holds_numbers() && !column.holds_dates()
        });
        let open: Vec<usize> = open.map(|(at, _)| at).collect();
        match open.as_slice() {
            [] => return Err(NoMeaning::NoAmount(list(&table.head))),
            [one] => set(&mut roles, *one, Role::Amount),
            several => {
                let names = several.iter().filter_map(|at| table.head.get(*at));
                return Err(NoMeaning::Unclear(Ambiguous {
                    what: "several columns hold numbers, and no name says which the amounts are"
                        .to_owned(),
                    flag: "--column",
                    choices: names.map(|name| format!("{name}=amount")).collect(),
                }));
            }
        }
    }
    settle_amounts(&mut roles);
    settle_accounts(&mut roles, profile);
    // What no row repeats is a row's own; what rows repeat is shared by the rows of one entry.
    for (role, column) in roles.iter_mut().zip(profile) {
        // Beyond what is told apart, whether ids repeat is asked of the whole file.
        let unique =
            column.distinct_per_mille().is_some_and(|of| 400 <= of) || column.is_beyond_distinct();
        if *role == Some(Role::Id) && !unique {
            *role = Some(Role::Entry);
        }
    }
    // What a person said stands, whatever follows from the rest.
    for (role, name) in roles.iter_mut().zip(&table.head) {
        *role = settled.columns.get(name).copied().or(*role);
    }
    let fill = |(role, column): (Option<Role>, &Column)| {
        role.unwrap_or_else(|| if is_label(column) { Role::Label } else { Role::Ignored })
    };
    Ok(roles.into_iter().zip(profile).map(fill).collect())
}

/// A year beside days says nothing more, unless a person says so.
fn drop_years(roles: &mut [Option<Role>], settled: &Settled, table: &Table<'_>) {
    for (role, name) in roles.iter_mut().zip(&table.head) {
        if *role == Some(Role::Year) && !settled.columns.contains_key(name) {
            *role = Some(Role::Ignored);
        }
    }
}

/// The column of months or quarters beside one of years; the years themselves where nothing parts them.
fn beside_year(table: &Table<'_>, profile: &[Column], roles: &[Option<Role>]) -> Option<usize> {
    const NAMES: [&str; 9] = [
        "month",
        "month number",
        "month no",
        "month name",
        "monat",
        "mes",
        "mois",
        "quarter",
        "period",
    ];
    let year = roles.iter().position(|role| *role == Some(Role::Year))?;
    let is_part = |column: &Column| {
        let mut cells = column.cells().peekable();
        cells.peek().is_some() && cells.all(|cell| date::part_of_year(cell).is_some())
    };
    let named = |wanted: &str| {
        let mut columns = table.head.iter().zip(profile);
        columns.position(|(name, column)| words::plain(name) == wanted && is_part(column))
    };
    let part = NAMES.iter().find_map(|name| named(name));
    let is_years = |column: &Column| column.cells().all(|cell| cell.len() == 4);
    part.or(Some(year)).filter(|_| profile.get(year).is_some_and(is_years))
}

/// Whether what stands in a column can be what its name says.
fn fits(role: Role, column: &Column) -> bool {
    if role == Role::Date {
        return column.holds_dates();
    }
    if role == Role::Discount && column.filled <= column.per_cents * 2 {
        return true;
    }
    // A debit column is empty where a credit stands.
    !role.is_number() || column.filled == 0 || column.holds_numbers()
}

/// Of columns that only one can be, the one whose name tells it best stays.
fn keep_the_best(roles: &mut [Option<Role>], ranks: &[usize]) {
    for at in 0..roles.len() {
        let Some(role) = roles.get(at).copied().flatten().filter(|role| role.is_single()) else {
            continue;
        };
        let rank = |at: usize| ranks.get(at).copied().unwrap_or(usize::MAX);
        let better = roles
            .iter()
            .enumerate()
            .any(|(other, of)| *of == Some(role) && (rank(other), other) < (rank(at), at));
        if better && let Some(slot) = roles.get_mut(at) {
            let is_words = matches!(role, Role::Description | Role::Id | Role::Entry);
            *slot = if role == Role::Account {
                Some(Role::Label)
            } else {
                is_words.then_some(Role::Ignored)
            };
        }
    }
}

/// Of several ways in which a row can say its amount, one is taken.
fn settle_amounts(roles: &mut [Option<Role>]) {
    let has = |wanted: Role| roles.contains(&Some(wanted));
    let in_columns = has(Role::Debit) && has(Role::Credit);
    let of_orders = has(Role::Sales)
        && (has(Role::Cost) || has(Role::Profit) || has(Role::Quantity))
        && !has(Role::AccountType);
    let sold = (has(Role::Quantity) || has(Role::Price))
        && has(Role::Product)
        && !has(Role::Account)
        && !has(Role::Sales);
    let (has_amount, has_sales) = (has(Role::Amount), has(Role::Sales));
    for role in roles.iter_mut() {
        let Some(of) = *role else { continue };
        let is = |roles: &[Role]| roles.contains(&of);
        let is_spare = is(&[Role::Amount, Role::Net]) && (in_columns || of_orders)
            || is(&[Role::Net]) && has_amount
            || is(&[Role::Sales]) && !of_orders && has_amount
            || is(&[Role::Cost, Role::Profit]) && !of_orders && has_amount && !sold
            // One of a pair says which way it runs, not both.
            || is(&[Role::Debit, Role::Credit]) && !in_columns && (has_amount || has_sales);
        // What a quantity of a product costs is what it was sold for.
        let of = if of == Role::Amount && sold { Role::Sales } else { of };
        *role = Some(if is_spare { Role::Ignored } else { of });
    }
}

/// Which column names what is posted to: of a bank's list it is the category, and the account is where the money lies.
fn settle_accounts(roles: &mut [Option<Role>], profile: &[Column]) {
    let all = |column: &Column, is: &dyn Fn(&str) -> bool| {
        0 < column.distinct() && column.cells().all(is)
    };
    for (role, column) in roles.iter_mut().zip(profile) {
        // The number of a card or of a bank's account is no account of books.
        let is_number = |cell: &str| has_digit(cell) && !cell.contains(char::is_alphabetic);
        if *role == Some(Role::Account) && column.distinct() <= 2 && all(column, &is_number) {
            *role = None;
        }
        if *role == Some(Role::Status) && !column.cells().any(kinds::is_status) {
            // The state that somebody lives in.
            *role = Some(Role::Region);
        }
        if *role == Some(Role::Direction) && !all(column, &|cell| kinds::way(cell).is_some()) {
            let is_type = all(column, &|cell| {
                account::of_type_alone(cell).is_some()
                    || account::of_name(cell) == Some(Kind::Transfer)
            });
            let is_plan = all(column, &|cell| kinds::scenario(cell).is_some());
            *role =
                if is_type { Some(Role::AccountType) } else { is_plan.then_some(Role::Scenario) };
        }
    }
    if roles.contains(&Some(Role::Sales)) {
        return;
    }
    let of_income = |column: &Column| {
        let told = column.cells().filter_map(account::of_name);
        told.filter(|kind| kind.is_of_income()).count()
    };
    let columns = roles.iter().zip(profile).enumerate();
    let categories = columns.filter(|(_, (role, _))| **role == Some(Role::Category));
    let best = categories.max_by_key(|(at, (_, column))| (of_income(column), usize::MAX - at));
    let Some((category, (_, column))) = best else {
        name_by_words(roles, profile);
        return;
    };
    let account = roles.iter().position(|role| *role == Some(Role::Account));
    if let Some(at) = account {
        let holds_money = profile.get(at).is_some_and(|column| {
            all(column, &|cell| {
                account::of_name(cell).is_none_or(|kind| matches!(kind, Kind::Cash | Kind::Payable))
            })
        });
        if !holds_money || of_income(column) == 0 {
            return;
        }
        set(roles, at, Role::Label);
    } else if roles.contains(&Some(Role::AccountCode)) {
        return;
    }
    set(roles, category, Role::Account);
}

/// Where no head names the accounts, a column of few words that mostly name some does.
fn name_by_words(roles: &mut [Option<Role>], profile: &[Column]) {
    if roles.contains(&Some(Role::Account)) || roles.contains(&Some(Role::AccountCode)) {
        return;
    }
    let is_account =
        |cell: &&str| account::of_name(cell).is_some_and(|kind| kind != Kind::Transfer);
    let known = |column: &Column| column.cells().filter(is_account).count();
    let open = roles.iter().zip(profile).enumerate().filter(|(_, (role, column))| {
        matches!(role, None | Some(Role::Label | Role::Description | Role::Product))
            && column.distinct() <= LABELS_MAX
            && column.distinct() < known(column) * 2
            // One word in every row names nothing, and neither do numbers.
            && 1 < column.distinct()
            && column.cells().filter(|cell| has_digit(cell)).count() * 2 < column.distinct()
            // What is written about rows names accounts only where all of it does.
            && (**role != Some(Role::Description) || column.distinct() == known(column))
    });
    let best = open.max_by_key(|(at, (_, column))| (known(column), usize::MAX - at));
    if let Some(at) = best.map(|(at, _)| at) {
        set(roles, at, Role::Account);
    }
}

fn has_digit(cell: &str) -> bool {
    cell.contains(|c: char| c.is_ascii_digit())
}

fn is_label(column: &Column) -> bool {
    let few = column.distinct_per_mille().is_some_and(|of| of <= 200);
    !column.holds_numbers()
        && !column.holds_dates()
        && (1..=LABELS_MAX).contains(&column.distinct())
        && (few || column.distinct() <= LABELS_MAX / 10)
}

fn set(roles: &mut [Option<Role>], at: usize, role: Role) {
    if let Some(slot) = roles.get_mut(at) {
        *slot = Some(role);
    }
}

fn list(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
