//! The line to a PostgreSQL server: its address, its safety, and how long we wait for it.
//!
//! To another machine there is TLS with a verified certificate or no line at all. All talk happens
//! in a thread of its own, so that a server which takes the call and then says nothing is given up
//! after a while instead of holding the night.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use postgres::Client;
use postgres::NoTls;
use postgres::Statement;
use postgres::config::Host;
use postgres::config::SslMode;
use postgres::error::SqlState;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Trouble;

/// How long a server may take to answer, beside the time the bytes need.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one attempt to reach an address may take.
const CONNECT: Duration = Duration::from_secs(10);
/// After so long without a sign of life the other end is taken to be gone.
const SILENCE: Duration = Duration::from_secs(30);
/// A slow village line still carries so many bytes a second.
const SLOWEST: usize = 16 << 10;

/// Where a server is and how it is reached.
#[derive(Clone)]
pub struct Address {
    name: String,
    config: postgres::Config,
    roots: Option<PathBuf>,
    safe: bool,
    greeting: Duration,
    patience: Duration,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Address {
    /// Reads `postgres://user:password@host:port/database`, with `sslrootcert=FILE` among its
    /// settings where the server's certificate is not signed by one of the system's authorities. Its
    /// `connect_timeout` is, as elsewhere, how long it may take until the login is let in.
    ///
    /// # Errors
    /// [`CarrierError`], without the password: it is no address, or it asks for no TLS to another
    /// machine.
    pub fn parse(url: &str) -> Result<Address, CarrierError> {
        let nameless = |why: &str| CarrierError {
            name: "postgres".to_owned(),
            trouble: Trouble::Other,
            why: why.to_owned(),
        };
        let (plain, roots) = without_roots(url);
        // What the parser says of a wrong address may hold a piece of the password, and so may a
        // host: an `@` in a password ends it.
        let form = "the address is not of the form postgres://user:password@host:port/database";
        let mut config: postgres::Config = plain.parse().map_err(|_| nameless(form))?;
        if config.get_hosts().iter().any(|host| !is_plain(host)) {
            return Err(nameless(form));
        }
        if config.get_hosts().is_empty() {
            return Err(nameless("the address names no host"));
        }
        let name = name_of(&config);
        let local = config.get_hosts().iter().all(is_local)
            && config
                .get_hostaddrs()
                .iter()
                .all(std::net::IpAddr::is_loopback);
        let mode = config.get_ssl_mode();
        if !local && mode == SslMode::Disable {
            return Err(CarrierError {
                name,
                trouble: Trouble::Other,
                why: "sslmode=disable is only for this machine; to another one TLS is needed"
                    .into(),
            });
        }
        let safe = !local || mode == SslMode::Require || roots.is_some();
        config.ssl_mode(if safe {
            SslMode::Require
        } else {
            SslMode::Disable
        });
        let named = config.get_connect_timeout().copied();
        config.connect_timeout(named.unwrap_or(CONNECT));
        config
            .application_name("yizhan")
            .tcp_user_timeout(SILENCE)
            .keepalives_idle(SILENCE)
            .keepalives_interval(SILENCE / 3)
            .keepalives_retries(3);
        Ok(Address {
            name,
            config,
            roots,
            safe,
            greeting: named.unwrap_or(PATIENCE),
            patience: PATIENCE,
        })
    }

    /// Returns the address with another patience than a minute.
    pub fn with_patience(mut self, patience: Duration) -> Address {
        (self.greeting, self.patience) = (patience, patience);
        self
    }

    /// Returns how long the server may take to answer, beside the time that its work needs.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// Returns the address without its password.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the login name.
    pub fn user(&self) -> Option<&str> {
        self.config.get_user()
    }

    /// Returns the same address for another login, as a line in its settings.
    pub fn line_for(&self, user: &str, password: &str) -> String {
        let database = self
            .config
            .get_dbname()
            .or(self.user())
            .unwrap_or("postgres");
        let database = escape(database);
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        match self.config.get_hosts().first() {
            Some(Host::Tcp(host)) => {
                format!(
                    "postgres://{user}:{password}@{}:{port}/{database}",
                    bracketed(host)
                )
            }
            Some(Host::Unix(path)) => format!(
                "postgres://{user}:{password}@/{database}?host={}&port={port}",
                escape(&path.to_string_lossy())
            ),
            None => format!("postgres://{user}:{password}@/{database}"),
        }
    }

    /// Connects. A server that takes the call and lets nobody in is given up.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub fn connect(&self) -> Result<Client, CarrierError> {
        let own = self.clone();
        self.within(self.greeting, move || own.call())
    }

