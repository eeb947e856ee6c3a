//! `POST /users/me/export` and `/users/me/exports`.

use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::{accounts::export_data::ExportData, ports::exports::Export};
use oathgate_domain::ids::ExportId;
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::Path,
    payload::{Json, Payload},
    registry::{MetaSchema, MetaSchemaRef},
    types::Example,
};
use serde_json::json;
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// A file with everything that is kept of a person.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct ExportView {
    /// Its identifier.
    id: Uuid,
    /// When it was asked for.
    requested_at: OffsetDateTime,
    /// When it was made. Missing while it is being made.
    made_at: Option<OffsetDateTime>,
    /// When it is forgotten.
    expires_at: Option<OffsetDateTime>,
}

impl From<&Export> for ExportView {
    fn from(export: &Export) -> Self {
        Self {
            id: export.id.0,
            requested_at: export.requested_at,
            made_at: export.made.map(|made| made.at),
            expires_at: export.made.map(|made| made.expires_at),
        }
    }
}

impl Example for ExportView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0198_c5f0_8d5e_7cc0_a1f0_2b6d_3c4e_5f60),
            requested_at: datetime!(2026-01-02 12:00 UTC),
            made_at: Some(datetime!(2026-01-02 12:00:01 UTC)),
            expires_at: Some(datetime!(2026-01-09 12:00:01 UTC)),
        }
    }
}

/// Files, latest first.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct ExportList {
    /// The files that are there or being made.
    exports: Vec<ExportView>,
}

impl Example for ExportList {
    fn example() -> Self {
        Self { exports: vec![ExportView::example()] }
    }
}

#[derive(ApiResponse)]
pub(crate) enum RequestAnswer {
    /// The file is being made. One that was asked for within the last hour is told instead of another.
    #[oai(status = 202)]
    Accepted(Json<ExportView>),
}

#[derive(ApiResponse)]
pub(crate) enum ListAnswer {
    /// The files.
    #[oai(status = 200)]
    Found(Json<ExportList>),
}

/// A JSON document that was written before.
pub(crate) struct JsonFile(Vec<u8>);

impl Payload for JsonFile {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        content_type == Self::CONTENT_TYPE
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema {
            description: Some(
                "What is kept: `account`, and a list of each kind of thing that belongs to it.",
            ),
            example: Some(
                json!({ "account": { "email": "ada@example.com", "username": null }, "activity": [] }),
            ),
            ..MetaSchema::new("object")
        }))
    }
}

impl IntoResponse for JsonFile {
    fn into_response(self) -> Response {
        Response::builder().content_type(Self::CONTENT_TYPE).body(self.0)
    }
}

#[derive(ApiResponse)]
pub(crate) enum FileAnswer {
    /// The file.
    #[oai(status = 200)]
    File(
        JsonFile,
        /// Has a browser save it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[derive(ApiResponse)]
pub(crate) enum DiscardAnswer {
    /// The file is gone.
    #[oai(status = 204)]
    Gone,
}

refusals! {
    /// Why files are not made or listed: for no reason of its own.
    pub(crate) ExportsRefusals:
}

refusals! {
    /// Why there is no file.
    pub(crate) FileRefusals: NotFound
}

pub(crate) struct ExportsApi {
    pub(crate) export_data: Arc<ExportData>,
}

#[OpenApi(tag = "Tag::Users")]
impl ExportsApi {
    /// Ask for my data
    ///
    /// Makes a file with everything that is kept of the account: profile, sessions, connected apps and what
    /// has happened. A mail says when it is there.
    #[oai(path = "/users/me/export", method = "post", operation_id = "request_export")]
    async fn request(
        &self,
        context: RequestContext,
        who: SignedIn,
    ) -> Result<RequestAnswer, Refused<ExportsRefusals>> {
        let export = self.export_data.request(&who.0, &context.origin()).await.map_err(Refused::new)?;
        Ok(RequestAnswer::Accepted(Json(ExportView::from(&export))))
    }

    /// List the files with my data
    ///
    /// Those that are there, and the one that is being made.
    #[oai(path = "/users/me/exports", method = "get", operation_id = "list_exports")]
    async fn list(&self, who: SignedIn) -> Result<ListAnswer, Refused<ExportsRefusals>> {
        let exports = self.export_data.list(who.0.account.id).await.map_err(Refused::new)?;
        Ok(ListAnswer::Found(Json(ExportList { exports: exports.iter().map(ExportView::from).collect() })))
    }

    /// Download my data
    ///
    /// A JSON document, as a file to save.
    #[oai(path = "/users/me/exports/:id", method = "get", operation_id = "download_export")]
    async fn download(
        &self,
        who: SignedIn,
        /// The file.
        id: Path<Uuid>,
    ) -> Result<FileAnswer, Refused<FileRefusals>> {
        let file = self.export_data.open(who.0.account.id, ExportId(id.0)).await.map_err(Refused::new)?;
        let Some(file) = file else {
            return Err(Refused::new(Problem::new(ProblemCode::NotFound)));
        };
        let name = format!("attachment; filename=\"oathgate-{}.json\"", id.0);
        Ok(FileAnswer::File(JsonFile(file), name))
    }

    /// Delete a file with my data
    ///
    /// It is gone at once.
    #[oai(path = "/users/me/exports/:id", method = "delete", operation_id = "delete_export")]
    async fn discard(
        &self,
        who: SignedIn,
        /// The file.
        id: Path<Uuid>,
    ) -> Result<DiscardAnswer, Refused<FileRefusals>> {
        let gone = self.export_data.discard(who.0.account.id, ExportId(id.0)).await.map_err(Refused::new)?;
        if gone { Ok(DiscardAnswer::Gone) } else { Err(Refused::new(Problem::new(ProblemCode::NotFound))) }
    }
}
