//! `oathgate user …`: accounts.

use super::{stdin::read_secret, tool};
use crate::{
    cli::{Format, NewUser, UserCommand, UserList, UserStatus, Who},
    config::{Settings, Source},
    failure::Failure,
    output,
    wiring::{Foundation, hash_pool, master_keys, operator, require_current},
};
use oathgate_application::{
    accounts::{
        administer::{Administer, Refusal},
        forms::{AccountFields, AccountForm},
        origin::Origin,
        request_mail::{RequestMail, Wanted},
    },
    audit::By,
    ports::{accounts::AccountFilter, entropy::Entropy},
};
use oathgate_domain::{
    account::{Account, AccountStatus},
    locale::Locale,
    names::{PersonName, Username},
    secret::Secret,
};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Letters of a generated password: none that is mistaken for another. 32 of them, so that each is
/// five bits and every one is equally likely.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters of a generated password: 100 bits.
const LENGTH: usize = 20;

pub(super) fn run(source: &Source, command: UserCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let by = operator(source);
        match command {
            UserCommand::Create(user) => create(&settings, &foundation, &by, user).await,
            UserCommand::List(list) => show(&settings, &foundation, &list).await,
            UserCommand::Disable(who) => change(&settings, &foundation, &by, &who, Change::Disable).await,
            UserCommand::Enable(who) => change(&settings, &foundation, &by, &who, Change::Enable).await,
            UserCommand::ResetPassword(who) => reset_password(&settings, &foundation, &by, &who).await,
        }
    })
}

fn administer(settings: &Settings, foundation: &Foundation) -> Result<Administer, Failure> {
    Ok(Administer {
        store: Arc::clone(&foundation.store),
        hasher: Arc::new(hash_pool(settings, foundation)?),
        entropy: Arc::clone(&foundation.entropy),
        clock: Arc::clone(&foundation.clock),
    })
}

async fn create(settings: &Settings, foundation: &Foundation, by: &By, user: NewUser) -> Result<(), Failure> {
    let password =
        if user.generate_password { generate(&*foundation.entropy) } else { read_secret("password")? };
    let form = AccountForm::read(AccountFields {
        email: &user.email,
        password: password.expose(),
        username: user.username.as_deref(),
        first_name: user.first_name.as_deref(),
        last_name: user.last_name.as_deref(),
        locale: user.locale.as_deref(),
    })
    .map_err(|faults| {
        let lines = faults.iter().map(|fault| format!("\n  {}: {}", fault.field, fault.message));
        Failure::new(format!("no account was created{}", lines.collect::<String>()))
    })?;
    let created = administer(settings, foundation)?.create(by, form, user.admin).await;
    let account = created.map_err(|failure| {
        Failure::of_use_case(failure, |refusal| match refusal {
            Refusal::EmailTaken => format!("there is an account with the address {} already", user.email),
            Refusal::UsernameTaken => "the user name is taken".to_owned(),
        })
    })?;
    let generated = user.generate_password.then(|| password.expose());
    match user.format {
        Format::Json => {
            let mut object = as_json(&account);
            if let Some(password) = generated {
                object.insert("password".to_owned(), password.into());
            }
            output::print_json(&Value::Object(object))
        }
        Format::Table => {
            let what = if account.is_admin { "administrator" } else { "account" };
            let password = generated.map(|password| format!("\nIts password, shown this once: {password}"));
            let password = password.unwrap_or_default();
            output::print(&format!("Created {what} {} ({}).{password}", account.email, account.id))
        }
    }
}

