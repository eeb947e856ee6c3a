//! `/admin/clients`: OAuth clients. Each act is noted in the audit trail.

use super::{
    client_views::{ClientChange, ClientDetails, ClientPage, MadeClient, NewClientRequest, NewSecret},
    found::{ActRefusals, Done, Found, ListRefusals, Made, ShowRefusals, found, limit, text},
};
use crate::{
    body::JsonBody,
    problem::{Problem, ProblemCode, Refusals, Refused, refusals},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::oauth::{
    client_search::ClientFilter,
    clients::{Clients, Refusal},
};
use oathgate_domain::oauth::{Client, ClientId};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use std::sync::Arc;

refusals! {
    /// Why no client is made.
    pub(crate) MakeRefusals: Forbidden, Conflict
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(faults) => faults.into(),
            Refusal::IdTaken => Self::new(ProblemCode::Conflict).detail("Another client has this id."),
        }
    }
}

/// The id of a client in a path; no client has one that is none.
fn id<L: Refusals>(text: &str) -> Result<ClientId, Refused<L>> {
    ClientId::parse(text).map_err(|_| not_found())
}

fn not_found<L: Refusals>() -> Refused<L> {
    Refused::new(Problem::new(ProblemCode::NotFound))
}

async fn find<L: Refusals>(clients: &Clients, text: &str) -> Result<Client, Refused<L>> {
    clients.find(&id(text)?).await.map_err(Refused::new)?.ok_or_else(not_found)
}

pub(crate) struct ClientsApi {
    pub(crate) clients: Arc<Clients>,
}

#[OpenApi(tag = "Tag::Admin")]
impl ClientsApi {
    /// List clients
    ///
    /// In the order of their ids, a page at a time. With `q`, a page may be short although there are more: go
    /// on as long as there is a `next`.
    #[oai(path = "/admin/clients", method = "get", operation_id = "admin_list_clients")]
    async fn list(
        &self,
        _by: Administrator,
        /// What name or id hold, whatever its case.
        q: Query<Option<String>>,
        /// Only those that are disabled, or only those that are not.
        is_disabled: Query<Option<bool>>,
        /// Only those behind: `next` of the page before.
        after: Query<Option<String>>,
        /// How many to give, 1 to 200; 50 where nothing is said.
        limit: Query<Option<u16>>,
    ) -> Result<Found<ClientPage>, Refused<ListRefusals>> {
        let limit = self::limit(limit.0).map_err(Refused::new)?;
        let after = text("after", after.0).map_err(Refused::new)?;
        let after = after.map(|after| ClientId::parse(&after)).transpose().map_err(Refused::new)?;
        let text = text("q", q.0).map_err(Refused::new)?;
        let filter = ClientFilter { text, is_disabled: is_disabled.0 };
        let (clients, next) =
            self.clients.search(&filter, after.as_ref(), limit).await.map_err(Refused::new)?;
        let next = next.map(|next| next.as_str().to_owned());
        Ok(found(ClientPage { clients: clients.iter().map(ClientDetails::from).collect(), next }))
    }

    /// Make a client
    ///
    /// By a preset. Its secret, where it has one, is drawn and shown this once.
    #[oai(path = "/admin/clients", method = "post", operation_id = "admin_create_client")]
    async fn create(
        &self,
        by: Administrator,
        body: JsonBody<NewClientRequest>,
    ) -> Result<Made<MadeClient>, Refused<MakeRefusals>> {
        let made = self.clients.make(&by.0, &body.0.form(), None).await.map_err(Refused::new)?;
        Ok(Made::Made(Json(made.into())))
    }
}

pub(crate) struct ClientApi {
    pub(crate) clients: Arc<Clients>,
}

