-- Schedules: workflows that are started again and again by the clock.

CREATE TABLE workflow_schedules (
    -- Part of the keys of its runs.
    name     TEXT NOT NULL PRIMARY KEY,
    -- The workflow that it starts, and with what, as JSON.
    kind     TEXT NOT NULL,
    input    TEXT NOT NULL,
    -- A cron expression of five fields, in a zone of the IANA database.
    cron     TEXT NOT NULL,
    zone     TEXT NOT NULL,
    -- Where an earlier run is not over: 0 skip, 1 allow, 2 cancel the earlier one.
    overlap  INTEGER NOT NULL,
    -- Microseconds.
    catch_up INTEGER NOT NULL,
    jitter   INTEGER NOT NULL,
    paused   INTEGER NOT NULL,
    -- Why it was paused without anybody asking.
    fault    TEXT,
    next_at  INTEGER NOT NULL,
    -- What it started last, and for which time by the expression.
    last_due INTEGER,
    last_run BLOB
) STRICT, WITHOUT ROWID;
