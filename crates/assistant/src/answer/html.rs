//! An answer as one HTML page that needs nothing else.

use super::Answer;

/// The page.
pub fn render(answer: &Answer) -> String {
    answer.text()
}
