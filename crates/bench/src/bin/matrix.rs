//! Prints the table of every fault of every upstream against every flow.

use std::io::{self, Write as _};

use bench::{Outcome, matrix::Matrix};
use upstreams::Fault;

fn main() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let faults: Vec<_> = std::iter::once(None).chain(Fault::ALL.map(Some)).collect();
    let began = std::time::Instant::now();
    let matrix = runtime.block_on(Matrix::run(&faults))?;
    let mut out = io::stdout().lock();
    let (runs, loose) = (matrix.0.len(), matrix.loose());
    writeln!(out, "{matrix}\n\n{runs} runs in {:.1?}, {loose} loose numbers", began.elapsed())?;
    let wrong = matrix.wrong();
    for line in &wrong {
        writeln!(out, "{line}")?;
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} things are wrong", wrong.len()).into()) }
}
