//! Two jobs with one number, as two sites may give the same.

use super::*;

/// Reads the board as if both of its jobs had one number.
fn read_as_twins(bench: &mut Bench) {
    let mut board = bench.hall.hotline(None, Some(ME), bench.now).unwrap();
    for line in &mut board.lines {
        line.number = "HT001-260312-001".into();
    }
    let effects = bench.post.news(News::Hotline(Box::new(board)), bench.now);
    bench.run(effects);
}

#[test]
fn each_of_two_jobs_with_one_number_is_worked_on_by_itself() {
    let mut bench = visit();
    let first = bench.post.chosen().unwrap().job;
    let question = json!({"kind": "question", "what": "几点开门"});
    bench.verb("take_call", question, ME);
    read_as_twins(&mut bench);
    let lines = &bench.post.board.as_ref().unwrap().lines;
    assert_eq!((lines.len(), lines[1].job), (2, first));
    let chosen = bench.post.chosen().map(|line| line.job);
    assert_eq!(chosen, Some(first), "the choice stays with its job");
    bench.keys("F8");
    let shown = bench.screen((80, 24), &Look::probe());
    assert!(shown.contains("高龄补贴认证"), "{shown}");
    bench.keys("1 2 3 4 5 6 7 8 9 Enter Enter 认证好了 F8");
    assert_eq!(bench.done, ["finish_job"], "{}", bench.note());
    let next = |bench: &Bench| {
        let lines = bench.post.board.as_ref().unwrap().lines.iter();
        lines
            .map(|line| (line.job == first, line.next))
            .collect::<Vec<_>>()
    };
    let expected = [(true, JobNext::Tell), (false, JobNext::Send)];
    assert_eq!(next(&bench), expected);
    bench.keys("Down");
    read_as_twins(&mut bench);
    bench.keys("F6 八点 F8");
    assert_eq!(
        bench.done,
        ["finish_job", "answer_call"],
        "{}",
        bench.note()
    );
    assert_eq!(next(&bench), [(true, JobNext::Tell)]);
}
