//! Who people and their sessions are to a client (OpenID Connect Core §8).

use crate::ports::{access_tokens::Subject, id_tokens::HintedPerson, pseudonyms::Pseudonyms};
use oathgate_domain::{
    ids::{AccountId, SessionId},
    oauth::{Client, Pseudonym, Sector, SubjectType},
};
use std::sync::Arc;
use uuid::Builder;

/// Tells who people are to clients: the same to all of them, or, to one whose subjects are pairwise, somebody whom
/// no client of another sector knows.
#[derive(Clone)]
pub struct Subjects {
    /// Computes pseudonyms.
    pub pseudonyms: Arc<dyn Pseudonyms>,
}

impl Subjects {
    /// Who a person is to a client.
    pub fn subject(&self, client: &Client, account: AccountId) -> Subject {
        match client.metadata.subject_type {
            SubjectType::Public => Subject::Account(account),
            SubjectType::Pairwise => Subject::Pairwise(self.pseudonym(client, account)),
        }
    }

    /// `sub`: as [`Self::subject`], in words.
    pub fn sub(&self, client: &Client, account: AccountId) -> String {
        self.subject(client, account).name(client.id.as_str())
    }

    /// `sid`: what a session is to a client. Clients of a browser session that is the same to all of them would know
    /// by it whom they have in common.
    pub fn sid(&self, client: &Client, session: SessionId) -> SessionId {
        match client.metadata.subject_type {
            SubjectType::Public => session,
            SubjectType::Pairwise => {
                let code = self.pseudonyms.mac("sid", Sector::of(client).as_str(), session.0.as_bytes());
                let mut id = [0; 16];
                id.copy_from_slice(&code[..16]);
                SessionId(Builder::from_custom_bytes(id).into_uuid())
            }
        }
    }

    /// Whether a hint that `client` gives can mean this person. One that was made for another client tells a pairwise
    /// client nothing, and neither does a pairwise one: by the answer they would learn whom they have in common.
    pub(super) fn may_mean(&self, client: &Client, hint: &HintedPerson, account: AccountId) -> bool {
        let is_named = hint.subject == account.to_string();
        if hint.client == client.id.as_str() {
            // Its subjects may have been of another kind when the hint was made.
            return is_named || hint.subject == self.pseudonym(client, account).to_string();
        }
        let tells =
            client.metadata.subject_type == SubjectType::Public && Pseudonym::parse(&hint.subject).is_none();
        is_named || !tells
    }

    /// Whether a hint that was made for `client` means this session.
    pub(super) fn means_session(&self, client: &Client, hint: &HintedPerson, session: SessionId) -> bool {
        hint.session.is_some_and(|hinted| hinted == session || hinted == self.sid(client, session))
    }

    fn pseudonym(&self, client: &Client, account: AccountId) -> Pseudonym {
        Pseudonym(self.pseudonyms.mac("sub", Sector::of(client).as_str(), account.0.as_bytes()))
    }
}
