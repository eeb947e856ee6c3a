-- Durable workflows: a run is its own outbox, its events are its memory and its history.

-- The one clock of workflows. `workflow.skew` shifts it, so that tests need not wait.
CREATE FUNCTION workflow_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT now() + coalesce(nullif(current_setting('workflow.skew', true), '')::interval, '0') $$;

-- The time after so many microseconds.
CREATE FUNCTION workflow_after(micros bigint) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT workflow_now() + micros * interval '1 microsecond' $$;

CREATE TABLE workflow_runs (
    id               uuid PRIMARY KEY,
    kind             text NOT NULL,
    version          smallint NOT NULL,
    -- The business key: at most one unfinished run under a kind and key.
    key              text,
    -- 0 open, 1 leased, 2 paused, 3 done, 4 failed, 5 cancelled.
    state            smallint NOT NULL DEFAULT 0,
    -- 0 high, 1 normal.
    priority         smallint NOT NULL DEFAULT 1,
    -- An open run is due from then on; `infinity` where only a signal wakes it.
    wake_at          timestamptz NOT NULL DEFAULT workflow_now(),
    limit_key        text,
    -- Grows with each lease; every change by a worker names it.
    fence            bigint NOT NULL DEFAULT 0,
    owner            uuid,
    lease_until      timestamptz,
    -- The number of its latest event.
    sequence         bigint NOT NULL DEFAULT 0,
    -- Failed attempts of `step`, since `first_failed_at`.
    attempt          bigint NOT NULL DEFAULT 0,
    -- Leases in a row that ran out.
    deaths           smallint NOT NULL DEFAULT 0,
    step             text,
    first_failed_at  timestamptz,
    -- Signals that ever came: who is about to sleep compares it, so that none is missed.
    inbox            bigint NOT NULL DEFAULT 0,
    cancel_requested boolean NOT NULL DEFAULT false,
    -- Whether a worker was given the request together with its lease.
    cancel_seen      boolean NOT NULL DEFAULT false,
    deadline         timestamptz,
    parent           uuid,
    subject          uuid,
    -- JSON, kept as text: the database never looks inside.
    input            text NOT NULL,
    output           text,
    fault_code       text,
    fault_detail     text,
    trace            text,
    created_at       timestamptz NOT NULL DEFAULT workflow_now(),
    closed_at        timestamptz
) WITH (
    -- Room for the versions that a run goes through: a checkpoint changes no indexed column, so
    -- it stays within its page and touches no index.
    fillfactor = 60,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.05
);

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
    run         uuid NOT NULL,
    -- From 1, without gaps.
    sequence    bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT workflow_now(),
    -- 1 started, 2 step done, 3 step failed, 4 intent, 5 timer, 6 signal taken, 7 patched, 8 child,
    -- 9 cancel requested, 10 operator, 11 closed, 12 paused, 13 lease expired.
    kind        smallint NOT NULL,
    name        text,
    attempt     bigint,
    -- JSON, as text.
    data        text,
    PRIMARY KEY (run, sequence)
);

-- What a run remembers, it remembers once: a second worker that did the same step cannot record it.
CREATE UNIQUE INDEX workflow_events_remembered ON workflow_events (run, kind, name)
    WHERE kind IN (2, 4, 5, 6, 7, 8);

CREATE TABLE workflow_signals (
    run      uuid NOT NULL REFERENCES workflow_runs (id) ON DELETE CASCADE,
    -- Names this very signal; the same one sent again is dropped.
    id       text NOT NULL,
    name     text NOT NULL,
    data     text NOT NULL,
    sent_at  timestamptz NOT NULL DEFAULT workflow_now(),
    -- The event by which it was taken.
    taken_by bigint,
    PRIMARY KEY (run, id)
);

CREATE TABLE workflow_workers (
    id       uuid PRIMARY KEY,
    host     text NOT NULL,
    kinds    text[] NOT NULL,
    slots    integer NOT NULL,
    draining boolean NOT NULL,
    since    timestamptz NOT NULL DEFAULT workflow_now(),
    seen_at  timestamptz NOT NULL
) WITH (fillfactor = 50);
