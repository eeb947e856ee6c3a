//! A store of its own for each case, with a person, and what a client and a browser would do.

use crate::assertions::FakePeers;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    accounts::{
        authenticate::{Authenticate, Principal},
        origin::Origin,
        refresh::Refresh,
        tokens::{FIRST_PARTY_CLIENT, Lifetimes, TokenIssuer},
    },
    error::Failure,
    oauth::{
        GrantedTokens, OAuthIssuer, Refusal,
        authorize::{Answer, Authorize, Browser, Step},
        client_keys::KeysOfClients,
        code_exchange::{Ask, ExchangeCode},
        consents::Consents,
        introspect::Introspect,
        refresh::{self, RefreshGrant},
        request_object::RequestObjects,
        revoke::Revoke,
        sector_files::SectorFiles,
        subjects::Subjects,
        userinfo::UserInfo,
    },
    ports::{
        access_tokens::{AccessClaims, AccessTokens, Subject},
        clock::Clock,
        entropy::Entropy,
        store::Store,
    },
    tokens::{Family, RefreshToken},
    transact::transact,
};
use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash, PersonNames},
    contact::Contact,
    email::EmailAddress,
    ids::{AccountId, SessionId},
    names::{PersonName, Username},
    oauth::{
        Client, ClientAuthentication, ClientId, ClientMetadata, GrantType, KeyThumbprint, OAuthError,
        Parameters, RedirectUri, Resources, Scopes,
    },
    session::Session,
    signing::{SigningAlgorithm, StoredSigningKey},
};
use oathgate_infrastructure::{
    crypto::{ClientSignatures, HmacPseudonyms, JwtAccessTokens, KeySet, MasterKeys, generate_signing_key},
    local::LocalHints,
    sqlite::{SqliteDatabase, SqliteStore},
    testing::{FixedClock, SeededEntropy},
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use time::Duration;
use uuid::Uuid;

pub(crate) const ISSUER: &str = "https://id.example.com";
pub(crate) const REDIRECT: &str = "https://photos.example/cb";
/// 43 characters, the fewest that a verifier has.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// In which a repeated refresh gets the same answer.
pub(crate) const GRACE: Duration = Duration::seconds(10);
/// How long a grant without `offline_access` lives if it is not used, and a session.
pub(crate) const REFRESH_LIFETIME: Duration = Duration::days(7);
/// How long an access token lives.
pub(crate) const ACCESS_LIFETIME: Duration = Duration::minutes(30);

/// What a case works with.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) keys: Arc<MasterKeys>,
    pub(crate) tokens: Arc<JwtAccessTokens>,
    pub(crate) entropy: Arc<SeededEntropy>,
    /// Who sits in front of the browser.
    pub(crate) ada: AccountId,
    _folder: Arc<TempDir>,
}

fn master_keys() -> MasterKeys {
    MasterKeys::parse("8Yb0i3Wl1v5qkM2cRz+Xh/7tUo4JpGdDnEwKasQLxVc=").unwrap()
}

/// A key of each algorithm. They are made once, since that takes a while.
fn signing_keys() -> &'static [StoredSigningKey] {
    static KEYS: OnceLock<Vec<StoredSigningKey>> = OnceLock::new();
    KEYS.get_or_init(|| {
        SigningAlgorithm::OF_PAIRS
            .map(|algorithm| {
                generate_signing_key(algorithm, &master_keys(), FixedClock::default().now()).unwrap()
            })
            .to_vec()
    })
}

/// Who people are to clients.
pub(crate) fn subjects() -> Subjects {
    Subjects { pseudonyms: Arc::new(HmacPseudonyms::new(&[7; 32])) }
}

