//! A file made strange by chance that can be repeated.

/// Pieces that parsers stumble over.
const PIECES: [&[u8]; 26] = [
    b"<",
    b">",
    b"</a>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"&amp;",
    b"&#x0;",
    b"&b;",
    b"\"",
    b"'",
    b"{",
    b"[",
    b"}",
    b"\\ud800",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"-9223372036854775808",
    b"1e400",
    b"\r\n",
    "№«Ёї".as_bytes(),
];

/// A generator of its own (SplitMix64).
pub(crate) struct Mutator(u64);

impl Mutator {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end.max(1) as u64).unwrap()
    }

    /// A file made strange, with pieces of another one.
    pub(crate) fn changed(&mut self, file: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = file.to_vec();
        for _ in 0..=self.below(6) {
            let (at, len) = (self.below(bytes.len() + 1), self.below(64));
            let end = (at + len).min(bytes.len());
            match self.below(8) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    let times = 1 + self.below(50);
                    drop(bytes.splice(at..at, piece.repeat(times)));
                }
                3 => drop(bytes.splice(at..end, PIECES[self.below(PIECES.len())].to_vec())),
                4 => {
                    let from = self.below(other.len() + 1);
                    let to = (from + self.below(500)).min(other.len());
                    drop(bytes.splice(at..at, other[from..to].to_vec()));
                }
                5 => bytes[at..end].reverse(),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = u8::try_from(self.below(256)).unwrap();
                    }
                }
            }
        }
        bytes
    }
}
