-- Whom administrators look for by when they came.

CREATE INDEX accounts_by_creation ON accounts (created_at, id);
CREATE INDEX accounts_by_status_and_creation ON accounts (status, created_at, id);
