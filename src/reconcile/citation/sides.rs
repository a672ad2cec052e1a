//! Beside which document of a list a share is written: behind its number or before it, or all of them behind the list.

use super::grammar::Place;
use super::written::{Said, Share, Token};

/// Where shares stand of the documents they are said of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

/// What stands between two documents, between commas.
type Run = Vec<Vec<Said>>;

/// What is said of each document of a list.
type Bound = Vec<Vec<Said>>;

/// The documents of a purpose in their order, and what stands before, between and behind them.
struct Line {
    items: Vec<Item>,
    /// One more than the documents.
    runs: Vec<Run>,
}

/// A document, or a range of them.
struct Item {
    /// The citations that stand here.
    citations: Vec<usize>,
    list: usize,
}

/// What shares may mean: for each of so many citations what is said of it. The likeliest first.
pub(super) fn readings(tokens: &[Token], places: &[Place], citations: usize) -> Vec<Vec<Option<Share>>> {
    let line = Line::of(tokens, places);
    let bound = line.bound();
    let mut found: Vec<Vec<Option<Share>>> = Vec::new();
    for shares in bound.into_iter().filter_map(|bound| line.shares(&bound, citations)) {
        if !found.contains(&shares) {
            found.push(shares);
        }
    }
    found
}

impl Line {
    fn of(tokens: &[Token], places: &[Place]) -> Self {
        let mut line = Self { items: Vec::new(), runs: vec![vec![Vec::new()]] };
        for token in tokens {
            match token {
                Token::Item { from, list } => {
                    let here = places.iter().filter(|place| place.from == *from);
                    line.items.push(Item { citations: here.map(|place| place.of).collect(), list: *list });
                    line.runs.push(vec![Vec::new()]);
                }
                Token::Break => line.runs.last_mut().into_iter().for_each(|run| run.push(Vec::new())),
                Token::Said(said) if said.of.is_some() => {}
                Token::Said(said) => {
                    let part = line.runs.last_mut().and_then(|run| run.last_mut());
                    part.into_iter().for_each(|part| part.push(*said));
                }
            }
        }
        let explicit = tokens.iter().filter_map(|token| match token {
            Token::Said(said) => said.of.map(|of| (of, *said)),
            _ => None,
        });
        // A number that is repeated with its share is one more document of the line, with it behind.
        for (of, said) in explicit {
            let list = line.items.len();
            line.items.push(Item { citations: vec![of], list: usize::MAX - list });
            line.runs.push(vec![vec![said]]);
        }
        line
    }

    /// The ways in which all that is said can be bound to documents.
    fn bound(&self) -> Vec<Bound> {
        if self.says_it_of_all() {
            return Vec::new();
        }
        if let Some(ordered) = self.in_order() {
            return vec![ordered];
        }
        let all = self.of_all();
        // Commas tell whose a share is; else the side on which others are.
        let near = self.near().filter(|bound| bound.iter().all(|said| one_share(said).is_some()));
        let sides = || [Side::Behind, Side::Before].into_iter().filter_map(|side| self.by_side(side)).collect();
        near.map_or_else(sides, |near| vec![near]).into_iter().chain(all).collect()
    }

    /// Whether nothing but words is said ahead of everything: «частичная оплата по сч. 5, сч. 6».
    fn says_it_of_all(&self) -> bool {
        let is_word = |said: &Said| matches!(said.share, Share::Part | Share::Rest);
        let ahead = self.runs.first().into_iter().flatten().flatten();
        ahead.clone().count() > 0
            && ahead.clone().all(is_word)
            && self.runs.iter().skip(1).flatten().flatten().next().is_none()
    }

    /// Sums of a run, or percents where there is no sum at all.
    fn weight(&self, run: &Run) -> usize {
        let is_sum = |said: &&Said| matches!(said.share, Share::Sum(_));
        let has_sums = self.runs.iter().flatten().flatten().any(|said| is_sum(&said));
        let is_percent = |said: &&Said| matches!(said.share, Share::Percent(_));
        let has_percents = self.runs.iter().flatten().flatten().any(|said| is_percent(&said));
        let counts = |said: &&Said| if has_sums { is_sum(said) } else { !has_percents || is_percent(said) };
        run.iter().flatten().filter(counts).count()
    }

    /// «По счетам 5, 6 (3000 и 5000 соответственно)», «3000 и 5000 по счетам 5, 6»: as many shares as documents, all of them
    /// ahead or behind.
    fn in_order(&self) -> Option<Bound> {
        let weights: Vec<usize> = self.runs.iter().map(|run| self.weight(run)).collect();
        let (first, last) = (weights.first().copied()?, weights.last().copied()?);
        let sum: usize = weights.iter().sum();
        let run = match (first, last) {
            (0, last) if last == sum => self.runs.last()?,
            (first, 0) if first == sum => self.runs.first()?,
            _ => return None,
        };
        let shares: Vec<Said> = run.iter().flatten().copied().filter(|said| self.is_heavy(said)).collect();
        let is_each = shares.iter().any(|said| said.is_each);
        (shares.len() > 1 && shares.len() == self.items.len() && !is_each)
            .then(|| shares.into_iter().map(|said| vec![said]).collect())
    }

