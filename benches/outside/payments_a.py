#!/usr/bin/env python3
"""payments_a.py OUT SEED LANG(ru|uk) [--staged]: a workspace of bills, orders, shipments and bank lines with known truth (OUT/truth.json).
--staged puts each month's files into OUT/.stage/MM/<source>/ instead of OUT/exchange/<source>/."""
import sys, os, json, random, datetime as dt
from collections import defaultdict
OUT, SEED, LANG = sys.argv[1], int(sys.argv[2]), sys.argv[3]
STAGED = '--staged' in sys.argv
R = random.Random(f'{SEED}-{LANG}')
RU = LANG == 'ru'
D0, D1 = dt.date(2025, 7, 1), dt.date(2026, 6, 30)
day = dt.timedelta(days=1)
pick = R.choice
def chance(p): return R.random() < p
def wpick(pairs):
    t = sum(w for _, w in pairs); x = R.random() * t
    for v, w in pairs:
        x -= w
        if x <= 0: return v
    return pairs[-1][0]
def workday(d):
    while d.weekday() > 4: d += day
    return d

# ---------- tax numbers, accounts ----------
def inn10():
    d = [int(c) for c in pick(['77', '78', '50', '54', '66', '16', '63']) + '%02d' % R.randint(1, 49) + '%05d' % R.randint(1, 99999)]
    k = [2, 4, 10, 3, 5, 9, 4, 6, 8]; return ''.join(map(str, d + [sum(a * b for a, b in zip(d, k)) % 11 % 10]))
def inn12():
    d = [int(c) for c in pick(['77', '78', '50', '54', '66']) + '%02d' % R.randint(1, 49) + '%06d' % R.randint(1, 999999)]
    k1 = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]; d.append(sum(a * b for a, b in zip(d, k1)) % 11 % 10)
    k2 = [3] + k1; d.append(sum(a * b for a, b in zip(d, k2)) % 11 % 10); return ''.join(map(str, d))
def edrpou():
    n = R.randint(30000000, 45999999) // 10; d = [int(c) for c in '%07d' % n]
    k = [1, 2, 3, 4, 5, 6, 7] if n * 10 < 30000000 or n * 10 > 60000000 else [7, 1, 2, 3, 4, 5, 6]
    s = sum(a * b for a, b in zip(d, k)) % 11
    if s == 10: s = sum(a * (b + 2) for a, b in zip(d, k)) % 11 % 10
    return ''.join(map(str, d)) + str(s)
def rnokpp():
    d = [int(c) for c in '%09d' % R.randint(200000000, 389999999)]
    k = [-1, 5, 7, 9, 4, 6, 10, 5, 7]; return ''.join(map(str, d)) + str(sum(a * b for a, b in zip(d, k)) % 11 % 10)
used = set()
def uniq(f):
    while True:
        x = f()
        if x not in used: used.add(x); return x
def co_id(): return uniq(inn10 if RU else edrpou)
def st_id(): return uniq(inn12 if RU else rnokpp)
def iban(mfo, acc):
    body = mfo + acc.zfill(19); n = int(body + '301000'); return 'UA%02d' % (98 - n % 97) + body
BANKS = [('ПАО СБЕРБАНК', '044525225'), ('АО "АЛЬФА-БАНК"', '044525593'), ('БАНК ВТБ (ПАО)', '044525187'), ('АО "ТБанк"', '044525974'), ('ООО "Банк Точка"', '044525104')] if RU else \
        [('АТ КБ "ПРИВАТБАНК"', '305299'), ('АТ "ОЩАДБАНК"', '300465'), ('АТ "УКРСИББАНК"', '351005'), ('АТ "ПУМБ"', '334851'), ('АТ "УНІВЕРСАЛ БАНК"', '322001')]
def account(kind='co', cur='810'):
    b = pick(BANKS)
    def f():
        if RU: return {'co': '40702', 'st': '40802', 'person': '40817'}[kind] + cur + '%012d' % R.randint(10**9, 10**11)
        return iban(b[1], {'co': '2600', 'st': '2600', 'person': '2620'}[kind] + '%010d' % R.randint(10**8, 10**10 - 1))
    return uniq(f), b
# ---------- names ----------
if RU:
    W1 = 'Вектор Прогресс Альянс Ромашка Строй Монолит Гарант Орион Фортуна Меркурий Сатурн Кедр Родник Волга Урал Сибирь Темп Ритм Контур Горизонт Эталон Базис Парус Якорь Магнат Оптима Прима Дельта Сигма Омега Титан Гефест Атлант Рубин Топаз Янтарь Искра Факел Маяк Заря Восход Полюс Север Юг Восток Запад Лидер Мастер Профи Эксперт Аква Терра Вита Нова'.split()
    W2 = ['', '', '', '-М', '+', ' Плюс', '-Сервис', '-Трейд', 'строй', 'торг', ' Групп', '-Юг', '-Север', ' 2000', '-Инвест', 'снаб', '-Логистик', 'пром', ' и К', '-Регион']
    SUR = 'Иванов Петров Сидоров Кузнецов Смирнов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Гаврилов Титов Комаров Орлов Макаров Зайцев'.split()
    FN = ['Иван', 'Пётр', 'Сергей', 'Алексей', 'Дмитрий', 'Андрей', 'Олег', 'Игорь', 'Михаил', 'Николай']; PN = ['Иванович', 'Петрович', 'Сергеевич', 'Алексеевич', 'Дмитриевич', 'Андреевич', 'Олегович', 'Игоревич']
    FORMS = [('ООО', 12), ('АО', 2), ('ЗАО', 1), ('ПАО', .3)]; ST = 'ИП'
else:
    W1 = 'Вектор Прогрес Альянс Ромашка Світанок Моноліт Гарант Оріон Фортуна Меркурій Сатурн Калина Джерело Дніпро Карпати Поділля Темп Ритм Контур Обрій Еталон Базис Парус Якір Магнат Оптима Прима Дельта Сігма Омега Титан Гефест Атлант Рубін Топаз Бурштин Іскра Смолоскип Маяк Зоря Схід Полюс Північ Захід Лідер Майстер Профі Експерт Аква Терра Віта Нова Верес Бескид'.split()
    W2 = ['', '', '', '-М', '+', ' Плюс', '-Сервіс', '-Трейд', 'буд', 'торг', ' Груп', '-Південь', '-Північ', ' 2000', '-Інвест', 'постач', '-Логістик', 'пром', ' і К', '-Регіон']
    SUR = 'Шевченко Коваленко Бондаренко Ткаченко Кравченко Олійник Шевчук Поліщук Мельник Кравчук Савченко Руденко Марченко Лисенко Петренко Гончаренко Мороз Бойко Клименко Павленко Іваненко Сидоренко Левченко Харченко Панченко'.split()
    FN = ['Іван', 'Петро', 'Сергій', 'Олексій', 'Дмитро', 'Андрій', 'Олег', 'Ігор', 'Михайло', 'Микола']; PN = ['Іванович', 'Петрович', 'Сергійович', 'Олексійович', 'Дмитрович', 'Андрійович', 'Олегович', 'Ігорович']
    FORMS = [('ТОВ', 12), ('ПП', 3), ('ПрАТ', 1)]; ST = 'ФОП'
def fio(): return f'{pick(SUR)} {pick(FN)} {pick(PN)}'
class C: pass
def mkclient(kind, core=None):
    c = C(); c.kind = kind; c.deals = []; c.contracts = []; c.owner = None
    if kind == 'co':
        c.form = wpick(FORMS); c.core = core or pick(W1) + pick(W2)
        c.name = f'{c.form} «{c.core}»'; c.bankname = f'{c.form} "{c.core}"'
        if chance(.15): c.bankname = c.bankname.upper()
        c.regname = wpick([(c.name, 5), (f'{c.core} {c.form}', 4), (c.bankname, 2)]); c.tax = co_id(); c.kpp = c.tax[:4] + '01001' if RU else ''
    else:
        c.core = fio(); c.tax = st_id() if kind == 'st' or not RU else ''; c.kpp = ''
        c.name = f'{ST} {c.core}' if kind == 'st' else c.core
        c.bankname = c.name if kind == 'person' else wpick([(c.name, 3), ((('Индивидуальный предприниматель ' if RU else 'Фізична особа-підприємець ') + c.core), 2), (c.core + ' ' + ST, 1)])
        if kind == 'person' and chance(.5): c.bankname = c.core.upper()
        c.regname = wpick([(c.name, 3), (f'{c.core} {ST}', 2)]) if kind == 'st' else c.name
    c.acc, c.bank = account(kind); c.usd = False
    c.novat = kind != 'co' and chance(.3) or chance(.08)
    return c
clients = []; cores = set()
while len(clients) < 600:
    k = wpick([('co', 70), ('st', 24), ('person', 6)])
    c = mkclient(k)
    if c.core in cores: continue
    cores.add(c.core); clients.append(c)
    if k == 'co' and chance(.07):      # siblings with an alike name
        s = mkclient('co', c.core.rstrip('+') + pick(['-2', ' Плюс', '+', ' М', ' Сервис' if RU else ' Сервіс']))
        if s.core not in cores: cores.add(s.core); clients.append(s); s.sib = c
    if k == 'co' and chance(.03):      # the same name with another tax number
        s = mkclient('co', c.core); clients.append(s)
for c in R.sample([c for c in clients if c.kind == 'co'], 60):   # owners
    if chance(.5):
        st = pick([x for x in clients if x.kind == 'st'])
    else:
        st = pick([x for x in clients if x.kind == 'co' and x is not c])
    c.owner = st
NM = ['Белова Ирина', 'Сомов Олег'] if RU else ['Біла Ірина', 'Сомов Олег']
# ---------- ours ----------
orgs = []
for i in (0, 1):
    o = C(); o.i = i
    o.name = [('ООО «Северный мост»', 'ООО «Мост-Сервис»'), ('ТОВ «Північний міст»', 'ТОВ «Міст-Сервіс»')][not RU][i]
    o.tax = co_id(); o.kpp = o.tax[:4] + '01001'; o.accs = [account('co') for _ in range(2 if i == 0 else 1)]
    if not RU: o.accs = [(iban('305299', '2600' + '%010d' % R.randint(10**8, 10**10 - 1)), BANKS[0]) for _ in o.accs]
    o.usd = (account('co', '840') if RU else (iban('305299', '2600' + '%010d' % R.randint(10**8, 10**10 - 1)), BANKS[0])) if i == 0 else None
    o.prefix = [('СМ00-', 'БП-'), ('ПМ00-', 'МС-')][not RU][i]; o.pad = 6
    orgs.append(o)
