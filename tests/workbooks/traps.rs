//! Every trap of patching that is known from the field, each in a book crafted for it.

use calamine::Data;
use jiff::civil::date;
use sverka::workbook::patch::{CellPatch, CellValue, LeftWhy, NotPatched, PatchLimits, SheetPatch, patch};

use crate::craft::{BLOCK, Craft, append, mark, seen, set, sverka_patch, text, ties};

/// Captions, and two records.
const ROWS: &str = "<row r=\"2\" spans=\"1:3\"><c r=\"A2\" t=\"inlineStr\"><is><t>Код</t></is></c></row>\
    <row r=\"3\" spans=\"1:3\" ht=\"20\"><c r=\"A3\" s=\"2\" t=\"inlineStr\"><is><t>К-1-А</t></is></c><c r=\"B3\" s=\"1\"><v>46054</v></c>\
    <c r=\"C3\" t=\"b\"><v>1</v></c></row>\
    <row r=\"4\" spans=\"1:3\"><c r=\"A4\" s=\"2\" t=\"inlineStr\"><is><t>К-2-Б</t></is></c><c r=\"B4\" s=\"1\"/></row>";

const TABLE: &str = "<table id=\"1\" name=\"t\" displayName=\"t\" ref=\"A2:C4\" totalsRowShown=\"0\"><autoFilter ref=\"A2:C4\"/>\
    <tableColumns count=\"3\"><tableColumn id=\"1\" name=\"a\"/><tableColumn id=\"2\" name=\"b\"/><tableColumn id=\"3\" name=\"c\">\
    <calculatedColumnFormula>t[[#This Row],[b]]&amp;\"x\"</calculatedColumnFormula></tableColumn></tableColumns></table>";

fn one(row: u32, column: u16, value: CellValue) -> SheetPatch {
    SheetPatch { cells: vec![CellPatch { row, column, value }], ..SheetPatch::of("Счета", BLOCK) }
}

#[test]
fn only_the_touched_cell_differs_and_keeps_its_style() {
    let craft = Craft::new(ROWS, "");
    let (patched, parts) = craft.patch(one(2, 1, CellValue::Date(date(2026, 2, 2))));
    let expected = craft.parts["xl/worksheets/sheet1.xml"]
        .replace("<row r=\"3\" spans=\"1:3\" ht", "<row r=\"3\" ht")
        .replace("<v>46054</v>", "<v>46055</v>");
    assert_eq!(parts.sheet(), expected);
    assert_eq!(patched.parts, ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]);
    parts.has("xl/workbook.xml", "</sheets><calcPr fullCalcOnLoad=\"1\"/></workbook>");
}

#[test]
fn every_kind_of_value_is_written_and_a_blank_keeps_the_style() {
    let craft = Craft::new(ROWS, "");
    let patch = SheetPatch {
        cells: vec![
            CellPatch { row: 2, column: 0, value: CellValue::Blank },
            CellPatch { row: 2, column: 1, value: CellValue::Number("-1500.50".parse().unwrap()) },
            CellPatch { row: 2, column: 2, value: CellValue::Bool(false) },
            CellPatch { row: 3, column: 1, value: CellValue::Date(date(1899, 5, 1)) },
            CellPatch { row: 3, column: 2, value: text(" a\u{a0}<b>\n&\u{1}\r ") },
        ],
        ..SheetPatch::of("Счета", BLOCK)
    };
    let (patched, parts) = craft.patch(patch);
    parts.has(
        "xl/worksheets/sheet1.xml",
        "<c r=\"A3\" s=\"2\"></c><c r=\"B3\" s=\"1\"><v>-1500.5</v></c><c r=\"C3\" t=\"b\"><v>0</v></c>",
    );
    parts.has(
        "xl/worksheets/sheet1.xml",
        "<c r=\"B4\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">1899-05-01</t></is></c>",
    );
    assert_eq!(seen(&patched.bytes, "Счета", 3, 2), Data::String(" a\u{a0}<b>\n&  ".to_owned()));
}

