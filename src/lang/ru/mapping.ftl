# Verdicts of mappings: mappings/*.toml
mapping-skip-catalog = файл содержит цены или остатки товаров: клиентов, счетов и оплат в нём нет, загружать нечего.
mapping-refuse-commerceml-1 = файл в формате CommerceML 1 (1С 7.7) не читается. Выгрузите данные в CommerceML 2 или передайте реестр счетов в Excel.
mapping-skip-buyer-title = это ответ покупателя (титул покупателя): суммы и стороны — в документе продавца, загружать нечего.
mapping-skip-container-card = это опись пакета оператора ЭДО: сами документы лежат рядом с ней, загружать нечего.
mapping-refuse-ubl = это счёт в формате UBL (Peppol, XRechnung): формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Передайте те же данные реестром в Excel или попросите администратора описать формат в папке mappings.
mapping-refuse-cii = это счёт в формате CII (ZUGFeRD, Factur-X): формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Передайте те же данные реестром в Excel или попросите администратора описать формат в папке mappings.
mapping-refuse-saft = это аудиторский файл SAF-T: формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Передайте те же данные реестром в Excel или попросите администратора описать формат в папке mappings.
mapping-refuse-comdoc = это украинский электронный документ COMDOC: формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Передайте те же данные реестром в Excel или попросите администратора описать формат в папке mappings.
mapping-refuse-medoc = это отчёт или накладная M.E.Doc (DECLAR): формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Передайте те же данные реестром в Excel или попросите администратора описать формат в папке mappings.
mapping-refuse-fns-other = это электронный документ ФНС, но не УПД, счёт-фактура или УКД (например, ТОРГ-12 или акт): формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Передайте те же данные реестром в Excel или попросите администратора описать формат в папке mappings.
mapping-refuse-mt940 = это банковская выписка MT940 (SWIFT): формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Выгрузите выписку из банка в формате 1С (kl_to_1c.txt), camt.053 или таблицей Excel.
mapping-refuse-ofx = это банковская выписка OFX: формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Выгрузите выписку из банка в формате 1С (kl_to_1c.txt), camt.053 или таблицей Excel.
mapping-refuse-qif = это банковская выписка QIF: формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Выгрузите выписку из банка в формате 1С (kl_to_1c.txt), camt.053 или таблицей Excel.
mapping-refuse-kd2 = это файл обмена 1С по правилам конвертации (КД 2, «ФайлОбмена»): формат известен, но описания (mapping) для него ещё нет, файл не прочитан. Выгрузите данные через EnterpriseData или CommerceML 2, передайте их реестром в Excel или попросите администратора описать формат в папке mappings.

# Команды sverka mapping: src/cli/mapping.
mapping-column-name = Имя
mapping-column-format = Формат
mapping-column-origin = Откуда
mapping-column-reads = Что читает
mapping-origin-builtin = встроенное
mapping-origin-own = своё
mapping-origin-replaces = своё, вместо встроенного
mapping-pinned-by = закреплено за источниками: { $sources }
mapping-skips = ничего: такие файлы пропускаются
mapping-refuses = ничего: такие файлы не принимаются
mapping-check-fine = { $count ->
        [0] Своих описаний нет; встроенные исправны.
        [one] Ошибок нет: проверено { $count } описание.
        [few] Ошибок нет: проверено { $count } описания.
       *[other] Ошибок нет: проверено { $count } описаний.
    }

mapping-yes = да
mapping-no = нет

try-read-by = { $file }: формат { $format }, читается описанием { $mapping } — { $title }
try-not-read = { $file }: формат { $format }
try-why-not = Файл не был бы принят: { $why }.
try-no-mapping-advice = Составить описание поможет sverka mapping new ФАЙЛ; прочитать готовым — --mapping ИМЯ.
try-missing-columns-advice = Если столбец переименовали, допишите новое имя в captions этого столбца (или captions_add в файле с extends). Если это другой файл, составьте описание: sverka mapping new ФАЙЛ
try-missing-elements-advice = Если элемент переименовали, перечислите его новое имя в [recognise] и в путях записей: в файле с extends, положенном в папку mappings. Если это другой файл, составьте описание: sverka mapping new ФАЙЛ
try-several-advice = Сделайте [recognise] одного из них точнее, допишите в одно beats = ["ДРУГОЕ"] или закрепите описание за источником: mapping = "ИМЯ" в [[source]].
try-recognition = Распознавание:
try-fits = подходит
try-beaten = подходит, но уступает описанию { $other }
try-does-not-fit = не подходит
try-hidden = Остальные не подходят: { $count } (показать их — ключ -v).
try-record = { $kind }, { $place }: правило { $rule }, ключ { $id }
try-record-refused = { $kind }, { $place }: ОТКАЗАНО, правило { $rule }, ключ { $id }
try-column-kind = Записи
try-column-read = Прочитано
try-column-good = Годных
try-column-refused = Отказано
try-headings = Заголовков и итоговых строк: { $count }
try-passed-over = Ни одно правило не взяло записей { $path }: { $count }, первая — { $place }
try-issues = Замечания: { $count }
try-unread = Не прочитано ни одним правилом:
try-outside = Не прочитано вне записей (по началу файла):
try-nothing-unread = Всё, что есть в записях, прочитано.

recognition-pinned = описание без [recognise]: только для источника, за которым закреплено
recognition-root = корневой элемент { $wanted }
recognition-has = должно быть { $wanted }
recognition-has-any = должно быть одно из: { $wanted }
recognition-lacks = не должно быть { $wanted }
recognition-value = { $wanted }
recognition-magic = первая строка { $wanted }
recognition-line = есть строка, которая начинается с { $wanted }
recognition-column = столбец { $wanted }
recognition-head = строка, где есть все обязательные столбцы
recognition-telling = в шапке, в заголовке или в имени листа должно быть одно из: { $wanted }
recognition-lacks-column = в шапке не должно быть: { $wanted }
recognition-lacks-title = в заголовке и в имени листа не должно быть: { $wanted }
recognition-found = { $test } (в файле: «{ $found }»)

