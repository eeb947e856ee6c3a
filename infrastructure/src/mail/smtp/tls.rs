//! The TLS client. It names its cryptography itself, so that nothing depends on what another
//! part of the process installed.

use super::settings::SmtpSetupFault;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::CertificateDer};
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// A connector that trusts the authorities of the operating system, and `extra`.
pub(super) fn connector(extra: &[CertificateDer<'static>]) -> Result<TlsConnector, SmtpSetupFault> {
    let mut roots = RootCertStore::empty();
    let native = rustls_native_certs::load_native_certs();
    for error in &native.errors {
        tracing::warn!(%error, "some certificate authorities of the operating system cannot be read");
    }
    let (_, unusable) = roots.add_parsable_certificates(native.certs);
    if unusable > 0 {
        tracing::debug!(unusable, "some certificate authorities of the operating system are not usable");
    }
    for certificate in extra {
        roots.add(certificate.clone())?;
    }
    if roots.is_empty() {
        tracing::warn!("no certificate authority is trusted, so no mail server can be");
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
