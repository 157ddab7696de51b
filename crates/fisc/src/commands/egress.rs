//! What is sent to a language model, written down before it is sent.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use agent::{Model, ModelError, ModelRequest, Price, ReplyStream};
use anyhow::Result;
use async_trait::async_trait;

use crate::files;

/// A model whose requests are written to a file, one JSON object a line, before they leave.
#[derive(Debug)]
pub(crate) struct Logged {
    model: Arc<dyn Model>,
    file: PathBuf,
}

impl Logged {
    /// Begins the file anew.
    pub(crate) fn new(model: Arc<dyn Model>, file: &Path) -> Result<Self> {
        files::write(file, b"")?;
        Ok(Self { model, file: file.to_owned() })
    }
}

#[async_trait]
impl Model for Logged {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn price(&self) -> Option<Price> {
        self.model.price()
    }

    async fn reply(&self, request: &ModelRequest) -> Result<ReplyStream, ModelError> {
        let rejected = |source: Box<dyn std::error::Error + Send + Sync>| ModelError::Rejected {
            model: self.model.name().to_owned(),
            source,
        };
        let mut line = serde_json::to_vec(request).map_err(|error| rejected(error.into()))?;
        line.push(b'\n');
        // What cannot be written down is not sent.
        files::append(&self.file, &line).map_err(|error| rejected(error.into()))?;
        self.model.reply(request).await
    }
}