/// What looks whether clients belong to the sectors that they name. Nobody answers there.
pub(crate) fn sectors() -> SectorFiles {
    SectorFiles { peers: Arc::new(FakePeers::default()), may_be_away: false }
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::default());
        let database = SqliteDatabase::open(&folder.path().join("oathgate.db"), clock.clone()).unwrap();
        database.migrate().await.unwrap();
        let set = KeySet::load(signing_keys(), &master_keys(), SigningAlgorithm::Es256).unwrap();
        let world = Self {
            store: Arc::new(SqliteStore::new(database, Arc::new(LocalHints::new()))),
            clock,
            keys: Arc::new(master_keys()),
            tokens: Arc::new(JwtAccessTokens::new(ISSUER, set)),
            entropy: Arc::new(SeededEntropy::new(1)),
            ada: AccountId(Uuid::from_u128(1)),
            _folder: Arc::new(folder),
        };
        world.add_account(1, "ada").await;
        world
    }

    /// Adds a person whose names are Ada Lovelace, whatever they sign in with.
    pub(crate) async fn add_account(&self, number: u128, username: &str) -> AccountId {
        let now = self.clock.now();
        let account = Account {
            id: AccountId(Uuid::from_u128(number)),
            email: EmailAddress::parse(&format!("{username}@example.com")).unwrap(),
            username: Some(Username::parse(username).unwrap()),
            names: PersonNames {
                first: PersonName::parse("first_name", "Ada").unwrap(),
                last: PersonName::parse("last_name", "Lovelace").unwrap(),
            },
            locale: Some(oathgate_domain::locale::Locale::German),
            status: AccountStatus::Active,
            is_admin: false,
            created_at: now,
            updated_at: now,
            email_verified_at: Some(now),
            last_login_at: None,
            contact: Contact::default(),
            erasure_due_at: None,
        };
        let password = PasswordHash::new(format!("hash of {username}"));
        let inserted =
            transact(&*self.store, async |unit| unit.accounts().insert(&account, &password).await).await;
        assert!(inserted.unwrap());
        account.id
    }

    /// Adds a client that may do everything, changed by `change`.
    pub(crate) async fn add_client(&self, id: &str, change: impl FnOnce(&mut Client)) -> Client {
        let mut client = Client {
            id: ClientId::parse(id).unwrap(),
            name: "Photo books".to_owned(),
            home: None,
            authentication: ClientAuthentication::SecretBasic,
            secret: None,
            sealed_secret: None,
            redirect_uris: vec![RedirectUri::register(REDIRECT).unwrap()],
            grant_types: GrantType::ALL.to_vec(),
            scopes: Scopes::parse("openid profile email offline_access account:read photos albums").unwrap(),
            is_first_party: false,
            is_disabled: false,
            metadata: ClientMetadata::default(),
            created_at: self.clock.now(),
        };
        change(&mut client);
        let inserted = transact(&*self.store, async |unit| unit.clients().insert(&client).await).await;
        assert!(inserted.unwrap());
        client
    }

    pub(crate) async fn disable_client(&self, client: &Client, disabled: bool) {
        let done =
            transact(&*self.store, async |unit| unit.clients().set_disabled(&client.id, disabled).await);
        assert!(done.await.unwrap());
    }

    /// Signs somebody in and gives the session and its refresh token.
    pub(crate) async fn sign_in(&self, account: AccountId) -> (Session, String) {
        let now = self.clock.now();
        let id = SessionId(self.entropy.ordered_id());
        let token = RefreshToken::first(Family::Session(id), &*self.keys, &*self.entropy);
        let session = Session {
            id,
            account,
            created_at: now,
            last_seen_at: now,
            expires_at: now + REFRESH_LIFETIME,
            revoked_at: None,
            user_agent: None,
            address: None,
            generation: 0,
            rotated_at: now,
        };
        let digest = token.stored().digest;
        transact(&*self.store, async |unit| unit.sessions().open(&session, digest).await).await.unwrap();
        (session, token.write(&*self.keys).unwrap().expose().to_owned())
    }

    pub(crate) async fn sign_out(&self, session: SessionId) {
        let now = self.clock.now();
        let ended =
            transact(&*self.store, async |unit| unit.sessions().revoke(session, None, now).await).await;
        assert!(ended.unwrap());
    }

    pub(crate) async fn set_status(&self, account: AccountId, from: AccountStatus, to: AccountStatus) {
        let now = self.clock.now();
        let set =
            transact(&*self.store, async |unit| unit.accounts().set_status(account, &[from], to, now).await);
        assert!(set.await.unwrap());
    }

    /// What the server knows of a browser in which somebody is signed in.
    pub(crate) async fn browser(&self, session: &Session) -> Browser {
        self.store
            .begin_read()
            .await
            .unwrap()
            .sessions()
            .find_live(session.id, self.clock.now())
            .await
            .unwrap()
    }

    /// A first-party access token of a session.
    pub(crate) fn first_party_token(&self, session: &Session) -> String {
        let now = self.clock.now();
        let claims = AccessClaims {
            subject: Subject::Account(session.account),
            session: Some(session.id),
            grant: None,
            client: FIRST_PARTY_CLIENT.to_owned(),
            scope: "openid profile email".to_owned(),
            authenticated_at: Some(session.created_at),
            issued_at: now,
            expires_at: now + ACCESS_LIFETIME,
            id: self.entropy.ordered_id(),
            confirmation: None,
            audience: Resources::default(),
            actor: None,
        };
        self.tokens.sign(&claims).unwrap().expose().to_owned()
    }

    pub(crate) fn authenticate(&self) -> Authenticate {
        Authenticate {
            store: self.store.clone(),
            access_tokens: self.tokens.clone(),
            clock: self.clock.clone(),
        }
    }

    /// The person behind the page that asks for consent.
    pub(crate) async fn principal(&self, session: &Session) -> Principal {
        self.authenticate().run(&self.first_party_token(session)).await.unwrap()
    }

    pub(crate) fn issuer(&self) -> OAuthIssuer {
        OAuthIssuer {
            issuer: ISSUER.to_owned(),
            access_tokens: self.tokens.clone(),
            id_tokens: self.tokens.clone(),
            subjects: subjects(),
            keys: self.keys.clone(),
            entropy: self.entropy.clone(),
            clock: self.clock.clone(),
            access_lifetime: ACCESS_LIFETIME,
            refresh_lifetime: REFRESH_LIFETIME,
            reuse_grace: GRACE,
        }
    }

    /// What rotates the refresh tokens of sessions.
    pub(crate) fn first_party_refresh(&self) -> Refresh {
        let issuer = TokenIssuer {
            access_tokens: self.tokens.clone(),
            keys: self.keys.clone(),
            entropy: self.entropy.clone(),
            clock: self.clock.clone(),
            lifetimes: Lifetimes { access: ACCESS_LIFETIME, refresh: REFRESH_LIFETIME, reuse_grace: GRACE },
        };
        Refresh { store: self.store.clone(), issuer }
    }

    pub(crate) fn authorize(&self) -> Authorize {
        Authorize {
            store: self.store.clone(),
            issuer: self.issuer(),
            requires_pushed: false,
            objects: self.objects(),
        }
    }

    /// What verifies what clients have signed. Nobody publishes keys.
    pub(crate) fn client_keys(&self) -> Arc<KeysOfClients> {
        let peers = Arc::new(FakePeers::default());
        Arc::new(KeysOfClients::new(peers, Arc::new(ClientSignatures), self.clock.clone()))
    }

    pub(crate) fn objects(&self) -> RequestObjects {
        RequestObjects {
            client_keys: self.client_keys(),
            clock: self.clock.clone(),
            issuer: ISSUER.to_owned(),
        }
    }

    pub(crate) fn consents(&self) -> Consents {
        Consents { store: self.store.clone(), entropy: self.entropy.clone(), clock: self.clock.clone() }
    }

    pub(crate) fn revocation(&self) -> Revoke {
        Revoke {
            store: self.store.clone(),
            access_tokens: self.tokens.clone(),
            keys: self.keys.clone(),
            clock: self.clock.clone(),
        }
    }

    pub(crate) fn userinfo(&self) -> UserInfo {
        UserInfo {
            store: self.store.clone(),
            access_tokens: self.tokens.clone(),
            id_tokens: self.tokens.clone(),
            clock: self.clock.clone(),
        }
    }

    /// What introspection says of a token to the client that it was issued to.
    pub(crate) async fn introspect(&self, token: &str) -> Map<String, Value> {
        let mut clients = self.store.begin_read().await.unwrap().clients().list(None, 200).await.unwrap();
        let Some(mut own) = clients.first().cloned() else { panic!("there is no client") };
        own.id = ClientId::parse(FIRST_PARTY_CLIENT).unwrap();
        clients.push(own);
        let mut said = Map::new();
        for client in clients {
            said = self.introspect_by(&client, token).await;
            if said["active"] == true {
                break;
            }
        }
        said
    }

    /// What introspection says of a token to a client.
    pub(crate) async fn introspect_by(&self, caller: &Client, token: &str) -> Map<String, Value> {
        let introspect = Introspect {
            store: self.store.clone(),
            access_tokens: self.tokens.clone(),
            subjects: subjects(),
            keys: self.keys.clone(),
            issuer: ISSUER.to_owned(),
            clock: self.clock.clone(),
        };
        introspect.run(caller, token).await.unwrap()
    }

    /// Whether a token is live, as introspection says. Of one that is not, nothing else is said.
    pub(crate) async fn is_live(&self, token: &str) -> bool {
        let said = self.introspect(token).await;
        let live = said["active"].as_bool().unwrap();
        assert_eq!(live, said.len() > 1, "{said:?}");
        live
    }

    pub(crate) async fn begin(&self, query: &str, browser: Browser) -> Step {
        self.authorize().begin(&Parameters::parse(query), browser).await.unwrap()
    }

    /// A code for a client to which the person agrees in a session.
    pub(crate) async fn code(&self, client: &Client, scope: &str, session: &Session) -> String {
        self.code_of(&request(client, scope), session).await
    }

    /// A code for a request to which the person agrees in a session.
    pub(crate) async fn code_of(&self, query: &str, session: &Session) -> String {
        let browser = self.browser(session).await;
        let answer = match self.begin(query, browser).await {
            Step::SendBack(answer) => answer,
            Step::Consent { interaction, .. } => {
                let who = self.principal(session).await;
                self.authorize().decide(interaction, &who, &Origin::default(), true).await.unwrap()
            }
            other => panic!("{other:?}"),
        };
        parameter(&answer, "code").unwrap().to_owned()
    }

    /// Exchanges a code as the client should.
    pub(crate) async fn exchange(
        &self,
        client: &Client,
        code: &str,
    ) -> Result<GrantedTokens, Failure<Refusal>> {
        let ask = Ask {
            code,
            redirect_uri: Some(REDIRECT),
            verifier: Some(VERIFIER),
            resources: Resources::default(),
            proven: None,
        };
        self.exchange_asking(client, ask).await
    }

    pub(crate) async fn exchange_asking(
        &self,
        client: &Client,
        ask: Ask<'_>,
    ) -> Result<GrantedTokens, Failure<Refusal>> {
        ExchangeCode { store: self.store.clone(), issuer: self.issuer() }.run(client, ask).await
    }

    /// A refresh by a client that proves to hold a key.
    pub(crate) async fn refresh_proving(
        &self,
        client: &Client,
        token: &str,
        proven: Option<KeyThumbprint>,
    ) -> Result<GrantedTokens, Failure<Refusal>> {
        RefreshGrant { store: self.store.clone(), issuer: self.issuer() }
            .run(client, refresh::Ask { token, scope: None, resources: Resources::default(), proven })
            .await
    }

    pub(crate) async fn refresh(
        &self,
        client: &Client,
        token: &str,
        scope: Option<&str>,
    ) -> Result<GrantedTokens, Failure<Refusal>> {
        RefreshGrant { store: self.store.clone(), issuer: self.issuer() }
            .run(client, refresh::Ask { token, scope, resources: Resources::default(), proven: None })
            .await
    }

    /// A client, and its tokens for a person who signed in now.
    pub(crate) async fn granted(&self, id: &str, scope: &str) -> (Client, Session, Pair) {
        let client = self.add_client(id, |_| {}).await;
        let (session, _) = self.sign_in(self.ada).await;
        let code = self.code(&client, scope, &session).await;
        let tokens = self.exchange(&client, &code).await.unwrap();
        (client, session, Pair::of(&tokens))
    }
}

