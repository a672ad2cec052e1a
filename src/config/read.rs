//! The settings file → [`Config`]: the top level and its plain tables.

use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use toml::de::DeValue;

use super::places::Places;
use super::{Config, Intake, Paths, authority, clients, companies, control, keys, people, service, times, workbooks};
use crate::model::authority::Authorities;
use crate::model::money::Currency;
use crate::model::ownership::Ownership;
use crate::model::problem::{At, Problem, ProblemCode, Problems, Section, did_you_mean, wrong_type};

/// Languages of the catalogue (the catalogue itself belongs to the edge).
pub(super) const LANGUAGES: [&str; 3] = ["ru", "uk", "en"];

/// Settings with the places they name.
pub(super) struct Loaded {
    pub(super) config: Config,
    pub(super) places: Places,
}

/// Reads the text of `file`, which is absolute.
pub(super) fn read(file: &Path, text: &str) -> Result<Loaded, Vec<Problem>> {
    let root = file.parent().unwrap_or(Path::new("")).to_owned();
    let (loaded, problems) = Problems::read_toml(text, |top, problems| read_top(file, root, top, problems));
    if problems.is_empty() { Ok(loaded) } else { Err(problems) }
}

/// The language the text asks for, whatever else is wrong.
pub(super) fn language_of(text: &str) -> Option<&'static str> {
    let (asked, _problems) =
        Problems::read_toml(text, |mut top, problems| top.text("lang", problems).map(|lang| lang.value));
    LANGUAGES.into_iter().find(|known| Some(*known) == asked.as_deref())
}

fn read_top(file: &Path, root: PathBuf, mut top: Section<'_, '_>, problems: &mut Problems) -> Loaded {
    let language = language(&mut top, problems);
    let time_zone = time_zone(&mut top, problems);
    let base_currency = base_currency(&mut top, problems);
    let mut places = Places::new(&root);
    let paths = paths(&mut top, &mut places, problems);
    let intake = intake(&mut top, problems);
    let times = times::times(&mut top, &time_zone, problems);
    let closed_until = authority::day(&mut top, "closed_until", problems).map(|day| day.value);
    let sources = people::sources(&mut top, &paths, closed_until, &mut places, &time_zone, problems);
    let organizations = companies::organizations(&mut top, problems);
    let (mut workbooks, columns) = workbooks::workbooks(&mut top, problems);
    let managers = people::managers(&mut top, &workbooks.head_book, problems);
    let dictionaries = workbooks::columns(&mut workbooks, columns, &mut top, &managers, problems);
    workbooks.rules = workbooks::rules(&mut top, &managers, &workbooks.columns, problems);
    let rules = people::rules(&mut top, &managers, &sources, problems);
    let rules_of_authority = authority::authorities(&mut top, &sources, problems);
    let payment_term_days = count(&mut top, "payment_term_days", 0, problems);
    let control = control::control(&mut top, problems);
    let judge_at = clients::judge_at(&mut top, problems);
    let service = service::service(&mut top, &places, problems);
    top.finish_as(&keys::TOP, problems);
    places.report_overlaps(problems);
    let authorities = Authorities { rules: rules_of_authority, zone: time_zone.clone() };
    let config = Config {
        file: file.to_owned(),
        root,
        language,
        time_zone,
        base_currency,
        paths,
        intake,
        times,
        service,
        sources,
        organizations,
        ownership: Ownership { managers, rules },
        authorities,
        workbooks,
        dictionaries,
        payment_term_days,
        control,
        judge_at,
    };
    Loaded { config, places }
}

fn language(top: &mut Section<'_, '_>, problems: &mut Problems) -> &'static str {
    let Some(asked) = top.text("lang", problems) else { return "ru" };
    LANGUAGES.into_iter().find(|known| *known == asked.value).unwrap_or_else(|| {
        problems.push(bad_value("lang", &asked, &LANGUAGES.join(", "), did_you_mean(&asked.value, LANGUAGES)));
        "ru"
    })
}

fn time_zone(top: &mut Section<'_, '_>, problems: &mut Problems) -> TimeZone {
    zone(top, problems).unwrap_or_else(TimeZone::system)
}

/// The `time_zone` of a table, where it names one.
pub(super) fn zone(section: &mut Section<'_, '_>, problems: &mut Problems) -> Option<TimeZone> {
    let asked = section.text("time_zone", problems)?;
    if asked.value == "local" {
        return Some(TimeZone::system());
    }
    Some(TimeZone::get(&asked.value).unwrap_or_else(|_unknown| {
        let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let near = did_you_mean(&asked.value, known.iter().map(String::as_str));
        problems.push(bad_value("time_zone", &asked, "time-zone", near));
        TimeZone::UTC
    }))
}

