//! Papers a resident gives beside those the matter asks for, typed by name.

/// Returns the names, parted by commas or semicolons of either width; what parts the fields of a verb
/// stays out of them.
pub(super) fn names(typed: &str) -> Vec<String> {
    let parts = typed.split(['、', ',', '，', ';', '；']);
    let parts = parts.map(|part| part.trim().replace('/', "／"));
    parts.filter(|part| !part.is_empty()).collect()
}

/// Returns whether a name is none: a number alone would mean a paper of the matter.
pub(super) fn is_number(name: &str) -> bool {
    crate::domain::plain::digits(name).parse::<usize>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_named_as_people_write_them() {
        let named = names("户口簿、存折/尾号，房产证; ；");
        assert_eq!(named, ["户口簿", "存折／尾号", "房产证"]);
        assert_eq!(names(" "), Vec::<String>::new());
        assert!(is_number("３") && is_number(" 12 ") && !is_number("3号证"));
    }
}
