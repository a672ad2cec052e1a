use std::io::Cursor;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn package(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn unpacked(bytes: &[u8], limits: &UnpackLimits) -> (tempfile::TempDir, Result<Vec<Document>, UnpackError>) {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("package.zip");
    let into = folder.path().join("into");
    std::fs::create_dir(&into).unwrap();
    std::fs::write(&archive, bytes).unwrap();
    let result = unpack(&archive, &into, limits);
    (folder, result)
}

fn kind(bytes: &[u8], limits: &UnpackLimits) -> String {
    unpacked(bytes, limits).1.expect_err("should have failed").kind.to_string()
}

#[test]
fn entries_become_documents_in_the_order_of_their_names() {
    let bytes =
        package(&[("b/orders.xml", b"<b/>"), ("a/ORDERS.xml", b"<a/>"), ("../../x.txt", b"x"), ("photo.jpg", b"j")]);
    let (folder, documents) = unpacked(&bytes, &UnpackLimits::default());
    let documents = documents.unwrap();
    let parts: Vec<_> = documents.iter().map(|document| &*document.part).collect();
    assert_eq!(parts, ["ORDERS (2).xml", "orders.xml", "photo.jpg", "x.txt"]);
    assert_eq!(std::fs::read(&documents[0].path).unwrap(), b"<a/>");
    assert!(documents.iter().all(|document| document.path.parent() == Some(&folder.path().join("into"))));
}

#[test]
fn a_package_inside_is_unpacked_once_and_no_deeper() {
    let inner = package(&[("orders.xml", b"<a/>")]);
    let outer = package(&[("inner.zip", &inner), ("z.xml", b"<z/>")]);
    let (folder, documents) = unpacked(&outer, &UnpackLimits::default());
    let parts: Vec<_> = documents.unwrap().iter().map(|document| document.part.to_string()).collect();
    assert_eq!(parts, ["inner.zip/orders.xml", "z.xml"]);
    assert!(!folder.path().join("into/inner.zip").exists());
    let mut deep = inner;
    for _ in 0..10 {
        deep = package(&[("deeper.zip", &deep)]);
    }
    assert_eq!(kind(&deep, &UnpackLimits::default()), "stands deeper in packages than 2 levels");
}

#[test]
fn a_bomb_is_stopped_while_it_unpacks() {
    let bomb = package(&[("bomb.xml", &vec![b' '; 40_000_000])]);
    assert!(bomb.len() < 100_000);
    assert_eq!(kind(&bomb, &UnpackLimits::default()), "passes the limit of 200 (ratio)");
    let limits = UnpackLimits { ratio: u64::MAX, total_bytes: 1_000_000, ..UnpackLimits::default() };
    let (folder, result) = unpacked(&bomb, &limits);
    assert!(result.is_err());
    assert!(std::fs::metadata(folder.path().join("into/bomb.xml")).unwrap().len() <= 1_100_000);
    let many: Vec<_> = (0..20).map(|number| format!("{number}.xml")).collect();
    let many = package(&many.iter().map(|name| (name.as_str(), &b"x"[..])).collect::<Vec<_>>());
    assert_eq!(
        kind(&many, &UnpackLimits { entries: 10, ..UnpackLimits::default() }),
        "passes the limit of 10 (entries)"
    );
}

#[test]
fn sizes_that_a_package_states_are_not_believed() {
    let mut bytes = package(&[("bomb.xml", &vec![b' '; 40_000_000])]);
    let size = 40_000_000_u32.to_le_bytes();
    let stated: Vec<_> = (0..bytes.len() - 4).filter(|at| bytes[*at..at + 4] == size).collect();
    assert!(!stated.is_empty());
    for at in stated {
        bytes[at..at + 4].copy_from_slice(&5_u32.to_le_bytes());
    }
    assert!(unpacked(&bytes, &UnpackLimits::default()).1.is_err());
}

#[test]
fn protected_and_damaged_packages_are_refused() {
    let mut bytes = package(&[("orders.xml", b"<a/>")]);
    // The lowest bit of the flags, in the local header and in the directory.
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[6] |= 1;
    bytes[directory + 8] |= 1;
    assert_eq!(kind(&bytes, &UnpackLimits::default()), "is protected with a password");
    let bytes = package(&[("orders.xml", &b"<a/>".repeat(1_000))]);
    for length in 0..bytes.len() {
        assert!(unpacked(&bytes[..length], &UnpackLimits::default()).1.is_err(), "{length}");
    }
}

#[test]
fn a_book_is_no_package() {
    let is = |bytes: &[u8]| is_package(&Head { name: "a.zip", bytes, len: bytes.len() as u64 });
    assert!(is(&package(&[("orders.xml", b"<a/>")])));
    assert!(is(&package(&[])));
    assert!(!is(&package(&[("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<a/>")])));
    assert!(!is(b"<a/>"));
}
