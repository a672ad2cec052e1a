//! Words for documents in abbreviations with signs: «с/ф», «р-ф», «в/н», «а/в/р», «рах-ку», «док. отгрузки».

use super::CitedKind;
use super::grammar::{Anchor, Reader};
use super::lexer::{Atom, Sort, fold};
use super::words::{Meaning, means};

/// How «документ отгрузки» goes on.
const OF_SHIPMENT: [&str; 5] = ["отгруз", "реализ", "реаліз", "відвантаж", "поставк"];

impl Reader<'_> {
    /// Steps over an abbreviation: a document's, or an account's («р/с», «л/сч»), which opens nothing.
    pub(super) fn abbreviated(&mut self) -> Option<Option<Anchor>> {
        if let Some(kind) = self.worded() {
            return Some(Some(Anchor { kind, many: false }));
        }
        let (first, sign, second) = (self.peek(0)?, self.peek(1)?, self.peek(2)?);
        let is_slash = sign.is('/') || sign.is('\\');
        if !(sign.glued && (is_slash || sign.is_dash()) && second.glued && second.sort == Sort::Letters) {
            return None;
        }
        let (mut end, pair) = (3, (first.word.as_str(), second.word.as_str()));
        let kind = match pair {
            ("с" | "сч", "ф" | "фактура" | "фактуре") => Some(CitedKind::Shipment),
            ("т" | "в" | "р", "н") if is_slash || pair.0 != "р" => Some(CitedKind::Shipment),
            ("а", "в") if is_slash && self.peek(4).is_some_and(|atom| atom.word == "р") => {
                end = 5;
                Some(CitedKind::Shipment)
            }
            ("с", "ч") | ("р", "ф") => Some(CitedKind::Invoice),
            ("рах" | "р" | "сч" | "рахун", "ку" | "ок" | "нку" | "нок" | "ту" | "ета" | "там") if sign.is_dash() => {
                Some(CitedKind::Invoice)
            }
            ("р" | "л" | "к" | "о", "с" | "сч" | "счет" | "счету" | "р") if is_slash => None,
            _ => return None,
        };
        self.at += end;
        if kind.is_none() {
            self.skip_account();
        }
        Some(kind.map(|kind| Anchor { kind, many: false }))
    }

    /// «док. отгрузки 837», and «рф 94 від …» in Ukrainian or behind another bill: elsewhere it is a country.
    fn worded(&mut self) -> Option<CitedKind> {
        let word = self.peek(0).filter(|atom| atom.sort == Sort::Letters)?.word.clone();
        let sign = self.peek(2).filter(|atom| means(&atom.word, Meaning::DateSign));
        // «від» is Ukrainian.
        if word == "рф" && (!self.found.is_empty() || sign.is_some_and(|atom| atom.word == fold("від"))) {
            let is_bill = self.peek(1).is_some_and(Atom::is_digits) && sign.is_some();
            self.at += usize::from(is_bill);
            return is_bill.then_some(CitedKind::Invoice);
        }
        if !(word == "док" || word.starts_with("документ")) {
            return None;
        }
        let behind = 1 + usize::from(self.peek(1).is_some_and(|atom| atom.is('.')));
        let names = self.peek(behind)?;
        let is_of_shipment = OF_SHIPMENT.iter().any(|begin| names.word.starts_with(&fold(begin)));
        self.at += if is_of_shipment { behind + 1 } else { 0 };
        is_of_shipment.then_some(CitedKind::Shipment)
    }
}
