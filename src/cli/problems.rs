//! Problems of settings and mapping files as a person reads them: `FILE:LINE:COL: code: explanation`, excerpt, remedy.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Map, Value, json};
use sverka::lang::{Arg, Lang};
use sverka::mapping::library::BadFile;
use sverka::model::problem::{Problem, ProblemCode, line_column};

/// A file with what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Faulty {
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) problems: Vec<Problem>,
}

impl From<BadFile> for Faulty {
    fn from(bad: BadFile) -> Self {
        let BadFile { file, text, problems } = bad;
        Self { file, text, problems }
    }
}

/// Every problem of every file, and how many each has.
pub(crate) fn render_faulty(faulty: &[Faulty], lang: Lang) -> String {
    let mut text = String::new();
    for Faulty { file, text: source, problems } in faulty {
        text.push_str(&render_problems(file, source, problems, lang));
        text.push('\n');
        text.push_str(&lang.text("problem-count", &[("count", problems.len().into()), ("file", Arg::Text(file))]));
        text.push('\n');
    }
    text
}

/// The same for programs.
pub(crate) fn faulty_json(faulty: &[Faulty]) -> Value {
    let problems: Vec<Value> = faulty
        .iter()
        .flat_map(|Faulty { file, text, problems }| {
            problems.iter().map(move |problem| {
                let (line, column) = line_column(text, problem.span.start);
                let params: Map<String, Value> =
                    problem.params.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
                json!({ "file": file, "line": line, "column": column, "code": problem.code.name(), "params": params })
            })
        })
        .collect();
    json!({ "problems": problems })
}

/// Every problem of a file, in order, a blank line between.
pub(crate) fn render_problems(file: &str, text: &str, problems: &[Problem], lang: Lang) -> String {
    let rendered: Vec<String> = problems.iter().map(|problem| render(file, text, problem, lang)).collect();
    rendered.join("\n")
}

fn render(file: &str, text: &str, problem: &Problem, lang: Lang) -> String {
    let code = problem.code.name();
    let (line, column) = line_column(text, problem.span.start);
    let params = shown_params(problem, lang);
    let args: Vec<(&str, Arg<'_>)> = params.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    let top_level = problem.code == ProblemCode::MissingKey && param(problem, "table").is_none_or(str::is_empty);
    let explanation = lang.text(&format!("problem-{code}{}", if top_level { "-top" } else { "" }), &args);
    let mut group = Group::with_level(Level::ERROR);
    if !top_level {
        let span = AnnotationKind::Primary.span(first_line(text, &problem.span));
        group = group.element(Snippet::source(text).annotation(span));
    }
    let remedy = lang.text(&format!("problem-{code}-remedy"), &args);
    let what_to_do = lang.text("problem-remedy", &[]);
    group = group.element(Level::HELP.with_name(what_to_do).message(remedy));
    if param(problem, "suggestion").is_some() {
        let meant = lang.text("problem-did-you-mean", &args);
        group = group.element(Level::HELP.no_name().message(meant));
    }
    if param(problem, "extension").is_some() {
        group = group.element(Level::NOTE.no_name().message(lang.text("problem-extension", &args)));
    }
    format!("{file}:{line}:{column}: {code}: {explanation}\n{}\n", Renderer::plain().render(&[group]))
}

fn param<'a>(problem: &'a Problem, name: &str) -> Option<&'a str> {
    problem.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

/// The details with types and expectations in the language; what a text names and nobody gave is a dash.
fn shown_params(problem: &Problem, lang: Lang) -> Vec<(&'static str, String)> {
    const NAMES: [&str; 12] = [
        "detail",
        "key",
        "known",
        "table",
        "expected",
        "found",
        "value",
        "path",
        "suggestion",
        "other",
        "file",
        "extension",
    ];
    let other = param(problem, "other").unwrap_or_default();
    NAMES
        .into_iter()
        .map(|name| match (name, param(problem, name)) {
            ("detail", Some(value)) => (name, detail(problem, value, lang)),
            ("expected" | "found", Some(value)) => (name, expectation(value, other, lang)),
            (_, Some(value)) => (name, value.to_owned()),
            (_, None) => (name, "—".to_owned()),
        })
        .collect()
}

/// Why an expression can't be understood: in the language, where the catalogue has words for it.
fn detail(problem: &Problem, value: &str, lang: Lang) -> String {
    let Some(why) = param(problem, "why") else { return value.to_owned() };
    let wanted = param(problem, "wanted").unwrap_or_default();
    let words: Vec<&str> = wanted.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let key = format!("wanted-{}", words.join("-"));
    let shown = lang.text(&key, &[]);
    // A sign is shown as it is.
    let shown = if shown == key { format!("«{wanted}»") } else { shown };
    let at = param(problem, "at").unwrap_or_default();
    lang.text(
        &format!("expression-{why}"),
        &[("wanted", Arg::Text(&shown)), ("at", Arg::Text(at)), ("detail", Arg::Text(value))],
    )
}

fn expectation(value: &str, other: &str, lang: Lang) -> String {
    let key = format!("expected-{}", value.replace(' ', "-"));
    let text = lang.text(&key, &[("other", Arg::Text(other))]);
    if text == key { value.to_owned() } else { text }
}

/// The part of the span on its first line, never empty, never outside the text, whole letters only.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest = text.get(start..).unwrap_or_default();
    let wanted = rest.get(..span.end.saturating_sub(start)).unwrap_or(rest);
    let line = wanted.split(['\r', '\n']).next().unwrap_or_default();
    let least = rest.chars().next().map_or(0, char::len_utf8);
    start..start + line.len().max(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_words_in_every_language() {
        for lang in Lang::ALL {
            for code in ProblemCode::ALL {
                let text = render("sverka.toml", "a = 1\n", &Problem::new(code, 0..1), lang);
                assert!(!text.contains("problem-"), "{lang:?} {text}");
                assert!(text.starts_with("sverka.toml:1:1: "), "{text}");
            }
        }
    }

    #[test]
    fn a_span_is_cut_to_whole_letters_of_its_first_line() {
        assert_eq!(first_line("аб\nв", &(0..5)), 0..4);
        assert_eq!(first_line("аб", &(1..2)), 0..2);
        assert_eq!(first_line("аб", &(9..20)), 4..4);
        assert_eq!(first_line("", &(0..0)), 0..0);
    }

    #[test]
    fn an_expectation_is_said_in_the_language() {
        let problem = Problem::new(ProblemCode::WrongType, 0..4)
            .with("key", "lang")
            .with("expected", "array of strings")
            .with("found", "integer");
        let text = render("a.toml", "lang = 1\n", &problem, Lang::Ru);
        assert!(text.contains("список текстов") && text.contains("целое число"), "{text}");
    }
}
