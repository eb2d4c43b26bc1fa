use super::*;

fn parsed(url: &str) -> Address {
    Address::parse(url).unwrap()
}

#[test]
fn only_this_machine_is_reached_without_tls() {
    for local in [
        "postgres://hall_120115103:x@127.0.0.1/county",
        "postgres://hall_120115103:x@localhost:5433/county",
        "postgres://hall_120115103:x@[::1]/county",
        "postgres://hall_120115103:x@/county?host=/run/postgresql",
        "postgres://hall_120115103:x@127.0.0.1/county?sslmode=disable",
    ] {
        assert!(!parsed(local).safe, "{local}");
    }
    for far in [
        "postgres://hall_120115103:x@10.1.2.3/county",
        "postgres://hall_120115103:x@127.0.0.2/county",
        "postgres://hall_120115103:x@localhost.example/county",
        "postgres://hall_120115103:x@localhost,10.1.2.3/county",
        "postgres://hall_120115103:x@localhost/county?hostaddr=10.1.2.3",
        "postgres://hall_120115103:x@10.1.2.3/county?sslmode=prefer",
        "postgres://hall_120115103:x@127.0.0.1/county?sslmode=require",
        "postgres://hall_120115103:x@127.0.0.1/county?sslrootcert=/etc/ca.pem",
    ] {
        let address = parsed(far);
        assert!(address.safe, "{far}");
        assert_eq!(address.config.get_ssl_mode(), SslMode::Require, "{far}");
    }
    let refused = Address::parse("postgres://h:x@10.1.2.3/county?sslmode=disable").unwrap_err();
    assert!(refused.why.contains("TLS"), "{refused}");
}

#[test]
fn no_text_of_an_address_holds_the_password() {
    let address = parsed("postgres://hall_120115103:geheim@db.example:6000/county");
    assert_eq!(
        address.name(),
        "postgres://hall_120115103@db.example:6000/county"
    );
    assert!(!format!("{address:?}").contains("geheim"));
    let told = address.trouble(Trouble::Other, "no user with geheim".to_owned());
    assert_eq!(told.why, "no user with ***");
    for wrong in [
        "postgres://hall:x@geheim@db.example/county",
        "postgres://hall:x@geheim?@db.example/county",
        "postgres://hall@db.example,geheim@db/county",
        "postgres://hall:geheim@db.example:port/county",
        "postgres://hall:geheim@db.example/county?geheim=1",
        "postgres:///county",
        "geheim",
    ] {
        let error = Address::parse(wrong).unwrap_err();
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}

#[test]
fn a_line_for_another_login_reads_back() {
    for (url, name) in [
        (
            "postgres://admin:x@db.example:6000/county",
            "postgres://hall_1@db.example:6000/county",
        ),
        (
            "postgres://admin@[::1]/county",
            "postgres://hall_1@[::1]/county",
        ),
        (
            "postgres://admin@/county?host=/run/my%20pg&port=7",
            "postgres://hall_1@/run/my pg:7/county",
        ),
        (
            "postgres://admin@localhost/%E5%8E%BF",
            "postgres://hall_1@localhost/县",
        ),
    ] {
        let line = parsed(url).line_for("hall_1", "p4");
        let back = parsed(&line);
        assert_eq!(back.name(), name, "{line}");
        assert_eq!(back.config.get_password(), Some(b"p4".as_slice()));
    }
}

#[test]
fn the_file_of_certificates_is_taken_out_of_the_address() {
    let address = parsed("postgres://h@db/c?sslrootcert=/etc/a%20b.pem&connect_timeout=3");
    assert_eq!(address.roots, Some(PathBuf::from("/etc/a b.pem")));
    assert_eq!(
        address.config.get_connect_timeout(),
        Some(&Duration::from_secs(3))
    );
    let error = address.connect().err().unwrap();
    assert_eq!(error.trouble, Trouble::Other);
    assert!(error.why.contains("/etc/a b.pem"), "{error}");
}
