//! The local terminal as a host of the session: raw mode, keys in, frames out.

use std::io;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crossterm::event;
use crossterm::event::DisableBracketedPaste;
use crossterm::event::EnableBracketedPaste;
use crossterm::event::Event;
use crossterm::execute;
use crossterm::terminal::BeginSynchronizedUpdate;
use crossterm::terminal::EndSynchronizedUpdate;
use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;

use crate::ui::app::App;
use crate::ui::app::GLANCE;
use crate::ui::app::Input;
use crate::ui::app::torn::Torn;
use crate::ui::key::Key;

/// Keys taken before a frame is drawn: type-ahead is never lost and never drawn key by key.
const AT_ONCE: usize = 64;

/// Runs a session on this terminal until its last post is left.
///
/// # Errors
/// The terminal's own error; the terminal is put back in any case.
pub fn run(mut app: App) -> io::Result<()> {
    let stop = Arc::new(AtomicBool::new(false));
    // A lost line (SIGHUP) ends the program at once, as is the default: there is no terminal left to
    // put back, drafts are on the disk, and the reader below would spin on a terminal that is gone.
    signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::clone(&stop))?;
    let mut terminal = ratatui::try_init()?;
    let result = execute!(io::stdout(), EnableBracketedPaste)
        .and_then(|()| turns(&mut app, &mut terminal, &stop));
    // The terminal is put back even when the line is already gone.
    let _ = execute!(io::stdout(), DisableBracketedPaste);
    ratatui::restore();
    app.finish();
    result
}

fn turns(
    app: &mut App,
    terminal: &mut ratatui::DefaultTerminal,
    stop: &AtomicBool,
) -> io::Result<()> {
    let mut torn = Torn::default();
    while !app.is_over() && !stop.load(Ordering::Relaxed) && !line_is_lost() {
        if app.take_bell() {
            io::stdout().write_all(b"\x07")?;
        }
        if app.take_dirty() {
            execute!(io::stdout(), BeginSynchronizedUpdate)?;
            terminal.draw(|frame| app.draw(frame))?;
            execute!(io::stdout(), EndSynchronizedUpdate)?;
        }
        let mut wait = GLANCE;
        for _ in 0..AT_ONCE {
            let at_once = event::poll(Duration::ZERO)?;
            if !at_once && !event::poll(wait)? {
                break;
            }
            wait = Duration::ZERO;
            match event::read()? {
                Event::Key(event) => {
                    for (n, key) in Key::all_of_event(event).enumerate() {
                        if !torn.swallows(key, at_once || n > 0) {
                            app.input(Input::Key(key));
                        }
                    }
                }
                Event::Paste(text) => app.input(Input::Paste(text)),
                Event::Resize(_, _) => app.input(Input::Resize),
                _ => {}
            }
            if app.is_over() {
                return Ok(());
            }
        }
        app.tick();
    }
    Ok(())
}

/// Returns whether the terminal has hung up without a signal, as under a supervisor that blocks it.
fn line_is_lost() -> bool {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    rustix::event::poll(&mut fds, Some(&now)).is_ok() && fds[0].revents().intersects(gone)
}
