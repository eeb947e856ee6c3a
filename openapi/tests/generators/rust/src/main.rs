//! Signs in with what progenitor has written, and asks who that is.

use generated::{Client, types::LoginRequest};
use std::{env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let [url, email, password] = ["OATHGATE_URL", "OATHGATE_EMAIL", "OATHGATE_PASSWORD"].map(env::var);
    let url = url?;
    let form = LoginRequest { email: email?.parse()?, password: password?.parse()? };
    let tokens = Client::new(&url).login(&form).await?.into_inner();
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("authorization", format!("Bearer {}", tokens.access_token).parse()?);
    let http = reqwest::Client::builder().default_headers(headers).build()?;
    let me = Client::new_with_client(&url, http).get_me().await?.into_inner();
    println!("{}", me.email);
    Ok(())
}
