//! One command a file.

mod answer;
mod data;
mod data_report;
mod doctor;
mod figure;
mod texts;

use anyhow::Result;
use assistant::Asked;

use crate::{
    cli::{Cli, Color, Command, DataCommand, Output},
    config::Config,
    failure::Refused,
    files, wiring,
};

/// Runs the command that was given.
pub(crate) fn run(cli: Cli, config: &Config) -> Result<()> {
    match cli.command {
        None => ask(&cli.ask.question, &cli.ask.output, config),
        Some(Command::Ask(args)) => ask(&args.question, &args.output, config),
        Some(Command::Report(args)) => {
            color(&args.output);
            let parts = wiring::parts()?;
            let symbol = parts.company(&args.symbol)?;
            answer::run(parts, Asked::Report(symbol), &args.output, config)
        }
        Some(Command::Figure(args)) => {
            color(&args.output);
            figure::run(&args, config)
        }
        Some(Command::Resolve(args)) => texts::resolve(&args, config),
        Some(Command::Route(args)) => texts::route(&args, config),
        Some(Command::Data(DataCommand::Info { json })) => data::info(json, config),
        Some(Command::Data(DataCommand::Build { from, output, report })) => {
            data::build(&from, &output, report.as_deref(), config)
        }
        Some(Command::Doctor(args)) => doctor::run(&args, config),
    }
}

fn ask(question: &[String], output: &Output, config: &Config) -> Result<()> {
    color(output);
    let mut text = question.join(" ");
    if text == "-" {
        text = files::read_input()?;
    }
    if text.trim().is_empty() {
        let hint = "ask something like: fisc \"How is Apple doing?\"; `fisc --help` shows the rest";
        return Err(Refused::usage("the question is empty", hint));
    }
    answer::run(wiring::parts()?, Asked::question(text), output, config)
}

fn color(output: &Output) {
    let choice = match output.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}
