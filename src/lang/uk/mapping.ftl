# Verdicts of mappings: mappings/*.toml
mapping-skip-catalog = файл містить ціни або залишки товарів: клієнтів, рахунків і оплат у ньому немає, завантажувати нічого.
mapping-refuse-commerceml-1 = файл у форматі CommerceML 1 (1С 7.7) не читається. Вивантажте дані в CommerceML 2 або передайте реєстр рахунків в Excel.
mapping-skip-buyer-title = це відповідь покупця (титул покупця): суми й сторони — у документі продавця, завантажувати нічого.
mapping-skip-container-card = це опис пакета оператора електронного документообігу: самі документи лежать поруч, завантажувати нічого.
mapping-refuse-ubl = це рахунок у форматі UBL (Peppol, XRechnung): формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Передайте ті самі дані реєстром в Excel або попросіть адміністратора описати формат у теці mappings.
mapping-refuse-cii = це рахунок у форматі CII (ZUGFeRD, Factur-X): формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Передайте ті самі дані реєстром в Excel або попросіть адміністратора описати формат у теці mappings.
mapping-refuse-saft = це аудиторський файл SAF-T: формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Передайте ті самі дані реєстром в Excel або попросіть адміністратора описати формат у теці mappings.
mapping-refuse-comdoc = це український електронний документ COMDOC: формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Передайте ті самі дані реєстром в Excel або попросіть адміністратора описати формат у теці mappings.
mapping-refuse-medoc = це звіт або накладна M.E.Doc (DECLAR): формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Передайте ті самі дані реєстром в Excel або попросіть адміністратора описати формат у теці mappings.
mapping-refuse-fns-other = це електронний документ ФНС РФ, але не УПД, рахунок-фактура чи УКД (наприклад, ТОРГ-12 або акт): формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Передайте ті самі дані реєстром в Excel або попросіть адміністратора описати формат у теці mappings.
mapping-refuse-mt940 = це банківська виписка MT940 (SWIFT): формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Вивантажте виписку з банку у форматі 1С (kl_to_1c.txt), camt.053 або таблицею Excel.
mapping-refuse-ofx = це банківська виписка OFX: формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Вивантажте виписку з банку у форматі 1С (kl_to_1c.txt), camt.053 або таблицею Excel.
mapping-refuse-qif = це банківська виписка QIF: формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Вивантажте виписку з банку у форматі 1С (kl_to_1c.txt), camt.053 або таблицею Excel.
mapping-refuse-kd2 = це файл обміну 1С за правилами конвертації (КД 2, «ФайлОбмена»): формат відомий, але опису (mapping) для нього ще немає, файл не прочитано. Вивантажте дані через EnterpriseData або CommerceML 2, передайте їх реєстром в Excel або попросіть адміністратора описати формат у теці mappings.

# Команди sverka mapping: src/cli/mapping.
mapping-column-name = Назва
mapping-column-format = Формат
mapping-column-origin = Звідки
mapping-column-reads = Що читає
mapping-origin-builtin = вбудований
mapping-origin-own = власний
mapping-origin-replaces = власний, замість вбудованого
mapping-pinned-by = закріплено за джерелами: { $sources }
mapping-skips = нічого: такі файли пропускаються
mapping-refuses = нічого: такі файли не приймаються
mapping-check-fine = { $count ->
        [0] Власних описів немає; вбудовані справні.
        [one] Помилок немає: перевірено { $count } опис.
        [few] Помилок немає: перевірено { $count } описи.
       *[other] Помилок немає: перевірено { $count } описів.
    }

mapping-yes = так
mapping-no = ні

