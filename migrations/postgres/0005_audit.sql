-- Who did what, to whom, from where, and when. Entries are added by the change that they tell of and
-- sealed afterwards: number and seal are the only columns that ever change, and once.
--
-- Nothing refers to accounts or clients by a foreign key: the trail outlives them.

CREATE TABLE audit_entries (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    act text COLLATE "C" NOT NULL CHECK (octet_length(act) <= 64),
    actor_kind text NOT NULL CHECK (octet_length(actor_kind) <= 32),
    actor uuid,
    subject uuid,
    target_kind text CHECK (octet_length(target_kind) <= 32),
    target text COLLATE "C" CHECK (octet_length(target) <= 255),
    address text CHECK (octet_length(address) <= 64),
    user_agent text CHECK (char_length(user_agent) <= 256),
    request_id text CHECK (octet_length(request_id) <= 128),
    -- A JSON object, as text.
    details text CHECK (octet_length(details) <= 8192),
    number bigint UNIQUE CHECK (number > 0),
    seal bytea CHECK (octet_length(seal) = 32),
    seal_key bigint CHECK (seal_key BETWEEN 0 AND 4294967295),
    CHECK ((number IS NULL) = (seal IS NULL) AND (number IS NULL) = (seal_key IS NULL))
);
CREATE INDEX audit_entries_unsealed ON audit_entries (at, id) WHERE number IS NULL;
CREATE INDEX audit_entries_by_time ON audit_entries (at, id);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, at, id) WHERE subject IS NOT NULL;
CREATE INDEX audit_entries_by_actor ON audit_entries (actor, at, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_entries_by_target ON audit_entries (target, at, id) WHERE target IS NOT NULL;

-- The two ends of the chain, `head` and `base`. A number of 0 says that there is no such end yet.
CREATE TABLE audit_anchors (
    name text PRIMARY KEY CHECK (name IN ('head', 'base')),
    number bigint NOT NULL,
    seal bytea CHECK (octet_length(seal) = 32),
    seal_key bigint CHECK (seal_key BETWEEN 0 AND 4294967295),
    mac bytea CHECK (octet_length(mac) = 32)
);
