//! Where slips go, and what became of them.

use std::io;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use rustix::io::Errno;

use crate::ui::slip::file;
use crate::ui::slip::link;
use crate::ui::slip::queue::Service;

/// The port on which network printers take raw bytes.
const RAW_PORT: u16 = 9100;

/// Where slips go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Printer {
    /// Nowhere: the resident is told the number on the screen.
    #[default]
    None,
    /// One file a slip, for trial halls and for queues that watch a folder.
    File {
        /// The folder, which must exist.
        dir: PathBuf,
    },
    /// A printer on this machine, such as `/dev/usb/lp0`.
    Device {
        /// The device file.
        path: PathBuf,
    },
    /// A printer on the hall's network.
    Network {
        /// Its address; a name would need a look-up that can hang.
        addr: SocketAddr,
    },
    /// A queue of the system's print service (CUPS).
    Queue {
        /// Its name.
        name: String,
    },
}

/// Says what a printer's line in the configuration should look like.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a printer is \"none\", \"file:DIR\", \"dev:/dev/usb/lp0\", \"tcp:192.168.1.9:9100\" or \"lp:QUEUE\", not {0:?}"
)]
pub struct UnknownPrinter(pub String);

impl FromStr for Printer {
    type Err = UnknownPrinter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || UnknownPrinter(text.to_owned());
        let text = text.trim();
        if text == "none" {
            return Ok(Printer::None);
        }
        let (kind, place) = text
            .split_once(':')
            .filter(|(_, place)| !place.is_empty())
            .ok_or_else(wrong)?;
        match kind {
            "file" => Ok(Printer::File { dir: place.into() }),
            "dev" if place.starts_with('/') => Ok(Printer::Device { path: place.into() }),
            "tcp" => address(place)
                .map(|addr| Printer::Network { addr })
                .ok_or_else(wrong),
            "lp" if is_queue(place) => Ok(Printer::Queue { name: place.into() }),
            _ => Err(wrong()),
        }
    }
}

/// Says whether a name can be a queue's: no space, `/`, `#` or leading `-`, so that it is never taken for an option.
fn is_queue(name: &str) -> bool {
    let allowed = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '/' | '#');
    !name.starts_with('-') && name.chars().count() <= 127 && name.chars().all(allowed)
}

/// Reads a printer's line in the configuration; a relative folder lies in `dir`.
///
/// # Errors
/// [`UnknownPrinter`] when the line names no printer.
pub fn printer(line: &str, dir: &Path) -> Result<Printer, UnknownPrinter> {
    Ok(match line.parse()? {
        Printer::File { dir: folder } => Printer::File {
            dir: dir.join(folder),
        },
        other => other,
    })
}

fn address(place: &str) -> Option<SocketAddr> {
    let bare = |ip: IpAddr| SocketAddr::new(ip, RAW_PORT);
    place
        .parse()
        .ok()
        .or_else(|| place.parse().ok().map(bare))
        .filter(|addr| addr.port() != 0)
}

/// Why a slip did not come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// No printer is configured, so the number must be told on the screen.
    #[error("this hall has no printer")]
    NoPrinter,
    /// The printer has no paper; what it was sent, if anything, may be cut short.
    #[error("the printer is out of paper")]
    NoPaper,
    /// The slip was not, or not wholly, taken by the printer.
    #[error("the slip was not printed: {why}")]
    Failed {
        /// What stood in the way.
        why: Why,
    },
}

/// What stood in the way of a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The folder or device is not there.
    #[error("the printer or its folder is not there")]
    Missing,
    /// The configured place is something else than a printer or a folder.
    #[error("the configured place is not a printer")]
    NotAPrinter,
    /// The user running the kiosk may not write there.
    #[error("this user may not use the printer")]
    Denied,
    /// The folder is on a read-only file system.
    #[error("the folder is read-only")]
    ReadOnly,
    /// The disk or quota is full.
    #[error("the disk is full")]
    Full,
    /// Another program holds the device.
    #[error("another program is using the printer")]
    Busy,
    /// Nothing answers at the address.
    #[error("no printer answers at this address")]
    Unreachable,
    /// The printer did not take the slip in time.
    #[error("the printer did not take the slip in time")]
    Timeout,
    /// The printer hung up or was switched off half-way.
    #[error("the line to the printer broke")]
    Lost,
    /// The print service would not take the job.
    #[error("the print service refused it: is the queue's name right?")]
    Refused,
    /// There is no font to draw the paper with.
    #[error("there is no font to print Chinese with")]
    NoFont,
    /// Anything else the operating system reported.
    #[error("the printer reported a fault")]
    Fault,
}

