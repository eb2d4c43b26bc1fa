//! The keys of the duty post, one table for each kind of page.

use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;

/// What a key does at this post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Opens the numbers.
    Tickets,
    /// Opens the windows.
    Windows,
    /// Opens the bad ratings and what each still wants.
    Ratings,
    /// Opens the cases.
    Cases,
    /// Opens what is watched over in the register.
    Register,
    /// Opens who holds which paper.
    Holds,
    /// Opens the tree of sites.
    Sites,
    /// Opens the matters that were raised.
    Raised,
    /// Raises a matter that was brought up here.
    Raise,
    /// Says that the papers of the errand that lies open are here.
    Count,
    /// Opens the report of the night.
    Night,
    /// Opens the figures of the villages.
    Villages,
    /// Opens the figures of the hall.
    Figures,
    /// Opens the ranks by the ratings of a month.
    Ranks,
    /// Posts the figures of the span on the screen.
    Posting,
    /// Opens the staff.
    Staff,
    /// Opens the figures of the day.
    Day,
    /// Closes the doors.
    Doors,
    /// Opens the catalogue of matters.
    Matters,
    /// Opens an empty form for a matter.
    NewMatter,
    /// Saves the matter of the form.
    SaveMatter,
    /// Takes the chosen line of the form away.
    Remove,
    /// Opens or does the chosen line.
    Enter,
    /// Goes one level back.
    Back,
    /// Goes to the day before.
    Earlier,
    /// Goes to the day after.
    Later,
    /// Moves the cursor by lines.
    Move(i8),
}

const BACK: KeyRow<Action> = row(Key::Esc, Action::Back, "common.back", "duty.help_back");
const UP: KeyRow<Action> = row(Key::Up, Action::Move(-1), "duty.key_up", "duty.help_up");
const DOWN: KeyRow<Action> = row(
    Key::Down,
    Action::Move(1),
    "duty.key_down",
    "duty.help_down",
);
const PAGE_UP: KeyRow<Action> = row(
    Key::PageUp,
    Action::Move(-10),
    "duty.key_page_up",
    "duty.help_page_up",
);
const PAGE_DOWN: KeyRow<Action> = row(
    Key::PageDown,
    Action::Move(10),
    "duty.key_page_down",
    "duty.help_page_down",
);

/// The keys of every screen of this post.
pub const KEYS: &[KeyRow<Action>] = &[
    row(
        Key::F(2),
        Action::Tickets,
        "duty.key_tickets",
        "duty.help_tickets",
    ),
    row(
        Key::F(3),
        Action::Windows,
        "duty.key_windows",
        "duty.help_windows",
    ),
    row(Key::F(5), Action::Ratings, "duty.key_bad", "duty.help_bad"),
    row(
        Key::F(6),
        Action::Cases,
        "duty.key_cases",
        "duty.help_cases",
    ),
    row(
        Key::F(7),
        Action::Staff,
        "duty.key_staff",
        "duty.help_staff",
    ),
    row(Key::F(8), Action::Day, "duty.key_day", "duty.help_day"),
    row(
        Key::Ctrl('d'),
        Action::Doors,
        "duty.key_doors",
        "duty.help_doors",
    ),
    row(
        Key::F(9),
        Action::Matters,
        "duty.key_matters",
        "duty.help_matters",
    ),
    row(
        Key::Ctrl('n'),
        Action::Night,
        "duty.key_night",
        "duty.help_night",
    ),
    row(
        Key::Ctrl('r'),
        Action::Register,
        "duty.key_register",
        "duty.help_register",
    ),
    row(
        Key::Ctrl('o'),
        Action::Holds,
        "duty.key_holds",
        "duty.help_holds",
    ),
    row(
        Key::Ctrl('t'),
        Action::Sites,
        "duty.key_sites",
        "duty.help_sites",
    ),
    row(
        Key::Ctrl('p'),
        Action::Raised,
        "duty.key_raised",
        "duty.help_raised",
    ),
    row(
        Key::Ctrl('v'),
        Action::Villages,
        "duty.key_villages",
        "duty.help_villages",
    ),
    row(
        Key::Ctrl('l'),
        Action::Figures,
        "duty.key_figures",
        "duty.help_figures",
    ),
];

const RANKS: KeyRow<Action> = row(
    Key::Ctrl('k'),
    Action::Ranks,
    "duty.key_ranks",
    "duty.help_ranks",
);

