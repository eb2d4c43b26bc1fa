use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::live::WindowState;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::Who;
use crate::ui::paint;
use crate::ui::post::Relook;
use crate::ui::text;

const NOW: UtcMs = UtcMs(1_773_279_720_000); // 2026-03-12 09:42 in China

fn launcher(windows: u16) -> Launcher {
    let mut launcher = Launcher::new(Setting {
        zone: Zone::china(),
        config: Config::default(),
        calendar: Calendar::shipped(),
        who: Who::System,
    });
    let windows = (1..=windows).map(window).collect();
    assert!(launcher.news(News::Windows(windows), NOW).is_empty());
    launcher
}

fn window(no: u16) -> Window {
    let state = match no % 3 {
        1 => WindowState::Open,
        2 => WindowState::Paused {
            reason: "取材料".to_owned(),
            until: None,
        },
        _ => WindowState::Closed,
    };
    Window {
        no: WindowNo(no),
        centres: vec![Centre::Social, Centre::Economy],
        regular: None,
        stand_in: None,
        staff: (!no.is_multiple_of(3)).then_some(StaffNo(100 + u32::from(no))),
        state,
        stands_in: false,
        since: NOW,
    }
}

fn press(launcher: &mut Launcher, keys: &[Key]) -> Vec<Effect> {
    keys.iter()
        .flat_map(|key| launcher.key(*key, NOW))
        .collect()
}

fn drawn(launcher: &Launcher, columns: u16, rows: u16, lang: Lang) -> String {
    let look = Look {
        lang,
        ..Look::probe()
    };
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal
        .draw(|frame| launcher.view(frame, &look, NOW))
        .unwrap();
    paint::screen(terminal.backend().buffer())
}

#[test]
fn no_key_is_named_twice_and_every_key_has_words() {
    assert_eq!(key::duplicate(KEYS), None);
    assert_eq!(key::unspoken(KEYS), None);
}

#[test]
fn a_digit_opens_a_post() {
    let mut launcher = launcher(3);
    assert_eq!(
        press(&mut launcher, &[Key::Digit(2)]),
        [Effect::Open(PostName::Kiosk)]
    );
    assert_eq!(
        press(&mut launcher, &[Key::Digit(4)]),
        [Effect::Open(PostName::Board)]
    );
    assert_eq!(
        press(&mut launcher, &[Key::Digit(5)]),
        [Effect::Open(PostName::Duty)]
    );
    assert_eq!(
        press(&mut launcher, &[Key::Digit(6)]),
        [Effect::Open(PostName::Village)]
    );
    assert_eq!(
        press(&mut launcher, &[Key::Digit(7)]),
        [Effect::Open(PostName::Hotline)]
    );
    assert_eq!(
        press(&mut launcher, &[Key::Digit(8)]),
        [Effect::Open(PostName::Scores)]
    );
    assert_eq!(
        press(&mut launcher, &[Key::Digit(9)]),
        [Effect::Open(PostName::Problems)]
    );
}

#[test]
fn a_window_and_its_pad_are_chosen_by_a_second_digit() {
    let mut launcher = launcher(3);
    assert_eq!(
        press(&mut launcher, &[Key::Digit(1), Key::Digit(3)]),
        [Effect::Open(PostName::Window(WindowNo(3)))]
    );
    assert_eq!(press(&mut launcher, &[Key::Digit(4)]), [Effect::Beep]);
    let keys = [Key::Esc, Key::Digit(3), Key::Down, Key::Enter];
    assert_eq!(
        press(&mut launcher, &keys),
        [Effect::Open(PostName::Pad(WindowNo(2)))]
    );
}

#[test]
fn more_than_nine_windows_are_paged() {
    let mut launcher = launcher(12);
    let keys = [Key::Digit(1), Key::PageDown, Key::Digit(3)];
    assert_eq!(
        press(&mut launcher, &keys),
        [Effect::Open(PostName::Window(WindowNo(12)))]
    );
    assert_eq!(press(&mut launcher, &[Key::Digit(4)]), [Effect::Beep]);
    assert_eq!(press(&mut launcher, &[Key::PageDown]), [Effect::Beep]);
    assert!(drawn(&launcher, 80, 24, Lang::ZhCn).contains("第 2 页，共 2 页"));
}

#[test]
fn a_window_that_goes_away_takes_the_pointer_to_the_last_one() {
    let mut launcher = launcher(12);
    press(&mut launcher, &[Key::Digit(1), Key::PageDown, Key::Down]);
    launcher.news(News::Windows(vec![window(1)]), NOW);
    assert_eq!(
        press(&mut launcher, &[Key::Enter]),
        [Effect::Open(PostName::Window(WindowNo(1)))]
    );
    launcher.news(News::Windows(Vec::new()), NOW);
    assert_eq!(launcher.doing, Doing::Post { at: 0 });
    assert_eq!(press(&mut launcher, &[Key::Enter]), [Effect::Beep]);
}

