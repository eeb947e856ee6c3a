//! Every setting, with values that it takes and values that it does not.

mod cases;

use self::cases::{CASES, Pairs};
use super::{Settings, Source, catalogue, problems::Problems, variable::Group};
use std::collections::BTreeSet;

const KEY: &str = "tCSjJ0xOGQ3CkZyT0hVbXFJ6m1yBzYQkO3oWQmQ9n3E=";
const SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCD";

fn read(with: Pairs, name: &'static str, value: &str) -> Result<Settings, Problems> {
    let pairs = with.iter().map(|(name, value)| (*name, (*value).to_owned()));
    Settings::for_dev(&Source::of(pairs.chain([(name, value.to_owned())])))
}

#[test]
fn every_setting_has_a_case() {
    let tried: BTreeSet<&str> = CASES.iter().map(|case| case.name).collect();
    let known = catalogue::ALL.iter().filter(|variable| variable.group != Group::Compose);
    assert_eq!(tried, known.map(|variable| variable.name).collect());
    assert_eq!(tried.len(), CASES.len());
}

#[test]
fn good_values_are_taken() {
    for case in CASES {
        for value in case.good {
            let taken = read(case.with, case.name, value);
            assert!(taken.is_ok(), "{}={value}: {:?}", case.name, taken.err());
        }
    }
}

#[test]
fn bad_values_are_refused_by_one_line_that_names_the_setting() {
    for case in CASES {
        for value in case.bad {
            let Err(problems) = read(case.with, case.name, value) else {
                panic!("{}={value} was taken", case.name);
            };
            let variable = catalogue::find(case.name).unwrap();
            let own: Vec<_> = problems.0.iter().filter(|problem| problem.subject == case.name).collect();
            assert_eq!(own.len(), 1, "{}={value}: {problems}", case.name);
            let line = own[0].to_string();
            assert!(line.contains(variable.takes) && !line.contains('\n'), "{line}");
            let hides = variable.secret && !variable.takes.contains(value);
            assert!(!hides || line.contains("(hidden)") && !line.contains(value), "{line}");
        }
    }
}

#[test]
fn everything_has_a_default_that_works() {
    let settings = Settings::for_dev(&Source::default()).unwrap();
    assert_eq!(settings.addresses.issuer(), "http://localhost:8000");
    assert_eq!(settings.addresses.web_app(), "http://localhost:8000");
    assert_eq!(settings.addresses.bind.to_string(), "127.0.0.1:8000");
    assert_eq!(settings.storage.database.shown(), "sqlite:data/oathgate.db");
    assert_eq!(settings.tokens.algorithm.as_str(), "ES256");
    assert_eq!(settings.tokens.lifetimes.access, time::Duration::minutes(30));
    assert_eq!(settings.tokens.lifetimes.refresh, time::Duration::days(7));
    assert_eq!(settings.tokens.lifetimes.reuse_grace, time::Duration::seconds(10));
    assert_eq!(settings.operation.password_iterations.get(), super::LEAST_ITERATIONS);
    assert!(settings.operation.rate_limit && settings.mail.smtp.is_none() && settings.first_client.is_none());
    assert!(settings.warnings.is_empty());
    let moved = Settings::for_dev(&Source::of([("BIND_ADDRESS", "127.0.0.1:9000")])).unwrap();
    assert_eq!(moved.addresses.issuer(), "http://localhost:9000");
}

#[test]
fn an_empty_value_is_none() {
    for variable in catalogue::ALL {
        let read = Settings::for_dev(&Source::of([(variable.name, " ")]));
        assert!(read.is_ok(), "{}: {read:?}", variable.name);
    }
}

