//! Where the parts are joined.

use std::sync::{Arc, LazyLock};

use agent::{Budget, Cache, Model, NoCache, SystemClock};
use anyhow::{Context as _, Result};
use assistant::{
    Ask, Names,
    resolve::{Index, Other},
};
use finance::{MarketData, Symbol};
use providers::{
    llm::LanguageModel,
    market::{
        Chain,
        builtin::{self, Alias, Builtin},
        edgar::{self, Edgar},
        fmp::Fmp,
    },
    upstream::{FileCache, Outside},
};

use crate::{
    config::Config,
    failure::Refused,
    files, print,
    settings::{Flags, Settings},
};

/// What the program carries.
pub(crate) struct Carried {
    /// The data.
    pub(crate) builtin: Arc<Builtin>,
    /// The names in them.
    pub(crate) names: Arc<Names>,
}

/// The parts, joined.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The data that the program carries.
    pub(crate) builtin: Arc<Builtin>,
    /// FMP, where there is a key for it.
    pub(crate) fmp: Option<Arc<Fmp>>,
    /// EDGAR.
    pub(crate) edgar: Arc<Edgar>,
    /// Whether EDGAR is asked live.
    pub(crate) asks_edgar: bool,
    /// The language model, where one is set.
    pub(crate) model: Option<Arc<LanguageModel>>,
    /// What answers questions.
    pub(crate) ask: Ask,
    /// What an answer may spend.
    pub(crate) budget: Budget,
    /// Why a model that was set is not asked.
    pub(crate) no_model: Option<String>,
    /// Whether anything was said of a model, be it that there is to be none.
    names_model: bool,
}

/// How questions are to be answered, as the command line says.
#[derive(Debug, Clone, Default)]
pub(crate) struct How {
    /// What it says of settings.
    pub(crate) flags: Flags,
    /// Nobody outside is asked.
    pub(crate) offline: bool,
    /// Answers that are kept are passed by.
    pub(crate) fresh: bool,
    /// What a model says and no fact holds is replaced.
    pub(crate) strict: bool,
}

/// Opens the built-in data.
pub(crate) fn carried() -> Result<Carried> {
    let builtin = Arc::new(Builtin::open().context("the built-in data cannot be read")?);
    let names = Arc::clone(&builtin);
    let names: Names = LazyLock::new(Box::new(move || looked_up(&names)));
    Ok(Carried { builtin, names: Arc::new(names) })
}

/// Reads the settings and joins the parts.
pub(crate) fn parts(how: &How, config: &Config) -> Result<Parts> {
    let settings = Settings::read(config, &how.flags)?;
    settings.unread.iter().for_each(|note| say_note(note, config));
    let Carried { builtin, names } = carried()?;
    let outside = outside(how, config);
    let kept = kept(config);
    let has_kept = kept.as_ref().is_some_and(FileCache::has_any);
    let contact = settings.edgar.contact.clone().filter(|_| !how.offline);
    let asks_edgar = contact.is_some();
    let kept = kept.map_or_else(|| Arc::new(NoCache) as Arc<dyn Cache>, |kept| Arc::new(kept));
    let edgar = edgar::Settings { contact, ..settings.edgar };
    let edgar = Arc::new(Edgar::new(edgar, &outside, kept)?);
    let (mut fmp, mut model) = (None, None);
    if !how.offline {
        fmp = settings.fmp.map(|fmp| Fmp::new(fmp, &outside)).transpose()?.map(Arc::new);
        let asked = settings.model.map(|model| LanguageModel::new(model, &outside));
        model = asked.transpose()?.map(Arc::new);
    }
    let mut markets: Vec<Arc<dyn MarketData>> = Vec::new();
    for provider in &settings.order {
        match *provider {
            "fmp" => markets.extend(fmp.clone().map(|fmp| fmp as Arc<dyn MarketData>)),
            "edgar" if asks_edgar || has_kept => markets.push(Arc::clone(&edgar) as _),
            "builtin" => markets.push(Arc::clone(&builtin) as _),
            _ => {}
        }
    }
    let market: Arc<dyn MarketData> = match <[_; 1]>::try_from(markets) {
        Ok([only]) => only,
        Err(markets) => Arc::new(Chain::new(markets)),
    };
    let writer = model.clone().map(|model| model as Arc<dyn Model>);
    let ask = Ask { model: writer, strict: how.strict, ..Ask::over(market, names) };
    let no_model = settings.no_model.filter(|_| !how.offline);
    Ok(Parts {
        builtin,
        fmp,
        edgar,
        asks_edgar,
        names_model: settings.names_model,
        model,
        ask,
        budget: settings.budget,
        no_model,
    })
}

