//! What the document says about who may ask.

use super::ordered::Node;

/// The names of the security schemes by what they are.
pub(super) struct Schemes {
    /// Those that know scopes.
    granting: Vec<String>,
    /// Those that are cookies.
    cookies: Vec<String>,
}

impl Schemes {
    pub(super) fn of(document: &Node) -> Self {
        let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
        let all = schemes.map(Node::members).unwrap_or_default();
        let named = |types: &[&str]| {
            let is_one =
                |scheme: &Node| scheme.get("type").and_then(Node::text).is_some_and(|ty| types.contains(&ty));
            all.iter().filter(|(_, scheme)| is_one(scheme)).map(|(name, _)| name.clone()).collect()
        };
        Self { granting: named(&["oauth2", "openIdConnect"]), cookies: named(&["apiKey"]) }
    }

    /// Leaves scopes to the schemes that know them, and says once, at the end, where nothing is asked for.
    pub(super) fn tidy(&self, operation: &mut Node) {
        // Nothing said would mean that the document as a whole says it.
        operation.add("security", Node::List(Vec::new()));
        let Some(Node::List(ways)) = operation.get_mut("security") else { return };
        for way in ways.iter_mut() {
            for (name, scopes) in way.members_mut() {
                if !self.granting.contains(name) {
                    *scopes = Node::List(Vec::new());
                }
            }
        }
        let before = ways.len();
        ways.retain(|way| !way.members().is_empty());
        if ways.len() < before {
            ways.push(Node::empty());
        }
    }

    /// Whether an operation looks at an access token.
    pub(super) fn wants_token(&self, operation: &Node) -> bool {
        let Some(Node::List(ways)) = operation.get("security") else { return false };
        ways.iter().flat_map(Node::members).any(|(name, _)| !self.cookies.contains(name))
    }
}

/// Gives each flow of a scheme its list of scopes, which is required even where it is empty.
pub(super) fn complete_flows(document: &mut Node) {
    let schemes = document.get_mut("components").and_then(|components| components.get_mut("securitySchemes"));
    for (_, scheme) in schemes.map(Node::members_mut).unwrap_or_default() {
        for (_, flow) in scheme.get_mut("flows").map(Node::members_mut).unwrap_or_default() {
            flow.add("scopes", Node::empty());
        }
    }
}

/// Whether some way into an operation asks for a scope.
pub(super) fn wants_scope(operation: &Node) -> bool {
    let Some(Node::List(ways)) = operation.get("security") else { return false };
    let scopes = ways.iter().flat_map(Node::members).map(|(_, scopes)| scopes);
    scopes.into_iter().any(|scopes| matches!(scopes, Node::List(list) if !list.is_empty()))
}
