//! Who acts for somebody (RFC 8693 §4.1).

/// Most that act one for the other.
const MOST: usize = 4;

/// Who acts for the subject of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its `sub`: an account, or a client itself.
    pub subject: String,
    /// The client that its token was issued to.
    pub client: String,
    /// Who acted before it. Whoever decides by a token looks at the outermost alone.
    pub before: Option<Box<Actor>>,
}

impl Actor {
    /// This one in front of those that acted `before`. None where they are too many.
    pub fn after(subject: String, client: String, before: Option<Self>) -> Option<Self> {
        let actor = Self { subject, client, before: before.map(Box::new) };
        (actor.count() <= MOST).then_some(actor)
    }

    /// How many they are.
    fn count(&self) -> usize {
        1 + self.before.as_deref().map_or(0, Self::count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_actors_has_an_end() {
        let next = |before| Actor::after("job".to_owned(), "job".to_owned(), before);
        let mut chain = None;
        for _ in 0..MOST {
            chain = Some(next(chain).unwrap());
        }
        assert_eq!(next(chain), None);
    }
}
