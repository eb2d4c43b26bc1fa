//! The line itself: TLS or none, what an error says and what it never says.

use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::CarrierError;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::carrier::postgres::Postgres;
use yizhan::sync::carrier::postgres::line::Address;
use yizhan::sync::dice::Dice;
use yizhan::sync::hub;

use super::FIRST;
use super::HUB;
use super::SECOND;
use super::county;
use super::county_on;
use super::down;
use super::org;
use super::segment;
use super::up;
use crate::support::server::Server;
use crate::support::server::one_at_a_time;

fn list(url: &str) -> Result<(), CarrierError> {
    Postgres::new(url, org(FIRST))?.list(up(FIRST)).map(drop)
}

#[test]
fn a_server_without_tls_on_another_machine_gets_not_even_the_login_name() {
    let listener = TcpListener::bind("127.0.0.2:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let mut line = listener.accept().unwrap().0;
        let mut asked = [0; 8];
        line.read_exact(&mut asked).unwrap();
        line.write_all(b"N").unwrap();
        let mut rest = Vec::new();
        let _ = line.read_to_end(&mut rest);
        (asked, rest)
    });
    let url = format!("postgres://hall_{FIRST}:geheim@127.0.0.2:{port}/county");
    let error = list(&url).unwrap_err();
    // Where it did not even call, the server waits for this one.
    let _ = TcpStream::connect(("127.0.0.2", port));
    let (asked, rest) = server.join().unwrap();
    assert_eq!(asked, [0, 0, 0, 8, 4, 210, 22, 47], "it asks for TLS first");
    assert!(rest.is_empty(), "and says nothing more without: {rest:?}");
    assert_eq!(error.trouble, Trouble::Other, "{error}");
    assert!(
        error.why.contains("TLS") && !error.to_string().contains("geheim"),
        "{error}"
    );
}

#[test]
fn a_server_that_takes_the_call_and_says_nothing_is_away() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://hall_{FIRST}:geheim@127.0.0.1:{port}/county");
    let address = Address::parse(&url)
        .unwrap()
        .with_patience(Duration::from_millis(200));
    let error = Postgres::at(address, org(FIRST))
        .unwrap()
        .list(up(FIRST))
        .unwrap_err();
    assert_eq!(error.trouble, Trouble::Away, "{error}");
    drop(listener);
    let error = list(&url).unwrap_err();
    assert_eq!(error.trouble, Trouble::Away, "{error}");
    assert!(!error.to_string().contains("geheim"), "{error}");
}

fn openssl(dir: &Path, arguments: &str) {
    let out = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(dir)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "openssl {arguments}: {said}");
}

/// Makes an authority and a certificate for 127.0.0.1 and 127.0.0.2 that it signed.
fn certificates(server: &Server) {
    let dir = server.dir();
    for authority in ["ca", "other"] {
        openssl(
            dir,
            &format!(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN={authority} -keyout {authority}.key -out {authority}.pem"
            ),
        );
    }
    openssl(
        dir,
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=hub -keyout server.key -out server.csr",
    );
    std::fs::write(
        dir.join("names"),
        "subjectAltName=IP:127.0.0.1,IP:127.0.0.2\n",
    )
    .unwrap();
    openssl(
        dir,
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile names -out server.pem",
    );
    for file in ["server.key", "server.pem"] {
        server.own(&dir.join(file));
    }
}

#[test]
fn another_machine_is_believed_by_its_certificate_alone() {
    let Some(server) = Server::start() else {
        return;
    };
    certificates(&server);
    let county = county_on(Arc::new(server));
    let server = &county.server;
    server.down();
    let file = |name: &str| server.dir().join(name).display().to_string();
    let (certificate, key) = (file("server.pem"), file("server.key"));
    let settings = [
        "ssl=on".to_owned(),
        format!("ssl_cert_file={certificate}"),
        format!("ssl_key_file={key}"),
    ];
    server.up(&settings.each_ref().map(String::as_str));
    let (before, _) = county.first.split_once("@/").unwrap();
    let database = county.first.split(['/', '?']).nth(3).unwrap();
    let url = |host: &str, roots: &str| {
        let roots = match roots {
            "" => String::new(),
            roots => format!("?sslrootcert={}", file(roots)),
        };
        format!("{before}@{host}:{}/{database}{roots}", server.port)
    };
    for (host, roots) in [("127.0.0.1", "ca.pem"), ("127.0.0.2", "ca.pem")] {
        let mut carrier = Postgres::new(&url(host, roots), org(FIRST)).unwrap();
        carrier.list(up(FIRST)).unwrap();
        let safe: bool = server
            .admin("postgres")
            .query_one(
                "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                 WHERE usename = 'hall_120115103' AND application_name = 'yizhan'",
                &[],
            )
            .unwrap()
            .get(0);
        assert!(safe, "{host} was reached without TLS");
    }
    for (host, roots, word) in [
        ("127.0.0.2", "", "certificate"),
        ("127.0.0.2", "other.pem", "certificate"),
        ("127.0.0.1", "other.pem", "certificate"),
        ("localhost", "ca.pem", "certificate"),
        ("127.0.0.2", "none.pem", "none.pem"),
        ("127.0.0.2", "ca.key", "no certificate"),
    ] {
        let error = list(&url(host, roots)).unwrap_err();
        assert_eq!(error.trouble, Trouble::Other, "{host} {roots}: {error}");
        assert!(error.why.contains(word), "{host} {roots}: {error}");
    }
}

