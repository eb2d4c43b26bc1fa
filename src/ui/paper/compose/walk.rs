//! The lists an assistant walks with: in large letters, with what is known of a door and no number of
//! a person.

use std::fmt::Display;

use crate::domain::deadline::Lamp;
use crate::domain::paper::Block;
use crate::domain::paper::Item;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperKind;
use crate::domain::paper::WalkDoc;
use crate::domain::walk::Errand;
use crate::domain::walk::Stop;
use crate::domain::walk::Thing;
use crate::locale::Lang;
use crate::ui::paper::compose::Sheet;
use crate::ui::paper::compose::day;
use crate::ui::paper::compose::together;

/// Writes the walk list of a day (走访单).
#[must_use]
pub fn walk(doc: &WalkDoc, lang: Lang) -> Paper {
    let mut sheet = begun(doc, lang, "paper.walk_order");
    for part in doors(doc, lang) {
        sheet.lines.extend(part);
    }
    sheet.done(PaperKind::Walk, "paper.walk")
}

/// Writes who gets what back on the next market day (取件单), with a place to sign.
#[must_use]
pub fn pick_up(doc: &WalkDoc, lang: Lang) -> Paper {
    let mut sheet = begun(doc, lang, "paper.pick_up_order");
    for part in doors(doc, lang) {
        sheet.lines.extend(part);
        sheet.sign("paper.sign_receiver");
    }
    sheet.done(PaperKind::PickUp, "paper.pick_up")
}

fn begun<'d>(doc: &'d WalkDoc, lang: Lang, order: &str) -> Sheet<'d> {
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.lines.push(Block::Big {
        label: lang.tr("paper.walk_day").to_owned(),
        value: day(doc.head.issued_on, lang),
        note: lang.say("paper.walk_count", &[("n", &doc.stops.len())]),
    });
    sheet.say(match doc.stops.is_empty() {
        true => "paper.walk_none",
        false => order,
    });
    sheet
}

/// Returns each door with what is to be done there.
fn doors(doc: &WalkDoc, lang: Lang) -> impl Iterator<Item = [Block; 2]> {
    doc.stops.iter().zip(1..).map(move |(stop, no)| {
        let items = stop.things.iter().map(|thing| item(thing, lang));
        [head(stop, no, lang), Block::List(items.collect())]
    })
}

fn head(stop: &Stop, no: usize, lang: Lang) -> Block {
    let door = &stop.door;
    let value = match door.place.as_str() {
        "" => door.name.clone(),
        place => format!("{}  {place}", door.name),
    };
    let at = stop.at().map_or_else(String::new, |at| {
        lang.say("paper.walk_at", &[("time", &at)])
    });
    Block::Big {
        label: lang.say("paper.walk_stop", &[("n", &no)]),
        value,
        note: together(&[&at, &door.phone]),
    }
}

/// Returns what is to be done, and with which papers.
pub fn deed(thing: &Thing, lang: Lang) -> String {
    let papers = match (thing.what, thing.papers.is_empty()) {
        (Errand::Deliver, true) => lang.tr("paper.walk_only_result").to_owned(),
        (Errand::Collect, true) => lang.tr("paper.walk_no_papers").to_owned(),
        (_, true) => thing.note.clone(),
        (_, false) => thing.papers.join(lang.tr("paper.list_comma")),
    };
    let values: [(&str, &dyn Display); 2] = [("about", &thing.about), ("papers", &papers)];
    let key = format!("paper.walk_{}", thing.what.word());
    lang.say(&key, &values).trim().to_owned()
}

fn item(thing: &Thing, lang: Lang) -> Item {
    let late = match (thing.day, thing.lamp) {
        (Some(by), Some(Lamp::Red)) => lang.say("paper.walk_late", &[("day", &day(by, lang))]),
        (Some(by), Some(_)) => lang.say("paper.walk_by", &[("day", &day(by, lang))]),
        _ => String::new(),
    };
    Item {
        // A box to tick: it is drawn by every font.
        text: format!("[ ] {}", deed(thing, lang)),
        detail: together(&[thing.short(), &late]),
    }
}
