//! The fields of the proposed record.

use super::several::Reference;
use super::write::{Line, Note, code, example, quoted, remark};
use super::{Proposal, Role};
use crate::model::record::RecordKind;

/// Attributes a party may have inside another record, with their fields.
const PARTY: [&str; 7] = ["name", "legal_name", "tax_id", "kpp", "phones", "emails", "addresses"];

/// The lines of `[record.fields]`.
pub(super) fn fields(proposal: &Proposal, kind: RecordKind) -> Vec<Line> {
    let mut writer = Writer { proposal, lines: Vec::new() };
    match kind {
        RecordKind::Payment => writer.payment(),
        RecordKind::Client | RecordKind::Organization => writer.party(),
        RecordKind::Contact => writer.contact(),
        RecordKind::Contract => writer.contract(),
        RecordKind::Product => writer.product(),
        _ => writer.document(),
    }
    writer.unread();
    writer.lines
}

struct Writer<'p> {
    proposal: &'p Proposal,
    lines: Vec<Line>,
}

impl Writer<'_> {
    fn document(&mut self) {
        self.required("number", &[Role::field("number")]);
        self.required("date", &[Role::field("date")]);
        self.optional("due_date", &[Role::field("due_date")]);
        self.client(&["client", "payer", ""]);
        self.group("organization", &["organization"], "");
        self.contract_of();
        self.currency();
        self.required("total", &[Role::field("total"), Role::field("received")]);
        self.optional("vat", &[Role::field("vat")]);
        self.flags();
        self.optional("manager", &[Role::field("manager")]);
        self.optional("comment", &[Role::field("comment"), Role::field("purpose")]);
        if let Some(order) = self.proposal.place(&Role::field("order")) {
            self.push(format!(
                "based_on = {{ fields = {{ kind = {{ const = \"order\" }}, number = {} }} }}",
                quoted(&order)
            ));
        }
        self.rows();
    }

    fn payment(&mut self) {
        self.optional("number", &[Role::field("number")]);
        self.required("date", &[Role::field("date")]);
        self.optional("value_date", &[Role::field("value_date")]);
        let (received, paid) = (self.place("received"), self.place("paid"));
        let accounts = ["payer", "payee"].map(|party| self.proposal.place(&Role::of(party, "account")));
        let marks = self.place("direction").map(|place| quoted(&place));
        match (&received, &paid, &accounts) {
            _ if let Some(place) = &marks => {
                let rule = format!("{{ from = {place}, table = \"direction\", strict = true, required = true }}");
                self.noted(format!("direction = {rule}"), Note::new("new-direction-by-marks").doubtful(true));
            }
            (Some(received), Some(paid), _) => {
                let rule =
                    format!("{{ payer = [], payee = [], received = {}, paid = {} }}", quoted(received), quoted(paid));
                self.push(format!("direction = {rule}"));
            }
            (_, _, [Some(payer), Some(payee)]) => {
                let rule = format!("{{ payer = [{}], payee = [{}] }}", quoted(payer), quoted(payee));
                self.noted(format!("direction = {rule}"), Note::new("new-direction-by-accounts"));
            }
            (None, Some(_), _) => self.push("direction = { const = \"out\" }"),
            _ => {
                let note = Note::new("new-direction-in").doubtful(received.is_none());
                self.noted("direction = { const = \"in\" }".to_owned(), note);
            }
        }
        self.push("method = { const = \"bank\" }");
        self.currency();
        match (received, paid) {
            (Some(received), Some(paid)) => {
                let rule =
                    format!("[{{ from = {}, required = true }}, {{ from = {} }}]", quoted(&received), quoted(&paid));
                self.push(format!("amount = {rule}"));
            }
            _ => self.required("amount", &[Role::field("total"), Role::field("received"), Role::field("paid")]),
        }
        self.sides();
        self.optional("purpose", &[Role::field("purpose"), Role::field("comment")]);
        if let Some(invoice) = self.place("invoice") {
            self.push(format!(
                "pays = {{ fields = {{ kind = {{ const = \"invoice\" }}, number = {} }} }}",
                quoted(&invoice)
            ));
        }
        self.flags();
    }

    /// Who paid whom: both sides where they are told apart, else the counterparty on the side the direction says.
    fn sides(&mut self) {
        let side = |party: &str| self.inside(&[party], &["name", "tax_id", "kpp", "account"]);
        let (payer, payee) = (side("payer"), side("payee"));
        let when = |direction: &str| format!("when = {{ field = \"direction\", is = [\"{direction}\"] }}");
        if payer.is_empty() && payee.is_empty() {
            let one = self
                .proposal
                .client
                .as_ref()
                .map_or_else(|| self.inside(&["client", ""], &["name", "tax_id", "kpp", "account"]), Reference::fields);
            if one.is_empty() {
                self.missing("payer");
                return;
            }
            self.push(format!("payer = {{ fields = {{ {one} }}, {} }}", when("in")));
            self.push(format!("payee = {{ fields = {{ {one} }}, {} }}", when("out")));
            self.client(&["client", ""]);
            return;
        }
        for (name, fields) in [("payer", &payer), ("payee", &payee)] {
            if !fields.is_empty() {
                self.push(format!("{name} = {{ fields = {{ {fields} }} }}"));
            }
        }
        let client = |party: &str| self.inside(&[party], &["name", "tax_id", "kpp"]);
        let choices: Vec<String> = [("payer", "in"), ("payee", "out")]
            .into_iter()
            .map(|(party, direction)| (client(party), direction))
            .filter(|(fields, _)| !fields.is_empty())
            .map(|(fields, direction)| format!("{{ fields = {{ {fields} }}, {} }}", when(direction)))
            .collect();
        if !choices.is_empty() {
            self.push(format!("client = [{}]", choices.join(", ")));
        }
    }

    fn party(&mut self) {
        let any = |word: &str| [Role::of("", word), Role::of("client", word)];
        let name = [Role::of("client", "name"), Role::of("", "name"), Role::of("client", "legal_name")];
        self.required("name", &name);
        for word in ["legal_name", "tax_id", "kpp", "registration_number", "phones", "emails", "addresses"] {
            self.optional(word, &any(word));
        }
        let accounts = self.inside(&["", "client"], &["account", "bank_code", "bank_name"]);
        if !accounts.is_empty() {
            self.push(format!("bank_accounts = {{ fields = {{ {accounts} }} }}"));
        }
        for word in ["manager", "segment", "region", "comment", "deleted"] {
            self.optional(word, &[Role::field(word)]);
        }
        self.noted("roles = { const = [\"buyer\"] }".to_owned(), Note::new("new-roles"));
    }

    fn contact(&mut self) {
        self.required("name", &[Role::of("", "name")]);
        self.client(&["client", "organization"]);
        self.optional("job_title", &[Role::field("job_title")]);
        self.optional("phones", &[Role::of("", "phones")]);
        self.optional("emails", &[Role::of("", "emails")]);
    }

    fn contract(&mut self) {
        self.required("number", &[Role::field("number"), Role::field("contract")]);
        self.optional("date", &[Role::field("date")]);
        self.optional("name", &[Role::of("", "name")]);
        self.client(&["client"]);
        self.group("organization", &["organization"], "");
        self.currency();
    }

    fn product(&mut self) {
        self.required("name", &[Role::of("", "name"), Role::field("product")]);
        self.optional("article", &[Role::field("article")]);
        self.optional("code", &[Role::of("", "id")]);
        self.optional("unit", &[Role::field("unit")]);
    }

    fn place(&self, word: &str) -> Option<String> {
        self.proposal.place(&Role::field(word))
    }

    fn push(&mut self, text: impl Into<String>) {
        self.lines.push(code(text));
    }

    fn noted(&mut self, text: String, note: Note) {
        self.lines.push(Line::Code(text, Some(note)));
    }

    fn missing(&mut self, field: &str) {
        self.lines.push(Line::Unused(format!("{field} = \"…\""), Some(Note::new("new-missing").doubtful(true))));
    }

    fn found(&self, roles: &[Role]) -> Option<(String, Option<Note>)> {
        roles.iter().find_map(|role| Some((self.proposal.place(role)?, self.proposal.note_of(role))))
    }

    fn required(&mut self, field: &str, roles: &[Role]) {
        match self.found(roles) {
            Some((place, _)) if roles.iter().any(|role| self.proposal.is_minor(role)) => {
                let rule = format!("{field} = {{ from = {}, scale = 2, required = true }}", quoted(&place));
                self.noted(rule, Note::new("new-scale").doubtful(true));
            }
            Some((place, note)) => {
                self.lines
                    .push(Line::Code(format!("{field} = {{ from = {}, required = true }}", quoted(&place)), note));
            }
            None => self.missing(field),
        }
    }

    fn optional(&mut self, field: &str, roles: &[Role]) {
        if let Some((place, note)) = self.found(roles) {
            self.lines.push(Line::Code(format!("{field} = {}", quoted(&place)), note));
        }
    }

    /// `name = "…", tax_id = "…"` of the first of the parties that has each.
    fn inside(&self, parties: &[&str], words: &[&str]) -> String {
        let mut pairs = Vec::new();
        for word in words {
            let places = parties.iter().filter_map(|party| self.proposal.place(&Role::of(party, word)));
            let Some(place) = places.into_iter().next() else { continue };
            pairs.push(match *word {
                "account" => format!("account = {{ from = {}, convert = [\"no_blanks\"] }}", quoted(&place)),
                word => format!("{word} = {}", quoted(&place)),
            });
        }
        pairs.join(", ")
    }

    fn client(&mut self, parties: &[&str]) {
        if let Some(client) = &self.proposal.client {
            let fields = client.fields_with_id();
            let rule = format!("client = {{ fields = {{ {fields}, roles = {{ const = [\"buyer\"] }} }} }}");
            self.noted(rule, Note::new("new-client-code"));
            return;
        }
        let mut more = String::new();
        if let Some(id) = parties
            .iter()
            .filter(|party| !party.is_empty())
            .find_map(|party| self.proposal.place(&Role::of(party, "id")))
        {
            more = format!("id = {}", quoted(&id));
        }
        let is_named = parties.iter().any(|party| self.proposal.place(&Role::of(party, "name")).is_some());
        let is_known = parties.iter().any(|party| self.proposal.place(&Role::of(party, "tax_id")).is_some());
        if !is_named && is_known && self.proposal.outline.has_headings {
            more = if more.is_empty() { "name = \"group\"".to_owned() } else { format!("{more}, name = \"group\"") };
        }
        let before = self.lines.len();
        self.group("client", parties, &more);
        if self.lines.len() > before {
            return;
        }
        if self.proposal.outline.has_headings {
            self.noted(
                "client = { fields = { name = \"group\" } }".to_owned(),
                Note::new("new-client-heading").doubtful(true),
            );
        } else {
            self.missing("client");
        }
    }

    fn group(&mut self, field: &str, parties: &[&str], more: &str) {
        let fields = self.inside(parties, &PARTY);
        if fields.is_empty() {
            return;
        }
        let roles = if field == "client" { ", roles = { const = [\"buyer\"] }" } else { "" };
        let more = if more.is_empty() { String::new() } else { format!("{more}, ") };
        let roles_of = parties.iter().flat_map(|party| PARTY.iter().map(move |word| Role::of(party, word)));
        let notes: Vec<Note> = roles_of.filter_map(|role| self.proposal.note_of(&role)).collect();
        let doubtful = notes.iter().find(|note| note.is_doubtful).or(notes.first()).cloned();
        self.lines.push(Line::Code(format!("{field} = {{ fields = {{ {more}{fields}{roles} }} }}"), doubtful));
    }

    fn contract_of(&mut self) {
        if let Some(contract) = self.place("contract") {
            self.push(format!("contract = {{ fields = {{ name = {} }} }}", quoted(&contract)));
        }
    }

    fn currency(&mut self) {
        match (self.place("currency"), self.proposal.currency_of_caption()) {
            (Some(place), _) => {
                let note = self.proposal.note_of(&Role::field("currency"));
                self.lines.push(Line::Code(
                    format!("currency = {{ from = {}, table = \"currency\" }}", quoted(&place)),
                    note,
                ));
            }
            (None, Some(code)) => {
                self.noted(format!("currency = {{ const = {} }}", quoted(code)), Note::new("new-currency-caption"));
            }
            (None, None) => self.lines.push(Line::Remark(Note::new("new-currency-base"))),
        }
    }

    /// Posted, deleted, cancelled, paid.
    fn flags(&mut self) {
        match self.found(&[Role::field("posted")]) {
            Some((place, note)) => self.lines.push(Line::Code(format!("posted = {}", quoted(&place)), note)),
            None => self.noted("posted = { const = true }".to_owned(), Note::new("new-posted")),
        }
        let is_payment = self.proposal.kind() == RecordKind::Payment;
        self.optional("deleted", &[Role::field("deleted")]);
        if !is_payment {
            self.optional("canceled", &[Role::field("canceled")]);
            if let Some((place, note)) = self.found(&[Role::field("paid_hint")]) {
                self.lines.push(Line::Code(
                    format!("paid_hint = {{ from = {}, severity = \"notice\" }}", quoted(&place)),
                    note,
                ));
            }
        }
    }

    /// The rows of a document: the repeated group that most of is understood as rows.
    fn rows(&mut self) {
        const ROW: [(&str, &[&str]); 7] = [
            ("name", &["product", "name"]),
            ("unit", &["unit"]),
            ("quantity", &["quantity"]),
            ("price", &["price"]),
            ("total", &["total"]),
            ("vat_rate", &["vat_rate"]),
            ("vat", &["vat"]),
        ];
        let mut best: Option<(usize, String, Vec<Note>)> = None;
        for (each, columns, guesses) in self.proposal.groups() {
            let mut pairs = Vec::new();
            let mut notes = Vec::new();
            for (field, words) in ROW {
                let wanted = |role: &Role| {
                    words.contains(&role.word.as_str()) && role.party.as_deref().is_none_or(str::is_empty)
                };
                let Some(guess) = guesses.iter().find(|guess| wanted(&guess.role)) else { continue };
                let Some(column) = columns.get(guess.column) else { continue };
                pairs.push(format!("{field} = {}", quoted(&column.place)));
                notes.push(remark(guess, column));
            }
            if pairs.len() >= 2 && best.as_ref().is_none_or(|(count, ..)| pairs.len() > *count) {
                let rule = format!("lines = {{ each = {}, fields = {{ {} }} }}", quoted(each), pairs.join(", "));
                best = Some((pairs.len(), rule, notes));
            }
        }
        if let Some((_, rule, notes)) = best {
            self.lines.push(Line::Code(rule, notes.into_iter().max_by_key(|note| note.is_doubtful)));
        }
    }

    /// Elements nobody reads, for the admin to take up; columns of tables are listed with the columns.
    fn unread(&mut self) {
        if self.proposal.is_table() {
            return;
        }
        let written: Vec<&String> = self
            .lines
            .iter()
            .filter_map(|line| if let Line::Code(text, _) = line { Some(text) } else { None })
            .collect();
        let is_read = |place: &str| written.iter().any(|text| text.contains(&quoted(place)));
        let key = self.proposal.place(&Role::of("", "id"));
        let unread = self
            .proposal
            .columns()
            .iter()
            .filter(|column| !is_read(&column.place) && key.as_deref() != Some(&column.place));
        let unread: Vec<String> = unread.map(|column| format!("  {} = {}", column.place, example(column))).collect();
        if !unread.is_empty() {
            self.lines.push(Line::Blank);
            self.lines.push(Line::Remark(Note::new("new-unread")));
        }
        self.lines.extend(unread.into_iter().map(|text| Line::Unused(text, None)));
    }
}
