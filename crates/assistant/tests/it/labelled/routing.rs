//! What a question wants, by itself and in a conversation: earlier questions (parted by ` || `), the question, its
//! category (or either of two), and for a follow-up its companies, items and period; `-` where that does not matter.

use std::collections::BTreeMap;

use assistant::{
    conversation::Conversation,
    router::Category,
    understand::{Understood, understand},
};

use super::rows;
use crate::builtin::index;

const SET: &str = include_str!("routing.tsv");

/// The question as it is understood after the earlier ones.
fn asked(earlier: &str, text: &str) -> Understood {
    let mut conversation = Conversation::default();
    for before in earlier.split(" || ").filter(|before| !before.is_empty()) {
        let understood = understand(before, index(), &conversation);
        conversation.remember(understood.topic(None));
    }
    understand(text, index(), &conversation)
}

/// What differs from the rest of a follow-up's label.
fn difference(asked: &Understood, label: &[&str]) -> Option<String> {
    let [companies, items, period] = label else { return None };
    let symbols: Vec<_> = asked.companies.iter().map(finance::Symbol::as_str).collect();
    let is_same = |want: &str, got: &str| want == got || want == "GOOGL" && got == "GOOG";
    let wanted: Vec<&str> = companies.split_whitespace().collect();
    let same = wanted.len() == symbols.len()
        && wanted.iter().all(|want| symbols.iter().any(|got| is_same(want, got)));
    if *companies != "-" && !same {
        return Some(format!("companies {symbols:?}"));
    }
    let keys: Vec<_> = asked.items.iter().map(|item| item.key()).collect();
    let mut wanted: Vec<&str> = items.split(',').collect();
    let mut sorted = keys.clone();
    wanted.sort_unstable();
    sorted.sort_unstable();
    if *items != "-" && wanted != sorted {
        return Some(format!("items {keys:?}"));
    }
    let got =
        asked.period.map_or("latest".to_owned(), |period| period.to_string().replace(' ', "-"));
    (*period != "-" && *period != got).then(|| format!("period {got}"))
}

#[test]
fn questions_go_where_a_sensible_reader_sends_them() {
    let (mut all, mut agreed) = ([0; 2], [0; 2]);
    let mut confusion: BTreeMap<(Category, Category), usize> = BTreeMap::new();
    for row in rows(SET) {
        let (earlier, text, label) = (row[0], row[1], row[2]);
        let asked = asked(earlier, text);
        let part = usize::from(!earlier.is_empty());
        all[part] += 1;
        let got = asked.route.category;
        let right = label.split('/').any(|label| label == got.key());
        let wanted = if right { got.key() } else { label.split('/').next().unwrap() };
        let wanted = Category::ALL.into_iter().find(|one| one.key() == wanted).unwrap();
        *confusion.entry((wanted, got)).or_default() += 1;
        let differs =
            if right { difference(&asked, &row[3..]) } else { Some(got.key().to_owned()) };
        match differs {
            None => agreed[part] += 1,
            Some(differs) => {
                println!("differs: {earlier} ⟶ `{text}` wants {:?}, got {differs}", &row[2..]);
            }
        }
    }
    println!(
        "routing: {} of {} single questions, {} of {} follow-ups as labelled",
        agreed[0], all[0], agreed[1], all[1]
    );
    println!(
        "{:20} {}",
        "wanted, then got",
        Category::ALL.map(|one| format!("{:>8.8}", one.key())).join(" ")
    );
    for wanted in Category::ALL {
        let count = |got: Category| confusion.get(&(wanted, got)).copied().unwrap_or(0);
        let counts = Category::ALL.map(|got| format!("{:>8}", count(got))).join(" ");
        let (right, row) = (count(wanted), Category::ALL.map(count).iter().sum::<usize>());
        let column: usize = Category::ALL
            .map(|one| confusion.get(&(one, wanted)).copied().unwrap_or(0))
            .iter()
            .sum();
        println!(
            "{:20} {counts}   precision {:3} %, recall {:3} %",
            wanted.key(),
            100 * right / column.max(1),
            100 * right / row.max(1)
        );
    }
    assert!(200 <= all[0] && 100 <= all[1]);
    assert!(95 * all[0] <= 100 * agreed[0], "{agreed:?} of {all:?}");
    assert!(93 * all[1] <= 100 * agreed[1], "{agreed:?} of {all:?}");
}
