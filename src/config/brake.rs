//! `[[source]]`'s `brake` and `closed_until`: what its deliveries may change unasked.

use jiff::civil::Date;
use toml::de::DeValue;

use super::authority::day;
use super::keys;
use super::read::bad_value;
use crate::model::brake::BrakeLimits;
use crate::model::problem::{At, Problems, Section, as_section};

/// Reads the limits of a source; `closed_until` is what holds for every source.
pub(super) fn brake(source: &mut Section<'_, '_>, closed_until: Option<Date>, problems: &mut Problems) -> BrakeLimits {
    let own = day(source, "closed_until", problems).map(|day| day.value);
    let mut limits = BrakeLimits { closed_until: own.or(closed_until), ..BrakeLimits::default() };
    let Some(item) = source.item("brake") else { return limits };
    if let DeValue::Boolean(on) = item.get_ref() {
        limits.on = *on;
        return limits;
    }
    let Some(mut section) = as_section("brake", item, problems) else { return limits };
    let mut count = |key: &'static str, most: i64, limit: &mut u64| {
        let Some(asked) = section.integer(key, problems) else { return };
        match u64::try_from(asked.value).ok().filter(|_| asked.value <= most) {
            Some(value) => *limit = value,
            None => {
                problems.push(bad_value(key, &shown(&asked), &format!("0…{most}"), None));
            }
        }
    };
    count("rows_min", i64::from(u32::MAX), &mut limits.rows_min);
    count("deleted_percent", PERCENT, &mut limits.deleted_percent);
    count("sums_percent", PERCENT, &mut limits.sums_percent);
    count("emptied_percent", PERCENT, &mut limits.emptied_percent);
    count("shrunken_percent", PERCENT, &mut limits.shrunken_percent);
    limits.full_list = section.boolean("full_list", problems).map(|asked| asked.value);
    if let Some(asked) = section.boolean("organization", problems) {
        limits.organization = asked.value;
    }
    section.finish_as(&keys::BRAKE, problems);
    limits
}

/// All of them.
const PERCENT: i64 = 100;

fn shown(asked: &At<i64>) -> At<String> {
    At { value: asked.value.to_string(), span: asked.span.clone() }
}
