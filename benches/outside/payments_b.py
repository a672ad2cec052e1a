#!/usr/bin/env python3
"""payments_b.py OUT SEED LANG — a workspace with bank payments whose truth is known. See blind_common.md."""
import sys, os, random, json, datetime as dt, zipfile, io, uuid, zlib
from xml.sax.saxutils import escape as E
OUT, SEED, LANG = sys.argv[1], int(sys.argv[2]), sys.argv[3]
RU = LANG == 'ru'
R = random.Random(f'{SEED}{LANG}')
ch = R.choice
def pick(*a): return R.choice(a)
D0 = dt.date(2025, 10, 1); D1 = dt.date(2026, 9, 30)
def dd(d): return d.strftime('%d.%m.%Y')
def ds(d): return d.strftime('%d.%m.%y')
def cents(a): return f'{a//100}.{a%100:02d}'
def comma(a): return f'{a//100:,}'.replace(',', ' ') + f',{a%100:02d}'
def E2(s): return E(s, {'"': '&quot;'})
def digits(n): return ''.join(R.choice('0123456789') for _ in range(n))
# ------------------------------------------------------------------ numbers of companies
def inn10():
    b = pick('77','78','50','54','66','16','23','52') + digits(7)
    c = sum(int(x)*w for x, w in zip(b, (2,4,10,3,5,9,4,6,8))) % 11 % 10
    return b + str(c)
def inn12():
    b = pick('77','78','50','54') + digits(8)
    c = sum(int(x)*w for x, w in zip(b, (7,2,4,10,3,5,9,4,6,8))) % 11 % 10
    b += str(c)
    c = sum(int(x)*w for x, w in zip(b, (3,7,2,4,10,3,5,9,4,6,8))) % 11 % 10
    return b + str(c)
def edrpou():
    b = pick('3','4','2') + digits(6); n = int(b + '0')
    w = (1,2,3,4,5,6,7) if n < 30000000 or n > 60000000 else (7,1,2,3,4,5,6)
    c = sum(int(x)*k for x, k in zip(b, w)) % 11
    if c > 9: c = sum(int(x)*(k+2) for x, k in zip(b, w)) % 11 % 10
    return b + str(c)
def rnokpp():
    b = str(R.randint(24000, 36500)) + digits(4)
    c = sum(int(x)*w for x, w in zip(b, (-1,5,7,9,4,6,10,5,7))) % 11 % 10
    return b + str(c)
def iban(mfo, acc):
    s = mfo + acc.zfill(19) + '301000'
    return f'UA{98-int(s)%97:02d}' + mfo + acc.zfill(19)
MFO = ['305299','300528','322001','334851','300335','351005','320478']
BIK = ['044525225','044525225','044525593','044030653','045004641','044525411']
def account(kind):
    if RU:
        a = list(('40702810' if kind == 'co' else '40802810') + '0' + digits(11)); s = '225' + ''.join(a)
        k = sum(int(x)*w for x, w in zip(s, (7,1,3)*8)) % 10 * 3 % 10
        a[8] = str(k); return ''.join(a)
    return iban(ch(MFO), pick('2600','2600') + digits(10))
# ------------------------------------------------------------------ ourselves
ORG = dict(name='ООО «Северный склад»' if RU else 'ТОВ «Північний склад»', q='ООО "СЕВЕРНЫЙ СКЛАД"' if RU else 'ТОВ "ПІВНІЧНИЙ СКЛАД"', tax=inn10() if RU else edrpou())
OWN = [account('co') for _ in range(3)]
EUR = ('40702978'+digits(12)) if RU else iban('305299', '2600'+digits(10))
LCUR = 'RUB' if RU else 'UAH'
# ------------------------------------------------------------------ clients
ROOT = ('Вектор Альтаир Техносфера Ромашка Стройдом Сибирь Прогресс Меридиан Лидер Восток Заря Кристалл Орион Авангард Глобус Энергия Оптима Гранд Континент Феникс Атлант Балтика Каскад Магистраль Новатор Перспектива Спектр Титан Фаворит Эталон Юпитер Виктория Гермес Диалог Импульс Квадро Легион Монолит Нева Омега Парус Радуга Сапфир Темп Универсал Форум Центр Эверест Янтарь Агро Бриз Дельта Кедр Луч Маяк' if RU else
        'Вектор Світанок Калина Дніпро Прогрес Меридіан Лідер Схід Зоря Кристал Оріон Авангард Глобус Енергія Оптима Гранд Континент Фенікс Атлант Карпати Каскад Магістраль Новатор Перспектива Спектр Титан Фаворит Еталон Юпітер Вікторія Гермес Діалог Імпульс Квадро Легіон Моноліт Десна Омега Парус Веселка Сапфір Темп Універсал Форум Центр Еверест Бурштин Агро Бриз Дельта Кедр Промінь Маяк').split()
SUF = (['', '', '-М', ' Плюс', ' Групп', ' Сервис', ' Трейд', 'строй', 'торг', ' и К', ' 2000', '-Инвест', ' ТД', 'снаб'] if RU else ['', '', '-М', ' Плюс', ' Груп', ' Сервіс', ' Трейд', 'буд', 'торг', ' і К', ' 2000', '-Інвест', ' ТД', 'постач'])
FAM = ('Иванов Петров Сидоренко Кузнецов Смирнов Попов Лебедев Козлов Новиков Морозов Волков Соловьёв Зайцев Павлов Семёнов Голубев Виноградов Богданов Федоров Михайлов Беляев Тарасов Белов Комаров Орлов Киселёв Макаров Андреев Ковалёв Ильин' if RU else
       'Шевченко Бондаренко Ткаченко Кравченко Олійник Коваль Поліщук Лисенко Савченко Руденко Марченко Мельник Петренко Мороз Кравчук Захарчук Гончар Павленко Яременко Демченко Швець Сидорук Гнатюк Пономаренко Вовк Дячук Левченко Назаренко Романюк Тарасюк').split()
NAM = (['Иван Петрович','Сергей Ильич','Олег Андреевич','Анна Викторовна','Мария Олеговна','Дмитрий Сергеевич','Ольга Юрьевна','Павел Игоревич'] if RU else ['Іван Петрович','Сергій Ілліч','Олег Андрійович','Ганна Вікторівна','Марія Олегівна','Дмитро Сергійович','Ольга Юріївна','Павло Ігорович'])
def IDX(v): return f'<IBAN>{v}</IBAN>' if v[:2].isalpha() else f'<Othr><Id>{v}</Id></Othr>'
class C: pass
clients = []; usedname = set()
def new_client(kind, arche, name=None):
    c = C(); c.kind = kind; c.arche = arche; c.id = f'C{len(clients)+1}'; c.guid = str(uuid.UUID(int=R.getrandbits(128)))
    if kind == 'co':
        n = name
        while not n:
            n = ch(ROOT) + ch(SUF)
            if n in usedname: n = None
        usedname.add(n); c.core = n
        f = pick('ООО','ООО','ООО','АО','ЗАО') if RU else pick('ТОВ','ТОВ','ТОВ','ПП','ПрАТ')
        c.form = f; c.name = f'{f} "{n}"'; c.card = pick(f'{n} {f}', f'{f} «{n}»', c.name)
        full = {'ООО':'ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ','АО':'АКЦИОНЕРНОЕ ОБЩЕСТВО','ЗАО':'ЗАКРЫТОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО','ТОВ':'ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ','ПП':'ПРИВАТНЕ ПІДПРИЄМСТВО','ПрАТ':'ПРИВАТНЕ АКЦІОНЕРНЕ ТОВАРИСТВО'}[f]
        c.bank_name = pick(c.name, c.name.upper(), f'{full} "{n.upper()}"', c.name)
        c.tax = inn10() if RU else edrpou(); c.kpp = c.tax[:4] + '01001' if RU else ''
    else:
        while True:
            fam, nm = ch(FAM), ch(NAM)
            n = f'{fam} {nm}'
            if n not in usedname: break
            if len(usedname) > 300 : n = f'{fam}{pick("ский","енко") } {nm}'; break
        usedname.add(n); c.core = n
        i = nm.split(); ini = f'{fam} {i[0][0]}.{i[1][0]}.'
        p = 'ИП' if RU else 'ФОП'
        c.form = p; c.name = f'{p} {n}'; c.card = pick(f'{p} {n}', f'{p} {ini}', f'{ini} {p}')
        c.bank_name = pick(c.name, ('ИНДИВИДУАЛЬНЫЙ ПРЕДПРИНИМАТЕЛЬ ' if RU else 'ФОП ') + n.upper(), f'{n} ({p})', c.name)
        c.tax = inn12() if RU else rnokpp(); c.kpp = ''
    c.acc = account(kind); c.bank = R.choices([0,1,2], [5,3,2])[0]
    c.vat = R.random() < .65; c.src = R.choices(['ed','cml','reg'], [4,3,3])[0]
    c.contract = (pick(f'{R.randint(1,400)}', f'{R.randint(1,99)}/{R.randint(24,26)}', f'{R.randint(1,60)}-А', f'Д-{R.randint(100,999)}', f'{R.randint(1,31):02d}/{R.randint(1,12):02d}-{R.randint(1,4)}'), dt.date(R.randint(2023,2025), R.randint(1,9), R.randint(1,28)))
    c.deals = []; c.owner = None
    clients.append(c); return c
for i in range(400):
    a = R.choices(['trade','retain','rent','contract','small'], [58,6,6,11,19])[0]
    k = 'co' if R.random() < (.45 if a == 'small' else .85) else 'ip'
    c = new_client(k, a)
    if i % 25 == 7 and k == 'co':   # a sibling: same core, another form
        s = new_client('co', a, c.core); s.owner = c; c.owner = s
    if i % 19 == 5 and k == 'co' and not c.owner:   # the owner's own trade
        s = new_client('ip', 'small'); s.owner = c; c.owner = s
lessors = []
for n in (['Лизинг-Капитал','Балтлизинг Центр','СтройЛизинг'] if RU else ['Лізинг-Капітал','ОТП Лізинг Центр','БудЛізинг']):
    lessors.append(new_client('co', 'lease', n))
foreign = []
for n in ['Bergmann Papier GmbH','Nordtrade OU','UAB Balta Linija','Seewald Logistik GmbH','Kerava Oy','Polimex Sp. z o.o.']:
    c = new_client('co', 'foreign', n); c.name = c.card = n; c.bank_name = n.upper(); c.form = ''; c.tax = ''; c.kpp = ''; c.src = 'reg'; c.bank = 3; c.acc = pick('DE','EE','LT') + digits(18); foreign.append(c)
