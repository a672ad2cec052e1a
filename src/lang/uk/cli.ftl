# Термінал: src/cli.
error = помилка: { $message }
error-cause = причина: { $cause }
error-hint = підказка: { $hint }
error-no-settings = немає файлу налаштувань { $path }
error-unreadable-settings = файл налаштувань { $path } не читається
error-settings-exist = файл налаштувань { $subject } уже є, його не змінено
error-folder-not-empty = папка { $subject } не порожня
error-no-record = такого запису немає: { $subject }
error-file = не вдається створити або прочитати { $path }
error-output = вивід нікому прийняти
error-locked = робоча папка зайнята: { $holder }
error-store = база недоступна
hint-no-settings = створіть робочу папку командою «sverka init ПАПКА» або вкажіть файл: --config ШЛЯХ
hint-check = виправте файл і перевірте його командою «sverka check»
hint-file = перевірте права доступу й вільне місце
hint-locked = дочекайтеся її завершення або зупиніть її
hint-store = базу пошкоджено або створено новішою версією програми; оновіть програму або відновіть базу з копії

init-done = Робоча папка готова: { $folder }
    Файли бухгалтера кладіть у { $exchange }, налаштування — у sverka.toml.
    Далі: sverka check, потім sverka sync
demo-next = Подивіться { $folder }/managers і { $folder }/exchange, потім повторіть: sverka --config { $folder }/sverka.toml sync
check-fine = Помилок немає: { $file }

run-title = Прогін { $run }
run-dry = Пробний прогін: нічого не записано
run-no-files = Нових файлів немає, нічого не змінилося.
run-no-files-but = Нових файлів немає.
run-nothing-changed = Нічого не змінилося: усе це вже прийнято.
run-column-file = Файл
run-column-read = Прочитано
run-column-applied = = застосовано
run-column-unchanged = + без змін
run-column-queued = + чекає рішення
run-column-refused = + відмовлено
run-total = Усього
run-file-known = уже було прийнято { $date }
run-file-known-undated = уже було прийнято раніше
run-file-known-partly = { $known }; не прийнято записів: { $count }
run-file-refused = не прийнято: { $why }
run-file-held = чекає: { $why }
run-file-skipped = пропущено: { $why }
run-judging = хто є хто
run-clients = Хто є хто серед клієнтів: { $what }
run-clients-by-rule = упізнано за податковим номером { $count }
run-clients-joined = об’єднано { $count }
run-clients-parted = відокремлено { $count }
run-clients-asked = нових запитань { $count }
run-clients-answered = запитань знято { $count }
run-waiting = Чекають рішення людини:
run-waiting-how = Переглянути й відповісти: sverka review list
run-taken = Взято з книг:
run-taken-dry = Буде взято з книг:
run-taken-edits = правок { $count }
run-taken-new-rows = нових рядків { $count }
run-taken-conflicts = конфліктів { $count }
run-taken-requests = прохань до бухгалтера { $count }
run-taken-choices = відповідей { $count }
run-books = Книги:
run-ignored = Тимчасові й службові файли не зачеплено: { $count }
strays = Лежать поза теками джерел, їх ніхто не візьме; перекладіть кожен файл у теку свого джерела (exchange/…) або додайте джерело в налаштування:
run-missing-source = Папка джерела «{ $source }» недоступна
run-stopping = Зупиняюся після поточного файлу…
book-written = записано
book-unchanged = без змін
book-held = відкрито в Excel, буде записано пізніше
book-failed = не записано: { $reason }

review-kind-client_match = Неясно, який це контрагент
review-kind-payment_match = Неясно, що оплачено
review-kind-conflict = Треба вирішити, що правильне
review-kind-brake = Надто масова зміна
review-kind-mapping = Неясно, як читати файл
review-kind-change_request = Менеджер просить виправити
review-kind-deletion = Рядок вилучили з книги
review-kind-workbook_held = Книга змінилася незвично
review-kind-drift = Розбіжності з бухгалтерією
review-kind-control = Залишки джерела розходяться з базою

watch-started = Стежу за папками. Зупинити: Ctrl-C
watch-ended = Зупинено, усе розпочате закінчено.

status-last-run = Останній прогін: { $run }, { $when }
status-no-run = Прогонів ще не було.
status-column-source = Джерело
status-column-folder = Папка
status-column-waiting = Чекає файлів
status-column-last = Останній прийом
status-unreachable = папка недоступна
status-exchange = обмін «{ $node }» ↔ «{ $peer }»: прийнято до № { $in }, надіслано до № { $out } (підтверджено до № { $confirmed })
status-exchange-gaps = не прийшли № { $missing }
status-held-allocations = Рознесено оплат за документами
status-jobs = Ще не надіслано або не записано: { $count }
status-books = Книги, які ще не оновлено (відкриті в Excel або не записуються):
status-quarantined = Файлів у карантині: { $count }
status-ignored = Тимчасові й службові файли, які не беруться:
runs-column-run = Прогін
runs-cut-off = обірвано або ще триває
runs-files-refused = файлів не прийнято: { $count }

