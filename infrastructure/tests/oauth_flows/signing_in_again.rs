//! Who must sign in, although they are signed in: `prompt`, `max_age`, `id_token_hint`; and how a
//! browser is recognised by its cookie.

use crate::world::{GRACE, World, consent, log_in, request, sent_code, sent_error};
use oathgate_application::accounts::origin::Origin;
use oathgate_application::oauth::authorize::Step;
use oathgate_domain::account::AccountStatus;
use time::Duration;

#[tokio::test]
async fn silence_is_answered_without_a_question() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let silent = format!("{}&prompt=none", request(&client, "openid"));
    assert_eq!(sent_error(&world.begin(&silent, None).await), "login_required");
    let (session, _) = world.sign_in(world.ada).await;
    let browser = world.browser(&session).await;
    assert_eq!(sent_error(&world.begin(&silent, browser.clone()).await), "consent_required");
    world.code(&client, "openid", &session).await;
    let step = world.begin(&silent, browser.clone()).await;
    assert!(world.exchange(&client, sent_code(&step)).await.is_ok());

    world.clock.advance(Duration::seconds(61));
    let stale = format!("{silent}&max_age=60");
    assert_eq!(sent_error(&world.begin(&stale, browser.clone()).await), "login_required");
    let fresh = format!("{silent}&max_age=61");
    sent_code(&world.begin(&fresh, browser).await);
}

#[tokio::test]
async fn a_client_may_ask_for_a_new_sign_in() {
    for prompt in ["prompt=login", "prompt=login%20select_account", "prompt=login%20consent", "max_age=59"] {
        let world = World::new().await;
        let client = world.add_client("own", |client| client.is_first_party = true).await;
        let (old, _) = world.sign_in(world.ada).await;
        world.clock.advance(Duration::minutes(1));
        let query = format!("{}&{prompt}", request(&client, "openid"));
        let interaction = log_in(&world.begin(&query, world.browser(&old).await).await);
        // The session from before is not enough, neither on the way nor at the end.
        let authorize = world.authorize();
        let step = authorize.resume(interaction, world.browser(&old).await).await.unwrap();
        assert_eq!(log_in(&step), interaction, "{prompt}");
        let who = world.principal(&old).await;
        assert!(authorize.decide(interaction, &who, &Origin::default(), true).await.is_err(), "{prompt}");

        let (new, _) = world.sign_in(world.ada).await;
        let step = authorize.resume(interaction, world.browser(&new).await).await.unwrap();
        let granted = world.exchange(&client, sent_code(&step)).await.unwrap();
        let said = crate::world::claims(granted.id_token.unwrap().expose());
        assert_eq!(said["auth_time"], new.created_at.unix_timestamp(), "{prompt}");
    }
}

#[tokio::test]
async fn a_sign_in_is_fresh_until_its_age_is_more_than_the_client_takes() {
    let world = World::new().await;
    let client = world.add_client("own", |client| client.is_first_party = true).await;
    let (session, _) = world.sign_in(world.ada).await;
    let query = format!("{}&max_age=60", request(&client, "openid"));
    world.clock.advance(Duration::seconds(60));
    sent_code(&world.begin(&query, world.browser(&session).await).await);
    world.clock.advance(Duration::microseconds(1));
    log_in(&world.begin(&query, world.browser(&session).await).await);
}

#[tokio::test]
async fn a_request_for_one_person_is_answered_for_no_other() {
    let world = World::new().await;
    let client = world.add_client("own", |client| client.is_first_party = true).await;
    let (of_ada, _) = world.sign_in(world.ada).await;
    let code = world.code(&client, "openid", &of_ada).await;
    let id_token = world.exchange(&client, &code).await.unwrap().id_token.unwrap();
    let bob = world.add_account(2, "bob").await;
    let (of_bob, _) = world.sign_in(bob).await;
    let (ada, bob) = (world.browser(&of_ada).await, world.browser(&of_bob).await);

    let query = format!("{}&id_token_hint={}", request(&client, "openid"), id_token.expose());
    let silent = format!("{query}&prompt=none");
    sent_code(&world.begin(&silent, ada.clone()).await);
    assert_eq!(sent_error(&world.begin(&silent, bob.clone()).await), "login_required");
    let interaction = log_in(&world.begin(&query, bob.clone()).await);
    let authorize = world.authorize();
    assert_eq!(log_in(&authorize.resume(interaction, bob.clone()).await.unwrap()), interaction);
    let who = world.principal(&of_bob).await;
    assert!(authorize.decide(interaction, &who, &Origin::default(), true).await.is_err());
    sent_code(&authorize.resume(interaction, ada).await.unwrap());
    // What is not an ID token of ours means nobody.
    let garbage = format!("{}&id_token_hint=a.b.c", request(&client, "openid"));
    sent_code(&world.begin(&garbage, bob).await);
}

