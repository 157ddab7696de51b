//! Journals of plain-text accounting as tables: the formats of hledger and Beancount, entries of postings that add up to
//! nothing. What names another file or a program (`include`, `plugin`) is told, never followed.
//!
//! Formats: the manuals of hledger (journal) and Beancount (language syntax).

use std::collections::BTreeMap;

use crate::{
    number::{self, DecimalMark, Hint, Number},
    report::Rejected,
};

/// So many lines are looked at to tell a journal from a table.
const LOOKED_AT: usize = 5_000;

/// So many lines are named in one note.
const NAMED: usize = 5;

/// A journal as a table.
#[derive(Debug)]
pub(crate) struct Journal {
    /// A row for each posting, its cells parted by tabs.
    pub(crate) table: String,
    /// The currency that most postings are in.
    pub(crate) currency: Option<String>,
    /// Postings that say no amount that can be read.
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) notes: Vec<String>,
}

/// The columns of the table. Amounts are debits less credits.
const HEAD: [&str; 8] =
    ["line", "date", "entry", "account", "net", "currency", "payee", "description"];

/// A text as a journal; none where it is something else.
pub(crate) fn read(text: &str, currency: Option<&str>) -> Option<Journal> {
    if !is_journal(text) {
        return None;
    }
    let mut reader = Reader { mark: mark(text), ..Reader::default() };
    let mut lines = (1_u32..).zip(text.lines()).peekable();
    while let Some((line, of)) = lines.next() {
        reader.has_postings_below = lines.peek().is_some_and(|(_, next)| is_posting(next));
        reader.take(line, of);
    }
    reader.close();
    Some(reader.finish(currency))
}

/// Whether entries stand in it: a line that begins with a date, and below it a line that is set in.
fn is_journal(text: &str) -> bool {
    let mut lines = text.lines().take(LOOKED_AT).peekable();
    let (mut entries, mut rows) = (0_usize, 0_usize);
    while let Some(line) = lines.next() {
        let Some((_, rest)) = dated(line) else { continue };
        let below = lines.peek().is_some_and(|next| is_set_in(next));
        let directive = is_directive(rest) && !lines.peek().is_some_and(|next| is_posting(next));
        entries += usize::from(below && !directive);
        rows += usize::from(!below && !directive);
    }
    rows < entries
}

fn is_set_in(line: &str) -> bool {
    line.starts_with([' ', '\t']) && !line.trim().is_empty()
}

/// Whether a line that is set in is a posting: `key: value` is said of what stands above it.
fn is_posting(line: &str) -> bool {
    is_set_in(line) && !line.split_whitespace().next().is_some_and(|word| word.ends_with(':'))
}

/// The decimal mark of its amounts.
fn mark(text: &str) -> DecimalMark {
    let hints = text.lines().filter(|line| is_set_in(line)).flat_map(str::split_whitespace);
    let hints = hints
        .filter(|word| word.contains(','))
        .filter_map(|word| number::hint(word.trim_matches(|c: char| !c.is_ascii_digit())));
    let (mut points, mut commas) = (0_usize, 0_usize);
    for hint in hints {
        match hint {
            Hint::Only(DecimalMark::Point) => points += 1,
            Hint::Only(DecimalMark::Comma) => commas += 1,
            Hint::None | Hint::Either => {}
        }
    }
    if points < commas { DecimalMark::Comma } else { DecimalMark::Point }
}

