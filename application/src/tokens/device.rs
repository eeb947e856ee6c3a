//! How a device is recognised that somebody signs in with: a browser by a secret that it keeps in a
//! cookie; another program, which keeps none, by its name and address.

use super::{decode, encode};
use crate::{accounts::origin::Origin, ports::entropy::Entropy};
use oathgate_domain::{
    device::Agent,
    ids::AccountId,
    secret::{Secret, TokenDigest},
};
use sha2::{Digest, Sha256};

/// What a device is recognised by.
#[derive(Clone)]
pub enum DeviceToken {
    /// A secret that the device keeps.
    Kept([u8; 16]),
    /// What can be seen of it.
    Seen {
        /// The program's name.
        program: String,
        /// From where.
        address: String,
    },
}

impl DeviceToken {
    /// The token of the device behind a request: what it kept, else a new secret for a browser, else
    /// what can be seen.
    pub fn of(origin: &Origin, kept: Option<&str>, entropy: &dyn Entropy) -> Self {
        if let Some(secret) = kept.and_then(decode) {
            return Self::Kept(secret);
        }
        let agent = Agent::read(origin.user_agent.as_deref());
        if agent.is_browser() {
            return Self::Kept(*entropy.random_id().as_bytes());
        }
        let address = origin.address.clone().unwrap_or_default();
        Self::Seen { program: agent.to_string(), address }
    }

    /// What the device is to keep.
    pub fn to_keep(&self) -> Option<Secret> {
        match self {
            Self::Kept(secret) => Some(Secret::new(encode(secret))),
            Self::Seen { .. } => None,
        }
    }

    /// The form in which it is stored. It differs for each account, so that two accounts of one
    /// device cannot be told to belong together.
    pub fn digest(&self, account: AccountId) -> TokenDigest {
        let mut hash = Sha256::new();
        hash.update(account.0.as_bytes());
        match self {
            Self::Kept(secret) => {
                hash.update([1]);
                hash.update(secret);
            }
            Self::Seen { program, address } => {
                hash.update([2]);
                // A program's name holds no line break.
                hash.update(program);
                hash.update("\n");
                hash.update(address);
            }
        }
        TokenDigest(hash.finalize().into())
    }
}

impl std::fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// Draws the same again and again.
    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }

        fn ordered_id(&self) -> Uuid {
            Uuid::from_bytes([7; 16])
        }
    }

    fn origin(user_agent: &str, address: &str) -> Origin {
        Origin::new(None, Some(address.to_owned()), Some(user_agent))
    }

    const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));

    #[test]
    fn a_browser_is_recognised_by_what_it_kept_wherever_it_is() {
        let first = DeviceToken::of(&origin("Mozilla/5.0 Firefox/1", "192.0.2.1"), None, &Sevens);
        let kept = first.to_keep().unwrap();
        let again =
            DeviceToken::of(&origin("Mozilla/5.0 Chrome/2", "192.0.2.2"), Some(kept.expose()), &Sevens);
        assert_eq!(first.digest(ACCOUNT), again.digest(ACCOUNT));
        assert_ne!(first.digest(ACCOUNT), again.digest(AccountId(Uuid::from_u128(2))));
        for planted in ["", "AAAA", &format!("{}A", kept.expose())] {
            let other = DeviceToken::of(&origin("curl/8", "192.0.2.1"), Some(planted), &Sevens);
            assert!(other.to_keep().is_none(), "{planted}");
        }
    }

    #[test]
    fn a_program_is_recognised_by_its_name_and_address() {
        let of = |agent, address| DeviceToken::of(&origin(agent, address), None, &Sevens).digest(ACCOUNT);
        assert_eq!(of("curl/8.5", "192.0.2.1"), of("curl/9.0", "192.0.2.1"));
        assert_ne!(of("curl/8.5", "192.0.2.1"), of("curl/8.5", "192.0.2.2"));
        assert_ne!(of("curl/8.5", "192.0.2.1"), of("wget/1", "192.0.2.1"));
    }
}
