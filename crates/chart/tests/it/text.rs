use crate::specs::{BRIDGE, YEARS, chart, long, series, ticks};
use chart::{ChartSpec, Kind, Role, to_text};

fn drawn(spec: &ChartSpec, columns: usize) -> String {
    to_text(spec, columns, &ticks)
}

#[test]
fn few_periods_are_bars_from_zero_and_a_gap_has_none() {
    insta::assert_snapshot!(drawn(&chart(Kind::Line, &YEARS), 40), @r"
    Revenue, USD bn
    FY2021 ███████████████████████▊    365.8
    FY2022 █████████████████████████▋  394.3
    FY2023 ████████████████████████▉   383.3
    FY2024                               n/a
    FY2025 ███████████████████████████ 416.2
    min 365.8 · max 416.2 · last 416.2
    ");
}

#[test]
fn negative_figures_hang_left_of_zero() {
    let points = [("Q1", "12"), ("Q2", "-7.5"), ("Q3", "0"), ("Q4", "-0.01"), ("Q5", "3")];
    insta::assert_snapshot!(drawn(&chart(Kind::Bar, &points), 40), @r"
    Revenue, USD bn
    Q1             ███████████████████    12
    Q2 ████████████                     −7.5
    Q3                                     0
    Q4            ▕                    −0.01
    Q5             ████▊                   3
    min −7.5 · max 12 · last 3
    ");
}

#[test]
fn a_waterfall_is_signed_bars_between_two_levels() {
    insta::assert_snapshot!(drawn(&chart(Kind::Waterfall, &BRIDGE), 48), @r"
    Revenue, USD bn
    FY2024  ██████████████████████████████████   496
    Payroll                           ████████▼ −118
    Price                             ██▉▲        43
    Rent                                ▉▼        −9
    FY2025  ████████████████████████████▎        412
    min −118 · max 496 · last 412
    ");
}

#[test]
fn many_periods_are_a_line_of_dots() {
    let wave = (0..60_i64).map(|day| (day - 30) * (day - 30) - if day == 40 { 200 } else { 0 });
    insta::assert_snapshot!(drawn(&long(Kind::Line, wave), 50), @r"
    Revenue, USD bn
    1000 ⣀
          ⠣⢄                                        ⡠⠊
           ⠈⠑⢄                                   ⢀⠤⠋
     500      ⠙⠢⡀                              ⣀⠖⠉
                ⠈⠑⠤⣄                       ⢀⡠⠔⠊
                    ⠙⠒⠤⣀⡀               ⣠⠤⠒⠉
       0                ⠈⠉⠒⠒⠢⠤⠤⠤⠤⠤⠤⠒⠒⠚⠹⣰⠁
                                       ⠋

    -500
         D0                                        D59
    min −100 · max 900 · last 841
    ");
}

#[test]
fn an_area_is_filled_to_zero_on_either_side() {
    let wave = [4, 6, 7, 3, -2, -5, -1, 2, 5];
    insta::assert_snapshot!(drawn(&long(Kind::Area, wave), 40), @r"
    Revenue, USD bn
    10

           ⣠⣤⣴⣶⣿⣷⣄
     5 ⢀⣤⣶⣿⣿⣿⣿⣿⣿⣿⣿⣷⣄                      ⢀⣴
       ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣧⡀                  ⣠⣾⣿⣿
       ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣄              ⢀⣠⣾⣿⣿⣿⣿
     0 ⠿⠿⠿⠿⠿⠿⠿⠿⠿⠿⠿⠿⠿⠿⠿⠿⠧⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⠴⠿⠿⠿⠿⠿⠿⠿
                        ⠙⢿⣿⣿⣿⣿⣿⣿⣿⣿⠟⠁
                          ⠙⢿⣿⣿⣿⣿⠟⠁
    -5                      ⠉⠻⡿⠁
       D0                                 D8
    min −5 · max 7 · last 5
    ");
}

#[test]
fn each_series_has_its_block_on_one_scale() {
    let mut spec = chart(Kind::Bar, &YEARS);
    spec.series.push(series("Next", Role::Forecast, &["", "", "", "", "208"]));
    spec.source = "10-K".to_owned();
    spec.as_of = Some("2025-09-27".to_owned());
    insta::assert_snapshot!(drawn(&spec, 36), @r"
    Revenue, USD bn
    Revenue
    FY2021 ████████████████████▎   365.8
    FY2022 █████████████████████▊  394.3
    FY2023 █████████████████████▏  383.3
    FY2024                           n/a
    FY2025 ███████████████████████ 416.2
    min 365.8 · max 416.2 · last 416.2
    Next F
    FY2021                           n/a
    FY2022                           n/a
    FY2023                           n/a
    FY2024                           n/a
    FY2025 ████████████▌             208
    min 208 · max 208 · last 208
    10-K, as of 2025-09-27
    ");
}

#[test]
fn nothing_to_draw_is_said() {
    insta::assert_snapshot!(drawn(&chart(Kind::Line, &[("FY2024", "")]), 40), @r"
    Revenue, USD bn
    no data
    ");
    insta::assert_snapshot!(drawn(&chart(Kind::Bar, &[]), 9), @r"
    Revenue,…
    no data
    ");
}
