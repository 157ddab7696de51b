//! The settings: what was set where, as values that the parts can be joined with.

mod layers;
pub(crate) mod table;

use std::time::Duration;

use agent::Budget;
use anyhow::Result;
use providers::{
    llm::{self, Dialect, ModelName, PriceRow, Prices},
    market::{edgar, fmp},
    upstream::AtOnce,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use crate::{config::Config, failure::Refused};
pub(crate) use layers::{Layers, Origin};

/// How long the first wait before asking a host again is.
const FIRST_WAIT: Duration = Duration::from_millis(300);
/// How long a model may be silent between two pieces of a reply.
const QUIET: Duration = Duration::from_secs(12);

/// What the parts are joined with.
#[derive(Debug)]
pub(crate) struct Settings {
    /// FMP, where there is a key for it.
    pub(crate) fmp: Option<fmp::Settings>,
    /// EDGAR.
    pub(crate) edgar: edgar::Settings,
    /// The language model, where one is set.
    pub(crate) model: Option<llm::Settings>,
    /// Why a model that was set cannot be asked.
    pub(crate) no_model: Option<String>,
    /// Whether anything was said of a model, be it that there is to be none.
    pub(crate) names_model: bool,
    /// What is set and nobody reads.
    pub(crate) unread: Vec<String>,
    /// Who is asked for figures, in which order.
    pub(crate) order: Vec<&'static str>,
    /// What an answer may spend.
    pub(crate) budget: Budget,
}

/// What the command line says of how to ask.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    /// The language model.
    pub(crate) model: Option<String>,
}

impl Settings {
    /// Reads every layer.
    pub(crate) fn read(config: &Config, flags: &Flags) -> Result<Self> {
        let layers = Layers::read(config, &[("model", "--model", flags.model.clone())])?;
        let (model, no_model) = model(config, &layers)?;
        let names_model = layers.find("model").is_some();
        Ok(Self {
            fmp: fmp(&layers)?,
            edgar: edgar(&layers)?,
            model,
            no_model,
            names_model,
            unread: layers::unread(config),
            order: order(&layers)?,
            budget: budget(&layers)?,
        })
    }
}

fn fmp(layers: &Layers) -> Result<Option<fmp::Settings>> {
    let plan = match layers.find("fmp.plan") {
        None => fmp::Plan::Unknown,
        Some((text, origin)) => match text.trim().to_lowercase().as_str() {
            "free" | "basic" => fmp::Plan::Free,
            "starter" => fmp::Plan::Starter,
            "premium" => fmp::Plan::Premium,
            "ultimate" => fmp::Plan::Ultimate,
            _ => return Err(wrong("fmp.plan", text, origin, "free, starter, premium or ultimate")),
        },
    };
    let mut base = address(layers, "fmp.base_url", fmp::BASE_URL)?;
    // The generation may be left out of the address: only one is alive.
    let path = base.path().trim_end_matches('/').to_owned();
    if !path.ends_with("/stable") {
        base.set_path(&format!("{path}/stable"));
    }
    let at_once = at_once(layers, "fmp.at_once")?;
    let time = seconds(layers, "fmp.timeout_s", 10)?;
    let key = layers.find("fmp.api_key").map(|(key, _)| key.trim()).filter(|key| !key.is_empty());
    Ok(key.map(|key| fmp::Settings {
        base,
        key: SecretString::from(key),
        plan,
        at_once,
        time,
        first_wait: FIRST_WAIT,
    }))
}

fn edgar(layers: &Layers) -> Result<edgar::Settings> {
    let contact = layers.find("edgar.contact").map(|(text, origin)| {
        let text = text.trim();
        let looks = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !text.contains("://")
        });
        let plain = text.is_ascii() && !text.chars().any(char::is_control);
        if looks && plain {
            Ok(text.to_owned())
        } else {
            Err(wrong("edgar.contact", text, origin, "an e-mail address"))
        }
    });
    Ok(edgar::Settings {
        www: address(layers, "edgar.base_url", edgar::WWW_URL)?,
        data: address(layers, "edgar.data_base_url", edgar::DATA_URL)?,
        contact: contact.transpose()?,
        at_once: at_once(layers, "edgar.at_once")?,
        time: seconds(layers, "edgar.timeout_s", 20)?,
        first_wait: FIRST_WAIT,
    })
}

