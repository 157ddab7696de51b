//! The stand-in for the outside world: Financial Modeling Prep, EDGAR and four dialects of language models on
//! one loopback port, for tests, benchmarks and demonstrations.
//!
//! [`StandIn::start`] serves until it is dropped. Figures come from the built-in data; what those do not know is
//! null, or made up and marked as such. Models answer from a script or by simple rules. Every delay, pace and
//! [`Fault`] is a [`Rule`] of the [`Settings`], which can be changed while it runs; every request is recorded.
//! The binary `upstreams` serves the same from the command line.
//!
//! ```
//! use upstreams::{Settings, StandIn, Upstream};
//!
//! let faults = vec!["fmp:profile=429x2".parse().unwrap()];
//! let stand_in = StandIn::start(Settings { faults, ..Settings::default() }).unwrap();
//! let _client_goes_to = stand_in.fmp_url();
//! stand_in.set(|settings| settings.delays = vec!["models=300ms".parse().unwrap()]);
//! assert_eq!(stand_in.count(Upstream::Fmp).requests, 0);
//! ```

mod cache;
pub mod cli;
mod control;
mod fault;
mod fmp;
mod ledger;
mod live;
mod model;
mod query;
mod sec;
mod server;
mod settings;
mod stand_in;
mod upstream;
mod wire;
mod world;

pub use fault::{Fault, UnknownFault};
pub use ledger::{Count, KeyPlace, Recorded};
pub use model::{Reply, ScriptedReply, ToolCall, tokens};
pub use settings::{Dose, InvalidRule, Pace, Rule, Settings, Target, Turns, Wait};
pub use stand_in::StandIn;
pub use upstream::{UnknownUpstream, Upstream};
