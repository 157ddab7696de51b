//! What a shell offers while a command is typed: companies and figures.

use std::ffi::OsStr;

use anyhow::{Context as _, Result};
use clap::CommandFactory as _;
use clap_complete::{CompletionCandidate, env::Shells};
use finance::Item;

use crate::{
    cli::{Cli, CompletionsArgs, Shell},
    print, wiring,
};

/// Set by the shell when it asks for what could stand at a place of the command line.
pub(crate) const VARIABLE: &str = "FISC_COMPLETE";

/// So many companies are offered, the largest.
const COMPANIES_MAX: usize = 60;

/// Answers a shell that asks, and ends the program; does nothing where none asks.
pub(crate) fn answer() {
    clap_complete::CompleteEnv::with_factory(Cli::command).var(VARIABLE).complete();
}

/// Prints what the shell is to be told once.
pub(crate) fn run(args: &CompletionsArgs) -> Result<()> {
    let name = match args.shell {
        Shell::Bash => "bash",
        Shell::Zsh => "zsh",
        Shell::Fish => "fish",
        Shell::Elvish => "elvish",
        Shell::Powershell => "powershell",
    };
    let shells = Shells::builtins();
    let shell = shells.completer(name).context("the shell is not known")?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "fisc", "fisc", "fisc", &mut script)?;
    print::result(&String::from_utf8_lossy(&script))?;
    Ok(())
}

/// The companies whose ticker or name begins so.
pub(crate) fn companies(begun: &OsStr) -> Vec<CompletionCandidate> {
    let Some(begun) = begun.to_str().filter(|begun| !begun.is_empty()) else { return Vec::new() };
    let Ok(parts) = wiring::carried() else { return Vec::new() };
    let names: &assistant::resolve::Index = &parts.names;
    let offer = |entry: assistant::resolve::Entry<'_>| {
        // A shell keeps only what begins as the word does, in its own case.
        let lower = begun.starts_with(|c: char| c.is_ascii_lowercase());
        let symbol = if lower { entry.symbol.to_lowercase() } else { entry.symbol.to_owned() };
        CompletionCandidate::new(symbol).help(Some(entry.name.to_owned().into()))
    };
    names.beginning_with(begun).take(COMPANIES_MAX).map(offer).collect()
}

/// The figures whose key begins so; of several with commas between, the last.
pub(crate) fn items(begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_str().unwrap_or_default();
    let (before, last) =
        begun.rsplit_once(',').map_or(("", begun), |(before, last)| (before, last));
    let lead = if before.is_empty() { String::new() } else { format!("{before},") };
    let fits = |item: &Item| item.key().starts_with(&last.to_lowercase());
    let offer = |item: Item| {
        CompletionCandidate::new(format!("{lead}{}", item.key())).help(Some(item.label().into()))
    };
    Item::all().filter(fits).map(offer).collect()
}
