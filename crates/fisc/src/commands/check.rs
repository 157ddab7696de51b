//! `fisc check`: every number of a text held against the facts.

use std::fmt::Write as _;
use std::sync::Arc;

use agent::{Run, RunOptions};
use anyhow::Result;
use assistant::check::{Check, CheckedText, Text, Verdict};
use providers::market::builtin;

use crate::{
    cli::{CheckArgs, Format},
    config::Config,
    failure::Refused,
    files, print, wiring,
};

/// So much of a number's proof is shown in a table.
const PROOF_CHARS_MAX: usize = 160;

/// Checks a text, prints what was found, and fails where the facts contradict it and none may.
pub(crate) fn run(args: &CheckArgs, config: &Config) -> Result<()> {
    let format = args.output.chosen(config)?;
    if let Some(path) = &args.output.file {
        files::check_writable(path)?;
    }
    let text = if args.text.as_os_str() == "-" {
        files::read_input()?
    } else {
        files::read_text(&args.text)?
    };
    let parts = wiring::parts(&args.output.how(), config)?;
    let companies = args.company.iter().map(|name| parts.company(name));
    let companies = companies.collect::<Result<Vec<_>>>()?;
    let check =
        Check { market: Arc::clone(&parts.ask.market), names: Arc::clone(&parts.ask.names) };
    let options = RunOptions { budget: parts.budget, ..RunOptions::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let run =
        async { Run::start(Arc::new(check), Text { text, companies }, options).outcome().await };
    let checked = runtime.block_on(run)?;
    let shown = match format {
        Format::Json | Format::Ndjson => format!("{:#}\n", checked.json()),
        Format::Md => checked.annotated(),
        Format::Table => print::render_markdown(&table(&checked), config.columns),
        Format::Html => {
            let hint = "choose --format md, table or json";
            return Err(Refused::usage("a check is not written as HTML", hint));
        }
    };
    match &args.output.file {
        Some(path) => {
            files::write(path, anstream::adapter::strip_str(&shown).to_string().as_bytes())?;
        }
        None => print::result(&shown)?,
    }
    // What the carried data lack is said at once, what failed with its reason.
    let (lacking, failed): (Vec<_>, Vec<_>) =
        checked.gaps.iter().partition(|gap| gap.provider == builtin::PROVIDER);
    let lacking: Vec<&str> = lacking.into_iter().map(|gap| gap.what.as_str()).collect();
    let lacking =
        (!lacking.is_empty()).then(|| format!("not in the built-in data: {}", lacking.join("; ")));
    let failed = failed.into_iter().map(|gap| format!("{}: {}", gap.what, gap.reason));
    for said in failed.chain(lacking) {
        print::error_line(&print::wrap(&format!("note: {said}"), config.columns, "  "));
    }
    let contradicted = checked.count(Verdict::Contradicted);
    if args.output.asking.strict && 0 < contradicted {
        let s = if contradicted == 1 { "" } else { "s" };
        return Err(Refused::contradicted(format!(
            "the facts contradict {contradicted} number{s}"
        )));
    }
    Ok(())
}

/// One line a number.
fn table(checked: &CheckedText) -> String {
    let about: Vec<&str> = checked.companies.iter().map(|one| one.symbol.as_str()).collect();
    let mut text = format!(
        "**{} numbers about {}: {} bound, {} derived, {} contradicted, {} unknown**\n\n",
        checked.numbers.len(),
        about.join(", "),
        checked.count(Verdict::Bound),
        checked.count(Verdict::Derived),
        checked.count(Verdict::Contradicted),
        checked.count(Verdict::Unknown)
    );
    for one in &checked.numbers {
        let proof: String = checked.proof(one).chars().take(PROOF_CHARS_MAX).collect();
        let verdict = Verdict::of(&one.status).key();
        let number = assistant::answer::markdown::plain(&one.number.text);
        let proof = assistant::answer::markdown::plain(&proof);
        let _ = writeln!(text, "- {number} {verdict}: {proof}");
    }
    text
}
