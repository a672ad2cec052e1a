#!/usr/bin/env python3
"""identity.py OUT SEED [ENTITIES]: a workspace in which ENTITIES true clients (4,000) stand on about 2.35 cards each; OUT/truth.json has the truth."""
import sys, os, json, csv, random, shutil
OUT, SEED = sys.argv[1], int(sys.argv[2]); N = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
R = random.Random(SEED); ch = R.choice
def p(x): return R.random() < x
def wch(d): return R.choices(list(d), list(d.values()))[0]
# ---- words
POPULAR = 'Вектор Альянс Ромашка Восход Прогресс Гарант Стандарт Империя Феникс Олимп Меридиан Горизонт Партнёр Лидер Атлант Спектр Вега Орион Сатурн Юпитер Титан Аврора Старт Триумф Виктория Компас Кристалл Родник Мастер Престиж Континент Импульс Профит Глобус Эталон Ника Радуга Каскад Магнат Центр'.split()
R1 = 'Агро Строй Пром Тех Энерго Авто Электро Тепло Транс Метал Хим Лес Гидро Снаб Био Мед Фарм Инжи Нефте Газ Водо Спец Евро Нова Дорог Моно Сиб Урал Юг Волга Дон Балт Кам Север Вест Ост Хлеб Рыб Мебель Стекло Текстиль Пласт Бетон Кровля Фасад Вент Климат Свет Кабель Софт Инфо Медиа Полиграф Тара Упак'.split()
R2 = 'Сервис Монтаж Комплект Торг Инвест Снаб Проект Ресурс Групп Трейд Союз Центр Систем Маш Строй Продукт Импорт Логистика Поставка Опт Альянс Маркет Техника Деталь Контур Пласт Ойл Финанс Консалт Дизайн'.split()
QUAL = ['-М', ' Плюс', '-Трейд', '-Сервис', ' Групп', '-Юг', '-Н', ' 2000', '-Строй', ' Медиа', '-Опт', '+', '-Регион', '-Т', ' XXI', '-Инвест']
SYL = 'ба ве гор дал ен зар ил ка лу мир но ор пал рас та ун фер хан це ши эл юн ям кро стан три вол бри мак лит дер нис сол тур вен'.split()
OKR = ['Торговый дом', 'ПКФ', 'НПО', 'Завод', 'Компания', 'Фирма', 'Группа компаний', 'Комбинат', 'Агрофирма', 'УК', 'СК', 'Студия']
CITIES = {'Москва': ('77', '495', 0), 'Санкт-Петербург': ('78', '812', 0), 'Новосибирск': ('54', '383', 0), 'Екатеринбург': ('66', '343', 0), 'Казань': ('16', '843', 0), 'Самара': ('63', '846', 0), 'Ростов-на-Дону': ('61', '863', 0), 'Уфа': ('02', '347', 0), 'Краснодар': ('23', '861', 0), 'Пермь': ('59', '342', 0), 'Воронеж': ('36', '473', 0), 'Барнаул': ('22', '3852', 0), 'Тула': ('71', '4872', 0), 'Майкоп': ('01', '8772', 0), 'Красноярск': ('24', '391', 0), 'Ижевск': ('18', '3412', 0)}
UAC = {'Київ': ('Киев', '44'), 'Харків': ('Харьков', '57'), 'Одеса': ('Одесса', '48'), 'Дніпро': ('Днепр', '56'), 'Львів': ('Львов', '32'), 'Запоріжжя': ('Запорожье', '61'), 'Полтава': ('Полтава', '532'), 'Вінниця': ('Винница', '432')}
STREET = 'Ленина Мира Гагарина Кирова Советская Заводская Промышленная Садовая Лесная Победы Пушкина Молодёжная Строителей Октябрьская Комсомольская Складская Школьная Северная Чехова Новая'.split()
USTREET = 'Шевченка Франка Соборна Незалежності Заводська Садова Лесі_Українки Миру Грушевського Хмельницького Промислова Київська'.split()
SUR = 'Иванов Петров Сидоров Кузнецов Смирнов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов Сидоркин Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов Архипов Громов Кириллов Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов Ерёмин Тихомиров Галкин Лукьянов Михеев Скворцов Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков Левин Митрофанов Воронов Аксёнов Софронов Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков Сафонов Плотников'.split()
NM = 'Александр Сергей Дмитрий Андрей Алексей Владимир Иван Николай Евгений Михаил Олег Павел Виктор Максим Роман Игорь Антон Денис'.split()
NF = 'Елена Ольга Наталья Анна Ирина Татьяна Мария Светлана Екатерина Юлия Марина Людмила'.split()
PT = [('Александрович', 'Александровна'), ('Сергеевич', 'Сергеевна'), ('Владимирович', 'Владимировна'), ('Николаевич', 'Николаевна'), ('Иванович', 'Ивановна'), ('Викторович', 'Викторовна'), ('Андреевич', 'Андреевна'), ('Петрович', 'Петровна'), ('Михайлович', 'Михайловна'), ('Юрьевич', 'Юрьевна'), ('Олегович', 'Олеговна'), ('Васильевич', 'Васильевна')]
USUR = [('Шевченко', 'Шевченко'), ('Коваленко', 'Коваленко'), ('Бондаренко', 'Бондаренко'), ('Ткаченко', 'Ткаченко'), ('Кравченко', 'Кравченко'), ('Олійник', 'Олейник'), ('Поліщук', 'Полищук'), ('Мельник', 'Мельник'), ('Ковальчук', 'Ковальчук'), ('Гриценко', 'Гриценко'), ('Савченко', 'Савченко'), ('Руденко', 'Руденко'), ('Литвин', 'Литвин'), ('Кравець', 'Кравец'), ('Сидорчук', 'Сидорчук'), ('Бойко', 'Бойко'), ('Павліченко', 'Павличенко'), ('Гнатюк', 'Гнатюк'), ('Тимошук', 'Тимошук'), ('Яременко', 'Яременко'), ('Лисенко', 'Лысенко'), ('Марченко', 'Марченко')]
UN = [('Олександр', 'Александр', 0), ('Сергій', 'Сергей', 0), ('Андрій', 'Андрей', 0), ('Іван', 'Иван', 0), ('Микола', 'Николай', 0), ('Дмитро', 'Дмитрий', 0), ('Олена', 'Елена', 1), ('Ольга', 'Ольга', 1), ('Наталія', 'Наталья', 1), ('Ірина', 'Ирина', 1)]
UP = [(('Іванович', 'Иванович'), ('Іванівна', 'Ивановна')), (('Петрович', 'Петрович'), ('Петрівна', 'Петровна')), (('Миколайович', 'Николаевич'), ('Миколаївна', 'Николаевна')), (('Олександрович', 'Александрович'), ('Олександрівна', 'Александровна')), (('Васильович', 'Васильевич'), ('Василівна', 'Васильевна')), (('Сергійович', 'Сергеевич'), ('Сергіївна', 'Сергеевна'))]
U1 = 'Укр Агро Буд Пром Тех Енерго Авто Електро Тепло Транс Метал Хім Ліс Гідро Захід Схід Київ Дніпро Полісся Карпат Хліб Меблі Пласт Бетон'.split()
U2 = 'сервіс монтаж комплект торг інвест постач проект ресурс груп трейд союз центр маш буд продукт імпорт логістик опт альянс маркет'.split()
UPOP = 'Вектор Альянс Світанок Промінь Гарант Стандарт Перлина Фенікс Олімп Меридіан Горизонт Лідер Вега Оріон Мрія Калина Джерело Злагода Старт'.split()
RUFULL = {'ООО': 'Общество с ограниченной ответственностью', 'АО': 'Акционерное общество', 'ПАО': 'Публичное акционерное общество', 'ГУП': 'Государственное унитарное предприятие', 'МУП': 'Муниципальное унитарное предприятие', 'ЗАО': 'Закрытое акционерное общество', 'ИП': 'Индивидуальный предприниматель', 'ТОВ': 'Товариство з обмеженою відповідальністю', 'ПП': 'Приватне підприємство', 'ПрАТ': 'Приватне акціонерне товариство', 'ФОП': 'Фізична особа-підприємець', 'ФГ': 'Фермерське господарство'}
UA2RU = {'ТОВ': 'ООО', 'ПП': 'ЧП', 'ПрАТ': 'ЧАО', 'ФОП': 'ФЛП', 'ФГ': 'ФХ'}
TL = dict(zip('абвгдезийклмнопрстуфцыэіїєґ', 'a b v g d e z i y k l m n o p r s t u f c y e i i e g'.split())); TL.update({'ё': 'e', 'ж': 'zh', 'х': 'kh', 'ч': 'ch', 'ш': 'sh', 'щ': 'shch', 'ъ': '', 'ь': '', 'ю': 'yu', 'я': 'ya', 'ц': 'ts'})
def tl(s): return ''.join((TL[c.lower()].capitalize() if c.isupper() else TL[c]) if c.lower() in TL else c for c in s)
def slug(s): return ''.join(c for c in tl(s).lower() if c.isalnum())[:18] or 'firma'
# ---- numbers
used = set()
def inn10(reg):
    while 1:
        d = [int(c) for c in reg] + [R.randrange(10) for _ in range(7)]
        d.append(sum(a * b for a, b in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), d)) % 11 % 10); s = ''.join(map(str, d))
        if s not in used: used.add(s); return s
