//! The operator's story: from nothing to two servers and two workers by the documented commands, behind their own
//! HTTPS; a mail server that breaks, the alert, the peer's words, the mending; and processes that are stopped and
//! killed meanwhile. Nothing that was accepted is lost.

use crate::{
    documented::{self, Started},
    prometheus::Prometheus,
    scrape::repository,
    support::{
        Client, Deployment, PASSWORD,
        deployment::{free_port, header, token_in},
        process::Process,
        services::{Database, shared_redis, unique},
    },
};
use oathgate_infrastructure::testing::smtp::{TakenMail, Trouble};
use reqwest::{Certificate, Method};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const HOST: &str = "login.example.com";
const ADMINISTRATOR: &str = "you@example.com";
const WORDS: &str = "452 4.3.1 the disk of the mail server is full of violets";
/// Longer than the delay and the time to finish of a process that is told to stop.
const STOP: Duration = Duration::from_secs(45);
/// What the story promises.
const MINUTE: Duration = Duration::from_mins(1);

/// The deployment, and how each machine's process is started.
struct House {
    deployment: Deployment,
    machines: BTreeMap<String, Started>,
    running: BTreeMap<String, Process>,
    clients: Vec<Client>,
    password: String,
    /// The access token of the administrator.
    access: tokio::sync::OnceCell<String>,
}

