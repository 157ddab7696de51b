//! A running stand-in.

use std::{
    io,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use tokio::{runtime, sync::oneshot};

use crate::{
    Count, Recorded, Settings, Upstream,
    server::{self, Shared},
    wire::{Connection, Port},
};

/// A stand-in that serves until it is dropped.
///
/// It runs on a thread and a runtime of its own: tests with and without a runtime start it alike, a paused clock
/// does not stop it, and dropping it ends every answer at once.
#[derive(Debug)]
pub struct StandIn {
    port: u16,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl StandIn {
    /// Starts one on the loopback; it can be asked as soon as this returns.
    pub fn start(settings: Settings) -> io::Result<Self> {
        let wanted = settings.port;
        let shared = Arc::new(Shared::new(settings));
        let (stop, stopped) = oneshot::channel();
        let (opened, open) = mpsc::sync_channel(1);
        let router = server::router(Arc::clone(&shared));
        let serve = move || {
            let begun = begin(wanted);
            let (runtime, port) = match begun {
                Ok((runtime, port, number)) => {
                    // Whoever started it may have gone by now, which stops it.
                    let _ = opened.send(Ok(number));
                    (runtime, port)
                }
                Err(error) => {
                    let _ = opened.send(Err(error));
                    return;
                }
            };
            runtime.block_on(async {
                let service = router.into_make_service_with_connect_info::<Connection>();
                tokio::select! {
                    _ = stopped => {}
                    _ = axum::serve(port, service) => {}
                }
            });
        };
        let thread = thread::Builder::new().name("upstreams".to_owned()).spawn(serve)?;
        let port = open.recv().map_err(io::Error::other)??;
        Ok(Self { port, shared, stop: Some(stop), thread: Some(thread) })
    }

    /// Its address, without a slash at the end.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where FMP is; `stable/…` follows.
    pub fn fmp_url(&self) -> String {
        format!("{}/fmp", self.base())
    }

    /// Where `www.sec.gov` is.
    pub fn sec_url(&self) -> String {
        format!("{}/sec", self.base())
    }

    /// Where `data.sec.gov` is.
    pub fn sec_data_url(&self) -> String {
        format!("{}/sec-data", self.base())
    }

    /// Where `OpenAI` is; `chat/completions` follows.
    pub fn openai_url(&self) -> String {
        format!("{}/openai/v1/", self.base())
    }

    /// Where Anthropic is; `messages` follows.
    pub fn anthropic_url(&self) -> String {
        format!("{}/anthropic/v1/", self.base())
    }

    /// Where Gemini is; `models/…` follows.
    pub fn gemini_url(&self) -> String {
        format!("{}/gemini/v1beta/", self.base())
    }

    /// Where Ollama is; `api/chat` follows.
    pub fn ollama_url(&self) -> String {
        format!("{}/ollama/", self.base())
    }

    /// Changes the settings; requests that come from now on see them.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        self.shared.board.set(change);
    }

    /// The settings in force.
    pub fn settings(&self) -> Settings {
        self.shared.board.live().settings.clone()
    }

    /// The last requests, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.ledger.requests()
    }

    /// How often an upstream was asked, and how many at once.
    pub fn count(&self, upstream: Upstream) -> Count {
        self.shared.ledger.count(upstream)
    }

    /// Forgets what was asked, whom EDGAR refuses and how often faults have struck.
    pub fn clear(&self) {
        self.shared.clear();
    }
}

/// A runtime and an open port, with its number.
fn begin(port: u16) -> io::Result<(runtime::Runtime, Port, u16)> {
    // One thread answers tens of thousands of requests a second, and leaves the others to whoever is tested.
    let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let entered = runtime.enter();
    let port = Port::open(port)?;
    let number = axum::serve::Listener::local_addr(&port)?.port();
    drop(entered);
    Ok((runtime, port, number))
}

impl Drop for StandIn {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It ends within one turn of its runtime; a panic in it has been printed.
            let _ = thread.join();
        }
    }
}
