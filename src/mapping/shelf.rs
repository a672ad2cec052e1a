//! The mapping files there are, and what a file that extends another is laid over.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use super::extend;
use crate::model::problem::{Problem, ProblemCode, did_you_mean};

/// Texts of mapping files by name without `.toml`: the built-in ones and the workspace's own.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shelf {
    pub(super) builtin: BTreeMap<String, String>,
    pub(super) own: BTreeMap<String, String>,
}

/// A file of the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Book<'b> {
    pub(super) stem: &'b str,
    pub(super) text: &'b str,
    pub(super) builtin: bool,
}

impl Book<'_> {
    /// Whether it is the workspace's own file of a name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        !self.builtin && self.stem == stem_of(name)
    }

    /// The file's name.
    pub(super) fn file(&self) -> String {
        format!("{}.toml", self.stem)
    }
}

/// A file with everything it extends, laid end to end: the outermost base first, the file itself last.
#[derive(Debug)]
pub(super) struct Chain<'b> {
    books: Vec<Book<'b>>,
    /// The texts one after the other; every place of [`Chain::tree`] is one in here.
    text: String,
}

/// The name of a file without its end.
fn stem_of(name: &str) -> &str {
    name.strip_suffix(".toml").unwrap_or(name)
}

impl Shelf {
    /// Adds an own file, or puts it in the place of the one of its name.
    pub(super) fn put(&mut self, name: &str, text: &str) {
        self.own.insert(stem_of(name).to_owned(), text.to_owned());
    }

    /// Every file that counts, in order of names: the workspace's own, and built-in ones it doesn't replace.
    pub(super) fn books(&self) -> Vec<Book<'_>> {
        let names: std::collections::BTreeSet<&String> = self.builtin.keys().chain(self.own.keys()).collect();
        names.into_iter().filter_map(|stem| self.book(stem)).collect()
    }

    fn book<'b>(&'b self, stem: &str) -> Option<Book<'b>> {
        let own = self.own.get_key_value(stem).map(|found| (found, false));
        let (found, builtin) = own.or_else(|| self.builtin.get_key_value(stem).map(|found| (found, true)))?;
        Some(Book { stem: found.0, text: found.1, builtin })
    }

    fn builtin_book<'b>(&'b self, stem: &str) -> Option<Book<'b>> {
        let (stem, text) = self.builtin.get_key_value(stem)?;
        Some(Book { stem, text, builtin: true })
    }

    /// What a file's `extends` means. A file of a built-in's own name extends that built-in. A built-in file extends
    /// the workspace's version of its base only where that extends the built-in one in place: such a version has
    /// everything the built-in file may refer to.
    fn base_of<'b>(&'b self, book: &Book<'b>, base: &str) -> Option<Book<'b>> {
        if base == book.stem {
            return Some(self.builtin_book(base).unwrap_or(*book));
        }
        let found = self.book(base)?;
        let in_place = || extends(found.text).is_some_and(|(its_base, _)| its_base == base);
        if book.builtin && !found.builtin && !in_place() { self.builtin_book(base) } else { Some(found) }
    }

    /// The file with everything it extends.
    ///
    /// # Errors
    /// Where a base is unknown or a chain comes back to itself: the file that says so, and the problem in it.
    pub(super) fn chain<'b>(&'b self, book: Book<'b>) -> Result<Chain<'b>, (Book<'b>, Problem)> {
        let mut books = vec![book];
        let mut at = book;
        while let Some((base, span)) = extends(at.text) {
            let Some(found) = self.base_of(&at, &base) else { return Err((at, self.unknown(&base, span))) };
            if books.contains(&found) {
                let mut circle: Vec<&str> = books.iter().map(|book| book.stem).collect();
                circle.push(found.stem);
                let problem = Problem::new(ProblemCode::Circle, span).with("key", "extends");
                return Err((at, problem.with("value", circle.join(" → "))));
            }
            books.push(found);
            at = found;
        }
        books.reverse();
        let text = books.iter().map(|book| book.text).collect::<Vec<_>>().join("\n");
        Ok(Chain { books, text })
    }

    fn unknown(&self, base: &str, span: Range<usize>) -> Problem {
        let known: Vec<&str> = self.books().iter().map(|book| book.stem).collect();
        let problem = Problem::new(ProblemCode::UnknownReference, span).with("key", "extends").with("value", base);
        match did_you_mean(base, known.iter().copied()) {
            Some(near) => problem.with("suggestion", near),
            None => problem,
        }
        .with("known", known.join(", "))
    }
}

/// The base a file names, and where.
fn extends(text: &str) -> Option<(String, Range<usize>)> {
    let (table, _) = DeTable::parse_recoverable(text);
    let item = table.get_ref().get("extends")?;
    Some((item.get_ref().as_str()?.to_owned(), item.span()))
}

impl<'b> Chain<'b> {
    /// The file itself.
    pub(super) fn book(&self) -> Option<&Book<'b>> {
        self.books.last()
    }

    /// Whether the workspace's own file of a name is one of them.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.books.iter().any(|book| book.is_named(name))
    }

    /// The files in order, each with the place among the texts where it begins.
    pub(super) fn files(&self) -> impl Iterator<Item = (Book<'b>, usize)> {
        self.books.iter().scan(0, |start, book| {
            let begins = *start;
            *start += book.text.len() + 1;
            Some((*book, begins))
        })
    }

    /// Names of what it extends, the outermost first. A file that extends the built-in one of its name names it too.
    pub(super) fn bases(&self) -> impl Iterator<Item = &'b str> {
        self.books.iter().rev().skip(1).rev().map(|book| book.stem)
    }

    /// The texts one after the other.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The merged tree, and what is wrong with the texts as TOML or with how they are put together.
    pub(super) fn tree(&self) -> (DeTable<'b>, Vec<Problem>) {
        let (mut tree, mut problems) = (DeTable::new(), Vec::new());
        let mut base = "";
        for (book, start) in self.files() {
            let (table, errors) = DeTable::parse_recoverable(book.text);
            problems.extend(errors.iter().map(|error| Problem::syntax(error, start)));
            extend::lay_over(&mut tree, extend::moved(table.get_ref(), start), base == book.stem, &mut problems);
            base = book.stem;
        }
        (tree, problems)
    }

    /// The place of the file itself among the texts: what has no place of its own is told there.
    pub(super) fn own_start(&self) -> usize {
        self.text.len() - self.book().map_or(0, |book| book.text.len())
    }

    /// The file a place of [`Chain::text`] belongs to, and the problem as that file's own.
    pub(super) fn locate(&self, mut problem: Problem) -> (Book<'b>, Problem) {
        let found = self.files().take_while(|(_, start)| problem.span.start >= *start).last();
        let (book, start) = found.unwrap_or((Book { stem: "", text: "", builtin: false }, 0));
        let length = book.text.len();
        let within = |at: usize| at.saturating_sub(start).min(length);
        problem.span = within(problem.span.start)..within(problem.span.end);
        (book, problem)
    }
}
