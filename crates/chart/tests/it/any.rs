//! No input makes a renderer fail.

use crate::specs::ticks;
use chart::{ChartSpec, Kind, Point, Role, Series};
use proptest::{collection::vec, option, prelude::*};
use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

fn value() -> impl Strategy<Value = Decimal> {
    let any = (any::<i128>(), 0..=28_u32).prop_map(|(digits, scale)| {
        let digits = digits % (Decimal::MAX.mantissa() + 1);
        Decimal::try_from_i128_with_scale(digits, scale).unwrap()
    });
    let ends = [Decimal::MAX, Decimal::MIN, Decimal::ZERO, Decimal::new(1, 28), Decimal::ONE];
    prop_oneof![any, (-500_i64..500).prop_map(Decimal::from), prop::sample::select(ends.to_vec())]
}

fn point() -> impl Strategy<Value = Point> {
    (option::weighted(0.8, value()), any::<String>())
        .prop_map(|(value, label)| Point { value, label })
}

fn series() -> impl Strategy<Value = Series> {
    let roles = [Role::Actual, Role::Prior, Role::Budget, Role::Forecast, Role::Peer];
    let points = prop_oneof![9 => vec(point(), 0..20), 1 => vec(point(), 100..200)];
    (any::<String>(), prop::sample::select(roles.to_vec()), points)
        .prop_map(|(name, role, points)| Series { name, role, points })
}

fn spec() -> impl Strategy<Value = ChartSpec> {
    let kinds =
        [Kind::Line, Kind::Area, Kind::Bar, Kind::Stacked, Kind::Waterfall, Kind::Spark].to_vec();
    let texts = (any::<String>(), any::<String>(), any::<String>(), any::<Option<String>>());
    let body = (prop::sample::select(kinds), vec(any::<String>(), 0..20), vec(series(), 0..5));
    (texts, body).prop_map(|((title, unit, source, as_of), (kind, x, series))| ChartSpec {
        kind,
        title,
        unit,
        x,
        series,
        source,
        as_of,
    })
}

/// Every element is closed in order, and no text of a caller has become one.
fn is_well_formed(svg: &str) -> bool {
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.split(' ').next().unwrap().trim_end_matches('/');
        match name.strip_prefix('/') {
            Some(closed) if open.pop() != Some(closed) => return false,
            None if !tag.ends_with('/') => open.push(name),
            Some(_) | None => {}
        }
    }
    open.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_chart_is_drawn_on_a_page(spec in spec()) {
        let svg = chart::to_svg(&spec, &ticks);
        prop_assert!(is_well_formed(&svg), "{svg}");
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf\"") && !svg.contains("style="));
    }

    #[test]
    fn any_chart_keeps_within_its_columns(spec in spec(), columns in 0..200_usize) {
        for line in chart::to_text(&spec, columns, &ticks).lines() {
            prop_assert!(line.width() <= columns, "{} > {columns}: {line:?}", line.width());
        }
    }

    #[test]
    fn any_chart_becomes_a_file_a_table_and_a_sentence(spec in spec()) {
        let periods = chart::to_table(&spec).len() - 1;
        prop_assert_eq!(periods, spec.periods());
        let csv = chart::to_csv(&spec);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        prop_assert_eq!(reader.records().filter_map(Result::ok).count(), periods);
        prop_assert!(!chart::alt_text(&spec).is_empty());
        prop_assert!(chart::to_vega_lite(&spec)["data"]["values"].is_array());
    }

    #[test]
    fn any_sparkline_keeps_within_its_columns(
        values in vec(option::of(value()), 0..300),
        columns in 0..100_usize,
    ) {
        let line = chart::sparkline(&values, columns);
        prop_assert_eq!(line.chars().count(), columns.min(values.len()));
    }
}
