use chart::{sparkline, sparkline_ascii};
use rust_decimal::Decimal;

#[track_caller]
fn check(values: &[i64], columns: usize, blocks: &str, ascii: &str) {
    // A gap is written as a figure that no test needs.
    let values: Vec<_> =
        values.iter().map(|value| (*value != -99).then(|| Decimal::from(*value))).collect();
    assert_eq!(sparkline(&values, columns), blocks);
    assert_eq!(sparkline_ascii(&values, columns), ascii);
}

#[test]
fn a_rise_takes_all_eight_levels() {
    check(&[0, 1, 2, 3, 4, 5, 6, 7], 20, "▁▂▃▄▅▆▇█", "_..--==^");
}

#[test]
fn a_gap_is_a_space_and_never_zero() {
    check(&[5, -99, 9], 20, "▁ █", "_ ^");
    check(&[-99, -99], 20, "  ", "  ");
}

#[test]
fn equal_figures_stand_in_the_middle() {
    check(&[7, 7, 7], 20, "▄▄▄", "---");
}

#[test]
fn fewer_columns_show_the_last_figure_of_each_stretch() {
    check(&[9, 0, 9, 1, 9, 2, 9, 3], 4, "▁▃▆█", "_.=^");
    check(&[1, 2, 3], 0, "", "");
}
