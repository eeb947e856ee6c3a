//! What administrators do, and who may not.

use crate::world::{Answer, Setting, World};
use oathgate_api::operations;
use poem::http::Method;
use serde_json::{Value, json};

const ID: &str = "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60";

async fn post(world: &World, token: &str, path: &str, body: Value) -> Answer {
    let body = if body.is_null() { None } else { Some(body) };
    world.call(Method::POST, path, token, body).await
}

fn words(answer: &Answer, list: &str, field: &str) -> Vec<String> {
    let list = answer.json[list].as_array().unwrap_or_else(|| panic!("{}", answer.text));
    list.iter().map(|entry| entry[field].as_str().unwrap().to_owned()).collect()
}

/// Somebody registers; gives the run.
async fn registered(world: &World, token: &str, email: &str) -> String {
    let answer = world.post("/auth/register", json!({"email": email, "password": "violet otter nine"})).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    words(&world.get("/admin/workflows?limit=1", token).await, "runs", "id").remove(0)
}

#[tokio::test]
async fn nobody_but_administrators_gets_in() {
    let world = World::new().await;
    world.account("ada@example.com", None).await;
    let (ordinary, _) = world.sign_in("ada@example.com").await;
    let (_, admin) = world.administrator("root@example.com").await;
    let mut seen = 0;
    for (method, path, name) in operations().into_iter().filter(|(_, path, _)| path.starts_with("/admin")) {
        let path = path.replace("{id}", ID).replace("{client_id}", "shop").replace("{name}", "mails");
        let as_whom = async |token: &str| world.call(method.clone(), &path, token, None).await;
        assert_eq!(as_whom("").await.problem(), (401, "unauthorized"), "{name}");
        let refused = as_whom(&ordinary).await;
        assert_eq!(refused.problem(), (403, "forbidden"), "{name}");
        let let_in = as_whom(&admin).await;
        assert!(!matches!(let_in.status, 401 | 403 | 405 | 500..), "{name}: {}", let_in.text);
        seen += 1;
    }
    assert!(seen > 25, "{seen}");
}

#[tokio::test]
async fn runs_are_searched_shown_and_mended() {
    let world = World::new().await;
    let (account, admin) = world.administrator("root@example.com").await;
    let run = registered(&world, &admin, "ada@example.com").await;
    let one = format!("/admin/workflows/{run}");
    let list = world.get("/admin/workflows?kind=registration&status=queued", &admin).await;
    assert_eq!(words(&list, "runs", "id"), [run.as_str()]);
    let none = world.get("/admin/workflows?status=paused&fault=550", &admin).await;
    assert_eq!(none.json, json!({"runs": []}));
    let page = world.get("/admin/workflows?limit=1", &admin).await;
    assert_eq!(page.json["next"], run.as_str());
    assert_eq!(world.get("/admin/workflows?limit=201", &admin).await.fields(), [("limit", "wrong_format")]);
    assert_eq!(world.get("/admin/workflows?status=x", &admin).await.status, 422);
    let counts = world.get("/admin/workflows/counts", &admin).await;
    assert_eq!(counts.json["counts"], json!([{"kind": "registration", "status": "queued", "runs": 1}]));
    let shown = world.get(&one, &admin).await;
    assert_eq!(words(&shown, "events", "kind"), ["started"]);
    assert_eq!(world.get(&format!("/admin/workflows/{ID}"), &admin).await.problem(), (404, "not_found"));

    let act = async |what: &str, body| post(&world, &admin, &format!("{one}/{what}"), body).await;
    let paused = act("pause", json!({"reason": "template is wrong"})).await;
    assert_eq!(paused.json["run"]["status"], "paused", "{}", paused.text);
    assert_eq!(paused.json["run"]["fault"]["detail"], "template is wrong");
    assert_eq!(paused.json["events"][1]["data"]["by"], format!("account:{}", account.id));
    assert_eq!(act("pause", json!({"reason": "again"})).await.problem(), (409, "conflict"));
    assert_eq!(act("pause", json!({})).await.fields(), [("reason", "required")]);
    assert_eq!(act("resume", Value::Null).await.json["run"]["status"], "queued");
    assert_eq!(act("resume", Value::Null).await.problem(), (409, "conflict"));
    assert_eq!(act("retry", Value::Null).await.status, 200);
    let step = json!({"reason": "x"});
    assert_eq!(act("skip", step).await.fields(), [("step", "not_allowed")]);
    let reset = json!({"step": "nothing", "reason": "x"});
    assert_eq!(act("reset", reset).await.fields(), [("step", "not_allowed")]);
    let signal = json!({"name": "answer", "data": 7});
    assert_eq!(act("signal", signal).await.fields(), [("name", "not_allowed")]);
    let signal = json!({"name": "answer", "data": "Superseded"});
    assert_eq!(act("signal", signal).await.json["signals"][0]["name"], "answer");
    let address = json!({"email": "new@example.com", "reason": "x"});
    assert_eq!(act("correct-email", address).await.problem(), (409, "conflict"), "no account yet");
    let address = json!({"email": "nonsense", "reason": "x"});
    assert_eq!(act("correct-email", address).await.fields(), [("email", "invalid_email")]);
    let cancelled = act("cancel", json!({"reason": "not wanted"})).await;
    assert_eq!(cancelled.json["run"]["status"], "cancelled");
    assert_eq!(act("cancel", json!({"reason": "again"})).await.problem(), (409, "conflict"));
    let many = post(&world, &admin, "/admin/workflows/retry", json!({"status": "paused"})).await;
    assert_eq!(many.json, json!({"retried": 0}));
    let many = post(&world, &admin, "/admin/workflows/retry", json!({"status": "done"})).await;
    assert_eq!(many.problem(), (409, "conflict"));
    assert_eq!(world.get("/admin/workers", &admin).await.json, json!({"workers": []}));
    let audit = world.get(&format!("/admin/audit?target={run}"), &admin).await;
    let acts = [
        "workflow.cancelled",
        "workflow.signalled",
        "workflow.retried",
        "workflow.resumed",
        "workflow.paused",
    ];
    assert_eq!(words(&audit, "entries", "act"), acts);
}

