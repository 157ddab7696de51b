use crate::specs::{BRIDGE, YEARS, chart, series};
use chart::{ChartSpec, Kind, Role, alt_text, to_csv, to_table, to_vega_lite};

#[test]
fn a_spec_travels_with_its_decimals_as_text() {
    let spec = chart(Kind::Waterfall, &[("FY2024", "0.10"), ("FY2025", "")]);
    let json = serde_json::to_string(&spec).unwrap();
    insta::assert_snapshot!(json, @r#"{"kind":"waterfall","title":"Revenue","unit":"USD bn","x":["FY2024","FY2025"],"series":[{"name":"Revenue","role":"actual","points":[{"value":"0.10","label":"0.10"},{"value":null,"label":""}]}],"source":"","as_of":null}"#);
    assert_eq!(serde_json::from_str::<ChartSpec>(&json).unwrap(), spec);
}

#[test]
fn a_figure_that_cannot_be_held_exactly_is_refused() {
    let json = r#"{"value":"0.12345678901234567890123456789012","label":""}"#;
    assert!(serde_json::from_str::<chart::Point>(json).is_err());
}

#[test]
fn a_file_has_full_precision_and_runs_no_formula() {
    let mut spec = chart(Kind::Bar, &[("=1+1", "-12.3400"), ("a,b", "")]);
    spec.series.push(series("@peer", Role::Peer, &["1"]));
    insta::assert_snapshot!(to_csv(&spec), @r#"
    x,Revenue,'@peer
    '=1+1,-12.3400,1
    "a,b",,
    "#);
}

#[test]
fn the_table_states_the_unit_once_and_names_what_is_missing() {
    let mut spec = chart(Kind::Bar, &YEARS[2..]);
    spec.series.push(series("Next", Role::Forecast, &["", "390"]));
    assert_eq!(
        to_table(&spec),
        [
            ["USD bn", "Revenue", "Next F"],
            ["FY2023", "383.3", "n/a"],
            ["FY2024", "n/a", "390"],
            ["FY2025", "416.2", "n/a"],
        ]
    );
}

#[test]
fn the_sentence_tells_the_course_and_the_extremes() {
    insta::assert_snapshot!(alt_text(&chart(Kind::Line, &YEARS)), @"Revenue, USD bn, 5 periods: 365.8 (FY2021) → 416.2 (FY2025), lowest 365.8 (FY2021), highest 416.2 (FY2025).");
    insta::assert_snapshot!(alt_text(&chart(Kind::Line, &[("FY2025", "")])), @"Revenue, USD bn, 1 period: no data.");
}

#[test]
fn vega_lite_keeps_the_figures_that_a_double_cannot() {
    let spec = chart(Kind::Bar, &[("a", "0.1"), ("b", "12345678901234567890.12"), ("c", "")]);
    let vega = to_vega_lite(&spec);
    let rows = &vega["data"]["values"];
    assert_eq!(rows[0]["value"].to_string(), "0.1");
    assert_eq!(rows[1]["exact"], "12345678901234567890.12");
    assert!(rows[2]["value"].is_null());
    assert_eq!(vega["mark"]["type"], "bar");
}

#[test]
fn a_waterfall_in_vega_lite_says_from_where_to_where() {
    let vega = to_vega_lite(&chart(Kind::Waterfall, &BRIDGE));
    let ends = |step: usize| {
        let row = &vega["data"]["values"][step];
        (row["from"].as_i64().unwrap(), row["to"].as_i64().unwrap())
    };
    assert_eq!([ends(0), ends(1), ends(2), ends(4)], [(0, 496), (496, 378), (378, 421), (0, 412)]);
}
