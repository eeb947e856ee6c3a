// Generated from the OpenAPI document. Changes here are lost.

export interface paths {
    "/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an account
         * @description Takes a registration and mails a link that verifies the address. The answer and its time do not
         *     tell whether the address has an account already. Until the link is followed, nobody can sign in.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify an address
         * @description Uses up the token of a mailed link. It works for a new account and for a new address of an old
         *     one.
         */
        post: operations["verify_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/verify-email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the verification mail again
         * @description The answer and its time do not tell whether an account has the address, or whether it is verified.
         */
        post: operations["resend_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Opens a session. The answer takes the same time whether or not the account exists.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new tokens
         * @description Exchanges a refresh token for a new pair. Each works once: one that comes back later was copied,
         *     and ends its session. Within a short grace a repeat, from a second tab or after an answer that was
         *     lost, gets the same successor again.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends the session of the access token, of the refresh token in the body, or of the session cookie;
         *     of all of them, where several are sent.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password-reset/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to set a new password
         * @description The answer and its time do not tell whether an account has the address.
         */
        post: operations["request_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password-reset/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by a mailed link
         * @description A password that is refused does not use the link up.
         */
        post: operations["confirm_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the first administrator
         * @description Works once, with the link that the server prints while there is no administrator.
         */
        post: operations["set_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I?
         * @description The account of the access token, as it is now. A client may look at it with the scope `account:read`.
         */
        get: operations["get_me"];
        /**
         * Change my profile
         * @description Changes names and user name. The address and the password have operations of their own.
         */
        put: operations["update_me"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change my password
         * @description The session of the access token stays; every other one ends.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change my address
         * @description Mails a link to the new address. When it is followed (`POST /auth/verify-email`), the account has
         *     the new address and the old one gets a notice. Whether another account has the address is not
         *     told.
         */
        post: operations["change_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List my sessions
         * @description Those that are live, latest used first.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /**
         * End my other sessions
         * @description Every session but that of the access token ends, with all its tokens.
         */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of mine
         * @description The session ends at once, with all its tokens.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what I agreed to
         * @description The clients that may act for the account, and what each may do.
         */
        get: operations["list_consents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/consents/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take back what I agreed to
         * @description The client's tokens end at once, and it has to ask again.
         */
        delete: operations["withdraw_consent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask a person
         * @description Where a client sends a browser (RFC 6749, section 4.1.1). Whoever has to sign in or to agree first is
         *     led to the web app.
         */
        get: operations["authorize"];
        put?: never;
        /**
         * Ask a person, by POST
         * @description The same as by GET, with the parameters in a form.
         */
        post: operations["authorize_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/authorize/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go on with a request that waited
         * @description Where the web app sends the browser after somebody has signed in.
         */
        get: operations["resume_authorization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A request that waits
         * @description What a client asks for, for the page that asks the person who is signed in.
         */
        get: operations["get_authorization_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/requests/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide a request
         * @description Says whether the client gets what it asks for. Of several decisions on the same request one counts.
         */
        post: operations["decide_authorization_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get tokens
         * @description Exchanges a code, a refresh token or the code of a device for tokens, or gives a client a token of its
         *     own (RFC 6749, section 3.2). A code works once: when it comes again, what came from it is revoked. So does a refresh
         *     token: one that comes back later was copied, and ends what was granted.
         */
        post: operations["token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is this token?
         * @description For services that are sent tokens and do not verify them by themselves, or want to know whether one was
         *     revoked since (RFC 7662). They are clients with a secret.
         */
        post: operations["introspect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a token back
         * @description Ends what a client was granted, with every token that came from it (RFC 7009). A token that is not the
         *     client's, or none at all, is left alone without a word.
         */
        post: operations["revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/userinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who signed in?
         * @description Tells what the scopes of the access token allow to know (OpenID Connect Core, section 5.3).
         */
        get: operations["userinfo"];
        put?: never;
        /**
         * Who signed in? By POST
         * @description The same as by GET; the access token may also be in the form.
         */
        post: operations["userinfo_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the server can do
         * @description For clients of OpenID Connect that set themselves up (OpenID Connect Discovery 1.0).
         */
        get: operations["openid_configuration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the server can do, for clients of OAuth
         * @description The same as `/.well-known/openid-configuration`, where clients of OAuth look for it (RFC 8414).
         */
        get: operations["oauth_authorization_server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys
         * @description Every key that verifies tokens of this server, as a JWK set (RFC 7517).
         */
        get: operations["jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device_authorization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin on a device
         * @description For devices without a browser or a keyboard: the person types the short code at the address that is
         *     given, on a phone for example, while the device asks the token endpoint again and again (RFC 8628).
         */
        post: operations["device_authorization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A device that waits
         * @description What the device with this code asks for, for the page that asks the person who is signed in. Whoever
         *     types many codes that are none has to wait.
         */
        post: operations["get_device_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/device/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide for a device
         * @description Says whether the device gets what it asks for. Of several decisions on the same code one counts.
         */
        post: operations["decide_device_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything
         * @description Looks at every part of the server.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/db": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The database
         * @description Asks the database for a sign of life.
         */
        get: operations["health_db"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workflows
         * @description Whether workers are there and keep up.
         */
        get: operations["health_workflows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/temporal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workflows, at their former address
         * @deprecated
         * @description The same as `/health/workflows`.
         */
        get: operations["health_temporal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/redis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Redis
         * @description Asks Redis for a sign of life, where the server uses it.
         */
        get: operations["health_redis"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is it alive?
         * @description For the liveness probe of an orchestrator: looks at nothing but this process.
         */
        get: operations["health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is it ready?
         * @description For the readiness probe of an orchestrator: whether requests can be served now. 503 as soon as the
         *     process is asked to stop.
         */
        get: operations["health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AskedScope
         * @description Something that a client asks for.
         */
        AskedScope: {
            /** @description Its name. */
            name: string;
            /** @description Whether the person agreed to it before. */
            agreed: boolean;
        };
        /**
         * AuthorizeForm
         * @description What a client asks for (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1).
         */
        AuthorizeForm: {
            /** @description `code`. */
            response_type: string;
            /** @description The client. */
            client_id: string;
            /**
             * @description Where the answer goes: one of those that the client registered. May be left out where it registered
             *     one alone.
             */
            redirect_uri?: string;
            /** @description What is asked for. */
            scope?: string;
            /** @description Given back as it came. */
            state?: string;
            /** @description `query`, `fragment` or `form_post`. */
            response_mode?: string;
            /** @description The challenge (RFC 7636). A client without a secret must send one. */
            code_challenge?: string;
            /** @description `S256`. */
            code_challenge_method?: string;
            /** @description Given back in the ID token. */
            nonce?: string;
            /** @description `none`, or `login`, `consent` and `select_account`. */
            prompt?: string;
            /** @description How many seconds ago the person may have signed in. */
            max_age?: string;
            /** @description Who probably wants to sign in. */
            login_hint?: string;
            /** @description An ID token of the person who is meant. */
            id_token_hint?: string;
        };
        /**
         * ClientView
         * @description A client, as people see it.
         */
        ClientView: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its home page. */
            home?: string;
        };
        /**
         * ConsentList
         * @description What somebody has agreed to, latest first.
         * @example {
         *       "consents": [
         *         {
         *           "client": {
         *             "home": "https://photos.example.com",
         *             "id": "photo-books",
         *             "name": "Photo Books"
         *           },
         *           "given_at": "2026-01-02T12:00:00Z",
         *           "scopes": [
         *             "email",
         *             "openid"
         *           ]
         *         }
         *       ]
         *     }
         */
        ConsentList: {
            /** @description At most 200. */
            consents: components["schemas"]["ConsentView"][];
        };
        /**
         * ConsentView
         * @description What a client may do.
         */
        ConsentView: {
            /** @description The client. */
            client: components["schemas"]["ClientView"];
            /** @description What was agreed to. */
            scopes: string[];
            /**
             * Format: date-time
             * @description When it was last agreed to.
             */
            given_at: string;
        };
        /**
         * Decision
         * @description What somebody has decided.
         * @example {
         *       "allow": true
         *     }
         */
        Decision: {
            /** @description Whether the client gets what it asks for. */
            allow: boolean;
        };
        /**
         * DeviceCodes
         * @description The codes of a device (RFC 8628, section 3.2).
         */
        DeviceCodes: {
            /** @description What the device asks the token endpoint with. */
            device_code: string;
            /** @description What the person types. */
            user_code: string;
            /** @description Where the person types it. */
            verification_uri: string;
            /** @description The same with the code in it. */
            verification_uri_complete: string;
            /**
             * Format: int64
             * @description For how many seconds both codes are good.
             */
            expires_in: number;
            /**
             * Format: uint32
             * @description How many seconds the device waits between two questions.
             */
            interval: number;
        };
        /**
         * DeviceDecision
         * @description What somebody has decided for a device.
         * @example {
         *       "allow": true,
         *       "user_code": "BCDF-GHJK"
         *     }
         */
        DeviceDecision: {
            /** @description The code of the device. */
            user_code: string;
            /** @description Whether the device gets what it asks for. */
            allow: boolean;
        };
        /**
         * DeviceForm
         * @description What a device asks for.
         */
        DeviceForm: {
            /** @description What is asked for. */
            scope?: string;
            /** @description The client, unless the header names it. */
            client_id?: string;
            /** @description Its secret, unless the header has it. */
            client_secret?: string;
        };
        /**
         * EmailChangeRequest
         * @description A new address, and the password to show that it is really you.
         * @example {
         *       "email": "ada.lovelace@example.org",
         *       "password": "violet otter paints nine doors"
         *     }
         */
        EmailChangeRequest: {
            /** @description The new address. */
            email: string;
            /** @description The present password. */
            password: string;
        };
        /**
         * FieldError
         * @description One field that is not right.
         */
        FieldError: {
            /**
             * @description Where it is: its name, for nested ones with the path to it, such as `addresses[0].city`.
             *     Empty where the body as a whole is meant.
             */
            field: string;
            /**
             * @description What is wrong, for a program: `required`, `wrong_type`, `null_not_allowed`, `unknown_field`,
             *     `too_short`, `too_long`, `not_allowed`, `wrong_format`, `forbidden_character`, or a code of
             *     the operation such as `common_password`.
             */
            code: string;
            /** @description What is wrong and what is allowed, for a person. */
            message: string;
        };
        /**
         * HealthCheck
         * @description One part of the server.
         */
        HealthCheck: {
            /** @description Which part, for example `database`. */
            name: string;
            /** @description How it is doing. */
            status: components["schemas"]["HealthStatus"];
            /**
             * Format: date-time
             * @description Since when, as far as this process has seen.
             */
            since: string;
            /** @description What is known besides. Never a secret. */
            detail?: string;
        };
        /**
         * HealthReport
         * @description How the server is doing.
         * @example {
         *       "checks": [
         *         {
         *           "name": "database",
         *           "since": "2026-01-02T12:00:00Z",
         *           "status": "up"
         *         }
         *       ],
         *       "status": "up"
         *     }
         */
        HealthReport: {
            /** @description The worst of the parts. */
            status: components["schemas"]["HealthStatus"];
            /** @description Every part that was looked at. */
            checks: components["schemas"]["HealthCheck"][];
        };
        /**
         * @description How a part is doing.
         * @enum {string}
         */
        HealthStatus: "up" | "degraded" | "down" | "not_configured";
        /**
         * Introspection
         * @description What a token is. A token that is not good, for whatever reason, is not `active`, and nothing else is said
         *     of it.
         */
        Introspection: {
            /** @description Whether it is good now. */
            active: boolean;
            /** @description `Bearer` or `refresh_token`. */
            token_type?: string;
            /** @description The client that it was given to. */
            client_id?: string;
            /** @description Whom it stands for: an account, or the client itself. */
            sub?: string;
            /** @description What it allows. */
            scope?: string;
            /**
             * Format: int64
             * @description When it ends, in seconds since 1970.
             */
            exp?: number;
            /**
             * Format: int64
             * @description When it was made, in seconds since 1970.
             */
            iat?: number;
            /** @description Its name. */
            jti?: string;
            /** @description Who made it. */
            iss?: string;
            /** @description Whom it is for. */
            aud?: string;
        };
        /**
         * Jwk
         * @description A key (RFC 7517, section 4). Which members it has depends on its kind.
         */
        Jwk: {
            /** @description The kind: `RSA`, `EC` or `OKP`. */
            kty: string;
            /** @description Its name. */
            kid?: string;
            /** @description What it signs with. */
            alg?: string;
            /** @description What it is for: `sig`. */
            use?: string;
            /** @description Of an RSA key. */
            n?: string;
            /** @description Of an RSA key. */
            e?: string;
            /** @description The curve. */
            crv?: string;
            /** @description On the curve. */
            x?: string;
            /** @description On the curve. */
            y?: string;
        };
        /**
         * JwkSet
         * @description Keys (RFC 7517, section 5).
         */
        JwkSet: {
            /** @description Every key that verifies. */
            keys: components["schemas"]["Jwk"][];
        };
        /**
         * LoginRequest
         * @description What somebody signs in with.
         * @example {
         *       "email": "ada@example.com",
         *       "password": "violet otter paints nine doors"
         *     }
         */
        LoginRequest: {
            /** @description The address, or the user name. */
            email: string;
            /** @description The password. */
            password: string;
        };
        /**
         * MailRequest
         * @description An address to which a mail is wanted.
         * @example {
         *       "email": "ada@example.com"
         *     }
         */
        MailRequest: {
            /** @description The address. */
            email: string;
        };
        /**
         * Metadata
         * @description What the server can do (RFC 8414; OpenID Connect Discovery 1.0, section 3).
         */
        Metadata: {
            issuer: string;
            authorization_endpoint: string;
            token_endpoint: string;
            userinfo_endpoint: string;
            jwks_uri: string;
            revocation_endpoint: string;
            introspection_endpoint: string;
            device_authorization_endpoint: string;
            service_documentation: string;
            scopes_supported: string[];
            response_types_supported: string[];
            response_modes_supported: string[];
            grant_types_supported: string[];
            subject_types_supported: string[];
            id_token_signing_alg_values_supported: string[];
            token_endpoint_auth_methods_supported: string[];
            revocation_endpoint_auth_methods_supported: string[];
            introspection_endpoint_auth_methods_supported: string[];
            code_challenge_methods_supported: string[];
            claim_types_supported: string[];
            claims_supported: string[];
            prompt_values_supported: string[];
            authorization_response_iss_parameter_supported: boolean;
            claims_parameter_supported: boolean;
            request_parameter_supported: boolean;
            request_uri_parameter_supported: boolean;
        };
        /**
         * Notice
         * @description Says what happens next.
         * @example {
         *       "message": "If an account has this address, a mail is on its way to it."
         *     }
         */
        Notice: {
            /** @description What happens next, for a person. */
            message: string;
        };
        /**
         * OAuthError
         * @description What went wrong, as RFC 6749 section 5.2 writes it.
         */
        OAuthError: {
            /** @description The error, for a program. */
            error: string;
            /** @description What is wrong, for the client's developer. */
            error_description?: string;
        };
        /**
         * Outcome
         * @description How the browser gets back to the client: one of both.
         * @example {
         *       "redirect_to": "https://photos.example.com/callback?code=ogc_x&state=s&iss=https%3A%2F%2Fid.example.com"
         *     }
         */
        Outcome: {
            /** @description Where it goes. */
            redirect_to?: string;
            /** @description What it posts. */
            form_post?: components["schemas"]["PostedForm"];
        };
        /**
         * PasswordChange
         * @description The present password and a new one.
         * @example {
         *       "current_password": "violet otter paints nine doors",
         *       "new_password": "seven lamps above the harbour"
         *     }
         */
        PasswordChange: {
            /** @description The present password. */
            current_password: string;
            /** @description 8 to 128 characters of any kind. Passwords that are tried first are refused. */
            new_password: string;
        };
        /**
         * PasswordSet
         * @description The password was set.
         * @example {
         *       "message": "The new password is set, and every session has ended. Sign in with it now.",
         *       "password_strength": 4
         *     }
         */
        PasswordSet: {
            /**
             * Format: uint8
             * @description How hard the password is to guess: 0 (at once) to 4 (very hard).
             */
            password_strength: number;
            /** @description What happens next, for a person. */
            message: string;
        };
        /**
         * PostedField
         * @description A field of a form.
         */
        PostedField: {
            /** @description Its name. */
            name: string;
            /** @description Its value. */
            value: string;
        };
        /**
         * PostedForm
         * @description A form that the browser posts to the client.
         */
        PostedForm: {
            /** @description Where to. */
            action: string;
            /** @description What it holds. */
            fields: components["schemas"]["PostedField"][];
        };
        /**
         * Problem
         * @description Why a request was not carried out (RFC 9457). Decide by `code`; `title` and `detail` are for people
         *     and may change.
         */
        Problem: {
            /** @description Names the kind of problem; the address of a page that describes it. */
            type: string;
            /** @description What kind of problem it is, in a short sentence. */
            title: string;
            /**
             * Format: uint16
             * @description The status of the answer.
             */
            status: number;
            /** @description What it is about this time. */
            detail?: string;
            /** @description The path of the request. */
            instance?: string;
            /** @description What kind of problem it is, for a program. */
            code: components["schemas"]["ProblemCode"];
            /** @description Names this request in the log; the same as the `X-Request-Id` header. */
            request_id: string;
            /**
             * @description Every field that is not right. Present with `validation_failed` alone.
             * @default []
             */
            errors?: components["schemas"]["FieldError"][];
            /**
             * Format: uint64
             * @description After how many seconds it makes sense to try again; the same as the `Retry-After` header.
             */
            retry_after?: number;
        };
        /**
         * @description Says what went wrong, for a program. A code keeps its meaning for ever; new ones may be
         *     added. Each is described at `/problems/{code}`.
         * @enum {string}
         */
        ProblemCode: "invalid_json" | "invalid_request" | "token_invalid" | "unauthorized" | "token_expired" | "token_reused" | "invalid_credentials" | "wrong_password" | "email_not_verified" | "account_disabled" | "forbidden" | "cross_site_request" | "not_found" | "method_not_allowed" | "request_timeout" | "username_taken" | "email_taken" | "conflict" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "rate_limited" | "internal" | "busy" | "unavailable" | "timed_out";
        /**
         * Profile
         * @description An account as its owner sees it.
         * @example {
         *       "created_at": "2026-01-02T12:00:00Z",
         *       "email": "ada@example.com",
         *       "email_verified": true,
         *       "first_name": "Ada",
         *       "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *       "is_admin": false,
         *       "last_login_at": "2026-01-04T12:00:00Z",
         *       "last_name": "Lovelace",
         *       "updated_at": "2026-01-03T12:00:00Z",
         *       "username": "ada"
         *     }
         */
        Profile: {
            /**
             * Format: uuid
             * @description Its identifier; the `sub` of its tokens.
             */
            id: string;
            /** @description Where it gets mail, and what it signs in with. */
            email: string;
            /** @description Whether the address was shown to be its owner's. */
            email_verified: boolean;
            /** @description Another name to sign in with. */
            username?: string;
            /** @description Given name. */
            first_name?: string;
            /** @description Family name. */
            last_name?: string;
            /** @description Whether it may use the administration API. */
            is_admin: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /**
             * Format: date-time
             * @description When somebody last signed in.
             */
            last_login_at?: string;
        };
        /**
         * ProfileChange
         * @description What to change of a profile. A field that is left out stays as it is; `null` or an empty text
         *     removes it.
         * @example {
         *       "first_name": "Ada",
         *       "last_name": null,
         *       "username": "ada"
         *     }
         */
        ProfileChange: {
            /** @description 3 to 50 letters, digits, dots, underscores and hyphens. */
            username?: string | null;
            /** @description Given name, at most 50 characters. */
            first_name?: string | null;
            /** @description Family name, at most 50 characters. */
            last_name?: string | null;
        };
        /**
         * RefreshRequest
         * @description A refresh token. Leave it out to use the session cookie.
         * @example {
         *       "refresh_token": "AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB"
         *     }
         */
        RefreshRequest: {
            /** @description The `refresh_token` of the last answer. */
            refresh_token?: string | null;
        };
        /**
         * RegisterRequest
         * @description What somebody hands in to have an account.
         * @example {
         *       "email": "ada@example.com",
         *       "first_name": "Ada",
         *       "last_name": "Lovelace",
         *       "password": "violet otter paints nine doors",
         *       "username": "ada"
         *     }
         */
        RegisterRequest: {
            /** @description Where mail reaches the person, and what they sign in with. */
            email: string;
            /** @description 8 to 128 characters of any kind. Passwords that are tried first are refused. */
            password: string;
            /** @description Another name to sign in with: 3 to 50 letters, digits, dots, underscores and hyphens. */
            username?: string | null;
            /** @description Given name, at most 50 characters. */
            first_name?: string | null;
            /** @description Family name, at most 50 characters. */
            last_name?: string | null;
        };
        /**
         * Registered
         * @description The registration was accepted.
         * @example {
         *       "message": "A mail is on its way to this address. Follow the link in it within seven days.",
         *       "password_strength": 4,
         *       "registration_id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60"
         *     }
         */
        Registered: {
            /**
             * Format: uuid
             * @description Names the registration, also in the log.
             */
            registration_id: string;
            /**
             * Format: uint8
             * @description How hard the password is to guess: 0 (at once) to 4 (very hard).
             */
            password_strength: number;
            /** @description What happens next, for a person. */
            message: string;
        };
        /**
         * ResetPasswordRequest
         * @description The token of a mailed link and a new password.
         * @example {
         *       "new_password": "seven lamps above the harbour",
         *       "token": "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w"
         *     }
         */
        ResetPasswordRequest: {
            /** @description The value of `token` in the link. */
            token: string;
            /** @description 8 to 128 characters of any kind. Passwords that are tried first are refused. */
            new_password: string;
        };
        /**
         * SessionList
         * @description Sessions, latest used first.
         * @example {
         *       "sessions": [
         *         {
         *           "address": "198.51.100.7",
         *           "created_at": "2026-01-02T12:00:00Z",
         *           "current": true,
         *           "expires_at": "2026-01-09T13:30:00Z",
         *           "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *           "last_seen_at": "2026-01-02T13:30:00Z",
         *           "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
         *         }
         *       ]
         *     }
         */
        SessionList: {
            /** @description At most 200 sessions. */
            sessions: components["schemas"]["SessionView"][];
        };
        /**
         * SessionView
         * @description One sign-in on one device.
         */
        SessionView: {
            /**
             * Format: uuid
             * @description Its identifier; the `sid` of its access tokens.
             */
            id: string;
            /** @description Whether this very request was sent in it. */
            current: boolean;
            /**
             * Format: date-time
             * @description When the person signed in.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it last got new tokens.
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description When it ends if it is not used.
             */
            expires_at: string;
            /** @description The browser or client, in its own words. */
            user_agent?: string;
            /** @description The network address from which the person signed in. */
            address?: string;
        };
        /**
         * SessionsEnded
         * @description How many sessions have ended.
         */
        SessionsEnded: {
            /**
             * Format: uint64
             * @description How many.
             */
            ended: number;
        };
        /**
         * SetUpRequest
         * @description Who the first administrator is.
         * @example {
         *       "email": "ada@example.com",
         *       "first_name": "Ada",
         *       "last_name": "Lovelace",
         *       "password": "violet otter paints nine doors",
         *       "token": "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w",
         *       "username": "ada"
         *     }
         */
        SetUpRequest: {
            /** @description The value of `token` in the link that the server printed when it started. */
            token: string;
            /** @description Where mail reaches the person, and what they sign in with. */
            email: string;
            /** @description 8 to 128 characters of any kind. Passwords that are tried first are refused. */
            password: string;
            /** @description Another name to sign in with: 3 to 50 letters, digits, dots, underscores and hyphens. */
            username?: string | null;
            /** @description Given name, at most 50 characters. */
            first_name?: string | null;
            /** @description Family name, at most 50 characters. */
            last_name?: string | null;
        };
        /**
         * TokenForm
         * @description A token, and who shows it.
         */
        TokenForm: {
            /** @description An access token or a refresh token. */
            token: string;
            /** @description Which of both it probably is; the server finds out by itself. */
            token_type_hint?: string;
            /** @description The client, unless the header names it. */
            client_id?: string;
            /** @description Its secret, unless the header has it. */
            client_secret?: string;
        };
        /**
         * TokenRequest
         * @description What a client asks tokens for with.
         */
        TokenRequest: {
            /**
             * @description `authorization_code`, `refresh_token`, `client_credentials` or
             *     `urn:ietf:params:oauth:grant-type:device_code`.
             */
            grant_type: string;
            /** @description With `authorization_code`: the code. */
            code?: string;
            /** @description With `authorization_code`: the redirect URI of the authorization request, if that named one. */
            redirect_uri?: string;
            /** @description With `authorization_code`: what answers the challenge (RFC 7636). */
            code_verifier?: string;
            /** @description With `refresh_token`: the refresh token. */
            refresh_token?: string;
            /** @description With `urn:ietf:params:oauth:grant-type:device_code`: the code of the device (RFC 8628). */
            device_code?: string;
            /** @description Fewer scopes than were granted, or, with `client_credentials`, those that are wanted. */
            scope?: string;
            /** @description The client, unless the header names it. */
            client_id?: string;
            /** @description Its secret, unless the header has it. */
            client_secret?: string;
        };
        /**
         * TokenResponse
         * @description Tokens (RFC 6749, section 5.1).
         */
        TokenResponse: {
            /** @description The access token, a JWT (RFC 9068). */
            access_token: string;
            /** @description `Bearer`. */
            token_type: string;
            /**
             * Format: int64
             * @description For how many seconds the access token is good.
             */
            expires_in: number;
            /** @description The refresh token. Each works once; the answer to it holds the next. */
            refresh_token?: string;
            /** @description The ID token, where `openid` was granted. */
            id_token?: string;
            /** @description What was granted. */
            scope: string;
        };
        /**
         * Tokens
         * @description An access token and a refresh token.
         * @example {
         *       "access_token": "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTk4In0.c2lnbmF0dXJl",
         *       "expires_in": 1800,
         *       "refresh_token": "AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB",
         *       "token_type": "Bearer"
         *     }
         */
        Tokens: {
            /** @description Send it as `Authorization: Bearer …`. A signed JWT (RFC 9068). */
            access_token: string;
            /** @description Exchange it at `/auth/refresh` for another pair. It works once. */
            refresh_token: string;
            /** @description Always `Bearer`. */
            token_type: string;
            /**
             * Format: uint64
             * @description How many seconds the access token lives.
             */
            expires_in: number;
        };
        /**
         * TypedCode
         * @description A code that a device shows.
         * @example {
         *       "user_code": "BCDF-GHJK"
         *     }
         */
        TypedCode: {
            /** @description As it was typed: neither case nor what stands between its letters matters. */
            user_code: string;
        };
        /**
         * UserInfo
         * @description Who signed in, as far as the scopes of the token tell.
         */
        UserInfo: {
            /** @description The account; it never changes and is never given to another. */
            sub: string;
            /** @description With `profile`: the whole name. */
            name?: string;
            /** @description With `profile`: the given name. */
            given_name?: string;
            /** @description With `profile`: the family name. */
            family_name?: string;
            /** @description With `profile`: the user name. */
            preferred_username?: string;
            /**
             * Format: int64
             * @description With `profile`: when any of this last changed, in seconds since 1970.
             */
            updated_at?: number;
            /** @description With `email`: the address. */
            email?: string;
            /** @description With `email`: whether it was verified. */
            email_verified?: boolean;
        };
        /**
         * UserInfoForm
         * @description An access token, unless the header has it.
         */
        UserInfoForm: {
            /** @description The access token (RFC 6750, section 2.2). */
            access_token?: string;
        };
        /**
         * @description What a link was for.
         * @enum {string}
         */
        VerifiedAs: "account_activated" | "email_changed";
        /**
         * VerifiedEmail
         * @description The address is verified.
         * @example {
         *       "message": "The address is verified. Sign in now.",
         *       "outcome": "account_activated"
         *     }
         */
        VerifiedEmail: {
            /** @description What the link was for: a new account, or a new address of an old one. */
            outcome: components["schemas"]["VerifiedAs"];
            /** @description What happens next, for a person. */
            message: string;
        };
        /**
         * VerifyEmailRequest
         * @description The token of a mailed link.
         * @example {
         *       "token": "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w"
         *     }
         */
        VerifyEmailRequest: {
            /** @description The value of `token` in the link. */
            token: string;
        };
        /**
         * WaitingDevice
         * @description A device that waits for a person.
         * @example {
         *       "client": {
         *         "home": "https://photos.example.com",
         *         "id": "photo-frame",
         *         "name": "Photo Frame"
         *       },
         *       "email": "ada@example.com",
         *       "scopes": [
         *         {
         *           "agreed": false,
         *           "name": "openid"
         *         }
         *       ],
         *       "user_code": "BCDF-GHJK"
         *     }
         */
        WaitingDevice: {
            /** @description The code, as the device shows it. */
            user_code: string;
            /** @description The app that runs on it. */
            client: components["schemas"]["ClientView"];
            /** @description What it asks for. */
            scopes: components["schemas"]["AskedScope"][];
            /** @description The address of the account that is signed in. */
            email: string;
        };
        /**
         * WaitingRequest
         * @description A request of a client that waits for a person.
         * @example {
         *       "client": {
         *         "home": "https://photos.example.com",
         *         "id": "photo-books",
         *         "name": "Photo Books"
         *       },
         *       "email": "ada@example.com",
         *       "scopes": [
         *         {
         *           "agreed": false,
         *           "name": "openid"
         *         }
         *       ]
         *     }
         */
        WaitingRequest: {
            /** @description Who asks. */
            client: components["schemas"]["ClientView"];
            /** @description What for. */
            scopes: components["schemas"]["AskedScope"][];
            /** @description Who probably wants to sign in, as the client says. */
            login_hint?: string;
            /** @description The address of the account that is signed in. */
            email: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /**
             * @description Accepted. A mail is on its way, whether or not the address is known: an address that has an
             *     account gets one that says so.
             */
            202: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
            /** @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `username_taken`: Somebody else has this user name. Choose another. */
            409: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyEmailRequest"];
            };
        };
        responses: {
            /** @description The address is verified. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerifiedEmail"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `token_invalid`: The token of a mailed link is unknown, was used already or has expired. Ask for a new mail.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resend_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailRequest"];
            };
        };
        responses: {
            /** @description Taken. Whether an account has the address is not told. */
            202: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description Signed in. The cookie holds the refresh token, for browsers. */
            200: {
                headers: {
                    /** @description The session cookie. */
                    "Set-Cookie": string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_credentials`: No account has this address or user name with this password. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `email_not_verified`: The password was right, but the address of the account has not been verified. Follow the link in the mail, or ask for another.
             *
             *     `account_disabled`: The password was right, but an administrator has disabled the account.
             *
             *     `cross_site_request`: A browser sent this request with the session cookie on behalf of a page of another site.
             */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description A new pair. The token that was sent does not work any more. */
            200: {
                headers: {
                    /** @description The session cookie with the new refresh token. */
                    "Set-Cookie": string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_reused`: A refresh token came back after it had been exchanged. Somebody may have copied it, so every token of its session was revoked. Sign in again.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cross_site_request`: A browser sent this request with the session cookie on behalf of a page of another site. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /**
             * @description Signed out. The session and every token of it have ended; a session that had ended before counts
             *     too.
             */
            204: {
                headers: {
                    /** @description Removes the session cookie. */
                    "Set-Cookie": string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `cross_site_request`: A browser sent this request with the session cookie on behalf of a page of another site. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailRequest"];
            };
        };
        responses: {
            /** @description Taken. Whether an account has the address is not told. */
            202: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /** @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordRequest"];
            };
        };
        responses: {
            /** @description The password is set. Every session and token of the account has ended, and a notice is mailed. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordSet"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `token_invalid`: The token of a mailed link is unknown, was used already or has expired. Ask for a new mail.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpRequest"];
            };
        };
        responses: {
            /** @description The administrator exists and may sign in. */
            201: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `token_invalid`: The token of a mailed link is unknown, was used already or has expired. Ask for a new mail.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `email_taken`: Another account has been given this address meanwhile.
             *
             *     `username_taken`: Somebody else has this user name. Choose another.
             */
            409: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: The access token is good but does not allow this. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChange"];
            };
        };
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing is at this address, or it is not yours to see. */
            404: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `username_taken`: Somebody else has this user name. Choose another. */
            409: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The password is changed. Every other session has ended, and a notice is mailed. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordSet"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The change asks for the present password, and it was not that. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailChangeRequest"];
            };
        };
        responses: {
            /** @description Taken. The address changes when the link in the mail to the new one is followed. */
            202: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The change asks for the present password, and it was not that. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The other sessions have ended. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            /** @description `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing is at this address, or it is not yours to see. */
            404: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_consents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was agreed to. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentList"];
                };
            };
            /** @description `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_consent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client. */
                client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client may do nothing any more. */
            204: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing is at this address, or it is not yours to see. */
            404: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authorize: {
        parameters: {
            query?: {
                /** @description `code`. */
                response_type?: string;
                /** @description The client. */
                client_id?: string;
                /** @description Where the answer goes: one of those that the client registered. */
                redirect_uri?: string;
                /** @description What is asked for. */
                scope?: string;
                /** @description Given back as it came. */
                state?: string;
                /** @description `query`, `fragment` or `form_post`. */
                response_mode?: string;
                /** @description The challenge (RFC 7636). A client without a secret must send one. */
                code_challenge?: string;
                /** @description `S256`. */
                code_challenge_method?: string;
                /** @description Given back in the ID token. */
                nonce?: string;
                /** @description `none`, or `login`, `consent` and `select_account`. */
                prompt?: string;
                /** @description How many seconds ago the person may have signed in. */
                max_age?: string;
                /** @description Who probably wants to sign in. */
                login_hint?: string;
                /** @description An ID token of the person who is meant. */
                id_token_hint?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that posts the answer to the client (`form_post`). */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description Back to the client with the answer, or to the web app to sign in or to agree. */
            303: {
                headers: {
                    /** @description Where the browser goes. */
                    Location?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A page for the person: the answer must not go back to the client. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A page: a part of the server is away or busy. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
        };
    };
    authorize_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["AuthorizeForm"];
            };
        };
        responses: {
            /** @description A page that posts the answer to the client (`form_post`). */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description Back to the client with the answer, or to the web app to sign in or to agree. */
            303: {
                headers: {
                    /** @description Where the browser goes. */
                    Location?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A page for the person: the answer must not go back to the client. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A page: a part of the server is away or busy. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
        };
    };
    resume_authorization: {
        parameters: {
            query?: {
                /** @description The request that waits. */
                request?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that posts the answer to the client (`form_post`). */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description Back to the client with the answer, or to the web app to sign in or to agree. */
            303: {
                headers: {
                    /** @description Where the browser goes. */
                    Location?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A page for the person: the answer must not go back to the client. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A page: a part of the server is away or busy. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
        };
    };
    get_authorization_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingRequest"];
                };
            };
            /** @description `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing is at this address, or it is not yours to see. */
            404: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_authorization_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description The decision counts; the browser has to go back to the client. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcome"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing is at this address, or it is not yours to see. */
            404: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description The tokens. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description The request is not right; `error` says why. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client`: the client did not show that it is itself. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy; nothing was changed. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    introspect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenForm"];
            };
        };
        responses: {
            /** @description What the token is. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            /** @description The request is not right; `error` says why. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client`: the client did not show that it is itself. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy; nothing was changed. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    revoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["TokenForm"];
            };
        };
        responses: {
            /** @description The token is not good (any more). */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not right; `error` says why. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client`: the client did not show that it is itself. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy; nothing was changed. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    userinfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who signed in. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserInfo"];
                };
            };
            /** @description `invalid_request`: the token is sent in more than one way. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_token`: the token is not good (any more), or there is none. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `insufficient_scope`: the token was not granted `openid`. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy; nothing was changed. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    userinfo_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["UserInfoForm"];
            };
        };
        responses: {
            /** @description Who signed in. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserInfo"];
                };
            };
            /** @description `invalid_request`: the token is sent in more than one way. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_token`: the token is not good (any more), or there is none. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `insufficient_scope`: the token was not granted `openid`. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy; nothing was changed. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    openid_configuration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the server can do. */
            200: {
                headers: {
                    /** @description For how long it may be kept. */
                    "Cache-Control"?: string;
                    /** @description Changes with the document. */
                    Etag?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metadata"];
                };
            };
            /** @description The copy of the client is good still. */
            304: {
                headers: {
                    /** @description Changes with the document. */
                    Etag?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    oauth_authorization_server: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the server can do. */
            200: {
                headers: {
                    /** @description For how long it may be kept. */
                    "Cache-Control"?: string;
                    /** @description Changes with the document. */
                    Etag?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metadata"];
                };
            };
            /** @description The copy of the client is good still. */
            304: {
                headers: {
                    /** @description Changes with the document. */
                    Etag?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    /** @description For how long it may be kept. */
                    "Cache-Control"?: string;
                    /** @description Changes with the document. */
                    Etag?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwkSet"];
                };
            };
            /** @description The copy of the client is good still. */
            304: {
                headers: {
                    /** @description Changes with the document. */
                    Etag?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    device_authorization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["DeviceForm"];
            };
        };
        responses: {
            /** @description The codes. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceCodes"];
                };
            };
            /** @description The request is not right; `error` says why. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_client`: the client did not show that it is itself. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy; nothing was changed. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    get_device_request: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TypedCode"];
            };
        };
        responses: {
            /** @description The device. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaitingDevice"];
                };
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing is at this address, or it is not yours to see. */
            404: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_device_request: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceDecision"];
            };
        };
        responses: {
            /** @description The decision counts; the device is told when it asks next. */
            204: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `invalid_json`: The body cannot be read as JSON in UTF-8; the detail says at which line and column. A name given twice in one object and nesting beyond 32 levels are refused too.
             *
             *     `invalid_request`: The request is malformed in another way than its JSON: its address, a header or a form.
             */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unauthorized`: The request needs an access token and holds none, or one that is not accepted.
             *
             *     `token_expired`: The access token was good but its time is up. Use the refresh token to get another.
             */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: Nothing is at this address, or it is not yours to see. */
            404: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request_timeout`: The body did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: The body is larger than this operation takes; the detail says how large it may be. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body must be sent in the media type that the operation documents, without compression. */
            415: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation_failed`: The body is well-formed, but fields are missing, of another type or out of bounds. Every one of them is named in `errors`. */
            422: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: Wait for as many seconds as the Retry-After header says. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description `unavailable`: A part that is needed, such as the database, does not answer. Nothing was changed; try again soon.
             *
             *     `busy`: More of this work is waiting than can be done soon. Nothing was changed; try again after as many seconds as the Retry-After header says.
             *
             *     `timed_out`: The work was given up because it took too long. Whether it was done is unknown; look before repeating it.
             */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that was looked at works. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A part does not work; the report says which, and since when. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    health_db: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that was looked at works. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A part does not work; the report says which, and since when. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    health_workflows: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that was looked at works. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A part does not work; the report says which, and since when. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    health_temporal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that was looked at works. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A part does not work; the report says which, and since when. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    health_redis: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that was looked at works. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A part does not work; the report says which, and since when. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that was looked at works. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A part does not work; the report says which, and since when. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that was looked at works. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            /** @description `internal`: A defect. It was logged under the request id; please report that. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A part does not work; the report says which, and since when. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
}
