//! Clients that register themselves (RFC 7591) and look after what they registered (RFC 7592).

use crate::world::{ISSUER, World, sectors};
use oathgate_application::{
    accounts::origin::Origin,
    error::Failure,
    oauth::{
        clients::Clients,
        registration::{RegisterClient, RegistrationPolicy, RegistrationRefusal},
    },
};
use oathgate_domain::oauth::{ClientId, OAuthError};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use time::Duration;

fn registering(world: &World, policy: RegistrationPolicy) -> RegisterClient {
    let clients = Clients {
        store: world.store.clone(),
        keys: world.keys.clone(),
        sealer: world.keys.clone(),
        sectors: sectors(),
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    };
    RegisterClient {
        store: world.store.clone(),
        clients: Arc::new(clients),
        policy,
        issuer: ISSUER.to_owned(),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

fn text(told: &Map<String, Value>, name: &str) -> String {
    told[name].as_str().unwrap().to_owned()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Failure<RegistrationRefusal>>) -> RegistrationRefusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn error<T: std::fmt::Debug>(result: Result<T, Failure<RegistrationRefusal>>) -> OAuthError {
    match refusal(result) {
        RegistrationRefusal::Metadata(refusal) => {
            assert!(refusal.description.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{refusal:?}");
            refusal.error
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_client_registers_and_looks_after_itself() {
    let world = World::new().await;
    let open = registering(&world, RegistrationPolicy::Open);
    let by = Origin::default();
    let asked = object(json!({
        "redirect_uris": ["https://app.example/cb"],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid email admin",
        "client_name": "App",
        "client_name#de": "Anwendung",
        "contacts": ["ada@app.example"],
        "something_new": { "a": 1 },
        "logo_uri": null,
    }));
    let told = open.register(None, &asked, &by).await.unwrap();
    let (id, access) = (text(&told, "client_id"), text(&told, "registration_access_token"));
    assert_eq!(text(&told, "registration_client_uri"), format!("{ISSUER}/oauth/register/{id}"));
    assert!(text(&told, "client_secret").starts_with("ogs_"));
    assert_eq!((&told["client_secret_expires_at"], &told["scope"]), (&json!(0), &json!("email openid")));
    assert_eq!(told["token_endpoint_auth_method"], "client_secret_basic");
    let find = async || {
        let id = ClientId::parse(&id).unwrap();
        world.store.begin_read().await.unwrap().clients().find(&id).await.unwrap()
    };
    let stored = find().await.unwrap();
    assert!(!stored.is_first_party && stored.metadata.audiences.is_empty());

    let shown = open.show(&id, &access).await.unwrap();
    assert_eq!((&shown["client_name"], shown.get("client_secret")), (&json!("App"), None));
    for (who, with) in [(&id, "ogm_x"), (&id, ""), (&"other".to_owned(), access.as_str())] {
        assert_eq!(refusal(open.show(who, with).await), RegistrationRefusal::Token);
    }

    // What is sent is all there is; what another says of it is refused.
    let changed = object(json!({
        "client_id": id, "redirect_uris": ["https://app.example/new"], "grant_types": ["authorization_code"],
    }));
    let told = open.change(&id, &access, &changed, &by).await.unwrap();
    assert_eq!((told.get("contacts"), &told["client_name"]), (None, &json!("app.example")));
    for wrong in [
        json!({ "redirect_uris": ["https://app.example/new"] }),
        json!({ "client_id": "other", "redirect_uris": ["https://app.example/new"] }),
        json!({ "client_id": id, "client_secret": "chosen", "redirect_uris": ["https://app.example/new"] }),
        json!({ "client_id": id, "registration_access_token": access }),
        json!({ "client_id": id, "redirect_uris": ["https://app.example/"], "token_endpoint_auth_method": "none" }),
    ] {
        let changed = open.change(&id, &access, &object(wrong), &by).await;
        assert_eq!(error(changed), OAuthError::InvalidClientMetadata);
    }
    assert_eq!(find().await.unwrap().secret, stored.secret);
    assert_eq!(
        refusal(registering(&world, RegistrationPolicy::Off).show(&id, &access).await),
        RegistrationRefusal::Off
    );

    open.delete(&id, &access, &by).await.unwrap();
    assert_eq!(find().await, None);
    assert_eq!(refusal(open.show(&id, &access).await), RegistrationRefusal::Token);
}

#[tokio::test]
async fn an_initial_access_token_is_needed_where_the_setting_says_so() {
    let world = World::new().await;
    let by = Origin::default();
    let asked = object(json!({ "redirect_uris": ["https://app.example/cb"] }));
    let off = registering(&world, RegistrationPolicy::Off);
    assert_eq!(refusal(off.register(Some("ogi_x"), &asked, &by).await), RegistrationRefusal::Off);

    let guarded = registering(&world, RegistrationPolicy::Token);
    assert_eq!(refusal(guarded.register(None, &asked, &by).await), RegistrationRefusal::Token);
    assert_eq!(refusal(guarded.register(Some("ogi_x"), &asked, &by).await), RegistrationRefusal::Token);
    let (token, secret) = guarded.allow("partners", 1, Duration::days(1)).await.unwrap();
    // What is wrong costs no use.
    let wrong = object(json!({ "redirect_uris": ["http://app.example/cb"] }));
    let refused = guarded.register(Some(secret.expose()), &wrong, &by).await;
    assert_eq!(error(refused), OAuthError::InvalidRedirectUri);
    assert_eq!(guarded.allowed().await.unwrap(), std::slice::from_ref(&token));
    let job = object(json!({ "grant_types": ["client_credentials"] }));
    assert!(guarded.register(Some(secret.expose()), &job, &by).await.is_ok());
    let again = guarded.register(Some(secret.expose()), &asked, &by).await;
    assert_eq!(refusal(again), RegistrationRefusal::Token);
    assert!(guarded.disallow(token.id).await.unwrap() && guarded.allowed().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_registered_is_named_as_the_rfc_says() {
    let world = World::new().await;
    let open = registering(&world, RegistrationPolicy::Open);
    let by = Origin::default();
    let uri = json!(["https://app.example/cb"]);
    for (asked, expected) in [
        (json!({}), OAuthError::InvalidRedirectUri),
        (json!({ "redirect_uris": "https://app.example/cb" }), OAuthError::InvalidRedirectUri),
        (json!({ "redirect_uris": [7] }), OAuthError::InvalidRedirectUri),
        (json!({ "redirect_uris": ["https://app.example/#x"] }), OAuthError::InvalidRedirectUri),
        (json!({ "redirect_uris": ["javascript:alert(1)"] }), OAuthError::InvalidRedirectUri),
        (json!({ "redirect_uris": uri, "grant_types": ["implicit"] }), OAuthError::InvalidClientMetadata),
        (json!({ "grant_types": ["client_credentials"] }), OAuthError::InvalidClientMetadata),
        (json!({ "redirect_uris": uri, "response_types": ["token"] }), OAuthError::InvalidClientMetadata),
        (json!({ "redirect_uris": uri, "jwks": { "keys": [] } }), OAuthError::InvalidClientMetadata),
        (
            json!({ "redirect_uris": uri, "jwks_uri": "http://app.example/keys" }),
            OAuthError::InvalidClientMetadata,
        ),
        (json!({ "redirect_uris": uri, "client_name": 1 }), OAuthError::InvalidClientMetadata),
        (json!({ "redirect_uris": uri, "scope": "a\"b" }), OAuthError::InvalidClientMetadata),
        (
            json!({ "redirect_uris": uri, "dpop_bound_access_tokens": "yes" }),
            OAuthError::InvalidClientMetadata,
        ),
        (
            json!({ "redirect_uris": uri, "id_token_encrypted_response_alg": "RSA-OAEP" }),
            OAuthError::InvalidClientMetadata,
        ),
        (
            json!({ "redirect_uris": uri, "token_endpoint_auth_method": "tls_client_auth" }),
            OAuthError::InvalidClientMetadata,
        ),
        // Whoever may sign in on a device would learn the subjects of a sector that is not theirs.
        (
            json!({
                "redirect_uris": uri,
                "subject_type": "pairwise",
                "grant_types": ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]
            }),
            OAuthError::InvalidClientMetadata,
        ),
        (
            json!({ "redirect_uris": uri, "software_statement": "e30.e30.x" }),
            OAuthError::UnapprovedSoftwareStatement,
        ),
    ] {
        assert_eq!(error(open.register(None, &object(asked.clone()), &by).await), expected, "{asked}");
    }
    assert!(world.store.begin_read().await.unwrap().clients().list(None, 1).await.unwrap().is_empty());
}
