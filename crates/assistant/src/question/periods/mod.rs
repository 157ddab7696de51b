//! Which period, or which row of periods, a question is about.

mod over;

use finance::{FiscalPeriod, PeriodWanted, Quarter, facts::lexicon};

use super::tokens::{Token, find};

/// Greater numbers of years or quarters are not read.
const YEARS_MAX: u8 = 30;

/// What a question says of periods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Periods {
    /// One period, where one is said.
    pub one: Option<PeriodWanted>,
    /// Several periods, where several are said.
    pub over: Option<Over>,
    /// A step from the period of before.
    pub relative: Option<Relative>,
    /// Words of a period that were not understood.
    pub unread: Option<String>,
}

/// Several periods in a row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Over {
    /// The latest fiscal years, so many.
    Years(u8),
    /// The fiscal years from one to another.
    Between(i16, i16),
    /// From a fiscal year to the latest.
    Since(i16),
    /// The latest quarters, so many.
    Quarters(u8),
    /// These.
    Each(Vec<FiscalPeriod>),
}

/// A step from the period of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// So many years later, or earlier where negative.
    Years(i16),
    /// So many quarters later, or earlier where negative.
    Quarters(i16),
    /// The whole fiscal year.
    WholeYear,
    /// As many years or quarters on as the period itself is long: `the one before`.
    Steps(i16),
}

impl Relative {
    /// The period that lies so far from another.
    pub fn from(self, period: FiscalPeriod) -> FiscalPeriod {
        let years = |by: i16| {
            let year = period.year().saturating_add(by);
            match period {
                FiscalPeriod::Year(_) => FiscalPeriod::Year(year),
                FiscalPeriod::Quarter(_, quarter) => FiscalPeriod::Quarter(year, quarter),
                FiscalPeriod::Trailing(_, quarter) => FiscalPeriod::Trailing(year, quarter),
            }
        };
        let quarters = |by: i16, quarter: Quarter| {
            let number = i16::from(quarter.number()) - 1 + by;
            let year = period.year().saturating_add(number.div_euclid(4));
            let number = u8::try_from(number.rem_euclid(4) + 1).unwrap_or(1);
            (year, Quarter::from_number(number).unwrap_or(Quarter::Q1))
        };
        match (self, period) {
            (Self::Years(by), _) | (Self::Steps(by), FiscalPeriod::Year(_)) => years(by),
            (Self::Quarters(by), FiscalPeriod::Year(_)) => {
                let (year, quarter) = quarters(by, Quarter::Q4);
                FiscalPeriod::Quarter(year, quarter)
            }
            (Self::Quarters(by) | Self::Steps(by), FiscalPeriod::Quarter(_, quarter)) => {
                let (year, quarter) = quarters(by, quarter);
                FiscalPeriod::Quarter(year, quarter)
            }
            (Self::Quarters(by) | Self::Steps(by), FiscalPeriod::Trailing(_, quarter)) => {
                let (year, quarter) = quarters(by, quarter);
                FiscalPeriod::Trailing(year, quarter)
            }
            (Self::WholeYear, _) => FiscalPeriod::Year(period.year()),
        }
    }
}

