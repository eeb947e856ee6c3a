-- How many runs that share a limit may be carried out at a time, by all workers together, so that a
-- peer that is slow or away keeps nobody else waiting.

CREATE TABLE workflow_limits (
    -- What runs name in `limit_key`. One that ends with a colon counts for each key that begins
    -- with it and has no entry of its own.
    key         text PRIMARY KEY CHECK (octet_length(key) BETWEEN 1 AND 255),
    -- 0 holds them all back.
    max_running integer NOT NULL CHECK (max_running BETWEEN 0 AND 10000)
);
INSERT INTO workflow_limits (key, max_running) VALUES ('smtp', 8), ('hook:', 4), ('logout:', 4);

-- How many more runs with a limit may be taken up.
CREATE FUNCTION workflow_room(wanted text) RETURNS bigint
LANGUAGE sql STABLE
AS $$ SELECT greatest(coalesce(
        (SELECT max_running FROM workflow_limits WHERE key = wanted),
        (SELECT max_running FROM workflow_limits WHERE key = left(wanted, strpos(wanted, ':'))),
        2147483647)
    - (SELECT count(*) FROM workflow_runs WHERE state = 1 AND limit_key = wanted), 0) $$;

-- Each limit has a queue of its own: a crowd that is held back must not be walked through to find
-- what is behind it.
DROP INDEX workflow_runs_due;
CREATE INDEX workflow_runs_due ON workflow_runs (priority, wake_at) WHERE state = 0 AND limit_key IS NULL;
CREATE INDEX workflow_runs_due_limited ON workflow_runs (limit_key, priority, wake_at)
    WHERE state = 0 AND limit_key IS NOT NULL;

-- Whether a run is cancelled when the run that started it ends.
ALTER TABLE workflow_runs ADD COLUMN ends_with_parent boolean NOT NULL DEFAULT false;
