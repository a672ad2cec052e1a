//! Selector texts → path programs.
//!
//! `Контрагенты/Контрагент[Роль='Покупатель']/Ид | $file/client`

use std::ops::Range;

use super::fold::Folded;
use super::select::{Axis, Origin, Path, Predicate, Reference, Selector, Step};
use crate::model::problem::{Problem, ProblemCode, did_you_mean};
use crate::parse::Names;

/// What a selector text may refer to, and the names it interns.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) names: Names,
    /// Names of `[file]`, by slot.
    pub(crate) file: Vec<String>,
    /// Names any record shares, by slot.
    pub(crate) shared: Vec<String>,
    /// Named selectors of `[let]`.
    pub(crate) named: Vec<(String, Selector)>,
    /// Names of `[index]`, each with those of its values.
    pub(crate) indexes: Vec<(String, Vec<String>)>,
    /// Lists of key and value by name.
    pub(crate) lookups: Vec<(String, Lookup)>,
}

/// Where a list of keys and values stands: `ЗначенияРеквизитов/ЗначениеРеквизита`, `Наименование`, `Значение`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lookup {
    pub(crate) each: String,
    pub(crate) key: String,
    pub(crate) value: String,
}

/// Why a selector text can't be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathError {
    #[error("is empty")]
    Empty,
    #[error("expected {expected} at character {at}")]
    Expected { expected: &'static str, at: usize },
    #[error("{name} is not a value of [file], [let], [index], [lookup] or a share")]
    UnknownName { name: String, known: Vec<String> },
}

impl PathError {
    /// What is told of the selector's text, which stands there.
    pub(crate) fn problem(&self, text: &str, span: Range<usize>) -> Problem {
        let problem = |code| {
            let problem = Problem::new(code, span).with("key", "selector").with("value", text);
            problem.with("detail", self.to_string())
        };
        match self {
            Self::Empty => problem(ProblemCode::BadExpression).with("why", "empty"),
            Self::Expected { expected, at } => {
                let problem = problem(ProblemCode::BadExpression).with("why", "expected");
                problem.with("wanted", *expected).with("at", at.to_string())
            }
            Self::UnknownName { name, known } => {
                let problem = problem(ProblemCode::UnknownReference);
                match did_you_mean(name, known.iter().map(String::as_str)) {
                    Some(near) => problem.with("suggestion", near),
                    None => problem,
                }
            }
        }
    }
}

impl Scope {
    /// Compiles fallbacks separated by `|`.
    pub(crate) fn selector(&mut self, text: &str) -> Result<Selector, PathError> {
        let mut cursor = Cursor { chars: text.chars().collect(), at: 0 };
        let mut paths = Vec::new();
        loop {
            paths.extend(self.alternative(&mut cursor)?);
            cursor.blanks();
            match cursor.next() {
                None => return Ok(Selector { paths: paths.into() }),
                Some('|') => {}
                Some(_) => return Err(cursor.expected_before("| or the end")),
            }
        }
    }

    fn alternative(&mut self, cursor: &mut Cursor) -> Result<Vec<Path>, PathError> {
        cursor.blanks();
        match cursor.peek() {
            None => Err(PathError::Empty),
            Some('$') => {
                cursor.at += 1;
                self.reference(cursor)
            }
            _ => Ok(vec![Path { origin: Origin::Node, steps: self.steps(cursor)? }]),
        }
    }

