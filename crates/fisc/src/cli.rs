//! The command line.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use anyhow::Result;

use clap_complete::ArgValueCompleter;

use crate::{
    commands::complete, config::Config, failure::Refused, sessions::Which, settings::Flags,
    wiring::How,
};

/// Answers questions about public companies, every figure with its source.
///
/// Works on built-in data, with no key and no network: `fisc "How is Apple doing?"`
#[derive(Debug, Parser)]
#[command(name = "fisc", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

const EXAMPLES: &str = "\
Examples:
  fisc \"How is Apple doing?\"
  fisc \"What was Tesla's net margin in 2023?\"
  fisc                     (a conversation: “and in 2022?”, “compare it with Ford”)
  fisc -c \"and in 2022?\"  (goes on with the last one)
  fisc compare KO PEP -i revenue,net_margin
  fisc figure AAPL revenue --period FY2024 --json
  fisc report MSFT -o report.html
  fisc check memo.md --company AAPL

Exit codes:
  0 answered · 1 failed · 2 wrong command line
  3 not found or no data · 4 key or contact missing · 5 source unavailable
  6 partial, with --strict · 7 contradicted, with check --strict
  130 interrupted · 141 the reader went away

Conversations are kept in the data folder; FISC_DATA_DIR names another one.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer a question (the default)
    Ask(AskArgs),
    /// One figure of a company, with its period and source
    Figure(FigureArgs),
    /// A whole report on a company
    Report(ReportArgs),
    /// Companies side by side, the best of each row marked
    Compare(CompareArgs),
    /// A business's own books explained: what moved, why, and what to do
    Books(Box<BooksArgs>),
    /// Hold every number of a text against the facts
    Check(CheckArgs),
    /// Which companies a text names
    Resolve(TextArgs),
    /// What kind of answer a question wants
    Route(TextArgs),
    /// The built-in data
    #[command(subcommand)]
    Data(DataCommand),
    /// What can be set, what is, and where
    Config(ConfigArgs),
    /// Check that everything needed is there, and ask who is set up
    Doctor(DoctorArgs),
    /// Print what a shell needs to complete commands, companies and figures
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// The question, in your words; `-` reads it from standard input
    ///
    /// Without one, a conversation opens; in a pipe, each line of standard input is a question of it.
    #[arg(value_name = "QUESTION")]
    pub(crate) question: Vec<String>,
    /// Go on with the last conversation
    #[arg(short = 'c', long = "continue", conflicts_with = "session")]
    pub(crate) go_on: bool,
    /// Go on with the conversation of this name, or begin it
    #[arg(short = 's', long, value_name = "NAME")]
    pub(crate) session: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

impl AskArgs {
    /// Which conversation the question belongs to.
    pub(crate) fn which(&self) -> Which {
        match (&self.session, self.go_on) {
            (Some(name), _) => Which::Named(name.clone()),
            (None, true) => Which::Last,
            (None, false) => Which::New,
        }
    }
}

#[derive(Debug, Args)]
#[command(override_usage = "fisc figure COMPANY ITEM [OPTS]")]
pub(crate) struct FigureArgs {
    /// The company: a ticker or a name
    #[arg(value_name = "COMPANY", add = ArgValueCompleter::new(complete::companies))]
    pub(crate) symbol: String,
    /// The figure: revenue, `net_margin`, `eps_diluted`, `price_to_earnings` …
    #[arg(required = true, add = ArgValueCompleter::new(complete::items))]
    pub(crate) item: Vec<String>,
    /// The period: FY2024, Q3-FY2024, TTM [default: the latest fiscal year]
    #[arg(short, long, allow_hyphen_values = true)]
    pub(crate) period: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The company: a ticker or a name
    #[arg(value_name = "COMPANY", add = ArgValueCompleter::new(complete::companies))]
    pub(crate) symbol: String,
    /// The fiscal year: FY2022 [default: the latest]
    #[arg(short, long, allow_hyphen_values = true)]
    pub(crate) period: Option<String>,
    /// Show where FMP and the SEC differ beyond rounding instead
    #[arg(long, conflicts_with = "period")]
    pub(crate) reconcile: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
#[command(override_usage = "fisc compare COMPANY… [OPTS]")]
pub(crate) struct CompareArgs {
    /// The companies: tickers or names, two or more
    #[arg(value_name = "COMPANY", num_args = 2.., required = true, add = ArgValueCompleter::new(complete::companies))]
    pub(crate) companies: Vec<String>,
    /// The figures, separated by commas [default: the usual dozen]
    #[arg(short, long, value_name = "ITEM", value_delimiter = ',', add = ArgValueCompleter::new(complete::items))]
    pub(crate) items: Vec<String>,
    /// The period: FY2024, Q3-FY2024, TTM [default: each company's latest fiscal year]
    #[arg(short, long, allow_hyphen_values = true)]
    pub(crate) period: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = BOOKS_EXAMPLES)]
