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
    [one] Показано старі питання; ще { $number } не увійшло, його видасть «sverka review list».
    [few] Показано старі питання; ще { $number } не увійшли, їх видасть «sverka review list».
   *[other] Показано старі питання; ще { $number } не увійшли, їх видасть «sverka review list».
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
asked-more = і ще { $count }: sverka review show { $question }

asked-state-open = чекає на відповідь
asked-state-decided = вирішено: { $answer } — { $who }, { $day } (рішення { $decision })
asked-state-resolved = відповідь не потрібна: її дали нові дані
asked-state-undone = рішення { $decision } скасовано, питання знову відкрите
asked-state-changed = ваш вибір «{ $choice }» не взято: варіанти відтоді змінилися; перегляньте їх і виберіть ще раз
asked-state-outside = ваш вибір «{ $choice }» не взято: такого варіанта немає; виберіть ще раз
asked-state-torn = ваш вибір «{ $choice }» не взято: варіанти в рядку не ті, що записала програма (чи не відсортовано частину таблиці?); виберіть ще раз
asked-state-refused = ваш вибір «{ $choice }» не взято: { $why }
asked-state-late = ваш вибір «{ $choice }» надійшов пізніше і не взятий
asked-yes = так
asked-no = ні
