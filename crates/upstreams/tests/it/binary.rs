//! The program.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_upstreams");

#[test]
fn it_prints_where_everything_is_and_serves_until_it_is_stopped() {
    let mut program = Command::new(PROGRAM)
        .args(["--port", "0", "--key", "K", "--fault", "fmp=503"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    let mut printed = Vec::new();
    // The last address is the last line; a program that ends has printed all it will.
    while !printed.last().is_some_and(|line: &String| line.contains("FISC_LLM_BASE_URL")) {
        printed.push(lines.next().unwrap());
    }
    let address = |name: &str| {
        let prefix = format!("export {name}=");
        printed.iter().find_map(|line| line.strip_prefix(&prefix)).unwrap().to_owned()
    };
    let fmp = address("FISC_FMP_BASE_URL");
    assert!(address("FISC_EDGAR_BASE_URL").ends_with("/sec"));
    assert!(address("FISC_EDGAR_DATA_BASE_URL").ends_with("/sec-data"));
    assert!(address("FISC_LLM_BASE_URL").ends_with("/openai/v1/"));
    let port = fmp.trim_start_matches("http://127.0.0.1:").trim_end_matches("/fmp");
    let port: u16 = port.parse().unwrap();
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    program.kill().unwrap();
    program.wait().unwrap();
}

#[test]
fn it_helps_lists_faults_and_refuses_what_it_does_not_know() {
    let run = |arguments: &[&str]| Command::new(PROGRAM).args(arguments).output().unwrap();
    let help = run(&["--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    for words in
        ["--delay <RULE>", "--fault <RULE>", "fmp:income-statement=429x2", "/_control/settings"]
    {
        assert!(help.contains(words), "{words}: {help}");
    }
    let faults = String::from_utf8(run(&["--list-faults"]).stdout).unwrap();
    let names = upstreams::Fault::ALL.map(|fault| fault.to_string());
    assert!(faults.lines().eq(names.iter().map(String::as_str)), "{faults}");
    let refused = run(&["--fault", "fmp=nonsense"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8(refused.stderr).unwrap().contains("fmp=nonsense"));
    let taken = upstreams::StandIn::start(upstreams::Settings::default()).unwrap();
    let refused = run(&["--port", &taken.port().to_string()]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.starts_with("error: cannot listen on port "), "{said}");
    assert!(!run(&["--settings", "/nowhere/settings.json"]).status.success());
}
