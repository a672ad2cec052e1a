# Что не так с файлом настроек или описанием формата: src/model/problem.rs.
problem-syntax = файл записан не по правилам TOML: { $detail }
problem-syntax-remedy = проверьте кавычки, скобки и знаки «=» в этой строке и в строке выше
problem-unknown-key = настройки «{ $key }» нет
problem-unknown-key-remedy = здесь бывают: { $known }
problem-missing-key = не задана обязательная настройка «{ $key }» (раздел «{ $table }»)
problem-missing-key-top = не задана обязательная настройка «{ $key }»
problem-missing-key-remedy = допишите её
problem-wrong-type = «{ $key }»: здесь { $found }, а нужно: { $expected }
problem-wrong-type-remedy = запишите значение так, как ожидается
problem-bad-value = «{ $key }»: значение «{ $value }» не годится
problem-bad-value-remedy = укажите другое; допустимо: { $expected }
problem-duplicate = «{ $key }»: «{ $value }» встречается второй раз
problem-duplicate-remedy = оставьте одно или дайте другое имя; большие и малые буквы не различаются
problem-unknown-reference = «{ $key }»: имени «{ $value }» нигде нет
problem-unknown-reference-remedy = исправьте имя или опишите его в своём разделе
problem-missing-path = нет папки или файла «{ $path }»
problem-missing-path-remedy = создайте её, исправьте путь или проверьте, доступна ли сеть
problem-never-due = у расписания «{ $value }» («{ $key }») нет ни одного момента в те дни, на которые оно рассчитано
problem-never-due-remedy = измените выражение или on; пока так, папку осматривает только sverka sync
problem-bad-expression = выражение «{ $value }» не разобрать: { $detail }
problem-bad-expression-remedy = сверьтесь с описанием языка и исправьте выражение
problem-circle = «{ $key }»: файлы ссылаются друг на друга по кругу: { $value }
problem-circle-remedy = уберите одну из этих ссылок
problem-remedy = что сделать
problem-did-you-mean = возможно, вы имели в виду «{ $suggestion }»
problem-extension = так получается вместе с файлом { $extension }, который его расширяет
problem-count = { $count ->
        [one] { $count } ошибка
        [few] { $count } ошибки
       *[many] { $count } ошибок
    } в файле { $file }

expected-time-zone = имя часового пояса, например Europe/Moscow, или local
expected-currency-code = код валюты из трёх латинских букв, например RUB
expected-book-name = имя файла вида «Имя.xlsx» без папки и без знаков < > : " / \ | ? *
expected-source-name = буквы, цифры, «_» и «-», без пробелов, не длиннее 60 знаков
expected-not-empty = непустое имя
expected-date-time = дата и время вида 2026-10-20T10:00:00
expected-day = день вида 2026-01-31
expected-tax-id = ИНН из 10 или 12 цифр (или ЄДРПОУ из 8, УНП из 9), контрольные цифры которого сходятся
expected-account = номер счёта: латинские буквы и цифры, от 5 до 34
expected-folder-apart = отдельная папка: ни внутри «{ $other }», ни вокруг неё
expected-field-of-numbers = только у поля с числом
expected-field-of-dates = только у поля с датой
expected-field-of-several-texts = только у поля с несколькими текстами
expected-layout = слова для дня, месяца и года, например dd.mm.yyyy, yymmdd, d month yyyy, или excel

expression-empty = оно пустое
expression-expected = на месте { $at } ожидается { $wanted }
expression-plain-path = здесь возможен только путь из имён: /Корень/Элемент/@атрибут
expression-open-brace = открытая { "{" } не закрыта
expression-regex = это не регулярное выражение. Вот что говорит о нём программа, которая их разбирает (по-английски): { $detail }

wanted-or-the-end = «|» или конец выражения
wanted-a-name = имя
wanted-or = «,» или «)»
wanted-and-the-name-of-a-value = «/» и имя значения
wanted-an-attribute-s-name = имя атрибута
wanted-a-quoted-text = текст в кавычках
wanted-a-closing-quote = закрывающая кавычка
expected-amount = сумма в кавычках, не меньше нуля, например "1.00"
expected-ledger-account = номер счёта учёта, например 62
expected-hours = часы работы вида 09:00-18:00
expected-clock = время вида 10:00
expected-days = дни вида 2027-02-23 или 2027-01-01..2027-01-10
expected-two-times = оба значения — время вида 23:00 (разное) или оба — дата и время вида 2026-12-31T18:00:00, и второе позже первого; days бывает только у времени
expected-cron = выражение cron из пяти полей — минута, час, день, месяц, день недели: */15 8-19 * * *; такое время должно когда-нибудь наступать
expected-address = номер порта или адрес с портом, например 9464 или 127.0.0.1:9464
expected-web-address = адрес, который начинается с https:// или http://
expected-caption = слова без краёв-пробелов, не длиннее 60 знаков, без знаков [ ] # ' и без точки в имени колонки
expected-own-column = только у своей колонки: такой, какой в книгах ещё нет
expected-column-of-words = колонка со словами: своя с type text, note или code, а из обычных clients.segment, clients.stage, clients.region
expected-sort = колонка вида clients.debt, а для обратного порядка clients.debt desc