/// The model, or why there is none where one was named.
fn model(config: &Config, layers: &Layers) -> Result<(Option<llm::Settings>, Option<String>)> {
    // What is wrong is said, whether or not a model is set that it would be used for.
    let at_once = at_once(layers, "llm.at_once")?;
    let time = seconds(layers, "llm.timeout_s", 30)?;
    let prices = prices(layers)?;
    let base = layers.find("llm.base_url").map(|_| address(layers, "llm.base_url", ""));
    let mut base = base.transpose()?;
    let Some((text, origin)) = layers.find("model").filter(|(text, _)| !text.trim().is_empty())
    else {
        return Ok((None, None));
    };
    if matches!(text.trim(), "none" | "rules") {
        return Ok((None, None));
    }
    let name: ModelName = text
        .parse()
        .map_err(|error| wrong_because("model", origin, &error, "write it as openai:NAME"))?;
    let own: Vec<&str> = name.provider.key_variable.into_iter().collect();
    let own_fisc = own.iter().map(|name| format!("FISC_{name}")).collect::<Vec<_>>();
    let names: Vec<&str> = own_fisc.iter().map(String::as_str).chain(own).collect();
    let key = match layers.find("llm.api_key") {
        Some((key, _)) => Some(key.to_owned()),
        None => layers::variable(config, &names)?.map(|(_, value)| value),
    };
    let key = key.filter(|key| !key.trim().is_empty());
    let needs_key = name.provider.key_variable.is_some() && base.is_none();
    if key.is_none() && needs_key {
        let variable = name.provider.key_variable.unwrap_or("FISC_LLM_API_KEY");
        return Ok((None, Some(format!("{name} has no key: set {variable}"))));
    }
    if let Some(base) = &mut base
        && matches!(base.path(), "" | "/")
    {
        base.set_path(match name.provider.dialect {
            Dialect::OpenAi | Dialect::Anthropic => "/v1/",
            Dialect::Gemini => "/v1beta/",
            Dialect::Ollama => "/",
        });
    }
    let price = prices.of(&name);
    let settings = llm::Settings {
        name,
        base,
        key: key.map(|key| SecretString::from(key.trim())),
        price,
        at_once,
        time,
        quiet: QUIET,
        first_wait: FIRST_WAIT,
    };
    Ok((Some(settings), None))
}

/// `input` and `output` under `[prices."openai:gpt-5-mini"]`, in dollars for a million tokens.
#[derive(Deserialize)]
struct OwnPrice {
    input: f64,
    output: f64,
}

fn prices(layers: &Layers) -> Result<Prices> {
    let mut own = Vec::new();
    if let Some(toml::Value::Table(table)) = layers.own.get("prices") {
        for (model, value) in table {
            let price: Result<OwnPrice, _> = value.clone().try_into();
            let exact = |dollars: f64| dollars.to_string().parse::<Decimal>().ok();
            let row = price.ok().and_then(|price| {
                let (input, output) = (exact(price.input)?, exact(price.output)?);
                Some(PriceRow { model: model.clone(), input, output, as_of: None })
            });
            let row =
                row.filter(|row| !row.input.is_sign_negative() && !row.output.is_sign_negative());
            own.push(row.ok_or_else(|| {
                let hint = "write input = 0.25 and output = 2.0, in dollars for a million tokens";
                Refused::usage(format!("the price of `{model}` cannot be read"), hint)
            })?);
        }
    }
    Ok(Prices::new(own)?)
}

