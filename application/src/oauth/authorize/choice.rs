//! Whether somebody must sign in although they are signed in, and with which account they go on: `prompt`,
//! `max_age` and `login_hint` (OpenID Connect Core §3.1.2.1).

use super::{Authorize, NoSuchRequest};
use crate::{error::Failure, ports::oauth::Interaction, retried, transact::transact};
use oathgate_domain::{
    account::Account,
    email::EmailAddress,
    ids::AccountId,
    oauth::{AuthorizationRequest, Client, Parameters, Prompt},
    session::Session,
};
use time::OffsetDateTime;
use uuid::Uuid;

impl Authorize {
    /// Notes that the person goes on as who is signed in. The request then goes on as if the client had
    /// neither asked for that nor had somebody in mind.
    ///
    /// # Errors
    /// [`Failure`] with [`NoSuchRequest`].
    pub async fn choose(&self, id: Uuid) -> Result<(), Failure<NoSuchRequest>> {
        let now = self.issuer.clock.now();
        let mut unit = self.store.begin_read().await?;
        let (interaction, _, request) = self.waiting(&mut unit, id).await?;
        drop(unit);
        let mut chosen = Parameters::parse(&interaction.query).without(&["login_hint", "prompt"]);
        let Prompt { login, consent, .. } = request.prompt;
        let words = [("login", login), ("consent", consent)].map(|(word, on)| if on { word } else { "" });
        let words = words.join(" ");
        if !words.trim().is_empty() {
            chosen.set("prompt", words.trim());
        }
        let (before, after) = (interaction.query, chosen.encode());
        let noted = retried!(transact(&*self.store, async |unit| {
            unit.interactions().replace(id, &before, &after, now).await
        }))?;
        if noted { Ok(()) } else { Err(Failure::Refused(NoSuchRequest)) }
    }

    /// Whether the client means this person, as far as it says: by `id_token_hint` (OpenID Connect Core
    /// §3.1.2.1) or by a value of `sub` in `claims` (§5.5.1). A hint that is not ours means nobody in particular.
    pub(super) fn is_meant(
        &self,
        parameters: &Parameters,
        client: &Client,
        request: &AuthorizationRequest,
        account: AccountId,
    ) -> bool {
        let subjects = &self.issuer.subjects;
        let hint = parameters.one("id_token_hint").ok().flatten();
        hint.and_then(|token| self.issuer.id_tokens.recognise(token))
            .is_none_or(|hint| subjects.may_mean(client, &hint, account))
            && (request.claims.subjects.is_empty() || request.claims.may_mean(&subjects.sub(client, account)))
    }

    /// Whether the client probably means somebody else (`login_hint`, OpenID Connect Core §3.1.2.1).
    pub(super) fn means_another(
        &self,
        request: &AuthorizationRequest,
        client: &Client,
        account: &Account,
    ) -> bool {
        let hint = request.login_hint.as_deref();
        hint.is_some_and(|hint| !is_named(account, &self.issuer.subjects.sub(client, account.id), hint))
    }
}

/// Whether the request wants the person to sign in (again) although they are signed in.
pub(super) fn must_sign_in(
    request: &AuthorizationRequest,
    session: &Session,
    waiting: Option<&Interaction>,
    now: OffsetDateTime,
) -> bool {
    let signed_in_for_this = waiting.is_some_and(|waiting| session.created_at >= waiting.created_at);
    let too_long_ago = request.max_age.is_some_and(|most| now - session.created_at > most);
    (request.prompt.login || too_long_ago) && !signed_in_for_this
}

/// Whether the person has to say first that they go on as who is signed in: the client wants it, or has
/// somebody else in mind. Who has signed in for this very request has said so.
pub(super) fn must_choose(
    request: &AuthorizationRequest,
    session: &Session,
    means_another: bool,
    waiting: Option<&Interaction>,
) -> bool {
    let signed_in_for_this = waiting.is_some_and(|waiting| session.created_at >= waiting.created_at);
    let wants_it = request.prompt.select_account || (means_another && !request.prompt.none);
    wants_it && !signed_in_for_this
}

/// Whether a `login_hint` names this account: by its address, its user name or the `sub` by which the client knows it.
fn is_named(account: &Account, sub: &str, hint: &str) -> bool {
    let hint = hint.trim();
    EmailAddress::parse(hint).is_ok_and(|email| email.canonical() == account.email.canonical())
        || account.username.as_ref().is_some_and(|name| name.as_str().eq_ignore_ascii_case(hint))
        || hint == sub
}

#[cfg(test)]
mod tests {
    use super::*;
    use oathgate_domain::{
        account::{AccountStatus, PersonNames},
        contact::Contact,
        names::Username,
    };
    use time::macros::datetime;

    #[test]
    fn a_hint_names_an_account_by_its_address_its_user_name_or_its_sub() {
        let at = datetime!(2026-01-02 12:00 UTC);
        let account = Account {
            id: AccountId(Uuid::from_u128(7)),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            username: Some(Username::parse("ada").unwrap()),
            names: PersonNames { first: None, last: None },
            locale: None,
            status: AccountStatus::Active,
            is_admin: false,
            created_at: at,
            updated_at: at,
            email_verified_at: Some(at),
            last_login_at: None,
            contact: Contact::default(),
            erasure_due_at: None,
        };
        for hint in
            ["ada@example.com", " Ada@Example.com ", "ada", "ADA", "00000000-0000-0000-0000-000000000007"]
        {
            assert!(is_named(&account, &account.id.to_string(), hint), "{hint}");
        }
        for hint in ["", "bob@example.com", "bob", "+49 30 1234", "00000000-0000-0000-0000-000000000008"] {
            assert!(!is_named(&account, &account.id.to_string(), hint), "{hint}");
        }
        assert!(
            !is_named(&account, "of-the-sector", &account.id.to_string()),
            "a pairwise client knows another sub"
        );
        assert!(is_named(&account, "of-the-sector", "of-the-sector"));
    }
}
