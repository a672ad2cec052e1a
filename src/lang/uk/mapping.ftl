# Verdicts of mappings: mappings/*.toml
mapping-skip-catalog = файл містить каталог товарів, ціни або залишки: клієнтів, рахунків і оплат у ньому немає, завантажувати нічого.
mapping-refuse-commerceml-1 = файл у форматі CommerceML 1 (1С 7.7) не читається. Вивантажте дані в CommerceML 2 або передайте реєстр рахунків в Excel.
