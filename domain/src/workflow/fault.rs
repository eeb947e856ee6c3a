//! Why a step or a run did not succeed.

/// What went wrong, safe to store and to show: a stable code, and words without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A stable code in snake case, for example `smtp_refused`.
    pub code: String,
    /// What the peer or the error said, redacted by the adapter that met it.
    pub detail: String,
}

/// Longest detail that is kept, in characters.
const MAX_DETAIL: usize = 500;

impl Fault {
    /// A fault; a detail longer than 500 characters is cut, and control characters become spaces.
    pub fn new(code: impl Into<String>, detail: impl AsRef<str>) -> Self {
        let detail =
            detail.as_ref().chars().take(MAX_DETAIL).map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self { code: code.into(), detail }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}
