# Карантин
quarantine-empty = В карантине ничего нет.
quarantine-about = { $source }, { $when }: { $reason }
quarantine-no-source = источник неизвестен
quarantine-no-reason = причина неизвестна
quarantine-advice = Взять ещё раз, когда причина устранена: sverka quarantine replay ФАЙЛ. Отказаться: sverka quarantine discard ФАЙЛ --reason ПРИЧИНА
quarantine-would-replay = { $file }: вернулся бы в источник { $source }
quarantine-none-to-replay = В карантине нет ничего, что можно принять снова.
quarantine-would-discard = { $file }: был бы убран из карантина
quarantine-discarded = { $file } убран из карантина; содержимое осталось в архиве
error-not-in-quarantine = в карантине нет файла { $subject }; список: sverka quarantine list
error-several-in-quarantine = в карантине несколько файлов { $subject }; укажите путь целиком, как в списке: sverka quarantine list
error-source-unknown = неизвестно, из какого источника { $subject }; укажите --source ИСТОЧНИК
error-from-workbook = в файле { $subject } строки из книги менеджера, папки источника у него нет: исправьте их в самой книге и сохраните её, они прочитаются снова; или уберите файл: sverka quarantine discard
error-no-reason = укажите причину: --reason ПРИЧИНА ({ $subject })
