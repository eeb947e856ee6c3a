//! `oathgate settings`: the list of settings.

use crate::{cli::ReferenceFormat, config::reference, failure::Failure, output};

pub(super) fn run(format: ReferenceFormat) -> Result<(), Failure> {
    match format {
        ReferenceFormat::Text => output::print(&reference::text()),
        ReferenceFormat::Json => output::print_json(&reference::as_json()),
        ReferenceFormat::Markdown => output::print(&reference::markdown()),
        ReferenceFormat::Env => output::print(&reference::env_file()),
    }
}