async fn show(settings: &Settings, foundation: &Foundation, list: &UserList) -> Result<(), Failure> {
    let filter = AccountFilter {
        status: list.status.map(|status| match status {
            UserStatus::Unverified => AccountStatus::Unverified,
            UserStatus::Active => AccountStatus::Active,
            UserStatus::Disabled => AccountStatus::Disabled,
        }),
        prefix: list.prefix.as_deref().map(str::to_lowercase),
        before: list.before,
        limit: list.limit,
    };
    let accounts = administer(settings, foundation)?.list(&filter).await?;
    if list.format == Format::Json {
        return output::print_json(&accounts.iter().map(|account| Value::Object(as_json(account))).collect());
    }
    let rows: Vec<[String; 6]> = accounts
        .iter()
        .map(|account| {
            [
                account.id.to_string(),
                account.email.to_string(),
                account.username.as_ref().map_or("-".to_owned(), |name| name.as_str().to_owned()),
                account.status.as_str().to_owned(),
                if account.is_admin { "yes" } else { "no" }.to_owned(),
                when(Some(account.created_at)).unwrap_or_default(),
            ]
        })
        .collect();
    output::print(&output::table(["ID", "EMAIL", "USERNAME", "STATUS", "ADMIN", "CREATED"], &rows))?;
    if accounts.len() == usize::from(list.limit)
        && let Some(last) = accounts.last()
    {
        output::note(&format!("there may be more: add --before {}", last.id));
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Change {
    Disable,
    Enable,
}

async fn change(
    settings: &Settings,
    foundation: &Foundation,
    by: &By,
    who: &Who,
    change: Change,
) -> Result<(), Failure> {
    let administer = administer(settings, foundation)?;
    let account = find(&administer, who).await?;
    let (changed, done, already) = match change {
        Change::Disable => (administer.disable(by, account.id).await?, "disabled", "disabled already"),
        Change::Enable => (administer.enable(by, account.id).await?, "enabled", "not disabled"),
    };
    output::print(&format!("{} is {}.", account.email, if changed { done } else { already }))
}

async fn reset_password(
    settings: &Settings,
    foundation: &Foundation,
    by: &By,
    who: &Who,
) -> Result<(), Failure> {
    let administer = administer(settings, foundation)?;
    let account = find(&administer, who).await?;
    if account.status != AccountStatus::Active {
        return Err(Failure::new(format!(
            "{} is {}; a link to set a password is for active accounts",
            account.email,
            account.status.as_str()
        )));
    }
    let request = RequestMail {
        store: Arc::clone(&foundation.store),
        keys: master_keys(settings)?,
        entropy: Arc::clone(&foundation.entropy),
        clock: Arc::clone(&foundation.clock),
    };
    let taken = request.run(&Origin::default(), Wanted::PasswordReset, &account.email).await;
    taken.map_err(|failure| Failure::of_use_case(failure, |never| match never {}))?;
    administer.note_reset_mail(by, account.id).await?;
    output::print(&format!("A worker will mail {} a link to set a new password.", account.email))
}

async fn find(administer: &Administer, who: &Who) -> Result<Account, Failure> {
    let found = administer.find(&who.account).await?;
    found.ok_or_else(|| Failure::new(format!("there is no account {:?}", who.account)))
}

fn as_json(account: &Account) -> Map<String, Value> {
    let object = json!({
        "id": account.id.to_string(),
        "email": account.email.as_str(),
        "username": account.username.as_ref().map(Username::as_str),
        "first_name": account.names.first.as_ref().map(PersonName::as_str),
        "last_name": account.names.last.as_ref().map(PersonName::as_str),
        "locale": account.locale.map(Locale::as_str),
        "status": account.status.as_str(),
        "is_admin": account.is_admin,
        "created_at": when(Some(account.created_at)),
        "email_verified_at": when(account.email_verified_at),
        "last_login_at": when(account.last_login_at),
    });
    if let Value::Object(object) = object { object } else { Map::new() }
}

fn when(time: Option<OffsetDateTime>) -> Option<String> {
    time?.replace_nanosecond(0).ok()?.format(&Rfc3339).ok()
}

fn generate(entropy: &dyn Entropy) -> Secret {
    let mut bytes = [0; LENGTH];
    entropy.fill(&mut bytes);
    let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Secret::new(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oathgate_infrastructure::local::OsEntropy;

    #[test]
    fn generated_passwords_differ_and_are_good_enough() {
        let one = generate(&OsEntropy::default());
        assert_eq!(one.expose().len(), LENGTH + 3);
        assert_ne!(one.expose(), generate(&OsEntropy::default()).expose());
        let fields =
            AccountFields { email: "ada@example.com", password: one.expose(), ..AccountFields::default() };
        assert!(AccountForm::read(fields).unwrap().strength.0 >= 3);
    }
}
