//! A database, a clock, a mailbox, and engines that work on them.

use crate::{
    doom::{Doom, Doomed},
    trace::Trace,
};
use async_trait::async_trait;
use oathgate_application::{
    accounts::{
        administer::Administer,
        forms::{AccountFields, AccountForm},
        links::Links,
    },
    audit::By,
    flows::{
        self,
        ports::{FlowPorts, LogoutPorts},
    },
    keys::KeyRing,
    oauth::subjects::Subjects,
    ports::{
        clock::Clock,
        entropy::Entropy,
        hints::Hints,
        mailer::{Letter, MailFault, Mailer, Receipt},
        password_hasher::PasswordHasher,
        peers::{PeerAnswer, PeerFault, Peers},
        store::Store,
        token_keys::TokenKeys,
        workflow_store::{RunFilter, RunSummary, WorkflowStore},
    },
    transact::Unit,
    workflow::Services,
};
use oathgate_domain::{
    account::Account,
    signing::{SigningAlgorithm, StoredSigningKey},
    workflow::RunStatus,
};
use oathgate_infrastructure::{
    crypto::{
        HashPool, HashPoolSettings, HmacPseudonyms, JwtAccessTokens, KeySet, MasterKeys, SealedKeyMaker,
        generate_signing_key,
    },
    local::{FixedClock, LocalHints, SeededEntropy},
    sqlite::{SqliteDatabase, SqliteStore, SqliteWorkflows},
};
use oathgate_worker::{Engine, EngineSettings};
use std::{
    collections::VecDeque,
    num::NonZeroU32,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock},
};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

/// A password that is good enough.
pub(crate) const PASSWORD: &str = "violet otter nine doors";
pub(crate) const SITE: &str = "https://id.example.com";
/// Longer than a lease.
const LEASE_IS_OVER: Duration = Duration::seconds(31);

/// A mailbox that remembers every mail.
#[derive(Default)]
pub(crate) struct Mails(Mutex<Vec<Letter>>);

#[async_trait]
impl Mailer for Mails {
    async fn send(&self, letter: &Letter) -> Result<Receipt, MailFault> {
        self.0.lock().unwrap().push(letter.clone());
        Ok(Receipt { reply: "250 taken".to_owned() })
    }
}

/// What clients were told, and what they answer: 200, unless they are given something else to say.
#[derive(Default)]
pub(crate) struct Told(
    pub(crate) Mutex<Vec<(String, String)>>,
    Mutex<VecDeque<Result<PeerAnswer, PeerFault>>>,
    Mutex<Option<Result<PeerAnswer, PeerFault>>>,
);

impl Told {
    /// The next answers.
    pub(crate) fn answer_next(&self, answers: impl IntoIterator<Item = Result<PeerAnswer, PeerFault>>) {
        self.1.lock().unwrap().extend(answers);
    }

    /// Every answer after those.
    pub(crate) fn answer_always(&self, answer: Result<PeerAnswer, PeerFault>) {
        *self.2.lock().unwrap() = Some(answer);
    }
}

#[async_trait]
impl Peers for Told {
    async fn get(&self, _: &str) -> Result<PeerAnswer, PeerFault> {
        Err(PeerFault::Forbidden("nobody asks here"))
    }

    async fn post(&self, url: &str, content_type: &str, body: String) -> Result<PeerAnswer, PeerFault> {
        assert_eq!(content_type, "application/x-www-form-urlencoded");
        self.0.lock().unwrap().push((url.to_owned(), body));
        let next = self.1.lock().unwrap().pop_front().or_else(|| self.2.lock().unwrap().clone());
        next.unwrap_or(Ok(PeerAnswer { status: 200, ..PeerAnswer::default() }))
    }
}

