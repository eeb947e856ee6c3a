//! Small writes on SQLite, which are grouped into one transaction.

use crate::{
    contract,
    samples::{account_id, hash, unverified},
    world::{World, eventually},
};
use futures_util::future::join_all;
use oathgate_application::ports::clock::Clock;
use oathgate_infrastructure::sql::SqlError;
use rusqlite::Connection;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

contract! { sqlite;
    what_was_written_is_kept,
    a_failing_write_undoes_its_own_work_alone,
    a_write_that_panics_harms_nobody,
    writes_that_wait_are_grouped,
    what_must_last_is_flushed_and_nothing_else,
    units_and_small_writes_take_turns,
    a_unit_and_what_waits_behind_it_share_a_transaction,
    a_unit_that_is_dropped_undoes_its_own_work_alone,
    a_unit_that_never_ends_gives_the_writer_back,
    reading_sees_one_snapshot_and_cannot_write,
    statements_see_the_time_of_the_clock,
    the_file_is_its_owners_alone,
    the_log_does_not_grow_for_ever,
}

fn insert(connection: &Connection, name: &str) -> Result<(), SqlError> {
    connection
        .execute("INSERT INTO usernames (canonical, holder) VALUES (?1, zeroblob(16))", [name])
        .map(drop)
        .map_err(SqlError::defect)
}

fn names(connection: &Connection) -> Result<Vec<String>, SqlError> {
    let mut statement =
        connection.prepare("SELECT canonical FROM usernames ORDER BY 1").map_err(SqlError::defect)?;
    let names = statement.query_map([], |row| row.get(0)).map_err(SqlError::defect)?;
    names.collect::<Result<_, _>>().map_err(SqlError::defect)
}

/// A small write.
type Write<T> = Box<dyn FnOnce(&Connection) -> Result<T, SqlError> + Send>;

/// Queues writes while the writer is held, so that they wait together, and gives their results.
async fn together<T: Send + 'static>(world: &World, writes: Vec<Write<T>>) -> Vec<Result<T, SqlError>> {
    let holder = world.unit().await;
    let queued = Arc::new(AtomicUsize::new(0));
    let count = writes.len();
    let tasks = writes.into_iter().map(|write| {
        let (database, queued) = (world.sqlite().clone(), queued.clone());
        tokio::spawn(async move {
            let write = std::pin::pin!(database.write(write));
            let mut write = write;
            // Polled once, it is in the queue.
            let first = futures_util::poll!(write.as_mut());
            queued.fetch_add(1, Ordering::SeqCst);
            match first {
                std::task::Poll::Ready(result) => result,
                std::task::Poll::Pending => write.await,
            }
        })
    });
    let tasks: Vec<_> = tasks.collect();
    eventually("all writes wait", || queued.load(Ordering::SeqCst) == count).await;
    drop(holder);
    join_all(tasks).await.into_iter().map(Result::unwrap).collect()
}

async fn what_was_written_is_kept(world: World) {
    let seven = world.sqlite().write(|connection| insert(connection, "a").map(|()| 7)).await.unwrap();
    assert_eq!(seven, 7);
    assert_eq!(world.sqlite().read(names).await.unwrap(), ["a"]);
}

async fn a_failing_write_undoes_its_own_work_alone(world: World) {
    let writes = (0..100).map(|number| {
        let write = move |connection: &Connection| {
            insert(connection, &format!("{number:02}"))?;
            if number % 10 == 3 {
                insert(connection, &format!("{number:02}-also"))?;
                // A constraint that fails, and an error of the write's own.
                return if number % 20 == 3 {
                    insert(connection, &format!("{number:02}"))
                } else {
                    Err(SqlError::Contended)
                };
            }
            Ok(())
        };
        Box::new(write) as Write<()>
    });
    let results = together(&world, writes.collect()).await;
    for (number, result) in results.iter().enumerate() {
        match number % 20 {
            3 => assert!(matches!(result, Err(SqlError::Defect(_))), "{result:?}"),
            13 => assert!(matches!(result, Err(SqlError::Contended)), "{result:?}"),
            _ => assert!(result.is_ok(), "{result:?}"),
        }
    }
    let expected: Vec<_> =
        (0..100).filter(|number| number % 10 != 3).map(|number| format!("{number:02}")).collect();
    assert_eq!(world.sqlite().read(names).await.unwrap(), expected);
    // One alone fails as well as in company.
    let alone = world.sqlite().write(|connection| {
        insert(connection, "alone")?;
        Err::<(), _>(SqlError::Contended)
    });
    assert!(matches!(alone.await, Err(SqlError::Contended)));
    assert_eq!(world.sqlite().read(names).await.unwrap().len(), 90);
}

