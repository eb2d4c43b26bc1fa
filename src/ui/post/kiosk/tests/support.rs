//! A kiosk with figures, matters and numbers to test with.

use super::*;
use crate::domain::case_file::Stage;
use crate::domain::ids::VisitId;
use crate::ops::read::Held;

pub(super) const NOW: UtcMs = UtcMs(1_773_279_720_000); // 2026-03-12 09:42 in China

pub(super) fn later(seconds: i64) -> UtcMs {
    NOW.plus(Seconds(seconds))
}

pub(super) fn setting(printer: &str) -> Setting {
    let mut config = Config::default();
    config.kiosk.printer = printer.to_owned();
    Setting {
        zone: Zone::china(),
        config,
        calendar: Calendar::shipped(),
        who: Who::Resident,
    }
}

pub(super) fn figures() -> read::Kiosk {
    let choice = |centre, waiting, windows, estimate| CentreChoice {
        centre,
        waiting,
        longest: Seconds(0),
        windows,
        estimate,
    };
    read::Kiosk {
        hall: "便民服务中心".to_owned(),
        centres: vec![
            choice(Centre::Economy, 3, 1, Estimate::About { minutes: 8 }),
            choice(Centre::Social, 7, 2, Estimate::About { minutes: 18 }),
            choice(Centre::Governance, 0, 0, Estimate::NoWindow),
        ],
        doors_open: true,
        unaccounted: None,
    }
}

pub(super) fn matter(code: &str, centre: Centre, name: &str, aliases: &[&str]) -> Matter {
    Matter {
        statutory: Limit::WorkingDays(30),
        promised: Limit::WorkingDays(20),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        ..Matter::named(code, centre, name)
    }
}

pub(super) fn matters() -> Vec<Matter> {
    let mut matters = vec![
        matter(
            "S001",
            Centre::Social,
            "最低生活保障",
            &["低保", "吃低保", "困难户"],
        ),
        matter(
            "S002",
            Centre::Social,
            "残疾人证新办",
            &["残疾证", "办残疾证"],
        ),
        matter("E001", Centre::Economy, "农机购置补贴", &["农机"]),
    ];
    for n in 3..=10 {
        let name = format!("社会事项{n}");
        matters.push(matter(&format!("S{n:03}"), Centre::Social, &name, &[]));
    }
    matters
}

pub(super) fn kiosk_with(printer: &str, figures: read::Kiosk) -> (Kiosk, Vec<Effect>) {
    let mut kiosk = Kiosk::new(setting(printer));
    let mut effects = kiosk.news(News::Catalogue(matters()), NOW);
    effects.extend(kiosk.news(News::Kiosk(figures), NOW));
    (kiosk, effects)
}

pub(super) fn kiosk() -> Kiosk {
    let (kiosk, effects) = kiosk_with("file:slips", figures());
    assert!(effects.is_empty());
    kiosk
}

/// Presses each character of a text; digits are digits.
pub(super) fn typed(kiosk: &mut Kiosk, keys: &str) -> Vec<Effect> {
    keys.chars()
        .filter_map(Key::of_char)
        .flat_map(|key| kiosk.key(key, NOW))
        .collect()
}

pub(super) fn take(effects: &[Effect]) -> &TakeTicket {
    match effects {
        [Effect::Do(Who::Resident, Call::TakeTicket(take))] => take,
        other => panic!("no ticket was asked for: {other:?}"),
    }
}

pub(super) fn recorded(effects: &[Effect]) -> Option<(String, SlipResult)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Do(Who::Resident, Call::RecordSlip(record)) => {
            Some((record.ticket.to_string(), record.result))
        }
        _ => None,
    })
}

pub(super) fn slip(effects: &[Effect]) -> &Slip {
    match effects {
        [Effect::Print(slip, _)] => slip,
        other => panic!("nothing was printed: {other:?}"),
    }
}

/// Lets the store give B024 for what was asked.
pub(super) fn give(kiosk: &mut Kiosk, asked: &[Effect]) -> Vec<Effect> {
    let call = Call::from(take(asked).clone());
    let taken = Taken {
        visit: VisitId("01890000-0000-7000-8000-000000000000".parse().unwrap()),
        ticket: "B024".parse().unwrap(),
        centre: Centre::Social,
        matter: take(asked).matter.as_ref().map(|_| "最低生活保障".into()),
        ahead: 7,
        estimate: Estimate::About { minutes: 18 },
    };
    kiosk.outcome(&call, Ok(Done::TakeTicket(taken)), NOW)
}

/// Lets the store keep what became of the slip.
pub(super) fn keep(kiosk: &mut Kiosk, result: SlipResult, now: UtcMs) -> Vec<Effect> {
    let ticket = "B024".parse().unwrap();
    let call = Call::from(RecordSlip { ticket, result });
    let done = SlipRecorded {
        ticket,
        in_line: result != SlipResult::Failed,
    };
    kiosk.outcome(&call, Ok(Done::RecordSlip(done)), now)
}

/// Goes as far as a slip that did not come out.
pub(super) fn unprinted(error: PrintError) -> (Kiosk, Vec<Effect>) {
    let mut kiosk = kiosk();
    let asked = typed(&mut kiosk, "21");
    give(&mut kiosk, &asked);
    let effects = kiosk.printed(Err(error), NOW);
    (kiosk, effects)
}

pub(super) fn left_over() -> read::Kiosk {
    read::Kiosk {
        unaccounted: Some("B024".parse().unwrap()),
        ..figures()
    }
}

pub(super) fn ticket_card(state: crate::domain::visit::VisitState) -> News {
    let row = read::LineRow {
        ticket: "B024".into(),
        no: Some("B024".parse().unwrap()),
        centre: Centre::Social,
        target: crate::domain::visit::Target::Centre(Centre::Social),
        state,
        priority: None,
        matter: Some("S001".into()),
        window: None,
        since: NOW,
        waited: Seconds(0),
        returned: false,
        parked_until: None,
    };
    News::Ticket(Some(Box::new(read::TicketCard {
        visit: VisitId(uuid::Uuid::from_u128(7)),
        row,
        ahead: None,
        end: None,
        spans: Vec::new(),
    })))
}

pub(super) fn answer() -> SelfAnswer {
    SelfAnswer {
        stage: Stage::Working,
        due: NaiveDate::from_ymd_opt(2026, 4, 16),
        provisional: false,
        holder: Held {
            kind: "centre".into(),
            who: "social".into(),
            name: String::new(),
        },
        missing: vec!["收入财产证明".into()],
        until: NaiveDate::from_ymd_opt(2026, 4, 16),
        ended: None,
    }
}
