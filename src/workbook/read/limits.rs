//! What is checked before a reader sees a file: a zip of a few kilobytes can unfold to gigabytes.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ReadBookError;
use crate::model::foreign::{is_shared_texts, overstates_texts};

/// Parts of a package.
const PARTS_MAX: u64 = 10_000;
/// Bytes of one sheet; sheets are streamed.
const SHEET_MAX: u64 = 2_000_000_000;
/// Bytes of all parts that are held in memory: shared strings, styles, relations.
const HELD_MAX: u64 = 300_000_000;

/// The first bytes of an OLE file: an encrypted workbook, or one of before 2007.
const OLE: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

/// Refuses what is no package, has a password, or unfolds beyond measure.
pub(super) fn check<R: Read + Seek>(file: &mut R) -> Result<(), ReadBookError> {
    let mut head = [0; 4];
    let broken = |error: &dyn std::fmt::Display| ReadBookError::Malformed(error.to_string());
    if file.read_exact(&mut head).is_ok() && head == OLE {
        return Err(ReadBookError::Encrypted);
    }
    file.seek(SeekFrom::Start(0)).map_err(|error| broken(&error))?;
    let mut archive = ZipArchive::new(&mut *file).map_err(|error| broken(&error))?;
    if archive.len() as u64 > PARTS_MAX {
        return Err(ReadBookError::Limit { name: "parts", limit: PARTS_MAX });
    }
    let mut held = 0;
    for at in 0..archive.len() {
        let mut part = match archive.by_index(at) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(reason)) if reason == ZipError::PASSWORD_REQUIRED => {
                return Err(ReadBookError::Encrypted);
            }
            Err(error) => return Err(broken(&error)),
        };
        let name = part.name().map_err(|error| broken(&error))?.replace('\\', "/").to_lowercase();
        if name.contains("/worksheets/") && !name.ends_with(".rels") {
            // What a part says of its own size may be a lie, but of a stream it costs time alone.
            if part.size() > SHEET_MAX {
                return Err(ReadBookError::Limit { name: "bytes in a sheet", limit: SHEET_MAX });
            }
        } else if name.ends_with(".xml") || name.ends_with(".rels") {
            // Counted, not believed: these are held in memory.
            let rest = HELD_MAX - held;
            held += io::copy(&mut part.by_ref().take(rest + 1), &mut io::sink()).map_err(|error| broken(&error))?;
            if held > HELD_MAX {
                return Err(ReadBookError::Limit { name: "bytes of shared text", limit: HELD_MAX });
            }
            drop(part);
            if is_shared_texts(&name)
                && overstates_texts(archive.by_index(at).map_err(|error| broken(&error))?)
                    .map_err(|error| broken(&error))?
            {
                return Err(broken(&"the number of shared texts is wrong"));
            }
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(|error| broken(&error))?;
    Ok(())
}