#[test]
fn text_that_looks_like_a_formula_or_a_code_stays_text() {
    let craft = Craft::new(ROWS, "");
    for hostile in ["=1+1", "+7 900", "@x", "-5", "_x0041_", "]]>", "'a", "<f>1</f>", "&lt;"] {
        let (patched, parts) = craft.patch(one(2, 0, text(hostile)));
        assert_eq!(seen(&patched.bytes, "Счета", 2, 0), Data::String(hostile.to_owned()));
        assert!(!parts.sheet().contains("<f>"), "{hostile}");
    }
}

#[test]
fn cells_that_the_writer_left_out_are_put_in_their_places() {
    let rows = "<row r=\"2\"/><row r=\"3\"/><row r=\"5\" s=\"2\" customFormat=\"1\"><c r=\"C5\"><v>1</v></c></row>";
    let craft = Craft::of_sheet(
        &Craft::new(rows, "").parts["xl/worksheets/sheet1.xml"]
            .replace("<sheetData>", "<cols><col min=\"2\" max=\"2\" width=\"9\" style=\"1\"/></cols><sheetData>"),
    );
    let (_, parts) = craft.patch(set(&[(2, 1, "b"), (3, 1, "new"), (4, 0, "a"), (5, 1, "end")]));
    parts.has("xl/worksheets/sheet1.xml", "<row r=\"3\"><c r=\"B3\" s=\"1\" t=\"inlineStr\"");
    parts.has("xl/worksheets/sheet1.xml", "</row><row r=\"4\"><c r=\"B4\" s=\"1\" t=\"inlineStr\"");
    parts.has("xl/worksheets/sheet1.xml", "customFormat=\"1\"><c r=\"A5\" s=\"2\" t=\"inlineStr\"");
    parts.has("xl/worksheets/sheet1.xml", "<row r=\"6\"><c r=\"B6\"");
    parts.has("xl/worksheets/sheet1.xml", "<dimension ref=\"A1:C6\"/>");
}

#[test]
fn rows_and_cells_without_addresses_are_counted() {
    let rows = "<row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row><row r=\"9\"><c><v>4</v></c><c r=\"D9\"><v>5</v></c><c><v>6</v></c></row>";
    let craft = Craft::new(rows, "");
    let (patched, _) = craft.patch(set(&[(1, 1, "b2"), (1, 2, "c2"), (4, 0, "a5"), (8, 4, "e9"), (8, 1, "b9")]));
    for (at, expected) in [((1, 1), "b2"), ((1, 2), "c2"), ((4, 0), "a5"), ((8, 4), "e9"), ((8, 1), "b9")] {
        assert_eq!(seen(&patched.bytes, "Счета", at.0, at.1), Data::String(expected.to_owned()));
    }
    assert_eq!(seen(&patched.bytes, "Счета", 8, 3), Data::Float(5.0));
}

#[test]
fn rows_and_cells_out_of_order_are_found_by_their_addresses() {
    let rows = "<row r=\"7\"><c r=\"C7\"><v>1</v></c><c r=\"A7\"><v>2</v></c></row><row r=\"3\"><c r=\"A3\"><v>3</v></c></row>";
    let craft = Craft::new(rows, "");
    let (patched, _) = craft.patch(set(&[(6, 0, "a7"), (2, 0, "a3"), (4, 1, "b5")]));
    assert_eq!(seen(&patched.bytes, "Счета", 6, 0), Data::String("a7".to_owned()));
    assert_eq!(seen(&patched.bytes, "Счета", 2, 0), Data::String("a3".to_owned()));
    assert_eq!(seen(&patched.bytes, "Счета", 4, 1), Data::String("b5".to_owned()));
    assert_eq!(seen(&patched.bytes, "Счета", 6, 2), Data::Float(1.0));
}

#[test]
fn an_address_that_stands_twice_is_left_alone() {
    let rows = "<row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"A3\"><v>2</v></c></row><row r=\"4\"><c r=\"A4\"><v>3</v></c></row>\
        <row r=\"4\"><c r=\"A4\"><v>4</v></c></row>";
    let (patched, parts) = Craft::new(rows, "").patch(set(&[(2, 0, "x"), (3, 0, "y"), (3, 1, "z")]));
    let whys: Vec<_> = patched.left.iter().map(|left| (left.row, left.column, left.why)).collect();
    assert_eq!(whys, [(2, 0, LeftWhy::Twice), (3, 0, LeftWhy::Twice), (3, 1, LeftWhy::Twice)]);
    assert!(parts.sheet().contains(rows));
}

