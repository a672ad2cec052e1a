# Лист «Решения» в книгах менеджеров: вопросы, на которые отвечают выбором.
book-sheet-questions = Решения
book-column-asked-since = Ждёт с
book-column-question = Вопрос
book-column-options = Варианты
book-column-question-state = Состояние
book-column-answer = Выбор
book-choice-none = нет
book-hint-questions = Здесь программа спрашивает то, чего не решает сама: выберите в «Выбор» номер варианта или «нет» и сохраните книгу, причину впишите рядом. Строк нет — вопросов нет.
# С этих слов начинается состояние решённого вопроса: по ним строка сереет.
book-asked-decided = решено
book-asked-resolved = ответ не нужен
book-left-out-questions = { $count ->
    [one] Показаны старые вопросы; ещё { $number } не вошёл, его выдаст «sverka review list».
    [few] Показаны старые вопросы; ещё { $number } не вошли, их выдаст «sverka review list».
   *[other] Показаны старые вопросы; ещё { $number } не вошли, их выдаст «sverka review list».
}

asked-client = { $about }: это один клиент с кем-то из вариантов?
asked-twin = { $about }: это тот же документ, что в одном из вариантов?
asked-change = { $about }: это то же изменение, что в одном из вариантов?
asked-document = { $about }: чей это документ?
asked-payment = { $about }: что этими деньгами оплачено?
asked-payer = { $about }: чьи это деньги?
asked-direction = { $about }: куда шли деньги?
asked-take = { $about }: взять эту запись?
asked-wish = { $about }: взять то, что просит менеджер?
asked-foreign = { $about }: менеджер просит поправить
asked-row = { $about }: строку удалили из книги — убрать?
asked-held = Книга «{ $about }» изменилась необычно: так и задумано?
asked-torn = Книга «{ $about }» изменилась так, что взять её нельзя
asked-fill = поставить
asked-like = Похоже на: { $candidates }
asked-record = { $kind } № { $number } от { $date } на { $amount } ({ $id })
asked-waiting = { $kind } { $label } (файл «{ $file }», { $place })
asked-more = и ещё { $count }: sverka review show { $question }

asked-state-open = ждёт ответа
asked-state-decided = решено: { $answer } — { $who }, { $day } (решение { $decision })
asked-state-resolved = ответ не нужен: его дали новые данные
asked-state-undone = решение { $decision } отменено, вопрос снова открыт
asked-state-changed = ваш выбор «{ $choice }» не взят: варианты с тех пор изменились; посмотрите их и выберите ещё раз
asked-state-outside = ваш выбор «{ $choice }» не взят: такого варианта нет; выберите ещё раз
asked-state-torn = ваш выбор «{ $choice }» не взят: варианты в строке не те, что записала программа (не отсортирована ли часть таблицы?); выберите ещё раз
asked-state-refused = ваш выбор «{ $choice }» не взят: { $why }
asked-state-late = ваш выбор «{ $choice }» пришёл позже и не взят
asked-yes = да
asked-no = нет
