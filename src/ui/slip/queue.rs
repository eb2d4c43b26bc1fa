//! The printers of the system's print service, through `lp`.

use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::ui::slip::printer::PrintError;
use crate::ui::slip::printer::Why;

/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// The most that is read of an answer, in bytes.
const ANSWER_BYTES: u64 = 64 * 1024;
/// What the print service says of a printer without paper, in every language.
///
/// Source: RFC 8011 §5.4.12, printer-state-reasons.
const EMPTY: &str = "media-empty";

/// The programs of the print service.
pub(super) struct Service<'a> {
    /// Takes a job.
    pub(super) lp: &'a Path,
    /// Tells the state of a printer.
    pub(super) lpstat: &'a Path,
    /// How long both together may take.
    pub(super) total: Duration,
}

impl Service<'_> {
    /// Hands bytes to a queue; `Ok` means that the print service has taken the job.
    pub(super) fn send(&self, queue: &str, bytes: &[u8], name: &str) -> Result<(), PrintError> {
        let deadline = Instant::now() + self.total;
        let mut state = Command::new(self.lpstat);
        state.args(["-l", "-p", queue]);
        // A service that cannot tell its state may still print; `lp` has the last word.
        if let Ok((_, said)) = run(state, &[], deadline)
            && said.contains(EMPTY)
        {
            return Err(PrintError::NoPaper);
        }
        let mut job = Command::new(self.lp);
        job.args(["-d", queue, "-t", name, "--", "-"]);
        match run(job, bytes, deadline)? {
            (true, _) => Ok(()),
            (false, _) => Err(Why::Refused.into()),
        }
    }
}

/// Runs a program on some input and says whether it ended well and what it said.
fn run(mut program: Command, input: &[u8], deadline: Instant) -> io::Result<(bool, String)> {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Both pipes are served aside, so that a program that neither reads nor speaks is stopped at the deadline.
    let input = input.to_vec();
    thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(pipe) = stdout {
            // What could not be read was not said.
            let _ = pipe.take(ANSWER_BYTES).read_to_end(&mut said);
        }
        tell.send(said)
    });
    let ended = wait(&mut child, deadline)?;
    let left = deadline.saturating_duration_since(Instant::now());
    let said = told.recv_timeout(left).unwrap_or_default();
    Ok((ended, String::from_utf8_lossy(&said).into_owned()))
}

fn wait(child: &mut Child, deadline: Instant) -> io::Result<bool> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(LOOK);
    }
}
