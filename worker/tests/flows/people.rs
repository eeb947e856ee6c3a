//! People who ask for something.

use crate::world::World;
use oathgate_application::{
    accounts::authenticate::Principal,
    ports::access_tokens::{AccessClaims, Subject},
    transact::transact,
};

use oathgate_domain::{ids::SessionId, oauth::Resources, secret::TokenDigest, session::Session};
use time::Duration;

pub(crate) const EMAIL: &str = "ada@example.com";

/// Somebody who has just signed in.
pub(crate) async fn signed_in(world: &World) -> Principal {
    let account = world.account(EMAIL).await;
    let now = world.now();
    let session = Session {
        id: SessionId(world.entropy.ordered_id()),
        account: account.id,
        created_at: now,
        last_seen_at: now,
        expires_at: now + Duration::days(365),
        revoked_at: None,
        user_agent: Some("Mozilla/5.0 Firefox/140.0".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        generation: 0,
        rotated_at: now,
    };
    transact(&*world.store, async |unit| unit.sessions().open(&session, TokenDigest([1; 32])).await)
        .await
        .unwrap();
    let claims = AccessClaims {
        subject: Subject::Account(account.id),
        session: Some(session.id),
        grant: None,
        client: "oathgate".to_owned(),
        scope: String::new(),
        authenticated_at: Some(now),
        issued_at: now,
        expires_at: now,
        id: world.entropy.ordered_id(),
        confirmation: None,
        audience: Resources::default(),
        actor: None,
    };
    Principal { account, session, claims }
}