    fn reference(&mut self, cursor: &mut Cursor) -> Result<Vec<Path>, PathError> {
        let name = cursor.name().ok_or_else(|| cursor.expected("a name"))?;
        match name.as_str() {
            "record" => {
                let steps = if cursor.eat('/') { self.steps(cursor)? } else { Box::default() };
                Ok(vec![Path { origin: Origin::Record, steps }])
            }
            "file" | "scope" => {
                if !cursor.eat('/') {
                    return Err(cursor.expected("/"));
                }
                let value = cursor.name().ok_or_else(|| cursor.expected("a name"))?;
                let known = if name == "file" { &self.file } else { &self.shared };
                let slot = known.iter().position(|known| *known == value);
                let slot = slot.ok_or_else(|| PathError::UnknownName { name: value, known: known.clone() })?;
                let origin = if name == "file" { Origin::File(slot) } else { Origin::Shared(slot) };
                Ok(vec![Path { origin, steps: Box::default() }])
            }
            _ if cursor.eat('(') => self.looked_up(&name, cursor),
            _ if cursor.peek() == Some('[') => self.referred(name, cursor),
            _ => match self.named.iter().find(|(known, _)| *known == name) {
                Some((_, selector)) => Ok(selector.paths.to_vec()),
                None => {
                    let indexes = self.indexes.iter().map(|(known, _)| known);
                    let lookups = self.lookups.iter().map(|(known, _)| known);
                    let named = self.named.iter().map(|(known, _)| known);
                    Err(PathError::UnknownName { name, known: named.chain(indexes).chain(lookups).cloned().collect() })
                }
            },
        }
    }

    /// `$requisite('A', 'B')`: the value under the first key that has one.
    fn looked_up(&mut self, name: &str, cursor: &mut Cursor) -> Result<Vec<Path>, PathError> {
        let known = self.lookups.iter().find(|(known, _)| known == name).map(|(_, lookup)| lookup.clone());
        let Some(Lookup { each, key, value }) = known else {
            let known = self.lookups.iter().map(|(known, _)| known.clone()).collect();
            return Err(PathError::UnknownName { name: name.to_owned(), known });
        };
        let mut paths = Vec::new();
        loop {
            cursor.blanks();
            let wanted = cursor.quoted()?;
            let quote = if wanted.contains('\'') { '"' } else { '\'' };
            let selector = self.selector(&format!("{each}[{key}={quote}{wanted}{quote}]/{value}"))?;
            paths.extend(selector.paths);
            cursor.blanks();
            if cursor.eat(')') {
                return Ok(paths);
            }
            if !cursor.eat(',') {
                return Err(cursor.expected(", or )"));
            }
        }
    }

    /// `$party[CustomerID]/name`: a value of the record whose key stands at the path.
    fn referred(&mut self, name: String, cursor: &mut Cursor) -> Result<Vec<Path>, PathError> {
        let Some(index) = self.indexes.iter().position(|(known, _)| *known == name) else {
            let known = self.indexes.iter().map(|(known, _)| known.clone()).collect();
            return Err(PathError::UnknownName { name, known });
        };
        cursor.at += 1;
        let mut keys = self.alternative(cursor)?;
        cursor.blanks();
        while cursor.eat('|') {
            keys.extend(self.alternative(cursor)?);
            cursor.blanks();
        }
        if !cursor.eat(']') {
            return Err(cursor.expected("]"));
        }
        if !cursor.eat('/') {
            return Err(cursor.expected("/ and the name of a value"));
        }
        let value = cursor.name().ok_or_else(|| cursor.expected("a name"))?;
        let values = self.indexes.get(index).map(|(_, values)| values.clone()).unwrap_or_default();
        let Some(at) = values.iter().position(|known| *known == value) else {
            return Err(PathError::UnknownName { name: value, known: values });
        };
        let origin = |key| Origin::Index(Box::new(Reference { index, value: at, key }));
        Ok(keys.into_iter().map(|key| Path { origin: origin(key), steps: Box::default() }).collect())
    }

    fn steps(&mut self, cursor: &mut Cursor) -> Result<Box<[Step]>, PathError> {
        let mut steps = Vec::new();
        loop {
            let axis = self.axis(cursor)?;
            let (predicates, index) = self.predicates(cursor)?;
            let plain = predicates.is_empty() && index.is_none();
            if axis != Axis::Itself || !plain {
                steps.push(Step { axis, predicates: predicates.into(), index });
            }
            if !cursor.eat('/') {
                return Ok(steps.into());
            }
        }
    }

