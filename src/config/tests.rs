use std::path::Path;

use super::*;
use crate::model::authority::Keep;
use crate::model::problem::{ProblemCode, line_column};

fn read(text: &str) -> Result<Config, Vec<Problem>> {
    let file = if cfg!(windows) { r"C:\work\sverka.toml" } else { "/work/sverka.toml" };
    read::read(Path::new(file), text).map(|loaded| loaded.config)
}

fn codes(text: &str) -> Vec<(ProblemCode, usize)> {
    let problems = read(text).expect_err("problems");
    problems.iter().map(|problem| (problem.code, line_column(text, problem.span.start).0)).collect()
}

fn problems(text: &str) -> Vec<Problem> {
    read(text).expect_err("problems")
}

const SOURCE: &str = "[[source]]\nname = \"accounting\"\n";

/// The template with every setting switched on.
fn switched_on(text: &str) -> String {
    let mut lines: Vec<&str> = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => rest,
            _ => line,
        })
        .collect();
    // The second spelling of the accounts stands for the first.
    let at = lines.iter().position(|line| line.starts_with("accounts = [\"")).unwrap();
    lines.remove(at);
    lines.join("\n")
}

#[test]
fn a_template_is_valid_and_says_the_defaults() {
    let minimal = read(SOURCE).unwrap();
    for language in read::LANGUAGES {
        let config = read(template(language)).unwrap();
        assert_eq!(config.language, language);
        // What is only an example, not a default.
        let plain = |source: &Source| Source { schedule: None, expected: None, ..source.clone() };
        let shown = |config: &Config| {
            let sources: Vec<Source> = config.sources.iter().map(plain).collect();
            format!("{:?} {:?} {sources:?}", config.paths, config.intake)
        };
        assert_eq!((&config.times, &config.sources[0].schedule), (&minimal.times, &None));
        assert_eq!(config.service, minimal.service);
        assert_eq!(shown(&config), shown(&minimal));
        let on = read(&switched_on(template(language))).unwrap_or_else(|problems| panic!("{language}: {problems:?}"));
        assert_eq!((on.ownership.managers.len(), on.ownership.rules.len(), on.organizations.len()), (1, 1, 1));
        assert_eq!(shown(&on).replace("Some(\"commerceml\")", "None"), shown(&minimal), "{language}");
        assert_eq!(on.workbooks.rows_max, minimal.workbooks.rows_max);
        assert_eq!(on.workbooks.recent_days, minimal.workbooks.recent_days);
        let previous = |config: &Config| (config.workbooks.previous_files, config.workbooks.previous_days);
        assert_eq!((previous(&on), previous(&minimal)), ((20, 90), (20, 90)));
        assert_eq!((on.control, on.judge_at), (minimal.control.clone(), JudgeAt::Delivery));
        assert_eq!(on.payment_term_days, Some(14));
        let Service { metrics, alarms, log } = on.service;
        assert_eq!(metrics.listen, Some("127.0.0.1:9464".parse().unwrap()), "{language}");
        assert!(metrics.file.is_some() && log.file.is_some() && alarms.webhook.is_some(), "{language}");
        let plain = AlarmLimits { command: Vec::new(), webhook: None, ..alarms };
        assert_eq!((plain, Log { file: None, ..log }), (minimal.service.alarms.clone(), minimal.service.log.clone()));
        assert!(on.sources[0].schedule.is_some() && on.sources[0].expected.is_some(), "{language}");
        let Times { calendar, blackouts, schedule } = &on.times;
        assert_eq!((calendar.holidays.len(), blackouts.len(), schedule.is_some()), (2, 1, true), "{language}");
        assert_eq!(on.authorities.rules.len(), 1);
    }
}

#[test]
fn a_tolerance_is_an_amount_and_ledger_accounts_are_named() {
    let config = read(&format!("{SOURCE}[control]\ntolerance = \"0,5\"\nledgers = [\"76\"]\n")).unwrap();
    assert_eq!((config.control.tolerance, config.control.ledgers), ("0.5".parse().unwrap(), vec!["76".to_owned()]));
    let wrong = "[control]\ntolerance = \"-1\"\nledgers = [\" \"]\nledger = \"62\"\n[[source]]\nname = \"a\"\n";
    let expected = [(ProblemCode::BadValue, 2), (ProblemCode::BadValue, 3), (ProblemCode::UnknownKey, 4)];
    assert_eq!(codes(wrong), expected);
}