def inn12(reg):
    while 1:
        d = [int(c) for c in reg] + [R.randrange(10) for _ in range(8)]
        d.append(sum(a * b for a, b in zip((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), d)) % 11 % 10)
        d.append(sum(a * b for a, b in zip((3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8), d)) % 11 % 10); s = ''.join(map(str, d))
        if s not in used: used.add(s); return s
def edrpou():
    while 1:
        s7 = str(R.choice((R.randrange(2000000, 3000000), R.randrange(3000000, 4500000)))); n = int(s7 + '0'); d = [int(c) for c in s7]
        w = [1, 2, 3, 4, 5, 6, 7] if not 30000000 <= n <= 60000000 else [7, 1, 2, 3, 4, 5, 6]
        k = sum(a * b for a, b in zip(w, d)) % 11
        if k == 10: k = sum(a * (b + 2) for a, b in zip(d, w)) % 11 % 10
        s = s7 + str(k)
        if s not in used: used.add(s); return s
def rnokpp():
    while 1:
        d = [int(c) for c in str(R.randrange(20000, 37000))] + [R.randrange(10) for _ in range(4)]
        d.append(sum(a * b for a, b in zip((-1, 5, 7, 9, 4, 6, 10, 5, 7), d)) % 11 % 10); s = ''.join(map(str, d))
        if s not in used: used.add(s); return s
