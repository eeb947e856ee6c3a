//! Takes over OAuth clients.

use super::{Fate, Report, Row, Rows, Tally};
use crate::{
    audit::By,
    error::{Failure, PortError},
    oauth::clients::{ClientForm, Clients, Refusal},
};
use oathgate_domain::{
    oauth::{ClientId, GrantType},
    secret::Secret,
};

/// A client as another system knew it.
#[derive(Debug, Clone)]
pub struct ForeignClient {
    /// `client_id`.
    pub id: String,
    /// Its secret in clear text; none for a public client.
    pub secret: Option<Secret>,
    /// Its name.
    pub name: String,
    /// `redirect_uris`.
    pub redirect_uris: Vec<String>,
    /// `grant_types`.
    pub grant_types: Vec<String>,
    /// `scope`.
    pub scope: Option<String>,
    /// Whether it may get tokens.
    pub is_active: bool,
}

/// Takes over clients. Their secrets go on working, and are stored as digests from here on.
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
        let report = |fate, remarks| Ok(Report { place: row.place.clone(), fate, remarks });
        let client = match &row.content {
            Ok(client) => client,
            Err(why) => return report(Fate::Refused, vec![why.clone()]),
        };
        let mut remarks = Vec::new();
        let (known, unknown): (Vec<String>, Vec<String>) =
            client.grant_types.iter().cloned().partition(|name| GrantType::parse(name).is_some());
        if !unknown.is_empty() {
            remarks.push(format!("grant_types: left out. Not known here: {}", unknown.join(", ")));
        }
        let form = ClientForm {
            id: Some(client.id.clone()),
            name: client.name.clone(),
            is_public: client.secret.is_none(),
            redirect_uris: client.redirect_uris.clone(),
            grant_types: known,
            scope: client.scope.clone(),
            ..ClientForm::default()
        };
        let made = if self.is_rehearsal {
            self.clients.rehearse(&form).await
        } else {
            self.clients.make(by, &form, client.secret.clone()).await.map(drop)
        };
        match made {
            Ok(()) => {
                if !client.is_active
                    && !self.is_rehearsal
                    && let Ok(id) = ClientId::parse(&client.id)
                {
                    self.clients.set_disabled(by, &id, true).await?;
                }
                report(Fate::Imported, remarks)
            }
            Err(Failure::Refused(Refusal::IdTaken)) => report(Fate::Present, Vec::new()),
            Err(Failure::Refused(Refusal::Invalid(faults))) => {
                remarks.extend(faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message)));
                report(Fate::Refused, remarks)
            }
            Err(Failure::Busy { .. }) => Err(PortError::Contended),
            Err(Failure::Port(error)) => Err(error),
        }
    }
}
