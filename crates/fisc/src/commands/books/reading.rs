//! A file of books, read: what is not clear is asked on a terminal, and refused with the flag that settles it elsewhere.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use agent::{Budget, Model, Run, RunOptions};
use anyhow::Result;
use books::{
    account::Kind,
    import::{self, Import, NoMeaning, NotBooks},
    mapping::Settled,
    profile::Ambiguous,
};
use dashboard::propose::Propose;

use crate::{
    cli::{BooksOf, Reading},
    config::Config,
    failure::Refused,
    files, print,
};

/// No file of books is larger.
const BYTES_MAX: u64 = 1 << 30;

/// The seed of the books that show what the program does.
const SAMPLE_SEED: u64 = 7;

/// Nobody is asked more about one file.
const QUESTIONS_MAX: usize = 20;

/// A file of books, and what it is called.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// What helps where the file is not clear.
#[derive(Clone, Copy)]
pub(super) struct Help<'a> {
    /// Whether somebody sits at a terminal and can be asked.
    pub(super) asks: bool,
    /// Who proposes what accounts are that no rule knows.
    pub(super) model: Option<&'a Arc<dyn Model>>,
    /// What asking may cost.
    pub(super) budget: Budget,
    /// Whether proposals are written down to be approved there, as in a mapping.
    pub(super) writes: bool,
}

impl Help<'_> {
    /// That of whoever sits at the terminal, and of no model.
    pub(super) fn alone(config: &Config) -> Self {
        Self {
            asks: config.terminal_input && config.terminal_errors,
            model: None,
            budget: Budget::default(),
            writes: false,
        }
    }
}

/// Opens the file that is named, which may not be the one that is written.
pub(super) fn open(of: &BooksOf, output: Option<&Path>) -> Result<Opened> {
    let is_same =
        of.file.as_deref().zip(output).is_some_and(|(one, other)| files::is_same(one, other));
    if is_same {
        let hint = "name another file with -o";
        return Err(Refused::usage("the books themselves would be written over", hint));
    }
    match (&of.file, of.sample) {
        (Some(path), _) if path.as_os_str() == "-" => {
            let bytes = files::read_input_bounded(BYTES_MAX)?;
            Ok(Opened { name: "standard input".to_owned(), bytes })
        }
        (Some(path), _) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Opened { name, bytes: files::read_bounded(path, BYTES_MAX)? })
        }
        (None, true) => Ok(sample()),
        (None, false) => {
            let hint = "fisc books ledger.csv, or fisc books --sample to see it on made-up books";
            Err(Refused::usage("no file is named", hint))
        }
    }
}

/// Made-up books of a bakery.
fn sample() -> Opened {
    let plan = bakery::Plan::new(SAMPLE_SEED).with(bakery::Cause::LostCustomer);
    let plan = plan.with(bakery::Cause::DuplicateBill);
    Opened { name: "sample bakery".to_owned(), bytes: bakery::books(&plan).into_bytes() }
}

/// Reads the file. Gives the accounts too whose kinds a model proposed and nobody has approved yet.
pub(super) fn read(
    opened: &Opened,
    reading: &Reading,
    help: Help<'_>,
) -> Result<(Import, Vec<String>)> {
    let mut settled = settled(reading)?;
    let mut written = Vec::new();
    for _ in 0..QUESTIONS_MAX {
        let error = match import::read(&opened.bytes, &settled) {
            Ok(import) => return Ok((import, written)),
            Err(error) => error,
        };
        match &error {
            NotBooks::Meaning(NoMeaning::Unclear(unclear)) if help.asks => {
                ask(&opened.name, unclear, &mut settled)?;
            }
            NotBooks::UnknownAccounts { names, are_words } => {
                let proposed = match help.model.filter(|_| !are_words) {
                    Some(model) => proposed(model, help.budget, names),
                    None => BTreeMap::new(),
                };
                if help.asks {
                    ask_of_accounts(names, &proposed, &mut settled)?;
                } else if proposed.is_empty() {
                    return Err(refused(&opened.name, &error));
                } else if help.writes && names.iter().all(|name| proposed.contains_key(name)) {
                    written.extend(proposed.keys().cloned());
                    settled.accounts.extend(proposed);
                } else {
                    return Err(refused_with(&opened.name, &error, &proposed));
                }
            }
            NotBooks::Source(_)
            | NotBooks::Table(_)
            | NotBooks::Meaning(_)
            | NotBooks::NoRow { .. } => return Err(refused(&opened.name, &error)),
        }
    }
    Err(Refused::input(
        format!("{}: it is still not clear after {QUESTIONS_MAX} answers", opened.name),
        "write the mapping by hand, and give it with --mapping",
    ))
}

