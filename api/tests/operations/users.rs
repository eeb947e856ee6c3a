//! What people do with their own account.

use crate::world::{PASSWORD, World};
use oathgate_application::{
    ports::{clock::Clock, exports::Made},
    transact::transact,
};
use oathgate_domain::challenge::Purpose;
use poem::{Request, http::Method};
use serde_json::json;
use time::Duration;

#[tokio::test]
async fn a_token_must_be_there_and_good() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let (access, _) = world.sign_in("ada@example.com").await;
    let with = async |header: &str| {
        let request = Request::builder().uri("/users/me".parse().unwrap());
        world.send(request.header("authorization", header).finish()).await
    };
    let none = world.get("/users/me", "").await;
    assert_eq!(none.problem(), (401, "unauthorized"));
    assert_eq!(none.header("www-authenticate"), Some("Bearer realm=\"oathgate\""));
    for wrong in ["Bearer", "Bearer x y", "Bearer rubbish", &format!("Bearer {access}x")] {
        let answer = with(wrong).await;
        assert_eq!(answer.problem(), (401, "unauthorized"), "{wrong}");
        assert!(answer.header("www-authenticate").unwrap().contains("error=\"invalid_token\""), "{wrong}");
    }
    assert_eq!(with("Basic YTpi").await.problem(), (401, "unauthorized"));
    assert_eq!(with(&format!("bearer {access}")).await.status, 200);
    world.clock.advance(Duration::minutes(31));
    let late = world.get("/users/me", &access).await;
    assert_eq!(late.problem(), (401, "token_expired"));
    assert!(late.header("www-authenticate").unwrap().contains("expired"));
}

#[tokio::test]
async fn a_profile_is_changed_field_by_field() {
    let world = World::new().await;
    let account = world.account("ada@example.com", Some("ada")).await;
    world.account("bob@example.com", Some("bob")).await;
    let (access, _) = world.sign_in("ada").await;
    let put = async |body| world.call(Method::PUT, "/users/me", &access, Some(body)).await;

    let changed = put(json!({"first_name": "Ada", "last_name": "Lovelace"})).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.json["id"], account.id.to_string());
    assert_eq!(changed.json["username"], "ada", "what is left out stays");
    let cleared = put(json!({"username": null, "last_name": ""})).await;
    assert_eq!((cleared.json.get("username"), cleared.json.get("last_name")), (None, None));
    assert_eq!(world.get("/users/me", &access).await.json["first_name"], "Ada");

    assert_eq!(put(json!({"locale": "de-CH"})).await.json["locale"], "de");
    assert_eq!(put(json!({"first_name": "Ada"})).await.json["locale"], "de");
    assert_eq!(put(json!({"locale": "fr"})).await.fields(), [("locale", "unknown_locale")]);
    assert_eq!(put(json!({"locale": null})).await.json.get("locale"), None);

    assert_eq!(put(json!({"username": "Bob"})).await.problem(), (409, "username_taken"));
    let wrong = put(json!({"username": "x", "first_name": "a\u{202e}", "email": "eve@example.com"})).await;
    let mut fields = wrong.fields();
    fields.sort_unstable();
    let expected = [("email", "unknown_field"), ("first_name", "invalid_name"), ("username", "too_short")];
    assert_eq!(fields, expected);
    assert_eq!(put(json!({"is_admin": true})).await.fields(), [("is_admin", "unknown_field")]);
}

