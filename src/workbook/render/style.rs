//! Fonts, fills and number formats of a book.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::lang::{Arg, Lang};
use crate::workbook::layout::{ColumnSpec, Kind, Owner};

pub(super) const INK: Color = Color::RGB(0x1F_2933);
pub(super) const GRAY: Color = Color::RGB(0x7B_8794);
const LINE: Color = Color::RGB(0xD9_E2EC);
pub(super) const NAVY: Color = Color::RGB(0x1F_3A5F);
pub(super) const GREEN: Color = Color::RGB(0x2F_6B4F);
const NAVY_BAND: Color = Color::RGB(0xE3_EAF3);
const GREEN_BAND: Color = Color::RGB(0xDD_EEE3);
const GREEN_CELL: Color = Color::RGB(0xF4_FAF6);
/// The format of text, among those that every spreadsheet knows.
const TEXT: u8 = 49;
const AMBER: Color = Color::RGB(0x9C_5700);
pub(super) const RED: Color = Color::RGB(0xB4_2318);

/// A font that Windows and macOS have and LibreOffice replaces by one of equal widths.
pub(super) fn base() -> Format {
    Format::new().set_font_name("Arial").set_font_size(10).set_font_color(INK).set_align(FormatAlign::VerticalCenter)
}

/// The formats of one column's cells.
pub(super) struct ColumnStyle {
    /// An ordinary cell.
    pub(super) plain: Format,
    /// Text that a spreadsheet would take for a formula once a person presses Enter in it.
    pub(super) guarded: Format,
    /// Amounts of currencies without minor units.
    pub(super) whole: Format,
    /// Amounts of currencies with thousandths.
    pub(super) thousandths: Format,
}

/// The formats that sheets share.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) as_of: Format,
    pub(super) warning: Format,
    pub(super) total_label: Format,
    pub(super) total: Format,
    pub(super) section: Format,
    pub(super) head_text: Format,
    pub(super) head_number: Format,
    pub(super) label: Format,
    pub(super) count: Format,
    pub(super) money: Format,
    pub(super) sum_label: Format,
    pub(super) sum_count: Format,
    pub(super) sum_money: Format,
    pub(super) note: Format,
    date: &'static str,
}

/// The number format of amounts: a minus is red, a zero is a dash so that figures stand out.
pub(super) fn money_format(minor_digits: u32) -> &'static str {
    match minor_digits {
        0 => "#,##0;[Red]-#,##0;\"–\"",
        3 => "#,##0.000;[Red]-#,##0.000;\"–\"",
        _ => "#,##0.00;[Red]-#,##0.00;\"–\"",
    }
}

/// The number format of dates, as people of the language write them.
fn date_format(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru | Lang::Uk => "dd.mm.yyyy",
        Lang::En => "yyyy-mm-dd",
    }
}

/// The number format of the day of the figures: the sentence that says it.
pub(super) fn day_sentence(lang: Lang) -> String {
    let mark = "\u{1}";
    let sentence = lang.text("book-as-of", &[("date", Arg::Text(mark))]);
    let (before, behind) = sentence.split_once(mark).unwrap_or_default();
    let quoted = |text: &str| if text.is_empty() { String::new() } else { format!("\"{}\"", text.replace('"', "")) };
    format!("{}{}{}", quoted(before), date_format(lang), quoted(behind))
}

impl Styles {
    pub(super) fn new(lang: Lang) -> Self {
        let lined = || base().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE);
        let headed = || {
            base().set_bold().set_font_color(GRAY).set_border_bottom(FormatBorder::Medium).set_border_bottom_color(NAVY)
        };
        let summed = || base().set_bold().set_border_top(FormatBorder::Thin).set_border_top_color(NAVY);
        let money = money_format(2);
        Self {
            title: base().set_bold().set_font_size(15).set_font_color(NAVY),
            as_of: base().set_font_color(GRAY),
            warning: base().set_font_color(AMBER),
            total_label: base().set_font_color(GRAY).set_italic(),
            total: base().set_bold().set_num_format(money).set_align(FormatAlign::Right).set_indent(1),
            section: base().set_bold().set_font_size(12).set_font_color(NAVY),
            head_text: headed(),
            head_number: headed().set_align(FormatAlign::Right),
            label: lined(),
            count: lined().set_num_format("#,##0;-#,##0;\"–\"").set_align(FormatAlign::Right),
            money: lined().set_num_format(money).set_align(FormatAlign::Right),
            sum_label: summed(),
            sum_count: summed().set_num_format("#,##0;-#,##0;\"–\"").set_align(FormatAlign::Right),
            sum_money: summed().set_num_format(money).set_align(FormatAlign::Right),
            note: base().set_font_color(GRAY),
            date: date_format(lang),
        }
    }

    /// The formats of a column's cells; in rows of long texts they begin at the top.
    pub(super) fn column(&self, spec: &ColumnSpec, in_long_rows: bool) -> ColumnStyle {
        let mut plain = base().set_border(FormatBorder::Thin).set_border_color(LINE);
        if spec.owner == Owner::Manager {
            plain = plain.set_background_color(GREEN_CELL);
        }
        let mut plain = self.by_kind(plain, spec.kind);
        if spec.wraps {
            plain = plain.set_text_wrap().set_align(FormatAlign::Left);
        }
        if in_long_rows {
            plain = plain.set_align(FormatAlign::Top);
        }
        ColumnStyle {
            guarded: plain.clone().set_quote_prefix(),
            whole: plain.clone().set_num_format(money_format(0)),
            thousandths: plain.clone().set_num_format(money_format(3)),
            plain,
        }
    }

    /// The format of a column's cells below the table: what a person types there keeps its kind.
    pub(super) fn spare(&self, kind: Kind) -> Format {
        self.by_kind(base(), kind)
    }

    fn by_kind(&self, format: Format, kind: Kind) -> Format {
        match kind {
            Kind::Id => format.set_num_format_index(TEXT).set_font_size(8).set_font_color(GRAY),
            // Without a side to be counted from, some programs know no indent.
            Kind::Code => format.set_num_format_index(TEXT).set_align(FormatAlign::Left).set_indent(1),
            Kind::Text => format.set_align(FormatAlign::Left).set_indent(1),
            Kind::Word => format.set_align(FormatAlign::Center),
            Kind::Date => format.set_num_format(self.date).set_align(FormatAlign::Center),
            Kind::Money => format.set_num_format(money_format(2)).set_align(FormatAlign::Right).set_indent(1),
            Kind::Number => format.set_align(FormatAlign::Right).set_indent(1),
            Kind::Days => format.set_num_format("0;-0;\"–\"").set_align(FormatAlign::Center),
        }
    }
}

/// The format of a caption in the table's header.
pub(super) fn header(spec: &ColumnSpec) -> Format {
    let kind = spec.kind;
    let fill = match spec.owner {
        Owner::Accounting => NAVY,
        Owner::Manager => GREEN,
    };
    base()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(fill)
        .set_text_wrap()
        .set_align(FormatAlign::Left)
        .set_indent(u8::from(kind != Kind::Id))
        .set_border(FormatBorder::Thin)
        .set_border_color(LINE)
}

/// The format of the band above the captions.
pub(super) fn band(owner: Owner) -> Format {
    match owner {
        Owner::Accounting => base().set_font_size(9).set_font_color(NAVY).set_background_color(NAVY_BAND),
        Owner::Manager => base().set_font_size(9).set_bold().set_font_color(GREEN).set_background_color(GREEN_BAND),
    }
}
