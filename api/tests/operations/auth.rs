//! Having an account and signing in.

use crate::world::{PASSWORD, Setting, World};
use oathgate_domain::{account::AccountStatus, challenge::Purpose};
use poem::{
    Addr, Request,
    http::{Method, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use serde_json::json;
use std::net::SocketAddr;
use time::Duration;

#[tokio::test]
async fn a_known_address_gets_the_same_answer_as_an_unknown_one() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let register =
        async |email: &str| world.post("/auth/register", json!({"email": email, "password": PASSWORD})).await;
    let (known, unknown) = (register("ada@example.com").await, register("bob@example.com").await);
    assert_eq!((known.status, unknown.status), (202, 202), "{}", known.text);
    assert_eq!(known.json["message"], unknown.json["message"]);
    assert_eq!(known.json["password_strength"], unknown.json["password_strength"]);
    assert_eq!(known.text.len(), unknown.text.len());
}

#[tokio::test]
async fn every_bad_field_of_a_registration_is_named_at_once() {
    let world = World::new().await;
    let answer = world
        .post(
            "/auth/register",
            json!({"email": "nobody", "password": "password", "username": "a b", "first_name": "\u{202e}"}),
        )
        .await;
    assert_eq!(answer.problem(), (422, "validation_failed"));
    let mut fields = answer.fields();
    fields.sort_unstable();
    let expected = [
        ("email", "invalid_email"),
        ("first_name", "invalid_name"),
        ("password", "common_password"),
        ("username", "invalid_username"),
    ];
    assert_eq!(fields, expected);
    assert!(!answer.text.contains("\"password\":\"password\""), "{}", answer.text);

    // Also where the schema finds some and the domain finds others.
    let answer = world.post("/auth/register", json!({"email": "nobody", "username": 7, "extra": 1})).await;
    let mut fields = answer.fields();
    fields.sort_unstable();
    let expected = [
        ("email", "invalid_email"),
        ("extra", "unknown_field"),
        ("password", "required"),
        ("username", "wrong_type"),
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn a_taken_user_name_is_told() {
    let world = World::new().await;
    world.account("ada@example.com", Some("ada")).await;
    let body =
        json!({"email": "bob@example.com", "password": PASSWORD, "username": "ADA", "last_name": null});
    assert_eq!(world.post("/auth/register", body).await.problem(), (409, "username_taken"));
}

#[tokio::test]
async fn a_browser_is_given_a_cookie_to_be_recognised_by() {
    let world = World::with(Setting { issuer: "https://id.example.com", ..Setting::default() }).await;
    world.account("ada@example.com", None).await;
    let sign_in = async |agent: &str, cookie: Option<&str>| {
        let body = json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri_str("/auth/login")
            .content_type("application/json")
            .header("User-Agent", agent);
        if let Some(cookie) = cookie {
            request = request.header("Cookie", cookie);
        }
        let answer = world.send(request.body(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let cookies =
            answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap().to_owned());
        cookies.filter(|line| line.starts_with("__Host-oathgate_device=")).collect::<Vec<_>>()
    };
    let given = sign_in("Mozilla/5.0 Firefox/140.0", None).await;
    let [cookie] = given.as_slice() else { panic!("{given:?}") };
    let pair = cookie.split(';').next().unwrap();
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=34560000"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    // It is kept, and kept for longer.
    assert_eq!(sign_in("Mozilla/5.0 Firefox/141.0", Some(pair)).await, given);
    assert_ne!(sign_in("Mozilla/5.0 Firefox/140.0", None).await, given);
    assert!(sign_in("curl/8.5.0", None).await.is_empty());
}

#[tokio::test]
async fn signing_in_gives_tokens_and_a_cookie() {
    let world = World::with(Setting { issuer: "https://id.example.com", ..Setting::default() }).await;
    world.account("ada@example.com", Some("ada")).await;
    for login in ["ada@example.com", "ADA@example.com", "ada"] {
        let answer = world.post("/auth/login", json!({"email": login, "password": PASSWORD})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json["token_type"], "Bearer");
        assert_eq!(answer.json["expires_in"], 1800);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let expected = format!(
            "__Host-oathgate_session={}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure",
            answer.field("refresh_token")
        );
        assert_eq!(answer.header("set-cookie"), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_page_gets_the_refresh_token_in_the_cookie_alone() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let sign_in = async |header: Option<(&str, &str)>| {
        let body = json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
        let request =
            Request::builder().method(Method::POST).uri_str("/auth/login").content_type("application/json");
        let request = match header {
            Some((name, value)) => request.header(name, value),
            None => request,
        };
        world.send(request.body(body)).await
    };
    for header in [("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8000")] {
        let answer = sign_in(Some(header)).await;
        assert_eq!(answer.status, 200, "{header:?}: {}", answer.text);
        let cookie = answer.header("set-cookie").unwrap();
        let token = cookie.strip_prefix("oathgate_session=").and_then(|rest| rest.split(';').next()).unwrap();
        assert!(token.len() > 20, "{cookie}");
        assert!(!answer.text.contains("refresh_token") && !answer.text.contains(token), "{}", answer.text);
    }
    for header in [None, Some(("sec-fetch-site", "none"))] {
        assert!(!sign_in(header).await.field("refresh_token").is_empty(), "{header:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_are_the_same() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let mut answers = Vec::new();
    for (login, password) in [
        ("ada@example.com", "not the password"),
        ("bob@example.com", "not the password"),
        ("bob", "not the password"),
        ("not even an address @", "not the password"),
    ] {
        let answer = world.post("/auth/login", json!({"email": login, "password": password})).await;
        assert_eq!(answer.problem(), (401, "invalid_credentials"));
        assert!(answer.header("www-authenticate").is_some());
        let mut json = answer.json.clone();
        json.as_object_mut().unwrap().remove("request_id");
        answers.push(json);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[tokio::test]
async fn why_an_account_may_not_sign_in_is_told_after_the_right_password_alone() {
    let world = World::new().await;
    let account = world.account("ada@example.com", None).await;
    for (status, code) in
        [(AccountStatus::Unverified, "email_not_verified"), (AccountStatus::Disabled, "account_disabled")]
    {
        world.put_into(&account, status).await;
        let login = async |password: &str| {
            world.post("/auth/login", json!({"email": "ada@example.com", "password": password})).await
        };
        assert_eq!(login(PASSWORD).await.problem(), (403, code));
        assert_eq!(login("another password").await.problem(), (401, "invalid_credentials"));
    }
}

#[tokio::test]
async fn a_page_of_another_site_cannot_sign_anybody_in() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let body = json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
    let from = |origin: &str| {
        Request::builder()
            .method(Method::POST)
            .uri("/auth/login".parse().unwrap())
            .header("content-type", "application/json")
            .header("origin", origin)
            .body(body.clone())
    };
    assert_eq!(world.send(from("https://evil.example")).await.problem(), (403, "cross_site_request"));
    assert_eq!(world.send(from("http://localhost:8000")).await.status, 200);
}

#[tokio::test]
async fn refreshing_rotates_and_a_copy_ends_the_session() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let (access, first) = world.sign_in("ada@example.com").await;
    let refresh = async |token: &str| world.post("/auth/refresh", json!({"refresh_token": token})).await;
    let second = refresh(&first).await;
    assert_eq!(second.status, 200, "{}", second.text);
    let second = second.field("refresh_token");
    assert_ne!(first, second);
    // A second tab within the grace gets the same successor.
    assert_eq!(refresh(&first).await.field("refresh_token"), second);
    world.clock.advance(Duration::seconds(11));
    assert_eq!(refresh(&first).await.problem(), (401, "token_reused"));
    assert_eq!(refresh(&second).await.problem(), (401, "unauthorized"));
    assert_eq!(world.get("/users/me", &access).await.problem(), (401, "unauthorized"));
    assert_eq!(refresh("rubbish").await.problem(), (401, "unauthorized"));
}

#[tokio::test]
async fn a_browser_refreshes_by_its_cookie() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let (_, token) = world.sign_in("ada@example.com").await;
    let request = |site: &str| {
        Request::builder()
            .method(Method::POST)
            .uri("/auth/refresh".parse().unwrap())
            .header("cookie", format!("theme=dark; oathgate_session={token}"))
            .header("sec-fetch-site", site)
            .finish()
    };
    assert_eq!(world.send(request("cross-site")).await.problem(), (403, "cross_site_request"));
    let answer = world.send(request("same-origin")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let cookie = answer.header("set-cookie").unwrap();
    let next = cookie.strip_prefix("oathgate_session=").and_then(|rest| rest.split(';').next()).unwrap();
    assert!(next.len() > 20 && next != token, "{cookie}");
    // What scripts can read does not hold it, under whatever name.
    assert!(!answer.text.contains("refresh_token") && !answer.text.contains(next), "{}", answer.text);
    assert!(!cookie.contains("Secure"), "the issuer is plain http");
    let nothing = world.call(Method::POST, "/auth/refresh", "", None).await;
    assert_eq!(nothing.problem(), (401, "unauthorized"));
}

#[tokio::test]
async fn signing_out_ends_the_session_however_it_is_named() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    for by in ["access", "refresh", "cookie"] {
        let (access, refresh) = world.sign_in("ada@example.com").await;
        let request = Request::builder().method(Method::POST).uri("/auth/logout".parse().unwrap());
        let request = match by {
            "access" => request.header("authorization", format!("Bearer {access}")).finish(),
            "refresh" => request
                .header("content-type", "application/json")
                .body(json!({"refresh_token": refresh}).to_string()),
            _ => request.header("cookie", format!("oathgate_session={refresh}")).finish(),
        };
        let answer = world.send(request).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{by}");
        assert!(answer.header("set-cookie").unwrap().starts_with("oathgate_session=; Path=/; Max-Age=0;"));
        assert_eq!(world.get("/users/me", &access).await.problem(), (401, "unauthorized"), "{by}");
        let again = world.post("/auth/logout", json!({"refresh_token": refresh})).await;
        assert_eq!(again.status, 204, "{by}");
    }
    let nothing = world.call(Method::POST, "/auth/logout", "", None).await;
    assert_eq!(nothing.problem(), (401, "unauthorized"));
}

#[tokio::test]
async fn a_mailed_link_works_once_and_in_its_time() {
    let world = World::new().await;
    let account = world.account("ada@example.com", None).await;
    world.put_into(&account, AccountStatus::Unverified).await;
    let confirm = async |token: &str| {
        world
            .post(
                "/auth/password-reset/confirm",
                json!({"token": token, "new_password": "seven lamps above the harbour"}),
            )
            .await
    };
    let token = world.link(&account, Purpose::ResetPassword, Duration::hours(1)).await;

    let weak =
        world.post("/auth/password-reset/confirm", json!({"token": token, "new_password": "password"})).await;
    assert_eq!(weak.fields(), [("new_password", "common_password")]);
    let (right, again) = (confirm(&token).await, confirm(&token).await);
    assert_eq!(right.status, 200, "{}", right.text);
    assert_eq!(again.problem(), (400, "token_invalid"));

    let late = world.link(&account, Purpose::ResetPassword, Duration::hours(1)).await;
    world.clock.advance(Duration::hours(1));
    assert_eq!(confirm(&late).await.problem(), (400, "token_invalid"));
    for wrong in ["x", "", &"A".repeat(600)] {
        assert!(matches!(confirm(wrong).await.problem(), (400, "token_invalid") | (422, _)), "{wrong}");
    }
    // A link for one thing is no link for another.
    let other = world.link(&account, Purpose::ResetPassword, Duration::hours(1)).await;
    let verified = world.post("/auth/verify-email", json!({"token": other})).await;
    assert_eq!(verified.problem(), (400, "token_invalid"));
}

#[tokio::test]
async fn requests_for_mails_do_not_tell_who_is_known() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    for path in ["/auth/password-reset/request", "/auth/verify-email/resend"] {
        let known = world.post(path, json!({"email": "ada@example.com"})).await;
        let unknown = world.post(path, json!({"email": "bob@example.com"})).await;
        assert_eq!((known.status, unknown.status), (202, 202), "{path}");
        assert_eq!(known.text, unknown.text);
        let bad = world.post(path, json!({"email": "bob"})).await;
        assert_eq!(bad.fields(), [("email", "invalid_email")]);
    }
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_once() {
    let world = World::new().await;
    let link = world.set_up.invite().await.unwrap().unwrap();
    let token = link.expose().rsplit_once("token=").unwrap().1.to_owned();
    let body = json!({"token": token, "email": "root@example.com", "password": PASSWORD});
    let weak = json!({"token": token, "email": "root@example.com", "password": "password"});
    assert_eq!(world.post("/auth/setup", weak).await.fields(), [("password", "common_password")]);
    let created = world.post("/auth/setup", body.clone()).await;
    assert_eq!((created.status, &created.json["is_admin"]), (201, &json!(true)), "{}", created.text);
    assert_eq!(world.post("/auth/setup", body).await.problem(), (400, "token_invalid"));
    let (access, _) = world.sign_in("root@example.com").await;
    assert_eq!(world.get("/users/me", &access).await.json["is_admin"], true);
}

#[tokio::test]
async fn guessing_a_password_becomes_slow_and_is_forgiven_by_the_right_one() {
    let world = World::with(Setting { limits: true, ..Setting::default() }).await;
    world.account("ada@example.com", Some("ada")).await;
    let guess = async |password: &str| {
        world.post("/auth/login", json!({"email": "Ada@Example.com", "password": password})).await
    };
    for _ in 0..6 {
        assert_eq!(guess("wrong").await.problem(), (401, "invalid_credentials"));
    }
    // Also the right one has to wait: whether it was right must not be told.
    let slowed = guess(PASSWORD).await;
    assert_eq!(slowed.problem(), (429, "rate_limited"));
    assert_eq!((slowed.header("retry-after"), slowed.json["retry_after"].as_u64()), (Some("1"), Some(1)));
    world.clock.advance(Duration::seconds(1));
    assert_eq!(guess("wrong").await.status, 401);
    assert_eq!(guess(PASSWORD).await.header("retry-after"), Some("2"));
    world.clock.advance(Duration::seconds(2));
    assert_eq!(guess(PASSWORD).await.status, 200);
    assert_eq!(guess("wrong").await.status, 401);

    // An account that is none is treated alike.
    let unknown =
        async || world.post("/auth/login", json!({"email": "eve@example.com", "password": "wrong"})).await;
    for _ in 0..6 {
        assert_eq!(unknown().await.status, 401);
    }
    assert_eq!(unknown().await.problem(), (429, "rate_limited"));
}

/// Whoever guesses does not keep the owner out: not at home, and not with their telephone elsewhere.
#[tokio::test]
async fn guessing_does_not_keep_the_owner_out() {
    let world = World::with(Setting { limits: true, ..Setting::default() }).await;
    world.account("ada@example.com", None).await;
    let from = async |address: &str, cookie: Option<&str>, password: &str| {
        let body = json!({"email": "ada@example.com", "password": password}).to_string();
        let mut head = poem::http::Request::builder()
            .method(Method::POST)
            .uri("/auth/login")
            .header("Content-Type", "application/json")
            .header("User-Agent", "Mozilla/5.0 Firefox/140.0");
        if let Some(cookie) = cookie {
            head = head.header("Cookie", cookie);
        }
        let (head, ()) = head.body(()).unwrap().into_parts();
        let peer: SocketAddr = format!("{address}:40000").parse().unwrap();
        let parts = (head, LocalAddr(Addr::default()), RemoteAddr(peer.into()), Scheme::HTTP);
        world.send(Request::from_parts(parts.into(), body.into())).await
    };
    let (home, train, attacker) = ("192.0.2.1", "198.51.100.7", "203.0.113.9");
    let first = from(home, None, PASSWORD).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let cookies = first.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let device = cookies.map(|line| line.split(';').next().unwrap()).find(|pair| pair.contains("device"));
    let device = device.unwrap().to_owned();
    let made_up = device.split_once('=').map(|(name, _)| format!("{name}=AAAAAAAAAAAAAAAAAAAAAA")).unwrap();
    // With a cookie of one's own making, too: it is known to nobody.
    for (number, cookie) in [None, Some(made_up.as_str())].into_iter().cycle().take(6).enumerate() {
        assert_eq!(from(attacker, cookie, "wrong").await.status, 401, "{number}");
    }
    for cookie in [None, Some(made_up.as_str())] {
        assert_eq!(from(attacker, cookie, "wrong").await.problem(), (429, "rate_limited"));
        assert_eq!(from(train, cookie, PASSWORD).await.status, 429);
    }
    assert_eq!(from(train, Some(&device), PASSWORD).await.status, 200);
    // That was the right password, so everybody begins anew.
    while from(attacker, None, "wrong").await.status == 401 {}
    assert_eq!(from(home, None, PASSWORD).await.status, 200);
    // Whoever has the device guesses no faster than anybody else.
    let guesses = async || from("192.0.2.200", Some(&device), "wrong").await.status;
    for _ in 0..6 {
        assert_eq!(guesses().await, 401);
    }
    assert_eq!(guesses().await, 429);
}

#[tokio::test]
async fn a_network_asks_for_so_many_mails_and_no_more() {
    let world = World::with(Setting { limits: true, ..Setting::default() }).await;
    let ask = async |number: usize| {
        let body = json!({"email": format!("ada{number}@example.com")});
        world.post("/auth/password-reset/request", body).await
    };
    for number in 0..20 {
        let answer = ask(number).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"mails\";q=20;w=400"));
        let left = format!("\"mails\";r={};t={}", 19 - number, 20 * (number + 1));
        assert_eq!(answer.header("ratelimit"), Some(left.as_str()));
    }
    let refused = ask(20).await;
    assert_eq!(refused.problem(), (429, "rate_limited"));
    assert_eq!(refused.header("retry-after"), Some("20"));
    // What needs no limit has none.
    let health = world.get("/health/live", "").await;
    assert_eq!((health.status, health.header("ratelimit")), (200, None));
    world.clock.advance(Duration::seconds(20));
    assert_eq!(ask(21).await.status, 202);
    assert_eq!(ask(22).await.status, 429);
}
