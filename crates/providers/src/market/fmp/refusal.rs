//! What FMP says when it does not answer, and what that means.
//!
//! Bodies are matched by marks in them, in any case of letters: the same refusal comes with several statuses, and
//! sometimes with success.

use std::time::{Duration, SystemTime};

use finance::MarketError;

use super::PROVIDER;
use crate::upstream::Failure;

/// How much of what the provider said is told on.
const SAID_MAX: usize = 160;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The key is wrong or missing.
    #[error("{0}")]
    Key(String),
    /// This symbol is outside the plan.
    #[error("{0}")]
    Symbol(String),
    /// This endpoint is outside the plan.
    #[error("{0}")]
    Endpoint(String),
    /// No more rows than this are in the plan.
    #[error("{said}")]
    Rows {
        /// How many.
        max: u32,
        /// What was said.
        said: String,
    },
    /// Quarters are outside the plan.
    #[error("{0}")]
    Period(String),
    /// Some other refusal.
    #[error("it refused with status {status}: {said}")]
    Other {
        /// With which status.
        status: u16,
        /// What was said.
        said: String,
    },
    /// The answer is not what its endpoint gives.
    #[error("its answer could not be read")]
    Shape(#[source] serde_json::Error),
    /// The answer is no JSON at all: `<html>…`.
    #[error("it answered with something else than data: {0}")]
    NoData(String),
    /// Nobody answered.
    #[error(transparent)]
    Host(#[from] Failure),
}

/// What a status and a body mean, where they are no data. Of a `secret` that is said back nothing is told on.
pub(super) fn read(status: u16, body: &[u8], secret: &str) -> Option<Refusal> {
    let text = String::from_utf8_lossy(body.get(..body.len().min(4_000)).unwrap_or_default());
    let text = if secret.is_empty() { text.into_owned() } else { text.replace(secret, "…") };
    let trimmed = text.trim_start();
    let is_error = trimmed.starts_with('{') && trimmed.to_lowercase().contains("error");
    let is_data = (200..300).contains(&status) && !is_error;
    if is_data && (trimmed.starts_with('[') || trimmed.starts_with('{')) {
        return None;
    }
    let lower = text.to_lowercase();
    let has = |mark: &str| lower.contains(mark);
    let told = said(&text);
    Some(if has("invalid api key") || status == 401 {
        Refusal::Key(told)
    } else if has("'limit'") && has("must be between") {
        match rows_max(&lower) {
            Some(max) => Refusal::Rows { max, said: told },
            None => Refusal::Endpoint(told),
        }
    } else if has("'period'") {
        Refusal::Period(told)
    } else if has("'symbol'") || has("premium query parameter") {
        Refusal::Symbol(told)
    } else if has("restricted endpoint")
        || has("exclusive endpoint")
        || has("special endpoint")
        || has("legacy endpoint")
        || status == 402
    {
        Refusal::Endpoint(told)
    } else if (200..300).contains(&status) {
        Refusal::NoData(told)
    } else {
        Refusal::Other { status, said: told }
    })
}

/// Whether requests or bandwidth are used up, whatever the status: on a plan that counts by the day until its end.
pub(super) fn used_up(
    status: u16,
    body: &[u8],
    retry_after: Option<Duration>,
    day_ends: Option<SystemTime>,
) -> Option<Failure> {
    let head = body.get(..body.len().min(1_000)).unwrap_or_default();
    // Rows of data say many things.
    let is_data = status == 200 && head.trim_ascii_start().starts_with(b"[");
    let says = || String::from_utf8_lossy(head).to_lowercase().contains("limit reach");
    if status != 429 && (is_data || !says()) {
        return None;
    }
    Some(match (retry_after, day_ends) {
        (None, Some(until)) => Failure::Shut { why: "its requests are used up".to_owned(), until },
        (_, _) => Failure::Limited { status, retry_after },
    })
}

/// The number behind `must be between 0 and`.
fn rows_max(lower: &str) -> Option<u32> {
    let rest = lower.split("must be between").nth(1)?;
    let mut numbers = rest.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    numbers.nth(1)?.parse().ok().filter(|max| 0 < *max)
}

/// What was said, without markup and addresses, on one short line.
fn said(text: &str) -> String {
    let plain: String = match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(fields)) => {
            let words = fields.values().filter_map(serde_json::Value::as_str);
            words.collect::<Vec<_>>().join(" ")
        }
        Ok(_) | Err(_) => text.to_owned(),
    };
    let words = plain.split_whitespace().filter(|word| !word.contains("://"));
    let line = words.collect::<Vec<_>>().join(" ");
    let visible = line.chars().filter(|c| !c.is_control()).take(SAID_MAX);
    visible.collect::<String>().trim_end_matches([' ', '.', ':']).to_owned()
}

