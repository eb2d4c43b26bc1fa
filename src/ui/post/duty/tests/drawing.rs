//! What is drawn.

use super::*;

#[test]
fn look_at_it() {
    let mut p = post(busy());
    println!("{}", show(&p, (80, 24), Lang::ZhCn));
    println!("{}", show(&p, (80, 24), Lang::En));
    println!("{}", show(&p, (120, 40), Lang::ZhCn));
    println!("{}", show(&p, (60, 15), Lang::ZhCn));
    for key in [
        Key::F(2),
        Key::F(3),
        Key::F(5),
        Key::F(6),
        Key::F(7),
        Key::F(8),
    ] {
        press(&mut p, &[key]);
        println!("{}", show(&p, (80, 24), Lang::ZhCn));
        press(&mut p, &[Key::Enter]);
        println!("{}", show(&p, (80, 24), Lang::ZhCn));
        press(&mut p, &[Key::Esc, Key::Esc]);
    }
}
