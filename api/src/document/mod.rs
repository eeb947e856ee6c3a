//! The OpenAPI document: what the framework derives from the operations, completed by what is true
//! of all of them.

mod examples;
mod ordered;
mod security;

use crate::{
    edge::{is_limited, speaks_oauth},
    problem::{CODE_MARK, FieldError, Problem, ProblemCode},
};
use oathgate_domain::oauth::OAuthError;
use ordered::Node;
use poem_openapi::{
    OpenApi, OpenApiService, Webhook,
    registry::Registry,
    types::{ToJSON, Type},
};
use security::Schemes;

/// The document of a service, as JSON text that is the same for the same operations.
///
/// # Errors
/// When the framework gives no JSON, which is a defect.
pub fn document<T: OpenApi, W: Webhook>(service: &OpenApiService<T, W>) -> serde_json::Result<String> {
    let mut document: Node = serde_json::from_str(&service.spec())?;
    let mut strict = Vec::new();
    security::complete_flows(&mut document);
    let schemes = Schemes::of(&document);
    if let Some(paths) = document.get_mut("paths") {
        for (path, operations) in paths.members_mut() {
            for (_, operation) in operations.members_mut() {
                schemes.tidy(operation);
                complete(operation, path, &schemes)?;
                strict.extend(request_schemas(operation));
            }
        }
    }
    if let Some(schemas) = document.entry("components").and_then(|components| components.entry("schemas")) {
        let mut registry = Registry::new();
        Problem::register(&mut registry);
        for (name, schema) in &registry.schemas {
            schemas.add(name, Node::of(schema)?);
        }
        close(schemas, strict);
        name_errors(schemas);
        examples::add_recorded(schemas)?;
        schemas.sort();
    }
    plain_references(&mut document);
    serde_json::to_string_pretty(&document)
}

/// What an operation may answer besides what it says itself.
fn complete(operation: &mut Node, path: &str, schemes: &Schemes) -> serde_json::Result<()> {
    let mut common =
        vec![ProblemCode::Internal, ProblemCode::Unavailable, ProblemCode::Busy, ProblemCode::TimedOut];
    if operation.get("operationId").and_then(Node::text).is_some_and(is_limited) {
        common.push(ProblemCode::RateLimited);
    }
    if operation.get("requestBody").is_some() {
        common.extend([
            ProblemCode::InvalidJson,
            ProblemCode::RequestTimeout,
            ProblemCode::BodyTooLarge,
            ProblemCode::UnsupportedMediaType,
            ProblemCode::ValidationFailed,
        ]);
    } else if operation.get("parameters").is_some() {
        common.push(ProblemCode::ValidationFailed);
    }
    if schemes.wants_token(operation) {
        common.extend([ProblemCode::Unauthorized, ProblemCode::TokenExpired, ProblemCode::InvalidRequest]);
    }
    if security::wants_scope(operation) {
        common.push(ProblemCode::Forbidden);
    }
    // These answer in a form of their own.
    if speaks_oauth(path) {
        let is_limited = common.contains(&ProblemCode::RateLimited);
        common.clear();
        if is_limited && let Some(responses) = operation.entry("responses") {
            responses.add("429", oauth_limit());
        }
    } else if has_own_errors(path) {
        // Of health checks every 5xx says the same; the pages list theirs.
        let is_json = path.starts_with("/.well-known/");
        common.retain(|code| is_json && *code == ProblemCode::Internal);
    }
    let Some(responses) = operation.entry("responses") else { return Ok(()) };
    for code in common {
        let status = code.status().as_u16().to_string();
        if let Some(response) = responses.entry(&status) {
            add_code(response, code)?;
        }
    }
    for (status, response) in responses.members_mut() {
        for code in take_codes(response) {
            add_code(response, code)?;
        }
        plain_media_types(response);
        examples::show_error(response);
        if let Some(headers) = response.entry("headers") {
            for (name, _) in headers.members_mut() {
                *name = proper_case(name);
            }
            if status == "401" {
                headers.add("WWW-Authenticate", header("How to sign in (RFC 6750, section 3)."));
            }
            if status == "429" || status == "503" {
                headers.add("Retry-After", header("After how many seconds to try again."));
            }
            headers.add("X-Request-Id", header("Names this request, also in the log."));
        }
    }
    responses.sort();
    Ok(())
}

