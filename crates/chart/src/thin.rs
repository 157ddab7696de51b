//! Fewer points than were given, with the same extremes.

use rust_decimal::Decimal;

/// The most points of a series that a page draws: more than it has pixels for.
pub(crate) const MOST_POINTS: usize = 1_500;

/// The points to draw, in order, gaps kept. Both ends stay, and of every stretch between them the lowest
/// and the highest figure, so that no peak is lost.
pub(crate) fn thin(values: &[Option<Decimal>]) -> Vec<(usize, Option<Decimal>)> {
    let points: Vec<_> = values.iter().copied().enumerate().collect();
    if points.len() <= MOST_POINTS {
        return points;
    }
    let [first, between @ .., last] = points.as_slice() else {
        return points;
    };
    let stretches = between.chunks(between.len().div_ceil(MOST_POINTS / 2 - 1));
    let kept = stretches.flat_map(extremes);
    std::iter::once(*first).chain(kept).chain([*last]).collect()
}

/// The lowest and the highest point of a stretch in their order; one gap if it holds nothing else.
fn extremes(stretch: &[(usize, Option<Decimal>)]) -> Vec<(usize, Option<Decimal>)> {
    let present = || stretch.iter().filter(|(_, value)| value.is_some());
    let low = present().min_by_key(|(_, value)| *value);
    let high = present().max_by_key(|(_, value)| *value);
    match (low, high) {
        (Some(low), Some(high)) if low.0 < high.0 => vec![*low, *high],
        (Some(low), Some(high)) if high.0 < low.0 => vec![*high, *low],
        (Some(only), _) => vec![*only],
        (None, _) => stretch.first().copied().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_points_keep_their_ends_and_their_peak() {
        let mut values: Vec<_> = (0..10_000).map(|n: i64| Some(Decimal::from(n % 7))).collect();
        values[4_321] = Some(Decimal::from(99));
        let kept = thin(&values);
        assert!(kept.len() <= MOST_POINTS);
        assert_eq!(kept[0], (0, values[0]));
        assert_eq!(kept[kept.len() - 1], (9_999, values[9_999]));
        assert!(kept.contains(&(4_321, values[4_321])));
        assert!(kept.is_sorted_by_key(|(period, _)| *period));
    }

    #[test]
    fn a_long_gap_stays_a_gap() {
        let values: Vec<_> =
            (0..4_000).map(|n: i64| (n / 1_000 != 2).then_some(Decimal::ONE)).collect();
        let gaps = thin(&values).into_iter().filter(|(_, value)| value.is_none()).count();
        assert!(100 < gaps, "{gaps}");
    }
}
