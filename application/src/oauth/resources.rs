//! Which resources a client may ask tokens for (RFC 8707).
//!
//! Operators say what there is: a client that is a resource server has its audiences, and any client may ask
//! for those, unless its own registration lists others. The server itself can always be asked for.

use super::Refusal;
use crate::{
    error::{Failure, PortError},
    ports::store::Store,
};
use oathgate_domain::oauth::{Client, OAuthError, Resources};

/// Refuses what `client` may not ask for. No read where nothing is asked for, or the client has a list.
///
/// # Errors
/// [`Failure`] with `invalid_target`.
pub(super) async fn check(
    store: &dyn Store,
    issuer: &str,
    client: &Client,
    asked: &Resources,
) -> Result<(), Failure<Refusal>> {
    if may_ask(store, issuer, client, asked).await? {
        Ok(())
    } else {
        Err(Failure::Refused(Refusal::new(OAuthError::InvalidTarget, UNKNOWN)))
    }
}

/// Why a resource is refused.
pub(super) const UNKNOWN: &str =
    "the client may not ask for one of the resources, or there is no such resource";

/// Why a resource is refused when something was granted before.
pub(super) const WIDER: &str = "more resources are asked for than were granted";

/// Whether `client` may ask for these.
///
/// # Errors
/// [`PortError`].
pub(super) async fn may_ask(
    store: &dyn Store,
    issuer: &str,
    client: &Client,
    asked: &Resources,
) -> Result<bool, PortError> {
    let listed = &client.metadata.resources;
    let unlisted: Vec<&str> = asked.iter().filter(|name| *name != issuer && !listed.contains(name)).collect();
    if unlisted.is_empty() {
        return Ok(true);
    }
    if !listed.is_empty() {
        return Ok(false);
    }
    let mut unit = store.begin_read().await?;
    for name in unlisted {
        if !unit.clients().knows_audience(name).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads `resource` of a request to the token endpoint.
///
/// # Errors
/// [`Refusal`] with `invalid_target`.
pub fn read<'a>(values: impl IntoIterator<Item = &'a str>) -> Result<Resources, Refusal> {
    Resources::parse(values).map_err(|none| Refusal::new(OAuthError::InvalidTarget, none.to_string()))
}
