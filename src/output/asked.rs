//! A question that waits for a person, in words: what is asked, the possible answers by number, and what none means.

use crate::lang::{Arg, Lang};
use crate::model::asked::{Bound, OFFERS_MAX};
use crate::model::card::{Card, ClientCard, MoneyCard, Sum, WaitingCard};
use crate::model::change::{Candidate, ReviewKind, Subject};
use crate::model::ids::ClientId;
use crate::output::words;
use crate::store::decisions::questions::Question;

/// A question with what a person must know to answer it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// What it is about; nothing where that is gone.
    pub about: Option<&'a Card>,
    /// Cards of its possible answers, as far as they are there.
    pub candidates: &'a [Card],
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// How the review takes it; empty where there is nothing to name.
    pub answer: String,
    /// What it is, in few words.
    pub title: String,
    /// What else tells it from the others.
    pub details: String,
}

impl Asked<'_> {
    /// What is asked and about what, a line, and why, another.
    #[must_use]
    pub fn question_text(&self, lang: Lang) -> String {
        let about = self.about_text(lang);
        let mut lines =
            vec![capitalized(&lang.text(&format!("asked-{}", self.form()), &[("about", Arg::from(&about))]))];
        lines.extend(self.about.map(|about| details(about, lang)).filter(|text| !text.is_empty()));
        let alike = self.named_candidates();
        if self.form() == "take" && !alike.is_empty() {
            lines.push(lang.text("asked-like", &[("candidates", Arg::from(&alike))]));
        }
        let reasons = words::reasons_for(&self.question.asked.reasons, None, lang);
        if !reasons.is_empty() {
            lines.push(lang.text("review-why", &[("reasons", Arg::from(&reasons))]));
        }
        lines.join("\n")
    }

    /// The possible answers, a line each, and what none of them means.
    #[must_use]
    pub fn options_text(&self, lang: Lang) -> String {
        let offers = self.offers(lang);
        let more = self.question.asked.candidates.len().saturating_sub(OFFERS_MAX);
        let mut lines: Vec<String> = (1..).zip(offers).map(|(number, offer)| line(number, &offer)).collect();
        if more > 0 && !matches!(self.question.subject, Subject::Withheld(..)) {
            let id = self.question.id.to_string();
            lines.push(lang.text("asked-more", &[("count", more.into()), ("question", Arg::from(&id))]));
        }
        let none = [lang.text("book-choice-none", &[]), self.none_text(lang)];
        lines.push(none.join(" — "));
        lines.join("\n")
    }

    /// The possible answers, in the order of their numbers.
    #[must_use]
    pub fn offers(&self, lang: Lang) -> Vec<Offer> {
        let say = |key: &str| lang.text(key, &[]);
        let offer = |answer: &str, title: String| Offer { answer: answer.to_owned(), title, details: String::new() };
        match self.form() {
            "direction" => {
                let directions = ["in", "out", "internal"];
                directions.map(|name| offer(name, say(&format!("review-how-direction-{name}")))).into()
            }
            "take" => vec![offer("", say("review-how-take"))],
            "row" => vec![offer("", say("review-how-archive"))],
            "held" => vec![offer("", say("review-how-release"))],
            // What only the accounting program can change is not taken here.
            "foreign" | "torn" => Vec::new(),
            "wish" => {
                let wishes = self.question.asked.candidates.iter().take(OFFERS_MAX);
                wishes.map(|wish| offer(&wish.id, format!("{} «{}»", say("asked-fill"), wish.label))).collect()
            }
            _ => self.question.asked.candidates.iter().take(OFFERS_MAX).map(|one| self.candidate(one, lang)).collect(),
        }
    }

    /// What none of the possible answers means.
    #[must_use]
    pub fn none_text(&self, lang: Lang) -> String {
        let key = match self.form() {
            "client" => "different",
            "twin" => "two-documents",
            "change" => "two-changes",
            "document" => "nobody",
            "payment" | "payer" => "pays-none",
            "wish" | "foreign" => "decline",
            "row" => "return",
            "held" | "torn" => "discard",
            _ => "leave",
        };
        lang.text(&format!("review-how-{key}"), &[])
    }

    /// What an answer is bound to.
    #[must_use]
    pub fn bound(&self) -> Bound {
        let answers = self.offers(Lang::default()).into_iter().map(|offer| offer.answer).collect();
        let about = match self.form() {
            "held" | "torn" | "foreign" => {
                self.question.asked.candidates.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(" ")
            }
            _ => self.question.statement.map(|id| id.to_string()).unwrap_or_default(),
        };
        Bound { about, answers }
    }

    /// Which of the forms of questions it is.
    fn form(&self) -> &'static str {
        let has = |code: &str| self.question.asked.reasons.iter().any(|reason| reason.code == code);
        let names_clients =
            self.question.asked.candidates.iter().any(|candidate| candidate.id.starts_with(ClientId::PREFIX));
        match &self.question.subject {
            Subject::Client(_) => "client",
            Subject::Document(_) if self.question.kind == ReviewKind::Conflict => {
                if has("perhaps-one-document") {
                    "twin"
                } else {
                    "change"
                }
            }
            Subject::Document(_) => "document",
            Subject::Payment(_) if names_clients => "payer",
            Subject::Payment(_) => "payment",
            Subject::Withheld(..) if self.question.kind == ReviewKind::PaymentMatch && has("unknown-direction") => {
                "direction"
            }
            Subject::Cell(..) if has("change-request-of-accounting") => "foreign",
            Subject::Cell(..) => "wish",
            Subject::Row(..) => "row",
            Subject::Workbook(_) if has("held-missing-header") => "torn",
            Subject::Workbook(_) => "held",
            Subject::Withheld(..) | Subject::Delivery(..) | Subject::Shape(..) | Subject::Book(_) => "take",
        }
    }

    fn about_text(&self, lang: Lang) -> String {
        match self.about {
            Some(Card::Waiting(card)) => waiting(card, &self.question.asked.label, lang),
            Some(card) => title(card, lang),
            None if matches!(self.question.subject, Subject::Workbook(_)) => self.question.asked.label.clone(),
            None => format!("{} ({})", self.question.asked.label, self.question.subject),
        }
    }

    /// Candidates that are no answers of their own, where a record is taken or left.
    fn named_candidates(&self) -> String {
        let named = self.question.asked.candidates.iter().map(|one| match one.id.as_str() {
            "" => one.label.clone(),
            id => format!("{} ({id})", one.label),
        });
        named.collect::<Vec<_>>().join("; ")
    }

    fn candidate(&self, candidate: &Candidate, lang: Lang) -> Offer {
        let answer = candidate.id.clone();
        match self.candidates.iter().find(|card| id(card) == Some(candidate.id.as_str())) {
            Some(card) => {
                let speaking = words::reasons_for(&self.question.asked.reasons, Some(&answer), lang);
                let details = [self.details_beside(card, lang), speaking];
                let details: Vec<String> = details.into_iter().filter(|text| !text.is_empty()).collect();
                Offer { answer, title: title(card, lang), details: details.join("; ") }
            }
            None => Offer { title: format!("{} ({answer})", candidate.label), answer, details: String::new() },
        }
    }

    /// What is known of a possible answer, but for what is known of the question itself.
    fn details_beside(&self, card: &Card, lang: Lang) -> String {
        match (self.about, card) {
            (Some(Card::Money(about)), Card::Money(card)) if about.client == card.client => {
                details(&Card::Money(MoneyCard { client: String::new(), ..card.clone() }), lang)
            }
            _ => details(card, lang),
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn line(number: usize, offer: &Offer) -> String {
    let parts = [offer.title.as_str(), offer.details.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{number} — {}", parts.join("; "))
}

fn id(card: &Card) -> Option<&str> {
    match card {
        Card::Client(card) => Some(&card.id),
        Card::Money(card) => Some(&card.id),
        Card::Waiting(_) => None,
    }
}

fn title(card: &Card, lang: Lang) -> String {
    match card {
        Card::Client(card) => format!("{} ({})", card.name, card.id),
        Card::Money(card) => {
            let kind = lang.text(&format!("review-record-{}", card.kind), &[]);
            let (date, amount) = (lang.date(card.date), sum(&card.amount, lang));
            let args = [
                ("id", Arg::from(&card.id)),
                ("kind", Arg::from(&kind)),
                ("number", Arg::from(&card.number)),
                ("date", Arg::from(&date)),
                ("amount", Arg::from(&amount)),
            ];
            lang.text("asked-record", &args)
        }
        Card::Waiting(card) => waiting(card, "", lang),
    }
}

fn waiting(card: &WaitingCard, label: &str, lang: Lang) -> String {
    let place = words::position_text(&card.position, lang);
    let kind = lang.text(&format!("review-record-{}", card.kind), &[]);
    let args = [
        ("kind", Arg::from(&kind)),
        ("label", Arg::Text(label)),
        ("file", Arg::from(&card.file)),
        ("place", Arg::from(&place)),
    ];
    lang.text("asked-waiting", &args)
}

fn details(card: &Card, lang: Lang) -> String {
    let rest = match card {
        Card::Client(card) => client(card, lang),
        Card::Money(card) => money(card, lang),
        Card::Waiting(_) => Vec::new(),
    };
    let said = rest.iter().filter(|(_, value)| !value.is_empty());
    let said = said.map(|(key, value)| lang.text(&format!("review-card-{key}"), &[("value", Arg::from(value))]));
    said.collect::<Vec<_>>().join("; ")
}

fn client(card: &ClientCard, lang: Lang) -> Vec<(&'static str, String)> {
    let contacts = card.phones.iter().chain(&card.emails).cloned().collect::<Vec<_>>().join(", ");
    let sums = |all: &[Sum]| all.iter().map(|one| sum(one, lang)).collect::<Vec<_>>().join(" + ");
    vec![
        ("tax", card.tax_id.clone()),
        ("kpp", card.kpp.clone()),
        ("contacts", contacts),
        ("manager", card.manager.clone()),
        ("documents", card.documents.to_string()),
        ("open", sums(&card.open)),
        ("free", sums(&card.free)),
    ]
}

fn money(card: &MoneyCard, lang: Lang) -> Vec<(&'static str, String)> {
    let open = if card.kind == "payment" { "unallocated" } else { "unpaid" };
    // What is wholly open says nothing that the amount has not said.
    let rest = if card.open == card.amount { String::new() } else { sum(&card.open, lang) };
    vec![
        (open, rest),
        ("payer", card.payer.clone()),
        ("purpose", card.purpose.clone()),
        ("client", card.client.clone()),
    ]
}

fn sum(sum: &Sum, lang: Lang) -> String {
    format!("{} {}", lang.number(&sum.amount), sum.currency)
}