seenph = set()
def phone(ua, code=None):      # national digits
    while 1:
        if code is None: code_ = str(ch((67, 50, 63, 95, 97, 66, 93, 98))) if ua else '9' + f'{R.randrange(100):02d}'
        else: code_ = code
        n = (9 if ua else 10) - len(code_); s = code_ + str(R.randrange(2, 9)) + ''.join(str(R.randrange(10)) for _ in range(n - 1))
        if s not in seenph: seenph.add(s); return s, ua, len(code_)
PLAIN = os.environ.get('PLAIN_UA')      # ablation: Ukrainian phones always with +380
def phfmt(ph, city_ok=True):
    s, ua, k = ph; c, r = s[:k], s[k:]; cc = '380' if ua else '7'; t = '0' if ua else '8'
    a = f'{r[:-4]}-{r[-4:-2]}-{r[-2:]}'
    if PLAIN and ua: return f'+380{s}'
    return ch([f'+{cc} ({c}) {a}', f'{t}{s}', f'+{cc}{s}', f'{cc}{s}', f'{t} ({c}) {a}', f'{t}-{c}-{a}', f'({c}) {a}' if ua is False else f'(0{c}) {a}', f'{t} {c} {r[:-4]} {r[-4:]}', s if not ua else '0' + s, f'+{cc} {c} {a} доб. {R.randrange(100, 300)}', f'т. {t} {c} {a}'])
# ---- people, names
def person(ua=False, common=False):
    if ua:
        s, n, q = ch(USUR), ch(UN), ch(UP); q = q[n[2]]
        return {'n': (s[0], n[0], q[0]), 'ru': (s[1], n[1], q[1])}
    f = p(.35); s = ch(SUR[:12] if common else SUR) if p(.55) or common else ''.join(R.sample(SYL, 2)).capitalize() + ch(['ов', 'ин', 'ев', 'ский', 'енко'])
    if f and not s.endswith('енко'): s = s[:-2] + 'ая' if s.endswith('ий') else s + 'а'
    n = ch(NF if f else NM); q = ch(PT)[f]
    if common: n = ch((NF if f else NM)[:5]); q = ch(PT[:4])[f]
    return {'n': (s, n, q), 'ru': (s, n, q)}
cores = set()
def core_ru():
    while 1:
        x = R.random(); w1 = ch(R1); w2 = ch(R2); syl = ''.join(R.sample(SYL, R.randint(2, 3))).capitalize()
        if x < .38: c = w1 + ch([w2.lower(), w2, '-' + w2])
        elif x < .5: c = w1 + ch(R1).lower() + w2.lower()
        elif x < .62: c = ch(POPULAR) + ch(QUAL)
        elif x < .73: c = ch(OKR) + ' ' + ch([syl, syl, w1 + w2.lower(), ch(SUR) + 'ъ'])
        elif x < .92: c = syl
        elif x < .96: c = ''.join(R.sample('АБВГДЗКЛМНПРСТУЭЮ', 3)) + ch([' ' + w2, '-' + w1, ''])
        else: c = ch(SUR) + ch([' и К', ' и партнёры', ' и сыновья'])
        k = c.lower().replace('-', '').replace(' ', '')
        if k not in cores or p(.03): cores.add(k); return c
def core_ua():
    while 1:
        x = R.random()
        if x < .15: return ch(UPOP)
        c = ch(U1) + ch(U2) if x < .55 else ch(U1) + ch(U1).lower() + ch(U2) if x < .7 else ch(UPOP) + ch(['-М', ' Плюс', '-Трейд', ' Груп', '-Агро', '-Захід']) if x < .85 else ''.join(R.sample(SYL, R.randint(2, 3))).capitalize().replace('э', 'е')
        if c.lower() not in cores or p(.03): cores.add(c.lower()); return c
def ru_of(s):
    for a, b in (('льв', 'льв'), ('ії', 'ии'), ('ій', 'ий'), ('сервіс', 'сервис'), ('лісся', 'лесье'), ('ліс', 'лес'), ('ф', 'ф'), ('буд', 'буд'), ('и', 'и'), ('Є', 'Е'), ('є', 'е'), ('І', 'И'), ('і', 'и'), ('Ї', 'И'), ('ї', 'и'), ('ґ', 'г')): s = s.replace(a, b)
    return s.replace('Елек', 'Элек').replace('Енер', 'Энер')
