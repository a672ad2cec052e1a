# Що не так із даними: src/model/issue.rs. Під `…-advice` — що робити бухгалтерові.
outcome-applied = застосовано
outcome-unchanged = без змін
outcome-queued = чекає рішення
outcome-refused = відмовлено

# Какая запись и что с ней: номер или название, чья она.
issue-in-record = запис «{ $record }»: { $text }
issue-missing-field = не заповнено обов'язкове поле «{ $field }»
issue-missing-field-advice = Заповніть це поле у своїй програмі й вивантажте файл ще раз.
issue-malformed-value = у полі «{ $field }» стоїть «{ $value }», а очікується { $expected }
issue-malformed-value-advice = Виправте значення у своїй програмі й вивантажте файл ще раз.
issue-malformed-value-remark = Запис прийнято. Якщо це значення ведете ви, виправте його у своїй програмі; чуже — звірте з документами.
issue-unknown-value = у полі «{ $field }» стоїть незнайоме значення «{ $value }»
issue-unknown-value-advice = Якщо значення правильне, покажіть це повідомлення адміністраторові: його треба додати до опису формату.
issue-unknown-reference = поле «{ $field }» посилається на «{ $value }», а такого запису у файлі немає (або він стоїть далі)
issue-unknown-reference-advice = Вивантажте файл разом з усім, на що він посилається; якщо запис у ньому є, покажіть це повідомлення адміністраторові.
issue-bad-check-digits = «{ $value }» у полі «{ $field }» — помилка в цифрах: контрольне число не збігається
issue-bad-check-digits-advice = Звірте номер із документами контрагента й виправте його в картці.
issue-placeholder-value = у полі «{ $field }» стоїть заглушка «{ $value }», її не враховано
issue-placeholder-value-advice = Впишіть у картку справжнє значення, коли воно стане відоме.
issue-digits-lost = у полі «{ $field }» число «{ $value }» втратило цифри: комірка Excel зберігала його як число
issue-digits-lost-advice = Задайте стовпцю формат «Текстовий» до введення номерів або вивантажте файл просто з бухгалтерської програми.
issue-lines-differ = підсумок документа { $total }, а його рядки разом дають { $lines }
issue-lines-differ-advice = Відкрийте документ і перевірте рядки, знижку й ПДВ.
issue-too-precise = у полі «{ $field }» сума «{ $value }» точніша за копійку
issue-too-precise-advice = Округліть суму в документі до копійок і вивантажте файл ще раз.
issue-ambiguous-amount = у полі «{ $field }» стоїть «{ $value }»: незрозуміло, це тисячі чи дробова частина
issue-ambiguous-amount-advice = Запишіть суму з копійками (наприклад, 1 234,00 або 1,23) і покладіть файл ще раз. Якщо так пише програма, попросіть адміністратора вказати в описі формату знак дробової частини (point).
issue-currency-contradicted = у полі «{ $field }» стоїть «{ $value }», а валюта запису — { $given }
issue-currency-contradicted-advice = Виправте валюту або суму й покладіть файл ще раз.
issue-negative-amount = у полі «{ $field }» від'ємна сума «{ $value }», тут так бути не може
issue-negative-amount-advice = Якщо це повернення або сторно, оформте його окремим документом; якщо помилка — виправте суму.
issue-contradicts-earlier = повторює номер рядка { $line } { $what ->
        [client] з іншим клієнтом
        [amount] з іншою сумою
       *[both] з іншим клієнтом та іншою сумою
    }: який із двох правильний, невідомо
