//! The HTTP side over the use cases, on an address.

use super::{Captured, brand::page_brand, tls};
use crate::{config::Settings, failure::Failure};
use oathgate_api::health::Health;
use oathgate_api::{
    AppSettings, Surroundings, UseCases, app,
    edge::TrustedProxies,
    metrics::Figures,
    pages::CapturedMail,
    server::{Limits as ServerLimits, Server},
};
use oathgate_application::ports::{entropy::Entropy, limits::Limits};
use oathgate_infrastructure::mail::Mailbox;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long a request may take.
const HANDLER_LIMIT: Duration = Duration::from_secs(30);

/// Takes the address.
///
/// # Errors
/// When somebody else has it, or it is none of this machine's.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    listen("BIND_ADDRESS", address).await
}

/// Takes the address of a setting.
///
/// # Errors
/// When somebody else has it, or it is none of this machine's.
pub(crate) async fn listen(setting: &str, address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::because(format!("{setting} {address} cannot be listened on"), error))
}

/// What the HTTP side is made of.
pub(crate) struct Web {
    /// Its address, taken.
    pub(crate) listener: TcpListener,
    /// What its operations do.
    pub(crate) use_cases: UseCases,
    /// How the parts are doing.
    pub(crate) health: Arc<dyn Health>,
    /// Draws the ids of requests.
    pub(crate) entropy: Arc<dyn Entropy>,
    /// Captured mail, in `dev`.
    pub(crate) mailbox: Option<Arc<Mailbox>>,
    /// Counts requests.
    pub(crate) limits: Option<Arc<dyn Limits>>,
    /// The figures, where they have no address of their own.
    pub(crate) figures: Option<Arc<dyn Figures>>,
}

impl Web {
    /// Serves until `stop`, and then until the requests under way are answered.
    ///
    /// # Errors
    /// When a certificate cannot be used.
    pub(crate) async fn serve(self, settings: &Settings, stop: CancellationToken) -> Result<(), Failure> {
        let mailbox = self.mailbox.map(|mailbox| Arc::new(Captured(mailbox)) as Arc<dyn CapturedMail>);
        let surroundings = Surroundings {
            health: self.health,
            entropy: self.entropy,
            mailbox,
            limits: self.limits,
            figures: self.figures,
        };
        let app = app(&self.use_cases, &app_settings(settings)?, &surroundings)
            .map_err(|error| Failure::because("there is no OpenAPI document", error))?;
        let limits = ServerLimits { drain: settings.operation.shutdown, ..ServerLimits::default() };
        let mut server = Server::new(self.listener).limits(limits);
        if let Some(files) = &settings.addresses.tls {
            let config = tls::load(files)?;
            tokio::spawn(tls::watch(files.clone(), Arc::clone(&config), stop.clone()));
            server = server.tls(config);
        }
        server.run(app, stop).await.map_err(|error| Failure::because("the server has failed", error))
    }
}

fn app_settings(settings: &Settings) -> Result<AppSettings, Failure> {
    let addresses = &settings.addresses;
    Ok(AppSettings {
        issuer: addresses.backend.clone(),
        frontend: addresses.frontend.clone(),
        allowed_origins: addresses.allowed_origins.clone(),
        trusted_proxies: TrustedProxies::new(addresses.trusted_proxies.iter().copied()),
        handler_timeout: HANDLER_LIMIT,
        brand: page_brand(settings)?,
    })
}