explain-by-source = { $value } — { $source }, файл «{ $file }», { $place }, правило { $rule }, прогін { $run }
explain-by-person = { $value } — вирішила людина: { $who }, прогін { $run }
explain-because-person = так вирішила людина
explain-because-authority = взято за правом джерела: правило { $number } розділу [[authority]] у налаштуваннях
explain-because-standing = взято, бо це повний запис, а не згадка
explain-because-valid = взято, бо контрольні цифри сходяться
explain-because-newer = взято, бо файл новіший
explain-because-spelling = взято, бо назву написано чисто: без позначки про картку, без літер іншої абетки й не малими літерами
explain-because-stays = взято з картки, до якої людина приєднала іншу
explain-repaired = показано з виправленими літерами: у записі джерела літери іншої абетки
explain-because-source = джерела рівні, взято перше за назвою; чиє слово важливіше, визначає розділ [[authority]] у налаштуваннях
explain-because-united = зібрано з усіх джерел
explain-not-counted = не взято: { $said }
explain-conflict-tax-id = увага: джерела називають різні податкові номери, і кожен правильний. Якщо це дві організації, відділіть записи однієї: sverka review split
explain-conflict-legal-name = увага: джерела називають різні офіційні назви. Перевірте, чи це одна організація
explain-value-true = так
explain-value-false = ні
explain-value-kind-company = організація
explain-value-kind-sole-trader = підприємець
explain-value-kind-person = приватна особа
explain-value-direction-in = гроші надійшли нам
explain-value-direction-out = гроші пішли від нас
explain-value-direction-internal = переказ між нашими рахунками
explain-value-direction-unknown = невідомо
explain-value-method-bank = через банк
explain-value-method-cash = готівкою
explain-value-method-card = карткою
explain-value-method-offset = взаємозалік
explain-value-roles-buyer = покупець
explain-value-roles-supplier = постачальник
explain-value-roles-partner = партнер
explain-twins = Той самий документ в інших джерелах (ті самі номер, сума й клієнт, близькі дати):
explain-twin = { $document } № { $title } — { $source }, файл «{ $file }», { $place }
explain-twin-counts = { $document } № { $title } — { $source }, файл «{ $file }», { $place }; рахується він
explain-allocations = Оплати:
explain-refunds = Повернення:
explain-waits = Чому гроші чекають:
explain-allocation = { $payment } → { $document } { $title }: { $amount } { $currency }, { $who }
explain-covered = Окремо в боргу не рахується:
explain-questions = Чекає на рішення:
explain-question-client_match = { $id }: це один і той самий клієнт? { $label }
explain-question-payment_match = { $id }: що оплачує цей платіж? { $label }
explain-question-conflict = { $id }: що з цього правильне? { $label }
explain-question-mapping = { $id }: чи так читати файл? { $label }
explain-candidate = можливо, { $id } { $label }
decided-by-auto = зіставлено програмою
decided-by-person = вирішила людина
decided-by-source = так сказало джерело
error-mappings = у файлах відповідностей є помилки
error-no-field = немає поля { $subject }
error-no-entity = немає такого виду даних: { $subject }
status-drift-asked = Джерело надсилає не те, що раніше, і чекає рішення. Прийняти: sverka mapping accept-drift { $source }
status-drift = Вивантаження змінилося: { $file }
drift-accepted = Прийнято: { $mappings }. Відкладені файли джерела «{ $source }» буде взято під час наступного прогону.
drift-nothing-asked = Джерело «{ $source }» нічого не чекає.
error-no-source = немає джерела { $subject }
explain-memberships = Що програма вирішила сама:
explain-decisions = Рішення людей:
runs-decision = рішення людини: { $what }
status-control = Звірка: { $agree ->
    [one] { $agree } залишок зійшовся
    [few] { $agree } залишки зійшлися
   *[other] { $agree } залишків зійшлися
}, { $differ ->
    [0] розбіжностей немає
    [one] { $differ } розбіжність
    [few] { $differ } розбіжності
   *[other] { $differ } розбіжностей
}
status-control-apart = {" "}на { $amounts }, найдавніша з прогону { $run } ({ $day })
status-control-not-comparable = ; немає з чим порівняти: { $count }
explain-controls = Звірка із залишками джерел:
explain-control-agrees = на { $day } сходиться: { $stated } { $currency } ({ $source }, «{ $file }»)
explain-control-differs = на { $day } розходиться на { $difference } { $currency }: у джерела { $stated }, у базі { $held } ({ $source }, «{ $file }»), з прогону { $run }
explain-control-not-comparable = на { $day } немає з чим порівняти: у джерела { $stated } { $currency } ({ $source }, «{ $file }»)
explain-question-brake = { $id }: виконати масову зміну? { $label }
explain-question-control = { $id }: чому залишки розходяться? { $label }

run-plan = Застосувати саме це: sverka sync --apply { $plan }
plan-new-files = не було таких файлів: { $names }
plan-gone-files = зникли файли: { $count }
plan-otherwise = файли ті самі, але змінять інше: відтоді змінилися база, налаштування або описи форматів
plan-now = план тепер { $plan }
error-plan-changed = план уже не той, нічого не застосовано: { $subject }
error-plan-unreadable = «{ $subject }» — не план: його друкує sverka sync --dry-run
error-store-older = базу вела старіша програма (схема { $subject }); ця команда лише читає й оновлювати її не стане. Оновить будь-яка, що пише: sverka sync; попередня база лишиться у store/backups