impl Why {
    /// Returns the word under which the sentence stands in the locale tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Why::Missing => "missing",
            Why::NotAPrinter => "not_a_printer",
            Why::Denied => "denied",
            Why::ReadOnly => "read_only",
            Why::Full => "full",
            Why::Busy => "busy",
            Why::Unreachable => "unreachable",
            Why::Timeout => "timeout",
            Why::Lost => "lost",
            Why::Refused => "refused",
            Why::NoFont => "no_font",
            Why::Fault => "fault",
        }
    }

    fn of(error: &io::Error) -> Why {
        match error.kind() {
            ErrorKind::NotFound => Why::Missing,
            ErrorKind::NotADirectory | ErrorKind::IsADirectory => Why::NotAPrinter,
            ErrorKind::PermissionDenied => Why::Denied,
            ErrorKind::ReadOnlyFilesystem => Why::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Why::Full,
            ErrorKind::ResourceBusy => Why::Busy,
            ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown => Why::Unreachable,
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Why::Timeout,
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::NotConnected => Why::Lost,
            _ => match Errno::from_io_error(error) {
                Some(Errno::NXIO | Errno::NODEV) => Why::Missing,
                _ => Why::Fault,
            },
        }
    }
}

impl From<Why> for PrintError {
    fn from(why: Why) -> Self {
        PrintError::Failed { why }
    }
}

impl From<io::Error> for PrintError {
    fn from(error: io::Error) -> Self {
        Why::of(&error).into()
    }
}

/// How long a printer may take.
pub(super) struct Limits {
    /// For everything together, from the first attempt to reach it.
    pub(super) total: Duration,
    /// For one answer about its paper.
    pub(super) reply: Duration,
}

const LIMITS: Limits = Limits {
    total: Duration::from_secs(2),
    reply: Duration::from_millis(300),
};

/// How long the print service may take: it starts a program and may wake a printer.
const QUEUE_TIME: Duration = Duration::from_secs(10);

/// Hands rendered bytes to a printer; `Ok` means that all of them were taken.
///
/// Devices and network printers are given 2 s in all, 300 ms of it for each question about the paper, which is put only
/// to ESC/POS bytes (they begin with `ESC @`). A queue is given 10 s; with it `Ok` means that the print service has taken
/// the job. `name` is the stem of the file a file printer writes (`.txt`, `.prn` or `.pdf`);
/// an older slip of that name stays and the new one gets `-2`, `-3`, ….
///
/// # Errors
/// [`PrintError::NoPrinter`] for [`Printer::None`], [`PrintError::NoPaper`] when the printer says so before or after,
/// [`PrintError::Failed`] with the reason otherwise.
pub fn print(printer: &Printer, bytes: &[u8], name: &str) -> Result<(), PrintError> {
    print_within(printer, bytes, name, &LIMITS)
}

pub(super) fn print_within(
    printer: &Printer,
    bytes: &[u8],
    name: &str,
    limits: &Limits,
) -> Result<(), PrintError> {
    match printer {
        Printer::None => Err(PrintError::NoPrinter),
        Printer::File { dir } => file::write(dir, bytes, name),
        Printer::Device { path } => link::to_device(path, bytes, limits),
        Printer::Network { addr } => link::to_network(*addr, bytes, limits),
        Printer::Queue { name: queue } => Service {
            lp: &["lp"],
            lpstat: &["lpstat"],
            total: QUEUE_TIME,
        }
        .send(queue, bytes, name),
    }
}
