//! A thousand reports at once in one process, each written by a model, against a stand-in in another process.

use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use agent::{Budget, Run, RunOptions};
use assistant::{Asked, answer::Answer};
use finance::{PeriodWanted, Symbol};
use futures::StreamExt as _;
use providers::market::fmp::Plan;
use upstreams::{Settings, StandIn};

use crate::{
    Outcome, at_once, machine, matrix,
    parts::{self, Base, Market, Plans},
};

/// What the child process is told to be.
pub const STAND_IN: &str = "--stand-in";

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// How many reports.
    pub runs: usize,
    /// On how many companies, the largest first.
    pub companies: usize,
    /// Whether FMP is asked for figures, or only the data that the program carries.
    pub live: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Taken {
    /// What was measured.
    pub load: Load,
    /// From the first start to the last end.
    pub wall: Duration,
    /// Processor time.
    pub processor: Duration,
    /// Resident before the runs, in KiB.
    pub before_kib: u64,
    /// The most resident during the runs, in KiB.
    pub most_kib: u64,
    /// Requests sent, to all upstreams.
    pub requests: u64,
    /// Failures, each said once.
    pub failures: Vec<String>,
    /// Answers with figures of the next provider, because the first took its time.
    pub passed_on: usize,
    /// Answers with something missing that was asked for in vain.
    pub partial: usize,
    /// One of the reasons for that.
    pub reason: Option<String>,
}

/// The stand-in in a process of its own.
#[derive(Debug)]
pub struct Elsewhere {
    child: Child,
    port: u16,
}

impl Elsewhere {
    /// Starts `program` as a stand-in that has unpacked the data of so many companies.
    pub fn start(program: &std::path::Path, companies: usize) -> Outcome<Self> {
        let mut child = Command::new(program)
            .args([STAND_IN, &companies.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the stand-in says nothing")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        Ok(Self { child, port: line.trim().parse()? })
    }

    /// How many requests it has answered.
    fn requests(&self) -> Outcome<u64> {
        let counts: serde_json::Value =
            serde_json::from_str(&get(self.port, "/_control/counts", "")?)?;
        let each = counts.as_object().ok_or("the counts are no object")?.values();
        Ok(each.filter_map(|count| count.get("requests")?.as_u64()).sum())
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is the stand-in until its input ends.
pub fn stand_in(companies: usize) -> Outcome<()> {
    let stand_in = StandIn::start(Settings { call_tools: false, ..matrix::settings(Vec::new()) })?;
    for symbol in symbols(companies)? {
        // A company's first request unpacks its data.
        let path = format!("/fmp/stable/profile?symbol={symbol}");
        get(stand_in.port(), &path, "apikey: stand-in-key\r\n")?;
    }
    stand_in.clear();
    writeln!(io::stdout().lock(), "{}", stand_in.port())?;
    io::stdin().lock().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// The body that is at a path of the loopback.
fn get(port: u16, path: &str, headers: &str) -> Outcome<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET {path} HTTP/1.0\r\nhost: 127.0.0.1\r\n{headers}\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    Ok(body.ok_or("no answer")?)
}

/// So many companies that the data cover with prices.
fn symbols(companies: usize) -> Outcome<Vec<Symbol>> {
    let (builtin, _) = parts::carried()?;
    Ok(builtin.archive().priced().take(companies.max(1)).cloned().collect())
}

/// Runs them all at once.
pub async fn measure(load: Load, elsewhere: &Elsewhere) -> Outcome<Taken> {
    let symbols = symbols(load.companies)?;
    LazyLock::force(&parts::carried()?.1);
    let order = if load.live { vec![Market::Fmp, Market::Builtin] } else { vec![Market::Builtin] };
    // With a thousand at once each waits for the processor most of its time.
    let time = Duration::from_mins(5);
    let plans = Plans { order, plan: Plan::Ultimate, time, ..Plans::default() };
    let joined = plans.join(&Base::on_port(elsewhere.port))?;
    machine::forget_resident_max()?;
    let before_kib = machine::resident_kib()?;
    let (began, processor) = (Instant::now(), machine::processor_time()?);
    let runs = symbols.iter().cycle().take(load.runs).map(|symbol| {
        let asked = Asked::Report { symbol: symbol.clone(), period: PeriodWanted::Latest };
        let options =
            RunOptions { budget: Budget { time, ..Budget::default() }, ..RunOptions::default() };
        let mut run = Run::start(Arc::clone(&joined.ask), asked, options);
        async move {
            // A reader who has seen an event lets go of it.
            while run.next().await.is_some() {}
            let outcome = run.take_outcome()?;
            let told = |answer: Answer| {
                let gap = answer.gaps.into_iter().next().map(|gap| gap.reason);
                (!answer.passed_over.is_empty(), gap)
            };
            Some(outcome.map(told).map_err(|error| error.in_full()))
        }
    });
    let ended = at_once(load.runs, runs.collect::<Vec<_>>()).await?;
    let wall = began.elapsed();
    let processor = machine::processor_time()?.saturating_sub(processor);
    let most_kib = machine::resident_max_kib()?;
    let mut failures: Vec<String> = Vec::new();
    let (mut passed_on, mut partial, mut reason) = (0, 0, None);
    for outcome in ended {
        match outcome {
            Some(Ok((passed_over, gap))) => {
                passed_on += usize::from(passed_over);
                partial += usize::from(gap.is_some());
                reason = gap.or(reason);
            }
            Some(Err(reason)) => failures.push(reason),
            None => failures.push("a run ended without an outcome".to_owned()),
        }
    }
    failures.sort();
    failures.dedup();
    let requests = elsewhere.requests()?;
    Ok(Taken {
        load,
        wall,
        processor,
        before_kib,
        most_kib,
        requests,
        failures,
        passed_on,
        partial,
        reason,
    })
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Load { runs, companies, live } = self.load;
        let of = u32::try_from(runs.max(1)).unwrap_or(u32::MAX);
        let whose = if live { "live figures" } else { "built-in figures" };
        write!(
            f,
            "{runs} reports at once on {companies} companies, {whose}, a model writing: {:.1} s, {:.1} ms of processor \
             time each, {} requests, at most {} MiB resident ({} before), {} passed on, {} with gaps",
            self.wall.as_secs_f64(),
            (self.processor / of).as_secs_f64() * 1_000.0,
            self.requests,
            self.most_kib / 1_024,
            self.before_kib / 1_024,
            self.passed_on,
            self.partial,
        )?;
        self.reason.iter().try_for_each(|reason| write!(f, ": {reason}"))?;
        self.failures.iter().try_for_each(|reason| write!(f, "\nfailed: {reason}"))
    }
}