impl Refusal {
    /// The same in the words of the port: `wanted` is what was asked for and where.
    pub(super) fn told(&self, wanted: &str, plan: &str) -> MarketError {
        let wanted = wanted.to_owned();
        match self {
            Self::Key(said) => MarketError::Unauthorized {
                provider: PROVIDER,
                said: format!("{said} (set FMP_API_KEY to a key of yours)"),
            },
            Self::Symbol(said) | Self::Endpoint(said) | Self::Period(said) => {
                MarketError::OutsidePlan {
                    provider: PROVIDER,
                    wanted,
                    said: format!("{plan}: {said}"),
                }
            }
            Self::Rows { said, .. } => MarketError::OutsidePlan {
                provider: PROVIDER,
                wanted,
                said: format!("{plan}: {said}"),
            },
            Self::Shape(error) => unavailable(wanted, format!("{self}: {error}")),
            Self::Other { .. } | Self::NoData(_) | Self::Host(_) => {
                unavailable(wanted, self.to_string())
            }
        }
    }
}

fn unavailable(wanted: String, source: String) -> MarketError {
    MarketError::Unavailable { provider: PROVIDER, wanted, source: source.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, wanted: &str) {
        let found = match read(status, body.as_bytes(), "the-key") {
            None => "data".to_owned(),
            Some(Refusal::Rows { max, .. }) => format!("rows {max}"),
            Some(refusal) => {
                format!("{refusal:?}").split(['(', ' ']).next().unwrap().to_lowercase()
            }
        };
        assert_eq!(found, wanted, "{status} {body}");
    }

    #[test]
    fn every_refusal_is_known_by_its_marks() {
        check(200, "[]", "data");
        check(200, r#"[{"symbol":"AAPL"}]"#, "data");
        check(401, r#"{"Error Message":"Invalid API KEY. Feel free to create one"}"#, "key");
        check(402, "Restricted Endpoint: This endpoint is not available", "endpoint");
        let rows = "Premium Query Parameter: 'Special Parameters : The values for 'limit' must be between 0 and 5 based on";
        check(402, rows, "rows 5");
        check(402, &rows.replace("'limit' must be between 0 and 5", "'period' must be"), "period");
        check(
            402,
            "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is",
            "symbol",
        );
        check(403, r#"{"Error Message":"Legacy Endpoint : Due to …"}"#, "endpoint");
        check(403, r#"{"Error Message":"Exclusive Endpoint : …"}"#, "endpoint");
        check(200, r#"{"Error Message":"Invalid API KEY."}"#, "key");
        check(200, r#"{"error":"something"}"#, "nodata");
        check(200, "Error", "nodata");
        check(200, "<html>hello</html>", "nodata");
        check(404, "", "other");
    }

    #[test]
    fn a_used_up_plan_rests_until_its_day_ends() {
        let body = br#"{"Error Message":"Limit Reach . Please upgrade"}"#;
        let end = Some(SystemTime::UNIX_EPOCH);
        assert!(matches!(used_up(429, body, None, end), Some(Failure::Shut { .. })));
        assert!(matches!(used_up(403, body, None, None), Some(Failure::Limited { .. })));
        let soon = Some(Duration::from_secs(2));
        assert!(matches!(used_up(429, b"", soon, end), Some(Failure::Limited { .. })));
        assert_eq!(used_up(402, b"Restricted Endpoint", None, end), None);
        assert_eq!(used_up(200, br#"[{"title":"Limit Reach"}]"#, None, end), None);
        assert!(used_up(200, body, None, None).is_some());
    }

    #[test]
    fn a_key_that_is_said_back_is_not_told_on() {
        let body = br#"{"Error Message":"Invalid API KEY the-key."}"#;
        let Some(Refusal::Key(said)) = read(401, body, "the-key") else { panic!("no refusal") };
        assert_eq!(said, "Invalid API KEY …");
    }

    #[test]
    fn what_was_said_is_told_in_a_line_without_addresses() {
        let text = "{\"Error Message\":\"Invalid API KEY.\\n Visit https://x.org/faqs?a=b for more \\u001b[0m\"}";
        assert_eq!(said(text), "Invalid API KEY. Visit for more [0m");
    }
}