/// Asks which of several readings is meant.
fn ask(name: &str, unclear: &Ambiguous, settled: &mut Settled) -> Result<()> {
    print::error_line(&format!("{name}: {}.", unclear.what));
    for (at, choice) in (1..).zip(&unclear.choices) {
        print::error_line(&format!("  {at}  {}", choice.trim_matches('\'')));
    }
    loop {
        print::error_part(&format!("Which is it? 1 to {}: ", unclear.choices.len()));
        let answer = said(unclear.flag)?;
        let chosen = answer.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
        if let Some(choice) = chosen.and_then(|at| unclear.choices.get(at)) {
            return settle(settled, unclear.flag, choice.trim_matches('\''));
        }
        print::error_line(&format!("`{answer}` is none of these"));
    }
}

/// Asks what accounts are that no rule knows.
fn ask_of_accounts(
    names: &[String],
    proposed: &BTreeMap<String, Kind>,
    settled: &mut Settled,
) -> Result<()> {
    let kinds = Kind::ALL.map(|kind| kind.to_string());
    print::error_line("No rule knows what these accounts are. The kinds:");
    print::error_line(&format!("  {}", kinds.join(", ")));
    for name in names {
        loop {
            let hint = proposed.get(name).map(|kind| format!(" [{kind}, as the model proposes]"));
            print::error_part(&format!("{name}{}: ", hint.unwrap_or_default()));
            let answer = said("--account")?;
            let kind = match (answer.as_str(), proposed.get(name)) {
                ("", Some(kind)) => Ok(*kind),
                (answer, _) => answer.parse::<Kind>(),
            };
            if let Ok(kind) = kind {
                settled.accounts.insert(name.clone(), kind);
                break;
            }
            print::error_line(&format!("`{answer}` is no kind of account"));
        }
    }
    Ok(())
}

/// What a person answers; who leaves is told the flag.
fn said(flag: &str) -> Result<String> {
    match files::read_line()? {
        Some(line) => Ok(line.trim().to_owned()),
        None => Err(Refused::input("nobody answered", format!("settle it with {flag}"))),
    }
}

/// What a model makes of the names; nothing where it fails, which is said.
fn proposed(model: &Arc<dyn Model>, budget: Budget, names: &[String]) -> BTreeMap<String, Kind> {
    let options = RunOptions { budget, ..RunOptions::default() };
    let propose = Arc::new(Propose { model: Arc::clone(model) });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ran = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
        let run = async { Run::start(propose, names.to_vec(), options).outcome().await };
        Ok(runtime.block_on(run)?)
    });
    ran.unwrap_or_else(|error| {
        print::error_line(&format!("{} proposes nothing: {error:#}", model.name()));
        BTreeMap::new()
    })
}

pub(super) fn refused(name: &str, error: &NotBooks) -> anyhow::Error {
    let hint = match error {
        NotBooks::Meaning(_) | NotBooks::UnknownAccounts { .. } => {
            "`fisc books map FILE -o mapping.toml` writes down what is understood, to be edited and given back with --mapping"
        }
        NotBooks::Source(_) | NotBooks::Table(_) | NotBooks::NoRow { .. } => {
            "a table with a head, a column of dates and a column of amounts is read: .csv, .xlsx, hledger or Beancount"
        }
    };
    Refused::input(format!("{name}: {error}"), hint)
}

/// The same, with what a model proposes.
fn refused_with(name: &str, error: &NotBooks, proposed: &BTreeMap<String, Kind>) -> anyhow::Error {
    let quoted = |name: &str| name.replace('\'', "'\\''");
    let flags = proposed.iter().map(|(name, kind)| format!("--account '{}={kind}'", quoted(name)));
    let flags: Vec<String> = flags.collect();
    let hint = format!("where you agree, say what the model proposes: {}", flags.join(" "));
    Refused::input(format!("{name}: {error}"), hint)
}

