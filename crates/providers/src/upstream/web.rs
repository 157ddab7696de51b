//! One request over HTTP, and its whole answer within bounds of time and size.

use std::error::Error;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use tokio::time;
use url::Url;

use super::failure::Failure;

/// Larger than any answer that is read here: a whole company's facts are 10 MB at most.
const ANSWER_MAX: usize = 64_000_000;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a connection that nobody uses is kept.
const IDLE: Duration = Duration::from_mins(1);

/// How long a whole reply of a model may take, however lively it is.
const REPLY: Duration = Duration::from_mins(15);

/// A request. What authorises it travels in headers, so that no address ever holds a key.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// The address.
    pub(crate) url: Url,
    /// What is said besides; secrets are marked as such and never shown.
    pub(crate) headers: HeaderMap,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// Its status: success, or a refusal that asking again would not change.
    pub(crate) status: u16,
    /// What was said.
    pub(crate) body: Bytes,
}

/// Which answers are failures for reasons that only their host's translator knows: status, body, and when to ask again.
pub(crate) type Judge = Arc<dyn Fn(u16, &[u8], Option<Duration>) -> Option<Failure> + Send + Sync>;

/// The client of all hosts: one pool of connections.
pub(crate) fn client() -> reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> =
        LazyLock::new(|| builder().build().unwrap_or_default());
    CLIENT.clone()
}

/// The client of models, whose replies stream for long, but not for ever.
pub(crate) fn model_client() -> reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> =
        LazyLock::new(|| builder().timeout(REPLY).build().unwrap_or_default());
    CLIENT.clone()
}

fn builder() -> reqwest::ClientBuilder {
    let provider = rustls::crypto::ring::default_provider();
    // Only the first of a process counts, and it is the same one.
    let _ = provider.install_default();
    reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("fisc/", env!("CARGO_PKG_VERSION")))
}

/// Asks once. Failing hosts and refusals that will pass are failures; other answers are told as they are.
pub(crate) async fn ask(
    client: reqwest::Client,
    ask: Ask,
    limit: Duration,
    judge: Judge,
) -> Result<Told, Failure> {
    let answer = async {
        let response = client.get(ask.url).headers(ask.headers).send().await;
        let response = response.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let body = body(response).await?;
        if let Some(failure) = judge(status, &body, retry_after) {
            return Err(failure);
        }
        if status == 429 {
            return Err(Failure::Limited { status, retry_after });
        }
        if 500 <= status {
            return Err(Failure::Failing { status, retry_after });
        }
        Ok(Told { status, body })
    };
    time::timeout(limit, answer).await.unwrap_or(Err(Failure::Slow(limit)))
}

async fn body(mut response: reqwest::Response) -> Result<Bytes, Failure> {
    let mut whole = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(|error| unreachable(&error))? {
        if ANSWER_MAX < whole.len() + piece.len() {
            return Err(Failure::TooLarge(ANSWER_MAX));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}

/// What went wrong, without the address.
pub(crate) fn unreachable(error: &reqwest::Error) -> Failure {
    let mut deepest: &dyn Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    Failure::Unreachable(deepest.to_string())
}

/// When to ask again, as the header says: seconds, or a date that is held against the answer's own.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let sent = headers.get(reqwest::header::DATE)?.to_str().ok()?;
    let sent = jiff::fmt::rfc2822::parse(sent).ok()?.timestamp();
    let wait = until.duration_since(sent);
    Some(Duration::try_from(wait).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(after: &str, date: Option<&str>, wanted: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(reqwest::header::DATE, date.parse().unwrap());
        }
        assert_eq!(retry_after(&headers), wanted.map(Duration::from_secs), "{after} {date:?}");
    }

    #[test]
    fn when_to_ask_again_is_said_in_seconds_or_by_a_date() {
        let date = Some("Wed, 21 Oct 2026 07:28:00 GMT");
        check("7", None, Some(7));
        check(" 0 ", date, Some(0));
        check("Wed, 21 Oct 2026 07:28:30 GMT", date, Some(30));
        check("Wed, 21 Oct 2026 07:27:00 GMT", date, Some(0));
        // Without the host's own time a date says nothing: ours may be wrong.
        check("Wed, 21 Oct 2026 07:28:30 GMT", None, None);
        for nonsense in ["soon", "-1", "1.5", "99999999999999999999"] {
            check(nonsense, date, None);
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