#[tokio::test]
async fn users_are_found_and_looked_after() {
    let world = World::new().await;
    let (root, admin) = world.administrator("root@example.com").await;
    let ada = world.account("ada@example.com", Some("zoe")).await;
    world.account("adam@example.com", None).await;
    world.account("bob@example.com", Some("ada-2")).await;
    let found = async |query: &str| world.get(&format!("/admin/users?{query}"), &admin).await;
    assert_eq!(words(&found("limit=2").await, "users", "email"), ["bob@example.com", "adam@example.com"]);
    let all = ["ada@example.com", "adam@example.com", "bob@example.com"];
    assert_eq!(words(&found("q=ADA").await, "users", "email"), all);
    let (mut next, mut seen) = (String::new(), Vec::new());
    loop {
        let page = found(&format!("q=ada&limit=1&after={next}")).await;
        seen.extend(words(&page, "users", "email"));
        let Some(after) = page.json["next"].as_str() else { break };
        next = after.to_owned();
    }
    assert_eq!(seen, all);
    assert_eq!(found("q=ada&after=x").await.fields(), [("after", "wrong_format")]);
    assert_eq!(found("after=x").await.fields(), [("after", "wrong_format")]);

    let since = "since=2000-01-01T00:00:00Z";
    let (mut next, mut seen) = (String::new(), Vec::new());
    loop {
        let page = found(&format!("{since}&limit=1&after={next}")).await;
        seen.extend(words(&page, "users", "email"));
        let Some(after) = page.json["next"].as_str() else { break };
        next = after.to_owned();
    }
    assert_eq!(seen, ["bob@example.com", "adam@example.com", "ada@example.com", "root@example.com"]);
    assert_eq!(words(&found(&format!("status=disabled&{since}")).await, "users", "email"), [""; 0]);
    assert_eq!(words(&found("until=2000-01-01T00:00:00Z").await, "users", "email"), [""; 0]);
    for strange in [ada.id.to_string(), "c:1:x".to_owned(), format!("c:{}:{}", i128::MAX, ada.id)] {
        let asked = found(&format!("{since}&after={strange}")).await;
        assert_eq!(asked.fields(), [("after", "wrong_format")], "{strange}");
    }
    assert_eq!(found("since=yesterday").await.status, 422);

    let (theirs, _) = world.sign_in("ada@example.com").await;
    let one = format!("/admin/users/{}", ada.id);
    let act = async |what: &str| post(&world, &admin, &format!("{one}/{what}"), Value::Null).await;
    assert_eq!(act("sign-out").await.json, json!({"sessions": 1, "grants": 0}));
    assert_eq!(world.get("/users/me", &theirs).await.status, 401);
    assert_eq!(act("verify").await.problem(), (409, "conflict"));
    assert_eq!(act("reset-mail").await.status, 200);
    assert_eq!(act("disable").await.json["status"], "disabled");
    assert_eq!(act("disable").await.problem(), (409, "conflict"));
    assert_eq!(act("reset-mail").await.problem(), (409, "conflict"));
    assert_eq!(words(&found("status=disabled").await, "users", "email"), ["ada@example.com"]);
    assert_eq!(act("enable").await.json["status"], "active");
    let own = post(&world, &admin, &format!("/admin/users/{}/disable", root.id), Value::Null).await;
    assert_eq!(own.problem(), (409, "conflict"));
    assert_eq!(world.get(&format!("/admin/users/{ID}"), &admin).await.problem(), (404, "not_found"));
    let overview = world.get("/admin/overview", &admin).await;
    assert_eq!(overview.json["active_users"], 4, "{}", overview.text);

    let journey = world.get(&format!("{one}/journey"), &admin).await;
    let titles = words(&journey, "moments", "title");
    for expected in
        ["account.created", "sign_in.succeeded", "session", "account.signed_out", "account.disabled"]
    {
        assert!(titles.iter().any(|title| title == expected), "{expected}: {}", journey.text);
    }
    assert!(!journey.text.contains("password"), "{}", journey.text);
    let none = world.get(&format!("/admin/users/{ID}/journey"), &admin).await;
    assert_eq!(none.problem(), (404, "not_found"));
}

