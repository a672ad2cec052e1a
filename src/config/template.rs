//! The settings file that `sverka init` writes: every setting with its default, explained.

const RU: &str = include_str!("template/ru.toml");
const UK: &str = include_str!("template/uk.toml");
const EN: &str = include_str!("template/en.toml");

/// The commented settings file of a language (`ru`, `uk`, `en`; anything else is Russian).
#[must_use]
pub fn template(language: &str) -> &'static str {
    match language {
        "uk" => UK,
        "en" => EN,
        _ => RU,
    }
}
