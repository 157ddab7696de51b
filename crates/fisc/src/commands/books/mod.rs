//! `fisc books`: a business's own books, explained.

mod reading;

use std::{fmt::Write as _, path::Path, sync::Arc};

use agent::{Budget, Model, Run, RunOptions};
use anyhow::Result;
use assistant::Asked;
use books::import::{self, Import};
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

use self::reading::{Help, open, read, refused, settled};
use super::{answer, egress::Logged};
use crate::{
    cli::{BooksArgs, BooksCommand, ExplainArgs, Format, MapArgs, RowsArgs, Telling, TrendArgs},
    config::Config,
    failure::Refused,
    files, print,
    settings::Flags,
    wiring::{self, How},
};

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

fn wanted(telling: &Telling) -> Wanted {
    Wanted {
        current: telling.period,
        baseline: None,
        grain: telling.grain.map(Into::into),
        against: telling.against.map(Into::into),
        starts: telling.year_starts,
    }
}

/// Who words what is told, and what a run may cost.
struct Words {
    model: Option<Arc<dyn Model>>,
    budget: Budget,
}

impl Words {
    /// As the command line says; all that leaves is written down first, where it says so.
    fn of(how: &How, egress_log: Option<&Path>, config: &Config) -> Result<Self> {
        let parts = wiring::parts(how, config)?;
        let model = parts.model.clone().map(|model| model as Arc<dyn Model>);
        let model = match (model, egress_log) {
            (Some(model), Some(path)) => {
                Some(Arc::new(Logged::new(model, path)?) as Arc<dyn Model>)
            }
            (None, Some(path)) => {
                // Nothing leaves, and the log says so by being empty.
                files::write(path, b"")?;
                None
            }
            (model, None) => model,
        };
        Ok(Self { model, budget: parts.budget })
    }

    fn telling(telling: &Telling, config: &Config) -> Result<Self> {
        Self::of(&telling.output.how(), telling.egress_log.as_deref(), config)
    }

    /// The help of the model, where the file is not clear.
    fn help(&self, config: &Config) -> Help<'_> {
        Help { model: self.model.as_ref(), budget: self.budget, ..Help::alone(config) }
    }
}

/// What the program is to do with a question about books.
struct Asking {
    import: Import,
    wanted: Wanted,
    metrics: Vec<Metric>,
    by: Option<Vec<Dimension>>,
    words: Words,
}

/// Runs the dashboard of books. The import is handed back with it.
fn tell(asking: Asking) -> Result<(Import, Dashboard)> {
    let Asking { import, wanted, metrics, by, words } = asking;
    let Import { mapping, books, report } = import;
    let books = Arc::new(books);
    let explain = Explain { writer: Writer { model: words.model } };
    let question = Question { books: Arc::clone(&books), wanted, by, metrics };
    let options = RunOptions { budget: words.budget, ..RunOptions::default() };
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
    let words = Words::telling(&args.telling, config)?;
    let (import, _) = read(&opened, &args.reading, words.help(config))?;
    let wanted = wanted(&args.telling);
    let metrics = Metric::FOUR.to_vec();
    let (import, dashboard) = tell(Asking { import, wanted, metrics, by: None, words })?;
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
    let how =
        How { flags: Flags { model: args.model.clone() }, offline: args.offline, ..How::default() };
    let words = Words::of(&how, args.egress_log.as_deref(), config)?;
    let help = Help { writes: true, ..words.help(config) };
    let (import, proposed) = read(&opened, &args.reading, help)?;
    let mut text = import.mapping.to_toml();
    if !proposed.is_empty() {
        let model = words.model.as_ref().map_or("", |model| model.name());
        let list = proposed.join(", ").replace(['\n', '\r'], " ");
        text.insert_str(
            0,
            &format!(
                "# {model} proposes what these accounts are; approve it or change it: {list}\n"
            ),
        );
    }
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
    let words = Words::telling(&args.telling, config)?;
    let (import, _) = read(&opened, &args.reading, words.help(config))?;
    let mut wanted = wanted(&args.telling);
    wanted.current = args.to.or(wanted.current);
    wanted.baseline = args.from;
    let by = dimensions(&import, &args.by)?;
    let metrics = vec![args.metric.into()];
    let (import, dashboard) = tell(Asking { import, wanted, metrics, by, words })?;
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
    let words = Words::telling(&args.telling, config)?;
    let (import, _) = read(&opened, &args.reading, words.help(config))?;
    let wanted = wanted(&args.telling);
    let metrics = vec![args.metric.into()];
    let (import, dashboard) = tell(Asking { import, wanted, metrics, by: None, words })?;
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
    let (import, _) = read(&opened, &args.reading, Help::alone(config))?;
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
    // A file keeps what stands in the cells; a terminal is not moved by it.
    let lines = text.split_inclusive('\n').map(|line| print::clean(line) + "\n");
    print::result(&if config.terminal { lines.collect() } else { text })?;
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