    fn is_heavy(&self, said: &Said) -> bool {
        self.weight(&vec![vec![*said]]) > 0
    }

    /// One share of all: «половины по счетам 5 и 6», «по счетам 5, 6 по 5000».
    fn of_all(&self) -> Option<Bound> {
        let mut heavy = self.runs.iter().flatten().flatten().filter(|said| self.is_heavy(said));
        let only = heavy.next().filter(|_| heavy.next().is_none())?;
        let is_at_edge = self.side().is_some();
        let may_be = only.is_each || matches!(only.share, Share::Percent(_));
        (may_be && is_at_edge).then(|| self.items.iter().map(|_| vec![*only]).collect())
    }

    /// Each share is of the document from which no comma parts it.
    fn near(&self) -> Option<Bound> {
        let side = self.side();
        let mut bound: Bound = self.items.iter().map(|_| Vec::new()).collect();
        let mut put = |item: Option<usize>, part: &[Said]| -> Option<()> {
            if !part.is_empty() {
                bound.get_mut(item?)?.extend(part);
            }
            Some(())
        };
        let last = self.items.len();
        for (at, run) in self.runs.iter().enumerate() {
            let (behind, before) = (at.checked_sub(1), Some(at).filter(|at| *at < last));
            let by_side = match (behind, before, side) {
                (None, ..) | (_, Some(_), Some(Side::Before)) => before,
                (_, None, _) | (_, _, Some(Side::Behind)) => behind,
                _ => None,
            };
            match &run[..] {
                [] => {}
                [only] => put(by_side, only)?,
                [first, between @ .., end] => {
                    put(behind.or(before), first)?;
                    put(before.or(behind), end)?;
                    for part in between {
                        put(by_side, part)?;
                    }
                }
            }
        }
        self.spread(&mut bound);
        Some(bound)
    }

    /// All shares stand behind their documents, or all before.
    fn by_side(&self, side: Side) -> Option<Bound> {
        let skipped = match side {
            Side::Behind => self.runs.first(),
            Side::Before => self.runs.last(),
        };
        if skipped.is_some_and(|run| run.iter().flatten().next().is_some()) {
            return None;
        }
        let from = usize::from(side == Side::Behind);
        let runs = self.runs.iter().skip(from).take(self.items.len());
        let mut bound: Bound = runs.map(|run| run.iter().flatten().copied().collect()).collect();
        if side == Side::Before {
            self.spread(&mut bound);
        }
        Some(bound)
    }

    /// On which side shares stand: where the first or the last of all is.
    fn side(&self) -> Option<Side> {
        let is_at = |run: Option<&Run>| run.is_some_and(|run| self.weight(run) > 0);
        match (is_at(self.runs.first()), is_at(self.runs.last())) {
            (true, false) => Some(Side::Before),
            (false, true) => Some(Side::Behind),
            _ => None,
        }
    }

    /// What is said ahead of a list in percent or in words is said of all of it, as far as nothing else is.
    fn spread(&self, bound: &mut Bound) {
        let mut ahead: Option<(usize, Vec<Said>)> = None;
        for (at, item) in self.items.iter().enumerate() {
            let Some(said) = bound.get_mut(at) else { return };
            let is_ahead = self.runs.get(at).and_then(|run| run.last()).is_some_and(|part| !part.is_empty());
            match &ahead {
                _ if is_ahead && said.iter().all(|said| !matches!(said.share, Share::Sum(_))) => {
                    ahead = Some((item.list, said.clone()));
                }
                Some((list, shares)) if *list == item.list && said.is_empty() => said.clone_from(shares),
                _ => ahead = None,
            }
        }
    }

    /// The shares of each citation; nothing where two are said of one.
    fn shares(&self, bound: &Bound, citations: usize) -> Option<Vec<Option<Share>>> {
        let mut shares: Vec<Option<Share>> = vec![None; citations];
        for (item, said) in self.items.iter().zip(bound) {
            let Some(share) = one_share(said)? else { continue };
            // A sum of a range is of all of it.
            if item.citations.len() > 1 && matches!(share, Share::Sum(_)) && !said.iter().any(|said| said.is_each) {
                return None;
            }
            for at in &item.citations {
                let held = shares.get_mut(*at)?;
                if held.is_some_and(|held| held != share) {
                    return None;
                }
                *held = Some(share);
            }
        }
        shares.iter().any(Option::is_some).then_some(shares)
    }
}

/// The one share of several that are said of one document: sums before percents, those before words.
#[expect(clippy::option_option, reason = "nothing said, and what contradicts itself")]
fn one_share(said: &[Said]) -> Option<Option<Share>> {
    let rank = |share: Share| match share {
        Share::Sum(_) => 0,
        Share::Percent(_) => 1,
        Share::Part => 2,
        Share::Rest => 3,
    };
    let Some(first) = said.iter().map(|said| said.share).min_by_key(|share| rank(*share)) else { return Some(None) };
    let agrees = said.iter().all(|said| rank(said.share) != rank(first) || said.share == first);
    agrees.then_some(Some(first))
}
