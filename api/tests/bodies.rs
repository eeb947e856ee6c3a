//! JSON bodies of every malformed kind, and that each is told what is wrong with it.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use oathgate_api::{
    body::{FieldRules, JsonBody, MaybeJsonBody},
    edge::{Edge, EdgeSettings, RouteTable},
};
use oathgate_infrastructure::testing::SeededEntropy;
use poem::{
    Endpoint, Response, Route,
    test::{TestClient, TestResponse},
};
use poem_openapi::{
    Enum, Object, OpenApi, OpenApiService,
    payload::{Json, PlainText},
};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Object)]
struct Address {
    city: String,
    #[oai(validator(max_length = 5))]
    postcode: Option<String>,
}

#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum Colour {
    Red,
    DarkGreen,
}

/// A body with every kind of field.
#[derive(Object)]
struct Order {
    #[oai(validator(min_length = 3, max_length = 10))]
    name: String,
    /// Described, so that the schema is a reference with a patch.
    colour: Colour,
    #[oai(validator(minimum(value = "1"), maximum(value = "9")))]
    count: u8,
    gift: bool,
    home: Address,
    #[oai(validator(max_items = 3))]
    others: Option<Vec<Address>>,
    reference: Option<Uuid>,
    #[oai(nullable)]
    note: Option<String>,
    price: Option<f64>,
}

impl FieldRules for Order {}

#[derive(Object)]
struct Small {
    text: String,
}

impl FieldRules for Small {}

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/orders", method = "post", operation_id = "order")]
    async fn order(&self, body: JsonBody<Order>) -> Json<Address> {
        std::future::ready(()).await;
        Json(body.0.home)
    }

    #[oai(path = "/small", method = "post", operation_id = "small")]
    async fn small(&self, body: JsonBody<Small, 100>) -> PlainText<String> {
        std::future::ready(()).await;
        PlainText(body.0.text)
    }

    #[oai(path = "/maybe", method = "post", operation_id = "maybe")]
    async fn maybe(&self, body: MaybeJsonBody<Small>) -> PlainText<String> {
        std::future::ready(()).await;
        PlainText(body.0.map_or_else(|| "none".to_owned(), |small| small.text))
    }
}

fn client() -> TestClient<impl Endpoint<Output = Response>> {
    let mut routes = RouteTable::default();
    routes.add_api::<Api>();
    let app = Route::new().nest("/", OpenApiService::new(Api, "test", "1"));
    TestClient::new(Edge::new(app, routes, EdgeSettings::default(), Arc::new(SeededEntropy::new(1))))
}

async fn post(path: &str, media_type: &str, body: impl Into<poem::Body>) -> TestResponse {
    client().post(path).header("content-type", media_type).body(body).send().await
}

async fn problem(response: TestResponse) -> Value {
    assert_eq!(response.0.content_type(), Some("application/problem+json"));
    let status = response.0.status().as_u16();
    let problem: Value = response.json().await.value().deserialize();
    assert_eq!(problem["status"], status);
    assert!(!problem["request_id"].as_str().unwrap().is_empty());
    problem
}

fn good() -> Value {
    json!({
        "name": "Ada", "colour": "dark_green", "count": 3, "gift": true,
        "home": {"city": "London"},
        "others": [{"city": "Paris", "postcode": "75001"}],
        "reference": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
        "note": null, "price": 2.5,
    })
}

