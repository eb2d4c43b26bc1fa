//! The line to a real printer: a device file or a network socket, never waited for longer than its deadline.

use std::fs::File;
use std::io;
use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::time::Instant;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::event::poll;
use rustix::fs::Mode;
use rustix::fs::OFlags;
use rustix::fs::open;
use rustix::io::Errno;

use crate::ui::slip::escpos::RESET;
use crate::ui::slip::printer::Limits;
use crate::ui::slip::printer::PrintError;
use crate::ui::slip::printer::Why;

/// `DLE EOT 4`: asks for the state of the paper roll; the printer answers at once with one byte.
///
/// Source: ESC/POS command reference, DLE EOT n=4.
const ASK_PAPER: [u8; 3] = [0x10, 0x04, 4];
/// The bits that are fixed in an answer (0 and 7 off, 1 and 4 on) and tell it from other bytes on the line.
///
/// Source: ESC/POS command reference, DLE EOT n=4.
const FIXED: u8 = 0b1001_0011;
const FIXED_ON: u8 = 0b0001_0010;
/// Bits 5 and 6 are on when the end sensor sees no paper. Bits 2 and 3 only warn that the roll is nearly used up.
///
/// Source: ESC/POS command reference, DLE EOT n=4.
const PAPER_END: u8 = 0b0110_0000;
/// How many bytes of something else are read before the printer counts as one that does not answer.
const NOISE: usize = 64;

pub(super) fn to_network(
    addr: SocketAddr,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(), PrintError> {
    let deadline = Instant::now() + limits.total;
    let stream =
        TcpStream::connect_timeout(&addr, limits.total).map_err(|error| match error.kind() {
            ErrorKind::TimedOut => Why::Unreachable.into(),
            _ => PrintError::from(error),
        })?;
    stream.set_nonblocking(true)?;
    // The question about the paper is three bytes; it must not wait for more.
    stream.set_nodelay(true)?;
    let mut link = Link {
        end: stream,
        answers: true,
        deadline,
        limits,
    };
    link.deliver(bytes)?;
    link.part();
    Ok(())
}

pub(super) fn to_device(path: &Path, bytes: &[u8], limits: &Limits) -> Result<(), PrintError> {
    let deadline = Instant::now() + limits.total;
    let kind = std::fs::metadata(path)?.file_type();
    if !kind.is_char_device() && !kind.is_fifo() {
        return Err(Why::NotAPrinter.into());
    }
    let open_as = |access| {
        open(
            path,
            access | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        )
    };
    // A pipe opened both ways would hand us our own bytes; a one-way printer cable refuses the first attempt.
    let both_ways = if kind.is_char_device() {
        open_as(OFlags::RDWR).ok()
    } else {
        None
    };
    let answers = both_ways.is_some();
    let fd = match both_ways {
        Some(fd) => fd,
        None => open_as(OFlags::WRONLY).map_err(io::Error::from)?,
    };
    let mut link = Link {
        end: File::from(fd),
        answers,
        deadline,
        limits,
    };
    link.deliver(bytes).map_err(|error| match error {
        // The kernel's USB printer driver reports an empty roll as "no space left on device".
        PrintError::Failed { why: Why::Full } => PrintError::NoPaper,
        other => other,
    })
}

struct Link<'a, T> {
    end: T,
    answers: bool,
    deadline: Instant,
    limits: &'a Limits,
}

impl<T: Read + Write + AsFd> Link<'_, T> {
    /// Asks for paper, sends the slip, and asks again where the first question was answered.
    fn deliver(&mut self, bytes: &[u8]) -> Result<(), PrintError> {
        self.answers &= bytes.starts_with(&RESET);
        self.check_paper()?;
        self.send(bytes)?;
        self.check_paper()?;
        // Closing a USB printer drops what is still on its way, so the last byte must be out first.
        if self.ready(PollFlags::OUT, self.deadline)? {
            Ok(())
        } else {
            Err(Why::Timeout.into())
        }
    }

    fn check_paper(&mut self) -> Result<(), PrintError> {
        if !self.answers {
            return Ok(());
        }
        self.send(&ASK_PAPER)?;
        let answer = self.answer()?;
        self.answers = answer.is_some();
        match answer {
            Some(status) if status & PAPER_END != 0 => Err(PrintError::NoPaper),
            _ => Ok(()),
        }
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if !self.ready(PollFlags::OUT, self.deadline)? {
                return Err(ErrorKind::TimedOut.into());
            }
            match self.end.write(rest) {
                Ok(0) => return Err(ErrorKind::BrokenPipe.into()),
                Ok(sent) => rest = rest.get(sent..).unwrap_or_default(),
                Err(error) if later(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Waits for a status byte; `None` is a printer that does not answer such questions.
    fn answer(&mut self) -> io::Result<Option<u8>> {
        let until = self.deadline.min(Instant::now() + self.limits.reply);
        let mut noise = 0;
        while noise < NOISE && self.ready(PollFlags::IN, until)? {
            let mut byte = [0];
            match self.end.read(&mut byte) {
                Ok(0) => return Ok(None),
                Ok(_) if byte[0] & FIXED == FIXED_ON => return Ok(Some(byte[0])),
                Ok(_) => noise += 1,
                Err(error) if later(&error) => {}
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return Err(error),
                Err(_) => return Ok(None),
            }
        }
        Ok(None)
    }

    fn ready(&self, what: PollFlags, until: Instant) -> io::Result<bool> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(false);
            }
            let left = Timespec::try_from(left).map_err(|_| ErrorKind::InvalidInput)?;
            match poll(&mut [PollFd::new(&self.end, what)], Some(&left)) {
                Ok(count) => return Ok(count > 0),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Link<'_, TcpStream> {
    /// Hangs up politely: an answer left unread would turn the goodbye into a reset, and the printer could drop the slip.
    fn part(mut self) {
        if self.end.shutdown(Shutdown::Write).is_ok() {
            let until = self.deadline.min(Instant::now() + self.limits.reply);
            let mut unread = [0; NOISE];
            while self.ready(PollFlags::IN, until).unwrap_or(false) {
                match self.end.read(&mut unread) {
                    Ok(0) => break,
                    Err(error) if !later(&error) => break,
                    _ => {}
                }
            }
        }
    }
}

fn later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
