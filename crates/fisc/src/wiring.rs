//! Where the parts are joined.

use std::sync::{Arc, LazyLock};

use anyhow::{Context as _, Result};
use assistant::{
    Ask, Names,
    resolve::{Index, Other},
};
use finance::Symbol;
use providers::market::builtin::{self, Alias, Builtin};

use crate::failure::Refused;

/// The parts, joined.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The data that the program carries.
    pub(crate) builtin: Arc<Builtin>,
    /// What answers questions.
    pub(crate) ask: Ask,
}

/// Opens the built-in data and joins the parts over it.
pub(crate) fn parts() -> Result<Parts> {
    let builtin = Arc::new(Builtin::open().context("the built-in data cannot be read")?);
    let names = Arc::clone(&builtin);
    let names: Names = LazyLock::new(Box::new(move || looked_up(&names)));
    let ask = Ask { market: Arc::clone(&builtin) as _, names: Arc::new(names) };
    Ok(Parts { builtin, ask })
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

impl Parts {
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
