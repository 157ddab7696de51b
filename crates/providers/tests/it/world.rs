//! A stand-in, a folder and a clock: the whole world of a test.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use agent::Clock;
use finance::Symbol;
use providers::{
    llm::{self, LanguageModel, ModelName},
    market::{
        edgar::{self, Edgar},
        fmp::{self, Fmp, Plan},
    },
    upstream::{AtOnce, FileCache, Outside},
};
use secrecy::SecretString;
use upstreams::{Settings, StandIn, Upstream};
use url::Url;
use uuid::Uuid;

/// The key that the stand-in accepts, and that nobody else may ever see.
pub(crate) const KEY: &str = "stand-in-key";

/// Noon of 2026-11-21.
const START: u64 = 1_795_262_400;

pub(crate) const DAY: Duration = Duration::from_hours(24);

/// How long a single request may take here.
pub(crate) const TIME: Duration = Duration::from_secs(5);

pub(crate) fn symbol(text: &str) -> Symbol {
    text.parse().unwrap()
}

/// A clock that goes on when it is told to.
#[derive(Debug)]
pub(crate) struct Steps(Mutex<SystemTime>);

impl Steps {
    pub(crate) fn step(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Steps {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

/// A folder that goes away with its test.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(std::env::temp_dir().join(format!("providers-{}", Uuid::now_v7())))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Every byte of every file in it.
    #[expect(clippy::disallowed_methods, reason = "a test looks into its own folder")]
    pub(crate) fn contents(&self) -> Vec<u8> {
        let Ok(entries) = fs::read_dir(&self.0) else { return Vec::new() };
        entries.flat_map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A test that kept nothing made no folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct World {
    pub(crate) stand_in: StandIn,
    pub(crate) cache: Folder,
    pub(crate) kept: Folder,
    pub(crate) clock: Arc<Steps>,
}

impl World {
    pub(crate) fn start() -> Self {
        Self::started(|_| {})
    }

    /// A world whose stand-in has some settings of its own.
    pub(crate) fn started(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings { sec_rate: None, ..Settings::default() };
        change(&mut settings);
        Self {
            stand_in: StandIn::start(settings).unwrap(),
            cache: Folder::new(),
            kept: Folder::new(),
            clock: Arc::new(Steps(Mutex::new(UNIX_EPOCH + Duration::from_secs(START)))),
        }
    }

    /// Everything goes wrong in this way, as a rule has it: `fmp=429x2`.
    pub(crate) fn faulty(rules: &[&str]) -> Self {
        Self::started(|settings| {
            settings.faults = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        })
    }

    pub(crate) fn fault(&self, rules: &[&str]) {
        self.stand_in.set(|settings| {
            settings.faults = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        });
    }

    /// What a new process has of the outside: the same folder and clock.
    pub(crate) fn outside(&self) -> Outside {
        Outside {
            cache: Arc::new(FileCache::new(self.cache.path().to_owned())),
            clock: self.clock.clone(),
            fresh: false,
        }
    }

    pub(crate) fn fmp(&self) -> Fmp {
        self.fmp_on(Plan::Unknown)
    }

    pub(crate) fn fmp_on(&self, plan: Plan) -> Fmp {
        Fmp::new(fmp::Settings { plan, ..self.fmp_settings() }, &self.outside()).unwrap()
    }

    pub(crate) fn fmp_settings(&self) -> fmp::Settings {
        fmp::Settings {
            base: Url::parse(&format!("{}/stable", self.stand_in.fmp_url())).unwrap(),
            key: SecretString::from(KEY),
            plan: Plan::Unknown,
            at_once: AtOnce::Auto,
            time: TIME,
            first_wait: Duration::from_millis(1),
        }
    }

    pub(crate) fn edgar(&self) -> Edgar {
        self.edgar_with(|_| {})
    }

    pub(crate) fn edgar_with(&self, change: impl FnOnce(&mut edgar::Settings)) -> Edgar {
        let mut settings = self.edgar_settings();
        change(&mut settings);
        let kept = Arc::new(FileCache::new(self.kept.path().to_owned()));
        Edgar::new(settings, &self.outside(), kept).unwrap()
    }

    pub(crate) fn edgar_settings(&self) -> edgar::Settings {
        edgar::Settings {
            www: Url::parse(&self.stand_in.sec_url()).unwrap(),
            data: Url::parse(&self.stand_in.sec_data_url()).unwrap(),
            contact: Some("someone@acme.example".to_owned()),
            at_once: AtOnce::Auto,
            time: TIME,
            first_wait: Duration::from_millis(1),
        }
    }

    pub(crate) fn model_settings(&self, upstream: Upstream) -> llm::Settings {
        let (name, base) = match upstream {
            Upstream::OpenAi => ("openai:gpt-5-mini", self.stand_in.openai_url()),
            Upstream::Anthropic => ("anthropic:claude-haiku-4-5", self.stand_in.anthropic_url()),
            Upstream::Gemini => ("gemini:gemini-2.5-flash", self.stand_in.gemini_url()),
            Upstream::Ollama => ("ollama:qwen3:8b", self.stand_in.ollama_url()),
            Upstream::Fmp | Upstream::Sec => panic!("{upstream} is no model"),
        };
        llm::Settings {
            name: name.parse::<ModelName>().unwrap(),
            base: Some(Url::parse(&base).unwrap()),
            key: Some(SecretString::from(KEY)),
            price: None,
            at_once: AtOnce::Auto,
            time: TIME,
            quiet: TIME,
            first_wait: Duration::from_millis(1),
        }
    }

    pub(crate) fn model(&self, upstream: Upstream) -> LanguageModel {
        LanguageModel::new(self.model_settings(upstream), &self.outside()).unwrap()
    }

    /// How many requests someone got.
    pub(crate) fn asked(&self, upstream: Upstream) -> u64 {
        self.stand_in.count(upstream).requests
    }

    /// What someone was asked, by path and query.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.stand_in.requests().into_iter().map(|request| request.path).collect()
    }
}
