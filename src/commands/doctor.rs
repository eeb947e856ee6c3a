//! doctor
use crate::{cli::Format, config::Source, failure::Failure};
pub(super) fn run(_source: &Source, _format: Format) -> Result<(), Failure> {
    Ok(())
}