test-no-examples = { $name }: примеров нет
test-good = { $name }, пример «{ $title }»: сходится
test-wrong = { $name }, пример «{ $title }»: РАСХОДИТСЯ
test-total = Примеров: { $count }, расходятся: { $wrong }
test-nothing = пусто
test-in-input = в примере: { $place }
test-not-recognised = описание не узнаёт свой пример
test-unreadable = пример не читается: { $found }
test-missing-record = ожидалась ещё запись { $expected }, её нет
test-extra-record = лишняя запись: { $found }
test-kind = ожидалась запись { $expected }, прочитана { $found }
test-field = { $field }: ожидалось { $expected }, прочитано { $found }
test-refused = отказ: ожидалось { $expected }, получилось { $found }
test-issues = замечания: ожидалось { $expected }, получилось { $found }

explain-passed-over = Здесь есть элемент или строка ({ $place }), но ни одно правило его не берёт.
explain-nothing-reads = Ни одно поле отсюда не читается.
explain-read = прочитано: { $place } = «{ $text }»
explain-outside = вне записи
explain-rule = правило: { $rule }
explain-step-inner = внутри текста: «{ $text }»
explain-step-convert = преобразование { $name }: «{ $text }»
explain-step-capture = выделено выражением: «{ $text }»
explain-step-table = по таблице значений: «{ $text }»
explain-step-default = ничего не найдено, взято значение по умолчанию
error-bad-position = непонятное место { $subject }: нужна строка (12), путь (/Корень/Запись[3]) или ячейка (Лист!C7)
error-no-record-there = в этом месте нет записи: { $subject }
error-no-mapping = нет такого описания: { $subject }

record-kind-organization = Организация
record-kind-client = Контрагент
record-kind-contact = Контактное лицо
record-kind-contract = Договор
record-kind-product = Номенклатура
record-kind-invoice = Счёт на оплату
record-kind-order = Заказ
record-kind-shipment = Отгрузка
record-kind-return = Возврат
record-kind-payment = Платёж
record-kind-balance = Сальдо

# sverka mapping new: комментарии предложенного описания.
new-about = Предложено по одному файлу: слова и значения угаданы. Проверьте, поправьте и уберите лишние комментарии.
new-about-marks = «?» стоит у сомнительного. Дальше: sverka mapping check, sverka mapping try ФАЙЛ.
new-title = { $name }
new-beats = файл узнают и { $names }; это описание важнее
new-recognise = По чему узнаётся файл: всё это должно быть. Чем точнее, тем меньше чужих файлов подойдёт.
new-columns = Ключ = заголовки столбца, как они пишутся в файлах. Ключи ниже можно брать в [record.fields].
new-unused = не читается; например: { $example }
new-headings = Между записями стоят строки-заголовки; текст ближайшего читается как "group".
new-other-sheet = на листе «{ $name }» тоже есть таблица; для неё нужно своё описание
new-other-element = записи могут быть и в { $name }: добавьте ещё один [[record]]
new-kind = Вид записи — { $kind }; за это говорят: { $reasons }
new-kind-unsure = Вид записи — { $kind }? Возможно, { $other }. За первое говорят: { $reasons }
new-at = таких записей в файле (просмотрено): { $count }
new-key = по чему запись узнаётся снова: первая строка, в которой ничего не пусто
new-no-key = ни кода, ни номера не видно: записи узнаются по тому, что в них сказано
new-guess-sure = уверенно; например: { $example }
new-guess-likely = вероятно; например: { $example }
new-guess-doubtful = сомнительно; например: { $example }
new-guess-by-values = угадано только по значениям; например: { $example }
new-missing = не найдено: что здесь читать?
new-roles = все эти контрагенты — покупатели
new-client-heading = контрагент, видимо, стоит строкой-заголовком над своими документами
new-currency-caption = валюта названа в заголовке столбца
new-currency-base = Валюты в файле нет: берётся основная валюта настроек.
new-posted = признака проведения нет: все считаются проведёнными
new-direction-by-accounts = направление — по нашим счетам из настроек ([[organization]])
new-direction-in = все платежи считаются поступлениями
new-index = Другие записи называют клиента его кодом; здесь — что о нём помнить до конца файла.
new-index-ahead = клиенты стоят в файле позже: он читается дважды
new-client-code = клиент назван кодом; имя и ИНН — из [index.client]
new-direction-by-marks = поступление или списание — по этим пометкам; проверьте таблицу [tables.direction]
new-scale = похоже, сумма в копейках: последние две цифры — после запятой
new-unread = Не читается (путь = пример):
new-summary = Прочитано записей: { $read }, отказано: { $refused }, сомнительных мест («# ?»): { $doubts }.
new-next = Описание: { $out }. Поправьте его, затем: sverka mapping try { $file } --mapping { $out }; готовое положите в папку mappings/.
new-next-print = Сохранить: sverka mapping new { $file } -o mappings/ИМЯ.toml
error-new-nothing = в файле не видно записей: { $subject }
error-new-faulty = предложенное описание { $subject } не собирается — это ошибка программы
new-known = Файл уже знают описания { $names }: посмотрите sverka mapping try { $file }. Если не хватает поля или столбца, лучше дополнить готовое: extends = "…" (docs/mappings.md).
error-new-exists = файл { $subject } уже есть, он не тронут; назовите другой
new-recognise-table = По чему узнаётся файл: все обязательные столбцы (required) и хотя бы один из этих.