#[test]
fn defaults_are_those_of_the_workspace() {
    let config = read(SOURCE).unwrap();
    assert_eq!((config.language, config.base_currency.code()), ("ru", "RUB"));
    assert_eq!(config.shown(&config.sources[0].folder), "exchange/accounting");
    assert_eq!(config.shown(&config.paths.store), "store");
    assert_eq!(config.intake.quiet_ms, 2_000);
    assert_eq!(config.workbooks.head_book, "Руководитель.xlsx");
}

#[test]
fn every_problem_is_reported_at_once() {
    let text = concat!(
        "lang = \"rus\"\n",
        "time_zone = \"Europe/Moskow\"\n",
        "base_currency = \"руб\"\n",
        "pathes = 1\n",
        "[intake]\n",
        "quiet_seconds = \"два\"\n",
        "zip_ratio_max = 0\n",
        "[[source]]\n",
        "name = \"a b\"\n",
        "[[organization]]\n",
        "name = \"ООО\"\n",
        "tax_id = \"7707083894\"\n",
        "[[owner_rule]]\n",
        "manager = \"Петров\"\n",
    );
    use ProblemCode::{BadValue, UnknownKey, UnknownReference, WrongType};
    assert_eq!(
        codes(text),
        [
            (BadValue, 1),
            (BadValue, 2),
            (BadValue, 3),
            (UnknownKey, 4),
            (WrongType, 6),
            (BadValue, 7),
            (BadValue, 9),
            (BadValue, 12),
            (UnknownReference, 14),
        ]
    );
}

#[test]
fn what_was_meant_is_suggested() {
    let text = "time_zone = \"Europe/Moskow\"\n[[source]]\nname = \"bank\"\n[[manager]]\nname = \"Анна Петрова\"\n\
                [[owner_rule]]\nmanager = \"Анна Петровна\"\nsource = \"bnak\"\n";
    let problems = read(text).expect_err("problems");
    let suggestions: Vec<&str> = problems
        .iter()
        .flat_map(|problem| &problem.params)
        .filter(|(name, _)| *name == "suggestion")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(suggestions, ["Europe/Moscow", "Анна Петрова", "bank"]);
}

#[test]
fn folders_must_lie_apart() {
    use ProblemCode::{BadValue, Duplicate};
    assert_eq!(codes(&format!("[paths]\ndone = \"exchange/done\"\n{SOURCE}")), [(BadValue, 2)]);
    assert_eq!(codes(&format!("[paths]\nstore = \"done\"\n{SOURCE}")), [(Duplicate, 2)]);
    assert_eq!(
        codes(&format!("{SOURCE}[[source]]\nname = \"bank\"\nfolder = \"exchange/Accounting/\"\n")),
        [(Duplicate, 5)]
    );
    assert_eq!(
        codes(&format!("{SOURCE}[[source]]\nname = \"bank\"\nfolder = \"exchange/accounting/b\"\n")),
        [(BadValue, 5)]
    );
    assert_eq!(codes("[[source]]\nname = \"bank\"\nfolder = \"store/x\"\n"), [(BadValue, 3)]);
    assert!(read("[[source]]\nname = \"bank\"\nfolder = \"./exchange\"\n").is_ok());
}

#[test]
fn names_are_unique_whatever_their_case() {
    use ProblemCode::{BadValue, Duplicate};
    assert_eq!(codes(&format!("{SOURCE}[[source]]\nname = \"Accounting\"\n")), [(Duplicate, 4)]);
    let managers = "[[manager]]\nname = \"Анна\"\nbook = \"a.xlsx\"\n[[manager]]\nname = \"Олег\"\nbook = \"A.xlsx\"\n";
    assert_eq!(codes(&format!("{SOURCE}{managers}")), [(Duplicate, 8)]);
    let aliases =
        "[[manager]]\nname = \"Анна\"\naliases = [\"П. А.\"]\n[[manager]]\nname = \"Олег\"\naliases = [\"п а\"]\n";
    assert_eq!(codes(&format!("{SOURCE}{aliases}")), [(Duplicate, 8)]);
    assert_eq!(codes(&format!("{SOURCE}[[manager]]\nname = \"А\"\nbook = \"a?.xlsx\"\n")), [(BadValue, 5)]);
    assert_eq!(codes(&format!("{SOURCE}[[manager]]\nname = \"Руководитель\"\n")), [(Duplicate, 4)]);
}