async fn a_write_that_panics_harms_nobody(world: World) {
    let write = |number: u32| {
        let write = move |connection: &Connection| {
            insert(connection, &format!("{number}"))?;
            assert!(number != 2, "this panic belongs to the test");
            Ok(())
        };
        Box::new(write) as Write<()>
    };
    let results = together(&world, (1..=4).map(write).collect()).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
    assert!(matches!(results[1], Err(SqlError::Defect(_))));
    assert!(matches!(world.sqlite().write(write(2)).await, Err(SqlError::Defect(_))));
    assert_eq!(world.sqlite().read(names).await.unwrap(), ["1", "3", "4"]);
    let read = world.sqlite().read(|_| -> Result<(), SqlError> { panic!("this panic belongs to the test") });
    assert!(matches!(read.await, Err(SqlError::Away(_))));
    for _ in 0..8 {
        assert_eq!(world.sqlite().read(names).await.unwrap(), ["1", "3", "4"]);
    }
}

async fn writes_that_wait_are_grouped(world: World) {
    let path = world.sqlite().path().to_owned();
    let writes = (0..20).map(|number| {
        let path = path.clone();
        let write = move |connection: &Connection| {
            insert(connection, &format!("{number:02}"))?;
            // What somebody else sees who asks now.
            let other = Connection::open(path).unwrap();
            Ok((names(connection)?.len(), names(&other)?.len()))
        };
        Box::new(write) as Write<(usize, usize)>
    });
    let mut seen: Vec<_> = together(&world, writes.collect()).await.into_iter().map(Result::unwrap).collect();
    seen.sort_unstable();
    assert_eq!(seen, (1..=20).map(|inside| (inside, 0)).collect::<Vec<_>>());
}

/// Whether the transaction that a write is in will be flushed, as SQLite tells it.
fn is_flushed(connection: &Connection) -> Result<bool, SqlError> {
    connection
        .pragma_query_value(None, "synchronous", |row| Ok(row.get::<_, i64>(0)? == 2))
        .map_err(SqlError::defect)
}

async fn what_must_last_is_flushed_and_nothing_else(world: World) {
    let database = world.sqlite();
    let fleeting = |name: &'static str| {
        database.write_fleeting(move |connection| {
            insert(connection, name)?;
            is_flushed(connection)
        })
    };
    let lasting = |name: &'static str| {
        database.write(move |connection| {
            insert(connection, name)?;
            is_flushed(connection)
        })
    };
    assert!(lasting("a").await.unwrap());
    assert!(!fleeting("b").await.unwrap());
    assert!(lasting("c").await.unwrap());
    // What waits together goes together, but what must last never goes along with what need not.
    let holder = world.unit().await;
    let all = async { tokio::join!(fleeting("d"), lasting("e"), fleeting("f")) };
    let (flushed, ()) = tokio::join!(all, async {
        tokio::task::yield_now().await;
        drop(holder);
    });
    assert!(flushed.1.unwrap() && flushed.2.unwrap(), "one that waits behind it shares its flush");
    flushed.0.unwrap();
    let kept = database.read(names).await.unwrap();
    assert_eq!(kept, ["a", "b", "c", "d", "e", "f"]);
}

async fn units_and_small_writes_take_turns(world: World) {
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicUsize::new(0));
    let flood: Vec<_> = (0..8)
        .map(|task| {
            let (database, stop, written) = (world.sqlite().clone(), stop.clone(), written.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let name = format!("{task}-{number}");
                    database.write(move |connection| insert(connection, &name)).await.unwrap();
                    written.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    for number in 1..=30 {
        let before = written.load(Ordering::SeqCst);
        let begun = Instant::now();
        let mut unit = world.unit().await;
        assert!(unit.accounts().insert(&unverified(number), &hash("$x$")).await.unwrap());
        unit.commit().await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(2), "a unit waited {:?}", begun.elapsed());
        eventually("small writes go on", || written.load(Ordering::SeqCst) > before).await;
    }
    stop.store(true, Ordering::SeqCst);
    join_all(flood).await.into_iter().for_each(Result::unwrap);
    assert!(world.reader().await.accounts().find(account_id(30)).await.unwrap().is_some());
}

fn accounts(connection: &Connection) -> Result<i64, SqlError> {
    connection.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0)).map_err(SqlError::defect)
}

