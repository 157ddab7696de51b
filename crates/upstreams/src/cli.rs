//! The command line.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Parser;
use serde_json::Value;

use crate::{Dose, Fault, Pace, Rule, Settings, StandIn, Wait};

const RULES: &str = "\
A rule is TARGET=VALUE, TARGET:WITHIN=VALUE or a value for everyone. TARGET is all, models, fmp, sec, openai, \
anthropic, gemini or ollama. WITHIN is a part of the path with its query, or of a model's instructions. Of \
several rules for a request the last holds, of faults the last whose turn it is.

  --delay fmp=200ms --delay fmp:profile=350ms --delay 'models:You route=400ms'
  --pace 50/s
  --fault fmp:income-statement=429x2    the first two
  --fault openai=stream-error/3         every third
  --fault fmp=429-quota>250             all after 250

A request asks for a fault by the header `x-upstreams-fault: NAME`, or to a model by `[[fault: NAME]]` in a \
message. While it runs: GET or POST /_control/settings, GET /_control/requests, GET /_control/counts, \
POST /_control/clear.";

/// Stands in for the data providers and language models that Fisc asks, on a loopback port.
#[derive(Debug, Parser)]
#[command(name = "upstreams", version, after_long_help = RULES)]
pub struct Arguments {
    /// The port; 0 is any free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The key that FMP accepts
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// The key that models accept; without one they ask for none
    #[arg(long, value_name = "KEY")]
    model_key: Option<String>,
    /// How long until the first byte, as a rule
    #[arg(long, value_name = "RULE")]
    delay: Vec<Rule<Wait>>,
    /// How fast models speak, as a rule: 50/s
    #[arg(long, value_name = "RULE")]
    pace: Vec<Rule<Pace>>,
    /// What goes wrong, as a rule; `--list-faults` names all
    #[arg(long, value_name = "RULE")]
    fault: Vec<Rule<Dose>>,
    /// How long `slow-first-byte` takes
    #[arg(long, value_name = "TIME")]
    slow: Option<Wait>,
    /// What `Retry-After` says
    #[arg(long, value_name = "TIME")]
    retry_after: Option<Wait>,
    /// How many requests a second EDGAR bears; 0 is any number
    #[arg(long, value_name = "NUMBER")]
    sec_rate: Option<u32>,
    /// How long EDGAR refuses whoever asked more often
    #[arg(long, value_name = "TIME")]
    sec_block: Option<Wait>,
    /// Send 0 for what is not known, as FMP does
    #[arg(long)]
    zero_missing: bool,
    /// The title of every piece of news
    #[arg(long, value_name = "TEXT")]
    news_title: Option<String>,
    /// What made-up rows are made from
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// What stands in models' JSON answers: kind=report
    #[arg(long, value_name = "NAME=VALUE", value_parser = answer)]
    answer: Vec<(String, Value)>,
    /// Let models answer at once instead of calling a tool first
    #[arg(long)]
    no_tools: bool,
    /// Settings in JSON, as `/_control/settings` shows them; flags come after them
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Print the names of all faults, and nothing else
    #[arg(long)]
    list_faults: bool,
}

/// A property's name and its value: JSON, or text where it is none.
fn answer(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
    Ok((name.to_owned(), value))
}

impl Arguments {
    /// Whether only the faults' names are wanted.
    pub fn only_lists_faults(&self) -> bool {
        self.list_faults
    }

    /// The settings that were asked for.
    pub fn into_settings(self) -> io::Result<Settings> {
        let known = match &self.settings {
            Some(file) => read(file)?,
            None => Settings::default(),
        };
        let mut settings = Settings {
            port: self.port,
            fmp_key: self.key.unwrap_or(known.fmp_key),
            model_key: self.model_key.or(known.model_key),
            sec_rate: match self.sec_rate {
                Some(0) => None,
                Some(rate) => Some(rate),
                None => known.sec_rate,
            },
            sec_block: self.sec_block.unwrap_or(known.sec_block),
            zero_missing: self.zero_missing || known.zero_missing,
            news_title: self.news_title.or(known.news_title),
            seed: self.seed.unwrap_or(known.seed),
            slow: self.slow.unwrap_or(known.slow),
            retry_after: self.retry_after.unwrap_or(known.retry_after),
            call_tools: !self.no_tools && known.call_tools,
            ..known
        };
        // The last rule holds, so those of the command line come last.
        settings.delays.extend(self.delay);
        settings.paces.extend(self.pace);
        settings.faults.extend(self.fault);
        settings.answers.extend(self.answer);
        Ok(settings)
    }
}

/// Reads a file of settings; what it does not name is as usual.
#[expect(
    clippy::disallowed_methods,
    reason = "the file is named on the command line of this program"
)]
fn read(file: &Path) -> io::Result<Settings> {
    let named = |error: io::Error| io::Error::other(format!("`{}`: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(named)?;
    let settings = serde_json::from_str(&text).and_then(|patch| Settings::default().patched(patch));
    settings.map_err(|error| named(error.into()))
}

/// Prints where everything is, and the lines that point Fisc at it.
pub fn print_addresses(stand_in: &StandIn, mut to: impl Write) -> io::Result<()> {
    writeln!(to, "fmp        {}/stable/", stand_in.fmp_url())?;
    writeln!(to, "fmp key    {}", stand_in.settings().fmp_key)?;
    writeln!(to, "sec        {}/", stand_in.sec_url())?;
    writeln!(to, "sec-data   {}/", stand_in.sec_data_url())?;
    writeln!(to, "openai     {}", stand_in.openai_url())?;
    writeln!(to, "anthropic  {}", stand_in.anthropic_url())?;
    writeln!(to, "gemini     {}", stand_in.gemini_url())?;
    writeln!(to, "ollama     {}", stand_in.ollama_url())?;
    writeln!(to, "control    {}/_control/settings", stand_in.base())?;
    writeln!(to)?;
    writeln!(to, "export FISC_FMP_BASE_URL={}", stand_in.fmp_url())?;
    writeln!(to, "export FISC_EDGAR_BASE_URL={}", stand_in.sec_url())?;
    writeln!(to, "export FISC_EDGAR_DATA_BASE_URL={}", stand_in.sec_data_url())?;
    writeln!(to, "export FISC_LLM_BASE_URL={}", stand_in.openai_url())?;
    to.flush()
}

/// Prints the name of every fault.
pub fn print_faults(mut to: impl Write) -> io::Result<()> {
    for fault in Fault::ALL {
        writeln!(to, "{fault}")?;
    }
    to.flush()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::{Turns, Upstream};

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn flags_become_settings() {
        let line = "upstreams --port 0 --key K --delay fmp=200ms --delay fmp:profile=350ms --pace 50/s \
             --fault fmp:income-statement=429x2 --sec-rate 0 --answer kind=report --answer n=2 --no-tools";
        let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
        let settings = arguments.into_settings().unwrap();
        assert_eq!((settings.fmp_key.as_str(), settings.sec_rate), ("K", None));
        assert_eq!(settings.delays.len(), 2);
        let dose = Dose { fault: Fault::Status(429), turns: Turns::First(2) };
        assert_eq!(settings.faults, [Rule::within(Upstream::Fmp, "income-statement", dose)]);
        assert_eq!(settings.answers.get("n"), Some(&Value::from(2)));
        assert!(!settings.call_tools);
    }
}