issue-contradicts-earlier-advice = Перший із рядків прийнято, цей — ні. Залиште у файлі один запис із таким номером і датою (або виправте номер) і покладіть файл ще раз.
issue-mended-twice = такий самий запис є у вивантаженні, з якого взято ці, або вже прийшов виправлений, або того вивантаження більше немає: той самий це запис чи ще один такий самий, з нього не видно
issue-mended-twice-advice = Запис не прийнято, щоб не врахувати його двічі. Виправте його у своїй програмі й покладіть вивантаження цілком.
issue-mended-late = про цей запис відтоді надійшло інше з новішого вивантаження: нове не замінено старим
issue-mended-late-advice = Якщо правильне те, що у виправленому файлі, виправте запис у своїй програмі й вивантажте його ще раз. Якщо правильне нове, робити нічого не потрібно.
issue-perhaps-same-payment = можливо, це той самий платіж, що № { $number } від { $day } на { $total } { $currency } з файлу «{ $file }» (рядок { $line }): той самий клієнт, день і сума, але за номером і кодом це не підтвердити. Враховано обидва
issue-perhaps-same-payment-advice = Якщо це різні платежі, робити нічого не потрібно. Якщо це один платіж, його враховано двічі: покажіть це повідомлення адміністраторові, а надалі вивантажуйте платежі в одному вигляді або вказуйте в реєстрі номер платіжного доручення та код платника — за ними програма впізнає платіж сама.
issue-deleted-client = надійшло для клієнта «{ $name }» ({ $client }), якого вилучила людина: № { $number } від { $day } на { $total } { $currency }. Збережено за ним, у книгах його не видно
issue-deleted-client-advice = Якщо клієнт знову потрібен, поверніть його: sverka review restore C-…. Якщо ні, робити нічого не потрібно.
issue-order-beside-invoice = { $what ->
        [order] у клієнта є замовлення
       *[invoice] у клієнта є рахунок
    } № { $number } від { $day } на ту саму суму { $total } { $currency } (файл «{ $file }», рядок { $line }), і жоден документ не посилається на інший: до боргу увійшли обидва
