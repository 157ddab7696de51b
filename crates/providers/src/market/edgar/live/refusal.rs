//! Why EDGAR gave no answer.

use std::time::{Duration, SystemTime};

use finance::MarketError;

use super::PROVIDER;
use crate::upstream::{Failure, Told};

/// How long the SEC shuts out who asks too often.
const SHUT_OUT: Duration = Duration::from_mins(10);

/// How much of a page is looked at.
const PAGE_MAX: usize = 8_000;

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the SEC wants to know who asks: set SEC_CONTACT to an e-mail address of yours")]
    NoContact,
    #[error(
        "the SEC does not accept the contact that it is given: set SEC_CONTACT to an e-mail address of yours"
    )]
    BadContact,
    #[error("there is no such file")]
    NotThere,
    #[error("it refused with status {0}")]
    Other(u16),
    #[error("its answer could not be read: {0}")]
    Shape(String),
    #[error(transparent)]
    Host(#[from] Failure),
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::Shape(error.to_string())
    }
}

impl Refusal {
    /// The same in the words of the port.
    pub(super) fn told(&self, wanted: &str) -> MarketError {
        let wanted = wanted.to_owned();
        match self {
            Self::BadContact => {
                MarketError::Unauthorized { provider: PROVIDER, said: self.to_string() }
            }
            // Without a contact only what was kept is covered.
            Self::NotThere | Self::NoContact => {
                MarketError::NotCovered { provider: PROVIDER, wanted }
            }
            Self::Other(_) | Self::Shape(_) | Self::Host(_) => MarketError::Unavailable {
                provider: PROVIDER,
                wanted,
                source: self.to_string().into(),
            },
        }
    }
}

/// The SEC answers too many requests with a page and a ban that each further request prolongs.
pub(super) fn shut_out(status: u16, body: &[u8], now: SystemTime) -> Option<Failure> {
    let refused = matches!(status, 403 | 429) && says(body, "Request Rate Threshold Exceeded");
    refused.then(|| Failure::Shut {
        why: "it was asked too often and does not answer".to_owned(),
        until: now + SHUT_OUT,
    })
}

/// Why an answer is none, where it is none: a page is never data, whatever its status.
pub(super) fn check(told: &Told) -> Result<(), Refusal> {
    match told.status {
        200 if told.body.trim_ascii_start().starts_with(b"{") => {
            let _: &serde_json::value::RawValue = serde_json::from_slice(&told.body)?;
            Ok(())
        }
        200 => Err(Refusal::Shape("it is no object".to_owned())),
        403 if says(&told.body, "Undeclared Automated Tool") => Err(Refusal::BadContact),
        404 => Err(Refusal::NotThere),
        status => Err(Refusal::Other(status)),
    }
}

fn says(page: &[u8], words: &str) -> bool {
    let head = page.get(..page.len().min(PAGE_MAX)).unwrap_or_default();
    String::from_utf8_lossy(head).contains(words)
}
