-- Who did what, to whom, from where, and when. Entries are added by the change that they tell of and
-- sealed afterwards: number and seal are the only columns that ever change, and once.
--
-- Nothing refers to accounts or clients by a foreign key: the trail outlives them. Times are
-- microseconds since 1970, UTC; identifiers are BLOBs of 16 bytes.

CREATE TABLE audit_entries (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    at INTEGER NOT NULL,
    act TEXT NOT NULL CHECK (octet_length(act) <= 64),
    actor_kind TEXT NOT NULL CHECK (octet_length(actor_kind) <= 32),
    actor BLOB CHECK (length(actor) = 16),
    subject BLOB CHECK (length(subject) = 16),
    target_kind TEXT CHECK (octet_length(target_kind) <= 32),
    target TEXT CHECK (octet_length(target) <= 255),
    address TEXT CHECK (octet_length(address) <= 64),
    user_agent TEXT CHECK (length(user_agent) <= 256),
    request_id TEXT CHECK (octet_length(request_id) <= 128),
    -- A JSON object, as text.
    details TEXT CHECK (octet_length(details) <= 8192),
    number INTEGER UNIQUE CHECK (number > 0),
    seal BLOB CHECK (length(seal) = 32),
    seal_key INTEGER CHECK (seal_key BETWEEN 0 AND 4294967295),
    CHECK ((number IS NULL) = (seal IS NULL) AND (number IS NULL) = (seal_key IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entries_unsealed ON audit_entries (at, id) WHERE number IS NULL;
CREATE INDEX audit_entries_by_time ON audit_entries (at, id);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, at, id) WHERE subject IS NOT NULL;
CREATE INDEX audit_entries_by_actor ON audit_entries (actor, at, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_entries_by_target ON audit_entries (target, at, id) WHERE target IS NOT NULL;

-- The two ends of the chain, `head` and `base`. A number of 0 says that there is no such end yet.
CREATE TABLE audit_anchors (
    name TEXT PRIMARY KEY NOT NULL CHECK (name IN ('head', 'base')),
    number INTEGER NOT NULL,
    seal BLOB CHECK (length(seal) = 32),
    seal_key INTEGER CHECK (seal_key BETWEEN 0 AND 4294967295),
    mac BLOB CHECK (length(mac) = 32)
) STRICT, WITHOUT ROWID;
