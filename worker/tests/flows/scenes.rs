//! Courses of workflows, from what starts them to what is left of them.

use crate::{
    people::EMAIL,
    world::{SITE, World},
};
use oathgate_application::{
    accounts::origin::Origin,
    flows::{
        email_change::{self, EmailChangeFlow},
        notices::{EmailChanged, EmailChangedFlow, PasswordChanged, PasswordChangedFlow},
        password_reset::{self, PasswordResetFlow},
        registration::{self, Answer, RegistrationFlow},
        retention::RetentionFlow,
        verification_mail::{self, VerificationMailFlow},
    },
    oauth::{
        clients::Clients,
        registration::{RegisterClient, RegistrationPolicy},
        sector_files::SectorFiles,
    },
    ports::{mailer::Content, workflow_runs::NewRun, workflow_store::Beat},
    transact::transact,
    workflow::{self, Start, Workflow},
};
use oathgate_domain::{
    account::{AccountStatus, PasswordHash, PersonNames},
    challenge::{Challenge, Purpose},
    email::EmailAddress,
    ids::{AccountId, ChallengeId, MailRequestId, RegistrationId, RunId, WorkerId},
    locale::Locale,
    oauth::ClientId,
    registration::Registration,
    secret::TokenDigest,
    workflow::{Priority, Reuse, RunStatus},
};
use serde_json::json;
use std::sync::Arc;
use time::Duration;

async fn start<W: Workflow>(world: &World, key: Option<String>, input: W::Input) -> RunId {
    let run = RunId(world.entropy.ordered_id());
    let mut start = Start::new(run);
    if let Some(key) = key {
        start = start.key(&key);
    }
    transact(&*world.store, async |unit| workflow::start::<W>(unit, &start, &input).await).await.unwrap();
    run
}

/// Hands in a registration of [`EMAIL`], which starts its run.
async fn register(world: &World) -> Registration {
    register_as(world, EMAIL).await
}

async fn register_as(world: &World, email: &str) -> Registration {
    let registration = Registration {
        id: RegistrationId(world.entropy.random_id()),
        account: AccountId(world.entropy.ordered_id()),
        email: EmailAddress::parse(email).unwrap(),
        username: None,
        names: PersonNames::default(),
        locale: Some(Locale::German),
        password: PasswordHash::new("$hash$".to_owned()),
        created_at: world.now(),
    };
    transact(&*world.store, async |unit| unit.registrations().insert(&registration).await).await.unwrap();
    let input = registration::Input { registration: registration.id };
    start::<RegistrationFlow>(world, Some(registration.id.to_string()), input).await;
    registration
}

/// Keeps an address for a workflow.
async fn mail_request(world: &World, email: &str) -> MailRequestId {
    let (id, now) = (MailRequestId(world.entropy.random_id()), world.now());
    let email = EmailAddress::parse(email).unwrap();
    transact(&*world.store, async |unit| unit.mail_requests().insert(id, &email, now).await).await.unwrap();
    id
}

async fn output(world: &World, run: RunId) -> String {
    world.runs.detail(run).await.unwrap().unwrap().output.unwrap_or_default()
}

async fn status_of(world: &World, account: AccountId) -> Option<AccountStatus> {
    world.reader().await.accounts().find(account).await.unwrap().map(|account| account.status)
}

