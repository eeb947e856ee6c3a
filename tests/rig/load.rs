//! Whoever starts runs: keeps count of what was accepted, and asks again as real callers do.

use super::place::Ground;
use oathgate_application::{
    error::PortError,
    ports::workflow_runs::Started,
    transact::transact,
    workflow::{self, Start, Workflow},
};
use oathgate_domain::{ids::RunId, workflow::Reuse};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Starts runs of one ground.
#[derive(Clone)]
pub struct Load {
    ground: Ground,
    refused: Arc<AtomicU64>,
}

impl Load {
    /// On this ground.
    pub fn on(ground: &Ground) -> Self {
        Self { ground: ground.clone(), refused: Arc::default() }
    }

    /// How many times a start did not succeed.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Starts a run with a number, once.
    pub async fn try_start<W: Workflow<Input = i64>>(&self, number: i64) -> Result<Started, PortError> {
        let start = self.numbered(number);
        transact(&*self.ground.services.store, async |unit| workflow::start::<W>(unit, &start, &number).await)
            .await
    }

    fn numbered(&self, number: i64) -> Start {
        let start = Start::new(RunId(self.ground.services.entropy.ordered_id())).key(&number);
        // An accepted run whose answer got lost may be over when it is asked for again.
        start.reuse(Reuse::Reject)
    }

    /// Starts the runs with these numbers, a hundred in one unit of work, however often that takes.
    pub async fn start_together<W: Workflow<Input = i64>>(&self, numbers: std::ops::Range<i64>) {
        let numbers: Vec<i64> = numbers.collect();
        for batch in numbers.chunks(100) {
            let accept = async || {
                transact(&*self.ground.services.store, async |unit| {
                    for number in batch {
                        workflow::start::<W>(unit, &self.numbered(*number), number).await?;
                    }
                    Ok(())
                })
                .await
            };
            while accept().await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Starts a run with a number, however often that takes.
    pub async fn start<W: Workflow<Input = i64>>(&self, number: i64) -> RunId {
        loop {
            if let Ok(started) = self.try_start::<W>(number).await {
                return started.run();
            }
            self.refused.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Starts the runs with these numbers, several at a time.
    pub async fn start_many<W: Workflow<Input = i64>>(&self, numbers: std::ops::Range<i64>, callers: usize) {
        let next = Arc::new(std::sync::atomic::AtomicI64::new(numbers.start));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..callers {
            let (load, next, end) = (self.clone(), Arc::clone(&next), numbers.end);
            tasks.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= end {
                        return;
                    }
                    load.start::<W>(number).await;
                }
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
    }

    /// Starts runs without a key, many in one unit of work: a backlog, quickly. Only where nothing is broken
    /// meanwhile: what was accepted, and its answer lost, would be there twice.
    pub async fn pile_up<W: Workflow<Input = i64>>(&self, count: u64, with: impl Fn(Start) -> Start) {
        let mut left = count;
        while left > 0 {
            let batch = left.min(200);
            let starts: Vec<Start> = (0..batch)
                .map(|_| with(Start::new(RunId(self.ground.services.entropy.ordered_id()))))
                .collect();
            let accepted = transact(&*self.ground.services.store, async |unit| {
                for start in &starts {
                    workflow::start::<W>(unit, start, &0).await?;
                }
                Ok(())
            });
            // On a busy machine a unit may take longer than a file is held for anyone; it is rolled back then.
            if accepted.await.is_ok() {
                left -= batch;
            }
        }
    }
}