#[test]
fn what_goes_together_is_asked_for_together() {
    for (given, missing) in [
        (("SSL_CERT_PATH", "x"), "SSL_KEY_PATH"),
        (("SSL_KEY_PATH", "x"), "SSL_CERT_PATH"),
        (("SMTP_USERNAME", "x"), "SMTP_PASSWORD"),
        (("SMTP_PASSWORD", "x"), "SMTP_USERNAME"),
        (("OAUTH2_CLIENT_ID", "x"), "OAUTH2_REDIRECT_URI"),
        (("OAUTH2_REDIRECT_URI", "https://example.com"), "OAUTH2_CLIENT_ID"),
        (("OAUTH2_CLIENT_SECRET", "x"), "OAUTH2_CLIENT_ID"),
        (("JWT_ALGORITHM", "HS256"), "JWT_SECRET_KEY"),
    ] {
        let problems = Settings::for_dev(&Source::of([given])).unwrap_err().to_string();
        assert!(problems.starts_with(&format!("{missing}: not set; ")), "{problems}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let source = Source::of([
        ("BIND_ADDRESS", "x"),
        ("RATE_LIMIT", "y"),
        ("JWT_ALGORITHM", "HS256"),
        ("OATHGATE_WORKER_SLOT", "1"),
        ("SMTP_USERNAME", "z"),
    ]);
    let problems = Settings::for_serve(&source).unwrap_err();
    let subjects: BTreeSet<&str> = problems.0.iter().map(|problem| problem.subject.as_str()).collect();
    let expected = ["BIND_ADDRESS", "JWT_SECRET_KEY", "OATHGATE_WORKER_SLOT", "RATE_LIMIT", "SMTP_PASSWORD"];
    assert_eq!(subjects, BTreeSet::from(expected));
}

#[test]
fn the_port_of_mail_follows_its_security_and_the_other_way_round() {
    let smtp = |pairs: &[(&'static str, &'static str)]| {
        let pairs = pairs.iter().copied().chain([("SMTP_SERVER", "smtp.example.com")]);
        let smtp = Settings::for_dev(&Source::of(pairs)).unwrap().mail.smtp.unwrap();
        (smtp.port, smtp.security.as_str())
    };
    assert_eq!(smtp(&[]), (587, "starttls"));
    assert_eq!(smtp(&[("SMTP_PORT", "465")]), (465, "tls"));
    assert_eq!(smtp(&[("SMTP_PORT", "2525")]), (2525, "starttls"));
    assert_eq!(smtp(&[("SMTP_SECURITY", "tls")]), (465, "tls"));
    assert_eq!(smtp(&[("SMTP_SECURITY", "none"), ("SMTP_PORT", "1025")]), (1025, "none"));
}

/// The `.env` of the system that was there before, with secrets changed, as far as `serve` wants it.
const BEFORE: Pairs = &[
    ("DATABASE_URL", "postgresql://oauth2_user:oauth2_password@postgres:5432/oauth2_auth"),
    ("JWT_SECRET_KEY", SECRET),
    ("JWT_ALGORITHM", "HS256"),
    ("JWT_ACCESS_TOKEN_EXPIRE_MINUTES", "30"),
    ("JWT_REFRESH_TOKEN_EXPIRE_DAYS", "7"),
    ("SMTP_SERVER", "smtp.gmail.com"),
    ("SMTP_PORT", "587"),
    ("SMTP_USERNAME", "your-email@gmail.com"),
    ("SMTP_PASSWORD", "your-app-password"),
    ("OAUTH2_CLIENT_ID", "oauth2-client"),
    ("OAUTH2_CLIENT_SECRET", SECRET),
    ("OAUTH2_REDIRECT_URI", "http://localhost:3000/callback"),
    ("FRONTEND_URL", "http://localhost:3000"),
    ("BACKEND_URL", "http://localhost:8000"),
    ("ENCRYPTION_KEY", KEY),
];

fn changed(changes: &[(&'static str, &'static str)]) -> Source {
    let unchanged = BEFORE.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    Source::of(unchanged.chain(changes).copied())
}

fn serve(changes: &[(&'static str, &'static str)]) -> Result<Settings, Problems> {
    Settings::for_serve(&changed(changes))
}

#[test]
fn the_settings_of_before_go_on_working() {
    let settings = serve(&[]).unwrap();
    assert_eq!(settings.mail.from.unwrap().address.as_str(), "your-email@gmail.com");
    assert_eq!(settings.tokens.algorithm.as_str(), "HS256");
    assert_eq!(settings.storage.database.shown(), "postgresql://oauth2_user:…@postgres:5432/oauth2_auth");
    assert_eq!(settings.first_client.unwrap().redirect_uri, "http://localhost:3000/callback");
}

