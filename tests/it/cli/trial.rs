//! The demo hall and the simulator.

use std::fs;

use super::Hall;
use super::real_data;

#[test]
fn a_demo_hall_is_in_the_middle_of_its_morning_and_sound() {
    let hall = Hall::empty();
    hall.words("demo").ends(0);
    hall.words("verify").ends(0);
    let duty = hall.words("show duty --json").ends(0).json();
    let waiting = duty["waiting"].as_array().unwrap().len();
    assert!((5..=12).contains(&waiting), "{waiting} wait");
    assert!(duty["visits"].as_u64().unwrap() >= 40);
    assert!(
        duty["lamps"]["red"].as_u64().unwrap() >= 1
            && duty["lamps"]["amber"].as_u64().unwrap() >= 1
    );
    assert!(!duty["bad"].as_array().unwrap().is_empty());
    let said = hall
        .words("do save_staff --staff 399 --name 甲 --json")
        .ends(0);
    assert_eq!(
        said.json().get("time_suspect"),
        None,
        "its clock runs with it"
    );
    assert_eq!(said.err, "");
    let before = hall.entries();
    let again = hall.words("demo window 3").ends(0);
    assert!(again.out.contains("store"), "{}", again.out);
    assert_eq!(hall.entries(), before, "the same demo goes on");

    // A demo of another day is made anew; a store that is not the demo's never.
    fs::write(hall.store().join("made-by-demo"), "2020-01-01").unwrap();
    hall.words("demo").ends(0);
    assert_eq!(
        fs::read_to_string(hall.store().join("made-by-demo"))
            .unwrap()
            .len(),
        10
    );
    hall.words("verify").ends(0);
    let live = Hall::set_up(false);
    let before = live.entries();
    live.words("demo").ends(3);
    assert_eq!(live.entries(), before);
}

const ARRIVALS: &str = "channel,concept:name,deadline,department,enddate,enddate_planned,group,responsible,startdate\n\
    Desk,case-1,,General,,,Group 5,r,2011-03-26T09:00:00.000+01:00\n\
    Desk,case-2,,General,,,Group 5,r,2011-03-26T09:00:00.000+01:00\n\
    Desk,case-3,,Experts,,,,r,2011-03-27T03:30:00.000+02:00\n\
    Internet,case-4,,\"Customer contact\",,,,r,2011-03-27T23:59:59.999+02:00\n\
    Desk,case-5,,General,,,,r,2011-03-28T16:59:00.000+02:00\n\
    Desk,case-6,,General,,,,r,2011-03-28T16:59:30.000+02:00\n\
    Desk,case-7,,General,,,,r,2011-03-28T16:59:40.000+02:00\n";

#[test]
fn a_simulated_run_drops_nobody_and_its_totals_are_the_sums_of_its_days() {
    let hall = Hall::empty();
    let file = hall.file("arrivals.csv", ARRIVALS.as_bytes());
    let report = hall
        .run(&["simulate", "--arrivals", &file, "--windows", "1", "--json"])
        .ends(0)
        .json();
    assert_eq!(report["total"]["visits"], 7);
    assert_eq!(report["sums_agree"], true);
    assert_eq!(report["verify"]["ok"], true);
    let ended: u64 = report["total"]["ends"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(ended, 7, "{report}");
    assert!(
        report["total"]["ends"].get("left").is_none(),
        "closing time drops nobody: {report}"
    );
    let days: Vec<&str> = report["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["day"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["2011-03-26", "2011-03-27", "2011-03-28"]);
    let shown = hall.words("show day 2011-03-28 --json").ends(0).json();
    assert_eq!(shown["visits"], 3);
    hall.words("verify").ends(0);

    hall.run(&["simulate", "--arrivals", &file]).ends(3);
    let live = Hall::set_up(false);
    live.run(&["simulate", "--arrivals", &file]).ends(3);
    let bad = hall.file("bad.csv", b"concept:name,startdate\na,yesterday\n");
    Hall::empty().run(&["simulate", "--arrivals", &bad]).ends(2);
}

#[test]
fn the_same_stream_gives_the_same_figures_twice() {
    let run = || {
        let hall = Hall::empty();
        let file = hall.file("arrivals.csv", ARRIVALS.as_bytes());
        hall.run(&["simulate", "--arrivals", &file, "--json"])
            .ends(0)
            .json()["total"]
            .clone()
    };
    assert_eq!(run(), run());
}

#[test]
fn the_real_arrivals_run_through_a_hall() {
    let Some(file) = real_data("arrivals/municipal_intake_cases.csv") else {
        return;
    };
    let hall = Hall::empty();
    let file = file.to_str().unwrap().to_owned();
    let report = hall
        .run(&["simulate", "--arrivals", &file, "--json"])
        .ends(0)
        .json();
    assert_eq!(report["total"]["visits"], 698);
    assert_eq!(report["sums_agree"], true);
}
