//! Serves the stand-in until it is interrupted.

use std::io;

use clap::Parser;
use tokio::{runtime, signal};
use upstreams::{
    StandIn,
    cli::{self, Arguments},
};

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    if arguments.only_lists_faults() {
        return cli::print_faults(io::stdout().lock());
    }
    let stand_in = StandIn::start(arguments.into_settings()?)?;
    cli::print_addresses(&stand_in, io::stdout().lock())?;
    let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(signal::ctrl_c())
}
