//! HTTP by hand, so that what is wrong with an answer is seen and not mended.

use std::{
    fmt::Write as _,
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;
use upstreams::{Settings, StandIn};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A stand-in that bears any number of requests.
pub(crate) fn start() -> StandIn {
    started(|_| {})
}

/// A stand-in with some settings of its own.
pub(crate) fn started(change: impl FnOnce(&mut Settings)) -> StandIn {
    let mut settings = Settings { sec_rate: None, ..Settings::default() };
    change(&mut settings);
    StandIn::start(settings).unwrap()
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// A connection on which a request has been sent.
pub(crate) fn sent(
    stand_in: &StandIn,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", stand_in.port())).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut request =
        format!("{method} {path} HTTP/1.1\r\nhost: stand-in\r\nconnection: close\r\n");
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    write!(request, "content-length: {}\r\n\r\n{body}", body.len()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Reads all that comes, and how it ended.
pub(crate) fn read(mut stream: TcpStream) -> (Vec<u8>, io::Result<()>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return (bytes, Ok(())),
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) => return (bytes, Err(error)),
        }
    }
}

/// The answer in these bytes.
pub(crate) fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head[9..12].parse().unwrap();
    let body = bytes[end + 4..].to_vec();
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    Answer { status, body: if chunked { joined(&body) } else { body }, head }
}

/// The chunks of a body, as far as they came.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = chunks.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&chunks[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        let from = end + 2;
        let to = (from + length).min(chunks.len());
        body.extend_from_slice(&chunks[from..to]);
        chunks = chunks.get(to + 2..).unwrap_or_default();
    }
    body
}

/// Asks, and waits for the whole answer.
pub(crate) fn ask(
    stand_in: &StandIn,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let (bytes, end) = read(sent(stand_in, method, path, headers, body));
    end.unwrap();
    answer(&bytes)
}

/// Asks FMP with the right key.
pub(crate) fn fmp(stand_in: &StandIn, asked: &str) -> Answer {
    let path = format!("/fmp/stable/{asked}");
    ask(stand_in, "GET", &path, &[("apikey", &stand_in.settings().fmp_key)], "")
}

/// Posts JSON.
pub(crate) fn post(stand_in: &StandIn, path: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("anthropic-version", "2023-06-01")];
    ask(stand_in, "POST", path, &headers, &body.to_string())
}
