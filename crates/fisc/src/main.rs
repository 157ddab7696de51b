//! Fisc on the command line: reads it, joins the parts, prints what they answer.

mod cli;
mod commands;
mod config;
mod failure;
mod files;
mod print;
mod sessions;
mod settings;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::complete::answer();
    let config = config::Config::from_environment();
    let cli = match cli::parse(&config) {
        Ok(cli) => cli,
        Err(error) => return failure::usage(&error),
    };
    match commands::run(cli, &config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error, &config),
    }
}
