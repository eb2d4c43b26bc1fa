//! The real `yizhan sync`, killed while it sends: the next one finishes.

use std::cell::RefCell;
use std::fs;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use uuid::Uuid;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::StaffRole;
use yizhan::domain::event::StaffSaved;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::time::UtcMs;
use yizhan::store::Audience;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::ledger;
use yizhan::store::verify;
use yizhan::sync::dice::Dice;

use crate::cli::Hall;
use crate::cli::sites::meet;
use crate::cli::sites::site;
use crate::sync::world::Node;
use crate::sync::world::org;
use crate::sync::world::upwards;

const KILLS: u32 = 100;
/// Entries that are new each time.
const NEW: u32 = 40;

/// Puts a carrier into a site's settings.
fn reach(site: &Hall, to: &str) {
    let text = format!("[sync]\nto = [\"{to}\"]\n");
    fs::write(site.store().join("hall.toml"), text).unwrap();
}

/// Much happens at once, at the time of the last entry.
fn work(hall: &Hall, dice: &mut Dice) {
    let mut store = Store::open(&hall.store()).unwrap();
    let heads = ledger::heads(store.db()).unwrap();
    let now = heads.iter().map(|head| head.hlc.ms()).max().unwrap();
    store
        .write(|writer| {
            for n in 0..NEW {
                let event = Event::from(StaffSaved {
                    staff: StaffNo(200 + dice.below(50) as u32),
                    name: format!("王芳 {n}"),
                    role: StaffRole::Clerk,
                });
                let audience = if n % 2 == 0 {
                    Audience::Up
                } else {
                    Audience::Pad
                };
                writer.append(audience, Uuid::nil(), ActorNo(101), now, &event)?;
            }
            Ok::<(), StoreError>(())
        })
        .unwrap();
}

fn node(site: &Hall, code: i64) -> Node {
    Node {
        org: org(code),
        dir: site.store(),
        machine: String::new(),
        now: UtcMs(0),
        dice: Dice::new(0),
        open: RefCell::new(None),
    }
}

/// Starts `yizhan sync` and kills it after so long; returns whether it was still at it.
fn killed(hall: &Hall, span: Duration) -> bool {
    let mut child = hall
        .command(&["sync"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(span);
    let _ = child.kill();
    !child.wait().unwrap().success()
}

/// Makes a hub and a hall that know each other, as people do it, and kills the hall's `yizhan sync`
/// a hundred times at any moment; `to_hub` and `to_hall` are where each finds the other.
pub fn the_next_sync_finishes_what_a_killed_one_began(
    (hub_code, hall_code): (i64, i64),
    carriers: impl FnOnce(&Hall) -> (String, String),
) {
    let hub = site("hub", &hub_code.to_string(), "龙河县");
    let hall = site("hall", &hall_code.to_string(), "云溪镇");
    meet(&hub, &hall);
    let (of_hub, of_hall) = carriers(&hub);
    reach(&hub, &of_hub);
    reach(&hall, &of_hall);
    let mut dice = Dice::new(6);
    let mut longest = Duration::ZERO;
    for _ in 0..3 {
        work(&hall, &mut dice);
        let start = Instant::now();
        hall.words("sync").ends(0);
        longest = longest.max(start.elapsed());
    }
    // Those killed when something was laid out already.
    let (mut kills, mut tries, mut begun) = (0, 0, 0);
    while kills < KILLS {
        tries += 1;
        assert!(tries < 5 * KILLS, "only {kills} of {tries} were killed");
        work(&hall, &mut dice);
        // What comes first is the start of the program, which touches nothing.
        let part = 400 + dice.below(600);
        let span = longest.mul_f64(part as f64 / 1_000.0);
        let cut = killed(&hall, span);
        let rest = hall.words("sync --json").ends(0).json();
        let site = &rest["night"]["sites"][0];
        match cut {
            true => {
                kills += 1;
                longest = longest.mul_f64(1.02);
                begun += u32::from(site["legs"][0]["sent"].as_u64() < site["waiting"].as_u64());
            }
            // Beside other tests it is now faster, now slower: some six of seven are to be killed.
            false => longest = longest.mul_f64(0.9),
        }
        if tries % 10 == 0 {
            hub.words("sync").ends(0);
            let (hub, hall) = (node(&hub, hub_code), node(&hall, hall_code));
            assert_eq!(hub.received_from(hall.org), upwards(&hall), "after {tries}");
        }
    }
    // The hall may write an entry of its own when it reads the hub's card.
    for site in [&hub, &hall, &hub, &hall] {
        site.words("sync").ends(0);
    }
    let report = hall.words("sync --json").ends(0).json();
    assert_eq!(report["night"]["sites"][0]["waiting"], 0, "{report:#}");
    assert_eq!(report["verdict"], "done");
    assert_eq!(
        report["night"]["renewed"],
        serde_json::Value::Null,
        "{report:#}"
    );
    let (hub, hall) = (node(&hub, hub_code), node(&hall, hall_code));
    let sent = upwards(&hall);
    assert!(sent.len() > (NEW * kills) as usize);
    assert_eq!(hub.received_from(hall.org), sent);
    for node in [&hub, &hall] {
        let report = verify::verify(&node.dir).unwrap();
        assert!(report.ok, "{report:#?}");
    }
    assert!(begun > 0, "each was killed before it had sent anything");
    println!(
        "{kills} of {tries} killed within {longest:?}, {begun} when something was sent; {} entries there once",
        sent.len()
    );
}

#[test]
fn after_each_of_a_hundred_kills_over_a_folder_the_next_sync_finishes() {
    let codes = (120_115, 120_115_103);
    the_next_sync_finishes_what_a_killed_one_began(codes, |hub| {
        let stick = hub.folder_path() + "/stick";
        fs::create_dir(&stick).unwrap();
        (format!("dir:{stick}"), format!("dir:{stick}"))
    });
}
