# Managers' workbooks: src/workbook
book-sheet-summary = Зведення
book-sheet-clients = Клієнти
book-sheet-documents = Рахунки
book-sheet-payments = Платежі
book-title = { $sheet } — { $owner }
book-everyone = усі менеджери
book-no-manager = Без менеджера
book-as-of = Дані на { $date }.
book-left-out-clients = { $count ->
    [one] Показано клієнтів із боргом і недавніми документами; ще { $number } рядок не ввійшов. Повний список попросіть в адміністратора.
    [few] Показано клієнтів із боргом і недавніми документами; ще { $number } рядки не ввійшли. Повний список попросіть в адміністратора.
   *[other] Показано клієнтів із боргом і недавніми документами; ще { $number } рядків не ввійшли. Повний список попросіть в адміністратора.
}
book-left-out-documents = { $count ->
    [one] Показано відкриті й останні документи; ще { $number } рядок не ввійшов. Повний список попросіть в адміністратора.
    [few] Показано відкриті й останні документи; ще { $number } рядки не ввійшли. Повний список попросіть в адміністратора.
   *[other] Показано відкриті й останні документи; ще { $number } рядків не ввійшли. Повний список попросіть в адміністратора.
}
book-left-out-payments = { $count ->
    [one] Показано нерозподілені й останні платежі; ще { $number } рядок не ввійшов. Повний список попросіть в адміністратора.
    [few] Показано нерозподілені й останні платежі; ще { $number } рядки не ввійшли. Повний список попросіть в адміністратора.
   *[other] Показано нерозподілені й останні платежі; ще { $number } рядків не ввійшли. Повний список попросіть в адміністратора.
}
book-visible-total = Разом за видимими рядками, { $currency }
book-band-accounting-short = З обліку
book-band-manager-short = Ваше
book-band-accounting = З обліку — оновлюється саме
book-band-manager = Ваші колонки — правте вільно
book-note-manager = Цю колонку ведете ви: збережіть книгу, і програма візьме написане під час наступного проходу.
book-page = Сторінка { $page } з { $pages }

book-column-id = Код
book-column-client = Клієнт
book-column-manager = Менеджер
book-column-tax-id = Податковий номер
book-column-kpp = КПП
book-column-invoiced = Виставлено
book-column-reduced = Повернення та коригування
book-column-paid = Сплачено
book-column-debt = Борг
book-column-overdue = Прострочено
book-column-advance = Аванс
book-column-currency = Валюта
book-column-other-currencies = Інші валюти
book-column-last-document = Останній рахунок
book-column-last-payment = Останній платіж
book-column-phone = Телефон
book-column-segment = Сегмент
book-column-stage = Етап
book-column-next-contact = Наступний контакт
book-column-comment = Коментар
book-column-kind = Документ
book-column-number = Номер
book-column-date = Дата
book-column-organization = Організація
book-column-total = Сума
book-column-balance = Залишок
book-column-due-date = Термін оплати
book-column-overdue-days = Днів прострочення
book-column-status = Стан
book-column-planned-payment = Планована оплата
book-column-direction = Напрям
book-column-amount = Сума
book-column-allocated = Розподілено
book-column-unallocated = Не розподілено
book-column-returned = Повернено
book-column-payer = Платник за банком
book-column-why = Чому так зараховано
book-column-documents = Документи
book-column-purpose = Призначення
book-column-method = Спосіб
book-column-legal-name = Повна назва
book-column-email = Електронна пошта
book-column-region = Регіон

book-other-currency = { $currency }: борг { $open }
book-other-currency-overdue = { $currency }: борг { $open }, прострочено { $overdue }
book-other-currency-advance = { $currency }: борг { $open }, аванс { $advance }
book-other-currency-both = { $currency }: борг { $open }, прострочено { $overdue }, аванс { $advance }

book-kind-invoice = Рахунок
book-kind-order = Замовлення
book-kind-shipment = Відвантаження
book-kind-return = Повернення
book-status-deleted = Видалено
book-status-canceled = Скасовано
book-status-draft = Не проведено
book-status-paid = Сплачено
book-status-partly-paid = Сплачено частково
book-status-open = Не сплачено
book-direction-in = надходження
book-direction-out = витрата
book-direction-internal = внутрішнє
book-method-bank = банк
book-method-cash = каса
book-method-card = картка
book-method-offset = залік

book-section-main = Головне
book-section-aging = Борг за термінами
book-section-debtors = Найбільші боржники
book-section-managers = За менеджерами
book-section-foreign = Інші валюти
book-section-legend = Як читати книгу
book-head-figure = Показник
book-head-count = Кількість
book-head-sum = Сума, { $currency }
book-head-term = Термін
book-head-documents = Документів
book-head-clients = Клієнтів
book-head-debt = Борг, { $currency }
book-head-overdue = Прострочено, { $currency }
book-head-paid-month = Надійшло, { $month }
book-figure-clients = Клієнти
book-figure-open = Відкриті документи
book-figure-overdue = З них прострочені
book-figure-paid-this = Надійшло за { $month }
book-figure-paid-last = Надійшло за { $month }
book-figure-out-this = Повернено й виплачено за { $month }
book-figure-unallocated = Не розподілено за документами
book-aging-no-due = Термін не вказано
book-aging-not-due = Термін не настав
book-aging-1-30 = 1–30 днів
book-aging-31-60 = 31–60 днів
book-aging-61-90 = 61–90 днів
book-aging-over-90 = Понад 90 днів
book-total = Разом
book-nobody-owes = Боржників немає
book-chart-aging = Борг за термінами, { $currency }
book-chart-managers = Борг за менеджерами, { $currency }
book-chart-debt = Борг
book-chart-overdue = Зокрема прострочено
book-legend-red = Червоний рядок на аркуші «{ $sheet }» — прострочення; що темніше, то довше: 30, 60, 90 днів.
book-legend-yellow = Жовтий термін — платити в найближчі 7 днів; зелений стан — сплачено; сірий рядок — не гроші.
book-legend-filter = Суми над шапкою таблиці рахують лише видимі рядки: відфільтруйте — і вони зміняться.
book-legend-manager = Зелені колонки — ваші: правте їх, зберігайте книгу, програма візьме правки сама.
book-month-1 = січень
book-month-2 = лютий
book-month-3 = березень
book-month-4 = квітень
book-month-5 = травень
book-month-6 = червень
book-month-7 = липень
book-month-8 = серпень
book-month-9 = вересень
book-month-10 = жовтень
book-month-11 = листопад
book-month-12 = грудень
book-sheet-controls = Звірка
book-column-subject = Клієнт або рахунок
book-column-period-end = На дату
book-column-stated = Залишок у джерела
book-column-held = Залишок у базі
book-column-difference = Різниця
book-column-verdict = Підсумок
book-column-since = З якого прогону
book-column-explanation = Чим пояснюється
book-column-file = Файл джерела
book-control-agrees = сходиться
book-control-differs = розходиться
book-control-not-comparable = немає з чим порівняти
book-since = прогін { $run } ({ $day })
book-left-out-controls = { $count ->
    [one] Показано спершу розбіжності; ще { $number } рядок не ввійшов. Повний список попросіть в адміністратора.
    [few] Показано спершу розбіжності; ще { $number } рядки не ввійшли. Повний список попросіть в адміністратора.
   *[other] Показано спершу розбіжності; ще { $number } рядків не ввійшло. Повний список попросіть в адміністратора.
}