#[test]
fn serve_names_everything_that_is_not_safe() {
    let jwt_default = "your-super-secret-jwt-key-change-in-production";
    for (changes, subject, word) in [
        (&[("BACKEND_URL", "http://id.example.com"), ("FRONTEND_URL", "")][..], "BACKEND_URL", "plain http"),
        (&[("FRONTEND_URL", "http://www.example.com")], "FRONTEND_URL", "plain http"),
        (&[("JWT_SECRET_KEY", jwt_default)], "JWT_SECRET_KEY", "published"),
        (
            &[("JWT_SECRET_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")],
            "JWT_SECRET_KEY",
            "repeats itself",
        ),
        (&[("OAUTH2_CLIENT_SECRET", "oauth2-client-secret")], "OAUTH2_CLIENT_SECRET", "published"),
        (&[("OAUTH2_CLIENT_SECRET", "0123456789abcdef")], "OAUTH2_CLIENT_SECRET", "too short"),
        (&[("ENCRYPTION_KEY", "")], "ENCRYPTION_KEY", "openssl rand"),
        (&[("SMTP_SERVER", "")], "SMTP_SERVER", "not set"),
        (&[("SMTP_USERNAME", "apikey")], "MAIL_FROM", "sender"),
        (&[("SMTP_SECURITY", "none")], "SMTP_SECURITY", "in clear"),
        (&[("OATHGATE_PASSWORD_ITERATIONS", "599999")], "OATHGATE_PASSWORD_ITERATIONS", "600000"),
        (
            &[("SSL_CERT_PATH", "/nowhere/c.pem"), ("SSL_KEY_PATH", "/dev/null")],
            "SSL_CERT_PATH",
            "cannot be read",
        ),
    ] {
        let problems = serve(changes).unwrap_err();
        let [problem] = &problems.0[..] else { panic!("{changes:?}: {problems}") };
        assert_eq!(problem.subject, subject);
        assert!(problem.text.contains(word), "{problem}");
        assert!(Settings::for_dev(&changed(changes)).is_ok(), "{changes:?} is good enough to try things");
    }
}

#[test]
fn loopback_needs_no_https() {
    for good in [
        "http://localhost",
        "http://app.localhost:1",
        "http://127.0.0.9",
        "http://[::1]",
        "https://a.example.com",
    ] {
        assert!(serve(&[("BACKEND_URL", good), ("FRONTEND_URL", "")]).is_ok(), "{good}");
    }
    for bad in ["http://localhost.example.com", "http://10.0.0.1", "http://[::]", "http://notlocalhost"] {
        assert!(serve(&[("BACKEND_URL", bad), ("FRONTEND_URL", "")]).is_err(), "{bad}");
    }
}

#[test]
fn doubts_are_told() {
    let told =
        |settings: Settings, word: &str| settings.warnings.iter().filter(|line| line.contains(word)).count();
    assert_eq!(told(serve(&[("RATE_LIMIT", "off")]).unwrap(), "RATE_LIMIT"), 1);
    assert_eq!(told(serve(&[("BACKEND_URL", "https://a.example.com")]).unwrap(), "TRUSTED_PROXIES"), 1);
    let dev = |pairs: &[(&'static str, &'static str)]| {
        Settings::for_dev(&Source::of(pairs.iter().copied())).unwrap()
    };
    assert_eq!(told(dev(&[("BIND_ADDRESS", "0.0.0.0:8000")]), "BIND_ADDRESS"), 1);
    assert_eq!(told(dev(&[("OATHGATE_PASSWORD_ITERATIONS", "1000")]), "OATHGATE_PASSWORD_ITERATIONS"), 1);
}

#[test]
fn debug_output_holds_no_secret() {
    let settings = serve(&[("REDIS_URL", "redis://default:redis-password@redis")]).unwrap();
    let printed = format!("{settings:?}");
    for secret in ["oauth2_password", SECRET, KEY, "your-app-password", "redis-password"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[test]
fn generated_files_are_as_the_catalogue_says() {
    for (path, text) in
        [("docs/settings.md", super::reference::markdown()), (".env.example", super::reference::env_file())]
    {
        let held =
            std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        assert!(held == text, "{path} is not what `oathgate settings` prints; write it again");
    }
}

#[test]
fn the_example_file_can_be_used_as_it_is() {
    let uncommented = super::reference::env_file().replace("\n#", "\n").replace("\n ", "\n# ");
    let names =
        dotenvy::from_read_iter(uncommented.as_bytes()).map(|pair| pair.unwrap().0).collect::<Vec<_>>();
    assert_eq!(names, catalogue::ALL.iter().map(|variable| variable.name).collect::<Vec<_>>());
}
