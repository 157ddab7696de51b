//! Serves the stand-in until it is interrupted.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;
use tokio::{runtime, signal};
use upstreams::{
    StandIn,
    cli::{self, Arguments},
};

fn main() -> ExitCode {
    let Err(error) = serve(Arguments::parse()) else { return ExitCode::SUCCESS };
    // Where even this cannot be written, the code says it.
    let _ = writeln!(io::stderr().lock(), "error: {error}");
    ExitCode::FAILURE
}

fn serve(arguments: Arguments) -> io::Result<()> {
    if arguments.only_lists_faults() {
        return cli::print_faults(io::stdout().lock());
    }
    let settings = arguments.into_settings()?;
    let port = settings.port;
    let stand_in = StandIn::start(settings)
        .map_err(|error| io::Error::other(format!("cannot listen on port {port}: {error}")))?;
    cli::print_addresses(&stand_in, io::stdout().lock())?;
    let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(signal::ctrl_c())
}
