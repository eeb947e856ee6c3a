//! Workers that are told to stop, and code that changes.

use crate::{
    arena::{Arena, PATIENCE, Site, require, until},
    mail::deploy,
    rig::{
        Backing, NodeSpec,
        books::{self, quantile},
        flows::{DeployNew, DeployOld, Fresh, Transfer, micros},
        lag::Lag,
        load::Load,
    },
    support::{PASSWORD, deployment::header},
    table::Outcome,
};
use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

/// Workers are told to stop under load and replaced, again and again: toys first, then the product.
pub async fn rolling_restart(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let restarts = arena.measure(3, 20);
    let spec = NodeSpec { step: 150, slots: 16, ..site.spec() };
    let embedded = backing == Backing::Sqlite;
    let mut nodes = vec![site.ready(&spec).await];
    if !embedded {
        nodes.push(site.ready(&spec).await);
    }
    let load = Load::on(&site.ground());
    let lag = Lag::watch();
    let mut next = 0;
    let (mut gaps, mut held) = (Vec::new(), 0);
    for _ in 0..restarts {
        load.start_many::<Transfer>(next..next + 40, 8).await;
        next += 40;
        let mut old = nodes.remove(0);
        if !embedded {
            // The new one first, as an orchestrator does that replaces one after the other.
            nodes.push(site.ready(&spec).await);
        }
        let told = micros();
        old.stop().await;
        let gone = micros();
        if embedded {
            nodes.push(site.ready(&spec).await);
        }
        let began = if embedded { micros() } else { told };
        // What the old one had begun it has ended; what it gave back goes on elsewhere.
        let books = site.books();
        let unfinished = books.unfinished(old.id());
        require(unfinished.is_empty(), || format!("{} steps were left in the middle", unfinished.len()))?;
        let touched: HashSet<&str> = books
            .of("end")
            .filter(|deed| deed.process == old.id() && deed.at >= told)
            .map(|deed| deed.run.as_str())
            .collect();
        held += touched.len();
        // From the word to stop, or the new process of a file, to the next step that anybody begins.
        let deadline = Instant::now() + PATIENCE;
        let from = began.min(gone);
        loop {
            let books = site.books();
            if let Some(deed) = books.of("begin").find(|deed| deed.process != old.id() && deed.at >= from) {
                gaps.push((deed.at - from) as f64 / 1e6);
                break;
            }
            if site.done("transfer") == u64::try_from(next).unwrap() {
                break;
            }
            require(Instant::now() < deadline, || "nobody goes on".to_owned())?;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    let all = u64::try_from(next).unwrap();
    site.until_done("transfer", all).await;
    let books = site.books();
    books.check(&site.place, &[("transfer", all)], &[&spec.canary])?;
    require(books.repeats() == 0, || format!("{} effects again", books.repeats()))?;
    let deaths = site.place.count("SELECT count(*) FROM workflow_events WHERE kind = 13");
    require(deaths == 0, || format!("{deaths} leases had to run out"))?;
    let p99 = quantile(&mut gaps, 0.99);
    let limit = arena.allowed(1.0, &lag);
    require(p99 <= limit, || format!("nobody went on for {p99:.2} s (p99), limit {limit:.2} s"))?;
    drop(nodes);

    let mails = product(arena, backing, arena.measure(2, 6)).await?;
    Ok(format!(
        "{restarts} restarts, {all} runs, {held} under way, 0 effects again, on after {p99:.2} s (p99); the product: {mails} mails for as many people"
    ))
}

/// The same with the product's own workers and mails.
async fn product(arena: &Arena, backing: Backing, restarts: usize) -> Result<usize, String> {
    let (mut deployment, place) = deploy(arena, backing, 2).await;
    let client = deployment.client(0);
    let people = restarts * 4;
    for restart in 0..restarts {
        let registering: Vec<_> = (0..4)
            .map(|number| {
                let client = client.clone();
                let person = format!("canary-{}@example.com", restart * 4 + number);
                tokio::spawn(async move { client.register_until_accepted(&person, PASSWORD).await })
            })
            .collect();
        for one in registering {
            one.await.map_err(|error| error.to_string())?;
        }
        if backing == Backing::Sqlite {
            deployment.servers[0].stop(Duration::from_mins(1)).await;
            deployment.restart_server(0, true);
            deployment.wait_until_server_ready(0).await;
        } else {
            let number = restart % 2;
            deployment.workers[number].stop(Duration::from_mins(1)).await;
            deployment.restart_worker(number);
        }
    }
    until("everybody has a mail", || deployment.smtp.mails().len() >= people).await;
    until("every run rests", || place.count("SELECT count(*) FROM workflow_runs WHERE state = 1") == 0).await;
    let mails = deployment.smtp.mails();
    let mut seen = HashMap::new();
    for mail in &mails {
        *seen.entry(header(mail, "Message-ID")).or_insert(0) += 1;
    }
    require(mails.len() == people && seen.len() == people, || {
        format!("{} mails with {} names for {people} people", mails.len(), seen.len())
    })?;
    let deaths = place.count("SELECT count(*) FROM workflow_events WHERE kind = 13");
    require(deaths == 0, || format!("{deaths} leases of the product had to run out"))?;
    let found = books::leaks(&place, &["canary-", PASSWORD]);
    require(found.is_empty(), || found.join("; "))?;
    Ok(people)
}

/// Old code, then old and new side by side, then old alone again, then new alone.
pub async fn deploy_code(arena: &Arena, site: &Site, together: bool) -> Outcome {
    let many: i64 = arena.measure(30, 500);
    let old = NodeSpec { code: 1, step: 30, slots: 8, ..site.spec() };
    let new = NodeSpec { code: 2, ..old.clone() };
    let load = Load::on(&site.ground());
    let mut first = site.ready(&old).await;
    load.start_many::<DeployOld>(0..many, 8).await;
    let half = u64::try_from(many / 4).unwrap();
    site.until_done("deploy", half).await;
    // The new code comes, beside the old or instead of it, while runs of the old are under way.
    if !together {
        first.stop().await;
    }
    let mut second = site.ready(&new).await;
    load.start_many::<DeployNew>(many..2 * many, 8).await;
    site.until_done("deploy", half * 5).await;
    // Back: the old code must carry on what the new one began.
    second.stop().await;
    if !together {
        first = site.ready(&old).await;
    }
    load.start_many::<DeployOld>(2 * many..3 * many, 8).await;
    load.start_many::<Fresh>(0..10, 4).await;
    let all = u64::try_from(3 * many).unwrap();
    site.until_done("deploy", all).await;
    require(site.done("fresh") == 0, || "old code carried out what it does not know".to_owned())?;
    let waiting = site.place.count("SELECT count(*) FROM workflow_runs WHERE kind = 'fresh' AND state = 0");
    require(waiting == 10, || format!("{waiting} of 10 runs of new code wait for it"))?;
    first.stop().await;
    let _third = site.ready(&new).await;
    site.until_done("fresh", 10).await;
    let paused = site.place.count("SELECT count(*) FROM workflow_events WHERE kind = 12");
    require(paused == 0, || format!("{paused} runs were paused"))?;
    site.books().check(&site.place, &[("deploy", all), ("fresh", 10)], &[&old.canary])?;
    Ok(format!("{all} runs across three changes of code, 0 paused; 10 waited for the new code"))
}

/// On Postgres side by side; a file has one process at a time.
pub async fn deploy_row(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    deploy_code(arena, &site, backing != Backing::Sqlite).await
}
