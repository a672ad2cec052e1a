# Managers' workbooks: src/workbook
book-sheet-summary = Сводка
book-sheet-clients = Клиенты
book-sheet-documents = Счета
book-sheet-payments = Платежи
book-title = { $sheet } — { $owner }
book-everyone = все менеджеры
book-no-manager = Без менеджера
book-as-of = Данные на { $date }.
book-left-out-clients = { $count ->
    [one] Показаны клиенты с долгом и недавними документами; ещё { $number } строка не вошла. Полный список попросите у администратора.
    [few] Показаны клиенты с долгом и недавними документами; ещё { $number } строки не вошли. Полный список попросите у администратора.
   *[other] Показаны клиенты с долгом и недавними документами; ещё { $number } строк не вошли. Полный список попросите у администратора.
}
book-left-out-documents = { $count ->
    [one] Показаны открытые и последние документы; ещё { $number } строка не вошла. Полный список попросите у администратора.
    [few] Показаны открытые и последние документы; ещё { $number } строки не вошли. Полный список попросите у администратора.
   *[other] Показаны открытые и последние документы; ещё { $number } строк не вошли. Полный список попросите у администратора.
}
book-left-out-payments = { $count ->
    [one] Показаны нераспределённые и последние платежи; ещё { $number } строка не вошла. Полный список попросите у администратора.
    [few] Показаны нераспределённые и последние платежи; ещё { $number } строки не вошли. Полный список попросите у администратора.
   *[other] Показаны нераспределённые и последние платежи; ещё { $number } строк не вошли. Полный список попросите у администратора.
}
book-visible-total = Итого по видимым строкам, { $currency }
book-band-accounting-short = Из учёта
book-band-manager-short = Ваше
book-band-accounting = Из учёта — обновляется само
book-band-manager = Ваши колонки — правьте свободно
book-note-manager = Эту колонку ведёте вы: сохраните книгу, и программа возьмёт написанное при следующем проходе.
book-page = Страница { $page } из { $pages }

book-column-id = Код
book-column-client = Клиент
book-column-manager = Менеджер
book-column-tax-id = ИНН
book-column-kpp = КПП
book-column-invoiced = Выставлено
book-column-reduced = Возвраты и корректировки
book-column-paid = Оплачено
book-column-debt = Долг
book-column-overdue = Просрочено
book-column-advance = Аванс
book-column-currency = Валюта
book-column-other-currencies = Другие валюты
book-column-last-document = Последний счёт
book-column-last-payment = Последний платёж
book-column-phone = Телефон
book-column-segment = Сегмент
book-column-stage = Этап
book-column-next-contact = Следующий контакт
book-column-comment = Комментарий
book-column-kind = Документ
book-column-number = Номер
book-column-date = Дата
book-column-organization = Организация
book-column-total = Сумма
book-column-balance = Остаток
book-column-due-date = Срок оплаты
book-column-overdue-days = Дней просрочки
book-column-status = Статус
book-column-planned-payment = Планируемая оплата
book-column-direction = Направление
book-column-amount = Сумма
book-column-allocated = Распределено
book-column-unallocated = Не распределено
book-column-returned = Возвращено
book-column-payer = Плательщик по банку
book-column-why = Почему так зачтено
book-column-documents = Документы
book-column-purpose = Назначение
book-column-method = Способ
book-column-legal-name = Полное название
book-column-email = Электронная почта
book-column-region = Регион

book-other-currency = { $currency }: долг { $open }
book-other-currency-overdue = { $currency }: долг { $open }, просрочено { $overdue }
book-other-currency-advance = { $currency }: долг { $open }, аванс { $advance }
book-other-currency-both = { $currency }: долг { $open }, просрочено { $overdue }, аванс { $advance }

book-kind-invoice = Счёт
book-kind-order = Заказ
book-kind-shipment = Отгрузка
book-kind-return = Возврат
book-status-deleted = Удалено
book-status-canceled = Отменено
book-status-draft = Не проведено
book-status-paid = Оплачено
book-status-partly-paid = Оплачено частично
book-status-open = Не оплачено
book-direction-in = приход
book-direction-out = расход
book-direction-internal = внутреннее
book-method-bank = банк
book-method-cash = касса
book-method-card = карта
book-method-offset = зачёт

book-section-main = Главное
book-section-aging = Долг по срокам
book-section-debtors = Крупнейшие должники
book-section-managers = По менеджерам
book-section-foreign = Другие валюты
book-section-legend = Как читать книгу
book-head-figure = Показатель
book-head-count = Количество
book-head-sum = Сумма, { $currency }
book-head-term = Срок
book-head-documents = Документов
book-head-clients = Клиентов
book-head-debt = Долг, { $currency }
book-head-overdue = Просрочено, { $currency }
book-head-paid-month = Поступило, { $month }
book-figure-clients = Клиенты
book-figure-open = Открытые документы
book-figure-overdue = Из них просрочены
book-figure-paid-this = Поступило за { $month }
book-figure-paid-last = Поступило за { $month }
book-figure-out-this = Возвращено и выплачено за { $month }
book-figure-unallocated = Не распределено по документам
book-aging-no-due = Срок не указан
book-aging-not-due = Срок не наступил
book-aging-1-30 = 1–30 дней
book-aging-31-60 = 31–60 дней
book-aging-61-90 = 61–90 дней
book-aging-over-90 = Больше 90 дней
book-total = Итого
book-nobody-owes = Должников нет
book-chart-aging = Долг по срокам, { $currency }
book-chart-managers = Долг по менеджерам, { $currency }
book-chart-debt = Долг
book-chart-overdue = В том числе просрочено
book-legend-red = Красная строка на листе «{ $sheet }» — просрочка; чем темнее, тем дольше: 30, 60, 90 дней.
book-legend-yellow = Жёлтый срок — платить в ближайшие 7 дней; зелёный статус — оплачено; серая строка — не деньги.
book-legend-filter = Суммы над шапкой таблицы считают только видимые строки: отфильтруйте — и они изменятся.
book-legend-manager = Зелёные колонки — ваши: правьте их, сохраняйте книгу, программа возьмёт правки сама.
book-month-1 = январь
book-month-2 = февраль
book-month-3 = март
book-month-4 = апрель
book-month-5 = май
book-month-6 = июнь
book-month-7 = июль
book-month-8 = август
book-month-9 = сентябрь
book-month-10 = октябрь
book-month-11 = ноябрь
book-month-12 = декабрь
book-sheet-controls = Сверка
book-column-subject = Клиент или счёт
book-column-period-end = На дату
book-column-stated = Остаток у источника
book-column-held = Остаток в базе
book-column-difference = Разница
book-column-verdict = Итог
book-column-since = С какого прогона
book-column-explanation = Чем объясняется
book-column-file = Файл источника
book-control-agrees = сходится
book-control-differs = расходится
book-control-not-comparable = не с чем сравнить
book-since = прогон { $run } ({ $day })
book-left-out-controls = { $count ->
    [one] Показаны сначала расхождения; ещё { $number } строка не вошла. Полный список попросите у администратора.
    [few] Показаны сначала расхождения; ещё { $number } строки не вошли. Полный список попросите у администратора.
   *[other] Показаны сначала расхождения; ещё { $number } строк не вошли. Полный список попросите у администратора.
}