    fn axis(&mut self, cursor: &mut Cursor) -> Result<Axis, PathError> {
        if cursor.eat('*') {
            return Ok(Axis::AnyChild);
        }
        if cursor.eat('@') {
            let name = cursor.name().ok_or_else(|| cursor.expected("an attribute's name"))?;
            return Ok(Axis::Attribute(self.names.intern(&name)));
        }
        let name = cursor.name().ok_or_else(|| cursor.expected("a name"))?;
        Ok(match name.as_str() {
            "." => Axis::Itself,
            ".." => Axis::Parent,
            _ => Axis::Child(self.names.intern(&name)),
        })
    }

    fn predicates(&mut self, cursor: &mut Cursor) -> Result<(Vec<Predicate>, Option<usize>), PathError> {
        let mut predicates = Vec::new();
        let mut index = None;
        while cursor.eat('[') {
            cursor.blanks();
            if let Some(number) = cursor.number() {
                index = Some(number);
            } else {
                predicates.push(self.predicate(cursor)?);
            }
            cursor.blanks();
            if !cursor.eat(']') {
                return Err(cursor.expected("]"));
            }
        }
        Ok((predicates, index))
    }

    fn predicate(&mut self, cursor: &mut Cursor) -> Result<Predicate, PathError> {
        let absent = cursor.eat('!');
        let mut paths = self.alternative(cursor)?;
        let Some(path) = paths.pop() else { return Err(PathError::Empty) };
        cursor.blanks();
        if absent {
            return Ok(Predicate::Absent(path));
        }
        let differs = cursor.eat('!');
        if !cursor.eat('=') {
            return if differs { Err(cursor.expected("=")) } else { Ok(Predicate::Exists(path)) };
        }
        cursor.blanks();
        if cursor.peek() == Some('.') {
            let other = Path { origin: Origin::Node, steps: self.steps(cursor)? };
            return Ok(if differs { Predicate::NotSame(path, other) } else { Predicate::Same(path, other) });
        }
        let wanted = Folded::new(&cursor.quoted()?);
        Ok(if differs { Predicate::Differs(path, wanted) } else { Predicate::Equals(path, wanted) })
    }
}

struct Cursor {
    chars: Vec<char>,
    at: usize,
}

impl Cursor {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn eat(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(next) = self.peek().filter(|c| accepts(*c)) {
            taken.push(next);
            self.at += 1;
        }
        taken
    }

