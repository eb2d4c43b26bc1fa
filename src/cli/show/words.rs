//! Small words of the pages: states, centres, spans, alarms.

use crate::domain::alarm::Alarm;
use crate::domain::alarm::Severity;
use crate::domain::alarm::Trouble;
use crate::domain::deadline::Lamp;
use crate::domain::ids::Centre;
use crate::domain::live::WindowState;
use crate::domain::time::Seconds;
use crate::locale::Lang;

/// Returns a word of the command line's own file, or the word itself.
pub(crate) fn word(lang: Lang, kind: &str, name: &str) -> String {
    lang.lookup(&format!("cli.{kind}_{name}"))
        .unwrap_or(name)
        .to_owned()
}

/// Returns a state of a visit in words.
pub(crate) fn state(lang: Lang, name: &str) -> String {
    lang.lookup(&format!("refusal.state_{name}"))
        .unwrap_or(name)
        .to_owned()
}

/// Returns a centre's name.
pub(crate) fn centre(lang: Lang, centre: Centre) -> String {
    word(lang, "centre", centre.word())
}

/// Returns centres' names, joined.
pub(crate) fn centres(lang: Lang, all: &[Centre]) -> String {
    let names: Vec<String> = all.iter().map(|c| centre(lang, *c)).collect();
    names.join(lang.tr("cli.comma"))
}

/// Returns a span as `M:SS`, or `H:MM:SS`.
pub(crate) fn span(span: Seconds) -> String {
    let (hours, minutes, seconds) = (span.0 / 3600, span.0 / 60 % 60, span.0 % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// Returns what a window is doing.
pub(crate) fn window(lang: Lang, state: &WindowState) -> String {
    match state {
        WindowState::Open => lang.tr("cli.window_open").to_owned(),
        WindowState::Closed => lang.tr("cli.window_closed").to_owned(),
        WindowState::Paused { reason, .. } => lang.say("cli.window_paused", &[("reason", reason)]),
    }
}

/// Returns a lamp as a word.
pub(crate) fn lamp(lang: Lang, lamp: Lamp) -> &'static str {
    match lamp {
        Lamp::Green => lang.tr("common.lamp_ok"),
        Lamp::Amber => lang.tr("common.lamp_soon"),
        Lamp::Red => lang.tr("common.lamp_over"),
    }
}

/// Returns the name of a kind of trouble, as in the ledger's words.
pub(crate) fn kind(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Emergency { .. } => "emergency",
        Trouble::NoWindow { .. } => "no_window",
        Trouble::IdleWindow { .. } => "idle_window",
        Trouble::LongWait { .. } => "long_wait",
        Trouble::LongLine { .. } => "long_line",
        Trouble::LongService { .. } => "long_service",
        Trouble::LongCall { .. } => "long_call",
        Trouble::ParkedDue { .. } => "parked_due",
        Trouble::AwayOverdue { .. } => "away_overdue",
        Trouble::DoorsOpen => "doors_open",
    }
}

/// Returns an alarm as a row: how pressing, what, where, for how long.
pub(crate) fn alarm(lang: Lang, alarm: &Alarm) -> Vec<String> {
    let severity = match alarm.severity {
        Severity::Red => lang.tr("cli.severity_red"),
        Severity::Amber => lang.tr("cli.severity_amber"),
    };
    let at = |no: &dyn std::fmt::Display| lang.say("cli.at_window", &[("window", no)]);
    let place = match &alarm.trouble {
        Trouble::Emergency { window, .. } => at(window),
        Trouble::IdleWindow { window, waiting } => lang.say(
            "cli.at_window_waiting",
            &[("window", window), ("n", waiting)],
        ),
        Trouble::NoWindow { centre: c, waiting } | Trouble::LongLine { centre: c, waiting } => lang
            .say(
                "cli.centre_waiting",
                &[("centre", &centre(lang, *c)), ("n", waiting)],
            ),
        Trouble::LongWait {
            ticket, centre: c, ..
        } => format!("{ticket} {}", centre(lang, *c)),
        Trouble::LongService { ticket, window, .. }
        | Trouble::LongCall { ticket, window, .. }
        | Trouble::ParkedDue { ticket, window, .. } => match window {
            Some(window) => format!("{ticket} {}", at(window)),
            None => ticket.clone(),
        },
        Trouble::AwayOverdue { staff, place } => format!("{staff} {place}"),
        Trouble::DoorsOpen => String::new(),
    };
    let what = word(lang, "alarm", kind(&alarm.trouble));
    vec![severity.to_owned(), what, place, span(alarm.lasting)]
}
