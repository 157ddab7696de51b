//! `fisc man`: the manual page, made from the command line's own help.

use anyhow::Result;
use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::{
    cli::{Cli, ManArgs},
    files, print,
};

/// Prints the page, or writes one for each command.
pub(crate) fn run(args: &ManArgs) -> Result<()> {
    let command = Cli::command();
    let Some(folder) = &args.folder else {
        print::result(&page(command)?)?;
        return Ok(());
    };
    files::make_folder(folder)?;
    files::write(&folder.join("fisc.1"), page(command.clone())?.as_bytes())?;
    for sub in command.get_subcommands() {
        let name = format!("fisc-{}", sub.get_name());
        let text = page(sub.clone().name(name.clone()))?;
        files::write(&folder.join(format!("{name}.1")), text.as_bytes())?;
    }
    Ok(())
}

fn page(command: clap::Command) -> Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
