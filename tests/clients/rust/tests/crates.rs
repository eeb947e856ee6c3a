//! The crates openidconnect and oauth2, unmodified, as clients of the real binary.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::format_collect,
    unreachable_pub,
    unused_imports,
    reason = "tests stop at once when something is wrong, and each uses a part of what they share"
)]

#[path = "../../person.rs"]
mod person;
#[path = "../../../support/mod.rs"]
mod support;
#[path = "../../surroundings.rs"]
mod surroundings;

use oauth2::{
    HttpRequest, HttpResponse, StandardDeviceAuthorizationResponse, TokenIntrospectionResponse,
    TokenResponse as _, basic::BasicClient,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, RefreshToken, Scope, TokenResponse as _,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreClientRegistrationRequest, CoreGrantType,
        CoreProviderMetadata, CoreUserInfoClaims,
    },
    registration::EmptyAdditionalClientMetadata,
};
use person::Person;
use reqwest::{Url, redirect::Policy};
use serde_json::json;
use std::{collections::HashMap, time::Duration};
use surroundings::{EMAIL, Surroundings};

/// Sends what the crates ask for. They revoke tokens by `https` alone; as a proxy in front of the server
/// would, this takes it off.
async fn send(request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let http =
        reqwest::Client::builder().redirect(Policy::none()).timeout(Duration::from_secs(20)).build()?;
    let (mut parts, body) = request.into_parts();
    let plain = parts.uri.to_string().replacen("https://localhost", "http://localhost", 1);
    parts.uri = plain.parse().unwrap();
    let answer = http.request(parts.method, plain).headers(parts.headers).body(body).send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// What came back to a client by way of the browser.
fn came_back(url: &Url, issuer: &str, state: &CsrfToken) -> AuthorizationCode {
    let told: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!((told["iss"].as_str(), &told["state"]), (issuer, state.secret()), "{url}");
    AuthorizationCode::new(told["code"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn openidconnect_signs_a_person_in() {
    let surroundings = Surroundings::start().await;
    let issuer = surroundings.issuer().to_owned();
    let provider = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer.clone()).unwrap(), &send);
    let client = CoreClient::from_provider_metadata(
        provider.await.unwrap(),
        ClientId::new(surroundings.client("web", "id")),
        Some(ClientSecret::new(surroundings.client("web", "secret"))),
    )
    .set_redirect_uri(RedirectUrl::new(surroundings.client("web", "redirect_uri")).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (link, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("offline_access".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let back = Person::new(&surroundings).follow(link).await;
    let code = came_back(&back, &issuer, &state);
    let exchange = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let tokens = exchange.request_async(&send).await.unwrap();

    let id_token = tokens.id_token().unwrap();
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &nonce).unwrap();
    assert!(id_token.claims(&verifier, &Nonce::new("another".to_owned())).is_err());
    let hash = AccessTokenHash::from_token(
        tokens.access_token(),
        id_token.signing_alg().unwrap(),
        id_token.signing_key(&verifier).unwrap(),
    );
    assert_eq!(claims.access_token_hash(), Some(&hash.unwrap()));
    assert_eq!(claims.email().map(|email| email.as_str()), Some(EMAIL));
    assert_eq!(claims.email_verified(), Some(true));

    let subject = claims.subject().clone();
    let asked = client.user_info(tokens.access_token().clone(), Some(subject.clone())).unwrap();
    let info: CoreUserInfoClaims = asked.request_async(&send).await.unwrap();
    assert_eq!(info.email().map(|email| email.as_str()), Some(EMAIL));

    let refresh = tokens.refresh_token().unwrap();
    let renewed = client.exchange_refresh_token(refresh).unwrap().request_async(&send).await.unwrap();
    let renewed_claims = renewed.id_token().unwrap().claims(&verifier, &nonce).unwrap();
    assert_eq!(renewed_claims.subject(), &subject);
    assert_ne!(renewed.refresh_token().map(RefreshToken::secret), Some(refresh.secret()));
    surroundings.assert_calm();
}

#[tokio::test(flavor = "multi_thread")]
async fn openidconnect_registers_a_client() {
    let mut surroundings = Surroundings::start().await;
    let issuer = IssuerUrl::new(surroundings.issuer().to_owned()).unwrap();
    let closed = CoreProviderMetadata::discover_async(issuer.clone(), &send).await.unwrap();
    assert!(closed.registration_endpoint().is_none());
    surroundings.deployment.servers[0].kill();
    surroundings.deployment.set("OAUTH_REGISTRATION", "open");
    surroundings.deployment.restart_server(0, true);
    surroundings.deployment.wait_until_ready().await;

    let provider = CoreProviderMetadata::discover_async(issuer.clone(), &send).await.unwrap();
    let redirect = RedirectUrl::new("https://new.example/back".to_owned()).unwrap();
    let metadata = EmptyAdditionalClientMetadata::default();
    let asked = CoreClientRegistrationRequest::new(vec![redirect.clone()], metadata)
        .set_grant_types(Some(vec![CoreGrantType::AuthorizationCode, CoreGrantType::RefreshToken]));
    let made = asked.register_async(provider.registration_endpoint().unwrap(), &send).await.unwrap();
    assert!(made.registration_access_token().is_some());

    let client =
        CoreClient::from_provider_metadata(provider, made.client_id().clone(), made.client_secret().cloned())
            .set_redirect_uri(redirect);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (link, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .set_pkce_challenge(challenge)
        .url();
    let back = Person::new(&surroundings).follow(link).await;
    let code = came_back(&back, issuer.as_str(), &state);
    let exchange = client.exchange_code(code).unwrap().set_pkce_verifier(verifier);
    let tokens = exchange.request_async(&send).await.unwrap();
    assert!(tokens.id_token().unwrap().claims(&client.id_token_verifier(), &nonce).is_ok());
    assert!(tokens.refresh_token().is_some());
    surroundings.assert_calm();
}

#[tokio::test(flavor = "multi_thread")]
async fn oauth2_gets_looks_at_and_gives_back_tokens() {
    let surroundings = Surroundings::start().await;
    let at = |path: &str| format!("{}{path}", surroundings.issuer());
    let client = BasicClient::new(ClientId::new(surroundings.client("web", "id")))
        .set_client_secret(ClientSecret::new(surroundings.client("web", "secret")))
        .set_auth_uri(oauth2::AuthUrl::new(at("/oauth/authorize")).unwrap())
        .set_token_uri(oauth2::TokenUrl::new(at("/oauth/token")).unwrap())
        .set_redirect_uri(RedirectUrl::new(surroundings.client("web", "redirect_uri")).unwrap())
        .set_introspection_url(oauth2::IntrospectionUrl::new(at("/oauth/introspect")).unwrap())
        .set_revocation_url(
            oauth2::RevocationUrl::new(at("/oauth/revoke").replacen("http", "https", 1)).unwrap(),
        );
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (link, state) = client
        .authorize_url(CsrfToken::new_random)
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let mut person = Person::new(&surroundings);
    let code = came_back(&person.follow(link).await, surroundings.issuer(), &state);
    let exchange = client.exchange_code(code).set_pkce_verifier(verifier);
    let tokens = exchange.request_async(&send).await.unwrap();
    assert_eq!(tokens.scopes().unwrap(), &vec![Scope::new("profile".to_owned())]);

    let said = client.introspect(tokens.access_token()).request_async(&send).await.unwrap();
    assert!(said.active());
    assert_eq!(said.client_id().map(|id| id.as_str()), Some("web"));
    let renewed =
        client.exchange_refresh_token(tokens.refresh_token().unwrap()).request_async(&send).await.unwrap();
    let refresh = renewed.refresh_token().unwrap().clone();
    client.revoke_token(refresh.into()).unwrap().request_async(&send).await.unwrap();
    for token in [tokens.access_token(), renewed.access_token()] {
        assert!(!client.introspect(token).request_async(&send).await.unwrap().active());
    }
    surroundings.assert_calm();
}

#[tokio::test(flavor = "multi_thread")]
async fn oauth2_gives_jobs_and_devices_their_tokens() {
    let mut surroundings = Surroundings::start().await;
    let of_devices = "urn:ietf:params:oauth:grant-type:device_code";
    surroundings.add("frame", &["--public", "--grant-type", of_devices, "--scope", "openid profile"]);
    let at = |path: &str| format!("{}{path}", surroundings.issuer());
    let job = BasicClient::new(ClientId::new(surroundings.client("jobs", "id")))
        .set_client_secret(ClientSecret::new(surroundings.client("jobs", "secret")))
        .set_token_uri(oauth2::TokenUrl::new(at("/oauth/token")).unwrap());
    let asked = job.exchange_client_credentials().add_scope(Scope::new("jobs.run".to_owned()));
    let own = asked.request_async(&send).await.unwrap();
    assert_eq!(own.scopes().unwrap(), &vec![Scope::new("jobs.run".to_owned())]);

    let frame = BasicClient::new(ClientId::new(surroundings.client("frame", "id")))
        .set_auth_type(oauth2::AuthType::RequestBody)
        .set_token_uri(oauth2::TokenUrl::new(at("/oauth/token")).unwrap())
        .set_device_authorization_url(
            oauth2::DeviceAuthorizationUrl::new(at("/oauth/device_authorization")).unwrap(),
        );
    let begun = frame.exchange_device_code().add_scope(Scope::new("profile".to_owned()));
    let begun: StandardDeviceAuthorizationResponse = begun.request_async(&send).await.unwrap();
    let mut person = Person::new(&surroundings);
    person.log_in().await;
    person.agree_to_device(begun.user_code().secret()).await;
    // The crate itself asks again and again, with the pauses that the server wants.
    let asking = frame.exchange_device_access_token(&begun);
    let tokens = asking.request_async(&send, tokio::time::sleep, None).await.unwrap();
    assert_eq!(tokens.scopes().unwrap(), &vec![Scope::new("profile".to_owned())]);
    surroundings.assert_calm();
}
