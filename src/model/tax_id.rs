//! Tax numbers of companies and persons, verified by their check digits.

use serde::{Deserialize, Serialize};

/// Which register a tax number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxIdKind {
    /// ИНН of a Russian company, 10 digits.
    InnCompany,
    /// ИНН of a Russian person or sole trader, 12 digits.
    InnPerson,
    /// ЄДРПОУ of a Ukrainian company, 8 digits.
    Edrpou,
    /// РНОКПП of a Ukrainian person, 10 digits.
    Rnokpp,
    /// БИН/ИИН of Kazakhstan, 12 digits.
    BinIin,
}

impl TaxIdKind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InnCompany => "inn_company",
            Self::InnPerson => "inn_person",
            Self::Edrpou => "edrpou",
            Self::Rnokpp => "rnokpp",
            Self::BinIin => "bin_iin",
        }
    }
}

/// A tax number whose check digits hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaxId {
    /// The register.
    #[serde(rename = "k")]
    pub kind: TaxIdKind,
    /// The digits, leading zeros kept.
    #[serde(rename = "d")]
    pub digits: String,
}
