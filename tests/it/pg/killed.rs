//! The real `yizhan sync`, killed while it pushes to a real server.

use super::FIRST;
use super::HUB;
use super::county_on;
use crate::support::server::Server;
use crate::sync_faults::real::the_next_sync_finishes_what_a_killed_one_began;

#[test]
fn after_each_of_a_hundred_kills_over_a_line_the_next_sync_finishes() {
    // For so long no other test may change the logins.
    let Some(server) = Server::start() else {
        return;
    };
    let county = county_on(std::sync::Arc::new(server));
    the_next_sync_finishes_what_a_killed_one_began((HUB, FIRST), |_| {
        (county.importer.clone(), county.first.clone())
    });
    let mut admin = yizhan::sync::hub::connect(&county.admin).unwrap();
    let there: i64 = admin
        .query_one("SELECT count(*) FROM yizhan.inbox", &[])
        .unwrap()
        .get(0);
    assert!(there >= 100, "they were pushed: {there}");
}
