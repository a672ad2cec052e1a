# Служба: src/cli/status.rs, src/cli/summary.rs, src/cli/service.rs, src/serve.
run-late-source = От источника «{ $source }» вовремя не пришла выгрузка
status-late = выгрузка не пришла к сроку { $since } (пропущено сроков: { $missed })
status-next-due = следующая ожидается до { $when }
status-next-look = папка осматривается по расписанию, в следующий раз { $when }
status-silent = Папки, которые не сообщают о новых файлах: они осматриваются раз в промежуток (rescan_seconds):
