//! Words that a bank's program ran together: «ПотоварнойнакладнойN», «согласноТН», «сч101».
//!
//! Only a run of letters that means nothing as it stands, right before a number or its sign, is parted, and only so that a word
//! for a document comes free.

use super::lexer::{Atom, Sort, fold};
use super::words::{Meaning, meanings, means};

/// Longer words for documents are found behind anything, shorter ones only behind a word that leads to a document.
const LONG: usize = 6;

/// No word for a document is longer, and no run that is longer is worth the search.
const WORD_MAX: usize = 16;
const RUN_MAX: usize = 120;

/// Words that lead to a document, as a run of letters ends before it.
const LEADS: [&str; 8] = ["по", "за", "согласно", "зг", "згідно", "оплата", "сплата", "согл"];

/// What may follow the word for a document within the run.
const TAILS: [&str; 12] = [
    "наоплату",
    "выполненныхработ",
    "оказанныхуслуг",
    "наданихпослуг",
    "виконанихробіт",
    "покупателя",
    "клиента",
    "фактуре",
    "фактуры",
    "приемки",
    "номер",
    "от",
];

/// Parts runs of letters that hide a word for a document.
pub(super) fn unglued(atoms: Vec<Atom>) -> Vec<Atom> {
    let mut found: Vec<Atom> = Vec::with_capacity(atoms.len());
    let mut rest = atoms.into_iter().peekable();
    while let Some(atom) = rest.next() {
        let leads_on = rest.peek().is_some_and(|next| {
            next.is_digits()
                || matches!(next.sort, Sort::Sign('№' | '#' | '.'))
                || means(&next.word, Meaning::NumberSign)
        });
        match parts(&atom, leads_on) {
            Some(parts) => found.extend(parts),
            None => found.push(atom),
        }
    }
    found
}

fn parts(atom: &Atom, leads_on: bool) -> Option<Vec<Atom>> {
    if atom.sort != Sort::Letters
        || !(4..=RUN_MAX).contains(&atom.text.chars().count())
        || !meanings(&atom.word).is_empty()
    {
        return None;
    }
    by_case(atom).or_else(|| leads_on.then(|| by_word(atom)).flatten())
}

/// «ОплатасогласноТН»: a capital behind a small letter begins a word; only where a word for a document comes of it.
fn by_case(atom: &Atom) -> Option<Vec<Atom>> {
    let is_edge = |pair: &[char]| matches!(pair, [before, after] if before.is_lowercase() && after.is_uppercase());
    let mut letters = atom.text.chars().zip(atom.text.chars().skip(1));
    if !letters.any(|(before, after)| is_edge(&[before, after])) {
        return None;
    }
    let letters: Vec<char> = atom.text.chars().collect();
    let edges: Vec<usize> = letters.windows(2).zip(1..).filter(|(pair, _)| is_edge(pair)).map(|(_, at)| at).collect();
    if edges.is_empty() {
        return None;
    }
    let mut bounds = vec![0];
    bounds.extend(edges);
    bounds.push(letters.len());
    let texts: Vec<String> = bounds
        .windows(2)
        .filter_map(|pair| Some(letters.get(*pair.first()?..*pair.last()?)?.iter().collect()))
        .collect();
    let names = texts.iter().any(|text| is_document(&fold(text)));
    names.then(|| atoms_of(atom, &texts))
}

/// «Оплатапотоварнойнакладной», «Оплатапоактувыполненныхработ».
fn by_word(atom: &Atom) -> Option<Vec<Atom>> {
    let letters: Vec<char> = atom.text.chars().collect();
    let word: Vec<char> = atom.word.chars().collect();
    if letters.len() != word.len() {
        return None;
    }
    for (from, to) in places(&word) {
        let before: String = word.get(..from)?.iter().collect();
        let behind: String = word.get(to..)?.iter().collect();
        let is_long = to - from >= LONG;
        let is_led = LEADS.iter().any(|lead| before.ends_with(&fold(lead)));
        let is_followed = behind.is_empty() || TAILS.iter().any(|tail| behind == fold(tail));
        if (is_long && !before.is_empty() || is_led || before.is_empty() && !behind.is_empty()) && is_followed {
            let text = |from: usize, to: usize| letters.get(from..to).map(|text| text.iter().collect::<String>());
            let texts = [text(0, from)?, text(from, to)?, text(to, letters.len())?];
            let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
            return Some(atoms_of(atom, &texts));
        }
    }
    None
}

/// Where words for documents stand in a run, the longest first and the last first.
fn places(word: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for from in 0..word.len() {
        for to in (from + 2..=word.len().min(from + WORD_MAX)).rev() {
            let Some(part) = word.get(from..to) else { continue };
            if is_document(&part.iter().collect::<String>()) {
                found.push((from, to));
                break;
            }
        }
    }
    found.sort_by_key(|(from, to)| (std::cmp::Reverse(to - from), std::cmp::Reverse(*from)));
    found
}

fn is_document(word: &str) -> bool {
    meanings(word).iter().any(|meaning| matches!(meaning, Meaning::Document { .. }))
}

fn atoms_of(atom: &Atom, texts: &[String]) -> Vec<Atom> {
    let parts = texts.iter().enumerate();
    parts
        .map(|(at, text)| Atom {
            sort: Sort::Letters,
            word: fold(text),
            text: text.clone(),
            glued: at > 0 || atom.glued,
        })
        .collect()
}