pub(crate) struct BooksArgs {
    #[command(subcommand)]
    pub(crate) command: Option<BooksCommand>,
    #[command(flatten)]
    pub(crate) of: BooksOf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) telling: Telling,
    /// Public companies whose margins stand beside: tickers or names, separated by commas
    #[arg(long, value_name = "COMPANY", value_delimiter = ',', add = ArgValueCompleter::new(complete::companies))]
    pub(crate) peers: Vec<String>,
}

impl BooksArgs {
    /// How the answer is given.
    pub(crate) fn output(&self) -> &Output {
        match &self.command {
            Some(BooksCommand::Explain(args)) => &args.telling.output,
            Some(BooksCommand::Trend(args)) => &args.telling.output,
            Some(BooksCommand::Map(_) | BooksCommand::Rows(_)) | None => &self.telling.output,
        }
    }
}

const BOOKS_EXAMPLES: &str = "\
Examples:
  fisc books --sample
  fisc books ledger.csv --against previous
  fisc books ledger.xlsx --json
  fisc books ledger.csv -o dashboard.html     (or -o bridge.csv)
  fisc books map ledger.csv -o mapping.toml   (edit it, then --mapping mapping.toml)
  fisc books explain ledger.csv --metric revenue --from 2013-01 --to 2013-02 --by region,product
  fisc books rows ledger.csv --where account=Rent --period 2013-02";

#[derive(Debug, Subcommand)]
pub(crate) enum BooksCommand {
    /// Write down what a file is understood to mean, to be edited and given back
    Map(MapArgs),
    /// Why one metric moved from one period to another
    Explain(ExplainArgs),
    /// One metric over all periods
    Trend(TrendArgs),
    /// The rows of the file behind a cell
    Rows(RowsArgs),
}

/// Which books.
#[derive(Debug, Args)]
pub(crate) struct BooksOf {
    /// The books: .csv, .xlsx, a journal of hledger or Beancount; - for standard input
    #[arg(id = "books", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Made-up books of a bakery instead
    #[arg(long, conflicts_with = "books")]
    pub(crate) sample: bool,
}

/// How the file is read; what is not said is inferred from all of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "How the file is read")]
pub(crate) struct Reading {
    /// What the file means, as `fisc books map` wrote it down
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The encoding: UTF-8, windows-1252 …
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The line of the head
    #[arg(long, value_name = "LINE")]
    pub(crate) head_line: Option<u64>,
    /// The order of dates: ymd, dmy, mdy
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<books::date::DateOrder>,
    /// What stands before the fraction: point, comma
    #[arg(long, value_name = "MARK")]
    pub(crate) decimal_mark: Option<books::number::DecimalMark>,
    /// Which way amounts run: inflow, sizes, `debit_positive`
    #[arg(long, value_name = "SIGNS")]
    pub(crate) signs: Option<books::mapping::Signs>,
    /// The currency whose rows are read
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// What a column holds: `Betrag=amount`
    #[arg(long, value_name = "NAME=ROLE")]
    pub(crate) column: Vec<String>,
    /// What an account is: `Zephyr=expense`; `*=expense` for all that no rule knows
    #[arg(long, value_name = "NAME=KIND")]
    pub(crate) account: Vec<String>,
}

