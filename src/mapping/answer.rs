//! `[answer]`: the message that a mapping says is written back where an accepted one lay.

use super::{FileValues, keys};
use crate::model::problem::{At, Problems, Section};

/// Names that a template may hold besides those of `[file]`.
const NAMES: [&str; 6] = ["node", "peer", "message", "received", "time", "body"];

/// The templates of an answer: `{name}` is a hole.
#[derive(Debug)]
pub struct Answer {
    file: Template,
    text: Template,
    body: Template,
}

/// What fills an answer.
#[derive(Debug, Clone, Copy)]
pub struct AnswerFacts<'a> {
    /// What the other side calls us.
    pub node: &'a str,
    /// What it calls itself.
    pub peer: &'a str,
    /// The number of our message; 0 where it carries only the settings of the exchange.
    pub message: i64,
    /// The highest number accepted.
    pub received: i64,
    /// Now, UTC.
    pub time: &'a str,
    /// What the message being answered says outside its records.
    pub file: &'a FileValues<'a>,
}

#[derive(Debug, Default)]
struct Template(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Literal(String),
    Hole(String),
}

impl Answer {
    /// Reads the section.
    pub(super) fn read(mut section: Section<'_, '_>, file_names: &[String], problems: &mut Problems) -> Self {
        let template = |text: Option<At<String>>, problems: &mut Problems| {
            text.map(|text| Template::read(&text, file_names, problems)).unwrap_or_default()
        };
        let file = template(section.required_text("file", problems), problems);
        let text = template(section.required_text("text", problems), problems);
        let body = template(section.text("body", problems), problems);
        section.finish_as(&keys::ANSWER, problems);
        Self { file, text, body }
    }

    /// The name of the answer's file. Whatever the message says, it is a name and no path.
    #[must_use]
    pub fn file_name(&self, facts: &AnswerFacts<'_>) -> String {
        self.file.fill(facts, "", &as_name)
    }

    /// The answer. One that carries only settings has no body.
    #[must_use]
    pub fn text(&self, facts: &AnswerFacts<'_>) -> String {
        let body = if facts.message > 0 { self.body.fill(facts, "", &escaped) } else { String::new() };
        self.text.fill(facts, &body, &escaped)
    }
}

impl Template {
    fn read(text: &At<String>, file_names: &[String], problems: &mut Problems) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text.value.as_str();
        while let Some((literal, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else { break };
            let known = NAMES.into_iter().chain(file_names.iter().map(String::as_str));
            if !known.clone().any(|known| known == name) {
                let name = At { value: name.to_owned(), span: text.span.clone() };
                super::compile::unknown_reference("answer", &name, known, problems);
            }
            pieces.push(Piece::Literal(literal.to_owned()));
            pieces.push(Piece::Hole(name.to_owned()));
            rest = behind;
        }
        pieces.push(Piece::Literal(rest.to_owned()));
        Self(pieces)
    }

    fn fill(&self, facts: &AnswerFacts<'_>, body: &str, written: &dyn Fn(&str) -> String) -> String {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => filled.push_str(literal),
                Piece::Hole(name) => match name.as_str() {
                    "node" => filled.push_str(&written(facts.node)),
                    "peer" => filled.push_str(&written(facts.peer)),
                    "message" => filled.push_str(&facts.message.to_string()),
                    "received" => filled.push_str(&facts.received.to_string()),
                    "time" => filled.push_str(facts.time),
                    "body" => filled.push_str(body),
                    name => filled.push_str(&written(facts.file.get(name).unwrap_or_default())),
                },
            }
        }
        filled
    }
}

/// A text inside a file's name.
fn as_name(text: &str) -> String {
    let is_of_a_path = |letter: char| letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
    text.replace(is_of_a_path, "_").replace("..", "_")
}

/// A text inside XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
