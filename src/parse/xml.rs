//! XML: a stream of record elements, by local names, without document types, in bounded memory.
//!
//! | file | does |
//! |---|---|
//! | `reader` | walks the document, builds a tree a record, collects values outside records |
//! | `outline` | the open elements outside records: names, numbers among siblings, paths |
//! | `content` | what a document says, whatever way it is written down |
//! | `preview` | what stands near the beginning, the root element, the end mark |

use std::io;

use super::text::{Declared, sniff};
use super::{Completeness, Document, Format, Head, Preview, ReadError, RecordShape, Sink, cut};
use crate::model::issue::Issue;
use crate::model::mending::{Cut, CutWords, Keep};

mod content;
mod outline;
mod preview;
mod reader;

pub(super) use outline::Outline;

/// XML as a stream of record elements.
#[derive(Debug, Clone, Copy)]
pub struct Xml;

impl Format for Xml {
    fn name(&self) -> &'static str {
        "xml"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let sniffed = sniff(head.bytes, Declared::Xml);
        let bytes = head.bytes.get(sniffed.mark..).unwrap_or_default();
        let significant = |byte: &&u8| !byte.is_ascii_whitespace() && **byte != 0;
        let mut first = bytes.iter().filter(significant);
        if first.next() != Some(&b'<') {
            return false;
        }
        // `<` begins a name, a comment or an instruction; in UTF-16 the name may begin with any byte.
        let is_wide = sniffed.charset.is_utf16();
        is_wide
            || first.next().is_some_and(|byte| {
                matches!(byte, b'?' | b'!' | b'_') || byte.is_ascii_alphabetic() || !byte.is_ascii()
            })
    }

    fn is_complete(&self, document: &Document) -> io::Result<Completeness> {
        preview::completeness(&document.path)
    }

    fn preview(&self, document: &Document) -> Result<Preview, ReadError> {
        preview::preview(document).map(Preview::Xml)
    }

    fn content(&self, document: &Document) -> Result<[u8; 32], ReadError> {
        content::content(document)
    }

    fn read(
        &self,
        document: &Document,
        shape: &RecordShape,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        reader::read(document, shape, notices, sink)
    }

    fn cut(
        &self,
        document: &Document,
        shape: &RecordShape,
        keep: &[Keep],
        words: &CutWords,
    ) -> Result<Option<Cut>, ReadError> {
        cut::xml::cut(document, shape, keep, words).map(Some).map_err(|kind| kind.of(document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::issue::IssueCode;
    use crate::parse::ReadErrorKind;
    use crate::parse::trial::{document, read, shape};

    const ORDERS: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <к:Обмен xmlns:к=\"urn:x\" Версия=\"2.09\">\n\
        <Шапка><Дата>2026-10-05</Дата></Шапка>\n\
        <Контейнер>\n\
          <Документ>\n  <Номер>1</Номер><Сумма Валюта=\"RUB\">10.50</Сумма></Документ>\n\
          <Документ\n вид=\"счёт &quot;а&quot;\"><Номер>A&amp; B&#x416;</Номер><Документ><Номер>внутри</Номер></Документ></Документ>\n\
        </Контейнер>\n\
        <Контейнер><Документ/><Прочее/><Документ><Номер><![CDATA[<3>]]></Номер></Документ></Контейнер>\n\
        <Низ>итог</Низ>\n\
        </к:Обмен>\n<!-- конец -->\n";

    fn orders() -> RecordShape {
        shape(
            &["/Обмен/Контейнер/Документ"],
            &["/Обмен/@Версия", "Шапка/Дата", "/Обмен/Низ"],
            &["Номер", "Сумма", "Валюта", "вид"],
        )
    }

    #[test]
    fn records_are_trees_with_positions_and_scopes() {
        let (_folder, file) = document("orders.xml", ORDERS.as_bytes());
        let outcome = read(&Xml, &file, &orders());
        outcome.result.as_ref().unwrap();
        assert_eq!(
            outcome.records,
            [
                "Документ{Номер=1; Сумма=10.50{@Валюта=RUB}}",
                "Документ{@вид=счёт \"а\"; Номер=A& BЖ; Документ{Номер=внутри}}",
                "Документ",
                "Документ{Номер=<3>}",
            ]
        );
        let places: Vec<_> = outcome.positions.iter().map(|place| place.to_string().replacen(':', "", 1)).collect();
        assert_eq!(
            places,
            [
                "5 /Обмен/Контейнер[1]/Документ[1]",
                "7 /Обмен/Контейнер[1]/Документ[2]",
                "10 /Обмен/Контейнер[2]/Документ[1]",
                "10 /Обмен/Контейнер[2]/Документ[2]",
            ]
        );
        assert_eq!(outcome.scopes[0], outcome.scopes[1]);
        assert_ne!(outcome.scopes[1], outcome.scopes[2]);
        assert_eq!(outcome.scopes[2], outcome.scopes[3]);
        assert_eq!(outcome.file, [(0, "2.09".to_owned()), (1, "2026-10-05".to_owned())]);
        assert!(outcome.notices.is_empty());
    }

    #[test]
    fn a_document_is_complete_only_with_all_its_bytes() {
        let end = ORDERS.find("</к:Обмен>").unwrap() + "</к:Обмен>".len();
        for length in 0..ORDERS.len() {
            let (_folder, file) = document("orders.xml", &ORDERS.as_bytes()[..length]);
            let complete = Xml.is_complete(&file).unwrap() == Completeness::Complete;
            let cut_comment = (end + 2..ORDERS.trim_end().len()).contains(&length);
            assert_eq!(complete, length >= end && !cut_comment, "{length}");
            let outcome = read(&Xml, &file, &orders());
            assert_eq!(outcome.result.is_ok(), complete, "{length}: {:?}", outcome.result);
        }
    }

    #[test]
    fn a_cut_document_says_what_it_lacks() {
        let cut = ORDERS.find("</Контейнер>").unwrap();
        let (_folder, file) = document("orders.xml", &ORDERS.as_bytes()[..cut]);
        assert!(matches!(read(&Xml, &file, &orders()).error(),
            ReadErrorKind::Truncated { expected } if expected == "</к:Обмен>"));
        assert_eq!(Xml.is_complete(&file).unwrap(), Completeness::Incomplete { expected: "</к:Обмен>".into() });
    }

    #[test]
    fn a_document_with_something_behind_its_end_is_not_called_cut() {
        for behind in ["и ещё", "<a/>", "\n<?xml version=\"1.0\"?><a></a>"] {
            let (_folder, file) = document("orders.xml", format!("{ORDERS}{behind}").as_bytes());
            assert_eq!(Xml.is_complete(&file).unwrap(), Completeness::Complete, "{behind}");
            assert!(!matches!(read(&Xml, &file, &orders()).error(), ReadErrorKind::Truncated { .. }), "{behind}");
        }
    }

    #[test]
    fn misdeclared_encoding_is_a_notice() {
        let bytes = encoding_rs::WINDOWS_1251.encode(ORDERS.trim_start_matches('\u{feff}')).0.into_owned();
        let (_folder, file) = document("orders.xml", &bytes);
        let outcome = read(&Xml, &file, &orders());
        outcome.result.unwrap();
        assert_eq!(outcome.records.len(), 4);
        assert_eq!(outcome.notices.len(), 1);
        assert_eq!(outcome.notices[0].code, IssueCode::EncodingMisdeclared);
        assert_eq!(Xml.is_complete(&file).unwrap(), Completeness::Complete);
    }

    #[test]
    fn what_no_exchange_needs_is_refused() {
        let deep = format!("<a>{}", "<b>".repeat(100_000));
        for (text, expected) in [
            ("<!DOCTYPE a [<!ENTITY l \"lol\">]><a>&l;</a>", "contains a document type declaration"),
            ("<a>&nbsp;</a>", "is malformed: the entity &nbsp; is not one of XML's own"),
            ("<a/><b/>", "has content after its end"),
            ("<a></a>x", "has content after its end"),
            ("x<a></a>", "is malformed: text stands before the root element"),
            ("<a><b></a>", "is malformed: ill-formed document: expected `</b>`, but `</a>` was found"),
            ("", "is malformed: there is no root element"),
            (&deep, "passes the limit of 256 (depth)"),
        ] {
            let (_folder, file) = document("x.xml", text.as_bytes());
            assert_eq!(read(&Xml, &file, &orders()).error().to_string(), expected);
        }
    }

    #[test]
    fn the_root_may_be_the_record() {
        let (_folder, file) = document("a.xml", "<Файл ИдФайл='1'><Документ КНД='2'/></Файл>".as_bytes());
        let outcome = read(&Xml, &file, &shape(&["/Файл"], &[], &["Документ", "КНД", "ИдФайл"]));
        assert_eq!(outcome.records, ["Файл{@ИдФайл=1; Документ{@КНД=2}}"]);
        assert_eq!(outcome.scopes, [0]);
    }

    #[test]
    fn the_preview_has_paths_attributes_and_first_texts() {
        let (_folder, file) = document("orders.xml", ORDERS.as_bytes());
        let Preview::Xml(preview) = Xml.preview(&file).unwrap() else { panic!() };
        assert_eq!((preview.root.as_str(), preview.namespace.as_str()), ("Обмен", "urn:x"));
        let text = |path: &str| preview.entries.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
        assert_eq!(text("/Обмен/@Версия"), Some("2.09"));
        assert_eq!(text("/Обмен/Контейнер/Документ/Номер"), Some("1"));
        assert_eq!(text("/Обмен/Контейнер/Документ/Сумма/@Валюта"), Some("RUB"));
        assert_eq!(preview.entries.iter().filter(|(path, _)| path == "/Обмен/Контейнер").count(), 1);
    }

    #[test]
    fn xml_is_recognised_by_its_bytes() {
        let recognises = |bytes: &[u8]| Xml.recognises(&Head { name: "a.bin", bytes, len: bytes.len() as u64 });
        assert!(recognises(ORDERS.as_bytes()));
        assert!(recognises(b"\xFF\xFE<\0?\0"));
        assert!(recognises(&encoding_rs::WINDOWS_1251.encode("\n<Файл/>").0));
        assert!(!recognises(b"1CClientBankExchange"));
        assert!(!recognises(b"< 5;6"));
        assert!(!recognises(b""));
    }
}
