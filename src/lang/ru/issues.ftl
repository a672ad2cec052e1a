# Что не так с данными: src/model/issue.rs. Под `…-advice` — что делать бухгалтеру.
outcome-applied = применено
outcome-unchanged = без изменений
outcome-queued = ждёт решения
outcome-refused = отказано

# Какая запись и что с ней: номер или название, чья она.
issue-in-record = запись «{ $record }»: { $text }
issue-missing-field = не заполнено обязательное поле «{ $field }»
issue-missing-field-advice = Заполните это поле в своей программе и выгрузите файл ещё раз.
issue-malformed-value = в поле «{ $field }» стоит «{ $value }», а ожидается { $expected }
issue-malformed-value-advice = Исправьте значение в своей программе и выгрузите файл ещё раз.
issue-malformed-value-remark = Запись принята. Если это значение ведёте вы, исправьте его в своей программе; чужое — сверьте с документами.
issue-unknown-value = в поле «{ $field }» стоит незнакомое значение «{ $value }»
issue-unknown-value-advice = Если значение верное, покажите это сообщение администратору: его нужно добавить в описание формата.
issue-unknown-reference = поле «{ $field }» ссылается на «{ $value }», а такой записи в файле нет (или она стоит дальше)
issue-unknown-reference-advice = Выгрузите файл вместе со всем, на что он ссылается; если запись в нём есть, покажите это сообщение администратору.
issue-bad-check-digits = «{ $value }» в поле «{ $field }» — ошибка в цифрах: контрольное число не сходится
issue-bad-check-digits-advice = Сверьте номер с документами контрагента и исправьте его в карточке.
issue-placeholder-value = в поле «{ $field }» стоит заглушка «{ $value }», она не учтена
issue-placeholder-value-advice = Впишите в карточку настоящее значение, когда оно станет известно.
issue-digits-lost = в поле «{ $field }» число «{ $value }» потеряло цифры: ячейка Excel хранила его как число
issue-digits-lost-advice = Задайте столбцу формат «Текстовый» до ввода номеров или выгрузите файл прямо из бухгалтерской программы.
issue-lines-differ = итог документа { $total }, а его строки в сумме дают { $lines }
issue-lines-differ-advice = Откройте документ и проверьте строки, скидку и НДС.
issue-too-precise = в поле «{ $field }» сумма «{ $value }» точнее копейки
issue-too-precise-advice = Округлите сумму в документе до копеек и выгрузите файл ещё раз.
issue-ambiguous-amount = в поле «{ $field }» стоит «{ $value }»: непонятно, это тысячи или дробная часть
issue-ambiguous-amount-advice = Запишите сумму с копейками (например, 1 234,00 или 1,23) и положите файл ещё раз. Если так пишет программа, попросите администратора указать в описании формата знак дробной части (point).
issue-currency-contradicted = в поле «{ $field }» стоит «{ $value }», а валюта записи — { $given }
issue-currency-contradicted-advice = Исправьте валюту или сумму и положите файл ещё раз.
issue-negative-amount = в поле «{ $field }» отрицательная сумма «{ $value }», здесь так быть не может
issue-negative-amount-advice = Если это возврат или сторно, оформите его отдельным документом; если ошибка — исправьте сумму.
issue-contradicts-earlier = повторяет номер строки { $line } { $what ->
        [client] с другим клиентом
        [amount] с другой суммой
       *[both] с другим клиентом и другой суммой
    }: какая из двух верна, неизвестно
