//! Answers with a form: one JSON object that is read into a type, or an error.

use serde::de::DeserializeOwned;

use crate::agent::Agent;
use crate::answer::{Answer, GiveUpReason};
use crate::message::Message;
use crate::model::AnswerSchema;
use crate::run::context::RunContext;
use crate::run::error::RunError;
use crate::voice::Speech;

/// What a model is told whose answer could not be read.
const REPAIR: &str = include_str!("prompts/repair.md");
/// How much of an answer that could not be read is quoted.
const QUOTED_CHARS: usize = 80;
/// How much is said of what is wrong with it, which may quote it at length.
const WRONG_CHARS: usize = 300;
/// What some models put around an object.
const FENCE: &str = "```";

impl Agent {
    /// Answers the last of these messages with a value.
    ///
    /// The model's last reply must be one JSON object, alone or in a code fence, that `T` accepts:
    /// the schema tells the model what is wanted, and `T` decides, so let it deny unknown fields.
    /// A model that errs is shown once what is wrong and answers anew; then the run fails.
    pub async fn answer_as<T: DeserializeOwned + Send>(
        &self,
        ctx: &RunContext,
        messages: Vec<Message>,
        schema: AnswerSchema,
    ) -> Result<Answer<T>, RunError> {
        let wanted = schema.name.clone();
        let mut dialogue = self.dialogue(messages, Some(schema));
        let mut unheard = |_: &str| {};
        let mut speech = Speech::new(&mut unheard);
        let first = self.converse(ctx, &mut dialogue, &mut speech).await?;
        let wrong = match read(&first.value) {
            Ok(value) => return Ok(Answer { value, usage: first.usage }),
            Err(wrong) => wrong,
        };
        dialogue.object(objection(&wanted, &wrong));
        let second = self.converse(ctx, &mut dialogue, &mut speech).await?;
        let usage = first.usage.plus(second.usage);
        match read(&second.value) {
            Ok(value) => Ok(Answer { value, usage }),
            Err(wrong) => {
                let start = second.value.chars().take(QUOTED_CHARS).collect();
                Err(self.gives_up(GiveUpReason::Malformed { wanted, wrong, start }))
            }
        }
    }
}

fn objection(wanted: &str, wrong: &str) -> String {
    REPAIR.replace("{wanted}", wanted).replace("{wrong}", wrong)
}

/// The value that the whole text is, or what is wrong with it.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let text = unfenced(text.trim());
    if !text.starts_with('{') {
        return Err("it does not begin with a JSON object".to_owned());
    }
    serde_json::from_str(text)
        .map_err(|error| error.to_string().chars().take(WRONG_CHARS).collect())
}

/// The text without the one code fence around it, if that is all there is around it.
fn unfenced(text: &str) -> &str {
    let inside = text.strip_prefix(FENCE).and_then(|text| text.strip_suffix(FENCE));
    inside.map_or(text, |inside| inside.strip_prefix("json").unwrap_or(inside).trim())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Growth {
        percent: f64,
    }

    #[track_caller]
    fn check(text: &str, expected: Result<f64, &str>) {
        let expected = expected.map(|percent| Growth { percent }).map_err(str::to_owned);
        assert_eq!(read::<Growth>(text), expected, "{text}");
    }

    #[test]
    fn one_whole_object_is_an_answer() {
        check(r#"{"percent": 2.5}"#, Ok(2.5));
        check(" \n{\"percent\": 2.5}\n", Ok(2.5));
        check("```json\n{\"percent\": 2.5}\n```", Ok(2.5));
        check("```\n{\"percent\": 2.5}\n```\n", Ok(2.5));
    }

    #[test]
    fn nothing_else_is() {
        const NO_OBJECT: Result<f64, &str> = Err("it does not begin with a JSON object");
        for text in [
            "",
            "2.5",
            "null",
            r#"[{"percent": 2.5}]"#,
            r#""{\"percent\": 2.5}""#,
            r#"Here it is: {"percent": 2.5}"#,
            "Here it is:\n```json\n{\"percent\": 2.5}\n```",
            "```json\n{\"percent\": 2.5}\n```\nDone.",
            "```yaml\npercent: 2.5\n```",
        ] {
            check(text, NO_OBJECT);
        }
        let (trailing, value) = ("trailing characters", "expected value");
        for (text, wrong) in [
            (r#"{"percent": 2.5} Done."#, trailing),
            (r#"{"percent": 2.5}{"percent": 3.5}"#, trailing),
            ("{\"percent\": 2.5}\n{\"percent\": 3.5}", trailing),
            ("```\n{\"percent\": 2.5}\n```\n```\n{\"percent\": 3.5}\n```", trailing),
            (r#"{"percent": NaN}"#, value),
            (r#"{"percent": Infinity}"#, value),
            (r#"{"percent": 1e999}"#, "out of range"),
            (r#"{"percent": "2.5"}"#, "invalid type"),
            (r#"{"percent": 2.5, "percent": 3.5}"#, "duplicate field"),
            (r#"{"percent": 2.5, "of": "revenue"}"#, "unknown field"),
            (r#"{"percent": 2.5"#, "EOF"),
            ("{}", "missing field"),
        ] {
            let said = read::<Growth>(text).unwrap_err();
            assert!(said.contains(wrong), "{text}: {said}");
        }
    }

    #[test]
    fn an_objection_has_no_holes() {
        insta::assert_snapshot!(objection("growth", "missing field `percent`"), @r#"
        That answer cannot be read: missing field `percent`.

        Answer again, with one JSON object as the schema `growth` describes it and nothing else: no words before or after it, no second object.
        "#);
    }
}