/// Whether an operation tells what is wrong in another form than a problem: that of the health checks, or
/// on a page.
fn has_own_errors(path: &str) -> bool {
    ["/health", "/.well-known/", "/oauth/authorize"].iter().any(|start| path.starts_with(start))
        || path == "/oauth/logout"
}

/// A client asks too often (RFC 6585 §4).
fn oauth_limit() -> Node {
    let reference = Node::Object(vec![("$ref".to_owned(), "#/components/schemas/OAuthError".into())]);
    let media = Node::Object(vec![("schema".to_owned(), reference)]);
    Node::Object(vec![
        (
            "description".to_owned(),
            "`temporarily_unavailable`: too many requests of this kind came from the network, or from the client.".into(),
        ),
        ("content".to_owned(), Node::Object(vec![("application/json".to_owned(), media)])),
    ])
}

/// The codes that an operation lists for a response; see [`CODE_MARK`].
fn take_codes(response: &mut Node) -> Vec<ProblemCode> {
    let Some(Node::Object(headers)) = response.get_mut("headers") else { return Vec::new() };
    let mut codes = Vec::new();
    headers.retain(|(name, _)| {
        let word = name.get(..CODE_MARK.len()).filter(|mark| mark.eq_ignore_ascii_case(CODE_MARK));
        let Some(mark) = word else { return true };
        codes.extend(ProblemCode::parse(&name[mark.len()..].to_ascii_lowercase()));
        false
    });
    codes
}

/// Adds a problem to a response, with an example of it.
fn add_code(response: &mut Node, code: ProblemCode) -> serde_json::Result<()> {
    let word = code.as_str();
    let line = describe(code);
    let described = match response.get("description").and_then(Node::text) {
        Some(text) if text.contains(&format!("`{word}`")) => text.to_owned(),
        Some(text) if !text.is_empty() => format!("{text}\n\n{line}"),
        _ => line,
    };
    response.add("description", "".into());
    if let Some(description) = response.get_mut("description") {
        *description = Node::Text(described);
    }
    let Some(media) = response.entry("content").and_then(|content| content.entry("application/problem+json"))
    else {
        return Ok(());
    };
    media.add("schema", Node::Object(vec![("$ref".to_owned(), "#/components/schemas/Problem".into())]));
    if let Some(examples) = media.entry("examples") {
        let example = Node::of(&example(code).to_json())?;
        examples.add(
            &word,
            Node::Object(vec![("summary".to_owned(), code.title().into()), ("value".to_owned(), example)]),
        );
    }
    Ok(())
}

/// A line of a description that explains a code.
fn describe(code: ProblemCode) -> String {
    format!("`{}`: {}", code.as_str(), code.meaning())
}

fn example(code: ProblemCode) -> Problem {
    let mut problem = match code {
        ProblemCode::ValidationFailed => {
            Problem::fields(vec![FieldError::new("email", "required", "This is missing.")])
        }
        code => Problem::new(code),
    };
    "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60".clone_into(&mut problem.request_id);
    if matches!(code.status().as_u16(), 429 | 503) {
        problem.retry_after = Some(2);
    }
    problem
}

fn header(description: &str) -> Node {
    let schema = Node::Object(vec![("type".to_owned(), "string".into())]);
    Node::Object(vec![("description".to_owned(), description.into()), ("schema".to_owned(), schema)])
}

