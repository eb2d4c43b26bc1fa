//! A PostgreSQL of the bench's own: Debian's, in a folder of its own, with its syncs on.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::chown;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use postgres::Client;
use postgres::NoTls;

/// Ends the server when our end of the pipe closes, however we end ourselves, and ends with it when
/// the server ends by itself, as one does that finds its port taken. A server that only begins does
/// not hear the first word.
const KEEPER: &str = r#"
exec 3<&0
"$@" 3<&- & server=$!
{ read -r _ <&3; while kill -INT "$server" 2>/dev/null; do sleep 0.2; done; } & reader=$!
wait "$server"
kill "$reader" 2>/dev/null
"#;

/// A running server; it ends with this value.
#[derive(Debug)]
pub struct Server {
    keeper: Child,
    port: u16,
    /// What it says of its version.
    pub version: String,
}

impl Server {
    /// Starts one whose data lie in a temporary folder beside the bench's own.
    ///
    /// # Errors
    /// Where Debian's programs are not there or do not start; the sentence says which.
    pub fn start(dir: &Path) -> Result<Server> {
        let bin = programs().context("no PostgreSQL below /usr/lib/postgresql")?;
        fs::create_dir_all(dir)?;
        let log = fs::File::create(dir.join("log"))?;
        hand_over(dir)?;
        let data = dir.join("data");
        let made = program(&bin.join("initdb"))
            .current_dir("/")
            .args(["--no-instructions", "-U", "admin", "-A", "trust", "-D"])
            .arg(&data)
            .output()?;
        let said = String::from_utf8_lossy(&made.stderr).trim().to_owned();
        anyhow::ensure!(made.status.success(), "initdb: {said}");
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = kept(&bin.join("postgres"));
        command.current_dir("/").arg("-D").arg(&data);
        for setting in [
            format!("port={port}"),
            "unix_socket_directories=".to_owned(),
            "listen_addresses=127.0.0.1".to_owned(),
            "max_connections=60".to_owned(),
        ] {
            command.args(["-c", &setting]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut server = Server {
            keeper: command.stderr(log).spawn()?,
            port,
            version: String::new(),
        };
        let begun = Instant::now();
        let mut client = loop {
            match server.connect("postgres") {
                Ok(client) => break client,
                Err(error) if begun.elapsed() > Duration::from_secs(60) => return Err(error),
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        server.version = client.query_one("SHOW server_version", &[])?.try_get(0)?;
        Ok(server)
    }

    /// Makes an empty database and returns the address of its keeper.
    ///
    /// # Errors
    /// The server's own error.
    pub fn database(&self, name: &str) -> Result<String> {
        self.connect("postgres")?
            .batch_execute(&format!("CREATE DATABASE {name}"))?;
        Ok(self.url(name))
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://admin@127.0.0.1:{}/{database}", self.port)
    }

    fn connect(&self, database: &str) -> Result<Client> {
        Ok(Client::connect(&self.url(database), NoTls)?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // It has been told to end; there is nobody to tell if it does not.
        let _ = self.keeper.wait();
    }
}

/// Returns the folder of Debian's newest server programs.
pub fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    found.sort();
    found.pop()
}

fn root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// Gives a file or folder to whom the server runs as, where that is not us.
///
/// # Errors
/// The system's own error.
pub fn hand_over(path: &Path) -> Result<()> {
    if root() {
        let ask = Command::new("id").args(["-u", "postgres"]).output()?;
        let uid = String::from_utf8_lossy(&ask.stdout).trim().parse()?;
        chown(path, Some(uid), None)?;
    }
    Ok(())
}

/// Returns a call of a server's program: it refuses to run as root, so it becomes someone else. No
/// process stands between us and it.
pub fn program(file: &Path) -> Command {
    if !root() {
        return Command::new(file);
    }
    let mut command = Command::new("setpriv");
    let who = ["--reuid=postgres", "--regid=postgres", "--init-groups"];
    command.args(who).arg("--").arg(file);
    command
}

/// Returns a call of a server's program that ends when our end of its standard input closes.
pub fn kept(file: &Path) -> Command {
    let server = program(file);
    let mut command = Command::new("sh");
    command
        .args(["-c", KEEPER, "sh"])
        .arg(server.get_program())
        .args(server.get_args());
    command
}
