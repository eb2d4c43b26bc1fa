//! What the tests of several posts have in common: keys by their names, and the screen as text.

use chrono::NaiveDate;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use uuid::Uuid;

use crate::domain::case_file::Stage;
use crate::domain::custody::Mark;
use crate::domain::entry::EntryRef;
use crate::domain::entry::LogId;
use crate::domain::ids::CaseId;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Lost;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Moving;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::domain::mandate::holding::PaperTrouble;
use crate::domain::matter::PaperForm;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::Hall;
use crate::ops::read::ErrandLine;
use crate::ops::read::ErrandNext;
use crate::ops::read::ErrandPlace;
use crate::ops::read::HeldPaper;
use crate::ops::read::Holds;
use crate::ops::read::Level;
use crate::ops::read::LevelDeed;
use crate::ops::read::RaisedLine;
use crate::ops::read::RaisedState;
use crate::ui::app::App;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::paint;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::text;
use crate::ui::theme::Look;

mod bench;

pub(super) use bench::Bench;
pub(super) use bench::china;

/// Reads words parted by blanks: `F2`, `Enter`, `^g`, `Down`; anything else letter by letter.
pub(super) fn keys(typed: &str) -> Vec<Key> {
    let words = typed.split(' ').filter(|word| !word.is_empty());
    words.flat_map(keys_of).collect()
}

fn keys_of(word: &str) -> Vec<Key> {
    let number = word.strip_prefix('F').and_then(|n| n.parse().ok());
    match (word, number) {
        (_, Some(n)) => vec![Key::F(n)],
        ("Enter", _) => vec![Key::Enter],
        ("Esc", _) => vec![Key::Esc],
        ("Tab", _) => vec![Key::Tab],
        ("Up", _) => vec![Key::Up],
        ("Down", _) => vec![Key::Down],
        ("Left", _) => vec![Key::Left],
        ("Right", _) => vec![Key::Right],
        ("Home", _) => vec![Key::Home],
        ("PgDn", _) => vec![Key::PageDown],
        ("Backspace", _) => vec![Key::Backspace],
        ("Space", _) => vec![Key::Char(' ')],
        _ => match word.strip_prefix('^') {
            Some(letter) => letter.chars().map(Key::Ctrl).collect(),
            None => word.chars().filter_map(Key::of_char).collect(),
        },
    }
}

/// Returns how an English screen looks in tests.
pub(super) fn english() -> Look {
    Look {
        lang: Lang::En,
        ..Look::probe()
    }
}

/// Returns what the post draws, as text.
pub(super) fn screen(post: &dyn Post, size: (u16, u16), look: &Look, now: UtcMs) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let frame = terminal.draw(|frame| post.view(frame, look, now)).unwrap();
    paint::screen(frame.buffer)
}

/// Checks that a screen of so many columns keeps its lines, its keys and its words.
pub(super) fn fits(shown: &str, columns: u16, what: &str) {
    let last = shown.lines().last().unwrap();
    assert!(last.contains("F1"), "{what}\n{shown}");
    for line in shown.lines() {
        assert!(text::width(line) <= usize::from(columns), "{what}: {line}");
    }
    assert!(!shown.contains('⟦'), "{what}\n{shown}");
}

/// Checks that what people typed is shown and none of it sent to the terminal.
pub(super) fn harmless(shown: &str) {
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown}");
}

