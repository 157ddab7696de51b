//! Fiscal periods and the days they span.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long a fiscal year may be, in days: 52 and 53 weeks and calendar years, but no other span.
const YEAR_DAYS: std::ops::RangeInclusive<i32> = 350..=380;

/// How long a fiscal quarter may be, in days (12 to 17 weeks: some retailers' years have one long quarter).
const QUARTER_DAYS: std::ops::RangeInclusive<i32> = 80..=120;

/// A quarter of a fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quarter {
    /// The first.
    Q1,
    /// The second.
    Q2,
    /// The third.
    Q3,
    /// The last; companies report the year instead, so its flows are derived.
    Q4,
}

impl Quarter {
    /// All four, in order.
    pub const ALL: [Self; 4] = [Self::Q1, Self::Q2, Self::Q3, Self::Q4];

    /// 1 to 4.
    pub fn number(self) -> u8 {
        match self {
            Self::Q1 => 1,
            Self::Q2 => 2,
            Self::Q3 => 3,
            Self::Q4 => 4,
        }
    }

    /// The quarter of this number, 1 to 4.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|quarter| quarter.number() == number)
    }
}

/// A period that a company reports on, named by its own fiscal calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String")]
#[serde(try_from = "String")]
pub enum FiscalPeriod {
    /// A fiscal year.
    Year(i16),
    /// A quarter of a fiscal year.
    Quarter(i16, Quarter),
    /// The four quarters that end with this one.
    Trailing(i16, Quarter),
}

impl FiscalPeriod {
    /// The fiscal year it lies in or ends in.
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Quarter(year, _) | Self::Trailing(year, _) => year,
        }
    }

    /// The same period of the fiscal year before.
    #[must_use]
    pub fn year_ago(self) -> Self {
        match self {
            Self::Year(year) => Self::Year(year.saturating_sub(1)),
            Self::Quarter(year, quarter) => Self::Quarter(year.saturating_sub(1), quarter),
            Self::Trailing(year, quarter) => Self::Trailing(year.saturating_sub(1), quarter),
        }
    }

    /// The four quarters that end with this one, first to last.
    pub fn four_quarters(year: i16, ending: Quarter) -> [Self; 4] {
        let at = |back: u8| {
            let (year, number) = match ending.number().checked_sub(back) {
                None | Some(0) => (year.saturating_sub(1), ending.number() + 4 - back),
                Some(number) => (year, number),
            };
            Self::Quarter(year, Quarter::from_number(number).unwrap_or(Quarter::Q1))
        };
        [at(3), at(2), at(1), at(0)]
    }
}

impl fmt::Display for FiscalPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "FY{year}"),
            Self::Quarter(year, quarter) => write!(f, "{quarter:?} FY{year}"),
            Self::Trailing(year, quarter) => write!(f, "TTM {quarter:?} FY{year}"),
        }
    }
}

/// The text names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period: write FY2024, Q3-FY2024, TTM or TTM-Q3-FY2024")]
pub struct InvalidPeriod(String);

impl FromStr for FiscalPeriod {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse()? {
            PeriodWanted::Of(period) => Ok(period),
            PeriodWanted::Latest
            | PeriodWanted::LatestTrailing
            | PeriodWanted::LatestQuarter
            | PeriodWanted::LatestOf(_)
            | PeriodWanted::YearsAgo(_) => Err(InvalidPeriod(text.chars().take(40).collect())),
        }
    }
}

impl From<FiscalPeriod> for String {
    fn from(period: FiscalPeriod) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for FiscalPeriod {
    type Error = InvalidPeriod;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The period a person asks about: by name, or counted from the latest there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "String")]
#[serde(try_from = "String")]
pub enum PeriodWanted {
    /// The latest fiscal year that is known.
    #[default]
    Latest,
    /// The latest four quarters that are known.
    LatestTrailing,
    /// The latest quarter that is known.
    LatestQuarter,
    /// The latest of these quarters that is known: the last third quarter.
    LatestOf(Quarter),
    /// So many fiscal years before the latest that is known.
    YearsAgo(u8),
    /// This one.
    Of(FiscalPeriod),
}

impl fmt::Display for PeriodWanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::LatestTrailing => f.write_str("TTM"),
            Self::LatestQuarter => f.write_str("latest quarter"),
            Self::LatestOf(quarter) => write!(f, "latest {quarter:?}"),
            Self::YearsAgo(years) => write!(f, "latest -{years}"),
            Self::Of(period) => write!(f, "{period}"),
        }
    }
}

