//! `fisc doctor`: whether everything needed is there, with a hint for what is not.

use std::str::FromStr as _;

use agent::{Message, Model, ModelRequest};
use anyhow::{Result, bail};
use assistant::resolve::Index;
use finance::{MarketData as _, Symbol};
use futures::StreamExt as _;
use providers::{market::builtin::Builtin, upstream::Standing};
use serde_json::json;

use crate::{
    cli::DoctorArgs,
    config::Config,
    print,
    wiring::{self, How, Parts},
};

struct Check {
    name: &'static str,
    result: Result<String, String>,
}

/// Checks, prints, and fails where a check does.
pub(crate) fn run(args: &DoctorArgs, config: &Config) -> Result<()> {
    let checks = checks(args, config);
    let failed = checks.iter().filter(|check| check.result.is_err()).count();
    if args.json {
        let all = checks.iter().map(|check| {
            let (said, ok) = match &check.result {
                Ok(said) | Err(said) => (said, check.result.is_ok()),
            };
            json!({"check": check.name, "ok": ok, "said": said})
        });
        let value = json!({"schema": "fisc.doctor/1", "ok": failed == 0, "checks": all.collect::<Vec<_>>()});
        print::result(&format!("{value:#}\n"))?;
    } else {
        for check in &checks {
            let line = match &check.result {
                Ok(said) => format!("✓ {}: {said}", check.name),
                Err(said) => format!("✗ {}: {said}", check.name),
            };
            print::result(&format!("{}\n", print::wrap(&line, config.columns, "  ")))?;
        }
    }
    if 0 < failed {
        bail!("{failed} of {} checks failed", checks.len());
    }
    Ok(())
}

fn checks(args: &DoctorArgs, config: &Config) -> Vec<Check> {
    let builtin = Builtin::open().map_err(|error| {
        format!("{error}; the program was built without its data file: build it again from a whole checkout")
    });
    let data = builtin.as_ref().map_err(Clone::clone).map(|builtin| {
        let archive = builtin.archive();
        let (companies, priced) = (archive.companies().count(), archive.priced().count());
        format!("{companies} companies, prices of {priced} listings, as of {}", archive.as_of())
    });
    let names = Index::unpack(Builtin::lookup()).map_err(|error| error.to_string());
    let names = names.map(|names| {
        format!("{} listings, {} other names", names.listings(), names.others().count())
    });
    let mut checks =
        vec![Check { name: "built-in data", result: data }, Check { name: "names", result: names }];
    let how = How { offline: args.offline, fresh: true, ..How::default() };
    match wiring::parts(&how, config) {
        Ok(parts) => checks.extend(outside(args, &parts)),
        Err(error) => {
            checks.push(Check { name: "settings", result: Err(format!("{error:#}")) });
        }
    }
    checks
}

/// How those outside stand: each that is set up is asked once for something small.
fn outside(args: &DoctorArgs, parts: &Parts) -> Vec<Check> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return Vec::new() };
    let probed = Symbol::from_str("AAPL").ok();
    let fmp = match (&parts.fmp, &probed) {
        (Some(fmp), Some(symbol)) => {
            let answer = runtime.block_on(fmp.company(symbol));
            stands(answer.map(drop).map_err(|error| error.in_full()), &fmp.standing())
        }
        _ if args.offline => Ok("not asked".to_owned()),
        _ => Ok("no key; set FMP_API_KEY for live prices, estimates and news".to_owned()),
    };
    let edgar = match &probed {
        Some(_) if args.offline => Ok("not asked".to_owned()),
        Some(symbol) if parts.asks_edgar => {
            let answer = runtime.block_on(parts.edgar.filings(symbol));
            stands(answer.map(drop).map_err(|error| error.in_full()), &parts.edgar.standing())
        }
        _ => Ok("no contact; set SEC_CONTACT to your e-mail address for live filings".to_owned()),
    };
    let model = match &parts.model {
        Some(model) if args.probe => {
            let answer = runtime.block_on(probe(&**model));
            stands(answer, &model.standing()).map(|said| format!("{} {said}", model.name()))
        }
        Some(model) => {
            let price = match model.price() {
                Some(price) => format!(
                    "{} and {} for a million tokens read and written",
                    dollars(price.input),
                    dollars(price.output)
                ),
                None => "its price is not known".to_owned(),
            };
            Ok(format!("{} is set; {price}; --probe asks it", model.name()))
        }
        None => match &parts.no_model {
            Some(why) => Err(format!("{why}; the rules write the prose")),
            None => Ok("none is needed; prose is composed by rules".to_owned()),
        },
    };
    vec![
        Check { name: "FMP", result: fmp },
        Check { name: "SEC EDGAR", result: edgar },
        Check { name: "language model", result: model },
    ]
}

/// Asks the model for a word.
async fn probe(model: &dyn Model) -> Result<(), String> {
    let request = ModelRequest {
        instructions: "Answer with the one word: ready".to_owned(),
        messages: vec![Message::user("Are you ready?")],
        tools: Vec::new(),
        answer: None,
        output_tokens_max: 64,
    };
    let in_full = |error: agent::ModelError| agent::RunError::failed(error).in_full();
    let mut parts = model.reply(&request).await.map_err(in_full)?;
    while let Some(part) = parts.next().await {
        part.map_err(in_full)?;
    }
    Ok(())
}

/// What is said of someone who was asked.
fn stands(answer: Result<(), String>, standing: &Standing) -> Result<String, String> {
    let mut said = vec![match &answer {
        Ok(()) => "answers".to_owned(),
        Err(reason) => reason.clone(),
    }];
    if let Some((used, of)) = standing.of_day {
        said.push(format!("{used} of {of} requests of today are used"));
    }
    said.extend(standing.shut.clone());
    said.push(format!("up to {} requests at once", standing.at_once));
    let said = said.join("; ");
    answer.map(|()| said.clone()).map_err(|_| said)
}

fn dollars(micro: u64) -> String {
    format!("${}.{:02}", micro / 1_000_000, micro % 1_000_000 / 10_000)
}