/// The key of ID tokens. It is made once, since that takes a while.
fn id_key() -> &'static (MasterKeys, StoredSigningKey) {
    static KEY: OnceLock<(MasterKeys, StoredSigningKey)> = OnceLock::new();
    KEY.get_or_init(|| {
        let master = MasterKeys::parse(MasterKeys::generate().unwrap().expose()).unwrap();
        let key =
            generate_signing_key(SigningAlgorithm::Rs256, &master, FixedClock::default().now()).unwrap();
        (master, key)
    })
}

/// A folder for a database, in memory where the machine has such a place: nobody pulls the plug here.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

pub(crate) struct World {
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    /// The store as people use it, whom no death concerns.
    pub(crate) store: Arc<dyn Store>,
    pub(crate) runs: Arc<dyn WorkflowStore>,
    pub(crate) keys: Arc<MasterKeys>,
    pub(crate) hasher: Arc<dyn PasswordHasher>,
    pub(crate) told: Arc<Told>,
    mails: Arc<Mails>,
    hints: Arc<dyn Hints>,
    doom: Arc<Doom>,
    folder: TempDir,
}

/// Who people are to clients.
pub(crate) fn subjects() -> Subjects {
    Subjects { pseudonyms: Arc::new(HmacPseudonyms::new(&[7; 32])) }
}

impl World {
    /// Without any death.
    pub(crate) async fn new() -> Self {
        Self::doomed(-2).await
    }

