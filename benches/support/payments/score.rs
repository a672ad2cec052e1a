//! What the program made of the lines, against the right answers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;

use serde_json::Value;
use sverka::store::Store;
use sverka::store::export::Entity;

use super::files::amount;
use super::lines::{Line, Truth};
use super::market::Market;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Right,
    Wrong,
    /// Asked, the right answer among the candidates.
    Asked,
    /// Asked without the right answer.
    AskedBeside,
    /// Nothing was said.
    Silent,
}

#[derive(Default)]
pub(crate) struct Score {
    pub(crate) by_scenario: BTreeMap<&'static str, BTreeMap<Verdict, u32>>,
    /// A few lines that went wrong, for whoever wants to know why.
    pub(crate) examples: Vec<String>,
    pub(crate) payments: usize,
}

fn rows(store: &Store, entity: Entity) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut rows = Vec::new();
    store.export(entity, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

fn text<'v>(row: &'v Value, field: &str) -> &'v str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Compares the store with the truth.
pub(crate) fn score(
    store: &Store,
    market: &Market,
    lines: &[Line],
    examples_of: Option<&str>,
) -> Result<Score, Box<dyn Error>> {
    let by_number: HashMap<(&str, String), usize> = market
        .invoices
        .iter()
        .enumerate()
        .map(|(at, invoice)| ((invoice.number.as_str(), invoice.date.to_string()), at))
        .collect();
    let mut invoice_of: HashMap<String, usize> = HashMap::new();
    for row in rows(store, Entity::Invoices)? {
        if let Some(at) = by_number.get(&(text(&row, "number"), text(&row, "date").to_owned())) {
            invoice_of.insert(text(&row, "id").to_owned(), *at);
        }
    }
    let mut pays: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for row in rows(store, Entity::Allocations)? {
        // Money on anything but an invoice of the market is a wrong answer too.
        let at = invoice_of.get(text(&row, "document_id")).copied().unwrap_or(usize::MAX);
        pays.entry(text(&row, "payment_id").to_owned()).or_default().insert(at);
    }
    let mut asked: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for row in rows(store, Entity::Review)?.iter().filter(|row| text(row, "state") == "open") {
        let candidates = row.get("candidates").and_then(Value::as_array).cloned().unwrap_or_default();
        let named = candidates.iter().filter_map(|candidate| invoice_of.get(text(candidate, "id")).copied());
        asked.entry(text(row, "subject").to_owned()).or_default().extend(named);
    }
    let mut stored: HashMap<(String, String, String), Vec<String>> = HashMap::new();
    let payments = rows(store, Entity::Payments)?;
    for row in &payments {
        let key = (text(row, "number").to_owned(), text(row, "date").to_owned(), text(row, "amount").to_owned());
        stored.entry(key).or_default().push(text(row, "id").to_owned());
    }
    let mut score = Score { payments: payments.len(), ..Score::default() };
    for line in lines {
        let key = (line.number.clone(), line.date.to_string(), amount(line.amount));
        let id = stored.get_mut(&key).and_then(Vec::pop).unwrap_or_default();
        let verdict = verdict(line, pays.get(&id), asked.get(&id));
        *score.by_scenario.entry(line.scenario).or_default().entry(verdict).or_default() += 1;
        if examples_of == Some(line.scenario) && verdict != Verdict::Right
            || examples_of.is_none() && verdict == Verdict::Wrong
        {
            let got: Vec<&str> = pays
                .get(&id)
                .into_iter()
                .flatten()
                .filter_map(|at| market.invoices.get(*at))
                .map(|i| i.number.as_str())
                .collect();
            score.examples.push(format!(
                "{verdict:?} [{}] {id} {} {} {:?} → {got:?}, right {:?}",
                line.scenario,
                line.date,
                amount(line.amount),
                line.purpose,
                right(market, line)
            ));
        }
    }
    Ok(score)
}

fn right(market: &Market, line: &Line) -> Vec<String> {
    match &line.truth {
        Truth::Pays(all) | Truth::Ask(all) => all
            .iter()
            .map(|at| {
                format!(
                    "{} {} {}",
                    market.invoices[*at].number,
                    market.invoices[*at].date,
                    amount(market.invoices[*at].total)
                )
            })
            .collect(),
        Truth::Nothing => Vec::new(),
    }
}

fn verdict(line: &Line, paid: Option<&BTreeSet<usize>>, asked: Option<&BTreeSet<usize>>) -> Verdict {
    let wanted: BTreeSet<usize> = match &line.truth {
        Truth::Pays(all) | Truth::Ask(all) => all.iter().copied().collect(),
        Truth::Nothing => BTreeSet::new(),
    };
    match (&line.truth, paid, asked) {
        (Truth::Pays(_), Some(paid), _) if *paid == wanted => Verdict::Right,
        (_, Some(_), _) => Verdict::Wrong,
        (Truth::Nothing, None, None) => Verdict::Right,
        (Truth::Ask(_), None, Some(asked)) if wanted.is_subset(asked) => Verdict::Right,
        (_, None, Some(asked)) if wanted.is_subset(asked) => Verdict::Asked,
        (_, None, Some(_)) => Verdict::AskedBeside,
        (_, None, None) => Verdict::Silent,
    }
}

impl Score {
    /// The table by scenario, and the figures of the whole.
    #[expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]
    pub(crate) fn print(&self) {
        println!(
            "{:<32}{:>7}{:>9}{:>8}{:>8}{:>8}{:>8}",
            "scenario", "lines", "right", "wrong", "asked", "beside", "silent"
        );
        for (scenario, verdicts) in &self.by_scenario {
            let count = |verdict| verdicts.get(&verdict).copied().unwrap_or_default();
            let total: u32 = verdicts.values().sum();
            println!(
                "{scenario:<32}{total:>7}{:>8}%{:>8}{:>8}{:>8}{:>8}",
                percent(count(Verdict::Right), total),
                count(Verdict::Wrong),
                count(Verdict::Asked),
                count(Verdict::AskedBeside),
                count(Verdict::Silent)
            );
        }
        let matchable = |scenario: &str| !matches!(scenario, "noise" | "ambiguous" | "wrong number");
        let sum = |wanted: &dyn Fn(&str, Verdict) -> bool| -> u32 {
            let all = self
                .by_scenario
                .iter()
                .flat_map(|(scenario, verdicts)| verdicts.iter().map(move |(verdict, n)| (*scenario, *verdict, *n)));
            all.filter(|(scenario, verdict, _)| wanted(scenario, *verdict)).map(|(_, _, n)| n).sum()
        };
        let lines = sum(&|scenario, _| matchable(scenario));
        let right = sum(&|scenario, verdict| matchable(scenario) && verdict == Verdict::Right);
        let wrong = sum(&|_, verdict| verdict == Verdict::Wrong);
        let suggested = sum(&|scenario, verdict| matchable(scenario) && verdict == Verdict::Asked);
        println!("matchable lines automatic and right: {}% of {lines}", percent(right, lines));
        println!("precision of automatic matches: {}% ({wrong} wrong)", percent(right, right + wrong));
        println!("right among automatic or suggested: {}%", percent(right + suggested, lines));
    }
}

/// Hundredths of a per cent, as text.
fn percent(part: u32, whole: u32) -> String {
    let hundredths = u64::from(part) * 10_000 / u64::from(whole.max(1));
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
