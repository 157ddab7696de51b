//! The program against a stand-in for the outside world: who answers, what is said of who does not, and no secret
//! anywhere.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use upstreams::{Settings, StandIn};

const FMP_KEY: &str = "fmp-key-of-nobody-else";
const MODEL_KEY: &str = "model-key-of-nobody-else";
const CONTACT: &str = "somebody@example.org";

/// A stand-in and a home of one's own.
struct World {
    stand_in: StandIn,
    home: tempfile::TempDir,
}

impl World {
    fn new(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings =
            Settings { fmp_key: FMP_KEY.to_owned(), sec_rate: None, ..Settings::default() };
        change(&mut settings);
        let stand_in = StandIn::start(settings).unwrap();
        Self { stand_in, home: tempfile::tempdir().unwrap() }
    }

    /// The program in this world, with these parts of it set up.
    fn fisc(&self, parts: &[&str], args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fisc"));
        command.env_clear().env("FISC_HOME", self.home.path()).env("COLUMNS", "100");
        command.current_dir(self.home.path());
        for part in parts {
            match *part {
                "fmp" => {
                    command.env("FMP_API_KEY", FMP_KEY);
                    command.env("FISC_FMP_BASE_URL", self.stand_in.fmp_url());
                }
                "edgar" => {
                    command.env("SEC_CONTACT", CONTACT);
                    command.env("FISC_EDGAR_BASE_URL", self.stand_in.sec_url());
                    command.env("FISC_EDGAR_DATA_BASE_URL", self.stand_in.sec_data_url());
                }
                "model" => {
                    command.env("FISC_MODEL", "openai:gpt-5-mini");
                    command.env("OPENAI_API_KEY", MODEL_KEY);
                    command.env("FISC_LLM_BASE_URL", self.stand_in.openai_url());
                }
                other => panic!("{other}"),
            }
        }
        command.args(args).output().unwrap()
    }

