//! Clients that show themselves: how often.

use crate::world::{Answer, Setting, World};
use base64::{Engine, engine::general_purpose::STANDARD};
use poem::{
    Addr, Request,
    http::{Method, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use serde_json::json;
use std::net::SocketAddr;
use time::Duration;

const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "203.0.113.9";

async fn show(world: &World, address: &str, path: &str, pair: (&str, &str), form: &str) -> Answer {
    let (head, ()) = poem::http::Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Authorization", format!("Basic {}", STANDARD.encode(format!("{}:{}", pair.0, pair.1))))
        .body(())
        .unwrap()
        .into_parts();
    let peer: SocketAddr = format!("{address}:40000").parse().unwrap();
    let parts = (head, LocalAddr(Addr::default()), RemoteAddr(peer.into()), Scheme::HTTP);
    world.send(Request::from_parts(parts.into(), form.to_owned().into())).await
}

/// Whoever guesses a client's secret has to wait, and keeps nobody out elsewhere.
#[tokio::test]
async fn guessing_the_secret_of_a_client_becomes_slow() {
    let world = World::with(Setting { limits: true, ..Setting::default() }).await;
    let (_, admin) = world.administrator("root@example.com").await;
    let body = json!({"preset": "machine", "client_id": "jobs", "client_name": "Jobs", "redirect_uris": []});
    let made = world.call(Method::POST, "/admin/clients", &admin, Some(body)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let secret = made.field("client_secret");
    let introspect = async |address: &str, id: &str, secret: &str| {
        show(&world, address, "/oauth/introspect", (id, secret), "token=x").await
    };
    assert_eq!(introspect(ELSEWHERE, "jobs", &secret).await.status, 200);
    for _ in 0..20 {
        assert_eq!(introspect(ELSEWHERE, "jobs", "wrong").await.status, 401);
    }
    // Also the right one has to wait: whether it was right must not be told.
    for path in ["/oauth/introspect", "/oauth/token"] {
        let form = if path == "/oauth/token" { "grant_type=client_credentials" } else { "token=x" };
        let refused = show(&world, ELSEWHERE, path, ("jobs", &secret), form).await;
        assert_eq!(refused.status, 429, "{}", refused.text);
        assert_eq!(refused.json["error"], "temporarily_unavailable");
        assert_eq!(refused.header("retry-after"), Some("5"));
    }
    assert_eq!(introspect(HOME, "jobs", &secret).await.status, 200);
    // Clients that are none are treated alike.
    for _ in 0..20 {
        assert_eq!(introspect(ELSEWHERE, "nobody", "wrong").await.status, 401);
    }
    assert_eq!(introspect(ELSEWHERE, "nobody", "wrong").await.status, 429);
    world.clock.advance(Duration::seconds(5));
    assert_eq!(introspect(ELSEWHERE, "jobs", "wrong").await.status, 401);
    assert_eq!(introspect(ELSEWHERE, "jobs", &secret).await.status, 429);
    world.clock.advance(Duration::seconds(5));
    assert_eq!(introspect(ELSEWHERE, "jobs", &secret).await.status, 200);
}

/// One client does not keep the server busy by itself, from however many places it asks.
#[tokio::test]
async fn a_client_asks_so_often_and_no_more() {
    let world = World::with(Setting { limits: true, ..Setting::default() }).await;
    let (_, admin) = world.administrator("root@example.com").await;
    let mut secrets = vec![];
    for id in ["jobs", "others"] {
        let body = json!({"preset": "machine", "client_id": id, "client_name": id, "redirect_uris": []});
        secrets.push(
            world.call(Method::POST, "/admin/clients", &admin, Some(body)).await.field("client_secret"),
        );
    }
    let limit = json!({"burst": 3, "every_ms": 60_000});
    let changed = world.call(Method::PUT, "/admin/limits/clients", &admin, Some(limit)).await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    let introspect = async |address: &str, id: &str, secret: &str| {
        show(&world, address, "/oauth/introspect", (id, secret), "token=x").await
    };
    for address in [HOME, ELSEWHERE, HOME] {
        assert_eq!(introspect(address, "jobs", &secrets[0]).await.status, 200);
    }
    let refused = introspect(ELSEWHERE, "jobs", &secrets[0]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("60")));
    assert_eq!(introspect(ELSEWHERE, "others", &secrets[1]).await.status, 200);
    let offenders = world.get("/admin/limits/offenders", &admin).await.json["offenders"].clone();
    assert_eq!(offenders, json!([{"limit": "clients", "network": ELSEWHERE, "times": 1}]));
}
