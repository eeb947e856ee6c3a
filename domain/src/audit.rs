//! The audit trail: who did what, to whom, from where, and when.

use crate::ids::{AccountId, AuditId};
use time::OffsetDateTime;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// What was done. The words are those of storage and of the API; they never change their
        /// meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Act {
            $($(#[$doc])* $name,)*
        }

        impl Act {
            /// Every act.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The act that a word stands for.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

acts! {
    /// Somebody signed in.
    SignedIn = "sign_in.succeeded";
    /// Somebody tried to sign in and was refused.
    SignInRefused = "sign_in.refused";
    /// Somebody signed out.
    SignedOut = "session.signed_out";
    /// A session was ended from elsewhere.
    SessionRevoked = "session.revoked";
    /// A refresh token came back after it had been exchanged; what descends from it was ended.
    TokenReused = "session.token_reused";
    /// An account was created by an operator.
    AccountCreated = "account.created";
    /// Accounts were taken over from another system; the entry says how many.
    AccountsImported = "accounts.imported";
    /// All accounts were written out, with their password hashes.
    AccountsExported = "accounts.exported";
    /// An account was disabled.
    AccountDisabled = "account.disabled";
    /// A disabled account was enabled.
    AccountEnabled = "account.enabled";
    /// Every session and grant of an account was ended.
    AccountSignedOut = "account.signed_out";
    /// An operator had a link to set a password mailed.
    ResetMailSent = "account.reset_mail_sent";
    /// An address was verified by its owner.
    EmailVerified = "email.verified";
    /// An operator vouched for an address.
    EmailVouchedFor = "email.vouched_for";
    /// A person asked for another address; the new mailbox is being asked.
    EmailChangeAsked = "email.change_asked";
    /// An address was changed.
    EmailChanged = "email.changed";
    /// An operator corrected an address that mail could not be delivered to.
    EmailCorrected = "email.corrected";
    /// A person changed their password.
    PasswordChanged = "password.changed";
    /// A password was set by a mailed link.
    PasswordReset = "password.reset";
    /// A person agreed to what a client asked for.
    ConsentGiven = "consent.given";
    /// A person took their consent back.
    ConsentWithdrawn = "consent.withdrawn";
    /// A client was made.
    ClientCreated = "client.created";
    /// A client was changed.
    ClientChanged = "client.changed";
    /// A client was given another secret.
    ClientSecretRotated = "client.secret_rotated";
    /// A client was disabled.
    ClientDisabled = "client.disabled";
    /// A disabled client was enabled.
    ClientEnabled = "client.enabled";
    /// A client was deleted, with all that it was granted.
    ClientDeleted = "client.deleted";
    /// All clients were written out, with what is kept of their secrets.
    ClientsExported = "clients.exported";
    /// Everything was copied here from a database of the other kind.
    StoreMoved = "store.moved";
    /// A signing key was made.
    SigningKeyMade = "signing_key.made";
    /// A signing key signs from now on.
    SigningKeyActivated = "signing_key.activated";
    /// A signing key signs no more; it still verifies.
    SigningKeyRetired = "signing_key.retired";
    /// How often something may be done was changed.
    LimitChanged = "limit.changed";
    /// How often something may be done is as the program has it again.
    LimitReset = "limit.reset";
    /// A signing key was deleted; what it signed is refused.
    SigningKeyDeleted = "signing_key.deleted";
    /// A run was made due at once.
    RunRetried = "workflow.retried";
    /// A run was stopped until a person decides.
    RunPaused = "workflow.paused";
    /// A paused run was let go on.
    RunResumed = "workflow.resumed";
    /// A run was cancelled, or asked to be.
    RunCancelled = "workflow.cancelled";
    /// The step at which a run stood was skipped.
    StepSkipped = "workflow.step_skipped";
    /// A run was begun again from a step on, as another run.
    RunReset = "workflow.reset";
    /// A run was sent a signal.
    RunSignalled = "workflow.signalled";
    /// A schedule was told to start nothing for now.
    SchedulePaused = "schedule.paused";
    /// A paused schedule was let go on.
    ScheduleResumed = "schedule.resumed";
    /// A run of a schedule was started at once.
    ScheduleTriggered = "schedule.triggered";
    /// The runs that a schedule would have started in a span of time were started.
    ScheduleBackfilled = "schedule.backfilled";
    /// How many runs that share a limit may be carried out at a time was changed.
    RunLimitChanged = "workflow.limit_changed";
    /// The oldest entries of the audit trail were deleted because their time was up.
    AuditPruned = "audit.pruned";
    /// The audit trail was exported.
    AuditExported = "audit.exported";
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who was not signed in.
    Anonymous,
    /// A person who was.
    Account(AccountId),
    /// Whoever may run the program's commands.
    Operator,
    /// The server itself.
    System,
}

impl Actor {
    /// The word for its kind.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Account(_) => "account",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }

    /// The account, where it is one.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Anonymous | Self::Operator | Self::System => None,
        }
    }

    /// The actor of this kind, as it is stored.
    pub fn from_storage(kind: &str, account: Option<AccountId>) -> Option<Self> {
        match (kind, account) {
            ("anonymous", None) => Some(Self::Anonymous),
            ("account", Some(account)) => Some(Self::Account(account)),
            ("operator", None) => Some(Self::Operator),
            ("system", None) => Some(Self::System),
            _ => None,
        }
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(account) => write!(f, "account:{account}"),
            other => f.write_str(other.kind()),
        }
    }
}

