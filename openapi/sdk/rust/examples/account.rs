//! From an address to a session: register, follow the link in the mail, sign in, ask who one is.
//!
//! ```sh
//! OATHGATE_URL=http://localhost:8000 cargo run -p oathgate-sdk --example account ada@example.com
//! ```
//!
//! The mail is read from the mailbox of `oathgate dev`.

use oathgate_sdk::{
    Oathgate,
    types::{RegisterRequest, VerifyEmailRequest},
};
use serde_json::Value;
use std::{error::Error, time::Duration};

/// The password of the example.
pub const PASSWORD: &str = "violet otter paints nine doors";

/// The token in the newest mail to an address, once it is there.
async fn mailed_token(url: &str, email: &str) -> Result<String, Box<dyn Error>> {
    for _ in 0..200 {
        let mails: Vec<Value> = reqwest::get(format!("{url}/dev/mailbox.json")).await?.json().await?;
        let texts = mails.iter().filter(|mail| mail["to"].to_string().contains(email));
        for text in texts.filter_map(|mail| mail["text"].as_str()) {
            if let Some((_, rest)) = text.split_once("verify-email?token=") {
                return Ok(rest.split_whitespace().next().unwrap_or_default().to_owned());
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(format!("no mail to {email}").into())
}

/// Makes an account and signs in to it.
pub async fn account(url: &str, email: &str) -> Result<(), Box<dyn Error>> {
    let oathgate = Oathgate::new(url)?;
    let form = RegisterRequest {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        ..RegisterRequest::default()
    };
    oathgate.register(&form).await?;
    let token = mailed_token(url, email).await?;
    oathgate.verify_email(&VerifyEmailRequest { token }).await?;

    oathgate.sign_in(email, PASSWORD).await?;
    println!("signed in as {}", oathgate.get_me().await?.email);
    oathgate.sign_out().await?;
    Ok(())
}

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "an example has no settings but its environment")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("OATHGATE_URL").unwrap_or_else(|_| "http://localhost:8000".to_owned());
    let email = std::env::args().nth(1).ok_or("which address?")?;
    account(&url, &email).await
}
