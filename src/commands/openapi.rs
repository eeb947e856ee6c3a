//! `oathgate openapi`: the OpenAPI document.

use crate::{failure::Failure, output};

pub(super) fn run() -> Result<(), Failure> {
    let document =
        oathgate_api::openapi().map_err(|error| Failure::because("there is no OpenAPI document", error))?;
    output::print(&document)
}
