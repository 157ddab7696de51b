//! Prose as it comes from a model: held back until its sentence is whole, its handles replaced, its figures checked.

use agent::{RunError, Voice};
use finance::facts::{
    FactTable,
    verify::{self, Names, Status},
};

use super::sheet;
use crate::answer::{Doubt, markdown};

/// A sentence that does not end is taken to have ended here, so that nothing is held back for ever.
const SENTENCE_MAX: usize = 1_200;

/// The text of a section so far, and what was wrong with it.
pub(super) struct Checked<'a> {
    table: &'a FactTable,
    names: &'a Names<'a>,
    strict: bool,
    /// What came and is no whole sentence yet.
    pending: String,
    /// What was shown, or was held to be shown.
    pub(super) text: String,
    /// What was shown although no fact holds it.
    pub(super) doubts: Vec<Doubt>,
    /// What was not shown because no fact holds it.
    pub(super) refused: Vec<Doubt>,
    /// Whether a sentence names a company that the facts are not of.
    names_other: &'a (dyn Fn(&str) -> bool + Send + Sync),
    /// Whether the text is as long as it may become.
    pub(super) full: bool,
    show: &'a (dyn Fn(&str) + Send + Sync),
}

/// So many bytes of a model's words are enough for a section.
const TEXT_MAX: usize = 3_000;

/// The reply was stopped: it is longer than a section.
#[derive(Debug, thiserror::Error)]
#[error("the model said more than a section holds")]
pub(super) struct Full;

/// The reply was stopped at a statement that no fact holds.
#[derive(Debug, thiserror::Error)]
#[error("a statement is not supported by the facts")]
pub(super) struct Unsupported;

impl<'a> Checked<'a> {
    /// Checks against `table`; `show` is given each sentence when it may be seen.
    pub(super) fn new(
        table: &'a FactTable,
        names: &'a Names<'a>,
        strict: bool,
        names_other: &'a (dyn Fn(&str) -> bool + Send + Sync),
        show: &'a (dyn Fn(&str) + Send + Sync),
    ) -> Self {
        Self {
            table,
            names,
            strict,
            pending: String::new(),
            text: String::new(),
            doubts: Vec::new(),
            refused: Vec::new(),
            names_other,
            full: false,
            show,
        }
    }

    /// Forgets a sentence that was begun, before the model is asked again.
    pub(super) fn begin_again(&mut self) {
        self.pending.clear();
    }

    /// Takes what is left as the last sentence.
    pub(super) fn finish(&mut self) -> Result<(), RunError> {
        let rest = std::mem::take(&mut self.pending);
        self.sentence(&rest)
    }

    /// Shows a sentence if it holds; marks or refuses it if not.
    fn sentence(&mut self, raw: &str) -> Result<(), RunError> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Ok(());
        }
        if TEXT_MAX < self.text.len() {
            self.full = true;
            return Err(RunError::failed(Full));
        }
        let expanded = sheet::expand(raw, self.table);
        let sentence = prose(&expanded.text);
        if sentence.is_empty() {
            return Ok(());
        }
        let wrong = match expanded.unknown.first() {
            Some(handle) => Some(format!("`{}` is no fact", markdown::plain(handle))),
            None => self.wrong(&sentence, &expanded.figures),
        };
        let Some(why) = wrong else {
            self.add(&sentence);
            return Ok(());
        };
        let doubt = Doubt { statement: sentence.clone(), why };
        if self.strict {
            self.refused.push(doubt);
            return Err(RunError::failed(Unsupported));
        }
        self.add(&format!("{sentence} (not supported by the data: {})", doubt.why));
        self.doubts.push(doubt);
        Ok(())
    }

    /// What is wrong with a sentence, read behind those before it. A figure that stands for a handle is a fact's; that the
    /// words around it say nothing of it is no mistake, that they say otherwise is.
    fn wrong(&self, sentence: &str, figures: &[String]) -> Option<String> {
        let start = self.text.len() + usize::from(!self.text.is_empty());
        let whole = if self.text.is_empty() {
            sentence.to_owned()
        } else {
            format!("{} {sentence}", self.text)
        };
        // A figure of a handle stands for the company that its facts are of, and for no other.
        let of_others = (self.names_other)(sentence);
        let handled =
            |text: &String| !of_others && figures.iter().any(|figure| figure.contains(text));
        let checked = verify::check(&whole, self.table, self.names);
        let mine = checked.into_iter().filter(|one| start <= one.number.span.start);
        mine.into_iter().find_map(|one| match one.status {
            Status::Bound(_) | Status::Derived(_) | Status::Computed(_) => None,
            Status::Contradicted { why, .. } => Some(why.to_string()),
            Status::Unbound if handled(&one.number.text) => None,
            Status::Unbound => Some(format!("no fact is {}", one.number.text)),
        })
    }

    fn add(&mut self, sentence: &str) {
        let lead = if self.text.is_empty() { "" } else { " " };
        let delta = format!("{lead}{sentence}");
        (self.show)(&delta);
        self.text.push_str(&delta);
    }
}

