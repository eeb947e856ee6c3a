//! `POST /auth/cancel-erasure`.

use super::Notice;
use crate::{
    body::{FieldRules, JsonBody},
    problem::{Refused, refusals},
    tags::Tag,
};
use oathgate_application::accounts::erase::Erase;
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;

/// The token of a mailed link.
#[derive(Object)]
#[oai(example)]
pub(crate) struct CancelErasureRequest {
    /// The value of `token` in the link.
    #[oai(validator(min_length = 1, max_length = 512))]
    token: String,
}

impl FieldRules for CancelErasureRequest {}

impl Example for CancelErasureRequest {
    fn example() -> Self {
        Self { token: "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w".to_owned() }
    }
}

#[derive(ApiResponse)]
pub(crate) enum CancelErasureAnswer {
    /// The account stays.
    #[oai(status = 200)]
    Kept(Json<Notice>),
}

refusals! {
    /// Why the account is not kept.
    pub(crate) CancelErasureRefusals: TokenInvalid
}

pub(crate) struct CancelErasureApi {
    pub(crate) erase: Arc<Erase>,
}

#[OpenApi(tag = "Tag::Auth")]
impl CancelErasureApi {
    /// Keep an account by a mailed link
    ///
    /// Takes back that the account is to be deleted. The link works until that happens.
    #[oai(path = "/auth/cancel-erasure", method = "post", operation_id = "cancel_erasure")]
    async fn cancel(
        &self,
        body: JsonBody<CancelErasureRequest>,
    ) -> Result<CancelErasureAnswer, Refused<CancelErasureRefusals>> {
        self.erase.keep_by_link(&body.0.token).await.map_err(Refused::new)?;
        Ok(CancelErasureAnswer::Kept(Json(Notice::new("The account stays. You can sign in as before."))))
    }
}
