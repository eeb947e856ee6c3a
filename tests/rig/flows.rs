//! Toy workflows. What their effects do to the world is a line in a file that outlives any process;
//! what their `tx` steps change would be seen twice if it took place twice.

use oathgate_application::{
    error::PortError,
    ports::entropy::Entropy,
    transact::Unit,
    workflow::{self, Context, Done, Flow, Registry, Scope, Signal, Start, StepError, Workflow},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{OnExhaustion, Priority, RetryPolicy},
};
use std::{
    fs::File,
    hint::black_box,
    io::Write,
    path::Path,
    process,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Tried again soon, for as long as it takes.
const SOON: RetryPolicy = RetryPolicy {
    base: Duration::from_millis(100),
    growth: 2,
    cap: Duration::from_secs(1),
    max_attempts: None,
    deadline: None,
    attempt_timeout: Duration::from_mins(1),
    on_exhaustion: OnExhaustion::Pause,
};

/// What steps act on.
pub struct World {
    file: Option<File>,
    entropy: Arc<dyn Entropy>,
    /// How long an effect takes.
    step: Duration,
    /// How long an effect of a slow peer takes.
    slow: Duration,
    /// Something that steps know and nobody must find in a store.
    canary: String,
}

impl World {
    /// A world whose deeds are written to a file; to nowhere where none is given.
    pub fn new(
        file: Option<&Path>,
        entropy: Arc<dyn Entropy>,
        step: Duration,
        slow: Duration,
        canary: String,
    ) -> Self {
        let file = file.map(|path| File::options().create(true).append(true).open(path).unwrap());
        Self { file, entropy, step, slow, canary }
    }

    /// One line in one write, so that lines of many processes never mix.
    pub fn note(&self, phase: &str, run: &str, step: &str, key: &str) {
        if let Some(mut file) = self.file.as_ref() {
            let line = format!("{}\t{}\t{phase}\t{run}\t{step}\t{key}\n", micros(), process::id());
            file.write_all(line.as_bytes()).unwrap();
        }
    }

    async fn act(&self, step: &str, at: &Scope<Self>, takes: Duration) -> Result<Done<()>, StepError> {
        let run = at.run.to_string();
        self.note("begin", &run, step, &at.key);
        if !takes.is_zero() {
            tokio::time::sleep(takes).await;
        }
        black_box(&self.canary);
        self.note("end", &run, step, &at.key);
        Ok(Done::new(()))
    }

    /// Starts a run that nobody has code for, which tells whose step it was.
    async fn mark(&self, step: &str, unit: &mut Unit, at: &Scope<Self>) -> Result<(), PortError> {
        let start = Start::new(RunId(self.entropy.ordered_id())).trace(Some(format!("{} {step}", at.run)));
        workflow::start::<Mark>(unit, &start, &0).await.map(|_| ())
    }
}

/// Now, in microseconds.
pub fn micros() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()
}