#[test]
fn a_persons_formula_is_never_overwritten() {
    let rows = "<row r=\"3\"><c r=\"A3\"><f>B3*2</f><v>4</v></c><c r=\"B3\"><f t=\"shared\" ref=\"B3:B4\" si=\"0\">C3</f></c>\
        <c r=\"C3\"><f t=\"array\" ref=\"C3:C4\">A3:A4</f><v>1</v></c></row>\
        <row r=\"4\"><c r=\"B4\"><f t=\"shared\" si=\"0\"/></c><c r=\"C4\"><v>2</v></c><c r=\"D4\"><v>9</v></c></row>";
    let craft = Craft::new(rows, "").with("xl/calcChain.xml", "<calcChain/>");
    let (patched, parts) =
        craft.patch(set(&[(2, 0, "x"), (2, 1, "x"), (2, 2, "x"), (3, 1, "x"), (3, 2, "x"), (3, 3, "ok")]));
    let whys: Vec<_> = patched.left.iter().map(|left| (left.row, left.column, left.why)).collect();
    assert_eq!(
        whys,
        [
            (2, 0, LeftWhy::Formula),
            (2, 1, LeftWhy::Formula),
            (2, 2, LeftWhy::Array),
            (3, 1, LeftWhy::Formula),
            (3, 2, LeftWhy::Array),
        ]
    );
    assert!(parts.0.contains_key("xl/calcChain.xml"), "no formula went, so the chain stays");
    assert_eq!(seen(&patched.bytes, "Счета", 3, 3), Data::String("ok".to_owned()));
}

#[test]
fn cells_under_a_merged_one_are_left_alone() {
    let craft = Craft::new(ROWS, "<mergeCells count=\"1\"><mergeCell ref=\"A3:A4\"/></mergeCells>");
    let (patched, _) = craft.patch(set(&[(2, 0, "corner"), (3, 0, "covered")]));
    assert_eq!(patched.left.len(), 1);
    assert_eq!((patched.left[0].row, patched.left[0].why), (3, LeftWhy::Merged));
    assert_eq!(seen(&patched.bytes, "Счета", 2, 0), Data::String("corner".to_owned()));
}

#[test]
fn prefixed_elements_get_prefixed_cells() {
    let sheet = format!(
        "<x:worksheet xmlns:x=\"{}\"><x:sheetData><x:row r=\"3\" ><x:c r=\"A3\"><x:v>1</x:v></x:c></x:row ></x:sheetData></x:worksheet>",
        crate::craft::MAIN
    );
    let (patched, parts) = Craft::of_sheet(&sheet)
        .patch(SheetPatch { appended: vec![vec![(1, text("n"))]], ..set(&[(2, 0, "t"), (2, 1, "u")]) });
    parts.has(
        "xl/worksheets/sheet1.xml",
        "<x:c r=\"B3\" t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">u</x:t></x:is></x:c></x:row ><x:row r=\"4\">",
    );
    assert_eq!(seen(&patched.bytes, "Счета", 3, 1), Data::String("n".to_owned()));
}

#[test]
fn comments_and_literal_sections_do_not_mislead() {
    let rows = "<!-- <row r=\"3\"> --><row r=\"3\"><!-- </row> --><c r=\"A3\" t=\"str\"><v><![CDATA[</row><c r=\"B3\"/>]]></v></c></row>\n <?x </row> ?>";
    let (patched, parts) = Craft::new(rows, "").patch(set(&[(2, 1, "b")]));
    assert_eq!(seen(&patched.bytes, "Счета", 2, 1), Data::String("b".to_owned()));
    let (start, end) = rows.split_at(rows.find("</row>\n").expect("the end"));
    parts.has("xl/worksheets/sheet1.xml", &format!("{start}<c r=\"B3\" t="));
    parts.has("xl/worksheets/sheet1.xml", &format!("</c>{end}</sheetData>"));
}