issue-contradicts-earlier-advice = Первая из строк принята, эта — нет. Оставьте в файле одну запись с таким номером и датой (или исправьте номер) и положите файл ещё раз.
issue-mended-twice = такая же запись есть в выгрузке, из которой взяты эти, или уже пришла исправленной, или той выгрузки больше нет: та же это запись или ещё одна такая же, по ней не видно
issue-mended-twice-advice = Запись не принята, чтобы не учесть её дважды. Исправьте её в своей программе и положите выгрузку целиком.
issue-mended-late = об этой записи с тех пор пришло другое из более новой выгрузки: новое не заменено старым
issue-mended-late-advice = Если верно то, что в исправленном файле, исправьте запись в своей программе и выгрузите её ещё раз. Если верно новое, делать ничего не нужно.
issue-perhaps-same-payment = возможно, это тот же платёж, что № { $number } от { $day } на { $total } { $currency } из файла «{ $file }» (строка { $line }): тот же клиент, день и сумма, но по номеру и ИНН это не подтвердить. Учтены оба
issue-perhaps-same-payment-advice = Если это разные платежи, делать ничего не нужно. Если это один платёж, он учтён дважды: покажите это сообщение администратору, а дальше выгружайте платежи в одном виде или указывайте в реестре номер платёжного поручения и ИНН плательщика — по ним программа узнаёт платёж сама.
issue-deleted-client = пришло для клиента «{ $name }» ({ $client }), которого удалил человек: № { $number } от { $day } на { $total } { $currency }. Сохранено за ним, в книгах его не видно
issue-deleted-client-advice = Если клиент снова нужен, верните его: sverka review restore C-…. Если нет, делать ничего не нужно.
issue-order-beside-invoice = { $what ->
        [order] у клиента есть заказ
       *[invoice] у клиента есть счёт
    } № { $number } от { $day } на ту же сумму { $total } { $currency } (файл «{ $file }», строка { $line }), и ни один документ не ссылается на другой: в долг вошли оба
