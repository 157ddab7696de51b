//! Every fault of every upstream against every flow: an answer that is true and says what it is missing, or a failure
//! that names who failed; in time, and with nothing left behind.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use agent::Budget;
use assistant::{Asked, answer::Answer};
use finance::{Item, facts::How};
use serde_json::json;
use upstreams::{Fault, Rule, Settings, StandIn, Upstream};

use crate::{
    Outcome, at_once,
    flow::Flow,
    parts::{self, Base, Market, Plans},
    truth::Truth,
    watch::{self, Watched},
};

/// How long one request may take. A healthy one takes a few milliseconds.
const REQUEST: Duration = Duration::from_millis(150);
/// How long an answer may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// How late a run may end: the time that a busy machine takes to look at its clock.
const MARGIN: Duration = Duration::from_secs(1);
/// How long the stand-in has to see that a run is gone.
const CLOSING: Duration = Duration::from_secs(3);
/// How many stand-ins are asked at once: most of a case is waiting.
const CASES_AT_ONCE: usize = 12;

/// Who is struck, and who else is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Who is struck.
    pub struck: Upstream,
    /// Whether nobody else can give figures in its place.
    pub alone: bool,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self { struck: Upstream::Fmp, alone: false },
        Self { struck: Upstream::Fmp, alone: true },
        Self { struck: Upstream::Sec, alone: false },
        Self { struck: Upstream::Sec, alone: true },
        Self { struck: Upstream::OpenAi, alone: false },
        Self { struck: Upstream::Anthropic, alone: false },
        Self { struck: Upstream::Gemini, alone: false },
        Self { struck: Upstream::Ollama, alone: false },
    ];

    /// Who gives figures.
    fn order(self) -> Vec<Market> {
        match (self.struck, self.alone) {
            (Upstream::Fmp, false) => vec![Market::Fmp, Market::Builtin],
            (Upstream::Fmp, true) => vec![Market::Fmp],
            (Upstream::Sec, false) => vec![Market::Edgar, Market::Builtin],
            (Upstream::Sec, true) => vec![Market::Edgar],
            (Upstream::OpenAi | Upstream::Anthropic | Upstream::Gemini | Upstream::Ollama, _) => {
                vec![Market::Builtin]
            }
        }
    }

    fn model(self) -> Upstream {
        if self.struck.is_model() { self.struck } else { Upstream::OpenAi }
    }

    /// What answers and failures call who is struck.
    fn source(self) -> &'static str {
        match self.struck {
            Upstream::Sec => "edgar",
            Upstream::Fmp
            | Upstream::OpenAi
            | Upstream::Anthropic
            | Upstream::Gemini
            | Upstream::Ollama => self.struck.name(),
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}{}", self.struck, if self.alone { " alone" } else { "" }))
    }
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With an answer that misses nothing.
    Answered,
    /// With an answer that says what it is missing, or who was passed over.
    Partial,
    /// With a failure.
    Failed,
}

/// One case: what was seen, and what was wrong with it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What went wrong on purpose.
    pub fault: Option<Fault>,
    /// Who was struck.
    pub column: Column,
    /// What was asked.
    pub flow: Flow,
    /// How it ended.
    pub end: End,
    /// How many requests who was struck got.
    pub requests: u64,
    /// What went wrong although it must not.
    pub wrong: Vec<String>,
    /// Numbers in a report's prose that its facts as a whole do not hold, though those of the section did.
    pub loose: Vec<String>,
}

/// All cases.
#[derive(Debug, Clone)]
pub struct Matrix(pub Vec<Case>);

impl Matrix {
    /// Runs the cases of these faults; `None` is a case where nothing goes wrong.
    pub async fn run(faults: &[Option<Fault>]) -> Outcome<Self> {
        // The names are put in order once, and no run waits for that.
        LazyLock::force(&parts::carried()?.1);
        // So is the stand-in's world.
        lane(None, Column { struck: Upstream::OpenAi, alone: false }, Arc::default()).await?;
        let lanes = faults.iter().flat_map(|fault| Column::ALL.map(|column| (*fault, column)));
        let truth = Arc::new(Truth::default());
        let lanes = lanes.map(|(fault, column)| lane(fault, column, Arc::clone(&truth)));
        let lanes = at_once(CASES_AT_ONCE, lanes);
        let lanes = lanes.await?.into_iter().collect::<Outcome<Vec<_>>>()?;
        Ok(Self(lanes.into_iter().flatten().collect()))
    }

