//! Text from people is data: whatever is typed, pasted or forged, no screen breaks or obeys it.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::json;
use yizhan::clock::Clock;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::MatterSaved;
use yizhan::domain::event::StaffRole;
use yizhan::domain::event::StaffSaved;
use yizhan::domain::ids::Centre;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::ids::WindowNo;
use yizhan::domain::matter::Limit;
use yizhan::domain::matter::Matter;
use yizhan::domain::matter::Provenance;
use yizhan::ops::Error;
use yizhan::ops::Hall;
use yizhan::ops::Who;
use yizhan::store::Audience;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::ui::app::App;
use yizhan::ui::app::Input;
use yizhan::ui::key::Key;
use yizhan::ui::post::PostName;
use yizhan::ui::theme::Look;

use crate::support::CLERKS;
use crate::support::LEADER;
use crate::support::TrialHall;

const SIZES: [(u16, u16); 9] = [
    (60, 15),
    (61, 16),
    (79, 23),
    (80, 24),
    (81, 25),
    (100, 30),
    (132, 43),
    (160, 50),
    (200, 60),
];

const POSTS: [(PostName, Who); 7] = [
    (PostName::Launcher, Who::System),
    (PostName::Kiosk, Who::Resident),
    (PostName::Window(WindowNo(1)), Who::System),
    (PostName::Pad(WindowNo(1)), Who::Resident),
    (PostName::Board, Who::System),
    (PostName::Duty, Who::Staff(StaffNo(LEADER))),
    (PostName::Village, Who::Staff(StaffNo(LEADER))),
];

/// What people, forged files and broken terminals send.
fn nasty() -> Vec<String> {
    vec![
        "\u{1b}[2J\u{1b}[31m\u{1b}]0;owned\u{7}".into(),
        "\u{9b}2J\u{90}q\u{9c}".into(),
        "\u{202e}李四\u{2066}王芳\u{2069}".into(),
        "a\0b\r\nc\td\u{8}".into(),
        "\u{200b}\u{200d}\u{feff}\u{2028}\u{2029}".into(),
        "❤\u{fe0f}👨\u{200d}👩\u{200d}👧🇨🇳".into(),
        "\u{e815}\u{f0000}𠮷㐱𪚥".into(),
        "e\u{301}\u{301}\u{301}\u{301}".repeat(40),
        "郝".repeat(10_000),
        "x".repeat(10_000),
        "{name} %s %n ' OR 1=1 -- ${HOME}".into(),
    ]
}

/// A small generator of our own: the same keys in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    /// Any Unicode at all.
    fn text(&mut self) -> String {
        (0..1 + self.roll(40))
            .filter_map(|_| char::from_u32(self.roll(0x11_0000) as u32))
            .collect()
    }

    /// Any size from the least to the largest.
    fn size(&mut self) -> (u16, u16) {
        (60 + self.roll(141) as u16, 15 + self.roll(46) as u16)
    }

    fn key(&mut self) -> Key {
        const CHARS: [char; 12] = [
            'd', 'b', 'z', '王', '芳', '𠮷', '·', '😀', '\u{301}', 'é', 'x', ' ',
        ];
        match self.roll(12) {
            0..=2 => Key::Digit(self.roll(10) as u8),
            3 => Key::Char(CHARS[self.roll(CHARS.len())]),
            4 => Key::Char(self.text().chars().next().unwrap_or('x')),
            5 => Key::F(1 + self.roll(9) as u8),
            6 | 7 => Key::Enter,
            8 => Key::Esc,
            9 => [Key::Tab, Key::BackTab, Key::Backspace, Key::Delete][self.roll(4)],
            _ => [
                Key::Up,
                Key::Down,
                Key::Left,
                Key::Right,
                Key::Home,
                Key::End,
                Key::PageUp,
                Key::PageDown,
            ][self.roll(8)],
        }
    }
}