    /// Does something that waits for the server in a thread of its own, and gives up when there is no
    /// end of it within `limit`. The thread is then left to itself: it ends with the line or the
    /// process, and holds up neither.
    pub(crate) fn within<T, E>(
        &self,
        limit: Duration,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<CarrierError> + Send + 'static,
    {
        let (tell, hear) = mpsc::sync_channel(1);
        self.apart(move || {
            // Nobody listens any more when we were too slow.
            let _ = tell.send(work());
        })?;
        hear.recv_timeout(limit)
            .unwrap_or_else(|error| Err(self.lost(error, limit).into()))
    }

    /// Starts a thread that may wait for the server for ever.
    pub(crate) fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<JoinHandle<T>, CarrierError> {
        thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(work)
            .map_err(|error| self.trouble(Trouble::Other, error.to_string()))
    }

    /// Says that such a thread was not heard of within `limit`, or is gone.
    pub(crate) fn lost(&self, error: RecvTimeoutError, limit: Duration) -> CarrierError {
        let why = match error {
            RecvTimeoutError::Timeout => format!("no answer within {} s", limit.as_secs()),
            RecvTimeoutError::Disconnected => "the connection is gone".to_owned(),
        };
        self.trouble(Trouble::Away, why)
    }

    fn call(&self) -> Result<Client, CarrierError> {
        let connected = match self.safe {
            true => self.config.connect(MakeRustlsConnect::new(self.tls()?)),
            false => self.config.connect(NoTls),
        };
        connected.map_err(|error| self.failed(&error))
    }

    fn tls(&self) -> Result<ClientConfig, CarrierError> {
        let mut store = RootCertStore::empty();
        match &self.roots {
            Some(file) => {
                let unusable = |why: String| {
                    self.trouble(
                        Trouble::Other,
                        format!("sslrootcert {}: {why}", file.display()),
                    )
                };
                let certificates = CertificateDer::pem_file_iter(file)
                    .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                    .map_err(|error| unusable(error.to_string()))?;
                let (added, _) = store.add_parsable_certificates(certificates);
                if added == 0 {
                    return Err(unusable("it holds no certificate".to_owned()));
                }
            }
            None => {
                store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                if store.is_empty() {
                    let why =
                        "this machine has no root certificates; name a file with sslrootcert=";
                    return Err(self.trouble(Trouble::Other, why.to_owned()));
                }
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| self.trouble(Trouble::Other, error.to_string()))?;
        Ok(versions.with_root_certificates(store).with_no_client_auth())
    }

    fn trouble(&self, trouble: Trouble, why: String) -> CarrierError {
        let secret = self.config.get_password().map(String::from_utf8_lossy);
        let why = match secret.filter(|secret| !secret.is_empty()) {
            Some(secret) => why.replace(&*secret, "***"),
            None => why,
        };
        CarrierError {
            name: self.name.clone(),
            trouble,
            why,
        }
    }

    /// Tells what kind of trouble an error is, in the server's own words.
    pub fn failed(&self, error: &postgres::Error) -> CarrierError {
        self.trouble(kind(error), said(error))
    }
}

/// Takes `sslrootcert` out of an address: libpq knows it, the parser of our library does not.
fn without_roots(url: &str) -> (String, Option<PathBuf>) {
    let Some((before, settings)) = url.split_once('?') else {
        return (url.to_owned(), None);
    };
    let mut roots = None;
    let mut rest = Vec::new();
    for setting in settings.split('&') {
        match setting.strip_prefix("sslrootcert=") {
            Some(file) => roots = Some(PathBuf::from(unescape(file))),
            None => rest.push(setting),
        }
    }
    match rest.is_empty() {
        true => (before.to_owned(), roots),
        false => (format!("{before}?{}", rest.join("&")), roots),
    }
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'%');
        let byte = code
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = match byte {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn bracketed(host: &str) -> String {
    match host.contains(':') {
        true => format!("[{host}]"),
        false => host.to_owned(),
    }
}

fn is_plain(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']')),
    }
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => matches!(name.as_str(), "127.0.0.1" | "::1" | "[::1]" | "localhost"),
    }
}

