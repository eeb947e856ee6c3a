//! Death at a chosen call: of the store, of the mailer or a peer before it is given something, or after.

use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        mailer::{Letter, MailFault, Mailer, Receipt},
        peers::{PeerAnswer, PeerFault, Peers},
        store::Store,
    },
    transact::Unit,
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::sync::Notify;

/// Counts calls down to the one that does not return.
pub(crate) struct Doom {
    left: AtomicI64,
    pub(crate) struck: Notify,
}

impl Doom {
    /// Strikes at call number `at`, from 0; never where it is negative.
    pub(crate) fn at(at: i64) -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(at), struck: Notify::new() })
    }

    /// Whether it has struck.
    pub(crate) fn has_struck(&self) -> bool {
        self.left.load(Ordering::SeqCst) == -1
    }

    async fn pass(&self) {
        let fell = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| (left >= 0).then_some(left - 1));
        if fell == Ok(0) {
            self.struck.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

/// Something that may be struck.
pub(crate) struct Doomed<T: ?Sized>(pub(crate) Arc<T>, pub(crate) Arc<Doom>);

#[async_trait]
impl Store for Doomed<dyn Store> {
    async fn begin(&self) -> Result<Unit, PortError> {
        self.1.pass().await;
        self.0.begin().await
    }

    async fn begin_read(&self) -> Result<Unit, PortError> {
        self.1.pass().await;
        self.0.begin_read().await
    }

    async fn ping(&self) -> Result<(), PortError> {
        self.0.ping().await
    }
}

#[async_trait]
impl Mailer for Doomed<dyn Mailer> {
    async fn send(&self, letter: &Letter) -> Result<Receipt, MailFault> {
        self.1.pass().await;
        let receipt = self.0.send(letter).await?;
        self.1.pass().await;
        Ok(receipt)
    }
}

#[async_trait]
impl Peers for Doomed<dyn Peers> {
    async fn get(&self, url: &str) -> Result<PeerAnswer, PeerFault> {
        self.0.get(url).await
    }

    async fn post(&self, url: &str, content_type: &str, body: String) -> Result<PeerAnswer, PeerFault> {
        self.1.pass().await;
        let answer = self.0.post(url, content_type, body).await;
        self.1.pass().await;
        answer
    }
}
