//! Names of entries → names that are safe in any folder on any system.

/// Longer names fail on some file systems; letters may take four bytes.
const LETTERS_LIMIT: usize = 60;
/// Names that Windows takes for devices, with any extension.
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];

/// The last step of a path, without what any system gives a meaning to.
pub(super) fn safe(stated: &str) -> String {
    // A colon stands behind a drive letter, or before the name of a hidden stream.
    let base = stated.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let is_plain = |letter: &char| {
        !letter.is_control()
            && !matches!(letter, '<' | '>' | '"' | '|' | '?' | '*' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let kept: String = base.chars().filter(is_plain).collect();
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
    fn numbers_stand_before_the_extension() {
        assert_eq!(numbered("a.xml", 2), "a (2).xml");
        assert_eq!(numbered("a", 3), "a (3)");
    }
}