pub(crate) async fn registration_verified(world: &World) {
    let registration = register(world).await;
    world.work().await;
    assert_eq!(status_of(world, registration.account).await, Some(AccountStatus::Unverified));
    world.pass(Duration::days(2)).await;
    let mails = world.mails();
    let links: Vec<_> = mails
        .iter()
        .map(|letter| match &letter.content {
            Content::VerifyEmail { link, .. } => link.expose().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    // A reminder carries the same link.
    assert_eq!((links.len(), &links[0]), (2, &links[1]));
    let told = transact(&*world.store, async |unit| {
        workflow::signal::<RegistrationFlow, Answer>(unit, &registration.id, &"answer", &Answer::Verified)
            .await
    });
    told.await.unwrap();
    world.work().await;
    assert_eq!(world.mails().len(), 3);
    world.assert_done().await;
}

pub(crate) async fn registration_expired(world: &World) {
    let registration = register(world).await;
    world.work().await;
    for days in [1, 2, 3, 1] {
        world.pass(Duration::days(days)).await;
    }
    assert_eq!(world.mails().len(), 4);
    assert_eq!(status_of(world, registration.account).await, None);
    assert!(world.reader().await.registrations().find(registration.id).await.unwrap().is_none());
    world.assert_done().await;
}

pub(crate) async fn registration_of_a_known_address(world: &World) {
    world.account(EMAIL).await;
    register(world).await;
    world.work().await;
    assert!(matches!(world.mails()[..], [_]));
    world.assert_done().await;
}

pub(crate) async fn verification_mail(world: &World) {
    let registration = register(world).await;
    world.work().await;
    let request = mail_request(world, EMAIL).await;
    let run = start::<VerificationMailFlow>(world, None, verification_mail::Input { request }).await;
    world.work().await;
    assert_eq!(world.runs.detail(run).await.unwrap().unwrap().summary.status, RunStatus::Done);
    assert_eq!((output(world, run).await.as_str(), world.mails().len()), ("\"Sent\"", 2));
    assert!(world.reader().await.mail_requests().find(request).await.unwrap().is_none());
    assert_eq!(status_of(world, registration.account).await, Some(AccountStatus::Unverified));
}

pub(crate) async fn password_reset(world: &World) {
    world.account(EMAIL).await;
    let request = mail_request(world, EMAIL).await;
    let run = start::<PasswordResetFlow>(world, None, password_reset::Input { request }).await;
    world.work().await;
    assert_eq!((output(world, run).await.as_str(), world.mails().len()), ("\"Sent\"", 1));
    world.assert_done().await;
}

pub(crate) async fn password_reset_of_nobody(world: &World) {
    let request = mail_request(world, "nobody@example.com").await;
    let run = start::<PasswordResetFlow>(world, None, password_reset::Input { request }).await;
    world.work().await;
    assert_eq!((output(world, run).await.as_str(), world.mails().len()), ("\"NothingToSend\"", 0));
}

pub(crate) async fn password_changed(world: &World) {
    let account = world.account(EMAIL).await.id;
    start::<PasswordChangedFlow>(world, None, PasswordChanged { account }).await;
    world.work().await;
    assert!(matches!(world.mails()[..], [_]));
    world.assert_done().await;
}

pub(crate) async fn email_change(world: &World) {
    let account = world.account(EMAIL).await.id;
    let challenge = Challenge {
        id: ChallengeId(world.entropy.random_id()),
        purpose: Purpose::ChangeEmail,
        account: Some(account),
        registration: None,
        email: Some(EmailAddress::parse("new@example.com").unwrap()),
        key: world.links().current_key(),
        created_at: world.now(),
        expires_at: world.now() + Duration::DAY,
    };
    transact(&*world.store, async |unit| unit.challenges().insert(&challenge).await).await.unwrap();
    start::<EmailChangeFlow>(world, None, email_change::Input { challenge: challenge.id }).await;
    world.work().await;
    let mails = world.mails();
    assert!(matches!(&mails[..], [one] if one.to.as_str() == "new@example.com"));
    world.assert_done().await;
}

pub(crate) async fn email_changed(world: &World) {
    let account = world.account("new@example.com").await.id;
    let old = mail_request(world, EMAIL).await;
    start::<EmailChangedFlow>(world, None, EmailChanged { account, old }).await;
    world.work().await;
    let mails = world.mails();
    assert!(matches!(&mails[..], [one] if one.to.as_str() == EMAIL));
    assert!(world.reader().await.mail_requests().find(old).await.unwrap().is_none());
    world.assert_done().await;
}

pub(crate) async fn retention(world: &World) {
    password_changed(world).await;
    let ended = world.all_runs().await[0].id;
    let abandoned = register_as(world, "eve@example.com").await;
    world.work().await;
    assert_eq!(status_of(world, abandoned.account).await, Some(AccountStatus::Unverified));
    // What should have ended the registration is stopped for ever.
    let runs = world.all_runs().await;
    let stopped = runs.iter().find(|run| run.kind == "registration").unwrap().id;
    transact(&*world.store, async |unit| unit.operations().end(stopped, false, "{}").await).await.unwrap();
    let shown = TokenDigest([7; 32]);
    let expires_at = world.now() + Duration::MINUTE;
    let note = async || {
        transact(&*world.store, async |unit| unit.replays().is_first(shown, expires_at).await).await.unwrap()
    };
    assert!(note().await);
    let client = register_client(world).await;
    world.pass(Duration::days(31)).await;
    assert!(!note().await);
    let run = start::<RetentionFlow>(world, None, ()).await;
    world.work().await;
    assert!(note().await, "it is remembered for ever");
    for gone in [ended, stopped] {
        assert!(world.runs.detail(gone).await.unwrap().is_none());
    }
    assert_eq!(status_of(world, abandoned.account).await, None);
    assert!(world.reader().await.registrations().find(abandoned.id).await.unwrap().is_none());
    assert!(world.reader().await.clients().find(&client).await.unwrap().is_none());
    // A registration, what was shown, two runs, and the client.
    assert_eq!(output(world, run).await, "5");
    world.assert_done().await;
}

/// A client registers itself without anybody having allowed it (RFC 7591 §3).
async fn register_client(world: &World) -> ClientId {
    let clients = Clients {
        store: world.store.clone(),
        keys: world.keys.clone(),
        sealer: world.keys.clone(),
        sectors: SectorFiles { peers: world.told.clone(), may_be_away: false },
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    };
    let register = RegisterClient {
        store: world.store.clone(),
        clients: Arc::new(clients),
        policy: RegistrationPolicy::Open,
        issuer: SITE.to_owned(),
    };
    let asked = json!({ "redirect_uris": ["https://app.example/cb"] });
    let told = register.register(None, asked.as_object().unwrap(), &Origin::default()).await.unwrap();
    ClientId::parse(told["client_id"].as_str().unwrap()).unwrap()
}

pub(crate) async fn retention_of_runs_without_code(world: &World) {
    let gone = NewRun {
        id: RunId(world.entropy.ordered_id()),
        kind: "gone",
        version: 1,
        key: None,
        reuse: Reuse::Always,
        priority: Priority::Normal,
        limit_key: None,
        subject: None,
        parent: None,
        ends_with_parent: false,
        deadline: None,
        trace: None,
        traced: None,
        first_due: None,
        input: "{}".to_owned(),
    };
    transact(&*world.store, async |unit| unit.workflows().start(&gone).await).await.unwrap();
    let beat = Beat {
        worker: WorkerId(world.entropy.ordered_id()),
        host: "test".to_owned(),
        kinds: oathgate_application::flows::registry().kinds(),
        slots: 1,
        draining: false,
    };
    world.runs.beat(&beat, &[], std::time::Duration::from_secs(30)).await.unwrap();
    start::<RetentionFlow>(world, None, ()).await;
    world.work().await;
    assert_eq!(world.runs.detail(gone.id).await.unwrap().unwrap().summary.status, RunStatus::Queued);
    world.pass(Duration::hours(2)).await;
    let run = start::<RetentionFlow>(world, None, ()).await;
    world.work().await;
    assert_eq!(output(world, run).await, "1");
    let summary = world.runs.detail(gone.id).await.unwrap().unwrap().summary;
    assert_eq!((summary.status, summary.fault.unwrap().code.as_str()), (RunStatus::Paused, "no_code"));
}
