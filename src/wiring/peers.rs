//! Servers of others: which of them are asked.

use crate::{
    config::{Settings, addresses::is_loopback},
    failure::Failure,
};
use oathgate_application::ports::peers::Peers;
use oathgate_infrastructure::peers::{HttpPeers, Reach};
use std::sync::Arc;

/// Asks public peers; a server that nobody but this machine reaches asks everywhere, since those who try it
/// out are there, too.
///
/// # Errors
/// When there is no TLS.
pub(crate) fn peers(settings: &Settings) -> Result<Arc<dyn Peers>, Failure> {
    let reach = if is_loopback(&settings.addresses.backend) { Reach::Everywhere } else { Reach::Public };
    Ok(Arc::new(HttpPeers::new(reach)?))
}
