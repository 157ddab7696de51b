//! What a chart shows, before anyone decides how it looks.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Up to here each period is compared with the next, and bars compare better than a line.
const FEW_PERIODS: usize = 6;

/// Beyond this, bars on a page are too thin to be told apart.
const MANY_BARS: usize = 120;

/// One chart: its figures, what they are called and who said them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartSpec {
    /// The form the caller asks for; see [`ChartSpec::drawn_as`] for the one it gets.
    pub kind: Kind,
    /// What the figures are: `Revenue`.
    pub title: String,
    /// What the figures are counted in, said once for all of them: `USD bn`.
    pub unit: String,
    /// The name of each period or category, in reading order.
    pub x: Vec<String>,
    /// The rows of figures, each as long as `x`; what is missing at the end is a gap.
    pub series: Vec<Series>,
    /// Who said so.
    pub source: String,
    /// When it was true.
    pub as_of: Option<String>,
}

/// The form of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line through the periods.
    Line,
    /// A line filled down to zero.
    Area,
    /// Bars side by side.
    Bar,
    /// Bars on top of each other.
    Stacked,
    /// From one level to another. The first and the last point are levels, those between are changes;
    /// only the first series is drawn.
    Waterfall,
    /// A small line without axes.
    Spark,
}

/// One row of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// What the row is called.
    pub name: String,
    /// What the row is to the others.
    pub role: Role,
    /// One point for each entry of [`ChartSpec::x`].
    pub points: Vec<Point>,
}

/// What a series is to the others, which decides its stroke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What was reported.
    Actual,
    /// The same a year before: dashed and grey.
    Prior,
    /// What was planned: thin and dotted.
    Budget,
    /// What is expected: hatched, and marked F.
    Forecast,
    /// Another company.
    Peer,
}

/// One figure, exact and as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The exact figure. Nothing here is a gap.
    #[serde(default, with = "exact")]
    pub value: Option<Decimal>,
    /// The figure as people read it.
    pub label: String,
}

impl ChartSpec {
    /// The form that suits the number of periods: few are bars, and too many bars are a line.
    pub fn drawn_as(&self) -> Kind {
        let periods = self.periods();
        match self.kind {
            Kind::Line | Kind::Area if periods <= FEW_PERIODS => Kind::Bar,
            Kind::Bar | Kind::Stacked if MANY_BARS < periods && self.series.len() < 2 => Kind::Area,
            Kind::Bar | Kind::Stacked if MANY_BARS < periods => Kind::Line,
            Kind::Line | Kind::Area | Kind::Bar | Kind::Stacked | Kind::Waterfall | Kind::Spark => {
                self.kind
            }
        }
    }

    /// How many periods or categories the chart spans, named or not.
    pub fn periods(&self) -> usize {
        let longest = self.series.iter().map(|series| series.points.len()).max();
        self.x.len().max(longest.unwrap_or_default())
    }

    /// The name of a period; one without a name has an empty one.
    pub(crate) fn x_label(&self, period: usize) -> &str {
        self.x.get(period).map_or("", String::as_str)
    }

    /// Every figure that is there.
    pub(crate) fn values(&self) -> impl Iterator<Item = Decimal> {
        self.series.iter().flat_map(Series::present).map(|(_, value)| value)
    }

    /// Whether there is nothing to draw.
    pub(crate) fn is_blank(&self) -> bool {
        self.values().next().is_none()
    }

    /// Whether its steps are more than anyone could follow.
    pub(crate) fn is_crowded(&self) -> bool {
        self.kind == Kind::Waterfall && MANY_BARS < self.periods()
    }
}

impl Series {
    /// The figure of a period, if it was reported.
    pub(crate) fn value(&self, period: usize) -> Option<Decimal> {
        self.points.get(period)?.value
    }

    /// The figure of a period as people read it.
    pub(crate) fn text(&self, period: usize) -> String {
        self.points.get(period).map_or_else(|| "n/a".to_owned(), Point::text)
    }

    /// The figures that are there, each with its period.
    pub(crate) fn present(&self) -> impl DoubleEndedIterator<Item = (usize, Decimal)> {
        let points = self.points.iter().enumerate();
        points.filter_map(|(period, point)| Some((period, point.value?)))
    }

    /// What the series is called where it is drawn: a forecast says that it is one.
    pub(crate) fn heading(&self) -> String {
        match self.role {
            Role::Forecast => format!("{} F", self.name),
            Role::Actual | Role::Prior | Role::Budget | Role::Peer => self.name.clone(),
        }
    }
}

impl Point {
    /// The label; the bare figure where the caller left it empty.
    fn text(&self) -> String {
        match self.value {
            None => "n/a".to_owned(),
            Some(value) if self.label.is_empty() => value.to_string(),
            Some(_) => self.label.clone(),
        }
    }
}

/// Decimals travel as text, so that no reader rounds them.
mod exact {
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(|value| value.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| Decimal::from_str_exact(&text).map_err(D::Error::custom)).transpose()
    }
}
