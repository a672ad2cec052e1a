//! Names of entries → names that are safe in any folder on any system.

/// Longer names fail on some file systems; letters may take four bytes.
const LETTERS_LIMIT: usize = 60;
/// Names that Windows takes for devices, with any extension.
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// The last step of a path, without what any system gives a meaning to.
pub(super) fn safe(stated: &str) -> String {
    // A colon stands behind a drive letter, or before the name of a hidden stream.
    let base = stated.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let kept: String = base.chars().filter(|letter| is_ordinary(*letter)).collect();
    let kept = kept.trim_matches(|letter: char| letter.is_whitespace()).trim_end_matches(['.', ' ']);
    let (stem, extension) = divide(kept);
    let stem: String = stem.chars().take(LETTERS_LIMIT).collect();
    let extension: String = extension.chars().take(LETTERS_LIMIT / 4).collect();
    match (stem.as_str(), is_device(kept)) {
        ("", _) if extension.is_empty() => "entry".to_owned(),
        (stem, true) => format!("_{stem}{extension}"),
        (stem, false) => format!("{stem}{extension}"),
    }
}

/// Whether a name is one step of a path and nothing else on any system: no way up, no drive, no stream, no device, and
/// nothing that Windows drops from its end.
#[must_use]
pub fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.ends_with(['.', ' '])
        && !is_device(name)
        && name.chars().all(|letter| is_ordinary(letter) && !matches!(letter, '/' | '\\' | ':'))
}

/// Whether no system gives a meaning to a letter, and no reader is misled by it.
fn is_ordinary(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '<' | '>' | '"' | '|' | '?' | '*' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same name with a number before its extension.
pub(super) fn numbered(name: &str, number: u64) -> String {
    let (stem, extension) = divide(name);
    format!("{stem} ({number}){extension}")
}

/// The name and its extension with the dot.
fn divide(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 => name.split_at_checked(at).unwrap_or((name, "")),
        _ => (name, ""),
    }
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_port = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port).is_some_and(|rest| {
            rest.chars().count() == 1 && rest.chars().all(|digit| matches!(digit, '0'..='9' | '¹' | '²' | '³'))
        })
    });
    is_port || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_base_of_a_name_is_kept() {
        for (stated, name) in [
            ("orders.xml", "orders.xml"),
            ("../../etc/passwd", "passwd"),
            ("/absolute/счёт.xml", "счёт.xml"),
            ("C:\\Windows\\orders.xml", "orders.xml"),
            ("C:orders.xml", "orders.xml"),
            ("orders.xml:hidden", "hidden"),
            ("..", "entry"),
            ("", "entry"),
            ("a/", "entry"),
            ("NUL", "_NUL"),
            ("con.xml", "_con.xml"),
            ("COM1.tar.gz", "_COM1.tar.gz"),
            ("lpt¹", "_lpt¹"),
            ("orders.xml. . ", "orders.xml"),
            ("a\u{0}b\n<c>?.xml", "abc.xml"),
            ("\u{202e}lmx.exe", "lmx.exe"),
            (".hidden", ".hidden"),
        ] {
            assert_eq!(safe(stated), name, "{stated:?}");
        }
        assert!(safe(&"я".repeat(5_000)).chars().count() <= LETTERS_LIMIT);
    }

    #[test]
    fn a_plain_name_leads_nowhere() {
        for name in ["sverka.toml", ".hidden", "счёт (2).xml", "console"] {
            assert!(is_plain(name), "{name:?}");
        }
        for name in
            ["", ".", "..", "a/b", "a\\b", "C:", "C:a", "a:b", "NUL", "con.toml", "COM1", "a.", "a ", "a\u{0}", "a*"]
        {
            assert!(!is_plain(name), "{name:?}");
        }
    }

    #[test]
    fn numbers_stand_before_the_extension() {
        assert_eq!(numbered("a.xml", 2), "a (2).xml");
        assert_eq!(numbered("a", 3), "a (3)");
    }
}