/// What is told, and how.
#[derive(Debug, Args)]
pub(crate) struct Telling {
    /// The period that is told: 2024-03, 2024-Q1, 2024 [default: the last whole one]
    #[arg(long)]
    pub(crate) period: Option<dashboard::period::Named>,
    /// How long periods are
    #[arg(long, value_enum)]
    pub(crate) grain: Option<GrainChoice>,
    /// What it is held against [default: the same period of last year, or the one before]
    #[arg(long, value_enum)]
    pub(crate) against: Option<AgainstChoice>,
    /// The month that the business's year begins in, from 1
    #[arg(long, value_name = "MONTH")]
    pub(crate) year_starts: Option<dashboard::period::YearStart>,
    /// Write all that leaves for a language model there, before it leaves
    #[arg(long, value_name = "FILE")]
    pub(crate) egress_log: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How long periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GrainChoice {
    /// A month
    Month,
    /// A quarter
    Quarter,
    /// A year
    Year,
}

impl From<GrainChoice> for dashboard::period::Grain {
    fn from(choice: GrainChoice) -> Self {
        match choice {
            GrainChoice::Month => Self::Month,
            GrainChoice::Quarter => Self::Quarter,
            GrainChoice::Year => Self::Year,
        }
    }
}

/// What a period is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AgainstChoice {
    /// The one before it
    Previous,
    /// The same one a year before
    LastYear,
    /// The one in the middle of the twelve before it
    Trailing,
    /// What was planned
    Budget,
}

impl From<AgainstChoice> for dashboard::compare::Against {
    fn from(choice: AgainstChoice) -> Self {
        match choice {
            AgainstChoice::Previous => Self::Previous,
            AgainstChoice::LastYear => Self::LastYear,
            AgainstChoice::Trailing => Self::Trailing,
            AgainstChoice::Budget => Self::Budget,
        }
    }
}

/// What is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MetricChoice {
    /// What was sold
    Revenue,
    /// What was spent
    Expenses,
    /// What is left
    #[value(alias = "net_income")]
    NetIncome,
    /// The money that came in less the money that went out
    #[value(alias = "cash_flow")]
    CashFlow,
    /// Revenue less what the sold goods cost
    #[value(alias = "gross_profit")]
    GrossProfit,
    /// What running the business costs
    #[value(alias = "operating_costs")]
    OperatingCosts,
}

impl From<MetricChoice> for dashboard::metric::Metric {
    fn from(choice: MetricChoice) -> Self {
        match choice {
            MetricChoice::Revenue => Self::Revenue,
            MetricChoice::Expenses => Self::Expenses,
            MetricChoice::NetIncome => Self::NetIncome,
            MetricChoice::CashFlow => Self::CashFlow,
            MetricChoice::GrossProfit => Self::GrossProfit,
            MetricChoice::OperatingCosts => Self::OperatingCosts,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct MapArgs {
    #[command(flatten)]
    pub(crate) of: BooksOf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Write it there [default: standard output]
    #[arg(short = 'o', long = "output", value_name = "FILE", help_heading = "Options")]
    pub(crate) file: Option<PathBuf>,
    /// The language model that proposes what accounts are that no rule knows; `rules` for none
    #[arg(long, value_name = "MODEL", help_heading = "Options")]
    pub(crate) model: Option<String>,
    /// Ask nobody outside
    #[arg(long, help_heading = "Options")]
    pub(crate) offline: bool,
    /// Write all that leaves for a language model there, before it leaves
    #[arg(long, value_name = "FILE", help_heading = "Options")]
    pub(crate) egress_log: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) of: BooksOf,
    /// What moved
    #[arg(long, value_enum)]
    pub(crate) metric: MetricChoice,
    /// The period it moved from: 2013-01, 2013-Q1, 2013
    #[arg(long, value_name = "PERIOD")]
    pub(crate) from: Option<dashboard::period::Named>,
    /// The period it moved to
    #[arg(long, value_name = "PERIOD", conflicts_with = "period")]
    pub(crate) to: Option<dashboard::period::Named>,
    /// Along which columns, separated by commas [default: what tells most]
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Args)]
pub(crate) struct TrendArgs {
    #[command(flatten)]
    pub(crate) of: BooksOf,
    /// What is shown
    #[arg(long, value_enum, default_value_t = MetricChoice::Revenue)]
    pub(crate) metric: MetricChoice,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) telling: Telling,
}

