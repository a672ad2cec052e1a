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
    [one] Показаны старые вопросы; ещё { $number } не вошёл. Полный список попросите у администратора.
    [few] Показаны старые вопросы; ещё { $number } не вошли. Полный список попросите у администратора.
   *[other] Показаны старые вопросы; ещё { $number } не вошли. Полный список попросите у администратора.
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
asked-more = и ещё { $count }: если нужный среди них, скажите администратору (вопрос { $question })

asked-state-open = ждёт ответа
asked-state-decided = решено: { $answer } — { $who }, { $day } (решение { $decision })
asked-state-resolved = ответ не нужен: его дали новые данные
asked-state-undone = решение { $decision } отменено, вопрос снова открыт
asked-state-taken-back = ваш выбор «{ $choice }» отменён администратором вместе с прогоном, вопрос снова открыт: выберите ещё раз
asked-state-again = ваш выбор «{ $choice }» взят (решение { $decision }), но вопрос ещё открыт: выберите и для остального
asked-state-changed = ваш выбор «{ $choice }» не взят: варианты с тех пор изменились; посмотрите их и выберите ещё раз
asked-state-outside = ваш выбор «{ $choice }» не взят: такого варианта нет; выберите ещё раз
asked-state-torn = ваш выбор «{ $choice }» не взят: варианты в строке не те, что записала программа (не отсортирована ли часть таблицы?); выберите ещё раз
asked-state-refused = ваш выбор «{ $choice }» не взят: { $why }
asked-state-late = ваш выбор «{ $choice }» пришёл позже и не взят
asked-yes = да
asked-no = нет

# Почему выбор в книге не взят, словами для того, у кого командной строки нет (src/pipeline/books/answers.rs).
asked-refused-different-numbers = у { $one } и { $other } разные действительные ИНН, { $ours } и { $theirs }: это две компании. Если клиент всё же один, скажите администратору: объединит он
asked-refused-joined-by-rule = клиента { $client } ни с кем не объединяли, но записи попали к нему сразу по ИНН: { $records }; отделить их может администратор
asked-refused-nobodys-document = чей документ { $document }, неизвестно; сначала ответьте на вопрос о нём или скажите администратору, чей он
asked-refused-rule-exists = для ИНН { $tax_id } уже есть правило { $rule }; убрать его может администратор
asked-refused-answered = на вопрос { $question } уже ответили решением { $decision }; отменить его может администратор
asked-refused-other-verb = на вопрос { $question } отвечает администратор
asked-refused-others-depend = на решении { $decision } держатся более поздние: { $others }; отменить их может администратор
asked-refused-only-accounting = это поле меняют только в учётной программе: исправьте там, и вопрос { $question } закроется сам, или выберите «нет»
asked-refused-deletion-owes = за клиентом { $client } числятся деньги (долг или аванс), удалить его нельзя. Чтобы вернуть строку, выберите «нет» (вопрос { $question })
asked-refused-not-released = в книге «{ $book }» нет колонки с кодами, без неё файл взять нельзя: верните прежнюю версию, или выберите «нет», и книга будет нарисована заново
