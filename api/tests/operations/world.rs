//! The application on a real database in a temporary folder, with a clock that a test moves.

use async_trait::async_trait;
use oathgate_api::{
    AdminUseCases, AppSettings, OAuthUseCases, Surroundings, UseCases, app_without_web_app,
    edge::TrustedProxies,
    health::{Health, HealthCheck, HealthReport, HealthStatus, Subject},
    pages::{Brand, CapturedHeader, CapturedLetter, CapturedMail},
};
use oathgate_application::{
    accounts::{
        administer::Administer,
        authenticate::Authenticate,
        change_email::ChangeEmail,
        change_password::ChangePassword,
        erase::Erase,
        export_data::ExportData,
        forms::{AccountFields, AccountForm},
        journey::Journey,
        links::Links,
        log_in::LogIn,
        log_out::LogOut,
        profile::UpdateProfile,
        refresh::Refresh,
        register::Register,
        request_mail::RequestMail,
        reset_password::ResetPassword,
        sessions::Sessions,
        set_up::SetUp,
        tokens::{Lifetimes, TokenIssuer},
        verify_email::VerifyEmail,
    },
    audit::{By, Trail},
    flows,
    keys::KeyRing,
    limits::{AdjustLimits, LimitBook},
    oauth::{
        OAuthIssuer,
        authorize::Authorize,
        client_authentication::AuthenticateClient,
        client_credentials::GrantToClient,
        client_guard::ClientGuard,
        client_id_documents::ClientIdDocuments,
        client_keys::KeysOfClients,
        clients::Clients,
        code_exchange::ExchangeCode,
        consents::Consents,
        device::{AnswerDevice, BeginDevice, ExchangeDeviceCode},
        dpop::Proofs,
        end_session::EndSession,
        introspect::Introspect,
        origins::ClientOrigins,
        push_request::PushRequest,
        refresh::RefreshGrant,
        registration::{RegisterClient, RegistrationPolicy},
        request_object::RequestObjects,
        revoke::Revoke,
        sector_files::SectorFiles,
        subjects::Subjects,
        token_exchange::ExchangeToken,
        userinfo::UserInfo,
    },
    operations::{Operate, Overlook},
    ports::{
        access_tokens::AccessTokens, clock::Clock, entropy::Entropy, limits::Limits,
        password_hasher::PasswordHasher, sealer::Sealer, store::Store, token_keys::TokenKeys,
        workflow_store::WorkflowStore,
    },
    schedules::Schedules,
    tokens::LinkToken,
    transact::transact,
};
use oathgate_domain::{
    account::{Account, AccountStatus},
    challenge::{Challenge, Purpose},
    ids::ChallengeId,
    secret::Secret,
    signing::SigningAlgorithm,
};
use oathgate_infrastructure::{
    crypto::{
        ClientSignatures, HashPool, HashPoolSettings, HmacPseudonyms, JwtAccessTokens, KeySet, MasterKeys,
        SealedKeyMaker, SharedSecret, generate_signing_key,
    },
    local::{LocalHints, LocalLimits, SystemClock},
    peers::{HttpPeers, Reach},
    sqlite::{SqliteDatabase, SqliteStore, SqliteWorkflows},
    testing::{FixedClock, SeededEntropy},
};
use poem::{Endpoint, Request, Response, http::Method};
use serde_json::Value;
use std::{num::NonZeroU32, sync::Arc};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "violet otter nine doors";

pub(crate) struct World {
    app: Box<dyn DynApp>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keys: Arc<dyn TokenKeys>,
    pub(crate) sealer: Arc<dyn Sealer>,
    pub(crate) administer: Administer,
    pub(crate) set_up: Arc<SetUp>,
    _folder: TempDir,
}

/// How the world is.
pub(crate) struct Setting {
    pub(crate) issuer: &'static str,
    pub(crate) health: HealthStatus,
    pub(crate) mailbox: bool,
    /// Whether requests are counted.
    pub(crate) limits: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self { issuer: "http://localhost:8000", health: HealthStatus::Up, mailbox: true, limits: false }
    }
}

