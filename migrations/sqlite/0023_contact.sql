-- How a person is reached beside their email address: a phone number as ITU-T E.164 writes it, and a postal address as a
-- JSON object with the members of the address claim (OpenID Connect Core, section 5.1.1). Nobody looks for either.

ALTER TABLE accounts ADD COLUMN phone_number TEXT CHECK (octet_length(phone_number) BETWEEN 8 AND 16);
ALTER TABLE accounts ADD COLUMN address TEXT CHECK (octet_length(address) <= 8192);
