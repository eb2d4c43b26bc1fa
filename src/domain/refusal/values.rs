//! What a refusal says: its code and its values.

use crate::domain::refusal::Refusal;

impl Refusal {
    /// Returns the word that names the case, as in `refusal.<code>` of the locales.
    pub fn code(&self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(map)) => map
                .get("code")
                .and_then(|code| code.as_str())
                .unwrap_or("unknown")
                .to_owned(),
            _ => "unknown".to_owned(),
        }
    }

    /// Returns the values that the sentence names, by field.
    pub fn values(&self) -> Vec<(String, String)> {
        let Ok(serde_json::Value::Object(map)) = serde_json::to_value(self) else {
            return Vec::new();
        };
        map.into_iter()
            .filter(|(field, _)| field != "code")
            .map(|(field, value)| {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), ToOwned::to_owned);
                (field, text)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::refusal::Refusal;

    #[test]
    fn a_refusal_names_its_code_and_values() {
        let refusal = Refusal::RecallLimit {
            ticket: "B023".into(),
            limit: 3,
        };
        assert_eq!(refusal.code(), "recall_limit");
        assert_eq!(
            refusal.values(),
            vec![
                ("ticket".into(), "B023".into()),
                ("limit".into(), "3".into())
            ]
        );
    }
}