issue-order-beside-invoice-advice = Якщо це різні угоди, робити нічого не потрібно. Якщо угода одна, вкажіть у своїй програмі замовлення підставою рахунку і вивантажте обидва ще раз: борг буде враховано один раз.
issue-zero-amount = у полі «{ $field }» нуль («{ $value }»): платежу на нуль не буває
issue-zero-amount-advice = Впишіть суму платежу або приберіть рядок і покладіть файл ще раз.
issue-unlikely-date = у полі «{ $field }» стоїть «{ $value }»: схоже на описку в році
issue-unlikely-date-advice = Перевірте дату в документі; якщо вона неправильна, виправте її й покладіть файл ще раз.
issue-no-key = запис не впізнати: у нього немає ні коду, ні номера з датою
issue-no-key-advice = Перевірте, що вивантаження містить код (ідентифікатор) запису або номер і дату документа.
issue-unknown-direction = невідомо, надійшов платіж чи пішов: ні рахунок платника «{ $payer }», ні рахунок отримувача «{ $payee }» не наш
issue-unknown-direction-advice = Якщо один із рахунків наш, попросіть адміністратора додати його до налаштувань, у розділ [[organization]], а потім покладіть файл ще раз: платіж буде прийнято, і запитання про нього зникне. Якщо додати рахунок не можна, на запитання відповість відповідальний: sverka review accept НОМЕР in (надійшли) або out (пішли).
issue-purchase = це закупівля: покупець «{ $buyer }» — ми самі, продавець «{ $seller }». Боргу клієнта вона не створює, документ пропущено
issue-purchase-advice = Нічого робити не потрібно. Якщо це все ж наш продаж, перевірте податкові номери сторін у документі.
issue-no-client = у документі не названо контрагента: його враховано, але він ні за ким не значиться
issue-no-client-advice = Впишіть контрагента у своїй програмі й вивантажте документ ще раз: доти він не входить до чийогось боргу, і платежі його не закриють.
issue-client-is-ours = у контрагента «{ $buyer }» наш власний код: документ прийнято, але до чийогось боргу не віднесено
issue-client-is-ours-advice = Якщо це наша філія чи підрозділ, робити нічого не потрібно. Якщо це клієнт, виправте код у його картці й вивантажте документ ще раз.
issue-between-own = обидві сторони наші: продавець «{ $seller }», покупець «{ $buyer }». Боргу клієнта тут немає, документ пропущено
issue-between-own-advice = Нічого робити не потрібно.
issue-neither-ours = ні продавець «{ $seller }», ні покупець «{ $buyer }» не є нашою організацією: незрозуміло, чий це документ
issue-neither-ours-advice = Якщо продавець — наша організація, попросіть адміністратора додати її до налаштувань, у розділ [[organization]], і покладіть файл ще раз.
issue-unreadable-record = запис пошкоджено, він не читається: { $detail }
issue-unreadable-record-advice = Вивантажте файл ще раз. Якщо помилка повториться, покажіть її адміністраторові.
issue-missing-end-mark = у кінці файлу немає позначки «{ $mark }», але останній запис цілий
issue-missing-end-mark-advice = Перевірте, що у файлі є останні документи; якщо їх немає, вивантажте його ще раз.
issue-unterminated-line = останній рядок файлу обірвано: за ним немає переведення рядка, тому невідомо, чи він цілий
issue-unterminated-line-advice = Вивантажте файл ще раз. Якщо рядок цілий, відкрийте файл, натисніть у його кінці Enter і збережіть.
issue-duplicate-key = ключ «{ $key }» стоїть у записі двічі; якому значенню вірити, невідомо
issue-duplicate-key-advice = Виправте програму, яка пише цей файл: кожен ключ повинен мати одне значення.
issue-unclosed-section = розділ «{ $section }» не закрито перед наступним
issue-unclosed-section-advice = Перевірте цей документ у своїй програмі: його дані могли змішатися із сусіднім.
issue-encoding-misdeclared = файл називає кодування { $declared }, а записаний у { $found }; прочитано як { $found }
issue-encoding-misdeclared-advice = Якщо літери в записах виглядають правильно, нічого робити не треба.
issue-encoding-assumed = кодування у файлі не вказано; за літерами це { $found }
issue-encoding-assumed-advice = Якщо літери в записах виглядають правильно, нічого робити не треба.
issue-record-count-differs = у заголовку файлу записів { $stated }, а в самому файлі їх { $found }; узято всі наявні
issue-record-count-differs-advice = Перевірте, чи всі записи на місці; якщо ні, вивантажте файл ще раз.
issue-value-elsewhere = значення поля «{ $field }» лежать в іншому файлі (memo), його не надано: поле не прочитано
issue-value-elsewhere-advice = Якщо це поле потрібне, вивантажте його звичайним текстовим полем або вивантажте таблицю в xlsx.
issue-identity-flip = під кодом «{ $id }» раніше був «{ $held }», тепер «{ $given }»
issue-identity-flip-advice = Перевірте, чи не переписали картку одного контрагента на іншого. Доки людина не вирішить, попередні дані лишаються.
issue-control-differs = підсумок «{ $name }» ({ $field }) у файлі — { $stated }, а рядки над ним дають { $found }
issue-control-differs-advice = Перевірте, чи все потрапило до вивантаження; якщо ні, вивантажте файл ще раз.
issue-balance-off = «{ $subject }», { $period }: початковий залишок { $opening } + { $debit } − { $credit } дає { $found }, а кінцевий залишок у файлі — { $stated } (різниця { $difference })
issue-balance-off-advice = Звірте залишки з програмою, з якої цей файл; якщо там інші, вивантажте його ще раз.
issue-balance-gap = рахунок «{ $subject }»: { $day } закінчився із залишком { $found }, а { $period } починається із залишку { $stated } (різниця { $difference })
issue-balance-gap-advice = Схоже, частина днів не потрапила до файлу: вивантажте період повністю.
issue-received-differs = рахунок «{ $subject }», { $period }: за підсумками файлу надійшло { $stated }, а за документами в ньому — { $found } (різниця { $difference })
issue-received-differs-advice = Схоже, у файлі не всі документи: вивантажте цей період ще раз.
issue-spent-differs = рахунок «{ $subject }», { $period }: за підсумками файлу списано { $stated }, а за документами в ньому — { $found } (різниця { $difference })
issue-spent-differs-advice = Схоже, у файлі не всі документи: вивантажте цей період ще раз.
issue-received-count-differs = рахунок «{ $subject }», { $period }: за підсумками файлу надходжень { $stated }, а документів про них у ньому { $found }
issue-received-count-differs-advice = Схоже, у файлі не всі документи: вивантажте цей період ще раз.
issue-spent-count-differs = рахунок «{ $subject }», { $period }: за підсумками файлу списань { $stated }, а документів про них у ньому { $found }
issue-spent-count-differs-advice = Схоже, у файлі не всі документи: вивантажте цей період ще раз.
issue-parts-differ = «{ $subject }», { $period }: { $field } у файлі — { $stated }, а рядки, з яких складається цей підсумок, дають { $found } (різниця { $difference })
issue-parts-differ-advice = Перевірте, чи не відібрано у звіті лише частину рядків; якщо ні, сформуйте його заново.
issue-unread-kinds = не читаються: { $kinds }
issue-unread-kinds-advice = Нічого: цих відомостей програма не веде. Якщо вони потрібні, адміністратор доповнить файл mappings.
issue-entry-differs = частини проведення разом дають { $found }, а саме проведення { $stated }: бракує або зайві { $difference }
issue-entry-differs-advice = Звірте проведення з випискою банку: прийнято його частини, як їх названо у файлі.
issue-unread-parts = з архіву або книги не прочитано: { $names }
issue-unread-parts-advice = Нічого: там немає даних, які програма веде.
issue-control-skipped = підсумки файлу не звірено з його рядками: у ньому понад { $most } рахунків, днів і залишків
issue-control-skipped-advice = Вивантажте період частинами, якщо підсумки важливі; самі рядки прийнято як звичайно.
issue-cell-error = у комірці { $cell } помилка Excel «{ $value }»
issue-cell-error-advice = Виправте формулу або впишіть значення й збережіть файл ще раз.
issue-exchange-begins = обмін із «{ $peer }» починається з повідомлення № { $number }; нас інша сторона називає «{ $node }»
issue-exchange-begins-advice = Якщо номер більший за 1, те, що раніше підтвердила інша програма, у повідомленні не прийде: один раз вивантажте з бази все.
issue-message-gap = перед повідомленням № { $number } не прийшли № { $missing }
issue-message-gap-advice = Непідтверджені зміни база повторює в кожному наступному повідомленні, тому нічого не втрачено. Якщо файли підтверджував хтось інший, вивантажте дані повністю.
issue-message-late = повідомлення № { $number } прийшло пізніше за наступні; новіші дані не замінено
issue-message-late-advice = Нічого робити не треба.
issue-message-repeated = повідомлення № { $number } вже було прийнято
issue-message-repeated-advice = Нічого робити не треба: підтвердження надіслано ще раз.
issue-exchange-settings = повідомлення від «{ $peer }» без номера: так інша сторона передає налаштування обміну
issue-exchange-settings-advice = Нічого робити не треба: на нього надіслано відповідь.