try-read-by = { $file }: формат { $format }, читається описом { $mapping } — { $title }
try-not-read = { $file }: формат { $format }
try-why-not = Файл не було б прийнято: { $why }.
try-no-mapping-advice = Скласти опис допоможе sverka mapping new ФАЙЛ; прочитати готовим — --mapping НАЗВА.
try-missing-columns-advice = Якщо стовпець перейменували, допишіть нову назву в captions цього стовпця (або captions_add у файлі з extends). Якщо це інший файл, складіть опис: sverka mapping new ФАЙЛ
try-missing-elements-advice = Якщо елемент перейменували, перелічіть його нову назву в [recognise] і в шляхах записів: у файлі з extends, покладеному в теку mappings. Якщо це інший файл, складіть опис: sverka mapping new ФАЙЛ
try-several-advice = Зробіть [recognise] одного з них точнішим, допишіть в один beats = ["ІНШИЙ"] або закріпіть опис за джерелом: mapping = "НАЗВА" у [[source]].
try-recognition = Розпізнавання:
try-fits = підходить
try-beaten = підходить, але поступається опису { $other }
try-does-not-fit = не підходить
try-hidden = Решта не підходить: { $count } (показати — ключ -v).
try-record = { $kind }, { $place }: правило { $rule }, ключ { $id }
try-record-refused = { $kind }, { $place }: ВІДМОВЛЕНО, правило { $rule }, ключ { $id }
try-column-kind = Записи
try-column-read = Прочитано
try-column-good = Придатних
try-column-refused = Відмовлено
try-headings = Заголовків і підсумкових рядків: { $count }
try-passed-over = Жодне правило не взяло записів { $path }: { $count }, перший — { $place }
try-issues = Зауваження: { $count }
try-unread = Не прочитано жодним правилом:
try-outside = Не прочитано поза записами (за початком файлу):
try-nothing-unread = Усе, що є в записах, прочитано.

recognition-pinned = опис без [recognise]: лише для джерела, за яким закріплено
recognition-root = кореневий елемент { $wanted }
recognition-has = має бути { $wanted }
recognition-has-any = має бути одне з: { $wanted }
recognition-lacks = не має бути { $wanted }
recognition-value = { $wanted }
recognition-magic = перший рядок { $wanted }
recognition-line = є рядок, що починається з { $wanted }
recognition-column = стовпець { $wanted }
recognition-head = рядок, де є всі обов'язкові стовпці
recognition-telling = у шапці, у заголовку або в назві аркуша має бути одне з: { $wanted }
recognition-lacks-column = у шапці не має бути: { $wanted }
recognition-lacks-title = у заголовку й назві аркуша не має бути: { $wanted }
recognition-found = { $test } (у файлі: «{ $found }»)

test-no-examples = { $name }: прикладів немає
test-good = { $name }, приклад «{ $title }»: збігається
test-wrong = { $name }, приклад «{ $title }»: НЕ ЗБІГАЄТЬСЯ
test-total = Прикладів: { $count }, не збігаються: { $wrong }
test-nothing = порожньо
test-in-input = у прикладі: { $place }
test-not-recognised = опис не впізнає власного прикладу
test-unreadable = приклад не читається: { $found }
test-missing-record = очікувався ще запис { $expected }, його немає
test-extra-record = зайвий запис: { $found }
test-kind = очікувався запис { $expected }, прочитано { $found }
test-field = { $field }: очікувалося { $expected }, прочитано { $found }
test-refused = відмова: очікувалося { $expected }, вийшло { $found }
test-issues = зауваження: очікувалося { $expected }, вийшло { $found }

explain-passed-over = Тут є елемент або рядок ({ $place }), але жодне правило його не бере.
explain-nothing-reads = Жодне поле звідси не читається.
explain-read = прочитано: { $place } = «{ $text }»
explain-outside = поза записом
explain-rule = правило: { $rule }
explain-step-inner = усередині тексту: «{ $text }»
explain-step-convert = перетворення { $name }: «{ $text }»
explain-step-capture = виділено виразом: «{ $text }»
explain-step-table = за таблицею значень: «{ $text }»
explain-step-default = нічого не знайдено, узято типове значення
error-bad-position = незрозуміле місце { $subject }: потрібен рядок (12), шлях (/Корінь/Запис[3]) або клітинка (Аркуш!C7)
error-no-record-there = у цьому місці немає запису: { $subject }
error-no-mapping = немає такого опису: { $subject }

