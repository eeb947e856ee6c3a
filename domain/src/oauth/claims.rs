//! Claims that a client asks for one by one (OpenID Connect Core §5.5).

use super::scope::Scopes;
use std::{collections::BTreeSet, fmt};

macro_rules! claims {
    ($($name:ident => $word:literal, $scope:literal;)*) => {
        /// A claim about a person (OpenID Connect Core §5.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PersonClaim {
            $(
                #[doc = concat!("`", $word, "`.")]
                $name,
            )*
        }

        impl PersonClaim {
            /// Every one that the server knows.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The scope that opens it (§5.4), and that people are asked about where it is asked for by itself.
            pub fn scope(self) -> &'static str {
                match self { $(Self::$name => $scope,)* }
            }
        }
    };
}

claims! {
    Name => "name", "profile";
    GivenName => "given_name", "profile";
    FamilyName => "family_name", "profile";
    PreferredUsername => "preferred_username", "profile";
    Locale => "locale", "profile";
    UpdatedAt => "updated_at", "profile";
    Email => "email", "email";
    EmailVerified => "email_verified", "email";
    Address => "address", "address";
    PhoneNumber => "phone_number", "phone";
    PhoneNumberVerified => "phone_number_verified", "phone";
}

impl PersonClaim {
    /// The claim of this name; none where the server does not know it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|claim| claim.as_str() == name)
    }
}

/// The claims about a person that a client asks for beside what its scopes open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WantedClaims {
    /// In ID tokens.
    pub id_token: BTreeSet<PersonClaim>,
    /// At userinfo.
    pub userinfo: BTreeSet<PersonClaim>,
}

impl WantedClaims {
    /// The scopes that hold them.
    pub fn scopes(&self) -> Scopes {
        self.id_token.iter().chain(&self.userinfo).map(|claim| claim.scope()).collect()
    }

    /// Those alone whose scope is among these. Whoever may not ask for a scope gets nothing of what it holds.
    #[must_use]
    pub fn within(mut self, scopes: &Scopes) -> Self {
        self.id_token.retain(|claim| scopes.contains(claim.scope()));
        self.userinfo.retain(|claim| scopes.contains(claim.scope()));
        self
    }

    /// Puts together what [`Display`](fmt::Display) has written, from storage. A claim that a later version has
    /// written is as if nobody had asked for it.
    pub fn from_storage(text: &str) -> Self {
        let mut wanted = Self::default();
        for (place, claim) in text.split(' ').filter_map(|word| word.split_once('.')) {
            let Some(claim) = PersonClaim::parse(claim) else { continue };
            match place {
                "id_token" => wanted.id_token.insert(claim),
                "userinfo" => wanted.userinfo.insert(claim),
                _ => false,
            };
        }
        wanted
    }
}

/// Words such as `id_token.email`, between spaces.
impl fmt::Display for WantedClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [("id_token", &self.id_token), ("userinfo", &self.userinfo)];
        let words =
            words.into_iter().flat_map(|(place, claims)| claims.iter().map(move |claim| (place, claim)));
        for (number, (place, claim)) in words.enumerate() {
            let space = if number > 0 { " " } else { "" };
            write!(f, "{space}{place}.{}", claim.as_str())?;
        }
        Ok(())
    }
}

/// What a `claims` parameter asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// Claims about the person.
    pub wanted: WantedClaims,
    /// Whom the client means, by `sub`: each of these sets must hold the person.
    pub subjects: Vec<BTreeSet<String>>,
}

impl ClaimsRequest {
    /// Whether the client can mean the person whom it knows by this `sub` (§5.5.1).
    pub fn may_mean(&self, sub: &str) -> bool {
        self.subjects.iter().all(|meant| meant.contains(sub))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_stored_and_kept_within_scopes() {
        let wanted = WantedClaims {
            id_token: [PersonClaim::Email, PersonClaim::EmailVerified].into(),
            userinfo: [PersonClaim::Name, PersonClaim::Email].into(),
        };
        let text = wanted.to_string();
        assert_eq!(text, "id_token.email id_token.email_verified userinfo.name userinfo.email");
        assert_eq!(WantedClaims::from_storage(&text), wanted);
        assert_eq!(WantedClaims::from_storage("userinfo.shoe_size hat.email x"), WantedClaims::default());
        assert_eq!(wanted.scopes().to_string(), "email profile");
        let within = wanted.within(&Scopes::parse("openid email").unwrap());
        assert_eq!(within.to_string(), "id_token.email id_token.email_verified userinfo.email");
        assert_eq!((WantedClaims::default().to_string(), WantedClaims::from_storage("")), Default::default());
    }

    #[test]
    fn the_longest_text_fits_its_column() {
        let all = WantedClaims {
            id_token: PersonClaim::ALL.iter().copied().collect(),
            userinfo: PersonClaim::ALL.iter().copied().collect(),
        };
        assert!(all.to_string().len() <= 1024, "{}", all.to_string().len());
        for claim in PersonClaim::ALL {
            assert_eq!(PersonClaim::parse(claim.as_str()), Some(*claim));
        }
    }

    #[test]
    fn everybody_who_is_meant_is_meant_by_each() {
        let set = |subs: &[&str]| subs.iter().map(|&sub| sub.to_owned()).collect::<BTreeSet<_>>();
        let asked = ClaimsRequest { subjects: vec![set(&["a", "b"]), set(&["b"])], ..Default::default() };
        assert!(asked.may_mean("b") && !asked.may_mean("a") && ClaimsRequest::default().may_mean("a"));
    }
}
