//! From a key to a painted frame within the process, for every post.

use std::cell::Cell;
use std::io;
use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use anyhow::Result;
use ratatui::Terminal;
use ratatui::TerminalOptions;
use ratatui::Viewport;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use crate::cli::bench::build::LEADER;
use crate::cli::bench::names::Words;
use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::clock::Clock;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::locale::Lang;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ui::app::App;
use crate::ui::app::GLANCE;
use crate::ui::app::Input;
use crate::ui::key::Key;
use crate::ui::post::PostName;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Look;
use crate::ui::theme::Theme;

/// The sizes that are promised.
const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];

/// Swallows what a terminal would get and counts it.
#[derive(Clone, Default)]
struct Sink(Rc<Cell<u64>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Screen = Terminal<CrosstermBackend<Sink>>;

fn screen(size: (u16, u16), sink: &Sink) -> Result<Screen> {
    let options = TerminalOptions {
        viewport: Viewport::Fixed(Rect::new(0, 0, size.0, size.1)),
    };
    Ok(Terminal::with_options(
        CrosstermBackend::new(sink.clone()),
        options,
    )?)
}

/// What is pressed at a post: once to come where typing is, then again and again.
struct Script {
    post: PostName,
    name: &'static str,
    open: Vec<Key>,
    again: Vec<Key>,
}

fn typed(text: &str) -> impl Iterator<Item = Key> + '_ {
    text.chars().filter_map(Key::of_char)
}

/// Types a text and takes it back, key by key.
fn there_and_back(text: &str) -> Vec<Key> {
    let keys: Vec<Key> = typed(text).collect();
    let back = vec![Key::Backspace; keys.len()];
    keys.into_iter().chain(back).collect()
}

fn scripts(words: &Words) -> Vec<Script> {
    let arrows = [Key::Down, Key::Down, Key::Up, Key::Up];
    let mut matters: Vec<Key> = words
        .matter_queries
        .iter()
        .flat_map(|q| there_and_back(q))
        .collect();
    matters.extend(arrows);
    let names = [
        &words.common_surname,
        &words.common_name,
        &words.rare_name,
        &words.longer_name,
    ];
    let mut cases: Vec<Key> = names.iter().flat_map(|text| there_and_back(text)).collect();
    cases.extend(there_and_back("YZ26"));
    cases.extend(arrows);
    let script = |post, name, open: &[Key], again: Vec<Key>| Script {
        post,
        name,
        open: open.to_vec(),
        again,
    };
    let window = WindowNo(1);
    vec![
        script(
            PostName::Window(window),
            "window, catalogue search",
            &[Key::F(2), Key::F(4)],
            matters,
        ),
        script(PostName::Duty, "duty, case search", &[Key::F(6)], cases),
        script(PostName::Duty, "duty, moving", &[], arrows.to_vec()),
        script(
            PostName::Kiosk,
            "kiosk, digits",
            &[],
            [7, 0, 5, 0].map(Key::Digit).to_vec(),
        ),
        script(
            PostName::Pad(window),
            "pad, digits",
            &[],
            [5, 0].map(Key::Digit).to_vec(),
        ),
        script(PostName::Board, "board", &[], arrows.to_vec()),
        script(PostName::Launcher, "launcher, moving", &[], arrows.to_vec()),
    ]
}

/// Measures every post at both sizes, and that nothing is drawn when nothing changed.
///
/// # Errors
/// The store's own error.
pub fn rows(hall: &Path, cases: u64, words: &Words, keys: usize, now: UtcMs) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for size in SIZES {
        let empty = empty_frame(size)?;
        for script in scripts(words) {
            rows.push(post(hall, cases, &script, size, keys, now, empty)?);
        }
    }
    Ok(rows)
}

/// The median time of a frame with nothing in it, in ms: what the screen library itself costs.
fn empty_frame(size: (u16, u16)) -> Result<f64> {
    let mut screen = screen(size, &Sink::default())?;
    let mut times = Vec::new();
    for _ in 0..500 {
        let at = Instant::now();
        screen.draw(|_| {})?;
        times.push(at.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Stats::of(times).median)
}

fn post(
    hall: &Path,
    cases: u64,
    script: &Script,
    size: (u16, u16),
    keys: usize,
    now: UtcMs,
    empty: f64,
) -> Result<Row> {
    forget_drafts(hall);
    let look = Look {
        theme: Theme::named(Theme::NAMES[0])?,
        glyphs: Glyphs::Unicode,
        lang: Lang::ZhCn,
    };
    let who = match script.post {
        PostName::Duty => Who::Staff(LEADER),
        PostName::Kiosk | PostName::Pad(_) | PostName::Board => Who::Resident,
        _ => Who::System,
    };
    let mut app = App::new(Hall::open(hall)?, Clock::Fixed(now), look, script.post, who)?;
    let sink = Sink::default();
    let mut screen = screen(size, &sink)?;
    screen.draw(|frame| app.draw(frame))?;
    for key in &script.open {
        press(&mut app, &mut screen, *key)?;
    }
    let before = sink.0.get();
    let mut times = Vec::with_capacity(keys);
    for key in script.again.iter().cycle().take(keys) {
        times.push(press(&mut app, &mut screen, *key)?);
        if app.is_over() {
            break;
        }
    }
    let painted = (sink.0.get() - before) / times.len().max(1) as u64;
    let label = format!("{} {}x{}", script.name, size.0, size.1);
    let stats = Stats::of(times);
    let idle = idle(&mut app);
    Ok(
        Row::new(format!("key to frame: {label}"), cases, "ms", stats)
            .beside("an empty frame of this size", empty)
            .promise(Budget::at_most("p99", stats.p99, 8.0, "ms"))
            .promise(Budget::at_most("idle frames", idle, 0.0, ""))
            .note(format!("{painted} bytes painted a key")),
    )
}

/// Presses a key and returns how long it took until its frame was out, in ms.
fn press(app: &mut App, screen: &mut Screen, key: Key) -> Result<f64> {
    let at = Instant::now();
    app.input(Input::Key(key));
    app.tick();
    if app.take_dirty() {
        screen.draw(|frame| app.draw(frame))?;
    }
    Ok(at.elapsed().as_secs_f64() * 1e3)
}

/// Lets time pass without a key and counts the frames the loop would draw.
fn idle(app: &mut App) -> f64 {
    std::thread::sleep(GLANCE);
    app.tick();
    let _ = app.take_dirty();
    let mut drawn = 0.0;
    for _ in 0..3 {
        std::thread::sleep(GLANCE);
        app.tick();
        if app.take_dirty() {
            drawn += 1.0;
        }
    }
    drawn
}

/// Forgets what was typed before: every measurement starts at an empty post.
pub fn forget_drafts(hall: &Path) {
    // There may be none.
    let _ = std::fs::remove_dir_all(hall.join("drafts"));
}
