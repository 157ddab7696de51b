//! Every setting there is: its name in files, its variables in the environment, and who may set it.

use providers::llm::PROVIDERS;

/// What a value is, where it matters to who may set and see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A plain value, which a project's file may set as well.
    Plain,
    /// Where questions and money go, and who asks: only the user says so.
    Personal,
    /// A key: only the user sets it, and nobody sees it.
    Secret,
}

/// A setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Its name in files: `fmp.plan` is `plan` under `[fmp]`.
    pub(crate) key: &'static str,
    /// Its variables, the first that is set counts.
    pub(crate) variables: &'static [&'static str],
    /// What it is.
    pub(crate) kind: Kind,
    /// What it does.
    pub(crate) what: &'static str,
}

const fn row(
    key: &'static str,
    variables: &'static [&'static str],
    kind: Kind,
    what: &'static str,
) -> Row {
    Row { key, variables, kind, what }
}

use Kind::{Personal, Plain, Secret};

/// All of them.
pub(crate) const ROWS: [Row; 20] = [
    row(
        "model",
        &["FISC_MODEL"],
        Personal,
        "the language model: openai:NAME, anthropic:NAME, gemini:NAME, ollama:NAME …",
    ),
    row(
        "llm.api_key",
        &["FISC_LLM_API_KEY"],
        Secret,
        "its key; else the provider's own variable (OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY …)",
    ),
    row(
        "llm.base_url",
        &["FISC_LLM_BASE_URL"],
        Personal,
        "its address, where that is not the provider's usual one",
    ),
    row(
        "llm.timeout_s",
        &["FISC_LLM_TIMEOUT_S"],
        Plain,
        "how long the first piece of a reply may take, in seconds [30]",
    ),
    row(
        "llm.at_once",
        &["FISC_LLM_AT_ONCE"],
        Plain,
        "how many requests are sent at once: a number or auto [auto]",
    ),
    row(
        "fmp.api_key",
        &["FISC_FMP_API_KEY", "FMP_API_KEY"],
        Secret,
        "the key at Financial Modeling Prep",
    ),
    row("fmp.base_url", &["FISC_FMP_BASE_URL"], Personal, "its address"),
    row("fmp.plan", &["FISC_FMP_PLAN"], Plain, "your plan there: free, starter, premium, ultimate"),
    row(
        "fmp.timeout_s",
        &["FISC_FMP_TIMEOUT_S"],
        Plain,
        "how long one of its answers may take, in seconds [10]",
    ),
    row("fmp.at_once", &["FISC_FMP_AT_ONCE"], Plain, "how many requests are sent at once [auto]"),
    row(
        "edgar.contact",
        &["FISC_EDGAR_CONTACT", "SEC_CONTACT"],
        Personal,
        "your e-mail address, which the SEC wants to know before it answers",
    ),
    row("edgar.base_url", &["FISC_EDGAR_BASE_URL"], Personal, "the address of www.sec.gov"),
    row(
        "edgar.data_base_url",
        &["FISC_EDGAR_DATA_BASE_URL"],
        Personal,
        "the address of data.sec.gov",
    ),
    row(
        "edgar.timeout_s",
        &["FISC_EDGAR_TIMEOUT_S"],
        Plain,
        "how long one of its answers may take, in seconds [20]",
    ),
    row(
        "edgar.at_once",
        &["FISC_EDGAR_AT_ONCE"],
        Plain,
        "how many requests are sent at once [auto]",
    ),
    row(
        "market.order",
        &["FISC_MARKET_ORDER"],
        Plain,
        "who is asked for figures, in which order [fmp,edgar,builtin]",
    ),
    row("budget.seconds", &["FISC_BUDGET_SECONDS"], Personal, "how long an answer may take [60]"),
    row(
        "budget.dollars",
        &["FISC_BUDGET_DOLLARS"],
        Personal,
        "what an answer may cost at the model's provider [1.00]",
    ),
    row(
        "budget.tokens",
        &["FISC_BUDGET_TOKENS"],
        Personal,
        "how many tokens an answer may take [500000]",
    ),
    row(
        "budget.model_requests",
        &["FISC_BUDGET_MODEL_REQUESTS"],
        Personal,
        "how often models may be asked for an answer [32]",
    ),
];

/// Variables that are no settings: where things are kept, and what shells complete by.
const OTHER_VARIABLES: [&str; 5] =
    ["FISC_HOME", "FISC_CONFIG_DIR", "FISC_DATA_DIR", "FISC_CACHE_DIR", "FISC_COMPLETE"];

/// Every variable of ours that means something.
pub(crate) fn variables() -> impl Iterator<Item = String> {
    let keys = PROVIDERS.iter().filter_map(|provider| provider.key_variable);
    ROWS.iter()
        .flat_map(|row| row.variables)
        .chain(&OTHER_VARIABLES)
        .map(|name| (*name).to_owned())
        .chain(keys.map(|key| format!("FISC_{key}")))
}

/// The setting of that name.
pub(crate) fn find(key: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.key == key)
}