fn name_of(config: &postgres::Config) -> String {
    let user = config.get_user().unwrap_or_default();
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => bracketed(name),
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    let ports: Vec<u16> = config
        .get_ports()
        .iter()
        .copied()
        .filter(|p| *p != 5432)
        .collect();
    let port = ports
        .first()
        .map_or(String::new(), |port| format!(":{port}"));
    let database = config.get_dbname().unwrap_or_default();
    format!("postgres://{user}@{}{port}/{database}", hosts.join(","))
}

fn kind(error: &postgres::Error) -> Trouble {
    let Some(state) = error.code() else {
        return match unsafe_line(error) {
            true => Trouble::Other,
            false if error.is_closed() || io_of(error).is_some() => Trouble::Away,
            false => Trouble::Other,
        };
    };
    const FULL: [SqlState; 3] = [
        SqlState::DISK_FULL,
        SqlState::OUT_OF_MEMORY,
        SqlState::CONFIGURATION_LIMIT_EXCEEDED,
    ];
    const SHUT: [SqlState; 2] = [
        SqlState::INSUFFICIENT_PRIVILEGE,
        SqlState::READ_ONLY_SQL_TRANSACTION,
    ];
    const AWAY: [SqlState; 5] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    match state {
        state if FULL.contains(state) => Trouble::Full,
        state if SHUT.contains(state) => Trouble::ReadOnly,
        state if AWAY.contains(state) || state.code().starts_with("08") => Trouble::Away,
        _ => Trouble::Other,
    }
}

fn io_of(error: &postgres::Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref() {
            return Some(io);
        }
        source = inner.source();
    }
    None
}

/// Tells whether the line was refused for its certificate or for having none.
fn unsafe_line(error: &postgres::Error) -> bool {
    // The library names no kinds; its text for this one is stable.
    error.to_string().contains("TLS")
        && io_of(error).is_none_or(|io| {
            io.get_ref()
                .is_some_and(|inner| inner.is::<rustls::Error>())
        })
}

/// Returns what the server or the system said, without our library's own words around it.
pub(crate) fn said(error: &postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        return format!("{} ({})", db.message(), db.code().code());
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let next = inner.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        source = inner.source();
    }
    text
}

/// An open connection with what it has prepared.
pub(super) struct Open {
    client: Client,
    prepared: BTreeMap<&'static str, Statement>,
}

impl Open {
    /// Prepares a statement once for each connection.
    pub(super) fn prepare(
        &mut self,
        sql: &'static str,
    ) -> Result<(&mut Client, Statement), postgres::Error> {
        let statement = match self.prepared.get(sql) {
            Some(statement) => statement.clone(),
            None => {
                let statement = self.client.prepare(sql)?;
                self.prepared.insert(sql, statement.clone());
                statement
            }
        };
        Ok((&mut self.client, statement))
    }
}

type Job = Box<dyn FnOnce(&mut Open) + Send>;

/// A connection in a thread of its own.
pub(super) struct Line {
    jobs: mpsc::Sender<Job>,
    address: Address,
}

impl Line {
    /// Connects.
    pub(super) fn open(address: &Address) -> Result<Line, CarrierError> {
        let (jobs, todo) = mpsc::channel::<Job>();
        let mut open = Open {
            client: address.connect()?,
            prepared: BTreeMap::new(),
        };
        address.apart(move || {
            for job in todo {
                job(&mut open);
            }
        })?;
        Ok(Line {
            jobs,
            address: address.clone(),
        })
    }

    /// Does one thing on the connection that sends or fetches about so many bytes.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        bytes: usize,
        job: impl FnOnce(&mut Open) -> Result<T, postgres::Error> + Send + 'static,
    ) -> Result<T, CarrierError> {
        let (tell, hear) = mpsc::sync_channel(1);
        let job = move |open: &mut Open| {
            let _ = tell.send(job(open));
        };
        let wait = self.address.patience + Duration::from_secs((bytes / SLOWEST) as u64);
        // One that cannot be sent is dropped, and the channel says so.
        let _ = self.jobs.send(Box::new(job));
        match hear.recv_timeout(wait) {
            Ok(answer) => answer.map_err(|error| self.address.failed(&error)),
            Err(error) => Err(self.address.lost(error, self.address.patience)),
        }
    }
}

#[cfg(test)]
mod tests;