#[test]
fn seconds_may_have_a_fraction() {
    let config = read(&format!("[intake]\nquiet_seconds = 0.25\nrescan_seconds = 5\n{SOURCE}")).unwrap();
    assert_eq!((config.intake.quiet_ms, config.intake.rescan_ms), (250, 5_000));
    assert_eq!(codes(&format!("[intake]\nquiet_seconds = -1\nrescan_seconds = 0.5\n{SOURCE}")).len(), 2);
}

#[test]
fn accounts_are_numbers_or_tables() {
    let organization = "[[organization]]\nname = \"ООО\"\ntax_id = \"7707083893\"\n\
                        accounts = [\"4070 2810\", { number = \"UA21 3223\", bank_code = \"322313\" }]\n";
    let config = read(&format!("{SOURCE}{organization}")).unwrap();
    let numbers: Vec<&str> = config.organizations[0].accounts.iter().map(|a| a.number.as_str()).collect();
    assert_eq!(numbers, ["40702810", "UA213223"]);
}

#[test]
fn a_broken_file_still_says_its_language() {
    assert_eq!(language_of("lang = \"uk\"\n[[source\n"), Some("uk"));
    assert_eq!(language_of("lang = \"xx\"\n"), None);
}

#[test]
fn broken_syntax_hides_what_follows_from_it() {
    assert_eq!(codes("lang = \"uk\"\n[[source]\nname = accounting\n"), [(ProblemCode::Syntax, 2)]);
}

#[test]
fn a_missing_settings_file_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Config::load(&folder.path().join(FILE_NAME)), Err(ConfigError::NotFound { .. })));
    fs::write(folder.path().join(FILE_NAME), SOURCE).unwrap();
    let checked = check(&folder.path().join(FILE_NAME)).unwrap();
    assert_eq!(checked.missing.len(), 1);
}

#[test]
fn rules_of_authority_name_what_there_is_and_say_nothing_twice() {
    use ProblemCode::{BadValue, Duplicate, MissingKey, UnknownKey, UnknownReference, WrongType};
    let rule = |text: &str| format!("{SOURCE}[[authority]]\n{text}\n");
    let config =
        read(&rule("sources = \"accounting\"\nfrom = 2026-01-01\nuntil = \"2026-12-31\"\nkeep = \"first\"")).unwrap();
    let [only] = &config.authorities.rules[..] else { panic!("one rule") };
    assert_eq!((only.sources.as_slice(), only.keep), (&["accounting".to_owned()][..], Keep::First));
    assert_eq!(only.until.zip(only.from).map(|(until, from)| (until - from).get_days()), Some(364));

    let sources = "sources = [\"accounting\"]\n";
    let wrong = [
        ("fields = [\"phone\"]", BadValue),
        ("fields = [\"phones\", \"phones\"]", Duplicate),
        ("role = \"client\"", BadValue),
        ("from = 2026-01-01T10:00:00", BadValue),
        ("from = 5", WrongType),
        ("from = 2026-02-01\nuntil = 2026-01-31", BadValue),
        ("keep = \"one\"", BadValue),
        ("priority = 1", UnknownKey),
    ];
    for (text, code) in wrong {
        assert_eq!(
            codes(&rule(&format!("{sources}{text}"))).iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            [code],
            "{text}"
        );
    }
    assert_eq!(codes(&rule("sources = [\"acounting\"]")), [(UnknownReference, 4)]);
    assert_eq!(codes(&rule("sources = [\"accounting\", \"accounting\"]")), [(Duplicate, 4)]);
    assert_eq!(codes(&rule("sources = []")), [(MissingKey, 3)]);
    assert_eq!(codes(&rule("fields = [\"name\"]")), [(MissingKey, 3)]);

    let two = |one: &str, other: &str| format!("{}[[authority]]\n{sources}{other}\n", rule(&format!("{sources}{one}")));
    assert_eq!(codes(&two("", "")), [(Duplicate, 6)]);
    assert_eq!(codes(&two("fields = [\"name\"]", "fields = [\"kpp\", \"name\"]")), [(Duplicate, 8)]);
    assert!(read(&two("fields = [\"name\"]", "")).is_ok(), "the exception before the rule");
    assert!(read(&two("role = \"buyer\"", "role = \"supplier\"")).is_ok());
    assert!(read(&two("until = 2026-01-01", "from = 2026-01-02")).is_ok());
}

