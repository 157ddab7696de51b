//! `fisc books`: a business's own books, explained.

use std::{fmt::Write as _, path::Path, sync::Arc};

use agent::{Model, Run, RunOptions};
use anyhow::Result;
use assistant::Asked;
use books::{
    import::{self, Import, NotBooks},
    mapping::Settled,
};
use dashboard::{
    cause::Dimension,
    compare::Wanted,
    figures::Figures,
    html, json,
    markdown::{self, Layout},
    metric::Metric,
    period::Named,
    workflow::{Dashboard, Explain, Question},
    writer::Writer,
};
use serde_json::Value;

use super::{answer, egress::Logged};
use crate::{
    cli::{
        BooksArgs, BooksCommand, BooksOf, ExplainArgs, Format, MapArgs, Reading, RowsArgs, Telling,
        TrendArgs,
    },
    config::Config,
    failure::Refused,
    files, print, wiring,
};

/// No file of books is larger.
const BYTES_MAX: u64 = 1 << 30;

/// The seed of the books that show what the program does.
const SAMPLE_SEED: u64 = 7;

/// Explains books, or a part of it.
pub(crate) fn run(args: &BooksArgs, config: &Config) -> Result<()> {
    match &args.command {
        Some(BooksCommand::Map(args)) => map(args, config),
        Some(BooksCommand::Explain(args)) => explain(args, config),
        Some(BooksCommand::Trend(args)) => trend(args, config),
        Some(BooksCommand::Rows(args)) => rows(args, config),
        None => whole(args, config),
    }
}

/// A file that is written may not be the one that is read.
fn keep_apart(of: &BooksOf, file: Option<&Path>) -> Result<()> {
    let is_same =
        of.file.as_deref().zip(file).is_some_and(|(one, other)| files::is_same(one, other));
    if is_same {
        let hint = "name another file with -o";
        return Err(Refused::usage("the books themselves would be written over", hint));
    }
    Ok(())
}

/// A file of books, and what it is called.
struct Opened {
    name: String,
    bytes: Vec<u8>,
}

fn open(of: &BooksOf, output: Option<&Path>) -> Result<Opened> {
    keep_apart(of, output)?;
    match (&of.file, of.sample) {
        (Some(path), _) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Opened { name, bytes: files::read_bounded(path, BYTES_MAX)? })
        }
        (None, true) => Ok(sample()),
        (None, false) => {
            let hint = "fisc books ledger.csv, or fisc books --sample to see it on made-up books";
            Err(Refused::usage("no file is named", hint))
        }
    }
}

/// Made-up books of a bakery.
fn sample() -> Opened {
    let plan = bakery::Plan::new(SAMPLE_SEED).with(bakery::Cause::LostCustomer);
    let plan = plan.with(bakery::Cause::DuplicateBill);
    Opened { name: "sample bakery".to_owned(), bytes: bakery::books(&plan).into_bytes() }
}

fn read(opened: &Opened, reading: &Reading) -> Result<Import> {
    let settled = settled(reading)?;
    import::read(&opened.bytes, &settled).map_err(|error| refused(&opened.name, &error))
}

fn refused(name: &str, error: &NotBooks) -> anyhow::Error {
    let hint = match error {
        NotBooks::Meaning(_) | NotBooks::UnknownAccounts(_) => {
            "`fisc books map FILE -o mapping.toml` writes down what is understood, to be edited and given back with --mapping"
        }
        NotBooks::Source(_) | NotBooks::Table(_) | NotBooks::NoRow { .. } => {
            "a table with a head, a column of dates and a column of amounts is read: .csv, .xlsx, hledger or Beancount"
        }
    };
    Refused::input(format!("{name}: {error}"), hint)
}

/// What the flags and the mapping settle; a flag stands before the mapping.
fn settled(reading: &Reading) -> Result<Settled> {
    let mut settled = match &reading.mapping {
        Some(path) => {
            let text = files::read_text(path)?;
            Settled::from_toml(&text).map_err(|error| {
                let hint = "`fisc books map FILE -o mapping.toml` writes one to begin with";
                Refused::input(format!("{}: {error}", path.display()), hint)
            })?
        }
        None => Settled::default(),
    };
    let over = |flag: &Option<String>, of: &mut Option<String>| {
        if let Some(value) = flag {
            *of = Some(value.clone());
        }
    };
    over(&reading.sheet, &mut settled.sheet);
    over(&reading.encoding, &mut settled.encoding);
    over(&reading.currency, &mut settled.currency);
    settled.head_line = reading.head_line.or(settled.head_line);
    settled.date_order = reading.date_order.or(settled.date_order);
    settled.decimal_mark = reading.decimal_mark.or(settled.decimal_mark);
    settled.signs = reading.signs.or(settled.signs);
    for pair in &reading.column {
        let (name, role) = named(pair, "--column")?;
        settled.columns.insert(name, role);
    }
    for pair in &reading.account {
        let (name, kind) = named(pair, "--account")?;
        settled.accounts.insert(name, kind);
    }
    Ok(settled)
}

