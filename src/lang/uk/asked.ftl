# Аркуш «Рішення» у книгах менеджерів: питання, на які відповідають вибором.
book-sheet-questions = Рішення
book-column-asked-since = Чекає з
book-column-question = Питання
book-column-options = Варіанти
book-column-question-state = Стан
book-column-answer = Вибір
book-choice-none = ні
book-hint-questions = Тут програма питає те, чого не вирішує сама: виберіть у «Вибір» номер варіанта або «ні» і збережіть книгу, причину впишіть поруч. Рядків немає — питань немає.
# З цих слів починається стан вирішеного питання: за ними рядок сіріє.
book-asked-decided = вирішено
book-asked-resolved = відповідь не потрібна
book-left-out-questions = { $count ->
    [one] Показано старі питання; ще { $number } не увійшло. Повний список попросіть в адміністратора.
    [few] Показано старі питання; ще { $number } не увійшли. Повний список попросіть в адміністратора.
   *[other] Показано старі питання; ще { $number } не увійшли. Повний список попросіть в адміністратора.
}

asked-client = { $about }: це один клієнт із кимось із варіантів?
asked-twin = { $about }: це той самий документ, що в одному з варіантів?
asked-change = { $about }: це та сама зміна, що в одному з варіантів?
asked-document = { $about }: чий це документ?
asked-payment = { $about }: що цими грошима оплачено?
asked-payer = { $about }: чиї це гроші?
asked-direction = { $about }: куди йшли гроші?
asked-take = { $about }: взяти цей запис?
asked-wish = { $about }: взяти те, що просить менеджер?
asked-foreign = { $about }: менеджер просить виправити
asked-row = { $about }: рядок видалили з книги — прибрати?
asked-held = Книга «{ $about }» змінилася незвично: так і задумано?
asked-torn = Книга «{ $about }» змінилася так, що взяти її не можна
asked-fill = поставити
asked-like = Схоже на: { $candidates }
asked-record = { $kind } № { $number } від { $date } на { $amount } ({ $id })
asked-waiting = { $kind } { $label } (файл «{ $file }», { $place })
asked-more = і ще { $count }: якщо потрібний серед них, скажіть адміністраторові (питання { $question })

asked-state-open = чекає на відповідь
asked-state-decided = вирішено: { $answer } — { $who }, { $day } (рішення { $decision })
asked-state-resolved = відповідь не потрібна: її дали нові дані
asked-state-undone = рішення { $decision } скасовано, питання знову відкрите
asked-state-taken-back = ваш вибір «{ $choice }» скасовано адміністратором разом із прогоном, питання знову відкрите: виберіть ще раз
asked-state-again = ваш вибір «{ $choice }» взято (рішення { $decision }), але питання ще відкрите: виберіть і для решти
asked-state-changed = ваш вибір «{ $choice }» не взято: варіанти відтоді змінилися; перегляньте їх і виберіть ще раз
asked-state-outside = ваш вибір «{ $choice }» не взято: такого варіанта немає; виберіть ще раз
asked-state-torn = ваш вибір «{ $choice }» не взято: варіанти в рядку не ті, що записала програма (чи не відсортовано частину таблиці?); виберіть ще раз
asked-state-refused = ваш вибір «{ $choice }» не взято: { $why }
asked-state-late = ваш вибір «{ $choice }» надійшов пізніше і не взятий
asked-yes = так
asked-no = ні

# Чому вибір у книзі не взято, словами для того, хто не має командного рядка (src/pipeline/books/answers.rs).
asked-refused-different-numbers = у { $one } і { $other } різні чинні податкові номери, { $ours } і { $theirs }: це дві компанії. Якщо клієнт усе ж один, скажіть адміністраторові: об'єднає він
asked-refused-joined-by-rule = клієнта { $client } ні з ким не об'єднували, але записи потрапили до нього одразу за податковим номером: { $records }; відокремити їх може адміністратор
asked-refused-nobodys-document = чий документ { $document }, невідомо; спершу дайте відповідь на запитання про нього або скажіть адміністраторові, чий він
asked-refused-rule-exists = для номера { $tax_id } уже є правило { $rule }; прибрати його може адміністратор
asked-refused-answered = на запитання { $question } вже відповіли рішенням { $decision }; скасувати його може адміністратор
asked-refused-other-verb = на запитання { $question } відповідає адміністратор
asked-refused-others-depend = на рішенні { $decision } тримаються пізніші: { $others }; скасувати їх може адміністратор
asked-refused-only-accounting = це поле змінюють лише в обліковій програмі: виправте там, і питання { $question } закриється саме, або виберіть «ні»
asked-refused-deletion-owes = за клієнтом { $client } рахуються гроші (борг або аванс), вилучити його не можна. Щоб повернути рядок, виберіть «ні» (питання { $question })
asked-refused-not-released = у книзі «{ $book }» немає колонки з кодами, без неї файл взяти не можна: поверніть попередню версію, або виберіть «ні», і книгу буде намальовано наново