#[tokio::test]
async fn clients_are_made_by_presets() {
    let world = World::new().await;
    let (_, admin) = world.administrator("root@example.com").await;
    let make = async |preset: &str, id: &str, uris: Value| {
        let body = json!({"preset": preset, "client_name": id, "client_id": id, "redirect_uris": uris});
        post(&world, &admin, "/admin/clients", body).await
    };
    let web = make("web", "shop", json!(["https://shop.example.com/cb"])).await;
    assert_eq!(web.status, 201, "{}", web.text);
    let secret = web.field("client_secret");
    let spa = make("spa", "spa", json!(["https://spa.example.com/cb"])).await;
    assert_eq!((spa.status, spa.json.get("client_secret")), (201, None));
    assert_eq!(spa.json["client"]["token_endpoint_auth_method"], "none");
    assert_eq!(make("native", "app", json!(["com.example.app:/cb"])).await.status, 201);
    let machine = make("machine", "jobs", json!([])).await;
    assert_eq!(machine.json["client"]["grant_types"], json!(["client_credentials"]), "{}", machine.text);
    assert_eq!(make("web", "shop", json!(["https://a.example.com/cb"])).await.problem(), (409, "conflict"));
    assert_eq!(make("web", "none", json!([])).await.fields(), [("redirect_uris", "required")]);
    assert_eq!(make("kiosk", "x", json!([])).await.status, 422);

    let list = world.get("/admin/clients?limit=3", &admin).await;
    assert_eq!(words(&list, "clients", "client_id"), ["app", "jobs", "shop"]);
    assert_eq!(list.json["next"], "shop");
    let one = "/admin/clients/shop";
    let shown = world.get(one, &admin).await;
    assert!(!shown.text.contains("secret\""), "{}", shown.text);
    let put = async |path: &str, body: Value| world.call(Method::PUT, path, &admin, Some(body)).await;
    let moved = json!({"client_name": "Store", "client_uri": "https://store.example.com",
        "redirect_uris": ["https://store.example.com/cb"], "scope": "openid", "is_first_party": true});
    let changed = put(one, moved).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(world.get(one, &admin).await.json, changed.json);
    assert_eq!(
        (&changed.json["client_name"], &changed.json["redirect_uris"], &changed.json["is_first_party"]),
        (&json!("Store"), &json!(["https://store.example.com/cb"]), &json!(true))
    );
    let less = put(one, json!({"client_uri": null})).await;
    assert_eq!((less.json.get("client_uri"), &less.json["scope"]), (None, &json!("openid")), "{}", less.text);
    let wrong =
        put(one, json!({"client_name": " ", "redirect_uris": ["http://a.example.com/#x"], "client_id": "x"}));
    assert_eq!(wrong.await.fields(), [("client_id", "unknown_field")]);
    let wrong = put(one, json!({"client_name": " ", "redirect_uris": ["http://a.example.com/#x"]})).await;
    let fields: Vec<_> = wrong.fields().into_iter().map(|(field, _)| field).collect();
    assert_eq!((wrong.status, fields), (422, vec!["client_name", "redirect_uris"]), "{}", wrong.text);
    assert_eq!(
        put("/admin/clients/jobs", json!({"redirect_uris": ["https://a.example.com/"]})).await.status,
        422
    );
    assert_eq!(put("/admin/clients/nobody", json!({})).await.problem(), (404, "not_found"));
    assert_eq!(world.get(one, &admin).await.json, less.json);
    let rotated = post(&world, &admin, &format!("{one}/rotate-secret"), Value::Null).await;
    assert_ne!(rotated.field("client_secret"), secret);
    let public = post(&world, &admin, "/admin/clients/spa/rotate-secret", Value::Null).await;
    assert_eq!(public.problem(), (409, "conflict"));
    for (act, is_disabled) in [("disable", true), ("enable", false)] {
        let changed = post(&world, &admin, &format!("{one}/{act}"), Value::Null).await;
        assert_eq!(changed.json["is_disabled"], is_disabled);
    }
    assert_eq!(world.call(Method::DELETE, one, &admin, None).await.status, 204);
    assert_eq!(world.call(Method::DELETE, one, &admin, None).await.problem(), (404, "not_found"));
    let audit = world.get("/admin/audit?act=client&target=shop", &admin).await;
    let acts = [
        "client.deleted",
        "client.enabled",
        "client.disabled",
        "client.secret_rotated",
        "client.changed",
        "client.changed",
        "client.created",
    ];
    assert_eq!(words(&audit, "entries", "act"), acts);
    assert!(!audit.text.contains(&secret), "{}", audit.text);
    let keys = world.get("/admin/signing-keys", &admin).await;
    assert!(keys.status == 200 && !keys.text.contains("private"), "{}", keys.text);
}

