//! Names as they are compared.

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
