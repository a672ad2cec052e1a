//! Whether a numbered message may be taken: the rules that the sender itself keeps, mirrored.
//!
//! A sender repeats every change in each message until it reads our confirmation, so a lost file costs nothing, while
//! a message that is confirmed and not taken is lost for ever. What is doubtful is therefore refused and not confirmed.

use crate::model::exchange::{AcceptedMessage, Envelope, ExchangeState, ExchangeTerms, Fit, Judgement};
use crate::model::run::Reason;

/// Longest name of a side; both stand in the answer's file name.
const NAME_CHARS_MAX: usize = 100;

/// Judges a message that says `content`. `accepted` is the message accepted before under the same number, in the same era.
#[must_use]
pub fn judge(
    envelope: &Envelope,
    content: [u8; 32],
    terms: &ExchangeTerms,
    known: Option<&ExchangeState>,
    accepted: Option<AcceptedMessage>,
) -> Judgement {
    if let Some(bad) = [&envelope.sender, &envelope.recipient].into_iter().find(|name| !is_plain_name(name)) {
        return Judgement::Refuse(Reason::new(Reason::EXCHANGE_NAME).with("name", bad));
    }
    let node = terms.node.as_ref().or(known.map(|known| &known.node));
    let peer = terms.peer.as_ref().or(known.map(|known| &known.peer));
    if node == Some(&envelope.sender) && peer.is_none_or(|peer| *peer == envelope.recipient) {
        return Judgement::Own;
    }
    if let Some(node) = node.filter(|node| **node != envelope.recipient) {
        let reason = Reason::new(Reason::EXCHANGE_RECIPIENT).with("node", node);
        return Judgement::Refuse(reason.with("recipient", &envelope.recipient));
    }
    let goes_by = known.and_then(|known| known.peer_alias.as_ref());
    let is_peer = |peer: &String| {
        *peer == envelope.sender || envelope.new_sender.as_ref() == Some(peer) || goes_by == Some(&envelope.sender)
    };
    if let Some(peer) = peer.filter(|peer| !is_peer(peer)) {
        let reason = Reason::new(Reason::EXCHANGE_SENDER).with("peer", peer);
        return Judgement::Refuse(reason.with("sender", &envelope.sender));
    }
    let held = known.filter(|known| !begins_anew(envelope, terms, known));
    let mut state = held.cloned().unwrap_or_else(|| begun(envelope, terms, known));
    state.peer.clone_from(&envelope.sender);
    state.node.clone_from(&envelope.recipient);
    state.peer_alias = envelope.new_sender.clone().or(state.peer_alias);
    place(envelope, content, held, accepted, state)
}

/// Both names become part of a file's name.
fn is_plain_name(name: &str) -> bool {
    let plain = |c: char| !c.is_control() && !r#"/\:*?"<>|"#.contains(c);
    !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && name.chars().all(plain) && !name.contains("..")
}

/// A person said that the numbers began anew, and this is a message of that time.
fn begins_anew(envelope: &Envelope, terms: &ExchangeTerms, known: &ExchangeState) -> bool {
    terms.restarted.is_some() && terms.restarted > known.restarted && envelope.created >= terms.restarted
}

/// The state before the first message of an exchange or of an era. The other side may have had messages from another
/// system, or from a store that was lost: ours go on behind what it confirms.
fn begun(envelope: &Envelope, terms: &ExchangeTerms, known: Option<&ExchangeState>) -> ExchangeState {
    let confirmed = envelope.received.unwrap_or_default().max(0);
    let fresh =
        ExchangeState { last_out: confirmed, confirmed, restarted: terms.restarted, ..ExchangeState::default() };
    match known {
        None => fresh,
        Some(before) => ExchangeState {
            era: before.era + 1,
            offset: before.offset.saturating_add(before.last_in),
            answer_name: before.answer_name.clone(),
            peer_alias: before.peer_alias.clone(),
            ..fresh
        },
    }
}

/// Where the number stands among those that came.
fn place(
    envelope: &Envelope,
    content: [u8; 32],
    held: Option<&ExchangeState>,
    accepted: Option<AcceptedMessage>,
    mut state: ExchangeState,
) -> Judgement {
    let Some(number) = envelope.counted() else { return Judgement::Accept(Fit::Uncounted, Box::new(state)) };
    if held.is_some_and(|held| held.restarted.is_some() && envelope.created < held.restarted) {
        return Judgement::Accept(Fit::Former, Box::new(state));
    }
    if let (Some(received), Some(held)) = (envelope.received, held) {
        if received > held.last_out {
            let reason = Reason::new(Reason::MESSAGE_CONFIRMS_UNSENT).with("received", received.to_string());
            return Judgement::Refuse(since(reason.with("sent", held.last_out.to_string()), envelope));
        }
        state.confirmed = state.confirmed.max(received);
    }
    let fit = match held {
        None => Fit::First,
        Some(held) if held.last_in == 0 => Fit::First,
        Some(held) if number - 1 == held.last_in => Fit::Next,
        Some(held) if number > held.last_in => Fit::Gap { from: held.last_in + 1, to: number - 1 },
        Some(_) if accepted.is_some_and(|accepted| accepted.is(&envelope.saying(content))) => Fit::Repeated,
        Some(held) => match going_back(envelope, number, held, accepted) {
            Some(reason) => return Judgement::Refuse(reason),
            None => Fit::Late,
        },
    };
    if number > state.last_in {
        state.last_in = number;
        state.last_created = envelope.created;
    }
    Judgement::Accept(fit, Box::new(state))
}