/// `NAME=VALUE`; the name may hold a `=` itself.
fn named<T>(pair: &str, flag: &str) -> Result<(String, T)>
where
    T: std::str::FromStr<Err = books::words::NoSuchWord>,
{
    let hint = format!("{flag} NAME=VALUE");
    let (name, value) = pair
        .rsplit_once('=')
        .ok_or_else(|| Refused::usage(format!("`{pair}` has no `=`"), hint.clone()))?;
    let value =
        value.trim().parse().map_err(|error| Refused::usage(format!("`{pair}`: {error}"), hint))?;
    Ok((name.trim().to_owned(), value))
}

fn wanted(telling: &Telling) -> Wanted {
    Wanted {
        current: telling.period,
        baseline: None,
        grain: telling.grain.map(Into::into),
        against: telling.against.map(Into::into),
        starts: telling.year_starts,
    }
}

/// What the program is to do with a question about books.
struct Asking<'a> {
    import: Import,
    wanted: Wanted,
    metrics: Vec<Metric>,
    by: Option<Vec<Dimension>>,
    telling: &'a Telling,
}

/// Runs the dashboard of books. The import is handed back with it.
fn tell(asking: Asking<'_>, config: &Config) -> Result<(Import, Dashboard)> {
    let Asking { import, wanted, metrics, by, telling } = asking;
    let parts = wiring::parts(&telling.output.how(), config)?;
    let Import { mapping, books, report } = import;
    let books = Arc::new(books);
    let model = parts.model.clone().map(|model| model as Arc<dyn Model>);
    let model = match (model, &telling.egress_log) {
        (Some(model), Some(path)) => Some(Arc::new(Logged::new(model, path)?) as Arc<dyn Model>),
        (None, Some(path)) => {
            // Nothing leaves, and the log says so by being empty.
            files::write(path, b"")?;
            None
        }
        (model, None) => model,
    };
    let explain = Explain { writer: Writer { model } };
    let question = Question { books: Arc::clone(&books), wanted, by, metrics };
    let options = RunOptions { budget: parts.budget, ..RunOptions::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let dashboard = runtime
        .block_on(async { Run::start(Arc::new(explain), question, options).outcome().await })
        .map_err(|error| told_plainly(error.into()))?;
    let books =
        Arc::into_inner(books).ok_or_else(|| anyhow::anyhow!("the books are still in use"))?;
    Ok((Import { mapping, books, report }, dashboard))
}

/// What a person asked for and the books do not hold, without the steps that found it out.
fn told_plainly(error: anyhow::Error) -> anyhow::Error {
    let known = error.chain().find_map(|cause| {
        cause
            .downcast_ref::<dashboard::compare::NoComparison>()
            .map(ToString::to_string)
            .or_else(|| {
                cause
                    .downcast_ref::<Box<dashboard::compare::NoComparison>>()
                    .map(ToString::to_string)
            })
            .or_else(|| {
                cause
                    .downcast_ref::<dashboard::workflow::NothingHappened>()
                    .map(ToString::to_string)
            })
    });
    match known {
        Some(message) => {
            Refused::not_found(message, "`fisc books trend FILE` shows which periods there are")
        }
        None => error,
    }
}

/// The whole dashboard.
fn whole(args: &BooksArgs, config: &Config) -> Result<()> {
    let opened = open(&args.of, args.telling.output.file.as_deref())?;
    let format = format(&args.telling, config)?;
    let import = read(&opened, &args.reading)?;
    let wanted = wanted(&args.telling);
    let asking =
        Asking { import, wanted, metrics: Metric::FOUR.to_vec(), by: None, telling: &args.telling };
    let (import, dashboard) = tell(asking, config)?;
    let peers = peers(args, &dashboard, config)?;
    present(&opened.name, &import, &dashboard, format, &peers, &args.telling, config)
}

/// A form that a dashboard can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Of(Format),
    Csv,
}

fn format(telling: &Telling, config: &Config) -> Result<Shown> {
    let output = &telling.output;
    if let Some(path) = &output.file {
        files::check_writable(path)?;
        if output.format.is_none()
            && !output.json
            && path.extension().is_some_and(|ending| ending == "csv")
        {
            return Ok(Shown::Csv);
        }
    }
    Ok(Shown::Of(output.chosen(config)?))
}

