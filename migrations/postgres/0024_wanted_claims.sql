-- What a client has asked for claim by claim (OpenID Connect Core, section 5.5), as words such as id_token.email between
-- spaces. Where a code or a grant comes from the version before, nothing was.
ALTER TABLE oauth_authorization_codes ADD COLUMN claims text NOT NULL DEFAULT ''
    CHECK (octet_length(claims) <= 1024);
ALTER TABLE oauth_grants ADD COLUMN claims text NOT NULL DEFAULT '' CHECK (octet_length(claims) <= 1024);