    /// How many numbers in prose are loose.
    pub fn loose(&self) -> usize {
        self.0.iter().map(|case| case.loose.len()).sum()
    }

    /// What went wrong although it must not, case by case.
    pub fn wrong(&self) -> Vec<String> {
        let told = |case: &Case| {
            let fault = case.fault.map_or("none".to_owned(), |fault| fault.to_string());
            let case_name = format!("{fault}, {}, {}", case.column, case.flow);
            case.wrong.iter().map(|wrong| format!("{case_name}: {wrong}")).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(told).collect()
    }
}

/// The table: a row for each fault, a column for each upstream, in each cell how many of the flows were answered, in
/// part answered, failed.
impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows: BTreeMap<String, BTreeMap<Column, [usize; 3]>> = BTreeMap::new();
        for case in &self.0 {
            let fault = case.fault.map_or("(none)".to_owned(), |fault| fault.to_string());
            let cell = rows.entry(fault).or_default().entry(case.column).or_default();
            let [answered, partial, failed] = cell;
            *match case.end {
                End::Answered => answered,
                End::Partial => partial,
                End::Failed => failed,
            } += 1;
        }
        write!(f, "{:<17}", "answered/partial")?;
        Column::ALL.iter().try_for_each(|column| write!(f, "{column:>10}"))?;
        write!(f, "\n{:<17}", "/failed")?;
        for (fault, row) in rows {
            write!(f, "\n{fault:<17}")?;
            for column in Column::ALL {
                let [answered, partial, failed] = row.get(&column).copied().unwrap_or_default();
                write!(f, "{:>10}", format!("{answered}/{partial}/{failed}"))?;
            }
        }
        Ok(())
    }
}

/// The settings of a stand-in that answers everything but what is struck.
pub fn settings(faults: Vec<Rule<upstreams::Dose>>) -> Settings {
    let answers = [
        ("category", json!("report")),
        ("confidence", json!(0.9)),
        ("symbols", json!(["AAPL"])),
        ("figures", json!(["revenue"])),
    ];
    Settings {
        faults,
        sec_rate: None,
        answers: answers.map(|(name, value)| (name.to_owned(), value)).into(),
        ..Settings::default()
    }
}

/// All flows of one fault of one upstream, one after another, so that requests can be counted.
async fn lane(fault: Option<Fault>, column: Column, truth: Arc<Truth>) -> Outcome<Vec<Case>> {
    let faults = fault.map(|fault| Rule::of(column.struck, fault.into()));
    let stand_in = StandIn::start(settings(faults.into_iter().collect()))?;
    let plans = Plans {
        order: column.order(),
        model: Some(column.model()),
        // Where nothing goes wrong, nothing is cut short on a busy machine.
        time: if fault.is_some() { REQUEST } else { DEADLINE },
        first_wait: Duration::from_millis(1),
        ..Plans::default()
    };
    let mut cases = Vec::new();
    // Who stands alone fails in every flow alike.
    let flows = Flow::ALL.into_iter();
    for flow in flows.filter(|flow| !column.alone || matches!(flow, Flow::Report | Flow::Figure)) {
        stand_in.clear();
        let parts = plans.join(&Base::on_port(stand_in.port()))?;
        let budget = Budget { time: DEADLINE, ..Budget::default() };
        let watched = watch::ask(&parts, Asked::question(flow.question()), budget).await;
        drop(parts);
        let mut wrong = watched.broken_rules(DEADLINE, MARGIN);
        if !watch::all_closed(&stand_in, CLOSING).await {
            wrong.push(format!("{} requests are left open", watch::open_requests(&stand_in)));
        }
        let requests = stand_in.count(column.struck).requests;
        wrong.extend(too_many(&stand_in, flow));
        let end = judged(&watched, (fault, column, flow), requests, &truth, &mut wrong);
        let unbound = watched.outcome.as_ref().map(Truth::unbound).unwrap_or_default();
        let (loose, unbound) = match flow {
            Flow::Report | Flow::Unsure => (unbound, Vec::new()),
            Flow::IncomeStatement
            | Flow::Financials
            | Flow::Price
            | Flow::Figure
            | Flow::Compare
            | Flow::Chat => (Vec::new(), unbound),
        };
        wrong.extend(unbound);
        cases.push(Case { fault, column, flow, end, requests, wrong, loose });
    }
    Ok(cases)
}