/// A hall at work whose names came past the verbs, as from a forged file.
fn forged_hall() -> TrialHall {
    let mut trial = TrialHall::staffed();
    let now = trial.now;
    let mut store = Store::open(trial.dir()).unwrap();
    store
        .write(|writer| -> Result<(), StoreError> {
            let mut put = |event: Event| {
                writer
                    .append(
                        Audience::Up,
                        uuid::Uuid::nil(),
                        ActorNo::SYSTEM,
                        now,
                        &event,
                    )
                    .map(drop)
            };
            for (i, text) in nasty().into_iter().enumerate() {
                let matter = Matter {
                    department: text.clone(),
                    statutory: Limit::WorkingDays(20),
                    promised: Limit::WorkingDays(10),
                    aliases: vec![text.clone()],
                    provenance: Provenance::Hall,
                    ..Matter::named(&format!("N{i}"), Centre::Social, &text)
                };
                put(MatterSaved { matter }.into())?;
                let staff = if i == 0 {
                    StaffNo(CLERKS[0])
                } else {
                    StaffNo(200 + i as u32)
                };
                let role = StaffRole::Clerk;
                put(StaffSaved {
                    staff,
                    name: text,
                    role,
                }
                .into())?;
            }
            Ok(())
        })
        .unwrap();
    drop(store);
    for i in 0..nasty().len() {
        trial.must(
            "take_ticket",
            json!({"matter": format!("N{i}"), "slip": "no_paper"}),
        );
    }
    trial.must("call_next", json!({"window": 1}));
    trial.must("start_service", json!({"window": 1}));
    trial.must(
        "accept_case",
        json!({"window": 1, "matter": "N2", "name": "买买提·𠮷", "number": "x", "papers": "all"}),
    );
    trial
}

fn app(trial: &TrialHall, post: PostName, who: Who) -> App {
    let hall = Hall::open(trial.dir()).unwrap();
    App::new(hall, Clock::Fixed(trial.now), Look::probe(), post, who).unwrap()
}

/// Draws at a size and fails on any cell a terminal would obey.
fn draw(app: &App, size: (u16, u16), what: &str) {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    for cell in terminal.backend().buffer().content() {
        for c in cell.symbol().chars() {
            let bad = c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}');
            assert!(!bad, "{what} at {size:?} sends {c:?}");
        }
    }
}

#[test]
fn forged_names_are_shown_as_data_on_every_post_at_every_size() {
    let trial = forged_hall();
    for (post, who) in POSTS {
        let app = app(&trial, post, who);
        for size in SIZES {
            draw(&app, size, &post.word());
        }
    }
}

#[test]
fn any_keys_in_any_order_leave_every_post_standing() {
    for (i, (post, who)) in POSTS.into_iter().enumerate() {
        let trial = forged_hall();
        let mut app = app(&trial, post, who);
        let mut dice = Dice(0x9E37_79B9 + i as u64);
        for step in 0..600 {
            let key = dice.key();
            app.input(Input::Key(key));
            app.tick();
            if app.is_over() {
                app = self::app(&trial, post, who);
            }
            if step % 50 == 0 {
                app.input(Input::Paste(dice.text()));
            }
            if step % 7 == 0 {
                draw(&app, dice.size(), &format!("{} after {key}", post.word()));
            }
        }
        trial.assert_sound();
    }
}

#[test]
fn any_paste_is_bounded_and_obeyed_by_no_post() {
    for (post, who) in POSTS {
        let trial = forged_hall();
        let mut app = app(&trial, post, who);
        let mut dice = Dice(77);
        let mut pastes = nasty();
        pastes.push("王芳\u{1b}[31m".repeat(80_000));
        for text in pastes {
            for _ in 0..4 {
                app.input(Input::Key(dice.key()));
                if app.is_over() {
                    app = self::app(&trial, post, who);
                }
            }
            app.input(Input::Paste(text));
            draw(&app, dice.size(), &format!("{} after a paste", post.word()));
        }
        trial.assert_sound();
    }
}

#[test]
fn a_verb_bounds_every_text_with_a_sentence() {
    let mut trial = TrialHall::staffed();
    let before = trial.entries();
    let long = "长".repeat(10_000);
    for (verb, fields) in [
        ("save_staff", json!({"staff": 77, "name": long})),
        ("pause_window", json!({"window": 1, "reason": long})),
        (
            "take_ticket",
            json!({"centre": "social", "priority": "urgent", "reason": long}),
        ),
    ] {
        match trial.perform(verb, fields, Who::System) {
            Err(Error::Refused(refusal)) => assert_eq!(refusal.code(), "too_long", "{verb}"),
            other => panic!("{verb}: {other:?}"),
        }
    }
    assert_eq!(trial.entries(), before);
    trial.must(
        "save_staff",
        json!({"staff": 77, "name": "王\u{1b}[31m芳\0"}),
    );
    let live = trial.hall.live(trial.now).unwrap();
    assert_eq!(live.staff(StaffNo(77)).unwrap().name, "王[31m芳");
}
