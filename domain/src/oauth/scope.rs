//! Scopes (RFC 6749 §3.3).

use std::{collections::BTreeSet, fmt};

/// Longest `scope` parameter that is read, in bytes.
const MAX_BYTES: usize = 1024;
/// Most scopes at a time.
const MAX_SCOPES: usize = 50;

/// A set of scopes, without order and without repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads a space-separated list. None where it is too long or holds characters that a scope
    /// must not have (RFC 6749 §3.3: `%x21 / %x23-5B / %x5D-7E`).
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let allowed = |c: char| matches!(c, '\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
        let scopes: BTreeSet<String> =
            text.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
        let fine = scopes.len() <= MAX_SCOPES && scopes.iter().all(|scope| scope.chars().all(allowed));
        fine.then_some(Self(scopes))
    }

    /// Whether it holds this scope.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// Whether each of them is among `others`.
    pub fn is_subset(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    /// Those that are also among `others`.
    #[must_use]
    pub fn intersection(&self, others: &Self) -> Self {
        Self(self.0.intersection(&others.0).cloned().collect())
    }

    /// Both together.
    #[must_use]
    pub fn union(&self, others: &Self) -> Self {
        Self(self.0.union(&others.0).cloned().collect())
    }

    /// Those that are not among `others`.
    #[must_use]
    pub fn without(&self, others: &[&str]) -> Self {
        Self(self.0.iter().filter(|scope| !others.contains(&scope.as_str())).cloned().collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them, in the order of the alphabet.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromIterator<&'static str> for Scopes {
    /// A set of scopes that the server itself knows.
    fn from_iter<T: IntoIterator<Item = &'static str>>(names: T) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, scope) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repeats_do_not_matter() {
        let scopes = Scopes::parse("profile  openid profile").unwrap();
        assert_eq!(scopes.to_string(), "openid profile");
        assert_eq!(scopes, Scopes::parse("openid profile").unwrap());
    }

    #[test]
    fn characters_that_could_break_out_are_refused() {
        for bad in ["open\"id", "a\\b", "a\tb", "ä", "a\nb", &"x".repeat(2000)] {
            assert_eq!(Scopes::parse(bad), None, "{bad:?}");
        }
    }
}