#[tokio::test]
async fn a_phone_number_and_an_address_are_kept_as_long_as_wanted() {
    let world = World::new().await;
    world.account("ada@example.com", Some("ada")).await;
    let (access, _) = world.sign_in("ada").await;
    let put = async |body| world.call(Method::PUT, "/users/me", &access, Some(body)).await;

    let address = json!({"street_address": " 1 High St\r\nAttic", "locality": "London", "region": ""});
    let changed = put(json!({"phone_number": "+44 (20) 7123-4567", "address": address})).await;
    assert_eq!(
        (changed.status, &changed.json["phone_number"]),
        (200, &json!("+442071234567")),
        "{}",
        changed.text
    );
    let kept = json!({"street_address": "1 High St\nAttic", "locality": "London"});
    assert_eq!(changed.json["address"], kept);
    let named = put(json!({"first_name": "Ada"})).await;
    assert_eq!(
        (&named.json["address"], &named.json["username"]),
        (&kept, &json!("ada")),
        "what is left out stays"
    );
    let moved = put(json!({"address": {"country": "Ireland"}})).await;
    assert_eq!(moved.json["address"], json!({"country": "Ireland"}), "an address is set as a whole");

    let wrong = json!({
        "phone_number": "030 1234567",
        "address": {"postal_code": "1".repeat(21), "locality": "a\u{202e}", "planet": "Earth"},
    });
    let wrong = put(wrong).await;
    let mut fields = wrong.fields();
    fields.sort_unstable();
    let expected = [
        ("address.locality", "invalid_address"),
        ("address.planet", "unknown_field"),
        ("address.postal_code", "too_long"),
        ("phone_number", "invalid_phone_number"),
    ];
    assert_eq!(fields, expected);
    assert_eq!(put(json!({"address": "London"})).await.fields(), [("address", "wrong_type")]);
    assert_eq!(world.get("/users/me", &access).await.json["address"], json!({"country": "Ireland"}));
    let cleared = put(json!({"phone_number": "", "address": {}})).await;
    assert_eq!((cleared.json.get("phone_number"), cleared.json.get("address")), (None, None));
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let (here, _) = world.sign_in("ada@example.com").await;
    let (elsewhere, _) = world.sign_in("ada@example.com").await;
    let change = async |current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        world.call(Method::POST, "/users/me/password", &here, Some(body)).await
    };
    assert_eq!(change("wrong one here", "seven lamps above").await.problem(), (403, "wrong_password"));
    assert_eq!(change(PASSWORD, "ada@example.com").await.fields(), [("new_password", "personal_password")]);
    let changed = change(PASSWORD, "seven lamps above the harbour").await;
    assert_eq!((changed.status, &changed.json["password_strength"]), (200, &json!(4)), "{}", changed.text);
    assert_eq!(world.get("/users/me", &here).await.status, 200);
    assert_eq!(world.get("/users/me", &elsewhere).await.status, 401);
}

#[tokio::test]
async fn a_new_address_is_asked_for_with_the_password() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    world.account("bob@example.com", None).await;
    let (access, _) = world.sign_in("ada@example.com").await;
    let change = async |email: &str, password: &str| {
        let body = json!({"email": email, "password": password});
        world.call(Method::POST, "/users/me/email", &access, Some(body)).await
    };
    assert_eq!(change("new@example.com", "wrong one here").await.problem(), (403, "wrong_password"));
    assert_eq!(change("ada@example.com", PASSWORD).await.fields(), [("email", "unchanged")]);
    assert_eq!(change("nonsense", PASSWORD).await.fields(), [("email", "invalid_email")]);
    let (free, taken) =
        (change("new@example.com", PASSWORD).await, change("bob@example.com", PASSWORD).await);
    assert_eq!((free.status, taken.status), (202, 202), "{}", free.text);
    assert_eq!(free.text, taken.text, "whether another account has the address is not told");
    assert_eq!(world.get("/users/me", &access).await.json["email"], "ada@example.com");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    world.account("bob@example.com", None).await;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/auth/login".parse().unwrap())
        .header("content-type", "application/json")
        .header("user-agent", "Netscape/4.0")
        .body(json!({"email": "ada@example.com", "password": PASSWORD}).to_string());
    let here = world.send(request).await.field("access_token");
    world.clock.advance(Duration::seconds(1));
    let (elsewhere, _) = world.sign_in("ada@example.com").await;
    let (strangers, _) = world.sign_in("bob@example.com").await;

    let list = world.get("/users/me/sessions", &here).await;
    let sessions = list.json["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{}", list.text);
    assert_eq!((&sessions[0]["current"], &sessions[1]["current"]), (&json!(false), &json!(true)));
    assert_eq!(sessions[1]["user_agent"], "Netscape/4.0");
    let path = format!("/users/me/sessions/{}", sessions[0]["id"].as_str().unwrap());

    let delete = async |path: &str, token: &str| world.call(Method::DELETE, path, token, None).await;
    assert_eq!(delete(&path, &strangers).await.problem(), (404, "not_found"), "another's session");
    assert_eq!(delete(&path, &here).await.status, 204);
    assert_eq!(delete(&path, &here).await.problem(), (404, "not_found"));
    assert_eq!(world.get("/users/me", &elsewhere).await.status, 401);
    assert_eq!(delete("/users/me/sessions/x", &here).await.fields(), [("id", "wrong_format")]);

    let (third, _) = world.sign_in("ada@example.com").await;
    assert_eq!(delete("/users/me/sessions", &here).await.json, json!({"ended": 1}));
    assert_eq!(world.get("/users/me", &third).await.status, 401);
    assert_eq!(world.get("/users/me", &here).await.status, 200);
}

