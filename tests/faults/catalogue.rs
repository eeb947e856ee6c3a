//! The faults, in the order of the table.

use crate::{
    arena::Arena, deaths, hints, mail, outages, power, random, rig::Backing, rolling, sleep, table::Outcome,
    times, wear,
};
use std::pin::Pin;

/// A row's work.
type Work<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

/// Something to break.
pub struct Fault {
    /// Its number in the table.
    pub number: u8,
    /// What chooses it on the command line.
    pub name: &'static str,
    /// What is broken.
    pub what: &'static str,
    /// What must hold.
    pub criterion: &'static str,
    /// On what.
    pub on: &'static [Backing],
    /// Whether it measures times, for which it needs the machine for itself.
    pub alone: bool,
    /// Breaks it.
    pub carry_out: for<'a> fn(&'a Arena, Backing) -> Work<'a>,
}

use Backing::{Postgres, PostgresAndRedis, Sqlite};

const EVERYWHERE: &[Backing] = &[Sqlite, Postgres, PostgresAndRedis];
const ON_POSTGRES: &[Backing] = &[Postgres, PostgresAndRedis];

macro_rules! is_alone {
    (alone) => {
        true
    };
    (beside) => {
        false
    };
}

macro_rules! faults {
    ($($number:literal $name:literal on $on:expr, $alone:ident, $work:path;
        $what:literal => $criterion:literal)*) => {
        &[$(Fault {
            number: $number,
            name: $name,
            what: $what,
            criterion: $criterion,
            on: $on,
            alone: is_alone!($alone),
            carry_out: |arena, backing| Box::pin($work(arena, backing)),
        }),*]
    };
}

/// All of them.
pub const FAULTS: &[Fault] = faults! {
    1 "killed_worker" on EVERYWHERE, alone, deaths::killed_worker;
    "`kill -9` of a worker in the middle of 64 steps" =>
    "all done; each goes on within the lease (5 s) + 1 s; at most 64 effects again, under the same key"

    2 "lost_hint" on EVERYWHERE, alone, hints::lost_hint;
    "`kill -9` of the starter after the commit, before the hint" =>
    "every run begins within 1.5 s, none twice"

    3 "redis_away" on &[PostgresAndRedis], alone, outages::redis_away;
    "Redis emptied, stopped, restarted empty, full, under load" =>
    "all done; no start is refused; without Redis at least 40 % of the throughput; as before 2 s after"

    4 "postgres_away" on ON_POSTGRES, alone, outages::postgres_away;
    "Postgres crashes, stands still, drops every connection" =>
    "all done; work goes on within the lease + 1 s of its return; a sign-in gets a 503 within 6 s"

    5 "mail_trouble" on EVERYWHERE, beside, mail::mail_trouble;
    "the mail server: 421, 451, 550, hangs, hangs up before and after its 250" =>
    "tried again by policy; 550 is not; a repeat is the same mail, byte for byte, whose link works once"

    6 "clock_jumps" on EVERYWHERE, beside, times::clock_jumps;
    "clocks jump by an hour and a day: a worker's, then the database's" =>
    "a worker's changes nothing where a server keeps the time; else timers are early or late, no `tx` twice, no run lost"

    7 "repeated_hints" on &[Sqlite, PostgresAndRedis], alone, hints::repeated_hints;
    "each hint five times and in another order" =>
    "each run is leased once; p50 from start to done at most 20 % longer (or 1 ms)"

    8 "backlog" on EVERYWHERE, alone, wear::backlog;
    "a backlog, without hints" =>
    "all done, urgent runs meanwhile in 250 ms (p99, release build); Redis at most 2 MiB, workers at most 150 MiB"

    9 "slow_peer" on EVERYWHERE, alone, wear::slow_peer;
    "a peer that answers nobody for seconds (15 s), with a long queue for it" =>
    "at most 4 at a time at the peer (8 for a moment, where two workers take up runs at once); another peer's runs are done; other runs take at most 20 % longer (or 50 ms, p99)"

    10 "cut_cable" on ON_POSTGRES, alone, outages::cut_cable;
    "the network between a worker and the database, or Redis, swallows everything" =>
    "the worker stops before its leases end (5/6); what it says later changes nothing; without Redis work goes on within 5 s"

    11 "poison" on EVERYWHERE, beside, deaths::poison;
    "a step that kills its process: abort, stack overflow, memory" =>
    "paused with its reason, at the third death if it died alone, else at the tenth at most; its neighbours are done"

    12 "deploy" on EVERYWHERE, beside, rolling::deploy_row;
    "old and new code side by side, and a roll-back" =>
    "no run is paused; what only the new code knows waits for it"

    13 "rolling_restart" on EVERYWHERE, alone, rolling::rolling_restart;
    "SIGTERM under load, twenty times" =>
    "no step again; what was held goes on within 1 s (p99)"

    14 "signal_races" on EVERYWHERE, beside, sleep::signal_races;
    "a hundred thousand signals at the moment of falling asleep" =>
    "none is lost"

    15 "power_cut" on &[Sqlite], beside, power::power_cut;
    "the power fails: what was not flushed to the disk is gone" =>
    "what was accepted is carried out, each `tx` once"

    16 "at_random" on EVERYWHERE, beside, random::at_random;
    "all of it at random, again and again" =>
    "no run lost, no `tx` twice, no step checkpointed twice, same keys"
};
