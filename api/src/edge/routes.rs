//! Which addresses there are and which methods each takes. The framework does not tell, and a 405
//! must (RFC 9110 §15.5.6); the log names a route by its pattern, never by what was asked for.

use poem::http::Method;
use std::collections::HashMap;

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The pattern, with `{name}` for one segment and a closing `*` for any rest.
    pub pattern: String,
    /// Each method that it takes, with the name of the operation.
    pub methods: Vec<(Method, String)>,
}

/// Every address of the server.
#[derive(Debug, Clone, Default)]
pub struct RouteTable {
    routes: Vec<Route>,
    /// Where in the list the patterns are that fit one path alone.
    exact: HashMap<String, usize>,
}

impl RouteTable {
    /// Adds a method of an address.
    pub fn add(&mut self, pattern: impl Into<String>, method: Method, operation: impl Into<String>) {
        let pattern = pattern.into();
        let entry = (method, operation.into());
        if let Some(route) = self.routes.iter_mut().find(|route| route.pattern == pattern) {
            route.methods.push(entry);
            return;
        }
        if !pattern.contains(['{', '*']) {
            self.exact.insert(pattern.clone(), self.routes.len());
        }
        self.routes.push(Route { pattern, methods: vec![entry] });
    }

    /// Adds every operation of an API.
    pub fn add_api<T: poem_openapi::OpenApi>(&mut self) {
        for path in T::meta().into_iter().flat_map(|api| api.paths) {
            for operation in path.operations {
                let name = operation.operation_id.unwrap_or("unnamed");
                self.add(path.path.clone(), operation.method, name);
            }
        }
    }

    /// Adds every address of another table.
    pub fn extend(&mut self, other: &Self) {
        for route in &other.routes {
            for (method, operation) in &route.methods {
                self.add(route.pattern.clone(), method.clone(), operation.clone());
            }
        }
    }

    /// Every address, in the order in which they were added.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The address that answers for a path. An exact pattern goes before one with names, that
    /// before one with a rest.
    pub fn find(&self, path: &str) -> Option<&Route> {
        if let Some(&at) = self.exact.get(path) {
            return self.routes.get(at);
        }
        let loose = self.routes.iter().filter_map(|route| Some((fit(&route.pattern, path)?, route)));
        loose.min_by_key(|(looseness, _)| *looseness).map(|(_, route)| route)
    }
}

/// Where clients are answered in the words of RFC 6749 §5.2.
const PROTOCOL: [&str; 8] = [
    "/oauth/token",
    "/oauth/par",
    "/oauth/introspect",
    "/oauth/revoke",
    "/oauth/userinfo",
    "/oauth/device_authorization",
    "/oauth/register",
    "/oauth/register/{client_id}",
];

/// Whether errors of an address are told in the words of OAuth.
pub(crate) fn speaks_oauth(path: &str) -> bool {
    PROTOCOL.contains(&path)
}

/// What scripts of clients call: not introspection, which is for services, and not where people are asked
/// (RFC 9700 §2.6).
const BY_SCRIPTS: [&str; 7] = [
    "/oauth/token",
    "/oauth/par",
    "/oauth/revoke",
    "/oauth/userinfo",
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/.well-known/jwks.json",
];

impl Route {
    /// Whether its errors are those of RFC 6749 §5.2.
    pub(super) fn speaks_oauth(&self) -> bool {
        speaks_oauth(&self.pattern)
    }

    /// Whether browsers are led here to ask a person.
    pub(super) fn asks_people(&self) -> bool {
        self.pattern.starts_with("/oauth/authorize") || self.pattern == "/oauth/logout"
    }

    /// Whether scripts of clients' pages may call it.
    pub(super) fn is_for_clients(&self) -> bool {
        BY_SCRIPTS.contains(&self.pattern.as_str())
    }

    /// The name of the operation behind a method. `HEAD` is answered by `GET`.
    pub fn operation(&self, method: &Method) -> Option<&str> {
        let find = |wanted: &Method| self.methods.iter().find(|(method, _)| method == wanted);
        find(method)
            .or_else(|| (method == Method::HEAD).then(|| find(&Method::GET)).flatten())
            .map(|(_, operation)| operation.as_str())
    }

    /// The `Allow` header.
    pub fn allow(&self) -> String {
        let mut names: Vec<&str> = self.methods.iter().map(|(method, _)| method.as_str()).collect();
        if names.contains(&"GET") && !names.contains(&"HEAD") {
            names.push("HEAD");
        }
        if !names.contains(&"OPTIONS") {
            names.push("OPTIONS");
        }
        names.join(", ")
    }

    /// The name of the parameter at this place of the pattern, counted from 0.
    pub fn parameter(&self, place: usize) -> Option<&str> {
        self.pattern.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).nth(place)
    }
}

/// How loosely a pattern fits a path: the number of names, and many where a rest is taken. None
/// where it does not fit.
fn fit(pattern: &str, path: &str) -> Option<usize> {
    let mut parts = pattern.split('/');
    let mut given = path.split('/');
    let mut names = 0;
    loop {
        match (parts.next(), given.next()) {
            (None, None) => return Some(names),
            (Some("*"), Some(_)) => return Some(names + 1_000),
            (Some(part), Some(text)) if part.starts_with('{') => {
                if text.is_empty() {
                    return None;
                }
                names += 1;
            }
            (Some(part), Some(text)) if part == text => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> RouteTable {
        let mut table = RouteTable::default();
        table.add("/", Method::GET, "landing_page");
        table.add("/users/me", Method::GET, "get_me");
        table.add("/users/me", Method::PUT, "put_me");
        table.add("/users/{id}", Method::DELETE, "delete_user");
        table.add("/users/{id}/sessions/{session}", Method::DELETE, "end_session");
        table.add("/console/*", Method::GET, "web_app");
        table
    }

    fn pattern(path: &str) -> Option<String> {
        table().find(path).map(|route| route.pattern.clone())
    }

    #[test]
    fn the_closest_pattern_answers() {
        assert_eq!(pattern("/").as_deref(), Some("/"));
        assert_eq!(pattern("/users/me").as_deref(), Some("/users/me"));
        assert_eq!(pattern("/users/7").as_deref(), Some("/users/{id}"));
        assert_eq!(pattern("/console/users/7").as_deref(), Some("/console/*"));
        assert_eq!(pattern("/users/"), None);
        assert_eq!(pattern("/users/me/"), None);
        assert_eq!(pattern("/console"), None);
        assert_eq!(pattern(""), None);
    }

    #[test]
    fn a_route_knows_its_methods() {
        let table = table();
        let me = table.find("/users/me").unwrap();
        assert_eq!(me.allow(), "GET, PUT, HEAD, OPTIONS");
        assert_eq!(me.operation(&Method::HEAD), Some("get_me"));
        assert_eq!(me.operation(&Method::POST), None);
        assert_eq!(table.find("/users/7").unwrap().operation(&Method::HEAD), None);
    }

    #[test]
    fn parameters_have_the_names_of_the_pattern() {
        let table = table();
        let route = table.find("/users/1/sessions/2").unwrap();
        assert_eq!(route.parameter(0), Some("id"));
        assert_eq!(route.parameter(1), Some("session"));
        assert_eq!(route.parameter(2), None);
    }
}
