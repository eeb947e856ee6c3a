//! Whether what an access token belongs to is live still.

use super::client_authentication::find;
use crate::{error::PortError, ports::oauth::LiveGrant, transact::Unit};
use oathgate_domain::ids::GrantId;
use time::OffsetDateTime;

/// The grant that a token belongs to, if it is live at `now`, and if `client`, which the token was issued to, is
/// not disabled. One read, and another for a token that was exchanged (RFC 8693): it was issued to another
/// client than the grant.
pub(crate) async fn live_grant(
    unit: &mut Unit,
    grant: GrantId,
    client: &str,
    now: OffsetDateTime,
) -> Result<Option<LiveGrant>, PortError> {
    let Some(live) = unit.grants().find_live(grant, now).await? else { return Ok(None) };
    let may = live.grant.client.as_str() == client || is_enabled(unit, client).await?;
    Ok(may.then_some(live))
}

/// Whether there is such a client that is not disabled.
pub(super) async fn is_enabled(unit: &mut Unit, client: &str) -> Result<bool, PortError> {
    Ok(find(unit, client).await?.is_some_and(|client| !client.is_disabled))
}
