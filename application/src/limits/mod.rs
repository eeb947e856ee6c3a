//! How often one network may ask for what invites guessing, costs a hash or sends a mail; and what
//! administrators change about that while the server runs.
//!
//! The limits are generous for a household or an office behind one address, and tight for a machine.
//! Guessing one account's password is slowed down apart, whoever guesses.

mod adjust;
mod book;

pub use adjust::{AdjustLimits, Refusal};
pub use book::LimitBook;

use oathgate_domain::rate::Rate;
use std::time::Duration;

/// A kind of request that is counted; operations may share one.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its name, as clients, figures and administrators see it.
    pub name: &'static str,
    /// What it counts.
    pub counts: &'static str,
    /// What is allowed unless an administrator has changed it.
    pub rate: Rate,
}

/// A password is hashed.
pub static PASSWORDS: Limit = Limit {
    name: "passwords",
    counts: "Requests with a password: signing in, changing it, deleting an account.",
    rate: Rate::new(30, Duration::from_secs(2)),
};
/// An account is made, which sends a mail.
pub static REGISTRATIONS: Limit =
    Limit { name: "registrations", counts: "Registrations.", rate: Rate::new(30, Duration::from_secs(20)) };
/// A mail is sent to whatever address is named.
pub static MAILS: Limit = Limit {
    name: "mails",
    counts: "Requests for a mail: a forgotten password, another link, an export.",
    rate: Rate::new(20, Duration::from_secs(20)),
};
/// A token or code that was sent is shown.
pub static CODES: Limit = Limit {
    name: "codes",
    counts: "Links and codes that are shown: verifying an address, setting a password, connecting a device.",
    rate: Rate::new(60, Duration::from_secs(2)),
};
/// Tokens are exchanged, also by servers with many users behind one address.
pub static TOKENS: Limit = Limit {
    name: "tokens",
    counts: "Requests for tokens, and those that push or revoke.",
    rate: Rate::new(600, Duration::from_millis(20)),
};

/// A document of a client is fetched from wherever the client id says.
pub static CLIENT_DOCUMENTS: Limit = Limit {
    name: "client_documents",
    counts: "Documents of clients that are fetched, by who asks and by whom they are fetched from.",
    rate: Rate::new(30, Duration::from_secs(20)),
};

/// A client that keeps a secret or a key asks, from wherever; generous, as it may be a resource server that
/// introspects each token.
pub static CLIENTS: Limit = Limit {
    name: "clients",
    counts: "Requests of one client that has shown that it is itself, from all networks together.",
    rate: Rate::new(6_000, Duration::from_millis(2)),
};
/// Somebody shows a wrong secret or a wrong signature.
pub static CLIENT_FAILURES: Limit = Limit {
    name: "client_failures",
    counts: "Wrong secrets and signatures of one client, by network.",
    rate: Rate::new(20, Duration::from_secs(5)),
};

/// All of them.
pub static ALL: [&Limit; 8] =
    [&PASSWORDS, &REGISTRATIONS, &MAILS, &CODES, &TOKENS, &CLIENT_DOCUMENTS, &CLIENTS, &CLIENT_FAILURES];

/// The limit of this name.
pub fn find(name: &str) -> Option<&'static Limit> {
    ALL.into_iter().find(|limit| limit.name == name)
}