    fn json(&self, parts: &[&str], args: &[&str]) -> Value {
        let output = self.fisc(parts, args);
        let text = String::from_utf8(output.stdout).unwrap();
        serde_json::from_str(&text)
            .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn live_data_answer_first_and_say_who_they_are() {
    let world = World::new(|_| ());
    let figure = ["figure", "AAPL", "revenue", "--period", "FY2024", "--json"];
    for (parts, provider, checked) in [
        (&["fmp", "edgar"][..], "fmp", false),
        (&["edgar"][..], "edgar", true),
        (&[][..], "builtin", true),
    ] {
        let answer = world.json(parts, &figure);
        assert_eq!(answer["value"], "391035000000", "{provider}");
        assert_eq!(answer["source"]["provider"], provider);
        assert_eq!(answer["source"]["checked"], checked, "{provider}");
    }
}

#[test]
fn a_symbol_outside_the_plan_is_answered_by_the_sec_and_asked_about_once() {
    let world =
        World::new(|settings| settings.faults.push("fmp:symbol=KO=402-symbol".parse().unwrap()));
    let args = ["ask", "--json", "Coca-Cola income statement"];
    let first = world.json(&["fmp", "edgar"], &args);
    assert_eq!(first["cells"][0]["source"]["provider"], "edgar");
    let over = first["passed_over"].as_array().unwrap();
    assert!(!over.is_empty() && over.iter().all(|one| one["provider"] == "fmp"), "{over:?}");
    let reason = over[0]["reason"].as_str().unwrap();
    for part in ["KO", "income-statement", "plan"] {
        assert!(reason.contains(part), "{reason}");
    }
    let asked = |world: &World| {
        let all = world.stand_in.requests();
        all.iter().filter(|one| one.path.contains("-statement")).count()
    };
    let before = asked(&world);
    assert_eq!(world.json(&["fmp", "edgar"], &args)["cells"][0]["source"]["provider"], "edgar");
    assert_eq!(asked(&world), before, "what is outside the plan is remembered");
}

#[test]
fn filings_that_were_kept_answer_without_a_network() {
    let world = World::new(|_| ());
    let kept = world.fisc(&["edgar"], &["data", "update", "NVDA"]);
    assert!(kept.status.success(), "{}", said(&kept.stderr));
    assert!(said(&kept.stdout).starts_with("kept: NVDA, "), "{}", said(&kept.stdout));
    let asked = world.stand_in.requests().len();
    let answer = world.json(&[], &["figure", "NVDA", "revenue", "--json", "--offline"]);
    assert_eq!(answer["source"]["provider"], "edgar");
    assert_eq!(world.stand_in.requests().len(), asked);
    let refused = world.fisc(&[], &["data", "update", "NVDA"]);
    assert_eq!(refused.status.code(), Some(4));
    assert!(said(&refused.stderr).contains("SEC_CONTACT"), "{}", said(&refused.stderr));
}

#[test]
fn a_model_without_a_key_leaves_the_prose_to_the_rules_and_says_so_once() {
    let world = World::new(|_| ());
    let mut command = Command::new(env!("CARGO_BIN_EXE_fisc"));
    command.env_clear().env("FISC_HOME", world.home.path()).env("FISC_MODEL", "openai:gpt-5-mini");
    let output = command.args(["How is Apple doing?"]).output().unwrap();
    assert!(output.status.success());
    assert!(said(&output.stdout).contains("Apple's revenue rose 6.4% to $416bn"));
    let err = said(&output.stderr);
    assert_eq!(err.matches("OPENAI_API_KEY").count(), 1, "{err}");
}

#[test]
fn that_no_model_is_set_is_said_once() {
    let world = World::new(|_| ());
    let ask = || said(&world.fisc(&[], &["What was Apple's revenue in 2024?"]).stderr);
    assert_eq!(ask().matches("no language model is set").count(), 1);
    assert_eq!(ask(), "");
}

#[test]
fn a_model_writes_and_is_paid_on_one_quiet_line() {
    let world = World::new(|_| ());
    let output = world.fisc(&["fmp", "model"], &["How is Apple doing?", "--trace"]);
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(out.contains("Revenue of AAPL, FY2025 was $416bn."), "{out}");
    assert!(err.contains("write the verdict"), "{err}");
    assert_eq!(
        err.lines().filter(|line| line.starts_with("model: 3 requests")).count(),
        1,
        "{err}"
    );
    let again = world.fisc(&["fmp", "model"], &["How is Apple doing?"]);
    assert_eq!(said(&again.stdout), out);
    assert!(!said(&again.stderr).contains("model: "), "a reply that was kept costs nothing");
}

#[test]
fn a_model_that_fails_is_replaced_by_the_rules_and_the_answer_says_so() {
    let world = World::new(|settings| settings.faults.push("openai=401".parse().unwrap()));
    let answer = world.json(&["fmp", "model"], &["report", "AAPL", "--json"]);
    let text = answer["text"].as_str().unwrap();
    assert!(text.contains("Apple's revenue rose 6.4% to $416bn in FY2025"), "{text}");
    assert!(text.contains("the rules wrote in its place"), "{text}");
    assert_eq!(answer["model"], Value::Null);
}

#[test]
fn a_name_takes_no_words_beside_it_and_a_plain_word_may_be_one() {
    let world = World::new(|_| ());
    let memo = world.home.path().join("memo.md");
    let text = "In FY2024 Apple had revenue of $391bn, Microsoft $211.9bn.\n\nVisa posted revenue of $35.9bn in FY2024.";
    std::fs::write(&memo, text).unwrap();
    let checked = world.json(&[], &["check", memo.to_str().unwrap(), "--json"]);
    let statuses: Vec<_> =
        checked["numbers"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
    assert_eq!(statuses, ["bound", "contradicted", "bound"], "{checked:#}");
}

#[test]
fn a_part_of_a_word_is_no_company() {
    let world = World::new(|_| ());
    let memo = world.home.path().join("memo.md");
    let text = "Walmart's SG&A expense was $131bn in FY2024. Pre-tax income at Walmart was $21.8bn in FY2024.";
    std::fs::write(&memo, text).unwrap();
    let checked = world.json(&[], &["check", memo.to_str().unwrap(), "--json"]);
    let companies: Vec<_> =
        checked["companies"].as_array().unwrap().iter().map(|one| &one["symbol"]).collect();
    assert_eq!(companies, ["WMT"], "{checked:#}");
    let statuses: Vec<_> =
        checked["numbers"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
    assert_eq!(statuses, ["bound", "bound"], "{checked:#}");
}

#[test]
fn who_did_not_give_a_figure_is_said() {
    let world = World::new(|settings| settings.faults.push("fmp=500".parse().unwrap()));
    let asked = ["figure", "AAPL", "revenue", "--period", "FY2024"];
    let output = world.fisc(&["fmp"], &asked);
    assert!(said(&output.stdout).starts_with("Revenue"), "{}", said(&output.stdout));
    assert!(said(&output.stderr).contains("note: not from fmp"), "{}", said(&output.stderr));
    let figure = world.json(&["fmp"], &[&asked[..], &["--json"]].concat());
    assert_eq!(figure["passed_over"][0]["provider"], "fmp", "{figure:#}");
}

#[test]
fn who_did_not_give_a_terms_example_is_said() {
    let world = World::new(|settings| settings.faults.push("sec=500".parse().unwrap()));
    let answer = world.json(&["edgar"], &["What does net margin mean?", "--json"]);
    assert_eq!(answer["passed_over"][0]["provider"], "edgar", "{answer:#}");
    assert!(answer["text"].as_str().unwrap().contains("Not from edgar"), "{answer:#}");
}

#[test]
fn settings_come_from_flags_then_the_environment_then_files() {
    let world = World::new(|_| ());
    let config = world.home.path().join("config");
    std::fs::create_dir_all(&config).unwrap();
    let write = |path: &Path, text: &str| std::fs::write(path, text).unwrap();
    write(&config.join("config.toml"), "model = \"rules\"\n[market]\norder = [\"builtin\"]\n");
    let order = |parts: &[&str]| {
        let answer = world.json(parts, &["figure", "AAPL", "revenue", "--json"]);
        answer["source"]["provider"].as_str().unwrap().to_owned()
    };
    assert_eq!(order(&["fmp", "edgar"]), "builtin", "the user's file");
    write(&world.home.path().join("fisc.toml"), "[market]\norder = [\"edgar\", \"builtin\"]\n");
    assert_eq!(order(&["fmp", "edgar"]), "edgar", "the project's file before the user's");
    write(&world.home.path().join("fisc.toml"), "[fmp]\nbase_url = \"http://127.0.0.1:1\"\n");
    let refused = world.fisc(&["fmp"], &["figure", "AAPL", "revenue"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused.stderr).contains("a project may not set"), "{}", said(&refused.stderr));
    write(&world.home.path().join("fisc.toml"), "[fmp]\napi_key = \"a-secret\"\n");
    let refused = world.fisc(&["fmp"], &["figure", "AAPL", "revenue"]);
    assert!(!said(&refused.stderr).contains("a-secret"));
}

#[test]
fn a_variable_that_nobody_reads_is_named_and_a_wrong_value_is_refused() {
    let asked = |name: &str, value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fisc"));
        command.env_clear().env("COLUMNS", "160").env("FISC_MODEL", "rules").env(name, value);
        command.args(["figure", "AAPL", "revenue", "--period", "FY2024"]).output().unwrap()
    };
    let misspelt = asked("FISC_MARKET_ODER", "builtin");
    assert!(misspelt.status.success());
    let err = said(&misspelt.stderr);
    assert!(err.contains("`FISC_MARKET_ODER` is set"), "{err}");
    assert!(err.contains("did you mean `FISC_MARKET_ORDER`?"), "{err}");
    assert_eq!(said(&asked("FISC_OPENAI_API_KEY", "k").stderr), "", "a key of a provider");
    // There is neither a model nor a key for FMP that these would be used for.
    for name in ["FISC_LLM_AT_ONCE", "FISC_LLM_BASE_URL", "FISC_FMP_PLAN", "FISC_FMP_TIMEOUT_S"] {
        assert_eq!(asked(name, "ftp:some").status.code(), Some(2), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_nobody_elses_to_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new(|_| ());
    assert!(world.fisc(&["fmp"], &["How is Apple doing?"]).status.success());
    for folder in ["data", "cache"] {
        let meta = std::fs::metadata(world.home.path().join(folder)).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, 0o700, "{folder}");
    }
}

#[test]
fn no_key_is_ever_shown_or_kept() {
    let world = World::new(|settings| {
        settings.faults.push("fmp:quote=401".parse().unwrap());
        settings.model_key = Some("another".to_owned());
    });
    let all = ["fmp", "edgar", "model"];
    let mut seen = String::new();
    for args in [
        &["How is Apple doing?", "--trace"][..],
        &["report", "AAPL", "--json"],
        &["report", "AAPL", "--format", "html"],
        &["report", "AAPL", "--format", "ndjson"],
        &["doctor", "--probe"],
        &["report", "NOBODYATALL"],
        &["what is a moat?"],
    ] {
        let output = world.fisc(&all, args);
        seen.push_str(&said(&output.stdout));
        seen.push_str(&said(&output.stderr));
    }
    for request in world.stand_in.requests() {
        seen.push_str(&request.path);
    }
    let mut open = vec![world.home.path().to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                seen.push_str(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
            }
        }
    }
    assert!(10_000 < seen.len());
    for secret in [FMP_KEY, MODEL_KEY] {
        assert!(!seen.contains(secret), "{secret} was shown or kept");
    }
}

#[test]
fn fmp_and_the_sec_are_held_against_each_other() {
    let world = World::new(|_| ());
    let both = world.json(&["fmp", "edgar"], &["report", "AAPL", "--reconcile", "--json"]);
    assert!(100 < both["compared"].as_u64().unwrap(), "{both}");
    let alone = world.fisc(&["fmp"], &["report", "AAPL", "--reconcile"]);
    assert!(said(&alone.stderr).contains("SEC_CONTACT"), "{}", said(&alone.stderr));
}

#[test]
fn a_memo_is_held_against_the_facts() {
    let world = World::new(|_| ());
    let memo = world.home.path().join("memo.md");
    let text = "In FY2024 Apple's revenue was $391.0 billion, up 2.0% from $383.3 billion.\n\
                In FY2023 Apple's revenue increased by $383.3bn.\n";
    std::fs::write(&memo, text).unwrap();
    let memo = memo.to_str().unwrap();
    let checked = world.json(&[], &["check", memo, "--json"]);
    let numbers = checked["numbers"].as_array().unwrap();
    let status: Vec<_> = numbers.iter().map(|one| one["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["bound", "derived", "bound", "contradicted"]);
    let contradicted = &numbers[3];
    assert!(contradicted["why"].as_str().unwrap().contains("fell"), "{contradicted}");
    assert_eq!(world.fisc(&[], &["check", memo, "--strict"]).status.code(), Some(7));
    assert_eq!(world.fisc(&[], &["check", memo]).status.code(), Some(0));
    let annotated = said(&world.fisc(&[], &["check", memo, "--format", "md"]).stdout);
    assert!(annotated.contains("increased by $383.3bn[✗4]"), "{annotated}");
}
