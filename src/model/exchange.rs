//! A numbered exchange of messages with another system: what a message says on its envelope, and how far the two got.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What stands on the envelope of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Who sends it, as the two call each other.
    pub sender: String,
    /// The name the sender will go by, where it says so.
    pub new_sender: Option<String>,
    /// Whom it is for.
    pub recipient: String,
    /// Its number; nothing, or not positive, where it only carries the settings of the exchange.
    pub number: Option<i64>,
    /// The number of our message that the sender took last.
    pub received: Option<i64>,
    /// When it was made, in the sender's clock: a message made anew under its old number has another time.
    pub created: Option<DateTime>,
}

impl Envelope {
    /// The number, where the message counts.
    #[must_use]
    pub fn counted(&self) -> Option<i64> {
        self.number.filter(|number| *number > 0)
    }

    /// The message as it is accepted, where it says so.
    #[must_use]
    pub fn saying(&self, content: [u8; 32]) -> AcceptedMessage {
        AcceptedMessage { created: self.created, content: Some(content) }
    }
}

/// What settings say about a source's exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeTerms {
    /// What the other side calls us; learned from the first message where nothing is said.
    pub node: Option<String>,
    /// What the other side calls itself; learned too.
    pub peer: Option<String>,
    /// Whether accepted messages are answered.
    pub answers: bool,
    /// A person says that the numbers began anew with messages made since then.
    pub restarted: Option<DateTime>,
}

impl Default for ExchangeTerms {
    fn default() -> Self {
        Self { node: None, peer: None, answers: true, restarted: None }
    }
}

/// How far an exchange got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExchangeState {
    /// What the other side calls us.
    pub node: String,
    /// What it calls itself.
    pub peer: String,
    /// The name it will go by.
    pub peer_alias: Option<String>,
    /// The highest number accepted; 0 before the first.
    pub last_in: i64,
    /// When that message was made.
    pub last_created: Option<DateTime>,
    /// The number of our newest message; 0 before the first.
    pub last_out: i64,
    /// The highest of our numbers that the other side confirmed.
    pub confirmed: i64,
    /// How often the numbers began anew.
    pub era: i64,
    /// Added to numbers before statements are compared by them: numbers of a later era are greater.
    pub offset: i64,
    /// The restart that settings named when this era began.
    pub restarted: Option<DateTime>,
    /// Name of our answer's file, once there was one: it must never be read as input.
    pub answer_name: Option<String>,
}

/// A message that was accepted under a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedMessage {
    /// When it was made.
    pub created: Option<DateTime>,
    /// Hash of what it said; nothing where an earlier program accepted it.
    pub content: Option<[u8; 32]>,
}

impl AcceptedMessage {
    /// Whether another message under its number is the same one.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let says_other = self.content.zip(other.content).is_some_and(|(known, given)| known != given);
        self.created == other.created && !says_other
    }
}

/// How an accepted message fits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The first of its exchange, or of a new era.
    First,
    /// The one that follows.
    Next,
    /// Numbers before it never came.
    Gap {
        /// The first that is missing.
        from: i64,
        /// The last.
        to: i64,
    },
    /// One that was missing, after later ones.
    Late,
    /// One made before the numbers began anew.
    Former,
    /// One that was accepted before.
    Repeated,
    /// It carries no number: the settings of the exchange.
    Uncounted,
}

/// What is to be done with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Take it; the exchange stands so afterwards.
    Accept(Fit, Box<ExchangeState>),
    /// One of our own: nothing to take.
    Own,
    /// It must not be taken.
    Refuse(super::run::Reason),
}

/// Where an exchange stands, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeStatus {
    /// What the other side calls us.
    pub node: String,
    /// What it calls itself.
    pub peer: String,
    /// The highest number accepted.
    pub last_in: i64,
    /// The number of our newest message.
    pub last_out: i64,
    /// The highest of ours that the other side confirmed.
    pub confirmed: i64,
    /// Numbers that never came: first and last of each gap.
    pub gaps: Vec<(i64, i64)>,
}
