-- What operators see and set.

-- The place of a run in the trace of the request that started it (W3C Trace Context).
ALTER TABLE workflow_runs ADD COLUMN traceparent text;

-- Limits that an administrator has changed; all others are as the program has them.
CREATE TABLE rate_limits (
    name         text PRIMARY KEY,
    burst        bigint NOT NULL CHECK (burst BETWEEN 1 AND 1000000),
    every_micros bigint NOT NULL CHECK (every_micros BETWEEN 1 AND 86400000000),
    changed_at   timestamptz NOT NULL
);
