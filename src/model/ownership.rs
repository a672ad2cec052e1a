//! Whose client is whose: a person's decision, else the source's manager, else a rule, else nobody.

/// A manager as settings name him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    /// The name shown everywhere.
    pub name: String,
    /// File name of his workbook without folder (`petrova.xlsx`).
    pub book: String,
    /// Other spellings that sources use.
    pub aliases: Vec<String>,
}

/// «Clients of this source, segment or region belong to this manager.» Absent conditions hold for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerRule {
    /// The manager's name.
    pub manager: String,
    /// Name of a source.
    pub source: Option<String>,
    /// A segment.
    pub segment: Option<String>,
    /// A region.
    pub region: Option<String>,
}

/// The managers and the rules, in the order of the settings file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ownership {
    /// Managers.
    pub managers: Vec<Manager>,
    /// Rules; the first that holds wins.
    pub rules: Vec<OwnerRule>,
}

/// What decides a client's owner.
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnerFacts<'a> {
    /// What a person decided.
    pub decided: Option<&'a str>,
    /// Manager as the sources name him, strongest first.
    pub stated: &'a [&'a str],
    /// Names of the sources that know the client.
    pub sources: &'a [&'a str],
    /// Segment.
    pub segment: &'a str,
    /// Region.
    pub region: &'a str,
}

impl Ownership {
    /// The owner's name as settings have it, or nothing.
    #[must_use]
    pub fn owner(&self, facts: &OwnerFacts<'_>) -> Option<&str> {
        facts
            .decided
            .into_iter()
            .chain(facts.stated.iter().copied())
            .find_map(|name| self.manager_named(name))
            .or_else(|| self.by_rule(facts))
            .map(|manager| manager.name.as_str())
    }

    /// The manager of a name or alias, compared folded.
    #[must_use]
    pub fn manager_named(&self, name: &str) -> Option<&Manager> {
        let wanted = fold(name);
        if wanted.is_empty() {
            return None;
        }
        self.managers.iter().find(|m| fold(&m.name) == wanted || m.aliases.iter().any(|alias| fold(alias) == wanted))
    }

    fn by_rule(&self, facts: &OwnerFacts<'_>) -> Option<&Manager> {
        let holds = |condition: &Option<String>, value: &str| {
            condition.as_deref().is_none_or(|wanted| fold(wanted) == fold(value))
        };
        self.rules
            .iter()
            .find(|rule| {
                rule.source.as_deref().is_none_or(|wanted| facts.sources.contains(&wanted))
                    && holds(&rule.segment, facts.segment)
                    && holds(&rule.region, facts.region)
            })
            .and_then(|rule| self.manager_named(&rule.manager))
    }
}

/// Lower case, ё→е, dots and repeated blanks dropped: «Петрова  А.С.» is «петрова а с».
fn fold(name: &str) -> String {
    let lower = name.to_lowercase().replace('ё', "е").replace(['.', ','], " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ownership() -> Ownership {
        let manager = |name: &str, alias: &str| Manager {
            name: name.into(),
            book: format!("{alias}.xlsx"),
            aliases: vec![alias.into()],
        };
        Ownership {
            managers: vec![manager("Анна Петрова", "Петрова А.С."), manager("Олег Сомов", "somov")],
            rules: vec![OwnerRule {
                manager: "Олег Сомов".into(),
                region: Some("Казань".into()),
                ..OwnerRule::default()
            }],
        }
    }

    #[test]
    fn a_decision_beats_the_source_and_the_source_beats_a_rule() {
        let ownership = ownership();
        let stated = ["петрова а. с."];
        let facts = OwnerFacts { stated: &stated, region: "казань", ..OwnerFacts::default() };
        assert_eq!(ownership.owner(&facts), Some("Анна Петрова"));
        let decided = OwnerFacts { decided: Some("somov"), ..facts };
        assert_eq!(ownership.owner(&decided), Some("Олег Сомов"));
        assert_eq!(ownership.owner(&OwnerFacts { stated: &[], ..facts }), Some("Олег Сомов"));
    }

    #[test]
    fn nobody_owns_what_nothing_decides() {
        assert_eq!(ownership().owner(&OwnerFacts { stated: &["Кто-то"], ..OwnerFacts::default() }), None);
    }
}