# ------------------------------------------------------------------ documents
GOODS = ('кабель|трубы|метизы|канцтовары|расходные материалы|запчасти|стройматериалы|оборудование|мебель|упаковку|светильники|насосы|краску|спецодежду' if RU else 'кабель|труби|метизи|канцтовари|витратні матеріали|запчастини|будматеріали|обладнання|меблі|пакування|світильники|насоси|фарбу|спецодяг').split('|')
SERV = ('бухгалтерское сопровождение|IT-обслуживание|охрану|клининг|рекламные услуги|техподдержку|вывоз ТБО' if RU else 'бухгалтерський супровід|IT-обслуговування|охорону|клінінг|рекламні послуги|техпідтримку|вивіз сміття').split('|')
MON = ('январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь' if RU else 'січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень').split()
deals = []; seq = {}
YRESET = True
def number(src, kind, d):
    k = (src, kind, d.year)
    seq[k] = seq.get(k, {('ed','invoice'):40,('ed','order'):10,('ed','shipment'):25,('cml','order'):700,('cml','invoice'):60,('cml','shipment'):300}.get((src,kind), 5)) + R.choice([1,1,1,1,2])
    n = seq[k]
    return {('ed','invoice'):f'0000-{n:06d}', ('ed','order'):f'УНФ-{n:06d}' , ('ed','shipment'):f'БП00-{n:06d}', ('cml','order'):f'{n}', ('cml','invoice'):f'{n}', ('cml','shipment'):f'РН-{n:05d}', ('reg','invoice'):f'{n}/{d.year%100}' , ('upd','shipment'):f'{n}'}[(src,kind)]
pending = []    # deals to number, by date
def deal(c, d, amount, subject, month=None, parts=('o','b','s'), spec=None, cur=None, ship_after=None):
    x = C(); x.c = c; x.d = d; x.amount = amount; x.open = amount; x.subject = subject; x.month = month; x.spec = spec; x.cur = cur or LCUR
    x.id = f'D{len(deals)+1}'; x.parts = set(parts); x.src = c.src; x.canceled = False; x.replaces = None; x.ret = None
    x.sd = d + dt.timedelta(ship_after if ship_after is not None else R.randint(1, 12)); x.od = d - dt.timedelta(R.choice([0,0,1,2]))
    x.guid = {k: str(uuid.UUID(int=R.getrandbits(128))) for k in 'obs'}; x.linked = R.random() < .75; x.num = {}
    if x.src == 'reg': x.parts.discard('o'); x.parts.add('b')
    if x.sd > D1: x.parts.discard('s')
    deals.append(x); c.deals.append(x); return x
def amt(lo=1500, hi=400000):
    v = int(lo * (hi/lo) ** R.random()) * 100
    return v + (R.randint(0,99) if R.random() < .6 else 0)
