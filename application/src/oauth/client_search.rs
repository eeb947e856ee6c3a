//! Looking for a client among many.

use super::clients::Clients;
use crate::error::PortError;
use oathgate_domain::oauth::{Client, ClientId};

/// How many clients are looked at for one page of those that match.
const MOST_LOOKED_AT: usize = 2_000;
/// How many are read at a time.
const BATCH: u16 = 200;

/// Which clients are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientFilter {
    /// What the name or the id holds, whatever its case.
    pub text: Option<String>,
    /// Only those that are disabled, or that are not.
    pub is_disabled: Option<bool>,
}

impl ClientFilter {
    fn fits(&self, client: &Client) -> bool {
        let holds = |text: &String| {
            let text = text.to_lowercase();
            client.name.to_lowercase().contains(&text) || client.id.as_str().to_lowercase().contains(&text)
        };
        self.text.as_ref().is_none_or(holds)
            && self.is_disabled.is_none_or(|disabled| disabled == client.is_disabled)
    }
}

impl Clients {
    /// Clients that match, in the order of their ids. Also tells behind which to go on, where there may be
    /// more: a page may be short, since it looks at 2,000 clients at most.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn search(
        &self,
        filter: &ClientFilter,
        after: Option<&ClientId>,
        limit: u16,
    ) -> Result<(Vec<Client>, Option<ClientId>), PortError> {
        let limit = usize::from(limit.clamp(1, BATCH));
        let (mut found, mut looked_at, mut last) = (Vec::new(), 0, after.cloned());
        while looked_at < MOST_LOOKED_AT {
            let batch = self.list(last.as_ref(), BATCH).await?;
            let is_last = batch.len() < usize::from(BATCH);
            looked_at += batch.len();
            for client in batch {
                last = Some(client.id.clone());
                if filter.fits(&client) {
                    found.push(client);
                    if found.len() == limit {
                        return Ok((found, last));
                    }
                }
            }
            if is_last {
                return Ok((found, None));
            }
        }
        Ok((found, last))
    }
}