issue-order-beside-invoice-advice = Если это разные сделки, делать ничего не нужно. Если сделка одна, укажите в своей программе заказ основанием счёта и выгрузите оба ещё раз: долг будет учтён один раз.
issue-zero-amount = в поле «{ $field }» ноль («{ $value }»): платежа на ноль не бывает
issue-zero-amount-advice = Впишите сумму платежа или уберите строку и положите файл ещё раз.
issue-unlikely-date = в поле «{ $field }» стоит «{ $value }»: похоже на описку в годе
issue-unlikely-date-advice = Проверьте дату в документе; если она неверна, исправьте её и положите файл ещё раз.
issue-no-key = запись не узнать: у неё нет ни кода, ни номера с датой
issue-no-key-advice = Проверьте, что выгрузка содержит код (идентификатор) записи или номер и дату документа.
issue-unknown-direction = неизвестно, поступил платёж или ушёл: ни счёт плательщика «{ $payer }», ни счёт получателя «{ $payee }» не наш
issue-unknown-direction-advice = Если один из счетов наш, попросите администратора добавить его в настройки, в раздел [[organization]], а потом положите файл ещё раз: платёж будет принят, и вопрос о нём снимется. Если добавить счёт нельзя, на вопрос ответит ответственный: sverka review accept НОМЕР in (пришли) или out (ушли).
issue-purchase = это закупка: покупатель «{ $buyer }» — мы сами, продавец «{ $seller }». Долга клиента она не создаёт, документ пропущен
issue-purchase-advice = Ничего делать не нужно. Если это всё же наша продажа, проверьте ИНН сторон в документе.
issue-no-client = в документе не назван контрагент: он учтён, но ни за кем не числится
issue-no-client-advice = Впишите контрагента в своей программе и выгрузите документ ещё раз: до этого он ни в чей долг не войдёт и платежи его не закроют.
issue-client-is-ours = у контрагента «{ $buyer }» наш собственный ИНН: документ принят, но ни к чьему долгу не отнесён
issue-client-is-ours-advice = Если это наш филиал или подразделение, делать ничего не нужно. Если это клиент, исправьте ИНН в его карточке и выгрузите документ ещё раз.
issue-between-own = обе стороны наши: продавец «{ $seller }», покупатель «{ $buyer }». Долга клиента здесь нет, документ пропущен
issue-between-own-advice = Ничего делать не нужно.
issue-neither-ours = ни продавец «{ $seller }», ни покупатель «{ $buyer }» не наша организация: непонятно, чей это документ
issue-neither-ours-advice = Если продавец — наша организация, попросите администратора добавить её в настройки, в раздел [[organization]], и положите файл ещё раз.
issue-unreadable-record = запись повреждена и не читается: { $detail }
issue-unreadable-record-advice = Выгрузите файл ещё раз. Если ошибка повторится, покажите её администратору.
issue-missing-end-mark = в конце файла нет отметки «{ $mark }», но последняя запись целая
issue-missing-end-mark-advice = Проверьте, что в файле есть последние документы; если их нет, выгрузите его ещё раз.
issue-unterminated-line = последняя строка файла оборвана: за ней нет перевода строки, поэтому неизвестно, целая ли она
issue-unterminated-line-advice = Выгрузите файл ещё раз. Если строка целая, откройте файл, нажмите в его конце Enter и сохраните.
issue-duplicate-key = ключ «{ $key }» стоит в записи дважды; какому значению верить, неизвестно
issue-duplicate-key-advice = Исправьте программу, которая пишет этот файл: у каждого ключа должно быть одно значение.
issue-unclosed-section = раздел «{ $section }» не закрыт перед следующим
issue-unclosed-section-advice = Проверьте этот документ в своей программе: его данные могли смешаться с соседним.
issue-encoding-misdeclared = файл называет кодировку { $declared }, а записан в { $found }; прочитано как { $found }
issue-encoding-misdeclared-advice = Если буквы в записях выглядят правильно, ничего делать не нужно.
issue-encoding-assumed = кодировка в файле не указана; по буквам это { $found }
issue-encoding-assumed-advice = Если буквы в записях выглядят правильно, ничего делать не нужно.
issue-record-count-differs = в заголовке файла записей { $stated }, а в самом файле их { $found }; взяты все, что есть
issue-record-count-differs-advice = Проверьте, все ли записи на месте; если нет, выгрузите файл ещё раз.
issue-value-elsewhere = значения поля «{ $field }» лежат в другом файле (memo), его нет в поставке: поле не прочитано
issue-value-elsewhere-advice = Если это поле нужно, выгрузите его обычным текстовым полем или выгрузите таблицу в xlsx.
issue-identity-flip = под кодом «{ $id }» раньше был «{ $held }», теперь «{ $given }»
issue-identity-flip-advice = Проверьте, не переписали ли карточку одного контрагента под другого. Пока человек не решит, прежние данные остаются.
issue-control-differs = итог «{ $name }» ({ $field }) в файле — { $stated }, а строки над ним дают { $found }
issue-control-differs-advice = Проверьте, всё ли попало в выгрузку; если нет, выгрузите файл ещё раз.
issue-balance-off = «{ $subject }», { $period }: начальный остаток { $opening } + { $debit } − { $credit } даёт { $found }, а конечный остаток в файле — { $stated } (разница { $difference })
issue-balance-off-advice = Сверьте остатки с программой, из которой этот файл; если там другие, выгрузите его ещё раз.
issue-balance-gap = счёт «{ $subject }»: { $day } закончился с остатком { $found }, а { $period } начинается с остатка { $stated } (разница { $difference })
issue-balance-gap-advice = Похоже, часть дней не попала в файл: выгрузите период целиком.
issue-received-differs = счёт «{ $subject }», { $period }: по итогам файла поступило { $stated }, а по документам в нём — { $found } (разница { $difference })
issue-received-differs-advice = Похоже, в файле не все документы: выгрузите этот период ещё раз.
issue-spent-differs = счёт «{ $subject }», { $period }: по итогам файла списано { $stated }, а по документам в нём — { $found } (разница { $difference })
issue-spent-differs-advice = Похоже, в файле не все документы: выгрузите этот период ещё раз.
issue-received-count-differs = счёт «{ $subject }», { $period }: по итогам файла поступлений { $stated }, а документов о них в нём { $found }
issue-received-count-differs-advice = Похоже, в файле не все документы: выгрузите этот период ещё раз.
issue-spent-count-differs = счёт «{ $subject }», { $period }: по итогам файла списаний { $stated }, а документов о них в нём { $found }
issue-spent-count-differs-advice = Похоже, в файле не все документы: выгрузите этот период ещё раз.
issue-parts-differ = «{ $subject }», { $period }: { $field } в файле — { $stated }, а строки, из которых складывается этот итог, дают { $found } (разница { $difference })
issue-parts-differ-advice = Проверьте, не отобрана ли в отчёте только часть строк; если нет, сформируйте его заново.
issue-unread-kinds = не читаются: { $kinds }
issue-unread-kinds-advice = Ничего: этих сведений программа не ведёт. Если они нужны, администратор дополнит файл mappings.
issue-entry-differs = части проводки в сумме дают { $found }, а сама проводка { $stated }: не хватает или лишние { $difference }
issue-entry-differs-advice = Сверьте проводку с выпиской банка: приняты её части, как они названы в файле.
issue-unread-parts = из архива или книги не прочитаны: { $names }
issue-unread-parts-advice = Ничего: в них нет данных, которые программа ведёт.
issue-control-skipped = итоги файла не сверены с его строками: в нём больше { $most } счетов, дней и остатков
issue-control-skipped-advice = Выгрузите период частями, если итоги важны; сами строки приняты как обычно.
issue-cell-error = в ячейке { $cell } ошибка Excel «{ $value }»
issue-cell-error-advice = Исправьте формулу или впишите значение и сохраните файл ещё раз.
issue-exchange-begins = обмен с «{ $peer }» начинается с сообщения № { $number }; нас другая сторона называет «{ $node }»
issue-exchange-begins-advice = Если номер больше 1, то, что подтверждено раньше другой программой, в сообщении не придёт: один раз выгрузите из 1С всё.
issue-message-gap = перед сообщением № { $number } не пришли № { $missing }
issue-message-gap-advice = Неподтверждённые изменения 1С повторяет в каждом следующем сообщении, поэтому ничего не потеряно. Если файлы подтверждал кто-то другой, выгрузите данные полностью.
issue-message-late = сообщение № { $number } пришло позже следующих за ним; новее данные не заменены
issue-message-late-advice = Ничего делать не нужно.
issue-message-repeated = сообщение № { $number } уже было принято
issue-message-repeated-advice = Ничего делать не нужно: подтверждение отправлено ещё раз.
issue-exchange-settings = сообщение от «{ $peer }» без номера: так другая сторона передаёт настройки обмена
issue-exchange-settings-advice = Ничего делать не нужно: на него отправлен ответ.

