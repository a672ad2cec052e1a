//! The workspace's settings file.

use std::io;

use serde::Serialize;

use super::render::fill;
use super::world::{Company, Manager, Organization};

#[derive(Debug, Serialize)]
struct SettingsFile {
    organizations: Vec<OrganizationRow>,
    managers: Vec<ManagerRow>,
}

#[derive(Debug, Serialize)]
struct OrganizationRow {
    short: String,
    tax_id: String,
    accounts: Vec<AccountRow>,
}

#[derive(Debug, Serialize)]
struct AccountRow {
    number: String,
    bank_code: String,
    bank_name: String,
}

#[derive(Debug, Serialize)]
struct ManagerRow {
    name: String,
    book: String,
    aliases: Vec<String>,
}

/// The text of the settings file.
pub(crate) fn settings(company: &Company) -> io::Result<String> {
    let organizations = company.organizations.iter().map(|organization| organization_row(organization)).collect();
    let managers = company.managers.iter().map(|manager| manager_row(manager)).collect();
    fill("sverka.toml", SettingsFile { organizations, managers })
}

fn organization_row(organization: &Organization) -> OrganizationRow {
    let main = account(&organization.account, &organization.bank);
    let savings = organization.savings.as_ref().map(|(number, bank)| account(number, bank));
    OrganizationRow {
        short: organization.short.clone(),
        tax_id: organization.tax_id.clone(),
        accounts: std::iter::once(main).chain(savings).collect(),
    }
}

fn account(number: &str, bank: &super::cast::Bank) -> AccountRow {
    AccountRow { number: number.to_owned(), bank_code: bank.bik.clone(), bank_name: bank.name.clone() }
}

fn manager_row(manager: &Manager) -> ManagerRow {
    ManagerRow { name: manager.name.clone(), book: manager.book.clone(), aliases: manager.aliases.clone() }
}
