//! The audit trail.

use crate::sql::{Row, Session, SqlError, SqlUnit, Value, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::audit::{Anchor, Audit, AuditFilter, End, Recorded},
};
use oathgate_domain::{
    audit::{Actor, AuditEntry, Link, Target},
    ids::{AccountId, AuditId},
};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// The columns of an entry in the order that [`entry`] reads.
macro_rules! columns {
    () => {
        "id, at, act, actor_kind, actor, subject, target_kind, target, address, user_agent, \
         request_id, details"
    };
}
/// How many columns that is.
const COLUMNS: usize = 12;

/// Behind everything that is recorded.
const END_OF_TIME: OffsetDateTime = datetime!(9999-12-31 0:00 UTC);

/// A search by one condition, which leads the index that is used; the rest narrows it further.
macro_rules! search {
    ($condition:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", number, seal, seal_key FROM audit_entries WHERE ",
            $condition,
            " AND (at, id) < ($2, $3) AND at >= $4 \
             AND (CAST($5 AS TEXT) IS NULL OR act = $5 OR (act >= $6 AND act < $7)) \
             AND (CAST($8 AS TEXT) IS NULL OR target = $8) \
             AND (CAST($9 AS TEXT) IS NULL OR request_id = $9) \
             ORDER BY at DESC, id DESC LIMIT $10"
        )
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO audit_entries (", columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    SEARCH = search!("CAST($1 AS TEXT) IS NULL");
    SEARCH_BY_SUBJECT = search!("subject = $1");
    SEARCH_BY_ACTOR = search!("actor = $1");
    SEARCH_BY_TARGET = search!("target = $1");
    CHAIN = concat!(
        "SELECT ", columns!(), ", number, seal, seal_key FROM audit_entries \
         WHERE number > $1 ORDER BY number LIMIT 1000"
    );
    UNSEALED =
        concat!("SELECT ", columns!(), " FROM audit_entries WHERE number IS NULL ORDER BY at, id LIMIT $1");
    WAITING = "SELECT count(*), min(at) FROM (SELECT at FROM audit_entries WHERE number IS NULL \
         ORDER BY at, id LIMIT 10000) AS waiting";
    ANCHOR = "SELECT number, seal, seal_key, mac FROM audit_anchors WHERE name = $1 AND number > 0";
    /// Makes the row, or locks it.
    LOCK_HEAD = "INSERT INTO audit_anchors (name, number) VALUES ('head', 0) \
         ON CONFLICT (name) DO UPDATE SET number = audit_anchors.number \
         RETURNING number, seal, seal_key, mac";
    SEAL = "UPDATE audit_entries SET number = $2, seal = $3, seal_key = $4 WHERE id = $1 AND number IS NULL";
    SET_ANCHOR = "INSERT INTO audit_anchors (name, number, seal, seal_key, mac) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (name) DO UPDATE SET number = excluded.number, seal = excluded.seal, \
         seal_key = excluded.seal_key, mac = excluded.mac";
    DELETE_THROUGH = "DELETE FROM audit_entries WHERE number <= $1";
}

fn entry(row: &Row) -> Result<AuditEntry, SqlError> {
    let actor = Actor::from_storage(&row.text(3)?, row.opt_uuid(4)?.map(AccountId));
    let (kind, id) = (row.opt_text(6)?, row.opt_text(7)?);
    Ok(AuditEntry {
        id: AuditId(row.uuid(0)?),
        at: row.time(1)?,
        act: row.text(2)?,
        actor: actor.ok_or(SqlError::Column(3))?,
        subject: row.opt_uuid(5)?.map(AccountId),
        target: kind.zip(id).map(|(kind, id)| Target { kind, id }),
        address: row.opt_text(8)?,
        user_agent: row.opt_text(9)?,
        request_id: row.opt_text(10)?,
        details: row.opt_text(11)?,
    })
}

/// Reads number, seal and key, the first of which is at `start`.
fn link(row: &Row, start: usize) -> Result<Option<Link>, SqlError> {
    let Some(number) = row.opt_int(start)? else { return Ok(None) };
    let Some(seal) = row.opt_bytes(start + 1)? else { return Ok(None) };
    let seal = seal.try_into().map_err(|_| SqlError::Column(start + 1))?;
    Ok(Some(Link { number, seal, key: row.count(start + 2)? }))
}

fn recorded(row: &Row) -> Result<Recorded, SqlError> {
    Ok(Recorded { entry: entry(row)?, link: link(row, COLUMNS)? })
}

fn anchor(row: &Row) -> Result<Option<Anchor>, SqlError> {
    let Some((link, mac)) = link(row, 0)?.zip(row.opt_bytes(3)?) else { return Ok(None) };
    Ok(Some(Anchor { link, mac: mac.try_into().map_err(|_| SqlError::Column(3))? }))
}

/// The statement that records an entry, and its parameters.
pub(crate) fn insertion(entry: &AuditEntry) -> (&'static str, Vec<Value>) {
    let target = entry.target.as_ref();
    let params = params![
        entry.id.0,
        entry.at,
        entry.act.as_str(),
        entry.actor.kind(),
        entry.actor.account().map(|account| account.0),
        entry.subject.map(|subject| subject.0),
        target.map(|target| target.kind.as_str()),
        target.map(|target| target.id.as_str()),
        entry.address.as_deref(),
        entry.user_agent.as_deref(),
        entry.request_id.as_deref(),
        entry.details.as_deref(),
    ];
    (INSERT, params)
}

#[async_trait]
impl<S: Session> Audit for SqlUnit<S> {
    async fn record(&mut self, entry: &AuditEntry) -> Result<(), PortError> {
        let (sql, params) = insertion(entry);
        self.session.execute(sql, params).await?;
        Ok(())
    }

    async fn search(&mut self, filter: &AuditFilter) -> Result<Vec<Recorded>, PortError> {
        // Several at once are asked for seldom, and by the index of one the rest is short.
        let (sql, by) = match filter {
            AuditFilter { subject: Some(subject), .. } => (SEARCH_BY_SUBJECT, subject.0.into()),
            AuditFilter { actor: Some(actor), .. } => (SEARCH_BY_ACTOR, actor.0.into()),
            AuditFilter { target: Some(target), .. } => (SEARCH_BY_TARGET, target.as_str().into()),
            _ => (SEARCH, Value::Null),
        };
        let until = (filter.until.unwrap_or(END_OF_TIME), AuditId(Uuid::nil()));
        let (at, id) = filter.before.map_or(until, |before| before.min(until));
        let act = filter.act.as_deref();
        let params = params![
            by,
            at,
            id.0,
            filter.since.unwrap_or(OffsetDateTime::UNIX_EPOCH),
            act,
            act.map(|act| format!("{act}.")),
            // The character behind the dot.
            act.map(|act| format!("{act}/")),
            filter.target.as_deref(),
            filter.request_id.as_deref(),
            filter.limit.min(200),
        ];
        let rows = self.session.query(sql, params).await?;
        Ok(rows.iter().map(recorded).collect::<Result<_, _>>()?)
    }

    async fn chain(&mut self, after: i64) -> Result<Vec<Recorded>, PortError> {
        let rows = self.session.query(CHAIN, params![after]).await?;
        Ok(rows.iter().map(recorded).collect::<Result<_, _>>()?)
    }

    async fn unsealed(&mut self, limit: u16) -> Result<Vec<AuditEntry>, PortError> {
        let rows = self.session.query(UNSEALED, params![limit]).await?;
        Ok(rows.iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn waiting(&mut self) -> Result<(u64, Option<OffsetDateTime>), PortError> {
        let rows = self.session.query(WAITING, params![]).await?;
        let Some(row) = rows.first() else { return Ok((0, None)) };
        Ok((u64::try_from(row.int(0)?).map_err(|_| SqlError::Column(0))?, row.opt_time(1)?))
    }

    async fn anchor(&mut self, end: End) -> Result<Option<Anchor>, PortError> {
        let rows = self.session.query(ANCHOR, params![end.as_str()]).await?;
        Ok(rows.first().map(anchor).transpose()?.flatten())
    }

    async fn lock_head(&mut self) -> Result<Option<Anchor>, PortError> {
        let rows = self.session.query(LOCK_HEAD, params![]).await?;
        Ok(rows.first().map(anchor).transpose()?.flatten())
    }

    async fn seal(&mut self, entry: AuditId, link: &Link) -> Result<bool, PortError> {
        self.changed(SEAL, params![entry.0, link.number, &link.seal[..], link.key]).await
    }

    async fn set_anchor(&mut self, end: End, anchor: &Anchor) -> Result<(), PortError> {
        let Anchor { link, mac } = anchor;
        let params = params![end.as_str(), link.number, &link.seal[..], link.key, &mac[..]];
        self.session.execute(SET_ANCHOR, params).await?;
        Ok(())
    }

    async fn delete_through(&mut self, number: i64) -> Result<u64, PortError> {
        Ok(self.session.execute(DELETE_THROUGH, params![number]).await?)
    }
}
