//! Names of steps.

/// The name of a step, wait or timer, which is unique within the run and never changes its meaning:
/// a word, or in a loop a word and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepName {
    word: &'static str,
    number: Option<u32>,
}

impl StepName {
    /// The word alone, by which steps are counted and measured.
    pub(super) fn word(self) -> &'static str {
        self.word
    }
}

impl std::fmt::Display for StepName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.number {
            Some(number) => write!(f, "{}_{number}", self.word),
            None => f.write_str(self.word),
        }
    }
}

impl From<&'static str> for StepName {
    fn from(word: &'static str) -> Self {
        Self { word, number: None }
    }
}

impl From<(&'static str, u32)> for StepName {
    fn from((word, number): (&'static str, u32)) -> Self {
        Self { word, number: Some(number) }
    }
}
