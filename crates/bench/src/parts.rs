//! The parts joined as the program joins them, but pointed at a stand-in.

use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use agent::{Cache, Model, NoCache, SystemClock};
use assistant::{Ask, Names, resolve::Index};
use finance::MarketData;
use providers::{
    llm::{self, LanguageModel},
    market::{
        Chain,
        builtin::Builtin,
        edgar::{self, Edgar},
        fmp::{self, Fmp, Plan},
    },
    upstream::{AtOnce, Outside},
};
use secrecy::SecretString;
use upstreams::Upstream;
use url::Url;

use crate::Outcome;

/// Where a stand-in is: in this process or in another.
#[derive(Debug, Clone)]
pub struct Base(String);

impl Base {
    /// On a port of the loopback.
    pub fn on_port(port: u16) -> Self {
        Self(format!("http://127.0.0.1:{port}"))
    }

    fn url(&self, path: &str) -> Outcome<Url> {
        Ok(Url::parse(&format!("{}{path}", self.0))?)
    }
}

/// What the upstreams know the user by.
#[derive(Debug, Clone)]
pub struct Keys {
    /// For FMP.
    pub fmp: String,
    /// For models.
    pub model: Option<String>,
    /// For the SEC.
    pub contact: String,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            fmp: "stand-in-key".to_owned(),
            model: None,
            contact: "bench@example.org".to_owned(),
        }
    }
}

/// Who is joined, and how they are asked.
#[derive(Debug, Clone)]
pub struct Plans {
    /// Who is asked for figures, in which order.
    pub order: Vec<Market>,
    /// Which model writes, where one does.
    pub model: Option<Upstream>,
    /// The keys.
    pub keys: Keys,
    /// What the user pays for at FMP.
    pub plan: Plan,
    /// How long one request, and a model's silence, may take.
    pub time: Duration,
    /// How long the first wait before asking again is.
    pub first_wait: Duration,
    /// How many requests are sent to one host at once.
    pub at_once: AtOnce,
    /// What outlives the process.
    pub cache: Arc<dyn Cache>,
}

impl Default for Plans {
    fn default() -> Self {
        Self {
            order: vec![Market::Fmp, Market::Edgar, Market::Builtin],
            model: Some(Upstream::OpenAi),
            keys: Keys::default(),
            plan: Plan::Ultimate,
            time: Duration::from_secs(10),
            first_wait: Duration::from_millis(300),
            at_once: AtOnce::Auto,
            cache: Arc::new(NoCache),
        }
    }
}

/// Someone who gives figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Market {
    /// Financial Modeling Prep.
    Fmp,
    /// EDGAR.
    Edgar,
    /// The built-in data.
    Builtin,
}

/// The parts, joined.
#[derive(Debug, Clone)]
pub struct Parts {
    /// What answers questions.
    pub ask: Arc<Ask>,
    /// FMP.
    pub fmp: Arc<Fmp>,
    /// EDGAR.
    pub edgar: Arc<Edgar>,
    /// The model, where there is one.
    pub model: Option<Arc<LanguageModel>>,
}

/// The data that the program carries, and the names in them: read once.
pub fn carried() -> Outcome<(Arc<Builtin>, Arc<Names>)> {
    static CARRIED: OnceLock<(Arc<Builtin>, Arc<Names>)> = OnceLock::new();
    if let Some(carried) = CARRIED.get() {
        return Ok(carried.clone());
    }
    let builtin = Arc::new(Builtin::open()?);
    let read = || Index::unpack(Builtin::lookup()).unwrap_or_else(|_| Index::new(&[], &[]));
    let names: Names = LazyLock::new(Box::new(read));
    Ok(CARRIED.get_or_init(|| (builtin, Arc::new(names))).clone())
}

impl Plans {
    /// Joins the parts: nothing is shared with other parts but the data that the program carries.
    pub fn join(&self, base: &Base) -> Outcome<Parts> {
        let (builtin, names) = carried()?;
        let outside =
            Outside { cache: Arc::clone(&self.cache), clock: Arc::new(SystemClock), fresh: false };
        let (time, first_wait, at_once) = (self.time, self.first_wait, self.at_once);
        let fmp = fmp::Settings {
            base: base.url("/fmp/stable")?,
            key: SecretString::from(self.keys.fmp.as_str()),
            plan: self.plan,
            at_once,
            time,
            first_wait,
        };
        let fmp = Arc::new(Fmp::new(fmp, &outside)?);
        let edgar = edgar::Settings {
            www: base.url("/sec")?,
            data: base.url("/sec-data")?,
            contact: Some(self.keys.contact.clone()),
            at_once,
            time,
            first_wait,
        };
        let edgar = Arc::new(Edgar::new(edgar, &outside, Arc::new(NoCache))?);
        let model = self.model.map(|upstream| self.model(upstream, base, &outside)).transpose()?;
        let market = |market: &Market| match market {
            Market::Fmp => Arc::clone(&fmp) as Arc<dyn MarketData>,
            Market::Edgar => Arc::clone(&edgar) as _,
            Market::Builtin => Arc::clone(&builtin) as _,
        };
        let chain = Chain::new(self.order.iter().map(market).collect());
        let writer = model.clone().map(|model| model as Arc<dyn Model>);
        let ask = Ask { model: writer, ..Ask::over(Arc::new(chain), names) };
        Ok(Parts { ask: Arc::new(ask), fmp, edgar, model })
    }

    fn model(
        &self,
        upstream: Upstream,
        base: &Base,
        outside: &Outside,
    ) -> Outcome<Arc<LanguageModel>> {
        let (name, path) = match upstream {
            Upstream::Anthropic => ("anthropic:stand-in", "/anthropic/v1/"),
            Upstream::Gemini => ("gemini:stand-in", "/gemini/v1beta/"),
            Upstream::Ollama => ("ollama:stand-in", "/ollama/"),
            Upstream::OpenAi | Upstream::Fmp | Upstream::Sec => ("openai:stand-in", "/openai/v1/"),
        };
        let settings = llm::Settings {
            name: name.parse()?,
            base: Some(base.url(path)?),
            key: self.keys.model.as_deref().map(SecretString::from),
            price: None,
            at_once: self.at_once,
            time: self.time,
            quiet: self.time,
            first_wait: self.first_wait,
        };
        Ok(Arc::new(LanguageModel::new(settings, outside)?))
    }
}
