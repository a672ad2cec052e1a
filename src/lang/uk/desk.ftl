# Книги менеджерів: що чекає на людину (src/pipeline/books/ask.rs) і команда sverka books.
decision-change-request = { $who } у книзі «{ $book }» просить: { $column } — не «{ $known }», а «{ $given }»
decision-change-request-of-accounting = { $who } у книзі «{ $book }» просить: { $column } — не «{ $known }», а «{ $given }»; це змінюють лише в обліковій програмі: виправте там, і питання закриється саме
decision-change-request-blank = { $who } у книзі «{ $book }» просить вписати: { $column } — «{ $given }» (зараз порожньо)
decision-change-request-cleared = { $who } у книзі «{ $book }» просить стерти: { $column } — зараз «{ $known }»
decision-change-request-of-accounting-blank = { $who } у книзі «{ $book }» просить вписати: { $column } — «{ $given }» (зараз порожньо); це змінюють лише в обліковій програмі: виправте там, і питання закриється саме
decision-change-request-of-accounting-cleared = { $who } у книзі «{ $book }» просить стерти: { $column } — зараз «{ $known }»; це змінюють лише в обліковій програмі: виправте там, і питання закриється саме
decision-row-deleted = { $who } вилучає рядок із книги «{ $book }»
decision-held-missing-sheet = немає аркуша «{ $sheet }»
decision-held-missing-header = на аркуші «{ $sheet }» немає колонки «{ $column }», без неї не впізнати рядки
decision-held-missing-rows = на аркуші «{ $sheet }» бракує рядків: { $missing } з { $of }
decision-held-column-changed = на аркуші «{ $sheet }» колонка «{ $column }» змінилася майже в усій таблиці: { $changed } з { $of }
decision-held-codes-moved = на аркуші «{ $sheet }» коди стоять проти чужих рядків ({ $moved }), і не всі рядки вдалося впізнати
decision-held-part-sorted = на аркуші «{ $sheet }» значення колонки «{ $column }» перейшли в чужі рядки ({ $moved }): відсортовано лише частину таблиці
decision-held-cells-shifted = на аркуші «{ $sheet }» значення колонки «{ $column }» зсунулися в чужі рядки ({ $moved })
decision-wish-told = { $subject }, { $column }: не «{ $known }», а «{ $given }» (просить { $who }, питання { $question })
decision-wish-told-blank = { $subject }, { $column }: вписати «{ $given }» (зараз порожньо; просить { $who }, питання { $question })
decision-wish-told-cleared = { $subject }, { $column }: стерти «{ $known }» (просить { $who }, питання { $question })

explain-question-change_request = { $id }: взяти значення менеджера? { $label }
explain-question-deletion = { $id }: рядок вилучили з книги — прибрати? { $label }
explain-question-workbook_held = { $id }: книга змінилася незвично — так і задумано? { $label }

book-status-declined = { $column }: бухгалтер не прийняв ваше значення
book-status-declined-again = { $column }: «{ $value }» уже відхилено ({ $who }, { $date }), бухгалтерові знову не передано

receipt-wishes-title = Менеджери просять виправити
receipt-wishes-how = Виправте це у своїй програмі: питання закриється саме з наступною вигрузкою. Або відповідайте тут: sverka review accept ПИТАННЯ — взяти значення менеджера, sverka review reject ПИТАННЯ — відмовити.

review-how-fill = взяти значення менеджера: воно стане замість того, що передає джерело
review-how-decline = не брати; менеджер прочитає про це у своїй книзі
review-how-only-accounting = прийняти тут не можна: виправте в обліковій програмі, і питання закриється саме
review-how-archive = так і задумано: клієнта буде вилучено, документ або платіж більше не покажеться в цій книзі; повернути можна
review-how-return = рядок повернеться до книги
review-how-release = так і задумано: взяти саме цей файл як є
review-how-discard = це помилка: прибрати файл до теки previous і намалювати книгу наново

verdict-fill = { $subject }: { $column } тепер «{ $value }», як просив менеджер
verdict-decline = { $subject }: «{ $value }» у колонці «{ $column }» не беремо
verdict-archive = { $subject }: більше не показується в книзі «{ $book }»
verdict-return = { $subject }: рядок повернеться до книги «{ $book }»
verdict-release = файл книги «{ $book }» ({ $value }) взято як є
verdict-discard = файл книги «{ $book }» ({ $value }) прибрано, книгу намальовано наново

refusal-only-accounting = це поле змінюють лише в обліковій програмі; виправте там, і питання { $question } закриється саме, або відмовте: sverka review reject { $question }
refusal-bad-wish = «{ $value }» тут стояти не може: перевірте податковий номер, КПП або ім’я менеджера; якщо значення хибне, відмовте
refusal-deletion-owes = за клієнтом { $client } рахуються гроші (борг або аванс), вилучити його не можна. Поверніть рядок: sverka review reject { $question }
refusal-not-released = у книзі «{ $book }» немає колонки з кодами, без неї файл взяти не можна: поверніть попередню версію або намалюйте книгу наново — sverka books discard «{ $book }»
refusal-not-undone = рішення { $decision } не скасувати: правки з книги «{ $book }» вже взято. Виправте їх у книзі; попередній файл лежить у теці previous

error-no-such-book = немає книги «{ $subject }»; які є: sverka books list
error-book-not-held = книгу «{ $subject }» не затримано: вирішувати нічого
error-row-not-gone = рядок { $subject } із цієї книги не вилучено; що вилучено: sverka books show КНИГА

books-state-held = затримана: чекає на рішення
books-state-waiting = чекає на запис
books-state-written = записана
books-gone = вилучено рядків: { $count }
books-requests = прохань до бухгалтера: { $count }
books-conflicts = конфліктів: { $count }
books-row-proposed = вилучено, чекає на рішення
books-row-away = більше не показується
books-row-returning = повернеться, коли книгу буде записано
books-how-held = Взяти файл як є: sverka books release "{ $book }". Прибрати його й намалювати книгу наново: sverka books discard "{ $book }"
books-how-gone = Повернути рядки: sverka books restore "{ $book }" [РЯДОК…]. Погодитися з вилученням: sverka books archive "{ $book }" [РЯДОК…]
books-nothing = Вирішувати нічого.

# Звичайні етапи продажу, через кому: список у колонці, якщо в налаштуваннях немає свого.
book-stages = новий, переговори, пропозиція, договір, рахунок, оплачено, відмова
book-control-gone = більше не звіряється
