//! Clients.

use super::{
    client_metadata,
    words::{client_id, opt_digest, scopes},
};
use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::oauth::Clients};
use oathgate_domain::oauth::{
    Client, ClientAuthentication, ClientId, ClientSecretDigest, GrantType, RedirectUri,
};

/// The columns of a client in the order that [`client`] reads.
macro_rules! columns {
    () => {
        "id, name, home, authentication, secret_key, secret_mac, redirect_uris, grant_types, scopes, \
         is_first_party, is_disabled, created_at, sealed_secret, metadata"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO oauth_clients (", columns!(), ", stored_secret) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (id) DO NOTHING"
    );
    FIND = concat!("SELECT ", columns!(), " FROM oauth_clients WHERE id = $1");
    LIST = concat!("SELECT ", columns!(), " FROM oauth_clients WHERE id > $1 ORDER BY id LIMIT $2");
    INSERT_ORIGIN = "INSERT INTO oauth_client_origins (origin, client) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    KNOWS_ORIGIN = "SELECT 1 FROM oauth_client_origins o JOIN oauth_clients c ON c.id = o.client \
         WHERE o.origin = $1 AND NOT c.is_disabled LIMIT 1";
    UPDATE = "UPDATE oauth_clients SET name = $3, home = $4, redirect_uris = $5, grant_types = $6, scopes = $7, \
         is_first_party = $8, metadata = $9 WHERE id = $1 AND authentication = $2";
    FORGET_ORIGINS = "DELETE FROM oauth_client_origins WHERE client = $1";
    INSERT_AUDIENCE = "INSERT INTO oauth_client_audiences (audience, client) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    FORGET_AUDIENCES = "DELETE FROM oauth_client_audiences WHERE client = $1";
    KNOWS_AUDIENCE = "SELECT 1 FROM oauth_client_audiences a JOIN oauth_clients c ON c.id = a.client \
         WHERE a.audience = $1 AND NOT c.is_disabled LIMIT 1";
    SET_SECRET = "UPDATE oauth_clients SET secret_key = $2, secret_mac = $3 \
         WHERE id = $1 AND authentication IN ('client_secret_basic', 'client_secret_post')";
    SET_SEALED_SECRET = "UPDATE oauth_clients SET sealed_secret = $2 \
         WHERE id = $1 AND authentication = 'client_secret_jwt'";
    DELETE = "DELETE FROM oauth_clients WHERE id = $1";
    SET_DISABLED = "UPDATE oauth_clients SET is_disabled = $2 WHERE id = $1 AND is_disabled <> $2";
}

fn client(row: &Row) -> Result<Client, SqlError> {
    let secret = match (row.opt_count(4)?, opt_digest(row, 5)?) {
        (Some(key), Some(mac)) => Some(ClientSecretDigest { key, mac }),
        _ => None,
    };
    let grant_types = row.text(7)?;
    Ok(Client {
        id: client_id(row, 0)?,
        name: row.text(1)?,
        home: row.opt_text(2)?,
        authentication: ClientAuthentication::parse(&row.text(3)?).ok_or(SqlError::Column(3))?,
        secret,
        redirect_uris: row.text(6)?.lines().map(str::to_owned).map(RedirectUri::from_storage).collect(),
        grant_types: grant_types
            .split_ascii_whitespace()
            .map(|word| GrantType::parse(word).ok_or(SqlError::Column(7)))
            .collect::<Result<_, _>>()?,
        scopes: scopes(row, 8)?,
        is_first_party: row.bool(9)?,
        is_disabled: row.bool(10)?,
        created_at: row.time(11)?,
        sealed_secret: row.opt_bytes(12)?,
        metadata: client_metadata::read(&row.text(13)?).ok_or(SqlError::Column(13))?,
    })
}

fn redirect_uris(client: &Client) -> String {
    client.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n")
}

fn grant_types(client: &Client) -> String {
    client.grant_types.iter().map(|grant| grant.as_str()).collect::<Vec<_>>().join(" ")
}

