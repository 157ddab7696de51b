//! `fisc doctor`: whether everything needed is there, with a hint for what is not.

use anyhow::{Result, bail};
use assistant::resolve::Index;
use providers::market::builtin::Builtin;
use serde_json::json;

use crate::{cli::DoctorArgs, config::Config, print};

struct Check {
    name: &'static str,
    result: Result<String, String>,
}

/// Checks, prints, and fails where a check does.
pub(crate) fn run(args: &DoctorArgs, config: &Config) -> Result<()> {
    let checks = checks();
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

fn checks() -> Vec<Check> {
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
    vec![
        Check { name: "built-in data", result: data },
        Check { name: "names", result: names },
        Check {
            name: "language model",
            result: Ok("none is needed; prose is composed by rules".to_owned()),
        },
        Check { name: "network", result: Ok("none is needed; no call out is made".to_owned()) },
    ]
}
