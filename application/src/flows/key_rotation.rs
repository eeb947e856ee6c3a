//! Another key for an algorithm: publish it, wait until everybody can know it, let it sign. The one
//! before verifies until its last token is dead; a later run forgets it.

use super::ports::FlowPorts;
use crate::{
    audit::By,
    workflow::{Context, Done, Flow, Signal, Workflow},
};
use oathgate_domain::{
    signing::{KEY_LEAD, SigningAlgorithm},
    workflow::RetryPolicy,
};
use time::Duration;

/// The workflow.
pub struct KeyRotationFlow;

crate::durable! {
    /// An algorithm whose keys are exchanged.
    pub enum Algorithm {
        /// RS256.
        Rs256,
        /// ES256.
        Es256,
        /// `EdDSA`.
        EdDsa,
    }
}

crate::durable! {
    /// What it is started with.
    pub struct Input {
        /// Whose key.
        pub algorithm: Algorithm,
        /// Whether somebody wants it, and not the calendar alone.
        pub asked: bool,
    }
}

crate::durable! {
    /// What became of it.
    pub enum Output {
        /// The key is young enough.
        NotDue,
        /// Another key signs.
        Rotated,
        /// Somebody else has exchanged the key, or withdrawn the next one.
        Moot,
    }
}

crate::durable! {
    /// The next key is to sign at once, whether or not everybody can know it.
    pub enum UseNow {
        /// As somebody said.
        Asked,
    }
}

impl Signal for UseNow {
    const NAME: &'static str = "use_now";
}

/// By how much the clocks of two machines may differ.
const SKEW: Duration = Duration::minutes(5);

impl Workflow for KeyRotationFlow {
    const KIND: &'static str = "key_rotation";
    type Input = Input;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: Input) -> Flow<Output> {
        let Input { algorithm, asked } = input;
        let algorithm = SigningAlgorithm::from(algorithm);
        let due = context
            .tx("look", async |unit, at| {
                at.ports.key_ring.tidy(unit, algorithm, at.now).await.map(|due| due || asked)
            })
            .await?;
        if !due {
            return Ok(Output::NotDue);
        }
        let published = context
            .effect("publish_next", RetryPolicy::DATABASE, async |at| {
                at.ports.key_ring.publish_next(&By::system(), algorithm).await?;
                Ok(Done::new(at.ports.key_ring.clock.now()))
            })
            .await?;
        let until = published + KEY_LEAD;
        let at_once = context.wait::<UseNow>("until_everybody_knows_it", Some(until)).await?.is_some();
        let active = context
            .tx("let_it_sign", async |unit, at| {
                let known_since = if at_once { at.now } else { at.now - KEY_LEAD + SKEW };
                let ring = &at.ports.key_ring;
                let active = ring.activate(unit, &By::system(), algorithm, known_since, at.now).await?;
                Ok(active.is_some())
            })
            .await?;
        Ok(if active { Output::Rotated } else { Output::Moot })
    }
}

impl From<Algorithm> for SigningAlgorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Rs256 => Self::Rs256,
            Algorithm::Es256 => Self::Es256,
            Algorithm::EdDsa => Self::EdDsa,
        }
    }
}

impl TryFrom<SigningAlgorithm> for Algorithm {
    type Error = ();

    fn try_from(algorithm: SigningAlgorithm) -> Result<Self, ()> {
        match algorithm {
            SigningAlgorithm::Rs256 => Ok(Self::Rs256),
            SigningAlgorithm::Es256 => Ok(Self::Es256),
            SigningAlgorithm::EdDsa => Ok(Self::EdDsa),
            SigningAlgorithm::Hs256 => Err(()),
        }
    }
}