impl From<PeriodWanted> for String {
    fn from(wanted: PeriodWanted) -> Self {
        wanted.to_string()
    }
}

impl TryFrom<String> for PeriodWanted {
    type Error = InvalidPeriod;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for PeriodWanted {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidPeriod(text.chars().take(40).collect());
        let upper = text.trim().to_ascii_uppercase().replace(['-', '_', ' ', '\''], "");
        match upper.strip_prefix("LATEST") {
            Some("") => return Ok(Self::Latest),
            Some("Q" | "QUARTER") => return Ok(Self::LatestQuarter),
            Some(rest) => {
                let quarter = rest.strip_prefix('Q').and_then(|n| n.parse().ok());
                let quarter = quarter.and_then(Quarter::from_number).map(Self::LatestOf);
                let years = || rest.parse().ok().filter(|years| (1..=30).contains(years));
                return quarter.or_else(|| years().map(Self::YearsAgo)).ok_or_else(invalid);
            }
            None => {}
        }
        let (trailing, rest) = match upper.strip_prefix("TTM") {
            Some("") => return Ok(Self::LatestTrailing),
            Some(rest) => (true, rest),
            None => (false, upper.as_str()),
        };
        let (quarter, year) = match rest.strip_prefix('Q') {
            Some(rest) => {
                let mut chars = rest.chars();
                let number =
                    chars.next().and_then(|c| c.to_digit(10)).and_then(|n| u8::try_from(n).ok());
                (Some(number.and_then(Quarter::from_number).ok_or_else(invalid)?), chars.as_str())
            }
            None => match rest.split_once('Q') {
                Some((year, number)) => {
                    let number = number.parse().ok().and_then(Quarter::from_number);
                    (Some(number.ok_or_else(invalid)?), year)
                }
                None => (None, rest),
            },
        };
        let year = read_year(year.trim_start_matches("FY")).ok_or_else(invalid)?;
        match (trailing, quarter) {
            (false, None) => Ok(Self::Of(FiscalPeriod::Year(year))),
            (false, Some(quarter)) => Ok(Self::Of(FiscalPeriod::Quarter(year, quarter))),
            (true, Some(quarter)) => Ok(Self::Of(FiscalPeriod::Trailing(year, quarter))),
            (true, None) => Ok(Self::Of(FiscalPeriod::Trailing(year, Quarter::Q4))),
        }
    }
}

/// Four digits of a year that a report can be about; two digits are a year of this century.
fn read_year(text: &str) -> Option<i16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i16 = text.parse().ok().filter(|_| digits)?;
    match text.len() {
        2 => Some(2000 + number),
        4 if (1900..2100).contains(&number) => Some(number),
        _ => None,
    }
}

/// The days of a period. A balance stands at the end of one and has no start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first day, where it is known.
    pub start: Option<Date>,
    /// The last day.
    pub end: Date,
}

impl Span {
    /// The instant at the end of a day.
    pub fn at(end: Date) -> Self {
        Self { start: None, end }
    }

    /// The days from first to last.
    pub fn over(start: Date, end: Date) -> Self {
        Self { start: Some(start), end }
    }

    /// How many days it covers, where its start is known.
    pub fn days(&self) -> Option<i32> {
        self.start.map(|start| days_between(start, self.end).saturating_add(1))
    }

    /// Whether it is as long as a fiscal year.
    pub fn is_year(&self) -> bool {
        self.days().is_some_and(|days| YEAR_DAYS.contains(&days))
    }

    /// Whether it is as long as a fiscal quarter.
    pub fn is_quarter(&self) -> bool {
        self.days().is_some_and(|days| QUARTER_DAYS.contains(&days))
    }
}

/// Whether one year-end follows another by a fiscal year.
pub fn is_a_year_later(earlier: Date, later: Date) -> bool {
    YEAR_DAYS.contains(&days_between(earlier, later))
}

/// How many days lie between two dates, negative where the second comes first.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// How a company names its fiscal years where no filing says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum YearNaming {
    /// By the calendar year in which the fiscal year ends.
    #[default]
    Ending,
    /// By the calendar year in which it starts: many retailers, whose years end in January or February.
    Starting,
}

impl YearNaming {
    /// The name of the fiscal year that ends on `end`.
    ///
    /// A 52- or 53-week year that spills over into 1–7 January belongs to the calendar year before.
    pub fn fiscal_year(self, end: Date) -> i16 {
        let spilled = end.month() == 1 && end.day() <= 7;
        let starting = self == Self::Starting && end.month() <= 2;
        end.year() - i16::from(spilled || starting)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(text.parse::<FiscalPeriod>().unwrap().to_string(), expected);
    }