# ---- entities
E = []
def base(kind, **k):
    ua = kind.startswith('ua'); city = ch(list(UAC)) if ua else (wch({c: 5 if c == 'Москва' else 2 if c == 'Санкт-Петербург' else 1 for c in CITIES}))
    e = dict(id=len(E), kind=kind, ua=ua, city=city, scen='plain', former=None, brand=None, kpps=[]); e.update(k); city = e['city']
    reg, code = (None, UAC[city][1]) if ua else CITIES[city][:2]
    idx = f'{R.randrange(1000, 90000):05d}' if ua else {'77': '1', '78': '19', '54': '63', '66': '62', '16': '42', '63': '44', '61': '34', '02': '45', '23': '35', '59': '61', '36': '39', '22': '65', '71': '30', '01': '38', '24': '66', '18': '42'}[reg].ljust(3, '0')[:3] + f'{R.randrange(1000):03d}'
    e.setdefault('addr', dict(idx=idx, st=ch(USTREET if ua else STREET).replace('_', ' '), h=str(R.randrange(1, 180)) + ch(['', '', '', 'А', '/2']), k=ch(['', '', '', str(R.randrange(1, 5))]), o=ch(['', str(R.randrange(1, 400)), str(R.randrange(1, 60))])))
    man = kind in ('ru_ip', 'ua_fop', 'person')
    e.setdefault('boss', person(ua)); e['staff'] = [person(ua) for _ in range(R.choice((0, 1, 1, 2)))]
    e.setdefault('ph', [phone(ua, None if man or p(.35) else code) for _ in range(R.choice((1, 1, 2, 3)))])
    if 'form' not in e:
        e['form'] = {'ru_co': lambda: wch({'ООО': 86, 'АО': 7, 'ПАО': 1, 'ЗАО': 3, 'ГУП': 1.5, 'МУП': 1.5}), 'ua_co': lambda: wch({'ТОВ': 78, 'ПП': 16, 'ПрАТ': 3, 'ФГ': 3}), 'ru_ip': lambda: 'ИП', 'ua_fop': lambda: 'ФОП', 'person': lambda: '', 'budget': lambda: '', 'foreign': lambda: ''}[kind]()
    if 'core' not in e: e['core'] = core_ua() if kind == 'ua_co' else core_ru() if kind == 'ru_co' else ' '.join(e['boss']['n']) if man else ''
    if man: e['core'] = ' '.join(e['boss']['n'])
    if kind == 'person': e['inn'] = inn12(reg) if p(.2) else ''
    elif kind == 'foreign': e['inn'] = ''
    else: e['inn'] = {'ru_co': lambda: inn10(reg), 'budget': lambda: inn10(reg), 'ru_ip': lambda: inn12(reg), 'ua_co': edrpou, 'ua_fop': rnokpp}[kind]()
    if kind in ('ru_co', 'budget'): e['kpps'] = [e['inn'][:4] + '01001']
    sl = slug(e['boss']['ru'][0]) if man else slug(e['core']); dom = sl + str(e['id'] % 97) + ('.com.ua' if ua else '.ru')
    free = ch(['ukr.net', 'gmail.com', 'i.ua', 'meta.ua']) if ua else ch(['mail.ru', 'yandex.ru', 'gmail.com', 'bk.ru', 'list.ru'])
    e.setdefault('mail', [f'{sl}{R.randrange(1, 9999)}@{free}'] if man or p(.4) else [f'{ch(["info", "office", "zakaz", "sale"])}@{dom}', f'{slug(e["boss"]["ru"][0])}@{dom}'])
    if man and p(.3): e['brand'] = ch(['Магазин', 'Кафе', 'Салон', 'Студия', 'Автосервис']) + ' «' + ch([ch(POPULAR), core_ru()]) + '»'
    E.append(e); return e
