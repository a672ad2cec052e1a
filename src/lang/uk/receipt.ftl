# Квитанції бухгалтерові: src/output/receipt.rs.
receipt-taken = Файл «{ $file }» прийнято.
receipt-taken-partly = Файл «{ $file }» прийнято, але не весь: { $count ->
        [one] { $count } запис не прийнято
        [few] { $count } записи не прийнято
       *[many] { $count } записів не прийнято
    }.
receipt-known = Файл «{ $file }» уже було прийнято { $date }. Нічого не змінилося.
receipt-known-undated = Файл «{ $file }» уже було прийнято раніше. Нічого не змінилося.
receipt-refused = Файл «{ $file }» не прийнято.
receipt-skipped = Файл «{ $file }» упізнано, але брати з нього нічого.
receipt-held = Файл «{ $file }» поки не прийнято: він чекає в папці.

receipt-what = Що це:
receipt-when = Коли:
receipt-source = Джерело:
receipt-original = Де оригінал:
receipt-why = Чому:

receipt-rows-title = Скільки записів
receipt-money-title = На які суми
receipt-all-kinds = Усього
receipt-balance = прочитано { $read } = застосовано { $applied } + без змін { $unchanged } + чекає рішення { $queued } + відмовлено { $refused }
receipt-passed-over = Крім того, пропущено { $count ->
        [one] { $count } рядок
        [few] { $count } рядки
       *[many] { $count } рядків
    }: заголовки, підсумки та інші відомості, які не є записами.
receipt-nothing-changed = Усе, що у файлі, вже є: нічого не змінилося.

receipt-queued = { $count ->
        [one] { $count } запис чекає
        [few] { $count } записи чекають
       *[many] { $count } записів чекають
    } рішення людини: програма не вгадує. Вирішить відповідальний, вам нічого робити не треба.
receipt-refused-title = Що не прийнято
receipt-warnings-title = На що звернути увагу
receipt-times = { $count ->
        [one] { $count } раз
        [few] { $count } рази
       *[many] { $count } разів
    }
receipt-more = … і ще { $count }
receipt-to-do = Що зробити: { $advice }

receipt-next-title = Що далі
receipt-next-remarks = Файл прийнято. Зауваження вище не заважають; виправте їх у своїй програмі, коли буде зручно, — вивантажувати файл заново заради них не потрібно.
receipt-no-rows = Файл правильний, але записів у ньому немає. Якщо в ньому мають бути дані, перевірте відбір за датами та організацією і вивантажте його ще раз.
receipt-next-nothing = Нічого робити не треба.
receipt-next-mend = Виправте перелічене й покладіть файл у ту саму папку ще раз. Те, що вже прийнято, вдруге не додасться.
receipt-next-drop-again = Покладіть виправлений файл у ту саму папку ще раз.
receipt-next-wait = Щойно файл стане цілим, його буде прийнято самостійно.

# Чому файл не прийнято: model::run::Reason.
reason-unknown-format = формат файлу не впізнано
reason-unknown-format-advice = Перевірте, чи той це файл. Годяться вивантаження з бухгалтерської програми, виписки банку й таблиці Excel. Якщо файл правильний, покажіть його адміністраторові.
reason-no-mapping = файл читається, але програма не знає, що в ньому за дані
reason-no-mapping-advice = Якщо це таблиця, перевірте, що заголовки стовпців на місці. Якщо файл правильний, покажіть його адміністраторові: для таких файлів потрібен опис формату.
reason-several-mappings = підходить одразу кілька описів формату: { $names }
reason-several-mappings-advice = Покажіть це повідомлення адміністраторові: для цієї папки треба вказати один опис (mapping у налаштуваннях джерела).
reason-truncated = файл обривається: не знайдено його кінця ({ $expected })
reason-truncated-advice = Найімовірніше, вивантаження перервалося або файл скопійовано не до кінця. Вивантажте його ще раз.
reason-malformed = файл пошкоджено: { $detail }
reason-malformed-advice = Вивантажте файл ще раз і не правте його вручну. Якщо помилка повториться, покажіть її адміністраторові.
reason-encoding = літери у файлі не читаються: це не { $encoding } (байт { $offset })
reason-encoding-advice = Вивантажте файл ще раз; якщо програма питає кодування, виберіть UTF-8 або Windows-1251.
reason-empty-file = файл порожній
reason-empty-file-advice = Вивантажте його ще раз і перевірте, що відбір за датами й організацією задано правильно.
reason-too-large = файл більший за дозволений: межа { $limit }
reason-too-large-advice = Вивантажте дані частинами, наприклад за місяцями.
reason-zip-entries = в архіві забагато файлів: межа { $limit }
reason-zip-entries-advice = Покладіть у папку самі файли або поділіть архів на частини.
reason-zip-size = архів завеликий після розпакування: межа { $limit }
reason-zip-size-advice = Покладіть у папку самі файли або поділіть архів на частини.
reason-zip-ratio = архів розпаковується підозріло сильно: межа — у { $limit } разів
reason-zip-ratio-advice = Так виглядають небезпечні архіви. Якщо він справжній, покладіть у папку сам файл без архіву.
reason-zip-name = в архіві файл із неприпустимим ім'ям: «{ $name }»
reason-zip-name-advice = Зберіть архів заново, без папок, або покладіть у папку самі файли.
reason-zip-nested = усередині архіву ще один архів: «{ $name }»
reason-zip-nested-advice = Розпакуйте вкладений архів і покладіть у папку його файли.
reason-zip-broken = архів не відкривається: { $detail }
reason-zip-broken-advice = Зберіть архів заново або покладіть у папку самі файли.
reason-document-type = у файлі є оголошення типу документа (DOCTYPE), з ним файли не приймаються
reason-document-type-advice = Бухгалтерські програми таких файлів не вивантажують. Перевірте, звідки він, і покажіть адміністраторові.
reason-encrypted = файл закрито паролем
reason-encrypted-advice = Збережіть його без пароля й покладіть у папку ще раз.
reason-catalog-only = у файлі лише товари, ціни або залишки — немає ні контрагентів, ні документів, ні платежів
reason-catalog-only-advice = Якщо потрібні документи, виберіть в обміні вивантаження замовлень і документів.
reason-service-only = у файлі лише службові відомості обміну
reason-service-only-advice = Нічого робити не треба.
reason-no-rows = файл правильний, але записів у ньому немає
reason-no-rows-advice = Перевірте відбір за датами й організацією. Якщо нових даних справді немає, нічого робити не треба.
reason-trailing-content = після кінця файлу стоїть щось іще
reason-trailing-content-advice = Схоже, два файли склеєно в один. Вивантажте файл ще раз.
reason-limit = файл влаштований складніше за дозволене: { $name }, межа { $limit }
reason-limit-advice = Покажіть файл адміністраторові.
reason-growing = файл ще записується
reason-growing-advice = Нічого робити не треба.
reason-unreadable = файл не вдається прочитати: { $detail }
reason-unreadable-advice = Закрийте файл, якщо його відкрито в іншій програмі. Якщо не допоможе, покажіть це адміністраторові.
reason-other = { $key }
reason-other-advice = Покажіть це повідомлення адміністраторові.