fn say_note(note: &str, config: &Config) {
    print::error_line(&print::wrap(&format!("note: {note}"), config.columns, "  "));
}

/// What every host is given. Without a folder to write in, nothing outlives the process.
fn outside(how: &How, config: &Config) -> Outside {
    let cache: Arc<dyn Cache> = match &config.cache_folder {
        Some(folder) => Arc::new(FileCache::new(folder.clone())),
        None => Arc::new(NoCache),
    };
    Outside { cache, clock: Arc::new(SystemClock), fresh: how.fresh }
}

/// What was kept for use without a network.
fn kept(config: &Config) -> Option<FileCache> {
    Some(FileCache::new(config.data_folder.as_ref()?.join("edgar")))
}

/// The names in the data as they were put in order when the data were built; names of another version are put in
/// order anew, and a damaged block leaves nobody to be found: `doctor` says so.
fn looked_up(builtin: &Builtin) -> Index {
    let archive = builtin.archive();
    let kept = Index::unpack(Builtin::lookup()).ok();
    let anew = || Some(Index::new(&archive.listings().ok()?, &[]));
    kept.or_else(anew).unwrap_or_else(|| Index::new(&[], &[]))
}

/// Puts names in order.
pub(crate) fn index(names: builtin::Names) -> Index {
    let other = |alias: Alias| {
        let Alias { name, symbol, gone, note } = alias;
        Other { name, symbol, gone, note }
    };
    let others: Vec<Other> = names.aliases.into_iter().map(other).collect();
    Index::new(&names.listings, &others)
}

/// Whether nothing was answered here before, which is remembered.
fn is_first_time(config: &Config) -> bool {
    let Some(folder) = &config.data_folder else { return false };
    let told = folder.join("told");
    if !matches!(files::read_if_there(&told), Ok(None)) {
        return false;
    }
    // Where it cannot be remembered, it is not said again and again.
    files::make_own_folder(folder).is_ok() && files::write(&told, b"no model\n").is_ok()
}

/// Said once, in the first answer of all.
const NO_MODEL: &str = "note: no language model is set, so rules write the prose; with FISC_MODEL=openai:NAME and OPENAI_API_KEY, or another of `fisc doctor`, one does (FISC_MODEL=rules says that none is wanted)";

impl Parts {
    /// Says once what is to be known of how questions are answered.
    pub(crate) fn say_notes(&self, config: &Config) {
        if let Some(why) = &self.no_model {
            say_note(&format!("{why}; the rules write the prose"), config);
        }
        if !self.names_model && is_first_time(config) {
            print::error_line(&print::wrap(NO_MODEL, config.columns, "  "));
        }
    }

    /// The company that a ticker or a name on the command line means.
    pub(crate) fn company(&self, text: &str) -> Result<Symbol> {
        let ticker = text.parse::<Symbol>().ok();
        let covered =
            |symbol: &&Symbol| self.builtin.archive().companies().any(|one| one == *symbol);
        if let Some(symbol) = ticker.as_ref().filter(covered) {
            return Ok(symbol.clone());
        }
        let names: &Index = &self.ask.names;
        if let Some(listing) = ticker.as_ref().and_then(|symbol| names.listing(symbol)) {
            return Ok(listing.symbol.parse()?);
        }
        if text.trim().is_empty() {
            return Err(Refused::usage("the company is empty", "give a ticker or a name"));
        }
        let resolved = names.resolve(text);
        match (resolved.companies.as_slice(), &resolved.ask) {
            ([_, ..], Some(ask)) => {
                let message = format!("`{text}` can mean more than one company");
                return Err(Refused::usage(message, format!("{ask} Give the ticker")));
            }
            ([found], None) => return Ok(found.symbol.clone()),
            ([_, _, ..], None) => {
                let hint = "name one, or use `fisc compare`";
                return Err(Refused::usage(format!("`{text}` names several companies"), hint));
            }
            ([], _) => {}
        }
        if let Some(note) = resolved.unresolved.first().and_then(|name| name.note.clone()) {
            return Err(Refused::not_found(note, "ask about a company that is listed"));
        }
        let shown: String = text.chars().take(60).collect();
        let near = names.near(&shown);
        let near: Vec<_> =
            near.iter().map(|one| format!("{} ({})", one.name, one.symbol)).collect();
        let hint = if near.is_empty() {
            "give the ticker, or the name as it is listed".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        Err(Refused::not_found(format!("no company is listed as `{shown}`"), hint))
    }
}