def rday(a=D0, b=None): b = b or D1 - dt.timedelta(25); return a + dt.timedelta(R.randint(0, (b-a).days))
months = [(2025,10),(2025,11),(2025,12)] + [(2026,m) for m in range(1,10)]
def mend(y, m): return (dt.date(y + m//12, m % 12 + 1, 1) - dt.timedelta(1))
for c in clients:
    if c.arche == 'trade':
        am = set()
        for d in sorted(rday() for _ in range(R.choice([2,3,4,5,6,7,8]))):
            a = amt()
            while a in am: a = amt()
            am.add(a); deal(c, d, a, ch(GOODS), parts=pick('obs','obs','bs','bs','b','os'))
    elif c.arche in ('retain','rent'):
        a = R.randint(40, 900) * 10000; sub = ch(SERV) if c.arche == 'retain' else (pick('аренду помещения','аренду офиса','аренду склада') if RU else pick('оренду приміщення','оренду офісу','оренду складу'))
        c.when = pick('first','last','before') if c.arche == 'rent' else pick('last','last','first'); c.fix = a
        st = R.choice([0,0,0,2,4])
        for y, m in months[st:]:
            d = dt.date(y,m,R.randint(1,4)) if c.when == 'first' else mend(y,m) if c.when == 'last' else dt.date(y,m,1) - dt.timedelta(R.randint(3,6))
            if d < D0: continue
            x = deal(c, d, a, sub, (y,m), parts='bs', ship_after=(mend(y,m)-d).days); x.sd = mend(y,m)
            if c.arche == 'rent' and R.random() < .35:
                deal(c, mend(y,m) if mend(y,m) < D1 else d, amt(800, 9000), 'коммунальные услуги' if RU else 'комунальні послуги', (y,m), parts='bs', ship_after=0)
    elif c.arche == 'contract':
        d = rday(D0, D0 + dt.timedelta(60))
        for k in range(R.choice([2,3,4])):
            x = deal(c, d, R.randint(30,900)*100000, pick('монтаж','поставку оборудования','СМР','разработку проекта') if RU else pick('монтаж','поставку обладнання','БМР','розробку проєкту'), spec=k+1, parts=pick('bs','bs','b'), ship_after=R.randint(20,40))
            d = d + dt.timedelta(R.randint(62, 85))
            if d > D1 - dt.timedelta(60): break
    elif c.arche == 'small':
        for d in sorted(rday() for _ in range(R.choice([1,1,2,3]))): deal(c, d, amt(700, 60000), ch(GOODS), parts=pick('bs','b','obs'))
    elif c.arche == 'lease':
        for d in sorted(rday() for _ in range(5)): deal(c, d, amt(300000, 4000000), 'оборудование' if RU else 'обладнання', parts='bs')
    elif c.arche == 'foreign':
        for d in sorted(rday() for _ in range(5)): deal(c, d, amt(500, 30000), 'goods', parts='b', cur='EUR')
# replaced bills: the first is canceled, the second says the same
repl = {}
for x in list(deals):
    if x.c.arche == 'trade' and x.src in ('cml','ed') and 'b' in x.parts and R.random() < .03:
        y = deal(x.c, x.d + dt.timedelta(R.randint(1,3)), x.amount, x.subject, parts='bs')
        x.canceled = True; x.parts = {'b'}; repl[y.id] = x
for x in sorted(deals, key=lambda x: (x.d, x.id)):
    s = x.src
    if 'o' in x.parts: x.num['o'] = number(s, 'order', x.od)
    if 'b' in x.parts: x.num['b'] = number(s, 'invoice', x.d)
def s0(x): return x.src != 'reg'
for x in sorted(deals, key=lambda x: (x.sd, x.id)):
    if 's' in x.parts and (RU or s0(x)): x.num['s'] = number('upd' if x.src == 'reg' else x.src, 'shipment', x.sd)
def short(n):
    if n[:4].isdigit() and '-' in n: return n.split('-')[1].lstrip('0')
    if '-' in n and n.split('-')[1].isdigit(): return n.split('-')[1].lstrip('0')
    return n
# ------------------------------------------------------------------ payments
lines = []; keys = set()
def pay(scen, payer, date, amount, purpose, docs=None, kind='docs', client=None, accept=None, bank=None, cur=None, name=None, tax=None, acc=None, note=None):
    if date > D1: date = D1 - dt.timedelta(R.randint(0, 4))
    while date.weekday() > 4: date += dt.timedelta(1)
    l = C(); l.scen = scen; l.amount = amount; l.date = date; l.dir = 'in'
    b = bank if bank is not None else (payer.bank if payer else R.randint(0,2))
    lim = {0:210,1:210,2:140 if RU else 420,3:140}[b]
    l.bank = b; l.full = purpose; l.purpose = purpose[:lim].strip(); l.name = name or payer.bank_name; l.tax = tax if tax is not None else payer.tax; l.acc = acc or payer.acc; l.no = str(R.randint(1, 9999) if R.random()<.9 else R.randint(100000,999999))
    if scen not in ('trunc',) and len(purpose) > lim: l.cut = True
    while (date, amount, l.purpose) in keys: l.date = date = date + dt.timedelta(1); 
    keys.add((date, amount, l.purpose))
    l.kind = kind; l.docs = docs or {}; l.client = client or (payer.tax if payer else None); l.accept = accept or []; l.cur = cur or LCUR; l.note = note
    lines.append(l); return l
def vat(a, d, c):
    if not c.vat: return (pick('НДС не облагается','Без НДС','без налога (НДС)','НДС не обл. (УСН)','') if RU else pick('Без ПДВ','без ПДВ','ПДВ не передбачено',''))
    if RU:
        r = 20 if d.year < 2026 else 22
        v = a * r // (100 + r)
        return pick(f'В т.ч. НДС {r}% {cents(v)}', f'В том числе НДС {r}% - {cents(v)} рублей', f'Сумма {a//100}-{a%100:02d} В т.ч. НДС({r}%) {v//100}-{v%100:02d}', f'в т.ч. НДС {comma(v)} руб.', f'НДС {r} % {cents(v)}')
    v = a // 6
    return pick(f'у т.ч. ПДВ 20% {cents(v)} грн.', f'в т.ч. ПДВ 20% - {cents(v)}', f'у тому числі ПДВ (20%) {comma(v)} грн', f'ПДВ 20% {cents(v)}')
TR = dict(zip('абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ', 'a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i yi ye g'.split(' ')))
def translit(s): return ''.join((TR.get(x.lower(), x).upper() if x.isupper() else TR.get(x, x)) for x in s)
TR['ъ'] = TR['ь'] = ''; TR['ы']='y'; TR['э']='e'; TR['ю']='yu'; TR['я']='ya'; TR['і']='i'; TR['ї']='yi'; TR['є']='ye'; TR['ґ']='g'; TR['щ']='shch'
def mtext(mm):
    y, m = mm
    return pick(f'{MON[m-1]} {y}', f'{MON[m-1]} {y} г.' if RU else f'{MON[m-1]} {y} р.', f'{m:02d}.{y}', f'{MON[m-1]}', f'{MON[m-1].upper()} {y}', f'{MON[m-1]} {y%100:02d}' )
def N(x, k='b'): return short(x.num[k]) if R.random() < .7 else x.num[k]
def kd(x): return {'o': x.od, 'b': x.d, 's': x.sd}
def cite(x):  # what the customer names: the bill, else the order
    k = 'b' if 'b' in x.num else 'o'
    return k, N(x, k), kd(x)[k]
def later(x, a=0, b=20): return x.d + dt.timedelta(R.randint(a, b))
def full(x): v = x.open; x.open = 0; return v
def ordinary(x):
    k, n, d = cite(x); a = full(x); w = 'заказу' if k == 'o' else 'счету'; wu = 'замовленням' if k == 'o' else 'рахунком'
    v = vat(a, d, x.c); g = x.subject
    if RU: p = pick(f'Оплата по {w} № {n} от {dd(d)} за {g}. {v}', f'Оплата по {w} №{n} от {dd(d)} {v}', f'Оплата за {g} по {w} {n} от {ds(d)} {v}', f'За {g} по {w} № {n} от {dd(d)} г. {v}', f'Опл. {"сч" if k=="b" else "заказа"}. № {n} от {dd(d)}г. {v}', f'({{VO10100}})Оплата по {w} N {n} от {dd(d)} {v}' if False else f'Оплата {"счета" if k=="b" else "заказа"} {n} от {dd(d)}. {v}')
    else: p = pick(f'Оплата за {g} згідно {"рахунку" if k=="b" else "замовлення"} № {n} від {dd(d)}, {v}', f'Оплата за {wu} №{n} від {dd(d)}р. {v}', f'За {g} зг. рах. {n} вiд {ds(d)} {v}' if k=='b' else f'За {g} зг. зам. {n} від {ds(d)} {v}', f'Сплата за {g} зг. {"рах" if k=="b" else "замовл"}.№{n} від {dd(d)} {v}', f'{g}, {"рахунок" if k=="b" else "замовлення"} № {n} від {dd(d)}. {v}')
    pay('ordinary', x.c, later(x), a, p, {x.id: a})
def sloppy(x):
    k, n, d = cite(x); n = short(x.num[k]); a = full(x)
    if RU: p = pick(f'опл сч{n} от {d.day}.{d.month}.{d.year}', f'Оплата по сч.{n}от{ds(d)}', f'ОПЛАТА СЧЕТ№{n}/{dd(d)}', f'счет {n} {d.day} {("января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split())[d.month-1]}', f'Оплата по cчeту № {n} oт {dd(d)}', f'Оплата пос чету №{n} от {dd(d)}', f'сч-{n} {ds(d)}', f'Опл.по счёту-договору № {n} от {dd(d)}г б/ндс', f'Оплата счёт на оплату покупателю {x.num[k]} от {dd(d)} 0:00:00', f'ОПЛ.СЧ.N{n} {vat(a,d,x.c).upper()}', f'Оплата {n}') if k == 'b' else pick(f'зак {n}', f'ЗАКАЗ{n} ОТ {dd(d)}', f'Оплата зак.№{n} от {ds(d)}')
    else: p = pick(f'опл рах{n} вiд {d.day}.{d.month}.{d.year}', f'зг.рах.{n}вiд{ds(d)}', f'ОПЛАТА РАХУНОК№{n}/{dd(d)}', f'рах-фактура СФ-{n} від {dd(d)}', f'Сплата за paxунком № {n} вiд {dd(d)}', f'оплата зг р/ф {n}', f'р-к {n} від {ds(d)}', f'опл.по счету {n} от {dd(d)}', f'ОПЛ.РАХ.N{n} {vat(a,d,x.c).upper()}', f'Оплата {n}') if k == 'b' else pick(f'зам {n}', f'ЗАМОВЛЕННЯ{n} ВIД {dd(d)}')
    pay('sloppy', x.c, later(x), a, p, {x.id: a})
def translit_(x):
    k, n, d = cite(x); a = full(x)
    p = translit((f'Оплата по {"счету" if k=="b" else "заказу"} {n} от {dd(d)} за {x.subject}' if RU else f'Оплата за {"рахунком" if k=="b" else "замовленням"} {n} від {dd(d)} за {x.subject}')).upper()
    pay('translit', x.c, later(x), a, p, {x.id: a})
def ship(x):
    if 's' not in x.num: return ordinary(x)
    n = N(x, 's'); d = x.sd; a = full(x); v = vat(a, d, x.c)
    if RU: p = pick(f'Оплата по УПД № {n} от {dd(d)} {v}', f'Оплата за {x.subject} по накладной {n} от {dd(d)}. {v}', f'По ТН {n} от {ds(d)} за {x.subject}', f'Оплата за {x.subject} УПД {n} от {dd(d)}, договор № {x.c.contract[0]} от {dd(x.c.contract[1])}. {v}', f'Оплата по с/ф {n} от {dd(d)} {v}', f'Оплата по реализации {x.num["s"]} от {dd(d)}')
    else: p = pick(f'Оплата зг. видаткової накладної № {n} від {dd(d)} {v}', f'За {x.subject} зг. ВН {n} від {ds(d)}. {v}', f'Оплата за {x.subject} згідно акту № {n} від {dd(d)}, договір № {x.c.contract[0]} від {dd(x.c.contract[1])}. {v}', f'зг. накл. {n} вiд {dd(d)}')
    pay('ship-cited', x.c, d + dt.timedelta(R.randint(1,30)), a, p, {x.id: a})
def order(x):
    if 'o' not in x.num: return ordinary(x)
    n = N(x, 'o'); a = full(x); v = vat(a, x.d, x.c)
    p = pick(f'Оплата по заказу № {n} от {dd(x.od)} {v}', f'За {x.subject} по заказу покупателя {n}. {v}', f'Заказ {n}') if RU else pick(f'Оплата за замовленням № {n} від {dd(x.od)} {v}', f'За {x.subject} зг. замовлення покупця {n}. {v}')
    pay('order-cited', x.c, later(x), a, p, {x.id: a})
def nocite(x):
    a = full(x); v = vat(a, x.d, x.c)
    p = pick(f'Оплата за {x.subject} {v}', f'Оплата за {x.subject} по договору № {x.c.contract[0]} от {dd(x.c.contract[1])}. {v}', 'Оплата по договору', f'За товар. {v}', f'оплата', f'Оплата согласно договору поставки {v}', 'Оплата по счету ' + v) if RU else pick(f'Оплата за {x.subject} {v}', f'Оплата за {x.subject} зг. договору № {x.c.contract[0]} від {dd(x.c.contract[1])}. {v}', 'Оплата зг. договору', f'За товар. {v}', 'оплата', f'Сплата за товар зг.рахунку {v}')
    pay('amount-only', x.c, later(x, 1, 10), a, p, {x.id: a})
def parts(x):
    k, n, d = cite(x); a = x.amount; m = R.choice([2,2,3]); cut = sorted(R.sample(range(2, 9), m-1)); t = later(x, 0, 6); prev = 0
    for i, q in enumerate(cut + [10]):
        s = a*q//10 - prev; prev = a*q//10
        p = pick(f'Частичная оплата по счету № {n} от {dd(d)} {vat(s,d,x.c)}', f'Част. опл. сч. {n} от {ds(d)}', f'{"Доплата" if i else "Предоплата"} по счету {n} от {dd(d)} за {x.subject}') if RU else pick(f'Часткова оплата за рах. № {n} від {dd(d)} {vat(s,d,x.c)}', f'Част. опл. рах. {n} вiд {ds(d)}', f'{"Доплата" if i else "Передоплата"} зг. рахунку {n} від {dd(d)} за {x.subject}')
        pay('in-parts', x.c, t, s, p, {x.id: s}); t += dt.timedelta(R.randint(3, 14))
    x.open = 0
def kop(x):
    k, n, d = cite(x); off = pick(-1,1,-20,34,-50,-99,2); a = x.amount + off; x.open = 0
    if R.random() < .4: a = a//100*100 if a % 100 else x.amount - 1
    p = f'Оплата по счету № {n} от {dd(d)} {vat(a,d,x.c)}' if RU else f'Оплата за рахунком № {n} від {dd(d)} {vat(a,d,x.c)}'
    if R.random() < .3: p = f'Оплата за {x.subject}' 
    pay('kopecks', x.c, later(x), a, p, {x.id: min(a, x.amount)}, accept=[{x.id: a}])
def over(x):
    k, n, d = cite(x); a = (x.amount // 100000 + 1) * 100000 if R.random() < .6 else x.amount + R.randint(1, 30)*10000; t = full(x)
    p = f'Оплата по счету № {n} от {dd(d)} за {x.subject}' if RU else f'Оплата за рахунком № {n} від {dd(d)} за {x.subject}'
    pay('overpaid', x.c, later(x), a, p, {x.id: t})
def typo(x):
    k, n, d = cite(x); n = short(x.num[k]); a = full(x)
    i = R.randrange(len(n.split('/')[0])); bad = n[:i] + str((int(n[i])+R.randint(1,8)) % 10 if n[i].isdigit() else '1') + n[i+1:]
    if bad == n or bad[0] == '0': bad = n.split('/')[0] + '1'
    p = f'Оплата по счету № {bad} от {dd(d)} за {x.subject}. {vat(a,d,x.c)}' if RU else f'Оплата за рахунком № {bad} від {dd(d)} за {x.subject}. {vat(a,d,x.c)}'
    pay('wrong-number', x.c, later(x), a, p, {x.id: a})
def wrongdate(x):
    k, n, d = cite(x); a = full(x); bd = pick(d.replace(year=d.year-1) if not (d.month==2 and d.day==29) else d, d + dt.timedelta(R.randint(1,4)), dt.date(d.year, d.day, d.month) if d.day <= 12 and d.day != d.month else d + dt.timedelta(10))
    p = f'Оплата по счету № {n} от {dd(bd)} {vat(a,d,x.c)}' if RU else f'Оплата за рах. № {n} від {dd(bd)} {vat(a,d,x.c)}'
    pay('wrong-date', x.c, later(x), a, p, {x.id: a})
def third(x):
    k, n, d = cite(x); a = full(x); v = vat(a, d, x.c)
    o = x.c.owner
    if o is None or R.random() < .4: o = ch([c for c in clients if c.arche in ('trade','small') and c is not x.c])
    says = R.random() < .75
    p = (pick(f'Оплата за {x.c.name} по счету № {n} от {dd(d)}. {v}', f'Оплата по счету {n} от {dd(d)} за {x.subject} за {x.c.name} ИНН {x.c.tax} согл. письма б/н от {dd(later(x,0,3))} {v}', f'По письму {x.c.name} оплата сч. {n} от {ds(d)} в счет взаиморасчетов') if says else f'Оплата по счету № {n} от {dd(d)} за {x.subject}. {v}') if RU else (pick(f'Оплата за {x.c.name} зг. рахунку № {n} від {dd(d)}. {v}', f'Оплата зг. рах. {n} від {dd(d)} за {x.c.name}, ЄДРПОУ {x.c.tax} зг. листа № {R.randint(1,50)} від {dd(later(x,0,3))} {v}') if says else f'Оплата за рахунком № {n} від {dd(d)} за {x.subject}. {v}')
    pay('third-party' if says else 'third-party-unsaid', o, later(x), a, p, {x.id: a}, client=x.c.tax)
def bankperson(x):
    k, n, d = cite(x); a = full(x)
    nm = x.c.core.upper()
    if RU: pay('via-bank', None, later(x), a, pick(f'{nm};;;Оплата по счету {n} от {dd(d)}', f'ЗА {dd(later(x))}; {nm}; Оплата сч. № {n}', f'ПЕРЕВОД ОТ {nm} //Оплата по счету №{n} от {dd(d)}//БЕЗ НДС'), {x.id:a}, client=x.c.tax, **pick(dict(name='ПАО СБЕРБАНК//'+nm+'//', tax='7707083893'), dict(name='АО "ТБАНК"', tax='7710140679')), acc='30301810'+digits(12), bank=pick(0,1))
    else: pay('via-bank', None, later(x), a, pick(f'Оплата зг. рах. {n} від {dd(d)}, {nm}', f'Прийом платежів: {nm}; рахунок {n}', f'{nm}, за товар, рахунок №{n}'), {x.id:a}, client=x.c.tax, name='АТ КБ "ПРИВАТБАНК" ТРАНЗИТ', tax='14360570', acc=iban('305299','2902'+digits(10)), bank=pick(0,1))
def returned(x):
    """bill less a return"""
    k, n, d = cite(x); r = x.amount * R.randint(5, 30) // 100; a = x.amount - r; x.open = 0; x.ret = (r, f'{R.randint(1,90)}', later(x, 3, 8))
    p = f'Оплата по счету № {n} от {dd(d)} за минусом возврата {cents(r)} {vat(a,d,x.c)}' if RU else f'Оплата за рах. № {n} від {dd(d)} за мінусом повернення {cents(r)} {vat(a,d,x.c)}'
    pay('less-return', x.c, later(x, 9, 25), a, p, {x.id: a})
def setoff(x):
    k, n, d = cite(x); r = x.amount * R.randint(10, 60)//100//100*100; a = x.amount - r; x.open = r
    p = f'Оплата по счету № {n} от {dd(d)} с учетом зачета взаимных требований по акту № {R.randint(1,40)} от {dd(later(x,0,4))} на сумму {comma(r)}. {vat(a,d,x.c)}' if RU else f'Оплата за рах. № {n} від {dd(d)} з урах. заліку зустрічних вимог за актом № {R.randint(1,40)} від {dd(later(x,0,4))} на суму {comma(r)}. {vat(a,d,x.c)}'
    pay('set-off', x.c, later(x,4,20), a, p, {x.id: a})
def gov(x):
    if 's' not in x.num: return ordinary(x)
    n = N(x, 's'); a = full(x); d = x.sd
    if RU: pay('budget', x.c, d + dt.timedelta(R.randint(3,30)), a, f'({digits(5)}.{digits(6)}.{digits(4)}.244, л/с 20{digits(3)}У{digits(5)}) ГК № {digits(10)}{digits(9)} от {dd(x.c.contract[1])}, УПД № {n} от {dd(d)} за {x.subject}, {vat(a,d,x.c)}', {x.id:a}, name=f'УФК по г. Москве ({x.c.name} л/с 20{digits(3)}У{digits(5)})')
    else: pay('budget', x.c, d + dt.timedelta(R.randint(3,30)), a, f'{digits(7)};2210;{x.subject}, дог.{x.c.contract[0]} від {dd(x.c.contract[1])}, накл. {n} від {dd(d)}, {vat(a,d,x.c)}', {x.id:a}, acc=iban('820172','3552'+digits(10)))
def dup(x):
    k, n, d = cite(x); a = full(x); t = later(x)
    p = f'Оплата по счету № {n} от {dd(d)} {vat(a,d,x.c)}' if RU else f'Оплата за рахунком № {n} від {dd(d)} {vat(a,d,x.c)}'
    l = pay('ordinary', x.c, t, a, p, {x.id: a})
    pay('paid-twice', x.c, l.date + dt.timedelta(R.randint(1,6)), a, p, {}, kind='advance')
def leasing(x):
    les = ch([c for c in clients if c.arche == 'trade' and c.kind == 'co']); k, n, d = cite(x); a = full(x)
    p = pick(f'Оплата по договору купли-продажи № {x.c.contract[0]}-КП от {dd(x.c.contract[1])} (лизингополучатель {les.name}, ИНН {les.tax}) по счету {n} от {dd(d)}. {vat(a,d,x.c)}', f'Оплата за {x.subject} для передачи в лизинг {les.name} дог. лизинга Л-{digits(4)} от {dd(d)}. {vat(a,d,x.c)}') if RU else pick(f'Оплата зг. дог. купівлі-продажу № {x.c.contract[0]}-КП від {dd(x.c.contract[1])} (лізингоодержувач {les.name}, ЄДРПОУ {les.tax}) рах. {n} від {dd(d)}. {vat(a,d,x.c)}', f'Оплата за {x.subject} для передачі в лізинг {les.name} дог. ФЛ-{digits(4)} від {dd(d)}. {vat(a,d,x.c)}')
    pay('leasing', x.c, later(x), a, p, {x.id:a})
def euro(x):
    n = N(x); a = x.amount; fee = pick(0,0,1500,2500,700); x.open = fee
    p = pick(f'INVOICE {n} DD {dd(x.d)}', f'PAYMENT FOR INV. NO. {n} FROM {dd(x.d)}', f'INV {n} CONTRACT {x.c.contract[0]} DTD {dd(x.c.contract[1])}', f'/INV/{n} {x.d:%Y-%m-%d}', f'RECHNUNG NR {n} VOM {dd(x.d)}')
    pay('currency' if not fee else 'currency-fee', x.c, later(x, 2, 25), a - fee, p, {x.id: a-fee}, bank=3, cur='EUR')
def bailiff(x):
    a = full(x)
    if RU: pay('bailiff', None, later(x, 60, 120), a, f'Взыскание по ИЛ ФС № {digits(9)} по делу А40-{digits(5)}/25, ИП {digits(5)}/25/77033 с должника {x.c.name} ИНН {x.c.tax}. НДС не облагается', {x.id:a}, client=x.c.tax, name='УФК по г. Москве (ГУФССП России по г. Москве л/с 05731А12345)', tax='7704270863', acc='03212643'+digits(12), bank=0)
    else: pay('bailiff', None, later(x, 60, 120), a, f'Стягнення за ВП № {digits(8)} наказ № 910/{digits(4)}/25 з боржника {x.c.name} код {x.c.tax}. Без ПДВ', {x.id:a}, client=x.c.tax, name='Приватний виконавець '+ch(FAM)+' О.П.', tax=rnokpp(), acc=iban('322001','2600'+digits(10)), bank=0)
def replaced(y):
    x = repl[y.id]; n = N(x); a = full(y)
    p = f'Оплата по счету № {n} от {dd(x.d)} за {x.subject}' if RU else f'Оплата за рахунком № {n} від {dd(x.d)} за {x.subject}'
    pay('replaced-bill', y.c, y.d + dt.timedelta(R.randint(1,9)), a, p, {y.id:a})
def fine(x):
    k, n, d = cite(x); a = max(5000, x.amount * R.randint(1, 30) // 1000)
    p = f'Пени за просрочку оплаты по счету № {n} от {dd(d)} по претензии № {R.randint(1,60)} от {dd(later(x,30,40))}. НДС не облагается' if RU else f'Пеня за прострочення оплати рах. № {n} від {dd(d)} зг. претензії № {R.randint(1,60)} від {dd(later(x,30,40))}. Без ПДВ'
    pay('penalty', x.c, later(x, 41, 60), a, p, {}, kind='advance')
def claim(x):
    # his own numbers around ours
    k, n, d = cite(x); a = full(x); v = vat(a, d, x.c); z = R.randint(1000, 99999)
    if RU: p = pick(f'Заявка {z}. Оплата по счету {n} от {dd(d)}, статья ДДС 02.01, ЦФО {R.randint(10,99)}. {v}', f'{z}/Оплата за {x.subject} сч.{n} от {dd(d)}, дог.{x.c.contract[0]} от {dd(x.c.contract[1])}/{v}', f'Реестр № {R.randint(1,200)} от {dd(later(x,1,2))}. Оплата счета {n} от {ds(d)} {v}', f'УИП {digits(20)}. По счету {n} от {dd(d)}. {v}')
    else: p = pick(f'Заявка {z}. Оплата зг. рахунку {n} від {dd(d)}, стаття 02.01, ЦФВ {R.randint(10,99)}. {v}', f'{z}/Оплата за {x.subject} рах.{n} від {dd(d)}, дог.{x.c.contract[0]} від {dd(x.c.contract[1])}/{v}', f'Реєстр № {R.randint(1,200)} від {dd(later(x,1,2))}. Оплата рахунку {n} від {ds(d)} {v}')
    pay('foreign-numbers', x.c, later(x, 2), a, p, {x.id: a})
def letter(x):
    # an advance without a word, then a letter: the purpose is to be read as the bill
    k, n, d = cite(x); a = full(x)
    p = (f'Оплата за материалы по договору. Уточнение: считать назначением "Оплата по счету № {n} от {dd(d)}". {vat(a,d,x.c)}' if RU else f'Оплата за матеріали. Уточнення: вважати призначенням "Оплата за рахунком № {n} від {dd(d)}". {vat(a,d,x.c)}')
    pay('letter', x.c, later(x, 2), a, p, {x.id: a})
def mixed(x):
    # goods and carriage in one bill, both sums in the purpose
    k, n, d = cite(x); a = full(x); t = a*R.randint(3,12)//100
    p = (f'По счету {n} от {ds(d)}: товар {comma(a-t)}, доставка {comma(t)}. {vat(a,d,x.c)}' if RU else f'Зг. рах. {n} від {ds(d)}: товар {comma(a-t)}, доставка {comma(t)}. {vat(a,d,x.c)}')
    pay('sums-inside', x.c, later(x), a, p, {x.id: a})
SC = [(ordinary,42),(sloppy,6),(translit_,1.5),(ship,6),(order,3),(nocite,5),(parts,3),(kop,2.5),(over,1.5),(typo,2),(wrongdate,2),(third,4),(bankperson,0),(returned,1),(setoff,1),(gov,1.2),(dup,1.3),(bailiff,.5),(claim,1.5),(letter,1.5),(mixed,1.5)]
def many(c, xs):
    xs = sorted(xs, key=lambda x: x.d); a = sum(x.open for x in xs); docs = {x.id: x.open for x in xs}
    t = max(x.d for x in xs) + dt.timedelta(R.randint(1, 8)); v = vat(a, t, c); ns = [N(x, cite(x)[0]) for x in xs]; w = all(cite(x)[0] == 'b' for x in xs)
    same = xs[0].num
    z = [short(x.num[cite(x)[0]]) for x in xs]
    st = R.random(); ot, sc = ('от','Оплата по счетам') if RU else ('від','Оплата за рахунками')
    if not w: ot, sc = ('от','Оплата по заказам и счетам') if RU else ('від','Оплата за замовленнями та рахунками')
    if st < .3: p = f'{sc} №№ ' + ', '.join(f'{n} {ot} {dd(cite(x)[2])}' for n, x in zip(ns, xs)) + '. ' + v
    elif st < .5: p = f'{sc} ' + ','.join(z) + '. ' + v
    elif st < .65: p = f'{sc}: ' + ', '.join(z[:-1]) + (' и ' if RU else ' та ') + z[-1] + f' {ot} {dd(xs[-1].d)}, {v}'
    elif st < .8: p = ('Опл.сч.' if RU else 'Опл.рах.') + ';'.join(f'{n}/{ds(cite(x)[2])}' for n, x in zip(z, xs))
    else: p = f'{sc} ' + ', '.join(f'№ {n} {ot} {dd(cite(x)[2])} - {cents(x.open)}' for n, x in zip(ns, xs)) + '. ' + v
    scen = 'several'
    for x in xs: x.open = 0
    return pay(scen, c, t, a, p, docs)
def trunc(c, xs):
    xs = sorted(xs, key=lambda x: x.d); a = sum(x.open for x in xs); docs = {x.id: x.open for x in xs}
    head = (f'Оплата за {xs[0].subject} по договору поставки № {c.contract[0]} от {dd(c.contract[1])} согласно счетам на оплату: ' if RU else f'Оплата за {xs[0].subject} згідно договору поставки № {c.contract[0]} від {dd(c.contract[1])} по рахунках на оплату: ')
    p = head + ', '.join(f'№ {x.num[cite(x)[0]]} {"от" if RU else "від"} {dd(cite(x)[2])}' for x in xs) + '. ' + vat(a, xs[0].d, c)
    lim = 140 if c.bank == 2 and RU else 210
    if not RU: lim = 160
    p = p[:lim]
    for x in xs: x.open = 0
    pay('trunc', c, max(x.d for x in xs) + dt.timedelta(R.randint(1,9)), a, p, docs)
def reconc(c, xs):
    a = sum(x.open for x in xs); docs = {x.id: x.open for x in xs}; t = max(x.d for x in xs) + dt.timedelta(R.randint(15, 30))
    for x in xs: x.open = 0
    p = f'Погашение задолженности по акту сверки на {dd(mend(t.year, t.month-1) if t.month > 1 else dt.date(t.year-1,12,31))} {vat(a,t,c)}' if RU else f'Погашення заборгованості зг. акту звірки станом на {dd(mend(t.year, t.month-1) if t.month > 1 else dt.date(t.year-1,12,31))} {vat(a,t,c)}'
    pay('all-debt', c, t, a, p, docs)
def monthly(c):
    main = [x for x in c.deals if x.amount == c.fix and x.subject != ('коммунальные услуги' if RU else 'комунальні послуги')]
    util = [x for x in c.deals if x not in main]
    for x in util:
        if R.random() < .15: continue
        a = full(x); p = (f'Возмещение коммунальных услуг за {mtext(x.month)} по договору № {c.contract[0]} от {dd(c.contract[1])}. {vat(a,x.d,c)}' if RU else f'Відшкодування комунальних послуг за {mtext(x.month)} зг. дог. № {c.contract[0]} від {dd(c.contract[1])}. {vat(a,x.d,c)}')
        pay('utilities', c, later(x, 1, 15), a, p, {x.id: a})
    if c.arche == 'rent' and R.random() < .35:
        x = main[0]
        p = f'Обеспечительный платеж по договору аренды № {c.contract[0]} от {dd(c.contract[1])}. НДС не облагается' if RU else f'Гарантійний платіж зг. договору оренди № {c.contract[0]} від {dd(c.contract[1])}. Без ПДВ'
        pay('deposit', c, x.d + dt.timedelta(1), c.fix, p, {}, kind='advance')
    habit = R.random(); i = 0; last = None
    rest = [x for x in main]
    if R.random() < .15: rest = rest[:-R.randint(1,2)]
    while i < len(rest):
        x = rest[i]; r = R.random(); s = x.subject; con = f'по договору № {c.contract[0]} от {dd(c.contract[1])}' if RU else f'зг. договору № {c.contract[0]} від {dd(c.contract[1])}'
        if r < .08 and i + 1 < len(rest) and rest[i+1].month:
            y = rest[i+1]; a = full(x) + full(y); t = y.d + dt.timedelta(R.randint(1, 10))
            mm = f'{MON[x.month[1]-1]}-{MON[y.month[1]-1]} {y.month[0]}' if R.random() < .5 else (f'{MON[x.month[1]-1]}, {MON[y.month[1]-1]} {y.month[0]}')
            pay('two-months', c, t, a, f'Оплата за {s} за {mm} {con}. {vat(a,t,c)}', {x.id: x.amount, y.id: y.amount}); i += 2; last = y; continue
        if r < .11 and i + 2 < len(rest) and rest[i].month[1] % 3 == 1:
            ys = rest[i:i+3]; a = sum(full(q) for q in ys); t = ys[-1].d + dt.timedelta(R.randint(1,9)); q = (ys[0].month[1]+2)//3
            pay('quarter', c, t, a, f'Оплата за {s} за {pick(["I","II","III","IV"][q-1], str(q))} {"квартал" } {ys[0].month[0]} {con}', {q.id: q.amount for q in ys}); i += 3; last = ys[-1]; continue
        a = full(x); t = later(x, 1, 14); v = vat(a, t, c)
        k, n, d = cite(x)
        if r < .125 and last is not None:   # copied from the last payment
            lk, ln, ld = cite(last)
            pay('copied', c, t, a, f'Оплата за {s} по счету № {ln} от {dd(ld)} {v}' if RU else f'Оплата за {s} зг. рахунку № {ln} від {dd(ld)} {v}', {x.id: a}, note='cites the last bill, which is paid')
        elif r < .24:
            pay('monthly-unsaid', c, t, a, f'Оплата за {s} {con}. {v}', {x.id: a})
        elif habit < .55:
            p = pick(f'Оплата за {s} за {mtext(x.month)} {con}. {v}', f'{s.capitalize()} {mtext(x.month)} дог. {c.contract[0]} {v}', f'{"Арендная плата" if c.arche=="rent" else "Абонентская плата"} за {mtext(x.month)} {con} {v}') if RU else pick(f'Оплата за {s} за {mtext(x.month)} {con}. {v}', f'{s.capitalize()} {mtext(x.month)} дог. {c.contract[0]} {v}', f'{"Орендна плата" if c.arche=="rent" else "Абонплата"} за {mtext(x.month)} {con} {v}')
            if r > .93 and c.when == 'last': t = dt.date(*x.month, 5)   # paid ahead, before the act
            pay('month', c, t, a, p, {x.id: a})
        elif 's' in x.num and habit < .7 and c.when == 'last':
            n = N(x,'s'); pay('act-cited', c, x.sd + dt.timedelta(R.randint(1,14)), a, f'Оплата за {s} по акту № {n} от {dd(x.sd)} {v}' if RU else f'Оплата за {s} зг. акту № {n} від {dd(x.sd)} {v}', {x.id: a})
        else:
            x.open = a; ordinary(x)
        last = x; i += 1
def contract(c):
    for x in c.deals:
        k, n, d = cite(x); r = R.random(); cn, cd = c.contract
        pc = pick(30,50,50,70); a1 = x.amount*pc//100; a2 = x.amount - a1; t = later(x, 1, 6)
        con = f'договору № {cn} от {dd(cd)}' if RU else f'договору № {cn} від {dd(cd)}'
        if r < .55:
            p1 = pick(f'Предоплата {pc}% по спецификации № {x.spec} к {con} {vat(a1,t,c)}', f'Аванс {pc}% за {x.subject} по {con}. {vat(a1,t,c)}', f'Аванс по счету {n} от {dd(d)} ({con}, спец. {x.spec})') if RU else pick(f'Передоплата {pc}% зг. специфікації № {x.spec} до {con} {vat(a1,t,c)}', f'Аванс {pc}% за {x.subject} зг. {con}. {vat(a1,t,c)}', f'Аванс зг. рах. {n} від {dd(d)} ({con}, спец. {x.spec})')
            p2 = pick(f'Окончательный расчет по спецификации № {x.spec} к {con}. {vat(a2,t,c)}', f'Доплата {100-pc}% за {x.subject} по {con} {vat(a2,t,c)}') if RU else pick(f'Остаточний розрахунок за специфікацією № {x.spec} до {con}. {vat(a2,t,c)}', f'Доплата {100-pc}% за {x.subject} зг. {con} {vat(a2,t,c)}')
            pay('contract-prepay', c, t, a1, p1, {x.id: a1}); pay('contract-rest', c, t + dt.timedelta(R.randint(15, 45)), a2, p2, {x.id: a2}); x.open = 0
        elif r < .75:
            a = full(x); pay('contract-full', c, t, a, f'Оплата 100% за {x.subject} по {con}, спецификация {x.spec}. {vat(a,t,c)}' if RU else f'Оплата 100% за {x.subject} зг. {con}, специфікація {x.spec}. {vat(a,t,c)}', {x.id: a})
        elif r < .9: ordinary(x)
for c in clients:
    if c.arche in ('retain','rent'): monthly(c); continue
    if c.arche == 'contract': contract(c); continue
    if c.arche == 'lease':
        for x in c.deals: leasing(x)
        continue
    if c.arche == 'foreign':
        for x in c.deals: euro(x)
        continue
    todo = [x for x in c.deals if not x.canceled]
    for x in list(todo):
        if x.id in repl: replaced(x); todo.remove(x)
    todo = [x for x in todo if R.random() > .10]
    if len(todo) >= 3 and R.random() < .5:
        k = R.choice([2,2,3]); i = R.randrange(len(todo)-k+1); xs = todo[i:i+k]
        if (max(x.d for x in xs)-min(x.d for x in xs)).days < 120:
            r = R.random(); (many if r < .72 else trunc if r < .85 else many)(c, xs)
            for x in xs: todo.remove(x)
    reserve = None
    if len(todo) == len([x for x in c.deals if x.open and not x.canceled]) and len(todo) >= 3 and R.random() < .2:
        reserve = todo[-2:]; todo = todo[:-2]
    for x in todo:
        f = R.choices([s for s, _ in SC], [w for _, w in SC])[0]
        if x.c.kind == 'ip' and R.random() < .12: f = bankperson
        f(x)
    if reserve: reconc(c, reserve)
    for x in c.deals:
        if x.open == x.amount and not x.canceled and R.random() < .1 and x.d < D1 - dt.timedelta(60): fine(x)
# two open bills of the same sum, and nobody says which
for c in R.sample([c for c in clients if c.arche == 'small'], 14):
    pass
# ---- advances, mistakes, noise
for _ in range(45):
    c = ch([c for c in clients if c.arche in ('trade','small')]); a = R.randint(5, 300)*100000 // pick(1, 10); d = rday(D0 + dt.timedelta(20), D1)
    if any(a in (x.amount, x.open) or abs(x.amount-a) < 500 for x in c.deals): continue
    op = [x for x in c.deals if x.open and not x.canceled]
    if op: continue
    cn, cd = c.contract
    p = pick(f'Аванс по договору поставки № {cn} от {dd(cd)}', f'Предоплата за товар по договору {cn}. {vat(a,d,c)}', 'Пополнение лицевого счета', f'Авансовый платеж за {ch(GOODS)} {vat(a,d,c)}') if RU else pick(f'Аванс зг. договору поставки № {cn} від {dd(cd)}', f'Передоплата за товар зг. дог. {cn}. {vat(a,d,c)}', 'Поповнення рахунку', f'Авансовий платіж за {ch(GOODS)} {vat(a,d,c)}')
    pay('advance', c, d, a, p, {}, kind='advance')
def anybill():
    x = ch([x for x in deals if 'b' in x.num]); return short(x.num['b']), x
for _ in range(150):
    d = rday(D0, D1); n, x = anybill(); a = x.amount if R.random() < .35 else amt(); x = ch([x for x in deals if 'b' in x.num]); f, nm = ch(FAM), ch(NAM)
    if RU:
        sup = ch(ROOT) + ' Снаб'; it = inn10(); k = R.randrange(15)
        P = [('refund-supplier', f'Возврат денежных средств по счету № {n} от {dd(x.d)} в связи с непоставкой товара. НДС', f'ООО "{sup}"', it),
             ('refund-supplier', f'Возврат излишне перечисленных средств по п/п № {n} от {dd(d)} по акту сверки', f'ООО "{sup}"', it),
             ('own-transfer', pick('Перевод собственных средств','Пополнение счета. НДС не облагается'), ORG['q'], ORG['tax']),
             ('loan', f'Предоставление процентного займа по договору № {n} от {dd(d)} (8% годовых). НДС не облагается', f'{f} {nm}', inn12()),
             ('loan', f'Возврат займа по договору займа № {n} от {dd(x.d)}', f'ИП {f} {nm}', inn12()),
             ('interest', f'Выплата %% по депозиту согл. дог. {n}/Д от {dd(d)} за {MON[d.month-1]}', 'ПАО СБЕРБАНК', '7707083893'),
             ('acquiring', f'Возмещение по операциям эквайринга за {dd(d)} мерчант {digits(12)} комиссия {cents(a//50)} НДС не обл.', 'ПАО СБЕРБАНК', '7707083893'),
             ('tax-refund', f'Возврат излишне уплаченного налога по решению № {n} от {dd(d)}', 'МРИ ФНС по управлению долгом', '7727406020'),
             ('bank-return', f'Возврат п/п № {n} от {dd(d)}: счет получателя закрыт', 'ПАО СБЕРБАНК', '7707083893'),
             ('insurance', f'Страховое возмещение по полису {digits(10)} убыток № {n}. НДС не обл.', 'СПАО "Ингосстрах"', '7705042179'),
             ('mistake', f'Оплата по счету № {n} от {dd(d)} за услуги связи', f'ООО "{sup}"', it),
             ('marketplace', f'Оплата по договору оферты № ИР-{digits(5)}/24 по отчету № {n} от {dd(d)} за вычетом вознаграждения', 'ООО "Интернет Решения"', '7704217370'),
             ('capital', f'Взнос в уставный капитал по решению № {n} от {dd(d)}', f'{f} {nm}', inn12()),
             ('cash-in', f'Взнос наличных через АТМ {digits(6)} торговая выручка', 'ПАО СБЕРБАНК', '7707083893'),
             ('accountable', f'Возврат подотчетных сумм авансовый отчет № {n} от {dd(d)}', f'{f} {nm}', inn12())][k]
        acc = OWN[(1)] if P[0] == 'own-transfer' else '40702810' + digits(12)
    else:
        sup = ch(ROOT) + ' Постач'; it = edrpou(); k = R.randrange(13)
        P = [('refund-supplier', f'Повернення коштів зг. рахунку № {n} від {dd(x.d)} у зв\'язку з непоставкою. у т.ч. ПДВ', f'ТОВ "{sup}"', it),
             ('refund-supplier', f'Повернення надлишково сплачених коштів за п/д № {n} від {dd(d)} зг. акту звірки', f'ТОВ "{sup}"', it),
             ('own-transfer', pick('Переказ власних коштів','Поповнення рахунку власними коштами'), ORG['q'], ORG['tax']),
             ('loan', f'Надання поворотної фінансової допомоги зг. договору № {n} від {dd(d)}. Без ПДВ', f'{f} {nm}', rnokpp()),
             ('loan', f'Повернення фін. допомоги зг. дог. № {n} від {dd(x.d)}', f'ФОП {f} {nm}', rnokpp()),
             ('interest', f'Виплата вiдсоткiв за депозитом дог. {n}/Д від {dd(d)} за {MON[d.month-1]}', 'АТ КБ "ПРИВАТБАНК"', '14360570'),
             ('acquiring', f'Вiдшк. за торг. екв. {dd(d)} кiльк тр. 12 ком. {cents(a//50)} без ПДВ, TRN {digits(8)}', 'АТ КБ "ПРИВАТБАНК"', '14360570'),
             ('tax-refund', f'Повернення надміру сплаченого податку зг. висновку № {n} від {dd(d)}', 'ГУ ДПС у м. Києві', '44116011'),
             ('bank-return', f'Повернення пл. док. № {n} вiд {dd(d)}: рахунок отримувача закрито', 'АТ КБ "ПРИВАТБАНК"', '14360570'),
             ('mistake', f'Оплата зг. рах. № {n} від {dd(d)} за послуги зв\'язку', f'ТОВ "{sup}"', it),
             ('marketplace', f'Перерахування коштів за продані товари зг. звіту № {n} від {dd(d)}, за мінусом комісії', 'ТОВ "РОЗЕТКА. УА"', '37193071'),
             ('capital', f'Внесок до статутного капіталу зг. рішення № {n} від {dd(d)}', f'{f} {nm}', rnokpp()),
             ('accountable', f'Повернення підзвітних коштів, авансовий звіт № {n} від {dd(d)}', f'{f} {nm}', rnokpp())][k]
        acc = OWN[1] if P[0] == 'own-transfer' else iban(ch(MFO), '2600' + digits(10))
    if P[0] == 'mistake' and x.amount == a: a += 4100
    pay(P[0], None, d, a, P[1], {}, kind='noise', name=P[2], tax=P[3], acc=acc, bank=0 if P[0] == 'own-transfer' else None)
# two open bills of one sum
for c in R.sample([c for c in clients if c.arche == 'small'], 18):
    a = R.randint(20, 300) * 10000; d = rday(D0 + dt.timedelta(30), D1 - dt.timedelta(40))
    if any(x.amount == a for x in c.deals): continue
    xs = []
    for q in (0, R.randint(1, 9)):
        x = deal(c, d + dt.timedelta(q), a, ch(GOODS), parts='b'); x.num['b'] = ('0000-%06d' if x.src == 'ed' else '%d' if x.src == 'cml' else '%d/' + str(d.year%100)) % R.randint(7000, 7999); xs.append(x)
    one = R.random() < .5
    pay('same-sum-unsaid', c, d + dt.timedelta(12), a, (f'Оплата за товар {vat(a,d,c)}' if RU else f'Оплата за товар {vat(a,d,c)}'), {xs[0].id: a}, kind='ambiguous', accept=[{xs[1].id: a}])
    if one: pay('same-sum-both', c, d + dt.timedelta(20), a, (f'Оплата за товар. Второй платеж {vat(a,d,c)}' if RU else f'Оплата за товар. Другий платіж {vat(a,d,c)}'), {xs[1].id: a}, kind='ambiguous', accept=[{xs[0].id: a}])
# ------------------------------------------------------------------ writing
def w(path, text, enc='utf-8'):
    path = os.path.join(OUT, path); os.makedirs(os.path.dirname(path), exist_ok=True)
    if isinstance(text, str): text = text.encode(enc, 'replace' if enc != 'utf-8' else 'strict')
    open(path, 'wb').write(text)
if os.path.exists(OUT): sys.exit(f'{OUT} exists')
w('sverka.toml', f'''lang = "{LANG}"
time_zone = "{'Europe/Moscow' if RU else 'Europe/Kyiv'}"
base_currency = "{LCUR}"

[intake]
quiet_seconds = 0

''' + ''.join(f'[[source]]\nname = "{s}"\nbrake = false\n\n' for s in ('buh','trade','sales','bank1','bank2','bank3')) + f'''[[organization]]
name = "{ORG['name']}"
tax_id = "{ORG['tax']}"
accounts = {json.dumps(OWN + [EUR])}

[[manager]]
name = "{'Анна Петрова' if RU else 'Ганна Петренко'}"
''')
CUR = {'RUB':('643','руб.'),'UAH':('980','грн'),'EUR':('978','EUR')}
def line_name(x):
    s = x.subject
    if x.month: s += f' за {MON[x.month[1]-1]} {x.month[0]}'
    return s[0].upper() + s[1:]
def contract_on(x): return x.c.arche in ('contract','retain','rent') or int(x.id[1:]) % 3 == 0
def ed():
    org = f'<Ссылка>org</Ссылка><Наименование>{E(ORG["name"])}</Наименование><ИНН>{ORG["tax"]}</ИНН><ЮридическоеФизическоеЛицо>ЮридическоеЛицо</ЮридическоеФизическоеЛицо>'
    def cl(c): return f'<Ссылка>{c.guid}</Ссылка><Наименование>{E(c.card)}</Наименование><НаименованиеПолное>{E(c.name)}</НаименованиеПолное>' + (f'<ИНН>{c.tax}</ИНН>' if c.tax else '') + (f'<КПП>{c.kpp}</КПП>' if c.kpp else '') + f'<ЮридическоеФизическоеЛицо>{"ЮридическоеЛицо" if c.kind=="co" else "ФизическоеЛицо"}</ЮридическоеФизическоеЛицо>'
    o = []
    for c in clients:
        if c.src == 'ed': o.append(f'<Справочник.Контрагенты><КлючевыеСвойства>{cl(c)}</КлючевыеСвойства></Справочник.Контрагенты>')
    def doc(tag, x, k, d, extra=''):
        cn, cd = x.c.contract
        con = f'<ДанныеВзаиморасчетов><Договор><Ссылка>{x.c.guid[:-4]}c0de</Ссылка><ВидДоговора>СПокупателем</ВидДоговора><Контрагент>{cl(x.c)}</Контрагент><Наименование>{"Договор №" if RU else "Договір №"} {cn} {"от" if RU else "від"} {dd(cd)}</Наименование><Дата>{cd}</Дата><Номер>{cn}</Номер></Договор></ДанныеВзаиморасчетов>' if contract_on(x) else ''
        st = '<СостояниеОбъекта>Устаревший</СостояниеОбъекта>' if x.canceled else '<СостояниеОбъекта>Проведен</СостояниеОбъекта>'
        com = f'<Комментарий>{"Спецификация" if RU else "Специфікація"} {x.spec}</Комментарий>' if x.spec else ''
        cc = CUR[x.cur]
        return f'<{tag}><КлючевыеСвойства><Ссылка>{x.guid[k]}</Ссылка><Дата>{d}T12:00:00</Дата><Номер>{x.num[k]}</Номер><Организация>{org}</Организация></КлючевыеСвойства><ОбщиеСвойстваОбъектовФормата>{st}{com}</ОбщиеСвойстваОбъектовФормата><Валюта><Ссылка>e-{cc[0]}</Ссылка><ДанныеКлассификатора><Код>{cc[0]}</Код><Наименование>{cc[1]}</Наименование></ДанныеКлассификатора></Валюта><Сумма>{cents(x.amount)}</Сумма><Контрагент>{cl(x.c)}</Контрагент>{con}<Товары><Строка><НомерСтрокиДокумента>1</НомерСтрокиДокумента><ДанныеНоменклатуры><Номенклатура><Ссылка>p-{zlib.crc32(x.subject.encode())%1000}</Ссылка><НаименованиеПолное>{E(line_name(x))}</НаименованиеПолное><Наименование>{E(line_name(x))}</Наименование></Номенклатура></ДанныеНоменклатуры><Количество>1</Количество><Сумма>{cents(x.amount)}</Сумма><Цена>{cents(x.amount)}</Цена></Строка></Товары>{extra}</{tag}>'
    for x in sorted(deals, key=lambda x: x.d):
        if x.src != 'ed': continue
        ref = lambda k, d: f'<Ссылка>{x.guid[k]}</Ссылка><Дата>{d}T12:00:00</Дата><Номер>{x.num[k]}</Номер>'
        if 'o' in x.num: o.append(doc('Документ.ЗаказКлиента', x, 'o', x.od))
        if 'b' in x.num: o.append(doc('Документ.СчетПокупателю', x, 'b', x.d))
        if 's' in x.num:
            e = ''
            if x.linked or ('o' in x.num and 'b' not in x.num):
                if 'b' in x.num: e = f'<СчетПокупателю>{ref("b", x.d)}</СчетПокупателю>'
                if 'o' in x.num: e += f'<Заказ><ЗаказКлиента>{ref("o", x.od)}</ЗаказКлиента></Заказ>'
            o.append(doc('Документ.РеализацияТоваровУслуг', x, 's', x.sd, e))
    fmt = 'http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8'
    w('exchange/buh/Message_BP_CR.xml', f'<?xml version="1.0" encoding="UTF-8"?>\n<Message xmlns:msg="http://www.1c.ru/SSL/Exchange/Message">\n<msg:Header><msg:Format>{fmt}</msg:Format><msg:CreationDate>2026-10-01T06:00:00</msg:CreationDate><msg:Confirmation><msg:ExchangePlan>СинхронизацияДанныхЧерезУниверсальныйФормат</msg:ExchangePlan><msg:To>CR</msg:To><msg:From>BP</msg:From><msg:MessageNo>1</msg:MessageNo><msg:ReceivedNo>0</msg:ReceivedNo></msg:Confirmation></msg:Header>\n<Body xmlns="{fmt}">\n' + '\n'.join(o) + '\n</Body>\n</Message>\n')
def cml():
    def party(c, role): return f'<Контрагент><Ид>{c.guid}</Ид><Наименование>{E(c.card)}</Наименование><ОфициальноеНаименование>{E(c.name)}</ОфициальноеНаименование><Роль>{role}</Роль>' + (f'<ИНН>{c.tax}</ИНН>' if c.tax else '') + (f'<КПП>{c.kpp}</КПП>' if c.kpp else '') + '</Контрагент>'
    us = f'<Контрагент><Ид>org-1</Ид><Наименование>{E(ORG["name"])}</Наименование><Роль>Продавец</Роль><ИНН>{ORG["tax"]}</ИНН></Контрагент>'
    def doc(tag, x, k, d, op, inner='', based=''):
        con = f'<Договор><Номер>{x.c.contract[0]}</Номер><Дата>{x.c.contract[1]}</Дата></Договор>' if contract_on(x) else ''
        com = f'<Комментарий>{"Спецификация" if RU else "Специфікація"} № {x.spec}</Комментарий>' if x.spec else ''
        cn = '<ЗначениеРеквизита><Наименование>Отменен</Наименование><Значение>true</Значение></ЗначениеРеквизита>' if x.canceled else ''
        return f'<{tag}><Ид>{x.guid[k]}</Ид><Номер>{x.num[k]}</Номер><Дата>{d}</Дата><ХозОперация>{op}</ХозОперация><Роль>Продавец</Роль><Валюта>{CUR[x.cur][1]}</Валюта><Сумма>{cents(x.amount)}</Сумма><Контрагенты>{us}{party(x.c,"Покупатель")}</Контрагенты>{con}{com}{based}<Товары><Товар><Ид>p{zlib.crc32(x.subject.encode())%999}</Ид><Наименование>{E(line_name(x))}</Наименование><ЦенаЗаЕдиницу>{cents(x.amount)}</ЦенаЗаЕдиницу><Количество>1</Количество><Сумма>{cents(x.amount)}</Сумма></Товар></Товары><ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Проведен</Наименование><Значение>true</Значение></ЗначениеРеквизита>{cn}</ЗначенияРеквизитов>{inner}</{tag}>'
    o = []
    for x in sorted(deals, key=lambda x: x.d):
        if x.src != 'cml': continue
        sub = 'ПодчиненныйДокумент'
        if 'o' in x.num:
            inn = ''
            if 'b' in x.num: inn += doc(sub, x, 'b', x.d, 'Счет на оплату')
            if 's' in x.num: inn += doc(sub, x, 's', x.sd, 'Отпуск товара')
            o.append(doc('Документ', x, 'o', x.od, 'Заказ товара', f'<ПодчиненныеДокументы>{inn}</ПодчиненныеДокументы>' if inn else ''))
        elif 'b' in x.num and x.linked and 's' in x.num:
            o.append(doc('Документ', x, 'b', x.d, 'Счет на оплату', '<ПодчиненныеДокументы>' + doc(sub, x, 's', x.sd, 'Отпуск товара') + '</ПодчиненныеДокументы>'))
        else:
            if 'b' in x.num: o.append(doc('Документ', x, 'b', x.d, 'Счет на оплату'))
            if 's' in x.num: o.append(doc('Документ', x, 's', x.sd, 'Отпуск товара'))
    w('exchange/trade/orders.xml', '<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация ВерсияСхемы="2.10" ДатаФормирования="2026-10-01T12:00:00">\n' + '\n'.join(o) + '\n</КоммерческаяИнформация>\n')
def xlsx(rows):
    col = lambda i: chr(65+i)
    sh = ''.join(f'<row r="{r}">' + ''.join((f'<c r="{col(i)}{r}"><v>{v}</v></c>' if isinstance(v, (int, float)) else f'<c r="{col(i)}{r}" t="inlineStr"><is><t>{E(str(v))}</t></is></c>') for i, v in enumerate(row)) + '</row>' for r, row in enumerate(rows, 1))
    b = io.BytesIO(); z = zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED)
    z.writestr('[Content_Types].xml', '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
    z.writestr('_rels/.rels', '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    z.writestr('xl/workbook.xml', '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Реестр" sheetId="1" r:id="rId1"/></sheets></workbook>')
    z.writestr('xl/_rels/workbook.xml.rels', '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
    z.writestr('xl/worksheets/sheet1.xml', f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sh}</sheetData></worksheet>')
    z.close(); return b.getvalue()
def reg():
    xs = sorted([x for x in deals if x.src == 'reg' and 'b' in x.num], key=lambda x: x.d)
    head = ['№ счета','Дата','Контрагент','ИНН','Сумма','Валюта','Договор','Примечание'] if RU else ['№ рахунку','Дата','Контрагент','ЄДРПОУ','Сума','Валюта','Договір','Примітка']
    def row(x): return [x.num['b'], dd(x.d), x.c.card, x.c.tax, x.amount/100, CUR[x.cur][1] if x.cur != 'EUR' else 'EUR', (f'№ {x.c.contract[0]} {"от" if RU else "від"} {dd(x.c.contract[1])}' if contract_on(x) else ''), (f'{"Спецификация" if RU else "Специфікація"} {x.spec}' if x.spec else line_name(x))]
    half = len(xs)//2
    t = 'Реестр счетов' if RU else 'Реєстр рахунків'
    w('exchange/sales/реестр-1.xlsx', xlsx([[t], head] + [row(x) for x in xs[:half]]))
    q = lambda v: '"' + str(v).replace('"','""') + '"'
    w('exchange/sales/реестр-2.csv', t + '\n' + ';'.join(head) + '\n' + ''.join(';'.join(q(comma(x.amount)) if i == 4 else q(v) for i, v in enumerate(row(x))) + '\n' for x in xs[half:]))
    b = io.BytesIO(); z = zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED)
    if not RU:
        return
    for i, x in enumerate([x for x in deals if x.src == 'reg' and 's' in x.num]):
        c = x.c
        p = f'<СвЮЛУч НаимОрг="{E2(c.name)}" ИННЮЛ="{c.tax}" КПП="{c.kpp}"/>' if c.kind == 'co' else f'<СвИП ИННФЛ="{c.tax}"><ФИО Фамилия="{c.core.split()[0]}" Имя="{c.core.split()[1]}" Отчество="{c.core.split()[-1]}"/></СвИП>'
        gr = f'<ОснПер РеквНаимДок="Счет" РеквНомерДок="{x.num["b"]}" РеквДатаДок="{dd(x.d)}"/>' if x.linked else (f'<ОснПер РеквНаимДок="Договор" РеквНомерДок="{c.contract[0]}" РеквДатаДок="{dd(c.contract[1])}"/>' if R.random() < .6 else '<ОснПер РеквНаимДок="Без документа-основания"/>')
        if not x.num.get('b'): gr = '<ОснПер РеквНаимДок="Без документа-основания"/>'
        z.writestr(f'ON_NSCHFDOPPR_{i}.xml', f'<?xml version="1.0" encoding="windows-1251"?>\n<Файл ИдФайл="ON_NSCHFDOPPR_{i}" ВерсФорм="5.03" ВерсПрог="1С"><Документ КНД="1115131" Функция="СЧФДОП" ДатаИнфПр="{dd(x.sd)}" ВремИнфПр="11.44.00"><СвСчФакт НомерДок="{x.num["s"]}" ДатаДок="{dd(x.sd)}"><СвПрод><ИдСв><СвЮЛУч НаимОрг="{E2(ORG["name"])}" ИННЮЛ="{ORG["tax"]}" КПП="770101001"/></ИдСв></СвПрод><СвПокуп><ИдСв>{p}</ИдСв></СвПокуп><ДенИзм КодОКВ="{CUR[x.cur][0]}" НаимОКВ="р" КурсВал="1"/></СвСчФакт><ТаблСчФакт><СведТов НомСтр="1" НаимТов="{E2(line_name(x))}" КолТов="1" ЦенаТов="{cents(x.amount)}" НалСт="без НДС" СтТовУчНал="{cents(x.amount)}"/><ВсегоОпл СтТовБезНДСВсего="{cents(x.amount)}" СтТовУчНалВсего="{cents(x.amount)}"/></ТаблСчФакт><СвПродПер><СвПер СодОпер="Товары переданы." ДатаПер="{dd(x.sd)}">{gr}</СвПер></СвПродПер></Документ></Файл>'.encode('cp1251','replace'))
    z.close(); w('exchange/sales/upd.zip', b.getvalue())
ed(); cml(); reg()
lines.sort(key=lambda l: (l.date, l.no))
def files(bank):
    ls = [l for l in lines if l.bank == bank]; out = []
    for i in range(0, 12, 2):
        a = dt.date(*months[i], 1); b = mend(*months[i+1]) + (dt.timedelta(9) if i % 4 == 0 else dt.timedelta(0))
        out.append((a, b, [l for l in ls if a <= l.date <= b]))
    late = [l for l in ls if l.date > D1]
    if late: out.append((D1 + dt.timedelta(1), max(l.date for l in late), late))
    return out
uid = {id(l): i for i, l in enumerate(lines, 1)}
for a, b, ls in files(0):
    if RU:
        o = ['1CClientBankExchange','ВерсияФормата=1.03','Кодировка=Windows','Отправитель=Банк','ДатаСоздания='+dd(b),'ДатаНачала='+dd(a),'ДатаКонца='+dd(b),'РасчСчет='+OWN[0]]
        for l in ls:
            ip = ('СекцияДокумент=Платежное поручение\nНомер=%s\nДата=%s\nСумма=%s\nПлательщикСчет=%s\nПлательщик=ИНН %s %s\nПлательщикИНН=%s\nПлательщик1=%s\nПлательщикРасчСчет=%s\nПлательщикБИК=%s\nПолучательСчет=%s\nДатаПоступило=%s\nПолучатель=%s\nПолучательИНН=%s\nПолучатель1=%s\nПолучательРасчСчет=%s\nНазначениеПлатежа=%s\nКонецДокумента' % (l.no, dd(l.date), cents(l.amount), l.acc, l.tax, l.name, l.tax, l.name, l.acc, BIK[0], OWN[0], dd(l.date), ORG['q'], ORG['tax'], ORG['q'], OWN[0], l.purpose))
            o += ip.split('\n')
        w(f'exchange/bank1/kl_{a}.txt', '\r\n'.join(o + ['КонецФайла','']), 'cp1251')
    else:
        o = ['ЄДРПОУ;МФО;Рахунок;Валюта;Номер документу;Дата операції;МФО банку;Назва банку;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Сума;Призначення платежу;']
        for l in reversed(ls): o.append(';'.join([ORG['tax'],'305299',OWN[0],'UAH',l.no,dd(l.date),l.acc[4:10],'АТ "БАНК"',l.acc,l.tax,l.name,f'{l.amount//100:,}'.replace(',',' ')+f'.{l.amount%100:02d}',l.purpose,'']))
        w(f'exchange/bank1/privat_{a}.csv', '\r\n'.join(o) + '\r\n', 'cp1251')
for a, b, ls in files(1):
    if RU:
        o = []
        for l in ls: o.append(f'<OperationInfo><PayDoc id="{uid[id(l)]}" docKind="10"><PayDocRu><DocNo>{l.no}</DocNo><DocDate>{l.date}</DocDate><Sum>{cents(l.amount)}</Sum><Payer><Name>{E(l.name)}</Name><INN>{l.tax}</INN><Account>{l.acc}</Account><Bank><BIC>{BIK[1]}</BIC><Name>Банк</Name></Bank></Payer><Payee><Name>{E(ORG["q"])}</Name><INN>{ORG["tax"]}</INN><Account>{OWN[1]}</Account></Payee><Purpose>{E(l.purpose)}</Purpose></PayDocRu></PayDoc><DC>2</DC><Date>{l.date}</Date></OperationInfo>')
        w(f'exchange/bank2/db_{a}.xml', f'<?xml version="1.0" encoding="UTF-8"?>\n<Statement xmlns="http://directbank.1c.ru/XMLSchema" id="{uuid.UUID(int=R.getrandbits(128))}" formatVersion="2.3.1" creationDate="{b}T19:00:00" userAgent="Bank"><Sender bic="044525974" name="Банк"/><Recipient id="c1" name="x" inn="{ORG["tax"]}"/><Data><StatementType>0</StatementType><DateFrom>{a}T00:00:00</DateFrom><DateTo>{b}T23:59:59</DateTo><Account>{OWN[1]}</Account><Bank><BIC>044525974</BIC><Name>Банк</Name></Bank>' + '\n'.join(o) + '</Data></Statement>')
    else:
        q = lambda v: '"' + str(v).replace('"','""') + '"'
        o = ['ЄДРПОУ;МФО;Рахунок;Валюта;Дата операції;Код операції;МФО банка;Назва банка;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Документ;Дата документа;Дебет;Кредит;Призначення платежу;Гривневе покриття']
        for l in ls: o.append(';'.join([ORG['tax'],'305299',OWN[1],'UAH',dd(l.date)+f' {9+uid[id(l)]%8:02d}:{uid[id(l)]%60:02d}','',l.acc[4:10],q('АТ "БАНК"'),l.acc,l.tax,q(l.name),l.no,dd(l.date),'',cents(l.amount),q(l.purpose),'0']))
        w(f'exchange/bank2/ibank_{a}.csv', '\r\n'.join(o) + '\r\n', 'cp1251')
for bank, own, cur in ((2, OWN[2], LCUR), (3, EUR, 'EUR')):
    for a, b, ls in files(bank):
        o = []
        for l in ls:
            i = 'IBAN' if not RU else None
            idx = IDX
            org = f'<Id><OrgId><Othr><Id>{l.tax}</Id></Othr></OrgId></Id>' if l.tax else ''
            o.append(f'<Ntry><Amt Ccy="{cur}">{cents(l.amount)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{l.date}</Dt></BookgDt><ValDt><Dt>{l.date}</Dt></ValDt><AcctSvcrRef>REF{uid[id(l)]:06d}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>{l.no}</EndToEndId></Refs><RltdPties><Dbtr><Nm>{E(l.name)}</Nm>{org}</Dbtr><DbtrAcct><Id>{idx(l.acc)}</Id></DbtrAcct></RltdPties><RmtInf><Ustrd>{E(l.purpose)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>')
        w(f'exchange/bank3/camt_{cur}_{a}.xml', f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>S{cur}{a}</MsgId><CreDtTm>{b}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S{cur}{a}</Id><CreDtTm>{b}T20:00:00</CreDtTm><FrToDt><FrDtTm>{a}T00:00:00</FrDtTm><ToDtTm>{b}T23:59:59</ToDtTm></FrToDt><Acct><Id>{IDX(own)}</Id><Ccy>{cur}</Ccy></Acct>' + '\n'.join(o) + '</Stmt></BkToCstmrStmt></Document>')
truth = dict(deals={x.id: dict(client=x.c.name, tax=x.c.tax, amount=cents(x.amount), src=x.src, canceled=x.canceled, docs=[[{'o':'orders','b':'invoices','s':'shipments'}[k], n, str(kd(x)[k])] for k, n in x.num.items()]) for x in deals},
    lines=[dict(id=uid[id(l)], scen=l.scen, date=str(l.date), amount=cents(l.amount), no=l.no, purpose=l.purpose, payer=l.name, tax=l.tax, kind=l.kind, docs={k: cents(v) for k, v in l.docs.items()}, accept=[{k: cents(v) for k, v in a.items()} for a in l.accept], client=l.client, bank=l.bank, note=l.note) for l in lines])
w('truth.json', json.dumps(truth, ensure_ascii=False, indent=1))
from collections import Counter
print(len(clients), 'clients', len(deals), 'deals', sum(len(x.num) for x in deals), 'documents', len(lines), 'lines'); print(Counter(l.scen for l in lines).most_common())