#[test]
fn parts_are_found_whatever_way_they_are_written() {
    let craft = Craft::new(ROWS, "").edit(
        "xl/_rels/workbook.xml.rels",
        "\"worksheets/sheet1.xml\"",
        "\"/XL/Worksheets/Sheet1.xml\"",
    );
    craft.patch(set(&[(2, 0, "a")]));
    let craft = craft.edit("xl/workbook.xml", "r:id", "ties:id").edit("xl/workbook.xml", "xmlns:r", "xmlns:ties");
    craft.patch(set(&[(2, 0, "b")]));
    let book = craft.parts["xl/workbook.xml"].clone();
    let ties_of_book = craft.parts["xl/_rels/workbook.xml.rels"].clone();
    let moved = craft
        .without("xl/workbook.xml")
        .with("office/book.xml", &book)
        .with("office/_rels/book.xml.rels", &ties_of_book.replace("\"styles.xml", "\"..\\xl\\styles.xml"))
        .with("_rels/.rels", &ties(&[("rId1", "officeDocument", "/office/book.xml")]));
    // What the reader of ours can't open is not the patch's concern: it finds the sheet.
    assert!(patch(&moved.zip(), &[set(&[(2, 0, "c")])], &mark(), PatchLimits::default()).is_ok());
}

#[test]
fn new_rows_extend_all_that_ended_with_the_data() {
    let x14 = "<extLst><ext uri=\"{78C0D931-6437-407d-A8EE-F0AAD7539E65}\" xmlns:x14=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main\" \
        xmlns:xm=\"http://schemas.microsoft.com/office/excel/2006/main\"><x14:conditionalFormattings><x14:conditionalFormatting>\
        <xm:sqref>B3:B4</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings><x14:dataValidations><x14:dataValidation>\
        <x14:formula1><xm:f>l!$A$1:$A$4</xm:f></x14:formula1><xm:sqref>C3:C4 C9</xm:sqref></x14:dataValidation></x14:dataValidations>\
        <x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>A3:B4</xm:f><xm:sqref>C4</xm:sqref></x14:sparkline>\
        </x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>";
    let tail = "<autoFilter ref=\"A2:C4\"/><conditionalFormatting sqref=\"B3:B4\"><cfRule type=\"expression\"><formula>B3&gt;1</formula>\
        </cfRule></conditionalFormatting><dataValidations count=\"2\"><dataValidation sqref=\"A3:A4\"/><dataValidation sqref=\"C3:C1000\"/>\
        </dataValidations><ignoredErrors><ignoredError sqref=\"A3:A4\" numberStoredAsText=\"1\"/></ignoredErrors>";
    let craft = Craft::new(ROWS, &format!("{tail}{x14}")).edit(
        "xl/workbook.xml",
        "</sheets>",
        "</sheets><definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">Счета!$A$2:$C$4</definedName>\
         <definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">'Счета'!$A$1:$C$4</definedName>\
         <definedName name=\"own\">Счета!$A$2:$C$4</definedName></definedNames><calcPr calcId=\"1\"/>",
    );
    let (patched, parts) = craft.patch(append(&[&["К-3-В", "b"], &["К-4-Г"]]));
    assert_eq!(patched.appended, [[4, 5]]);
    let name = "xl/worksheets/sheet1.xml";
    for text in [
        "<dimension ref=\"A1:C6\"/>",
        "<autoFilter ref=\"A2:C6\"/>",
        "<conditionalFormatting sqref=\"B3:B6\">",
        "<dataValidation sqref=\"A3:A6\"/><dataValidation sqref=\"C3:C1000\"/>",
        "<ignoredError sqref=\"A3:A6\" numberStoredAsText=\"1\"/>",
        "<x14:conditionalFormatting><xm:sqref>B3:B6</xm:sqref>",
        "<xm:f>l!$A$1:$A$4</xm:f></x14:formula1><xm:sqref>C3:C6 C9</xm:sqref>",
        "<xm:f>A3:B4</xm:f><xm:sqref>C4</xm:sqref>",
        "<row r=\"5\"><c r=\"A5\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">К-3-В</t></is></c><c r=\"B5\" s=\"1\" t=",
        "<row r=\"6\"><c r=\"A6\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">К-4-Г</t></is></c><c r=\"B6\" s=\"1\"/></row></sheetData>",
    ] {
        parts.has(name, text);
    }
    let book = "xl/workbook.xml";
    parts.has(book, "hidden=\"1\">Счета!$A$2:$C$6</definedName>");
    parts.has(book, ">&apos;Счета&apos;!$A$1:$C$6</definedName>");
    parts.has(book, "name=\"own\">Счета!$A$2:$C$4<");
    parts.has(book, "<calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/>");
}

