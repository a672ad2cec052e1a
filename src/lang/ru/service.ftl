# Служба: src/cli/status.rs, src/cli/summary.rs, src/cli/service.rs, src/serve.
run-late-source = От источника «{ $source }» вовремя не пришла выгрузка
status-late = выгрузка не пришла к сроку { $since } (пропущено сроков: { $missed })
status-next-due = следующая ожидается до { $when }
status-next-look = папка осматривается по расписанию, в следующий раз { $when }
status-silent = Папки, которые не сообщают о новых файлах: они осматриваются раз в промежуток (rescan_seconds):
alarm-late = источник «{ $subject }»: выгрузка не пришла к сроку { $since } (пропущено сроков: { $missed }); узнайте, выгружает ли программа
alarm-missing = источник «{ $subject }»: папка недоступна; создайте её или подключите сетевой диск
alarm-failed = обмен не удался { $count } раз подряд; причина в журнале, проверьте рабочую папку: sverka doctor
alarm-file = источник «{ $subject }»: файл ждёт в папке { $minutes } мин.; что с ним, скажет sverka status
alarm-book = книга { $subject } не обновляется { $hours } ч.: открыта в Excel или недоступна для записи
alarm-disk = на диске с базой осталось { $free } МБ, нужно не меньше { $needed } МБ; освободите место на диске, где лежит store
alarm-backup = резервной копии нет или она старая, дней: { $days }; сделайте: sverka backup ФАЙЛ, лучше каждый день по расписанию и на другой диск
alarm-raised-news = sverka: { $what }
alarm-reminder-news = sverka, напоминание: { $what }
alarm-cleared-news = sverka, уже в порядке: { $what }
error-address = по адресу { $address } отвечать нельзя
service-installed = Служба установлена: { $file }
    Состояние: { $status }
service-removed = Служба удалена: { $file }
service-dry-run = Было бы записано в { $file } и выполнено:
error-service-foreign = файл { $subject } записан не этой командой; он оставлен как есть
error-service-not-there = службы нет: { $subject }
error-no-home = не задана переменная { $subject }: неизвестно, где службы пользователя
error-service-by-hand = службу { $subject } запускает диспетчер служб Windows: sc.exe start { $subject }; попробовать в консоли: sverka watch
