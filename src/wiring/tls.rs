//! HTTPS by the server itself: the certificate is read at start, and again when its files change.

use crate::{config::TlsFiles, failure::Failure};
use arc_swap::ArcSwap;
use oathgate_api::server::{PROTOCOLS, TlsConfig};
use oathgate_application::telemetry::measures;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    fs::{self, Metadata},
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio_util::sync::CancellationToken;
use x509_cert::{Certificate, der::Decode};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(10);

/// Reads the certificate and its key.
///
/// # Errors
/// When they cannot be read or do not belong together.
pub(super) fn load(files: &TlsFiles) -> Result<TlsConfig, Failure> {
    let (config, ends) = read(files)?;
    tell(ends);
    Ok(Arc::new(ArcSwap::from_pointee(config)))
}

/// Whether the certificate and its key can be used, and when it ends, since 1970, where it says so.
///
/// # Errors
/// When they cannot.
pub(crate) fn check_certificate(files: &TlsFiles) -> Result<Option<Duration>, Failure> {
    read(files).map(|(_, ends)| ends)
}

/// Reads them again whenever they have changed, until `stop`. What cannot be used is passed over: the
/// one before stays.
pub(super) async fn watch(files: TlsFiles, config: TlsConfig, stop: CancellationToken) {
    let mut seen = state(&files);
    while stop.run_until_cancelled(tokio::time::sleep(INTERVAL)).await.is_some() {
        let found = state(&files);
        if found == seen {
            continue;
        }
        match read(&files) {
            Ok((read, ends)) => {
                config.store(Arc::new(read));
                tell(ends);
                tracing::info!("the certificate has changed");
            }
            Err(failure) => {
                tracing::error!("the new certificate cannot be used, the old one stays: {failure}");
            }
        }
        seen = found;
    }
}

fn tell(ends: Option<Duration>) {
    if let Some(ends) = ends {
        measures::CERTIFICATE_EXPIRES.set([], ends.as_secs_f64());
    }
}

fn read(files: &TlsFiles) -> Result<(ServerConfig, Option<Duration>), Failure> {
    let unreadable =
        |path: &Path, error| Failure::because(format!("{} is not what it should be", path.display()), error);
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(&files.certificate, error))?;
    let ends = chain.first().and_then(|leaf| end_of(leaf));
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unreadable(&files.key, error))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| Failure::because("SSL_CERT_PATH and SSL_KEY_PATH cannot be used together", error))?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
    Ok((config, ends))
}

/// When a certificate ends, since 1970.
fn end_of(certificate: &CertificateDer<'_>) -> Option<Duration> {
    let certificate = Certificate::from_der(certificate).ok()?;
    Some(certificate.tbs_certificate.validity.not_after.to_unix_duration())
}

/// What changes with the files. A link that is turned to another file, as Kubernetes does, counts.
type State = [Option<(SystemTime, u64)>; 2];

fn state(files: &TlsFiles) -> State {
    [&files.certificate, &files.key].map(|path| {
        let metadata: Metadata = fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    })
}
