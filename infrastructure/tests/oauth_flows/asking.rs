//! Who is asked for consent, when, and what is remembered of the answer.

use crate::world::{Pair, World, consent, parameter, refused, request, sent_code, sent_error};
use oathgate_application::accounts::origin::Origin;
use oathgate_application::audit::By;
use oathgate_application::error::Failure;
use oathgate_application::oauth::authorize::{NoSuchRequest, Step};
use oathgate_domain::oauth::{OAuthError, Scopes};
use time::Duration;

fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).unwrap()
}

#[tokio::test]
async fn what_was_agreed_to_is_not_asked_again() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    world.code(&client, "openid email", &session).await;
    // Fewer scopes, in another session: nobody is asked.
    let (later, _) = world.sign_in(world.ada).await;
    for scope in ["openid email", "email"] {
        let code =
            sent_code(&world.begin(&request(&client, scope), world.browser(&later).await).await).to_owned();
        assert_eq!(world.exchange(&client, &code).await.unwrap().scopes, scopes(scope));
    }
    // More scopes: the person is told what is new, and both are remembered together.
    let step = world.begin(&request(&client, "openid photos"), world.browser(&session).await).await;
    let who = world.principal(&session).await;
    let waiting = world.authorize().details(consent(&step), &who).await.unwrap();
    assert_eq!((waiting.scopes, waiting.agreed), (scopes("openid photos"), scopes("openid email")));
    world.authorize().decide(consent(&step), &who, &Origin::default(), true).await.unwrap();
    let listed = world.consents().list(world.ada).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0].client, &listed[0].scopes), (&client.id, &scopes("email openid photos")));
    // A client may insist on asking, and another person is another person.
    let insisting = format!("{}&prompt=consent", request(&client, "openid"));
    consent(&world.begin(&insisting, world.browser(&session).await).await);
    let bob = world.add_account(2, "bob").await;
    let (of_bob, _) = world.sign_in(bob).await;
    consent(&world.begin(&request(&client, "openid"), world.browser(&of_bob).await).await);
    // And so is another client.
    let other = world.add_client("other", |_| {}).await;
    consent(&world.begin(&request(&other, "openid"), world.browser(&session).await).await);
}

#[tokio::test]
async fn an_operators_own_client_asks_nobody() {
    let world = World::new().await;
    let client = world.add_client("own", |client| client.is_first_party = true).await;
    let (session, _) = world.sign_in(world.ada).await;
    for more in ["", "&prompt=consent", "&prompt=none"] {
        let query = format!("{}{more}", request(&client, "openid photos"));
        let step = world.begin(&query, world.browser(&session).await).await;
        assert!(world.exchange(&client, sent_code(&step)).await.is_ok());
    }
    assert_eq!(world.consents().list(world.ada).await.unwrap(), []);
}

#[tokio::test]
async fn without_a_scope_people_are_asked_each_time() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    for _ in 0..2 {
        let step = world.begin(&request(&client, ""), world.browser(&session).await).await;
        let who = world.principal(&session).await;
        let answer = world.authorize().decide(consent(&step), &who, &Origin::default(), true).await.unwrap();
        let tokens = world.exchange(&client, parameter(&answer, "code").unwrap()).await.unwrap();
        assert!(tokens.scopes.is_empty() && tokens.id_token.is_none());
    }
    let silent = format!("{}&prompt=none", request(&client, ""));
    let step = world.begin(&silent, world.browser(&session).await).await;
    assert_eq!(sent_error(&step), "consent_required");
}

#[tokio::test]
async fn who_says_no_is_not_remembered() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let interaction = consent(&world.begin(&request(&client, "openid"), world.browser(&session).await).await);
    let who = world.principal(&session).await;
    let answer = world.authorize().decide(interaction, &who, &Origin::default(), false).await.unwrap();
    assert_eq!(sent_error(&Step::SendBack(answer)), "access_denied");
    assert_eq!(world.consents().list(world.ada).await.unwrap(), []);
    // It was answered.
    let again = world.authorize().decide(interaction, &who, &Origin::default(), true).await;
    assert!(matches!(again, Err(Failure::Refused(NoSuchRequest))), "{again:?}");
    consent(&world.begin(&request(&client, "openid"), world.browser(&session).await).await);
}

