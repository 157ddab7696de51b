//! EDGAR: shapes, who is let in, and that its facts read back as the figures they were made from.

use finance::{FiscalPeriod, LineItem, StatementKind, period::YearNaming};
use providers::market::edgar::{self, CompanyFacts};
use upstreams::{StandIn, Wait};

use crate::raw::{self, Answer, start, started};

fn ask(stand_in: &StandIn, path: &str) -> Answer {
    raw::ask(stand_in, "GET", path, &[("user-agent", "Acme Research admin@acme.example")], "")
}

const FACTS: &str = "/sec-data/api/xbrl/companyfacts/CIK0000320193.json";

#[test]
fn lists_of_tickers_have_the_shapes_of_the_real_ones() {
    let stand_in = start();
    let tickers = ask(&stand_in, "/sec/files/company_tickers.json").json();
    let all = tickers.as_object().unwrap();
    let apple = all.values().find(|row| row["ticker"] == "AAPL").unwrap();
    assert_eq!(apple["cik_str"], 320_193);
    assert!(apple["title"].as_str().unwrap().starts_with("Apple"));
    assert!(all.contains_key("0") && 5_000 < all.len());
    let listed = ask(&stand_in, "/sec/files/company_tickers_exchange.json").json();
    assert_eq!(listed["fields"], serde_json::json!(["cik", "name", "ticker", "exchange"]));
    assert_eq!(listed["data"].as_array().unwrap().len(), all.len());
}

#[test]
fn facts_read_back_as_the_figures_they_were_made_from() {
    let stand_in = start();
    let answer = ask(&stand_in, FACTS);
    let facts = CompanyFacts::read(&answer.body).unwrap();
    let reported = edgar::statements(&facts, YearNaming::Ending).unwrap();
    let income = |year| {
        let is_it = |statement: &&finance::Statement| {
            statement.kind == StatementKind::Income && statement.period == FiscalPeriod::Year(year)
        };
        reported.statements.iter().find(is_it).unwrap()
    };
    let asked = "income-statement?symbol=AAPL&limit=5";
    for row in raw::fmp(&stand_in, asked).json().as_array().unwrap() {
        let year = row["fiscalYear"].as_str().unwrap().parse().unwrap();
        for (item, name) in [(LineItem::Revenue, "revenue"), (LineItem::NetIncome, "netIncome")] {
            let value = income(year).figures[&item].value;
            assert_eq!(value.to_string(), row[name].to_string(), "{year} {name}");
        }
    }
    let json = answer.json();
    let cell = &json["facts"]["us-gaap"]["NetIncomeLoss"]["units"]["USD"][0];
    for name in ["start", "end", "val", "accn", "fy", "fp", "form", "filed"] {
        assert!(!cell[name].is_null(), "{name}: {cell}");
    }
    assert_eq!((&json["cik"], &json["entityName"]), (&320_193.into(), &"Apple Inc.".into()));
    assert!(json["facts"]["us-gaap"]["EarningsPerShareDiluted"]["units"]["USD/shares"].is_array());
}

#[test]
fn submissions_are_columns_of_one_length() {
    let stand_in = start();
    let submissions = ask(&stand_in, "/sec-data/submissions/CIK0000320193.json").json();
    assert_eq!(submissions["cik"], "0000320193");
    assert_eq!(submissions["tickers"], serde_json::json!(["AAPL"]));
    let recent = submissions["filings"]["recent"].as_object().unwrap();
    let names = [
        "accessionNumber",
        "filingDate",
        "reportDate",
        "acceptanceDateTime",
        "act",
        "form",
        "fileNumber",
        "filmNumber",
        "items",
        "core_type",
        "size",
        "isXBRL",
        "isInlineXBRL",
        "primaryDocument",
        "primaryDocDescription",
    ];
    let length = recent["form"].as_array().unwrap().len();
    assert!(0 < length && recent.len() == names.len());
    for name in names {
        assert_eq!(recent[name].as_array().unwrap().len(), length, "{name}");
    }
}

#[test]
fn who_does_not_say_who_it_is_gets_a_page() {
    let stand_in = start();
    for headers in
        [&[][..], &[("user-agent", "fisc/0.1")], &[("user-agent", "x https://x.example")]]
    {
        let answer = raw::ask(&stand_in, "GET", FACTS, headers, "");
        assert_eq!(answer.status, 403);
        assert!(answer.header("content-type").unwrap().starts_with("text/html"));
        assert!(
            answer.text().contains("Your Request Originates from an Undeclared Automated Tool")
        );
    }
    stand_in.set(|settings| settings.sec_contact = false);
    assert_eq!(raw::ask(&stand_in, "GET", FACTS, &[], "").status, 200);
}

#[test]
fn an_unknown_registrant_has_no_such_key() {
    let stand_in = start();
    for path in [
        "/sec-data/api/xbrl/companyfacts/CIK0000000001.json",
        "/sec-data/submissions/CIK320193.json",
        "/sec/files/nothing.json",
    ] {
        let answer = ask(&stand_in, path);
        assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/xml")));
        assert!(answer.text().contains("<Code>NoSuchKey</Code>"), "{path}");
    }
}

#[test]
fn who_asks_too_often_is_refused_until_the_block_ends() {
    let stand_in = started(|settings| {
        settings.sec_rate = Some(3);
        settings.sec_block = Wait::millis(600_000);
    });
    let path = "/sec-data/submissions/CIK0000320193.json";
    let statuses: Vec<_> = (0..3).map(|_| ask(&stand_in, path).status).collect();
    assert_eq!(statuses, [200; 3]);
    let refused = ask(&stand_in, path);
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("Request Rate Threshold Exceeded"));
    stand_in.clear();
    assert_eq!(ask(&stand_in, path).status, 200);
}