# Чем выгрузка отличается от прежних: src/reconcile/drift.rs. $what: column — столбец таблицы, element — элемент файла.
issue-shape-vanished = { $what ->
        [column-once] нет столбца «{ $name }», в прошлом файле он был
        [column] пропал столбец «{ $name }», раньше он был всегда
       *[element] пропало поле «{ $name }», раньше оно было всегда
    }
issue-shape-vanished-advice = Если это случайность, верните его в выгрузку и положите файл ещё раз. Если так и задумано, предупредите администратора.
issue-shape-renamed = { $what ->
        [column] пропал столбец «{ $name }», раньше он был всегда; появился «{ $renamed }» — похоже, его переименовали
       *[element] пропало поле «{ $name }», раньше оно было всегда; появилось «{ $renamed }» — похоже, его переименовали
    }
issue-shape-renamed-advice = Верните прежнее название или покажите это сообщение администратору: он скажет программе, что это то же самое.
issue-shape-retyped = { $what ->
        [column] в столбце «{ $name }» раньше были { $was }, теперь { $now }
       *[element] в поле «{ $name }» раньше были { $was }, теперь { $now }
    }
issue-shape-retyped-advice = Проверьте, не перепутаны ли столбцы и не изменился ли вид ячеек в выгрузке.
issue-shape-new = { $what ->
        [column-read] появился новый столбец «{ $name }», программа его читает
        [column] появился новый столбец «{ $name }», программа его не читает
       *[element] появилось новое поле «{ $name }», программа его не читает
    }
