//! A web app on a server: people sign in with Oathgate, the app keeps who they are in its own session.

use axum::{
    Router,
    extract::{Query, State},
    http::StatusCode,
    response::{Html, Redirect},
    routing::get,
};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    core::{CoreClient, CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims},
    reqwest,
};
use serde::{Deserialize, Serialize};
use std::{env, error::Error, sync::Arc};
use tower_sessions::{MemoryStore, Session, SessionManagerLayer, cookie::SameSite};

type Provider = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

struct App {
    provider: Provider,
    http: reqwest::Client,
}

/// A sign-in on its way, kept in the session of who began it.
#[derive(Serialize, Deserialize)]
struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// Something is wrong, and the person at the browser is told no more than that.
struct Failed(Box<dyn Error>);

impl<E: Into<Box<dyn Error>>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl axum::response::IntoResponse for Failed {
    fn into_response(self) -> axum::response::Response {
        eprintln!("{}", self.0);
        (StatusCode::BAD_REQUEST, "That did not work. Please sign in again.").into_response()
    }
}

async fn home(session: Session) -> Result<Html<String>, Failed> {
    Ok(Html(match session.get::<String>("name").await? {
        Some(name) => format!("<h1>Hello, {}</h1><a href=\"/logout\">Sign out</a>", escaped(&name)),
        None => "<a href=\"/login\">Sign in</a>".to_owned(),
    }))
}

async fn login(State(app): State<Arc<App>>, session: Session) -> Result<Redirect, Failed> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let (address, state, nonce) = app
        .provider
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "email"].map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    session.insert("pending", Pending { state, nonce, verifier }).await?;
    Ok(Redirect::to(address.as_str()))
}

#[derive(Deserialize)]
struct Answer {
    code: AuthorizationCode,
    state: CsrfToken,
}

async fn callback(
    State(app): State<Arc<App>>,
    session: Session,
    Query(answer): Query<Answer>,
) -> Result<Redirect, Failed> {
    let pending: Pending = session.remove("pending").await?.ok_or("nobody has begun to sign in")?;
    if answer.state.secret() != pending.state.secret() {
        return Err("the answer is to another request".into());
    }
    let tokens = app
        .provider
        .exchange_code(answer.code)?
        .set_pkce_verifier(pending.verifier)
        .request_async(&app.http)
        .await?;
    let id_token = openidconnect::TokenResponse::id_token(&tokens).ok_or("there is no ID token")?;
    let claims = id_token.claims(&app.provider.id_token_verifier(), &pending.nonce)?;
    let access_token = openidconnect::OAuth2TokenResponse::access_token(&tokens).clone();
    let person: CoreUserInfoClaims = app
        .provider
        .user_info(access_token, Some(claims.subject().clone()))?
        .request_async(&app.http)
        .await?;
    let name = person.name().and_then(|name| name.get(None)).map(|name| name.to_string());
    let name = name.or_else(|| person.email().map(|email| email.to_string()));
    // A new id, so that a session that somebody planted before is not signed in.
    session.cycle_id().await?;
    session.insert("name", name.unwrap_or_else(|| claims.subject().to_string())).await?;
    Ok(Redirect::to("/"))
}

async fn logout(session: Session) -> Result<Redirect, Failed> {
    session.flush().await?;
    Ok(Redirect::to("/"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let own = env::var("SELF_URL").unwrap_or_else(|_| format!("http://localhost:{port}"));
    let issuer = env::var("OATHGATE_URL").unwrap_or_else(|_| "http://localhost:8000".to_owned());

    // Redirects are not followed: nobody may lead the app elsewhere with its secret.
    let http = reqwest::ClientBuilder::new().redirect(reqwest::redirect::Policy::none()).build()?;
    let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer)?, &http).await?;
    let provider = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(env::var("CLIENT_ID")?),
        Some(ClientSecret::new(env::var("CLIENT_SECRET")?)),
    )
    .set_redirect_uri(RedirectUrl::new(format!("{own}/callback"))?);

    let sessions = SessionManagerLayer::new(MemoryStore::default())
        .with_same_site(SameSite::Lax)
        .with_secure(own.starts_with("https:"));
    let app = Router::new()
        .route("/", get(home))
        .route("/login", get(login))
        .route("/callback", get(callback))
        .route("/logout", get(logout))
        .layer(sessions)
        .with_state(Arc::new(App { provider, http }));
    let listener = tokio::net::TcpListener::bind(format!("localhost:{port}")).await?;
    println!("{own} is there");
    axum::serve(listener, app).await?;
    Ok(())
}
