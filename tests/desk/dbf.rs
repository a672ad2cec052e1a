//! Draws a dbf from text: the first line has the fields (`NUMBER C 10;AMOUNT N 15.2`), the others a record each; one
//! that begins with `*` is deleted.

/// What a header says besides the fields.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Head {
    /// The byte that names the encoding.
    pub(crate) language: u8,
    /// The day of the last change.
    pub(crate) day: u8,
}

/// The bytes of the table.
pub(crate) fn draw(text: &str, head: Head, encode: fn(&str) -> Vec<u8>) -> Vec<u8> {
    let mut lines = text.lines();
    let fields: Vec<(&str, u8, usize, u8)> = lines.next().unwrap().split(';').map(field).collect();
    let length = 32 + 32 * fields.len() + 1;
    let record = 1 + fields.iter().map(|(_, _, length, _)| length).sum::<usize>();
    let rows: Vec<&str> = lines.collect();
    let mut bytes = vec![0x03, 126, 10, head.day.max(1)];
    bytes.extend(u32::try_from(rows.len()).unwrap().to_le_bytes());
    bytes.extend(u16::try_from(length).unwrap().to_le_bytes());
    bytes.extend(u16::try_from(record).unwrap().to_le_bytes());
    bytes.resize(29, 0);
    bytes.extend([head.language, 0, 0]);
    for (name, kind, length, decimals) in &fields {
        let mut descriptor = name.as_bytes().to_vec();
        descriptor.resize(11, 0);
        descriptor.extend([*kind, 0, 0, 0, 0, u8::try_from(*length).unwrap(), *decimals]);
        descriptor.resize(32, 0);
        bytes.extend(descriptor);
    }
    bytes.push(0x0D);
    for row in rows {
        let (mark, row) = row.strip_prefix('*').map_or((b' ', row), |rest| (b'*', rest));
        bytes.push(mark);
        let mut cells = row.split(';');
        for (_, kind, length, _) in &fields {
            let mut cell = encode(cells.next().unwrap_or_default());
            assert!(cell.len() <= *length, "{row}");
            let blanks = vec![b' '; length - cell.len()];
            if *kind == b'N' {
                cell.splice(0..0, blanks);
            } else {
                cell.extend(blanks);
            }
            bytes.extend(cell);
        }
    }
    bytes.push(0x1A);
    bytes
}

fn field(text: &str) -> (&str, u8, usize, u8) {
    let parts: Vec<&str> = text.split(' ').collect();
    let (length, decimals) = parts[2].split_once('.').unwrap_or((parts[2], "0"));
    (parts[0], parts[1].as_bytes()[0], length.parse().unwrap(), decimals.parse().unwrap())
}
