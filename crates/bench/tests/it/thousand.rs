//! Many reports at once fit into memory.

use std::process::Command;

#[test]
fn a_hundred_reports_at_once_fit_into_memory() {
    let program = env!("CARGO_BIN_EXE_thousand");
    let said = Command::new(program).args(["--runs", "100", "--companies", "20"]).output().unwrap();
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
    assert!(said.status.success(), "{told}");
}