/// To what it was done: the kind of thing, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `account`, `session`, `client`, `run`, `schedule`, `signing_key` or `audit`.
    pub kind: String,
    /// Its id.
    pub id: String,
}

impl Target {
    /// A thing of this kind.
    pub fn new(kind: &str, id: impl std::fmt::Display) -> Self {
        Self { kind: kind.to_owned(), id: id.to_string() }
    }
}

/// One entry. It never changes, and nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its identifier, which grows with time.
    pub id: AuditId,
    /// When it was done.
    pub at: OffsetDateTime,
    /// What was done, as one of the words of [`Act`], or of a later version's.
    pub act: String,
    /// Who did it.
    pub actor: Actor,
    /// The person whom it concerns.
    pub subject: Option<AccountId>,
    /// To what it was done.
    pub target: Option<Target>,
    /// The network address from which it was done.
    pub address: Option<String>,
    /// The browser or client, in its own words.
    pub user_agent: Option<String>,
    /// The request, as in the log.
    pub request_id: Option<String>,
    /// Particulars, as a JSON object of texts and numbers: reasons, codes, ids.
    pub details: Option<String>,
}

/// The place of an entry in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its number, from 1, without gaps.
    pub number: i64,
    /// A keyed digest of the entry, its number and the seal before it.
    pub seal: [u8; 32],
    /// The key of the digest.
    pub key: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use uuid::Uuid;

    #[test]
    fn words_stand_for_one_act_each() {
        let words: HashSet<_> = Act::ALL.iter().map(|act| act.as_str()).collect();
        assert_eq!(words.len(), Act::ALL.len());
        for &act in Act::ALL {
            assert_eq!(Act::parse(act.as_str()), Some(act));
        }
        assert_eq!(Act::parse("sign_in"), None);
    }

    #[test]
    fn actors_come_back_as_they_went() {
        let person = Actor::Account(AccountId(Uuid::from_u128(7)));
        for actor in [Actor::Anonymous, person, Actor::Operator, Actor::System] {
            assert_eq!(Actor::from_storage(actor.kind(), actor.account()), Some(actor));
        }
        assert_eq!(Actor::from_storage("account", None), None);
        assert_eq!(Actor::from_storage("system", person.account()), None);
    }
}
