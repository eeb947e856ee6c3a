//! Pages for people, of a server without its web app.

use crate::world::{Answer, PASSWORD, Setting, World};
use oathgate_domain::challenge::Purpose;
use poem::{Request, http::Method};
use serde_json::json;
use time::Duration;

/// A page runs no scripts and loads nothing from elsewhere.
fn assert_page(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{}", answer.text);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("script-src") && !answer.text.contains("<script"), "{}", answer.text);
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
}

#[tokio::test]
async fn the_landing_page_says_what_to_do_next() {
    let world = World::new().await;
    let page = world.get("/", "").await;
    assert_eq!(page.status, 200);
    assert_page(&page);
    for part in
        ["curl http://localhost:8000/auth/register", "/dev/mailbox", "/openapi.json", "/docs", "/health"]
    {
        assert!(page.text.contains(part), "{part}");
    }
    let style = world.get("/static/pages.css?v=1", "").await;
    assert_eq!((style.status, style.header("content-type")), (200, Some("text/css; charset=utf-8")));
    let colors = world.get("/brand.css", "").await;
    assert_eq!((colors.status, colors.text.as_str()), (200, ""));
    let production = World::with(Setting { mailbox: false, ..Setting::default() }).await;
    assert!(!production.get("/", "").await.text.contains("/dev/mailbox"));
    assert_eq!(production.get("/dev/mailbox", "").await.problem(), (404, "not_found"));
}

#[tokio::test]
async fn captured_mail_is_shown_without_being_let_loose() {
    let world = World::new().await;
    let list = world.get("/dev/mailbox", "").await;
    assert_page(&list);
    assert!(list.text.contains("Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;"), "{}", list.text);
    assert!(list.text.contains(r#"<meta http-equiv="refresh""#));

    let letter = world.get("/dev/mailbox/7", "").await;
    assert_page(&letter);
    assert!(
        letter.text.contains(r#"<a href="http://localhost:8000/verify-email?token=abc">"#),
        "{}",
        letter.text
    );
    assert!(
        letter.text.contains("srcdoc=\"&lt;base target=&quot;_top&quot;&gt;&lt;p&gt;Go"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains("sandbox=\"allow-popups "), "{}", letter.text);
    assert_eq!(world.get("/dev/mailbox/8", "").await.problem(), (404, "not_found"));

    let json = world.get("/dev/mailbox.json", "").await;
    assert_eq!(json.header("content-type"), Some("application/json"));
    assert_eq!(json.json[0]["to"], json!(["ada@example.com"]));
    assert_eq!(json.json[0]["captured_at"], "1970-01-01T00:00:00Z");
}

fn submit(path: &str, form: &str) -> Request {
    Request::builder()
        .method(Method::POST)
        .uri(path.parse().unwrap())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.to_owned())
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it_up() {
    let world = World::new().await;
    let account = world.account("ada@example.com", None).await;
    let token = world.link(&account, Purpose::ResetPassword, Duration::hours(1)).await;
    let path = format!("/reset-password?token={token}");
    for _ in 0..3 {
        let page = world.get(&path, "").await;
        assert_eq!(page.status, 200);
        assert_page(&page);
        assert!(page.text.contains(&format!(r#"name="token" value="{token}""#)), "{}", page.text);
    }
    let weak = world.send(submit(&path, &format!("token={token}&new_password=password"))).await;
    assert_eq!(weak.status, 422);
    assert!(weak.text.contains("tried first") && weak.text.contains(&token), "{}", weak.text);
    let set = world.send(submit(&path, &format!("token={token}&new_password=seven+lamps+above+it"))).await;
    assert_eq!(set.status, 200, "{}", set.text);
    assert_page(&set);
    let again = world.send(submit(&path, &format!("token={token}&new_password=seven+lamps+above+it"))).await;
    assert_eq!(again.status, 400);
    let body = json!({"email": "ada@example.com", "password": "seven lamps above it"});
    assert_eq!(world.post("/auth/login", body).await.status, 200);
}

#[tokio::test]
async fn a_token_cannot_write_into_its_page() {
    let world = World::new().await;
    let page = world.get("/verify-email?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "").await;
    assert_page(&page);
    assert!(page.text.contains("&quot;&gt;&lt;script&gt;"), "{}", page.text);
    assert_eq!(world.get("/verify-email", "").await.status, 400);
    assert_eq!(world.send(submit("/verify-email", "token=x")).await.status, 400);
    assert_eq!(world.send(submit("/verify-email", "token=x&token=y")).await.status, 400);
}

#[tokio::test]
async fn the_first_administrator_needs_no_web_app() {
    let world = World::new().await;
    let link = world.set_up.invite().await.unwrap().unwrap();
    let path = link.expose().strip_prefix("http://localhost:8000").unwrap();
    let token = path.rsplit_once('=').unwrap().1;
    assert_page(&world.get(path, "").await);
    let bad = world.send(submit(path, &format!("token={token}&email=root&password=short"))).await;
    assert_eq!(bad.status, 422);
    assert!(bad.text.contains(r#"value="root""#) && !bad.text.contains("value=\"short\""), "{}", bad.text);
    let form = format!("token={token}&email=root%40example.com&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(world.send(submit(path, &form)).await.status, 200);
    let (access, _) = world.sign_in("root@example.com").await;
    assert_eq!(world.get("/users/me", &access).await.json["is_admin"], true);
}

#[tokio::test]
async fn what_a_problem_means_can_be_read() {
    let world = World::new().await;
    let problem = world.get("/nowhere", "").await;
    let page = world.get(&problem.field("type"), "").await;
    assert_eq!(page.status, 200);
    assert_page(&page);
    assert!(page.text.contains("not_found"));
    assert!(world.get("/problems", "").await.text.contains("/problems/token_reused"));
    assert_eq!(world.get("/problems/no-such", "").await.problem(), (404, "not_found"));
}

#[tokio::test]
async fn pages_of_the_web_app_say_that_it_is_not_there() {
    let world = World::new().await;
    for path in ["/login", "/register", "/account/sessions", "/console/users/7"] {
        let page = world.get(path, "").await;
        assert_eq!(page.status, 404, "{path}");
        assert_page(&page);
    }
}
