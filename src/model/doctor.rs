//! What an examination of a workspace finds.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// As it should be.
    Fine,
    /// It works, but somebody should look.
    Warning,
    /// It does not work, or will not soon.
    Failed,
}

impl Health {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// One thing that was examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name; its text in the catalogue is `doctor-<code>`, the remedy `doctor-<code>-advice`.
    pub code: &'static str,
    /// How it is.
    pub health: Health,
    /// What the text names.
    pub params: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding without parameters.
    #[must_use]
    pub fn new(health: Health, code: &'static str) -> Self {
        Self { code, health, params: Vec::new() }
    }

    /// With a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, value.into()));
        self
    }
}
