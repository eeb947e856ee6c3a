//! The forms of clients. What is wrong with one is kept, so that the operation can tell it the way that
//! OAuth does.

use super::wire::Fault;
use crate::{
    body::RawForm,
    problem::{Problem, ProblemCode, Rejection},
};
use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    payload::{ParsePayload, Payload},
    registry::{MetaMediaType, MetaRequest, Registry},
    types::Type,
};

/// The form of a request, or what is wrong with it. `T` documents it; one that is not `REQUIRED` may be
/// left out.
pub(crate) struct OAuthForm<T, const REQUIRED: bool = true>(std::result::Result<RawForm<T>, Box<Problem>>);

impl<T, const REQUIRED: bool> OAuthForm<T, REQUIRED> {
    /// The form.
    ///
    /// # Errors
    /// `invalid_request`, with what is wrong.
    pub(super) fn read(self) -> std::result::Result<RawForm<T>, Fault> {
        self.0.map_err(|problem| Fault::from(*problem))
    }

    /// The form; none where the request has another body, or none.
    ///
    /// # Errors
    /// `invalid_request`, with what is wrong.
    pub(super) fn read_if_there(self) -> std::result::Result<Option<RawForm<T>>, Fault> {
        match self.0 {
            Ok(form) => Ok(Some(form)),
            Err(problem) if problem.code == ProblemCode::UnsupportedMediaType => Ok(None),
            Err(problem) => Err(Fault::from(*problem)),
        }
    }

    /// The form as it came, or what is wrong with it.
    pub(super) fn into_inner(self) -> std::result::Result<RawForm<T>, Box<Problem>> {
        self.0
    }
}

impl<'a, T: Type + 'static, const REQUIRED: bool> ApiExtractor<'a> for OAuthForm<T, REQUIRED> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <RawForm<T> as Payload>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: <RawForm<T> as Payload>::CONTENT_TYPE,
                schema: <RawForm<T> as Payload>::schema_ref(),
            }],
            required: REQUIRED,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        match <RawForm<T> as ParsePayload>::from_request(request, body).await {
            Ok(form) => Ok(Self(Ok(form))),
            Err(error) => match error.downcast_ref::<Rejection>() {
                Some(rejection) => Ok(Self(Err(Box::new(rejection.problem().clone())))),
                None => Err(error),
            },
        }
    }
}
