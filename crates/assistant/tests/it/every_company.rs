//! Every company of the built-in data through every flow: whatever is stated is bound.

use std::sync::Arc;

use agent::{Run, RunOptions};
use assistant::{
    Ask, Asked,
    answer::{Answer, document::Block},
};
use finance::{
    Item, LineItem, PeriodWanted, Ratio, Symbol,
    facts::{read, verify},
};

use crate::builtin::{ask, builtin};

/// What is asked of each company, flow by flow.
fn questions(symbol: &Symbol) -> Vec<(&'static str, Asked)> {
    let items = vec![
        Item::Line(LineItem::Revenue),
        Item::Line(LineItem::NetIncome),
        Item::Ratio(Ratio::NetMargin),
        Item::Ratio(Ratio::PriceToEarnings),
        Item::Line(LineItem::EpsDiluted),
        Item::Line(LineItem::TotalAssets),
    ];
    let figure = |items, period| Asked::Figure { symbol: symbol.clone(), items, period };
    vec![
        ("report", Asked::Report { symbol: symbol.clone(), period: PeriodWanted::Latest }),
        ("income statement", Asked::question(format!("${symbol} income statement"))),
        ("financials", Asked::question(format!("${symbol} balance sheet"))),
        ("price", Asked::question(format!("${symbol} stock price"))),
        ("figure", figure(items.clone(), PeriodWanted::Latest)),
        ("figure, trailing", figure(items, PeriodWanted::LatestTrailing)),
        ("compare", Asked::question(format!("compare ${symbol} and $KO"))),
    ]
}

async fn answered(ask: &Ask, asked: Asked) -> Option<Answer> {
    Run::start(Arc::new(ask.clone()), asked, RunOptions::default()).outcome().await.ok()
}

/// What is wrong with a finished answer.
fn faults(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let mut faults: Vec<String> = Vec::new();
    for checked in answer.figures() {
        if !checked.status.stands() {
            let around = checked.number.span.start.saturating_sub(60);
            let around = (around..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
            faults.push(format!(
                "{:?} `{}` in `{}`",
                checked.status,
                checked.number.text,
                &text[around..checked.number.span.end]
            ));
        }
    }
    for block in &answer.blocks {
        let Block::Table(table) = block else { continue };
        for row in &table.rows {
            assert_eq!(row.cells.len() + 1, table.head.len(), "{}: {row:?}", table.head[0]);
            for cell in &row.cells {
                let absent = ["n/a", "n.m."].contains(&cell.text.as_str());
                let spark = cell.text.chars().all(|c| "▁▂▃▄▅▆▇█ ".contains(c))
                    && !cell.text.trim().is_empty();
                if cell.fact.is_none() && !absent && !spark {
                    faults.push(format!(
                        "`{}` stands for a missing figure in row `{}`",
                        cell.text, row.label
                    ));
                }
                if cell.fact.is_some() && absent {
                    faults.push(format!("a figure of row `{}` is not shown", row.label));
                }
            }
        }
    }
    faults
}

/// The text with one of its numbers changed beyond rounding.
fn planted(text: &str, number: &read::Number) -> String {
    let digit = number.text.find(|c: char| ('1'..='9').contains(&c)).unwrap();
    let other = if &number.text[digit..=digit] == "7" { "4" } else { "7" };
    let mut changed = number.text.clone();
    changed.replace_range(digit..=digit, other);
    let mut text = text.to_owned();
    text.replace_range(number.span.clone(), &changed);
    text
}

#[tokio::test]
async fn every_number_of_every_answer_is_bound_and_nothing_missing_looks_like_a_figure() {
    let (ask, builtin) = (ask(), builtin());
    let mut faulty = Vec::new();
    let mut answers = 0;
    let mut numbers = 0;
    for symbol in builtin.archive().companies() {
        for (flow, asked) in questions(symbol) {
            let Some(answer) = answered(&ask, asked).await else { continue };
            answers += 1;
            numbers += answer.figures().len();
            faulty.extend(
                faults(&answer).into_iter().map(|fault| format!("{symbol}, {flow}: {fault}")),
            );
        }
    }
    assert!(
        faulty.is_empty(),
        "{} faults, first: {:#?}",
        faulty.len(),
        &faulty[..faulty.len().min(10)]
    );
    assert!(3_300 < answers && 250_000 < numbers, "{answers} answers with {numbers} numbers");
}

#[tokio::test]
async fn one_wrong_number_in_any_flow_is_caught() {
    let (ask, builtin) = (ask(), builtin());
    let mut planted_in = 0;
    let mut missed = Vec::new();
    for (at, symbol) in builtin.archive().companies().enumerate().filter(|(at, _)| at % 7 == 0) {
        for (flow, asked) in questions(symbol) {
            let Some(answer) = answered(&ask, asked).await else { continue };
            let (text, figures) = (answer.text(), answer.figures());
            let candidates: Vec<_> = figures
                .iter()
                .filter(|one| one.number.text.contains(|c: char| ('1'..='9').contains(&c)))
                .collect();
            let Some(one) = candidates.get(at * 31 % candidates.len().max(1)) else { continue };
            let wrong = planted(&text, &one.number);
            planted_in += 1;
            let caught = verify::check(&wrong, &answer.facts, &answer.names());
            let start = one.number.span.start;
            let found = caught.iter().find(|checked| checked.number.span.start == start);
            if found.is_none_or(|checked| checked.status.stands()) {
                missed.push(format!("{symbol}, {flow}: `{}` → {found:?}", one.number.text));
            }
        }
    }
    assert!(450 < planted_in, "{planted_in}");
    assert!(
        missed.is_empty(),
        "{} of {planted_in} missed: {:#?}",
        missed.len(),
        &missed[..missed.len().min(8)]
    );
}
