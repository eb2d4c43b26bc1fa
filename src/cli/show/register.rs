//! The pages about the register: people, duplicates, who was shown in full.

use crate::cli::output::Table;
use crate::cli::show::lists::Page;
use crate::locale;
use crate::ops::read::DuplicateGroup;
use crate::ops::read::PeopleFound;
use crate::ops::read::PersonCard;
use crate::ops::read::PersonLine;
use crate::ops::read::RevealLine;

impl Page {
    fn people_table(&self, lines: &[PersonLine]) -> String {
        let mut table = Table::new(&[]);
        for line in lines {
            table.row(self.person_row(line));
        }
        table.text()
    }

    fn person_row(&self, line: &PersonLine) -> Vec<String> {
        vec![
            line.name.clone(),
            line.number.clone(),
            line.phone.clone(),
            line.place.clone(),
            line.person.to_string(),
        ]
    }

    /// Writes people found, and whether there are more.
    pub(super) fn people(&self, found: &PeopleFound) -> String {
        let mut out = match found.people.is_empty() {
            true => format!("{}\n", self.lang.tr("cli.nobody")),
            false => self.people_table(&found.people),
        };
        if found.more {
            let n = found.people.len();
            out.push_str(&self.lang.say("cli.more_than", &[("n", &n)]));
            out.push('\n');
        }
        out
    }

    /// Writes a person's card.
    pub(super) fn person(&self, card: &PersonCard) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[]);
        let mut put = |key: &str, value: String| {
            if !value.is_empty() {
                table.row(vec![lang.tr(key).to_owned(), value]);
            }
        };
        let comma = lang.tr("cli.comma");
        put("cli.resident_name", card.line.name.clone());
        put(
            "cli.kind",
            lang.tr(&format!("cli.kind_{}", card.kind.word()))
                .to_owned(),
        );
        put("cli.resident_number", card.line.number.clone());
        let told: Vec<String> = card
            .findings
            .iter()
            .map(|code| locale::finding(lang, code))
            .chain(card.notes.iter().filter_map(|note| {
                lang.lookup(&format!("cli.number_note_{note}"))
                    .map(ToOwned::to_owned)
            }))
            .collect();
        put("cli.head_notes", told.join(comma));
        if let Some(sex) = card.sex {
            put("cli.sex", lang.tr(&format!("cli.sex_{sex}")).to_owned());
        }
        put(
            "cli.age",
            card.age.map(|age| age.to_string()).unwrap_or_default(),
        );
        put("cli.resident_phone", card.line.phone.clone());
        put("cli.resident_village", card.line.place.clone());
        if card.bad_credit {
            put("cli.credit", lang.tr("cli.credit_unrepaired").to_owned());
        }
        put("cli.person_id", card.line.person.to_string());
        let mut out = table.text();
        if !card.merged.is_empty() {
            out.push_str(&format!("\n{}\n", lang.tr("cli.title_merged")));
            out.push_str(&self.people_table(&card.merged));
        }
        if !card.duplicates.is_empty() {
            out.push_str(&format!("\n{}\n", lang.tr("cli.title_alike")));
            let mut table = Table::new(&[]);
            for other in &card.duplicates {
                let mut row = vec![self.alike(other.why.word())];
                row.extend(self.person_row(&other.line));
                table.row(row);
            }
            out.push_str(&table.text());
        }
        if !card.cases.is_empty() {
            out.push_str(&format!("\n{}", self.cases(&card.cases)));
        }
        out
    }

    fn alike(&self, why: &str) -> String {
        self.lang.tr(&format!("cli.alike_{why}")).to_owned()
    }

    /// Writes groups of records that may be of one person.
    pub(super) fn duplicates(&self, groups: &[DuplicateGroup], more: bool) -> String {
        if groups.is_empty() {
            return format!("{}\n", self.lang.tr("cli.no_duplicates"));
        }
        let mut out = String::new();
        for group in groups {
            out.push_str(&self.title(&self.alike(group.why.word())));
            out.push_str(&self.people_table(&group.people));
        }
        if more {
            let n = groups.len();
            out.push_str(&self.lang.say("cli.more_than", &[("n", &n)]));
            out.push('\n');
        }
        out
    }

    /// Writes who had whom shown in full.
    pub(super) fn reveals(&self, lines: &[RevealLine]) -> String {
        let lang = self.lang;
        if lines.is_empty() {
            return format!("{}\n", lang.tr("cli.no_reveals"));
        }
        let mut table = Table::new(&[
            lang.tr("cli.head_time"),
            lang.tr("cli.head_who"),
            lang.tr("cli.head_person"),
            lang.tr("cli.head_case"),
            lang.tr("cli.head_reason"),
        ]);
        for line in lines {
            table.row(vec![
                self.zone.clock(line.at),
                format!("{} {}", line.staff, line.staff_name),
                line.name.clone(),
                line.case.clone().unwrap_or_default(),
                line.reason.clone(),
            ]);
        }
        table.text()
    }
}
