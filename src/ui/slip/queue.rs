//! The printers of the system's print service, through `lp`.

use std::io;
use std::io::Read;
use std::io::Write;
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

/// The programs of the print service, each with its first arguments.
pub(super) struct Service<'a> {
    /// Takes a job.
    pub(super) lp: &'a [&'a str],
    /// Tells the state of a printer.
    pub(super) lpstat: &'a [&'a str],
    /// How long both together may take.
    pub(super) total: Duration,
}

impl Service<'_> {
    /// Hands bytes to a queue; `Ok` means that the print service has taken the job.
    pub(super) fn send(&self, queue: &str, bytes: &[u8], name: &str) -> Result<(), PrintError> {
        let deadline = Instant::now() + self.total;
        let state = command(self.lpstat, &["-l", "-p", queue]);
        // A service that cannot tell its state may still print; `lp` has the last word.
        if let Ok((_, said)) = run(state, &[], deadline)
            && said.contains(EMPTY)
        {
            return Err(PrintError::NoPaper);
        }
        let job = command(self.lp, &["-d", queue, "-t", name, "--", "-"]);
        match run(job, bytes, deadline)? {
            (true, _) => Ok(()),
            (false, _) => Err(Why::Refused.into()),
        }
    }
}

fn command(program: &[&str], more: &[&str]) -> Command {
    let (name, first) = program.split_first().unwrap_or((&"", &[]));
    let mut command = Command::new(name);
    command.args(first).args(more);
    command
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

#[cfg(test)]
mod tests {
    use super::*;

    const WELL: &[&str] = &["true"];
    const LONG: Duration = Duration::from_secs(20);

    fn sent(lp: &[&str], lpstat: &[&str], total: Duration) -> Result<(), PrintError> {
        let service = Service { lp, lpstat, total };
        service.send("hall", b"%PDF-1.7", "notice")
    }

    #[test]
    fn a_queue_gets_every_byte_and_the_name_of_the_job() {
        let dir = tempfile::tempdir().unwrap();
        let job = dir.path().join("job");
        let script = r#"{ echo "$@"; cat; } > "$0""#;
        let lp = ["sh", "-c", script, job.to_str().unwrap()];
        assert_eq!(sent(&lp, WELL, LONG), Ok(()));
        let taken = std::fs::read_to_string(job).unwrap();
        assert_eq!(taken, "-d hall -t notice -- -\n%PDF-1.7");
    }

    #[test]
    fn a_job_that_is_refused_is_not_printed() {
        assert_eq!(sent(&["false"], WELL, LONG), Err(Why::Refused.into()));
    }

    #[test]
    fn a_printer_without_paper_is_sent_nothing() {
        let empty = ["sh", "-c", "echo Alerts: media-empty-error"];
        assert_eq!(sent(&["false"], &empty, LONG), Err(PrintError::NoPaper));
    }

    #[test]
    fn a_service_that_cannot_tell_its_state_may_still_print() {
        for silent in [["false"], ["/nowhere/lpstat"]] {
            assert_eq!(sent(WELL, &silent, LONG), Ok(()));
        }
    }

    #[test]
    fn a_service_that_is_not_installed_or_hangs_is_told() {
        let missing = sent(&["/nowhere/lp"], WELL, LONG);
        assert_eq!(missing, Err(Why::Missing.into()));
        let hangs = ["sh", "-c", "exec tail -f /dev/null"];
        let late = sent(&hangs, WELL, Duration::from_millis(300));
        assert_eq!(late, Err(Why::Timeout.into()));
    }
}
