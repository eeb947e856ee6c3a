-- What administrators look for among many accounts.

CREATE INDEX accounts_by_status ON accounts (status, id);
