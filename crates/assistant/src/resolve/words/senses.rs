//! Words that are both a company's name and a word of English: what stands beside them tells which.

use std::{collections::HashMap, sync::LazyLock};

/// A word or phrase, how likely it means the company by itself in hundredths, and its neighbours that make it a
/// word: `>price` behind it, `<inflation` before it.
const SENSES: &str = include_str!("senses.txt");

/// What is known of one such word.
#[derive(Debug, Default)]
struct Sense {
    prior: Option<i32>,
    behind: Vec<&'static str>,
    before: Vec<&'static str>,
}

static ALL: LazyLock<HashMap<&str, Sense>> = LazyLock::new(|| {
    let lines = SENSES.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.filter_map(read).collect()
});

fn read(line: &'static str) -> Option<(&'static str, Sense)> {
    let (name, rest) = line.split_once(':')?;
    let mut sense = Sense::default();
    for part in rest.split_whitespace() {
        match (part.strip_prefix('>'), part.strip_prefix('<')) {
            (Some(word), _) => sense.behind.push(word),
            (_, Some(word)) => sense.before.push(word),
            (None, None) => sense.prior = part.parse().ok(),
        }
    }
    Some((name, sense))
}

/// How likely the word means the company by itself, in hundredths, where that was reviewed.
pub(in crate::resolve) fn prior(name: &str) -> Option<i32> {
    ALL.get(name)?.prior
}

/// Whether the neighbours make it a word: `target price`, `amazon rainforest`.
pub(in crate::resolve) fn refused_by_neighbours(name: &str, before: &str, behind: &str) -> bool {
    ALL.get(name)
        .is_some_and(|sense| sense.behind.contains(&behind) || sense.before.contains(&before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_senses_is_read() {
        let names = SENSES.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name);
        let names: Vec<&str> = names.filter(|name| !name.starts_with('#')).collect();
        assert_eq!(names.len(), ALL.len(), "a name stands twice");
        for line in SENSES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (name, sense) = read(line).unwrap_or_else(|| panic!("{line}"));
            let read = sense.behind.len() + sense.before.len() + usize::from(sense.prior.is_some());
            let parts = line.split_once(':').unwrap().1.split_whitespace().count();
            assert_eq!(read, parts, "{name}");
        }
        assert!(refused_by_neighbours("target", "", "price"));
        assert!(!refused_by_neighbours("target", "", "revenue"));
    }
}