    async fn doomed(at: i64) -> Self {
        let folder = folder();
        let clock = Arc::new(FixedClock::default());
        let database = SqliteDatabase::open(&folder.path().join("oathgate.db"), clock.clone()).unwrap();
        database.migrate().await.unwrap();
        let hints: Arc<dyn Hints> = Arc::new(LocalHints::new());
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(7));
        let quick = HashPoolSettings { iterations: NonZeroU32::new(1_000).unwrap(), threads: 1, queue: 64 };
        Self {
            store: Arc::new(SqliteStore::new(database.clone(), Arc::clone(&hints))),
            runs: Arc::new(SqliteWorkflows::new(database, Arc::clone(&hints))),
            keys: Arc::new(MasterKeys::parse(MasterKeys::generate().unwrap().expose()).unwrap()),
            hasher: Arc::new(HashPool::start(quick, Arc::clone(&entropy)).unwrap()),
            told: Arc::default(),
            mails: Arc::default(),
            doom: Doom::at(at),
            clock,
            entropy,
            hints,
            folder,
        }
    }

    pub(crate) fn services(&self) -> Services {
        Services {
            store: self.doomed_store(),
            runs: self.doomed_runs(),
            clock: self.clock.clone(),
            entropy: Arc::clone(&self.entropy),
        }
    }

    pub(crate) fn ports(&self) -> FlowPorts {
        let mailer: Arc<dyn Mailer> = self.mails.clone();
        let peers: Arc<dyn Peers> = self.told.clone();
        let (master, key) = id_key();
        let signs_ids = KeySet::load(std::slice::from_ref(key), master, SigningAlgorithm::Rs256).unwrap();
        FlowPorts {
            store: self.doomed_store(),
            runs: self.doomed_runs(),
            mailer: Arc::new(Doomed(mailer, Arc::clone(&self.doom))),
            entropy: Arc::clone(&self.entropy),
            sealer: self.keys.clone(),
            links: self.links(),
            key_ring: self.key_ring(self.doomed_store()),
            logout: LogoutPorts {
                id_tokens: Arc::new(JwtAccessTokens::new(SITE, signs_ids)),
                subjects: subjects(),
                peers: Arc::new(Doomed(peers, Arc::clone(&self.doom))),
                access_lifetime: Duration::hours(2),
            },
            keeping: flows::retention::Keeping {
                unused_clients: Some(Duration::days(30)),
                ..flows::retention::Keeping::default()
            },
        }
    }

    fn doomed_store(&self) -> Arc<dyn Store> {
        Arc::new(Doomed(Arc::clone(&self.store), Arc::clone(&self.doom)))
    }

    fn doomed_runs(&self) -> Arc<dyn WorkflowStore> {
        Arc::new(Doomed(Arc::clone(&self.runs), Arc::clone(&self.doom)))
    }

    fn engine(&self) -> Engine<FlowPorts> {
        let (settings, registry) = (EngineSettings::new("test"), Arc::new(flows::registry()));
        let (ports, hints) = (Arc::new(self.ports()), Arc::clone(&self.hints));
        Engine::new(settings, self.services(), registry, ports, hints)
    }

    /// Where the database is.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("oathgate.db")
    }

    /// Signing keys; another one after 90 days.
    pub(crate) fn key_ring(&self, store: Arc<dyn Store>) -> KeyRing {
        KeyRing {
            store,
            maker: Arc::new(SealedKeyMaker { sealer: self.keys.clone(), clock: self.clock.clone() }),
            entropy: Arc::clone(&self.entropy),
            clock: self.clock.clone(),
            interval: Some(Duration::days(90)),
            tail: Duration::days(7),
        }
    }

    pub(crate) fn links(&self) -> Links {
        Links::new(SITE, self.keys.clone() as Arc<dyn TokenKeys>)
    }

    /// Carries out what is due. Where the worker dies at it, another goes on when the lease is over.
    pub(crate) async fn work(&self) {
        loop {
            let engine = self.engine();
            tokio::select! {
                done = engine.run_until_idle() => {
                    done.unwrap();
                    return;
                }
                () = self.doom.struck.notified() => self.clock.advance(LEASE_IS_OVER),
            }
        }
    }

    /// Lets time pass, and carries out what is due then.
    pub(crate) async fn pass(&self, time: Duration) {
        self.clock.advance(time);
        self.work().await;
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    pub(crate) async fn reader(&self) -> Unit {
        self.store.begin_read().await.unwrap()
    }

    /// An account that may sign in, with [`PASSWORD`].
    pub(crate) async fn account(&self, email: &str) -> Account {
        let administer = Administer {
            store: Arc::clone(&self.store),
            hasher: Arc::clone(&self.hasher),
            entropy: Arc::clone(&self.entropy),
            clock: self.clock.clone(),
        };
        let fields = AccountFields { email, password: PASSWORD, ..AccountFields::default() };
        administer.create(&By::system(), AccountForm::read(fields).unwrap(), false).await.unwrap()
    }

    /// The mails so far, each once. One that was sent again must be the same.
    pub(crate) fn mails(&self) -> Vec<Letter> {
        let mut once: Vec<Letter> = Vec::new();
        for letter in self.mails.0.lock().unwrap().iter() {
            if let Some(first) = once.iter().find(|first| first.key == letter.key) {
                assert_eq!((&first.to, first.dated), (&letter.to, letter.dated));
                assert_eq!(format!("{:?}", first.content), format!("{:?}", letter.content));
            } else {
                once.push(letter.clone());
            }
        }
        once
    }

    /// Every run.
    pub(crate) async fn all_runs(&self) -> Vec<RunSummary> {
        self.runs.list(&RunFilter { limit: 200, ..RunFilter::default() }).await.unwrap()
    }

    /// That every run has ended well.
    pub(crate) async fn assert_done(&self) {
        for run in self.all_runs().await {
            assert_eq!(run.status, RunStatus::Done, "{run:?}");
        }
    }
}

/// Carries out `scenario` without a death, and again and again with one: before and after each call
/// that a worker makes. What is left must always be the same.
pub(crate) async fn each_crash(scenario: impl AsyncFn(&World)) {
    let quiet = World::new().await;
    scenario(&quiet).await;
    let expected = Trace::of(&quiet).await;
    for at in 0.. {
        let world = World::doomed(at).await;
        scenario(&world).await;
        if !world.doom.has_struck() {
            assert!(at > 0, "no call was made");
            return;
        }
        assert_eq!(Trace::of(&world).await, expected, "after a death at moment {at}");
    }
}
