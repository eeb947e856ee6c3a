//! The notice of a new device.

use crate::{
    people::EMAIL,
    world::{PASSWORD, World},
};
use oathgate_application::{
    accounts::{
        log_in::{LogIn, SignedIn},
        origin::Origin,
        tokens::{Lifetimes, TokenIssuer},
    },
    ports::mailer::Content,
};
use oathgate_domain::{device::Device, password::Password, secret::Secret};
use oathgate_infrastructure::crypto::{JwtAccessTokens, KeySet, SharedSecret};
use std::sync::Arc;
use time::Duration;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn log_in(world: &World) -> LogIn {
    let secret = SharedSecret::new(Secret::new("0123456789abcdef0123456789abcdef-test")).unwrap();
    let keys = KeySet::with_shared_secret(&secret, &[], &*world.keys).unwrap();
    LogIn {
        store: Arc::clone(&world.store),
        hasher: Arc::clone(&world.hasher),
        issuer: TokenIssuer {
            access_tokens: Arc::new(JwtAccessTokens::new("https://id.example.com", keys)),
            keys: world.keys.clone(),
            entropy: Arc::clone(&world.entropy),
            clock: world.clock.clone(),
            lifetimes: Lifetimes {
                access: Duration::minutes(30),
                refresh: Duration::days(7),
                reuse_grace: Duration::seconds(10),
            },
        },
    }
}

async fn sign_in(world: &World, agent: &str, address: &str, device: Option<&Secret>) -> SignedIn {
    let origin = Origin::new(Some("request-1".to_owned()), Some(address.to_owned()), Some(agent));
    let password = Password::typed("password", PASSWORD).unwrap();
    log_in(world).run(&origin, EMAIL, password, device).await.unwrap()
}

#[tokio::test]
async fn a_device_is_told_once_and_the_first_one_never() {
    let world = World::new().await;
    world.account(EMAIL).await;
    let first = sign_in(&world, FIREFOX, "192.0.2.1", None).await;
    let kept = first.device.unwrap();
    // The same browser elsewhere, and much later.
    for days in [0, 3, 30] {
        world.pass(Duration::days(days)).await;
        sign_in(&world, FIREFOX, "198.51.100.1", Some(&kept)).await;
    }
    world.work().await;
    assert!(world.mails().is_empty());

    // A browser that looks the same, without the cookie or with one that is made up.
    let made_up = Secret::new("AAAAAAAAAAAAAAAAAAAAAA");
    let second = sign_in(&world, FIREFOX, "192.0.2.1", None).await;
    sign_in(&world, FIREFOX, "192.0.2.1", Some(&made_up)).await;
    sign_in(&world, FIREFOX, "192.0.2.1", second.device.as_ref()).await;
    world.work().await;
    assert_eq!(world.mails().len(), 2);
    world.assert_done().await;
}

#[tokio::test]
async fn a_program_is_told_where_it_is_new_or_comes_from_elsewhere() {
    let world = World::new().await;
    world.account(EMAIL).await;
    for (agent, address, told) in [
        ("photo-books/1.0", "192.0.2.1", 0),
        ("photo-books/1.1", "192.0.2.1", 0),
        ("photo-books/1.1", "192.0.2.9", 1),
        ("curl/8.5", "192.0.2.1", 2),
        ("curl/8.5", "192.0.2.1", 2),
    ] {
        assert!(sign_in(&world, agent, address, None).await.device.is_none());
        world.work().await;
        assert_eq!(world.mails().len(), told, "{agent} {address}");
    }
}

pub(crate) async fn the_notice_says_when_with_what_and_from_where(world: &World) {
    world.account(EMAIL).await;
    sign_in(world, FIREFOX, "192.0.2.1", None).await;
    world.pass(Duration::hours(1)).await;
    let signed_in_at = world.now();
    sign_in(world, FIREFOX, "203.0.113.9", None).await;
    world.work().await;
    world.assert_done().await;

    let mails = world.mails();
    let [letter] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    assert_eq!(letter.to.as_str(), EMAIL);
    let Content::NewDevice { at, device, address, forgot_password, .. } = &letter.content else {
        panic!("{:?}", letter.content)
    };
    let firefox = Device::Browser { family: Some("Firefox"), system: Some("Linux") };
    assert_eq!((*at, device, address.as_deref()), (signed_in_at, &firefox, Some("203.0.113.9")));
    assert_eq!(forgot_password, "https://id.example.com/forgot-password");
    let runs = world.all_runs().await;
    assert_eq!((runs.len(), runs[0].kind.as_str()), (1, "new_device_notice"));
    assert_eq!(runs[0].trace.as_deref(), Some("request-1"));
}