#[tokio::test]
async fn taking_consent_back_ends_everything_of_that_client() {
    let world = World::new().await;
    let (client, session, tokens) = world.granted("photos", "openid offline_access").await;
    let (other, _, kept) = world.granted("other", "openid").await;
    let unused = world.code(&client, "openid", &session).await;
    let consents = world.consents();
    assert!(consents.withdraw(&By::system(), world.ada, &client.id).await.unwrap());
    assert!(!consents.withdraw(&By::system(), world.ada, &client.id).await.unwrap());
    assert!(!world.is_live(&tokens.access).await && !world.is_live(&tokens.refresh).await);
    assert_eq!(refused(world.refresh(&client, &tokens.refresh, None).await), OAuthError::InvalidGrant);
    // A code that the client had not used yet is of no use any more.
    assert_eq!(refused(world.exchange(&client, &unused).await), OAuthError::InvalidGrant);
    assert!(world.refresh(&other, &kept.refresh, None).await.is_ok());
    let listed = consents.list(world.ada).await.unwrap();
    assert_eq!(listed.iter().map(|consent| &consent.client).collect::<Vec<_>>(), [&other.id]);
    consent(&world.begin(&request(&client, "openid"), world.browser(&session).await).await);
}

#[tokio::test]
async fn what_a_client_may_not_ask_for_any_more_is_forgotten() {
    let world = World::new().await;
    let client = world.add_client("photos", |client| client.scopes = scopes("openid photos")).await;
    let now = oathgate_application::ports::clock::Clock::now(&*world.clock);
    let before = scopes("openid retired");
    oathgate_application::transact::transact(&*world.store, async |unit| {
        unit.consents().put(world.ada, &client.id, &before, now).await
    })
    .await
    .unwrap();
    let (session, _) = world.sign_in(world.ada).await;
    world.code(&client, "photos", &session).await;
    assert_eq!(world.consents().list(world.ada).await.unwrap()[0].scopes, scopes("openid photos"));
}

#[tokio::test]
async fn a_request_waits_for_half_an_hour() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let step = world.begin(&request(&client, "openid"), world.browser(&session).await).await;
    let (interaction, authorize) = (consent(&step), world.authorize());
    world.clock.advance(Duration::minutes(30) - Duration::microseconds(1));
    let who = world.principal(&session).await;
    assert!(authorize.details(interaction, &who).await.is_ok());
    world.clock.advance(Duration::microseconds(1));
    let who = world.principal(&session).await;
    assert!(authorize.details(interaction, &who).await.is_err());
    assert!(authorize.resume(interaction, world.browser(&session).await).await.is_err());
    assert!(authorize.decide(interaction, &who, &Origin::default(), true).await.is_err());
    assert_eq!(world.consents().list(world.ada).await.unwrap(), []);
}

#[tokio::test]
async fn a_client_that_is_disabled_meanwhile_gets_nothing() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let step = world.begin(&request(&client, "openid"), world.browser(&session).await).await;
    let (interaction, authorize) = (consent(&step), world.authorize());
    let who = world.principal(&session).await;
    world.disable_client(&client, true).await;
    assert!(authorize.details(interaction, &who).await.is_err());
    assert!(authorize.resume(interaction, world.browser(&session).await).await.is_err());
    assert!(authorize.decide(interaction, &who, &Origin::default(), true).await.is_err());
    let step = world.begin(&request(&client, "openid"), world.browser(&session).await).await;
    assert!(matches!(step, Step::ShowError { .. }), "{step:?}");
    world.disable_client(&client, false).await;
    let answer = authorize.decide(interaction, &who, &Origin::default(), true).await.unwrap();
    let tokens = world.exchange(&client, parameter(&answer, "code").unwrap()).await.unwrap();
    let pair = Pair::of(&tokens);
    world.disable_client(&client, true).await;
    assert!(!world.is_live(&pair.access).await && !world.is_live(&pair.refresh).await);
    assert_eq!(refused(world.refresh(&client, &pair.refresh, None).await), OAuthError::InvalidGrant);
}
