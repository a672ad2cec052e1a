//! Writes an EnterpriseData message of any size: invoices with full copies of every key, as 1C writes them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes so many invoices of three lines; gives the length in bytes.
pub(crate) fn message(path: &Path, documents: u64) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message xmlns:msg=\"http://www.1c.ru/SSL/Exchange/Message\">\n\
         \t<msg:Header>\n\t\t<msg:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8</msg:Format>\n\
         \t\t<msg:CreationDate>2026-11-20T06:00:00</msg:CreationDate>\n\t</msg:Header>\n\
         \t<Body xmlns=\"http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8\">\n"
            .as_bytes(),
    )?;
    for number in 0..documents {
        invoice(&mut out, number)?;
    }
    out.write_all("\t</Body>\n</Message>\n".as_bytes())?;
    out.flush()?;
    out.get_ref().metadata().map(|metadata| metadata.len())
}

fn invoice(out: &mut impl Write, number: u64) -> io::Result<()> {
    let (client, day) = (number % 20_000, 1 + number % 28);
    write!(
        out,
        "\t\t<Документ.СчетПокупателю>\n\t\t\t<КлючевыеСвойства>\n\t\t\t\t<Ссылка>1ac0ce00-0000-4000-8000-{number:012}</Ссылка>\n\
         \t\t\t\t<Дата>2026-10-{day:02}T10:00:00</Дата>\n\t\t\t\t<Номер>0000-{number:07}</Номер>\n\
         \t\t\t\t<Организация><Ссылка>0a000000-0000-4000-8000-000000000001</Ссылка><Наименование>Полярная Сова</Наименование>\
         <НаименованиеПолное>ООО \"Полярная Сова\"</НаименованиеПолное><ИНН>7799000019</ИНН><КПП>779901001</КПП>\
         <ЮридическоеФизическоеЛицо>ЮридическоеЛицо</ЮридическоеФизическоеЛицо></Организация>\n\t\t\t</КлючевыеСвойства>\n\
         \t\t\t<Валюта><Ссылка>c0000000-0000-4000-8000-000000000001</Ссылка><ДанныеКлассификатора><Код>643</Код>\
         <Наименование>руб.</Наименование></ДанныеКлассификатора></Валюта>\n\t\t\t<Сумма>1234.50</Сумма>\n\
         \t\t\t<Контрагент><Ссылка>c11e0000-0000-4000-8000-{client:012}</Ссылка><Наименование>Покупатель {client}</Наименование>\
         <НаименованиеПолное>ООО \"Покупатель {client}\"</НаименованиеПолное>\
         <ЮридическоеФизическоеЛицо>ЮридическоеЛицо</ЮридическоеФизическоеЛицо></Контрагент>\n\
         \t\t\t<ДанныеВзаиморасчетов><КурсВзаиморасчетов>1</КурсВзаиморасчетов><КратностьВзаиморасчетов>1</КратностьВзаиморасчетов>\
         </ДанныеВзаиморасчетов>\n\t\t\t<СуммаВключаетНДС>true</СуммаВключаетНДС>\n\t\t\t<Товары>\n"
    )?;
    for line in 1..=3 {
        let product = (number * 3 + line) % 5_000;
        write!(
            out,
            "\t\t\t\t<Строка>\n\t\t\t\t\t<НомерСтрокиДокумента>{line}</НомерСтрокиДокумента>\n\t\t\t\t\t<ДанныеНоменклатуры><Номенклатура>\
             <Ссылка>90000000-0000-4000-8000-{product:012}</Ссылка><НаименованиеПолное>Светильник, модель {product}</НаименованиеПолное>\
             <КодВПрограмме>00-{product:08}</КодВПрограмме><Наименование>Светильник, модель {product}</Наименование>\
             </Номенклатура></ДанныеНоменклатуры>\n\
             \t\t\t\t\t<ЕдиницаИзмерения><ДанныеКлассификатора><Код>796</Код><Наименование>шт</Наименование></ДанныеКлассификатора>\
             </ЕдиницаИзмерения>\n\t\t\t\t\t<Количество>3</Количество>\n\t\t\t\t\t<Сумма>411.50</Сумма>\n\t\t\t\t\t<Цена>137.17</Цена>\n\
             \t\t\t\t\t<СтавкаНДС>НДС20</СтавкаНДС>\n\t\t\t\t\t<СуммаНДС>68.58</СуммаНДС>\n\t\t\t\t</Строка>\n"
        )?;
    }
    out.write_all("\t\t\t</Товары>\n\t\t</Документ.СчетПокупателю>\n".as_bytes())
}
