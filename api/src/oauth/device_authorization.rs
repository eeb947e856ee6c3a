//! `POST /oauth/device_authorization` (RFC 8628 §3.1).

use super::{
    OAuthUseCases,
    client::ClientHeader,
    form::OAuthForm,
    wire::{Answers, ErrorBody, Fault, JSON, Wire, client_errors, json, with},
};
use crate::{context::RequestContext, tags::Tag};
use oathgate_application::{
    error::Failure,
    oauth::{device::Begun, resources},
};
use poem::{IntoResponse, http::StatusCode};
use poem_openapi::{
    Object, OpenApi,
    registry::{MetaResponse, Registry},
    types::{ToJSON, Type},
};

/// What a device asks for.
#[derive(Object)]
pub(crate) struct DeviceForm {
    /// What is asked for.
    scope: Option<String>,
    /// The resources that the tokens are to be for (RFC 8707). May be repeated.
    resource: Option<Vec<String>>,
    /// The client, unless the header names it.
    client_id: Option<String>,
    /// Its secret, unless the header has it.
    client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    client_assertion: Option<String>,
}

/// The codes of a device (RFC 8628, section 3.2).
#[derive(Object)]
pub(crate) struct DeviceCodes {
    /// What the device asks the token endpoint with.
    device_code: String,
    /// What the person types.
    user_code: String,
    /// Where the person types it.
    verification_uri: String,
    /// The same with the code in it.
    verification_uri_complete: String,
    /// For how many seconds both codes are good.
    expires_in: i64,
    /// How many seconds the device waits between two questions.
    interval: u32,
}

impl From<Begun> for DeviceCodes {
    fn from(begun: Begun) -> Self {
        Self {
            device_code: begun.device_code.expose().to_owned(),
            user_code: begun.user_code.to_string(),
            verification_uri: begun.verification_uri,
            verification_uri_complete: begun.verification_uri_complete,
            expires_in: begun.expires_in.whole_seconds(),
            interval: begun.interval,
        }
    }
}

pub(crate) struct DeviceAnswers;

impl Answers for DeviceAnswers {
    fn list() -> Vec<MetaResponse> {
        let mut list = vec![with(200, "The codes.", JSON, DeviceCodes::schema_ref())];
        list.extend(client_errors());
        list
    }

    fn register(registry: &mut Registry) {
        DeviceCodes::register(registry);
        ErrorBody::register(registry);
    }
}

pub(crate) struct DeviceAuthorizationApi {
    pub(crate) oauth: OAuthUseCases,
}

impl DeviceAuthorizationApi {
    async fn begin(
        &self,
        context: &RequestContext,
        header: ClientHeader,
        form: OAuthForm<DeviceForm>,
    ) -> Result<DeviceCodes, Fault> {
        let form = form.read()?;
        let client = header.recognise(&form, &self.oauth, context).await?;
        let resources = resources::read(form.many("resource")).map_err(Failure::Refused)?;
        Ok(self.oauth.begin_device.run(&client, form.one("scope"), &resources).await?.into())
    }
}

#[OpenApi(tag = "Tag::OAuth")]
impl DeviceAuthorizationApi {
    /// Begin on a device
    ///
    /// For devices without a browser or a keyboard: the person types the short code at the address that is
    /// given, on a phone for example, while the device asks the token endpoint again and again (RFC 8628).
    #[oai(path = "/oauth/device_authorization", method = "post", operation_id = "device_authorization")]
    async fn device_authorization(
        &self,
        context: RequestContext,
        header: ClientHeader,
        form: OAuthForm<DeviceForm>,
    ) -> Wire<DeviceAnswers> {
        Wire::new(match self.begin(&context, header, form).await {
            Ok(codes) => json(StatusCode::OK, codes.to_json_string()),
            Err(fault) => fault.into_response(),
        })
    }
}