async fn a_unit_and_what_waits_behind_it_share_a_transaction(world: World) {
    let path = world.sqlite().path().to_owned();
    let mut unit = world.unit().await;
    assert!(unit.accounts().insert(&unverified(1), &hash("$x$")).await.unwrap());
    let mut behind = std::pin::pin!(world.sqlite().write(move |connection| {
        // What somebody else sees who asks now.
        let other = Connection::open(path).unwrap();
        Ok((accounts(connection)?, accounts(&other)?))
    }));
    assert!(futures_util::poll!(behind.as_mut()).is_pending());
    unit.commit().await.unwrap();
    assert_eq!(world.sqlite().read(accounts).await.unwrap(), 1);
    assert_eq!(behind.await.unwrap(), (1, 0));
}

async fn a_unit_that_is_dropped_undoes_its_own_work_alone(world: World) {
    for round in 1..=3 {
        let mut kept = world.unit().await;
        assert!(kept.accounts().insert(&unverified(round), &hash("$x$")).await.unwrap());
        let mut dropped = std::pin::pin!(async {
            let mut unit = world.unit().await;
            assert!(unit.accounts().insert(&unverified(round + 10), &hash("$x$")).await.unwrap());
            drop(unit);
        });
        assert!(futures_util::poll!(dropped.as_mut()).is_pending());
        let name = format!("{round}");
        let mut written = std::pin::pin!(world.sqlite().write(move |connection| insert(connection, &name)));
        assert!(futures_util::poll!(written.as_mut()).is_pending());
        let (committed, (), written) = tokio::join!(kept.commit(), dropped, written);
        committed.unwrap();
        written.unwrap();
    }
    assert_eq!(world.sqlite().read(accounts).await.unwrap(), 3);
    assert_eq!(world.sqlite().read(names).await.unwrap().len(), 3);
}

async fn a_unit_that_never_ends_gives_the_writer_back(world: World) {
    let mut stuck = world.unit().await;
    assert!(stuck.accounts().insert(&unverified(1), &hash("$x$")).await.unwrap());
    world.sqlite().write(|connection| insert(connection, "after")).await.unwrap();
    stuck.accounts().find(account_id(1)).await.unwrap_err();
    stuck.commit().await.unwrap_err();
    assert_eq!(world.reader().await.accounts().find(account_id(1)).await.unwrap(), None);
}

async fn reading_sees_one_snapshot_and_cannot_write(world: World) {
    let (ask, asked) = std::sync::mpsc::channel::<()>();
    let database = world.sqlite().clone();
    let reading = tokio::spawn(async move {
        database
            .read(move |connection| {
                let before = names(connection)?.len();
                asked.recv().unwrap();
                Ok((before, names(connection)?.len()))
            })
            .await
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    world.sqlite().write(|connection| insert(connection, "a")).await.unwrap();
    ask.send(()).unwrap();
    assert_eq!(reading.await.unwrap().unwrap(), (0, 0));
    let error = world.sqlite().read(|connection| insert(connection, "b")).await.unwrap_err();
    assert!(matches!(error, SqlError::Defect(_)), "{error:?}");
}

async fn statements_see_the_time_of_the_clock(world: World) {
    let now = |connection: &Connection| {
        let row = connection.query_row("SELECT workflow_now(), workflow_after(5)", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        });
        row.map_err(SqlError::defect)
    };
    for _ in 0..2 {
        let micros = i64::try_from(world.clock.now().unix_timestamp_nanos() / 1_000).unwrap();
        assert_eq!(world.sqlite().read(now).await.unwrap(), (micros, micros + 5));
        assert_eq!(world.sqlite().write(now).await.unwrap(), (micros, micros + 5));
        world.clock.advance(time::Duration::hours(1));
    }
}

async fn the_file_is_its_owners_alone(world: World) {
    use std::os::unix::fs::PermissionsExt;
    world.sqlite().write(|connection| insert(connection, "a")).await.unwrap();
    let path = world.sqlite().path();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for suffix in ["-wal", "-shm"] {
        assert_eq!(mode(format!("{}{suffix}", path.display()).as_ref()), 0o600);
    }
}

async fn the_log_does_not_grow_for_ever(world: World) {
    for round in 0..60 {
        world
            .sqlite()
            .write(move |connection| {
                for number in 0..200 {
                    insert(connection, &format!("{round:02}-{number:03}-{}", "x".repeat(40)))?;
                }
                connection.execute("DELETE FROM usernames", []).map(drop).map_err(SqlError::defect)
            })
            .await
            .unwrap();
    }
    let log = format!("{}-wal", world.sqlite().path().display());
    let size = std::fs::metadata(log).unwrap().len();
    assert!(size <= 8 * 1_024 * 1_024, "the log has {size} bytes");
}