impl<S: Session> SqlUnit<S> {
    /// Notes what a client is found by beside its id.
    async fn put_names(&mut self, client: &Client) -> Result<(), PortError> {
        let id = client.id.as_str();
        for origin in client.redirect_uris.iter().filter_map(RedirectUri::origin) {
            self.changed(INSERT_ORIGIN, params![origin, id]).await?;
        }
        for audience in client.metadata.audiences.iter() {
            self.changed(INSERT_AUDIENCE, params![audience, id]).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl<S: Session> Clients for SqlUnit<S> {
    async fn insert(&mut self, client: &Client) -> Result<bool, PortError> {
        let inserted = self.changed(
            INSERT,
            params![
                client.id.as_str(),
                client.name.as_str(),
                client.home.as_deref(),
                client.authentication.as_str(),
                client.secret.map(|secret| secret.key),
                client.secret.map(|secret| secret.mac.to_vec()),
                redirect_uris(client),
                grant_types(client),
                client.scopes.to_string(),
                client.is_first_party,
                client.is_disabled,
                client.created_at,
                client.sealed_secret.as_deref(),
                client_metadata::write(&client.metadata)?,
                if client.authentication.sends_secret() { "client_secret" } else { "none" },
            ],
        );
        if !inserted.await? {
            return Ok(false);
        }
        self.put_names(client).await?;
        Ok(true)
    }

    async fn update(&mut self, client: &Client) -> Result<bool, PortError> {
        let id = client.id.as_str();
        let changed = self.changed(
            UPDATE,
            params![
                id,
                client.authentication.as_str(),
                client.name.as_str(),
                client.home.as_deref(),
                redirect_uris(client),
                grant_types(client),
                client.scopes.to_string(),
                client.is_first_party,
                client_metadata::write(&client.metadata)?,
            ],
        );
        if !changed.await? {
            return Ok(false);
        }
        self.session.execute(FORGET_ORIGINS, params![id]).await?;
        self.session.execute(FORGET_AUDIENCES, params![id]).await?;
        self.put_names(client).await?;
        Ok(true)
    }

    async fn knows_audience(&mut self, audience: &str) -> Result<bool, PortError> {
        Ok(!self.session.query(KNOWS_AUDIENCE, params![audience]).await?.is_empty())
    }

    async fn find(&mut self, id: &ClientId) -> Result<Option<Client>, PortError> {
        let rows = self.session.query(FIND, params![id.as_str()]).await?;
        Ok(rows.first().map(client).transpose()?)
    }

    async fn knows_origin(&mut self, origin: &str) -> Result<bool, PortError> {
        Ok(!self.session.query(KNOWS_ORIGIN, params![origin]).await?.is_empty())
    }

    async fn list(&mut self, after: Option<&ClientId>, limit: u16) -> Result<Vec<Client>, PortError> {
        // No id is as small as no text at all.
        let after = after.map_or("", ClientId::as_str);
        let rows = self.session.query(LIST, params![after, limit.min(200)]).await?;
        Ok(rows.iter().map(client).collect::<Result<_, _>>()?)
    }

    async fn set_secret(&mut self, id: &ClientId, secret: ClientSecretDigest) -> Result<bool, PortError> {
        self.changed(SET_SECRET, params![id.as_str(), secret.key, &secret.mac[..]]).await
    }

    async fn set_sealed_secret(&mut self, id: &ClientId, sealed: &[u8]) -> Result<bool, PortError> {
        self.changed(SET_SEALED_SECRET, params![id.as_str(), sealed]).await
    }

    async fn delete(&mut self, id: &ClientId) -> Result<bool, PortError> {
        self.changed(DELETE, params![id.as_str()]).await
    }

    async fn set_disabled(&mut self, id: &ClientId, disabled: bool) -> Result<bool, PortError> {
        self.changed(SET_DISABLED, params![id.as_str(), disabled]).await
    }
}
