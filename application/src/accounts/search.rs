//! An administrator looks for accounts by the beginning of their names.

use super::administer::Administer;
use crate::error::PortError;
use oathgate_domain::account::Account;

/// Where a page of a search ends: the next one begins behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// Behind the account with this address, in its canonical form.
    Email(String),
    /// Behind the account with this user name, in its canonical form; the addresses are through.
    Username(String),
}

impl Cursor {
    /// The cursor as a client keeps it.
    pub fn write(&self) -> String {
        match self {
            Self::Email(name) => format!("e:{name}"),
            Self::Username(name) => format!("u:{name}"),
        }
    }

    /// Reads what [`Self::write`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("e", name) => Some(Self::Email(name.to_owned())),
            ("u", name) => Some(Self::Username(name.to_owned())),
            _ => None,
        }
    }
}

impl Administer {
    /// Accounts whose address or user name begins with `prefix`, whatever its case: by address
    /// first, then those that have only such a user name. Each page reads as many rows as it gives,
    /// by an index, however many accounts there are.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn search(
        &self,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<(Vec<Account>, Option<Cursor>), PortError> {
        let prefix = prefix.to_lowercase();
        let mut unit = self.store.begin_read().await?;
        let mut found = Vec::new();
        if !matches!(after, Some(Cursor::Username(_))) {
            let last = match after {
                Some(Cursor::Email(last)) => Some(last.as_str()),
                _ => None,
            };
            found = unit.accounts().list_by_email(&prefix, last, limit).await?;
        }
        let most = usize::from(limit);
        if found.len() == most {
            let next = found.last().map(|last| Cursor::Email(last.email.canonical().to_owned()));
            return Ok((found, next));
        }
        let last = match after {
            Some(Cursor::Username(last)) => Some(last.as_str()),
            _ => None,
        };
        let by_name = unit.accounts().list_by_username(&prefix, last, limit).await?;
        let (mut next, is_full) = (None, by_name.len() == most);
        for account in by_name {
            if found.len() == most {
                return Ok((found, next));
            }
            next = account.username.as_ref().map(|name| Cursor::Username(name.canonical().to_owned()));
            if !account.email.canonical().starts_with(&prefix) {
                found.push(account);
            }
        }
        Ok((found, next.filter(|_| is_full)))
    }
}
