//! The page: nothing in it acts or asks, and every figure leads to its proof.

use std::{collections::BTreeSet, sync::Arc};

use agent::{Run, RunOptions};
use assistant::{
    Ask, Asked,
    answer::{
        Answer, Authorship, Headline,
        document::{Block, Cell, Row, Table},
        html,
    },
    resolve::Index,
    router::Category,
};
use chart::{ChartSpec, Kind, Point, Role, Series};
use finance::{
    Currency, Filing, FiscalPeriod, FormType, Item, LineItem, Listing, Ratio, Restated, Span,
    Symbol, Unit,
    facts::{Aspect, Fact, FactId, FactPeriod, FactTable, How, Source, derive},
};
use jiff::civil::date;
use providers::market::builtin::Builtin;
use rust_decimal::Decimal;

const USD: Unit = Unit::Money(Currency::USD);

fn acme() -> Listing {
    Listing {
        symbol: "ACME".parse().unwrap(),
        name: "Acme <script>alert(1)</script> & Sons".to_owned(),
        cik: "320193".parse().ok(),
        exchange: "NYSE".to_owned(),
        also: Vec::new(),
        industry: String::new(),
        rank: 1,
    }
}

fn filing(year: i16) -> Arc<Filing> {
    Arc::new(Filing {
        accession: format!("0000320193-{:02}-000123", year % 100).parse().unwrap(),
        form: FormType::new("10-K"),
        filed: date(year, 11, 1),
    })
}

fn source(url: &str) -> Source {
    Source {
        provider: "builtin",
        filing: Some(filing(2024)),
        url: url.to_owned(),
        as_of: date(2025, 1, 31),
        checked: true,
        note: None,
    }
}

fn year(year: i16) -> FactPeriod {
    let days = Span::over(date(year, 1, 1), date(year, 12, 31));
    FactPeriod::Fiscal(FiscalPeriod::Year(year), days)
}

fn line(facts: &mut FactTable, item: LineItem, of: i16, value: i64, how: How) -> FactId {
    let symbol: Symbol = "ACME".parse().unwrap();
    let value = Decimal::from(value) * Decimal::from(1_000_000);
    facts.enter(&symbol, (item.into(), year(of)), (value, USD), how).unwrap()
}

/// Revenue of two years and what follows, a loss that was restated, and a table and a chart of them.
fn answer() -> Answer {
    let mut facts = FactTable::default();
    let cell = || How::from(source("https://www.sec.gov/Archives/a?b=1&c=\"2\""));
    let evil = How::from(source("javascript:alert(1)"));
    let restated = Restated { value: Decimal::from(-97_000_000), filing: filing(2023) };
    let loss = How::Cell(Arc::new(source("https://www.sec.gov/x")), [restated].into());
    let before = line(&mut facts, LineItem::Revenue, 2023, 4_288, cell());
    let now = line(&mut facts, LineItem::Revenue, 2024, 4_820, evil);
    let lost = line(&mut facts, LineItem::NetIncome, 2024, -98, loss);
    let growth = derive(&mut facts, Aspect::Growth, &[now, before]).unwrap();
    line(&mut facts, LineItem::TotalAssets, 2024, 9_999, cell());
    let cells = |text: &str, fact| Cell { text: text.to_owned(), fact: Some(fact) };
    let row = |label: &str, cells| Row { label: label.to_owned(), cells };
    let table = Table {
        head: ["USD m", "FY2024", "Change", "Trend"].map(str::to_owned).to_vec(),
        rows: vec![
            row("Revenue", vec![cells("4,820", now), cells("12.4%", growth), Cell::plain("▁▃ █")]),
            row("Net income", vec![cells("(98)", lost), Cell::plain("n.m.")]),
        ],
    };
    let points = [("4.29bn", 4_288), ("4.82bn", 4_820)].map(|(label, value)| Point {
        value: Some(Decimal::new(value, 3)),
        label: label.to_owned(),
    });
    let chart = ChartSpec {
        kind: Kind::Bar,
        title: "Revenue".to_owned(),
        unit: "USD bn".to_owned(),
        x: vec!["FY2023".to_owned(), "FY2024".to_owned()],
        series: vec![Series {
            name: "Revenue".to_owned(),
            role: Role::Actual,
            points: points.to_vec(),
        }],
        source: "<b>builtin</b>".to_owned(),
        as_of: None,
    };
    let paragraph = |text: &str| Block::Paragraph(text.to_owned());
    Answer {
        category: Category::Report,
        companies: vec![acme()],
        blocks: vec![
            Block::Heading(1, "Acme & <Sons>".to_owned()),
            paragraph("**Acme's revenue rose 12.4% to $4.82bn in FY2024.**"),
            paragraph("1. Growth was 77.7%. See <https://www.sec.gov/a> or [here](javascript:x)."),
            Block::Heading(2, "Figures".to_owned()),
            Block::Table(table),
            Block::Heading(4, "In pictures".to_owned()),
            Block::Chart(chart),
            Block::List(vec![
                "<img src=x onerror=alert()> `<b>` ![picture](https://example.com/x.png)"
                    .to_owned(),
                "Revenue was **\\$4.82bn** in FY2024".to_owned(),
            ]),
            paragraph("Revenue rose.\n\nIt was $4.82bn."),
            Block::Heading(2, "More".to_owned()),
            Block::Heading(2, "Still more".to_owned()),
        ],
        facts,
        gaps: Vec::new(),
        follow_ups: Vec::new(),
        warnings: vec!["read <i>Acme</i> as ACME".to_owned()],
        headline: Some(Headline { fact: now, previous: Some(before) }),
        topic: None,
        explained: None,
        asked_back: Vec::new(),
        passed_over: Vec::new(),
        authorship: Authorship::default(),
        quoted: Vec::new(),
        guesses: assistant::answer::Guesses::default(),
    }
}