/// The framework writes names of headers in capitals.
fn proper_case(name: &str) -> String {
    if name.eq_ignore_ascii_case("www-authenticate") {
        return "WWW-Authenticate".to_owned();
    }
    let words = name.split('-').map(|word| match word.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + &rest.to_ascii_lowercase(),
        None => String::new(),
    });
    words.collect::<Vec<_>>().join("-")
}

/// Generators look for these without a parameter; JSON has none (RFC 8259 §11).
fn plain_media_types(response: &mut Node) {
    if let Some(content) = response.get_mut("content") {
        for (name, _) in content.members_mut() {
            for plain in ["application/json", "text/plain"] {
                if name.strip_prefix(plain) == Some("; charset=utf-8") {
                    plain.clone_into(name);
                }
            }
        }
    }
}

/// The names of the schemas of an operation's JSON body.
fn request_schemas(operation: &Node) -> Option<String> {
    let json = operation.get("requestBody")?.get("content")?.get("application/json")?;
    let reference = json.get("schema")?.get("$ref")?.text()?;
    reference.rsplit('/').next().map(ToOwned::to_owned)
}

/// Says of the objects of request bodies, and of those within them, that they have no other fields.
fn close(schemas: &mut Node, mut names: Vec<String>) {
    let mut done = Vec::new();
    while let Some(name) = names.pop() {
        if done.contains(&name) {
            continue;
        }
        if let Some(schema) = schemas.get_mut(&name) {
            if schema.get("type").and_then(Node::text) == Some("object") {
                schema.add("additionalProperties", Node::Bool(false));
            }
            references(schema, &mut names);
        }
        done.push(name);
    }
}

/// Lists what an error of OAuth can be.
fn name_errors(schemas: &mut Node) {
    const NAME: &str = "OAuthErrorCode";
    let Some(error) =
        schemas.get_mut("OAuthError").and_then(|schema| schema.get_mut("properties")?.get_mut("error"))
    else {
        return;
    };
    let described = error.get("description").cloned();
    let reference =
        Node::Object(vec![("$ref".to_owned(), format!("#/components/schemas/{NAME}").as_str().into())]);
    *error = Node::Object(vec![("allOf".to_owned(), Node::List(vec![reference]))]);
    if let Some(described) = described {
        error.add("description", described);
    }
    // Clients that look after what they registered show a token, which may not be good (RFC 7592 §2).
    let of_tokens = ["invalid_token"].into_iter();
    let codes = OAuthError::ALL.iter().map(|error| error.as_str()).chain(of_tokens);
    let codes = codes.map(Node::from).collect();
    let code = vec![
        ("type".to_owned(), "string".into()),
        (
            "description".to_owned(),
            "Says what went wrong, in the words of the RFCs. New ones may be added.".into(),
        ),
        ("enum".to_owned(), Node::List(codes)),
    ];
    schemas.add(NAME, Node::Object(code));
}

/// Puts what is said of a property beside the reference to its schema. The framework makes a second schema of it
/// that has to hold too, at which generators stumble.
fn plain_references(node: &mut Node) {
    if let Some(Node::List(all)) = node.get_mut("allOf") {
        let said: Vec<Node> = all.extract_if(.., |part| part.get("$ref").is_none()).collect();
        for (name, value) in said.iter().flat_map(Node::members) {
            node.add(name, value.clone());
        }
    }
    match node {
        Node::Object(members) => members.iter_mut().for_each(|(_, value)| plain_references(value)),
        Node::List(items) => items.iter_mut().for_each(plain_references),
        _ => {}
    }
}

/// Every schema that a schema refers to.
fn references(node: &Node, names: &mut Vec<String>) {
    match node {
        Node::Object(members) => {
            for (name, value) in members {
                match value.text() {
                    Some(path) if name == "$ref" => {
                        names.extend(path.rsplit('/').next().map(ToOwned::to_owned));
                    }
                    _ => references(value, names),
                }
            }
        }
        Node::List(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}
