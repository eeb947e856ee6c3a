//! Apache with mod_auth_openidc in front of a page.

use crate::{
    person::{Person, location},
    support::deployment::free_port,
    surroundings::{EMAIL, Surroundings},
};
use reqwest::Url;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Where Debian has it.
pub const PROGRAM: &str = "/usr/sbin/apache2";
/// Where Debian has its modules.
pub const MODULES: &str = "/usr/lib/apache2/modules";

/// A running Apache.
struct Apache {
    child: Child,
    folder: tempfile::TempDir,
    base: Url,
}

impl Apache {
    async fn start(surroundings: &mut Surroundings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let base: Url = format!("http://localhost:{port}").parse().unwrap();
        let (back, told) = (
            base.join("/protected/redirect_uri").unwrap(),
            base.join("/protected/redirect_uri?logout=backchannel").unwrap(),
        );
        surroundings
            .add("apache", &["--redirect-uri", back.as_str(), "--backchannel-logout-uri", told.as_str()]);
        // Apache gives up the rights of root before it reads a page.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let www = folder.path().join("www/protected/for-others");
        fs::create_dir_all(&www).unwrap();
        fs::write(www.join("page.html"), "not for her").unwrap();
        fs::write(www.with_file_name("page.html"), "what is protected").unwrap();
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/apache.conf");
        let mut settings = fs::read_to_string(template).unwrap();
        for (name, value) in [
            ("{folder}", folder.path().to_str().unwrap()),
            ("{port}", &port.to_string()),
            ("{modules}", MODULES),
            ("{issuer}", surroundings.issuer()),
            ("{client}", "apache"),
            ("{secret}", &surroundings.client("apache", "secret")),
            ("{passphrase}", "what-apache-seals-its-cookies-with"),
            ("{email}", EMAIL),
        ] {
            settings = settings.replace(name, value);
        }
        let file = folder.path().join("apache.conf");
        fs::write(&file, settings).unwrap();
        let child = Command::new(PROGRAM)
            .args(["-D", "FOREGROUND", "-f"])
            .arg(&file)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut apache = Self { child, folder, base };
        let deadline = Instant::now() + Duration::from_secs(30);
        while reqwest::get(apache.base.clone()).await.is_err() {
            assert!(apache.child.try_wait().unwrap().is_none(), "Apache has ended: {}", apache.log());
            assert!(Instant::now() < deadline, "Apache does not answer: {}", apache.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        apache
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }

    fn page(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        // By a signal that it can hear, since it has processes of its own to end.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Somebody who opens the page signs in on the way, and sees what they may see.
pub async fn protects_a_page(surroundings: &mut Surroundings) {
    let apache = Apache::start(surroundings).await;
    let mut person = Person::new(surroundings);
    let link = location(person.get(apache.page("/protected/page.html")).await).await;
    assert!(link.as_str().starts_with(surroundings.issuer()), "{link}");
    let back = person.follow(link).await;
    let page = location(person.get(back).await).await;
    assert_eq!(page, apache.page("/protected/page.html"), "{}", apache.log());
    let answer = person.get(page).await;
    assert_eq!(answer.status(), 200, "{}", apache.log());
    assert_eq!(answer.text().await.unwrap(), "what is protected");
    let refused = person.get(apache.page("/protected/for-others/page.html")).await;
    assert!([401, 403].contains(&refused.status().as_u16()), "{}", refused.status());

    // Who signs out at the server is signed out here, although their browser does nothing more.
    assert_eq!(person.get(apache.page("/protected/page.html")).await.status(), 200);
    person.sign_out().await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while person.get(apache.page("/protected/page.html")).await.status() == 200 {
        assert!(Instant::now() < deadline, "{}\n{}", apache.log(), surroundings.deployment.logs());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let again = location(person.get(apache.page("/protected/page.html")).await).await;
    assert_eq!(again.path(), "/oauth/authorize", "{again}");

    // A stranger's code, and an answer that nobody asked for, are not taken.
    let planted = apache.page("/protected/redirect_uri?code=ogc_planted&state=planted");
    let planted = Person::new(surroundings).get(planted).await;
    assert_ne!(planted.status(), 200);
    assert_ne!(planted.text().await.unwrap(), "what is protected");
}