issue-shape-new-advice = Ничего делать не нужно. Если эти сведения нужны менеджерам, скажите администратору.
issue-shape-too-wide = в файле слишком много разных полей, с прежними файлами он не сравнён
issue-shape-too-wide-advice = Проверьте, тот ли это файл.
issue-file-discarded = от файла { $file } отказались ({ $who }): { $reason }
issue-file-discarded-advice = Содержимое файла осталось в архиве.
value-sort-integer = целые числа
value-sort-decimal = числа
value-sort-tax-id = номера как у ИНН
value-sort-date = даты
value-sort-text = тексты

# Где: model::provenance::Position.
size-megabytes = { $count } МБ
position-line = строка { $line }
position-cell = ячейка { $cell }
position-column = столбец { $column }
position-item = реквизит «{ $item }»
position-part = «{ $part }»
position-unknown = место неизвестно

# Чего ждали на месте неверного значения.
expected-text = текст
expected-string = текст в кавычках
expected-integer = целое число
expected-number = число
expected-decimal = число
expected-money = сумма
expected-date = дата
expected-date-not-day-number = дата (похоже на номер дня, каким Excel хранит даты: задайте столбцу формат «Дата» и сохраните файл заново)
expected-datetime = дата и время
expected-date-and-time = дата и время
expected-bool = да или нет
expected-true-or-false = true или false
expected-currency = валюта
expected-table = раздел
expected-array = список в квадратных скобках
expected-array-of-strings = список текстов: ["…", "…"]
expected-array-of-tables = повторяемый раздел: [[…]]
expected-float = дробное число
expected-boolean = да или нет (true или false)
expected-kpp = КПП: 9 знаков
expected-iban = IBAN, контрольные цифры и длина которого сходятся
expected-vat-number = номер НДС ЕС, построенный по правилу своей страны
expected-phone = номер телефона с кодом
expected-email = адрес электронной почты

# Поля записей: model::field::Field.
field-id = код
field-name = наименование
field-legal_name = полное наименование
field-party_kind = вид контрагента
field-roles = роли
field-legal_form = правовая форма
field-stage = этап
field-next_contact = следующий контакт
field-booking = в отчётах банка
field-tax_id = ИНН
field-kpp = КПП
field-registration_number = регистрационный номер
field-contact_points = контактная информация
field-phones = телефоны
field-emails = адреса почты
field-addresses = адреса
field-bank_accounts = банковские счета
field-kind = вид
field-value = значение
field-account = номер счёта
field-bank_code = БИК
field-bank_name = банк
field-manager = менеджер
field-segment = сегмент
field-region = регион
field-comment = комментарий
field-attributes = дополнительные реквизиты
field-deleted = пометка удаления
field-job_title = должность
field-number = номер
field-date = дата
field-due_date = срок оплаты
field-value_date = дата валютирования
field-valid_until = действует до
field-organization = организация
field-client = контрагент
field-seller = продавец
field-buyer = покупатель
field-contract = договор
field-currency = валюта
field-total = сумма документа
field-rate = курс валюты
field-multiplicity = кратность курса
field-vat = НДС
field-vat_rate = ставка НДС
field-posted = проведён
field-canceled = отменён
field-paid_hint = оплачен
field-based_on = документ-основание
field-paid_by = платежи, названные в документе
field-cited_as = как документ назовут в платеже
field-lines = строки документа
field-increase = увеличение долга
field-tax_only = только для налогового учёта
field-format_version = версия формата
field-revision = номер исправления
field-product = номенклатура
field-article = артикул
field-code = код в программе
field-unit = единица измерения
field-quantity = количество
field-price = цена
field-amount = сумма
field-direction = направление платежа
field-method = способ оплаты
field-payer = плательщик
field-payee = получатель
field-purpose = назначение платежа
field-pays = оплачиваемые документы
field-not_settlement = не расчёты с контрагентом
field-report = отчёт банка
field-references = ссылки банка
field-entry = ссылки проводки банка
field-entry_total = сумма всей проводки банка
field-reversal = возвращает прежний платёж
field-ledger = счёт учёта
field-period_start = начало периода
field-period_end = конец периода
field-opening = начальное сальдо
field-opening_debit = начальное сальдо, дебет
field-opening_credit = начальное сальдо, кредит
field-opening_sides = начальное сальдо по дебету и по кредиту
field-debit = оборот по дебету
field-credit = оборот по кредиту
field-closing = конечное сальдо
field-closing_debit = конечное сальдо, дебет
field-closing_credit = конечное сальдо, кредит
field-closing_sides = конечное сальдо по дебету и по кредиту
field-debit_count = число операций по дебету
field-credit_count = число операций по кредиту
field-version = версия записи

