//! The OpenAPI document, held against what the server does.

use crate::world::World;
use oathgate_api::{openapi, operations};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::from_str(&openapi().unwrap()).unwrap()
}

/// Those that RFCs, or probes, want in another form.
fn has_own_errors(path: &str) -> bool {
    let oauth = [
        "authorize",
        "authorize/resume",
        "logout",
        "par",
        "token",
        "introspect",
        "revoke",
        "userinfo",
        "device_authorization",
        "register",
        "register/{client_id}",
    ];
    path.starts_with("/health") || oauth.iter().any(|name| path == format!("/oauth/{name}"))
}

#[tokio::test]
async fn the_server_gives_the_document_that_the_command_prints() {
    let answer = World::new().await.get("/openapi.json", "").await;
    assert_eq!(answer.text, openapi().unwrap());
    assert_eq!(openapi().unwrap(), openapi().unwrap());
}

#[test]
fn every_operation_is_described_in_full() {
    let document = document();
    let mut names = BTreeSet::new();
    let listed = operations();
    assert!(listed.len() > 20, "{listed:?}");
    for (method, path, name) in listed {
        let operation = &document["paths"][&path][method.as_str().to_lowercase()];
        assert_eq!(operation["operationId"], name.as_str(), "{method} {path}");
        assert!(names.insert(name.clone()), "{name} twice");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
        for part in ["summary", "description"] {
            assert!(operation[part].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {part}");
        }
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{name} {status}");
            assert!(response["headers"]["X-Request-Id"].is_object(), "{name} {status}");
            let content = response["content"].as_object();
            let is_bare = matches!(status.as_str(), "204" | "303" | "304");
            assert_eq!(content.is_none(), is_bare || name == "revoke" && status == "200", "{name} {status}");
            for (media_type, media) in content.into_iter().flatten() {
                assert!(media["schema"].is_object(), "{name} {status}");
                let is_problem = status.as_str() >= "400" && !has_own_errors(&path);
                assert_eq!(media_type == "application/problem+json", is_problem, "{name} {status}");
                for (code, example) in media["examples"].as_object().into_iter().flatten() {
                    assert_eq!(example["value"]["code"], code.as_str());
                    assert_eq!(example["value"]["status"].to_string(), *status, "{name}");
                }
            }
        }
    }
}

#[test]
fn what_an_operation_refuses_with_is_documented() {
    let document = document();
    let examples = |path: &str, method: &str, status: &str| {
        let response = &document["paths"][path][method]["responses"][status];
        let examples = response["content"]["application/problem+json"]["examples"].as_object();
        examples.map(|examples| examples.keys().cloned().collect::<Vec<_>>()).unwrap_or_default()
    };
    assert_eq!(examples("/auth/login", "post", "401"), ["invalid_credentials"]);
    assert_eq!(
        examples("/auth/login", "post", "403"),
        ["account_disabled", "cross_site_request", "email_not_verified"]
    );
    assert_eq!(examples("/auth/login", "post", "422"), ["validation_failed"]);
    assert_eq!(examples("/auth/refresh", "post", "401"), ["token_reused", "unauthorized"]);
    assert_eq!(examples("/users/me", "get", "401"), ["token_expired", "unauthorized"]);
    assert_eq!(examples("/users/me", "get", "422"), Vec::<String>::new());
    let login = &document["paths"]["/auth/login"]["post"]["responses"];
    assert!(login["401"]["headers"]["WWW-Authenticate"].is_object());
    assert!(login["200"]["headers"]["Set-Cookie"].is_object());
    assert!(login["503"]["headers"]["Retry-After"].is_object());
    assert!(!document.to_string().contains("problem-code"), "a mark of the inside is left");
}

#[test]
fn a_reference_stands_by_itself() {
    let document = document();
    let code = &document["components"]["schemas"]["Problem"]["properties"]["code"];
    assert_eq!(code["allOf"], json!([{"$ref": "#/components/schemas/ProblemCode"}]));
    assert!(code["description"].as_str().is_some_and(|text| !text.is_empty()));
}

#[test]
fn bodies_say_that_they_have_no_other_fields() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let register = &schemas["RegisterRequest"];
    assert_eq!(register["additionalProperties"], false);
    assert_eq!(register["required"], json!(["email", "password"]));
    assert_eq!(register["properties"]["username"]["nullable"], true);
    assert_eq!(schemas["Profile"]["additionalProperties"], Value::Null);
    assert!(schemas["Problem"]["properties"]["code"].is_object());
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
}

#[test]
fn every_way_to_show_who_asks_is_described() {
    let document = document();
    let security = |path: &str, method: &str| document["paths"][path][method]["security"].clone();
    assert_eq!(security("/auth/login", "post"), json!([]));
    assert_eq!(security("/auth/refresh", "post"), json!([{"session": []}, {}]));
    assert_eq!(security("/auth/logout", "post"), json!([{"bearer": []}, {"session": []}, {}]));
    assert_eq!(security("/users/me", "get"), json!([{"bearer": []}, {"oauth2": ["account:read"]}]));
    assert_eq!(security("/users/me", "put"), json!([{"bearer": []}]));
    assert_eq!(security("/oauth/userinfo", "get"), json!([{"oauth2": ["openid"]}]));
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!(schemes["session"]["in"], "cookie");
    assert_eq!(schemes["oauth2"]["flows"]["clientCredentials"]["scopes"], json!({}));
    let refused = &document["paths"]["/users/me"]["get"]["responses"]["403"];
    assert!(refused["content"]["application/problem+json"]["examples"]["forbidden"].is_object());
}

#[tokio::test]
async fn every_operation_is_where_the_document_says() {
    let world = World::new().await;
    for (method, path, name) in operations() {
        let path =
            path.replace("{id}", "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60").replace("{client_id}", "shop");
        let answer = world.call(method, &path, "", None).await;
        // A thing that is not there is told with a detail, a path that is none without.
        let is_none = answer.status == 404 && !answer.json["detail"].is_string();
        assert!(!is_none && !matches!(answer.status, 405 | 500), "{name}: {}", answer.text);
        let documented = document();
        let secured = documented["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap().values());
        let operation =
            secured.into_iter().find(|operation| operation["operationId"] == name.as_str()).unwrap();
        let needs_token =
            operation["security"].as_array().is_some_and(|all| !all.is_empty() && !all.contains(&json!({})));
        assert_eq!(answer.status == 401 && needs_token, needs_token, "{name}: {}", answer.text);
    }
}
