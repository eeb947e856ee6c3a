//! The end of an account: say when, wait, and if nobody objects take everything away and say so. What is
//! gone cannot be brought back, so from the freeze on it only goes forward.

use super::{
    ports::FlowPorts,
    post::{Composed, post},
};
use crate::{
    accounts::ending::Ending,
    error::PortError,
    ports::{
        farewells::Farewell,
        mailer::{Content, Recipient},
    },
    transact::Unit,
    workflow::{Context, Flow, SMTP, Scope, Signal, Workflow},
};
use oathgate_domain::{
    email::EmailAddress,
    ids::{AccountId, ChallengeId},
    locale::Locale,
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// The workflow.
pub struct ErasureFlow;

crate::durable! {
    /// What it is started with.
    pub struct Input {
        /// Whose account.
        pub account: AccountId,
        /// The question behind the link that keeps it.
        pub challenge: ChallengeId,
        /// When it is to be erased.
        pub due_at: OffsetDateTime,
    }
}

crate::durable! {
    /// What became of it.
    pub enum Output {
        /// Everything is gone.
        Erased,
        /// Its owner kept it.
        Kept,
    }
}

crate::durable! {
    /// The owner keeps the account.
    pub enum Objection {
        /// By the link, or while signed in.
        Kept,
    }
}

impl Signal for Objection {
    const NAME: &'static str = "objection";
}

/// The business key of the erasure of an account at a time.
pub fn key(account: AccountId, due_at: OffsetDateTime) -> String {
    format!("{account} {}", due_at.unix_timestamp_nanos() / 1_000)
}

/// How long the last mail is tried. Its address is kept for no longer.
const LAST_WORDS: Duration = Duration::days(2);
const ADDRESS: &str = "farewell";
const ADDRESS_KEY: &str = "farewell key";

impl Workflow for ErasureFlow {
    const KIND: &'static str = "account_erasure";
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = Input;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: Input) -> Flow<Output> {
        let Input { account, challenge, due_at } = input;
        post(context, "mail_erasure_planned", async |unit, at| planned(unit, at, account, challenge).await)
            .await?;
        if context.wait::<Objection>("objection_until_due", Some(due_at)).await?.is_some() {
            return Ok(Output::Kept);
        }
        let frozen = context.tx("freeze", async |unit, at| freeze(unit, &at, account, due_at).await).await?;
        let Some(frozen_at) = frozen else {
            return Ok(Output::Kept);
        };
        context
            .tx("revoke", async |unit, at| {
                let entropy = &*at.ports.entropy;
                let ending = Ending { entropy, trace: at.trace.as_deref(), now: at.now };
                ending.all(unit, account, None).await?;
                unit.grants().revoke_all(account, None, at.now).await.map(|_| ())
            })
            .await?;
        context
            .tx("anonymise", async |unit, at| {
                let stand_in = EmailAddress::from_storage(format!("{account}@erased.invalid"));
                unit.erasures().anonymise(account, &stand_in, at.now).await
            })
            .await?;
        post(context, "mail_erased", async |unit, at| goodbye(unit, at, frozen_at).await).await?;
        // The key to the address goes together with the account.
        context
            .tx("purge", async |unit, at| {
                unit.farewells().forget(at.run).await?;
                unit.erasures().purge(account).await
            })
            .await?;
        Ok(Output::Erased)
    }
}

/// The mail that says when it will happen, with the link that keeps the account.
async fn planned(
    unit: &mut Unit,
    at: &Scope<FlowPorts>,
    account: AccountId,
    challenge: ChallengeId,
) -> Composed {
    let Some(account) = unit.accounts().find(account).await? else {
        return Ok(None);
    };
    let (Some(due_at), Some(challenge)) = (account.erasure_due_at, unit.challenges().find(challenge).await?)
    else {
        return Ok(None);
    };
    if challenge.expires_at != due_at || due_at <= at.now {
        return Ok(None);
    }
    let content = Content::ErasurePlanned {
        name: account.greeting_name().to_owned(),
        link: at.ports.links.cancel_erasure(&challenge)?,
        due_at,
    };
    Ok(Some((account.into(), content)))
}

/// Disables the account for good, and seals its address under a key of this run. None where its
/// owner kept it.
async fn freeze(
    unit: &mut Unit,
    at: &Scope<FlowPorts>,
    account: AccountId,
    due_at: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, PortError> {
    if !unit.erasures().freeze(account, due_at, at.now).await? {
        return Ok(None);
    }
    let Some(account) = unit.accounts().find(account).await? else {
        return Ok(None);
    };
    let mut key = [0; 32];
    at.ports.entropy.fill(&mut key);
    let person = json!({
        "email": account.email.as_str(),
        "name": account.greeting_name(),
        "locale": account.locale.map(Locale::as_str),
    })
    .to_string();
    let farewell = Farewell {
        sealed: at.ports.sealer.seal_under(&key, ADDRESS, person.as_bytes())?,
        sealed_key: at.ports.sealer.seal(ADDRESS_KEY, &key)?,
    };
    unit.farewells().keep(at.run, &farewell, at.now).await?;
    Ok(Some(at.now))
}

/// The last mail.
async fn goodbye(unit: &mut Unit, at: &Scope<FlowPorts>, frozen_at: OffsetDateTime) -> Composed {
    if at.now - frozen_at > LAST_WORDS {
        return Ok(None);
    }
    let Some(farewell) = unit.farewells().find(at.run).await? else {
        return Ok(None);
    };
    let unreadable = || PortError::defect("farewell", "what was sealed is not an address");
    let key = at.ports.sealer.open(ADDRESS_KEY, &farewell.sealed_key)?;
    let key = <[u8; 32]>::try_from(key).map_err(|_| unreadable())?;
    let person = at.ports.sealer.open_under(&key, ADDRESS, &farewell.sealed)?;
    let person: Value = serde_json::from_slice(&person).map_err(|_| unreadable())?;
    let (Some(email), Some(name)) = (person["email"].as_str(), person["name"].as_str()) else {
        return Err(unreadable());
    };
    let content = Content::AccountErased { name: name.to_owned(), at: frozen_at };
    let email = EmailAddress::from_storage(email.to_owned());
    // Farewells that were sealed by a version before have none.
    let locale = person["locale"].as_str().and_then(Locale::of_tag);
    Ok(Some((Recipient { email, locale }, content)))
}
