//! Whether the hub's tables keep the rules, asked of the database's own catalogue.

use postgres::Client;

use crate::sync::hub::HubError;

/// A rule of the hub's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// A unique index does not begin with the organisation.
    KeyWithoutOrg,
    /// A table has no primary key.
    NoKey,
    /// The hash of a segment is not in its key: a fork would be swallowed.
    ForkSwallowed,
    /// A foreign key leads from one organisation to another.
    ForeignKeyAcross,
    /// A table has a trigger.
    Trigger,
    /// A table has no row level security.
    RowSecurityOff,
    /// The table's owner is above row level security.
    RowSecurityNotForced,
    /// A hall may write every column.
    InsertWholeTable,
    /// A hall may write the time of receipt.
    InsertReceiptTime,
    /// A hall or the importer may change or delete what was handed over.
    MayRewrite,
    /// One of our roles is above the rules of the database.
    AboveTheRules,
    /// A hall's login was given another role.
    HallIsMoreThanHall,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 12] = [
        Rule::KeyWithoutOrg,
        Rule::NoKey,
        Rule::ForkSwallowed,
        Rule::ForeignKeyAcross,
        Rule::Trigger,
        Rule::RowSecurityOff,
        Rule::RowSecurityNotForced,
        Rule::InsertWholeTable,
        Rule::InsertReceiptTime,
        Rule::MayRewrite,
        Rule::AboveTheRules,
        Rule::HallIsMoreThanHall,
    ];

    /// Returns the word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Rule::KeyWithoutOrg => "key_without_org",
            Rule::NoKey => "no_key",
            Rule::ForkSwallowed => "fork_swallowed",
            Rule::ForeignKeyAcross => "foreign_key_across",
            Rule::Trigger => "trigger",
            Rule::RowSecurityOff => "row_security_off",
            Rule::RowSecurityNotForced => "row_security_not_forced",
            Rule::InsertWholeTable => "insert_whole_table",
            Rule::InsertReceiptTime => "insert_receipt_time",
            Rule::MayRewrite => "may_rewrite",
            Rule::AboveTheRules => "above_the_rules",
            Rule::HallIsMoreThanHall => "hall_is_more_than_hall",
        }
    }
}

/// A rule that is broken, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// The table, index or role.
    pub at: String,
}

/// Returns every rule that is broken; none for a sound hub.
///
/// # Errors
/// [`HubError`]: the database failed, or is no hub.
pub fn lint(client: &mut Client) -> Result<Vec<Finding>, HubError> {
    let tables: i64 = client
        .query_one(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = 'yizhan' AND c.relkind IN ('r', 'p')",
            &[],
        )?
        .try_get(0)?;
    if tables == 0 {
        return Err(HubError::NoHub);
    }
    let mut findings = Vec::new();
    for row in client.query(include_str!("../sql/hub_lint.sql"), &[])? {
        let word: &str = row.try_get(0)?;
        if let Some(rule) = Rule::ALL.into_iter().find(|rule| rule.word() == word) {
            let at = row.try_get(1)?;
            findings.push(Finding { rule, at });
        }
    }
    Ok(findings)
}
