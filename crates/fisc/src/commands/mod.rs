//! One command a file.

mod answer;
mod books;
mod check;
mod compare;
pub(crate) mod complete;
mod converse;
mod data;
mod data_report;
mod doctor;
mod egress;
mod figure;
mod man;
mod reconcile;
mod settings;
mod texts;

use anyhow::Result;
use assistant::Asked;

use crate::{
    cli::{AskArgs, Cli, Color, Command, DataCommand, Output},
    config::Config,
    failure::Refused,
    files, wiring,
};

/// Runs the command that was given.
pub(crate) fn run(cli: Cli, config: &Config) -> Result<()> {
    match cli.command {
        None => ask(&cli.ask, config),
        Some(Command::Ask(args)) => ask(&args, config),
        Some(Command::Report(args)) => {
            color(&args.output);
            let period = figure::period(args.period.as_deref())?;
            let parts = wiring::parts(&args.output.how(), config)?;
            let symbol = parts.company(&args.symbol)?;
            if args.reconcile {
                return reconcile::run(&parts, symbol, &args.output, config);
            }
            answer::run(&parts, Asked::Report { symbol, period }, &args.output, config)
        }
        Some(Command::Figure(args)) => {
            color(&args.output);
            figure::run(&args, config)
        }
        Some(Command::Compare(args)) => {
            color(&args.output);
            compare::run(&args, config)
        }
        Some(Command::Books(args)) => {
            color(args.output());
            books::run(&args, config)
        }
        Some(Command::Check(args)) => {
            color(&args.output);
            check::run(&args, config)
        }
        Some(Command::Completions(args)) => complete::run(&args),
        Some(Command::Man(args)) => man::run(&args),
        Some(Command::Resolve(args)) => texts::resolve(&args, config),
        Some(Command::Route(args)) => texts::route(&args, config),
        Some(Command::Data(DataCommand::Info { json })) => data::info(json, config),
        Some(Command::Data(DataCommand::Update { companies })) => data::update(&companies, config),
        Some(Command::Data(DataCommand::Build { from, output, report })) => {
            data::build(&from, &output, report.as_deref(), config)
        }
        Some(Command::Config(args)) => settings::run(&args, config),
        Some(Command::Doctor(args)) => doctor::run(&args, config),
    }
}

fn ask(args: &AskArgs, config: &Config) -> Result<()> {
    color(&args.output);
    if args.question.is_empty() && config.terminal_input && config.terminal {
        return converse::on_a_terminal(args, config);
    }
    if args.question.is_empty() && !config.terminal_input {
        return converse::line_by_line(args, config);
    }
    let mut text = args.question.join(" ");
    if text == "-" {
        text = files::read_input()?;
    }
    if text.trim().is_empty() {
        return Err(empty());
    }
    converse::once(&text, args, config)
}

fn empty() -> anyhow::Error {
    let hint = "ask something like: fisc \"How is Apple doing?\"; `fisc --help` shows the rest";
    Refused::usage("the question is empty", hint)
}

fn color(output: &Output) {
    let choice = match output.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}
