//! A JSON body that may be left out.

use super::{DEFAULT_LIMIT, FieldRules, JsonBody, json_body::parse, read};
use crate::problem::Rejection;
use poem::{Request, RequestBody, Result, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    payload::Payload,
    registry::{MetaRequest, Registry},
    types::ParseFromJSON,
};

/// The JSON body of a request, or none where the body is empty. Refuses what [`JsonBody`] does.
#[derive(Debug, Clone)]
pub struct MaybeJsonBody<T>(pub Option<T>);

impl<'a, T: ParseFromJSON + FieldRules + 'static> ApiExtractor<'a> for MaybeJsonBody<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <JsonBody<T> as Payload>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let meta = <JsonBody<T> as ApiExtractor<'_>>::request_meta()?;
        Some(MetaRequest { required: false, ..meta })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let bytes = read(request, body, DEFAULT_LIMIT).await?;
        if bytes.is_empty() {
            return Ok(Self(None));
        }
        let media_type = request.header(header::CONTENT_TYPE);
        if !media_type.is_some_and(<JsonBody<T> as Payload>::check_content_type) {
            return Err(Rejection::new(super::json_body::not_json()).into());
        }
        Ok(Self(Some(parse(&bytes)?)))
    }
}