/// Every value of an attribute.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!(" {name}=\"");
    let parts = page.split(opening.as_str()).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap()).collect()
}

/// What holds for every page.
#[track_caller]
fn check(page: &str, facts: &FactTable) {
    let ids = attributes(page, "id");
    let known: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id stands twice");
    for target in attributes(page, "href") {
        match target.strip_prefix('#') {
            Some(id) => assert!(known.contains(id), "{target} leads nowhere"),
            None => assert!(target.starts_with("https://") || target == "data:,", "{target}"),
        }
    }
    let linked: Vec<_> = page.split("<a class=\"fig\" href=\"#").skip(1).collect();
    assert_eq!(linked.is_empty(), facts.iter().next().is_none());
    for fact in facts.iter().filter(|fact| known.contains(fact.id.to_string().as_str())) {
        if let How::Derived { inputs, .. } = &fact.how {
            assert!(inputs.iter().all(|input| known.contains(input.to_string().as_str())));
        }
    }
    for forbidden in [
        " style=",
        "http://",
        "<script",
        " src=",
        "javascript:",
        "@import",
        "url(",
        "<iframe",
        " onerror=",
        " onload=",
        "<img",
        "<link rel=\"stylesheet\"",
    ] {
        assert!(!text_free(page).contains(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("<h1>").count(), 1);
    assert_eq!(page.matches("<main ").count(), 1);
    let levels = page.match_indices("<h").filter_map(|(at, _)| {
        page.get(at + 2..at + 4)?.strip_suffix(['>', ' '])?.parse::<u8>().ok()
    });
    let levels: Vec<u8> = levels.collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

/// The markup without the text between its tags, in which anything may be written.
fn text_free(page: &str) -> String {
    let tags = page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap());
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    tags.map(|tag| format!("<{tag}>")).collect::<Vec<_>>().concat() + style
}

#[track_caller]
fn has(page: &str, expected: &str) {
    assert!(page.contains(expected), "no {expected} in {}", page.split("</style>").last().unwrap());
}

#[test]
fn a_page_stands_alone_and_its_anchors_resolve() {
    let answer = answer();
    let page = html::render(&answer);
    check(&page, &answer.facts);
    has(&page, "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    has(&page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    has(&page, "<link rel=\"icon\" href=\"data:,\">");
    has(&page, "<title>Acme &amp; &lt;Sons&gt;</title>");
    has(&page, "<a class=\"skip\" href=\"#main\">");
    has(&page, "as of 31 Jan 2025");
    has(&page, "Not investment advice.");
    has(&page, "<nav aria-label=\"Sections\">");
    has(&page, "<h3>In pictures</h3>");
}

#[test]
fn what_comes_from_data_is_text() {
    let page = html::render(&answer());
    has(&page, "<b>Acme &lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons</b>");
    has(&page, "<h1>Acme &amp; &lt;Sons&gt;</h1>");
    has(&page, "<li>&lt;img src=x onerror=alert()&gt; <code>&lt;b&gt;</code> picture</li>");
    has(&page, "read &lt;i&gt;Acme&lt;/i&gt; as ACME");
    has(&page, "&lt;b&gt;builtin&lt;/b&gt;");
    has(&page, "href=\"https://www.sec.gov/Archives/a?b=1&amp;c=&quot;2&quot;\"");
    assert!(!page.contains("javascript:"));
}

#[test]
fn numbers_in_words_lead_to_their_facts_and_strangers_are_marked() {
    let page = html::render(&answer());
    has(
        &page,
        "<p class=\"lead\"><strong>Acme's revenue rose \
         <a class=\"fig\" href=\"#f4\" title=\"0.1240671641791044776119402985 (12.4%) · Revenue, growth · FY2023 to FY2024\">12.4%</a> to \
         <a class=\"fig\" href=\"#f2\" title=\"4,820,000,000 USD · Revenue · FY2024\">$4.82bn</a> in FY2024.</strong></p>",
    );
    has(&page, "<p>1. Growth was <span class=\"unbound\"");
    has(
        &page,
        "title=\"https://www.sec.gov/a\" rel=\"noopener noreferrer\">sec.gov</a> or here.</p>",
    );
    has(&page, ">$4.82bn</a></strong> in FY2024</li>");
    has(&page, "<p>Revenue rose.</p><p>It was <a class=\"fig\" href=\"#f2\"");
}

#[test]
fn cells_and_points_lead_to_their_facts() {
    let page = html::render(&answer());
    has(
        &page,
        "<th scope=\"row\">Net income</th><td><a class=\"fig\" href=\"#f3\" title=\"−98,000,000 USD · Net income · FY2024\">(98<span class=\"hang\">)</span></a></td>",
    );
    has(&page, "<span class=\"up\" aria-hidden=\"true\">▲</span>");
    has(&page, "<td><span class=\"muted\">n.m.</span></td><td></td>");
    has(&page, "<svg class=\"spark\" role=\"img\" aria-label=\"Trend\"");
    has(&page, "<th scope=\"row\">FY2023</th><td><a class=\"fig\" href=\"#f1\"");
    has(&page, "<p class=\"big\"><a class=\"fig\" href=\"#f2\"");
}

#[test]
fn a_proof_tells_source_formula_and_what_was_said_before() {
    let page = html::render(&answer());
    let proofs = page.split("id=\"proofs\"").nth(1).unwrap();
    has(proofs, "<li id=\"f3\">");
    has(proofs, "ACME · FY2024 · 1 Jan 2024 – 31 Dec 2024");
    has(proofs, "<data class=\"exact\" value=\"-98000000\">−98,000,000 USD</data>");
    has(proofs, "builtin · 10-K filed 1 Nov 2024, <a class=\"out\" href=\"https://www.sec.gov/x\"");
    has(proofs, "as of 31 Jan 2025 · checked: seen in the filing");
    has(
        proofs,
        "Earlier: −97,000,000 USD in 10-K filed 1 Nov 2023, <a class=\"out\" href=\"https://www.sec.gov/Archives/edgar/data/320193/",
    );
    has(proofs, "= (Revenue FY2024 − Revenue FY2023) ÷ Revenue FY2023");
    has(proofs, "<a class=\"input\" href=\"#f1\"");
    // The address that no page may open is not even written; the number of the filing is.
    has(proofs, "10-K filed 1 Nov 2024, 0000320193-24-000123 · as of");
    assert!(!proofs.contains("id=\"f5\""), "nothing leads to the assets");
}

#[test]
fn notes_are_quoted_and_thresholds_need_no_address() {
    let mut answer = answer();
    let note = "normalised by a third party from SEC facts, not checked against a filing";
    let unchecked =
        Source { filing: None, url: String::new(), checked: false, note: Some(note), ..source("") };
    let place = (Item::Ratio(Ratio::NetMargin).into(), year(2024));
    let entered = answer.facts.enter(
        &"ACME".parse().unwrap(),
        place,
        (Decimal::new(15, 2), Unit::Fraction),
        unchecked.into(),
    );
    answer.headline = Some(Headline { fact: entered.unwrap(), previous: None });
    let page = html::render(&answer);
    check(&page, &answer.facts);
    has(&page, &format!("builtin · as of 31 Jan 2025 · <span class=\"note\">{note}</span>"));
    has(&page, ">0.15 (15.0%)</data>");
}

#[test]
fn an_answer_of_nothing_is_still_a_page() {
    let empty = Answer {
        companies: Vec::new(),
        blocks: vec![Block::List(Vec::new()), Block::Heading(3, "Deep".to_owned())],
        facts: FactTable::default(),
        headline: None,
        ..answer()
    };
    let page = html::render(&empty);
    check(&page, &empty.facts);
    has(&page, "<h1>Answer</h1>");
    assert!(!page.contains("Proofs"));
}

fn ask() -> Ask {
    let market = Arc::new(Builtin::open().unwrap());
    let names = Box::new(|| Index::new(&[], &[]));
    Ask::over(market, Arc::new(std::sync::LazyLock::new(names)))
}

#[tokio::test]
async fn reports_of_real_companies_prove_their_figures() {
    let ask = Arc::new(ask());
    for symbol in ["AAPL", "JPM", "TFC"] {
        let asked = Asked::Report {
            symbol: symbol.parse().unwrap(),
            period: finance::PeriodWanted::Latest,
        };
        let run = Run::start(ask.clone(), asked, RunOptions::default());
        let answer = run.outcome().await.unwrap();
        let page = html::render(&answer);
        check(&page, &answer.facts);
        let ids: BTreeSet<_> = attributes(&page, "id").into_iter().collect();
        let shown = |block: &Block| match block {
            Block::Table(table) => table.rows.iter().flat_map(|row| &row.cells).cloned().collect(),
            Block::Heading(..) | Block::Paragraph(_) | Block::List(_) | Block::Chart(_) => {
                Vec::new()
            }
        };
        let facts: Vec<FactId> =
            answer.blocks.iter().flat_map(shown).filter_map(|cell: Cell| cell.fact).collect();
        assert!(facts.iter().all(|id| ids.contains(id.to_string().as_str())), "{symbol}");
        let sourced = |fact: &Fact| ids.contains(fact.id.to_string().as_str());
        assert!(facts.len() / 2 < answer.facts.iter().filter(|fact| sourced(fact)).count());
        assert!(!page.contains("class=\"unbound\""), "{symbol} states a number without a source");
    }
}
