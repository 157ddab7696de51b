//! `fisc man`: the manual page, made from the command line's own help.

use std::path::Path;

use anyhow::Result;
use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::{
    cli::{Cli, ManArgs},
    files, print,
};

/// Prints the page, or writes one for each command.
pub(crate) fn run(args: &ManArgs) -> Result<()> {
    let command = Cli::command().disable_help_subcommand(true);
    let Some(folder) = &args.folder else {
        print::result(&page(command)?)?;
        return Ok(());
    };
    files::make_folder(folder)?;
    write_all(command, folder)
}

/// Writes the page of a command and those of the commands below it.
fn write_all(command: clap::Command, folder: &Path) -> Result<()> {
    let name = command.get_name().to_owned();
    for sub in command.get_subcommands() {
        let version = command.get_version().unwrap_or_default().to_owned();
        let named = sub.clone().name(format!("{name}-{}", sub.get_name())).version(version);
        write_all(named.disable_help_subcommand(true), folder)?;
    }
    files::write(&folder.join(format!("{name}.1")), page(command)?.as_bytes())
}

fn page(command: clap::Command) -> Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
