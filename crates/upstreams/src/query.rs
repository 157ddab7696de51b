//! A request's query.

/// The parameters of a query, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads what stands after the question mark.
    pub(crate) fn read(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// A parameter that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A parameter that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// A parameter that is a day.
    pub(crate) fn day(&self, name: &str) -> Option<jiff::civil::Date> {
        self.get(name)?.parse().ok()
    }

    /// All but one parameter, in one order: what tells two answers apart.
    pub(crate) fn without(&self, name: &str) -> String {
        let mut others: Vec<_> = self.0.iter().filter(|(known, _)| known != name).collect();
        others.sort();
        let pairs = others.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("&")
    }
}
