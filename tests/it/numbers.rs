//! Printed numbers of a site that began anew: none is printed again, and a number that is in the
//! ledger twice all the same is kept twice and told to the duty leader.

use serde_json::Value;
use serde_json::json;
use uuid::Uuid;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::RenewReason;
use yizhan::domain::event::SiteRenewed;
use yizhan::domain::ids::VisitId;
use yizhan::ops::Hall;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::ledger;
use yizhan::store::ledger::Order;

use crate::support::TrialHall;

/// Begins the site's logs anew; the new one tells of a ticket with a number that is given already,
/// as a copy of the machine may have.
fn begin_anew(t: &mut TrialHall, twice: bool) {
    let mut store = Store::open(t.dir()).unwrap();
    let mut issued = None;
    ledger::walk(store.db(), Order::Time, |entry| {
        if let Some(Event::TicketIssued(e)) = entry.event()? {
            issued = Some(e);
        }
        Ok(true)
    })
    .unwrap();
    let now = t.now;
    store
        .write(|writer| {
            let ended = writer.heads().to_vec();
            writer.begin_epoch("here", &ended, 2, now, &[7; 16])?;
            for old in &ended {
                let event = Event::from(SiteRenewed {
                    epoch: 2,
                    reason: RenewReason::Moved,
                    why: String::new(),
                    after: Some(yizhan::domain::event::LogEnd {
                        log: yizhan::domain::site::LogName(old.log),
                        audience: old.audience.clone(),
                        seq: old.seq,
                        hash: old.hash.to_string(),
                    }),
                });
                writer.append_to(&old.audience, Uuid::nil(), ActorNo::SYSTEM, now, &event)?;
            }
            if let (true, Some(mut again)) = (twice, issued) {
                again.visit = VisitId(Uuid::from_u128(7));
                let event = Event::from(again);
                writer.append_to("up", Uuid::from_u128(7), ActorNo::SYSTEM, now, &event)?;
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
    drop(store);
    t.hall = Hall::open(t.dir()).unwrap();
}

fn tasks(t: &TrialHall) -> Vec<(String, String)> {
    let store = Store::open(t.dir()).unwrap();
    let open = yizhan::store::view::tasks::open(store.db()).unwrap();
    open.into_iter()
        .map(|task| (task.kind.word().to_owned(), task.about))
        .collect()
}

#[test]
fn after_a_new_epoch_no_ticket_and_no_case_bears_a_number_of_the_one_before() {
    let mut t = TrialHall::staffed();
    let first = t.must("take_ticket", json!({"centre": "social"}));
    let case = |t: &mut TrialHall| -> Value {
        t.must("quick_serve", json!({"window": 1, "matter": "SPOT"}));
        let fields = json!({"window": 1, "matter": "SPOT", "name": "王芳", "phone": "13800000000"});
        let case = t.must("accept_case", fields);
        t.must("end_visit", json!({"window": 1}));
        case["number"].clone()
    };
    let before = case(&mut t);
    begin_anew(&mut t, false);
    let second = t.must("take_ticket", json!({"centre": "social"}));
    let third = t.must("take_ticket", json!({"centre": "social"}));
    let (first, second) = (
        first["ticket"].as_str().unwrap(),
        second["ticket"].as_str().unwrap(),
    );
    let digits = |no: &str| no[1..].parse::<u32>().unwrap();
    assert_eq!(digits(second), digits(first) + 1000, "{first} {second}");
    assert_eq!(
        digits(third["ticket"].as_str().unwrap()),
        digits(second) + 1
    );
    let after = case(&mut t);
    let (before, after) = (before.as_str().unwrap(), after.as_str().unwrap());
    assert!(
        before.ends_with("-0001") && after.ends_with("-B0001"),
        "{before} {after}"
    );
    assert_eq!(tasks(&t), []);
    t.assert_sound();
}

#[test]
fn a_ticket_number_printed_twice_is_kept_twice_and_told_once() {
    let mut t = TrialHall::staffed();
    let first = t.must("take_ticket", json!({"centre": "social"}));
    begin_anew(&mut t, true);
    t.must("take_ticket", json!({"centre": "social"}));
    let told = tasks(&t);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "doubled_number");
    assert!(
        told[0].1.ends_with(first["ticket"].as_str().unwrap()),
        "{told:?}"
    );
    // Another process looks again, and says nothing more.
    t.hall = Hall::open(t.dir()).unwrap();
    t.must("take_ticket", json!({"centre": "social"}));
    assert_eq!(tasks(&t), told);
    let store = Store::open(t.dir()).unwrap();
    let visits: i64 = store
        .db()
        .query_row("SELECT count(*) FROM visits", [], |row| row.get(0))
        .unwrap();
    assert_eq!(visits, 4);
    drop(store);
    t.hall.rebuild().unwrap();
    t.assert_sound();
}
