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
         * @description Opens a session. The answer takes the same time whether or not the account exists. A browser
         *     also gets a cookie by which it is recognised the next time: a sign-in on a device that is new
         *     to the account is reported by mail. A page in a browser gets the refresh token in the session cookie
         *     alone, out of the reach of scripts; whoever is no browser gets it in the body too.
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
         *     lost, gets the same successor again. Where the session cookie was exchanged, the refresh token is not
         *     in the body: the new cookie holds it.
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
    "/auth/cancel-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep an account by a mailed link
         * @description Takes back that the account is to be deleted. The link works until that happens.
         */
        post: operations["cancel_erasure"];
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
         * @description Changes names, user name, language, phone number and postal address. The email address and the password have
         *     operations of their own.
         */
        put: operations["update_me"];
        post?: never;
        /**
         * Delete my account
         * @description Asks for the present password, or for a sign-in of the last ten minutes. The account is deleted when
         *     a time of grace is over, with everything that belongs to it; until then it can be kept, by the link
         *     in the mail or by `/users/me/cancel-erasure`.
         */
        delete: operations["delete_me"];
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
    "/users/me/cancel-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep my account
         * @description Takes back that it is to be deleted.
         */
        post: operations["keep_me"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for my data
         * @description Makes a file with everything that is kept of the account: profile, sessions, connected apps and what
         *     has happened. A mail says when it is there.
         */
        post: operations["request_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the files with my data
         * @description Those that are there, and the one that is being made.
         */
        get: operations["list_exports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download my data
         * @description A JSON document, as a file to save.
         */
        get: operations["download_export"];
        put?: never;
        post?: never;
        /**
         * Delete a file with my data
         * @description It is gone at once.
         */
        delete: operations["delete_export"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My activity
         * @description What happened with the account, in plain words: sign-ins, mails and changes, latest first. A page
         *     may hold fewer entries than asked for; there are more as long as there is a `next`.
         */
        get: operations["list_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search runs
         * @description Runs of workflows, newest first, a page at a time.
         */
        get: operations["admin_list_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count runs
         * @description How many runs of each workflow are in each state.
         */
        get: operations["admin_count_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a run
         * @description Where it is, and everything that happened in it: steps, attempts, waits, signals, errors in the
         *     peer's words, and what operators did.
         */
        get: operations["admin_get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflow-limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List limits of runs
         * @description How many runs that share a peer may be carried out at a time, by all workers together, and how
         *     many are.
         */
        get: operations["admin_list_run_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflow-limits/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a limit of runs
         * @description Counts from the next run that is taken up; those that are under way are left alone.
         */
        put: operations["admin_set_run_limit"];
        post?: never;
        /**
         * Take a limit of runs away
         * @description What is set for the family of its key (the part up to the colon) counts then, if anything is.
         */
        delete: operations["admin_drop_run_limit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry all that match
         * @description Makes runs due now, newest first, 200 at a time. Ask again with `next` until there is none.
         */
        post: operations["admin_retry_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a run now
         * @description Makes a paused, waiting or queued run due now, its attempts counted from the start again.
         */
        post: operations["admin_retry_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a run
         * @description Stops an unfinished run until somebody resumes it. A step that a worker is carrying out is done
         *     once more then.
         */
        post: operations["admin_pause_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a run
         * @description Lets a paused run go on at the step where it stands.
         */
        post: operations["admin_resume_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description At once where nobody works on it; else its worker is asked, and it ends before its next step
         *     (`cancel_requested`). What its steps have done stays done.
         */
        post: operations["admin_cancel_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip a step
         * @description Takes the step at which a waiting or paused run stands for done, and lets the run go on behind it.
         */
        post: operations["admin_skip_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin again from a step
         * @description Begins another run that remembers what was done before the step; the old one is cancelled if it
         *     is not over. Gives the new run.
         */
        post: operations["admin_reset_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/signal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a signal
         * @description As if what the run waits for had happened.
         */
        post: operations["admin_signal_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workflows/{id}/correct-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct an address
         * @description Corrects the address of the registration that the run is about, as long as nothing was verified,
         *     and begins it again with a new link. Gives the new run.
         */
        post: operations["admin_correct_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List workers
         * @description The processes that carry out workflows, and what each of them holds.
         */
        get: operations["admin_list_workers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schedules
         * @description Workflows that start by the clock, by name.
         */
        get: operations["admin_list_schedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/schedules/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a schedule
         * @description It starts nothing until it is resumed. Runs that it started go on.
         */
        post: operations["admin_pause_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/schedules/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a schedule
         * @description It goes on with its next time; what it missed while it was paused is not made up for.
         */
        post: operations["admin_resume_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/schedules/{name}/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a run of a schedule now
         * @description Also where it is paused. Its times stay as they are. Refused while its last run is not over, unless
         *     the schedule lets runs overlap.
         */
        post: operations["admin_trigger_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/schedules/{name}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start the runs of a span of time
         * @description One for each time of the schedule in the span, except for those that were started before; at most
         *     1,000.
         */
        post: operations["admin_backfill_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Overview
         * @description How many accounts there are, and how the workflows are doing.
         */
        get: operations["admin_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/overview/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Trends
         * @description How sign-ins, registrations, mails and trouble went over time.
         */
        get: operations["admin_trends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search users
         * @description Without `q`: newest first. With it: those whose address or user name begins with it, by address and
         *     then by user name; `status`, `since` and `until` are not asked then. Every page costs the same, however
         *     many accounts there are.
         */
        get: operations["admin_list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a user
         * @description The account as it is now.
         */
        get: operations["admin_get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a user
         * @description The account may not sign in any more; its sessions and what clients were granted end at once.
         */
        post: operations["admin_disable_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a user
         * @description A disabled account may sign in again: at once where its address was verified.
         */
        post: operations["admin_enable_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark an address as verified
         * @description The administrator vouches for it. Where several people have registered the same address, none of
         *     their passwords works; the owner has to reset it.
         */
        post: operations["admin_verify_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/reset-mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a reset mail
         * @description Mails a link to set a new password. For active accounts.
         */
        post: operations["admin_send_reset_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign a user out everywhere
         * @description Ends every session, and everything that clients were granted.
         */
        post: operations["admin_sign_out_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{id}/journey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user's journey
         * @description Every workflow, session, consent and audit entry of one person on one time line, latest first.
         */
        get: operations["admin_get_journey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clients
         * @description In the order of their ids, a page at a time. With `q`, a page may be short although there are more: go
         *     on as long as there is a `next`.
         */
        get: operations["admin_list_clients"];
        put?: never;
        /**
         * Make a client
         * @description By a preset. Its secret, where it has one, is drawn and shown this once.
         */
        post: operations["admin_create_client"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/clients/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a client
         * @description The client as it is now.
         */
        get: operations["admin_get_client"];
        /**
         * Change a client
         * @description What is left out of the body stays as it is, as do the client's id, its secret, its grant types and how it
         *     shows that it is itself. What people agreed to before stays; a scope that is taken away is granted no more.
         */
        put: operations["admin_change_client"];
        post?: never;
        /**
         * Delete a client
         * @description With its codes, its grants and what people agreed to for it. Its tokens stop working at once, and
         *     nothing brings them back.
         */
        delete: operations["admin_delete_client"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/clients/{client_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a client another secret
         * @description The secret is shown this once; the old one stops working at once. Tokens that were given before stay
         *     good.
         */
        post: operations["admin_rotate_client_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/clients/{client_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a client
         * @description It gets no tokens any more, and those that it has are refused at once.
         */
        post: operations["admin_disable_client"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/clients/{client_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a client
         * @description What it was granted before, and has not ended since, is good again.
         */
        post: operations["admin_enable_client"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List signing keys
         * @description The keys that sign tokens, or verify what they signed before.
         */
        get: operations["admin_list_signing_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/signing-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let another key sign
         * @description Publishes the next key of an algorithm. A workflow lets it sign an hour later, when everybody has fetched
         *     it; the key before verifies until the last token that it signed is dead.
         */
        post: operations["admin_rotate_signing_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/signing-keys/{key_id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete a key
         * @description Refused while it signs, or while a token that it signed may live, unless it is forced: then those tokens
         *     are refused at once, and where the key was the one that signs, another takes its place.
         */
        post: operations["admin_retire_signing_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search the audit trail
         * @description Who did what, to whom, from where, and when; newest first, a page at a time.
         */
        get: operations["admin_search_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit trail
         * @description The sealed entries behind a number, in the order of the chain, at most 1,000: one JSON object a line,
         *     as the search gives them. Go on behind the `number` of the last line. Each export is an entry of the
         *     trail itself.
         */
        get: operations["admin_export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the audit trail
         * @description Recalculates every seal of the chain, oldest first. A trail of millions of entries takes longer than
         *     a request may; `oathgate audit verify` checks that.
         */
        get: operations["admin_verify_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List limits
         * @description How often each network may do what invites guessing, costs a hash or sends a mail.
         */
        get: operations["admin_list_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/limits/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a limit
         * @description Holds on this server at once and on all others within seconds, until it is reset. What was counted so
         *     far stays. Noted in the audit trail.
         */
        put: operations["admin_change_limit"];
        post?: never;
        /**
         * Reset a limit
         * @description Lets it be as the program has it. Noted in the audit trail where it was not.
         */
        delete: operations["admin_reset_limit"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/limits/offenders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who came too early
         * @description The networks whose requests limits refused, most often first. Networks are kept for two hours, for this
         *     list alone.
         */
        get: operations["admin_list_offenders"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/oauth/requests/{id}/client": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who asks
         * @description The client of a request that waits, for the page where somebody signs in to go on with it. Nobody needs
         *     to be signed in: who has the request's id was sent here by the client.
         */
        get: operations["get_client_of_authorization_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/requests/{id}/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a request as who is signed in
         * @description The person was asked with which account they go on (`prompt=select_account`), and has said: with this
         *     one.
         */
        post: operations["choose_account_for_authorization_request"];
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
    "/oauth/par": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Push an authorization request
         * @description Takes the parameters of `/oauth/authorize` from the client itself, so that nobody on the way reads or
         *     changes them (RFC 9126). What is wrong with them is told here.
         */
        post: operations["push_authorization_request"];
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
         *     revoked since (RFC 7662). They are clients with a secret or a key, and learn about tokens that were
         *     issued to them or are for one of their audiences; any other token is not `active` for them.
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
    "/oauth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign a person out
         * @description Where a client sends a browser (OpenID Connect RP-Initiated Logout 1.0, section 2). With an ID token
         *     of the browser's session it ends at once; otherwise the web app asks first. Every client that the
         *     person had signed in to is told.
         */
        get: operations["rp_initiated_logout"];
        put?: never;
        /**
         * Sign a person out, by POST
         * @description The same as by GET, with the parameters in a form.
         */
        post: operations["rp_initiated_logout_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/logout/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A request to sign out
         * @description Who asks for it, for the page that asks the person who is signed in.
         */
        get: operations["get_logout_request"];
        put?: never;
        /**
         * Sign out at the wish of a client
         * @description Ends the session of the access token, and says where the browser goes.
         */
        post: operations["confirm_logout_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a client
         * @description For clients that set themselves up (RFC 7591), where the server is set to take them: with an initial access
         *     token of its operator as bearer, or openly.
         */
        post: operations["register_client"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/register/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a registered client
         * @description To the client itself, with its registration access token as bearer (RFC 7592).
         */
        get: operations["get_registered_client"];
        /**
         * Change a registered client
         * @description To what is sent, all of it (RFC 7592): what is left out is taken back.
         */
        put: operations["change_registered_client"];
        post?: never;
        /**
         * Delete a registered client
         * @description With all that it was granted (RFC 7592).
         */
        delete: operations["delete_registered_client"];
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
         * ActivityPage
         * @description What happened, latest first.
         * @example {
         *       "activity": [
         *         {
         *           "address": "198.51.100.7",
         *           "at": "2026-01-02T12:00:00Z",
         *           "kind": "sign_in.succeeded",
         *           "text": "Signed in.",
         *           "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
         *         }
         *       ]
         *     }
         */
        ActivityPage: {
            /** @description A page of it. */
            activity: components["schemas"]["ActivityView"][];
            /**
             * Format: date-time
             * @description Where there may be more: give it as `before` for the next page.
             */
            next?: string;
        };
        /**
         * ActivityView
         * @description Something that happened with the account.
         */
        ActivityView: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * @description What, for a program: an act such as `sign_in.succeeded`, or `mail` and the workflow, such as
             *     `mail.password_reset`.
             */
            kind: string;
            /** @description What, in plain words. */
            text: string;
            /** @description The network address from which it was done. */
            address?: string;
            /** @description The browser or client, in its own words. */
            user_agent?: string;
        };
        /**
         * ActorView
         * @description Who did something.
         */
        ActorView: {
            /** @description `anonymous`, `account`, `operator` (by the program's commands) or `system`. */
            kind: string;
            /**
             * Format: uuid
             * @description The account, where it is one.
             */
            user_id?: string;
        };
        /**
         * AddressClaim
         * @description A postal address (OpenID Connect Core, section 5.1.1).
         */
        AddressClaim: {
            /** @description The whole address, in lines. */
            formatted?: string;
            /** @description Street and house number; may have several lines. */
            street_address?: string;
            /** @description The city. */
            locality?: string;
            /** @description State, province or prefecture. */
            region?: string;
            /** @description The postal code. */
            postal_code?: string;
            /** @description The country. */
            country?: string;
        };
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
         * @example {
         *       "client_id": "photos",
         *       "response_type": "code",
         *       "redirect_uri": "https://photos.example.com/callback",
         *       "scope": "openid profile email offline_access",
         *       "state": "af0ifjsldkj",
         *       "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
         *       "code_challenge_method": "S256"
         *     }
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
            /** @description The languages that the person speaks, best first, with blanks between. */
            ui_locales?: string;
            /** @description An ID token of the person who is meant. */
            id_token_hint?: string;
            /** @description Claims, one by one, as JSON (OpenID Connect Core, section 5.5). */
            claims?: string;
            /** @description The classes of sign-in that the client would like, best first. No other is there than `1`, a password. */
            acr_values?: string;
            /** @description In place of the others: what the client has signed (RFC 9101). */
            request?: string;
            /** @description In place of the others: what the client has pushed (RFC 9126). */
            request_uri?: string;
        };
        /**
         * BackfillRequest
         * @description A span of time.
         * @example {
         *       "from": "2026-01-01T00:00:00Z",
         *       "to": "2026-01-02T00:00:00Z"
         *     }
         */
        BackfillRequest: {
            /**
             * Format: date-time
             * @description Its begin.
             */
            from: string;
            /**
             * Format: date-time
             * @description Its end; both belong to it.
             */
            to: string;
        };
        /**
         * CancelErasureRequest
         * @description The token of a mailed link.
         * @example {
         *       "token": "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w"
         *     }
         */
        CancelErasureRequest: {
            /** @description The value of `token` in the link. */
            token: string;
        };
        /**
         * ClientChange
         * @description What to change of a client. What is left out stays as it is; `null` or an empty text removes it, where a
         *     client may be without it.
         * @example {
         *       "client_name": "Shop",
         *       "client_uri": "https://shop.example.com",
         *       "is_first_party": false,
         *       "redirect_uris": [
         *         "https://shop.example.com/callback"
         *       ],
         *       "scope": "openid profile email"
         *     }
         */
        ClientChange: {
            /** @description Its name, as people see it. */
            client_name?: string;
            /** @description Its home page, which people see too. */
            client_uri?: string | null;
            /** @description Where people may be sent back to. */
            redirect_uris?: string[];
            /** @description What it may ask for, between spaces. */
            scope?: string;
            /** @description Whether it is the operator's own, so that people are not asked whether they agree. */
            is_first_party?: boolean;
        };
        /**
         * ClientDetails
         * @description An OAuth client. Its secret is not kept and not shown. The names are those of RFC 7591 §2.
         * @example {
         *       "client_id": "shop",
         *       "client_name": "Shop",
         *       "client_uri": "https://shop.example.com",
         *       "created_at": "2026-01-02T12:00:00Z",
         *       "grant_types": [
         *         "authorization_code",
         *         "refresh_token"
         *       ],
         *       "is_disabled": false,
         *       "is_first_party": false,
         *       "redirect_uris": [
         *         "https://shop.example.com/callback"
         *       ],
         *       "scope": "openid profile email",
         *       "subject_type": "public",
         *       "token_endpoint_auth_method": "client_secret_basic"
         *     }
         */
        ClientDetails: {
            /** @description Its id. */
            client_id: string;
            /** @description Its name, as people see it. */
            client_name: string;
            /** @description Its home page. */
            client_uri?: string;
            /** @description How it shows that it is itself; `none` for one that can keep no secret. */
            token_endpoint_auth_method: string;
            /** @description Where people may be sent back to. */
            redirect_uris: string[];
            /** @description What it may ask tokens for with. */
            grant_types: string[];
            /** @description What it may ask for, between spaces. */
            scope: string;
            /** @description Whether it knows people as other clients do, `public`, or by a subject of its sector alone, `pairwise`. */
            subject_type: string;
            /** @description Where the redirect URIs of all clients of its sector are listed. */
            sector_identifier_uri?: string;
            /** @description Whether it is the operator's own, so that people are not asked whether they agree. */
            is_first_party: boolean;
            /** @description Whether it gets no tokens any more. */
            is_disabled: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
        };
        /**
         * ClientMetadataBody
         * @description What a client may say of itself (RFC 7591, section 2). What is not known here is ignored.
         * @example {
         *       "client_name": "Photo Books",
         *       "redirect_uris": [
         *         "https://photos.example.com/callback"
         *       ],
         *       "grant_types": [
         *         "authorization_code",
         *         "refresh_token"
         *       ],
         *       "token_endpoint_auth_method": "client_secret_basic",
         *       "scope": "openid profile email"
         *     }
         */
        ClientMetadataBody: {
            /** @description Only to change a client: its id. */
            client_id?: string;
            /** @description Where people are sent back to. */
            redirect_uris?: string[];
            /** @description Its name. Without: the host of the first redirect URI. */
            client_name?: string;
            /** @description Its home page. */
            client_uri?: string;
            /**
             * @description `none`, `client_secret_basic` (where nothing is said), `client_secret_post`, `client_secret_jwt` or
             *     `private_key_jwt`.
             */
            token_endpoint_auth_method?: string;
            /**
             * @description `authorization_code` (where nothing is said), `refresh_token` or
             *     `urn:ietf:params:oauth:grant-type:device_code`; with an initial access token `client_credentials`, too.
             */
            grant_types?: string[];
            /** @description `code`. */
            response_types?: string[];
            /** @description What it may ask for. Without: everything that the server gives to every client. */
            scope?: string;
            /** @description Its public keys. */
            jwks?: unknown;
            /** @description Where it publishes its public keys. */
            jwks_uri?: string;
            /** @description How its ID tokens are signed. */
            id_token_signed_response_alg?: string;
            /** @description Who is responsible for it. */
            contacts?: string[];
            /** @description Its logo. */
            logo_uri?: string;
            /** @description What it does with data of people. */
            policy_uri?: string;
            /** @description Its terms. */
            tos_uri?: string;
        };
        /**
         * ClientPage
         * @description Clients in the order of their ids.
         * @example {
         *       "clients": [
         *         {
         *           "client_id": "shop",
         *           "client_name": "Shop",
         *           "client_uri": "https://shop.example.com",
         *           "created_at": "2026-01-02T12:00:00Z",
         *           "grant_types": [
         *             "authorization_code",
         *             "refresh_token"
         *           ],
         *           "is_disabled": false,
         *           "is_first_party": false,
         *           "redirect_uris": [
         *             "https://shop.example.com/callback"
         *           ],
         *           "scope": "openid profile email",
         *           "subject_type": "public",
         *           "token_endpoint_auth_method": "client_secret_basic"
         *         }
         *       ]
         *     }
         */
        ClientPage: {
            /** @description A page of them. */
            clients: components["schemas"]["ClientDetails"][];
            /** @description Where there may be more: give it as `after` for the next page. */
            next?: string;
        };
        /**
         * ClientView
         * @description A client, as people see it.
         * @example {
         *       "home": "https://photos.example.com",
         *       "id": "photo-books",
         *       "name": "Photo Books"
         *     }
         */
        ClientView: {
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /** @description Its home page. */
            home?: string;
            /** @description Where its id is a URL: the host of it. What else is told of such a client, it says itself. */
            id_host?: string;
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
         * CorrectRequest
         * @description The right address.
         * @example {
         *       "email": "ada@example.com",
         *       "reason": "Typing error, told by phone."
         *     }
         */
        CorrectRequest: {
            /** @description Where mail can be delivered. */
            email: string;
            /** @description For the history and the audit trail, 1 to 500 characters. */
            reason: string;
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
         * @example {
         *       "device_code": "ogd_dk0z2zLsCCkmp7igHK4kgTyzBvHPHnnx8G31IVFMwu0",
         *       "expires_in": 600,
         *       "interval": 5,
         *       "user_code": "XBXS-KHPK",
         *       "verification_uri": "https://id.example.com/device",
         *       "verification_uri_complete": "https://id.example.com/device?user_code=XBXS-KHPK"
         *     }
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
         * @example {
         *       "scope": "openid profile email offline_access"
         *     }
         */
        DeviceForm: {
            /** @description What is asked for. */
            scope?: string;
            /** @description The resources that the tokens are to be for (RFC 8707). May be repeated. */
            resource?: string[];
            /** @description The client, unless the header names it. */
            client_id?: string;
            /** @description Its secret, unless the header has it. */
            client_secret?: string;
            /** @description With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
            client_assertion_type?: string;
            /** @description In place of a secret: a JWT that the client has signed (RFC 7523). */
            client_assertion?: string;
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
         * Ended
         * @description What was ended.
         * @example {
         *       "grants": 1,
         *       "sessions": 2
         *     }
         */
        Ended: {
            /**
             * Format: uint64
             * @description Sessions.
             */
            sessions: number;
            /**
             * Format: uint64
             * @description What clients were granted.
             */
            grants: number;
        };
        /**
         * EntryList
         * @description Entries, newest first.
         * @example {
         *       "entries": [
         *         {
         *           "act": "password.changed",
         *           "actor": {
         *             "kind": "account",
         *             "user_id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60"
         *           },
         *           "address": "198.51.100.7",
         *           "at": "2026-01-02T12:00:00Z",
         *           "id": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6",
         *           "number": 4711,
         *           "request_id": "0198c7a23b4c7d5e8f60718293a4b5c7",
         *           "seal": "6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d",
         *           "target": {
         *             "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *             "kind": "account"
         *           },
         *           "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
         *           "user_id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60"
         *         }
         *       ]
         *     }
         */
        EntryList: {
            /** @description A page of them. */
            entries: components["schemas"]["EntryView"][];
            /** @description Where there may be more: give it as `before` for the next page. */
            next?: string;
        };
        /**
         * EntryView
         * @description An entry of the audit trail.
         */
        EntryView: {
            /**
             * Format: uuid
             * @description Its identifier.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was done.
             */
            at: string;
            /** @description What was done, as `client.deleted`. */
            act: string;
            /** @description Who did it. */
            actor: components["schemas"]["ActorView"];
            /**
             * Format: uuid
             * @description The person whom it concerns.
             */
            user_id?: string;
            /** @description To what it was done. */
            target?: components["schemas"]["TargetView"];
            /** @description The network address from which it was done. */
            address?: string;
            /** @description The browser or client, in its own words. */
            user_agent?: string;
            /** @description The request, as in the log. */
            request_id?: string;
            /** @description Particulars: reasons, codes, ids. */
            details?: unknown;
            /**
             * Format: int64
             * @description Its place in the chain; none within about a second.
             */
            number?: number;
            /** @description Its seal, in hexadecimal digits. */
            seal?: string;
        };
        /**
         * EraseRequest
         * @description Shows that it is the owner who asks.
         * @example {
         *       "current_password": "violet otter paints nine doors"
         *     }
         */
        EraseRequest: {
            /** @description The present password. May be left out within ten minutes of the sign-in. */
            current_password?: string;
        };
        /**
         * ErasurePlanned
         * @description The account will be deleted.
         * @example {
         *       "erasure_due_at": "2026-01-16T12:00:00Z",
         *       "message": "The account will be deleted then. A mail with a link to keep it is on its way."
         *     }
         */
        ErasurePlanned: {
            /**
             * Format: date-time
             * @description When it will be deleted.
             */
            erasure_due_at: string;
            /** @description What happens next, for a person. */
            message: string;
        };
        /**
         * EventView
         * @description Something that happened in a run.
         */
        EventView: {
            /**
             * Format: int64
             * @description Its place in the history, from 1.
             */
            sequence: number;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /**
             * @description What it says: `started`, `step_done`, `step_failed`, `timer`, `signal_taken`, `paused`,
             *     `operator`, `cancel_requested`, `closed`, `lease_expired`, `intent`, `patched`, `child`.
             */
            kind: string;
            /** @description The step, wait or signal that it is about. */
            name?: string;
            /**
             * Format: int64
             * @description Which attempt, from 1.
             */
            attempt?: number;
            /** @description Particulars: what a step gave, the peer's words, who acted and why. */
            data?: unknown;
        };
        /**
         * ExportList
         * @description Files, latest first.
         * @example {
         *       "exports": [
         *         {
         *           "expires_at": "2026-01-09T12:00:01Z",
         *           "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *           "made_at": "2026-01-02T12:00:01Z",
         *           "requested_at": "2026-01-02T12:00:00Z"
         *         }
         *       ]
         *     }
         */
        ExportList: {
            /** @description The files that are there or being made. */
            exports: components["schemas"]["ExportView"][];
        };
        /**
         * ExportView
         * @description A file with everything that is kept of a person.
         * @example {
         *       "expires_at": "2026-01-09T12:00:01Z",
         *       "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *       "made_at": "2026-01-02T12:00:01Z",
         *       "requested_at": "2026-01-02T12:00:00Z"
         *     }
         */
        ExportView: {
            /**
             * Format: uuid
             * @description Its identifier.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            requested_at: string;
            /**
             * Format: date-time
             * @description When it was made. Missing while it is being made.
             */
            made_at?: string;
            /**
             * Format: date-time
             * @description When it is forgotten.
             */
            expires_at?: string;
        };
        /**
         * FaultView
         * @description What went wrong.
         */
        FaultView: {
            /** @description For a program, as `smtp_refused`. */
            code: string;
            /** @description In the peer's words, without secrets. */
            detail: string;
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
         * HeldView
         * @description A run in the hands of a worker.
         */
        HeldView: {
            /**
             * Format: uuid
             * @description The run.
             */
            id: string;
            /** @description The workflow. */
            kind: string;
            /** @description The step that it did or tried last. */
            step?: string;
            /**
             * Format: date-time
             * @description When another worker takes it up, unless this one gives a sign of life.
             */
            lease_until: string;
        };
        /**
         * Introspection
         * @description What a token is. A token that is not good, for whatever reason, is not `active`, and nothing else is said
         *     of it.
         * @example {
         *       "active": true,
         *       "aud": "https://id.example.com",
         *       "client_id": "photos",
         *       "exp": 1795844930,
         *       "iat": 1795843130,
         *       "iss": "https://id.example.com",
         *       "jti": "01a22097-834d-730f-a688-06aa1074df85",
         *       "scope": "email offline_access openid profile",
         *       "sub": "01a22097-8284-73af-8bf3-50e916b6ef2c",
         *       "token_type": "Bearer"
         *     }
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
            /** @description Whom it is for: the server itself, a resource, or several of them. */
            aud?: unknown;
            /** @description The name that the person signs in with, where the token allows `profile`. */
            username?: string;
            /** @description The key that it is bound to (RFC 9449, section 6.2). */
            cnf?: unknown;
            /** @description Who acts for whom it stands (RFC 8693, section 4.1). */
            act?: unknown;
        };
        /**
         * JourneyView
         * @description What happened to a person, latest first.
         * @example {
         *       "moments": [
         *         {
         *           "at": "2026-01-02T12:00:00Z",
         *           "details": {
         *             "fault": null,
         *             "status": "waiting",
         *             "step": "mail_verification"
         *           },
         *           "id": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6",
         *           "kind": "run",
         *           "title": "registration"
         *         }
         *       ]
         *     }
         */
        JourneyView: {
            /** @description A page of it. */
            moments: components["schemas"]["MomentView"][];
            /**
             * Format: date-time
             * @description Where there may be more: give it as `before` for the next page.
             */
            next?: string;
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
         * @example {
         *       "keys": [
         *         {
         *           "use": "sig",
         *           "alg": "EdDSA",
         *           "kid": "pods5EbyG8N8q5MhRWcd91uV-D88y5Cw_x1IoeLNzSI",
         *           "kty": "OKP",
         *           "crv": "Ed25519",
         *           "x": "d_lPr2o5QGXpuQS5ISV-j-uj66yRkiuf80Mk_pwYcjs"
         *         },
         *         {
         *           "use": "sig",
         *           "alg": "ES256",
         *           "kid": "V7QOd-TNK8IUWvqpp46JmrYww_DVsRXNxiEuvF2hM-Y",
         *           "kty": "EC",
         *           "crv": "P-256",
         *           "x": "3pz2NpuS4fYKxBRXoJBPopbru7kByYqSo0WEwv1CR5I",
         *           "y": "LY73zQ5YZJb7b8poUPvjdOI9rJ63y4Nnf952JA-YW5k"
         *         },
         *         {
         *           "use": "sig",
         *           "alg": "RS256",
         *           "kid": "Vs-cgkyPNQRaSPIHxYIqUSL_1YoiRAd7B9QwtgKiHHc",
         *           "kty": "RSA",
         *           "n": "lsnU1M20ctoPu6EuATi8prOIWWZGMKdwyPR6lPg6_1J1drBw_jga895JLgeMTy_s4iejdkHdXC3DgOWujvr_YyGnoJyrQhKLyjZDSJJJsQa1xIdJcqReBGYf1gqeKOLzTSiUf75ZAGPGD2un-UFZOrEvNG5UQQn9RD-BxBlxdD3saHZwxXzR5LrxDe6evHYf1jc312m9jhy3NJlpcC5xxc6SUmrz9ysubpLXzBoS4OugQ_-7rLziYQprfqGOD4UeIVv0HQaDDWijXSjSrrvXUrYTX1cATUHxCwGh1VAeWkMzpxVuMWtx_oRD5HA-JxEJD8jmrXfqiv-T-wHY3GLMsw",
         *           "e": "AQAB"
         *         }
         *       ]
         *     }
         */
        JwkSet: {
            /** @description Every key that verifies. */
            keys: components["schemas"]["Jwk"][];
        };
        /**
         * KeyList
         * @description Keys, newest first.
         * @example {
         *       "keys": [
         *         {
         *           "activated_at": "2026-01-02T13:00:00Z",
         *           "algorithm": "ES256",
         *           "created_at": "2026-01-02T12:00:00Z",
         *           "id": "kFyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s",
         *           "public_jwk": {
         *             "crv": "P-256",
         *             "kty": "EC"
         *           },
         *           "signs": true,
         *           "state": "active"
         *         }
         *       ]
         *     }
         */
        KeyList: {
            /** @description Those that sign or still verify. */
            keys: components["schemas"]["KeyView"][];
        };
        /**
         * KeyView
         * @description A key that signs tokens, or did. Its private part is never shown.
         */
        KeyView: {
            /** @description Its `kid`. */
            id: string;
            /** @description How it signs. */
            algorithm: string;
            /** @description Its public part, a JWK. */
            public_jwk: unknown;
            /** @description `next`: published, and not used yet; `active`: it signs; `retired`: it verifies what it signed before. */
            state: string;
            /** @description Whether it signs. */
            signs: boolean;
            /**
             * Format: date-time
             * @description When it was made, and published.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it began to sign.
             */
            activated_at?: string;
            /**
             * Format: date-time
             * @description When it stopped signing.
             */
            retired_at?: string;
            /**
             * Format: date-time
             * @description Until when it verifies: then the last token that it signed is dead.
             */
            verifies_until?: string;
        };
        /**
         * KnownSignalView
         * @description A signal that a run may be sent.
         */
        KnownSignalView: {
            /** @description Which signal. */
            name: string;
            /** @description What it can carry. */
            examples: unknown[];
        };
        /**
         * LimitList
         * @description All limits.
         * @example {
         *       "limits": [
         *         {
         *           "burst": 30,
         *           "counts": "Requests with a password: signing in, changing it, deleting an account.",
         *           "default_burst": 30,
         *           "default_every_ms": 2000,
         *           "every_ms": 2000,
         *           "name": "passwords"
         *         }
         *       ],
         *       "on": true,
         *       "shared": true
         *     }
         */
        LimitList: {
            /** @description Whether anything is limited (`RATE_LIMIT`). */
            on: boolean;
            /**
             * @description Whether all servers count together: false while Redis is away and each counts for itself. Missing where
             *     there is no Redis.
             */
            shared?: boolean;
            /** @description The limits. */
            limits: components["schemas"]["LimitView"][];
        };
        /**
         * LimitRequest
         * @description What a limit is to allow.
         * @example {
         *       "burst": 10,
         *       "every_ms": 6000
         *     }
         */
        LimitRequest: {
            /**
             * Format: uint32
             * @description How many times at once.
             */
            burst: number;
            /**
             * Format: uint32
             * @description In how many milliseconds one more time is allowed.
             */
            every_ms: number;
        };
        /**
         * LimitView
         * @description How often each network may do something.
         */
        LimitView: {
            /** @description Its name, as in the `RateLimit` headers. */
            name: string;
            /** @description What it counts. */
            counts: string;
            /**
             * Format: uint32
             * @description How many times at once.
             */
            burst: number;
            /**
             * Format: uint64
             * @description In how many milliseconds one more time is allowed.
             */
            every_ms: number;
            /**
             * Format: uint32
             * @description How many times at once, unless changed.
             */
            default_burst: number;
            /**
             * Format: uint64
             * @description In how many milliseconds one more time is allowed, unless changed.
             */
            default_every_ms: number;
            /**
             * Format: date-time
             * @description When it was changed; missing where it is as the program has it.
             */
            changed_at?: string;
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
         * LogoutConfirmation
         * @description The person wants it. What the page was given goes back as it came.
         * @example {
         *       "client_id": "photo-books",
         *       "post_logout_redirect_uri": "https://photos.example.com/bye",
         *       "state": "af0ifjsldkj"
         *     }
         */
        LogoutConfirmation: {
            /** @description The client. */
            client_id?: string;
            /** @description Where the browser goes afterwards. */
            post_logout_redirect_uri?: string;
            /** @description Given back as it came. */
            state?: string;
        };
        /**
         * LogoutForm
         * @description What a client asks for (OpenID Connect RP-Initiated Logout 1.0, section 2).
         * @example {
         *       "client_id": "photos",
         *       "post_logout_redirect_uri": "https://photos.example.com/bye",
         *       "state": "af0ifjsldkj"
         *     }
         */
        LogoutForm: {
            /** @description An ID token of the session that is to end. With it nobody is asked. */
            id_token_hint?: string;
            /** @description Who is probably signed in. */
            logout_hint?: string;
            /** @description The client. */
            client_id?: string;
            /** @description Where the browser goes afterwards: one of those that the client registered. */
            post_logout_redirect_uri?: string;
            /** @description Given back as it came. */
            state?: string;
            /** @description Languages, best first. */
            ui_locales?: string;
        };
        /**
         * LogoutOutcome
         * @description The person is signed out.
         * @example {
         *       "redirect_to": "https://photos.example.com/bye?state=af0ifjsldkj"
         *     }
         */
        LogoutOutcome: {
            /** @description Where the browser goes. Nowhere in particular where it is left out. */
            redirect_to?: string;
        };
        /**
         * LogoutQuestion
         * @description A person is asked whether they want to sign out.
         * @example {
         *       "client": {
         *         "home": "https://photos.example.com",
         *         "id": "photo-books",
         *         "name": "Photo Books"
         *       },
         *       "email": "ada@example.com"
         *     }
         */
        LogoutQuestion: {
            /** @description Who asks for it, where that is known. */
            client?: components["schemas"]["ClientView"];
            /** @description The address of the account that is signed in. */
            email: string;
        };
        /**
         * MadeClient
         * @description A client with its secret, which is shown this once.
         * @example {
         *       "client": {
         *         "client_id": "shop",
         *         "client_name": "Shop",
         *         "client_uri": "https://shop.example.com",
         *         "created_at": "2026-01-02T12:00:00Z",
         *         "grant_types": [
         *           "authorization_code",
         *           "refresh_token"
         *         ],
         *         "is_disabled": false,
         *         "is_first_party": false,
         *         "redirect_uris": [
         *           "https://shop.example.com/callback"
         *         ],
         *         "scope": "openid profile email",
         *         "subject_type": "public",
         *         "token_endpoint_auth_method": "client_secret_basic"
         *       },
         *       "client_secret": "ogs_…"
         *     }
         */
        MadeClient: {
            /** @description The client. */
            client: components["schemas"]["ClientDetails"];
            /** @description Its secret; none where it has none. */
            client_secret?: string;
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
         * @example {
         *       "acr_values_supported": [
         *         "1"
         *       ],
         *       "authorization_endpoint": "https://id.example.com/oauth/authorize",
         *       "authorization_response_iss_parameter_supported": true,
         *       "backchannel_logout_session_supported": true,
         *       "backchannel_logout_supported": true,
         *       "claim_types_supported": [
         *         "normal"
         *       ],
         *       "claims_parameter_supported": true,
         *       "claims_supported": [
         *         "iss",
         *         "sub",
         *         "aud",
         *         "azp",
         *         "exp",
         *         "iat",
         *         "auth_time",
         *         "acr",
         *         "amr",
         *         "sid",
         *         "at_hash",
         *         "nonce",
         *         "name",
         *         "given_name",
         *         "family_name",
         *         "preferred_username",
         *         "locale",
         *         "updated_at",
         *         "email",
         *         "email_verified",
         *         "address",
         *         "phone_number",
         *         "phone_number_verified"
         *       ],
         *       "client_id_metadata_document_supported": false,
         *       "code_challenge_methods_supported": [
         *         "S256"
         *       ],
         *       "device_authorization_endpoint": "https://id.example.com/oauth/device_authorization",
         *       "dpop_signing_alg_values_supported": [
         *         "ES256",
         *         "ES384",
         *         "EdDSA",
         *         "PS256",
         *         "RS256"
         *       ],
         *       "end_session_endpoint": "https://id.example.com/oauth/logout",
         *       "grant_types_supported": [
         *         "authorization_code",
         *         "refresh_token",
         *         "client_credentials",
         *         "urn:ietf:params:oauth:grant-type:device_code",
         *         "urn:ietf:params:oauth:grant-type:token-exchange"
         *       ],
         *       "id_token_signing_alg_values_supported": [
         *         "RS256",
         *         "ES256",
         *         "EdDSA"
         *       ],
         *       "introspection_endpoint": "https://id.example.com/oauth/introspect",
         *       "introspection_endpoint_auth_methods_supported": [
         *         "client_secret_basic",
         *         "client_secret_post",
         *         "client_secret_jwt",
         *         "private_key_jwt"
         *       ],
         *       "introspection_endpoint_auth_signing_alg_values_supported": [
         *         "ES256",
         *         "ES384",
         *         "EdDSA",
         *         "PS256",
         *         "RS256",
         *         "HS256"
         *       ],
         *       "issuer": "https://id.example.com",
         *       "jwks_uri": "https://id.example.com/.well-known/jwks.json",
         *       "prompt_values_supported": [
         *         "none",
         *         "login",
         *         "consent",
         *         "select_account"
         *       ],
         *       "pushed_authorization_request_endpoint": "https://id.example.com/oauth/par",
         *       "registration_endpoint": "https://id.example.com/oauth/register",
         *       "request_object_signing_alg_values_supported": [
         *         "ES256",
         *         "ES384",
         *         "EdDSA",
         *         "PS256",
         *         "RS256"
         *       ],
         *       "request_parameter_supported": true,
         *       "request_uri_parameter_supported": false,
         *       "require_pushed_authorization_requests": false,
         *       "response_modes_supported": [
         *         "query",
         *         "fragment",
         *         "form_post"
         *       ],
         *       "response_types_supported": [
         *         "code"
         *       ],
         *       "revocation_endpoint": "https://id.example.com/oauth/revoke",
         *       "revocation_endpoint_auth_methods_supported": [
         *         "none",
         *         "client_secret_basic",
         *         "client_secret_post",
         *         "client_secret_jwt",
         *         "private_key_jwt"
         *       ],
         *       "revocation_endpoint_auth_signing_alg_values_supported": [
         *         "ES256",
         *         "ES384",
         *         "EdDSA",
         *         "PS256",
         *         "RS256",
         *         "HS256"
         *       ],
         *       "scopes_supported": [
         *         "openid",
         *         "profile",
         *         "email",
         *         "address",
         *         "phone",
         *         "offline_access"
         *       ],
         *       "service_documentation": "https://id.example.com/docs",
         *       "subject_types_supported": [
         *         "public",
         *         "pairwise"
         *       ],
         *       "token_endpoint": "https://id.example.com/oauth/token",
         *       "token_endpoint_auth_methods_supported": [
         *         "none",
         *         "client_secret_basic",
         *         "client_secret_post",
         *         "client_secret_jwt",
         *         "private_key_jwt"
         *       ],
         *       "token_endpoint_auth_signing_alg_values_supported": [
         *         "ES256",
         *         "ES384",
         *         "EdDSA",
         *         "PS256",
         *         "RS256",
         *         "HS256"
         *       ],
         *       "ui_locales_supported": [
         *         "en",
         *         "de"
         *       ],
         *       "userinfo_endpoint": "https://id.example.com/oauth/userinfo",
         *       "userinfo_signing_alg_values_supported": [
         *         "RS256",
         *         "ES256",
         *         "EdDSA"
         *       ]
         *     }
         */
        Metadata: {
            issuer: string;
            authorization_endpoint: string;
            token_endpoint: string;
            userinfo_endpoint: string;
            jwks_uri: string;
            registration_endpoint?: string;
            revocation_endpoint: string;
            introspection_endpoint: string;
            device_authorization_endpoint: string;
            pushed_authorization_request_endpoint: string;
            end_session_endpoint: string;
            service_documentation: string;
            scopes_supported: string[];
            response_types_supported: string[];
            response_modes_supported: string[];
            grant_types_supported: string[];
            subject_types_supported: string[];
            id_token_signing_alg_values_supported: string[];
            userinfo_signing_alg_values_supported: string[];
            acr_values_supported: string[];
            token_endpoint_auth_methods_supported: string[];
            revocation_endpoint_auth_methods_supported: string[];
            introspection_endpoint_auth_methods_supported: string[];
            token_endpoint_auth_signing_alg_values_supported: string[];
            revocation_endpoint_auth_signing_alg_values_supported: string[];
            introspection_endpoint_auth_signing_alg_values_supported: string[];
            dpop_signing_alg_values_supported: string[];
            request_object_signing_alg_values_supported: string[];
            code_challenge_methods_supported: string[];
            claim_types_supported: string[];
            claims_supported: string[];
            ui_locales_supported: string[];
            prompt_values_supported: string[];
            authorization_response_iss_parameter_supported: boolean;
            claims_parameter_supported: boolean;
            request_parameter_supported: boolean;
            request_uri_parameter_supported: boolean;
            require_pushed_authorization_requests: boolean;
            client_id_metadata_document_supported: boolean;
            backchannel_logout_supported: boolean;
            backchannel_logout_session_supported: boolean;
        };
        /**
         * @description Of what kind a moment is.
         * @enum {string}
         */
        MomentKind: "run" | "session" | "consent" | "audit";
        /**
         * MomentView
         * @description Something that happened to a person.
         */
        MomentView: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Of what kind it is. */
            kind: components["schemas"]["MomentKind"];
            /** @description Of what it is. */
            id: string;
            /** @description What happened, in a word: the workflow, the act, the client. */
            title: string;
            /**
             * @description Particulars, by kind: the run's `status`, `step` and `fault`; the session's `address`,
             *     `user_agent` and end; the consent's `scope`; the entry's `actor`, `address`, `details`.
             */
            details: unknown;
        };
        /**
         * NewClientRequest
         * @description What a new client is to be.
         * @example {
         *       "client_id": "shop",
         *       "client_name": "Shop",
         *       "client_uri": "https://shop.example.com",
         *       "is_first_party": false,
         *       "preset": "web",
         *       "redirect_uris": [
         *         "https://shop.example.com/callback"
         *       ]
         *     }
         */
        NewClientRequest: {
            /** @description What kind of program it is. */
            preset: components["schemas"]["Preset"];
            /** @description Its name, as people see it. */
            client_name: string;
            /** @description Its id; drawn where none is given. */
            client_id?: string;
            /** @description Its home page, which people see too. */
            client_uri?: string;
            /**
             * @description Where people may be sent back to; none for `machine`.
             * @default []
             */
            redirect_uris?: string[];
            /** @description What it may ask for, between spaces. Without: what the preset usually needs. */
            scope?: string;
            /** @description `public`, or `pairwise` for a client that knows people by a subject of its sector alone. Without: `public`. */
            subject_type?: string;
            /**
             * @description Where the redirect URIs of all clients of its sector are listed, in a JSON array. It is fetched. A pairwise
             *     client whose redirect URIs have several hosts needs it.
             */
            sector_identifier_uri?: string;
            /**
             * @description Whether it is the operator's own, so that people are not asked whether they agree.
             * @default false
             */
            is_first_party?: boolean;
        };
        /**
         * NewSecret
         * @description A new secret, which is shown this once.
         * @example {
         *       "client_id": "shop",
         *       "client_secret": "ogs_…"
         *     }
         */
        NewSecret: {
            /** @description The client. */
            client_id: string;
            /** @description Its secret. */
            client_secret: string;
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
            error: components["schemas"]["OAuthErrorCode"];
            /** @description What is wrong, for the client's developer. */
            error_description?: string;
        };
        /**
         * @description Says what went wrong, in the words of the RFCs. New ones may be added.
         * @enum {string}
         */
        OAuthErrorCode: "invalid_request" | "invalid_client" | "invalid_grant" | "unauthorized_client" | "unsupported_grant_type" | "invalid_scope" | "access_denied" | "unsupported_response_type" | "server_error" | "temporarily_unavailable" | "login_required" | "consent_required" | "interaction_required" | "unmet_authentication_requirements" | "request_not_supported" | "request_uri_not_supported" | "registration_not_supported" | "unsupported_token_type" | "invalid_target" | "authorization_pending" | "slow_down" | "expired_token" | "invalid_dpop_proof" | "use_dpop_nonce" | "invalid_request_uri" | "invalid_request_object" | "invalid_redirect_uri" | "invalid_client_metadata" | "unapproved_software_statement" | "invalid_token";
        /**
         * OffenderList
         * @description Networks that came too early, most often first.
         * @example {
         *       "offenders": [
         *         {
         *           "limit": "passwords",
         *           "network": "203.0.113.9",
         *           "times": 812
         *         }
         *       ]
         *     }
         */
        OffenderList: {
            /** @description At most 100, counted since the beginning of the hour before. */
            offenders: components["schemas"]["OffenderView"][];
        };
        /**
         * OffenderView
         * @description A network that came too early.
         */
        OffenderView: {
            /** @description The limit; `sign_in` where an account's password was tried too often. */
            limit: string;
            /** @description The network: an IPv4 address, or a /64 of IPv6. */
            network: string;
            /**
             * Format: uint64
             * @description How often it was refused.
             */
            times: number;
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
         * @description What becomes of a run that is due while an earlier one is not over.
         * @enum {string}
         */
        OverlapView: "skip" | "allow" | "cancel_other";
        /**
         * Overview
         * @description How the whole is doing.
         * @example {
         *       "active_users": 18044,
         *       "disabled_users": 12,
         *       "due_runs": 3,
         *       "oldest_due_seconds": 0,
         *       "paused_runs": 1,
         *       "unverified_users": 210,
         *       "workers": 2
         *     }
         */
        Overview: {
            /**
             * Format: uint64
             * @description Accounts that may sign in.
             */
            active_users: number;
            /**
             * Format: uint64
             * @description Accounts whose address was not verified yet.
             */
            unverified_users: number;
            /**
             * Format: uint64
             * @description Accounts that an administrator has disabled.
             */
            disabled_users: number;
            /**
             * Format: uint64
             * @description Workers that gave a sign of life within the last 30 seconds and are not about to stop.
             */
            workers: number;
            /**
             * Format: uint64
             * @description Runs that are due and wait for a worker.
             */
            due_runs: number;
            /**
             * Format: uint64
             * @description How long the oldest of them has waited, in seconds.
             */
            oldest_due_seconds: number;
            /**
             * Format: uint64
             * @description Runs that wait for a person.
             */
            paused_runs: number;
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
         * PostalAddress
         * @description A postal address, with the members of the `address` claim.
         * @example {
         *       "country": "United Kingdom",
         *       "locality": "London",
         *       "postal_code": "SW1Y 4JH",
         *       "street_address": "12 St James's Square"
         *     }
         */
        PostalAddress: {
            /** @description Street and house number, at most four lines of 100 characters. */
            street_address?: string;
            /** @description City, at most 100 characters. */
            locality?: string;
            /** @description State, province or prefecture, at most 100 characters. */
            region?: string;
            /** @description Postal code, at most 20 characters. */
            postal_code?: string;
            /** @description Country by its name, at most 100 characters. */
            country?: string;
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
         * @description What kind of program a client is. It settles how the client shows that it is itself, and what it may
         *     ask tokens for with.
         * @enum {string}
         */
        Preset: "web" | "spa" | "native" | "machine";
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
        ProblemCode: "invalid_json" | "invalid_request" | "token_invalid" | "unauthorized" | "token_expired" | "token_reused" | "invalid_credentials" | "wrong_password" | "sign_in_again" | "nothing_planned" | "email_not_verified" | "account_disabled" | "forbidden" | "cross_site_request" | "not_found" | "method_not_allowed" | "request_timeout" | "username_taken" | "email_taken" | "conflict" | "body_too_large" | "unsupported_media_type" | "validation_failed" | "rate_limited" | "internal" | "busy" | "unavailable" | "timed_out";
        /**
         * Profile
         * @description An account as its owner sees it.
         * @example {
         *       "address": {
         *         "country": "United Kingdom",
         *         "locality": "London",
         *         "postal_code": "SW1Y 4JH",
         *         "street_address": "12 St James's Square"
         *       },
         *       "created_at": "2026-01-02T12:00:00Z",
         *       "email": "ada@example.com",
         *       "email_verified": true,
         *       "first_name": "Ada",
         *       "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *       "is_admin": false,
         *       "last_login_at": "2026-01-04T12:00:00Z",
         *       "last_name": "Lovelace",
         *       "locale": "en",
         *       "phone_number": "+442071234567",
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
            /** @description The language in which mail is written to it: `en` or `de`. That of the server where it is missing. */
            locale?: string;
            /** @description Phone number, in E.164. */
            phone_number?: string;
            /** @description Postal address. */
            address?: components["schemas"]["PostalAddress"];
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
            /**
             * Format: date-time
             * @description When it will be deleted, where its owner has asked for that.
             */
            erasure_due_at?: string;
        };
        /**
         * ProfileChange
         * @description What to change of a profile. A field that is left out stays as it is; `null` or an empty text
         *     removes it.
         * @example {
         *       "address": {
         *         "country": "United Kingdom",
         *         "locality": "London",
         *         "postal_code": "SW1Y 4JH",
         *         "street_address": "12 St James's Square"
         *       },
         *       "first_name": "Ada",
         *       "last_name": null,
         *       "locale": "de",
         *       "phone_number": "+44 20 7123 4567",
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
            /** @description The language in which to write to them: `en` or `de`. */
            locale?: string | null;
            /** @description Phone number with `+` and the country code, 7 to 15 digits. It is kept in E.164. */
            phone_number?: string | null;
            /** @description Postal address, as a whole: what is left out of it is removed, and all of it where it is empty. */
            address?: components["schemas"]["PostalAddress"];
        };
        /**
         * PushForm
         * @description What a client would otherwise send by way of the browser, and who it is.
         * @example {
         *       "response_type": "code",
         *       "redirect_uri": "https://photos.example.com/callback",
         *       "scope": "openid profile email offline_access",
         *       "state": "af0ifjsldkj",
         *       "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
         *       "code_challenge_method": "S256"
         *     }
         */
        PushForm: {
            /** @description `code`. */
            response_type: string;
            /** @description The client, unless the header names it. */
            client_id?: string;
            /** @description Its secret, unless the header has it. */
            client_secret?: string;
            /** @description With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
            client_assertion_type?: string;
            /** @description In place of a secret: a JWT that the client has signed (RFC 7523). */
            client_assertion?: string;
            /** @description Where the answer goes: one of those that the client registered. */
            redirect_uri?: string;
            /** @description What is asked for. */
            scope?: string;
            /** @description The resources that the tokens are to be for (RFC 8707). May be repeated. */
            resource?: string[];
            /** @description Given back as it came. */
            state?: string;
            /** @description The challenge (RFC 7636). */
            code_challenge?: string;
            /** @description `S256`. */
            code_challenge_method?: string;
            /** @description Given back in the ID token. */
            nonce?: string;
            /** @description Claims, one by one, as JSON (OpenID Connect Core, section 5.5). */
            claims?: string;
            /** @description In place of these: what the client has signed (RFC 9101). */
            request?: string;
            /**
             * @description The key that the code is to be bound to (RFC 9449, section 10). Every other parameter of
             *     `/oauth/authorize` is taken as well.
             */
            dpop_jkt?: string;
        };
        /**
         * Pushed
         * @description The request has a name now.
         * @example {
         *       "expires_in": 60,
         *       "request_uri": "urn:ietf:params:oauth:request_uri:r8tXTXaHdHCwN8ZDr5YbcmGi_x8Uqt2OVCVVIoYIq2c"
         *     }
         */
        Pushed: {
            /** @description What is sent to `/oauth/authorize` in place of the parameters, beside `client_id`. It works once. */
            request_uri: string;
            /**
             * Format: int64
             * @description For how many seconds.
             */
            expires_in: number;
        };
        /**
         * ReasonRequest
         * @description Why something is done.
         * @example {
         *       "reason": "The mail server moves."
         *     }
         */
        ReasonRequest: {
            /** @description For the history and the audit trail, 1 to 500 characters. */
            reason: string;
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
         *       "locale": "en",
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
            /**
             * @description The language in which to write to the person: `en` or `de`. Where it is left out, that of the
             *     `Accept-Language` header.
             */
            locale?: string | null;
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
         * RegisteredClient
         * @description A client that has registered itself (RFC 7591, section 3.2.1), with everything that is registered about it.
         * @example {
         *       "client_id": "bbe6a7b9-9102-4785-8264-c49900557abc",
         *       "client_id_issued_at": 1795843130,
         *       "client_name": "Photo Books",
         *       "client_secret": "ogs_czC4JE75YukSLxbMUWTL9i4mEr7S2FnSvCicZ3HV7yE",
         *       "client_secret_expires_at": 0,
         *       "grant_types": [
         *         "authorization_code",
         *         "refresh_token"
         *       ],
         *       "redirect_uris": [
         *         "https://photos.example.com/callback"
         *       ],
         *       "registration_access_token": "ogm_ldG6jF1utbskIPOgTEno8qpGelBmOG17L_sBJb-ZTDQ",
         *       "registration_client_uri": "https://id.example.com/oauth/register/bbe6a7b9-9102-4785-8264-c49900557abc",
         *       "response_types": [
         *         "code"
         *       ],
         *       "scope": "email openid profile",
         *       "token_endpoint_auth_method": "client_secret_basic"
         *     }
         */
        RegisteredClient: {
            /** @description Its id. */
            client_id: string;
            /**
             * Format: int64
             * @description When it was made, in seconds since 1970.
             */
            client_id_issued_at: number;
            /** @description Its secret, where it has one; shown when it is made alone. */
            client_secret?: string;
            /**
             * Format: int64
             * @description 0: never.
             */
            client_secret_expires_at?: number;
            /** @description Where the client looks after itself. */
            registration_client_uri: string;
            /** @description The token by which it does. */
            registration_access_token: string;
            /** @description Where people are sent back to. */
            redirect_uris: string[];
            /** @description Its name. */
            client_name: string;
            /** @description How it shows that it is itself. */
            token_endpoint_auth_method: string;
            /** @description What it may ask tokens for with. */
            grant_types: string[];
            /** @description What it may ask for at `/oauth/authorize`; none where it sends nobody there. */
            response_types: string[];
            /** @description What it may ask for. */
            scope: string;
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
         * ResetRequest
         * @description From where to begin again.
         * @example {
         *       "reason": "The template was mended.",
         *       "step": "mail_verification"
         *     }
         */
        ResetRequest: {
            /** @description The first step that is done once more. */
            step: string;
            /** @description For the history and the audit trail, 1 to 500 characters. */
            reason: string;
        };
        /**
         * RetireRequest
         * @description How a key is deleted.
         * @example {
         *       "force": false
         *     }
         */
        RetireRequest: {
            /** @description Although it signs, or tokens that it signed live: they are refused from then on. */
            force?: boolean;
        };
        /**
         * Retried
         * @description What came of retrying many.
         * @example {
         *       "retried": 17
         *     }
         */
        Retried: {
            /**
             * Format: uint64
             * @description How many runs are due now, at most 200.
             */
            retried: number;
            /**
             * Format: uuid
             * @description Where there may be more: give it as `before` and ask again.
             */
            next?: string;
        };
        /**
         * RetryRequest
         * @description Which runs to retry.
         * @example {
         *       "kind": "registration",
         *       "status": "paused"
         *     }
         */
        RetryRequest: {
            /** @description `paused`, `waiting` or `queued`: runs in another state cannot be retried. */
            status: components["schemas"]["StatusView"];
            /** @description Only runs of this workflow. */
            kind?: string;
            /**
             * Format: uuid
             * @description Only runs about this account.
             */
            user_id?: string;
            /** @description Only runs with this code of a fault, or whose fault says this text. */
            fault?: string;
            /**
             * Format: date-time
             * @description Only runs that were accepted from then on.
             */
            since?: string;
            /**
             * Format: date-time
             * @description Only runs that were accepted before then.
             */
            until?: string;
            /**
             * Format: uuid
             * @description Only runs behind this one: `next` of the answer before.
             */
            before?: string;
        };
        /**
         * RotateRequest
         * @description Whose key is exchanged, and how.
         * @example {
         *       "algorithm": "ES256"
         *     }
         */
        RotateRequest: {
            /** @description `RS256`, `ES256` or `EdDSA`. */
            algorithm: string;
            /**
             * @description Let the next key sign right away, and not in an hour. Whoever has fetched the keys before may refuse
             *     new tokens for five minutes.
             */
            at_once?: boolean;
        };
        /**
         * RotationView
         * @description What came of it.
         * @example {
         *       "key": "kFyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s",
         *       "run_id": "019b7e0c-8a00-7000-8000-000000000001"
         *     }
         */
        RotationView: {
            /** @description The `kid` of the new key. */
            key: string;
            /**
             * Format: uuid
             * @description The workflow that lets it sign; none where it does already.
             */
            run_id?: string;
        };
        /**
         * RunCountView
         * @description How many runs of a workflow are in a state.
         */
        RunCountView: {
            /** @description The workflow. */
            kind: string;
            /** @description The state. */
            status: components["schemas"]["StatusView"];
            /**
             * Format: uint64
             * @description How many.
             */
            runs: number;
        };
        /**
         * RunCounts
         * @description How many runs there are.
         * @example {
         *       "counts": [
         *         {
         *           "kind": "registration",
         *           "runs": 3,
         *           "status": "paused"
         *         }
         *       ]
         *     }
         */
        RunCounts: {
            /** @description By workflow and state; what is not there is none. */
            counts: components["schemas"]["RunCountView"][];
        };
        /**
         * RunHistory
         * @description A run with all that happened in it.
         * @example {
         *       "events": [
         *         {
         *           "at": "2026-01-02T12:00:00Z",
         *           "kind": "started",
         *           "sequence": 1
         *         }
         *       ],
         *       "has_correctable_address": false,
         *       "input": {
         *         "request": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
         *       },
         *       "known_signals": [],
         *       "run": {
         *         "cancel_requested": false,
         *         "created_at": "2026-01-02T12:00:00Z",
         *         "due_at": "2026-01-02T12:05:00Z",
         *         "failed_attempts": 3,
         *         "fault": {
         *           "code": "smtp_unavailable",
         *           "detail": "421 4.3.2 Service shutting down"
         *         },
         *         "id": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6",
         *         "kind": "password_reset",
         *         "request_id": "0198c7a23b4c7d5e8f60718293a4b5c7",
         *         "status": "waiting",
         *         "step": "mail_reset",
         *         "user_id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *         "version": 1
         *       },
         *       "signals": []
         *     }
         */
        RunHistory: {
            /** @description Where it is. */
            run: components["schemas"]["RunView"];
            /** @description What it was started with. Holds ids alone. */
            input: unknown;
            /** @description What it gave. */
            output?: unknown;
            /** @description What happened, oldest first; the latest 1,000 events. */
            events: components["schemas"]["EventView"][];
            /** @description Signals that wait to be taken. */
            signals: components["schemas"]["SignalView"][];
            /** @description Signals that it may be sent; none where it is over. */
            known_signals: components["schemas"]["KnownSignalView"][];
            /** @description Whether it is about an address that could be corrected. */
            has_correctable_address: boolean;
        };
        /**
         * RunLimitList
         * @description The limits, by key.
         * @example {
         *       "limits": [
         *         {
         *           "key": "smtp",
         *           "max_running": 8,
         *           "running": 3,
         *           "waiting": 0
         *         }
         *       ]
         *     }
         */
        RunLimitList: {
            /** @description The limits. */
            limits: components["schemas"]["RunLimitView"][];
        };
        /**
         * RunLimitRequest
         * @description A limit.
         * @example {
         *       "max_running": 16
         *     }
         */
        RunLimitRequest: {
            /**
             * Format: uint32
             * @description Most runs at a time, by all workers together; 0 holds them all back.
             */
            max_running: number;
        };
        /**
         * RunLimitView
         * @description How many runs that share a limit are carried out, and how many may be.
         */
        RunLimitView: {
            /**
             * @description What the runs name: `smtp`, or `hook:` and an endpoint. One that ends with a colon stands for
             *     every key that begins with it and has no limit of its own.
             */
            key: string;
            /**
             * Format: uint32
             * @description Most runs at a time, by all workers together; 0 holds them all back.
             */
            max_running?: number;
            /**
             * Format: uint64
             * @description Runs that are carried out.
             */
            running: number;
            /**
             * Format: uint64
             * @description Runs that are due and wait.
             */
            waiting: number;
        };
        /**
         * RunList
         * @description Runs, newest first.
         * @example {
         *       "runs": [
         *         {
         *           "cancel_requested": false,
         *           "created_at": "2026-01-02T12:00:00Z",
         *           "due_at": "2026-01-02T12:05:00Z",
         *           "failed_attempts": 3,
         *           "fault": {
         *             "code": "smtp_unavailable",
         *             "detail": "421 4.3.2 Service shutting down"
         *           },
         *           "id": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6",
         *           "kind": "password_reset",
         *           "request_id": "0198c7a23b4c7d5e8f60718293a4b5c7",
         *           "status": "waiting",
         *           "step": "mail_reset",
         *           "user_id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *           "version": 1
         *         }
         *       ]
         *     }
         */
        RunList: {
            /** @description A page of them. */
            runs: components["schemas"]["RunView"][];
            /**
             * Format: uuid
             * @description Where there may be more: give it as `before` for the next page.
             */
            next?: string;
        };
        /**
         * RunView
         * @description A run of a workflow.
         */
        RunView: {
            /**
             * Format: uuid
             * @description Its identifier.
             */
            id: string;
            /** @description The workflow, as `registration`. */
            kind: string;
            /**
             * Format: int64
             * @description The version of its code that started it.
             */
            version: number;
            /** @description Its business key: one run under it is under way at a time. */
            key?: string;
            /** @description Where it is. */
            status: components["schemas"]["StatusView"];
            /** @description The step that it did or tried last. */
            step?: string;
            /**
             * Format: int64
             * @description How often the present step has failed.
             */
            failed_attempts: number;
            /**
             * Format: date-time
             * @description When it goes on by itself: its next try, or the end of a wait.
             */
            due_at?: string;
            /**
             * Format: uuid
             * @description The account that it is about.
             */
            user_id?: string;
            /** @description The request that it descends from, as in the log. */
            request_id?: string;
            /** @description Why it is paused or failed, or why its last attempt failed. */
            fault?: components["schemas"]["FaultView"];
            /**
             * Format: uuid
             * @description The worker that holds it.
             */
            worker_id?: string;
            /** @description Whether somebody has asked for it to be cancelled. */
            cancel_requested: boolean;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            closed_at?: string;
        };
        /**
         * ScheduleList
         * @description Schedules, by name.
         * @example {
         *       "schedules": [
         *         {
         *           "catch_up_seconds": 86400,
         *           "cron": "17 3 * * *",
         *           "jitter_seconds": 600,
         *           "kind": "retention",
         *           "last_due": "2026-01-02T03:17:00Z",
         *           "last_run_id": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6",
         *           "name": "retention",
         *           "next_at": "2026-01-03T03:17:00Z",
         *           "overlap": "skip",
         *           "paused": false,
         *           "zone": "Etc/UTC"
         *         }
         *       ]
         *     }
         */
        ScheduleList: {
            /** @description All of them. */
            schedules: components["schemas"]["ScheduleView"][];
        };
        /**
         * ScheduleView
         * @description A workflow that starts by the clock.
         */
        ScheduleView: {
            /** @description Its name. */
            name: string;
            /** @description The workflow that it starts. */
            kind: string;
            /** @description When, as a cron expression. */
            cron: string;
            /** @description In which time zone. */
            zone: string;
            /** @description What becomes of a run that is due while an earlier one is not over. */
            overlap: components["schemas"]["OverlapView"];
            /**
             * Format: uint64
             * @description How late a run may start after an outage, in seconds.
             */
            catch_up_seconds: number;
            /**
             * Format: uint64
             * @description Most seconds by which runs start later than the expression says.
             */
            jitter_seconds: number;
            /** @description Whether it starts nothing for now. */
            paused: boolean;
            /** @description Why it was paused without anybody asking. */
            fault?: string;
            /**
             * Format: date-time
             * @description When it starts a run next; none while it is paused.
             */
            next_at?: string;
            /**
             * Format: date-time
             * @description The time for which it started a run last.
             */
            last_due?: string;
            /**
             * Format: uuid
             * @description That run.
             */
            last_run_id?: string;
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
         * @example {
         *       "ended": 1
         *     }
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
         * SignalRequest
         * @description A signal.
         * @example {
         *       "data": "Superseded",
         *       "name": "answer"
         *     }
         */
        SignalRequest: {
            /** @description Which one. */
            name: string;
            /** @description What it carries. */
            data: unknown;
        };
        /**
         * SignalView
         * @description A signal that waits to be taken.
         */
        SignalView: {
            /** @description Which signal. */
            name: string;
            /** @description What it carries. */
            data: unknown;
            /**
             * Format: date-time
             * @description When it was sent.
             */
            sent_at: string;
        };
        /**
         * SkipRequest
         * @description Which step to skip.
         * @example {
         *       "reason": "Told by phone."
         *     }
         */
        SkipRequest: {
            /** @description The step; the one that failed last where none is given. */
            step?: string;
            /** @description What it is to have given. A mail needs none. */
            value?: unknown;
            /** @description For the history and the audit trail, 1 to 500 characters. */
            reason: string;
        };
        /**
         * StartedRuns
         * @description Runs that were started.
         * @example {
         *       "run_ids": [
         *         "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
         *       ]
         *     }
         */
        StartedRuns: {
            /** @description The runs, oldest first. */
            run_ids: string[];
        };
        /**
         * @description Where a run is.
         * @enum {string}
         */
        StatusView: "queued" | "waiting" | "running" | "paused" | "done" | "failed" | "cancelled";
        /**
         * StretchView
         * @description What happened within a stretch of time.
         */
        StretchView: {
            /**
             * Format: date-time
             * @description When it begins.
             */
            at: string;
            /**
             * Format: uint64
             * @description Sign-ins.
             */
            sign_ins: number;
            /**
             * Format: uint64
             * @description Attempts to sign in that were refused.
             */
            sign_ins_refused: number;
            /**
             * Format: uint64
             * @description Accounts that were made.
             */
            new_users: number;
            /**
             * Format: uint64
             * @description Mails that a mail server took.
             */
            mails_sent: number;
            /**
             * Format: uint64
             * @description Mails that a mail server refused for good.
             */
            mails_bounced: number;
            /**
             * Format: uint64
             * @description Attempts at a mail that failed and were, or will be, repeated.
             */
            mails_failed: number;
            /**
             * Format: uint64
             * @description Runs, accepted then, that have failed.
             */
            runs_failed: number;
            /**
             * Format: uint64
             * @description Runs, accepted then, that wait for a person.
             */
            runs_paused: number;
        };
        /**
         * TargetView
         * @description To what it was done.
         */
        TargetView: {
            /** @description `account`, `session`, `client`, `run`, `signing_key` or `audit`. */
            kind: string;
            /** @description Its id. */
            id: string;
        };
        /**
         * TokenError
         * @description Why an access token is refused, as RFC 6750 section 3 has it. Empty where none was shown.
         */
        TokenError: {
            /** @description The error, for a program. */
            error?: string;
            /** @description What is wrong, for the client's developer. */
            error_description?: string;
        };
        /**
         * TokenForm
         * @description A token, and who shows it.
         * @example {
         *       "token": "eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA"
         *     }
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
            /** @description With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
            client_assertion_type?: string;
            /** @description In place of a secret: a JWT that the client has signed (RFC 7523). */
            client_assertion?: string;
        };
        /**
         * TokenRequest
         * @description What a client asks tokens for with.
         * @example {
         *       "grant_type": "authorization_code",
         *       "code": "ogc_HU0EgDfEk4LotbaCWlaOgM7mxrwg1jF6o9OhbldwIjw",
         *       "redirect_uri": "https://photos.example.com/callback",
         *       "code_verifier": "41Q8y-RiD3EBsu6W06Xt9GB1p7-GA6DEB_IJP1sEGBQ"
         *     }
         */
        TokenRequest: {
            /**
             * @description `authorization_code`, `refresh_token`, `client_credentials`,
             *     `urn:ietf:params:oauth:grant-type:device_code` or
             *     `urn:ietf:params:oauth:grant-type:token-exchange`.
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
            /**
             * @description The resources that the access token is for (RFC 8707): fewer than were granted, or, with
             *     `client_credentials`, those that are wanted. May be repeated.
             */
            resource?: string[];
            /** @description With token exchange (RFC 8693): further resources. May be repeated. */
            audience?: string[];
            /** @description With token exchange: an access token that was issued to the client or is for it. */
            subject_token?: string;
            /** @description With token exchange: `urn:ietf:params:oauth:token-type:access_token`. */
            subject_token_type?: string;
            /** @description With token exchange: an access token of the client itself, which is to act for the subject. */
            actor_token?: string;
            /** @description With `actor_token`: `urn:ietf:params:oauth:token-type:access_token`. */
            actor_token_type?: string;
            /** @description With token exchange: `urn:ietf:params:oauth:token-type:access_token`, or nothing. */
            requested_token_type?: string;
            /** @description The client, unless the header names it. */
            client_id?: string;
            /** @description Its secret, unless the header has it. */
            client_secret?: string;
            /** @description With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
            client_assertion_type?: string;
            /** @description In place of a secret: a JWT that the client has signed (RFC 7523). */
            client_assertion?: string;
        };
        /**
         * TokenResponse
         * @description Tokens (RFC 6749, section 5.1).
         * @example {
         *       "access_token": "eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA",
         *       "expires_in": 1800,
         *       "id_token": "eyJhbGciOiJSUzI1NiIsImtpZCI6IlZzLWNna3lQTlFSYVNQSUh4WUlxVVNMXzFZb2lSQWQ3QjlRd3RnS2lISGMiLCJ0eXAiOiJKV1QifQ.eyJhY3IiOiIxIiwiYW1yIjpbInB3ZCJdLCJhdF9oYXNoIjoiU1lyejBaU3VJX3kyZm1ienhPWDd3QSIsImF1ZCI6InBob3RvcyIsImF1dGhfdGltZSI6MTc5NTg0MzEzMCwiYXpwIjoicGhvdG9zIiwiZW1haWwiOiJncmFjZUBleGFtcGxlLmNvbSIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJleHAiOjE3OTU4NDM3MzAsImZhbWlseV9uYW1lIjoiSG9wcGVyIiwiZ2l2ZW5fbmFtZSI6IkdyYWNlIiwiaWF0IjoxNzk1ODQzMTMwLCJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwibmFtZSI6IkdyYWNlIEhvcHBlciIsInNpZCI6IjAxYTIyMDk3LTgyZDQtNzU3My05M2IzLWMzZjY2NWE3MTZjNCIsInN1YiI6IjAxYTIyMDk3LTgyODQtNzNhZi04YmYzLTUwZTkxNmI2ZWYyYyIsInVwZGF0ZWRfYXQiOjE3OTU4NDMxMzB9.RrCkfvhMo2ibhOXB28rgBSZonPSmngLLnASVp9id2tM07XQ-KNNygqnFOblE2gQXNBco5oVfGTo_ECv8H5VJ8OOMwafKmBEJ9kMxrS2Tksb-J_f8p58GuIwzVF8x3MiURiyBSRkjTKMYYWAC1P_zM_AI5Q3FKa42sirAXXRoQjA6MlZXvKugbYxreJ-hPJ87KOy_uKwPxgM6-ftiDk4LWc0wLsnzKQpYtnYxwZV9-pYvnESc5mwiR_V3-gU7_7DJcnqSpg_wpd5t9tBV6EGAEMu87ir99F-jt_x_S-4YDtXUKktPQ4eTbAsLP5S6_j_wUvaerOmirxiwiZ3aT_FGKg",
         *       "refresh_token": "ogr_AqT36X0BoiCXg0VzS6A6B0JOaDu-AAAAAAnJZoicz9UWxPXxB1KgUcnA2OjulfGhYN-tmtJkcX34RRACPVN_R-I9lkADgjiImw",
         *       "scope": "email offline_access openid profile",
         *       "token_type": "Bearer"
         *     }
         */
        TokenResponse: {
            /** @description The access token, a JWT (RFC 9068). */
            access_token: string;
            /** @description `Bearer`, or `DPoP` where the access token is bound to a key (RFC 9449). */
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
            /** @description With token exchange: `urn:ietf:params:oauth:token-type:access_token` (RFC 8693). */
            issued_token_type?: string;
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
            /**
             * @description Exchange it at `/auth/refresh` for another pair. It works once. Left out where the session cookie was
             *     exchanged, and where a page in a browser signs in: it is in the cookie alone then, out of the reach of
             *     scripts.
             */
            refresh_token?: string;
            /** @description Always `Bearer`. */
            token_type: string;
            /**
             * Format: uint64
             * @description How many seconds the access token lives.
             */
            expires_in: number;
            /**
             * Format: date-time
             * @description When the account will be deleted, where its owner has asked for that. Told at the sign-in.
             */
            erasure_due_at?: string;
        };
        /**
         * TrendsView
         * @description What happened over time.
         * @example {
         *       "is_partial": false,
         *       "stretch_seconds": 3600,
         *       "stretches": [
         *         {
         *           "at": "2026-01-02T12:00:00Z",
         *           "mails_bounced": 0,
         *           "mails_failed": 0,
         *           "mails_sent": 0,
         *           "new_users": 17,
         *           "runs_failed": 0,
         *           "runs_paused": 0,
         *           "sign_ins": 412,
         *           "sign_ins_refused": 9
         *         }
         *       ]
         *     }
         */
        TrendsView: {
            /**
             * Format: int64
             * @description How long each stretch is, in seconds.
             */
            stretch_seconds: number;
            /** @description Oldest first, without gaps. The last one is not over. */
            stretches: components["schemas"]["StretchView"][];
            /** @description Whether there was more than is looked at (the latest 100,000 rows), so that older counts are too low. */
            is_partial: boolean;
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
         * @example {
         *       "email": "grace@example.com",
         *       "email_verified": true,
         *       "family_name": "Hopper",
         *       "given_name": "Grace",
         *       "name": "Grace Hopper",
         *       "sub": "01a22097-8284-73af-8bf3-50e916b6ef2c",
         *       "updated_at": 1795843130
         *     }
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
            /** @description With `profile`: the language that they read, as a language tag. */
            locale?: string;
            /**
             * Format: int64
             * @description With `profile`: when any of this last changed, in seconds since 1970.
             */
            updated_at?: number;
            /** @description With `email`: the address. */
            email?: string;
            /** @description With `email`: whether it was verified. */
            email_verified?: boolean;
            /** @description With `address`: the postal address, as far as the person tells. */
            address?: components["schemas"]["AddressClaim"];
            /** @description With `phone`: the phone number, in E.164. */
            phone_number?: string;
            /** @description With `phone`: whether it was verified; it never was. */
            phone_number_verified?: boolean;
        };
        /**
         * UserInfoForm
         * @description An access token, unless the header has it.
         * @example {
         *       "access_token": "eyJhbGciOiJFUzI1NiIsImtpZCI6IlY3UU9kLVROSzhJVVd2cXBwNDZKbXJZd3dfRFZzUlhOeGlFdXZGMmhNLVkiLCJ0eXAiOiJhdCtqd3QifQ.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjQ1ODExIiwic3ViIjoiMDFhMjIwOTctODI4NC03M2FmLThiZjMtNTBlOTE2YjZlZjJjIiwiYXVkIjoiaHR0cDovL2xvY2FsaG9zdDo0NTgxMSIsImV4cCI6MTc5NTg0NDkzMCwiaWF0IjoxNzk1ODQzMTMwLCJqdGkiOiIwMWEyMjA5Ny04MzRkLTczMGYtYTY4OC0wNmFhMTA3NGRmODUiLCJjbGllbnRfaWQiOiJwaG90b3MiLCJzY29wZSI6ImVtYWlsIG9mZmxpbmVfYWNjZXNzIG9wZW5pZCBwcm9maWxlIiwiYXV0aF90aW1lIjoxNzk1ODQzMTMwLCJzaWQiOiIwMWEyMjA5Ny04MmQ0LTc1NzMtOTNiMy1jM2Y2NjVhNzE2YzQiLCJncmFudF9pZCI6IjAxYTIyMDk3LTgzNDUtNzM0Yi1hMDNhLTA3NDI0ZTY4M2JiZSJ9.mtzybKZLj3SyndhoNxFa1Bvyhb4aGsFyzjIaQGKCC1tHBdsRZrXxOllJZB-caCaxdHLuos8tgH22Y3Z4ynPecA"
         *     }
         */
        UserInfoForm: {
            /** @description The access token (RFC 6750, section 2.2). */
            access_token?: string;
        };
        /**
         * UserList
         * @description Accounts.
         * @example {
         *       "next": "e:ada@example.com",
         *       "users": [
         *         {
         *           "created_at": "2026-01-02T12:00:00Z",
         *           "email": "ada@example.com",
         *           "email_verified_at": "2026-01-02T12:01:00Z",
         *           "first_name": "Ada",
         *           "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *           "is_admin": false,
         *           "last_login_at": "2026-01-04T12:00:00Z",
         *           "last_name": "Lovelace",
         *           "status": "active",
         *           "updated_at": "2026-01-03T12:00:00Z",
         *           "username": "ada"
         *         }
         *       ]
         *     }
         */
        UserList: {
            /** @description A page of them. */
            users: components["schemas"]["UserView"][];
            /** @description Where there may be more: give it as `after` for the next page. */
            next?: string;
        };
        /**
         * @description Where an account stands.
         * @enum {string}
         */
        UserStatusView: "unverified" | "active" | "disabled";
        /**
         * UserView
         * @description An account as administrators see it.
         * @example {
         *       "created_at": "2026-01-02T12:00:00Z",
         *       "email": "ada@example.com",
         *       "email_verified_at": "2026-01-02T12:01:00Z",
         *       "first_name": "Ada",
         *       "id": "0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60",
         *       "is_admin": false,
         *       "last_login_at": "2026-01-04T12:00:00Z",
         *       "last_name": "Lovelace",
         *       "status": "active",
         *       "updated_at": "2026-01-03T12:00:00Z",
         *       "username": "ada"
         *     }
         */
        UserView: {
            /**
             * Format: uuid
             * @description Its identifier; the `sub` of its tokens.
             */
            id: string;
            /** @description Its address. */
            email: string;
            /**
             * Format: date-time
             * @description When the address was shown to be its owner's.
             */
            email_verified_at?: string;
            /** @description Another name to sign in with. */
            username?: string;
            /** @description Given name. */
            first_name?: string;
            /** @description Family name. */
            last_name?: string;
            /** @description Where it stands. */
            status: components["schemas"]["UserStatusView"];
            /** @description Whether it may use this API. */
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
         * Verification
         * @description What a check of the audit trail found.
         * @example {
         *       "base_number": 0,
         *       "entries": 4711,
         *       "head_number": 4711,
         *       "head_seal": "6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d6f1d",
         *       "is_whole": true,
         *       "unsealed_since": "2026-01-02T12:00:00Z"
         *     }
         */
        Verification: {
            /** @description Whether nothing was changed, taken out, put in or cut off. */
            is_whole: boolean;
            /**
             * Format: uint64
             * @description How many entries were checked.
             */
            entries?: number;
            /**
             * Format: int64
             * @description The number of the entry that was sealed last.
             */
            head_number?: number;
            /** @description Its seal, in hexadecimal digits. Who notes both elsewhere can have them compared later. */
            head_seal?: string;
            /**
             * Format: int64
             * @description The number of the last entry that was deleted because its time was up; 0 where none was.
             */
            base_number?: number;
            /**
             * Format: date-time
             * @description When the oldest entry that waits to be sealed was made.
             */
            unsealed_since?: string;
            /**
             * Format: int64
             * @description The number of the entry at which the trail is broken.
             */
            broken_at?: number;
            /** @description How it is broken. */
            flaw?: string;
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
        /**
         * @description How far back to look.
         * @enum {string}
         */
        WindowView: "day" | "week" | "month";
        /**
         * WorkerList
         * @description The workers that gave a sign of life within the last day, by host.
         * @example {
         *       "workers": [
         *         {
         *           "alive": true,
         *           "draining": false,
         *           "host": "worker-1",
         *           "id": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6",
         *           "kinds": [
         *             "registration"
         *           ],
         *           "runs": [],
         *           "seen_at": "2026-01-02T12:05:00Z",
         *           "since": "2026-01-02T12:00:00Z",
         *           "slots": 32
         *         }
         *       ]
         *     }
         */
        WorkerList: {
            /** @description The workers. */
            workers: components["schemas"]["WorkerView"][];
        };
        /**
         * WorkerView
         * @description A worker.
         */
        WorkerView: {
            /**
             * Format: uuid
             * @description Its identifier, new with each start.
             */
            id: string;
            /** @description The machine's name. */
            host: string;
            /** @description Whether it gave a sign of life within the last 30 seconds. */
            alive: boolean;
            /** @description Whether it is about to stop. */
            draining: boolean;
            /** @description The workflows that it has code for. */
            kinds: string[];
            /**
             * Format: int64
             * @description How many runs it carries out at a time.
             */
            slots: number;
            /**
             * Format: date-time
             * @description Since when it has been there.
             */
            since: string;
            /**
             * Format: date-time
             * @description Its last sign of life.
             */
            seen_at: string;
            /** @description What it holds. */
            runs: components["schemas"]["HeldView"][];
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
    cancel_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelErasureRequest"];
            };
        };
        responses: {
            /** @description The account stays. */
            200: {
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
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EraseRequest"];
            };
        };
        responses: {
            /** @description The account will be deleted. A repeat tells the same time. */
            202: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasurePlanned"];
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
            /**
             * @description `wrong_password`: The change asks for the present password, and it was not that.
             *
             *     `sign_in_again`: The request asks for the present password, or for a sign-in of the last ten minutes.
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
    keep_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account stays. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
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
            /** @description `nothing_planned`: Nobody has asked for the account to be deleted, or its time has come. */
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
    request_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file is being made. One that was asked for within the last hour is told instead of another. */
            202: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportView"];
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
    list_exports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The files. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportList"];
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
    download_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /** @description Has a browser save it. */
                    "Content-Disposition": string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
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
    delete_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The file. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file is gone. */
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
    list_activity: {
        parameters: {
            query?: {
                /** @description Only what happened before then: `next` of the page before. */
                before?: string;
                /** @description How many to look at, 1 to 200; 50 where nothing is said. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
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
    admin_list_runs: {
        parameters: {
            query?: {
                /** @description Only runs of this workflow. */
                kind?: string;
                /** @description Only runs in this state. */
                status?: components["schemas"]["StatusView"];
                /** @description Only runs about this account. */
                user_id?: string;
                /** @description Only runs with this code of a fault, or whose fault says this text, whatever its case. */
                fault?: string;
                /** @description Only runs that were accepted from then on. */
                since?: string;
                /** @description Only runs that were accepted before then. */
                until?: string;
                /** @description Only runs behind this one: `next` of the page before. */
                before?: string;
                /** @description How many to give, 1 to 200; 50 where nothing is said. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
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
    admin_count_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCounts"];
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
    admin_get_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
    admin_list_run_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunLimitList"];
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
    admin_set_run_limit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the runs name, up to 255 bytes without spaces. */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunLimitRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunLimitList"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_drop_run_limit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the runs name. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_retry_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_retry_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_pause_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_resume_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_cancel_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_skip_step: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SkipRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_reset_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_signal_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignalRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_correct_email: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunHistory"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_list_workers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerList"];
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
    admin_list_schedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleList"];
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
    admin_pause_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleList"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_resume_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleList"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_trigger_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedRuns"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_backfill_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The schedule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackfillRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedRuns"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
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
    admin_trends: {
        parameters: {
            query?: {
                /** @description How far back to look; `day` where nothing is said. */
                window?: components["schemas"]["WindowView"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrendsView"];
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
    admin_list_users: {
        parameters: {
            query?: {
                /** @description What address or user name begin with, whatever its case. */
                q?: string;
                /** @description Only accounts that stand there. */
                status?: components["schemas"]["UserStatusView"];
                /** @description Only accounts that were made from then on. */
                since?: string;
                /** @description Only accounts that were made before then. */
                until?: string;
                /** @description Only those behind: `next` of the page before. */
                after?: string;
                /** @description How many to give, 1 to 200; 50 where nothing is said. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
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
    admin_get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
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
    admin_disable_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_enable_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_verify_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_send_reset_mail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_sign_out_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_get_journey: {
        parameters: {
            query?: {
                /** @description Only moments of this kind. */
                kind?: components["schemas"]["MomentKind"];
                /** @description Only what happened before then: `next` of the page before. */
                before?: string;
                /** @description How many moments to give, 1 to 200, 50 where nothing is said; more where several happened at once. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The account. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JourneyView"];
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
    admin_list_clients: {
        parameters: {
            query?: {
                /** @description What name or id hold, whatever its case. */
                q?: string;
                /** @description Only those that are disabled, or only those that are not. */
                is_disabled?: boolean;
                /** @description Only those behind: `next` of the page before. */
                after?: string;
                /** @description How many to give, 1 to 200; 50 where nothing is said. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientPage"];
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
    admin_create_client: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewClientRequest"];
            };
        };
        responses: {
            /** @description What was made. */
            201: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeClient"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_get_client: {
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
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientDetails"];
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
    admin_change_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The client. */
                client_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientChange"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientDetails"];
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
    admin_delete_client: {
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
            /** @description It is done. */
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
    admin_rotate_client_secret: {
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
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSecret"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_disable_client: {
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
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientDetails"];
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
    admin_enable_client: {
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
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientDetails"];
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
    admin_list_signing_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
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
    admin_rotate_signing_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateRequest"];
            };
        };
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationView"];
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_retire_signing_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `kid` of the key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetireRequest"];
            };
        };
        responses: {
            /** @description It is done. */
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_search_audit: {
        parameters: {
            query?: {
                /** @description Only this act, as `client.deleted`, or acts that begin with it, as `client`. */
                act?: string;
                /** @description Only what concerns this account. */
                user_id?: string;
                /** @description Only what this account did. */
                actor_id?: string;
                /** @description Only what was done to the thing with this id: a client, a run, a session, a key. */
                target?: string;
                /** @description Only entries of this request. */
                request_id?: string;
                /** @description Only entries from then on. */
                since?: string;
                /** @description Only entries before then. */
                until?: string;
                /** @description Only entries behind: `next` of the page before. */
                before?: string;
                /** @description How many to give, 1 to 200; 50 where nothing is said. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryList"];
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
    admin_export_audit: {
        parameters: {
            query?: {
                /** @description Only entries behind the one with this number; from the beginning where none is given. */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries as JSON, one a line, oldest first; none where there are no more. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
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
    admin_verify_audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
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
    admin_list_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitList"];
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
    admin_change_limit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitRequest"];
            };
        };
        responses: {
            /** @description It is done. */
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_reset_limit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
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
            /** @description `conflict`: The state of the thing does not allow the change any more. Read it again. */
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
    admin_list_offenders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, as it is now. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OffenderList"];
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
                /** @description The languages that the person speaks, best first, with blanks between. */
                ui_locales?: string;
                /** @description An ID token of the person who is meant. */
                id_token_hint?: string;
                /** @description Claims, one by one, as JSON (OpenID Connect Core, section 5.5). */
                claims?: string;
                /** @description The classes of sign-in that the client would like, best first. No other is there than `1`, a password. */
                acr_values?: string;
                /** @description In place of the others: what the client has signed (RFC 9101). */
                request?: string;
                /** @description In place of the others: what the client has pushed (RFC 9126). */
                request_uri?: string;
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
            /** @description A page: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
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
            /** @description A page: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
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
            /** @description A page: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
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
    get_client_of_authorization_request: {
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
            /** @description The client. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientView"];
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
    choose_account_for_authorization_request: {
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
            /** @description Noted; the browser goes on at `/oauth/authorize/resume`. */
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
    push_authorization_request: {
        parameters: {
            query?: never;
            header?: {
                /** @description Binds the code to the key of this proof (RFC 9449, section 10.1). */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["PushForm"];
            };
        };
        responses: {
            /** @description The request was taken. */
            201: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pushed"];
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
                    /**
                     * @example {
                     *       "error": "invalid_grant",
                     *       "error_description": "The code is unknown, was used or has expired."
                     *     }
                     */
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
                    /**
                     * @example {
                     *       "error": "invalid_client",
                     *       "error_description": "the client did not show that it is itself."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    token: {
        parameters: {
            query?: never;
            header?: {
                /** @description Binds the tokens to the key of this proof (RFC 9449). */
                DPoP?: string;
            };
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
                    /**
                     * @example {
                     *       "error": "invalid_grant",
                     *       "error_description": "The code is unknown, was used or has expired."
                     *     }
                     */
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
                    /**
                     * @example {
                     *       "error": "invalid_client",
                     *       "error_description": "the client did not show that it is itself."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
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
                    /**
                     * @example {
                     *       "error": "invalid_grant",
                     *       "error_description": "The code is unknown, was used or has expired."
                     *     }
                     */
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
                    /**
                     * @example {
                     *       "error": "invalid_client",
                     *       "error_description": "the client did not show that it is itself."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
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
                    /**
                     * @example {
                     *       "error": "invalid_grant",
                     *       "error_description": "The code is unknown, was used or has expired."
                     *     }
                     */
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
                    /**
                     * @example {
                     *       "error": "invalid_client",
                     *       "error_description": "the client did not show that it is itself."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    userinfo: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a token that is bound to a key: its proof (RFC 9449, section 7). */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who signed in. A client that has registered `userinfo_signed_response_alg` gets the same as a JWT (`application/jwt`), with `iss` and `aud`. */
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
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the token is sent in more than one way."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
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
                    /**
                     * @example {
                     *       "error": "invalid_token",
                     *       "error_description": "the token is not good (any more), or there is none."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
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
                    /**
                     * @example {
                     *       "error": "insufficient_scope",
                     *       "error_description": "the token was not granted `openid`."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
                };
            };
        };
    };
    userinfo_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description With a token that is bound to a key: its proof (RFC 9449, section 7). */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["UserInfoForm"];
            };
        };
        responses: {
            /** @description Who signed in. A client that has registered `userinfo_signed_response_alg` gets the same as a JWT (`application/jwt`), with `iss` and `aud`. */
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
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the token is sent in more than one way."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
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
                    /**
                     * @example {
                     *       "error": "invalid_token",
                     *       "error_description": "the token is not good (any more), or there is none."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
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
                    /**
                     * @example {
                     *       "error": "insufficient_scope",
                     *       "error_description": "the token was not granted `openid`."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
                };
            };
            /** @description `temporarily_unavailable`: a part of the server is away or busy. */
            503: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenError"];
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
                    /**
                     * @example {
                     *       "error": "invalid_grant",
                     *       "error_description": "The code is unknown, was used or has expired."
                     *     }
                     */
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
                    /**
                     * @example {
                     *       "error": "invalid_client",
                     *       "error_description": "the client did not show that it is itself."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
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
    rp_initiated_logout: {
        parameters: {
            query?: {
                /** @description An ID token of the session that is to end. With it nobody is asked. */
                id_token_hint?: string;
                /** @description Who is probably signed in. */
                logout_hint?: string;
                /** @description The client. */
                client_id?: string;
                /** @description Where the browser goes afterwards: one of those that the client registered. */
                post_logout_redirect_uri?: string;
                /** @description Given back as it came. */
                state?: string;
                /** @description Languages, best first. */
                ui_locales?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, and back to the client; or to the web app, which says so or asks. */
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
            /** @description A page for the person: the request is not right, and nobody was signed out. */
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
    rp_initiated_logout_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["LogoutForm"];
            };
        };
        responses: {
            /** @description Signed out, and back to the client; or to the web app, which says so or asks. */
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
            /** @description A page for the person: the request is not right, and nobody was signed out. */
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
    get_logout_request: {
        parameters: {
            query?: {
                /** @description The client. */
                client_id?: string;
                /** @description Where the browser would go afterwards. */
                post_logout_redirect_uri?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is asked. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogoutQuestion"];
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
    confirm_logout_request: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogoutConfirmation"];
            };
        };
        responses: {
            /** @description The session and everything that hangs on it has ended. */
            200: {
                headers: {
                    /** @description Removes the session cookie. */
                    "Set-Cookie": string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogoutOutcome"];
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
    register_client: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientMetadataBody"];
            };
        };
        responses: {
            /** @description The client. */
            201: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredClient"];
                };
            };
            /** @description `invalid_client_metadata`: what is to be registered is not right; `invalid_redirect_uri` where it is an address. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_client_metadata",
                     *       "error_description": "what is to be registered is not right; `invalid_redirect_uri` where it is an address."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_token`: the token is not good, or there is none. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_token",
                     *       "error_description": "the token is not good, or there is none."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `access_denied`: the server takes no registrations. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "access_denied",
                     *       "error_description": "the server takes no registrations."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    get_registered_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredClient"];
                };
            };
            /** @description `invalid_token`: the token is not good, or there is none. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_token",
                     *       "error_description": "the token is not good, or there is none."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `access_denied`: the server takes no registrations. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "access_denied",
                     *       "error_description": "the server takes no registrations."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    change_registered_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientMetadataBody"];
            };
        };
        responses: {
            /** @description The client. */
            200: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredClient"];
                };
            };
            /** @description `invalid_client_metadata`: what is to be registered is not right; `invalid_redirect_uri` where it is an address. */
            400: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_client_metadata",
                     *       "error_description": "what is to be registered is not right; `invalid_redirect_uri` where it is an address."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_token`: the token is not good, or there is none. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_token",
                     *       "error_description": "the token is not good, or there is none."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `access_denied`: the server takes no registrations. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "access_denied",
                     *       "error_description": "the server takes no registrations."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form did not arrive in time. */
            408: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form did not arrive in time."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `invalid_request`: the form is too large. */
            413: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_request",
                     *       "error_description": "the form is too large."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    delete_registered_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The client is gone, with all that it was granted. */
            204: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_token`: the token is not good, or there is none. */
            401: {
                headers: {
                    /** @description How to sign in (RFC 6750, section 3). */
                    "WWW-Authenticate"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "invalid_token",
                     *       "error_description": "the token is not good, or there is none."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `access_denied`: the server takes no registrations. */
            403: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "access_denied",
                     *       "error_description": "the server takes no registrations."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `temporarily_unavailable`: too many requests of this kind came from the network, or from the client. */
            429: {
                headers: {
                    /** @description After how many seconds to try again. */
                    "Retry-After"?: string;
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "too many requests of this kind came from the network, or from the client."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `server_error`: the server made a mistake; it was logged. */
            500: {
                headers: {
                    /** @description Names this request, also in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "server_error",
                     *       "error_description": "the server made a mistake; it was logged."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
                    /**
                     * @example {
                     *       "error": "temporarily_unavailable",
                     *       "error_description": "a part of the server is away or busy; nothing was changed."
                     *     }
                     */
                    "application/json": components["schemas"]["OAuthError"];
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
