//! Bytes as text: which encoding they are in, by their marks and by what they can be.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are looked at where no mark says the encoding.
const LOOKED_AT: usize = 4_096;

/// A file's text, and how its bytes were read.
#[derive(Debug)]
pub struct Text<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The encoding's name: `UTF-8`.
    pub encoding: &'static str,
    /// How it is known.
    pub evidence: String,
    /// What its reader should know.
    pub notes: Vec<String>,
}

/// The bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("byte {at} is {byte:#04x}, which no text holds: the file is not a text file")]
pub struct NotText {
    /// Where, from zero.
    pub at: usize,
    /// The byte.
    pub byte: u8,
}

/// Reads bytes as text.
pub fn decode(bytes: &[u8]) -> Result<Text<'_>, NotText> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return Ok(text(
            body,
            encoding,
            format!("the file begins with the mark of {}", encoding.name()),
        ));
    }
    if let Some(encoding) = utf_16(bytes) {
        return Ok(text(bytes, encoding, "every second byte is zero".to_owned()));
    }
    if let Some(at) =
        bytes.iter().position(|byte| *byte < 0x20 && !matches!(byte, 9..=13 | 26 | 27))
    {
        return Err(NotText { at, byte: bytes.get(at).copied().unwrap_or_default() });
    }
    match std::str::from_utf8(bytes) {
        // As an old Macintosh ends its lines.
        Ok(text) if !text.contains('\n') && text.contains('\r') => Ok(Text {
            text: Cow::Owned(text.replace('\r', "\n")),
            encoding: UTF_8.name(),
            evidence: "every byte is valid UTF-8".to_owned(),
            notes: Vec::new(),
        }),
        Ok(text) => {
            let evidence =
                if text.is_ascii() { "plain ASCII" } else { "every byte is valid UTF-8" };
            Ok(Text {
                text: Cow::Borrowed(text),
                encoding: UTF_8.name(),
                evidence: evidence.to_owned(),
                notes: Vec::new(),
            })
        }
        Err(error) => {
            let evidence = format!("byte {} is not UTF-8", error.valid_up_to());
            Ok(text(bytes, WINDOWS_1252, evidence))
        }
    }
}

/// Reads bytes in an encoding that somebody named.
pub fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Text<'a> {
    let body = Encoding::for_bom(bytes)
        .filter(|(of, _)| *of == encoding)
        .and_then(|(_, mark)| bytes.get(mark..))
        .unwrap_or(bytes);
    text(body, encoding, "as was said".to_owned())
}

fn text<'a>(bytes: &'a [u8], encoding: &'static Encoding, evidence: String) -> Text<'a> {
    let (text, has_faults) = encoding.decode_without_bom_handling(bytes);
    let note = || {
        let name = encoding.name();
        let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
        format!(
            "{replaced} characters are not valid {name} and were read as \u{fffd}: files were joined, or another encoding is meant"
        )
    };
    let notes = if has_faults { vec![note()] } else { Vec::new() };
    Text { text, encoding: encoding.name(), evidence, notes }
}

/// UTF-16 without a mark: most characters of a table are ASCII, whose other byte is zero.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..LOOKED_AT.min(bytes.len()))?;
    let zeros =
        |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match half {
        0..2 => None,
        _ if half * 9 / 10 < odd && even == 0 => Some(UTF_16LE),
        _ if half * 9 / 10 < even && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, encoding: &str) {
        let text = decode(bytes).unwrap();
        assert_eq!((text.text.as_ref(), text.encoding), (expected, encoding));
    }

    #[test]
    fn encodings_are_told_apart() {
        check(b"a;b\n1;2\n", "a;b\n1;2\n", "UTF-8");
        check("\u{feff}a;ü".as_bytes(), "a;ü", "UTF-8");
        check("a;ü".as_bytes(), "a;ü", "UTF-8");
        check(b"a;\xfc", "a;ü", "windows-1252");
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        check(&wide("\u{feff}date;ü"), "date;ü", "UTF-16LE");
        check(&wide("date;amount"), "date;amount", "UTF-16LE");
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        check(&wide("date;amount"), "date;amount", "UTF-16BE");
    }

    #[test]
    fn a_picture_is_no_text() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0").unwrap_err(), NotText { at: 8, byte: 0 });
    }
}