impl House {
    /// Follows docs/deployment.md. Its addresses become those of this machine; what belongs to other people (the
    /// database, Redis, the mail server, the certificate) is told by the environment, which wins over the file.
    async fn build(database: &Database, redis: &str) -> Self {
        let mut deployment = Deployment::prepare(&database.url(), Some(redis)).await;
        let folder = deployment.folder.path().to_owned();
        certify(&folder);
        deployment.settings = [
            ("DATABASE_URL", database.url()),
            ("REDIS_URL", redis.to_owned()),
            ("OATHGATE_REDIS_PREFIX", unique("story")),
            ("SSL_CERT_PATH", "tls.crt".to_owned()),
            ("SSL_KEY_PATH", "tls.key".to_owned()),
            ("SMTP_SERVER", "127.0.0.1".to_owned()),
            ("SMTP_PORT", deployment.smtp.address().port().to_string()),
            ("SMTP_SECURITY", "none".to_owned()),
            ("SMTP_USERNAME", String::new()),
            ("SMTP_PASSWORD", String::new()),
            ("PATH", "/usr/bin:/bin".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let page = documented::page("deployment.md");
        type_in(&deployment, &documented::block(&page, "settings"));
        let said = type_in(&deployment, &documented::block(&page, "schema and administrator"));
        assert!(said.contains("run `oathgate migrate`") && said.contains("0022_"), "{said}");
        let password = said.split("shown this once: ").nth(1).unwrap();
        let password = password.split_whitespace().next().unwrap().to_owned();

        let mut machines = BTreeMap::new();
        for mut started in documented::started(&documented::block(&page, "processes")) {
            for (_, address) in &mut started.settings {
                *address = format!("127.0.0.1:{}", free_port());
            }
            machines.insert(started.machine.clone(), started);
        }
        let names: Vec<&String> = machines.keys().collect();
        assert_eq!(names, ["api-1", "api-2", "worker-1", "worker-2"]);
        let mut house = Self {
            deployment,
            machines,
            running: BTreeMap::new(),
            clients: Vec::new(),
            password,
            access: tokio::sync::OnceCell::new(),
        };
        let authority = std::fs::read(folder.join("ca.crt")).unwrap();
        house.clients = (0..8).map(|number| house.stranger(number, &authority)).collect();
        for name in ["api-1", "api-2", "worker-1", "worker-2"] {
            house.start(name);
        }
        for name in ["api-1", "api-2", "worker-1", "worker-2"] {
            house.until_ready(name).await;
        }
        house
    }

    fn setting(&self, machine: &str, name: &str) -> &str {
        &self.machines[machine].settings.iter().find(|(known, _)| known == name).unwrap().1
    }

    /// Somebody elsewhere: in a network of their own, so that limits count them apart, and trusting the authority
    /// alone that has signed the certificate.
    fn stranger(&self, number: u8, authority: &[u8]) -> Client {
        let machine = if number.is_multiple_of(2) { "api-1" } else { "api-2" };
        let address: SocketAddr = self.setting(machine, "BIND_ADDRESS").parse().unwrap();
        let http = reqwest::Client::builder()
            .tls_certs_only([Certificate::from_pem(authority).unwrap()])
            .resolve(HOST, address)
            .local_address(Some(Ipv4Addr::new(127, 0, 10 + number, 1).into()))
            .timeout(Duration::from_secs(40))
            .build()
            .unwrap();
        Client::over(&format!("https://{HOST}:{}", address.port()), http)
    }

    /// Types the documented command of a machine.
    fn start(&mut self, machine: &str) {
        let Started { settings, arguments, .. } = self.machines[machine].clone();
        let settings = [self.deployment.settings.clone(), settings].concat();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let folder = self.deployment.folder.path();
        self.running.insert(machine.to_owned(), Process::start(folder, machine, &arguments, &settings));
    }

    async fn until_ready(&mut self, machine: &str) {
        let url = format!("http://{}/health/ready", self.setting(machine, "METRICS_ADDRESS"));
        let deadline = Instant::now() + MINUTE;
        while reqwest::get(&url).await.map_or(0, |answer| answer.status().as_u16()) != 200 {
            let process = self.running.get_mut(machine).unwrap();
            assert!(process.is_running() && Instant::now() < deadline, "{machine}:\n{}", process.printed());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn stop_in_order(&mut self, machine: &str) {
        let code = self.running.get_mut(machine).unwrap().stop(STOP).await;
        assert_eq!(code, Some(0), "{machine}");
        self.start(machine);
    }

    fn kill(&mut self, machine: &str) {
        self.running.get_mut(machine).unwrap().kill();
        self.start(machine);
    }

    /// The configuration of docs/observability.md, but quicker: every two seconds.
    fn scraping(&self) -> String {
        let mut text = documented::block(&documented::page("observability.md"), "scraping");
        for machine in self.machines.keys() {
            let place = format!("{machine}:9000");
            assert!(text.contains(&place), "{text}");
            text = text.replace(&place, &format!("'{}'", self.setting(machine, "METRICS_ADDRESS")));
        }
        let rules = repository("deploy/prometheus/alerts.yml").display().to_string();
        text.replace("15s", "2s").replace("[alerts.yml]", &json!([rules]).to_string())
    }

    /// What an administrator asks, as the console does.
    async fn ask(&self, path: &str) -> Value {
        let client = &self.clients[0];
        let sign_in = async || client.log_in(ADMINISTRATOR, &self.password).await.access;
        let access = self.access.get_or_init(sign_in).await;
        client.with(access, Method::GET, path, None).await.expect(200)
    }

    fn mails_to(&self, email: &str) -> Vec<TakenMail> {
        let mails = self.deployment.smtp.mails().into_iter();
        mails.filter(|mail| mail.to == [email] && mail.message.contains("/verify-email?token=")).collect()
    }
}

/// An authority of one's own, and a certificate of it.
fn certify(folder: &Path) {
    let script = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
                    -subj '/CN=Example CA' -keyout ca.key -out ca.crt
                  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
                    -subj /CN=login.example.com -keyout tls.key -out tls.csr
                  echo subjectAltName=DNS:login.example.com > names
                  openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -days 30 -extfile names -out tls.crt";
    let made = Command::new("bash").args(["-euc", script]).current_dir(folder).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Types commands where the deployment is; gives what they said.
fn type_in(deployment: &Deployment, commands: &str) -> String {
    let program = deployment.program.parent().unwrap().display();
    let output = Command::new("bash")
        .args(["-euc", commands])
        .current_dir(deployment.folder.path())
        .env_clear()
        .envs(deployment.settings.iter().cloned())
        .env("PATH", format!("{program}:/usr/bin:/bin"))
        .output()
        .unwrap();
    let told =
        format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{commands}: {told}");
    told
}

/// Registers somebody, as a client of a balancer does: where there is no answer, or 503, it asks the next server.
/// Gives how often it asked.
async fn register(clients: &[Client], number: usize, email: &str) -> usize {
    for asked in 1.. {
        let client = &clients[(number + asked) % clients.len()];
        let body = json!({ "email": email, "password": PASSWORD });
        match client.try_send(Method::POST, "/auth/register", Some(body), None).await {
            Some(answer) if answer.status == 202 => return asked,
            Some(answer) => assert_eq!(answer.status, 503, "{}", answer.body),
            None => {}
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    unreachable!()
}

/// People who come while everything happens.
struct Crowd {
    stop: Arc<AtomicBool>,
    come: Arc<AtomicUsize>,
    work: tokio::task::JoinHandle<BTreeMap<String, usize>>,
}

impl Crowd {
    fn gather(clients: Vec<Client>) -> Self {
        let (stop, come) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let (told, count) = (Arc::clone(&stop), Arc::clone(&come));
        let work = tokio::spawn(async move {
            let mut accepted = BTreeMap::new();
            while !told.load(Ordering::SeqCst) {
                let number = accepted.len();
                let email = format!("person-{number}@example.com");
                let asked = register(&clients, number, &email).await;
                accepted.insert(email, asked);
                count.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(150)).await;
            }
            accepted
        });
        Self { stop, come, work }
    }

    /// Waits until so many more have come.
    async fn grows_by(&self, more: usize) {
        let wanted = self.come.load(Ordering::SeqCst) + more;
        let deadline = Instant::now() + MINUTE;
        while self.come.load(Ordering::SeqCst) < wanted {
            assert!(Instant::now() < deadline, "nobody is let in");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everybody who was told 202, and how often they had asked.
    async fn leave(self) -> BTreeMap<String, usize> {
        self.stop.store(true, Ordering::SeqCst);
        self.work.await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_mail_server_is_seen_and_mended_and_nothing_is_lost() {
    let (Some(database), Some(redis)) = (Database::create(), shared_redis()) else { return };
    let mut house = House::build(&database, &redis).await;
    let prometheus = Prometheus::start(house.deployment.folder.path(), &house.scraping()).await;
    let Some(prometheus) = prometheus else { return };
    until("all four are scraped", async || prometheus.value("count(oathgate_build_info)").await == Some(4.0))
        .await;
    let mut accepted = BTreeMap::new();
    accepted.insert("before@example.com".to_owned(), register(&house.clients, 0, "before@example.com").await);
    house.deployment.mail("before@example.com", "", 0).await;
    assert_eq!(prometheus.firing().await, Vec::<Value>::new());

    // It breaks, and one person registers.
    house.deployment.smtp.set_trouble(Trouble::Sender(WORDS.to_owned()));
    let broken = Instant::now();
    accepted.insert("ada@example.com".to_owned(), register(&house.clients, 1, "ada@example.com").await);
    let alert = loop {
        let firing = prometheus.firing().await;
        if let Some(alert) = firing.iter().find(|alert| alert["labels"]["alertname"] == "OathgateMailFailing")
        {
            break alert.clone();
        }
        assert!(broken.elapsed() < MINUTE, "{firing:?}\n{}", house.deployment.logs());
        tokio::time::sleep(Duration::from_millis(250)).await;
    };
    eprintln!("the alert fires after {:.1} s", broken.elapsed().as_secs_f64());
    assert_eq!(alert["labels"]["severity"], "critical");

    // What the console shows.
    let runs = house.ask("/admin/workflows?status=waiting").await;
    let run = runs["runs"].as_array().unwrap().iter().find(|run| !run["fault"].is_null());
    let run = run.unwrap_or_else(|| panic!("{runs}"));
    assert!(run["fault"]["detail"].as_str().unwrap().contains(&WORDS[4..]), "{run}");
    let history = house.ask(&format!("/admin/workflows/{}", run["id"].as_str().unwrap())).await;
    assert!(history["events"].to_string().contains(&WORDS[4..]), "{history}");
    let by_words = house.ask("/admin/workflows?fault=violets").await;
    assert_eq!(by_words["runs"][0]["id"], run["id"]);

    // More people come; a server and a worker are stopped in order, and replaced.
    let crowd = Crowd::gather(house.clients.clone());
    crowd.grows_by(3).await;
    house.stop_in_order("api-1").await;
    house.stop_in_order("worker-1").await;
    crowd.grows_by(3).await;

    // What the alert says to do, as soon as the mail server is mended; and then others die.
    let commands = documented::commands_at(alert["annotations"]["runbook_url"].as_str().unwrap());
    let command = |begin: &str| {
        let found = commands.iter().find(|command| command.join(" ").starts_with(begin));
        let code = run["fault"]["code"].as_str().unwrap();
        let words = found.unwrap_or_else(|| panic!("{begin} is not among {commands:?}"));
        let words = words.iter().map(|word| if word == "<code>" { code } else { word.as_str() });
        house.deployment.run(&words.collect::<Vec<_>>())
    };
    let (code, shown, _) = command("workflow list");
    assert!(code == 0 && shown.contains("violets"), "{shown}");
    // Whoever mends it stops it for that.
    house.deployment.smtp.go_away();
    let (code, shown, _) = command("doctor");
    assert!(code == 1 && shown.contains("fail  mail") && shown.contains("refused"), "{shown}");
    crowd.grows_by(3).await;
    house.deployment.smtp.set_trouble(Trouble::None);
    house.deployment.smtp.come_back().unwrap();
    let (code, said, errors) = command("workflow retry");
    assert_eq!(code, 0, "{said}{errors}");
    house.kill("worker-2");
    crowd.grows_by(3).await;
    house.kill("api-2");
    crowd.grows_by(3).await;
    accepted.extend(crowd.leave().await);
    for machine in ["api-1", "api-2", "worker-1", "worker-2"] {
        house.until_ready(machine).await;
    }
    assert!(accepted.len() >= 14);
    nothing_is_lost(&house, &accepted).await;
    until("the alert is over", async || {
        prometheus
            .value("count(ALERTS{alertname=\"OathgateMailFailing\",alertstate=\"firing\"})")
            .await
            .is_none()
    })
    .await;
}

/// Everybody has their mail, its link works, and there is nothing else.
async fn nothing_is_lost(house: &House, accepted: &BTreeMap<String, usize>) {
    // A worker that died held its runs for the rest of their lease.
    until("everybody has mail", async || accepted.keys().all(|email| !house.mails_to(email).is_empty()))
        .await;
    until("nothing is under way but waiting for links", async || {
        let runs = house.ask("/admin/workflows?kind=registration&limit=200").await;
        let runs = runs["runs"].as_array().unwrap();
        runs.iter().all(|run| run["status"] == "waiting" && run["fault"].is_null())
    })
    .await;
    let mut repeated = 0;
    for (email, asked) in accepted {
        let mails = house.mails_to(email);
        let ids: BTreeSet<String> = mails.iter().map(|mail| header(mail, "Message-ID")).collect();
        // Who got no answer asked again, although the first request may have been accepted.
        assert!(ids.len() <= *asked, "{email} asked {asked} times and got {} mails", ids.len());
        repeated += mails.len() - ids.len();
        for id in ids {
            let mut same = mails.iter().filter(|mail| header(mail, "Message-ID") == id);
            let first = same.next().unwrap();
            assert!(same.all(|twin| twin.message == first.message), "two mails of one step differ");
        }
        let link = token_in(mails.last().unwrap(), "verify-email");
        house.clients[0].post("/auth/verify-email", json!({ "token": link })).await.expect(200);
    }
    eprintln!("{} registrations were accepted, {repeated} mails came twice", accepted.len());
    // Only a worker that is killed between the mail and its record repeats one, and it holds at most so many.
    assert!(repeated <= 32);
    house.clients[1].log_in("ada@example.com", PASSWORD).await;
    let reached = house.deployment.smtp.mails().into_iter().flat_map(|mail| mail.to);
    let strangers: BTreeSet<String> =
        reached.filter(|to| !accepted.contains_key(to) && to != ADMINISTRATOR).collect();
    assert_eq!(strangers, BTreeSet::new());

    let run = |words: &[&str]| house.deployment.run(words);
    let (code, shown, _) = run(&["workflow", "list", "--status", "paused", "--format", "json"]);
    assert_eq!((code, shown.trim()), (0, "[]"));
    let (code, shown, _) = run(&["audit", "verify"]);
    assert!(code == 0 && shown.contains("The audit trail is whole"), "{shown}");
    // The one that was killed is missed after half a minute.
    until("the doctor finds nothing", async || {
        let (code, shown, _) = run(&["doctor"]);
        code == 0 && shown.contains("workers: 2,")
    })
    .await;
    let logs = house.deployment.logs();
    assert!(!logs.contains("panicked") && !logs.contains(PASSWORD), "{logs}");
}

async fn until(what: &str, mut is: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(150);
    while !is().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}
