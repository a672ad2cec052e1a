//! Which steps are tried.

/// Which of so many points are tried.
pub(crate) fn points(total: usize, usually: usize) -> Vec<usize> {
    let asked = std::env::var("SVERKA_CRASH_POINTS").unwrap_or_default();
    let budget = if asked == "all" { total } else { asked.parse().unwrap_or(usually) };
    let budget = budget.clamp(1, total);
    let day = jiff::Timestamp::now().as_second().unsigned_abs() / 86_400;
    let first = usize::try_from(day).unwrap() % total.div_ceil(budget);
    (0..budget).map(|at| (first + at * total / budget) % total).collect()
}
