//! What the program answers: shapes that others build on.

use serde_json::Value;

use crate::program::{run, run_with_input};

fn json(args: &[&str]) -> Value {
    let said = run(args);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{args:?}");
    serde_json::from_str(&said.out).unwrap()
}

#[test]
fn apples_revenue_opens_to_its_filing() {
    let figure = json(&["figure", "AAPL", "revenue", "--period", "FY2024", "--json"]);
    assert_eq!(figure["schema"], "fisc.figure/1");
    assert_eq!((&figure["value"], &figure["unit"]), (&"391035000000".into(), &"USD".into()));
    assert_eq!(figure["period"]["end"], "2024-09-28");
    assert_eq!(figure["source"]["accession"], "0000320193-24-000123");
    assert_eq!(figure["source"]["form"], "10-K");
    assert_eq!(figure["source"]["checked"], true);
    assert_eq!(figure["previous"]["value"], "383285000000");
}

#[test]
fn walmarts_revenue_is_its_total_with_the_year_that_walmart_names() {
    let figure = json(&["figure", "walmart", "revenue", "-p", "FY2026", "--json"]);
    assert_eq!(figure["value"], "713163000000");
    assert_eq!(figure["period"]["end"], "2026-01-31");
    // Home Depot names the same days by the year in which they start.
    let figure = json(&["figure", "HD", "revenue", "-p", "FY2024", "--json"]);
    assert_eq!(figure["period"]["end"], "2025-02-02");
}

#[test]
fn a_figure_nobody_checked_says_so_in_these_words() {
    let figure = json(&["figure", "SBUX", "equity", "--json"]);
    assert_eq!(figure["source"]["checked"], false);
    assert_eq!(
        figure["source"]["note"],
        "normalised by a third party from SEC facts, not checked against a filing"
    );
}

#[test]
fn a_derived_figure_opens_to_its_inputs() {
    let figure = json(&["figure", "AAPL", "revenue", "-p", "Q4-FY2024", "--json"]);
    let derivation = &figure["derivation"];
    assert_eq!(figure["value"], "94930000000");
    assert!(derivation["formula"].as_str().unwrap().contains('−'), "{derivation}");
    assert_eq!(derivation["inputs"][0]["source"]["checked"], true);
    let ratio = json(&["figure", "TSLA", "net", "margin", "-p", "2023", "--json"]);
    assert_eq!(ratio["unit"], "fraction");
    assert_eq!(ratio["derivation"]["inputs"].as_array().unwrap().len(), 2);
}

#[test]
fn an_answer_has_its_figures_bound_and_its_sources_named() {
    let answer = json(&["ask", "How is Apple doing?", "--json"]);
    assert_eq!(answer["schema"], "fisc.answer/1");
    assert_eq!(answer["category"], "report");
    let text = answer["text"].as_str().unwrap();
    let figures = answer["figures"].as_array().unwrap();
    assert!(100 < figures.len());
    for figure in figures {
        let span: Vec<usize> = serde_json::from_value(figure["span"].clone()).unwrap();
        assert_eq!(&text[span[0]..span[1]], figure["text"].as_str().unwrap());
        assert!(
            figure["status"] == "bound" && figure["cell"].is_string()
                || figure["derivation"]["formula"].is_string()
        );
    }
    assert!(!answer["sources"].as_array().unwrap().is_empty());
    for step in answer["timings"]["steps"].as_array().unwrap() {
        assert_eq!(step["outcome"], "done", "{step}");
    }
}

#[test]
fn two_runs_differ_in_run_id_and_timings_alone() {
    let run = || {
        let mut answer = json(&["report", "MSFT", "--json"]);
        let object = answer.as_object_mut().unwrap();
        object.remove("run_id").unwrap();
        object.remove("timings").unwrap();
        answer
    };
    assert_eq!(run(), run());
}

