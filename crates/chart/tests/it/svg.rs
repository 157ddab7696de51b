use crate::specs::{BRIDGE, YEARS, chart, long, series, ticks};
use chart::{CSS, ChartSpec, Kind, Role, to_svg};

fn drawn(spec: &ChartSpec) -> String {
    to_svg(spec, &ticks)
}

/// One element a line, for the eye.
fn by_line(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

#[test]
fn a_bar_chart_is_an_element_without_style_or_script() {
    let mut spec = chart(Kind::Line, &YEARS[3..]);
    spec.title = "R&D <script>".to_owned();
    spec.source = "10-K".to_owned();
    insta::assert_snapshot!(by_line(&drawn(&spec)), @r#"
    <svg xmlns="http://www.w3.org/2000/svg" class="chart chart-left-s chart-right-0" role="img" width="100%" height="220">
    <title>R&amp;D &lt;script&gt;</title>
    <desc>R&amp;D &lt;script&gt;, USD bn, 2 periods: 416.2 (FY2025). Source: 10-K.</desc>
    <text class="chart-axis" x="-30" y="12">USD bn</text>
    <g transform="translate(0 28)">
    <line class="chart-zero" x1="0" x2="100%" y1="168" y2="168"/>
    <text class="chart-axis" x="-6" y="168" dy="4" text-anchor="end">0</text>
    <line class="chart-grid" x1="0" x2="100%" y1="112" y2="112"/>
    <text class="chart-axis" x="-6" y="112" dy="4" text-anchor="end">200</text>
    <line class="chart-grid" x1="0" x2="100%" y1="56" y2="56"/>
    <text class="chart-axis" x="-6" y="56" dy="4" text-anchor="end">400</text>
    <line class="chart-grid" x1="0" x2="100%" y1="0" y2="0"/>
    <text class="chart-axis" x="-6" y="0" dy="4" text-anchor="end">600</text>
    <text class="chart-axis" x="25%" y="185" text-anchor="middle">FY2024</text>
    <text class="chart-axis" x="75%" y="185" text-anchor="middle">FY2025</text>
    <g>
    <title>FY2025: 416.2</title>
    <rect class="chart-bar chart-s1" x="67.48%" y="51.46" width="15.04%" height="116.54"/>
    </g>
    <text class="chart-figure" x="75%" y="46.46" text-anchor="middle">416.2</text>
    </g>
    </svg>
    "#);
}

#[test]
fn a_gap_breaks_the_line_and_a_lone_figure_is_a_dot() {
    let mut spec = long(Kind::Line, 0..9);
    spec.series[0].points[3].value = None;
    spec.series[0].points[7].value = None;
    let svg = drawn(&spec);
    assert!(svg.contains(r#"d="M0 1000L125 875L250 750M500 500L625 375L750 250M1000 0""#));
    assert!(svg.contains(r#"d="M1000 0h0""#));
}

#[test]
fn a_forecast_goes_on_in_the_place_and_colour_of_what_was_reported() {
    let mut spec = chart(Kind::Bar, &YEARS[..3]);
    spec.x.push("FY2024".to_owned());
    spec.series.push(series("Next", Role::Forecast, &["", "", "", "400"]));
    let svg = drawn(&spec);
    let places: Vec<_> = svg.split("<g>").skip(1).collect();
    assert_eq!(places.len(), 4);
    assert!(places[3].contains(r#"class="chart-bar chart-s1 chart-forecast" x="79.98%""#), "{svg}");
    assert!(svg.contains("Next F"));
}

#[test]
fn a_change_in_a_waterfall_has_a_colour_and_a_sign() {
    let svg = drawn(&chart(Kind::Waterfall, &BRIDGE[..]));
    assert!(svg.contains("chart-down") && svg.contains("▼ −118"));
    assert!(svg.contains("chart-up") && svg.contains("▲ 43"));
    assert_eq!(svg.matches("chart-thread").count(), 4);
}

#[test]
fn ten_thousand_points_become_fifteen_hundred() {
    let spec = long(Kind::Line, (0..10_000).map(|day| day * 7_919 % 1_000));
    let svg = drawn(&spec);
    let line = svg.split(r#"class="chart-line chart-s1" d=""#).nth(1).unwrap();
    let places = line.split('"').next().unwrap().matches(['M', 'L']).count();
    assert!((1_000..=1_500).contains(&places), "{places}");
}

#[test]
fn too_many_bars_become_an_area() {
    assert_eq!(long(Kind::Bar, 0..121).drawn_as(), Kind::Area);
    assert_eq!(long(Kind::Bar, 0..120).drawn_as(), Kind::Bar);
    assert_eq!(long(Kind::Line, 0..6).drawn_as(), Kind::Bar);
    assert_eq!(long(Kind::Line, 0..7).drawn_as(), Kind::Line);
}

#[test]
fn every_step_of_a_waterfall_is_named_and_a_long_name_is_cut() {
    let names = ["FY2024", "Cost of goods and services", "Wages", "Rent", "Other", "FY2025"];
    let points: Vec<_> = names.iter().map(|name| (*name, "9")).collect();
    let svg = drawn(&chart(Kind::Waterfall, &points));
    assert!(svg.contains(">Cost of goods and…</text>") && !svg.contains("chart-wide"));
    let rows = ["185", "199", "213"].map(|y| svg.matches(&format!(r#"y="{y}" text"#)).count());
    assert_eq!(rows, [2, 2, 2]);
}

#[test]
fn a_figure_of_zero_has_no_bar() {
    let svg = drawn(&chart(Kind::Bar, &[("Q1", "0"), ("Q2", "0.001"), ("Q3", "8")]));
    assert_eq!(svg.matches("<rect").count(), 2);
    assert!(svg.contains(">0</text>"));
}

#[test]
fn nothing_to_draw_is_said() {
    assert!(drawn(&chart(Kind::Line, &[("FY2024", "")])).contains(">no data</text>"));
}

#[test]
fn every_class_that_is_drawn_has_a_rule() {
    let mut grouped = chart(Kind::Bar, &YEARS);
    for (name, role) in [("Next", Role::Forecast), ("Plan", Role::Budget), ("Before", Role::Prior)]
    {
        grouped.series.push(series(name, role, &["1", "2", "3", "4", "5"]));
    }
    let mut lined = long(Kind::Area, 0..40);
    lined.series.push(series("Peer", Role::Peer, &["1", "2"]));
    let specs = [grouped, lined, chart(Kind::Waterfall, &BRIDGE), long(Kind::Spark, 0..40)];
    for svg in specs.iter().map(drawn) {
        for classes in svg.split(r#"class=""#).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            for class in classes.split(' ') {
                assert!(CSS.contains(&format!(".{class}")), "{class}");
            }
        }
    }
}
