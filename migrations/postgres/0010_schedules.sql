-- Schedules: workflows that are started again and again by the clock.

CREATE TABLE workflow_schedules (
    -- Part of the keys of its runs.
    name     text PRIMARY KEY,
    -- The workflow that it starts, and with what, as JSON.
    kind     text NOT NULL,
    input    text NOT NULL,
    -- A cron expression of five fields, in a zone of the IANA database.
    cron     text NOT NULL,
    zone     text NOT NULL,
    -- Where an earlier run is not over: 0 skip, 1 allow, 2 cancel the earlier one.
    overlap  smallint NOT NULL,
    -- Microseconds.
    catch_up bigint NOT NULL,
    jitter   bigint NOT NULL,
    paused   boolean NOT NULL,
    -- Why it was paused without anybody asking.
    fault    text,
    next_at  timestamptz NOT NULL,
    -- What it started last, and for which time by the expression.
    last_due timestamptz,
    last_run uuid
);