fn too_many(stand_in: &StandIn, flow: Flow) -> Vec<String> {
    let over = |upstream: Upstream| {
        let sent = stand_in.count(upstream).requests;
        let most = if upstream.is_model() {
            flow.model_requests_max()
        } else {
            flow.market_requests_max()
        };
        (most < sent).then(|| format!("{upstream} got {sent} requests, more than {most}"))
    };
    Upstream::ALL.into_iter().filter_map(over).collect()
}

/// How it ended, and what is wrong with what was answered.
fn judged(
    watched: &Watched,
    (fault, column, flow): (Option<Fault>, Column, Flow),
    requests: u64,
    truth: &Truth,
    wrong: &mut Vec<String>,
) -> End {
    let source = column.source();
    let answer = match &watched.outcome {
        Ok(answer) => answer,
        Err(error) => {
            let said = error.in_full();
            if !said.contains(source) && !is_silence(fault) {
                wrong.push(format!("the failure does not name {source}: {said}"));
            }
            if fault.is_none() {
                wrong.push(format!("it failed: {said}"));
            }
            return End::Failed;
        }
    };
    wrong.extend(truth.untruths(answer));
    if column.struck.is_model() {
        if 0 < requests && answer.authorship.model.is_none() && !says(answer, source) {
            wrong.push(format!("nobody says that {source} did not write"));
        }
    } else {
        let others = others(answer, source, fault);
        if others && !says(answer, source) && !is_silence(fault) {
            wrong.push(format!("{source} was passed over, and nobody says so"));
        }
    }
    if fault.is_none() && answer.category != flow.category() {
        wrong.push(format!("it went to {:?}", answer.category));
    }
    let whole = answer.gaps.is_empty()
        && answer.passed_over.is_empty()
        && answer.authorship.by_rules.is_empty()
        && !answer.warnings.iter().any(|warning| warning.contains("model could not"));
    if whole { End::Answered } else { End::Partial }
}

/// Whether an answer names who failed.
fn says(answer: &Answer, source: &str) -> bool {
    let passed_over = answer.passed_over.iter().map(|one| one.provider);
    let gaps = answer.gaps.iter().flat_map(|gap| [gap.provider.as_str(), gap.reason.as_str()]);
    let by_rules = answer.authorship.by_rules.iter().map(String::as_str);
    let warnings = answer.warnings.iter().map(String::as_str);
    passed_over.chain(gaps).chain(by_rules).chain(warnings).any(|said| said.contains(source))
}

/// Whether figures stand in the answer that the source was asked for and another gave.
///
/// What comes piece by piece may all have come in time. Then prices are another's because EDGAR has none.
fn others(answer: &Answer, source: &str, fault: Option<Fault>) -> bool {
    let in_time = fault == Some(Fault::Drip) && source == "edgar";
    answer.facts.iter().any(|fact| match &fact.how {
        How::Cell(cell, _) => {
            cell.provider != source && !(in_time && matches!(fact.what.item, Item::Price(_)))
        }
        How::Derived { .. } => false,
    })
}

/// Whether a fault only says that nothing is covered, which is no failure of anyone.
fn is_silence(fault: Option<Fault>) -> bool {
    matches!(fault, None | Some(Fault::EmptyArray | Fault::Status(404)))
}
