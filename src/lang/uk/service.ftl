# Служба: src/cli/status.rs, src/cli/summary.rs, src/cli/service.rs, src/serve.
run-late-source = Від джерела «{ $source }» вчасно не прийшло вивантаження
status-late = вивантаження не прийшло до строку { $since } (пропущено строків: { $missed })
status-next-due = наступне очікується до { $when }
status-next-look = тека оглядається за розкладом, наступного разу { $when }
status-silent = Теки, які не повідомляють про нові файли: вони оглядаються раз на проміжок (rescan_seconds):
alarm-late = джерело «{ $subject }»: вивантаження не прийшло до строку { $since } (пропущено строків: { $missed }); з’ясуйте, чи вивантажує програма
alarm-missing = джерело «{ $subject }»: тека недоступна; створіть її або під’єднайте мережевий диск
alarm-failed = обмін не вдався { $count } разів поспіль; причина в журналі, перевірте робочу теку: sverka doctor
alarm-file = джерело «{ $subject }»: файл чекає в теці { $minutes } хв.; що з ним, скаже sverka status
alarm-book = книга { $subject } не оновлюється { $hours } год.: відкрита в Excel або недоступна для запису
alarm-disk = на диску з базою лишилося { $free } МБ, треба не менше { $needed } МБ; звільніть місце на диску, де лежить store
alarm-backup = резервної копії немає або вона стара, днів: { $days }; зробіть: sverka backup ФАЙЛ, краще щодня за розкладом і на інший диск
alarm-raised-news = sverka: { $what }
alarm-reminder-news = sverka, нагадування: { $what }
alarm-cleared-news = sverka, уже гаразд: { $what }
error-address = за адресою { $address } відповідати не можна
service-installed = Службу встановлено: { $file }
    Стан: { $status }
service-removed = Службу вилучено: { $file }
service-dry-run = Було б записано у { $file } і виконано:
error-service-foreign = файл { $subject } записано не цією командою; його залишено як є
error-service-not-there = служби немає: { $subject }
error-no-home = не задано змінну { $subject }: невідомо, де служби користувача
error-service-by-hand = службу { $subject } запускає диспетчер служб Windows: sc.exe start { $subject }; спробувати в консолі: sverka watch
