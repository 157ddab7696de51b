//! Prints how close an answer comes to its critical path; fails where it is more than five parts in a hundred above.

use std::io::{self, Write as _};

use bench::{
    Outcome,
    critical::{self, Delays},
};

/// How often the run is measured.
const ROUNDS: usize = 7;
/// How far above the path it may be.
const ABOVE_MAX: f64 = 0.05;

fn main() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let measured = runtime.block_on(critical::measure(Delays::default(), ROUNDS))?;
    writeln!(io::stdout().lock(), "{measured}")?;
    let (first, total) = measured.above();
    if ABOVE_MAX < first || ABOVE_MAX < total {
        let (first, total) = (first * 100.0, total * 100.0);
        return Err(format!("{first:.1} % and {total:.1} % above the path, over 5 %").into());
    }
    Ok(())
}
