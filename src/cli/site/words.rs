//! How sites and their cards are written on the command line.

use crate::domain::site::Card;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::locale::Lang;

/// Reads what a site is.
pub(in crate::cli) fn kind_of(text: &str) -> Result<SiteKind, String> {
    SiteKind::from_word(text).ok_or_else(|| format!("{text:?} is not village, hall or hub"))
}

/// Reads what another site is to this one.
pub(super) fn relation_of(text: &str) -> Result<Relation, String> {
    Relation::from_word(text).ok_or_else(|| format!("{text:?} is not parent or child"))
}

/// Returns what a site is.
pub(in crate::cli) fn kind(lang: Lang, kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Village => lang.tr("refusal.kind_village"),
        SiteKind::Hall => lang.tr("refusal.kind_hall"),
        SiteKind::Hub => lang.tr("refusal.kind_hub"),
    }
}

/// Returns what another site is to this one.
pub(in crate::cli) fn relation(lang: Lang, relation: Relation) -> &'static str {
    match relation {
        Relation::Parent => lang.tr("refusal.relation_parent"),
        Relation::Child => lang.tr("refusal.relation_child"),
    }
}

/// Returns whose card it is.
pub(super) fn who(lang: Lang, card: &Card) -> String {
    lang.say(
        "site.card_of",
        &[
            ("name", &card.name),
            ("org", &card.org),
            ("kind", &kind(lang, card.kind)),
            ("epoch", &card.epoch()),
        ],
    )
}

/// Returns a card's page: whose it is, and the fingerprint large enough to be read over the phone,
/// a group a line.
pub(super) fn card(lang: Lang, card: &Card) -> String {
    let mut page = who(lang, card) + "\n" + lang.tr("site.fingerprint") + "\n\n";
    for group in card.fingerprint().split('-') {
        let spaced: Vec<String> = group.chars().map(String::from).collect();
        page.push_str(&format!("    {}\n", spaced.join("  ")));
    }
    page.push_str(&format!("\n    {}\n\n", card.fingerprint()));
    page
}