/// Why a number that is not the next must not be taken; nothing where the message is merely late.
fn going_back(
    envelope: &Envelope,
    number: i64,
    held: &ExchangeState,
    accepted: Option<AcceptedMessage>,
) -> Option<Reason> {
    if accepted.is_some() {
        let reason = Reason::new(Reason::MESSAGE_REPLACED).with("number", number.to_string());
        return Some(since(reason, envelope));
    }
    if envelope.created.is_none() || envelope.created <= held.last_created {
        return None;
    }
    let reason = Reason::new(Reason::MESSAGE_WENT_BACK).with("number", number.to_string());
    Some(since(reason.with("last", held.last_in.to_string()), envelope))
}

/// What to write into settings where the message is right nevertheless.
fn since(reason: Reason, envelope: &Envelope) -> Reason {
    reason.with("created", envelope.created.map(|created| created.to_string()).unwrap_or_default())
}

/// The number of our next message: one that the other side has not read yet is made anew instead of piling up.
#[must_use]
pub fn next_out(state: &ExchangeState) -> i64 {
    if state.last_out > state.confirmed { state.last_out } else { state.confirmed.saturating_add(1) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn message(number: i64, day: i8) -> Envelope {
        Envelope {
            sender: "BASE".into(),
            recipient: "CR".into(),
            number: Some(number),
            received: Some(0),
            created: Some(date(2026, 10, day).at(6, 0, 0, 0)),
            ..Envelope::default()
        }
    }

    /// The numbers accepted so far, with the state.
    #[derive(Default)]
    struct Talk {
        terms: ExchangeTerms,
        state: Option<ExchangeState>,
        accepted: Vec<(i64, i64, AcceptedMessage)>,
    }

    impl Talk {
        fn hear(&mut self, envelope: &Envelope) -> Result<Fit, String> {
            self.hear_saying(envelope, [0; 32])
        }

        fn hear_saying(&mut self, envelope: &Envelope, content: [u8; 32]) -> Result<Fit, String> {
            let era = self.state.as_ref().map_or(0, |state| state.era);
            let known = |number: i64| {
                let mut found = self.accepted.iter().filter(|(e, n, _)| *e == era && *n == number);
                found.next().map(|(_, _, accepted)| *accepted)
            };
            let accepted = envelope.counted().and_then(known);
            match judge(envelope, content, &self.terms, self.state.as_ref(), accepted) {
                Judgement::Accept(fit, state) => {
                    if let Some(number) = envelope.counted() {
                        self.accepted.push((state.era, number, envelope.saying(content)));
                    }
                    self.state = Some(*state);
                    Ok(fit)
                }
                Judgement::Own => Err("own".into()),
                Judgement::Refuse(reason) => Err(reason.key),
            }
        }

        fn last_in(&self) -> i64 {
            self.state.as_ref().unwrap().last_in
        }
    }

    #[test]
    fn a_conversation_in_order_with_a_gap_a_repeat_and_a_latecomer() {
        let mut talk = Talk::default();
        assert_eq!(talk.hear(&message(1, 1)), Ok(Fit::First));
        assert_eq!(talk.hear(&message(2, 2)), Ok(Fit::Next));
        assert_eq!(talk.hear(&message(2, 2)), Ok(Fit::Repeated));
        assert_eq!(talk.hear(&message(5, 5)), Ok(Fit::Gap { from: 3, to: 4 }));
        assert_eq!(talk.hear(&message(3, 3)), Ok(Fit::Late));
        assert_eq!(talk.last_in(), 5, "a latecomer does not turn the count back");
        assert_eq!(talk.hear(&message(1, 1)), Ok(Fit::Repeated));
    }

    #[test]
    fn the_greatest_number_there_is_does_not_end_the_count_in_a_panic() {
        let mut talk = Talk::default();
        assert_eq!(talk.hear(&message(i64::MAX, 1)), Ok(Fit::First));
        assert_eq!(talk.hear(&message(2, 2)), Err("message-went-back".into()));
        assert_eq!(talk.hear(&message(i64::MAX, 1)), Ok(Fit::Repeated));
    }

    #[test]
    fn one_number_with_two_contents_is_stopped_and_so_is_a_count_that_goes_back() {
        let mut talk = Talk::default();
        for (number, day) in [(7, 7), (9, 9)] {
            talk.hear(&message(number, day)).unwrap();
        }
        assert_eq!(talk.hear(&message(9, 10)), Err("message-replaced".into()));
        assert_eq!(talk.hear(&message(7, 10)), Err("message-replaced".into()));
        assert_eq!(talk.hear(&message(3, 10)), Err("message-went-back".into()), "made later, numbered lower");
        assert_eq!(talk.last_in(), 9);
    }

    #[test]
    fn a_number_and_time_with_another_content_are_no_repetition() {
        let mut talk = Talk::default();
        for (number, content) in [(1, [1; 32]), (2, [2; 32])] {
            talk.hear_saying(&message(number, 1), content).unwrap();
        }
        assert_eq!(talk.hear_saying(&message(2, 1), [2; 32]), Ok(Fit::Repeated));
        assert_eq!(talk.hear_saying(&message(2, 1), [3; 32]), Err("message-replaced".into()));
        assert_eq!(talk.hear_saying(&message(1, 1), [3; 32]), Err("message-replaced".into()));
        // What an earlier program accepted is known by its time alone.
        talk.accepted.iter_mut().for_each(|(_, _, accepted)| accepted.content = None);
        assert_eq!(talk.hear_saying(&message(2, 1), [3; 32]), Ok(Fit::Repeated));
        assert_eq!(talk.hear_saying(&message(2, 5), [2; 32]), Err("message-replaced".into()));
    }

    #[test]
    fn a_restart_that_a_person_names_begins_a_new_era_whose_numbers_are_greater() {
        let mut talk = Talk::default();
        talk.hear(&message(40, 1)).unwrap();
        assert!(talk.hear(&message(12, 5)).is_err());
        talk.terms.restarted = message(12, 5).created;
        assert_eq!(talk.hear(&message(12, 5)), Ok(Fit::First));
        assert_eq!(talk.hear(&message(13, 6)), Ok(Fit::Next));
        let state = talk.state.clone().unwrap();
        assert_eq!((state.era, state.offset, state.last_in), (1, 40, 13));
        assert_eq!(talk.hear(&message(13, 6)), Ok(Fit::Repeated), "the restart is not done twice");
        assert_eq!(talk.hear(&message(39, 1)), Ok(Fit::Former), "its number says nothing any more");
        assert_eq!(talk.last_in(), 13);
    }

    #[test]
    fn strangers_and_letters_to_others_are_refused_and_our_own_are_left() {
        let mut talk = Talk::default();
        talk.hear(&message(1, 1)).unwrap();
        let foreign = Envelope { recipient: "SITE".into(), ..message(2, 2) };
        assert_eq!(talk.hear(&foreign), Err("exchange-recipient".into()));
        let stranger = Envelope { sender: "OTHER".into(), ..message(2, 2) };
        assert_eq!(talk.hear(&stranger), Err("exchange-sender".into()));
        let own = Envelope { sender: "CR".into(), recipient: "BASE".into(), ..message(1, 1) };
        assert_eq!(talk.hear(&own), Err("own".into()));
        for name in ["../x", "a/b", r"c:\x", "", &"n".repeat(101)] {
            let named = Envelope { sender: name.into(), ..message(2, 2) };
            assert_eq!(talk.hear(&named), Err("exchange-name".into()), "{name}");
        }
    }

    #[test]
    fn settings_decide_who_is_who_before_anything_came() {
        let terms = ExchangeTerms { node: Some("WE".into()), peer: Some("BASE".into()), ..ExchangeTerms::default() };
        let mut talk = Talk { terms, ..Talk::default() };
        assert_eq!(talk.hear(&message(1, 1)), Err("exchange-recipient".into()));
        let ours = Envelope { recipient: "WE".into(), sender: "X".into(), ..message(1, 1) };
        assert_eq!(talk.hear(&ours), Err("exchange-sender".into()));
        let renamed = Envelope { new_sender: Some("BASE".into()), ..ours };
        assert_eq!(talk.hear(&renamed), Ok(Fit::First), "it says whom it was known as");
    }

    #[test]
    fn settings_of_the_exchange_count_as_no_message() {
        let mut talk = Talk::default();
        let hello = Envelope { new_sender: Some("guid".into()), ..message(0, 1) };
        assert_eq!(talk.hear(&hello), Ok(Fit::Uncounted));
        assert_eq!(talk.last_in(), 0);
        let renamed = Envelope { sender: "guid".into(), ..message(4, 2) };
        assert_eq!(talk.hear(&renamed), Ok(Fit::First), "by the name it announced");
    }

    #[test]
    fn our_own_number_goes_on_only_when_the_last_was_read() {
        let mut talk = Talk::default();
        talk.hear(&Envelope { received: Some(6), ..message(1, 1) }).unwrap();
        let state = talk.state.as_mut().unwrap();
        assert_eq!(next_out(state), 7, "behind what another system sent before us");
        state.last_out = 7;
        talk.hear(&Envelope { received: Some(6), ..message(2, 2) }).unwrap();
        assert_eq!(next_out(talk.state.as_ref().unwrap()), 7, "unread: made anew");
        talk.hear(&Envelope { received: Some(7), ..message(3, 3) }).unwrap();
        assert_eq!(next_out(talk.state.as_ref().unwrap()), 8);
        let beyond = Envelope { received: Some(9), ..message(4, 4) };
        assert_eq!(talk.hear(&beyond), Err("message-confirms-unsent".into()));
    }
}