#[tokio::test]
async fn an_account_is_deleted_later_and_can_be_kept_until_then() {
    let world = World::new().await;
    let account = world.account("ada@example.com", None).await;
    let (access, _) = world.sign_in("ada@example.com").await;
    let delete = async |body| world.call(Method::DELETE, "/users/me", &access, body).await;
    let wrong = delete(Some(json!({"current_password": "something else"}))).await;
    assert_eq!(wrong.problem(), (403, "wrong_password"));
    let keep = async || world.call(Method::POST, "/users/me/cancel-erasure", &access, None).await;
    assert_eq!(keep().await.problem(), (409, "nothing_planned"));

    // Just signed in: no password is asked for.
    let planned = delete(None).await;
    assert_eq!(planned.status, 202, "{}", planned.text);
    assert_eq!(planned.json["erasure_due_at"], "2026-02-17T14:05:00Z");
    world.clock.advance(Duration::minutes(11));
    assert_eq!(delete(None).await.problem(), (403, "sign_in_again"));
    let again = delete(Some(json!({"current_password": PASSWORD}))).await;
    assert_eq!((again.status, again.field("erasure_due_at")), (202, planned.field("erasure_due_at")));

    // Whoever signs in meanwhile is told.
    assert_eq!(world.get("/users/me", &access).await.json["erasure_due_at"], planned.json["erasure_due_at"]);
    let body = json!({"email": "ada@example.com", "password": PASSWORD});
    let signed_in = world.post("/auth/login", body).await;
    assert_eq!(signed_in.json["erasure_due_at"], planned.json["erasure_due_at"]);

    assert_eq!(keep().await.status, 200);
    assert_eq!(world.get("/users/me", &access).await.json.get("erasure_due_at"), None);

    // By the link: only while something is planned.
    let link = world.link(&account, Purpose::CancelErasure, Duration::days(1)).await;
    let by_link = async |token: &str| world.post("/auth/cancel-erasure", json!({"token": token})).await;
    assert_eq!(by_link(&link).await.problem(), (400, "token_invalid"));
    delete(Some(json!({"current_password": PASSWORD}))).await;
    let link = world.link(&account, Purpose::CancelErasure, Duration::days(1)).await;
    assert_eq!(by_link("rubbish").await.problem(), (400, "token_invalid"));
    assert_eq!(by_link(&link).await.status, 200);
    assert_eq!(by_link(&link).await.problem(), (400, "token_invalid"));
}

#[tokio::test]
async fn a_person_gets_everything_that_is_kept_of_them() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    world.account("bob@example.com", None).await;
    let (access, _) = world.sign_in("ada@example.com").await;
    let (other, _) = world.sign_in("bob@example.com").await;
    let asked = world.call(Method::POST, "/users/me/export", &access, None).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    assert_eq!(asked.json.get("made_at"), None);
    let id = asked.field("id");
    let path = format!("/users/me/exports/{id}");
    assert_eq!(world.get(&path, &access).await.problem(), (404, "not_found"));

    let made = Made { at: world.clock.now(), expires_at: world.clock.now() + Duration::days(7) };
    let sealed = world.sealer.seal("data export", br#"{"account": {}}"#).unwrap();
    let put =
        transact(&*world.store, async |unit| unit.exports().put(id.parse().unwrap(), &sealed, made).await);
    assert!(put.await.unwrap());
    let list = world.get("/users/me/exports", &access).await;
    assert_eq!(list.json["exports"][0]["expires_at"], "2026-02-10T14:05:00Z", "{}", list.text);
    let file = world.get(&path, &access).await;
    assert_eq!((file.status, file.text.as_str()), (200, r#"{"account": {}}"#));
    assert_eq!(file.header("content-type"), Some("application/json"));
    let name = format!("attachment; filename=\"oathgate-{id}.json\"");
    assert_eq!(file.header("content-disposition"), Some(name.as_str()));
    assert_eq!(file.header("cache-control"), Some("no-store"));

    assert_eq!(world.get(&path, &other).await.problem(), (404, "not_found"));
    assert_eq!(world.call(Method::DELETE, &path, &other, None).await.problem(), (404, "not_found"));
    assert_eq!(world.call(Method::DELETE, &path, &access, None).await.status, 204);
    assert_eq!(world.get(&path, &access).await.problem(), (404, "not_found"));
}
