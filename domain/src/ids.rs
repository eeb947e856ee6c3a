//! Identifiers. Each kind is a type of its own, so that one cannot stand in for another.

use uuid::Uuid;

macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )*};
}

identifier! {
    /// An account; the `sub` of the tokens that it is given.
    AccountId;
    /// One person's request to have an account, before it is one.
    RegistrationId;
    /// A request that names an address without telling whether an account has it.
    MailRequestId;
    /// A sign-in on one device, and the family of refresh tokens that descends from it.
    SessionId;
    /// Something that only the reader of a mailbox can answer: the row behind a mailed link.
    ChallengeId;
    /// What a client was granted, and the family of its refresh tokens.
    GrantId;
    /// A file with everything that is kept of a person.
    ExportId;
    /// A run of a workflow.
    RunId;
    /// A worker process.
    WorkerId;
    /// An entry of the audit trail.
    AuditId;
}