#[OpenApi(tag = "Tag::Admin")]
impl ClientApi {
    /// Show a client
    ///
    /// The client as it is now.
    #[oai(path = "/admin/clients/:client_id", method = "get", operation_id = "admin_get_client")]
    async fn get(
        &self,
        _by: Administrator,
        /// The client.
        client_id: Path<String>,
    ) -> Result<Found<ClientDetails>, Refused<ShowRefusals>> {
        Ok(found(ClientDetails::from(&find(&self.clients, &client_id.0).await?)))
    }

    /// Change a client
    ///
    /// What is left out of the body stays as it is, as do the client's id, its secret, its grant types and how it
    /// shows that it is itself. What people agreed to before stays; a scope that is taken away is granted no more.
    #[oai(path = "/admin/clients/:client_id", method = "put", operation_id = "admin_change_client")]
    async fn change(
        &self,
        by: Administrator,
        /// The client.
        client_id: Path<String>,
        body: JsonBody<ClientChange>,
    ) -> Result<Found<ClientDetails>, Refused<ShowRefusals>> {
        let before: Client = find(&self.clients, &client_id.0).await?;
        let form = body.0.applied_to(&before);
        let changed = self.clients.change(&by.0, &before.id, &form).await.map_err(Refused::new)?;
        changed.map(|client| found(ClientDetails::from(&client))).ok_or_else(not_found)
    }

    /// Delete a client
    ///
    /// With its codes, its grants and what people agreed to for it. Its tokens stop working at once, and
    /// nothing brings them back.
    #[oai(path = "/admin/clients/:client_id", method = "delete", operation_id = "admin_delete_client")]
    async fn delete(
        &self,
        by: Administrator,
        /// The client.
        client_id: Path<String>,
    ) -> Result<Done, Refused<ShowRefusals>> {
        let deleted = self.clients.delete(&by.0, &id(&client_id.0)?).await.map_err(Refused::new)?;
        if deleted { Ok(Done::Done) } else { Err(not_found()) }
    }

    /// Give a client another secret
    ///
    /// The secret is shown this once; the old one stops working at once. Tokens that were given before stay
    /// good.
    #[oai(
        path = "/admin/clients/:client_id/rotate-secret",
        method = "post",
        operation_id = "admin_rotate_client_secret"
    )]
    async fn rotate_secret(
        &self,
        by: Administrator,
        /// The client.
        client_id: Path<String>,
    ) -> Result<Found<NewSecret>, Refused<ActRefusals>> {
        let client: Client = find(&self.clients, &client_id.0).await?;
        let secret = self.clients.rotate_secret(&by.0, &client.id).await.map_err(Refused::new)?;
        let secret = secret.ok_or_else(|| {
            Refused::new(Problem::new(ProblemCode::Conflict).detail("The client has no secret."))
        })?;
        let client_secret = secret.expose().to_owned();
        Ok(found(NewSecret { client_id: client.id.as_str().to_owned(), client_secret }))
    }

    /// Disable a client
    ///
    /// It gets no tokens any more, and those that it has are refused at once.
    #[oai(path = "/admin/clients/:client_id/disable", method = "post", operation_id = "admin_disable_client")]
    async fn disable(
        &self,
        by: Administrator,
        /// The client.
        client_id: Path<String>,
    ) -> Result<Found<ClientDetails>, Refused<ShowRefusals>> {
        self.clients.set_disabled(&by.0, &id(&client_id.0)?, true).await.map_err(Refused::new)?;
        Ok(found(ClientDetails::from(&find(&self.clients, &client_id.0).await?)))
    }

    /// Enable a client
    ///
    /// What it was granted before, and has not ended since, is good again.
    #[oai(path = "/admin/clients/:client_id/enable", method = "post", operation_id = "admin_enable_client")]
    async fn enable(
        &self,
        by: Administrator,
        /// The client.
        client_id: Path<String>,
    ) -> Result<Found<ClientDetails>, Refused<ShowRefusals>> {
        self.clients.set_disabled(&by.0, &id(&client_id.0)?, false).await.map_err(Refused::new)?;
        Ok(found(ClientDetails::from(&find(&self.clients, &client_id.0).await?)))
    }
}