/// Ways to say one period, or a step to one.
const LATEST: &[&str] = &[
    "last year",
    "latest year",
    "last fiscal year",
    "most recent year",
    "this year",
    "latest annual",
    "past year",
    "previous fiscal year",
    "latest",
    "most recent",
];
const LATEST_QUARTER: &[&str] = &[
    "last quarter",
    "latest quarter",
    "most recent quarter",
    "this quarter",
    "past quarter",
    "latest quarterly",
    "last reported quarter",
];
const TRAILING: &[&str] = &[
    "last four quarters",
    "last 4 quarters",
    "ttm",
    "trailing twelve months",
    "last twelve months",
    "ltm",
    "trailing 12 months",
    "last 12 months",
    "past twelve months",
    "past 12 months",
    "trailing year",
];
const STEPS: &[(&str, Relative)] = &[
    ("same quarter * year later", Relative::Years(1)),
    ("same quarter * year before", Relative::Years(-1)),
    ("same quarter * year earlier", Relative::Years(-1)),
    ("same quarter last year", Relative::Years(-1)),
    ("the year before", Relative::Years(-1)),
    ("year before", Relative::Years(-1)),
    ("a year earlier", Relative::Years(-1)),
    ("one year earlier", Relative::Years(-1)),
    ("year earlier", Relative::Years(-1)),
    ("year prior", Relative::Years(-1)),
    ("prior year", Relative::Years(-1)),
    ("previous year", Relative::Years(-1)),
    ("the preceding year", Relative::Years(-1)),
    ("a year later", Relative::Years(1)),
    ("one year later", Relative::Years(1)),
    ("the year after", Relative::Years(1)),
    ("year after", Relative::Years(1)),
    ("next year", Relative::Years(1)),
    ("following year", Relative::Years(1)),
    ("the quarter before", Relative::Quarters(-1)),
    ("quarter before", Relative::Quarters(-1)),
    ("quarter earlier", Relative::Quarters(-1)),
    ("previous quarter", Relative::Quarters(-1)),
    ("prior quarter", Relative::Quarters(-1)),
    ("next quarter", Relative::Quarters(1)),
    ("quarter after", Relative::Quarters(1)),
    ("quarter later", Relative::Quarters(1)),
    ("following quarter", Relative::Quarters(1)),
    ("the one before", Relative::Steps(-1)),
    ("the one after", Relative::Steps(1)),
    ("one before that", Relative::Steps(-1)),
    ("one after that", Relative::Steps(1)),
    ("^ and before that", Relative::Steps(-1)),
    ("^ before that", Relative::Steps(-1)),
    ("full year", Relative::WholeYear),
    ("whole year", Relative::WholeYear),
    ("entire year", Relative::WholeYear),
];

const NUMBERS: [(&str, u8); 14] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("a", 1),
    ("couple", 2),
    ("few", 3),
    ("several", 5),
];

