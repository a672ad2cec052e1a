//! The summary's native chart: debt by age; in the head's book debt by manager.

use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartPoint, ChartSolidFill, ChartType, Color,
    Worksheet, XlsxError,
};

use super::summary::{CHART_ROWS, RIGHT, TOP};
use super::{Scene, style};
use crate::lang::Arg;
use crate::workbook::lines;

/// The most managers a chart shows readably.
const MANAGERS_MAX: u32 = 12;
/// Ages in the order of the table: not due, then redder with age, then no due date.
const AGE_COLORS: [Color; 6] = [
    Color::RGB(0x3B_6FA8),
    Color::RGB(0xF2_B8A8),
    Color::RGB(0xE8_8E7C),
    Color::RGB(0xD7_6152),
    Color::RGB(0xB4_2318),
    Color::RGB(0x9A_A5B1),
];

/// Inserts the chart at the top of the right half.
pub(super) fn insert(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    name: &str,
    ages: (u32, u32),
    managers: Option<(u32, u32)>,
) -> Result<(), XlsxError> {
    let chart = match managers.filter(|(first, last)| last > first) {
        Some(rows) => by_manager(scene, name, rows),
        None => by_age(scene, name, ages),
    };
    sheet.insert_chart(TOP, RIGHT, &chart)?;
    Ok(())
}

fn by_age(scene: &Scene<'_>, name: &str, (first, last): (u32, u32)) -> Chart {
    let mut chart = framed(scene, "book-chart-aging");
    let points: Vec<ChartPoint> =
        AGE_COLORS.iter().map(|color| ChartPoint::new().set_format(&mut filled(*color))).collect();
    chart
        .add_series()
        .set_categories((name, first, 1, last, 1))
        .set_values((name, first, 3, last, 3))
        .set_points(&points)
        .set_gap(60);
    chart.legend().set_hidden();
    chart
}

fn by_manager(scene: &Scene<'_>, name: &str, (first, last): (u32, u32)) -> Chart {
    let last = last.min(first + MANAGERS_MAX - 1);
    let mut chart = framed(scene, "book-chart-managers");
    for (key, column, color) in [("book-chart-debt", 7, AGE_COLORS[0]), ("book-chart-overdue", 8, AGE_COLORS[4])] {
        chart
            .add_series()
            .set_name(&scene.text(key, &[]))
            .set_categories((name, first, RIGHT, last, RIGHT))
            .set_values((name, first, column, last, column))
            .set_format(&mut filled(color))
            .set_gap(80);
    }
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
    chart
}

fn framed(scene: &Scene<'_>, title: &str) -> Chart {
    let mut chart = Chart::new(ChartType::Column);
    let text = scene.text(title, &[("currency", Arg::Text(scene.options.base_currency.code()))]);
    chart.title().set_name(text.as_str()).set_font(font(11).set_bold()).set_overlay(false);
    chart.x_axis().set_font(&font(9));
    chart
        .y_axis()
        .set_font(&font(9))
        .set_num_format("#,##0")
        .set_format(ChartFormat::new().set_no_line())
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0xE4_E7EB)));
    chart.chart_area().set_format(ChartFormat::new().set_border(ChartLine::new().set_color(Color::RGB(0xD9_E2EC))));
    chart.set_width(760).set_height(CHART_ROWS * lines::ROW);
    chart
}

fn filled(color: Color) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name("Arial").set_size(size).set_color(style::INK);
    font
}
