//! Who may look at an account: its person, and clients that they have let.

use super::{
    bearer,
    scopes::{OAUTH2, register_oauth2},
};
use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, Rejection},
};
use oathgate_application::{
    accounts::authenticate::{Authenticate, Refusal},
    oauth::scopes::ACCOUNT_READ,
};
use oathgate_domain::account::Account;
use poem::{Request, RequestBody, Result};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};
use std::sync::Arc;

/// RFC 6750 §3.1.
const INSUFFICIENT_SCOPE: &str = r#"Bearer realm="oathgate", error="insufficient_scope", error_description="The access token was not granted account:read", scope="account:read""#;

/// The account of somebody who has signed in, or who has let a client look at it.
#[derive(Debug, Clone)]
pub(crate) struct AccountReader(pub(crate) Account);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Token(fault) => fault.into(),
            Refusal::InsufficientScope => Self::new(ProblemCode::Forbidden)
                .detail("The access token was not granted account:read.")
                .challenge(INSUFFICIENT_SCOPE),
        }
    }
}

impl<'a> ApiExtractor<'a> for AccountReader {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        bearer::register(registry);
        register_oauth2(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![bearer::SCHEME, OAUTH2]
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
        let account = authenticate
            .account(token.expose(), ACCOUNT_READ)
            .await
            .map_err(|failure| Rejection::new(failure.into()))?;
        if let Some(context) = request.extensions().get::<RequestContext>() {
            context.note_principal(account.id.to_string());
        }
        Ok(Self(account))
    }
}