/// An access token and a refresh token as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Pair {
    pub(crate) fn of(tokens: &GrantedTokens) -> Self {
        Self {
            access: tokens.access_token.expose().to_owned(),
            refresh: tokens.refresh_token.as_ref().unwrap().expose().to_owned(),
        }
    }
}

/// The request of a client, with PKCE, `state` and `nonce`.
pub(crate) fn request(client: &Client, scope: &str) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", client.id.as_str())
        .append_pair("redirect_uri", REDIRECT)
        .append_pair("scope", scope)
        .append_pair("state", "s=1&2")
        .append_pair("nonce", "n-1")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish()
}

/// A parameter of an answer. Every answer says who gives it, and gives the state back.
pub(crate) fn parameter<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let one = |name: &str| {
        let mut found = answer.parameters.iter().filter(|(known, _)| *known == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} twice: {answer:?}");
        value
    };
    assert_eq!((one("iss"), one("state")), (Some(ISSUER), Some("s=1&2")), "{answer:?}");
    assert_eq!(answer.back.redirect_uri, REDIRECT);
    one(name)
}

/// The error that is sent back to the client.
pub(crate) fn sent_error(step: &Step) -> &str {
    let Step::SendBack(answer) = step else { panic!("{step:?}") };
    assert_eq!(parameter(answer, "code"), None);
    parameter(answer, "error").unwrap()
}

