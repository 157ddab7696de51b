//! Prompts: Markdown with named holes.

use crate::answer::markdown::printable;

/// The prompts of all agents.
pub(super) const ROUTER: &str = include_str!("prompts/router.md");
pub(super) const SYMBOL: &str = include_str!("prompts/symbol.md");
pub(super) const SECTION: &str = include_str!("prompts/section.md");
pub(super) const CHAT: &str = include_str!("prompts/chat.md");
pub(super) const SUMMARY: &str = include_str!("prompts/summary.md");
pub(super) const AGAIN: &str = include_str!("prompts/again.md");

/// No more of a text from outside goes into a prompt.
const OUTSIDE_MAX: usize = 4_000;

/// A prompt with its holes filled. Braces of handles and examples are no holes.
pub(super) fn fill(prompt: &str, holes: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(prompt.len());
    let mut rest = prompt;
    // What is filled in is not looked at again: a question that holds `{facts}` is a question.
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let hole = holes
            .iter()
            .find_map(|(name, text)| Some((text, behind.strip_prefix(name)?.strip_prefix('}')?)));
        if let Some((text, after)) = hole {
            filled.push_str(text);
            rest = after;
        } else {
            filled.push('{');
            rest = behind;
        }
    }
    filled.push_str(rest);
    filled
}

/// Words from outside for a prompt: on one line, without signs that are not seen, without braces that could be taken
/// for handles, and not endless.
pub(super) fn quoted(text: &str) -> String {
    let line = text.chars().filter_map(printable);
    let plain = line.map(|c| match c {
        '{' => '(',
        '}' => ')',
        _ => c,
    });
    let plain: String = plain.take(OUTSIDE_MAX).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prompt_is_filled_without_a_hole_left() {
        let holes = [
            "history",
            "company",
            "section",
            "length",
            "facts",
            "glossary",
            "summary",
            "statements",
        ];
        for prompt in [ROUTER, SYMBOL, SECTION, CHAT, SUMMARY, AGAIN] {
            let filled = fill(prompt, &holes.map(|hole| (hole, "—")));
            for hole in holes {
                assert!(!filled.contains(&format!("{{{hole}}}")), "{hole} in {filled}");
            }
            assert_ne!(filled, prompt);
        }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let filled = fill("a {one} b {two} c {f1}", &[("one", "{two}"), ("two", "2")]);
        assert_eq!(filled, "a {two} b 2 c {f1}");
        assert_eq!(quoted("a{f1}\u{202e}b\n\nc\u{1b}[0m"), "a(f1)b c [0m");
    }
}