#[tokio::test]
async fn what_happens_is_noted_with_its_origin_and_told_to_its_owner() {
    let world = World::new().await;
    let (_, admin) = world.administrator("root@example.com").await;
    let ada = world.account("ada@example.com", None).await;
    let wrong = json!({"email": "ada@example.com", "password": "not this one"});
    assert_eq!(world.post("/auth/login", wrong.clone()).await.status, 401);
    let unknown = json!({"email": "nobody@example.com", "password": "not this one"});
    assert_eq!(world.post("/auth/login", unknown).await.status, 401);
    let (access, _) = world.sign_in("ada@example.com").await;
    let signed_out = world.call(Method::POST, "/auth/logout", &access, None).await;
    assert_eq!(signed_out.status, 204, "{}", signed_out.text);
    let (access, _) = world.sign_in("ada@example.com").await;

    let about = world.get(&format!("/admin/audit?user_id={}", ada.id), &admin).await;
    let expected = [
        "sign_in.succeeded",
        "session.signed_out",
        "sign_in.succeeded",
        "sign_in.refused",
        "account.created",
    ];
    let mut acts = words(&about, "entries", "act");
    acts.sort_unstable();
    let mut sorted = expected;
    sorted.sort_unstable();
    assert_eq!(acts, sorted);
    let refused = world.get("/admin/audit?act=sign_in.refused", &admin).await;
    assert_eq!(words(&refused, "entries", "act").len(), 2, "known or not");
    assert!(!refused.text.contains("not this one") && !refused.text.contains("nobody"), "{}", refused.text);
    assert!(refused.json["entries"][0]["request_id"].is_string(), "{}", refused.text);
    let first = world.get("/admin/audit?limit=1", &admin).await;
    let next = first.field("next");
    let second = world.get(&format!("/admin/audit?limit=1&before={next}"), &admin).await;
    assert_ne!(first.json["entries"][0]["id"], second.json["entries"][0]["id"]);
    assert_eq!(world.get("/admin/audit?before=x", &admin).await.fields(), [("before", "wrong_format")]);
    let export = world.get("/admin/audit/export", &admin).await;
    assert_eq!((export.status, export.text.as_str()), (200, ""), "nothing is sealed here");
    assert!(export.header("content-type").unwrap().starts_with("text/plain"));
    assert_eq!(
        world.get("/admin/audit?act=audit.exported", &admin).await.json["entries"][0]["details"]["after"],
        0
    );

    let mine = world.get("/users/me/activity", &access).await;
    let texts = words(&mine, "activity", "text");
    assert!(texts.contains(&"Signed in.".to_owned()), "{}", mine.text);
    assert!(texts.contains(&"Somebody tried to sign in and was refused.".to_owned()), "{}", mine.text);
    assert_eq!(world.get("/users/me/activity?limit=0", &access).await.fields(), [("limit", "wrong_format")]);
    assert_eq!(world.get("/users/me/activity", "").await.problem(), (401, "unauthorized"));
}