# Чим вивантаження відрізняється від попередніх: src/reconcile/drift.rs. $what: column — стовпець таблиці, element — елемент файлу.
issue-shape-vanished = { $what ->
        [column-once] немає стовпця «{ $name }», у минулому файлі він був
        [column] зник стовпець «{ $name }», раніше він був завжди
       *[element] зникло поле «{ $name }», раніше воно було завжди
    }
issue-shape-vanished-advice = Якщо це випадково, поверніть його у вивантаження й покладіть файл ще раз. Якщо так і задумано, попередьте адміністратора.
issue-shape-renamed = { $what ->
        [column] зник стовпець «{ $name }», раніше він був завжди; з’явився «{ $renamed }» — схоже, його перейменували
       *[element] зникло поле «{ $name }», раніше воно було завжди; з’явилося «{ $renamed }» — схоже, його перейменували
    }
issue-shape-renamed-advice = Поверніть попередню назву або покажіть це повідомлення адміністраторові: він скаже програмі, що це те саме.
issue-shape-retyped = { $what ->
        [column] у стовпці «{ $name }» раніше були { $was }, тепер { $now }
       *[element] у полі «{ $name }» раніше були { $was }, тепер { $now }
    }
issue-shape-retyped-advice = Перевірте, чи не переплутано стовпці й чи не змінився вигляд клітинок у вивантаженні.
issue-shape-new = { $what ->
        [column-read] з’явився новий стовпець «{ $name }», програма його читає
        [column] з’явився новий стовпець «{ $name }», програма його не читає
       *[element] з’явилося нове поле «{ $name }», програма його не читає
    }
