//! A mail server that behaves as mail servers do, under the product itself.

use crate::{
    arena::{Arena, PATIENCE, require, until},
    rig::{Backing, Place, books},
    support::{
        Client, Deployment, PASSWORD,
        deployment::{header, token_in},
        services::{psql, unique, with_database},
    },
    table::Outcome,
};
use oathgate_infrastructure::testing::smtp::{TakenMail, Trouble};
use serde_json::json;
use std::time::{Duration, Instant};

/// The product on a fresh installation, and where that is.
pub async fn deploy(arena: &Arena, backing: Backing, workers: usize) -> (Deployment, Place) {
    let (url, redis) = if backing == Backing::Sqlite {
        ("sqlite:data/oathgate.db".to_owned(), None)
    } else {
        let name = unique("faults");
        psql(&arena.services.postgres(), &format!("CREATE DATABASE {name}"));
        let redis = (backing == Backing::PostgresAndRedis).then(|| arena.services.redis());
        (with_database(&arena.services.postgres(), &name), redis)
    };
    let mut deployment = Deployment::prepare(&url, redis.as_deref()).await;
    deployment.migrate();
    let embedded = backing == Backing::Sqlite;
    deployment.add_server(embedded);
    if !embedded {
        for _ in 0..workers {
            deployment.add_worker();
        }
    }
    deployment.wait_until_ready().await;
    let database = if embedded {
        format!("sqlite:{}", deployment.folder.path().join("data/oathgate.db").display())
    } else {
        url
    };
    let prefix = deployment
        .settings
        .iter()
        .find(|(name, _)| name == "OATHGATE_REDIS_PREFIX")
        .map_or_else(String::new, |(_, prefix)| prefix.clone());
    (deployment, Place { database, redis, prefix })
}