#[tokio::test]
async fn limits_are_changed_while_the_server_runs() {
    let world = World::with(Setting { limits: true, ..Setting::default() }).await;
    let (account, admin) = world.administrator("root@example.com").await;
    let list = world.get("/admin/limits", &admin).await;
    assert_eq!((&list.json["on"], &list.json["shared"]), (&json!(true), &Value::Null));
    let names = [
        "passwords",
        "registrations",
        "mails",
        "codes",
        "tokens",
        "client_documents",
        "clients",
        "client_failures",
    ];
    assert_eq!(words(&list, "limits", "name"), names);
    let put = async |name: &str, body: Value| {
        world.call(Method::PUT, &format!("/admin/limits/{name}"), &admin, Some(body)).await
    };
    let tight = json!({"burst": 2, "every_ms": 60_000});
    assert_eq!(put("nonsense", tight.clone()).await.status, 404);
    assert_eq!(put("mails", json!({"burst": 0, "every_ms": 1})).await.fields()[0].0, "burst");
    assert_eq!(put("mails", json!({"burst": 1, "every_ms": 86_400_001})).await.fields()[0].0, "every_ms");
    assert_eq!(put("mails", tight).await.status, 204);

    let ask = async || world.post("/auth/password-reset/request", json!({"email": "ada@example.com"})).await;
    let first = ask().await;
    assert_eq!((first.status, first.header("ratelimit-policy")), (202, Some("\"mails\";q=2;w=120")));
    assert_eq!(ask().await.status, 202);
    for _ in 0..3 {
        assert_eq!(ask().await.problem(), (429, "rate_limited"));
    }
    let changed = world.get("/admin/limits", &admin).await.json["limits"][2].clone();
    assert_eq!(
        (&changed["burst"], &changed["every_ms"], &changed["default_burst"]),
        (&json!(2), &json!(60_000), &json!(20))
    );
    assert!(changed["changed_at"].is_string());
    let offenders = world.get("/admin/limits/offenders", &admin).await.json["offenders"].clone();
    assert_eq!((&offenders[0]["limit"], &offenders[0]["times"]), (&json!("mails"), &json!(3)));

    let reset = || world.call(Method::DELETE, "/admin/limits/mails", &admin, None);
    assert_eq!(reset().await.status, 204);
    assert_eq!(reset().await.status, 204);
    assert_eq!(ask().await.status, 202);
    let trail = world.get("/admin/audit?act=limit", &admin).await;
    assert_eq!(words(&trail, "entries", "act"), ["limit.reset", "limit.changed"]);
    assert_eq!(trail.json["entries"][1]["details"], json!({"burst": 2, "every_ms": 60_000}));
    assert_eq!(trail.json["entries"][0]["actor"]["user_id"], json!(account.id.to_string()));
}
