//! Our own program on a pseudo-terminal, as a person at a terminal meets it.
//!
//! A child cannot be given its terminal without unsafe code between fork and exec, so the bench
//! starts itself with `--in-pty`: that process takes the terminal as its own and becomes the
//! program to be measured. The extra exec counts as part of the start.

use std::ffi::OsString;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Read;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::pty::OpenptFlags;
use rustix::termios::OptionalActions;
use rustix::termios::Winsize;

/// A burst is over when nothing comes for so long.
pub const SETTLE: Duration = Duration::from_millis(15);

/// The word after `--in-pty` that makes a child which only gives back what it gets.
const ECHO: &str = "@echo";

/// A child on its own terminal.
#[derive(Debug)]
pub struct Pty {
    child: Child,
    terminal: File,
    begun: Instant,
    /// How long an echo took to come up; nothing for other children.
    pub came_up: Duration,
}

impl Pty {
    /// Starts our own program with these words, on a terminal of this size.
    ///
    /// # Errors
    /// When no terminal is to be had or the program cannot be started.
    pub fn start(program: &Path, size: (u16, u16), words: &[OsString]) -> Result<Pty> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let main = rustix::pty::openpt(flags).context("no pseudo-terminal")?;
        rustix::pty::grantpt(&main)?;
        rustix::pty::unlockpt(&main)?;
        let name = rustix::pty::ptsname(&main, Vec::new())?;
        let winsize = Winsize {
            ws_col: size.0,
            ws_row: size.1,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(&main, winsize)?;
        let side = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(rustix::fs::OFlags::NOCTTY.bits() as i32)
            .open(std::ffi::OsStr::from_bytes(name.as_bytes()))?;
        let begun = Instant::now();
        let child = Command::new(program)
            .args(["bench", "--in-pty"])
            .args(words)
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .stdin(Stdio::from(side.try_clone()?))
            .stdout(Stdio::from(side.try_clone()?))
            .stderr(Stdio::from(side))
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        Ok(Pty {
            child,
            terminal: File::from(main),
            begun,
            came_up: Duration::ZERO,
        })
    }

    /// Starts a child that gives back what it gets: the terminal's own round trip.
    ///
    /// # Errors
    /// As [`Pty::start`].
    pub fn echo(program: &Path) -> Result<Pty> {
        let mut pty = Pty::start(program, (80, 24), &[OsString::from(ECHO)])?;
        let hello = pty.burst(Duration::from_secs(10), SETTLE)?;
        let hello = hello
            .filter(|b| b.text.contains('>'))
            .context("no echo came up")?;
        pty.came_up = hello.last - pty.begun;
        Ok(pty)
    }

    /// Returns the process's number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends keys as a terminal does.
    ///
    /// # Errors
    /// When the child is gone.
    pub fn send(&mut self, keys: &str) -> Result<()> {
        Ok(self.terminal.write_all(keys.as_bytes())?)
    }

    /// Waits for output and reads until it pauses; `None` when nothing came in time.
    ///
    /// # Errors
    /// When the child is gone.
    pub fn burst(&mut self, wait: Duration, settle: Duration) -> Result<Option<Burst>> {
        let mut burst: Option<Burst> = None;
        let mut buffer = [0; 16 * 1024];
        loop {
            let patience = if burst.is_some() { settle } else { wait };
            if !self.ready(patience)? {
                return Ok(burst);
            }
            let read = self.terminal.read(&mut buffer).unwrap_or(0);
            anyhow::ensure!(read > 0, "the program ended");
            let last = Instant::now();
            let b = burst.get_or_insert_with(|| Burst {
                last,
                text: String::new(),
            });
            b.last = last;
            b.text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    }

    fn ready(&self, wait: Duration) -> Result<bool> {
        let timeout = rustix::event::Timespec::try_from(wait)?;
        let mut fds = [PollFd::new(&self.terminal, PollFlags::IN)];
        loop {
            match rustix::event::poll(&mut fds, Some(&timeout)) {
                Ok(n) => return Ok(n > 0),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Waits for the first frame: the first burst with something to see in it.
    ///
    /// # Errors
    /// When nothing is seen within ten seconds.
    pub fn first_frame(&mut self) -> Result<Duration> {
        let mut seen = String::new();
        loop {
            let burst = self.burst(Duration::from_secs(10), SETTLE)?;
            let burst = burst.context("no frame within ten seconds")?;
            seen.push_str(&burst.text);
            if shows_something(&seen) {
                anyhow::ensure!(
                    seen.contains('\u{1b}'),
                    "no screen but a line: {}",
                    seen.chars().take(120).collect::<String>().trim()
                );
                return Ok(burst.last - self.begun);
            }
        }
    }

    /// Sends a key and returns how long its paint took, in ms; `None` when nothing was painted.
    ///
    /// # Errors
    /// When the child is gone.
    pub fn key(&mut self, key: &str, settle: Duration) -> Result<Option<f64>> {
        let begun = Instant::now();
        self.send(key)?;
        let burst = self.burst(Duration::from_millis(250), settle)?;
        Ok(burst.map(|b| (b.last - begun).as_secs_f64() * 1e3))
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // A child that has already ended needs neither.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came in one go.
#[derive(Debug)]
pub struct Burst {
    /// When the last of it came.
    pub last: Instant,
    /// All of it.
    pub text: String,
}

/// Returns whether anything but control sequences and blanks is in what a program sent.
fn shows_something(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => match chars.next() {
                Some('[') => {
                    let _ = chars.by_ref().find(|c| ('@'..='~').contains(c));
                }
                Some(']') => {
                    let _ = chars.by_ref().find(|c| matches!(c, '\u{7}' | '\u{9c}'));
                }
                _ => {}
            },
            c if c.is_control() || c.is_whitespace() => {}
            _ => return true,
        }
    }
    false
}

/// Takes the terminal on standard input as its own and becomes the program to be measured.
///
/// # Errors
/// When it is no terminal or the program cannot be started; it does not return otherwise.
pub fn become_child(words: &[OsString]) -> Result<()> {
    let stdin = std::io::stdin();
    rustix::process::setsid().context("no session of its own")?;
    rustix::process::ioctl_tiocsctty(&stdin).context("no terminal of its own")?;
    if words.first().is_some_and(|word| word == ECHO) {
        return give_back();
    }
    let error = Command::new(std::env::current_exe()?).args(words).exec();
    Err(error.into())
}

fn give_back() -> Result<()> {
    let stdin = std::io::stdin();
    let mut mode = rustix::termios::tcgetattr(&stdin)?;
    mode.make_raw();
    rustix::termios::tcsetattr(&stdin, OptionalActions::Now, &mode)?;
    let (mut from, mut to) = (stdin.lock(), std::io::stdout().lock());
    to.write_all(b">")?;
    to.flush()?;
    let mut buffer = [0; 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            n => to.write_all(&buffer[..n])?,
        }
        to.flush()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_seen_only_when_there_is_something_to_see() {
        assert!(!shows_something("\u{1b}[?1049h\u{1b}[2J\u{1b}[1;1H   \r\n"));
        assert!(!shows_something("\u{1b}]0;yizhan\u{7}"));
        assert!(!shows_something("\u{1b}[38;5;12"));
        assert!(shows_something("\u{1b}[?2026h\u{1b}[1;1H一站"));
    }
}