/// Returns what a whole session draws, as text.
pub(super) fn session(app: &App, size: (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let frame = terminal.draw(|frame| app.draw(frame)).unwrap();
    paint::screen(frame.buffer)
}

/// A paper of an errand at the hall, and what else is to be known of it.
pub(super) fn paper(no: u16, name: &str) -> Paper {
    Paper {
        no,
        name: name.to_owned(),
        form: PaperForm::Original,
        number: "户字第7号".to_owned(),
        condition: "完好".to_owned(),
        keeper: Keeper::Hall,
        since: UtcMs(0),
        signed: false,
        moving: None,
        lost: None,
        disputed: Vec::new(),
    }
}

/// Who said something at the village.
pub(super) fn mark() -> Mark {
    Mark {
        at: EntryRef {
            log: LogId([0; 16]),
            seq: 1,
        },
        org: Org::new(330_182_001_001).unwrap(),
        actor: 11,
        wall: UtcMs(0),
        text: String::new(),
    }
}

/// An errand of a village that lies at the hall.
pub(super) fn errand(number: &str, name: &str, papers: Vec<Paper>) -> ErrandLine {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let digits = number.bytes().filter(u8::is_ascii_digit);
    let id = digits.fold(0, |id, digit| id * 10 + u128::from(digit - b'0'));
    ErrandLine {
        case: CaseId(Uuid::from_u128(id)),
        number: number.to_owned(),
        matter: "S001".to_owned(),
        matter_name: "最低生活保障".to_owned(),
        applicant: name.to_owned(),
        phone: "138****0000".to_owned(),
        village: "杨树村".to_owned(),
        assistant: "周敏".to_owned(),
        mode: Mode::Alone,
        step: Step::Accepted,
        place: Some(ErrandPlace::Away),
        next: ErrandNext::Wait,
        stage: Stage::Received,
        lamp: None,
        day: None,
        today: day(3, 19),
        latest: day(3, 19),
        until: day(5, 12),
        wanted: Vec::new(),
        troubles: Vec::new(),
        stopped: false,
        charged: 0,
        to_rate: false,
        papers,
    }
}

/// Papers of three errands: one not home in time, one on its way, one disputed and one lost.
pub(super) fn holds() -> Holds {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day);
    let (one, mut two, mut three, mut four) = (
        paper(1, "户口簿"),
        paper(1, "身份证"),
        paper(1, "户口簿"),
        paper(2, "林权证"),
    );
    two.keeper = Keeper::Village;
    two.moving = Some(Moving {
        to: Keeper::Hall,
        by: mark(),
    });
    three.disputed.push(mark());
    four.lost = Some(Lost {
        owner: "李四".to_owned(),
        until: day(3, 10).unwrap(),
        by: mark(),
    });
    let errands = vec![
        errand("001-260226-0001-41", "孙小七", vec![one.clone()]),
        errand("001-260312-0002-44", "周小八", vec![two.clone()]),
        errand(
            "001-260302-0003-17",
            "王芳",
            vec![three.clone(), four.clone()],
        ),
    ];
    let held = |line: &ErrandLine, paper: &Paper, due, days, trouble| HeldPaper {
        case: line.case,
        number: line.number.clone(),
        applicant: line.applicant.clone(),
        village: line.village.clone(),
        paper: paper.clone(),
        since: UtcMs(0),
        days,
        due,
        overdue: due < day(3, 12),
        trouble,
    };
    let papers = vec![
        held(
            &errands[0],
            &one,
            day(3, 9),
            14,
            Some(PaperTrouble::NotBack),
        ),
        held(&errands[2], &four, day(3, 10), 10, Some(PaperTrouble::Lost)),
        held(
            &errands[2],
            &three,
            day(3, 20),
            10,
            Some(PaperTrouble::Disputed),
        ),
        held(&errands[1], &two, day(3, 17), 0, None),
    ];
    Holds {
        day: day(3, 12).unwrap(),
        papers,
        errands,
    }
}

/// Matters that were raised, one of each state, as a hall sees them.
pub(super) fn raised(states: &[RaisedState]) -> Vec<RaisedLine> {
    let at = Zone::china()
        .parse_instant("2026-03-09 09:00", None)
        .unwrap();
    let level = |site: &str, deed, text: &str| Level {
        site: site.to_owned(),
        deed,
        at,
        text: text.to_owned(),
    };
    let line = |(state, no): (&RaisedState, u32)| {
        let mut levels = vec![
            level("杨树村", LevelDeed::Raised, ""),
            level("清河镇", LevelDeed::Raised, ""),
        ];
        let answered = !matches!(state, RaisedState::Open | RaisedState::Above);
        if answered {
            levels.push(level("清河县", LevelDeed::Answered, "周一清淤"));
        }
        RaisedLine {
            case: CaseId(Uuid::from_u128(u128::from(no))),
            number: format!("QV001-260309-{no:02}"),
            what: "三号涵管堵了，下雨就淹路".to_owned(),
            block: "三块区".to_owned(),
            applicant: "孙*七".to_owned(),
            from: "杨树村".to_owned(),
            holder: "清河镇".to_owned(),
            state: *state,
            until: None,
            days: 3,
            answer: if answered { "周一清淤" } else { "" }.to_owned(),
            levels,
        }
    };
    states.iter().zip(1..).map(line).collect()
}

/// Returns the catalogue as the app brings it: once, and again only when it changed.
pub(super) fn catalogue(hall: &Hall, seen: &mut Option<u64>) -> Option<News> {
    let mark = hall.matters_mark().unwrap();
    (seen.replace(mark) != Some(mark)).then(|| News::Catalogue(hall.matters().unwrap()))
}

/// Checks that tables name no key twice, and each with words.
pub(super) fn spoken<A>(tables: &[&[KeyRow<A>]]) {
    for table in tables {
        assert_eq!(key::duplicate(table), None);
        assert_eq!(key::unspoken(table), None);
    }
}

/// Checks that no key of a table is a letter, or one that a text field needs.
pub(super) fn beside_fields<A>(rows: impl IntoIterator<Item = &'static KeyRow<A>>)
where
    A: 'static,
{
    let mut field = crate::ui::field::Field::text(9);
    field.set("孙小七");
    for row in rows {
        assert_eq!(row.key.typed(), None, "{}", row.key);
        let leaves = matches!(row.key, Key::F(12) | Key::Ctrl('q'));
        assert!(!leaves, "{} leaves every post", row.key);
        let outcome = field.key(row.key);
        assert_eq!(outcome, crate::ui::field::Outcome::Ignored, "{}", row.key);
    }
}