#[test]
fn events_come_numbered_and_end_once() {
    let said = run(&["ask", "apple revenue", "--format", "ndjson"]);
    let events: Vec<Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<u64> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!(events[0]["type"], "run_started");
    assert_eq!(events.last().unwrap()["type"], "run_finished");
    let text: String = events.iter().filter_map(|event| event["text"].as_str()).collect();
    assert_eq!(text, run(&["ask", "apple revenue"]).out);
}

#[test]
fn one_figure_in_a_pipe_is_one_line() {
    assert_eq!(
        run(&["figure", "AAPL", "revenue", "-p", "FY2024"]).out,
        "Revenue · Apple · FY2024 (Sep): $391bn = 391,035,000,000 USD\n"
    );
}

#[test]
fn texts_are_resolved_and_routed_one_a_line() {
    let said = run_with_input(&["resolve", "-", "--json"], b"Compare Coke and Pepsi\nhello\n\n");
    let lines: Vec<Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["schema"], "fisc.resolve/1");
    let symbols: Vec<_> =
        lines[0]["companies"].as_array().unwrap().iter().map(|one| &one["symbol"]).collect();
    assert_eq!(symbols, ["KO", "PEP"]);
    assert_eq!(lines[0]["companies"][0]["span"], serde_json::json!([8, 12]));
    assert!(lines[1]["companies"].as_array().unwrap().is_empty());
    let said = run_with_input(&["route", "-"], b"What was Tesla's net margin in 2023?\nhello\n");
    let lines: Vec<Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["category"], &lines[1]["category"]), (&"figure".into(), &"chat".into()));
    assert_eq!((&lines[0]["schema"], &lines[0]["by"]), (&"fisc.route/1".into(), &"rules".into()));
}

