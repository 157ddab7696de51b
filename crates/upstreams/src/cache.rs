//! Answers that were built once.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use axum::body::Bytes;

/// How many bytes of answers are kept before they are all forgotten.
const BYTES_MAX: usize = 256 << 20;

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<String, Bytes>,
    bytes: usize,
}

/// Answers by what was asked.
#[derive(Debug, Default)]
pub(crate) struct Cache(RwLock<Kept>);

impl Cache {
    /// The answer, built where it is not kept.
    pub(crate) fn get(&self, asked: &str, build: impl FnOnce() -> String) -> Bytes {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = kept.answers.get(asked) {
            return answer.clone();
        }
        drop(kept);
        let answer = Bytes::from(build());
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if BYTES_MAX < kept.bytes {
            *kept = Kept::default();
        }
        kept.bytes += answer.len();
        kept.answers.insert(asked.to_owned(), answer.clone());
        answer
    }
}
