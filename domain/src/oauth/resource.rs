//! Resources that tokens are for (RFC 8707).

use std::fmt;
use url::Url;

/// Longest name of a resource, in bytes.
const MAX_BYTES: usize = 500;
/// Most resources at a time. All of them are named in the access token.
const MAX_RESOURCES: usize = 8;

/// Names of resources in the order in which they were given, without repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resources(Vec<String>);

/// What is no list of resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a resource is an absolute URI of at most 500 visible ASCII characters, without a fragment; at most 8"
)]
pub struct NoResources;

impl Resources {
    /// Reads the values of `resource`: absolute URIs without a fragment (RFC 8707 §2).
    ///
    /// # Errors
    /// [`NoResources`].
    pub fn parse<'a>(values: impl IntoIterator<Item = &'a str>) -> Result<Self, NoResources> {
        let mut all = Vec::new();
        for value in values {
            let fine = value.len() <= MAX_BYTES
                && value.bytes().all(|byte| byte.is_ascii_graphic())
                && Url::parse(value).is_ok_and(|url| url.fragment().is_none());
            if !fine {
                return Err(NoResources);
            }
            if !all.iter().any(|known| known == value) {
                all.push(value.to_owned());
            }
        }
        if all.len() > MAX_RESOURCES { Err(NoResources) } else { Ok(Self(all)) }
    }

    /// Puts together what [`fmt::Display`] has written, from storage.
    pub fn from_storage(text: &str) -> Self {
        Self(text.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it holds this one, character by character.
    pub fn contains(&self, resource: &str) -> bool {
        self.0.iter().any(|known| known == resource)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Those for which a token is made that is asked for with `asked`, out of what was granted: all of them
    /// where nothing is asked for (RFC 8707 §2.2). What was granted without a resource is for the `issuer`
    /// itself. None where more is asked for than was granted.
    pub fn narrowed(&self, asked: &Self, issuer: &str) -> Option<Self> {
        let granted = |name: &str| if self.is_empty() { name == issuer } else { self.contains(name) };
        if asked.is_empty() {
            return Some(self.clone());
        }
        asked.iter().all(granted).then(|| asked.clone())
    }
}

/// One after the other, with spaces between.
impl fmt::Display for Resources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Resources {
        Resources::parse(names.iter().copied()).unwrap()
    }

    #[test]
    fn absolute_and_without_a_fragment() {
        let both = of(&["https://a.example/api", "urn:example:b", "https://a.example/api"]);
        assert_eq!(both.to_string(), "https://a.example/api urn:example:b");
        assert_eq!(Resources::from_storage(&both.to_string()), both);
        for bad in ["", "api", "/api", "https://a.example/#x", "https://a.example/ä", "https://a.example/a b"]
        {
            assert_eq!(Resources::parse([bad]), Err(NoResources), "{bad}");
        }
        let long = format!("https://a.example/{}", "x".repeat(MAX_BYTES));
        assert_eq!(Resources::parse([long.as_str()]), Err(NoResources));
        let many: Vec<String> = (0..9).map(|number| format!("https://a.example/{number}")).collect();
        assert_eq!(Resources::parse(many.iter().map(String::as_str)), Err(NoResources));
    }

    #[test]
    fn a_token_is_for_no_more_than_was_granted() {
        let issuer = "https://id.example";
        let both = of(&["https://a.example", "https://b.example"]);
        let one = of(&["https://b.example"]);
        assert_eq!(both.narrowed(&Resources::default(), issuer), Some(both.clone()));
        assert_eq!(both.narrowed(&one, issuer), Some(one.clone()));
        assert_eq!(one.narrowed(&both, issuer), None);
        assert_eq!(one.narrowed(&of(&["https://b.example/"]), issuer), None);
        assert_eq!(Resources::default().narrowed(&one, issuer), None);
        assert_eq!(Resources::default().narrowed(&of(&[issuer]), issuer), Some(of(&[issuer])));
    }
}
