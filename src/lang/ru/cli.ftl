# Терминал: src/cli.
error = ошибка: { $message }
error-cause = причина: { $cause }
error-hint = подсказка: { $hint }
error-no-settings = нет файла настроек { $path }
error-unreadable-settings = файл настроек { $path } не читается
error-settings-exist = файл настроек { $subject } уже есть, он не тронут
error-folder-not-empty = папка { $subject } не пуста
error-no-record = такой записи нет: { $subject }
error-file = не удаётся создать или прочитать { $path }
error-output = вывод некому принять
error-locked = рабочая папка занята: { $holder }
error-store = база недоступна
hint-no-settings = создайте рабочую папку командой «sverka init ПАПКА» или укажите файл: --config ПУТЬ
hint-check = исправьте файл и проверьте его командой «sverka check»
hint-file = проверьте права доступа и свободное место
hint-locked = дождитесь её окончания или остановите её
hint-store = база повреждена или создана более новой версией программы; обновите программу или восстановите базу из копии

init-done = Рабочая папка готова: { $folder }
    Файлы бухгалтера кладите в { $exchange }, настройки — в sverka.toml.
    Дальше: sverka check, затем sverka sync
demo-next = Посмотрите { $folder }/managers и { $folder }/exchange, затем повторите: sverka --config { $folder }/sverka.toml sync
check-fine = Ошибок нет: { $file }

run-title = Прогон { $run }
run-dry = Пробный прогон: ничего не записано
run-no-files = Новых файлов нет, ничего не изменилось.
run-no-files-but = Новых файлов нет.
run-nothing-changed = Ничего не изменилось: всё это уже принято.
run-column-file = Файл
run-column-read = Прочитано
run-column-applied = = применено
run-column-unchanged = + без изменений
run-column-queued = + ждёт решения
run-column-refused = + отказано
run-total = Всего
run-file-known = уже был принят { $date }
run-file-known-undated = уже был принят раньше
run-file-known-partly = { $known }; не принято записей: { $count }
run-file-refused = не принят: { $why }
run-file-held = ждёт: { $why }
run-file-skipped = пропущен: { $why }
run-judging = кто есть кто
run-clients = Кто есть кто среди клиентов: { $what }
run-clients-by-rule = узнано по ИНН { $count }
run-clients-joined = объединено { $count }
run-clients-parted = отделено { $count }
run-clients-asked = новых вопросов { $count }
run-clients-answered = вопросов снято { $count }
run-waiting = Ждут решения человека:
run-waiting-how = Посмотреть и ответить: sverka review list
run-taken = Взято из книг:
run-taken-dry = Будет взято из книг:
run-taken-edits = правок { $count }
run-taken-new-rows = новых строк { $count }
run-taken-conflicts = конфликтов { $count }
run-taken-requests = просьб к бухгалтеру { $count }
run-taken-choices = ответов { $count }
run-books = Книги:
run-ignored = Временные и служебные файлы не тронуты: { $count }
strays = Лежат мимо папок источников, их никто не возьмёт; переложите каждый файл в папку своего источника (exchange/…) или добавьте источник в настройки:
run-missing-source = Папка источника «{ $source }» недоступна
run-stopping = Останавливаюсь после текущего файла…
book-written = записана
book-unchanged = без изменений
book-held = открыта в Excel, будет записана позже
book-failed = не записана: { $reason }

review-kind-client_match = Неясно, какой это контрагент
review-kind-payment_match = Неясно, что оплачено
review-kind-conflict = Нужно решить, что верно
review-kind-brake = Слишком массовое изменение
review-kind-mapping = Неясно, как читать файл
review-kind-change_request = Менеджер просит поправить
review-kind-deletion = Строку удалили из книги
review-kind-workbook_held = Книга изменилась необычно
review-kind-drift = Расхождения с бухгалтерией
review-kind-control = Остатки источника расходятся с базой

watch-started = Слежу за папками. Остановить: Ctrl-C
watch-ended = Остановлено, всё начатое закончено.

status-last-run = Последний прогон: { $run }, { $when }
status-no-run = Прогонов ещё не было.
status-column-source = Источник
status-column-folder = Папка
status-column-waiting = Ждёт файлов
status-column-last = Последний приём
status-unreachable = папка недоступна
status-exchange = обмен «{ $node }» ↔ «{ $peer }»: принято до № { $in }, отправлено до № { $out } (подтверждено до № { $confirmed })
status-exchange-gaps = не пришли № { $missing }
status-held-allocations = Разнесено оплат по документам
status-jobs = Ещё не отправлено или не записано: { $count }
status-books = Книги, которые ещё не обновлены (открыты в Excel или не записываются):
status-quarantined = Файлов в карантине: { $count }
status-ignored = Временные и служебные файлы, которые не берутся:
runs-column-run = Прогон
runs-cut-off = оборван или ещё идёт
runs-files-refused = файлов не принято: { $count }