/// The application without its type.
#[async_trait]
trait DynApp: Send + Sync {
    async fn answer(&self, request: Request) -> Response;
}

struct App<E>(E);

#[async_trait]
impl<E: Endpoint<Output = Response>> DynApp for App<E> {
    async fn answer(&self, request: Request) -> Response {
        self.0.call(request).await.expect("the edge never fails")
    }
}

struct Well(HealthStatus);

#[async_trait]
impl Health for Well {
    async fn look(&self, subject: Subject) -> HealthReport {
        HealthReport::new(vec![HealthCheck {
            name: format!("{subject:?}").to_lowercase(),
            status: self.0,
            since: OffsetDateTime::UNIX_EPOCH,
            detail: None,
        }])
    }
}

struct OneLetter;

impl OneLetter {
    fn letter() -> CapturedLetter {
        CapturedLetter {
            id: "7".to_owned(),
            captured_at: OffsetDateTime::UNIX_EPOCH,
            from: "Oathgate <noreply@example.com>".to_owned(),
            to: vec!["ada@example.com".to_owned()],
            subject: "Tom & <b>Jerry</b>".to_owned(),
            headers: vec![CapturedHeader { name: "X-Test".to_owned(), value: "<i>".to_owned() }],
            text: Some("Go to http://localhost:8000/verify-email?token=abc.".to_owned()),
            html: Some("<p>Go <a href=\"http://localhost:8000/\">there</a></p><script>1</script>".to_owned()),
        }
    }
}

#[async_trait]
impl CapturedMail for OneLetter {
    async fn list(&self) -> Vec<CapturedLetter> {
        vec![Self::letter()]
    }

