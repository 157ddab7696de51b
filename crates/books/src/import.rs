//! A file as books: what its amounts mean is told by all of them together, once every row is read.

use std::collections::BTreeSet;

use hashbrown::{HashMap, HashSet};

use crate::{
    account::Kind,
    infer,
    kinds::{self, Said},
    ledger::{Account, Books, CashBasis, Posting, Scenario, ToldBy},
    mapping::{Mapping, Settled, Signs},
    pivot,
    places::{Amounts, Part, Parts},
    profile::{self, Ambiguous, Column},
    report::{ControlTotal, Report, Total},
    role::{self, Role},
    rows::{Reader, Rows},
    sections,
    source::{NoSource, Source},
    table::{NoTable, Table},
    words,
};

pub use crate::infer::NoMeaning;

/// Every account that no rule knows, where a person settles them all.
const EVERY_OTHER: &str = "*";

/// A file that was read: what it means, what it holds, and what became of every row.
#[derive(Debug)]
pub struct Import {
    /// What the file means.
    pub mapping: Mapping,
    /// What it holds.
    pub books: Books,
    /// What became of its rows.
    pub report: Report,
}

/// Why a file cannot be read as books.
#[derive(Debug, thiserror::Error)]
pub enum NotBooks {
    /// It is neither text nor a workbook nor a journal.
    #[error(transparent)]
    Source(#[from] NoSource),
    /// There is no table in it.
    #[error(transparent)]
    Table(#[from] NoTable),
    /// Its columns do not say what they hold.
    #[error(transparent)]
    Meaning(#[from] NoMeaning),
    /// No row of it can be read.
    #[error("none of its {rows} rows can be read; the first, on line {line}: {reason}")]
    NoRow {
        /// How many there are.
        rows: u64,
        /// The line of the first.
        line: u32,
        /// Why it was rejected.
        reason: String,
    },
    /// Accounts of which nothing says whether they are earned, spent or neither.
    #[error("{}", of_unknown(names))]
    UnknownAccounts {
        /// What they are called.
        names: Vec<String>,
        /// Whether words about rows stand for the accounts, and may name anybody.
        are_words: bool,
    },
}

/// Reads a file as books. What a person has settled is not inferred.
pub fn read(bytes: &[u8], settled: &Settled) -> Result<Import, NotBooks> {
    let source = Source::open(bytes, settled)?;
    let upright = {
        let table = source.table(settled)?;
        let profile = profile::columns(&table)?;
        let upright = match source.line_column() {
            Some(_) => None,
            None => match pivot::upright(&table, &profile)? {
                None => sections::upright(&table, &profile)?,
                across => across,
            },
        };
        match upright {
            Some(upright) => upright,
            None => return read_rows(&source, &table, profile, settled),
        }
    };
    let source = source.set_upright(upright);
    let table = source.table(settled)?;
    let profile = profile::columns(&table)?;
    read_rows(&source, &table, profile, settled)
}

/// Reads the rows of a table as books.
fn read_rows(
    source: &Source<'_>,
    table: &Table<'_>,
    profile: Vec<Column>,
    settled: &Settled,
) -> Result<Import, NotBooks> {
    let settled = &source.settle(settled);
    let mut mapping = infer::columns(table, &profile, settled)?;
    drop(profile);
    infer::currency(table, &mut mapping, settled)?;
    infer::ids(table, &mut mapping)?;
    source.tell(&mut mapping);
    let mut reader = Reader::new(&mapping);
    table.for_each(|record| reader.take(record))?;
    let mut rows = reader.finish();
    rows.report.notes.extend(source.notes.iter().cloned());
    rows.report.rows += u64::try_from(source.rejected.len()).unwrap_or_default();
    rows.report.rejected.extend(source.rejected.iter().cloned());
    rows.report.rejected.sort_by_key(|rejected| rejected.line);
    finish(rows, mapping, settled)
}

/// Rows of a file as they stand in it, by their lines: a table of comma-separated values, each row led by its line.
pub fn lines(bytes: &[u8], settled: &Settled, wanted: &BTreeSet<u32>) -> Result<String, NotBooks> {
    let source = Source::open(bytes, settled)?;
    let table = source.table(settled)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let said = source.line_column();
    let head = table.head.iter().map(String::as_str).skip(usize::from(said.is_some()));
    // Writing to memory does not fail.
    let mut written = writer.write_record(std::iter::once("line").chain(head));
    table.for_each(|record| {
        let line = match said {
            Some(at) => record.cell(at).parse().ok(),
            None => u32::try_from(record.line).ok(),
        };
        let Some(line) = line.filter(|line| wanted.contains(line)) else { return };
        let line = line.to_string();
        let cells = (usize::from(said.is_some())..table.head.len()).map(|at| record.cell(at));
        if written.is_ok() {
            written = writer.write_record(std::iter::once(line.as_str()).chain(cells));
        }
    })?;
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn finish(mut rows: Rows, mut mapping: Mapping, settled: &Settled) -> Result<Import, NotBooks> {
    if rows.amounts.is_empty() {
        let first = rows.report.rejected.first();
        return Err(NotBooks::NoRow {
            rows: rows.report.rows,
            line: first.map_or(0, |rejected| rejected.line),
            reason: first.map_or_else(String::new, |rejected| rejected.reason.clone()),
        });
    }
    refuse_nameless_entries(&rows, &mapping)?;
    let known: Vec<(Said, Option<(Kind, ToldBy)>)> =
        rows.accounts.iter().map(|said| (said.clone(), known(said, settled))).collect();
    let (signs, evidence) = signs(&known, &mapping, settled)?;
    let known = told_by_others(known, signs);
    mapping.signs = signs;
    mapping.tell("signs", evidence);

    let accounts = Accounts::settle(known, signs, &mapping)?;
    mapping.accounts = accounts
        .all
        .iter()
        .filter(|account| !matches!(account.told_by, ToldBy::Sign | ToldBy::Columns))
        .map(|account| (account.name.clone(), account.kind))
        .collect();
    mapping.accounts.sort();
    mapping.accounts.dedup();
    // Of two accounts of one name the types tell, and no name.
    let all = mapping.accounts.clone();
    let twice: HashSet<&String> = all
        .windows(2)
        .filter_map(|two| match two {
            [(one, _), (other, _)] if one == other => Some(one),
            _ => None,
        })
        .collect();
    mapping.accounts.retain(|(name, _)| !twice.contains(name));
    mapping.tell("accounts", accounts.evidence());
    rows.report.by_sign = accounts.by_sign();

    let (cash, evidence) = cash_basis(&accounts, signs, &mapping, &rows);
    let (mut books, mut report) = assemble(rows, accounts, &mapping, cash);
    // Which rows make an entry matters where cash follows from them, and where a year may be closed.
    let has_equity = books.accounts.iter().any(|account| account.kind == Kind::Equity);
    let needs_entries = cash == CashBasis::Entries || has_equity;
    let entries = if needs_entries { books.by_entry() } else { Vec::new() };
    if cash == CashBasis::Entries && !books.are_balanced(&entries) {
        books.cash = CashBasis::Accounts;
    }
    let by_accounts = "the accounts of cash: nothing says which rows make an entry";
    let of_accounts = books.cash == CashBasis::Accounts;
    mapping.tell("cash", if of_accounts { by_accounts } else { evidence });
    let closing = if has_equity { books.set_closing_aside(&entries) } else { 0 };
    if 0 < closing {
        report.notes.push(format!(
            "{closing} amounts close accounts of income at the end of a year: they move nothing, and are left out"
        ));
    }
    books.settle(&entries);
    books.sort();
    Ok(Import { mapping, books, report })
}

/// Debits that equal credits are entries of double-entry books, of which nothing can be told without their accounts.
fn refuse_nameless_entries(rows: &Rows, mapping: &Mapping) -> Result<(), NotBooks> {
    let has = |role| mapping.column(role).is_some();
    let says_accounts = has(Role::Account) || has(Role::AccountCode) || has(Role::AccountType);
    let both = has(Role::Debit) && has(Role::Credit);
    let sum: i128 = rows.amounts.iter().map(|amount| i128::from(*amount)).sum();
    if says_accounts || !both || sum != 0 || rows.amounts.len() < 4 {
        return Ok(());
    }
    let words = mapping
        .columns
        .iter()
        .filter(|(_, role)| role.is_dimension() || *role == Role::Ignored)
        .map(|(name, _)| format!("{name}=account"));
    Err(NotBooks::Meaning(NoMeaning::Unclear(Ambiguous {
        what:
            "debits equal credits, so that the rows are entries, and no column names their accounts"
                .to_owned(),
        flag: "--column",
        choices: words.collect(),
    })))
}

/// Accounts whose names alone mislead: what is written off is an asset and not spent, and fees that are only ever credited
/// are earned.
fn told_by_others(
    mut known: Vec<(Said, Option<(Kind, ToldBy)>)>,
    signs: Signs,
) -> Vec<(Said, Option<(Kind, ToldBy)>)> {
    let plain = |said: &Said| words::plain(&said.name);
    let written_off: Vec<String> = known
        .iter()
        .map(|(said, _)| plain(said))
        .filter(|name| name.contains("accumulated depreciation"))
        .collect();
    let says_ways = matches!(signs, Signs::Columns | Signs::Inflow);
    for (said, kind) in &mut known {
        let Some((Kind::Expense, ToldBy::Name)) = kind else { continue };
        let name = plain(said);
        let is_written_off = written_off.iter().any(|of| of.ends_with(&format!(" {name}")));
        if is_written_off {
            *kind = Some((Kind::FixedAsset, ToldBy::Name));
        } else if says_ways && said.below == 0 && 0 < said.above {
            *kind = Some((Kind::Revenue, ToldBy::Name));
        }
    }
    known
}

/// The kind of an account, where anything says it.
fn known(said: &Said, settled: &Settled) -> Option<(Kind, ToldBy)> {
    let person = settled.accounts.get(&named(said)).map(|kind| (*kind, ToldBy::Person));
    let columns = said.fixed.map(|kind| (kind, ToldBy::Columns));
    let every_other = || settled.accounts.get(EVERY_OTHER).map(|kind| (*kind, ToldBy::Person));
    person.or(columns).or_else(|| kinds::of(said)).or_else(every_other)
}

/// Which way the amounts run.
fn signs(
    known: &[(Said, Option<(Kind, ToldBy)>)],
    mapping: &Mapping,
    settled: &Settled,
) -> Result<(Signs, String), NotBooks> {
    if let Some(signs) = settled.signs {
        return Ok((signs, "as was said".to_owned()));
    }
    let of = |role| mapping.column(role).is_some();
    if of(Role::Debit) || of(Role::Credit) {
        return Ok((Signs::Columns, "debits and credits stand in columns of their own".to_owned()));
    }
    if !of(Role::Amount) && !of(Role::Net) {
        return Ok((Signs::Sizes, "sales are earned and what they cost is spent".to_owned()));
    }
    let kinds: Vec<_> =
        known.iter().map(|(said, kind)| (said.clone(), kind.map(|(kind, _)| kind))).collect();
    kinds::signs(&kinds).ok_or_else(|| {
        let unknown: Vec<String> = known
            .iter()
            .filter(|(_, kind)| kind.is_none())
            .map(|(said, _)| said.name.clone())
            .collect();
        if unknown.is_empty() || unknown.iter().all(String::is_empty) {
            let both = known.iter().any(|(said, _)| 0 < said.above)
                && known.iter().any(|(said, _)| 0 < said.below);
            let (flag, choices) = if both {
                ("--signs", ["inflow", "debit_positive"])
            } else {
                ("--account", ["'*=revenue'", "'*=expense'"])
            };
            return NotBooks::Meaning(NoMeaning::Unclear(Ambiguous {
                what: "nothing says whether an amount above zero comes in or goes out".to_owned(),
                flag,
                choices: choices.map(str::to_owned).to_vec(),
            }));
        }
        unknown_accounts(unknown, mapping)
    })
}

/// The accounts of books, and where each of the file's went.
struct Accounts {
    all: Vec<Account>,
    /// For each account of the file: its place where its amounts come in, and where they go out.
    places: Vec<(u32, u32)>,
    /// For each account of the file: whether a column calls its amounts credits or debits.
    ways: Vec<Option<i64>>,
    known: HashMap<(String, Kind), u32>,
}

impl Accounts {
    fn settle(
        known: Vec<(Said, Option<(Kind, ToldBy)>)>,
        signs: Signs,
        mapping: &Mapping,
    ) -> Result<Self, NotBooks> {
        // A bank's list has no accounts: what nothing knows is taken by its sign, and said. A ledger's may be anything.
        let has_accounts =
            mapping.column(Role::Account).is_some() || mapping.column(Role::AccountCode).is_some();
        let is_ledger = has_accounts && signs != Signs::Inflow;
        let (of_above, of_below) = match signs {
            Signs::DebitPositive => (Kind::Expense, Kind::Revenue),
            Signs::Inflow | Signs::Columns | Signs::Sizes => (Kind::Revenue, Kind::Expense),
        };
        let mut accounts =
            Self { all: Vec::new(), places: Vec::new(), ways: Vec::new(), known: HashMap::new() };
        let mut unknown = Vec::new();
        for (said, kind) in known {
            // What was taken off revenue is written below zero where the accounts of income have their own signs.
            let is_taken_off = signs == Signs::Sizes
                && said.above < said.below
                && matches!(kind, Some((Kind::ContraRevenue, _)));
            accounts.ways.push(if is_taken_off { Some(1) } else { said.way });
            match kind {
                Some((kind, told_by)) => {
                    let place = accounts.add(named(&said), kind, told_by);
                    accounts.places.push((place, place));
                }
                None if is_ledger => unknown.push(named(&said)),
                None => {
                    let name = |way: &str| match named(&said) {
                        name if name.is_empty() => way.to_owned(),
                        name => name,
                    };
                    let mut add = |kind| {
                        let way = if kind == Kind::Revenue { "Money in" } else { "Money out" };
                        accounts.add(name(way), kind, ToldBy::Sign)
                    };
                    let above = (0 < said.above || said.below == 0).then(|| add(of_above));
                    let below = (0 < said.below).then(|| add(of_below));
                    let any = above.or(below).unwrap_or_default();
                    accounts.places.push((above.unwrap_or(any), below.unwrap_or(any)));
                }
            }
        }
        if unknown.is_empty() {
            return Ok(accounts);
        }
        Err(unknown_accounts(unknown, mapping))
    }

    fn add(&mut self, name: String, kind: Kind, told_by: ToldBy) -> u32 {
        let all = &mut self.all;
        *self.known.entry((name, kind)).or_insert_with_key(|(name, kind)| {
            all.push(Account { name: name.clone(), kind: *kind, told_by });
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn evidence(&self) -> String {
        let count = |told: ToldBy| self.all.iter().filter(|one| one.told_by == told).count();
        let told = [
            (ToldBy::Person, "said by a person"),
            (ToldBy::Type, "by their types"),
            (ToldBy::Name, "by their names"),
            (ToldBy::Number, "by their numbers"),
            (ToldBy::Columns, "by the columns"),
            (ToldBy::Sign, "by their signs alone"),
        ];
        let told = told.into_iter().map(|(by, words)| (count(by), words));
        let told: Vec<_> = told
            .filter(|(count, _)| 0 < *count)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        told.join(", ")
    }

    fn by_sign(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .all
            .iter()
            .filter(|account| account.told_by == ToldBy::Sign)
            .map(|account| account.name.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn has(&self, is: impl Fn(Kind) -> bool) -> bool {
        self.all.iter().any(|account| is(account.kind))
    }
}

/// What an account is called: its name, or else its number.
fn named(said: &Said) -> String {
    if said.name.is_empty() { said.code.clone() } else { said.name.clone() }
}

/// How the books tell what cash moved.
fn cash_basis(
    accounts: &Accounts,
    signs: Signs,
    mapping: &Mapping,
    rows: &Rows,
) -> (CashBasis, &'static str) {
    let of = |role| mapping.column(role).is_some();
    if accounts.has(|kind| kind == Kind::Cash) {
        return (CashBasis::Entries, "entries that touch an account of cash");
    }
    let says_amounts = [Role::Amount, Role::Net, Role::Debit, Role::Credit].into_iter().any(of);
    if !says_amounts {
        return (CashBasis::Derived, "orders do not say when they were paid");
    }
    let is_ledger = of(Role::AccountCode)
        || of(Role::Scenario)
        || of(Role::Budget)
        || accounts.has(|kind| kind == Kind::Depreciation)
        || rows.scenarios.iter().any(|scenario| *scenario != Scenario::Actual);
    match signs {
        Signs::Inflow | Signs::Sizes | Signs::Columns if !is_ledger => {
            (CashBasis::Rows, "every row is taken for money that moved on its day")
        }
        Signs::Inflow | Signs::Sizes | Signs::Columns | Signs::DebitPositive => {
            (CashBasis::Derived, "the file has accounts of income alone, and none of cash")
        }
    }
}

fn assemble(
    mut rows: Rows,
    accounts: Accounts,
    mapping: &Mapping,
    cash: CashBasis,
) -> (Books, Report) {
    let mut added_up = AddedUp::new(rows.says, rows.decimals);
    let mut turned = 1;
    let mut postings = Vec::with_capacity(rows.amounts.len());
    let columns = rows.days.iter().zip(&rows.lines).zip(&rows.amounts);
    let columns = columns.zip(&rows.accounts_of).zip(&rows.scenarios).zip(&rows.parts);
    for (((((day, line), amount), said), scenario), part) in columns {
        let place = usize::try_from(*said).ok().and_then(|at| accounts.places.get(at));
        let (above, below) = place.copied().unwrap_or_default();
        let account = if *amount < 0 { below } else { above };
        let kind = usize::try_from(account).ok().and_then(|at| accounts.all.get(at));
        let way = usize::try_from(*said).ok().and_then(|at| accounts.ways.get(at)).copied();
        let turn = match part {
            // What was kept is written as money that went out, whatever way the amounts run.
            Part::Fee => 1,
            // The tax within an amount runs as the amount does.
            Part::Tax => turned,
            Part::First | Part::Second => {
                kind.map_or(1, |account| kinds::turned(mapping.signs, account.kind, way.flatten()))
            }
        };
        turned = turn;
        let posting = Posting {
            day: *day,
            line: *line,
            amount: amount * turn,
            account,
            scenario: *scenario,
            settled: false,
        };
        added_up.take(&posting, *part, turn);
        postings.push(posting);
    }
    added_up.into_totals(&mut rows.report.totals);
    let books = Books {
        currency: mapping.currency.clone(),
        decimals: rows.decimals,
        accounts: accounts.all,
        accounts_are_words: accounts_are_words(mapping),
        dimensions: rows.dimensions,
        cash,
        postings,
        keys: rows.keys,
        quantities: rows.quantities,
        foreign: rows.foreign,
        entries: rows.entries,
    };
    (books, rows.report)
}

/// What the books hold of each column of money, added up from their postings: it is held against the file's own sums.
struct AddedUp {
    says: Amounts,
    decimals: u8,
    line: u32,
    parts: Parts,
    columns: [i128; 2],
}

impl AddedUp {
    fn new(says: Amounts, decimals: u8) -> Self {
        Self { says, decimals, line: 0, parts: Parts::default(), columns: [0; 2] }
    }

    /// A posting, in the order of the file: those of one row stand beside each other, in the order of its parts.
    fn take(&mut self, posting: &Posting, part: Part, turn: i64) {
        let at = Part::ALL.iter().position(|of| *of == part).unwrap_or_default();
        if posting.line != self.line || self.parts.iter().skip(at).any(Option::is_some) {
            self.end_row();
            self.line = posting.line;
        }
        let mut total = Total::default();
        total.add(posting.amount * turn, self.decimals);
        if let Some(slot) = self.parts.get_mut(at) {
            *slot = Some(total.0);
        }
    }

    fn end_row(&mut self) {
        let parts = std::mem::take(&mut self.parts);
        for (sum, cell) in self.columns.iter_mut().zip(self.says.cells(parts).unwrap_or_default()) {
            *sum += cell.unwrap_or_default();
        }
    }

    fn into_totals(mut self, totals: &mut [ControlTotal]) {
        self.end_row();
        if self.says.cells(Parts::default()).is_some() {
            for (total, sum) in totals.iter_mut().zip(self.columns) {
                total.imported = Total(sum);
            }
        }
    }
}

fn unknown_accounts(mut names: Vec<String>, mapping: &Mapping) -> NotBooks {
    names.sort();
    names.dedup();
    NotBooks::UnknownAccounts { names, are_words: accounts_are_words(mapping) }
}

/// Whether no head says that a column names accounts: words about rows stand for them.
fn accounts_are_words(mapping: &Mapping) -> bool {
    mapping.accounts_are_words
        || mapping.column(Role::Account).is_some_and(|at| {
            let told = mapping.columns.get(at).and_then(|(name, _)| role::of(name));
            !matches!(told, Some(Role::Account | Role::AccountCode | Role::Category))
        })
}

fn of_unknown(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let first = names.first().map_or("NAME", String::as_str);
    let be = if names.len() == 1 { "is" } else { "are" };
    format!(
        "nothing says what {}{more} {be}: say it with `--account '{first}=expense'`, or for all that no rule knows with \
         `--account '*=expense'`; the kinds are {}",
        shown.join(", "),
        Kind::ALL.map(|kind| kind.to_string()).join(", "),
    )
}