issue-shape-new-advice = Нічого робити не потрібно. Якщо ці відомості потрібні менеджерам, скажіть адміністраторові.
issue-shape-too-wide = у файлі забагато різних полів, з попередніми файлами його не порівняно
issue-shape-too-wide-advice = Перевірте, чи той це файл.
issue-file-discarded = від файлу { $file } відмовилися ({ $who }): { $reason }
issue-file-discarded-advice = Вміст файлу лишився в архіві.
value-sort-integer = цілі числа
value-sort-decimal = числа
value-sort-tax-id = номери як податкові
value-sort-date = дати
value-sort-text = тексти

# Де: model::provenance::Position.
size-megabytes = { $count } МБ
position-line = рядок { $line }
position-cell = комірка { $cell }
position-column = стовпець { $column }
position-item = реквізит «{ $item }»
position-part = «{ $part }»
position-unknown = місце невідоме

# Чого чекали на місці неправильного значення.
expected-text = текст
expected-string = текст у лапках
expected-integer = ціле число
expected-number = число
expected-decimal = число
expected-money = сума
expected-date = дата
expected-date-not-day-number = дата (схоже на номер дня, яким Excel зберігає дати: задайте стовпцю формат «Дата» і збережіть файл ще раз)
expected-datetime = дата й час
expected-date-and-time = дата й час
expected-bool = так або ні
expected-true-or-false = true або false
expected-currency = валюта
expected-table = розділ
expected-array = список у квадратних дужках
expected-array-of-strings = список текстів: ["…", "…"]
expected-array-of-tables = повторюваний розділ: [[…]]
expected-float = дробове число
expected-boolean = так або ні (true або false)
expected-kpp = КПП: 9 знаків
expected-iban = IBAN, контрольні цифри й довжина якого збігаються
expected-vat-number = номер ПДВ ЄС, побудований за правилом своєї країни
expected-phone = номер телефону з кодом
expected-email = адреса електронної пошти

# Поля записів: model::field::Field.
field-id = код
field-name = найменування
field-legal_name = повне найменування
field-party_kind = вид контрагента
field-roles = ролі
field-legal_form = правова форма
field-stage = етап
field-next_contact = наступний контакт
field-booking = у звітах банку
field-tax_id = податковий номер
field-kpp = КПП
field-registration_number = реєстраційний номер
field-contact_points = контактна інформація
field-phones = телефони
field-emails = адреси пошти
field-addresses = адреси
field-bank_accounts = банківські рахунки
field-kind = вид
field-value = значення
field-account = номер рахунку
field-bank_code = МФО
field-bank_name = банк
field-manager = менеджер
field-segment = сегмент
field-region = регіон
field-comment = коментар
field-attributes = додаткові реквізити
field-deleted = позначка вилучення
field-job_title = посада
field-number = номер
field-date = дата
field-due_date = строк оплати
field-value_date = дата валютування
field-valid_until = діє до
field-organization = організація
field-client = контрагент
field-seller = продавець
field-buyer = покупець
field-contract = договір
field-currency = валюта
field-total = сума документа
field-rate = курс валюти
field-multiplicity = кратність курсу
field-vat = ПДВ
field-vat_rate = ставка ПДВ
field-posted = проведено
field-canceled = скасовано
field-paid_hint = оплачено
field-based_on = документ-підстава
field-paid_by = платежі, названі в документі
field-cited_as = як документ назвуть у платежі
field-lines = рядки документа
field-increase = збільшення боргу
field-tax_only = лише для податкового обліку
field-format_version = версія формату
field-revision = номер виправлення
field-product = номенклатура
field-article = артикул
field-code = код у програмі
field-unit = одиниця виміру
field-quantity = кількість
field-price = ціна
field-amount = сума
field-direction = напрям платежу
field-method = спосіб оплати
field-payer = платник
field-payee = отримувач
field-purpose = призначення платежу
field-pays = документи, що оплачуються
field-not_settlement = не розрахунки з контрагентом
field-report = звіт банку
field-references = посилання банку
field-entry = посилання проводки банку
field-entry_total = сума всієї проводки банку
field-reversal = повертає попередній платіж
field-ledger = рахунок обліку
field-period_start = початок періоду
field-period_end = кінець періоду
field-opening = початкове сальдо
field-opening_debit = початкове сальдо, дебет
field-opening_credit = початкове сальдо, кредит
field-opening_sides = початкове сальдо за дебетом і за кредитом
field-debit = оборот за дебетом
field-credit = оборот за кредитом
field-closing = кінцеве сальдо
field-closing_debit = кінцеве сальдо, дебет
field-closing_credit = кінцеве сальдо, кредит
field-closing_sides = кінцеве сальдо за дебетом і за кредитом
field-debit_count = кількість операцій за дебетом
field-credit_count = кількість операцій за кредитом
field-version = версія запису