acct = [dict(ph=phone(False), mail=f'buh{R.randrange(999)}@{ch(["mail.ru", "yandex.ru"])}', who=person()) for _ in range(max(2, N // 600))]
taken = set()
while len(E) < N:
    x = R.random()
    if x < .455:
        y = R.random()
        if y < .045:
            pop = ch(POPULAR); cs = [c for c in R.sample(list(CITIES), R.randint(2, 5)) if (pop, c) not in taken]; taken.update((pop, c) for c in cs)
            for c in cs: base('ru_co', core=pop, city=c, scen='popular')
        elif y < .14:
            a = base('ru_co', scen='branch'); a['kpps'] += [f'{CITIES[ch(list(CITIES))][0]}{R.randrange(1, 60):02d}43{R.randrange(1, 9):03d}' for _ in range(R.randint(1, 3))]; a['bcity'] = R.sample([c for c in CITIES if c != a['city']], len(a['kpps']) - 1)
        elif y < .18:
            a = base('ru_co', scen='sibling'); c = a['core'].split('-')[0]
            for q in R.sample(['-Сервис', '-Трейд', ' Логистик', '-М', '-Юг', ' Проект', ' Плюс'], R.randint(1, 3)):
                if c + q != a['core']: base('ru_co', core=c + q, city=a['city'], addr=a['addr'] if p(.6) else dict(a['addr'], o=str(R.randrange(1, 400))), boss=a['boss'], ph=a['ph'][:1] + ([phone(False)] if p(.5) else []), mail=a['mail'] if p(.4) else [f'{slug(c + q)}@{ch(["mail.ru", "yandex.ru"])}'], scen='sibling')
        elif y < .22: a = base('ru_co', scen='ip_company'); base('ru_ip', city=a['city'], boss=a['boss'], ph=a['ph'], mail=a['mail'], addr=a['addr'] if p(.5) else dict(a['addr'], o='', h=str(R.randrange(1, 99))), scen='ip_company')
        elif y < .28: base('ru_co', scen='renamed', former=core_ru())
        else: base('ru_co')
    elif x < .455 + .25:
        base('ru_ip', boss=person(common=True), scen='common_person') if p(.22) else base('ru_ip')
    elif x < .75: base('ua_fop')
    elif x < .94:
        base('ua_co', scen='ua_renamed', former=core_ua()) if p(.05) else base('ua_co', scen='ua')
    elif x < .965: base('person', scen='person')
    elif x < .99:
        n = R.randrange(1, 190); c = wch({c: 1 for c in CITIES}); t = ch([('МБОУ', f'СОШ № {n}', f'Муниципальное бюджетное общеобразовательное учреждение "Средняя общеобразовательная школа № {n}"'), ('ГБУЗ', f'Городская больница № {n % 30 + 1}', f'Государственное бюджетное учреждение здравоохранения "Городская больница № {n % 30 + 1}"'), ('МБДОУ', f'Детский сад № {n} "{ch(["Солнышко", "Ромашка", "Теремок"])}"', None), ('ФГБОУ ВО', f'{c[:-1]}ский государственный {ch(["технический", "аграрный", "медицинский"])} университет', None)])
        base('budget', city=c, form=t[0], core=t[1], full=t[2], scen='budget')
    else: base('foreign', core=ch(['Nord', 'Alfa', 'Bau', 'Medi', 'Trans', 'Euro', 'Poly', 'Hydro']) + ch(['tech', 'werk', 'line', 'plast', 'tek', 'form', 'med', 'cargo']) + ch(['', '', ' Trading', ' International']), form=ch(['GmbH', 'Ltd', 'LLC', 'Sp. z o.o.', 'S.r.l.', 'A.S.', 'Co., Ltd']), scen='foreign')
for e in E:     # accountants who serve forty firms
    if e['scen'] == 'plain' and e['kind'] in ('ru_co', 'ru_ip') and p(40 * len(acct) / (N * .55)): e['scen'] = 'accountant'; e['acct'] = R.randrange(len(acct))
# ---- how a card is spelt
LOOK = dict(zip('АВЕКМНОРСТХаеорсух', 'ABEKMHOPCTXaeopcyx'))
def typo(s):
    i = [k for k, c in enumerate(s) if c.isalpha() and k > 0]
    if len(i) < 4: return s
    k = ch(i); x = R.random()
    return s[:k] + s[k + 1:] if x < .3 else s[:k] + s[k] + s[k:] if x < .55 else s[:k - 1] + s[k] + s[k - 1] + s[k + 1:] if x < .8 and k > 1 else s[:k] + ch('аоеинтрсл') + s[k + 1:]
def quote(s): a, b = ch([('«', '»'), ('"', '"'), ('"', '"'), ('“', '”'), ('„', '“'), ("''", "''"), ("'", "'")]); return a + s + b
def name(e, src, tags):
    ua = e['ua']; form, core = e['form'], e['core']; loose = src in ('managers', 'fair', 'shop', 'crm')
    man = e['kind'] in ('ru_ip', 'ua_fop', 'person')
    if e['former'] and p(.4): core = e['former']; tags.append('former')
    if man:
        ru = ua and loose and p(.4); P_ = e['boss']['ru' if ru else 'n']
        if ru: form = UA2RU.get(form, form); tags.append('ua_in_russian')
        f = ch([form, form, form, RUFULL.get(e['form'], form) if not ru else form] if not loose else [form, form, '', form if ua or p(.7) else 'ЧП'])
        if e['kind'] == 'person': f = ''
        full = ' '.join(P_); ini = f'{P_[0]} {P_[1][0]}.{P_[2][0]}.'
        x = R.random()
        if loose and x < .35: nm = ini if x < .2 else f'{P_[0]} {P_[1][0]}. {P_[2][0]}.'; tags.append('initials')
        elif loose and x < .55: nm = ch([f'{P_[1]} {P_[0]}', f'{P_[0]} {P_[1]}']); tags.append('no_patronymic')
        elif src in ('acc', 'acc2') and x < .15: nm = ini; tags.append('initials')
        else: nm = full
        s = f'{f} {nm}'.strip() if p(.75) or not f else ch([f'{nm} {f}', f'{nm}, {f}', f'{nm} ({f})'])
        if e['brand'] and loose and p(.35): s = ch([e['brand'], f'{e["brand"]} ({s})', f'{s}, {e["brand"]}']); tags.append('brand')
    elif e['kind'] == 'budget':
        s = e['full'] if e.get('full') and p(.3) else ch([f'{form} {core}', f'{form} "{core}"', f'{core} {form}', core if loose else f'{form} "{core}"', f'{form} {core} г. {e["city"]}'])
    elif e['kind'] == 'foreign': s = ch([f'{core} {form}', f'{core}, {form}', f'{core} {form.replace(".", "")}', core.upper() + ' ' + form.upper(), core if loose else f'"{core}" {form}'])
    else:
        if ua and (loose or src == 'acc') and p(.4): core = ru_of(core); form = UA2RU[form]; tags.append('ua_in_russian')
        if loose and p(.10): core = core.replace('-', ' ') if '-' in core else core
        if p(.05) and ' ' in core: w = core.split(' '); core = ' '.join(w[1:] + w[:1]); tags.append('moved')
        for a, b in (('Торговый дом', 'ТД'), ('Группа компаний', 'ГК'), ('Компания', 'К-ия')):
            if core.startswith(a) and p(.4): core = core.replace(a, b); tags.append('abbrev')
        if p(.05): core = tl(core); tags.append('translit'); form_t = {'ООО': 'OOO', 'АО': 'AO', 'ТОВ': 'TOV'}.get(form, form); form = ch([form, form_t, 'LLC' if form in ('ООО', 'ТОВ') else form_t])
        x = R.random()
        if loose:
            s = f'{form} {core}' if x < .25 else f'{form} {quote(core)}' if x < .42 else core if x < .8 else f'{core} {form.lower()}' if x < .9 else f'{core}, {form}'
            if form not in s and form.lower() not in s: tags.append('no_form')
        else:
            full = RUFULL.get(e['form'], form) if form == e['form'] else form
            s = f'{form} {quote(core)}' if x < .5 else f'{core} {form}' if x < .65 else f'{core}, {form}' if x < .75 else f'{full} {quote(core)}' if x < .9 else f'{quote(core)} {form}' if x < .95 else f'{form} {core}'
        if e['scen'] == 'branch' and p(.5) and e.get('bcity'): s = ch([f'Филиал {s} в г. {ch(e["bcity"])}', f'{s} филиал {ch(e["bcity"])}', f'{s} ({ch(e["bcity"])})', s + ' ОП №' + str(R.randint(1, 4))]); tags.append('branch_name')
    if p(.06): s = s.upper(); tags.append('upper')
    elif p(.05 if loose else .01): s = s.lower(); tags.append('lower')
    if p(.03 if not loose else .06): s = typo(s); tags.append('typo')
    if p(.02):
        t = ''.join(LOOK[c] if c in LOOK and p(.4) else c for c in s); tags += ['lookalike'] if t != s else []; s = t
    if p(.07 if loose else .03): c = e['city'] if not ua or p(.5) else UAC[e['city']][0]; s = ch([f'{s} {c}', f'{s} г.{c}', f'{s} ({c})', f'{s}, {c}']); tags.append('city_glued')
    if p(.03): s = ch([f'{s} (не использовать)', f'{s} ДУБЛЬ', f'яяя {s}', f'{s} (старый)', f'{s} - НЕ ИСПОЛЬЗОВАТЬ!!', f'{s} (только предоплата)', f'{s} (договор с 2024)', f'{s} NEW']); tags.append('remark')
    if p(.02): s = s.replace(' ', '  ', 1)
    return s
def addr(e, loose):
    a, c = e['addr'], e['city']
    if e['ua']:
        rc = UAC[c][0]
        if loose: return ch([c, f'м. {c}, {a["st"]} {a["h"]}', f'{rc}, ул. {a["st"]}, {a["h"]}', f'{a["st"]} {a["h"]}, {c}'])
        o = f', оф. {a["o"]}' if a['o'] else ''
        return ch([f'{a["idx"]}, м. {c}, вул. {a["st"]}, буд. {a["h"]}{o}', f'м.{c}, вул. {a["st"]}, {a["h"]}{o}', f'{a["idx"]}, Україна, м. {c}, вулиця {a["st"]}, будинок {a["h"]}{o}'])
    if loose: return ch([c, c, f'{c}, {a["st"]} {a["h"]}', f'г. {c}, ул. {a["st"]}, {a["h"]}', f'ул. {a["st"]} {a["h"]} {c}'])
    k = f', корп. {a["k"]}' if a['k'] else ''; o = f', оф. {a["o"]}' if a['o'] else ''
    return ch([f'{a["idx"]}, г. {c}, ул. {a["st"]}, д. {a["h"]}{k}{o}', f'{a["idx"]}, {c} г, {a["st"]} ул, дом № {a["h"]}' + (f', корпус {a["k"]}' if a['k'] else '') + (f', офис {a["o"]}' if a['o'] else ''), f'{a["idx"]},РОССИЯ,,{c} г,,,{a["st"]} ул,{a["h"]},{a["k"]},{a["o"]}', f'г {c}, улица {a["st"]}, д {a["h"]}' + (f' к {a["k"]}' if a['k'] else '') + (f' помещ {a["o"]}' if a['o'] else ''), (f'{a["idx"]}, {c}, {a["st"]}, {a["h"]}{k}{o}').upper()])
PINN = dict(acc=.97, acc2=.93, bank=.98, crm=.6, managers=.35, fair=.03, shop=.2); cards = []; no = {}
def card(e):
    src = wch(dict(acc2=.42, acc=.06, crm=.22, managers=.11, fair=.07, shop=.12) if e['ua'] else dict(acc=.3, acc2=.13, bank=.12, crm=.18, managers=.1, fair=.06, shop=.11))
    if e['kind'] == 'person' and src == 'bank': src = 'shop'
    t = []; L = src in ('crm', 'managers', 'fair', 'shop'); no[src] = no.get(src, 0) + 1; n = no[src]
    k = dict(src=src, ext={'acc': f'00-{n:08d}', 'acc2': f'{n:09d}', 'bank': f'K{n:06d}', 'crm': str(10000 + n), 'managers': f'm{n}', 'fair': f'F-{n}', 'shop': f'u{n * 7}'}[src], ent=e['id'], inn='', kpp='', name=name(e, src, t), legal='', ph=[], mail=[], addr='', contact=None, region='', comment='', acc='')
    if e['inn'] and p(PINN[src]):
        k['inn'] = e['inn']; k['kpp'] = ch(e['kpps']) if e['kpps'] else ''
        if e['scen'] == 'branch' and 'branch_name' not in t and p(.6): k['kpp'] = e['kpps'][0]
        x = R.random(); y = src in ('acc', 'bank') and .4 or 1
        if x < .012 * y: s = list(k['inn']); i = R.randrange(3, len(s)); s[i] = str((int(s[i]) + R.randint(1, 9)) % 10); k['inn'] = ''.join(s); t.append('bad_inn')
        elif x < .015 * y: o = ch(E); (k.update(inn=o['inn']), t.append('pasted_inn')) if o['inn'] and o is not e and len(o['inn']) == len(e['inn']) else None
        elif x < .021 * y: k['inn'] = '0000000000'; t.append('zero_inn')
        elif k['inn'][0] == '0' and p(.5): k['inn'] = k['inn'].lstrip('0'); t.append('lost_zero')
        elif k['kpp'] and x < .10: k['inn'] += '/' + k['kpp']; k['kpp'] = ''
        elif x < .11: k['inn'] = ch(['ИНН ', '']) + k['inn'] + ' '
    if not k['inn']: t.append('no_inn')
    def tel(q):
        for h in e['ph'] if p(.4) else [ch(e['ph'])]:
            if p(q): k['ph'].append(phfmt(h))
    def mail(q):
        if p(q): m = ch(e['mail']); k['mail'].append(m.upper() if p(.05) else m.capitalize() if p(.05) else m)
    tel(dict(acc=.25, acc2=.3, bank=.5, crm=.8, managers=.85, fair=.85, shop=.8)[src]); mail(dict(acc=.12, acc2=.15, bank=.2, crm=.6, managers=.3, fair=.6, shop=.95)[src])
    if 'acct' in e and p(.7):
        a = acct[e['acct']]; k['ph'] = [phfmt(a['ph'])] + (k['ph'] if p(.3) else []); t.append('acct_phone')
        if k['mail'] and p(.5): k['mail'] = [a['mail']]
    k['addr'] = addr(e, L) if p(dict(acc=.85, acc2=.7, bank=.75, crm=.35, managers=.25, fair=.1, shop=.45)[src]) else ''
    if src in ('managers', 'fair', 'shop', 'crm') and p(.55): k['region'] = e['city'] if not e['ua'] or p(.6) else UAC[e['city']][0]
    man = e['kind'] in ('ru_ip', 'ua_fop', 'person')
    if src in ('fair', 'crm', 'managers') and not man and p(.6): k['contact'] = ch([e['boss']] + e['staff'])
    if src == 'shop' and not man and e['scen'] not in ('ip_company', 'sibling') and e['kind'] != 'budget' and p(.3): w = ch([e['boss']] + e['staff']); k['name'] = f'{w["n"][1]} {w["n"][0]}'; t.append('shop_person'); k['inn'] = ''; k['kpp'] = ''
    if src in ('acc', 'acc2') and p(.4) and not man: k['legal'] = f'{RUFULL.get(e["form"], e["form"])} "{e["core"]}"' if e['kind'] != 'budget' else (e.get('full') or '')
    if 'former' in t: k['legal'] = ''
    if src == 'bank': k['acc'] = ('40802' if man else '40702') + '810' + ''.join(str(R.randrange(10)) for _ in range(12)) if p(.0) else ''
    if src == 'managers' and p(.3): k['comment'] = ch(['звонить после обеда', 'постоянный', 'просил скидку', 'не берёт трубку', 'работаем с 2021'])
    k['tags'] = t; cards.append(k)
W = [i ** -1.72 for i in range(1, 13)]
for e in E:
    for _ in range(R.choices(range(1, 13), W)[0] + (1 if e['scen'] in ('branch', 'renamed') and p(.7) else 0)): card(e)
# ---- files
shutil.rmtree(OUT, ignore_errors=True)
for s in no: os.makedirs(f'{OUT}/exchange/{s}')
def pn(w): return ch([' '.join(w['n'][:2]), ' '.join(w['n'][1::-1]), ' '.join(w['n']), w['n'][1]])
for k in cards: k['contact'] = pn(k['contact']) if k['contact'] else ''
def put(src, fn, cols):
    rows = [k for k in cards if k['src'] == src]; R.shuffle(rows)
    with open(f'{OUT}/exchange/{src}/{fn}', 'w', encoding='utf-8-sig', newline='') as f:
        w = csv.writer(f, delimiter=';'); w.writerow([c for c, _ in cols])
        for k in rows: w.writerow([g(k) for _, g in cols])
j = lambda x: ', '.join(x); g = lambda n: (lambda k: k[n]); tel = ('Телефон', lambda k: j(k['ph'])); ml = lambda cap: (cap, lambda k: j(k['mail']))
put('acc', 'контрагенты.csv', [('Код', g('ext')), ('Наименование', g('name')), ('Полное наименование', g('legal')), ('ИНН', g('inn')), ('КПП', g('kpp')), ('Юридический адрес', g('addr')), tel, ml('E-mail')])
put('acc2', 'контрагенты база 2.csv', [('Код', g('ext')), ('Наименование', g('name')), ('Полное наименование', g('legal')), ('ИНН/КПП', lambda k: k['inn'] + ('/' + k['kpp'] if k['kpp'] and '/' not in k['inn'] and len(k['inn']) in (9, 10) and p(.3) else '')), ('Адрес', g('addr')), tel, ml('E-mail')])
put('bank', 'клиенты банка.csv', [('Код клиента', g('ext')), ('Наименование', g('name')), ('ИНН', g('inn')), ('КПП', g('kpp')), ('Адрес', g('addr')), tel, ml('E-mail')])
put('managers', 'мои клиенты.csv', [('Код', g('ext')), ('Клиент', g('name')), ('ИНН', g('inn')), tel, ml('Почта'), ('Город', g('region')), ('Адрес', g('addr')), ('Контактное лицо', g('contact')), ('Примечание', g('comment'))])
put('fair', 'выставка.csv', [('Код', g('ext')), ('Компания', g('name')), ('Контактное лицо', g('contact')), tel, ml('E-mail'), ('Город', g('region')), ('ИНН', g('inn'))])
put('shop', 'покупатели магазина.csv', [('ID', g('ext')), ('Покупатель', g('name')), ml('Email'), tel, ('Город', g('region')), ('Адрес', g('addr')), ('ИНН', g('inn'))])
with open(f'{OUT}/exchange/crm/crm.jsonl', 'w', encoding='utf-8') as f:
    for k in cards:
        if k['src'] != 'crm': continue
        r = dict(record='client', id=k['ext'], name=k['name'], tax_id=k['inn'] or None, kpp=k['kpp'] or None, phones=k['ph'], emails=k['mail'], addresses=[k['addr']] if k['addr'] else [], region=k['region'] or None)
        f.write(json.dumps({a: b for a, b in r.items() if b}, ensure_ascii=False) + '\n')
        if k['contact']: f.write(json.dumps(dict(record='contact', id='p' + k['ext'], client_id=k['ext'], name=k['contact']), ensure_ascii=False) + '\n')
with open(f'{OUT}/sverka.toml', 'w') as f: f.write('lang = "ru"\ntime_zone = "Europe/Moscow"\n\n[intake]\nquiet_seconds = 0\n' + ''.join(f'\n[[source]]\nname = "{s}"\n' for s in sorted(no)))
json.dump(dict(seed=SEED, entities={e['id']: dict(kind=e['kind'], scenario=e['scen'], form=e['form'], core=e['core'], inn=e['inn'], city=e['city'], city_ru=UAC[e['city']][0] if e['ua'] else e['city']) for e in E}, cards=cards), open(f'{OUT}/truth.json', 'w'), ensure_ascii=False)
print(f'{len(E)} entities, {len(cards)} cards ({len(cards) / len(E):.2f} each), tax id on {100 * sum(bool(k["inn"].strip()) for k in cards) / len(cards):.0f}%', {s: no[s] for s in sorted(no)})
