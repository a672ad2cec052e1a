//! What of a file or package nothing reads is named.

use super::*;

#[test]
fn sorts_of_records_that_nothing_reads_are_named_and_counted() {
    let desk = Desk::new();
    let of = |sort: &str| format!("<{sort}><КлючевыеСвойства><Номер>7</Номер></КлючевыеСвойства></{sort}>");
    let orders = of("Документ.ЗаказПоставщику").repeat(2);
    let body = format!("{}{orders}", of("Справочник.НоменклатураГруппа"));
    let header = "<m:Header><m:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.20</m:Format></m:Header>";
    desk.drop("message.xml", &format!("<Message xmlns:m=\"m\">{header}<Body>{body}</Body></Message>"));
    let report = desk.sync();
    let [file] = &report.files[..] else { panic!("{report:?}") };
    assert_eq!((&file.outcome, file.tally.rows.read, file.tally.skipped), (&FileOutcome::Taken, 0, 3));
    let receipt = fs::read_to_string(desk.path("exchange/accounting/message.xml.ok.txt")).unwrap();
    assert!(receipt.contains("not read: Документ.ЗаказПоставщику 2, Справочник.НоменклатураГруппа 1"), "{receipt}");
    assert!(receipt.contains("The file has no records that the program keeps"), "{receipt}");
}

/// A zip of texts in the desk's folder.
fn pack(desk: &Desk, name: &str, entries: &[(&str, &str)]) {
    let mut writer = zip::ZipWriter::new(fs::File::create(desk.path("exchange/accounting").join(name)).unwrap());
    for (name, text) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
}

#[test]
fn a_package_names_what_of_it_was_not_read_and_which_file_is_cut() {
    let header = "<m:Header><m:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.20</m:Format></m:Header>";
    let message = format!("<Message xmlns:m=\"m\">{header}<Body></Body></Message>");
    let desk = Desk::new();
    pack(&desk, "whole.zip", &[("a.xml", &message), ("scan.pdf", "%PDF-1.4")]);
    let report = desk.sync();
    assert_eq!(report.files[0].outcome, FileOutcome::Taken);
    let receipt = fs::read_to_string(desk.path("exchange/accounting/whole.zip.ok.txt")).unwrap();
    assert!(receipt.contains("files of the package or sheets of the book that were not read: scan.pdf"), "{receipt}");
    let cut = message.replace("</Message>", "");
    pack(&desk, "cut.zip", &[("a.xml", &message), ("b.xml", &cut)]);
    desk.sync();
    let receipt = fs::read_to_string(desk.path("exchange/accounting/cut.zip.errors.txt")).unwrap();
    assert!(receipt.contains("the file \"b.xml\" in the package: the file is cut off"), "{receipt}");
}