#[tokio::test]
async fn a_browser_is_recognised_by_its_cookie() {
    let world = World::new().await;
    let (session, first) = world.sign_in(world.ada).await;
    let recognised = async |cookie: &str| {
        let found = world.authorize().recognise(Some(cookie)).await.unwrap();
        found.map(|(found, account)| (found.id, account.id))
    };
    let known = Some((session.id, world.ada));
    assert_eq!(recognised(&first).await, known);
    // It was only looked at: the same one still rotates.
    let pair = world.first_party_refresh().run(&Origin::default(), &first).await.unwrap();
    let second = pair.refresh_token.expose();
    assert_eq!(recognised(second).await, known);
    // Two tabs: the predecessor counts for a moment.
    world.clock.advance(GRACE);
    assert_eq!(recognised(&first).await, known);
    world.clock.advance(Duration::microseconds(1));
    assert_eq!(recognised(&first).await, None);
    assert_eq!(recognised(second).await, known);

    assert!(world.authorize().recognise(None).await.unwrap().is_none());
    for stranger in ["", "ogr_", "garbage"] {
        assert_eq!(recognised(stranger).await, None);
    }
    let (_, _, of_client) = world.granted("photos", "openid").await;
    assert_eq!(recognised(&of_client.refresh).await, None);
    world.set_status(world.ada, AccountStatus::Active, AccountStatus::Disabled).await;
    assert_eq!(recognised(second).await, None);
    world.set_status(world.ada, AccountStatus::Disabled, AccountStatus::Active).await;
    assert_eq!(recognised(second).await, known);
    world.sign_out(session.id).await;
    assert_eq!(recognised(second).await, None);
}

#[tokio::test]
async fn nobody_is_asked_to_agree_before_they_signed_in() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let interaction = log_in(&world.begin(&request(&client, "openid"), None).await);
    let (session, _) = world.sign_in(world.ada).await;
    world.sign_out(session.id).await;
    let browser = world.browser(&session).await;
    assert!(browser.is_none());
    let step = world.authorize().resume(interaction, browser).await.unwrap();
    assert!(matches!(step, Step::LogIn { .. }), "{step:?}");
    let (session, _) = world.sign_in(world.ada).await;
    let step = world.authorize().resume(interaction, world.browser(&session).await).await.unwrap();
    assert_eq!(consent(&step), interaction);
}

/// The request that waits for the person to choose an account.
fn choosing(step: &Step) -> uuid::Uuid {
    let Step::ChooseAccount { interaction, .. } = step else { panic!("{step:?}") };
    *interaction
}

#[tokio::test]
async fn a_client_may_ask_with_which_account_somebody_goes_on() {
    let world = World::new().await;
    let client = world.add_client("own", |client| client.is_first_party = true).await;
    let authorize = world.authorize();
    let (session, _) = world.sign_in(world.ada).await;
    world.clock.advance(Duration::seconds(1));
    for asks in ["prompt=select_account", "login_hint=bob%40example.com", "login_hint=bob&prompt=consent"] {
        let query = format!("{}&{asks}", request(&client, "openid"));
        let interaction = choosing(&world.begin(&query, world.browser(&session).await).await);
        // The question stays until it is answered, and nothing else counts meanwhile.
        let step = authorize.resume(interaction, world.browser(&session).await).await.unwrap();
        assert_eq!(choosing(&step), interaction, "{asks}");
        let who = world.principal(&session).await;
        assert!(authorize.decide(interaction, &who, &Origin::default(), true).await.is_err(), "{asks}");

        authorize.choose(interaction).await.unwrap();
        let step = authorize.resume(interaction, world.browser(&session).await).await.unwrap();
        assert!(world.exchange(&client, sent_code(&step)).await.is_ok(), "{asks}");
        assert!(authorize.choose(interaction).await.is_err(), "it was answered");
    }
    // Nobody is signed in, or somebody signs in meanwhile as another: that is a choice, too.
    let query = format!("{}&prompt=select_account", request(&client, "openid"));
    log_in(&world.begin(&query, None).await);
    let interaction = choosing(&world.begin(&query, world.browser(&session).await).await);
    world.clock.advance(Duration::seconds(1));
    let bob = world.add_account(2, "bob").await;
    let (of_bob, _) = world.sign_in(bob).await;
    sent_code(&authorize.resume(interaction, world.browser(&of_bob).await).await.unwrap());
}

#[tokio::test]
async fn who_is_meant_anyway_is_not_asked_and_silence_asks_nobody() {
    let world = World::new().await;
    let client = world.add_client("own", |client| client.is_first_party = true).await;
    let (session, _) = world.sign_in(world.ada).await;
    let ask = |more: &str| format!("{}&{more}", request(&client, "openid"));
    for more in ["login_hint=Ada%40example.com", "login_hint=ada", "login_hint=ada&prompt=none"] {
        sent_code(&world.begin(&ask(more), world.browser(&session).await).await);
    }
    let of_another = ask("login_hint=bob&prompt=none");
    assert_eq!(sent_error(&world.begin(&of_another, world.browser(&session).await).await), "login_required");
    // Signing in anew still has to happen after the choice.
    let query = ask("prompt=select_account%20login");
    world.clock.advance(Duration::seconds(1));
    log_in(&world.begin(&query, world.browser(&session).await).await);
}
