# Книги менеджеров: что ждёт человека (src/pipeline/books/ask.rs) и команда sverka books.
decision-change-request = { $who } в книге «{ $book }» просит: { $column } — не «{ $known }», а «{ $given }»
decision-change-request-of-accounting = { $who } в книге «{ $book }» просит: { $column } — не «{ $known }», а «{ $given }»; это меняют только в учётной программе: исправьте там, и вопрос закроется сам
decision-change-request-blank = { $who } в книге «{ $book }» просит вписать: { $column } — «{ $given }» (сейчас пусто)
decision-change-request-cleared = { $who } в книге «{ $book }» просит стереть: { $column } — сейчас «{ $known }»
decision-change-request-of-accounting-blank = { $who } в книге «{ $book }» просит вписать: { $column } — «{ $given }» (сейчас пусто); это меняют только в учётной программе: исправьте там, и вопрос закроется сам
decision-change-request-of-accounting-cleared = { $who } в книге «{ $book }» просит стереть: { $column } — сейчас «{ $known }»; это меняют только в учётной программе: исправьте там, и вопрос закроется сам
decision-row-deleted = { $who } удаляет строку из книги «{ $book }»
decision-held-missing-sheet = нет листа «{ $sheet }»
decision-held-missing-header = на листе «{ $sheet }» нет колонки «{ $column }», без неё не узнать строки
decision-held-missing-rows = на листе «{ $sheet }» не хватает строк: { $missing } из { $of }
decision-held-column-changed = на листе «{ $sheet }» колонка «{ $column }» изменилась почти во всей таблице: { $changed } из { $of }
decision-held-codes-moved = на листе «{ $sheet }» коды стоят против чужих строк ({ $moved }), и не все строки удалось узнать
decision-held-part-sorted = на листе «{ $sheet }» значения колонки «{ $column }» перешли в чужие строки ({ $moved }): отсортирована только часть таблицы
decision-held-cells-shifted = на листе «{ $sheet }» значения колонки «{ $column }» сдвинулись в чужие строки ({ $moved })
decision-wish-told = { $subject }, { $column }: не «{ $known }», а «{ $given }» (просит { $who }, вопрос { $question })
decision-wish-told-blank = { $subject }, { $column }: вписать «{ $given }» (сейчас пусто; просит { $who }, вопрос { $question })
decision-wish-told-cleared = { $subject }, { $column }: стереть «{ $known }» (просит { $who }, вопрос { $question })

explain-question-change_request = { $id }: взять значение менеджера? { $label }
explain-question-deletion = { $id }: строку удалили из книги — убрать? { $label }
explain-question-workbook_held = { $id }: книга изменилась необычно — так и задумано? { $label }

book-status-declined = { $column }: бухгалтер не принял ваше значение
book-status-declined-again = { $column }: «{ $value }» уже отклонено ({ $who }, { $date }), бухгалтеру снова не передано

receipt-wishes-title = Менеджеры просят поправить
receipt-wishes-how = Поправьте это в своей программе: вопрос закроется сам со следующей выгрузкой. Или ответьте здесь: sverka review accept ВОПРОС — взять значение менеджера, sverka review reject ВОПРОС — отказать.

review-how-fill = взять значение менеджера: оно встанет вместо того, что передаёт источник
review-how-decline = не брать; менеджер прочтёт об этом в своей книге
review-how-only-accounting = принять здесь нельзя: исправьте в учётной программе, и вопрос закроется сам
review-how-archive = так и задумано: клиент будет удалён, документ или платёж больше не покажется в этой книге; вернуть можно
review-how-return = строка вернётся в книгу
review-how-release = так и задумано: взять именно этот файл как есть
review-how-discard = это ошибка: убрать файл в папку previous и нарисовать книгу заново

verdict-fill = { $subject }: { $column } теперь «{ $value }», как просил менеджер
verdict-decline = { $subject }: «{ $value }» в колонке «{ $column }» не берём
verdict-archive = { $subject }: больше не показывается в книге «{ $book }»
verdict-return = { $subject }: строка вернётся в книгу «{ $book }»
verdict-release = файл книги «{ $book }» ({ $value }) взят как есть
verdict-discard = файл книги «{ $book }» ({ $value }) убран, книга нарисована заново

refusal-only-accounting = это поле меняют только в учётной программе; исправьте там, и вопрос { $question } закроется сам, или откажите: sverka review reject { $question }
refusal-bad-wish = «{ $value }» здесь стоять не может: проверьте ИНН, КПП или имя менеджера; если значение неверное, откажите
refusal-deletion-owes = за клиентом { $client } числятся деньги (долг или аванс), удалить его нельзя. Верните строку: sverka review reject { $question }
refusal-not-released = в книге «{ $book }» нет колонки с кодами, без неё файл взять нельзя: верните прежнюю версию или нарисуйте книгу заново — sverka books discard «{ $book }»
refusal-not-undone = решение { $decision } не отменить: правки из книги «{ $book }» уже взяты. Поправьте их в книге; прежний файл лежит в папке previous

error-no-such-book = нет книги «{ $subject }»; какие есть: sverka books list
error-book-not-held = книга «{ $subject }» не задержана: решать нечего
error-row-not-gone = строка { $subject } из этой книги не удалена; что удалено: sverka books show КНИГА

books-state-held = задержана: ждёт решения
books-state-waiting = ждёт записи
books-state-written = записана
books-gone = удалено строк: { $count }
books-requests = просьб к бухгалтеру: { $count }
books-conflicts = конфликтов: { $count }
books-row-proposed = удалена, ждёт решения
books-row-away = больше не показывается
books-row-returning = вернётся, когда книга будет записана
books-how-held = Взять файл как есть: sverka books release "{ $book }". Убрать его и нарисовать книгу заново: sverka books discard "{ $book }"
books-how-gone = Вернуть строки: sverka books restore "{ $book }" [СТРОКА…]. Согласиться с удалением: sverka books archive "{ $book }" [СТРОКА…]
books-nothing = Решать нечего.

# Обычные этапы продажи, через запятую: список в колонке, если в настройках нет своего.
book-stages = новый, переговоры, предложение, договор, счёт, оплачен, отказ
book-control-gone = больше не сверяется