fn present(
    name: &str,
    import: &Import,
    dashboard: &Dashboard,
    format: Shown,
    peers: &[Peer],
    telling: &Telling,
    config: &Config,
) -> Result<()> {
    let with_peers =
        |layout| format!("{}{}", markdown::render(import, dashboard, layout), beside(peers));
    let text = match format {
        Shown::Csv => dashboard::csv::bridges(&Figures::of(&import.books), dashboard),
        Shown::Of(Format::Json | Format::Ndjson) => {
            let mut value = json::render(import, dashboard);
            if let Some(map) = value.as_object_mut() {
                map.insert("peers".to_owned(), peers.iter().map(Peer::json).collect());
            }
            format!("{value:#}\n")
        }
        Shown::Of(Format::Html) => html::render(name, import, dashboard),
        Shown::Of(Format::Md) => with_peers(Layout::default()),
        Shown::Of(Format::Table) => {
            let text = with_peers(Layout { columns: Some(config.columns) });
            let set = print::render_markdown(&text, config.columns);
            match telling.output.file {
                Some(_) => anstream::adapter::strip_str(&set).to_string(),
                None => set,
            }
        }
    };
    give(&text, telling.output.file.as_deref())
}

fn give(text: &str, file: Option<&Path>) -> Result<()> {
    match file {
        Some(path) => {
            files::write(path, text.as_bytes())?;
            print::error_line(&format!("written: {}", path.display()));
            Ok(())
        }
        None => Ok(print::result(text)?),
    }
}

/// Writes down what a file is understood to mean.
fn map(args: &MapArgs, config: &Config) -> Result<()> {
    let opened = open(&args.of, args.file.as_deref())?;
    let import = read(&opened, &args.reading)?;
    let text = import.mapping.to_toml();
    if args.file.is_none() && config.terminal {
        let report = markdown::health(&import);
        print::error_line(&print::render_markdown(&report, config.columns));
    }
    give(&text, args.file.as_deref())
}

/// One metric, explained.
fn explain(args: &ExplainArgs, config: &Config) -> Result<()> {
    let opened = open(&args.of, args.telling.output.file.as_deref())?;
    let format = format(&args.telling, config)?;
    let import = read(&opened, &args.reading)?;
    let mut wanted = wanted(&args.telling);
    wanted.current = args.to.or(wanted.current);
    wanted.baseline = args.from;
    let by = dimensions(&import, &args.by)?;
    let metrics = vec![args.metric.into()];
    let (import, dashboard) =
        tell(Asking { import, wanted, metrics, by, telling: &args.telling }, config)?;
    if format == Shown::Of(Format::Json) {
        let figures = Figures::of(&import.books);
        let told = dashboard.metrics.first().map(|told| json::metric(&figures, told));
        let mut value = told.unwrap_or(Value::Null);
        if let Some(map) = value.as_object_mut() {
            map.insert("schema".to_owned(), "fisc.explanation/1".into());
            map.insert("currency".to_owned(), figures.currency.into());
        }
        return give(&format!("{value:#}\n"), args.telling.output.file.as_deref());
    }
    present(&opened.name, &import, &dashboard, format, &[], &args.telling, config)
}

/// The dimensions that were named.
fn dimensions(import: &Import, names: &[String]) -> Result<Option<Vec<Dimension>>> {
    if names.is_empty() {
        return Ok(None);
    }
    let all = dashboard::cause::dimensions(&import.books);
    let find = |name: &String| {
        let wanted = name.trim().to_lowercase();
        let is_it = |one: &&Dimension| one.name(&import.books).to_lowercase() == wanted;
        all.iter().find(is_it).copied().ok_or_else(|| {
            let there: Vec<_> = all.iter().map(|one| one.name(&import.books)).collect();
            let hint = format!("there are {}", there.join(", "));
            Refused::usage(format!("the books cannot be grouped by `{name}`"), hint)
        })
    };
    names.iter().map(find).collect::<Result<Vec<_>>>().map(Some)
}

/// A metric over all periods.
fn trend(args: &TrendArgs, config: &Config) -> Result<()> {
    let opened = open(&args.of, args.telling.output.file.as_deref())?;
    let format = format(&args.telling, config)?;
    let import = read(&opened, &args.reading)?;
    let wanted = wanted(&args.telling);
    let metrics = vec![args.metric.into()];
    let asking = Asking { import, wanted, metrics, by: None, telling: &args.telling };
    let (import, dashboard) = tell(asking, config)?;
    let figures = Figures::of(&import.books);
    let Some(told) = dashboard.metrics.first() else { return Ok(()) };
    let text = match format {
        Shown::Of(Format::Json | Format::Ndjson) => {
            let mut value = json::metric(&figures, told);
            if let Some(map) = value.as_object_mut() {
                map.retain(|key, _| {
                    !matches!(key.as_str(), "causes" | "narrative" | "recommendation")
                });
                map.insert("schema".to_owned(), "fisc.trend/1".into());
            }
            format!("{value:#}\n")
        }
        Shown::Csv => markdown::series_csv(&figures, told),
        Shown::Of(Format::Table) => {
            let text = markdown::trend(&figures, told, Layout { columns: Some(config.columns) });
            print::render_markdown(&text, config.columns)
        }
        Shown::Of(Format::Md | Format::Html) => markdown::trend(&figures, told, Layout::default()),
    };
    give(&text, args.telling.output.file.as_deref())
}

