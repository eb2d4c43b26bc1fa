//! A job in words: who asks what, where it lies and why there, and what came of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::hotline::Channel;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::Nearness;
use crate::domain::hotline::Spot;
use crate::domain::hotline::Stand;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::ops::read::JobLine;
use crate::ui::paint;
use crate::ui::post::board_rows;
use crate::ui::post::window::view::words::date;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Returns the key of a kind's word.
pub(super) fn kind_key(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Repair => "hotline.kind_repair",
        JobKind::Question => "hotline.kind_question",
        JobKind::Complaint => "hotline.kind_complaint",
        JobKind::Lookup => "hotline.kind_lookup",
        JobKind::Visit => "hotline.kind_visit",
    }
}

/// Returns the key of a channel's word.
pub(super) fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "hotline.channel_phone",
        Channel::Window => "hotline.channel_window",
        Channel::Village => "hotline.channel_village",
    }
}

/// Returns the key of a spot's word.
pub(super) fn spot_key(spot: Spot) -> &'static str {
    match spot {
        Spot::Home => "hotline.spot_home",
        Spot::Outside => "hotline.spot_outside",
    }
}

/// Returns the key of how far a job is.
pub(super) fn stand_key(stand: Stand) -> &'static str {
    match stand {
        Stand::Open => "hotline.stand_open",
        Stand::Sent => "hotline.stand_sent",
        Stand::Done => "hotline.stand_done",
        Stand::Over => "hotline.stand_over",
    }
}

/// Returns the key of why a job lies with its station.
pub(super) fn why_key(why: Nearness) -> &'static str {
    match why {
        Nearness::SameVillage => "hotline.why_same_village",
        Nearness::ListedVillage => "hotline.why_listed_village",
        Nearness::FirstListed => "hotline.why_first_listed",
        Nearness::Here => "hotline.why_here",
        Nearness::Chosen => "hotline.why_chosen",
    }
}

/// Returns the end of a number that is told apart on a list: month, day and count.
pub(super) fn short(number: &str) -> &str {
    let behind = number.split_once('-').map_or(number, |(_, behind)| behind);
    behind.get(2..).unwrap_or(behind)
}

/// Returns the lamp of a job and its time in words: of a visit when it is, else the last day.
pub(super) fn day(line: &JobLine, zone: Zone, now: UtcMs, look: &Look) -> (Option<Lamp>, String) {
    let today = zone.day(now);
    let when = line.when.filter(|_| line.stand == Stand::Sent);
    let said = match when {
        Some(at) if zone.day(at) == today => zone.clock(at),
        Some(at) => format!("{} {}", date(zone.day(at), look.lang), zone.clock(at)),
        None => date(line.due, look.lang),
    };
    let (lamp, key) = match line.late {
        true => (Lamp::Over, "common.lamp_over"),
        false if line.stand == Stand::Done => (Lamp::Soon, "hotline.to_call"),
        false if line.due <= today || when.is_some_and(|at| at < now) => {
            (Lamp::Soon, "common.lamp_soon")
        }
        false => (Lamp::Ok, "common.lamp_ok"),
    };
    let shown = paint::lamp(lamp, look.tr(key), look.glyphs);
    (Some(lamp), format!("{shown} {said}"))
}

/// Returns where a job is.
fn place(line: &JobLine) -> String {
    format!("{} {}", line.village, line.place).trim().to_owned()
}

/// Returns who asks what and where, as a dialog names it.
pub(super) fn head(line: &JobLine, look: &Look) -> String {
    let parts = [
        look.tr(kind_key(line.kind)).to_owned(),
        line.what.clone(),
        place(line),
        line.name.clone(),
        line.phone.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("  ")
}

/// Draws a job: what is known of it, a row each as far as there is room.
pub(super) fn draw(line: &JobLine, zone: Zone, area: Rect, buf: &mut Buffer, look: &Look) {
    board_rows::all_of(&said(line, zone, look), area, buf, look);
}

fn said(line: &JobLine, zone: Zone, look: &Look) -> Vec<(Role, String)> {
    let lang = look.lang;
    let mut all = vec![(
        Role::Title,
        format!("{}  {}", look.tr(kind_key(line.kind)), line.what),
    )];
    let channel = look.tr(channel_key(line.channel));
    let due = date(line.due, lang);
    let who = format!("{}  {}  {}", line.name, line.phone, place(line));
    all.push((Role::Text, who.trim().to_owned()));
    let taken = [
        ("channel", &channel as &dyn std::fmt::Display),
        ("due", &due),
    ];
    all.push((Role::Muted, lang.say("hotline.taken", &taken)));
    if let (Some(why), Some(when)) = (line.why, line.when) {
        let why = look.tr(why_key(why));
        let spot = line.spot.map_or("", |spot| look.tr(spot_key(spot)));
        let when = format!("{} {}", date(zone.day(when), lang), zone.clock(when));
        let values: [(&str, &dyn std::fmt::Display); 5] = [
            ("station", &line.station),
            ("why", &why),
            ("person", &line.person),
            ("when", &when),
            ("spot", &spot),
        ];
        all.push((Role::Text, lang.say("hotline.sent_to", &values)));
    }
    if !line.anew.is_empty() {
        all.push((
            Role::Muted,
            lang.say("hotline.anew", &[("reason", &line.anew)]),
        ));
    }
    for (n, reason) in line.missed.iter().enumerate() {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &(n + 1)), ("reason", reason)];
        all.push((Role::Warn, lang.say("hotline.missed", &values)));
    }
    if !line.outcome.is_empty() {
        let said = lang.say("hotline.outcome_was", &[("outcome", &line.outcome)]);
        all.push((Role::Text, said));
    }
    if line.twice {
        all.push((Role::Warn, look.tr("hotline.twice").to_owned()));
    }
    if line.charged > 0 {
        let yuan = format!("{}.{:02}", line.charged / 100, line.charged % 100);
        all.push((Role::Text, lang.say("hotline.charged", &[("yuan", &yuan)])));
    }
    all
}
