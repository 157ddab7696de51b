//! Names as they are compared, and words as they are chosen from.

use serde::{
    Deserialize,
    de::{IntoDeserializer as _, value},
};

/// The text is none of the words that can be chosen from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoSuchWord(String);

/// The value that a word names in a file.
pub(crate) fn one_of<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, NoSuchWord> {
    let read = T::deserialize(text.into_deserializer());
    read.map_err(|error: value::Error| NoSuchWord(error.to_string()))
}

/// A name in lower case: letters and digits, single blanks, no accents on what Europe writes most.
pub(crate) fn plain(name: &str) -> String {
    let letters = name.chars().flat_map(char::to_lowercase).map(|c| match c {
        'ä' | 'á' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'î' => 'i',
        'ö' | 'ó' | 'ô' => 'o',
        'ü' | 'ú' | 'û' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