/// The rows of the file behind a cell, as they stand there.
fn rows(args: &RowsArgs, config: &Config) -> Result<()> {
    let opened = open(&args.of, None)?;
    let import = read(&opened, &args.reading)?;
    let starts = args.year_starts.unwrap_or(dashboard::period::YearStart::JANUARY);
    let period = args.period.map(|named: Named| named.period(starts));
    let mut cells = Vec::new();
    for pair in &args.cell {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| Refused::usage(format!("`{pair}` has no `=`"), "--where region=West"))?;
        let dimension = dimensions(&import, &[name.to_owned()])?;
        let dimension = dimension.and_then(|all| all.first().copied());
        cells.extend(dimension.map(|dimension| (dimension, value.trim().to_owned())));
    }
    let metric: Option<Metric> = args.metric.map(Into::into);
    let lines = dashboard::drill::lines(&import.books, metric, period, &cells);
    let wanted: std::collections::BTreeSet<u32> =
        if args.line.is_empty() { lines } else { args.line.iter().copied().collect() };
    let settled = settled(&args.reading)?;
    let text = import::lines(&opened.bytes, &settled, &wanted)
        .map_err(|error| refused(&opened.name, &error))?;
    print::result(&text)?;
    let count = wanted.len();
    let noun = if count == 1 { "row" } else { "rows" };
    if config.terminal_errors {
        print::error_line(&format!("{count} {noun}"));
    }
    Ok(())
}

/// A public company's margins.
struct Peer {
    symbol: String,
    /// What each is called, what it is, and of which period.
    margins: Vec<(String, String, String)>,
}

impl Peer {
    fn json(&self) -> Value {
        let margins = self.margins.iter().map(|(name, shown, period)| {
            serde_json::json!({"name": name, "shown": shown, "period": period})
        });
        serde_json::json!({"symbol": self.symbol, "margins": margins.collect::<Vec<_>>()})
    }
}

/// The margins of the companies that were named, as the data of public companies have them.
fn peers(args: &BooksArgs, dashboard: &Dashboard, config: &Config) -> Result<Vec<Peer>> {
    if args.peers.is_empty() {
        return Ok(Vec::new());
    }
    let parts = wiring::parts(&args.telling.output.how(), config)?;
    let mut peers = Vec::new();
    for name in &args.peers {
        let symbol = parts.company(name)?;
        let mut margins = Vec::new();
        for own in dashboard.further.iter().filter(|one| one.key.ends_with("margin")) {
            let item = super::figure::item(own.key)?;
            let asked = Asked::Figure {
                symbol: symbol.clone(),
                items: vec![item],
                period: finance::PeriodWanted::Latest,
            };
            let ran =
                answer::run_to_end(&parts, asked, answer::Live::Nothing, answer::Stop::Never)?;
            let found = ran.outcome.ok().and_then(|answer| {
                let fact = answer.facts.fact(answer.headline?.fact)?;
                let shown = finance::format::Style::default().prose(fact.value, fact.unit);
                Some((own.name.to_owned(), shown, fact.period.to_string()))
            });
            margins.push(found.unwrap_or_else(|| {
                (own.name.to_owned(), finance::format::MISSING.to_owned(), String::new())
            }));
        }
        peers.push(Peer { symbol: symbol.to_string(), margins });
    }
    Ok(peers)
}

fn beside(peers: &[Peer]) -> String {
    let Some(first) = peers.first() else { return String::new() };
    let names: Vec<&str> = first.margins.iter().map(|(name, ..)| name.as_str()).collect();
    let mut out = format!(
        "## Beside public companies\n\n| | {} |\n|---|{}\n",
        names.join(" | "),
        "---:|".repeat(names.len())
    );
    for peer in peers {
        let cells: Vec<String> =
            peer.margins.iter().map(|(_, shown, period)| format!("{shown} {period}")).collect();
        let _ = writeln!(out, "| {} | {} |", peer.symbol, cells.join(" | "));
    }
    out.push('\n');
    out
}