fn order(layers: &Layers) -> Result<Vec<&'static str>> {
    const KNOWN: [&str; 3] = ["fmp", "edgar", "builtin"];
    let Some((text, origin)) = layers.find("market.order") else { return Ok(KNOWN.to_vec()) };
    let mut order = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let known = KNOWN.into_iter().find(|known| *known == name.to_lowercase());
        let known =
            known.ok_or_else(|| wrong("market.order", text, origin, "fmp, edgar, builtin"))?;
        if !order.contains(&known) {
            order.push(known);
        }
    }
    if order.is_empty() {
        return Err(wrong("market.order", text, origin, "at least one of fmp, edgar, builtin"));
    }
    Ok(order)
}

fn budget(layers: &Layers) -> Result<Budget> {
    let usual = Budget::default();
    let number = |key: &'static str, usual: u64| match layers.find(key) {
        None => Ok(usual),
        Some((text, origin)) => {
            text.trim().parse().map_err(|_| wrong(key, text, origin, "a whole number"))
        }
    };
    let microdollars = match layers.find("budget.dollars") {
        None => usual.microdollars,
        Some((text, origin)) => {
            let dollars = text.trim().parse::<Decimal>().ok();
            let dollars = dollars.filter(|dollars| !dollars.is_sign_negative());
            let micro = dollars.and_then(|dollars| dollars.checked_mul(Decimal::from(1_000_000)));
            micro
                .and_then(|micro| micro.to_u64())
                .ok_or_else(|| wrong("budget.dollars", text, origin, "an amount like 0.50"))?
        }
    };
    Ok(Budget {
        time: Duration::from_secs(number("budget.seconds", usual.time.as_secs())?),
        model_requests: number("budget.model_requests", usual.model_requests)?,
        tokens: number("budget.tokens", usual.tokens)?,
        microdollars,
        ..usual
    })
}

fn address(layers: &Layers, key: &'static str, usual: &str) -> Result<Url> {
    let (text, origin) = match layers.find(key) {
        None => (usual, None),
        Some((text, origin)) => (text, Some(origin)),
    };
    let url = Url::parse(text.trim());
    let fits = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.query().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    url.ok().filter(fits).ok_or_else(|| {
        let place = origin.map_or_else(|| key.to_owned(), |origin| format!("{key} ({origin})"));
        let hint = "write it as https://host/path, without a key, a name or a question mark in it";
        Refused::usage(format!("{place} is no address that can be asked"), hint)
    })
}

fn at_once(layers: &Layers, key: &'static str) -> Result<AtOnce> {
    match layers.find(key) {
        None => Ok(AtOnce::Auto),
        Some((text, _)) if text.trim().eq_ignore_ascii_case("auto") => Ok(AtOnce::Auto),
        Some((text, origin)) => match text.trim().parse() {
            Ok(number) if (1..=1_000).contains(&number) => Ok(AtOnce::Fixed(number)),
            Ok(_) | Err(_) => Err(wrong(key, text, origin, "auto, or a number from 1 to 1000")),
        },
    }
}

fn seconds(layers: &Layers, key: &'static str, usual: u64) -> Result<Duration> {
    let Some((text, origin)) = layers.find(key) else { return Ok(Duration::from_secs(usual)) };
    match text.trim().parse::<f64>() {
        Ok(seconds) if (0.01..=600.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        Ok(_) | Err(_) => Err(wrong(key, text, origin, "a number of seconds up to 600")),
    }
}

fn wrong(key: &str, text: &str, origin: &Origin, wanted: &str) -> anyhow::Error {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    Refused::usage(
        format!("`{shown}` is no value of {key} (from {origin})"),
        format!("it takes {wanted}"),
    )
}

fn wrong_because(
    key: &str,
    origin: &Origin,
    error: &dyn std::error::Error,
    hint: &str,
) -> anyhow::Error {
    Refused::usage(format!("{key} (from {origin}): {error}"), hint)
}