fn base_currency(top: &mut Section<'_, '_>, problems: &mut Problems) -> Currency {
    let Some(asked) = top.text("base_currency", problems) else { return Currency::RUB };
    asked.value.parse().unwrap_or_else(|_unknown| {
        problems.push(bad_value("base_currency", &asked, "currency-code", None));
        Currency::RUB
    })
}

fn paths(top: &mut Section<'_, '_>, places: &mut Places, problems: &mut Problems) -> Paths {
    let mut section = top.section("paths", problems);
    let mut path = |key: &'static str| {
        let asked = section.as_mut().and_then(|section| section.text(key, problems));
        places.folder(key, key, asked.as_ref())
    };
    let paths = Paths {
        exchange: path("exchange"),
        done: path("done"),
        quarantine: path("quarantine"),
        managers: path("managers"),
        mappings: path("mappings"),
        store: path("store"),
    };
    if let Some(section) = section {
        section.finish_as(&keys::PATHS, problems);
    }
    paths
}

fn intake(top: &mut Section<'_, '_>, problems: &mut Problems) -> Intake {
    const MEGABYTE: u64 = 1024 * 1024;
    let mut intake = Intake {
        quiet_ms: 2_000,
        rescan_ms: 60_000,
        file_bytes_max: 4_096 * MEGABYTE,
        zip_entries_max: 1_000,
        zip_bytes_max: 8_192 * MEGABYTE,
        zip_ratio_max: 200,
    };
    let Some(mut section) = top.section("intake", problems) else { return intake };
    let mut take = |key, min, unit: u64, target: &mut u64| {
        if let Some(number) = count::<u64>(&mut section, key, min, problems) {
            *target = number.saturating_mul(unit);
        }
    };
    take("file_mb_max", 1, MEGABYTE, &mut intake.file_bytes_max);
    take("zip_entries_max", 1, 1, &mut intake.zip_entries_max);
    take("zip_mb_max", 1, MEGABYTE, &mut intake.zip_bytes_max);
    take("zip_ratio_max", 2, 1, &mut intake.zip_ratio_max);
    if let Some(quiet_ms) = seconds_as_ms(&mut section, "quiet_seconds", 0, problems) {
        intake.quiet_ms = quiet_ms;
    }
    if let Some(rescan_ms) = seconds_as_ms(&mut section, "rescan_seconds", 1_000, problems) {
        intake.rescan_ms = rescan_ms;
    }
    section.finish_as(&keys::INTAKE, problems);
    intake
}

/// A whole number of at least `min` that fits `T`.
pub(super) fn count<T: TryFrom<i64>>(
    section: &mut Section<'_, '_>,
    key: &'static str,
    min: i64,
    problems: &mut Problems,
) -> Option<T> {
    let asked = section.integer(key, problems)?;
    let number = T::try_from(asked.value).ok().filter(|_| asked.value >= min);
    if number.is_none() {
        let shown = At { value: asked.value.to_string(), span: asked.span };
        problems.push(bad_value(key, &shown, &format!("≥ {min}"), None));
    }
    number
}

/// Seconds, whole or with a fraction (`0.5`), as milliseconds of at least `min_ms`.
fn seconds_as_ms(
    section: &mut Section<'_, '_>,
    key: &'static str,
    min_ms: u64,
    problems: &mut Problems,
) -> Option<u64> {
    let item = section.item(key)?;
    let written = match item.get_ref() {
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        _ => return wrong_type(key, "number", item, problems),
    };
    let seconds: Option<Decimal> = written.replace('_', "").parse().ok();
    let ms = seconds.and_then(|s| s.checked_mul(Decimal::from(1000))).and_then(|ms| ms.to_u64());
    let ms = ms.filter(|ms| *ms >= min_ms);
    if ms.is_none() {
        let least = Decimal::from(min_ms) / Decimal::from(1000);
        let asked = At { value: written, span: item.span() };
        problems.push(bad_value(key, &asked, &format!("≥ {}", least.normalize()), None));
    }
    ms
}

/// A value that is not allowed. `expected` is a key of the catalogue (`expected-<key>`) or plain text.
pub(super) fn bad_value(key: &str, asked: &At<String>, expected: &str, near: Option<&str>) -> Problem {
    let problem = Problem::new(ProblemCode::BadValue, asked.span.clone())
        .with("key", key)
        .with("value", asked.value.clone())
        .with("expected", expected);
    match near {
        Some(near) => problem.with("suggestion", near),
        None => problem,
    }
}

/// A name defined twice.
pub(super) fn duplicate(key: &str, value: &str, span: Range<usize>) -> Problem {
    Problem::new(ProblemCode::Duplicate, span).with("key", key).with("value", value)
}
