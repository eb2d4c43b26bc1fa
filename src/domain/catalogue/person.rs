//! Pinyin keys of residents' names, with every reading a clerk may have in mind.

use pinyin::ToPinyin;

/// How many keys one name may have; beyond that the rarest readings are left out.
const MOST_KEYS: usize = 16;

/// How many characters of a name count.
const NAME_CHARS: usize = 64;

/// Surnames read otherwise than the word, with all readings, the surname's first.
const SURNAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mo qi", "wan qi", "wan si"]),
    ("尉迟", &["yu chi", "wei chi"]),
    ("单于", &["chan yu", "shan yu", "dan yu"]),
    ("澹台", &["tan tai", "dan tai"]),
    ("长孙", &["zhang sun", "chang sun"]),
    ("令狐", &["ling hu"]),
    ("宿", &["su", "xiu"]),
    ("单", &["shan", "dan", "chan"]),
    ("曾", &["zeng", "ceng"]),
    ("仇", &["qiu", "chou"]),
    ("解", &["xie", "jie"]),
    ("区", &["ou", "qu"]),
    ("查", &["zha", "cha"]),
    ("翟", &["zhai", "di"]),
    ("覃", &["qin", "tan"]),
    ("乐", &["yue", "le"]),
    ("盖", &["ge", "gai"]),
    ("尉", &["wei", "yu"]),
    ("朴", &["piao", "pu"]),
    ("繁", &["po", "fan"]),
    ("缪", &["miao", "mou"]),
    ("召", &["shao", "zhao"]),
    ("种", &["chong", "zhong"]),
    ("重", &["chong", "zhong"]),
    ("折", &["she", "zhe"]),
    ("秘", &["bi", "mi"]),
    ("冼", &["xian"]),
    ("洗", &["xian", "xi"]),
    ("员", &["yun", "yuan"]),
    ("贠", &["yun", "yuan"]),
    ("黑", &["he", "hei"]),
    ("逄", &["pang"]),
    ("隗", &["wei", "kui"]),
    ("郗", &["xi", "chi"]),
    ("佴", &["nai", "er"]),
    ("牟", &["mou", "mu"]),
    ("晟", &["cheng", "sheng"]),
    ("幺", &["yao"]),
    ("祭", &["zhai", "ji"]),
    ("卜", &["bu", "bo"]),
    ("谌", &["chen", "shen"]),
    ("俞", &["yu", "shu"]),
    ("柏", &["bai", "bo"]),
    ("藏", &["zang", "cang"]),
    ("都", &["du", "dou"]),
    ("长", &["chang", "zhang"]),
    ("朝", &["chao", "zhao"]),
    ("能", &["nai", "neng"]),
    ("句", &["gou", "ju"]),
    ("难", &["ning", "nan"]),
    ("宓", &["mi", "fu"]),
    ("行", &["xing", "hang"]),
    ("降", &["jiang", "xiang"]),
    ("适", &["kuo", "shi"]),
    ("粘", &["nian", "zhan"]),
    ("呙", &["guo", "wo"]),
    ("不", &["fou", "bu"]),
    ("么", &["yao", "me"]),
];

/// Characters of given names that are commonly read in two ways.
const GIVEN: &[(char, &[&str])] = &[
    ('乐', &["le", "yue"]),
    ('朝', &["chao", "zhao"]),
    ('长', &["chang", "zhang"]),
    ('行', &["xing", "hang"]),
    ('重', &["zhong", "chong"]),
    ('晟', &["sheng", "cheng"]),
    ('茜', &["qian", "xi"]),
    ('曾', &["zeng", "ceng"]),
    ('单', &["dan", "shan"]),
    ('盛', &["sheng", "cheng"]),
    ('祭', &["ji", "zhai"]),
    ('参', &["can", "shen"]),
    ('调', &["diao", "tiao"]),
    ('传', &["chuan", "zhuan"]),
    ('藏', &["cang", "zang"]),
    ('奇', &["qi", "ji"]),
    ('秘', &["mi", "bi"]),
    ('翟', &["zhai", "di"]),
    ('强', &["qiang", "jiang"]),
    ('洗', &["xi", "xian"]),
    ('会', &["hui", "kuai"]),
];

