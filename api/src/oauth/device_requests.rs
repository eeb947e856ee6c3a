//! `POST /oauth/device/request` and `POST /oauth/device/decision`: what the web app asks people with whose
//! device waits. The code is in the body, so that no address and no log holds it.

use super::requests::{AskedScope, ClientView};
use crate::{
    body::{FieldRules, JsonBody},
    problem::{Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::oauth::device::{AnswerDevice, AnswerRefusal};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;

/// A code that a device shows.
#[derive(Object)]
#[oai(example)]
pub(crate) struct TypedCode {
    /// As it was typed: neither case nor what stands between its letters matters.
    #[oai(validator(min_length = 1, max_length = 64))]
    user_code: String,
}

impl FieldRules for TypedCode {}

impl Example for TypedCode {
    fn example() -> Self {
        Self { user_code: "BCDF-GHJK".to_owned() }
    }
}

/// What somebody has decided for a device.
#[derive(Object)]
#[oai(example)]
pub(crate) struct DeviceDecision {
    /// The code of the device.
    #[oai(validator(min_length = 1, max_length = 64))]
    user_code: String,
    /// Whether the device gets what it asks for.
    allow: bool,
}

impl FieldRules for DeviceDecision {}

impl Example for DeviceDecision {
    fn example() -> Self {
        Self { user_code: "BCDF-GHJK".to_owned(), allow: true }
    }
}

/// A device that waits for a person.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct WaitingDevice {
    /// The code, as the device shows it.
    user_code: String,
    /// The app that runs on it.
    client: ClientView,
    /// What it asks for.
    scopes: Vec<AskedScope>,
    /// The address of the account that is signed in.
    email: String,
}

impl Example for WaitingDevice {
    fn example() -> Self {
        Self {
            user_code: "BCDF-GHJK".to_owned(),
            client: ClientView {
                id: "photo-frame".to_owned(),
                name: "Photo Frame".to_owned(),
                home: Some("https://photos.example.com".to_owned()),
                id_host: None,
            },
            scopes: vec![AskedScope { name: "openid".to_owned(), agreed: false }],
            email: "ada@example.com".to_owned(),
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum WaitingDeviceAnswer {
    /// The device.
    #[oai(status = 200)]
    Found(Json<WaitingDevice>),
}

#[derive(ApiResponse)]
pub(crate) enum DeviceDecisionAnswer {
    /// The decision counts; the device is told when it asks next.
    #[oai(status = 204)]
    Decided,
}

refusals! {
    /// Why a device is not shown or decided.
    pub(crate) DeviceRefusals: NotFound, RateLimited
}

impl From<AnswerRefusal> for Problem {
    fn from(refusal: AnswerRefusal) -> Self {
        match refusal {
            AnswerRefusal::UnknownCode => {
                Self::new(ProblemCode::NotFound).detail("No device waits with this code (any more).")
            }
            AnswerRefusal::TooManyGuesses { retry_after } => {
                Self::new(ProblemCode::RateLimited).retry_after(retry_after.unsigned_abs())
            }
        }
    }
}

pub(crate) struct DeviceRequestsApi {
    pub(crate) devices: Arc<AnswerDevice>,
}

#[OpenApi(tag = "Tag::OAuth")]
impl DeviceRequestsApi {
    /// A device that waits
    ///
    /// What the device with this code asks for, for the page that asks the person who is signed in. Whoever
    /// types many codes that are none has to wait.
    #[oai(path = "/oauth/device/request", method = "post", operation_id = "get_device_request")]
    async fn get(
        &self,
        who: SignedIn,
        body: JsonBody<TypedCode>,
    ) -> Result<WaitingDeviceAnswer, Refused<DeviceRefusals>> {
        let asking = self.devices.details(&body.0.user_code, &who.0).await.map_err(Refused::new)?;
        let scopes = asking.scopes.iter();
        let scopes = scopes.map(|name| AskedScope::new(name, &asking.agreed)).collect();
        Ok(WaitingDeviceAnswer::Found(Json(WaitingDevice {
            user_code: asking.user_code.to_string(),
            client: asking.client.into(),
            scopes,
            email: who.0.account.email.as_str().to_owned(),
        })))
    }

    /// Decide for a device
    ///
    /// Says whether the device gets what it asks for. Of several decisions on the same code one counts.
    #[oai(path = "/oauth/device/decision", method = "post", operation_id = "decide_device_request")]
    async fn decide(
        &self,
        who: SignedIn,
        body: JsonBody<DeviceDecision>,
    ) -> Result<DeviceDecisionAnswer, Refused<DeviceRefusals>> {
        let DeviceDecision { user_code, allow } = body.0;
        self.devices.decide(&user_code, &who.0, allow).await.map_err(Refused::new)?;
        Ok(DeviceDecisionAnswer::Decided)
    }
}