#[derive(Debug, Args)]
pub(crate) struct RowsArgs {
    #[command(flatten)]
    pub(crate) of: BooksOf,
    /// A cell: `account=Rent`, `region=West`; all of several must hold
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub(crate) cell: Vec<String>,
    /// Only rows that count for this
    #[arg(long, value_enum)]
    pub(crate) metric: Option<MetricChoice>,
    /// Only rows of this period: 2013-02, 2013-Q1, 2013
    #[arg(long)]
    pub(crate) period: Option<dashboard::period::Named>,
    /// These lines instead, separated by commas
    #[arg(long, value_name = "LINE", value_delimiter = ',', conflicts_with_all = ["cell", "metric", "period"])]
    pub(crate) line: Vec<u32>,
    /// The month that the business's year begins in, from 1
    #[arg(long, value_name = "MONTH")]
    pub(crate) year_starts: Option<dashboard::period::YearStart>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The text; `-` reads it from standard input
    #[arg(value_name = "FILE")]
    pub(crate) text: PathBuf,
    /// Whom it is about: tickers or names, separated by commas [default: whom it names]
    #[arg(long, value_name = "COMPANY", value_delimiter = ',', add = ArgValueCompleter::new(complete::companies))]
    pub(crate) company: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// The shells that can complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// fish
    Fish,
    /// Elvish
    Elvish,
    /// PowerShell
    Powershell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder instead
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TextArgs {
    /// The text; `-` reads one question a line from standard input
    #[arg(required = true)]
    pub(crate) text: Vec<String>,
    /// One JSON object (a line)
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Ask nobody outside
    #[arg(long)]
    pub(crate) offline: bool,
    /// Ask the language model as well, which costs a few tokens
    #[arg(long)]
    pub(crate) probe: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// What the built-in data hold, from when, and what they lack
    Info {
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Fetch what companies filed with the SEC and keep it, for use without a network
    Update {
        /// The companies: tickers or names
        #[arg(value_name = "COMPANY", required = true, add = ArgValueCompleter::new(complete::companies))]
        companies: Vec<String>,
    },
    /// Build a data file from its sources
    Build {
        /// The folder of the sources
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// The file to write
        #[arg(short, long, value_name = "FILE", default_value = "builtin.fisc")]
        output: PathBuf,
        /// Write the build report there, as Markdown
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
}

/// How the question is answered, and how the answer is given.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// One JSON object
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// The form of the answer [default: table on a terminal, else md]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    /// Write the answer there; the ending chooses the form (.html .md .json)
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// How the question is answered.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Args)]
pub(crate) struct Asking {
    /// The language model that writes the prose: openai:NAME, anthropic:NAME, ollama:NAME …; `rules` for none
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<String>,
    /// Ask nobody outside: answer from what is carried and kept
    #[arg(long)]
    pub(crate) offline: bool,
    /// Pass by answers that were kept
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Replace what a model says and no figure holds; fail where something is missing
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print the run as a waterfall of its steps on standard error
    #[arg(long)]
    pub(crate) trace: bool,
}

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Set for a terminal
    Table,
    /// Markdown
    Md,
    /// One JSON object
    Json,
    /// Events as they happen, one JSON object a line
    Ndjson,
    /// One HTML page
    Html,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that has not said no
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Output {
    /// How the question is to be answered.
    pub(crate) fn how(&self) -> How {
        let Asking { model, offline, fresh, strict, trace: _ } = &self.asking;
        let flags = Flags { model: model.clone() };
        How { flags, offline: *offline, fresh: *fresh, strict: *strict }
    }

    /// The form that was asked for, by flag or by the file's ending.
    pub(crate) fn chosen(&self, config: &Config) -> Result<Format> {
        let ending = self.file.as_ref().and_then(|path| path.extension()?.to_str());
        let format = match (self.json, self.format, ending) {
            (true, ..) | (false, None, Some("json")) => Format::Json,
            (false, Some(format), _) => format,
            (false, None, Some("html" | "htm")) => Format::Html,
            (false, None, Some("ndjson")) => Format::Ndjson,
            (false, None, _) if self.file.is_none() && config.terminal => Format::Table,
            (false, None, _) if self.file.is_none() => Format::Md,
            (false, None, None | Some("md" | "markdown" | "txt")) => Format::Md,
            (false, None, Some(other)) => {
                let message = format!("a file ending in `.{other}` cannot be written");
                let hint = "name it .md, .html or .json, or say --format";
                return Err(Refused::usage(message, hint));
            }
        };
        Ok(format)
    }
}

/// Reads the command line; help is set to the terminal's width.
pub(crate) fn parse(config: &Config) -> std::result::Result<Cli, clap::Error> {
    let command = Cli::command().term_width(config.columns);
    Cli::from_arg_matches(&command.try_get_matches()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
