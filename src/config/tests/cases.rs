//! Values that each setting takes, and values that it does not.

use super::{KEY, SECRET};

pub(super) type Pairs = &'static [(&'static str, &'static str)];

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) good: &'static [&'static str],
    pub(super) bad: &'static [&'static str],
    /// What else must be set for it to be looked at.
    pub(super) with: Pairs,
}

const fn case(name: &'static str, good: &'static [&'static str], bad: &'static [&'static str]) -> Case {
    Case { name, good, bad, with: &[] }
}

pub(super) const CASES: &[Case] = &[
    case(
        "BACKEND_URL",
        &["http://localhost:8000", "https://id.example.com/", "http://[::1]:9"],
        &[
            "localhost:8000",
            "ftp://a.example.com",
            "https://a.example.com/x",
            "https://a.example.com?x",
            "https://u:p@a.example.com",
            "https://",
        ],
    ),
    case(
        "FRONTEND_URL",
        &["http://localhost:3000", "https://example.com/login/"],
        &["//example.com", "https://example.com/#x", "mailto:a@example.com"],
    ),
    case(
        "BIND_ADDRESS",
        &["0.0.0.0:8000", "[::]:443", "localhost:0"],
        &["8000", "example.com:80", "127.0.0.1", "127.0.0.1:99999"],
    ),
    Case { name: "SSL_CERT_PATH", good: &["/x/cert.pem"], bad: &[], with: &[("SSL_KEY_PATH", "/x/key.pem")] },
    Case { name: "SSL_KEY_PATH", good: &["/x/key.pem"], bad: &[], with: &[("SSL_CERT_PATH", "/x/cert.pem")] },
    case(
        "BRAND_NAME",
        &["Example", "Müller & Söhne", " Trimmed "],
        &["a\nb", "12345678901234567890123456789012345678901"],
    ),
    case("BRAND_LOGO", &["/x/logo.svg"], &[]),
    case("BRAND_COLOR", &["#0f766e", "#ABCDEF"], &["teal", "0f766e", "#fff", "#0f766e00"]),
    case(
        "TRUSTED_PROXIES",
        &["10.0.0.0/8", "192.168.1.10, fd00::/8,", "10.1.2.3/8"],
        &["10.0.0.0/33", "proxy.example.com", "10.0.0.0/8;10.1.0.0/16"],
    ),
    case(
        "ALLOWED_ORIGINS",
        &[
            "https://app.example.com",
            "http://localhost:3000, https://b.example.com/",
            "[\"http://localhost:3000\"]",
        ],
        &["*", "https://app.example.com/x", "app.example.com", "[1]"],
    ),
    case("METRICS_ADDRESS", &["127.0.0.1:9000"], &["9000", "127.0.0.1:8000"]),
    case(
        "DATABASE_URL",
        &[
            "sqlite:x.db",
            "sqlite:///var/x.db",
            "postgresql://a:b@db/x",
            "postgres://db/x",
            "postgresql+asyncpg://a@db/x",
        ],
        &["x.db", "mysql://a:b@db/x", "sqlite:", "sqlite::memory:", "sqlite:x.db?mode=ro", "postgresql://"],
    ),
    case(
        "REDIS_URL",
        &["redis://localhost", "rediss://default:p@redis.example.com:6380/2"],
        &["localhost:6379", "http://redis", "redis://redis/x"],
    ),
    case(
        "OATHGATE_REDIS_PREFIX",
        &["a", "team-1.oathgate_x"],
        &["a:b", "a b", "{a}", "123456789012345678901234567890123"],
    ),
    case("OATHGATE_DATA_DIR", &["data", "/var/lib/oathgate"], &[]),
    case(
        "ENCRYPTION_KEY",
        &[KEY, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"],
        &[
            "short",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
        ],
    ),
    case(
        "SMTP_SERVER",
        &["smtp.gmail.com", "127.0.0.1", "[::1]"],
        &["smtp gmail", "smtp.gmail.com:587", "smtp://x"],
    ),
    case("SMTP_PORT", &["25", "587"], &["0", "65536", "smtp"]),
    Case {
        name: "SMTP_USERNAME",
        good: &["apikey", "a@example.com"],
        bad: &["a\u{1}b"],
        with: &[("SMTP_PASSWORD", "x")],
    },
    Case { name: "SMTP_PASSWORD", good: &["p w"], bad: &["a\u{1}b"], with: &[("SMTP_USERNAME", "x")] },
    case("SMTP_SECURITY", &["starttls", "TLS", "none"], &["ssl", "on"]),
    case(
        "MAIL_FROM",
        &["no-reply@example.com", "Example <no-reply@example.com>", "\"A, B\" <a@example.com>"],
        &["Example", "a@localhost", "<>", "a@example.com, b@example.com"],
    ),
    case("DEFAULT_LOCALE", &["en", "de", "de-AT"], &["fr", "german", "e"]),
    case("JWT_ALGORITHM", &["ES256", "rs256", "EdDSA"], &["HS512", "none", "ES384"]),
    Case {
        name: "JWT_SECRET_KEY",
        good: &[SECRET],
        bad: &["too short"],
        with: &[("JWT_ALGORITHM", "HS256")],
    },
    case("JWT_ACCESS_TOKEN_EXPIRE_MINUTES", &["1", "1440"], &["0", "1441", "1.5", "-1"]),
    case("JWT_REFRESH_TOKEN_EXPIRE_DAYS", &["1", "365"], &["0", "366", "7d"]),
    case("REFRESH_REUSE_GRACE_SECONDS", &["0", "300"], &["301", "x"]),
    Case {
        name: "OAUTH2_CLIENT_ID",
        good: &["oauth2-client", "a.b"],
        bad: &["ä", "a\u{7f}", "a b", "oathgate"],
        with: &[("OAUTH2_REDIRECT_URI", "https://example.com/cb")],
    },
    Case {
        name: "OAUTH2_CLIENT_SECRET",
        good: &["anything"],
        bad: &[],
        with: &[("OAUTH2_CLIENT_ID", "a"), ("OAUTH2_REDIRECT_URI", "https://example.com/cb")],
    },
    Case {
        name: "OAUTH2_REDIRECT_URI",
        good: &["http://localhost:3000/callback", "https://example.com/cb?x=1", "com.example.app:/cb"],
        bad: &["http://example.com/cb", "https://example.com/cb#x", "/cb", "javascript:alert(1)"],
        with: &[("OAUTH2_CLIENT_ID", "a")],
    },
    case("SIGNING_KEY_ROTATION_DAYS", &["0", "90", "3650"], &["-1", "3651", "never"]),
    case("OAUTH_REQUIRE_PAR", &["on", "OFF"], &["maybe"]),
    case("OAUTH_CLIENT_ID_METADATA_DOCUMENTS", &["on", "OFF"], &["maybe"]),
    case("OAUTH_DPOP_NONCE", &["on", "OFF"], &["maybe"]),
    case("ACCOUNT_ERASURE_GRACE_DAYS", &["0", "14", "90"], &["-1", "91", "never"]),
    case("DATA_EXPORT_DAYS", &["1", "7", "90"], &["0", "91"]),
    case("AUDIT_RETENTION_DAYS", &["0", "400", "36500"], &["-1", "36501", "ever"]),
    case("KEEP_ENDED_DAYS", &["1", "365"], &["0", "366"]),
    case("KEEP_RUNS_DAYS", &["1", "3650"], &["0", "3651"]),
    case("KEEP_DEVICES_DAYS", &["1", "3650"], &["0", "3651"]),
    case("OAUTH_REGISTRATION", &["off", "token", "open"], &["maybe"]),
    case("OAUTH_REGISTRATION_UNUSED_DAYS", &["0", "3650"], &["3651", "-1"]),
    case(
        "IMPORT_DATABASE_URL",
        &["postgresql://old:secret@db/auth", "postgresql+asyncpg://old@db/auth"],
        &["mysql://db/auth", "sqlite:old.db"],
    ),
    case("RATE_LIMIT", &["on", "OFF", "true", "0"], &["maybe", "2"]),
    case("LOG_FORMAT", &["json", "Text"], &["xml"]),
    case("RUST_LOG", &["debug", "info,oathgate_worker=debug", "off"], &["info,=x=", "oathgate=loud"]),
    case("OTEL_TRACES_SAMPLER_ARG", &["0", "0.25", "1"], &["2", "-1", "half"]),
    case("OATHGATE_SLOW_STATEMENT_MILLISECONDS", &["0", "250"], &["60001", "fast"]),
    case("OTEL_EXPORTER_OTLP_ENDPOINT", &["http://localhost:4318"], &["localhost:4318", "grpc://x"]),
    case("OATHGATE_PASSWORD_ITERATIONS", &["1000", "600000"], &["999", "10000001", "many"]),
    case("OATHGATE_HASH_THREADS", &["1", "256"], &["0", "257"]),
    case("OATHGATE_DATABASE_POOL", &["2", "500"], &["1", "501"]),
    case("OATHGATE_WORKER_SLOTS", &["1", "512"], &["0", "513"]),
    case("OATHGATE_LEASE_SECONDS", &["5", "600"], &["4", "601"]),
    case("OATHGATE_SHUTDOWN_DELAY_SECONDS", &["0", "120"], &["121", "-1"]),
    case("OATHGATE_SHUTDOWN_SECONDS", &["1", "600"], &["0", "601"]),
];