/// What is said of an order that is the good one with some fields replaced; `undefined` removes one.
async fn faults(changes: Value) -> Vec<(String, String)> {
    let mut body = good();
    for (name, value) in changes.as_object().unwrap() {
        if value == "undefined" {
            body.as_object_mut().unwrap().remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    faults_of(body).await
}

async fn faults_of(body: Value) -> Vec<(String, String)> {
    let response = post("/orders", "application/json", body.to_string()).await;
    assert_eq!(response.0.status(), 422, "{body}");
    let problem = problem(response).await;
    assert_eq!(problem["code"], "validation_failed");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| (text(&error["field"]), text(&error["code"]))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

#[tokio::test]
async fn a_body_that_is_right_is_taken() {
    let response = post("/orders", "application/json; charset=UTF-8", good().to_string()).await;
    response.assert_status_is_ok();
    response.assert_json(json!({"city": "London", "postcode": null})).await;
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named_at_once() {
    let empty = faults_of(json!({})).await;
    let required = ["name", "colour", "count", "gift", "home"].map(|field| (field, "required"));
    assert_eq!(empty, pairs(&required));

    let wrong = json!({
        "name": 7, "colour": "blue", "count": "3", "gift": "yes", "home": [], "others": {}, "reference": "x",
        "price": "2",
    });
    assert_eq!(
        faults(wrong).await,
        pairs(&[
            ("name", "wrong_type"),
            ("colour", "not_allowed"),
            ("count", "wrong_type"),
            ("gift", "wrong_type"),
            ("home", "wrong_type"),
            ("others", "wrong_type"),
            ("reference", "wrong_format"),
            ("price", "wrong_type"),
        ])
    );
}

#[tokio::test]
async fn bounds_are_those_of_the_documentation() {
    for (change, expected) in [
        (json!({"name": "ab"}), ("name", "too_short")),
        (json!({"name": ""}), ("name", "required")),
        (json!({"name": "ééééééééééé"}), ("name", "too_long")),
        (json!({"count": 0}), ("count", "out_of_range")),
        (json!({"count": 10}), ("count", "out_of_range")),
        (json!({"count": 300}), ("count", "out_of_range")),
        (json!({"count": -1}), ("count", "out_of_range")),
        (json!({"count": 2.5}), ("count", "wrong_type")),
        (
            json!({"others": [{"city": "a"}, {"city": "b"}, {"city": "c"}, {"city": "d"}]}),
            ("others", "too_long"),
        ),
    ] {
        assert_eq!(faults(change.clone()).await, pairs(&[expected]), "{change}");
    }
    let ten = json!({"name": "éééééééééé"});
    let mut body = good();
    body["name"] = ten["name"].clone();
    post("/orders", "application/json", body.to_string()).await.assert_status_is_ok();
}

#[tokio::test]
async fn null_is_taken_only_where_it_is_documented() {
    assert_eq!(faults(json!({"name": null})).await, pairs(&[("name", "null_not_allowed")]));
    assert_eq!(faults(json!({"colour": null})).await, pairs(&[("colour", "null_not_allowed")]));
    assert_eq!(faults(json!({"price": null})).await, pairs(&[("price", "null_not_allowed")]));
}

#[tokio::test]
async fn what_is_nested_is_named_by_its_path() {
    let change = json!({
        "home": {"city": "x", "postcode": "123456"},
        "others": [{"city": "y"}, {"citty": "z"}],
    });
    assert_eq!(
        faults(change).await,
        pairs(&[
            ("home.postcode", "too_long"),
            ("others[1].city", "required"),
            ("others[1].citty", "unknown_field"),
        ])
    );
}

#[tokio::test]
async fn unknown_fields_are_refused_with_a_suggestion() {
    let mut body = good();
    body.as_object_mut().unwrap().remove("name");
    body["Name "] = "Ada".into();
    body["nmae"] = "Ada".into();
    body[&"k".repeat(5_000)] = 1.into();
    let response = post("/orders", "application/json", body.to_string()).await;
    let problem = problem(response).await;
    let text = problem.to_string();
    assert!(text.contains("Did you mean `name`?"), "{text}");
    assert!(text.len() < 2_000, "{}", text.len());
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn nul_characters_are_refused_wherever_they_are() {
    assert_eq!(faults(json!({"name": "a\0bc"})).await, pairs(&[("name", "forbidden_character")]));
    assert_eq!(faults(json!({"note": "\0"})).await, pairs(&[("note", "forbidden_character")]));
    assert_eq!(faults(json!({"home": {"city": "\0"}})).await, pairs(&[("home.city", "forbidden_character")]));
}

#[tokio::test]
async fn something_else_than_an_object_is_refused() {
    for body in [json!([]), json!("x"), json!(1), json!(true)] {
        assert_eq!(faults_of(body).await, pairs(&[("", "wrong_type")]));
    }
    assert_eq!(faults_of(Value::Null).await, pairs(&[("", "null_not_allowed")]));
}

#[tokio::test]
async fn what_is_no_json_is_refused_with_its_place() {
    let cases: [(&[u8], &str); 9] = [
        (b"", "The body is not JSON: the body is empty."),
        (b" \n ", "The body is not JSON: the body is empty."),
        (b"{\"name\": \"x\",}", "The body is not JSON: trailing comma (line 1, column 14)."),
        (b"{\n  \"name\" \"x\"}", "The body is not JSON: expected `:` (line 2, column 10)."),
        (b"{\"name\": \"\xff\"}", "The body is not JSON: this is not UTF-8 (line 1, column 11)."),
        (
            b"{\"name\": \"a\0\"}",
            "The body is not JSON: control character (\\u0000-\\u001F) found while parsing a string (line 1, column 12).",
        ),
        (
            b"{\"name\": 1, \"name\": 2}",
            "The body is not JSON: the name \"name\" is given twice (line 1, column 18).",
        ),
        (b"{} x", "The body is not JSON: trailing characters (line 1, column 4)."),
        (b"name=x", "The body is not JSON: expected ident (line 1, column 2)."),
    ];
    for (body, detail) in cases {
        let response = post("/orders", "application/json", body.to_vec()).await;
        assert_eq!(response.0.status(), 400, "{detail}");
        let problem = problem(response).await;
        assert_eq!(problem["code"], "invalid_json");
        assert_eq!(problem["detail"], detail);
    }
}

#[tokio::test]
async fn nesting_has_a_bottom() {
    for depth in [33, 1_000, 30_000] {
        let body = format!("{}1{}", "{\"home\":".repeat(depth), "}".repeat(depth));
        let response = post("/orders", "application/json", body).await;
        let status = response.0.status();
        let code = problem(response).await["code"].clone();
        match depth {
            30_000 => assert_eq!((status.as_u16(), code), (413, json!("body_too_large"))),
            _ => assert_eq!((status.as_u16(), code), (400, json!("invalid_json"))),
        }
    }
}

#[tokio::test]
async fn large_bodies_are_refused_by_the_limit_of_the_operation() {
    let body = json!({"text": "x".repeat(200_000)}).to_string();
    let response = post("/orders", "application/json", body).await;
    assert_eq!(response.0.status(), 413);
    assert_eq!(problem(response).await["detail"], "The body of this operation has at most 65536 bytes.");

    let at_the_limit = json!({"text": "x".repeat(89)}).to_string();
    assert_eq!(at_the_limit.len(), 100);
    post("/small", "application/json", at_the_limit).await.assert_status_is_ok();
    let above = json!({"text": "x".repeat(90)}).to_string();
    assert_eq!(post("/small", "application/json", above).await.0.status(), 413);
}

#[tokio::test]
async fn only_json_is_taken() {
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "application/json; charset=latin1",
        "nonsense",
        "",
    ] {
        let response = post("/orders", media_type, good().to_string()).await;
        assert_eq!(response.0.status(), 415, "{media_type}");
        assert_eq!(problem(response).await["code"], "unsupported_media_type");
    }
    let response = client().post("/orders").body(good().to_string()).send().await;
    assert_eq!(response.0.status(), 415);
    let client = client();
    let packed = client.post("/orders").header("content-type", "application/json");
    let response = packed.header("content-encoding", "gzip").body(good().to_string()).send().await;
    assert_eq!(response.0.status(), 415);
}

#[tokio::test]
async fn a_body_that_may_be_left_out_may_be() {
    client().post("/maybe").send().await.assert_text("none").await;
    post("/maybe", "application/json", "").await.assert_text("none").await;
    post("/maybe", "application/json", r#"{"text": "x"}"#).await.assert_text("x").await;
    assert_eq!(post("/maybe", "text/plain", "x").await.0.status(), 415);
    assert_eq!(post("/maybe", "application/json", "{").await.0.status(), 400);
    assert_eq!(post("/maybe", "application/json", "{}").await.0.status(), 422);
}

#[tokio::test]
async fn a_field_is_not_repeated_in_what_is_said_of_it() {
    let secret = "hunter2hunter2hunter2";
    let response =
        post("/orders", "application/json", json!({"name": secret, "colour": secret}).to_string()).await;
    let text = problem(response).await.to_string();
    assert!(!text.contains("hunter2"), "{text}");
}