macro_rules! workflow {
    ($(#[$doc:meta])* $name:ident = $kind:literal $(, priority $priority:ident)?; |$context:ident, $input:ident| $body:block) => {
        $(#[$doc])*
        pub struct $name;

        impl Workflow for $name {
            const KIND: &'static str = $kind;
            $(const PRIORITY: Priority = Priority::$priority;)?
            type Input = i64;
            type Output = ();
            type Ports = World;

            async fn run($context: &mut Context<World>, $input: i64) -> Flow<()> {
                $body
            }
        }
    };
}

macro_rules! effect {
    ($context:ident, $name:literal) => {
        $context.effect($name, SOON, async |at| at.ports.act($name, &at, at.ports.step).await).await?
    };
}

macro_rules! tx {
    ($context:ident, $name:literal) => {
        $context.tx($name, async |unit, at| at.ports.mark($name, unit, &at).await).await?
    };
}

workflow! {
    /// Three things in the world.
    Trio = "trio"; |context, _input| {
        effect!(context, "one");
        effect!(context, "two");
        effect!(context, "three");
        Ok(())
    }
}

workflow! {
    /// A change, something in the world, a change.
    Transfer = "transfer"; |context, _input| {
        tx!(context, "debit");
        effect!(context, "pay");
        tx!(context, "credit");
        Ok(())
    }
}

workflow! {
    /// One thing in the world.
    Single = "single"; |context, _input| {
        effect!(context, "only");
        Ok(())
    }
}

workflow! {
    /// One thing that somebody waits for.
    Urgent = "urgent", priority High; |context, _input| {
        effect!(context, "now");
        Ok(())
    }
}

workflow! {
    /// Something from a peer that is slow for everybody.
    Slow = "slow"; |context, _input| {
        context.effect("deliver", SOON, async |at| at.ports.act("deliver", &at, at.ports.slow).await).await
    }
}

workflow! {
    /// Sleeps for its number of milliseconds, then acts.
    Sleeper = "sleeper"; |context, input| {
        let due = context.started() + time::Duration::milliseconds(input % 100_000);
        context.wait::<Call>("rest", Some(due)).await?;
        effect!(context, "rise");
        tx!(context, "note");
        Ok(())
    }
}

workflow! {
    /// What a `tx` step leaves behind. No registry has it, so that it stays.
    Mark = "mark"; |_context, _input| { Ok(()) }
}

oathgate_application::durable! {
    /// Somebody calls.
    pub struct Call { pub times: i64 }
}

impl Signal for Call {
    const NAME: &'static str = "call";
}

workflow! {
    /// Waits for two calls, for as long as it takes.
    Listener = "listener"; |context, _input| {
        context.wait::<Call>("first", None).await?;
        context.wait::<Call>("second", None).await?;
        tx!(context, "note");
        Ok(())
    }
}

workflow! {
    /// Kills its process, in the way of its number.
    Poison = "poison"; |context, input| {
        effect!(context, "open");
        context.effect("drink", SOON, async |at| {
            at.ports.note("begin", &at.run.to_string(), "drink", &at.key);
            match input % 3 {
                0 => process::abort(),
                1 => drop(black_box(overflow(1))),
                // More than the process may have.
                _ => drop(black_box(Vec::<u8>::with_capacity(64 << 30))),
            }
            Ok(Done::new(()))
        }).await
    }
}

/// Uses up the stack.
#[expect(unconditional_recursion, reason = "that is the poison")]
fn overflow(depth: u64) -> u64 {
    let frame = black_box([depth; 512]);
    overflow(depth + 1) + frame[black_box(3)]
}

/// The first version of a workflow that changes while runs are under way.
pub struct DeployOld;

/// The second: a step is added behind a patch, one is taken out, one is merely new.
pub struct DeployNew;

impl Workflow for DeployOld {
    const KIND: &'static str = "deploy";
    type Input = i64;
    type Output = ();
    type Ports = World;

    async fn run(context: &mut Context<World>, _: i64) -> Flow<()> {
        tx!(context, "begin");
        effect!(context, "taken_out_later");
        effect!(context, "middle");
        tx!(context, "finish");
        Ok(())
    }
}

impl Workflow for DeployNew {
    const KIND: &'static str = "deploy";
    const VERSION: i16 = 2;
    type Input = i64;
    type Output = ();
    type Ports = World;

    async fn run(context: &mut Context<World>, _: i64) -> Flow<()> {
        tx!(context, "begin");
        if context.patched("checked") {
            effect!(context, "check");
        }
        effect!(context, "middle");
        effect!(context, "merely_new");
        tx!(context, "finish");
        Ok(())
    }
}

workflow! {
    /// A workflow that only the new code has.
    Fresh = "fresh"; |context, _input| {
        effect!(context, "only");
        Ok(())
    }
}

/// The workflows of a version of the code: 1 or 2.
pub fn registry(code: u8) -> Arc<Registry<World>> {
    let common = Registry::default()
        .with::<Trio>()
        .with::<Transfer>()
        .with::<Single>()
        .with::<Urgent>()
        .with::<Slow>()
        .with::<Sleeper>()
        .with::<Listener>()
        .with::<Poison>();
    Arc::new(match code {
        1 => common.with::<DeployOld>(),
        _ => common.with::<DeployNew>().with::<Fresh>(),
    })
}