/// Returns the initials under which a name may be looked up, as `zsf` for 张三丰.
///
/// Every reading of a polyphonic surname gives a key, the usual one first; marks such as `·` and
/// characters without a reading are passed over. A name without any reading gives no key.
pub fn person_initials(name: &str) -> Vec<String> {
    keys(name, |syllable| {
        syllable
            .chars()
            .next()
            .map(String::from)
            .unwrap_or_default()
    })
}

/// Returns the full spellings under which a name may be looked up, as `zhangsanfeng`.
///
/// The same readings as in [`person_initials`], without tones or blanks, `ü` written `v`.
pub fn person_pinyin(name: &str) -> Vec<String> {
    keys(name, |syllable| syllable.replace('ü', "v"))
}

fn keys(name: &str, part: impl Fn(&str) -> String) -> Vec<String> {
    let mut keys = vec![String::new()];
    for choices in readings(name) {
        let mut longer: Vec<String> = Vec::new();
        for key in &keys {
            for choice in &choices {
                let spelled: String = choice.split(' ').map(&part).collect();
                let key = format!("{key}{spelled}");
                if !longer.contains(&key) && longer.len() < MOST_KEYS {
                    longer.push(key);
                }
            }
        }
        keys = longer;
    }
    keys.retain(|key| !key.is_empty());
    keys
}

/// The readings of each part of a name: the surname, then character by character.
fn readings(name: &str) -> Vec<Vec<String>> {
    let name: String = name.trim().chars().take(NAME_CHARS).collect();
    let surname = SURNAMES.iter().find(|(s, _)| name.starts_with(s));
    let mut parts: Vec<Vec<String>> = Vec::new();
    let mut given = name.as_str();
    if let Some((text, choices)) = surname {
        parts.push(choices.iter().map(|c| (*c).to_string()).collect());
        given = name.strip_prefix(text).unwrap_or("");
    }
    let mut in_word = false;
    for c in given.chars() {
        if c.is_ascii_alphanumeric() {
            // A foreign name counts by its words.
            let letter = c.to_ascii_lowercase();
            match parts.last_mut().and_then(|p| p.first_mut()) {
                Some(word) if in_word => word.push(letter),
                _ => parts.push(vec![letter.to_string()]),
            }
            in_word = true;
            continue;
        }
        in_word = false;
        if let Some((_, choices)) = GIVEN.iter().find(|(g, _)| *g == c) {
            parts.push(choices.iter().map(|s| (*s).to_string()).collect());
        } else if let Some(reading) = c.to_pinyin() {
            parts.push(vec![reading.plain().to_string()]);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_initials() {
        assert_eq!(person_initials("张三丰"), ["zsf"]);
        assert_eq!(person_initials("王芳"), ["wf"]);
        assert_eq!(person_pinyin("吕四"), ["lvsi"]);
    }

    #[test]
    fn a_surname_of_two_readings_gives_both_with_the_surnames_own_first() {
        for (name, want) in [
            ("单三", &["ss", "ds", "cs"][..]),
            ("曾三", &["zs", "cs"]),
            ("仇三", &["qs", "cs"]),
            ("解三", &["xs", "js"]),
            ("区三", &["os", "qs"]),
            ("查三", &["zs", "cs"]),
            ("翟三", &["zs", "ds"]),
            ("覃三", &["qs", "ts"]),
            ("乐三", &["ys", "ls"]),
            ("尉迟三", &["ycs", "wcs"]),
            ("万俟三", &["mqs", "wqs", "wss"]),
            ("尉三", &["ws", "ys"]),
        ] {
            assert_eq!(person_initials(name), want, "{name}");
        }
        assert_eq!(person_initials("盖三"), ["gs"], "both readings begin alike");
        assert_eq!(person_pinyin("盖三"), ["gesan", "gaisan"]);
    }

    #[test]
    fn what_cannot_be_spelled_is_passed_over() {
        assert_eq!(person_initials("买买提·艾力"), ["mmtal"]);
        assert_eq!(person_initials(" 李 四 "), ["ls"]);
        assert_eq!(person_initials("Anna Karenina"), ["ak"]);
        assert!(person_initials("").is_empty());
        assert!(person_initials("··—😀").is_empty());
    }

    #[test]
    fn keys_stay_few_however_many_polyphones_a_name_holds() {
        let name = "单".to_string() + &"乐朝长行重晟茜".repeat(200);
        assert!(person_initials(&name).len() <= MOST_KEYS);
    }
}
