//! The lists of redirect URIs that clients of one sector publish (OpenID Connect Core §8.1, Dynamic Client
//! Registration §5).

use crate::ports::peers::{PeerFault, Peers};
use oathgate_domain::{invalid::Invalid, oauth::Client};
use std::sync::Arc;

/// The field that is at fault.
const FIELD: &str = "sector_identifier_uri";

/// Looks whether a client belongs to the sector that it names.
#[derive(Clone)]
pub struct SectorFiles {
    /// Fetches the lists.
    pub peers: Arc<dyn Peers>,
    /// Whether a client is taken whose list cannot be reached from here: an operator says so at a machine without a
    /// network, and answers for it.
    pub may_be_away: bool,
}

impl SectorFiles {
    /// Fetches the list that a client names, if it does, and looks for each of its redirect URIs in it. Whoever could
    /// name a sector without being in its list would learn whom its clients know.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) async fn check(&self, client: &Client) -> Result<(), Invalid> {
        let Some(uri) = &client.metadata.sector_identifier_uri else { return Ok(()) };
        let answer = match self.peers.get(uri).await {
            Ok(answer) if answer.status == 200 => answer,
            Ok(answer) => {
                return Err(unfit(format!("It answers with the status {}, not 200.", answer.status)));
            }
            Err(fault @ (PeerFault::Unreachable(_) | PeerFault::TimedOut)) if self.may_be_away => {
                tracing::warn!(client = client.id.as_str(), cause = %fault, "{FIELD} was not looked at");
                return Ok(());
            }
            Err(PeerFault::Forbidden(why)) => return Err(unfit(format!("It cannot be fetched: {why}."))),
            Err(PeerFault::TimedOut) => return Err(unfit("It does not answer in time.")),
            Err(PeerFault::TooLong) => return Err(unfit("It has more than 64 KiB.")),
            // What exactly is wrong there would tell a stranger about a network that is not theirs.
            Err(PeerFault::Unreachable(_)) => return Err(unfit("It cannot be reached.")),
        };
        let listed: Vec<String> = serde_json::from_slice(&answer.body)
            .map_err(|_| unfit("It is not a JSON array of redirect URIs (OpenID Connect Core §8.1)."))?;
        match client.redirect_uris.iter().find(|uri| !listed.iter().any(|listed| listed == uri.as_str())) {
            None => Ok(()),
            Some(missing) => Err(unfit(format!("It does not list the redirect URI {}.", missing.as_str()))),
        }
    }
}

fn unfit(why: impl Into<String>) -> Invalid {
    Invalid::new(FIELD, "sector_unfit", why.into())
}