#[test]
fn each_kind_of_trouble_is_told_apart() {
    let Some(county) = county() else { return };
    let address = Address::parse(&county.admin).unwrap();
    let mut client = address.connect().unwrap();
    for (state, trouble) in [
        ("53100", Trouble::Full),
        ("53200", Trouble::Full),
        ("25006", Trouble::ReadOnly),
        ("42501", Trouble::ReadOnly),
        ("57P01", Trouble::Away),
        ("57P03", Trouble::Away),
        ("53300", Trouble::Away),
        ("08006", Trouble::Away),
        ("28P01", Trouble::Other),
        ("23514", Trouble::Other),
    ] {
        let sql = format!("DO $$ BEGIN RAISE 'so is it' USING ERRCODE = '{state}'; END $$");
        let failed = address.failed(&client.batch_execute(&sql).unwrap_err());
        assert_eq!(failed.trouble, trouble, "{state}");
        assert_eq!(failed.why, format!("so is it ({state})"));
    }
}

#[test]
fn a_line_is_refused_with_a_sentence_and_without_its_password() {
    let Some(county) = county() else { return };
    let wrong = county
        .first
        .replace(&format!("hall_{FIRST}:"), &format!("hall_{FIRST}:x"));
    let error = list(&wrong).unwrap_err();
    let secret = county.first.split([':', '@']).nth(2).unwrap();
    assert_eq!(secret.len(), 28, "{secret}");
    assert_eq!(error.trouble, Trouble::Other);
    assert!(error.why.contains("password"), "{error}");
    assert!(!error.to_string().contains(secret), "{error}");

    let other = Postgres::new(&county.first, org(SECOND)).unwrap_err();
    assert!(other.why.contains("120115103"), "{other}");
    let mut hall = Postgres::new(&county.first, org(FIRST)).unwrap();
    let error = hall.list(up(SECOND)).unwrap_err();
    assert_eq!(error.trouble, Trouble::Other, "{error}");
    // What it sent it cannot read back, and the line still works after that.
    let (label, bytes) = segment(1, 1, "mine");
    hall.put(up(FIRST), &label, &bytes).unwrap();
    let error = hall.get(up(FIRST), &label).unwrap_err();
    assert_eq!(error.trouble, Trouble::ReadOnly, "{error}");
    assert_eq!(hall.list(down(FIRST)).unwrap(), []);
    assert_eq!(hall.list(up(FIRST)).unwrap(), [label]);
    let mut hub = Postgres::new(&county.importer, org(HUB)).unwrap();
    assert_eq!(hub.list(up(FIRST)).unwrap(), [label]);
}

#[test]
fn a_hall_that_was_taken_away_gets_in_no_more_until_it_has_a_new_line() {
    let Some(server) = Server::start() else {
        return;
    };
    let county = county_on(Arc::new(server));
    let _alone = one_at_a_time();
    let mut hall = Postgres::new(&county.first, org(FIRST)).unwrap();
    hall.list(up(FIRST)).unwrap();
    hub::remove_hall(&county.admin, org(FIRST)).unwrap();
    let ended = hall.list(up(FIRST)).unwrap_err();
    assert_eq!(ended.trouble, Trouble::Away, "{ended}");
    list(&county.first).unwrap_err();
    let anew = hub::add_hall(&county.admin, org(FIRST), &mut Dice::new(9)).unwrap();
    assert!(!format!("{anew:?}").contains(&anew.line));
    list(&county.first).unwrap_err();
    list(&anew.line).unwrap();
}

#[test]
fn a_hub_is_kept_by_someone_who_is_not_above_the_rules() {
    let Some(server) = Server::start() else {
        return;
    };
    server
        .admin("postgres")
        .batch_execute("CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'k'; ")
        .unwrap();
    server
        .admin("postgres")
        .batch_execute("CREATE DATABASE county OWNER keeper")
        .unwrap();
    let keeper = server.url("keeper:k", "county");
    let mut dice = Dice::new(4);
    let importer = hub::init(&keeper, &mut dice).unwrap().importer.unwrap();
    let hall = hub::add_hall(&keeper, org(FIRST), &mut dice).unwrap();
    assert!(hub::init(&keeper, &mut dice).unwrap().steps.is_empty());
    let mut client = hub::connect(&keeper).unwrap();
    assert_eq!(hub::lint(&mut client).unwrap(), []);
    // Not even the keeper sees what the halls sent.
    let (label, bytes) = segment(1, 1, "kept");
    let mut child = Postgres::new(&hall.line, org(FIRST)).unwrap();
    child.put(up(FIRST), &label, &bytes).unwrap();
    let seen = client.query("SELECT FROM yizhan.inbox", &[]).unwrap();
    assert!(seen.is_empty());
    let mut hub = Postgres::new(&importer.line, org(HUB)).unwrap();
    assert_eq!(hub.get(up(FIRST), &label).unwrap(), Some(bytes.clone()));
    // The keeper may not end the line of another, but what comes over it is refused.
    hub::remove_hall(&keeper, org(FIRST)).unwrap();
    let (other, _) = segment(2, 1, "late");
    let error = child.put(up(FIRST), &other, &bytes).unwrap_err();
    assert_eq!(error.trouble, Trouble::ReadOnly, "{error}");
}