    #[test]
    fn periods_are_read_in_the_usual_spellings() {
        check("FY2024", "FY2024");
        check("2024", "FY2024");
        check("fy24", "FY2024");
        check("Q3-FY2024", "Q3 FY2024");
        check("q3 2024", "Q3 FY2024");
        check("2024q3", "Q3 FY2024");
        check("TTM-Q3-FY2024", "TTM Q3 FY2024");
        assert_eq!("ttm".parse(), Ok(PeriodWanted::LatestTrailing));
        for wrong in
            ["", "Q5-FY2024", "FY", "FY20245", "1850", "last year", "Q", "TTMQ", "2024Q", "+24"]
        {
            assert!(wrong.parse::<FiscalPeriod>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_period_survives_printing_and_reading() {
        for quarter in Quarter::ALL {
            for period in [
                FiscalPeriod::Year(2024),
                FiscalPeriod::Quarter(2024, quarter),
                FiscalPeriod::Trailing(2024, quarter),
            ] {
                assert_eq!(period.to_string().parse(), Ok(period));
            }
        }
    }

    #[test]
    fn four_quarters_reach_into_the_year_before() {
        let names = FiscalPeriod::four_quarters(2025, Quarter::Q2).map(|period| period.to_string());
        assert_eq!(names, ["Q3 FY2024", "Q4 FY2024", "Q1 FY2025", "Q2 FY2025"]);
    }

    #[test]
    fn any_years_quarters_are_four_in_a_row() {
        for year in [i16::MIN, -9999, 0, 9999, i16::MAX] {
            for (ending, quarter) in Quarter::ALL.into_iter().enumerate() {
                let quarters = FiscalPeriod::four_quarters(year, quarter);
                assert_eq!(quarters[3], FiscalPeriod::Quarter(year, quarter));
                assert_eq!(quarters[3 - ending], FiscalPeriod::Quarter(year, Quarter::Q1));
            }
        }
    }

    #[test]
    fn a_period_is_kept_as_its_name() {
        let period = FiscalPeriod::Trailing(2024, Quarter::Q3);
        let json = serde_json::to_string(&period).unwrap();
        assert_eq!(json, "\"TTM Q3 FY2024\"");
        assert_eq!(serde_json::from_str::<FiscalPeriod>(&json).unwrap(), period);
        assert!(serde_json::from_str::<FiscalPeriod>("\"latest\"").is_err());
        for wanted in [
            PeriodWanted::Latest,
            PeriodWanted::LatestTrailing,
            PeriodWanted::LatestQuarter,
            PeriodWanted::LatestOf(Quarter::Q3),
            PeriodWanted::YearsAgo(5),
            PeriodWanted::Of(period),
        ] {
            assert_eq!(wanted.to_string().parse(), Ok(wanted));
        }
        assert!("latest quarters".parse::<PeriodWanted>().is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_period_or_an_error(text in "\\PC{0,20}|(TTM)?[ -]?Q?[0-9]?[ -]?(FY)?[0-9]{0,5}Q?[0-9]?") {
            if let Ok(period) = text.parse::<FiscalPeriod>() {
                proptest::prop_assert_eq!(period.to_string().parse(), Ok(period));
            }
        }
    }

    #[test]
    fn years_are_named_as_their_companies_name_them() {
        use YearNaming::{Ending, Starting};
        // JNJ's 52/53-week years, HD by starting year, WMT and NVDA by ending year.
        assert_eq!(Ending.fiscal_year(date(2023, 1, 1)), 2022);
        assert_eq!(Ending.fiscal_year(date(2024, 12, 29)), 2024);
        assert_eq!(Starting.fiscal_year(date(2025, 2, 2)), 2024);
        assert_eq!(Ending.fiscal_year(date(2026, 1, 31)), 2026);
        assert_eq!(Ending.fiscal_year(date(2025, 1, 26)), 2025);
    }

    #[test]
    fn spans_know_years_and_quarters() {
        assert!(Span::over(date(2024, 1, 29), date(2025, 2, 2)).is_year());
        assert!(Span::over(date(2024, 7, 1), date(2024, 9, 28)).is_quarter());
        assert!(!Span::over(date(2024, 1, 1), date(2024, 9, 30)).is_year());
        assert!(!Span::at(date(2024, 9, 30)).is_quarter());
        assert!(!is_a_year_later(date(2023, 12, 31), date(2024, 3, 31)));
    }
}