#[test]
fn single_workbooks_name_managers_and_columns_that_are_there() {
    use ProblemCode::{BadValue, Duplicate, UnknownKey, UnknownReference};
    let rule = |text: &str| format!("{SOURCE}[[manager]]\nname = \"Анна\"\n[[workbook]]\n{text}\n");
    let config =
        read(&rule("managers = [\"Анна\"]\nsegments = [\"Опт\"]\nrecent_days = 30\nhidden = [\"clients.kpp\"]"))
            .unwrap();
    let books = &config.workbooks;
    let of_anna = books.rule(Some("Анна")).unwrap();
    assert_eq!((of_anna.recent_days, of_anna.hidden.as_slice()), (Some(30), &[("clients", "kpp")][..]));
    assert!(of_anna.shows("опт", "") && !of_anna.shows("Розница", "") && books.rule(None).is_none());
    for (text, code) in [
        ("managers = [\"Ана\"]", UnknownReference),
        ("hidden = [\"clients.kp\"]", BadValue),
        ("rows_max = 0", BadValue),
        ("rows_max = 1_000_001", BadValue),
        ("managers = [\"Анна\"]\n[[workbook]]\nmanagers = [\"Анна\"]", Duplicate),
        ("head = true\n[[workbook]]\nhead = true", Duplicate),
        ("recent_days = 1\n[[workbook]]\nmanagers = [\"Анна\"]", Duplicate),
        ("columns = []", UnknownKey),
    ] {
        assert_eq!(codes(&rule(text)).iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{text}");
    }
    let two = "managers = [\"Анна\"]\n[[workbook]]\nhead = true\n[[workbook]]\nrecent_days = 1";
    assert!(read(&rule(two)).is_ok(), "the exceptions before the rule");
    let words = |text: &str| format!("{SOURCE}[dictionaries]\n{text}\n");
    assert_eq!(read(&words("stage = [\"новый\", \"счёт\"]")).unwrap().dictionaries["stage"], ["новый", "счёт"]);
    assert_eq!(codes(&words("stage = [\"новый\", \"Новый\"]"))[0].0, Duplicate);
    assert_eq!(codes(&words("stage = [\" \"]"))[0].0, BadValue);
    assert_eq!(codes(&words("region = [\"x\"]"))[0].0, UnknownKey);
}

/// Settings with these lines of columns.
fn columns(lines: &str) -> String {
    format!(
        "{SOURCE}[[manager]]\nname = \"Анна\"\n[dictionaries]\nways = [\"почта\"]\n[workbooks]\ncolumns = [\n{lines}\n]\n"
    )
}

#[test]
fn a_line_is_a_column_and_everything_wrong_with_it_is_said_where_it_stands() {
    use ProblemCode::{BadValue, Duplicate, MissingKey, UnknownKey, UnknownReference, WrongType};
    let used = "{ column = \"clients.how\", dictionary = \"ways\" }";
    let config = read(&columns(&format!(
        "\"clients.region\",\n{used},\n{{ column = \"documents.Скидка, %\", type = \"number\", after = \"total\", \
         width = 9, head = true, caption = {{ ru = \"Скидка\", en = \"Discount\" }} }}"
    )))
    .unwrap();
    let [region, how, discount] = &config.workbooks.columns[..] else { panic!("{:?}", config.workbooks.columns) };
    assert_eq!((region.sheet, region.column, region.attribute()), ("clients", "region", None));
    assert_eq!(how.words.as_deref(), Some(&["почта".to_owned()][..]));
    assert_eq!((discount.column, discount.attribute()), ("attributes.Скидка, %", Some("Скидка, %")));
    assert_eq!((discount.after, discount.width, discount.captions.of("uk")), (Some("total"), Some(9), None));
    assert!(discount.is_of(None) && !discount.is_of(Some("Анна")) && how.is_of(Some("Анна")));
    for (line, code, suggestion) in [
        ("\"clients.regoin\"", UnknownReference, Some("clients.region")),
        ("\"client.region\"", UnknownReference, Some("clients.region")),
        ("{ column = \"clients.discount\" }", UnknownReference, None),
        ("{ column = \"payments.discount\", type = \"number\" }", UnknownReference, None),
        ("{ caption = \"Скидка\" }", MissingKey, None),
        ("{ column = \"clients.x\", type = \"nubmer\" }", BadValue, Some("number")),
        ("{ column = \"clients.kpp\", type = \"number\" }", BadValue, None),
        ("{ column = \"clients.x\", type = \"text\", owner = \"manger\" }", BadValue, Some("manager")),
        ("{ column = \"clients.debt\", owner = \"manager\" }", BadValue, None),
        ("{ column = \"clients.x\", dictionary = \"way\" }", UnknownReference, Some("ways")),
        ("{ column = \"clients.debt\", choices = [\"много\"] }", BadValue, None),
        ("{ column = \"clients.x\", type = \"text\", after = \"stge\" }", UnknownReference, Some("stage")),
        ("{ column = \"clients.x\", type = \"text\", width = 400 }", BadValue, None),
        ("{ column = \"clients.x\", type = \"text\", caption = \"a[b]\" }", BadValue, None),
        ("{ column = \"clients.x\", type = \"text\", captoin = \"a\" }", UnknownKey, Some("caption")),
        ("{ column = \"clients.x\", type = \"text\", managers = [\"Ана\"] }", UnknownReference, Some("Анна")),
        ("{ column = \"clients.how\", type = \"text\" }", Duplicate, None),
        ("{ column = \"clients.x\", type = \"text\", caption = \"HOW\" }", Duplicate, None),
        ("5", WrongType, None),
    ] {
        let text = columns(&format!("{used},\n{line}"));
        let problems = problems(&text);
        let found: Vec<_> =
            problems.iter().map(|problem| (problem.code, line_column(&text, problem.span.start).0)).collect();
        let at = text.lines().position(|known| known == line).unwrap() + 1;
        assert_eq!(found, [(code, at)], "{line}: {problems:?}");
        let said = problems[0].params.iter().find(|(name, _)| *name == "suggestion").map(|(_, near)| near.as_str());
        assert_eq!(said, suggestion, "{line}");
    }
}

#[test]
fn books_name_columns_that_are_their_own_and_lists_that_a_column_names() {
    use ProblemCode::{BadValue, UnknownKey};
    let used = "{ column = \"clients.how\", dictionary = \"ways\" }";
    assert_eq!(codes(&columns("\"clients.region\""))[0].0, UnknownKey, "a list that no column names");
    let book = |text: &str| format!("{}[[workbook]]\n{text}\n", columns(used));
    let rule = read(&book(
        "sort = [\"clients.debt desc\", \"clients.how\"]\nsheets = [\"clients\"]\nhidden = [\"clients.how\"]",
    ));
    let rule = rule.unwrap().workbooks.rules.remove(0);
    assert_eq!((rule.sheets, rule.hidden), (vec!["clients"], vec![("clients", "attributes.how")]));
    assert_eq!(
        rule.sort.iter().map(|by| (by.column, by.descending)).collect::<Vec<_>>(),
        [("debt", true), ("attributes.how", false)]
    );
    for wrong in ["sort = [\"clients.dept\"]", "sheets = [\"client\"]", "hidden = [\"clients.hwo\"]"] {
        let problems = problems(&book(wrong));
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [BadValue], "{wrong}");
        assert!(problems[0].params.iter().any(|(name, _)| *name == "suggestion"), "{wrong}: {problems:?}");
    }
}