#[test]
fn function_keys_change_the_look_and_esc_leaves() {
    let mut launcher = launcher(1);
    let keys = [Key::F(2), Key::F(3), Key::F(4), Key::Esc];
    assert_eq!(
        press(&mut launcher, &keys),
        [
            Effect::Relook(Relook::Language),
            Effect::Relook(Relook::Theme),
            Effect::Relook(Relook::Glyphs),
            Effect::Leave
        ]
    );
}

#[test]
fn a_newcomer_reads_who_uses_what() {
    let shown = drawn(&launcher(4), 80, 24, Lang::ZhCn);
    let want = "\
一站  便民服务中心                                            2026-03-12 09:42

  请选一个岗位：按数字，或按 ↑ ↓ 再按 Enter

  ▸ 1  窗口      柜台人员：叫号、受理、办结
    2  取号机    居民：选事项，取号，查进度
    3  评价器    居民：在窗口按 1 到 5 打分
    4  大屏      等候的人：看叫到几号、去几号窗口
    5  带班      带班领导：看等候、超时和差评，按数字处理
    6  村站      村代办员：接委托、交厅、退材料，断网也能办
    7  热线      接线员：记来电、派最近的站点、上门、回访
    8  打分      录分的人：日常分、双人录入、裁定、关表公示、申诉
    9  挂号销号  登记问题和批评：会诊、答复、回访、销号
       评议会    登记人：通知、签到、投票、录纸票、计票
       投票      投票的人：用抽到的号条，一项一项按
       补评      打电话问评价、录评议表的人：两人各录一遍

  ┌ 窗口（4 个） ────────────────────────────────────────────────────────────┐
  │     1 号窗口      ●开放 工号 101            社会事务 经济发展            │
  │     2 号窗口      ▲暂停 取材料              社会事务 经济发展            │
  │     3 号窗口      ○关闭                     社会事务 经济发展            │
  │     4 号窗口      ●开放 工号 104            社会事务 经济发展            │
  └──────────────────────────────────────────────────────────────────────────┘
 Enter进入 F2 English F3颜色 F4字形 Esc离开 0菜单 F1帮助";
    assert_eq!(shown.trim_start(), want, "\n{shown}");
}

#[test]
fn without_windows_it_says_how_to_add_one() {
    let shown = drawn(&launcher(0), 80, 24, Lang::En);
    assert!(shown.contains("save_window"), "{shown}");
}

#[test]
fn every_size_keeps_the_keys_in_sight() {
    for lang in Lang::ALL {
        for (columns, rows) in [(60, 15), (61, 17), (80, 24), (120, 40), (200, 60)] {
            let mut launcher = launcher(30);
            launcher.windows[0].state = WindowState::Paused {
                reason: "\u{1b}[2J\u{202e}很长的理由很长的理由很长的理由".to_owned(),
                until: None,
            };
            for keys in [&[][..], &[Key::Digit(1)], &[Key::Digit(9)], &[Key::PageUp]] {
                press(&mut launcher, keys);
                let shown = drawn(&launcher, columns, rows, lang);
                let last = shown.lines().last().unwrap();
                assert!(last.contains("Enter") && last.contains("F1"), "{last}");
                assert!(!shown.contains('\u{1b}'));
                let cut = text::width(last) <= usize::from(columns);
                assert!(cut, "{last}");
            }
        }
    }
}

#[test]
fn posts_beyond_the_ninth_are_reached_with_the_arrows() {
    let mut launcher = launcher(3);
    press(&mut launcher, &[Key::Down; 9]);
    let open = press(&mut launcher, &[Key::Enter]);
    assert_eq!(open, [Effect::Open(PostName::Meeting)]);
    let open = press(&mut launcher, &[Key::Down, Key::Enter]);
    assert_eq!(open, [Effect::Open(PostName::Ballot)]);
    let open = press(&mut launcher, &[Key::Down, Key::Enter]);
    assert_eq!(open, [Effect::Open(PostName::Ratings)]);
    assert_eq!(press(&mut launcher, &[Key::Down]), [Effect::Beep]);
}

#[test]
fn a_window_can_be_chosen_on_the_smallest_screen() {
    let mut launcher = launcher(3);
    press(&mut launcher, &[Key::Digit(1)]);
    let shown = drawn(&launcher, 60, 15, Lang::ZhCn);
    for window in ["1 号窗口", "2 号窗口", "3 号窗口"] {
        assert!(shown.contains(window), "{shown}");
    }
}