# Види записів: model::record::RecordKind.
record-kinds-organization = Організації
record-kinds-client = Контрагенти
record-kinds-contact = Контактні особи
record-kinds-contract = Договори
record-kinds-product = Номенклатура
record-kinds-invoice = Рахунки на оплату
record-kinds-order = Замовлення
record-kinds-shipment = Відвантаження
record-kinds-return = Повернення
record-kinds-payment = Платежі
record-kinds-balance = Залишки та обороти

# Стоп-кран: src/reconcile/brake.rs. Прикладів (names) не більше трьох.
issue-brake-deleted = вилучено або скасовано { $found } з { $total } відомих записів файлу (поріг { $limit } %), наприклад: { $names }
issue-brake-deleted-advice = Перевірте, чи не вилучили документи помилково і чи з тієї бази вивантаження. Якщо все правильно, скажіть адміністраторові: після його згоди файл буде прийнято.
issue-brake-sums = у { $found } з { $total } відомих документів і платежів інша сума (поріг { $limit } %), наприклад: { $names }
issue-brake-sums-advice = Перевірте, чи не зсунулися стовпці та чи в тій валюті суми. Якщо все правильно, скажіть адміністраторові: після його згоди файл буде прийнято.
issue-brake-emptied = у { $found } з { $total } відомих записів спорожніли поля (поріг { $limit } %), найчастіше «{ $field }», наприклад: { $names }
issue-brake-emptied-advice = Перевірте, чи не зник із вивантаження стовпець або відбір. Якщо все правильно, скажіть адміністраторові: після його згоди файл буде прийнято.
issue-brake-shrunken = у повному списку { $found } рядків, а минулого разу було { $was } (поріг: менше на { $limit } %)
issue-brake-shrunken-advice = Перевірте період і відбір вивантаження. Якщо список справді став коротшим, скажіть адміністраторові: після його згоди файл буде прийнято.
issue-brake-organization = документи чужої організації: { $names }; жодної нашої у файлі немає
issue-brake-organization-advice = Перевірте, чи з тієї бази вивантаження. Якщо це нова наша організація, скажіть адміністраторові: він додасть її в налаштування або погодиться прийняти файл.
issue-brake-closed = файл додає або змінює документи й платежі закритого періоду, записів: { $found } (період закрито по { $day }), наприклад: { $names }
issue-brake-closed-advice = Якщо виправлення заднім числом потрібне, скажіть адміністраторові: після його згоди файл буде прийнято. Якщо ні, поверніть документи в обліковій програмі та вивантажте знову.
issue-brake-changed = на цей файл уже погоджувалися, але відтоді база змінилася, і тепер він змінив би інше
issue-brake-changed-advice = Потрібно погодитися ще раз.
