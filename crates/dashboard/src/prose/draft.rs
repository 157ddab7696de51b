//! Text with handles, the facts behind them, and whether a model's wording of it may be shown.

use finance::facts::read;

/// No wording is longer, in bytes.
const TEXT_MAX: usize = 2_400;

/// Which way a fact moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Up.
    Up,
    /// Down.
    Down,
    /// Neither.
    None,
}

impl Sign {
    /// Of a change.
    pub fn of(change: i128) -> Self {
        match change.signum() {
            1 => Self::Up,
            -1 => Self::Down,
            _ => Self::None,
        }
    }
}

/// What stands behind a handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The handle: `{change}`.
    pub handle: String,
    /// What it is, for who writes.
    pub meaning: String,
    /// What is put in its place.
    pub text: String,
    /// Whether the text may be told to a model: names of those the business deals with may not.
    pub is_private: bool,
    /// Which way it moves.
    pub sign: Sign,
}

/// A text with handles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text, with handles in braces.
    pub text: String,
    /// What stands behind them.
    pub facts: Vec<Fact>,
}

/// Why a wording may not be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing was said.
    #[error("it said nothing")]
    Empty,
    /// It is too long.
    #[error("it is longer than {TEXT_MAX} bytes")]
    Long,
    /// It names a fact that is none.
    #[error("`{{{0}}}` is no fact")]
    NoFact(String),
    /// It writes a number of its own.
    #[error("it writes `{0}`, which no fact holds")]
    OwnNumber(String),
    /// It says that something rose which fell, or fell which rose.
    #[error("it says `{0}` of what moved the other way")]
    OtherWay(String),
    /// It names somebody whom the draft does not.
    #[error("it names `{0}`, whom the draft does not")]
    OwnName(String),
    /// It leaves out all that moved.
    #[error("it leaves every figure out")]
    NoFigure,
}

impl Draft {
    /// Adds a fact.
    pub fn fact(
        &mut self,
        handle: impl Into<String>,
        meaning: impl Into<String>,
        text: impl Into<String>,
        sign: Sign,
    ) {
        let (handle, meaning, text) = (handle.into(), meaning.into(), text.into());
        self.facts.push(Fact { handle, meaning, text, is_private: false, sign });
    }

    /// Adds a name that no model is told.
    pub fn private(
        &mut self,
        handle: impl Into<String>,
        meaning: impl Into<String>,
        text: impl Into<String>,
    ) {
        let (handle, meaning, text) = (handle.into(), meaning.into(), text.into());
        self.facts.push(Fact { handle, meaning, text, is_private: true, sign: Sign::None });
    }

    /// Adds a sentence.
    pub fn say(&mut self, sentence: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(sentence);
    }

    /// A text with the facts in the places of their handles.
    pub fn expand(&self, text: &str) -> Result<String, Unfit> {
        self.replace(text, &|fact| fact.text.clone())
    }