/// What the flags and the mapping settle; a flag stands before the mapping.
pub(super) fn settled(reading: &Reading) -> Result<Settled> {
    let mut settled = match &reading.mapping {
        Some(path) => {
            let text = files::read_text(path)?;
            Settled::from_toml(&text).map_err(|error| {
                let hint = "`fisc books map FILE -o mapping.toml` writes one to begin with";
                Refused::input(format!("{}: {error}", path.display()), hint)
            })?
        }
        None => Settled::default(),
    };
    let over = |flag: &Option<String>, of: &mut Option<String>| {
        if let Some(value) = flag {
            *of = Some(value.clone());
        }
    };
    over(&reading.sheet, &mut settled.sheet);
    over(&reading.encoding, &mut settled.encoding);
    over(&reading.currency, &mut settled.currency);
    settled.head_line = reading.head_line.or(settled.head_line);
    settled.date_order = reading.date_order.or(settled.date_order);
    settled.decimal_mark = reading.decimal_mark.or(settled.decimal_mark);
    settled.signs = reading.signs.or(settled.signs);
    for pair in &reading.column {
        settle(&mut settled, "--column", pair)?;
    }
    for pair in &reading.account {
        settle(&mut settled, "--account", pair)?;
    }
    Ok(settled)
}

/// Settles what a flag says.
fn settle(settled: &mut Settled, flag: &str, value: &str) -> Result<()> {
    let wrong = |error: books::words::NoSuchWord| {
        Refused::usage(format!("`{value}`: {error}"), format!("{flag} {value}"))
    };
    match flag {
        "--date-order" => settled.date_order = Some(value.parse().map_err(wrong)?),
        "--decimal-mark" => settled.decimal_mark = Some(value.parse().map_err(wrong)?),
        "--signs" => settled.signs = Some(value.parse().map_err(wrong)?),
        "--column" => {
            let (name, role) = named(value, flag)?;
            settled.columns.insert(name, role);
        }
        "--sheet" => settled.sheet = Some(value.to_owned()),
        _ => {
            let (name, kind) = named(value, "--account")?;
            settled.accounts.insert(name, kind);
        }
    }
    Ok(())
}

/// `NAME=VALUE`; the name may hold a `=` itself.
fn named<T>(pair: &str, flag: &str) -> Result<(String, T)>
where
    T: std::str::FromStr<Err = books::words::NoSuchWord>,
{
    let hint = format!("{flag} NAME=VALUE");
    let (name, value) = pair
        .rsplit_once('=')
        .ok_or_else(|| Refused::usage(format!("`{pair}` has no `=`"), hint.clone()))?;
    let value =
        value.trim().parse().map_err(|error| Refused::usage(format!("`{pair}`: {error}"), hint))?;
    Ok((name.trim().to_owned(), value))
}

#[cfg(test)]
mod tests {
    use agent::{ScriptedModel, ScriptedReply};

    use super::*;

    const LIST: &str =
        "date,account,amount\n2024-01-05,Sales,90\n2024-01-05,Zephyr,7\n2024-01-06,Aurora,6\n";

    fn reading() -> Reading {
        use clap::{Args as _, FromArgMatches as _};
        let matches =
            Reading::augment_args(clap::Command::new("books")).get_matches_from(["books"]);
        Reading::from_arg_matches(&matches).unwrap()
    }

    fn read_with(reply: &str, writes: bool) -> Result<(Import, Vec<String>)> {
        let model = ScriptedModel::new([reply, reply].map(ScriptedReply::text));
        let model = Arc::new(model) as Arc<dyn Model>;
        let opened = Opened { name: "list.csv".to_owned(), bytes: LIST.as_bytes().to_vec() };
        read(
            &opened,
            &reading(),
            Help { asks: false, model: Some(&model), budget: Budget::default(), writes },
        )
    }

    const BOTH: &str = r#"{"accounts": [{"name": "Zephyr", "kind": "expense"}, {"name": "Aurora", "kind": "loan"}, {"name": "Cash", "kind": "cash"}]}"#;

    #[test]
    fn what_a_model_proposes_is_refused_with_the_flags_that_approve_it() {
        let error = read_with(BOTH, false).unwrap_err();
        let told = format!("{error:#} {}", error.downcast_ref::<Refused>().unwrap().hint);
        assert!(told.contains("nothing says what `Aurora`, `Zephyr` are"), "{told}");
        assert!(
            told.contains("--account 'Aurora=loan' --account 'Zephyr=expense'")
                && !told.contains("Cash"),
            "{told}"
        );
    }

    #[test]
    fn what_a_model_proposes_is_written_into_a_mapping_to_be_approved() {
        let (import, proposed) = read_with(BOTH, true).unwrap();
        assert_eq!(proposed, ["Aurora", "Zephyr"]);
        assert!(import.mapping.accounts.contains(&("Zephyr".to_owned(), Kind::Expense)));
        // What it leaves out is still to be said.
        let half = r#"{"accounts": [{"name": "Zephyr", "kind": "expense"}]}"#;
        assert!(read_with(half, true).is_err());
        assert!(read_with("I cannot say.", true).is_err());
    }
}
