//! Panics of others, which are errors to us.

use std::any::Any;
use std::error::Error;

use tokio::task::JoinError;

/// Why a thread came back without a result.
pub(super) fn lost(error: JoinError) -> Box<dyn Error + Send + Sync> {
    match error.try_into_panic() {
        Ok(panic) => told(&*panic),
        Err(error) => error.into(),
    }
}

/// What a panic said.
pub(super) fn told(panic: &(dyn Any + Send)) -> Box<dyn Error + Send + Sync> {
    format!("it panicked: {}", message(panic)).into()
}

fn message(panic: &(dyn Any + Send)) -> &str {
    if let Some(message) = panic.downcast_ref::<String>() {
        return message;
    }
    panic.downcast_ref::<&str>().copied().unwrap_or("without a message")
}
