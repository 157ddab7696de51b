//! The real parts joined against the stand-in for the outside world, to see what they do when it fails, how close
//! an answer comes to its critical path, and what a thousand answers at once take.
//!
//! [`parts`] joins them as the program does, [`watch`] drives a run and holds its events to their rules, [`truth`]
//! holds an answer against the built-in data. [`matrix`], [`critical`] and [`thousand`] are the measurements; each
//! has a program in `src/bin` and a smaller form among the tests.

pub mod critical;
pub mod flow;
pub mod machine;
pub mod matrix;
pub mod parts;
pub mod thousand;
pub mod truth;
pub mod watch;

/// What goes wrong with a measurement itself ends it.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Does jobs on all threads of the runtime, at most `limit` at once, and gives their results in order.
///
/// The jobs are whole runs of many users: they are tasks of their own here because they are in a server.
#[expect(clippy::disallowed_methods, reason = "each job stands for a user of his own")]
pub async fn at_once<T: Send + 'static>(
    limit: usize,
    jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Outcome<Vec<T>> {
    use futures::stream::{self, StreamExt as _, TryStreamExt as _};

    let tasks = stream::iter(jobs).map(|job| async move { tokio::spawn(job).await });
    Ok(tasks.buffered(limit.max(1)).try_collect().await?)
}