/// The keys of the main screen beside [`KEYS`].
pub const WATCH_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Enter, "duty.key_act", "duty.help_act"),
    RANKS,
    UP,
    DOWN,
];

/// The keys of a question with answers to choose from.
pub const PICK_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Enter, "common.ok", "duty.help_pick"),
    BACK,
    UP,
    DOWN,
];

/// The keys of a list beside [`KEYS`].
pub const LIST_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Enter, "duty.key_open", "duty.help_open"),
    BACK,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
];

/// The keys of a field that is being written in.
pub const WRITE_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Enter, "common.ok", "duty.help_ok"),
    BACK,
];

/// The keys of the bad ratings beside [`LIST_KEYS`] and [`KEYS`].
pub const ORDER_KEYS: &[KeyRow<Action>] = &[RANKS];

const EARLIER: KeyRow<Action> = row(
    Key::Left,
    Action::Earlier,
    "duty.key_earlier",
    "duty.help_earlier",
);
const LATER: KeyRow<Action> = row(
    Key::Right,
    Action::Later,
    "duty.key_later",
    "duty.help_later",
);

/// The keys of the day's figures beside [`KEYS`].
pub const DAY_KEYS: &[KeyRow<Action>] = &[EARLIER, LATER, BACK];

const MONTH_BEFORE: KeyRow<Action> = row(
    Key::Left,
    Action::Earlier,
    "duty.key_month_before",
    "duty.help_month_before",
);
const MONTH_AFTER: KeyRow<Action> = row(
    Key::Right,
    Action::Later,
    "duty.key_month_after",
    "duty.help_month_after",
);

/// The keys of a month's figures beside [`PAGE_KEYS`] and [`KEYS`].
pub const MONTH_KEYS: &[KeyRow<Action>] = &[MONTH_BEFORE, MONTH_AFTER, BACK];

/// The keys of a month's ranks beside [`LIST_KEYS`] and [`KEYS`].
pub const RANK_KEYS: &[KeyRow<Action>] = &[MONTH_BEFORE, MONTH_AFTER];

/// The keys of the hall's figures beside [`LIST_KEYS`] and [`KEYS`].
pub const FIGURE_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::Left,
        Action::Earlier,
        "duty.key_span_before",
        "duty.help_span_before",
    ),
    row(
        Key::Right,
        Action::Later,
        "duty.key_span_after",
        "duty.help_span_after",
    ),
    row(
        Key::F(4),
        Action::Posting,
        "duty.key_posting",
        "duty.help_posting",
    ),
    RANKS,
];

/// The keys of a page that may be longer than the screen.
pub const PAGE_KEYS: &[KeyRow<Action>] = &[UP, DOWN, PAGE_UP, PAGE_DOWN];

/// The keys of the matters that were raised beside [`LIST_KEYS`] and [`KEYS`].
pub const RAISED_KEYS: &[KeyRow<Action>] = &[row(
    Key::F(4),
    Action::Raise,
    "duty.key_raise",
    "duty.help_raise",
)];

/// The keys of a page that is only looked at.
pub const LOOK_KEYS: &[KeyRow<Action>] = &[BACK, UP, DOWN, PAGE_UP, PAGE_DOWN];

/// The keys of who holds what beside [`LIST_KEYS`] and [`KEYS`].
pub const HOLD_KEYS: &[KeyRow<Action>] = &[row(
    Key::F(4),
    Action::Count,
    "duty.key_count",
    "duty.help_count",
)];

/// The keys of the register beside [`LIST_KEYS`] and [`KEYS`].
pub const REGISTER_KEYS: &[KeyRow<Action>] = &[EARLIER, LATER];

/// The keys of the catalogue's list beside [`LIST_KEYS`].
pub const CATALOGUE_KEYS: &[KeyRow<Action>] = &[row(
    Key::F(4),
    Action::NewMatter,
    "duty.key_new",
    "duty.help_new",
)];

/// The keys of a matter's form.
pub const FORM_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::F(9),
        Action::SaveMatter,
        "duty.key_save",
        "duty.help_save",
    ),
    row(Key::Enter, Action::Enter, "duty.key_edit", "duty.help_edit"),
    row(
        Key::Delete,
        Action::Remove,
        "duty.key_remove",
        "duty.help_remove",
    ),
    BACK,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
];
