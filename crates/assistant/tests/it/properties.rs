//! What holds for any text: it is understood in bounded time, spans are places of the text, names do not hide names.

use assistant::{
    conversation::Conversation,
    understand::{Understood, understand},
};
use finance::Symbol;
use proptest::prelude::*;

use crate::builtin::index;

/// Words of which questions are made, so that random texts come near to questions.
const WORDS: &[&str] = &[
    "Apple",
    "apple",
    "target",
    "Target",
    "NOW",
    "$NOW",
    "T",
    "F",
    "(TSLA)",
    "Googel",
    "i",
    "b",
    "m",
    "united",
    "United",
    "revenue",
    "net margin",
    "in",
    "2023",
    "Q3",
    "the",
    "of",
    "and",
    "vs",
    ",",
    "compare",
    "how is",
    "doing",
    "it",
    "its",
    "what about",
    "balance sheet",
    "price",
    "BRK.B",
    "Coca-Cola",
    "coke",
    "the year before",
    "?",
    "!",
    "'s",
    "’s",
    "&",
    "P&L",
    "Foobarcorp",
    "Twitter",
    "stock",
    "the former",
    "last five years",
    "from 2019 to 2022",
    "NYSE:",
    "nvda",
    "é",
    "\n",
    "  ",
];

fn texts() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(WORDS), 0..30);
    prop_oneof![words.prop_map(|words| words.join(" ")), "\\PC{0,300}", "[A-Za-z .,'&$()/-]{0,300}"]
}

#[track_caller]
fn check_spans(text: &str, understood: &Understood) {
    let resolved = &understood.resolved;
    let found = resolved.companies.iter().map(|found| &found.span);
    let mut spans: Vec<_> =
        found.chain(resolved.unresolved.iter().map(|name| &name.span)).collect();
    spans.sort_by_key(|span| span.start);
    for span in &spans {
        assert!(
            span.start < span.end && text.get((*span).clone()).is_some(),
            "{span:?} of `{text}`"
        );
    }
    for pair in spans.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{pair:?} of `{text}`");
    }
    for found in &resolved.companies {
        let scores = found.alternatives.iter().map(|other| other.score).chain([found.score]);
        let sound = scores.into_iter().all(|score| (0.into()..=1.into()).contains(&score));
        assert!(sound, "{found:?} of `{text}`");
    }
    let confidence = understood.route.confidence;
    assert!((0.into()..=1.into()).contains(&confidence) && !understood.route.reason.is_empty());
}

proptest! {
    #[test]
    fn any_conversation_is_understood(asked in prop::collection::vec(texts(), 1..5)) {
        let mut conversation = Conversation::default();
        for text in &asked {
            let understood = understand(text, index(), &conversation);
            check_spans(text, &understood);
            conversation.remember(understood.topic(None));
        }
    }
}

#[test]
fn a_hundred_kilobytes_of_anything_are_understood() {
    let units = WORDS.iter().map(|word| format!("{word} ")).chain([
        "ß".to_owned(),
        "((((".to_owned(),
        "a.b.".to_owned(),
        "é'".to_owned(),
    ]);
    for unit in units {
        let text = unit.repeat(100_000 / unit.len());
        check_spans(&text, &understand(&text, index(), &Conversation::default()));
    }
}

/// Large companies by the names that people use.
fn names() -> Vec<(Symbol, String)> {
    let listings = crate::builtin::builtin().archive().listings().unwrap();
    let known = listings.into_iter().take(260).filter_map(|listing| {
        let resolved = index().resolve(&listing.name);
        let first = resolved.companies.first().filter(|_| resolved.ask.is_none())?;
        let whole = resolved.companies.len() == 1 && first.symbol == listing.symbol;
        whole.then_some((listing.symbol, listing.name))
    });
    known.collect()
}

#[test]
fn naming_another_company_never_loses_one() {
    let names = names();
    assert!(200 < names.len(), "{}", names.len());
    let has = |text: &str, symbol: &Symbol| {
        index().resolve(text).companies.iter().any(|found| found.symbol == *symbol)
    };
    let mut lost = Vec::new();
    for (at, (symbol, name)) in names.iter().enumerate() {
        for step in [1, 7, 31, 83] {
            let (other_symbol, other) = &names[(at + step) % names.len()];
            for text in [
                format!("Compare {name} and {other}"),
                format!("{other}, {name}: revenue in 2023"),
                format!("How is {name} doing next to {other}?"),
            ] {
                if !has(&text, symbol) || !has(&text, other_symbol) {
                    lost.push(text);
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} lost, first: {:#?}", lost.len(), &lost[..lost.len().min(12)]);
}
