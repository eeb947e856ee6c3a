//! Every figure that the program reports. `docs/observability.md` says what to do about each.

use super::measure::{Kind, Measure};

/// Bounds for what a person waits for, in seconds.
const ANSWERS: Kind = Kind::Histogram(&[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]);
/// Bounds for statements, in seconds.
const STATEMENTS: Kind = Kind::Histogram(&[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5]);
/// Bounds for work in the background, in seconds.
const WORK: Kind = Kind::Histogram(&[0.005, 0.025, 0.1, 0.25, 1.0, 2.5, 5.0, 10.0, 30.0]);

macro_rules! measures {
    ($($name:ident = $kind:expr, $text:literal, $help:literal, [$($label:literal),*] $(, [$($known:literal),*])?;)*) => {
        $(
            #[doc = $help]
            pub static $name: Measure = Measure {
                name: $text,
                kind: $kind,
                help: $help,
                labels: &[$($label),*],
                known: &[$($($known),*)?],
            };
        )*

        /// All of them.
        pub static ALL: &[&Measure] = &[$(&$name),*];
    };
}

use Kind::{Counter, Gauge};

measures! {
    HTTP_REQUESTS = Counter, "oathgate_http_requests_total",
        "Requests that were answered, by operation and status.", ["operation", "status"];
    HTTP_DURATION = ANSWERS, "oathgate_http_request_duration_seconds",
        "How long an answer took, by operation.", ["operation"];
    HTTP_UNDER_WAY = Gauge, "oathgate_http_requests_in_flight",
        "Requests that are being answered.", [];
    RATE_LIMITED = Counter, "oathgate_rate_limit_refusals_total",
        "Requests and attempts to sign in that came too early, by limit.", ["limit"],
        ["passwords", "registrations", "mails", "codes", "tokens", "client_documents", "clients", "client_failures",
            "sign_in"];
    LIMITS_SHARED = Gauge, "oathgate_rate_limits_shared",
        "Whether limits are counted for all servers together: 0 while Redis is away and each counts for itself.", [];

    LOGINS = Counter, "oathgate_logins_total",
        "Attempts to sign in, by outcome.", ["outcome"],
        ["succeeded", "invalid_credentials", "email_not_verified", "account_disabled", "throttled", "failed"];
    REGISTRATIONS = Counter, "oathgate_registrations_total",
        "Registrations, by outcome.", ["outcome"], ["accepted", "refused", "failed"];
    TOKENS = Counter, "oathgate_tokens_issued_total",
        "Answers with tokens, by the grant that they were given for.", ["grant"],
        ["login", "session", "authorization_code", "refresh_token", "client_credentials", "device_code", "token_exchange"];
    TOKENS_REFUSED = Counter, "oathgate_token_refusals_total",
        "Requests for tokens that were refused, by grant.", ["grant"],
        ["session", "authorization_code", "refresh_token", "client_credentials", "device_code", "token_exchange", "unknown"];
    TOKENS_REUSED = Counter, "oathgate_token_reuse_total",
        "Refresh tokens that came a second time, whose family was ended for it.", ["kind"], ["session", "grant"];

    HASH_THREADS = Gauge, "oathgate_hash_pool_threads", "Threads that hash passwords.", [];
    HASH_BUSY = Gauge, "oathgate_hash_pool_busy", "Threads that are hashing a password.", [];
    HASH_WAITING = Gauge, "oathgate_hash_pool_waiting", "Callers that wait for a thread that hashes.", [];
    HASH_REFUSED = Counter, "oathgate_hash_pool_refusals_total",
        "Callers that were turned away because too many wait for a thread that hashes.", [], [];
    HASH_DURATION = ANSWERS, "oathgate_password_hash_duration_seconds",
        "How long it took to make or compare a hash, without the wait.", [];

    STATEMENT_DURATION = STATEMENTS, "oathgate_database_statement_duration_seconds",
        "How long the database took for a statement, by the repository that it belongs to.", ["repository"];
    STATEMENT_FAULTS = Counter, "oathgate_database_statement_faults_total",
        "Statements that failed: away, contended (another change was under way) or a defect.", ["fault"],
        ["away", "contended", "defect"];
    STATEMENTS_SLOW = Counter, "oathgate_database_slow_statements_total",
        "Statements that took longer than OATHGATE_SLOW_STATEMENT_MILLISECONDS.", [], [];
    TURN_DURATION = STATEMENTS, "oathgate_database_turn_wait_seconds",
        "How long a unit of work waited for a connection, or for the writer of SQLite.", [];
    TURN_FAULTS = Counter, "oathgate_database_turn_faults_total",
        "How often there was no connection, or no turn, in time.", [], [];
    POOL_SIZE = Gauge, "oathgate_database_pool_size",
        "Most connections of this process; with SQLite its threads, of which one writes.", [];
    POOL_OPEN = Gauge, "oathgate_database_pool_open", "Connections that are open.", [];
    POOL_IDLE = Gauge, "oathgate_database_pool_idle", "Connections that are open and unused.", [];
    POOL_WAITING = Gauge, "oathgate_database_pool_waiting",
        "Units of work that wait for a connection; with SQLite, for the writer.", [];
    CACHE = Counter, "oathgate_cache_lookups_total",
        "Look-ups in caches, by cache and whether the answer was there.", ["cache", "result"];

    RUNS = Gauge, "oathgate_workflow_runs",
        "Unfinished runs, by workflow and state: due, sleeping, held by a worker, or paused.", ["kind", "state"];
    RUNS_DUE = Gauge, "oathgate_workflow_due_runs", "Runs that are due and wait for a worker.", [];
    OLDEST_DUE = Gauge, "oathgate_workflow_oldest_due_seconds",
        "How long the oldest run that is due has waited.", [];
    RUNS_PAUSED = Gauge, "oathgate_workflow_paused_runs", "Runs that wait for a person.", [];
    RUNS_FAILING = Gauge, "oathgate_workflow_retrying_runs",
        "Unfinished runs whose present step has failed at least once and is tried again.", [];
    WORKERS = Gauge, "oathgate_workflow_workers",
        "Workers that gave a sign of life within the last 30 seconds and are not about to stop.", [];
    QUEUE_DEPTH = Gauge, "oathgate_workflow_queue_depth", "Hints that no worker has taken.", [];
    RUNS_ENDED = Counter, "oathgate_workflow_runs_ended_total",
        "Runs that this worker ended or paused, by workflow and outcome.", ["kind", "outcome"];
    STEP_DURATION = WORK, "oathgate_workflow_step_duration_seconds",
        "How long an attempt at a step took, by workflow and step.", ["kind", "step"];
    STEP_ATTEMPTS = Counter, "oathgate_workflow_step_attempts_total",
        "Attempts at steps, by workflow, step and outcome: done, retried, exhausted, or given back.",
        ["kind", "step", "outcome"];
    SLOTS = Gauge, "oathgate_worker_slots", "Most runs that this worker carries out at a time.", [];
    HELD = Gauge, "oathgate_worker_runs_held", "Runs that this worker carries out.", [];
    LEASES = Counter, "oathgate_worker_leases_total", "Leases of runs that this worker took.", [], [];
    LEASES_LOST = Counter, "oathgate_worker_leases_lost_total",
        "Runs that this worker no longer held when it thought it did.", [], [];
    LEASES_EXPIRED = Counter, "oathgate_worker_leases_expired_total",
        "Leases that ran out because a worker died or fell silent, as this worker found.", [], [];

    MAILS = Counter, "oathgate_mails_total",
        "Attempts to send a mail, by outcome: sent, failed for now, or refused for good.", ["outcome"],
        ["sent", "failed", "refused"];
    MAIL_DURATION = WORK, "oathgate_mail_duration_seconds", "How long an attempt to send a mail took.", [];

    AUDIT_UNSEALED = Gauge, "oathgate_audit_unsealed_entries", "Entries of the audit trail without a seal.", [];
    AUDIT_LAG = Gauge, "oathgate_audit_sealing_lag_seconds", "How long the oldest of them has had none.", [];

    STORE_READ = Gauge, "oathgate_store_figures_up",
        "Whether the figures of the store could be read; those that it gave last are repeated where not.", [];
    CERTIFICATE_EXPIRES = Gauge, "oathgate_tls_certificate_expiry_timestamp_seconds",
        "When the certificate of the server's own HTTPS ends, in seconds since 1970.", [];
    BUILD = Gauge, "oathgate_build_info", "Always 1; the version is a label.", ["version"];
    PROCESS_CPU = Counter, "process_cpu_seconds_total", "Processor time of this process, in all.", [];
    PROCESS_RESIDENT = Gauge, "process_resident_memory_bytes", "Memory of this process that is in RAM.", [];
    PROCESS_VIRTUAL = Gauge, "process_virtual_memory_bytes", "Address space of this process.", [];
    PROCESS_FDS = Gauge, "process_open_fds", "Open files and connections of this process.", [];
    PROCESS_MAX_FDS = Gauge, "process_max_fds", "Most open files and connections that this process may have.", [];
    PROCESS_THREADS = Gauge, "process_threads", "Threads of this process.", [];
    PROCESS_START = Gauge, "process_start_time_seconds", "When this process began, in seconds since 1970.", [];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_follow_the_rules_of_prometheus() {
        let mut names = BTreeSet::new();
        for measure in ALL {
            let name = measure.name;
            assert!(names.insert(name), "{name} is there twice");
            assert!(name.starts_with("oathgate_") || name.starts_with("process_"), "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
            assert!(measure.help.ends_with('.'), "{name}: {}", measure.help);
            let is_total = name.ends_with("_total");
            match measure.kind {
                Kind::Counter => assert!(is_total, "{name}"),
                Kind::Gauge => assert!(!is_total, "{name}"),
                Kind::Histogram(bounds) => {
                    assert!(name.ends_with("_seconds"), "{name}");
                    assert!(bounds.is_sorted_by(|a, b| a < b), "{name}");
                }
            }
            assert!(measure.known.is_empty() || measure.labels.len() == 1, "{name}");
        }
    }
}