/// The request that waits for somebody to sign in.
pub(crate) fn log_in(step: &Step) -> Uuid {
    let Step::LogIn { interaction, .. } = step else { panic!("{step:?}") };
    *interaction
}

/// The request that waits for consent.
pub(crate) fn consent(step: &Step) -> Uuid {
    let Step::Consent { interaction, .. } = step else { panic!("{step:?}") };
    *interaction
}

/// The code that is sent back.
pub(crate) fn sent_code(step: &Step) -> &str {
    let Step::SendBack(answer) = step else { panic!("{step:?}") };
    assert_eq!(parameter(answer, "error"), None);
    parameter(answer, "code").unwrap()
}

/// The error of a refusal.
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Failure<Refusal>>) -> OAuthError {
    match result {
        Err(Failure::Refused(refusal)) => refusal.error,
        other => panic!("{other:?}"),
    }
}

/// A part of a JWT.
pub(crate) fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The claims of a JWT.
pub(crate) fn claims(token: &str) -> Value {
    part(token, 1)
}

/// Lets many do the same at the same time.
pub(crate) async fn race<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    racers: usize,
    run: impl Fn() -> F,
) -> Vec<T> {
    let tasks: Vec<_> = (0..racers).map(|_| tokio::spawn(run())).collect();
    let mut results = Vec::with_capacity(racers);
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
