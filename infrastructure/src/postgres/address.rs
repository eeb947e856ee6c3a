//! Where the server is and how far its TLS is trusted, from a `postgresql://` address.
//!
//! The driver knows three of libpq's six values of `sslmode` and none of its certificate settings,
//! so these are taken out of the address before the driver reads the rest.

use std::{borrow::Cow, path::PathBuf, str::FromStr};
use tokio_postgres::config::{Config, Host, SslMode};
use url::form_urlencoded;

/// How far a connection is protected (libpq's `sslmode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// Plain text.
    Disable,
    /// Encrypted where the server offers it; it is not verified.
    Prefer,
    /// Encrypted; the server is not verified, except against a given `sslrootcert`.
    Require,
    /// Encrypted, and the certificate descends from a trusted one.
    VerifyCa,
    /// Encrypted, and the certificate descends from a trusted one and names this host.
    VerifyFull,
}

/// Whose certificates are trusted (libpq's `sslrootcert`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Those that the operating system trusts.
    System,
    /// Those in this PEM file.
    File(PathBuf),
}

/// A database address that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// A parameter holds something that is not allowed.
    #[error("`{name}` in the database address is `{value}`; allowed are {allowed}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What it held. Never a secret.
        value: String,
        /// What may stand there.
        allowed: &'static str,
    },
    /// A parameter that is not supported.
    #[error("`{0}` in the database address is not supported")]
    Unsupported(String),
    /// No server is named.
    #[error("the database address names no host")]
    NoHost,
    /// Not an address at all. The driver's words never repeat the password.
    #[error("the database address cannot be read")]
    Unreadable(#[source] tokio_postgres::Error),
    /// The trusted certificates cannot be used.
    #[error("the certificates that the database server is verified by cannot be used: {0}")]
    Certificates(String),
}

/// Where the server is.
#[derive(Debug)]
pub(crate) struct Address {
    /// What the driver needs.
    pub(crate) config: Config,
    /// How far the connection is protected.
    pub(crate) tls: TlsMode,
    /// Whose certificates are trusted.
    pub(crate) trust: Trust,
}

const MODES: &str = "disable, prefer, require, verify-ca and verify-full";

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(address: &str) -> Result<Self, AddressError> {
        let (base, query) = address.split_once('?').unwrap_or((address, ""));
        let mut mode = None;
        let mut root = None;
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "sslmode" => mode = Some(parse_mode(value)?),
                "sslrootcert" => root = Some(value.into_owned()),
                "sslcert" | "sslkey" | "sslcrl" | "sslpassword" | "passfile" | "service" => {
                    return Err(AddressError::Unsupported(name.into_owned()));
                }
                // What libpq knows and what has no meaning here.
                "sslcompression" | "gssencmode" | "sslsni" | "fallback_application_name" => {}
                _ => {
                    rest.append_pair(&name, &value);
                }
            }
        }
        // The driver takes `%20` for a space and `+` for a plus.
        let rest = rest.finish().replace('+', "%20");
        let readable: Cow<'_, str> =
            if rest.is_empty() { base.into() } else { format!("{base}?{rest}").into() };
        let mut config: Config = readable.parse().map_err(AddressError::Unreadable)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(AddressError::NoHost);
        }
        let only_sockets = config.get_hostaddrs().is_empty()
            && config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        let tls = match (mode.unwrap_or(TlsMode::Prefer), &root) {
            // As with libpq: nothing is encrypted inside of one machine.
            _ if only_sockets => TlsMode::Disable,
            // As with libpq, for the sake of those who rely on it.
            (TlsMode::Require, Some(_)) => TlsMode::VerifyCa,
            (mode, _) => mode,
        };
        let trust = match root {
            Some(file) if file != "system" => Trust::File(file.into()),
            _ => Trust::System,
        };
        config.ssl_mode(match tls {
            TlsMode::Disable => SslMode::Disable,
            TlsMode::Prefer => SslMode::Prefer,
            TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => SslMode::Require,
        });
        Ok(Self { config, tls, trust })
    }
}

fn parse_mode(value: Cow<'_, str>) -> Result<TlsMode, AddressError> {
    match &*value {
        "disable" => Ok(TlsMode::Disable),
        "prefer" => Ok(TlsMode::Prefer),
        "require" => Ok(TlsMode::Require),
        "verify-ca" => Ok(TlsMode::VerifyCa),
        "verify-full" => Ok(TlsMode::VerifyFull),
        _ => Err(AddressError::Parameter { name: "sslmode", value: value.into_owned(), allowed: MODES }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn read(address: &str) -> Address {
        address.parse().unwrap()
    }

    #[test]
    fn every_mode_is_read_and_the_rest_reaches_the_driver() {
        for (word, mode, driver) in [
            ("disable", TlsMode::Disable, SslMode::Disable),
            ("prefer", TlsMode::Prefer, SslMode::Prefer),
            ("require", TlsMode::Require, SslMode::Require),
            ("verify-ca", TlsMode::VerifyCa, SslMode::Require),
            ("verify-full", TlsMode::VerifyFull, SslMode::Require),
        ] {
            let address =
                read(&format!("postgresql://a:p%40w@db.example/x?sslmode={word}&connect_timeout=9"));
            assert_eq!(address.tls, mode);
            assert_eq!(address.config.get_ssl_mode(), driver);
            assert_eq!(address.config.get_connect_timeout(), Some(&Duration::from_secs(9)));
            assert_eq!(address.config.get_password(), Some(&b"p@w"[..]));
        }
        assert_eq!(read("postgres://db.example/x").tls, TlsMode::Prefer);
    }

    #[test]
    fn a_mode_that_does_not_exist_is_named_with_what_is_allowed() {
        let error = "postgres://db/x?sslmode=sometimes".parse::<Address>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`sslmode` in the database address is `sometimes`; allowed are disable, prefer, require, \
             verify-ca and verify-full"
        );
    }

    #[test]
    fn a_given_root_makes_require_verify_as_libpq_does() {
        let address = read("postgres://db/x?sslmode=require&sslrootcert=%2Fetc%2Fmy+ca.pem");
        assert_eq!(address.tls, TlsMode::VerifyCa);
        assert_eq!(address.trust, Trust::File("/etc/my ca.pem".into()));
        assert_eq!(read("postgres://db/x?sslmode=verify-full&sslrootcert=system").trust, Trust::System);
    }

    #[test]
    fn sockets_need_no_tls() {
        for address in [
            "postgresql:///app?host=/run/postgresql&user=app&sslmode=require",
            "postgresql://app@%2Frun%2Fpostgresql/app",
        ] {
            let address = read(address);
            assert_eq!(address.tls, TlsMode::Disable);
            assert_eq!(address.config.get_hosts(), [Host::Unix("/run/postgresql".into())]);
        }
    }

    #[test]
    fn what_would_be_ignored_silently_is_refused() {
        let error = "postgres://db/x?sslcert=a.pem".parse::<Address>().unwrap_err();
        assert!(matches!(error, AddressError::Unsupported(name) if name == "sslcert"));
        assert!(matches!("postgresql:///x".parse::<Address>(), Err(AddressError::NoHost)));
        let error = "postgres://u:secret@db/x?nonsense=1".parse::<Address>().unwrap_err();
        assert!(!format!("{error:?}").contains("secret"));
    }

    #[test]
    fn options_keep_their_spaces() {
        let address = read("postgres://db/x?options=-c%20search_path%3Dapp");
        assert_eq!(address.config.get_options(), Some("-c search_path=app"));
    }
}