#[test]
fn a_table_grows_with_its_filter_and_computes_its_own_columns() {
    let (patched, parts) = Craft::new(ROWS, "").table(TABLE).patch(append(&[&["К-3-В", "b"]]));
    parts.has("xl/tables/table1.xml", "ref=\"A2:C5\" totalsRowShown=\"0\"><autoFilter ref=\"A2:C5\"/>");
    parts.has("xl/worksheets/sheet1.xml", "<c r=\"C5\"><f>t[[#This Row],[b]]&amp;\"x\"</f></c></row>");
    assert_eq!(patched.parts, ["xl/tables/table1.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]);
}

#[test]
fn rows_typed_under_a_table_are_rows() {
    let rows = format!(
        "{ROWS}<row r=\"5\"><c r=\"B5\"><v>7</v></c></row><row r=\"6\"><c r=\"A6\" t=\"inlineStr\"><is><t>К-9-Я</t></is></c></row>"
    );
    let (patched, parts) = Craft::new(&rows, "").table(TABLE).patch(append(&[&["К-3-В"]]));
    assert_eq!(patched.appended, [[6]]);
    parts.has("xl/tables/table1.xml", "ref=\"A2:C7\"");
}

#[test]
fn blank_styled_rows_are_filled_and_no_end_of_the_data() {
    let rows = format!(
        "{ROWS}<row r=\"5\"><c r=\"A5\" s=\"2\"/><c r=\"C5\" s=\"2\"/></row><row r=\"6\"><c r=\"A6\" s=\"2\"><v></v></c></row>"
    );
    let (patched, parts) = Craft::new(&rows, "").patch(append(&[&["К-3-В", "b", "c"], &["К-4-Г"], &["К-5-Д"]]));
    assert_eq!(patched.appended, [[4, 5, 6]]);
    assert_eq!(parts.sheet().matches("<row r=\"5\"").count(), 1);
    assert_eq!(seen(&patched.bytes, "Счета", 4, 2), Data::String("c".to_owned()));
}

#[test]
fn a_cleared_row_in_the_middle_is_no_end_of_the_data() {
    let rows = "<row r=\"3\"><c r=\"A3\"><v>1</v></c></row><row r=\"4\"><c r=\"A4\"/></row><row r=\"5\"><c r=\"A5\"><v>2</v></c></row>";
    let (patched, _) = Craft::new(rows, "").patch(append(&[&["x"]]));
    assert_eq!(patched.appended, [[5]]);
}

#[test]
fn the_first_rows_go_under_a_bare_header() {
    let (patched, _) =
        Craft::new("<row r=\"2\"><c r=\"A2\" s=\"2\"><v>1</v></c></row>", "").patch(append(&[&["a"], &["b"]]));
    assert_eq!(patched.appended, [[2, 3]]);
    let empty = Craft::new("", "").edit("xl/worksheets/sheet1.xml", "<sheetData></sheetData>", "<sheetData />");
    let (patched, parts) = empty.patch(append(&[&["a"], &["b"]]));
    assert_eq!(patched.appended, [[2, 3]]);
    parts.has("xl/worksheets/sheet1.xml", "<sheetData><row r=\"3\">");
}

#[test]
fn what_stands_under_the_data_stops_new_rows_only() {
    let total = format!("{ROWS}<row r=\"7\"><c r=\"B7\" t=\"str\"><v>Итого</v></c></row>");
    let craft = Craft::new(&total, "");
    let (patched, parts) = craft.patch(append(&[&["x"]]));
    assert_eq!(patched.appended, [[4]], "a blank row is left before what stands under the data");
    assert_eq!(parts.sheet().matches("Итого").count(), 1);
    assert_eq!(craft.refusal(append(&[&["x"], &["y"]])), NotPatched::Occupied { sheet: "Счета".into(), row: 7 });
    craft.patch(set(&[(2, 0, "x")]));
    let sum = format!("{ROWS}<row r=\"5\"><c r=\"B5\"><f>SUM(B3:B4)</f><v>0</v></c></row>");
    assert!(matches!(Craft::new(&sum, "").refusal(append(&[&["x"]])), NotPatched::Occupied { row: 5, .. }));
    let merged = Craft::new(ROWS, "<mergeCells><mergeCell ref=\"B5:D9\"/></mergeCells>");
    assert!(matches!(merged.refusal(append(&[&["x"]])), NotPatched::Occupied { row: 5, .. }));
    let beside = format!("{ROWS}<row r=\"9\"><c r=\"E9\"><v>1</v></c></row>");
    Craft::new(&beside, "").patch(append(&[&["x"]]));
}

#[test]
fn a_row_of_totals_stops_new_rows_only() {
    let craft = Craft::new(ROWS, "").table(&TABLE.replace("totalsRowShown=\"0\"", "totalsRowCount=\"1\""));
    assert_eq!(craft.refusal(append(&[&["x"]])), NotPatched::Totals { sheet: "Счета".into() });
    craft.patch(set(&[(2, 0, "x")]));
}

#[test]
fn removed_records_turn_gray_and_new_rows_do_not() {
    let craft = Craft::new(ROWS, "");
    let patch =
        SheetPatch { removed: vec![3, 77], appended: vec![vec![(0, text("К-3-В"))]], ..set(&[(3, 0, "gone")]) };
    let (patched, parts) = craft.patch(patch);
    parts.has("xl/styles.xml", "<font><sz val=\"11\"/><color rgb=\"FF808080\"/><name val=\"Calibri\"/></font></fonts>");
    parts.has("xl/styles.xml", "<xf numFmtId=\"49\" fontId=\"1\" applyFont=\"1\"/>");
    parts.has(
        "xl/worksheets/sheet1.xml",
        "<c r=\"A4\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">gone</t></is></c><c r=\"B4\" s=\"4\"/>",
    );
    parts.has("xl/worksheets/sheet1.xml", "<c r=\"A5\" s=\"2\" t=");
    // Another time the gray row is the last one, and known to be gray.
    let again = Craft { parts: parts.0.clone() };
    let mut next = append(&[&["К-4-Г"]]);
    next.removed = vec![3, 4];
    let (_, parts) = again.patch(next);
    parts.has("xl/worksheets/sheet1.xml", "<c r=\"A6\" s=\"2\" t=");
    // Only the row without a format needs a gray of its own; what is there is used again.
    parts.has("xl/styles.xml", "<fonts count=\"2\">");
    parts.has("xl/styles.xml", "<cellXfs count=\"6\">");
    assert!(patched.left.is_empty());
}

#[test]
fn days_are_counted_from_1904_where_the_book_does() {
    let craft = Craft::new(ROWS, "").edit("xl/workbook.xml", "<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    let (_, parts) = craft.patch(one(2, 1, CellValue::Date(date(2026, 2, 1))));
    parts.has("xl/worksheets/sheet1.xml", "<v>44592</v>");
}

#[test]
fn what_can_not_be_patched_is_left_alone_with_a_reason() {
    let craft = Craft::new(ROWS, "");
    let any = || set(&[(2, 0, "x")]);
    let strict =
        craft.clone().edit("xl/workbook.xml", crate::craft::MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main");
    assert_eq!(strict.refusal(any()), NotPatched::Strict);
    let second = "r:id=\"rId1\"/><sheet name=\"Ещё\" sheetId=\"2\" r:id=\"rId1\"/>";
    let shared = craft.clone().edit("xl/workbook.xml", "r:id=\"rId1\"/>", second);
    let other = SheetPatch { sheet: "Ещё".into(), ..any() };
    let refused = sverka_patch(&shared.zip(), &[any(), other]).expect_err("one part is two sheets");
    assert!(matches!(refused, NotPatched::Unknown { .. }), "{refused:?}");
    assert_eq!(
        craft.refusal(SheetPatch { sheet: "Нет".into(), ..any() }),
        NotPatched::SheetAbsent { sheet: "Нет".into() }
    );
    let signed = craft.clone().with("_xmlsignatures/sig1.xml", "<Signature/>");
    assert_eq!(signed.refusal(any()), NotPatched::Signed);
    let shared = craft.clone().with("xl/revisions/log.xml", "<a/>");
    assert!(matches!(shared.refusal(any()), NotPatched::Unknown { .. }));
    let chart = craft.clone().edit("xl/_rels/workbook.xml.rels", "/worksheet\"", "/chartsheet\"");
    assert!(matches!(chart.refusal(any()), NotPatched::SheetAbsent { .. }));
    let binary = craft.clone().with("xl/workbook.bin", "x").edit("_rels/.rels", "xl/workbook.xml", "xl/workbook.bin");
    assert_eq!(binary.refusal(any()), NotPatched::NotWorkbook);
    let foreign = craft.clone().edit("xl/worksheets/sheet1.xml", crate::craft::MAIN, "urn:x");
    assert!(matches!(foreign.refusal(any()), NotPatched::Unknown { .. }));
    let entity = craft.edit("xl/worksheets/sheet1.xml", "<worksheet", "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet");
    assert!(matches!(entity.refusal(any()), NotPatched::Unknown { .. }));
    let refuse = |bytes: &[u8]| patch(bytes, &[any()], &mark(), PatchLimits::default()).unwrap_err();
    assert_eq!(refuse(b""), NotPatched::NotWorkbook);
    assert_eq!(refuse(b"PK\x03\x04junk"), NotPatched::NotWorkbook);
    let compound = |name: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert_eq!(refuse(&compound("Workbook")), NotPatched::NotWorkbook);
    assert_eq!(refuse(&compound("EncryptedPackage")), NotPatched::Encrypted);
}

#[test]
fn macros_and_parts_of_other_programs_are_copied_byte_by_byte() {
    let craft =
        Craft::new(ROWS, "").with("xl/vbaProject.bin", "\u{1}macro").with("xl/cellimages.xml", "<etc:cellImages/>");
    let (patched, parts) = craft.patch(set(&[(2, 0, "x")]));
    assert_eq!(parts.0["xl/vbaProject.bin"], "\u{1}macro");
    assert_eq!(parts.0["xl/cellimages.xml"], "<etc:cellImages/>");
    assert_eq!(patched.parts.len(), 2);
}

#[test]
fn hostile_books_cost_bounded_memory_and_time() {
    let any = || set(&[(2, 0, "x")]);
    // A bomb: a sheet of blanks.
    let bomb = Craft::new(ROWS, &" ".repeat(40 << 20));
    assert!(matches!(bomb.refusal(any()), NotPatched::Limit { .. }));
    // A giant attribute, and a giant number of them.
    let giant = format!("<row r=\"3\" a=\"{}\"/>", "x".repeat(3 << 20));
    Craft::new(&giant, "").patch(any());
    let many: String = (0..200_000).map(|n| format!(" a{n}=\"\"")).collect();
    Craft::new(&format!("<row r=\"3\"{many}/>"), "").patch(any());
    // A cell at the end of the sheet, a million merged cells, rows without an end.
    Craft::new("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", "").patch(any());
    for rows in [
        "<row r=\"1048577\"/>",
        "<row r=\"0\"/>",
        "<row r=\"3\"><c r=\"A4\"/></row>",
        "<row r=\"3\"><c r=\"XFE3\"/></row>",
        "<row>",
        "<c/>",
    ] {
        assert!(matches!(Craft::new(rows, "").refusal(any()), NotPatched::Unknown { .. }), "{rows}");
    }
    let full = Craft::new("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>", "");
    assert!(matches!(full.refusal(append(&[&["x"]])), NotPatched::Limit { .. }));
}

#[test]
fn truncated_and_random_books_never_panic() {
    let craft = Craft::new(ROWS, "<mergeCells><mergeCell ref=\"B9:D9\"/></mergeCells>").table(TABLE);
    let patches = SheetPatch { removed: vec![2], ..append(&[&["x", "y"]]) };
    for (name, part) in &craft.parts {
        for (end, _) in part.char_indices().step_by(3) {
            let torn = craft.clone().with(name, part.split_at(end).0);
            drop(patch(&torn.zip(), std::slice::from_ref(&patches), &mark(), PatchLimits::default()));
        }
    }
    let bytes = craft.zip();
    for end in (0..bytes.len()).step_by(7) {
        drop(patch(&bytes[..end], std::slice::from_ref(&patches), &mark(), PatchLimits::default()));
    }
}
