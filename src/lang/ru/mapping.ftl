# Verdicts of mappings: mappings/*.toml
mapping-skip-catalog = файл содержит каталог товаров, цены или остатки: клиентов, счетов и оплат в нём нет, загружать нечего.
mapping-refuse-commerceml-1 = файл в формате CommerceML 1 (1С 7.7) не читается. Выгрузите данные в CommerceML 2 или передайте реестр счетов в Excel.
