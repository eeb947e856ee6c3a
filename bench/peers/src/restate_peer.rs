//! Restate: a server of its own with a log of its own, which calls this process for each run.

use crate::{Failure, callers};
use restate_sdk::{ingress::ReqwestClient, prelude::*};
use std::{process::Command, time::Duration};

struct Trio;

#[service]
impl Trio {
    #[handler]
    async fn carry_out(&self, context: Context<'_>, number: i64) -> HandlerResult<i64> {
        context.run(|| async move { Ok(number) }).name("one").await?;
        context.run(|| async move { Ok(number) }).name("two").await?;
        context.run(|| async move { Ok(number) }).name("three").await?;
        Ok(number)
    }
}

pub async fn measure(ingress: &str, admin: &str, count: usize, window: Duration) -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let endpoint = Endpoint::builder().bind(Trio).build();
    tokio::spawn(HttpServer::new(endpoint).serve(listener));
    // The server asks this process what it offers.
    let body = format!("{{\"uri\":\"http://{address}\",\"force\":true}}");
    let told = tokio::task::spawn_blocking({
        let url = format!("{admin}/deployments");
        move || {
            Command::new("curl")
                .args(["--fail-with-body", "--silent", "--show-error", "--json", &body, &url])
                .output()
        }
    })
    .await??;
    if !told.status.success() {
        return Err(format!(
            "not registered: {}{}",
            String::from_utf8_lossy(&told.stdout),
            String::from_utf8_lossy(&told.stderr)
        )
        .into());
    }
    let client = TrioIngressClient::from_client(ReqwestClient::connect(ingress.parse()?)?);
    let client = std::sync::Arc::new(client);
    callers(count, window, move || {
        let client = client.clone();
        async move {
            client.carry_out(1).call().await?.into_body()?;
            Ok(())
        }
    })
    .await
}
