# Що не так із файлом налаштувань або описом формату: src/model/problem.rs.
problem-syntax = файл записано не за правилами TOML: { $detail }
problem-syntax-remedy = перевірте лапки, дужки та знаки «=» у цьому рядку й у рядку вище
problem-unknown-key = налаштування «{ $key }» немає
problem-unknown-key-remedy = тут бувають: { $known }
problem-missing-key = не задано обов'язкове налаштування «{ $key }» (розділ «{ $table }»)
problem-missing-key-top = не задано обов'язкове налаштування «{ $key }»
problem-missing-key-remedy = допишіть його
problem-wrong-type = «{ $key }»: тут { $found }, а треба: { $expected }
problem-wrong-type-remedy = запишіть значення так, як очікується
problem-bad-value = «{ $key }»: значення «{ $value }» не годиться
problem-bad-value-remedy = укажіть інше; припустимо: { $expected }
problem-duplicate = «{ $key }»: «{ $value }» трапляється вдруге
problem-duplicate-remedy = залиште одне або дайте інше ім'я; великі й малі літери не розрізняються
problem-unknown-reference = «{ $key }»: імені «{ $value }» ніде немає
problem-unknown-reference-remedy = виправте ім'я або опишіть його у своєму розділі
problem-missing-path = немає папки або файлу «{ $path }»
problem-missing-path-remedy = створіть її, виправте шлях або перевірте, чи доступна мережа
problem-never-due = у розкладу «{ $value }» («{ $key }») немає жодного моменту в ті дні, на які його розраховано
problem-never-due-remedy = змініть вираз або on; поки так, теку оглядає лише sverka sync
problem-bad-expression = вираз «{ $value }» не розібрати: { $detail }
problem-bad-expression-remedy = звіртеся з описом мови й виправте вираз
problem-circle = «{ $key }»: файли посилаються один на одного по колу: { $value }
problem-circle-remedy = приберіть одне з цих посилань
problem-remedy = що зробити
problem-did-you-mean = можливо, ви мали на увазі «{ $suggestion }»
problem-extension = так виходить разом із файлом { $extension }, який його розширює
problem-count = { $count ->
        [one] { $count } помилка
        [few] { $count } помилки
       *[many] { $count } помилок
    } у файлі { $file }

expected-time-zone = ім'я часового поясу, наприклад Europe/Kyiv, або local
expected-currency-code = код валюти з трьох латинських літер, наприклад UAH
expected-book-name = ім'я файлу на кшталт «Ім'я.xlsx» без папки й без знаків < > : " / \ | ? *
expected-source-name = літери, цифри, «_» і «-», без пробілів, не довше за 60 знаків
expected-not-empty = непорожнє ім'я
expected-date-time = дата й час виду 2026-10-20T10:00:00
expected-day = день виду 2026-01-31
expected-tax-id = ЄДРПОУ з 8 цифр, РНОКПП з 10, ІПН з 10 чи 12 або УНП з 9, контрольні цифри якого збігаються
expected-account = номер рахунку: латинські літери й цифри, від 5 до 34
expected-folder-apart = окрема папка: ні всередині «{ $other }», ні навколо неї
expected-field-of-numbers = лише в полі з числом
expected-field-of-dates = лише в полі з датою
expected-field-of-several-texts = лише в полі з кількома текстами
expected-layout = слова для дня, місяця й року, наприклад dd.mm.yyyy, yymmdd, d month yyyy, або excel

expression-empty = він порожній
expression-expected = на місці { $at } очікується { $wanted }
expression-plain-path = тут можливий лише шлях з імен: /Корінь/Елемент/@атрибут
expression-open-brace = відкриту { "{" } не закрито
expression-regex = це не регулярний вираз. Ось що каже про нього програма, яка їх розбирає (англійською): { $detail }

wanted-or-the-end = «|» або кінець виразу
wanted-a-name = ім'я
wanted-or = «,» або «)»
wanted-and-the-name-of-a-value = «/» та ім'я значення
wanted-an-attribute-s-name = ім'я атрибута
wanted-a-quoted-text = текст у лапках
wanted-a-closing-quote = закривна лапка
expected-amount = сума в лапках, не менша за нуль, наприклад "1.00"
expected-ledger-account = номер рахунка обліку, наприклад 361
expected-hours = години роботи на зразок 09:00-18:00
expected-clock = час на зразок 10:00
expected-days = дні на зразок 2027-02-23 або 2027-01-01..2027-01-10
expected-two-times = обидва значення — час на зразок 23:00 (різний) або обидва — дата й час на зразок 2026-12-31T18:00:00, і друге пізніше за перше; days буває лише в часу
expected-cron = вираз cron з п’яти полів — хвилина, година, день, місяць, день тижня: */15 8-19 * * *; такий час має колись настати
expected-address = номер порту або адреса з портом, наприклад 9464 або 127.0.0.1:9464
expected-web-address = адреса, що починається з https:// або http://
expected-caption = слова без пробілів по краях, не довші за 60 знаків, без знаків [ ] # ' і без крапки в імені колонки
expected-own-column = лише у власної колонки: такої, якої в книгах ще немає
expected-column-of-words = колонка зі словами: власна з type text, note або code, а зі звичайних clients.segment, clients.stage, clients.region
expected-sort = колонка на зразок clients.debt, а для зворотного порядку clients.debt desc
