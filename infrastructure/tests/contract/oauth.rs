//! What OAuth keeps: clients, codes, devices, grants, consents, and requests that wait for a person.

mod client_documents;
mod clients;
mod codes;
mod consents;
mod devices;
mod grants;
mod interactions;
mod liveness;
mod logouts;
mod pushed_requests;
mod registrations;
mod replays;
mod retention;

use crate::{
    accounts::insert as insert_account,
    samples::{NOW, account, account_id, id, session},
    sessions::open as open_session,
    world::World,
};
use oathgate_domain::{
    ids::GrantId,
    oauth::{
        AuthorizationCode, Client, ClientAuthentication, ClientId, ClientKeys, ClientMetadata,
        ClientSecretDigest, CodeChallenge, Grant, GrantType, JwsAlgorithm, KeyThumbprint, RedirectUri,
        Resources, Scopes, SubjectType, WantedClaims,
    },
    secret::TokenDigest,
    signing::SigningAlgorithm,
};
use time::Duration;

/// A client's id.
fn client_id(text: &str) -> ClientId {
    ClientId::parse(text).unwrap()
}

/// Scopes.
fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).unwrap()
}

/// Names of resources.
fn resources(names: &[&str]) -> Resources {
    Resources::parse(names.iter().copied()).unwrap()
}

/// A client with every field set.
fn client(id: &str) -> Client {
    let redirect = |uri: &str| RedirectUri::register(uri).unwrap();
    Client {
        id: client_id(id),
        name: "Fotobücher 美".to_owned(),
        home: Some("https://photos.example/".to_owned()),
        authentication: ClientAuthentication::SecretBasic,
        secret: Some(ClientSecretDigest { key: u32::MAX, mac: [7; 32] }),
        sealed_secret: None,
        redirect_uris: vec![redirect("https://photos.example/cb?a=1"), redirect("http://127.0.0.1/cb")],
        grant_types: GrantType::ALL.to_vec(),
        scopes: scopes("openid profile email offline_access"),
        is_first_party: false,
        is_disabled: false,
        metadata: metadata(),
        created_at: NOW,
    }
}

/// Metadata with every field set.
fn metadata() -> ClientMetadata {
    let text = |text: &str| Some(text.to_owned());
    ClientMetadata {
        keys: Some(ClientKeys::Inline(r#"{"keys":[{"kty":"OKP"}]}"#.to_owned())),
        assertion_algorithm: Some(JwsAlgorithm::Ps256),
        id_token_algorithm: Some(SigningAlgorithm::EdDsa),
        userinfo_algorithm: Some(SigningAlgorithm::Es256),
        request_object_algorithm: Some(JwsAlgorithm::Es384),
        requires_signed_request: true,
        requires_pushed_request: true,
        requires_dpop: true,
        subject_type: SubjectType::Pairwise,
        sector_identifier_uri: text("https://photos.example/sector.json"),
        post_logout_redirect_uris: vec![RedirectUri::register("https://photos.example/bye").unwrap()],
        backchannel_logout_uri: text("https://photos.example/logout"),
        backchannel_logout_session_required: true,
        contacts: vec!["ä@photos.example".to_owned()],
        logo_uri: text("https://photos.example/logo.png"),
        policy_uri: text("https://photos.example/policy"),
        tos_uri: text("https://photos.example/terms"),
        default_max_age: Some(Duration::seconds(u32::MAX.into())),
        initiate_login_uri: text("https://photos.example/login"),
        audiences: resources(&["https://api.photos.example/", "urn:photos"]),
        resources: resources(&["https://albums.example"]),
    }
}

/// A client with nothing but what must be.
fn bare_client(id: &str) -> Client {
    Client {
        name: String::new(),
        home: None,
        authentication: ClientAuthentication::None,
        secret: None,
        redirect_uris: Vec::new(),
        grant_types: Vec::new(),
        scopes: Scopes::default(),
        is_first_party: true,
        is_disabled: true,
        metadata: ClientMetadata::default(),
        ..client(id)
    }
}

/// The n-th code: of the first account for the client `photos`, with every field set.
fn code(number: u8) -> AuthorizationCode {
    AuthorizationCode {
        digest: TokenDigest([number; 32]),
        grant: GrantId(id(u128::from(number) + 5_000)),
        client: client_id("photos"),
        account: account_id(1),
        session: session(1, 1).id,
        redirect_uri: "http://127.0.0.1:53123/cb".to_owned(),
        redirect_uri_was_given: true,
        scopes: scopes("email openid"),
        resources: resources(&["https://albums.example", "urn:photos"]),
        claims: WantedClaims::from_storage("id_token.email userinfo.name userinfo.address"),
        nonce: Some("n-0S6_WzA2Mj ü".to_owned()),
        challenge: Some(CodeChallenge::from_bytes([3; 32])),
        dpop_key: Some(KeyThumbprint([4; 32])),
        authenticated_at: NOW,
        created_at: NOW + Duration::microseconds(1),
    }
}

/// The n-th grant: of the first account to the client `photos` in its first session, with every
/// field set.
fn grant(number: u128) -> Grant {
    Grant {
        id: GrantId(id(number + 5_000)),
        client: client_id("photos"),
        account: account_id(1),
        session: session(1, 1).id,
        scopes: scopes("email openid"),
        resources: resources(&["https://albums.example", "urn:photos"]),
        authenticated_at: NOW,
        claims: WantedClaims::from_storage("id_token.email userinfo.name userinfo.address"),
        nonce: Some("n-0S6_WzA2Mj ü".to_owned()),
        created_at: NOW + Duration::microseconds(1),
        expires_at: NOW + Duration::days(3),
        dpop_key: Some(KeyThumbprint([5; 32])),
        revoked_at: None,
        generation: 0,
        rotated_at: NOW + Duration::microseconds(2),
    }
}

/// Adds a client.
async fn insert_client(world: &World, client: &Client) {
    let mut unit = world.unit().await;
    assert!(unit.clients().insert(client).await.unwrap());
    unit.commit().await.unwrap();
}

/// Adds a code.
async fn insert_code(world: &World, code: &AuthorizationCode) {
    let mut unit = world.unit().await;
    unit.codes().insert(code).await.unwrap();
    unit.commit().await.unwrap();
}

/// Opens a grant.
async fn open(world: &World, grant: &Grant, refresh: Option<TokenDigest>) {
    let mut unit = world.unit().await;
    unit.grants().open(grant, refresh).await.unwrap();
    unit.commit().await.unwrap();
}

async fn find_grant(world: &World, id: GrantId) -> Option<Grant> {
    world.reader().await.grants().find(id).await.unwrap()
}

/// The first account with its first session, and the client `photos`.
async fn settle(world: &World) {
    insert_account(world, &account(1)).await;
    open_session(world, &session(1, 1), TokenDigest([1; 32])).await;
    insert_client(world, &client("photos")).await;
}