/// The date that a line begins with, as `2024-03-31`, and what follows.
fn dated(line: &str) -> Option<(String, &str)> {
    let end = line.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.'))?;
    let (date, rest) = (line.get(..end)?, line.get(end..)?);
    let mut parts = date.split(['-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    // A second date may follow: `2024/03/31=2024/04/02`.
    let rest = match rest.strip_prefix('=') {
        Some(second) => second.find(' ').and_then(|at| second.get(at..)).unwrap_or_default(),
        None => rest,
    };
    (fits && parts.next().is_none() && rest.starts_with([' ', '\t']))
        .then(|| (format!("{year}-{month:0>2}-{day:0>2}"), rest.trim()))
}

/// Whether what follows a date is no entry: Beancount dates its directives.
fn is_directive(rest: &str) -> bool {
    const WORDS: [&str; 13] = [
        "open",
        "close",
        "balance",
        "pad",
        "price",
        "commodity",
        "note",
        "document",
        "event",
        "query",
        "custom",
        "pushtag",
        "poptag",
    ];
    rest.split_whitespace().next().is_some_and(|word| WORDS.contains(&word))
}

#[derive(Debug, Default)]
struct Reader {
    mark: DecimalMark,
    rows: Vec<Row>,
    counts: BTreeMap<String, usize>,
    entry: Option<Entry>,
    entries: u32,
    in_comment: bool,
    /// The year of entries that leave it out.
    year: Option<String>,
    /// Whether a posting stands on the next line.
    has_postings_below: bool,
    rejected: Vec<Rejected>,
    operating: Option<String>,
    /// What was told and not followed, with its lines.
    skipped: BTreeMap<&'static str, Vec<u32>>,
    unbalanced: Vec<u32>,
}

/// A posting as a row.
#[derive(Debug)]
struct Row {
    line: u32,
    date: String,
    entry: u32,
    account: String,
    amount: Number,
    currency: String,
    payee: String,
    description: String,
}

/// An entry that is being read.
#[derive(Debug)]
struct Entry {
    line: u32,
    date: String,
    payee: String,
    description: String,
    /// What of each currency it adds up to.
    open: BTreeMap<String, Number>,
    /// A posting whose amount is what the others leave.
    rest: Option<(u32, String)>,
    /// Whether a posting was rejected, so that its sum tells nothing.
    is_partial: bool,
}

/// What a line set in says.
enum Said {
    /// An account and its amount in a currency.
    Posting { account: String, amount: Number, currency: String },
    /// An account, and what the others leave.
    Rest(String),
    /// Nothing that is booked.
    Nothing,
    /// Something that is not booked, and that the rest of the entry does without.
    Aside(String),
    /// Something that cannot be read.
    Fault(String),
}

impl Reader {
    fn take(&mut self, line: u32, text: &str) {
        if self.in_comment {
            self.in_comment = text.trim() != "end comment";
            return;
        }
        if is_set_in(text) {
            if let Some(entry) = self.entry.take() {
                self.entry = Some(self.posting(entry, line, text));
            }
            return;
        }
        self.close();
        let word = text.split_whitespace().next().unwrap_or_default();
        match word {
            "comment" | "test" => self.in_comment = true,
            "include" => self.skip("`include` names another file, which was not read", line),
            "plugin" => self.skip("`plugin` names a program, which was not run", line),
            "alias" => self.skip("`alias` was not applied", line),
            "~" => self.skip("a rule for repeated entries (`~`) was not applied", line),
            "=" => self.skip("a rule for added postings (`=`) was not applied", line),
            "option" if text.contains("operating_currency") => {
                self.operating = text.rsplit('"').nth(1).map(str::to_owned);
            }
            _ => {}
        }
        // `year 2024` or `Y2024` above entries that leave it out.
        let year = match word {
            "year" => text.split_whitespace().nth(1),
            word => word.strip_prefix('Y'),
        };
        if let Some(year) = year.filter(|year| year.len() == 4 && year.parse::<u16>().is_ok()) {
            self.year = Some(year.to_owned());
            return;
        }
        let with_year = self.year.as_ref().map(|year| format!("{year}-{text}"));
        let in_full = with_year.as_deref().filter(|_| dated(text).is_none());
        let Some((date, rest)) = in_full.and_then(dated).or_else(|| dated(text)) else {
            let is_short = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.');
            if 1 < word.len() && word.chars().all(is_short) {
                self.skip("entries without a year in their date were not read", line);
            }
            return;
        };
        // An entry has postings below it; of an entry's words some are a directive's.
        if is_directive(rest) && !self.has_postings_below {
            if rest.starts_with("pad") {
                self.skip("`pad` was not computed", line);
            }
            return;
        }
        let (payee, description) = described(rest);
        self.entries += 1;
        self.entry = Some(Entry {
            line,
            date,
            payee,
            description,
            open: BTreeMap::new(),
            rest: None,
            is_partial: false,
        });
    }

    fn skip(&mut self, what: &'static str, line: u32) {
        self.skipped.entry(what).or_default().push(line);
    }

    fn posting(&mut self, mut entry: Entry, line: u32, text: &str) -> Entry {
        match said(text, self.mark) {
            Said::Nothing => {}
            Said::Fault(reason) => {
                entry.is_partial = true;
                self.rejected.push(Rejected { line, reason });
            }
            Said::Aside(reason) => self.rejected.push(Rejected { line, reason }),
            Said::Rest(account) if entry.rest.is_none() => entry.rest = Some((line, account)),
            Said::Rest(_) => {
                entry.is_partial = true;
                let reason = "the amounts of two postings of the entry are left out".to_owned();
                self.rejected.push(Rejected { line, reason });
            }
            Said::Posting { account, amount, currency } => {
                let open = entry.open.entry(currency.clone()).or_insert(Number::ZERO);
                if let Some(sum) = amount.negated().less(*open) {
                    *open = sum.negated();
                    self.add(&entry, line, account, amount, currency);
                } else {
                    entry.is_partial = true;
                    let reason = "its amount is too large to be added up".to_owned();
                    self.rejected.push(Rejected { line, reason });
                }
            }
        }
        entry
    }

    fn add(&mut self, entry: &Entry, line: u32, account: String, amount: Number, currency: String) {
        *self.counts.entry(currency.clone()).or_default() += 1;
        self.rows.push(Row {
            line,
            date: entry.date.clone(),
            entry: self.entries,
            account,
            amount,
            currency,
            payee: entry.payee.clone(),
            description: entry.description.clone(),
        });
    }

    /// Ends an entry: what its postings leave is the amount of the one that says none.
    fn close(&mut self) {
        let Some(entry) = self.entry.take() else { return };
        let open = entry.open.iter().filter(|(_, sum)| sum.digits != 0);
        let open: Vec<_> = open.map(|(currency, sum)| (currency.clone(), *sum)).collect();
        match &entry.rest {
            Some((line, account)) if !entry.is_partial => {
                for (currency, sum) in open {
                    self.add(&entry, *line, account.clone(), sum.negated(), currency);
                }
            }
            Some((line, _)) => {
                let reason =
                    "it is what the others leave, and one of those cannot be read".to_owned();
                self.rejected.push(Rejected { line: *line, reason });
            }
            None if open.iter().any(|(_, sum)| !sum.is_small()) && !entry.is_partial => {
                self.unbalanced.push(entry.line);
            }
            None => {}
        }
    }

    fn finish(self, currency: Option<&str>) -> Journal {
        let most = self.counts.iter().max_by_key(|(_, count)| **count);
        let most = most.map(|(currency, _)| currency.clone()).filter(|name| !name.is_empty());
        let currency = currency.map(str::to_owned).or(self.operating).or(most);
        let mut notes: Vec<String> =
            self.skipped.iter().map(|(what, lines)| format!("{what}: {}", list(lines))).collect();
        if !self.unbalanced.is_empty() {
            let (count, lines) = (self.unbalanced.len(), list(&self.unbalanced));
            notes.push(format!("{count} entries do not add up to nothing: {lines}"));
        }
        let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
        let written = writer.write_record(HEAD).and_then(|()| {
            self.rows.iter().try_for_each(|row| {
                writer.write_record([
                    &row.line.to_string(),
                    &row.date,
                    &row.entry.to_string(),
                    &row.account,
                    &row.amount.to_string(),
                    &row.currency,
                    &row.payee,
                    &row.description,
                ])
            })
        });
        // Writing to memory does not fail.
        let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
        let table = String::from_utf8(bytes).unwrap_or_default();
        Journal { table, currency, rejected: self.rejected, notes }
    }
}

fn list(lines: &[u32]) -> String {
    let shown: Vec<_> = lines.iter().take(NAMED).map(u32::to_string).collect();
    let noun = if lines.len() == 1 { "line" } else { "lines" };
    let more = lines.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{noun} {}{more}", shown.join(", "))
}

/// Payee and description of an entry: `* (123) Payee | note ; comment`, `* "Payee" "Narration" #tag`.
fn described(rest: &str) -> (String, String) {
    let rest = rest.strip_prefix("txn").unwrap_or(rest).trim_start();
    let rest = rest.strip_prefix(['*', '!']).unwrap_or(rest).trim_start();
    if rest.starts_with('"') {
        let quoted: Vec<&str> = rest.split('"').skip(1).step_by(2).collect();
        return match quoted.as_slice() {
            [payee, narration, ..] => ((*payee).to_owned(), (*narration).to_owned()),
            [narration] => (String::new(), (*narration).to_owned()),
            [] => (String::new(), String::new()),
        };
    }
    let rest = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest,
    };
    let rest = rest.split(';').next().unwrap_or_default().trim();
    match rest.split_once('|') {
        Some((payee, note)) => (payee.trim().to_owned(), note.trim().to_owned()),
        None => (rest.to_owned(), String::new()),
    }
}

/// What a line below an entry says.
fn said(text: &str, mark: DecimalMark) -> Said {
    let text = text.split(';').next().unwrap_or_default().trim();
    let text = text.strip_prefix(['*', '!']).map_or(text, str::trim_start);
    if text.is_empty() || text.starts_with(['#', '^']) {
        return Said::Nothing;
    }
    let end = text.find("  ").into_iter().chain(text.find('\t')).min();
    // Beancount's accounts have no blanks, and one is enough behind them.
    let spaced = || {
        let (account, amount) = text.split_once(' ')?;
        let is_amount = amount.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
        (is_amount && account.contains(':') && !account.ends_with(':')).then_some((account, amount))
    };
    let (account, rest) = match end.and_then(|at| Some((text.get(..at)?, text.get(at..)?))) {
        Some((account, rest)) => (account, rest.trim()),
        None => spaced().unwrap_or((text, "")),
    };
    // `key: value` is said of the entry and books nothing.
    if account.split_whitespace().next().is_some_and(|word| word.ends_with(':')) {
        return Said::Nothing;
    }
    if account.starts_with('(') {
        return Said::Aside(format!("`{account}` is a virtual posting, which no other balances"));
    }
    let account = account.trim_matches(['[', ']']).to_owned();
    // A balance that is asserted behind the amount books nothing.
    let (amount, asserted) = match rest.split_once('=') {
        Some((amount, _)) => (amount.trim(), true),
        None => (rest, false),
    };
    if amount.is_empty() && asserted {
        return Said::Fault("its amount follows from a balance, which is not computed".to_owned());
    }
    if amount.is_empty() {
        return Said::Rest(account);
    }
    match weighed(amount, mark) {
        Some((amount, currency)) => Said::Posting { account, amount, currency },
        None => Said::Fault(format!("`{amount}` is no amount that is read")),
    }
}

/// What a posting weighs: its amount, or what it costs where a cost or a price stands behind it.
fn weighed(text: &str, mark: DecimalMark) -> Option<(Number, String)> {
    let (body, price) = match text.split_once('@') {
        Some((body, price)) => (body.trim(), Some(price.trim())),
        None => (text, None),
    };
    let (body, cost) = match body.split_once('{') {
        Some((body, cost)) => (body.trim(), Some(cost)),
        None => (body, None),
    };
    // `{{500 USD}}` is what the whole lot cost.
    let is_whole_lot = cost.is_some_and(|cost| cost.starts_with('{'));
    let cost = cost.map(|cost| cost.trim_start_matches('{'));
    let (amount, currency) = single(body, mark)?;
    // A cost decides, and a price only where none is said: `10 X {500 USD} @ 520 USD`.
    let cost = cost.map(|cost| cost.split(['}', ',']).next().unwrap_or_default().trim());
    let (each, total) = match (cost.filter(|cost| !cost.is_empty()), price) {
        (Some(cost), _) => (cost, is_whole_lot),
        // What a lot cost is said where it was bought.
        (None, _) if cost.is_some() && price.is_none() => return None,
        (None, Some(price)) => match price.strip_prefix('@') {
            Some(total) => (total.trim(), true),
            None => (price, false),
        },
        (None, None) => return Some((amount, currency)),
    };
    let (price, currency) = single(each, mark)?;
    if total {
        let size = Number { digits: price.digits.abs(), ..price };
        return Some((if amount.digits < 0 { size.negated() } else { size }, currency));
    }
    Some((number::priced(amount, price, None)?, currency))
}

/// A number and the currency before or behind it: `$-5`, `-100.00 HRK`.
fn single(text: &str, mark: DecimalMark) -> Option<(Number, String)> {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '\'');
    let number: String = text.chars().filter(|c| is_of_number(*c)).collect();
    let currency: String = text.chars().filter(|c| !is_of_number(*c)).collect();
    let currency = currency.trim().trim_matches('"').to_owned();
    let simple =
        !currency.contains(char::is_whitespace) && !currency.contains(['(', ')', '*', '/']);
    Some((number::read(&number, mark).ok().filter(|_| simple)?, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let journal = read(text, None).unwrap();
        let rows: Vec<String> =
            journal.table.lines().skip(1).map(|row| row.replace('\t', "|")).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn entries_of_both_formats_are_rows() {
        check(
            "; a comment\n2008/01/01 * (7) Eat | lunch ; at noon\n    expenses:food      $1.50\n    assets:cash\n\n2008/1/2 gift\n  assets:cash  $-2 = $5\n  income:gifts\n",
            &[
                "3|2008-01-01|1|expenses:food|1.5|$|Eat|lunch",
                "4|2008-01-01|1|assets:cash|-1.5|$|Eat|lunch",
                "7|2008-01-02|2|assets:cash|-2|$|gift|",
                "8|2008-01-02|2|income:gifts|2|$|gift|",
            ],
        );
        check(
            "option \"operating_currency\" \"USD\"\n2014-01-01 open Assets:Cash USD\n2014-01-02 * \"Bakery\" \"Bread\" #food\n  who: \"me\"\n  Assets:Broker  2 VTI {100.25 USD, 2014-01-01} @ 120 USD\n  Assets:Cash -200.50 USD\n",
            &[
                "5|2014-01-02|1|Assets:Broker|200.5|USD|Bakery|Bread",
                "6|2014-01-02|1|Assets:Cash|-200.5|USD|Bakery|Bread",
            ],
        );
        check(
            "2014-01-02 x\n  a  5 VTI {{500 USD}}\n  b\n",
            &["2|2014-01-02|1|a|500|USD|x|", "3|2014-01-02|1|b|-500|USD|x|"],
        );
    }

    #[test]
    fn what_is_not_followed_and_not_read_is_told() {
        let text = "include other.journal\nplugin \"beancount.plugins.auto\"\n2024-01-01 x\n  a  1 EUR\n  (b)  2 EUR\n  c  -2 EUR\n";
        let journal = read(text, None).unwrap();
        assert_eq!(
            journal.notes,
            [
                "`include` names another file, which was not read: line 1",
                "`plugin` names a program, which was not run: line 2",
                "1 entries do not add up to nothing: line 3",
            ]
        );
        assert_eq!(journal.rejected.iter().map(|one| one.line).collect::<Vec<_>>(), [5]);
        let text = "2024-01-01 x\n  a  1 EUR\n  c  -2 EUR\n";
        assert_eq!(read(text, None).unwrap().notes, ["1 entries do not add up to nothing: line 1"]);
        // A virtual posting takes no part in what the others leave, and a word of an entry is no directive.
        let text = "2024-01-01 note paper\n  a  1 EUR\n  (b)  2 EUR\n  c\n";
        let journal = read(text, None).unwrap();
        assert!(journal.table.contains("4\t2024-01-01\t1\tc\t-1\tEUR"), "{}", journal.table);
    }

    #[test]
    fn a_table_is_no_journal() {
        assert!(read("date,amount\n2024-01-01,5\n2024-01-02,6\n", None).is_none());
        assert!(read("2024-01-01 5\n2024-01-02 6\n", None).is_none());
    }
}