/// Months, but those that are also verbs.
const MONTHS: [&str; 19] = [
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "apr",
    "jun",
    "aug",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// Parts of years that nobody reports by themselves here.
const PARTS: [&str; 5] = ["h1", "h2", "half", "ytd", "year-to-date"];

/// Words of periods that are not understood where nothing was.
const UNREAD: [&str; 9] =
    ["month", "monthly", "yesterday", "week", "weekly", "daily", "decade", "h1", "h2"];

/// Reads what a question says of periods; `text` is without the names of companies.
pub(super) fn read(text: &str, tokens: &[Token]) -> Periods {
    let mut periods = Periods::default();
    let named = lexicon::periods_in(text);
    periods.over = over::over(tokens, &named);
    periods.one = one(tokens, &named);
    let says = |pattern: &&str| find(tokens, pattern).is_some();
    if named.is_empty() && periods.over.is_none() {
        let step = STEPS.iter().find(|(pattern, _)| find(tokens, pattern).is_some());
        periods.relative = step.map(|(_, step)| *step).or_else(|| counted_step(tokens));
        if periods.relative.is_some() && !LATEST_QUARTER.iter().chain(TRAILING).any(says) {
            periods.one = None;
        }
    }
    let nothing = periods.one.is_none() && periods.over.is_none() && periods.relative.is_none();
    periods.unread = unread(tokens, nothing);
    periods
}

/// A word of a period that was not understood: one that no fiscal period has, or any where nothing was read.
fn unread(tokens: &[Token], nothing: bool) -> Option<String> {
    let lower = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let is_number =
        |at: usize| lower(at).bytes().all(|byte| byte.is_ascii_digit()) && !lower(at).is_empty();
    let decade = |word: &str| {
        word.len() == 5
            && word.ends_with('s')
            && word.bytes().take(4).all(|byte| byte.is_ascii_digit())
    };
    let unread = (0..tokens.len()).find(|at| {
        let word = lower(*at);
        // `may` and `march` are also verbs.
        let month = MONTHS.contains(&word)
            || matches!(word, "may" | "march")
                && (is_number(at + 1) || at.checked_sub(1).is_some_and(is_number));
        let years_before =
            at.checked_sub(1).is_some_and(|before| lower(before).starts_with("year"));
        let ago = word == "ago" && (nothing || !years_before);
        let no_quarter = word.strip_prefix('q').is_some_and(|number| {
            number.parse::<u8>().is_ok_and(|number| !(1..=4).contains(&number))
        });
        let many = nothing
            && matches!(word, "years" | "quarters")
            && at.checked_sub(1).is_some_and(is_number);
        month
            || ago
            || no_quarter
            || many
            || decade(word)
            || PARTS.contains(&word)
            || nothing && UNREAD.contains(&word)
    })?;
    Some(lower(unread).to_owned())
}

fn one(tokens: &[Token], named: &[FiscalPeriod]) -> Option<PeriodWanted> {
    let says = |patterns: &[&str]| patterns.iter().any(|pattern| find(tokens, pattern).is_some());
    let quarter = named.iter().find(|period| matches!(period, FiscalPeriod::Quarter(..)));
    // `Q4 EPS 2026`.
    if let ([FiscalPeriod::Year(year)], Some(quarter)) = (named, bare_quarter(tokens)) {
        return Some(PeriodWanted::Of(FiscalPeriod::Quarter(*year, quarter)));
    }
    if let Some(period) = quarter.or(named.first()) {
        return Some(PeriodWanted::Of(*period));
    }
    if says(TRAILING) {
        return Some(PeriodWanted::LatestTrailing);
    }
    if let Some(quarter) = bare_quarter(tokens) {
        return Some(PeriodWanted::LatestOf(quarter));
    }
    if says(LATEST_QUARTER) {
        return Some(PeriodWanted::LatestQuarter);
    }
    if let Some(years) = years_ago(tokens) {
        return Some(PeriodWanted::YearsAgo(years));
    }
    says(LATEST).then_some(PeriodWanted::Latest)
}

/// A quarter without a year: `in Q3`, `third quarter`.
fn bare_quarter(tokens: &[Token]) -> Option<Quarter> {
    const SPELLED: [(&str, u8); 8] = [
        ("first quarter", 1),
        ("1st quarter", 1),
        ("second quarter", 2),
        ("2nd quarter", 2),
        ("third quarter", 3),
        ("3rd quarter", 3),
        ("fourth quarter", 4),
        ("4th quarter", 4),
    ];
    let spelled = SPELLED.iter().find(|(pattern, _)| find(tokens, pattern).is_some());
    let number = spelled
        .map(|(_, number)| *number)
        .or_else(|| tokens.iter().find_map(|token| token.lower.strip_prefix('q')?.parse().ok()))?;
    Quarter::from_number(number)
}

/// `three years ago`, `a year ago`.
fn years_ago(tokens: &[Token]) -> Option<u8> {
    let ago = find(tokens, "years ago").or_else(|| find(tokens, "year ago"))?;
    let before = |back: usize| tokens.get(ago.start.checked_sub(back)?);
    // `a couple of years ago`
    number(before(1)?)
        .or_else(|| number(before(2)?).filter(|_| before(1).is_some_and(|of| of.lower == "of")))
}

/// `two years earlier`, `3 quarters later`.
fn counted_step(tokens: &[Token]) -> Option<Relative> {
    for (unit, is_year) in [("years", true), ("quarters", false)] {
        for (word, sign) in
            [("earlier", -1), ("before", -1), ("later", 1), ("after", 1), ("prior", -1)]
        {
            let Some(found) = find(tokens, &format!("{unit} {word}")) else { continue };
            let before = found.start.checked_sub(1).and_then(|at| tokens.get(at));
            let count = i16::from(before.and_then(number).unwrap_or(1)) * sign;
            return Some(if is_year { Relative::Years(count) } else { Relative::Quarters(count) });
        }
    }
    None
}

fn number(token: &Token) -> Option<u8> {
    let spelled = NUMBERS.iter().find(|(word, _)| *word == token.lower);
    let number = spelled.map(|(_, number)| *number).or_else(|| token.lower.parse().ok())?;
    (0 < number && number <= YEARS_MAX).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{super::tokens::tokens, *};

    fn said(text: &str) -> Periods {
        read(text, &tokens(text, &[]))
    }

    #[test]
    fn periods_are_read_as_people_say_them() {
        let one = |text| said(text).one;
        let fy = |year| Some(PeriodWanted::Of(FiscalPeriod::Year(year)));
        assert_eq!(one("net margin in 2023?"), fy(2023));
        assert_eq!(one("revenue last quarter"), Some(PeriodWanted::LatestQuarter));
        assert_eq!(one("eps over the last twelve months"), Some(PeriodWanted::LatestTrailing));
        assert_eq!(one("revenue in Q3"), Some(PeriodWanted::LatestOf(Quarter::Q3)));
        assert_eq!(one("revenue three years ago"), Some(PeriodWanted::YearsAgo(3)));
        assert_eq!(one("did it grow last year"), Some(PeriodWanted::Latest));
        assert_eq!(one("revenue"), None);
    }

    #[test]
    fn rows_of_periods_are_read() {
        let over = |text| said(text).over;
        assert_eq!(over("revenue over the last five years"), Some(Over::Years(5)));
        assert_eq!(over("revenue from 2019 to 2023"), Some(Over::Between(2019, 2023)));
        assert_eq!(over("revenue 2018-2023"), Some(Over::Between(2018, 2023)));
        assert_eq!(over("revenue since 2020"), Some(Over::Since(2020)));
        let both = vec![FiscalPeriod::Year(2022), FiscalPeriod::Year(2023)];
        assert_eq!(over("revenue in 2022 and 2023"), Some(Over::Each(both)));
        assert_eq!(over("revenue in 2023"), None);
        assert_eq!(over("revenue by quarter"), Some(Over::Quarters(8)));
        assert_eq!(over("revenue of the last six quarters"), Some(Over::Quarters(6)));
        assert_eq!(over("revenue of the last four quarters"), None);
        assert_eq!(over("revenue in the latest quarter"), None);
        assert_eq!(over("revenue until 2015"), Some(Over::Between(2006, 2015)));
        let text = |text| match over(text) {
            Some(Over::Each(all)) => all.iter().map(ToString::to_string).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(text("revenue Q3 2024 to Q1 2025"), ["Q3 FY2024", "Q4 FY2024", "Q1 FY2025"]);
        assert_eq!(text("revenue Q1 to Q3 2025"), ["Q1 FY2025", "Q2 FY2025", "Q3 FY2025"]);
        assert_eq!(text("quarterly revenue 2024").len(), 4);
        assert_eq!(said("EPS in Q4 2026").one, said("Q4 EPS 2026").one);
        for unread in [
            "revenue H1 2025",
            "revenue in June 2025",
            "sales in the 2010s",
            "sales two quarters ago",
        ] {
            assert!(said(unread).unread.is_some(), "{unread}");
        }
        for read in ["revenue in 2025", "how may it grow in 2025", "revenue three years ago"] {
            assert_eq!(said(read).unread, None, "{read}");
        }
        assert_eq!(over("revenue five years ago"), None);
    }

    #[test]
    fn steps_lead_from_one_period_to_another() {
        let step = |text: &str, from: &str| {
            said(text).relative.map(|step| step.from(from.parse().unwrap()).to_string())
        };
        assert_eq!(step("the year before?", "FY2023").as_deref(), Some("FY2022"));
        assert_eq!(step("and the one before that?", "Q1-FY2023").as_deref(), Some("Q4 FY2022"));
        assert_eq!(step("two years earlier", "FY2020").as_deref(), Some("FY2018"));
        assert_eq!(step("and for the full year?", "Q4-FY2022").as_deref(), Some("FY2022"));
        assert_eq!(step("same quarter a year later?", "Q3-FY2022").as_deref(), Some("Q3 FY2023"));
        assert_eq!(step("and in 2022?", "FY2020"), None);
    }
}
