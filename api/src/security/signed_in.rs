//! The person behind a request, as a parameter of a handler.

use super::bearer;
use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, Rejection},
};
use oathgate_application::{
    accounts::authenticate::{Authenticate, Principal},
    ports::access_tokens::TokenFault,
};
use poem::{Request, RequestBody, Result};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};
use std::sync::Arc;

/// Somebody who has signed in: their access token is valid, its session is live and their account
/// may sign in, all at this moment.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Principal);

impl From<TokenFault> for Problem {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Invalid => bearer::invalid_token(),
            TokenFault::Expired => bearer::expired_token(),
        }
    }
}

impl<'a> ApiExtractor<'a> for SignedIn {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        bearer::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![bearer::SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let Some(token) = bearer::read(request.headers())? else {
            return Err(Rejection::new(Problem::new(ProblemCode::Unauthorized)).into());
        };
        let Some(authenticate) = request.extensions().get::<Arc<Authenticate>>() else {
            return Err(Rejection::defect("no authentication was set up").into());
        };
        let principal =
            authenticate.run(token.expose()).await.map_err(|failure| Rejection::new(failure.into()))?;
        if let Some(context) = request.extensions().get::<RequestContext>() {
            context.note_principal(principal.account.id.to_string());
        }
        Ok(Self(principal))
    }
}
