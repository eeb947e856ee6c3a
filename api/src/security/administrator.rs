//! The administrator behind a request, as a parameter of a handler.

use super::bearer;
use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, Rejection},
};
use oathgate_application::{
    accounts::{administrator::Refusal, authenticate::Authenticate},
    audit::By,
};
use oathgate_domain::audit::Actor;
use poem::{Request, RequestBody, Result};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};
use std::sync::Arc;

/// Asks for a token with another scope (RFC 6750 §3.1).
const INSUFFICIENT_SCOPE: &str = r#"Bearer realm="oathgate", error="insufficient_scope", scope="admin""#;

/// Somebody who may administer, at this moment, and from where they do.
#[derive(Debug, Clone)]
pub struct Administrator(pub By);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Token(fault) => fault.into(),
            Refusal::NotAllowed => Self::new(ProblemCode::Forbidden)
                .detail("This is for administrators, with a token that holds the scope `admin`.")
                .challenge(INSUFFICIENT_SCOPE),
        }
    }
}

impl<'a> ApiExtractor<'a> for Administrator {
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
        let (Some(authenticate), Some(context)) =
            (request.extensions().get::<Arc<Authenticate>>(), request.extensions().get::<RequestContext>())
        else {
            return Err(Rejection::defect("no authentication was set up").into());
        };
        let account = authenticate.administrator(token.expose()).await;
        let account = account.map_err(|failure| Rejection::new(failure.into()))?;
        context.note_principal(account.id.to_string());
        Ok(Self(By { actor: Actor::Account(account.id), origin: context.origin() }))
    }
}
