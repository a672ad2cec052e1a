//! Names that become files and folders: what every file system people use takes.

/// Windows can't have a file of these names, whatever the extension.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Longest name in characters; with the longest UTF-8 letters it still fits 255 bytes.
const NAME_MAX: usize = 60;

fn is_illegal(letter: char) -> bool {
    letter.is_control() || matches!(letter, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_lowercase();
    RESERVED.contains(&stem.as_str())
}

/// Whether the name can be a workbook's file name on Windows and elsewhere: `….xlsx`, no folder, no illegal letter.
pub(super) fn is_book_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".xlsx") else { return false };
    !stem.trim().is_empty()
        && name.chars().count() <= NAME_MAX
        && !name.chars().any(is_illegal)
        && !name.starts_with(['.', '~', ' '])
        && !stem.ends_with(['.', ' '])
        && !is_reserved(name)
}

/// The workbook's name of a manager who names none: his own name with illegal letters replaced.
pub(super) fn book_of(manager: &str) -> String {
    let safe: String = manager.chars().map(|letter| if is_illegal(letter) { '_' } else { letter }).collect();
    let safe = safe.trim_matches(|letter| matches!(letter, '.' | ' ' | '~'));
    let short: String = safe.chars().take(NAME_MAX - 6).collect();
    let stem = short.trim_end_matches(['.', ' ']);
    if stem.is_empty() || is_reserved(stem) { format!("_{stem}.xlsx") } else { format!("{stem}.xlsx") }
}

/// Whether the name can name a source: letters of any alphabet, digits, `_`, `-`; it is a folder's name too.
pub(super) fn is_source_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= NAME_MAX
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
        && !is_reserved(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_name_is_one_that_windows_takes() {
        for good in ["Анна Петрова.xlsx", "petrova.xlsx", "А.С. Петрова.xlsx"] {
            assert!(is_book_name(good), "{good}");
        }
        for bad in ["", ".xlsx", "a.xls", "a/b.xlsx", "a?.xlsx", "con.xlsx", "NUL.1.xlsx", "~$a.xlsx", "a .xlsx"] {
            assert!(!is_book_name(bad), "{bad}");
        }
    }

    #[test]
    fn every_manager_gets_a_book_name_that_is_good() {
        for name in ["Анна Петрова", "Иванов И.И.", "А/Б: отдел", "con", "...", &"ы".repeat(300)]
        {
            assert!(is_book_name(&book_of(name)), "{name} → {}", book_of(name));
        }
        assert_eq!(book_of("Иванов И.И."), "Иванов И.И.xlsx");
    }

    #[test]
    fn a_source_name_is_a_word() {
        assert!(is_source_name("бухгалтерия_2"));
        assert!(!is_source_name("a b") && !is_source_name("../x") && !is_source_name("nul") && !is_source_name(""));
    }
}
