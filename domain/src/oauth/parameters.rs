//! Request parameters. A repeated one makes a request invalid (RFC 6749 §3.1), so they are kept as
//! they came.

use std::collections::HashSet;

/// Parameters in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

/// A parameter was given more than once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is given more than once")]
pub struct Repeated(pub String);

impl Parameters {
    /// Reads a query string or a form.
    pub fn parse(encoded: &str) -> Self {
        Self(url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect())
    }

    /// Takes pairs that were read already.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The value of a parameter. One without a value counts as not given (RFC 6749 §3.1).
    ///
    /// # Errors
    /// [`Repeated`].
    pub fn one(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() {
            return Err(Repeated(name.to_owned()));
        }
        Ok(first.filter(|value| !value.is_empty()))
    }

    /// The values of a parameter that may be repeated. One without a value counts as not given.
    pub fn many<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let named = self.0.iter().filter(move |(known, value)| known == name && !value.is_empty());
        named.map(|(_, value)| value.as_str())
    }

    /// Whether a parameter was given, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The others than these.
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(known, _)| !names.contains(&known.as_str())).cloned().collect())
    }

    /// Gives a parameter this one value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// The first parameter that was given more than once. `resource` may be (RFC 8707 §2).
    pub fn repeated(&self) -> Option<&str> {
        let mut seen = HashSet::new();
        self.0
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| *name != "resource")
            .find(|name| !seen.insert(*name))
    }

    /// As a query string.
    pub fn encode(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_faults_and_empty_values_are_none() {
        let parameters = Parameters::parse("a=1&b=&c=2&c=2&resource=x&resource=y");
        assert_eq!(parameters.one("a"), Ok(Some("1")));
        assert_eq!(parameters.one("b"), Ok(None));
        assert_eq!(parameters.one("d"), Ok(None));
        assert_eq!(parameters.one("c"), Err(Repeated("c".to_owned())));
        assert_eq!(parameters.repeated(), Some("c"));
        assert_eq!(parameters.many("resource").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(parameters.many("b").next(), None);
        assert_eq!(Parameters::parse(&parameters.encode()), parameters);
    }

    #[test]
    fn parameters_are_taken_away_and_set() {
        let mut parameters = Parameters::parse("a=1&b=&a=2").without(&["b", "z"]);
        assert!(parameters.has("a") && !parameters.has("b"));
        parameters.set("a", "3");
        assert_eq!(parameters.one("a"), Ok(Some("3")));
    }
}