/// Every trouble in turn, each for a person of its own.
pub async fn mail_trouble(arena: &Arena, backing: Backing) -> Outcome {
    let (deployment, place) = deploy(arena, backing, 1).await;
    let client = deployment.client(0);
    let mut canaries = vec![PASSWORD.to_owned()];

    // 421 at the door, then 451 for the recipient, then it is taken.
    let refusals = arena.measure(1, 2);
    let person = "canary-busy@example.com";
    let asked = |verb: &str, whom: &str| {
        deployment
            .smtp
            .commands()
            .iter()
            .filter(|command| command.to_ascii_uppercase().starts_with(verb) && command.contains(whom))
            .count()
    };
    deployment.smtp.set_trouble(Trouble::Greeting("421 4.3.2 too busy".to_owned()));
    client.register_until_accepted(person, PASSWORD).await;
    until("it was turned away at the door", || deployment.smtp.connections() >= refusals).await;
    deployment.smtp.set_trouble(Trouble::Recipient("451 4.7.1 try again later".to_owned()));
    until("its recipient was refused for now", || asked("RCPT", person) >= refusals).await;
    deployment.smtp.set_trouble(Trouble::None);
    let mail = deployment.mail(person, "", 0).await;
    canaries.extend([person.to_owned(), token_in(&mail, "verify-email")]);
    let attempts =
        place.count("SELECT count(*) FROM workflow_events WHERE kind = 3 AND name = 'mail_verification'");
    require(attempts >= 2 * u64::try_from(refusals).unwrap(), || format!("only {attempts} failed attempts"))?;

    // 550: said once, noted, and the run goes on.
    let person = "canary-unknown@example.com";
    deployment.smtp.set_trouble(Trouble::Recipient(format!("550 5.1.1 <{person}> does not live here")));
    client.register_until_accepted(person, PASSWORD).await;
    canaries.push(person.to_owned());
    until("it was refused for good and noted", || {
        place.count(
            "SELECT count(*) FROM workflow_events WHERE kind = 2 AND name = 'mail_verification'
             AND data LIKE '%ounced%'",
        ) == 1
    })
    .await;
    deployment.smtp.set_trouble(Trouble::None);

    // The connection ends after the mail was taken and before that was said: the same mail again.
    let person = "canary-twice@example.com";
    deployment.smtp.set_trouble(Trouble::DropUnanswered);
    client.register_until_accepted(person, PASSWORD).await;
    let first = deployment.mail(person, "", 0).await;
    let twice = same_mail_again(&deployment, person, &first).await?;
    canaries.extend([person.to_owned(), token_in(&first, "verify-email")]);

    // The connection ends before it is told whether the mail was taken: again, and the same.
    let person = "canary-perhaps@example.com";
    let ends = deployment.smtp.connections();
    deployment.smtp.set_trouble(Trouble::DropAtEnd);
    client.register_until_accepted(person, PASSWORD).await;
    until("it was cut off", || deployment.smtp.connections() > ends).await;
    until("it was tried to the end", || asked("DATA", "") > 3).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    deployment.smtp.set_trouble(Trouble::None);
    let mail = deployment.mail(person, "", 0).await;
    canaries.extend([person.to_owned(), token_in(&mail, "verify-email")]);
    follow(&client, &mail, 200).await?;

    // Silence after the message.
    let mut hung = None;
    if arena.full {
        let person = "canary-silent@example.com";
        deployment.smtp.set_trouble(Trouble::HangAtEnd);
        let begun = Instant::now();
        client.register_until_accepted(person, PASSWORD).await;
        until("it gave up", || {
            place.count("SELECT count(*) FROM workflow_events WHERE kind = 3 AND name = 'mail_verification'")
                > attempts + 2
        })
        .await;
        hung = Some(begun.elapsed());
        deployment.smtp.set_trouble(Trouble::None);
        let mail = deployment.mail(person, "", 0).await;
        canaries.extend([person.to_owned(), token_in(&mail, "verify-email")]);
        follow(&client, &mail, 200).await?;
    }
    let refused = asked("RCPT", "canary-unknown@example.com");
    require(refused == 1, || format!("the unknown recipient was tried {refused} times"))?;
    if let Some(hung) = hung {
        require(hung < Duration::from_secs(25), || format!("a silent server was waited for {hung:?}"))?;
    }

    let found = books::leaks(&place, &canaries.iter().map(String::as_str).collect::<Vec<_>>());
    require(found.is_empty(), || found.join("; "))?;
    let logs = deployment.logs();
    require(!logs.contains("panicked") && !logs.contains(PASSWORD), || "the log tells too much".to_owned())?;
    let silence =
        hung.map_or_else(String::new, |hung| format!("; silence ended after {:.0} s", hung.as_secs_f64()));
    Ok(format!(
        "{attempts} refusals, then taken; 550 tried once, noted; {twice} times one mail, byte for byte{silence}; {} secrets found nowhere",
        canaries.len()
    ))
}

/// Waits for a mail once more, byte for byte, and follows its link twice.
async fn same_mail_again(deployment: &Deployment, person: &str, first: &TakenMail) -> Result<usize, String> {
    let of = |person: &str| -> Vec<TakenMail> {
        deployment.smtp.mails().into_iter().filter(|mail| mail.to.iter().any(|to| to == person)).collect()
    };
    deployment.smtp.set_trouble(Trouble::None);
    until("the mail has come again", || of(person).len() == 2).await;
    let mails = of(person);
    for mail in &mails {
        require(header(mail, "Message-ID") == header(first, "Message-ID"), || {
            "a repeat has another Message-ID".to_owned()
        })?;
        require(mail.message == first.message, || "a repeat differs".to_owned())?;
    }
    let client = deployment.client(0);
    follow(&client, first, 200).await?;
    follow(&client, mails.last().unwrap(), 400).await?;
    Ok(mails.len())
}

async fn follow(client: &Client, mail: &TakenMail, status: u16) -> Result<(), String> {
    let token = token_in(mail, "verify-email");
    let answer = client.post("/auth/verify-email", json!({ "token": token })).await;
    require(answer.status == status, || format!("a link gave {} instead of {status}", answer.status))
}