# ---------- documents ----------
seqs = defaultdict(int)
docs = []; deals = []
class Doc: pass
class Deal: pass
def newdoc(kind, deal, date, total):
    d = Doc(); d.kind, d.deal, d.date, d.total, d.number = kind, deal, date, total, None; d.act = deal.service; docs.append(d); return d
def amount():
    a = int(10 ** R.uniform(3.3, 6.0) * 100)
    return wpick([(a // 100000 * 100000 or 100000, 1), (a // 10000 * 10000 or 10000, 2), (a // 100 * 100, 2), (a, 5)])
for ci, c in enumerate(clients):
    n = min(40, int(R.paretovariate(1.1) * 1.4)); 
    if chance(.06): n = 0
    c.sub = n and chance(.07)             # monthly service, an equal sum every month
    nc = wpick([(0, 3), (1, 5), (2, 2)]) or (1 if c.sub else 0)
    for k in range(nc):
        num = wpick([(f'{R.randint(1, 199)}', 2), (f'{R.randint(1, 99)}/{pick([24, 25])}', 3), (f'{pick("ПДКУ")}-{R.randint(100, 999)}', 2), (f'{R.randint(1,99):02d}-{pick(["П","У","К"])}/2025', 2)])
        c.contracts.append((num, dt.date(2024, 1, 1) + day * R.randint(0, 500), f'{ci}-{k}'))
    c.org = wpick([(orgs[0], 7), (orgs[1], 3)])
    c.usd = nc and chance(.03) and RU
    if c.sub:
        base = amount(); start = R.randint(0, 6)
        for m in range(start, 12):
            y, mo = 2025 + (6 + m) // 12, (6 + m) % 12 + 1
            end = dt.date(y + mo // 12, mo % 12 + 1, 1) - day
            dl = Deal(); dl.client, dl.org, dl.service, dl.contract, dl.cur, dl.month = c, c.org, True, c.contracts[0], 'BASE', (y, mo)
            dl.total = base; dl.order = dl.invoice = None; dl.ships = [newdoc('shipment', dl, end, base)]
            if chance(.25): dl.invoice = newdoc('invoice', dl, dt.date(y, mo, R.randint(20, 27)), base)
            dl.date = dl.invoice.date if dl.invoice else end
            deals.append(dl); c.deals.append(dl)
        continue
    twin = None
    for _ in range(n):
        dl = Deal(); dl.client = c; dl.org = c.org if chance(.9) else pick(orgs); dl.service = chance(.25); dl.month = None
        dl.cur = 'USD' if c.usd else 'BASE'
        if c.usd: dl.org = orgs[0]
        dl.contract = pick(c.contracts) if c.contracts and chance(.8) else None
        dl.date = workday(D0 + day * R.randint(0, 350)); dl.total = amount() if not c.usd else amount() // 40 // 100 * 100
        typ = wpick([('bill', 84), ('order', 5), ('act', 11)])
        dl.order = dl.invoice = None; dl.ships = []
        d = dl.date
        if typ == 'order' or typ == 'bill' and chance(.22): dl.order = newdoc('order', dl, d, dl.total); d = workday(d + day * R.randint(0, 3))
        if typ == 'bill': dl.invoice = newdoc('invoice', dl, d, dl.total); dl.date = d
        if typ == 'act': dl.ships = [newdoc('shipment', dl, d, dl.total)]
        elif typ == 'bill' and chance(.5):
            sd = d + day * R.randint(1, 25)
            if sd <= D1:
                if chance(.12): h = dl.total // 300 * 100; dl.ships = [newdoc('shipment', dl, sd, h), newdoc('shipment', dl, min(D1, sd + day * 3), dl.total - h)]
                else: dl.ships = [newdoc('shipment', dl, sd, dl.total)]
        deals.append(dl); c.deals.append(dl)
        if typ == 'bill' and not dl.order and chance(.05):     # several bills of one day
            for _ in range(R.randint(1, 3)):
                t = Deal(); t.__dict__.update(dl.__dict__); t.ships = []; t.total = amount() if dl.cur == 'BASE' else dl.total + R.randint(1, 99) * 100; t.invoice = newdoc('invoice', t, d, t.total)
                if chance(.4) and d + day * 6 <= D1: t.ships = [newdoc('shipment', t, d + day * 6, t.total)]
                deals.append(t); c.deals.append(t)
        if typ == 'bill' and chance(.02):  # an equal bill of the same day
            t = Deal(); t.__dict__.update(dl.__dict__); t.order = None; t.ships = []; t.invoice = newdoc('invoice', t, dl.invoice.date, dl.total); t.twin = dl; dl.twin = t
            deals.append(t); c.deals.append(t)
for d in sorted(docs, key=lambda d: (d.date, id(d) * 0)):
    k = (d.kind, d.deal.org.i, d.date.year); 
    if not seqs[k]: seqs[k] = R.randint(0, 60) if d.date.year == 2026 else R.randint(400, 900)
    seqs[k] += 1 if chance(.8) else R.randint(2, 3)
    o = d.deal.org; d.seq = seqs[k]
    p = o.prefix if not (d.kind == 'order' and o.i == 0) else ('СМУТ-' if RU else 'ПМУТ-')
    d.number = p + str(d.seq).zfill(o.pad)
for i, d in enumerate(docs): d.id = f'{d.kind[0].upper()}{i}'
for i, dl in enumerate(deals): dl.id = i; dl.paid = 0; dl.docs = [x for x in [dl.order, dl.invoice] + dl.ships if x]; dl.main = dl.invoice or dl.order or dl.ships[0]
def rate_vat(d): return (20 if d < dt.date(2026, 1, 1) else 22) if RU else 20
def vat_of(total, d, c): return 0 if c.novat else total * rate_vat(d) * 2 // (100 + rate_vat(d)) // 2
# ---------- wording ----------
MG = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split() if RU else 'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня'.split()
MN = 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split() if RU else 'січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень'.split()
def money(a, sep='.'): return f'{a // 100}{sep}{a % 100:02d}'
def mfmt(a): return wpick([(money(a), 5), (money(a, ','), 2), (money(a, '-'), 2), (f'{a // 100:,}'.replace(',', ' ') + f'.{a % 100:02d}', 1)])
def dfmt(d, odd=False):
    f = [(d.strftime('%d.%m.%Y'), 8), (d.strftime('%d.%m.%Y') + ('г.' if RU else 'р.'), 3), (d.strftime('%d.%m.%y'), 3), (d.strftime('%d.%m.%Y') + (' г.' if RU else ' р.'), 1)]
    if odd: f = [(f'{d.day} {MG[d.month-1]} {d.year}', 2), (f'{d.day}.{d.month:02d}.{d.year % 100}', 2), (d.strftime('%d/%m/%Y'), 2), (d.strftime('%d.%m'), 3), (d.strftime('%d,%m,%Y'), 1), (d.strftime('%d%m%Y'), .5), (d.strftime('%d-%m-%Y'), 1), (d.strftime('%Y-%m-%d'), 1), (f'{d.day} {MG[d.month-1]} {d.year} ' + ('г.' if RU else 'р.'), 2)] + f[:1]
    return wpick(f)
LAT = str.maketrans('СМОАЕРХсаоерх', 'CMOAEPXcaoepx')
def nfmt(d, odd=False):
    p, s = d.number.rsplit('-', 1)
    f = [(d.number, 5), (str(d.seq), 6)]
    if odd: f = [(s, 3), (f'{p}-{d.seq}', 3), (p + s, 2), (d.number.lower(), 1), (f'{d.seq}/{p[:2]}', .5), (d.number.translate(LAT), 2), (f'{p} {s}', 1), (f'{p}--{s}', .3), (s[1:], 1), (d.number.replace('-', '–'), 1), (str(d.seq), 4), (s.replace('0', 'О', 1), .5), (f'{d.seq}/{d.date.year % 100}', 1), (f'{d.seq}/{d.date.year}', .7), (f'{d.seq}-{d.date.year % 100}', .4)]
    return wpick(f)
if RU:
    KW = {'invoice': ['счету №', 'счету № ', 'счету N ', 'счету на оплату № ', 'счету ', 'сч. № ', 'счёту № ', 'сч.№'], 'order': ['заказу № ', 'заказу покупателя № ', 'заказу клиента № '],
          'ship': ['УПД № ', 'УПД №', 'накладной № ', 'товарной накладной № ', 'ТН № '], 'act': ['акту № ', 'акту выполненных работ № ', 'УПД № ', 'акту №']}
    KO = {'invoice': ['сч ', 'сч.', 'сч-ту ', 'счет-', 'с/ч ', 'сч №', 'счетN', 'инвойсу ', 'счет на опл. ', 'сч.на опл.', 'СЧЕТ №', 'счет-оферта № ', 'сч/', 'счет договор № ', 'cчет № ', '№', 'с.'], 'order': ['зак.', 'зак. №', 'з/п № ', 'заказ-', 'ЗК ', 'заявке № '],
          'ship': ['нак.', 'накл. ', 'т/н ', 'ТТН № ', 'р/н ', 'реал. ', 'расх.накл.№', 'упд ', 'с/ф ', 'сч-ф ', 'счет-фактуре № ', 'СФ ', 'торг-12 № ', 'док. отгрузки ', 'УПД№'], 'act': ['акт ', 'акт.', 'АВР ', 'а/в/р № ', 'акт оказ. услуг № ', 'упд ', 'с/ф ', 'акт-']}
    VERB = ['Оплата по', 'Оплата по', 'Оплата за товар по', 'Оплата за материалы по', 'Оплата за услуги по', 'За товар по', 'Оплата согласно', 'Опл. по', 'Оплата за ТМЦ согласно', 'Перечисление средств по']
    GOODS = ['за товар', 'за стройматериалы', 'за услуги', 'за оборудование', 'за ТМЦ', 'за запчасти', 'за канцтовары', 'за трубу 57х3,5', 'за кабель ВВГ 3х2,5', 'за доставку', 'за монтажные работы', 'за кирпич М150']
    OT = 'от'
else:
    KW = {'invoice': ['рахунку №', 'рахунку № ', 'рах. № ', 'рахунку ', 'рах.№', 'рахунку-фактури № ', 'рах-ку № '], 'order': ['замовлення № ', 'замовленню № ', 'замовлення покупця № '],
          'ship': ['видаткової накладної № ', 'накладної № ', 'накл. № ', 'видаткової накладної №'], 'act': ['акту № ', 'акту наданих послуг № ', 'акту виконаних робіт № ', 'акту №']}
    KO = {'invoice': ['рах ', 'рах.', 'р/ф ', 'рф ', 'рах-фак ', 'рах.ф.№', 'рахунок-', 'РФ№', 'рах.на опл.', 'р-ку ', 'с/ф ', 'счету № ', 'сч.', 'р-ф № ', 'рахунок фактура ', '№', 'pах. № ', 'інвойсу '], 'order': ['зам.', 'зам. №', 'замовл. ', 'заявки № '],
          'ship': ['в/н ', 'ВН ', 'вид.накл.', 'вн №', 'накл.', 'нак.', 'ТТН ', 'р/н ', 'видат. накл.'], 'act': ['акт ', 'акт.', 'АВР ', 'акт надання послуг № ', 'акту-', 'а.в.р. ']}
    VERB = ['Оплата згідно', 'Оплата за товар згідно', 'Оплата за товар зг.', 'Сплата згідно', 'За товар згідно', 'Оплата за послуги зг.', 'Оплата зг', 'Опл. за ТМЦ зг.', 'Передплата за товар згідно', 'Оплата по']
    GOODS = ['за товар', 'за будматеріали', 'за послуги', 'за обладнання', 'за ТМЦ', 'за запчастини', 'за канцтовари', 'за трубу 57х3,5', 'за кабель ВВГ 3х2,5', 'за доставку', 'за монтажні роботи', 'за цеглу М150']
    OT = 'від'
def kw(d, odd=False):
    k = d.kind if d.kind != 'shipment' else ('act' if d.act else 'ship')
    return pick((KO if odd else KW)[k])
def vatc(a, d, c, odd=False):
    if c.novat: return pick(['Без НДС', 'НДС не облагается', 'Без НДС.', 'Без налога (НДС)'] if RU else ['Без ПДВ', 'без ПДВ', 'Без ПДВ.'])
    r = rate_vat(d); v = a * r * 2 // (100 + r) // 2; m = mfmt(v)
    if RU: return pick([f'В т.ч. НДС {r}% - {m}', f'В том числе НДС {r}% {m} руб.', f'в т.ч. НДС ({r}%) {m}', f'Сумма {money(a, "-")} В т.ч. НДС ({r}%) {money(v, "-")}', f'НДС {r}% - {m} руб.', f'В том числе НДС {r} % - {m} рублей'] if not odd else [f'в т.ч. НДС', f'НДС {r}%', f'в т.ч. НДС {r}/{100+r}', 'с НДС', '', f'НДС{r}%-{m}', '', f'в т.ч. НДС({r}%) {m}, НДС(10%) 0.00', f'сумма {money(a, chr(45))} руб.'])
    return pick([f'у т.ч. ПДВ {r}% {m} грн.', f'в т.ч. ПДВ {r}% - {m}', f'у т.ч. ПДВ {r}% {m}', f'в тому числі ПДВ {r} % {m} грн', f'ПДВ - {m} грн.'] if not odd else ['у т.ч. ПДВ', f'ПДВ {r}%', 'з ПДВ', '', f'ПДВ20%-{m}', ''])
def join(*parts):
    s = ''
    for p in parts:
        if not p: continue
        s += p if not s else (pick([', ', '. ', ' ']) + p)
    return s
def dogovor(k, odd=False):
    n, d, _ = k
    w = pick(['договору №', 'договору № ', 'дог. № ', 'дог.', 'договору поставки № '] if RU else ['договору №', 'договору № ', 'дог. № ', 'дог.', 'договору поставки № '])
    return f'{w}{n}' + (f' {OT} {dfmt(d)}' if chance(.75) else '')
def cited(dl, odd=False, prefer=None):
    """a document of the deal a payer would cite"""
    if prefer: return prefer
    c = [x for x in dl.docs if not (x.kind == 'shipment' and len(dl.ships) > 1)]
    w = {'invoice': 10, 'order': 1.0 if dl.invoice else 9, 'shipment': 2.0 if dl.invoice else 9}
    return wpick([(x, w[x.kind]) for x in c])
def wordy(d, odd_k=False, odd_n=False, odd_d=False, date=True, num=True):
    s = kw(d, odd_k)
    n = nfmt(d, odd_n) if num else ''
    if not num: s = s.rstrip(' №N-/')
    s += n
    if s and s[0] == '№' and not num: s = ''
    return s + (f' {OT} {dfmt(d.date, odd_d)}' if date else '')
def verb(d, odd=False):
    return pick(VERB)
# ---------- bank lines ----------
lines = []
class L_: pass
def line(date, amount, payer, purpose, scen, truth, org, direction='in', account_=None, cur='BASE', acc=None, tax=None, name=None, fee=None):
    l = L_(); l.date = workday(date); l.amount = amount; l.purpose = ' '.join(purpose.replace('\n', ' ').split())[:210 if RU else 160]; l.scen = scen; l.truth = truth; l.org = org; l.dir = direction; l.cur = cur
    l.name = name if name is not None else payer.bankname; l.tax = tax if tax is not None else payer.tax; l.acc = acc or payer.acc; l.bank = getattr(payer, 'bank', BANKS[0]); l.kpp = getattr(payer, 'kpp', '')
    l.own = account_ or (org.usd[0] if cur == 'USD' else org.accs[0][0] if chance(.75) or len(org.accs) < 2 else org.accs[1][0])
    l.number = str(R.randint(1, 9999)); l.ref = None
    if l.date > D1 or l.date < D0: return None
    lines.append(l); return l
def T(pairs, client=None, **k): return dict(kind='docs', docs=[[dl.id, a] for dl, a in pairs], client=(client or pairs[0][0].client), **k)
def ADV(c, **k): return dict(kind='advance', docs=[], client=c, **k)
def AMB(c, docs=(), **k): return dict(kind='ambiguous', docs=[[dl.id, a] for dl, a in docs], client=c, **k)
NOISE = dict(kind='noise', docs=[], client=None)
def typo(s):
    ws = s.split(' '); i = R.randrange(len(ws))
    for _ in range(8):
        i = R.randrange(len(ws)); w = ws[i]
        if len(w) > 4 and w.isalpha(): break
    else: return s
    j = R.randrange(1, len(w) - 1); t = R.random()
    ws[i] = w[:j] + w[j+1] + w[j] + w[j+2:] if t < .45 else w[:j] + w[j+1:] if t < .75 else w[:j] + w[j] + w[j:]
    return ' '.join(ws)
def glue(s):
    t = R.random()
    if t < .4: return s.replace(' ', '')
    out = s.split(' '); r = out[0]
    for w in out[1:]: r += ('' if chance(.55) else ' ') + w
    return r
def lag(): return int(R.choice([0, 1, 1, 2, 3, 3, 5, 7, 10, 14, 21, 30]))
ORD_TAIL = lambda c, a, d: vatc(a, d, c)
def std(c, dl, a, pd, d=None, odd=False, pre=''):
    d = d or cited(dl); g = pick(GOODS) if chance(.35) else ''
    v = VERB if not pre else [pre]
    ref = wordy(d)
    if chance(.15) and dl.contract: ref += pick([' по ', ' (', ', ']).replace('(', '') + dogovor(dl.contract)
    return join(f'{pick(v)} {ref}' + (f' {g}' if g else ''), vatc(a, pd, c))
def plain_pay(c, dl, scen='ordinary'):
    d = cited(dl); pd = d.date + day * lag()
    line(pd, dl.total, c, std(c, dl, dl.total, pd, d), scen, T([(dl, dl.total)]), dl.org, cur=dl.cur)
def free_third():
    x = C(); x.kind = 'co'; k = wpick([('co', 2), ('st', 2), ('person', 2)]); return mkclient(k)
LEFT = lambda c: [d for d in c.deals if not getattr(d, 'used', False)]
def take(c, first, k, days=50):
    """k-1 further deals of the client near the first, same company and currency"""
    r = [first] + [d for d in LEFT(c) if d is not first and d.org is first.org and d.cur == first.cur and abs((d.date - first.date).days) <= days and (d.invoice is not None) == (first.invoice is not None)][:k - 1]
    return r if len(r) == k else None
# ---------- scenarios: f(c, dl) -> True when it was carried out ----------
S = {}
def scenario(w, only=None):
    def deco(f): S[f.__name__] = (w, f, only); return f
    return deco
def one(scen, c, dl, text, pd=None, d=None, amount=None, truth=None, **k):
    pd = pd or (d.date if d else dl.date) + day * lag()
    a = amount if amount is not None else dl.total
    line(pd, a, c, text, scen, truth or T([(dl, min(a, dl.total))]), dl.org, cur=dl.cur, **k); return True
@scenario(5)
def abbreviation(c, dl):
    d = cited(dl); return one('abbreviation', c, dl, join(f'{pick(VERB) if chance(.6) else pick(["Оплата", "За товар", "опл.", ""])} {wordy(d, odd_k=True)}', vatc(dl.total, d.date, c, chance(.5))), d=d)
@scenario(4)
def number_form(c, dl):
    d = cited(dl); return one('number_form', c, dl, join(f'{pick(VERB)} {wordy(d, odd_n=True)}', vatc(dl.total, d.date, c, chance(.3))), d=d)
@scenario(2)
def number_no_date(c, dl):
    d = cited(dl); return one('number_no_date', c, dl, join(f'{pick(VERB)} {wordy(d, odd_k=chance(.3), date=False)}', pick(GOODS) if chance(.4) else '', vatc(dl.total, d.date, c, chance(.4))), d=d)
@scenario(2)
def date_form(c, dl):
    d = cited(dl); return one('date_form', c, dl, join(f'{pick(VERB)} {wordy(d, odd_d=True)}', vatc(dl.total, d.date, c)), d=d)
@scenario(2)
def typos(c, dl):
    d = cited(dl); s = std(c, dl, dl.total, d.date, d)
    for _ in range(R.randint(1, 3)): s = typo(s)
    return one('typos', c, dl, s, d=d)
@scenario(2)
def glued(c, dl):
    d = cited(dl); return one('glued', c, dl, glue(f'{pick(VERB)} {wordy(d)} {vatc(dl.total, d.date, c)}'), d=d)
@scenario(1)
def shouting(c, dl):
    d = cited(dl); return one('shouting', c, dl, std(c, dl, dl.total, d.date, d).upper() if chance(.6) else std(c, dl, dl.total, d.date, d).lower(), d=d)
@scenario(1)
def only_date(c, dl):
    d = cited(dl); return one('only_date', c, dl, join(f'{pick(VERB)} {wordy(d, num=False)}', vatc(dl.total, d.date, c, chance(.4))), d=d)
@scenario(2, 'contract')
def only_contract(c, dl):
    return one('only_contract', c, dl, join(f'{pick(["Оплата по", "Оплата за товар по", "За услуги по"])} {dogovor(dl.contract)}', vatc(dl.total, dl.date, c)))
@scenario(2)
def nothing_cited(c, dl):
    if chance(.15): return one('nothing_cited', c, dl, pick(['Оплата', 'Оплата.', 'б/н', 'перевод', 'Опл. сч.', 'Оплата по счету'] if RU else ['Оплата', 'Оплата.', 'б/н', 'переказ', 'Опл. рах.', 'Оплата за рахунком']))
    return one('nothing_cited', c, dl, join(f'{pick(["Оплата", "Оплата", "опл."])} {pick(GOODS)}', vatc(dl.total, dl.date, c, chance(.4))))
@scenario(1.2)
def wrong_number(c, dl):
    d = cited(dl); s = str(d.seq); o = d.seq
    t = pick(['swap', 'miss', 'near'])
    if t == 'swap' and len(s) > 2: d.seq = int(s[:-2] + s[-1] + s[-2])
    elif t == 'miss' and len(s) > 2: d.seq = int(s[1:])
    else: d.seq = max(1, d.seq + pick([-1, 1, 10, -10, 2]))
    keep = d.number; d.number = d.number[:d.number.rindex('-') + 1] + str(d.seq).zfill(6); fake = d.seq
    s = std(c, dl, dl.total, d.date, d); d.seq, d.number = o, keep
    clash = any(x.seq == fake and x.kind == d.kind and x is not d for q in c.deals for x in q.docs)
    if fake == o: return False
    return one('wrong_number', c, dl, s, d=d, truth=AMB(c, [(dl, dl.total)]) if clash else None)
@scenario(.7)
def wrong_year(c, dl):
    d = cited(dl); k = d.date
    pd = k + day * lag(); d.date = dt.date(k.year + pick([-1, 1]), k.month, min(k.day, 28)); s = std(c, dl, dl.total, k, d); d.date = k
    return one('wrong_year', c, dl, s, pd=pd)
@scenario(.9)
def wrong_date(c, dl):
    d = cited(dl); k = d.date; pd = k + day * lag(); d.date = k + day * pick([-1, 1, 2, -3, 30, -10]); s = std(c, dl, dl.total, k, d); d.date = k
    return one('wrong_date', c, dl, s, pd=pd)
@scenario(1)
def date_first(c, dl):
    d = cited(dl); k = kw(d).rstrip(' №N'); return one('date_first', c, dl, join(f'{pick(VERB)} {k} {OT} {dfmt(d.date)} № {nfmt(d)}', vatc(dl.total, d.date, c)), d=d)
@scenario(1)
def wrong_kind(c, dl):   # a bill called a delivery note, or the other way round
    d = cited(dl)
    if d.kind == 'order': return False
    other = 'shipment' if d.kind == 'invoice' else 'invoice'
    if any(x.kind == other and x.seq == d.seq for q in c.deals for x in q.docs): return False
    k = pick(KW['ship'] + KW['act']) if other == 'shipment' else pick(KW['invoice'])
    return one('wrong_kind', c, dl, join(f'{pick(VERB)} {k}{nfmt(d)} {OT} {dfmt(d.date)}', vatc(dl.total, d.date, c)), d=d)
@scenario(1)
def other_language(c, dl):
    d = cited(dl)
    if RU:
        t = str.maketrans(dict(zip('абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№', ['a','b','v','g','d','e','e','zh','z','i','i','k','l','m','n','o','p','r','s','t','u','f','kh','ts','ch','sh','shch','','y','','e','iu','ia','A','B','V','G','D','E','E','Zh','Z','I','I','K','L','M','N','O','P','R','S','T','U','F','Kh','Ts','Ch','Sh','Shch','','Y','','E','Iu','Ia','N'])))
        return one('other_language', c, dl, std(c, dl, dl.total, d.date, d).translate(t) if chance(.5) else f'{pick(["Payment for invoice", "Payment invoice No.", "Inv.", "Payment acc. to invoice"])} {d.seq if chance(.5) else d.number.translate(LAT)} {pick(["dd", "dated", "from", "of"])} {d.date.strftime("%d.%m.%Y")}', d=d)
    k = pick({'invoice': ['счета № ', 'счета №', 'сч. № ', 'счета-фактуры № '], 'order': ['заказа № '], 'shipment': ['акта № ', 'акта вып. работ № '] if d.act else ['расходной накладной № ', 'накладной № ', 'накл.']}[d.kind])
    v = '' if c.novat and chance(.5) else 'без НДС' if c.novat else f'в т.ч. НДС 20% {mfmt(vat_of(dl.total, d.date, c))} грн.'
    return one('other_language', c, dl, join(f'{pick(["Оплата за товар согласно", "Оплата согласно", "За услуги согл.", "Опл. за стройматериалы по"])} {k}{nfmt(d)} от {d.date.strftime("%d.%m.%Y")}', v), d=d)
@scenario(1)
def two_kinds(c, dl):
    if len(dl.docs) < 2 or len(dl.ships) > 1: return False
    ref = pick([', ', ' / ', '; ', ' и ' if RU else ' та ']).join(wordy(x) for x in R.sample(dl.docs, 2))
    return one('two_kinds', c, dl, join(f'{pick(VERB)} {ref}', dogovor(dl.contract) if dl.contract and chance(.5) else '', vatc(dl.total, dl.date, c)), pd=max(x.date for x in dl.docs) + day * lag())
@scenario(1)
def traps(c, dl):
    d = cited(dl); n = R.randint(1, 999)
    tr = pick([f'спецификация № {n}', f'по нашей заявке {R.randint(4500000000, 4500999999)}', f'а/м Р{n:03d}ОМ 77', f'тел. +7 9{R.randint(10,99)} 123-45-67', f'лот {n}', f'доверенность № {n}', f'(объект {n}, ул. Ленина, д. {n % 90 + 1})', f'{n} шт.', f'ИНН {c.tax or 0} р/с {c.acc}', f'{c.bankname} (кл. {n})', f'РО {n}/2', f'ИГК {R.randint(10**18, 10**19)}', f'договор заявка {n}'] if RU else
              [f'специфікація № {n}', f'заявка {R.randint(4500000000, 4500999999)}', f'а/м АА{n:04d}ВК', f'тел. +380 67 123-45-67', f'лот {n}', f'довіреність № {n}', f'(обʼєкт {n}, вул. Лесі Українки, {n % 90 + 1})', f'{n} шт.', f'код {n}', f'ДК 021:2015 {R.randint(10000000, 99999999)}-{n%9}'])
    s = f'{pick(VERB)} {wordy(d)}'
    return one('traps', c, dl, join(*( [s, tr] if chance(.6) else [tr, s]), vatc(dl.total, d.date, c)), d=d)
@scenario(.7)
def truncated_start(c, dl):
    d = cited(dl); s = ' '.join([pick(['(VO10100)', '{VO10100}', '/НЗП/', '!', "'", '(001)', 'НДС есть.', '+']) if RU else pick(['*', '!', '#1;', 'Плат.', '00;']), std(c, dl, dl.total, d.date, d)])
    return one('bank_prefix', c, dl, s, d=d)
@scenario(2)
def partial(c, dl):
    if dl.total < 500000: return False
    d = cited(dl); n = wpick([(2, 4), (3, 2)]); rest = dl.total; pd = d.date; pre = ['Частичная оплата по', 'Част. оплата по', '2-й платеж по', '1/2 оплаты по', 'Первый платеж по', 'Оплата (частично) по', 'Оплата по'] if RU else ['Часткова оплата згідно', 'Част. оплата зг.', '2-й платіж зг.', '1/2 оплати зг.', 'Оплата зг.']
    for i in range(n):
        a = rest if i == n - 1 else R.randint(1, 4) * rest // 5 // 10000 * 10000 or rest // 2
        pd = pd + day * (lag() + (i > 0))
        pr = pick(pre) if i < n - 1 else pick(['Доплата по', 'Окончательный расчет по', 'Остаток по', 'Оплата по'] if RU else ['Доплата згідно', 'Остаточний розрахунок зг.', 'Оплата зг.'])
        line(pd, a, c, std(c, dl, a, pd, d, pre=pr), 'partial', T([(dl, a)]), dl.org, cur=dl.cur); rest -= a
        if chance(.2): break
    return True
@scenario(1.5)
def percent(c, dl):
    d = cited(dl); p = pick([30, 50, 50, 70, 20]); a = dl.total * p // 100; pd = d.date + day * lag()
    line(pd, a, c, join((f'{pick(["Предоплата", "Аванс", "Предоплата в размере", "аванс"])} {p}% по {wordy(d)}' if RU else f'{pick(["Передплата", "Аванс", "Попередня оплата"])} {p}% згідно {wordy(d)}'), vatc(a, pd, c)), 'percent', T([(dl, a)]), dl.org, cur=dl.cur)
    if chance(.85):
        a2 = dl.total - a; pd += day * (3 + lag())
        line(pd, a2, c, join((f'{pick(["Доплата", "Окончательный расчет", "Окончательная оплата", "Оплата остатка"])} {100 - p if chance(.7) else ""}{"%" if chance(.9) else " %"} по {wordy(d)}'.replace(' % по', ' по') if RU else f'{pick(["Доплата", "Остаточний розрахунок"])} {100 - p}% згідно {wordy(d)}'), vatc(a2, pd, c)), 'percent', T([(dl, a2)]), dl.org, cur=dl.cur)
    return True
@scenario(.6)
def split_equal(c, dl):
    if dl.total % 2: return False
    d = cited(dl); h = dl.total // 2; pd = d.date + day * lag(); s = std(c, dl, h, pd, d)
    for _ in (0, 1): line(pd, h, c, s, 'split_equal', T([(dl, h)]), dl.org, cur=dl.cur)
    return True
@scenario(.9)
def rest_bare(c, dl):
    d = cited(dl); a = dl.total * pick([30, 50, 60]) // 100; pd = d.date + day * lag()
    line(pd, a, c, std(c, dl, a, pd, d), 'rest_bare_first', T([(dl, a)]), dl.org, cur=dl.cur)
    line(pd + day * (2 + lag()), dl.total - a, c, join(pick(['Доплата за товар', 'Окончательный расчет', 'Доплата', 'Оплата остатка задолженности']) if RU else pick(['Доплата за товар', 'Остаточний розрахунок', 'Доплата', 'Сплата залишку боргу']), vatc(dl.total - a, pd, c, True)), 'rest_bare', T([(dl, dl.total - a)]), dl.org, cur=dl.cur)
    return True
@scenario(1)
def underpaid(c, dl):
    d = cited(dl); a = dl.total - pick([100, 1000, 10000, 50000]) if dl.total > 300000 else dl.total * 9 // 10; pd = d.date + day * lag()
    return one('underpaid', c, dl, std(c, dl, a, pd, d), pd=pd, amount=a)
@scenario(1)
def overpaid(c, dl):
    d = cited(dl); a = (dl.total // 100000 + 1) * 100000 if chance(.6) else dl.total + pick([1000, 5000, 10000]); pd = d.date + day * lag()
    return one('overpaid', c, dl, std(c, dl, a, pd, d), pd=pd, amount=a)
@scenario(1)
def kopecks(c, dl):
    if dl.total % 100 == 0: return False
    d = cited(dl); a = pick([dl.total // 100 * 100, dl.total // 100 * 100 + 100, dl.total + 1, dl.total - 1, dl.total - 2]); pd = d.date + day * lag()
    return one('kopecks', c, dl, std(c, dl, a, pd, d), pd=pd, amount=a)
def multi(scen, c, dl, k, text, amount=None, truth=None):
    g = take(c, dl, k)
    if not g: return False
    g.sort(key=lambda q: (q.date, q.id)); ds = [q.invoice or q.ships[0] if q.invoice or len(q.ships) == 1 else q.main for q in g]
    if len({x.kind for x in ds}) > 1: return False
    pd = max(x.date for x in ds) + day * lag(); tot = sum(q.total for q in g)
    s = text(ds, g)
    if s is None: return False
    line(pd, tot, c, join(s, vatc(tot, pd, c)), scen, T([(q, q.total) for q in g]), dl.org, cur=dl.cur)
    for q in g: q.used = True
    return True
def plural(d): return pick({'invoice': ['счетам № ', 'счетам №№ ', 'сч.', 'счетам ', 'сч. № '], 'order': ['заказам № '], 'shipment': ['актам № ', 'актам '] if d.act else ['УПД № ', 'накладным № ', 'УПД №№ ', 'накл.']}[d.kind] if RU else
                            {'invoice': ['рахунків № ', 'рах.№№ ', 'рах. ', 'рахунках '], 'order': ['замовлень № '], 'shipment': ['актів № ', 'актів '] if d.act else ['накладних № ', 'видаткових накладних № ', 'ВН ']}[d.kind])
def _same(ds):
    return len({x.act for x in ds}) == 1
@scenario(8)
def several_full(c, dl):
    return multi('several_full', c, dl, pick([2, 2, 3, 4]), lambda ds, g: _same(ds) and f'{pick(VERB)} {plural(ds[0])}' + pick([', ', '; ', ',', ' и ' if RU else ' та ']).join(f'{nfmt(x)} {OT} {dfmt(x.date)}' for x in ds) or None)
@scenario(7)
def several_bare(c, dl):
    return multi('several_bare', c, dl, pick([2, 2, 3, 4, 5]), lambda ds, g: _same(ds) and f'{pick(VERB)} {plural(ds[0])}' + pick([', ', ',', '; ', ' ', ' и ' if RU else ' і ', '+', '/']).join(str(x.seq) for x in ds) + (f' {OT} {dfmt(ds[-1].date)}' if len({x.date for x in ds}) == 1 else '') or None)
@scenario(3)
def several_repeat(c, dl):
    return multi('several_repeat', c, dl, pick([2, 3]), lambda ds, g: f'{pick(VERB)} ' + pick([', ', '; ', ' ', ' и ' if RU else ' та ']).join(wordy(x, odd_k=chance(.4)) for x in ds))
@scenario(2.5)
def list_amounts(c, dl):
    return multi('list_amounts', c, dl, pick([2, 3]), lambda ds, g: f'{pick(VERB)} ' + pick(['; ', ', ']).join(f'{wordy(x)} - {money(q.total, pick(".,-"))}' for x, q in zip(ds, g)))
@scenario(1.5)
def short_dates(c, dl):
    def f(ds, g): return _same(ds) and f'{pick(VERB)} {plural(ds[0])}' + ', '.join(f'{x.seq} {OT} {x.date.strftime("%d.%m")}' for x in ds) or None
    return multi('short_dates', c, dl, pick([2, 3]), f)
@scenario(2)
def only_dates_several(c, dl):
    def f(ds, g):
        if not _same(ds) or len({x.date for x in ds}) < len(ds): return None
        return f'{pick(VERB)} {plural(ds[0]).rstrip(" №")} {OT} ' + ', '.join(dfmt(x.date) for x in ds)
    return multi('only_dates_several', c, dl, 2, f)
@scenario(3)
def sum_of_all(c, dl):
    return multi('sum_of_all', c, dl, pick([2, 3]), lambda ds, g: pick(['Оплата за товар', 'Погашение задолженности', 'Оплата задолженности по акту сверки', 'Погашение долга за товар'] if RU else ['Оплата за товар', 'Погашення заборгованості', 'Оплата боргу згідно акту звірки', 'Погашення заборгованості за товар']) + ('' if chance(.5) else ' ' + (f'на {dfmt(max(x.date for x in ds))}')))
@scenario(1.2)
def uncited_explains(c, dl):
    return multi('uncited_explains', c, dl, 2, lambda ds, g: f'{pick(VERB)} {wordy(ds[0])}')
@scenario(2.5)
def range_(c, dl):
    def f(ds, g):
        q = sorted(x.seq for x in ds)
        if not _same(ds) or q[-1] - q[0] != len(q) - 1: return None
        return f'{pick(VERB)} {plural(ds[0])}{q[0]}{pick(["-", " - ", " по " if RU else " по "])}{q[-1]}'
    return multi('range', c, dl, pick([2, 3]), f)
def _third_text(c, dl, d, named):
    who = pick([c.name, c.bankname, f'{c.bankname} ИНН {c.tax}' if RU else f'{c.bankname} код {c.tax}', c.bankname])
    s = f'{pick(VERB)} {wordy(d)}'
    if not named: return join(s, vatc(dl.total, d.date, c))
    za = 'за'
    if c.tax and chance(.2): return join(s, f'за ИНН {c.tax}' if RU else f'за код ЄДРПОУ {c.tax}', vatc(dl.total, d.date, c))
    return pick([join(s, f'{za} {who}', vatc(dl.total, d.date, c)), join(f'Оплата {za} {who}', f'{kw(d)}{nfmt(d)} {OT} {dfmt(d.date)}', vatc(dl.total, d.date, c)), join(f'{za.capitalize()} {who}: {s}', vatc(dl.total, d.date, c))])
@scenario(1.6)
def third_named(c, dl):
    d = cited(dl); p = free_third() if chance(.5) else (c.owner or pick(clients)); 
    if p is c: return False
    pd = d.date + day * lag(); line(pd, dl.total, p, _third_text(c, dl, d, True), 'third_named', T([(dl, dl.total)]), dl.org, cur='BASE' if dl.cur == 'BASE' else 'USD'); return True
@scenario(.8)
def third_unnamed(c, dl):
    d = cited(dl); p = free_third() if chance(.6) else (c.owner or pick(clients))
    if p is c: return False
    line(d.date + day * lag(), dl.total, p, _third_text(c, dl, d, False), 'third_unnamed', T([(dl, dl.total)]), dl.org, cur=dl.cur); return True
@scenario(3)
def via_bank(c, dl):
    if c.kind == 'co': return False
    b = C(); b.bankname = 'ПАО СБЕРБАНК//' + c.core + '//' if RU else 'Транз.рахунок ПриватБанк'; b.tax = '7707083893' if RU else '14360570'; b.kpp = ''; b.acc, b.bank = account('co'); 
    if RU: b.acc = '30232810' + b.acc[8:]; b.bankname = pick([b.bankname, 'ПАО СБЕРБАНК'])
    d = cited(dl); s = pick([f'{c.core}; {pick(VERB)} {wordy(d)}', f'{pick(VERB)} {wordy(d)}; {c.core}', (f'Платеж по реестру. Плательщик: {c.core}. ' if RU else f'Платник: {c.core}. ') + f'Оплата {wordy(d)}'])
    line(d.date + day * lag(), dl.total, b, s, 'via_bank', T([(dl, dl.total)]), dl.org, cur=dl.cur); return True
@scenario(.8)
def payer_no_tax(c, dl):
    d = cited(dl); a, b = account(c.kind); c2 = C(); c2.__dict__.update(c.__dict__); c2.acc, c2.bank = a, b
    return one('payer_no_tax', c2, dl, std(c, dl, dl.total, d.date, d), d=d, tax='0' if RU else '', truth=T([(dl, dl.total)], c)) 
@scenario(.8)
def other_account(c, dl):
    d = cited(dl); a, b = account(c.kind); c2 = C(); c2.__dict__.update(c.__dict__); c2.acc, c2.bank = a, b
    return one('other_account', c2, dl, std(c, dl, dl.total, d.date, d), d=d, truth=T([(dl, dl.total)], c))
@scenario(1)
def before_bill(c, dl):
    if not dl.invoice: return False
    pd = dl.invoice.date - day * R.randint(1, 5)
    if dl.order and dl.order.date <= pd: s = join(('Предоплата по ' if RU else 'Передплата згідно ') + wordy(dl.order), vatc(dl.total, pd, c))
    else: s = join(pick(['Предоплата за товар', 'Аванс за материалы', 'Предоплата'] if RU else ['Передплата за товар', 'Аванс за матеріали', 'Передоплата']), dogovor(dl.contract) if dl.contract and chance(.6) else '', vatc(dl.total, pd, c))
    # workday() may shift it behind the bill, which does no harm
    return one('before_bill', c, dl, s, pd=pd)
@scenario(.6)
def early_cited(c, dl):   # the draft was sent by mail; in the books the bill is dated later
    if not dl.invoice: return False
    pd = dl.invoice.date - day * R.randint(1, 3); return one('early_cited', c, dl, join(f'{pick(VERB)} {wordy(dl.invoice, date=False)}', vatc(dl.total, pd, c)), pd=pd)
@scenario(.8)
def paid_twice(c, dl):
    d = cited(dl); pd = d.date + day * lag(); s = std(c, dl, dl.total, pd, d)
    a = line(pd, dl.total, c, s, 'paid_twice_1', T([(dl, dl.total)]), dl.org, cur=dl.cur)
    b = line(pd + day * R.randint(1, 6), dl.total, c, s, 'paid_twice_2', ADV(c), dl.org, cur=dl.cur)
    if a and b and b.date == a.date: lines.remove(b); b = None
    if b and chance(.6):
        line(b.date + day * R.randint(2, 8), dl.total, c, (f'Возврат ошибочно перечисленных средств по п/п № {b.number} {OT} {dfmt(b.date)}' if RU else f'Повернення помилково перерахованих коштів зг. п/д № {b.number} {OT} {dfmt(b.date)}') + (', письмо б/н' if RU and chance(.3) else ''), 'return_to_client', NOISE, dl.org, 'out', cur=dl.cur)
    return True
@scenario(.5)
def overpay_return(c, dl):
    d = cited(dl); ex = R.randint(5, 90) * 10000; pd = d.date + day * lag(); one('overpay_return', c, dl, std(c, dl, dl.total + ex, pd, d), pd=pd, amount=dl.total + ex)
    line(pd + day * R.randint(3, 9), ex, c, (f'Возврат излишне уплаченной суммы по {wordy(d)}. НДС не облагается' if RU else f'Повернення надлишково сплачених коштів зг. {wordy(d)}'), 'return_to_client', NOISE, dl.org, 'out', cur=dl.cur)
    return True
@scenario(.6)
def partial_shipment(c, dl):
    if len(dl.ships) != 2: return False
    for s in dl.ships:
        pd = s.date + day * lag(); line(pd, s.total, c, join(f'{pick(VERB)} {wordy(s)}', vatc(s.total, pd, c)), 'partial_shipment', T([(dl, s.total)]), dl.org, cur=dl.cur)
    return True
@scenario(.3)
def several_short(c, dl):      # two bills cited, money for less: undecidable which stays open
    g = take(c, dl, 2)
    if not g or not all(q.invoice for q in g): return False
    tot = sum(q.total for q in g) * 7 // 10; pd = max(q.invoice.date for q in g) + day * lag()
    line(pd, tot, c, join(f'{pick(VERB)} ' + ', '.join(wordy(q.invoice) for q in g), vatc(tot, pd, c)), 'several_short', AMB(c), dl.org, cur=dl.cur)
    for q in g: q.used = True
    return True
@scenario(.6)
def sum_of_nothing(c, dl):     # nothing cited, a sum that nothing explains, open documents: she would phone
    a = dl.total * 37 // 100 // 10000 * 10000
    if a <= 0: return False
    line(dl.date + day * lag(), a, c, join(f'Оплата {pick(GOODS)}', vatc(a, dl.date, c)), 'sum_of_nothing', AMB(c), dl.org, cur=dl.cur); return True
@scenario(.3)
def other_org(c, dl):          # the money came to our other company's account
    if not dl.invoice or dl.cur != 'BASE': return False
    o = orgs[1 - dl.org.i]; d = dl.invoice; pd = d.date + day * lag()
    line(pd, dl.total, c, std(c, dl, dl.total, pd, d), 'other_org', AMB(c, [(dl, dl.total)]), o); return True
def one_month(c, dl):
    y, m = dl.month; mm = MN[m-1]
    s = pick([f'Оплата за услуги за {mm} {y} г.', f'Абонентская плата за {mm} {y}', f'За обслуживание, {mm} {y}г.', f'Оплата по {dogovor(dl.contract)} за {mm} {y} г.', f'Оплата услуг за {mm}', f'За услуги {m:02d}.{y}'] if RU else
             [f'Оплата за послуги за {mm} {y} р.', f'Абонплата за {mm} {y}', f'За обслуговування, {mm} {y}р.', f'Оплата зг. {dogovor(dl.contract)} за {mm} {y} р.', f'Оплата послуг за {mm}', f'За послуги {m:02d}.{y}'])
    end = dl.ships[0].date; pd = end + day * R.randint(-8, 20)
    return one('month', c, dl, join(s, vatc(dl.total, pd, c)), pd=pd)
def two_months(c, dl):
    nx = [q for q in LEFT(c) if q.month and q is not dl]
    nx = [q for q in nx if (q.month[0] * 12 + q.month[1]) == dl.month[0] * 12 + dl.month[1] + 1]
    if not nx: return False
    q = nx[0]; a, b = MN[dl.month[1]-1], MN[q.month[1]-1]; y = q.month[0]
    s = pick([f'Оплата за услуги за {a}-{b} {y} г.', f'За услуги {a}, {b} {y}', f'Абонентская плата за {a} и {b} {y}г.'] if RU else [f'Оплата за послуги за {a}-{b} {y} р.', f'За послуги {a}, {b} {y}', f'Абонплата за {a} та {b} {y}р.'])
    pd = q.ships[0].date + day * R.randint(-3, 20); t = dl.total + q.total
    line(pd, t, c, join(s, vatc(t, pd, c)), 'two_months', T([(dl, dl.total), (q, q.total)]), dl.org); q.used = dl.used = True; return True
# ---------- play ----------
weights = [(n, w) for n, (w, f, o) in S.items()]
for c in clients:
    c.deals.sort(key=lambda d: (d.date, d.id))
    for dl in c.deals:
        if getattr(dl, 'used', False): continue
        dl.used = True
        x = R.random()
        if dl.cur == 'USD':
            d = cited(dl); pd = d.date + day * lag(); k = pick(['fx', 'fx', 'fee', 'rub', 'rub'])
            if k == 'fx': plain_pay(c, dl, 'fx_same_currency')
            elif k == 'fee': a = dl.total - pick([1500, 2500, 3000]); line(pd, a, c, f'PAYMENT FOR INVOICE {d.number.translate(LAT)} DTD {d.date.strftime("%d.%m.%Y")}', 'fx_fee_withheld', T([(dl, a)]), dl.org, cur='USD')
            else:
                rate = R.randint(780000, 960000); a = dl.total * rate // 10000
                line(pd, a, c, f'Оплата по {wordy(d)} по курсу ЦБ РФ {rate // 10000},{rate % 10000:04d} на {pd.strftime("%d.%m.%Y")} за {money(dl.total)} USD. {vatc(a, pd, c)}', 'fx_bill_paid_in_rub', T([(dl, dl.total)], settled=True), dl.org)
            continue
        if x < .06: continue                                  # never paid
        if dl.month:
            if x < .35: plain_pay(c, dl)
            elif x < .45 and two_months(c, dl): pass
            elif x < .8: one_month(c, dl)
            else: plain_pay(c, dl)
            continue
        if x < .06 + .50: plain_pay(c, dl); continue
        for _ in range(6):
            n = wpick(weights); f, only = S[n][1], S[n][2]
            if only == 'contract' and not dl.contract: continue
            if f(c, dl): break
        else: plain_pay(c, dl)
# twins: both cited by number, or neither
for dl in deals: pass
# advances of clients who have no documents at all
for c in clients:
    if not c.deals:
        for _ in range(R.randint(1, 3)):
            a = amount(); d = D0 + day * R.randint(5, 355); k = c.contracts[0] if c.contracts else None
            s = pick(['Аванс по ' + dogovor(k) if k else 'Аванс за товар', 'Предоплата за оборудование', 'Предварительная оплата по счету'] if RU else ['Аванс зг. ' + dogovor(k) if k else 'Аванс за товар', 'Передплата за обладнання', 'Попередня оплата за товар'])
            line(d, a, c, join(s, vatc(a, d, c)), 'advance_no_docs', ADV(c), c.org)
for _ in range(40):   # payers nobody knows, citing bills that are not ours
    p = mkclient(wpick([('co', 3), ('st', 1)])); d = D0 + day * R.randint(5, 355); a = amount()
    line(d, a, p, join(f'{"Оплата по счету №" if RU else "Оплата згідно рахунку №"} {R.choice("АВКТ")}-{R.randint(5000, 9000)} {OT} {dfmt(d - day * 3)}', vatc(a, d, p)), 'unknown_payer_unknown_bill', ADV(p), pick(orgs))
for c in R.sample([c for c in clients if c.deals and c.contracts], 25):   # penalties and the like: money of a client, no document
    d = D0 + day * R.randint(60, 350); a = amount() // 10
    line(d, a, c, pick([f'Оплата пени по {dogovor(c.contracts[0])}. НДС не облагается', f'Оплата неустойки за просрочку по {dogovor(c.contracts[0])} по претензии № {R.randint(1,99)} от {dfmt(d - day*20)}. Без НДС', f'Возмещение госпошлины по решению суда по делу № А40-{R.randint(1000,99999)}/2025', f'Обеспечительный платеж по {dogovor(c.contracts[0])}. НДС не облагается'] if RU else
        [f'Оплата пені згідно {dogovor(c.contracts[0])}. Без ПДВ', f'Оплата штрафу за прострочення зг. {dogovor(c.contracts[0])}. Без ПДВ', f'Відшкодування судового збору по справі № 910/{R.randint(1000,19999)}/25', f'Гарантійний внесок зг. {dogovor(c.contracts[0])}. Без ПДВ']), 'penalty_deposit', ADV(c, loose=True), c.org)
# noise
sup = [mkclient('co', pick(W1) + pick(['снабсбыт', '-Опт', 'металл', 'химторг', '-Энерго']) if RU else pick(W1) + pick(['збут', '-Опт', 'метал', 'хімторг', '-Енерго'])) for _ in range(40)]
def ext(name, tax, acc=None):
    x = C(); x.bankname, x.tax, x.kpp = name, tax, ''; x.acc, x.bank = account('co')
    if acc and RU: x.acc = acc + x.acc[len(acc):]
    return x
bankx = ext('ПАО СБЕРБАНК' if RU else 'АТ КБ "ПРИВАТБАНК"', '7707083893' if RU else '14360570', '70601810'); fns = ext('Казначейство России (ФНС России)' if RU else 'ГУК у м.Києві', '7727406020' if RU else '37993783', '03100643')
loan = ext('ПАО СБЕРБАНК' if RU else 'АТ "ОЩАДБАНК"', '7707083893' if RU else '00032129', '45206810'); dep = ext('ПАО СБЕРБАНК' if RU else 'АТ "ОЩАДБАНК"', '7707083893' if RU else '00032129', '42103810'); acq = ext('ПАО СБЕРБАНК' if RU else 'АТ КБ "ПРИВАТБАНК"', '7707083893' if RU else '14360570', '30233810')
founder = mkclient('person'); worker = mkclient('person'); ins = ext('СПАО "Ингосстрах"' if RU else 'ПрАТ "СК "УСГ"', '7705042179' if RU else '30859524')
dd = lambda: D0 + day * R.randint(3, 360)
nz = lambda: R.randint(1, 999)
def noise_in(n, payer, texts, scen):
    for _ in range(n):
        d = dd(); p = payer() if callable(payer) else payer
        t = pick(texts); t = t() if callable(t) else t
        line(d, amount(), p, t, scen, NOISE, pick(orgs))
if RU:
    noise_in(30, acq, [lambda: f'Зачисление средств по операциям с МБК (на основании реестров платежей). Мерчант №{R.randint(10**11, 10**12)}. Дата реестра {dfmt(dd())}. Комиссия {money(R.randint(100,99999))}. Возврат покупки 0.00/0.00. НДС не облагается', lambda: f'Эквайринг терминал {R.randint(10**7,10**8)} за {dfmt(dd())}, удержана комиссия {money(nz()*10)}'], 'noise_acquiring')
    noise_in(12, loan, [lambda: f'Выдача кредита по кредитному договору № {nz()}/25-К от 15.05.2025. НДС не облагается', lambda: f'Предоставление транша по договору НКЛ № {nz()} от 01.06.2025'], 'noise_loan')
    noise_in(8, founder, [lambda: f'Предоставление займа по договору займа № {nz()} от {dfmt(dd())} (беспроцентный). НДС не облагается', 'Взнос учредителя на пополнение оборотных средств', 'Финансовая помощь учредителя, безвозмездно'], 'noise_founder')
    noise_in(12, dep, ['Выплата процентов по депозиту согласно договору', lambda: f'Возврат депозита по договору № {nz()} от 01.07.2025, НДС не облагается', 'Начисленные проценты на остаток по счету за месяц'], 'noise_deposit')
    noise_in(10, fns, ['Возврат ЕНС по заявлению налогоплательщика', lambda: f'Возврат излишне уплаченного налога по решению № {nz()} от {dfmt(dd())}', 'Возмещение пособий ФСС'], 'noise_tax_refund')
    noise_in(35, lambda: pick(sup), [lambda: f'Возврат излишне перечисленных средств по счету № {nz()} от {dfmt(dd())}. В т.ч. НДС 20% 100.00', lambda: f'Возврат предоплаты по договору поставки № {nz()} от {dfmt(dd())} в связи с отсутствием товара', lambda: f'Возврат по письму № {nz()} от {dfmt(dd())}, ошибочный платеж п/п {nz()}', lambda: f'Возврат денежных средств по акту сверки'], 'noise_supplier_refund')
    noise_in(8, worker, ['Возврат подотчетных сумм', 'Возврат излишне выплаченной заработной платы', lambda: f'Возврат неиспользованных подотчетных средств, авансовый отчет № {nz()}'], 'noise_salary_return')
    noise_in(6, ins, [lambda: f'Страховое возмещение по полису {nz()}-{nz()} акт № {nz()} от {dfmt(dd())}. НДС не облагается'], 'noise_insurance')
    noise_in(12, ext('ООО "СЕВЕРНЫЙ МОСТ"', orgs[0].tax, '20202810'), ['Взнос наличных денежных средств, торговая выручка', 'Поступления от продажи товаров (символ 02)', 'Самоинкассация через АТМ, выручка'], 'noise_cash')
else:
    noise_in(30, acq, [lambda: f'Перерахування коштів за еквайринг, термінал {R.randint(10**7,10**8)} за {dfmt(dd())}, комісія {money(nz()*10)} грн', lambda: f'Вiдшкодування за операцiями ПК згiдно реєстру {dfmt(dd())} ком.бан. {money(nz()*10)}'], 'noise_acquiring')
    noise_in(12, loan, [lambda: f'Надання кредиту згідно кредитного договору № {nz()}/25-К від 15.05.2025. Без ПДВ', lambda: f'Видача траншу зг. договору {nz()} від 01.06.2025'], 'noise_loan')
    noise_in(8, founder, [lambda: f'Поворотна фінансова допомога зг. договору № {nz()} від {dfmt(dd())}. Без ПДВ', 'Внесок засновника до статутного капіталу'], 'noise_founder')
    noise_in(12, dep, ['Виплата відсотків за депозитом згідно договору', lambda: f'Повернення депозиту зг. договору № {nz()} від 01.07.2025 без ПДВ', 'Нараховані відсотки на залишок коштів'], 'noise_deposit')
    noise_in(10, fns, ['Відшкодування ПДВ з бюджету', lambda: f'Повернення надміру сплаченого податку, висновок № {nz()} від {dfmt(dd())}', 'Фінансування лікарняних ФСС'], 'noise_tax_refund')
    noise_in(35, lambda: pick(sup), [lambda: f'Повернення надлишково сплачених коштів зг. рахунку № {nz()} від {dfmt(dd())}. У т.ч. ПДВ 20% 100.00 грн', lambda: f'Повернення передплати зг. договору № {nz()} від {dfmt(dd())} через відсутність товару', lambda: f'Повернення помилково перерахованих коштів, п/д {nz()} від {dfmt(dd())}'], 'noise_supplier_refund')
    noise_in(8, worker, ['Повернення підзвітних коштів', 'Повернення надміру виплаченої заробітної плати', lambda: f'Повернення невикористаних підзвітних коштів, авансовий звіт № {nz()}'], 'noise_salary_return')
    noise_in(6, ins, [lambda: f'Страхове відшкодування зг. полісу {nz()}-{nz()} акт № {nz()} від {dfmt(dd())}. Без ПДВ'], 'noise_insurance')
    noise_in(12, ext('ТОВ "ПІВНІЧНИЙ МІСТ"', orgs[0].tax), ['Внесення готівки, торгова виручка', 'Торгова виручка через ТСО', 'Зарахування готівки (виручка) через банкомат'], 'noise_cash')
for _ in range(30):
    d = dd(); a, b = orgs[0].accs; a, b = (a[0], b[0]) if chance(.5) else (b[0], a[0]); am = amount(); n = str(nz())
    x = C(); x.bankname, x.tax, x.acc, x.bank, x.kpp = (orgs[0].name.replace('«', '"').replace('»', '"'), orgs[0].tax, a, BANKS[0], orgs[0].kpp)
    t = pick(['Перевод собственных средств. НДС не облагается', 'Пополнение счета, перевод собственных средств', 'Перевод между своими счетами'] if RU else ['Переказ власних коштів. Без ПДВ', 'Поповнення власного рахунку', 'Переказ між власними рахунками'])
    l = line(d, am, x, t, 'noise_own_transfer', NOISE, orgs[0], 'in', account_=b)
    y = C(); y.__dict__.update(x.__dict__); y.acc = b
    m = line(d, am, y, t, 'out_own_transfer', NOISE, orgs[0], 'out', account_=a)
    if l and m: l.number = m.number = n; l.twin = m
for _ in range(700):
    d = dd(); s = pick(sup)
    k = wpick([('sup', 6), ('fee', 3), ('tax', 2), ('wage', 2)])
    if k == 'sup': p, t = s, join(('Оплата по счету № ' if RU else 'Оплата згідно рахунку № ') + f'{nz()} {OT} {dfmt(d - day*3)} {pick(GOODS)}', vatc(50000, d, s))
    elif k == 'fee': p, t = bankx, ('Комиссия за проведение платежей по тарифам банка за ' if RU else 'Комісія за розрахункове обслуговування за ') + dfmt(d)
    elif k == 'tax': p, t = fns, 'Единый налоговый платеж' if RU else 'Податок на прибуток за період'
    else: p, t = worker, ('Заработная плата за ' if RU else 'Заробітна плата за ') + MN[d.month-1]
    line(d, amount() // 5 or 100, p, t, 'out_' + k, NOISE, pick(orgs), 'out')
# ---------- a fair truth: replay ----------
lines.sort(key=lambda l: l.date)
rem = {dl.id: dl.total for dl in deals}
bydeal = {dl.id: dl for dl in deals}
paysum = defaultdict(int)
NOREF = {'nothing_cited', 'only_contract', 'sum_of_all', 'only_date', 'before_bill', 'rest_bare', 'only_dates_several', 'month', 'two_months', 'third_named', 'early_cited'}
amb = 0
for l in lines:
    t = l.truth
    if l.dir == 'out' or t['client'] is None: continue
    c = t['client']; mine = [dl for dl in c.deals if rem[dl.id] > 0 and dl.date <= l.date + day * 10 and dl.cur == l.cur]
    truthids = {i for i, _ in t['docs']}
    if t['kind'] == 'docs':
        why = None
        cited_amount = len(truthids) == 1 and l.scen not in NOREF
        if l.scen in ('nothing_cited', 'before_bill', 'only_contract', 'rest_bare') or (l.scen == 'only_date'):
            d0 = bydeal[next(iter(truthids))]
            pool = [q for q in mine if q.org is d0.org]
            if l.scen == 'only_date': pool = [q for q in pool if any(x.date == y.date and x.kind == y.kind for x in q.docs for y in d0.docs)]
            elif l.scen == 'only_contract': pool = [q for q in pool if q.contract in (d0.contract, None)]
            same = [q for q in pool if rem[q.id] == l.amount]
            sums = any(rem[p.id] + rem[q.id] == l.amount for i, p in enumerate(pool) for q in pool[i+1:])
            if len(same) != 1 or same[0] is not d0 or sums: why = 'sum not unique'
        if l.scen == 'sum_of_all':
            pool = [q for q in mine if q.org is l.org and q.date <= l.date]
            if {q.id for q in pool} != truthids and any(rem[q.id] == l.amount for q in pool): why = 'another explains it'
            # exact subset must be the only one
            import itertools
            n = 0
            for k in range(1, 5):
                for s in itertools.combinations(pool[:14], k):
                    if sum(rem[q.id] for q in s) == l.amount: n += 1
            if n != 1: why = 'several subsets'
        if l.scen in ('overpaid', 'overpay_return'):
            ex = l.amount - sum(a for _, a in t['docs'])
            if any(rem[q.id] == ex for q in mine): why = 'excess = another'
        if l.scen == 'only_dates_several':
            ds = {bydeal[i].main.date for i in truthids}; kind = {bydeal[i].main.kind for i in truthids}
            n = [q for q in mine if any(x.date in ds and x.kind in kind for x in q.docs)]
            if len(n) != len(truthids): why = 'dates not unique'
        if l.scen == 'uncited_explains':
            if sum(1 for q in mine if q.id not in truthids and rem[q.id] in [rem[i] for i in truthids]) : why = 'another equal'
        # what was meant to be paid is paid already (an earlier line took it)
        if any(a > rem[i] + 200 for i, a in t['docs']) and not t.get('settled'): why = why or 'paid already'
        if l.scen == 'third_unnamed':
            d0 = bydeal[next(iter(truthids))]
            if any(q.total == d0.total and q is not d0 and abs((q.date - d0.date).days) < 2 for q in deals): why = 'equal elsewhere'
        # the number is not told apart: same kind, number and no date
        if l.scen in ('number_no_date', 'early_cited'):
            d0 = bydeal[next(iter(truthids))]
            for q in c.deals:
                if q is not d0 and rem[q.id] == l.amount and any(x.seq == y.seq for x in q.docs for y in d0.docs): why = 'number twice'
        if why: l.truth = dict(kind='ambiguous', docs=t['docs'], client=c, why=why); amb += 1
        for i, a in t['docs']: rem[i] = max(0, rem[i] - a)
    elif t['kind'] == 'advance' and l.scen in ('advance_no_docs',):
        if mine: l.truth = AMB(c)
    elif t['kind'] == 'ambiguous':
        for i, a in t['docs']: rem[i] = max(0, rem[i] - a)
# unique keys
seen = set()
for l in lines:
    while (l.date, l.number, l.amount, l.acc) in seen and l.scen != 'out_own_transfer': l.number = str(R.randint(1, 9999))
    seen.add((l.date, l.number, l.amount, l.acc))
# ---------- write ----------
os.makedirs(OUT, exist_ok=True)
for s in ('accounting', 'bank'): os.makedirs(f'{OUT}/exchange/{s}', exist_ok=True)
with open(f'{OUT}/sverka.toml', 'w') as f:
    f.write(f'lang = "{LANG}"\ntime_zone = "{"Europe/Moscow" if RU else "Europe/Kyiv"}"\nbase_currency = "{"RUB" if RU else "UAH"}"\n\n[intake]\nquiet_seconds = 0\n\n[[source]]\nname = "accounting"\n\n[[source]]\nname = "bank"\n\n')
    for o in orgs:
        ac = [a for a in o.accs] + ([o.usd] if o.usd and RU else [])
        f.write(f'[[organization]]\nname = "{o.name}"\ntax_id = "{o.tax}"\naccounts = [{", ".join(chr(34) + a[0] + chr(34) for a in ac)}]\n\n')
    for m in NM: f.write(f'[[manager]]\nname = "{m}"\n\n')
def months():
    y, m = D0.year, D0.month
    for i in range(12): yield i, y + (m - 1 + i) // 12, (m - 1 + i) % 12 + 1
def path(i, src, name):
    p = f'{OUT}/.stage/{i+1:02d}/{src}' if STAGED else f'{OUT}/exchange/{src}'
    os.makedirs(p, exist_ok=True); return f'{p}/{name}'
def put(i, src, name, text, enc):
    p = path(i, src, name)
    with open(p, 'wb') as f: f.write(text.encode(enc, 'replace'))
    t = dt.datetime(2026, 11, 1, 0, i, 0 if src == 'accounting' else 30).timestamp(); os.utime(p, (t, t))
cell = lambda s: f'"{s.replace(chr(34), chr(34)*2)}"' if ';' in s or '"' in s else s
CUR = {'BASE': 'RUB' if RU else 'UAH', 'USD': 'USD'}
h = 'Код;Наименование;ИНН;КПП;Менеджер' if RU else 'Код;Найменування;Код ЄДРПОУ;Менеджер'
put(0, 'accounting', '0000 клиенты.csv', h + '\n' + '\n'.join(';'.join(cell(x) for x in ([f'К-{i:05d}', c.regname, c.tax, c.kpp, NM[i % 2]] if RU else [f'К-{i:05d}', c.regname, c.tax, NM[i % 2]])) for i, c in enumerate(clients)) + '\n', 'cp1251' if RU else 'utf-8')
for i, y, m in months():
    rows = [d for d in docs if (d.date.year, d.date.month) == (y, m)]; rows.sort(key=lambda d: (d.date, d.number))
    inv = [d for d in rows if d.kind == 'invoice']
    head = [f'Реестр счетов на оплату за {MN[m-1]} {y} г.', 'Номер счета;Дата;Организация;Контрагент;ИНН;Договор;Заказ;Сумма;Валюта;НДС;Менеджер'] if RU else [f'Реєстр рахунків за {MN[m-1]} {y} р.', 'Номер рахунку;Дата;Організація;Контрагент;ЄДРПОУ;Договір;Замовлення;Сума;Валюта;ПДВ;Менеджер']
    body = []
    for d in inv:
        dl = d.deal; k = dl.contract
        body.append(';'.join(cell(x) for x in [d.number, d.date.strftime('%d.%m.%Y'), dl.org.name, dl.client.regname, dl.client.tax, (f'{"Договор" if RU else "Договір"} № {k[0]} {OT} {k[1].strftime("%d.%m.%Y")}' if k else ''), dl.order.number if dl.order else '', money(d.total, ','), CUR[dl.cur], money(vat_of(d.total, d.date, dl.client), ','), NM[d.total % 2]]))
    put(i, 'accounting', f'{y}-{m:02d} {"реестр счетов" if RU else "реєстр рахунків"}.csv', '\n'.join(head + body) + '\n', 'cp1251' if RU else 'utf-8')
    js = []
    for d in rows:
        if d.kind == 'invoice': continue
        dl = d.deal; k = dl.contract; c = dl.client
        r = dict(record=d.kind, id=d.id, number=d.number, date=d.date.isoformat(), currency=CUR[dl.cur], total=money(d.total), vat=money(vat_of(d.total, d.date, c)), posted=True, client={'name': c.regname, 'tax_id': c.tax}, organization={'name': dl.org.name, 'tax_id': dl.org.tax})
        if k: r['contract'] = dict(number=k[0], date=k[1].isoformat())
        if d.kind == 'shipment' and dl.invoice: r['based_on'] = [dict(kind='invoice', number=dl.invoice.number, date=dl.invoice.date.isoformat())]
        elif d.kind == 'shipment' and dl.order: r['based_on'] = [dict(kind='order', number=dl.order.number, date=dl.order.date.isoformat())]
        js.append(json.dumps(r, ensure_ascii=False))
    put(i, 'accounting', f'{y}-{m:02d} {"заказы и реализации" if RU else "замовлення і реалізації"}.jsonl', '\n'.join(js) + '\n', 'utf-8')
    first = dt.date(y, m, 1); last = dt.date(y + m // 12, m % 12 + 1, 1) - day
    for o in orgs:
        for ai, (acc, b) in enumerate(o.accs + ([o.usd] if o.usd and RU else [])):
            since = first - day * R.randint(2, 9) if chance(.5) and i else first     # overlapping statements
            ls = [l for l in lines if l.own == acc and since <= l.date <= last]
            if not ls: continue
            if RU:
                t = ['1CClientBankExchange', 'ВерсияФормата=1.03', 'Кодировка=Windows', 'Отправитель=Сбербанк Бизнес Онлайн', 'Получатель=', f'ДатаСоздания={last.strftime("%d.%m.%Y")}', 'ВремяСоздания=18:00:00', f'ДатаНачала={since.strftime("%d.%m.%Y")}', f'ДатаКонца={last.strftime("%d.%m.%Y")}', f'РасчСчет={acc}']
                for l in ls:
                    me = (o.name.replace('«', '"').replace('»', '"'), o.tax, o.kpp, acc, b); ot = (l.name, l.tax, l.kpp, l.acc, l.bank)
                    p, q = (ot, me) if l.dir == 'in' else (me, ot); ds = l.date.strftime('%d.%m.%Y')
                    pu = l.purpose if l.date >= first or chance(.8) else l.purpose.replace(' ', '  ', 1)
                    t += ['СекцияДокумент=' + ('Платежное поручение' if l.scen != 'out_fee' else 'Банковский ордер'), f'Номер={l.number}', f'Дата={ds}', f'Сумма={money(l.amount)}', f'ПлательщикСчет={p[3]}', f'ДатаСписано={ds if l.dir == "out" else ""}', f'Плательщик=ИНН {p[1]} {p[0]}' if p[1] and p[1] != '0' else f'Плательщик={p[0]}', f'ПлательщикИНН={p[1]}', f'ПлательщикКПП={p[2]}', f'Плательщик1={p[0]}', f'ПлательщикРасчСчет={p[3]}', f'ПлательщикБанк1={p[4][0]}', f'ПлательщикБИК={p[4][1]}',
                          f'ПолучательСчет={q[3]}', f'ДатаПоступило={ds if l.dir == "in" else ""}', f'Получатель=ИНН {q[1]} {q[0]}', f'ПолучательИНН={q[1]}', f'ПолучательКПП={q[2]}', f'Получатель1={q[0]}', f'ПолучательРасчСчет={q[3]}', f'ПолучательБанк1={q[4][0]}', f'ПолучательБИК={q[4][1]}', 'ВидОплаты=01', 'Очередность=5', f'НазначениеПлатежа={pu}', 'КонецДокумента']
                put(i, 'bank', f'{y}-{m:02d} kl_to_1c {o.i}{ai}.txt', '\r\n'.join(t + ['КонецФайла', '']), 'cp1251')
            else:
                cl = lambda s: s.replace(';', ',')
                t = ['ЄДРПОУ;МФО;Рахунок;Валюта;Номер документу;Дата операції;МФО банку;Назва банку;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Сума;Призначення платежу;'] if o.i == 0 else ['ЄДРПОУ;МФО;Рахунок;Валюта;Дата операції;Код операції;МФО банка;Назва банка;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Документ;Дата документа;Дебет;Кредит;Призначення платежу;Гривневе покриття']
                for l in sorted(ls, key=lambda l: l.date, reverse=True):
                    big = f'{l.amount // 100:,}'.replace(',', ' ') + f'.{l.amount % 100:02d}'; ds = l.date.strftime('%d.%m.%Y')
                    if o.i == 0: t.append(f'{o.tax};{b[1]};{acc};UAH;{l.number};{ds};{l.bank[1]};{l.bank[0]};{l.acc};{l.tax};{cl(l.name)};{"-" if l.dir == "out" else ""}{big};{l.purpose.replace("і", "i") if int(l.number) % 10 < 3 else l.purpose};')
                    else: t.append(';'.join([o.tax, b[1], acc, 'UAH', ds + ' 12:00', '', l.bank[1], cell(l.bank[0]), l.acc, l.tax, cell(l.name), l.number, ds, money(l.amount) if l.dir == 'out' else '', money(l.amount) if l.dir == 'in' else '', cell(l.purpose), '0']))
                put(i, 'bank', f'{y}-{m:02d} виписка {o.i}{ai}.csv', '\r\n'.join(t) + '\r\n', 'cp1251')
own = {a[0] for o in orgs for a in o.accs}
tr = dict(lang=LANG, deals={dl.id: dict(client=dl.client.tax or dl.client.name, docs=[dict(kind=d.kind, number=d.number, date=d.date.isoformat(), total=money(d.total)) for d in dl.docs]) for dl in deals}, lines=[])
for l in lines:
    t = l.truth; c = t['client']
    tr['lines'].append(dict(date=l.date.isoformat(), number=l.number, amount=l.amount, account=l.acc, own=l.own, dir=l.dir, scenario=l.scen, payer=f'{l.name} {l.tax}', purpose=l.purpose, kind=t['kind'], docs=t['docs'], client=(c.tax or c.name) if c else None, client_name=c.name if c else None, settled=t.get('settled', False), loose=t.get('loose', False), why=t.get('why')))
json.dump(tr, open(f'{OUT}/truth.json', 'w'), ensure_ascii=False)
inc = [l for l in lines if l.dir == 'in']
print(f'{len(clients)} clients, {len(docs)} documents of {len(deals)} deals, {len(inc)} incoming lines ({sum(l.scen == "ordinary" for l in inc)} ordinary, {sum(l.truth["kind"] == "ambiguous" for l in inc)} ambiguous), {len(lines) - len(inc)} outgoing')