record-kind-organization = Організація
record-kind-client = Контрагент
record-kind-contact = Контактна особа
record-kind-contract = Договір
record-kind-product = Номенклатура
record-kind-invoice = Рахунок на оплату
record-kind-order = Замовлення
record-kind-shipment = Відвантаження
record-kind-return = Повернення
record-kind-payment = Платіж
record-kind-balance = Сальдо

# sverka mapping new: коментарі запропонованого опису.
new-about = Запропоновано за одним файлом: слова й значення вгадано. Перевірте, виправте й приберіть зайві коментарі.
new-about-marks = «?» стоїть біля сумнівного. Далі: sverka mapping check, sverka mapping try ФАЙЛ.
new-title = { $name }
new-beats = файл впізнають і { $names }; цей опис важливіший
new-recognise = За чим впізнається файл: усе це має бути. Що точніше, то менше чужих файлів підійде.
new-columns = Ключ = заголовки стовпця, як вони пишуться у файлах. Ключі нижче можна брати в [record.fields].
new-unused = не читається; наприклад: { $example }
new-headings = Між записами стоять рядки-заголовки; текст найближчого читається як "group".
new-other-sheet = на аркуші «{ $name }» теж є таблиця; для неї потрібен свій опис
new-other-element = записи можуть бути і в { $name }: додайте ще один [[record]]
new-kind = Вид запису — { $kind }; за це свідчать: { $reasons }
new-kind-unsure = Вид запису — { $kind }? Можливо, { $other }. За перше свідчать: { $reasons }
new-at = таких записів у файлі (переглянуто): { $count }
new-key = за чим запис впізнається знову: перший рядок, у якому ніщо не порожнє
new-no-key = ні коду, ні номера не видно: записи впізнаються за тим, що в них сказано
new-guess-sure = упевнено; наприклад: { $example }
new-guess-likely = імовірно; наприклад: { $example }
new-guess-doubtful = сумнівно; наприклад: { $example }
new-guess-by-values = вгадано лише за значеннями; наприклад: { $example }
new-missing = не знайдено: що тут читати?
new-roles = усі ці контрагенти — покупці
new-client-heading = контрагент, мабуть, стоїть рядком-заголовком над своїми документами
new-currency-caption = валюту названо в заголовку стовпця
new-currency-base = Валюти у файлі немає: береться основна валюта налаштувань.
new-posted = ознаки проведення немає: усі вважаються проведеними
new-direction-by-accounts = напрямок — за нашими рахунками з налаштувань ([[organization]])
new-direction-in = усі платежі вважаються надходженнями
new-index = Інші записи називають клієнта його кодом; тут — що про нього пам'ятати до кінця файлу.
new-index-ahead = клієнти стоять у файлі пізніше: він читається двічі
new-client-code = клієнта названо кодом; назва та податковий номер — з [index.client]
new-direction-by-marks = надходження чи списання — за цими позначками; перевірте таблицю [tables.direction]
new-scale = схоже, сума в копійках: останні дві цифри — після коми
new-unread = Не читається (шлях = приклад):
new-summary = Прочитано записів: { $read }, відмовлено: { $refused }, сумнівних місць («# ?»): { $doubts }.
new-next = Опис: { $out }. Виправте його, потім: sverka mapping try { $file } --mapping { $out }; готовий покладіть у теку mappings/.
new-next-print = Зберегти: sverka mapping new { $file } -o mappings/НАЗВА.toml
error-new-nothing = у файлі не видно записів: { $subject }
error-new-faulty = запропонований опис { $subject } не збирається — це помилка програми
new-known = Файл уже знають описи { $names }: подивіться sverka mapping try { $file }. Якщо бракує поля чи стовпця, краще доповнити готовий: extends = "…" (docs/mappings.md).
error-new-exists = файл { $subject } уже є, його не змінено; назвіть інший
new-recognise-table = За чим впізнається файл: усі обов'язкові стовпці (required) і принаймні один із цих.
