//! Whom a question names. A label holds, in the order of the text: `AAPL`, `GOOGL/GOOG` (either class), `~Twitter` (gone,
//! with what happened), `!Foobarcorp` (nobody is listed), `?UAL|URI` (must ask), or `-` (nobody is named).

use assistant::resolve::Resolved;

use super::rows;
use crate::builtin::index;

const SET: &str = include_str!("resolving.tsv");

/// How many labels of symbols were found, found wrongly, and missed.
#[derive(Default)]
struct Tally {
    right: usize,
    wrong: usize,
    missed: usize,
}

/// What can come of a text, as labels and results say it.
const ENDS: [&str; 5] = ["found", "asked", "gone", "unknown", "nobody"];

fn labelled(label: &str) -> usize {
    let first = |mark: char| label.split_whitespace().any(|token| token.starts_with(mark));
    let found = label.split_whitespace().any(|token| !token.starts_with(['?', '~', '!', '-']));
    [found, first('?'), first('~'), first('!'), true].iter().position(|is| *is).unwrap()
}

fn came(resolved: &Resolved) -> usize {
    let noted = resolved.unresolved.iter().any(|name| name.note.is_some());
    let asked = resolved.ask.is_some();
    let found = !asked && !resolved.companies.is_empty();
    let ends = [found, asked, noted, !resolved.unresolved.is_empty(), true];
    ends.iter().position(|is| *is).unwrap()
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether one of the unresolved names is this one.
fn is_among(resolved: &Resolved, name: &str, with_note: bool) -> bool {
    let name = plain(name);
    resolved.unresolved.iter().any(|one| {
        let text = plain(&one.text);
        (text.contains(&name) || name.contains(&text)) && (!with_note || one.note.is_some())
    })
}

/// Whether the text was resolved as its label says.
fn agrees(resolved: &Resolved, label: &str, tally: &mut Tally) -> bool {
    let mut left: Vec<String> =
        resolved.companies.iter().map(|found| found.symbol.to_string()).collect();
    let (mut good, mut asks, mut names_unknown) = (true, false, false);
    for token in label.split_whitespace() {
        if token == "-" {
            good &= left.is_empty() && resolved.unresolved.is_empty();
        } else if let Some(name) = token.strip_prefix('~') {
            names_unknown = true;
            good &= is_among(resolved, name, true);
        } else if let Some(name) = token.strip_prefix('!') {
            names_unknown = true;
            good &= is_among(resolved, name, false);
        } else if let Some(names) = token.strip_prefix('?') {
            asks = true;
            let names: Vec<&str> = names.split('|').collect();
            let offered = resolved.companies.iter().flat_map(|found| {
                let others = found.alternatives.iter().map(|other| other.symbol.to_string());
                std::iter::once(found.symbol.to_string()).chain(others)
            });
            let offered = offered.filter(|symbol| names.contains(&symbol.as_str())).count();
            good &= resolved.ask.is_some() && 2 <= offered;
            left.clear();
        } else {
            let place = left.iter().position(|one| token.split('/').any(|symbol| symbol == one));
            if let Some(at) = place {
                left.remove(at);
                tally.right += 1;
            } else {
                tally.missed += 1;
                good = false;
            }
        }
    }
    tally.wrong += left.len();
    let stray = label != "-" && !names_unknown && !resolved.unresolved.is_empty();
    good && left.is_empty() && !stray && resolved.ask.is_some() == asks
}

#[test]
fn companies_are_found_as_a_sensible_reader_finds_them() {
    let (mut all, mut agreed, mut tally) = (0, 0, Tally::default());
    let mut confusion = [[0; ENDS.len()]; ENDS.len()];
    for row in rows(SET) {
        let [text, label] = row[..] else { panic!("{row:?}") };
        let resolved = index().resolve(text);
        all += 1;
        confusion[labelled(label)][came(&resolved)] += 1;
        if agrees(&resolved, label, &mut tally) {
            agreed += 1;
        } else {
            let got: Vec<_> =
                resolved.companies.iter().map(|found| found.symbol.as_str()).collect();
            let unknown: Vec<_> = resolved.unresolved.iter().map(|name| &name.text).collect();
            println!("differs: `{text}` wants {label}, got {got:?} {unknown:?} {:?}", resolved.ask);
        }
    }
    let of = |part: usize, rest: usize| 1000 * part / (part + rest).max(1);
    let (precision, recall) = (of(tally.right, tally.wrong), of(tally.right, tally.missed));
    println!(
        "resolving: {agreed} of {all} questions as labelled; symbols: precision {}.{} %, recall {}.{} %",
        precision / 10,
        precision % 10,
        recall / 10,
        recall % 10
    );
    println!("wanted, then got {}", ENDS.map(|name| format!("{name:>8}")).join(" "));
    for (name, row) in ENDS.iter().zip(confusion) {
        println!("{name:<16} {}", row.map(|count| format!("{count:>8}")).join(" "));
    }
    assert!(200 <= all);
    assert!(970 * all <= 1000 * agreed, "{agreed} of {all}");
    assert!(990 <= precision && 980 <= recall, "{precision} {recall}");
}