#[test]
fn a_report_is_written_in_the_form_of_its_files_ending() {
    let folder = std::env::temp_dir().join(format!("fisc-report-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, head) in
        [("report.html", "<!DOCTYPE html>"), ("report.md", "# Microsoft"), ("report.json", "{")]
    {
        let path = folder.join(name);
        let said = run(&["report", "MSFT", "-o", path.to_str().unwrap()]);
        assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
        assert!(std::fs::read_to_string(&path).unwrap().starts_with(head), "{name}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_doctor_finds_everything_in_place() {
    let report = json(&["doctor", "--json"]);
    assert_eq!(report["ok"], true);
}

#[test]
fn fourth_quarters_and_trailing_years_mix_no_restated_figures() {
    let value = |symbol: &str, period: &str| {
        json(&["figure", symbol, "revenue", "-p", period, "--json"])["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    // A year that was later restated, less quarters that were not, gave 1.9 billion.
    assert_eq!(value("IBM", "Q4-FY2020"), "20367000000");
    // The filer put the year's amount on the days of its last quarter.
    assert_eq!(value("ORCL", "Q4-FY2022"), "11840000000");
    // Net revenue, not the gross revenue from contracts.
    assert_eq!(value("MA", "Q1-FY2022"), "5167000000");
    // Restated and original quarters make no year.
    assert_eq!(run(&["figure", "JNJ", "revenue", "-p", "TTM-Q2-FY2022"]).code, 3);
}

#[test]
fn amounts_per_share_are_in_todays_shares_on_both_sides_of_a_split() {
    let value = |symbol: &str, item: &str, period: &str| {
        json(&["figure", symbol, item, "-p", period, "--json"])["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(value("CVNA", "eps_diluted", "FY2025"), "1.69");
    assert_eq!(value("DD", "eps_diluted", "FY2025"), "-5.58");
    assert_eq!(value("KLAC", "dividends_per_share", "FY2024"), "0.565");
    assert_eq!(value("CPRT", "shares_diluted", "FY2020"), "954624000");
    assert_eq!(value("NVDA", "shares_outstanding", "FY2023"), "24660000000");
}

#[test]
fn every_company_of_a_question_is_found_whatever_its_place() {
    for (question, expected) in [
        ("Visa and Mastercard", ["V", "MA"]),
        ("apple vs microsoft", ["AAPL", "MSFT"]),
        ("Ford vs General Motors", ["F", "GM"]),
        ("revenue of apple and microsoft in 2020", ["AAPL", "MSFT"]),
        ("Target vs Walmart", ["TGT", "WMT"]),
    ] {
        let resolved = json(&["resolve", question, "--json"]);
        let symbols: Vec<_> =
            resolved["companies"].as_array().unwrap().iter().map(|one| &one["symbol"]).collect();
        assert_eq!(symbols, expected, "{question}");
    }
}

#[test]
fn companies_stand_side_by_side() {
    let answer = json(&[
        "compare",
        "KO",
        "pepsi",
        "--items",
        "revenue,net margin",
        "-p",
        "FY2024",
        "--json",
    ]);
    assert_eq!(answer["schema"], "fisc.answer/1");
    let symbols: Vec<&Value> =
        answer["companies"].as_array().unwrap().iter().map(|one| &one["symbol"]).collect();
    assert_eq!(symbols, ["KO", "PEP"]);
    let text = answer["text"].as_str().unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(rows[0], "| Figure | KO FY2024 | PEP FY2024 |");
    assert_eq!(rows[2], "| Revenue | $47.1bn | ★ $91.9bn |");
    assert_eq!(rows[3], "| Net margin | ★ 22.6% | 10.4% |");
    for figure in answer["figures"].as_array().unwrap() {
        assert!(["bound", "derived"].contains(&figure["status"].as_str().unwrap()), "{figure}");
    }
}

#[test]
fn a_comparison_of_one_is_refused() {
    for args in [&["compare", "KO"][..], &["compare", "KO", "coca-cola"]] {
        let said = run(args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.err);
    }
    let said = run(&["compare", "KO", "PEP", "--items", "revenu"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("revenue"), "the nearest item is named: {}", said.err);
}

#[test]
fn a_report_is_as_of_the_year_that_is_asked_for() {
    let answer = json(&["report", "AAPL", "--period", "FY2022", "--json"]);
    let text = answer["text"].as_str().unwrap();
    assert!(text.starts_with("# Apple (AAPL) in FY2022\n"), "{text}");
    assert!(!text.contains("FY2023") && !text.contains("2024"), "nothing of later is in it");
    assert!(text.contains("prices as of 23 Sep 2022"), "{text}");
    let said = run(&["report", "AAPL", "--period", "FY1999"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("known from FY"), "{}", said.err);
}

#[test]
fn a_name_of_several_companies_is_asked_back_on_the_command_line() {
    for args in [
        &["figure", "Hewlett Packard", "revenue"][..],
        &["report", "Hewlett Packard"],
        &["compare", "Hewlett Packard", "KO"],
    ] {
        let said = run(args);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}");
        assert!(said.err.contains("HPE") && said.err.contains("HPQ"), "{args:?}: {}", said.err);
    }
    assert_eq!(run(&["figure", "Apple and Microsoft", "revenue"]).code, 2);
    assert_eq!(run(&["report", ""]).code, 2);
    assert_eq!(run(&["compare", "KO", "PEP", "-i", ","]).code, 2);
}

#[test]
fn a_report_on_a_quarter_says_that_it_is_on_the_year() {
    let said = run(&["report", "AAPL", "-p", "Q1-FY2024"]);
    assert_eq!(said.code, 0);
    assert!(said.err.contains("whole fiscal years"), "{}", said.err);
}

#[test]
fn a_multiple_of_an_old_year_has_the_price_of_that_year() {
    let latest = json(&["figure", "KO", "ev_to_ebitda", "--json"]);
    let label = latest["period"]["label"].as_str().unwrap();
    assert_eq!(
        latest["value"],
        json(&["figure", "KO", "ev_to_ebitda", "-p", label, "--json"])["value"]
    );
}