    fn replace(&self, text: &str, by: &dyn Fn(&Fact) -> String) -> Result<String, Unfit> {
        let mut expanded = String::with_capacity(text.len() * 2);
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            expanded.push_str(before);
            let (handle, after) =
                behind.split_once('}').ok_or_else(|| Unfit::NoFact(behind.to_owned()))?;
            let fact = self.facts.iter().find(|fact| fact.handle == handle);
            let fact = fact.ok_or_else(|| Unfit::NoFact(handle.to_owned()))?;
            expanded.push_str(&by(fact));
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    /// What a model is told of the facts: a handle on each line, what it is, and its text where that is no name.
    pub fn sheet(&self) -> String {
        let line = |fact: &Fact| {
            let told = if fact.is_private { "withheld" } else { fact.text.as_str() };
            format!("{{{}}}: {} = {told}", fact.handle, fact.meaning)
        };
        self.facts.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The draft as a model is given it: handles, and not a figure.
    pub fn for_model(&self) -> &str {
        &self.text
    }

    /// A model's wording with the figures put in, or why it may not be shown.
    pub fn accept(&self, wording: &str) -> Result<String, Unfit> {
        let plain: Vec<&str> = wording.split_whitespace().collect();
        let plain = plain.join(" ").replace(['*', '#', '`', '<', '>'], "");
        if plain.is_empty() {
            return Err(Unfit::Empty);
        }
        if TEXT_MAX < plain.len() {
            return Err(Unfit::Long);
        }
        // Without the facts nothing may be left that reads as a number, in digits or in words.
        let bare = self.replace(&plain, &|_| " it ".to_owned())?;
        if let Some(digits) =
            bare.split_whitespace().find(|word| word.contains(|c: char| c.is_numeric()))
        {
            return Err(Unfit::OwnNumber(digits.to_owned()));
        }
        if let Some(number) = read::numbers(&bare, &[]).into_iter().next() {
            return Err(Unfit::OwnNumber(number.text));
        }
        // A sign before a handle would turn its figure.
        for sign in ['-', '−', '–', '+', '$', '€', '£'] {
            if plain.contains(&format!("{sign}{{")) {
                return Err(Unfit::OwnNumber(sign.to_string()));
            }
        }
        if let Some(name) = self.own_name(&plain) {
            return Err(Unfit::OwnName(name));
        }
        let has_figures = |text: &str| {
            self.facts
                .iter()
                .any(|fact| !fact.is_private && text.contains(&format!("{{{}}}", fact.handle)))
        };
        if has_figures(&self.text) && !has_figures(&plain) {
            return Err(Unfit::NoFigure);
        }
        for sentence in plain.split_inclusive(['.', ';', '!', '?']) {
            self.runs_the_same_way(sentence)?;
        }
        self.expand(&plain)
    }

    /// A word with a capital inside a sentence that neither the draft nor a fact that was told has.
    fn own_name(&self, wording: &str) -> Option<String> {
        let told = self.facts.iter().filter(|fact| !fact.is_private).map(|fact| fact.text.as_str());
        let known: Vec<&str> = std::iter::once(self.text.as_str())
            .chain(told)
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .collect();
        let mut begins = true;
        for word in wording.split_whitespace() {
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            let has_capital = plain.starts_with(char::is_uppercase);
            if has_capital
                && !begins
                && !word.contains('{')
                && plain != "I"
                && !known.contains(&plain)
            {
                return Some(plain.to_owned());
            }
            begins = word.ends_with(['.', '!', '?', ':', ';']);
        }
        None
    }

    /// A sentence whose facts all move one way may not say the other.
    fn runs_the_same_way(&self, sentence: &str) -> Result<(), Unfit> {
        const UP: [&str; 16] = [
            "rose",
            "rise",
            "rises",
            "grew",
            "growth",
            "increase",
            "increased",
            "increases",
            "higher",
            "up",
            "gained",
            "gain",
            "climbed",
            "added",
            "jumped",
            "more",
        ];
        const DOWN: [&str; 16] = [
            "fell",
            "fall",
            "falls",
            "dropped",
            "drop",
            "decrease",
            "decreased",
            "decreases",
            "lower",
            "down",
            "declined",
            "decline",
            "shrank",
            "less",
            "slipped",
            "lost",
        ];
        let signs: Vec<Sign> = self
            .facts
            .iter()
            .filter(|fact| sentence.contains(&format!("{{{}}}", fact.handle)))
            .map(|fact| fact.sign)
            .collect();
        let says = |words: &[&str]| {
            let lower = sentence.to_lowercase();
            let said: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
            words.iter().find(|word| said.contains(*word)).map(|word| (*word).to_owned())
        };
        let (up, down) = (signs.contains(&Sign::Up), signs.contains(&Sign::Down));
        let wrong = match (up, down) {
            (true, false) => says(&DOWN).filter(|_| says(&UP).is_none()),
            (false, true) => says(&UP).filter(|_| says(&DOWN).is_none()),
            (true, true) | (false, false) => None,
        };
        wrong.map_or(Ok(()), |word| Err(Unfit::OtherWay(word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let mut draft = Draft::default();
        draft.fact("change", "the change of revenue", "fell by $4,000", Sign::Down);
        draft.private("who", "the customer", "Hotel Astoria");
        draft.say("Revenue {change}, with {who} gone.");
        draft
    }

    #[test]
    fn a_wording_keeps_to_the_facts() {
        let draft = draft();
        assert_eq!(
            draft.accept("Without {who}, revenue {change}.").unwrap(),
            "Without Hotel Astoria, revenue fell by $4,000."
        );
        for (wording, why) in [
            ("", Unfit::Empty),
            ("Revenue {chnge}.", Unfit::NoFact("chnge".to_owned())),
            ("Revenue {change}, 12% of all.", Unfit::OwnNumber("12%".to_owned())),
            ("Revenue {change}, twice as much as before.", Unfit::OwnNumber("twice".to_owned())),
            ("Revenue rose: {change}.", Unfit::OtherWay("rose".to_owned())),
            ("Revenue {change}, as Hotel Nobody left.", Unfit::OwnName("Hotel".to_owned())),
            ("Revenue -{change}.", Unfit::OwnNumber("-".to_owned())),
            ("All is well.", Unfit::NoFigure),
        ] {
            assert_eq!(draft.accept(wording), Err(why), "{wording}");
        }
        assert!(!draft.sheet().contains("Astoria"));
    }
}
