//! What a mapping reads of a message's envelope, before anything of the message itself is read.

use super::Mapping;
use super::convert::date_time;
use crate::model::exchange::Envelope;
use crate::parse::Preview;
use crate::parse::shape::XmlPreview;

/// The values of `[file]` as the beginning of a document shows them.
#[derive(Debug)]
pub struct FileValues<'p> {
    mapping: &'p Mapping,
    preview: &'p Preview,
}

impl Mapping {
    /// The values of `[file]` that stand near the beginning of a document.
    #[must_use]
    pub fn file_values<'p>(&'p self, preview: &'p Preview) -> FileValues<'p> {
        FileValues { mapping: self, preview }
    }

    /// Whether its documents may be messages with an envelope.
    #[must_use]
    pub fn has_envelope(&self) -> bool {
        ["sender", "recipient"].iter().all(|name| self.file.names.iter().any(|known| known == name))
    }
}

impl FileValues<'_> {
    /// A value by the name it has in `[file]`; nothing where it is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let rules = &self.mapping.file;
        let slot = rules.names.iter().position(|known| known == name)?;
        let mut paths = rules.paths.iter().filter(|(of, _)| *of == slot);
        paths.find_map(|(_, path)| text_at(self.preview, path).map(str::trim).filter(|text| !text.is_empty()))
    }

    /// The envelope; nothing where the document names no sender or nobody it is for: an export made by hand.
    #[must_use]
    pub fn envelope(&self) -> Option<Envelope> {
        let number = |name: &str| self.get(name)?.parse().ok();
        Some(Envelope {
            sender: self.get("sender")?.to_owned(),
            new_sender: self.get("new_sender").map(str::to_owned),
            recipient: self.get("recipient")?.to_owned(),
            number: number("message"),
            received: number("received"),
            created: self.get("time").and_then(date_time),
        })
    }
}

fn text_at<'p>(preview: &'p Preview, path: &str) -> Option<&'p str> {
    match preview {
        Preview::Xml(XmlPreview { entries, .. }) | Preview::Json { entries } => {
            let is_there = |known: &str| {
                known
                    .strip_suffix(path)
                    .is_some_and(|above| above.is_empty() || !path.starts_with('/') && above.ends_with('/'))
            };
            entries.iter().find(|(known, _)| is_there(known)).map(|(_, text)| text.as_str())
        }
        Preview::Sections { entries, .. } => {
            let (section, key) = path.rsplit_once('/').unwrap_or(("", path));
            let mut found = entries.iter().filter(|(of, name, _)| of == section && name == key);
            found.next().map(|(_, _, value)| value.as_str())
        }
        Preview::Table { .. } | Preview::Lines { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::shape::XmlPreview;

    use super::super::answer::AnswerFacts;
    use super::*;

    const MAPPING: &str = r#"
name = "letters"
format = "xml"
[recognise]
root = "Letter"
[file]
message = "/Letter/@no"
sender = ["Head/From", "/Letter/@from"]
recipient = "Head/To"
time = "Head/Made"
plan = "Head/Plan"
[answer]
file = "{node}-{peer}.xml"
text = '<Letter no="{message}" of="{time}" plan="{plan}">{received}{body}</Letter>'
body = '<Body to="{peer}"/>'
[[record]]
name = "product"
kind = "product"
at = "Item"
fields = { name = "Name" }
"#;

    fn preview(entries: &[(&str, &str)]) -> Preview {
        let entries = entries.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Preview::Xml(XmlPreview { root: "Letter".into(), namespace: String::new(), entries })
    }

    #[test]
    fn an_envelope_is_read_from_the_beginning_and_answered_by_the_template() {
        let mapping = Mapping::compile(MAPPING).unwrap();
        let preview = preview(&[
            ("/Letter/@no", "7"),
            ("/Letter/Head/From", " "),
            ("/Letter/@from", "A&B"),
            ("/Letter/Head/To", "WE"),
            ("/Letter/Head/Made", "2026-10-17T06:00:00"),
            ("/Letter/Head/Plan", "<plan>"),
        ]);
        let values = mapping.file_values(&preview);
        let envelope = values.envelope().unwrap();
        assert_eq!((envelope.sender.as_str(), envelope.recipient.as_str(), envelope.number), ("A&B", "WE", Some(7)));
        assert_eq!(envelope.created, Some(jiff::civil::date(2026, 10, 17).at(6, 0, 0, 0)));
        let facts = AnswerFacts { node: "WE", peer: "A&B", message: 1, received: 7, time: "now", file: &values };
        let answer = mapping.answer().unwrap();
        assert_eq!(answer.file_name(&facts), "WE-A&B.xml");
        let text = r#"<Letter no="1" of="now" plan="&lt;plan&gt;">7<Body to="A&amp;B"/></Letter>"#;
        assert_eq!(answer.text(&facts), text);
        let hello = AnswerFacts { message: 0, ..facts };
        assert!(!answer.text(&hello).contains("Body"));
    }

    #[test]
    fn what_a_message_says_never_leads_out_of_the_folder_of_answers() {
        let mapping = Mapping::compile(&MAPPING.replace("{node}-{peer}", "{plan}")).unwrap();
        let preview = preview(&[("/Letter/Head/Plan", r"/etc/../..\x:y")]);
        let values = mapping.file_values(&preview);
        let facts = AnswerFacts { node: "WE", peer: "A", message: 1, received: 7, time: "now", file: &values };
        assert_eq!(mapping.answer().unwrap().file_name(&facts), "_etc_____x_y.xml");
    }

    #[test]
    fn a_document_without_a_sender_is_no_message() {
        let mapping = Mapping::compile(MAPPING).unwrap();
        let preview = preview(&[("/Letter/@no", "7"), ("/Letter/Head/To", "WE")]);
        assert!(mapping.has_envelope() && mapping.file_values(&preview).envelope().is_none());
    }

    #[test]
    fn a_hole_that_nothing_fills_is_a_mistake_of_the_mapping() {
        let problems = Mapping::compile(&MAPPING.replace("{plan}", "{plam}")).unwrap_err();
        assert!(problems.iter().any(|problem| problem.brief().contains("plan")), "{problems:?}");
    }
}
