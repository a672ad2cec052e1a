//! Writes a CommerceML export of any size, fast and in constant memory: what the trade program would give.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Clients the documents are spread over.
pub(crate) const CLIENTS: u64 = 20_000;

/// Products the lines are spread over.
const PRODUCTS: u64 = 5_000;

/// What to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Export {
    /// Documents: every other one an order, the rest invoices.
    pub(crate) documents: u64,
    /// Lines of each.
    pub(crate) lines: u32,
    /// Another seed makes other identifiers and sums.
    pub(crate) seed: u64,
    /// Number of the first document: 0 for a full file; a later file brings a window of an earlier one again.
    pub(crate) first: u64,
    /// The edition of the documents: a higher one has other sums, row versions and file time.
    pub(crate) edition: u8,
}

impl Export {
    /// A full file.
    pub(crate) fn full(documents: u64, lines: u32, seed: u64) -> Self {
        Self { documents, lines, seed, first: 0, edition: 0 }
    }

    /// A later file with so many documents of it changed.
    pub(crate) fn changed(self, documents: u64) -> Self {
        Self { documents, first: self.documents / 2, edition: self.edition + 1, ..self }
    }

    /// The same window in an edition of later.
    pub(crate) fn later(self) -> Self {
        Self { edition: self.edition + 1, ..self }
    }
}

/// Writes the export; gives its length in bytes.
pub(crate) fn generate(path: &Path, export: Export) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".as_bytes())?;
    writeln!(
        out,
        "<КоммерческаяИнформация xmlns=\"urn:1C.ru:commerceml_2\" ВерсияСхемы=\"2.09\" ДатаФормирования=\"2026-11-{:02}T08:00:00\">",
        10 + export.edition
    )?;
    for number in export.first..export.first + export.documents {
        document(&mut out, &export, number)?;
    }
    out.write_all("</КоммерческаяИнформация>\n".as_bytes())?;
    out.flush()?;
    out.get_ref().metadata().map(|metadata| metadata.len())
}

fn document(out: &mut impl Write, export: &Export, number: u64) -> io::Result<()> {
    let mixed = mix(export.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let client = mixed % CLIENTS;
    let operation = if number.is_multiple_of(2) { "Заказ товара" } else { "Счет на оплату" };
    let (month, day) = (1 + number % 12, 1 + mixed % 28);
    let lines: Vec<Line> = (0..export.lines).map(|at| Line::new(mixed, at, export.edition)).collect();
    let total: u64 = lines.iter().map(|line| line.total).sum();
    write!(
        out,
        "\t<Документ>\n\t\t<Ид>{:08x}-{:04x}-4000-8000-{:012x}</Ид>\n\t\t<НомерВерсии>AAAA{:02}{:06x}=</НомерВерсии>\n\
         \t\t<ПометкаУдаления>false</ПометкаУдаления>\n\t\t<Номер>{number}</Номер>\n\t\t<Номер1С>ТД00-{number:07}</Номер1С>\n\
         \t\t<Дата>2026-{month:02}-{day:02}</Дата>\n\t\t<Время>10:15:00</Время>\n\t\t<ХозОперация>{operation}</ХозОперация>\n",
        mixed >> 32,
        mixed & 0xffff,
        number,
        export.edition,
        number & 0xff_ffff,
    )?;
    buyer(out, client)?;
    write!(
        out,
        "\t\t<Валюта>RUB</Валюта>\n\t\t<Курс>1.0000</Курс>\n\t\t<Сумма>{}.{:02}</Сумма>\n\t\t<Роль>Продавец</Роль>\n\t\t<Товары>\n",
        total / 100,
        total % 100
    )?;
    for line in &lines {
        line.write(out)?;
    }
    out.write_all(
        "\t\t</Товары>\n\t\t<ЗначенияРеквизитов>\n\t\t\t<ЗначениеРеквизита>\n\t\t\t\t<Наименование>Проведен</Наименование>\n\
         \t\t\t\t<Значение>true</Значение>\n\t\t\t</ЗначениеРеквизита>\n\t\t</ЗначенияРеквизитов>\n\t</Документ>\n"
            .as_bytes(),
    )
}

fn buyer(out: &mut impl Write, client: u64) -> io::Result<()> {
    write!(
        out,
        "\t\t<Контрагенты>\n\t\t\t<Контрагент>\n\t\t\t\t<Ид>c11e0000-0000-4000-8000-{client:012x}</Ид>\n\
         \t\t\t\t<Наименование>Покупатель {client} ООО</Наименование>\n\
         \t\t\t\t<ОфициальноеНаименование>ООО \"Покупатель {client}\"</ОфициальноеНаименование>\n\
         \t\t\t\t<Роль>Покупатель</Роль>\n\t\t\t\t<ИНН>{}</ИНН>\n\t\t\t\t<КПП>779901001</КПП>\n\
         \t\t\t</Контрагент>\n\t\t</Контрагенты>\n",
        tax_id(client)
    )
}

struct Line {
    product: u64,
    quantity: u64,
    price: u64,
    total: u64,
}

impl Line {
    fn new(mixed: u64, at: u32, edition: u8) -> Self {
        let own = mix(mixed ^ u64::from(at + 1));
        let (quantity, price) = (1 + own % 40, 1_000 + (own >> 16) % 900_000 + u64::from(edition));
        Self { product: (own >> 40) % PRODUCTS, quantity, price, total: quantity * price }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { product, quantity, price, total } = self;
        write!(
            out,
            "\t\t\t<Товар>\n\t\t\t\t<Ид>90000000-0000-4000-8000-{product:012x}</Ид>\n\
             \t\t\t\t<Наименование>Светильник потолочный, модель {product}</Наименование>\n\
             \t\t\t\t<Единица><Ид>796</Ид><НаименованиеКраткое>шт</НаименованиеКраткое><Код>796</Код></Единица>\n\
             \t\t\t\t<Количество>{quantity}</Количество>\n\t\t\t\t<ЦенаЗаЕдиницу>{}.{:02}</ЦенаЗаЕдиницу>\n\
             \t\t\t\t<Сумма>{}.{:02}</Сумма>\n\t\t\t</Товар>\n",
            price / 100,
            price % 100,
            total / 100,
            total % 100,
        )
    }
}

/// A tax number with a right check digit, one for each client, of an office that does not exist.
fn tax_id(client: u64) -> String {
    let body = format!("7799{client:05}");
    let weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];
    let sum: u32 = body.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(digit, weight)| digit * weight).sum();
    format!("{body}{}", sum % 11 % 10)
}

fn mix(state: u64) -> u64 {
    let mut mixed = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
