//! Texts that many rows share, each kept once.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Texts by number. Number 0 is the empty text.
#[derive(Debug, Clone)]
pub struct Keys {
    text: String,
    ends: Vec<usize>,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
    last: u32,
}

impl Default for Keys {
    fn default() -> Self {
        let mut keys = Self {
            text: String::new(),
            ends: Vec::new(),
            places: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            last: 0,
        };
        keys.intern("");
        keys
    }
}

impl Keys {
    /// The number of a text, which is kept where it is new.
    pub fn intern(&mut self, text: &str) -> u32 {
        // Rows beside each other share most of what they say.
        if !self.ends.is_empty() && self.get(self.last) == text {
            return self.last;
        }
        let hash = self.hasher.hash_one(text);
        let (all, ends) = (&self.text, &self.ends);
        let found = self.places.find(hash, |at| slice(all, ends, *at) == text).copied();
        self.last = found.unwrap_or_else(|| {
            let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            self.text.push_str(text);
            self.ends.push(self.text.len());
            let (all, ends, hasher) = (&self.text, &self.ends, &self.hasher);
            self.places.insert_unique(hash, number, |at| hasher.hash_one(slice(all, ends, *at)));
            number
        });
        self.last
    }

    /// The text of a number; empty where there is none.
    pub fn get(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }

    /// The number of a text that is kept.
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.places.find(hash, |at| self.get(*at) == text).copied()
    }

    /// How many there are, the empty one among them.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none but the empty one.
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }

    /// All of them, each with its number.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0_u32..).take(self.ends.len()).map(|number| (number, self.get(number)))
    }
}

fn slice<'k>(text: &'k str, ends: &[usize], number: u32) -> &'k str {
    let Ok(at) = usize::try_from(number) else { return "" };
    let begin = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
    let end = ends.get(at).copied().unwrap_or(begin);
    text.get(begin..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number() {
        let mut keys = Keys::default();
        let numbers: Vec<u32> =
            ["flour", "", "rent", "flour"].map(|text| keys.intern(text)).to_vec();
        assert_eq!(numbers, [1, 0, 2, 1]);
        assert_eq!((keys.get(1), keys.get(2), keys.get(9), keys.len()), ("flour", "rent", "", 3));
        assert_eq!((keys.find("rent"), keys.find("milk")), (Some(2), None));
    }
}
