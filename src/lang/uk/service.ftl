# Служба: src/cli/status.rs, src/cli/summary.rs, src/cli/service.rs, src/serve.
run-late-source = Від джерела «{ $source }» вчасно не прийшло вивантаження
status-late = вивантаження не прийшло до строку { $since } (пропущено строків: { $missed })
status-next-due = наступне очікується до { $when }
status-next-look = тека оглядається за розкладом, наступного разу { $when }
status-silent = Теки, які не повідомляють про нові файли: вони оглядаються раз на проміжок (rescan_seconds):
