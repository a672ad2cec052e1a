# Квитанции бухгалтеру: src/output/receipt.rs.
receipt-taken = Файл «{ $file }» принят.
receipt-taken-partly = Файл «{ $file }» принят, но не весь: { $count ->
        [one] { $count } запись не принята
        [few] { $count } записи не приняты
       *[many] { $count } записей не принято
    }.
receipt-known = Файл «{ $file }» уже был принят { $date }. Ничего не изменилось.
receipt-known-undated = Файл «{ $file }» уже был принят раньше. Ничего не изменилось.
receipt-refused = Файл «{ $file }» не принят.
receipt-skipped = Файл «{ $file }» узнан, но брать из него нечего.
receipt-held = Файл «{ $file }» пока не принят: он ждёт в папке.

receipt-what = Что это:
receipt-when = Когда:
receipt-source = Источник:
receipt-original = Где оригинал:
receipt-why = Почему:

receipt-rows-title = Сколько записей
receipt-money-title = На какие суммы
receipt-all-kinds = Всего
receipt-balance = прочитано { $read } = применено { $applied } + без изменений { $unchanged } + ждёт решения { $queued } + отказано { $refused }
receipt-passed-over = Кроме того, { $count ->
        [one] пропущена { $count } строка
        [few] пропущено { $count } строки
       *[many] пропущено { $count } строк
    }: заголовки, итоги и другие сведения, которые не записи.
receipt-nothing-changed = Всё, что в файле, уже есть: ничего не изменилось.

receipt-queued = { $count ->
        [one] { $count } запись ждёт
        [few] { $count } записи ждут
       *[many] { $count } записей ждут
    } решения человека: программа не гадает. Решит ответственный, вам ничего делать не нужно.
receipt-refused-title = Что не принято
receipt-warnings-title = На что обратить внимание
receipt-times = { $count ->
        [one] { $count } раз
        [few] { $count } раза
       *[many] { $count } раз
    }
receipt-more = … и ещё { $count }
receipt-to-do = Что сделать: { $advice }

receipt-next-title = Что дальше
receipt-next-remarks = Файл принят. Замечания выше не мешают; исправьте их в своей программе, когда будет удобно, — заново выгружать файл ради них не нужно.
receipt-no-rows = Файл правильный, но записей в нём нет. Если в нём должны быть данные, проверьте отбор по датам и организации и выгрузите его ещё раз.
receipt-next-nothing = Ничего делать не нужно.
receipt-next-mend = Исправьте перечисленное и положите файл в ту же папку ещё раз. То, что уже принято, второй раз не добавится.
receipt-next-drop-again = Положите исправленный файл в ту же папку ещё раз.
receipt-next-wait = Как только файл станет целым, он будет принят сам.

# Почему файл не принят: model::run::Reason.
reason-unknown-format = формат файла не узнан
reason-unknown-format-advice = Проверьте, тот ли это файл. Подходят выгрузки из бухгалтерской программы, выписки банка и таблицы Excel. Если файл верный, покажите его администратору.
reason-no-mapping = файл читается, но программа не знает, что в нём за данные
reason-no-mapping-advice = Если это таблица, проверьте, что заголовки столбцов на месте. Если файл верный, покажите его администратору: для таких файлов нужно описание формата.
reason-several-mappings = подходит сразу несколько описаний формата: { $names }
reason-several-mappings-advice = Покажите это сообщение администратору: для этой папки нужно указать одно описание (mapping в настройках источника).
reason-truncated = файл обрывается: не найден его конец ({ $expected })
reason-truncated-advice = Скорее всего, выгрузка прервалась или файл скопирован не до конца. Выгрузите его ещё раз.
reason-malformed = файл повреждён: { $detail }
reason-malformed-advice = Выгрузите файл ещё раз и не правьте его вручную. Если ошибка повторится, покажите её администратору.
reason-encoding = буквы в файле не читаются: это не { $encoding } (байт { $offset })
reason-encoding-advice = Выгрузите файл ещё раз; если программа спрашивает кодировку, выберите UTF-8 или Windows-1251.
reason-empty-file = файл пуст
reason-empty-file-advice = Выгрузите его ещё раз и проверьте, что отбор по датам и организации задан верно.
reason-too-large = файл больше допустимого: предел { $limit }
reason-too-large-advice = Выгрузите данные частями, например по месяцам.
reason-zip-entries = в архиве слишком много файлов: предел { $limit }
reason-zip-entries-advice = Положите в папку сами файлы или разделите архив на части.
reason-zip-size = архив слишком велик после распаковки: предел { $limit }
reason-zip-size-advice = Положите в папку сами файлы или разделите архив на части.
reason-zip-ratio = архив распаковывается подозрительно сильно: предел — в { $limit } раз
reason-zip-ratio-advice = Так выглядят опасные архивы. Если он настоящий, положите в папку сам файл без архива.
reason-zip-name = в архиве файл с недопустимым именем: «{ $name }»
reason-zip-name-advice = Соберите архив заново, без папок, или положите в папку сами файлы.
reason-zip-nested = внутри архива ещё один архив: «{ $name }»
reason-zip-nested-advice = Распакуйте вложенный архив и положите в папку его файлы.
reason-zip-broken = архив не открывается: { $detail }
reason-zip-broken-advice = Соберите архив заново или положите в папку сами файлы.
reason-document-type = в файле есть объявление типа документа (DOCTYPE), с ним файлы не принимаются
reason-document-type-advice = Бухгалтерские программы таких файлов не выгружают. Проверьте, откуда он, и покажите администратору.
reason-encrypted = файл закрыт паролем
reason-encrypted-advice = Сохраните его без пароля и положите в папку ещё раз.
reason-catalog-only = в файле только товары, цены или остатки — нет ни контрагентов, ни документов, ни платежей
reason-catalog-only-advice = Если нужны документы, выберите в обмене выгрузку заказов и документов.
reason-service-only = в файле только служебные сведения обмена
reason-service-only-advice = Ничего делать не нужно.
reason-no-rows = файл правильный, но записей в нём нет
reason-no-rows-advice = Проверьте отбор по датам и организации. Если новых данных и правда нет, ничего делать не нужно.
reason-trailing-content = после конца файла стоит что-то ещё
reason-trailing-content-advice = Похоже, два файла склеены в один. Выгрузите файл ещё раз.
reason-limit = файл устроен сложнее допустимого: { $name }, предел { $limit }
reason-limit-advice = Покажите файл администратору.
reason-growing = файл ещё записывается
reason-growing-advice = Ничего делать не нужно.
reason-unreadable = файл не удаётся прочитать: { $detail }
reason-unreadable-advice = Закройте файл, если он открыт в другой программе. Если не поможет, покажите это администратору.
reason-other = { $key }
reason-other-advice = Покажите это сообщение администратору.
