//! Takes over OAuth clients.

use super::{Fate, Report, Row, Rows, Tally};
use crate::{
    audit::By,
    error::{Failure, PortError},
    oauth::clients::{ClientForm, Clients, Refusal, sealed_for},
};
use oathgate_domain::{
    oauth::{Client, ClientSecretDigest, GrantType},
    secret::Secret,
};
use time::OffsetDateTime;

/// A client as another system knew it.
#[derive(Debug, Clone)]
pub struct ForeignClient {
    /// What it was there.
    pub form: ClientForm,
    /// Its secret; none for a client without one.
    pub secret: Option<ForeignSecret>,
    /// Whether it may get tokens.
    pub is_active: bool,
    /// When it was made; now where nobody knows.
    pub created_at: Option<OffsetDateTime>,
}

/// A client's secret as it comes from elsewhere.
#[derive(Debug, Clone)]
pub enum ForeignSecret {
    /// In clear text.
    Plain(Secret),
    /// A digest of another Oathgate with the same `ENCRYPTION_KEY`.
    Digest(ClientSecretDigest),
    /// Sealed by another Oathgate with the same `ENCRYPTION_KEY`.
    Sealed(Vec<u8>),
}

/// Takes over clients. Their secrets go on working; of those that are sent, digests are stored from here on.
pub struct ImportClients {
    /// Makes them.
    pub clients: Clients,
    /// Whether nothing is kept.
    pub is_rehearsal: bool,
}

impl ImportClients {
    /// Takes over every client, and tells of each row by `tell`.
    ///
    /// # Errors
    /// [`PortError`] of the source or of the store; what was told before is kept.
    pub async fn run(
        &self,
        by: &By,
        rows: &mut dyn Rows<ForeignClient>,
        mut tell: impl FnMut(&Report) + Send,
    ) -> Result<Tally, PortError> {
        let mut tally = Tally::default();
        loop {
            let page = rows.next().await?;
            if page.is_empty() {
                return Ok(tally);
            }
            for row in page {
                let report = self.take(by, row).await?;
                tally.count(&report);
                tell(&report);
            }
        }
    }

    async fn take(&self, by: &By, row: Row<ForeignClient>) -> Result<Report, PortError> {
        let report = |fate, remarks| Ok(Report { place: row.place, fate, remarks });
        let mut client = match row.content {
            Ok(client) => client,
            Err(why) => return report(Fate::Refused, vec![why]),
        };
        let mut remarks = Vec::new();
        let (known, unknown): (Vec<String>, Vec<String>) =
            client.form.grant_types.into_iter().partition(|name| GrantType::parse(name).is_some());
        client.form.grant_types = known;
        if !unknown.is_empty() {
            remarks.push(format!("grant_types: left out. Not known here: {}", unknown.join(", ")));
        }
        let client = match self.fit(client).await {
            Ok(client) => client,
            Err(Failure::Refused(faults)) => {
                remarks.extend(faults);
                return report(Fate::Refused, remarks);
            }
            Err(Failure::Busy { .. }) => return Err(PortError::Contended),
            Err(Failure::Port(error)) => return Err(error),
        };
        let is_new = if self.is_rehearsal {
            self.clients.find(&client.id).await?.is_none()
        } else {
            self.clients.keep(by, &client).await?
        };
        if is_new { report(Fate::Imported, remarks) } else { report(Fate::Present, Vec::new()) }
    }

    /// The client that it becomes here, once it is in the sector that it names; or what is wrong.
    async fn fit(&self, foreign: ForeignClient) -> Result<Client, Failure<Vec<String>>> {
        let client = self.judge(foreign)?;
        self.clients.check_sector(&client).await.map_err(of_client)?;
        Ok(client)
    }

    /// The client that it becomes here, or what is wrong.
    fn judge(&self, foreign: ForeignClient) -> Result<Client, Failure<Vec<String>>> {
        let refused = |why: &str| Failure::Refused(vec![why.to_owned()]);
        let ForeignClient { form, secret, is_active, created_at } = foreign;
        let (plain, kept) = match secret {
            Some(ForeignSecret::Plain(secret)) => (Some(secret), None),
            other => (None, other),
        };
        let is_plain = plain.is_some();
        let prepared = self.clients.prepare(&form, plain).map_err(of_client)?;
        let mut client = prepared.client;
        client.is_disabled = !is_active;
        client.created_at = created_at.map_or(client.created_at, |at| at.min(client.created_at));
        let method = client.authentication;
        match kept {
            None if is_plain == method.has_secret() => {}
            None if is_plain => {
                return Err(refused("client_secret: a client with this token_endpoint_auth_method has none"));
            }
            None => return Err(refused("client_secret: it is missing")),
            Some(ForeignSecret::Digest(digest)) if method.sends_secret() => {
                // Whether the key is known; what the digest is of cannot be told.
                if self.clients.keys.mac(digest.key, "client-secret", &[]).is_none() {
                    return Err(refused(
                        "client_secret_digest: it was made under another ENCRYPTION_KEY; bring that one along, \
                         or give a client_secret instead",
                    ));
                }
                client.secret = Some(digest);
            }
            Some(ForeignSecret::Sealed(sealed)) if method.has_secret() && !method.sends_secret() => {
                if self.clients.sealer.open(&sealed_for(&client.id), &sealed).is_err() {
                    return Err(refused(
                        "client_secret_sealed: it was sealed for another client, or under another \
                         ENCRYPTION_KEY; bring that one along, or give a client_secret instead",
                    ));
                }
                client.sealed_secret = Some(sealed);
            }
            Some(_) => {
                return Err(refused(
                    "token_endpoint_auth_method: a secret in this form does not go with it: \
                     client_secret_digest is for client_secret_basic and client_secret_post, \
                     client_secret_sealed for client_secret_jwt",
                ));
            }
        }
        Ok(client)
    }
}

fn of_client(failure: Failure<Refusal>) -> Failure<Vec<String>> {
    match failure {
        Failure::Refused(Refusal::Invalid(faults)) => {
            let faults = faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message));
            Failure::Refused(faults.collect())
        }
        Failure::Refused(Refusal::IdTaken) => Failure::Refused(vec!["client_id: it is taken".to_owned()]),
        Failure::Busy { retry_after } => Failure::Busy { retry_after },
        Failure::Port(error) => Failure::Port(error),
    }
}
