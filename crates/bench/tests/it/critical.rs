//! An answer takes little longer than its critical path.

use bench::critical::{Delays, measure};

/// A busy machine is given time: the program measures within five parts in a hundred.
const ABOVE_MAX: f64 = 0.6;

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_takes_little_longer_than_its_critical_path() {
    let measured = measure(Delays::default(), 1).await.unwrap();
    let (first, total) = measured.above();
    assert!(first < ABOVE_MAX && total < ABOVE_MAX, "{measured}");
    assert!(measured.median().total < measured.one_after_another.total, "{measured}");
}
