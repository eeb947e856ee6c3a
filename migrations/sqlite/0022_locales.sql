-- The language that a person reads, as a language tag (RFC 5646). Nothing where nobody knows.

ALTER TABLE accounts ADD COLUMN locale TEXT CHECK (octet_length(locale) BETWEEN 2 AND 35);
ALTER TABLE registrations ADD COLUMN locale TEXT CHECK (octet_length(locale) BETWEEN 2 AND 35);