explain-by-source = { $value } — { $source }, файл «{ $file }», { $place }, правило { $rule }, прогон { $run }
explain-by-person = { $value } — решил человек: { $who }, прогон { $run }
explain-because-person = так решил человек
explain-because-authority = взято по праву источника: правило { $number } раздела [[authority]] в настройках
explain-because-standing = взято, потому что это полная запись, а не упоминание
explain-because-valid = взято, потому что контрольные цифры сходятся
explain-because-newer = взято, потому что файл новее
explain-because-spelling = взято, потому что название написано чисто: без пометки о карточке, без букв другого алфавита и не строчными
explain-because-stays = взято с карточки, к которой человек присоединил другую
explain-repaired = показано с исправленными буквами: в записи источника буквы другого алфавита
explain-because-source = источники равны, взят первый по имени; чьё слово важнее, задаёт раздел [[authority]] в настройках
explain-because-united = собрано из всех источников
explain-not-counted = не взято: { $said }
explain-conflict-tax-id = внимание: источники называют разные ИНН, и каждый верен. Если это две организации, отделите записи одной: sverka review split
explain-conflict-legal-name = внимание: источники называют разные официальные названия. Проверьте, одна ли это организация
explain-value-true = да
explain-value-false = нет
explain-value-kind-company = организация
explain-value-kind-sole-trader = предприниматель
explain-value-kind-person = частное лицо
explain-value-direction-in = деньги пришли нам
explain-value-direction-out = деньги ушли от нас
explain-value-direction-internal = перевод между нашими счетами
explain-value-direction-unknown = неизвестно
explain-value-method-bank = через банк
explain-value-method-cash = наличными
explain-value-method-card = картой
explain-value-method-offset = взаимозачёт
explain-value-roles-buyer = покупатель
explain-value-roles-supplier = поставщик
explain-value-roles-partner = партнёр
explain-twins = Тот же документ в других источниках (одни номер, сумма и клиент, близкие даты):
explain-twin = { $document } № { $title } — { $source }, файл «{ $file }», { $place }
explain-twin-counts = { $document } № { $title } — { $source }, файл «{ $file }», { $place }; считается он
explain-allocations = Оплаты:
explain-refunds = Возвраты:
explain-waits = Почему деньги ждут:
explain-allocation = { $payment } → { $document } { $title }: { $amount } { $currency }, { $who }
explain-covered = Отдельно в долге не считается:
explain-questions = Ждёт решения:
explain-question-client_match = { $id }: это один и тот же клиент? { $label }
explain-question-payment_match = { $id }: что оплачивает этот платёж? { $label }
explain-question-conflict = { $id }: что из этого верно? { $label }
explain-question-mapping = { $id }: так ли читать файл? { $label }
explain-candidate = возможно, { $id } { $label }
decided-by-auto = сопоставлено программой
decided-by-person = решил человек
decided-by-source = так сказал источник
error-mappings = в файлах соответствий есть ошибки
error-no-field = нет поля { $subject }
error-no-entity = нет такого вида данных: { $subject }
status-drift-asked = Источник шлёт не то, что раньше, и ждёт решения. Принять: sverka mapping accept-drift { $source }
status-drift = Выгрузка изменилась: { $file }
drift-accepted = Принято: { $mappings }. Отложенные файлы источника «{ $source }» будут взяты при следующем прогоне.
drift-nothing-asked = Источник «{ $source }» ничего не ждёт.
error-no-source = нет источника { $subject }
explain-memberships = Что программа решила сама:
explain-decisions = Решения людей:
runs-decision = решение человека: { $what }
status-control = Сверка: { $agree ->
    [one] { $agree } остаток сошёлся
    [few] { $agree } остатка сошлись
   *[other] { $agree } остатков сошлись
}, { $differ ->
    [0] расхождений нет
    [one] { $differ } расхождение
    [few] { $differ } расхождения
   *[other] { $differ } расхождений
}
status-control-apart = {" "}на { $amounts }, самое старое с прогона { $run } ({ $day })
status-control-not-comparable = ; не с чем сравнить: { $count }
explain-controls = Сверка с остатками источников:
explain-control-agrees = на { $day } сходится: { $stated } { $currency } ({ $source }, «{ $file }»)
explain-control-differs = на { $day } расходится на { $difference } { $currency }: у источника { $stated }, в базе { $held } ({ $source }, «{ $file }»), с прогона { $run }
explain-control-not-comparable = на { $day } не с чем сравнить: у источника { $stated } { $currency } ({ $source }, «{ $file }»)
explain-question-brake = { $id }: выполнить массовое изменение? { $label }
explain-question-control = { $id }: почему остатки расходятся? { $label }

run-plan = Применить ровно это: sverka sync --apply { $plan }
plan-new-files = не было таких файлов: { $names }
plan-gone-files = пропали файлы: { $count }
plan-otherwise = файлы те же, но изменят другое: с тех пор изменились база, настройки или описания форматов
plan-now = план теперь { $plan }
error-plan-changed = план уже не тот, ничего не применено: { $subject }
error-plan-unreadable = «{ $subject }» — не план: его печатает sverka sync --dry-run
error-store-older = базу вела программа постарше (схема { $subject }); эта команда только читает и обновлять её не станет. Обновит любая, которая пишет: sverka sync; прежняя база останется в store/backups
