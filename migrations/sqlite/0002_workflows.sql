-- Durable workflows: a run is its own outbox, its events are its memory and its history.
--
-- Times are microseconds since 1970, identifiers blobs of 16 bytes. `workflow_now()` and
-- `workflow_after(micros)` are functions that the program adds to each connection.

CREATE TABLE workflow_runs (
    id               BLOB NOT NULL PRIMARY KEY,
    kind             TEXT NOT NULL,
    version          INTEGER NOT NULL,
    -- The business key: at most one unfinished run under a kind and key.
    key              TEXT,
    -- 0 open, 1 leased, 2 paused, 3 done, 4 failed, 5 cancelled.
    state            INTEGER NOT NULL DEFAULT 0,
    -- 0 high, 1 normal.
    priority         INTEGER NOT NULL DEFAULT 1,
    -- An open run is due from then on; 9223372036854775807 where only a signal wakes it.
    wake_at          INTEGER NOT NULL,
    limit_key        TEXT,
    -- Grows with each lease; every change by a worker names it.
    fence            INTEGER NOT NULL DEFAULT 0,
    owner            BLOB,
    lease_until      INTEGER,
    -- The number of its latest event.
    sequence         INTEGER NOT NULL DEFAULT 0,
    -- Failed attempts of `step`, since `first_failed_at`.
    attempt          INTEGER NOT NULL DEFAULT 0,
    -- Leases in a row that ran out.
    deaths           INTEGER NOT NULL DEFAULT 0,
    step             TEXT,
    first_failed_at  INTEGER,
    -- Signals that ever came: who is about to sleep compares it, so that none is missed.
    inbox            INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    -- Whether a worker was given the request together with its lease.
    cancel_seen      INTEGER NOT NULL DEFAULT 0,
    deadline         INTEGER,
    parent           BLOB,
    subject          BLOB,
    -- JSON, kept as text: the database never looks inside.
    input            TEXT NOT NULL,
    output           TEXT,
    fault_code       TEXT,
    fault_detail     TEXT,
    trace            TEXT,
    created_at       INTEGER NOT NULL,
    closed_at        INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX workflow_runs_open_key ON workflow_runs (kind, key)
    WHERE state <= 2 AND key IS NOT NULL;
-- The wake-up time first would let a crowd of sleepers hide urgent runs; each priority is
-- asked for on its own.
CREATE INDEX workflow_runs_due ON workflow_runs (priority, wake_at) WHERE state = 0;
CREATE INDEX workflow_runs_leased ON workflow_runs (lease_until) WHERE state = 1;
CREATE INDEX workflow_runs_limited ON workflow_runs (limit_key)
    WHERE state = 1 AND limit_key IS NOT NULL;
-- What people look for. Identifiers grow with time, so `id` is also the order of acceptance.
CREATE INDEX workflow_runs_kind ON workflow_runs (kind, id);
CREATE INDEX workflow_runs_trouble ON workflow_runs (state, id) WHERE state IN (2, 4, 5);
CREATE INDEX workflow_runs_subject ON workflow_runs (subject, id) WHERE subject IS NOT NULL;
CREATE INDEX workflow_runs_parent ON workflow_runs (parent) WHERE parent IS NOT NULL;
CREATE INDEX workflow_runs_used_key ON workflow_runs (kind, key)
    WHERE state > 2 AND key IS NOT NULL;

-- No foreign key: every event is inserted by the statement that inserts or changes its run's row, and
-- looking for that row once more would cost a seventh of each checkpoint. Whoever deletes runs
-- deletes their events.
CREATE TABLE workflow_events (
    run         BLOB NOT NULL,
    -- From 1, without gaps.
    sequence    INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    -- 1 started, 2 step done, 3 step failed, 4 intent, 5 timer, 6 signal taken, 7 patched, 8 child,
    -- 9 cancel requested, 10 operator, 11 closed, 12 paused, 13 lease expired.
    kind        INTEGER NOT NULL,
    name        TEXT,
    attempt     INTEGER,
    -- JSON, as text.
    data        TEXT,
    PRIMARY KEY (run, sequence)
) STRICT, WITHOUT ROWID;

-- What a run remembers, it remembers once: a second worker that did the same step cannot record it.
CREATE UNIQUE INDEX workflow_events_remembered ON workflow_events (run, kind, name)
    WHERE kind IN (2, 4, 5, 6, 7, 8);

CREATE TABLE workflow_signals (
    run      BLOB NOT NULL REFERENCES workflow_runs (id) ON DELETE CASCADE,
    -- Names this very signal; the same one sent again is dropped.
    id       TEXT NOT NULL,
    name     TEXT NOT NULL,
    data     TEXT NOT NULL,
    sent_at  INTEGER NOT NULL,
    -- The event by which it was taken.
    taken_by INTEGER,
    PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE workflow_workers (
    id       BLOB NOT NULL PRIMARY KEY,
    host     TEXT NOT NULL,
    -- A JSON array of names.
    kinds    TEXT NOT NULL,
    slots    INTEGER NOT NULL,
    draining INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    seen_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
