//! How long a question takes to be understood, over all names of the built-in data.
//!
//! Before the usual measurements each labelled question is understood many times and its middle time taken; but for the
//! slowest hundredth all must stay below the limit, and the index must be ready in time.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark is read, and stops at a surprise"
)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use assistant::{conversation::Conversation, resolve::Index, understand::understand};
use criterion::{Criterion, criterion_group};
use providers::market::builtin::Builtin;

/// A question is understood within this, at the 99th percentile.
const QUESTION_MAX: Duration = Duration::from_micros(200);

/// A text as long as any that is read is understood within this.
const LONGEST_MAX: Duration = Duration::from_millis(500);

/// The index is ready within this of the data being asked for.
const INDEX_MAX: Duration = Duration::from_millis(5);

/// How often each question is asked.
const ROUNDS: usize = 20;

const RESOLVING: &str = include_str!("../tests/it/labelled/resolving.tsv");
const ROUTING: &str = include_str!("../tests/it/labelled/routing.tsv");

fn questions() -> Vec<&'static str> {
    let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
    let resolving = lines(RESOLVING).filter_map(|line| line.split('\t').next());
    let routing = lines(ROUTING).filter_map(|line| line.split('\t').nth(1));
    resolving.chain(routing).filter(|text| !text.is_empty()).collect()
}

fn open() -> Index {
    Index::unpack(Builtin::lookup()).unwrap()
}

/// The middle one of some durations and the one that 99 of 100 do not exceed.
fn percentiles(mut all: Vec<Duration>) -> (Duration, Duration) {
    all.sort_unstable();
    let at = |percent: usize| all[(all.len() - 1) * percent / 100];
    (at(50), at(99))
}

fn limits() {
    let opened = (0..30).map(|_| {
        let began = Instant::now();
        black_box(open());
        began.elapsed()
    });
    let (index, _) = percentiles(opened.collect());
    let (names, conversation) = (open(), Conversation::default());
    let questions = questions();
    // The first time reads word lists into memory, once a process. Of twenty times the middle one counts, so that what
    // else the machine does is not measured.
    let typical = questions.iter().map(|question| {
        let times = (0..=ROUNDS).map(|_| {
            let began = Instant::now();
            black_box(understand(black_box(question), &names, &conversation));
            began.elapsed()
        });
        percentiles(times.skip(1).collect()).0
    });
    let all = typical.collect();
    let count = questions.len();
    let (median, slowest) = percentiles(all);
    println!("index of {} names ready in {index:?} (limit {INDEX_MAX:?})", names.listings());
    println!(
        "{count} questions: median {median:?}, 99th percentile {slowest:?} (limit {QUESTION_MAX:?})"
    );
    let longest =
        ["United ", "quuxtron ", "T vs ", "i b m ", "apple and ", "aaaaaaa "].map(|unit| {
            let text = unit.repeat(20_000 / unit.len());
            let began = Instant::now();
            black_box(understand(black_box(&text), &names, &conversation));
            (began.elapsed(), unit)
        });
    let (longest, unit) = longest.into_iter().max().unwrap();
    println!("20,000 bytes of `{unit}`: {longest:?} (limit {LONGEST_MAX:?})");
    assert!(longest <= LONGEST_MAX, "long texts take too long");
    assert!(index <= INDEX_MAX, "the index takes too long");
    assert!(slowest <= QUESTION_MAX, "questions take too long");
}

fn understanding(criterion: &mut Criterion) {
    let (names, conversation) = (open(), Conversation::default());
    let mut group = criterion.benchmark_group("understand");
    for (name, question) in [
        ("a figure", "What was Tesla's net margin in 2023?"),
        ("four companies", "Compare the net margins of Pfizer, Merck, Eli Lilly and AbbVie."),
        ("plain words", "is target a good buy now that the gap between shell and delta is open"),
        ("misspelled", "jonson and johnson vs mircosoft revenue"),
        ("unknown", "How is Foobarcorp doing?"),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| understand(black_box(question), &names, &conversation));
        });
    }
    group.finish();
    criterion.bench_function("open the index", |bencher| bencher.iter(open));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(600)).without_plots();
    targets = understanding
}

fn main() {
    limits();
    benches();
}
