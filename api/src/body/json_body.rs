//! A JSON body that is held against the documented schema of its type.

use super::{DEFAULT_LIMIT, FieldRules, check, read, schema::Schema, strict_json};
use crate::problem::{FieldError, Problem, ProblemCode, Rejection};
use poem::{Request, RequestBody, Result, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    payload::{ParsePayload, Payload},
    registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry},
    types::{ParseFromJSON, Type},
};
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// The JSON body of a request, of at most `LIMIT` bytes.
///
/// Refused are, with the problem's code: another media type (`unsupported_media_type`), more bytes
/// (`body_too_large`), what is no JSON (`invalid_json`), and a value that does not fit the schema of
/// `T` as it is documented (`validation_failed`, naming every field).
#[derive(Debug, Clone)]
pub struct JsonBody<T, const LIMIT: usize = DEFAULT_LIMIT>(pub T);

impl<T: Type, const LIMIT: usize> Payload for JsonBody<T, LIMIT> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        is_json(content_type)
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: ParseFromJSON + FieldRules + 'static, const LIMIT: usize> ParsePayload for JsonBody<T, LIMIT> {
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> Result<Self> {
        let fits = request.header(header::CONTENT_TYPE).is_some_and(Self::check_content_type);
        if !fits {
            return Err(Rejection::new(not_json()).into());
        }
        let bytes = read(request, body, LIMIT).await?;
        Ok(Self(parse(&bytes)?))
    }
}

/// Whether a media type is that of JSON, which is UTF-8 (RFC 8259 §8.1).
fn is_json(content_type: &str) -> bool {
    content_type.parse::<mime::Mime>().is_ok_and(|media| {
        media.essence_str() == "application/json"
            && media.get_param(mime::CHARSET).is_none_or(|charset| charset == mime::UTF_8)
    })
}

/// What another media type is answered with.
pub(super) fn not_json() -> Problem {
    Problem::new(ProblemCode::UnsupportedMediaType)
        .detail("Send the body as JSON with the header `Content-Type: application/json`.")
}

/// Reads a body that is a JSON object, of any members.
pub(crate) async fn read_object(
    request: &Request,
    body: &mut RequestBody,
    limit: usize,
) -> std::result::Result<Map<String, Value>, Rejection> {
    if !request.header(header::CONTENT_TYPE).is_some_and(is_json) {
        return Err(Rejection::new(not_json()));
    }
    let not_object = |detail: String| Rejection::new(Problem::new(ProblemCode::InvalidJson).detail(detail));
    match strict_json::parse(&read(request, body, limit).await?) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(not_object("The body is no JSON object.".to_owned())),
        Err(fault) => Err(not_object(format!("The body is not JSON: {}.", fault.message))),
    }
}

/// Reads a body of type `T`.
pub(super) fn parse<T: ParseFromJSON + FieldRules + 'static>(bytes: &[u8]) -> Result<T, Rejection> {
    let value = strict_json::parse(bytes).map_err(|fault| {
        let mut detail = format!("The body is not JSON: {}", fault.message);
        if fault.line > 0 {
            // Writing to a string cannot fail.
            let _ = write!(detail, " (line {}, column {})", fault.line, fault.column);
        }
        detail.push('.');
        Problem::new(ProblemCode::InvalidJson).detail(detail)
    })?;
    let mut faults = check::faults(&Schema::of::<T>(), &value);
    if !faults.is_empty() {
        let further = T::faults(&value).into_iter();
        let further: Vec<_> =
            further.filter(|one| faults.iter().all(|known| known.field != one.field)).collect();
        faults.extend(further);
        return Err(Problem::fields(faults).into());
    }
    T::parse_from_json(Some(value)).map_err(|error| {
        let message = error.into_message();
        let field = field_in(&message);
        Problem::fields(vec![FieldError::new(
            field,
            "wrong_format",
            "The value is not of the documented form.",
        )])
        .into()
    })
}

/// The field that the framework's own validator complains of. What it says besides may repeat the
/// value, so it is not told.
fn field_in(message: &str) -> &str {
    message.split('`').nth(1).unwrap_or_default()
}

impl<'a, T: ParseFromJSON + FieldRules + 'static, const LIMIT: usize> ApiExtractor<'a>
    for JsonBody<T, LIMIT>
{
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Self as Payload>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: <Self as Payload>::CONTENT_TYPE,
                schema: <Self as Payload>::schema_ref(),
            }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        <Self as ParsePayload>::from_request(request, body).await
    }
}