    /// A name: what XML, bank texts and column keys are called. In quotes it may be anything, as keys of JSON are.
    fn name(&mut self) -> Option<String> {
        if matches!(self.peek(), Some('\'' | '"')) {
            return self.quoted().ok().filter(|name| !name.is_empty());
        }
        let name = self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '№'));
        (!name.is_empty()).then_some(name)
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        let digits = self.take_while(|c| c.is_ascii_digit());
        let number = digits.parse().ok();
        if number.is_none() || self.peek() != Some(']') {
            self.at = start;
            return None;
        }
        number
    }

    fn quoted(&mut self) -> Result<String, PathError> {
        let quote = self.next().filter(|c| matches!(c, '\'' | '"'));
        let Some(quote) = quote else { return Err(self.expected_before("a quoted text")) };
        let text = self.take_while(|c| c != quote);
        if self.eat(quote) { Ok(text) } else { Err(self.expected("a closing quote")) }
    }

    fn expected(&self, expected: &'static str) -> PathError {
        PathError::Expected { expected, at: self.at + 1 }
    }

    fn expected_before(&self, expected: &'static str) -> PathError {
        PathError::Expected { expected, at: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::super::select::Scene;
    use super::*;
    use crate::parse::Tree;

    fn document(names: &mut Names) -> Tree {
        let mut tree = Tree::default();
        let mut id = |name: &str| names.intern(name);
        let (doc, parties, party, role, name, version) =
            (id("Документ"), id("Стороны"), id("Сторона"), id("Роль"), id("Имя"), id("версия"));
        tree.open(doc);
        tree.attribute(version, "2.10");
        tree.open(parties);
        for (who, what) in [("Альфа", "Продавец"), ("Бета", "Пoкупатель"), ("Гамма", "")]
        {
            tree.open(party);
            tree.leaf(name, who);
            if !what.is_empty() {
                tree.leaf(role, what);
            }
            tree.close();
        }
        tree.close();
        tree.close();
        tree
    }

    fn all(text: &str) -> Vec<String> {
        let lookup =
            Lookup { each: "Стороны/Сторона".into(), key: "Роль".into(), value: "Имя".into() };
        let mut scope = Scope {
            file: vec!["number".into()],
            shared: vec!["order".into()],
            lookups: vec![("role".into(), lookup)],
            ..Scope::default()
        };
        let tree = document(&mut scope.names);
        let selector = scope.selector(text).unwrap();
        let root = tree.root().unwrap();
        let file_texts = [(0, " 7 ".to_owned())];
        let scene = Scene {
            record: root,
            file: &[Some(0)],
            file_texts: &file_texts,
            shared: &[Some("O-1".to_owned())],
            indexes: None,
            trace: None,
        };
        let mut found = Vec::new();
        selector.texts(root, &scene, |text| found.push(text.to_owned()));
        found
    }

    #[test]
    fn paths_predicates_and_fallbacks_select() {
        assert_eq!(all("Стороны/Сторона/Имя"), ["Альфа", "Бета", "Гамма"]);
        assert_eq!(all("Стороны/Сторона[Роль='покупатель']/Имя"), ["Бета"]);
        assert_eq!(all("Стороны/Сторона[Роль!='Продавец']/Имя"), ["Бета", "Гамма"]);
        assert_eq!(all("Стороны/Сторона[Роль]/Имя"), ["Альфа", "Бета"]);
        assert_eq!(all("Стороны/Сторона[Роль=../Сторона[1]/Роль]/Имя"), ["Альфа"]);
        assert_eq!(all("Стороны/Сторона[Роль!=../Сторона[1]/Роль]/Имя"), ["Бета", "Гамма"]);
        assert_eq!(all("Стороны/Сторона[!Роль]/Имя"), ["Гамма"]);
        assert_eq!(all("Стороны/*[2]/Имя"), ["Бета"]);
        assert_eq!(all("Стороны/Сторона[Роль][2]/Имя"), ["Бета"]);
        assert_eq!(all("@версия"), ["2.10"]);
        assert_eq!(all("Стороны/../@версия"), ["2.10"]);
        assert_eq!(all("Нет | Стороны/Сторона[1]/Имя | @версия"), ["Альфа"]);
        assert_eq!(all("Нет | $file/number"), ["7"]);
        assert_eq!(all("$scope/order"), ["O-1"]);
        assert_eq!(all("$role('Покупатель')"), ["Бета"]);
        assert_eq!(all("$role('Плательщик', 'продавец') | Нет"), ["Альфа"]);
        assert_eq!(all("Стороны/Сторона[$record/@версия='2.10'][Роль='Продавец']/Имя"), ["Альфа"]);
    }

    #[test]
    fn bad_selectors_say_where() {
        let mut scope = Scope::default();
        let mut detail = |text: &str| scope.selector(text).unwrap_err().to_string();
        assert_eq!(detail("a/"), "expected a name at character 3");
        assert_eq!(detail("a[b='c]"), "expected a closing quote at character 8");
        assert_eq!(detail("a b"), "expected | or the end at character 3");
        assert_eq!(detail("a |"), "is empty");
        let unknown = "is not a value of [file], [let], [index], [lookup] or a share";
        assert_eq!(detail("$role('x')"), format!("role {unknown}"));
        assert_eq!(detail("$party[A]/name"), format!("party {unknown}"));
        assert_eq!(detail("$file/x"), "x is not a value of [file], [let], [index], [lookup] or a share");
    }
}