# Виды записей: model::record::RecordKind.
record-kinds-organization = Организации
record-kinds-client = Контрагенты
record-kinds-contact = Контактные лица
record-kinds-contract = Договоры
record-kinds-product = Номенклатура
record-kinds-invoice = Счета на оплату
record-kinds-order = Заказы
record-kinds-shipment = Отгрузки
record-kinds-return = Возвраты
record-kinds-payment = Платежи
record-kinds-balance = Остатки и обороты

# Стоп-кран: src/reconcile/brake.rs. Примеров (names) не больше трёх.
issue-brake-deleted = удалено или отменено { $found } из { $total } известных записей файла (порог { $limit } %), например: { $names }
issue-brake-deleted-advice = Проверьте, не удалили ли документы по ошибке и из той ли базы выгрузка. Если всё верно, скажите администратору: после его согласия файл будет принят.
issue-brake-sums = у { $found } из { $total } известных документов и платежей другая сумма (порог { $limit } %), например: { $names }
issue-brake-sums-advice = Проверьте, не сдвинулись ли столбцы и в той ли валюте суммы. Если всё верно, скажите администратору: после его согласия файл будет принят.
issue-brake-emptied = у { $found } из { $total } известных записей опустели поля (порог { $limit } %), чаще всего «{ $field }», например: { $names }
issue-brake-emptied-advice = Проверьте, не пропал ли из выгрузки столбец или отбор. Если всё верно, скажите администратору: после его согласия файл будет принят.
issue-brake-shrunken = в полном списке { $found } строк, а в прошлый раз было { $was } (порог: меньше на { $limit } %)
issue-brake-shrunken-advice = Проверьте период и отбор выгрузки. Если список и правда стал короче, скажите администратору: после его согласия файл будет принят.
issue-brake-organization = документы чужой организации: { $names }; ни одной нашей в файле нет
issue-brake-organization-advice = Проверьте, из той ли базы выгрузка. Если это новая наша организация, скажите администратору: он добавит её в настройки или согласится принять файл.
issue-brake-closed = файл добавляет или меняет документы и платежи закрытого периода, записей: { $found } (период закрыт по { $day }), например: { $names }
issue-brake-closed-advice = Если исправление задним числом нужно, скажите администратору: после его согласия файл будет принят. Если нет, верните документы в программе учёта и выгрузите снова.
issue-brake-changed = на этот файл уже соглашались, но с тех пор база изменилась, и теперь он изменил бы другое
issue-brake-changed-advice = Нужно согласиться ещё раз.
