//! yizhan (一站): the service hall of a Chinese township in a terminal.
//!
//! A resident comes to one window, says what they need, and leaves knowing the date; three centres
//! (economy, social affairs, governance) do the rest; the resident keys a rating nobody can dress
//! up. This page is the map; README.md is for the people who run it.
//!
//! # Layers
//!
//! A layer names only those to its right; `tests/it/layers.rs` fails on anything else.
//!
//! ```text
//! main → cli → ui → ops → sync → store → domain
//!         config: cli, ui, ops, sync, locale · clock: cli, ui · locale: cli, ui (names the errors of sync, store and config)
//! ```
//!
//! | Folder | Role | Never |
//! |---|---|---|
//! | [`domain`] | the hall's nouns and rules as pure functions | names SQL, a terminal, a file, a clock, a random source |
//! | [`store`] | one SQLite file: the ledger, and the views folded from it | decides anything |
//! | [`ops`] | one verb, one file: who may, domain decides, append, one transaction | draws or prints |
//! | [`ui`] | the loop, keys, themes, widgets, and the posts | names the store; writes while drawing |
//! | [`cli`] | commands | holds rules |
//!
//! [`sync`] is the exchange between sites. Its core names no clock, file or random source of its own:
//! the store, the carrier, the time and randomness are arguments, so that `tests/it/sync/sim.rs` can
//! lead ten real stores through what goes wrong with sticks, lines, clocks and machines.
//!
//! # Words
//!
//! hall 大厅 · centre 中心 · window 窗口 · site 站点 (a place with its own store) · post 岗 (one screen
//! somebody is at) · matter 事项 · ticket 号 · visit 到访 · errand 办事 (one matter of a visit) · case 办件 ·
//! material 材料 · promise 承诺时限 · statutory limit 法定时限 · on-the-spot matter 即办件 · deferrable 容缺 ·
//! mandate 委托 (an errand by proxy, 代办) · custody 证件链 ·
//! hotline 服务热线, job 工单 (a call, or a home visit 上门) ·
//! lamp 红黄灯 · rating 评价 · late rating 补评 · form 评议表 ([`domain::rating::form`]) · bad rating 差评 ·
//! follow-up 整改工单 ·
//! score sheet 打分表 ([`domain::score`]) ·
//! problem 问题, criticism 批评, registered 挂号 and closed out 销号 ([`domain::problem`]) ·
//! close lock 销号锁 ([`domain::close_lock`]) ·
//! meeting 评议会, ballot box 票箱 ([`domain::meeting`]) ·
//! **ledger** 台账 · **entry** one line of it · **verb** one thing a person can do.
//!
//! # The ledger
//!
//! Everything that happens is an entry ([`domain::event`]) in an append-only, hash-chained log
//! ([`domain::entry`]). A hall has two: its own, and that of the rating pads, so that a rating that
//! is missing shows (every `rating.invited` has its `rating.given` or `rating.timeout`; the night
//! raises a task for each that has not, also at the parent: [`domain::missing`]). The tables
//! screens read are views, folded in the same transaction and rebuildable at any time; that a
//! rebuild equals the tables is a property test and part of `yizhan verify`.
//!
//! Every verb: gate (a lock on a side file; SQLite's own busy timeout starves writers) → `BEGIN
//! IMMEDIATE` → load → domain decides → entries → views → heads → `COMMIT` with one fsync
//! (`synchronous=FULL`). Only then may a screen say "done". The number of a ticket, the sequence of
//! an entry: always taken inside that transaction.
//!
//! Who rewrites it must deceive every witness, and `yizhan verify` asks them all: `chain`, `count`
//! and the tables inside the file; `highwater`, the marks beside it; `anchor`, what each log noted of
//! the others once an hour ([`store::ledger`]); `ack` and `checkpoint`, what other sites signed
//! ([`sync::witness`]); and what nobody here can reach: the receipt a resident
//! took home ([`store::verify::receipt`]) and the code on a photographed board
//! ([`store::verify::head`]). `tests/it/tamper/witnesses.rs` has an attack for each that only it finds.
//!
//! One thing people do never becomes an entry: a ballot. It goes into a box beside the store
//! ([`store::boxes`]) that keeps sums and spent codes and is the same whatever the order of voting;
//! the ledger hears the sums once, when they are counted, and the box is shredded then.
//!
//! Invariants that are deliberate absences: no entry is ever changed or deleted; no time is ever
//! typed into a figure (waits come from periods); no view decides; no post holds a connection; no
//! global locale, theme or size; no other program opens the live file.
//!
//! # The path of a case
//!
//! Where a case stands, who holds it, what it lacks and what has happened is one
//! [`domain::case_file::CaseFile`], folded from its entries by one pure function: views keep its
//! result, verbs ask its `check` before they write. Due dates come from its clock
//! ([`domain::deadline`]); each date can be told step by step with its clause. Which rule is guarded
//! by which scenario stands in `data/rules.toml` (`yizhan rules`).
//!
//! # Other sites
//!
//! A site's logs go up to its parent and, one log a child, down to its children, as signed and sealed
//! segments ([`sync::segment`]) on a carrier that is never believed ([`sync::carrier`]: a folder, a
//! county's PostgreSQL). What came from elsewhere lies apart ([`store::far`]), byte for byte. Keys lie
//! beside the store, never in it: a store that was put back, copied or moved begins new logs that name
//! the old ones' ends ([`sync::identity`]), gets back what its parent has of it, and tells again what
//! its parent knows otherwise ([`sync::returned`], [`sync::lost`]). Views fold a beginning anew behind
//! what was before it ([`store::ledger::Order::Time`]): clocks may be wrong. A case two sites share is
//! folded from both their logs to the same case at both ([`domain::custody`]). An errand by proxy is
//! such a case ([`domain::mandate`]): the village opens it, the hall accepts it under the same id, what
//! becomes of it there is told back by itself, and which hand holds which original is folded with it;
//! what is wrong with one is a task of the hall's leader until it is settled ([`domain::mandate::holding`]).
//! So is a matter that a level raises to the one above. Problems and criticism are a site's own and are
//! read above as they were written: a hall passes on what its villages say of theirs to the letter,
//! who raised one masked ([`store::ledger::problems`]). Whether somebody is in a village often enough is
//! counted from who checked in ([`domain::service`]): plan, presence and reasons are entries of the
//! village's log, folded from what each site has, so that a hall counts the same of it; every figure of
//! a village is defined once, in [`domain::measure`]. A job of the hotline goes down to one village and
//! is folded apart, along its sendings ([`domain::hotline`]). `yizhan sync` exchanges; `yizhan nightly`
//! ([`ops::night`]) closes the day, copies the store, exchanges, walks the ledger and keeps a
//! page of it ([`domain::night`]) that the duty post shows. A county's hub is such a site too; its
//! PostgreSQL holds what halls hand over and tables filled from what was checked ([`sync::hub`]).
//!
//! # Ratings
//!
//! One rating an errand, whatever way it came ([`domain::rating::Channel`]): at the window's pad; later at a
//! pad, by the slip or by figures of the phone that no screen shows; on the phone, on a form or from the
//! box, taken down by others than who served (the post `ratings`); or in the village, where the result of
//! an errand by proxy is handed over. There the village asks first and the hall after it
//! ([`domain::mandate::asking`]); what was said stands in the log of the village's pads, and
//! `take_ratings` copies it into the hall's books after each exchange. Nothing offers a level before
//! somebody said it. A bad one is led to its end by [`domain::followup`] and [`domain::close_lock`].
//!
//! # Figures
//!
//! A figure of a hall ([`domain::measure::Indicator`]) is the sum of its items and nothing else: one
//! statement a figure yields them ([`store::view::measured`]), one function sums them, and what stands
//! behind a figure is the same list shown line by line, each with its entries; those of a rating go by
//! their hash, so that no number tells who rated ([`store::ledger::Trace`]). Results of a month, a
//! quarter or a year ([`domain::results`]) name the entries they were counted up to; folding a ledger
//! up to there ([`store::view::as_of`]) gives them again, anywhere, and marks that leave out what was
//! there are found. Posting them (`post_results`) keeps them as they were judged that day. [`ui::results`] writes them as text, web page and workbook, always the same
//! bytes for the same results, which is what `yizhan report --verify` asks for. A county counts its halls
//! side by side ([`domain::county`]) with the same definitions, from the same entries in whatever order
//! they come; its page names the entries of every hall and is checked in the same way.
//!
//! # A post
//!
//! Events in, effects out ([`ui::post`]): a post changes only its own state and returns effects, the
//! executor ([`ui::app`]) alone runs them, drawing takes `&self`. Time is an argument; only
//! [`clock`] reads it. Where staff sign in and go through a list the post has a desk (`ui/post/desk.rs`);
//! `ui/post/trial` has the bench on which posts are tried against a real store. Each post's `KEYS` table is the hint bar, the help, the menu and the test
//! that no key is given twice.
//!
//! # Adding things
//!
//! *A verb*: a file in `ops/`, a line in the `verbs!` table, its sentences in `verb.toml` of both
//! locales; it is then at the command line too.
//! *A kind of entry*: a line in `events!` with a new number; bodies only ever gain fields with
//! defaults. One that a version before would fold into something wrong bears `min_reader` and raises
//! [`domain::event::READER`]: what it is about is then shown there and not changed. *A column*: `store/sql/views.sql` and the table's file; stores refold when they open.
//! *Other rows from the same entries*: raise `FOLD` in `store/view.rs`, for the same reason.
//! *A change of the ledger's own tables*: a new migration; old texts are hashed and never edited.
//! *A rule constant*: its doc comment names the `Source:`.

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod locale;
pub mod ops;
pub mod store;
pub mod sync;
pub mod ui;