impl Voice for Checked<'_> {
    fn say(&mut self, delta: &str) -> Result<(), RunError> {
        self.pending.push_str(delta);
        while let Some(end) = sentence_end(&self.pending) {
            let rest = self.pending.split_off(end);
            let sentence = std::mem::replace(&mut self.pending, rest);
            self.sentence(&sentence)?;
        }
        Ok(())
    }

    fn pause(&mut self) -> Result<(), RunError> {
        self.finish()
    }
}

/// Where the first whole sentence of a text ends: behind its sign, where a blank and more follows, or at a line's end.
pub(super) fn sentence_end(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let ends = match c {
            '\n' => true,
            '.' | '!' | '?' => {
                let before = text.get(..at).unwrap_or_default();
                let next_is_blank = chars.peek().is_some_and(|(_, next)| next.is_whitespace());
                next_is_blank && !is_abbreviation(before)
            }
            _ => false,
        };
        if ends || SENTENCE_MAX <= end {
            return Some(end);
        }
    }
    None
}

/// Whether a full stop behind this ends no sentence: `U.S.`, `Inc.`, `vs.`, a single letter.
fn is_abbreviation(before: &str) -> bool {
    const SHORT: [&str; 10] = ["Inc", "Corp", "Co", "Ltd", "vs", "approx", "No", "St", "Mr", "Dr"];
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    SHORT.contains(&word) || word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

/// Words of a model as plain prose: no headings, lists, tables, links or markup of its own.
fn prose(text: &str) -> String {
    let text = text.trim().trim_start_matches(['#', '>', '-', '*', '•', ' ']);
    let address = |word: &str| {
        ["://", "www.", "mailto:"].iter().any(|mark| word.to_lowercase().contains(mark))
    };
    let words = text.split_whitespace().filter(|word| !address(word));
    markdown::plain(&words.collect::<Vec<_>>().join(" ").replace("**", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_end() {
        let end = |text: &str| sentence_end(text).map(|end| text[..end].to_owned());
        assert_eq!(
            end("Revenue was $4.2bn in FY2024. It").as_deref(),
            Some("Revenue was $4.2bn in FY2024.")
        );
        assert_eq!(end("Revenue was $4.2bn"), None);
        assert_eq!(end("In the U.S. it rose. So").as_deref(), Some("In the U.S. it rose."));
        assert_eq!(end("Apple Inc. rose. So").as_deref(), Some("Apple Inc. rose."));
        assert_eq!(end("One line\nAnother").as_deref(), Some("One line\n"));
        assert_eq!(end("It rose."), None, "more may follow a full stop: 4.2");
    }

    #[test]
    fn a_models_markup_is_taken_off() {
        assert_eq!(
            prose("## **Strong** <b>year</b> see https://x.org/a [b](c)"),
            "Strong \\<b>year\\</b> see \\[b\\](c)"
        );
        assert_eq!(prose("- a\u{202e}b"), "ab");
    }
}