    async fn get(&self, id: &str) -> Option<CapturedLetter> {
        (id == "7").then(Self::letter)
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Setting::default()).await
    }

    pub(crate) async fn with(setting: Setting) -> Self {
        let folder = TempDir::new().unwrap();
        let database =
            SqliteDatabase::open(&folder.path().join("oathgate.db"), Arc::new(SystemClock)).unwrap();
        database.migrate().await.unwrap();
        let hints = Arc::new(LocalHints::new());
        let runs: Arc<dyn WorkflowStore> = Arc::new(SqliteWorkflows::new(database.clone(), hints.clone()));
        let store: Arc<dyn Store> = Arc::new(SqliteStore::new(database, hints));
        let clock = Arc::new(FixedClock::default());
        let time: Arc<dyn Clock> = clock.clone();
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(42));
        let master = Arc::new(MasterKeys::parse(MasterKeys::generate().unwrap().expose()).unwrap());
        let keys: Arc<dyn TokenKeys> = master.clone();
        let quick = HashPoolSettings { iterations: NonZeroU32::new(1_000).unwrap(), threads: 1, queue: 64 };
        let hasher: Arc<dyn PasswordHasher> = Arc::new(HashPool::start(quick, entropy.clone()).unwrap());
        let secret = SharedSecret::new(Secret::new("0123456789abcdef0123456789abcdef-test")).unwrap();
        let pairs = SigningAlgorithm::OF_PAIRS
            .map(|algorithm| generate_signing_key(algorithm, &*master, time.now()).unwrap());
        let signing = KeySet::with_shared_secret(&secret, &pairs, &*master).unwrap();
        let tokens = Arc::new(JwtAccessTokens::new(setting.issuer, signing));
        let access_tokens: Arc<dyn AccessTokens> = tokens.clone();
        let subjects = Subjects { pseudonyms: Arc::new(HmacPseudonyms::new(&[7; 32])) };
        let oauth_issuer = OAuthIssuer {
            issuer: setting.issuer.to_owned(),
            access_tokens: access_tokens.clone(),
            id_tokens: tokens.clone(),
            subjects: subjects.clone(),
            keys: keys.clone(),
            entropy: entropy.clone(),
            clock: time.clone(),
            access_lifetime: Duration::minutes(30),
            refresh_lifetime: Duration::days(7),
            reuse_grace: Duration::seconds(10),
        };
        let peers = Arc::new(HttpPeers::new(Reach::Public).unwrap());
        let sectors = SectorFiles { peers: peers.clone(), may_be_away: false };
        let client_keys = Arc::new(KeysOfClients::new(peers, Arc::new(ClientSignatures), time.clone()));
        let objects = RequestObjects {
            client_keys: client_keys.clone(),
            clock: time.clone(),
            issuer: setting.issuer.to_owned(),
        };
        let limits = setting.limits.then(|| Arc::new(LocalLimits::new(time.clone())) as Arc<dyn Limits>);
        let book = Arc::<LimitBook>::default();
        let oauth = OAuthUseCases {
            client_guard: Arc::new(ClientGuard::new(limits.clone(), book.clone(), time.clone())),
            authorize: Arc::new(Authorize {
                store: store.clone(),
                issuer: oauth_issuer.clone(),
                requires_pushed: false,
                objects: objects.clone(),
            }),
            authenticate_client: Arc::new(AuthenticateClient {
                store: store.clone(),
                keys: keys.clone(),
                sealer: master.clone(),
                client_keys: client_keys.clone(),
                clock: time.clone(),
                issuer: setting.issuer.to_owned(),
            }),
            client_documents: Arc::new(ClientIdDocuments {
                store: store.clone(),
                peers: Arc::new(HttpPeers::new(Reach::Public).unwrap()),
                is_on: false,
                takes_local: false,
                limits: None,
                book: Arc::default(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            proofs: Arc::new(Proofs {
                store: store.clone(),
                keys: keys.clone(),
                client_keys,
                clock: time.clone(),
                issuer: setting.issuer.to_owned(),
                needs_nonce: true,
            }),
            push_request: Arc::new(PushRequest {
                store: store.clone(),
                issuer: oauth_issuer.clone(),
                objects,
            }),
            exchange_code: Arc::new(ExchangeCode { store: store.clone(), issuer: oauth_issuer.clone() }),
            refresh_grant: Arc::new(RefreshGrant { store: store.clone(), issuer: oauth_issuer.clone() }),
            begin_device: Arc::new(BeginDevice {
                store: store.clone(),
                issuer: oauth_issuer.clone(),
                web_app: setting.issuer.to_owned(),
            }),
            answer_device: Arc::new(AnswerDevice { store: store.clone(), issuer: oauth_issuer.clone() }),
            exchange_device_code: Arc::new(ExchangeDeviceCode {
                store: store.clone(),
                issuer: oauth_issuer.clone(),
            }),
            registration: Arc::new(RegisterClient {
                store: store.clone(),
                clients: Arc::new(Clients {
                    store: store.clone(),
                    sealer: master.clone(),
                    keys: keys.clone(),
                    sectors: sectors.clone(),
                    entropy: entropy.clone(),
                    clock: time.clone(),
                }),
                policy: RegistrationPolicy::Open,
                issuer: oauth_issuer.issuer.clone(),
            }),
            exchange_token: Arc::new(ExchangeToken { store: store.clone(), issuer: oauth_issuer.clone() }),
            grant_to_client: Arc::new(GrantToClient { store: store.clone(), issuer: oauth_issuer }),
            introspect: Arc::new(Introspect {
                store: store.clone(),
                access_tokens: access_tokens.clone(),
                subjects: subjects.clone(),
                keys: keys.clone(),
                issuer: setting.issuer.to_owned(),
                clock: time.clone(),
            }),
            revoke: Arc::new(Revoke {
                store: store.clone(),
                access_tokens: access_tokens.clone(),
                keys: keys.clone(),
                clock: time.clone(),
            }),
            user_info: Arc::new(UserInfo {
                store: store.clone(),
                access_tokens: access_tokens.clone(),
                id_tokens: tokens.clone(),
                clock: time.clone(),
            }),
            origins: Arc::new(ClientOrigins::new(store.clone(), time.clone())),
            end_session: Arc::new(EndSession {
                store: store.clone(),
                id_tokens: tokens.clone(),
                subjects,
                log_out: Arc::new(LogOut {
                    store: store.clone(),
                    keys: keys.clone(),
                    entropy: entropy.clone(),
                    clock: time.clone(),
                }),
            }),
            consents: Arc::new(Consents {
                store: store.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            id_tokens: tokens,
        };
        let issuer = TokenIssuer {
            access_tokens: access_tokens.clone(),
            keys: keys.clone(),
            entropy: entropy.clone(),
            clock: time.clone(),
            lifetimes: Lifetimes {
                access: Duration::minutes(30),
                refresh: Duration::days(7),
                reuse_grace: Duration::seconds(10),
            },
        };
        let links = Links::new(setting.issuer, keys.clone());
        let set_up = Arc::new(SetUp {
            store: store.clone(),
            hasher: hasher.clone(),
            keys: keys.clone(),
            links: links.clone(),
            entropy: entropy.clone(),
            clock: time.clone(),
        });
        let use_cases = UseCases {
            authenticate: Arc::new(Authenticate { store: store.clone(), access_tokens, clock: time.clone() }),
            register: Arc::new(Register {
                store: store.clone(),
                hasher: hasher.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            verify_email: Arc::new(VerifyEmail {
                store: store.clone(),
                keys: keys.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            request_mail: Arc::new(RequestMail {
                store: store.clone(),
                keys: keys.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            log_in: Arc::new(LogIn { store: store.clone(), hasher: hasher.clone(), issuer: issuer.clone() }),
            refresh: Arc::new(Refresh { store: store.clone(), issuer }),
            log_out: Arc::new(LogOut {
                store: store.clone(),
                keys: keys.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            reset_password: Arc::new(ResetPassword {
                store: store.clone(),
                hasher: hasher.clone(),
                keys: keys.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            set_up: set_up.clone(),
            update_profile: Arc::new(UpdateProfile { store: store.clone(), clock: time.clone() }),
            change_password: Arc::new(ChangePassword {
                store: store.clone(),
                hasher: hasher.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            change_email: Arc::new(ChangeEmail {
                store: store.clone(),
                hasher: hasher.clone(),
                links: links.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            erase: Arc::new(Erase {
                store: store.clone(),
                hasher: hasher.clone(),
                links,
                keys: keys.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
                grace: Duration::days(14),
            }),
            export_data: Arc::new(ExportData {
                store: store.clone(),
                sealer: master.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
                days: 7,
            }),
            sessions: Arc::new(Sessions {
                store: store.clone(),
                entropy: entropy.clone(),
                clock: time.clone(),
            }),
            oauth,
            admin: AdminUseCases {
                store: store.clone(),
                runs: runs.clone(),
                accounts: Arc::new(Administer {
                    store: store.clone(),
                    hasher: hasher.clone(),
                    entropy: entropy.clone(),
                    clock: time.clone(),
                }),
                journey: Arc::new(Journey { store: store.clone(), runs: runs.clone() }),
                clients: Arc::new(Clients {
                    store: store.clone(),
                    sealer: master.clone(),
                    keys: keys.clone(),
                    sectors,
                    entropy: entropy.clone(),
                    clock: time.clone(),
                }),
                overlook: Arc::new(Overlook { store: store.clone(), clock: time.clone() }),
                schedules: Arc::new(Schedules::new(
                    store.clone(),
                    entropy.clone(),
                    Arc::new(flows::catalogue()),
                )),
                operate: Arc::new(Operate {
                    store: store.clone(),
                    runs,
                    entropy: entropy.clone(),
                    clock: time.clone(),
                }),
                limits: Arc::new(AdjustLimits {
                    store: store.clone(),
                    book,
                    limits: limits.clone(),
                    entropy: entropy.clone(),
                    clock: time.clone(),
                }),
                key_ring: KeyRing {
                    store: store.clone(),
                    maker: Arc::new(SealedKeyMaker { sealer: master.clone(), clock: time.clone() }),
                    entropy: entropy.clone(),
                    clock: time.clone(),
                    interval: None,
                    tail: Duration::days(7),
                },
                trail: Arc::new(Trail {
                    store: store.clone(),
                    keys: keys.clone(),
                    entropy: entropy.clone(),
                    clock: time.clone(),
                }),
            },
        };
        let settings = AppSettings {
            issuer: setting.issuer.parse().unwrap(),
            frontend: setting.issuer.parse().unwrap(),
            allowed_origins: vec![],
            trusted_proxies: TrustedProxies::default(),
            handler_timeout: std::time::Duration::from_secs(30),
            brand: Brand::default(),
        };
        let surroundings = Surroundings {
            health: Arc::new(Well(setting.health)),
            entropy: entropy.clone(),
            mailbox: setting.mailbox.then(|| Arc::new(OneLetter) as Arc<dyn CapturedMail>),
            figures: None,
            limits,
        };
        let app = Box::new(App(app_without_web_app(&use_cases, &settings, &surroundings).unwrap()));
        let administer = Administer { store: store.clone(), hasher, entropy: entropy.clone(), clock: time };
        Self { app, clock, entropy, store, keys, sealer: master, administer, set_up, _folder: folder }
    }

    /// An account that may sign in, with [`PASSWORD`].
    pub(crate) async fn account(&self, email: &str, username: Option<&str>) -> Account {
        let fields = AccountFields { email, password: PASSWORD, username, ..AccountFields::default() };
        self.administer.create(&By::system(), AccountForm::read(fields).unwrap(), false).await.unwrap()
    }

    /// An administrator with [`PASSWORD`], and an access token of theirs.
    pub(crate) async fn administrator(&self, email: &str) -> (Account, String) {
        let fields = AccountFields { email, password: PASSWORD, ..AccountFields::default() };
        let form = AccountForm::read(fields).unwrap();
        let account = self.administer.create(&By::system(), form, true).await.unwrap();
        let (access, _) = self.sign_in(email).await;
        (account, access)
    }

    /// The token of a link that was mailed to an account.
    pub(crate) async fn link(&self, account: &Account, purpose: Purpose, lifetime: Duration) -> String {
        let now = self.clock.now();
        let challenge = Challenge {
            id: ChallengeId(self.entropy.random_id()),
            purpose,
            account: Some(account.id),
            registration: None,
            email: Some(account.email.clone()),
            key: self.keys.current(),
            created_at: now,
            expires_at: now + lifetime,
        };
        transact(&*self.store, async |unit| unit.challenges().insert(&challenge).await).await.unwrap();
        LinkToken::write(&challenge, &*self.keys).unwrap().expose().to_owned()
    }

    /// Puts an account into another state.
    pub(crate) async fn put_into(&self, account: &Account, status: AccountStatus) {
        let now = self.clock.now();
        let from = [AccountStatus::Active, AccountStatus::Unverified, AccountStatus::Disabled];
        let changed = transact(&*self.store, async |unit| {
            unit.accounts().set_status(account.id, &from, status, now).await
        });
        assert!(changed.await.unwrap());
    }

    pub(crate) async fn send(&self, request: Request) -> Answer {
        let response = self.app.answer(request).await;
        Answer::of(response).await
    }

    /// Sends JSON, with an access token where one is given.
    pub(crate) async fn call(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path.parse().unwrap());
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.send(match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None => request.finish(),
        })
        .await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, "", Some(body)).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.call(Method::GET, path, token, None).await
    }

    /// Signs in, and gives the access and the refresh token.
    pub(crate) async fn sign_in(&self, login: &str) -> (String, String) {
        let answer =
            self.post("/auth/login", serde_json::json!({"email": login, "password": PASSWORD})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        (answer.field("access_token"), answer.field("refresh_token"))
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) json: Value,
    pub(crate) headers: poem::http::HeaderMap,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.into_body().into_string().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, text, json, headers }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn field(&self, name: &str) -> String {
        self.json[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.text)).to_owned()
    }

    /// Status and code of a problem.
    pub(crate) fn problem(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text);
        (self.status, self.json["code"].as_str().unwrap())
    }

    /// The fields that are complained of.
    pub(crate) fn fields(&self) -> Vec<(&str, &str)> {
        self.json["errors"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", self.text))
            .iter()
            .map(|error| (error["field"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect()
    }
}
