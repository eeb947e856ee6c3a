//! The client against a running server, whose address is in `OATHGATE_URL`: `oathgate dev` with
//! `JWT_ACCESS_TOKEN_EXPIRE_MINUTES=1`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test that panics has failed, as it should"
)]

#[path = "../examples/account.rs"]
#[allow(dead_code, reason = "the example has a beginning of its own")]
mod account;

use account::PASSWORD;
use oathgate_sdk::{
    Error, Oathgate,
    types::{ProblemCode, ProfileChange},
};
use std::time::Duration;

const EMAIL: &str = "rust@example.com";

#[tokio::test]
#[ignore = "it needs a server; `make sdk-test` starts one"]
async fn registers_verifies_signs_in_and_is_refreshed() {
    let url = std::env::var("OATHGATE_URL").unwrap();
    account::account(&url, EMAIL).await.unwrap();

    let oathgate = Oathgate::new(&url).unwrap();
    match oathgate.sign_in(EMAIL, "wrong horse").await {
        Err(Error::Problem(problem)) => assert_eq!(problem.code, ProblemCode::InvalidCredentials),
        other => panic!("{other:?}"),
    }
    oathgate.sign_in(EMAIL, PASSWORD).await.unwrap();
    assert_eq!(oathgate.get_me().await.unwrap().email, EMAIL);
    let before = oathgate.refresh_token().await.unwrap();

    tokio::time::sleep(Duration::from_secs(61)).await;
    let (me, sessions) = tokio::join!(oathgate.get_me(), oathgate.list_sessions());
    assert_eq!(me.unwrap().email, EMAIL);
    assert_eq!(sessions.unwrap().sessions.iter().filter(|session| session.current).count(), 1);
    let after = oathgate.refresh_token().await.unwrap();
    assert_ne!(before, after, "it was not refreshed");
    let change = ProfileChange { first_name: Some(Some("Ada".to_owned())), ..ProfileChange::default() };
    assert_eq!(oathgate.update_me(&change).await.unwrap().first_name.as_deref(), Some("Ada"));

    let later = Oathgate::new(&url).unwrap();
    later.resume(&after).await;
    assert_eq!(later.get_me().await.unwrap().email, EMAIL);
    later.sign_out().await.unwrap();
    assert!(matches!(later.get_me().await, Err(Error::SignedOut)));
}
