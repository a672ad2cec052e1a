#!/usr/bin/env python3
"""pay3.py OUT SEED ru|uk: a workspace of one owner's two firms, half a year of bank lines, known truth (OUT/truth.json)."""
import sys, os, random, json, uuid
from datetime import date, timedelta
from decimal import Decimal as D
from xml.sax.saxutils import escape as E, quoteattr as QA

OUT, SEED, LANG = sys.argv[1], int(sys.argv[2]), sys.argv[3]
R = random.Random(SEED * 7919 + (1 if LANG == 'uk' else 0))
RU = LANG == 'ru'
CUR = 'RUB' if RU else 'UAH'
START, END = date(2025, 9, 15), date(2026, 3, 13)
TARGET = 3000
def L(ru, uk): return ru if RU else uk
def ch(*a): return R.choice(a)
def p(x): return R.random() < x
def q(x): return D(x).quantize(D('0.01'))

# ---------------------------------------------------------------- numbers with check digits
def inn10():
    d = [int(c) for c in str(R.randint(1, 92)).zfill(2)] + [R.randint(0, 9) for _ in range(7)]
    d.append(sum(a * b for a, b in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), d)) % 11 % 10); return ''.join(map(str, d))
def inn12():
    d = [int(c) for c in str(R.randint(1, 92)).zfill(2)] + [R.randint(0, 9) for _ in range(8)]
    d.append(sum(a * b for a, b in zip((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), d)) % 11 % 10)
    d.append(sum(a * b for a, b in zip((3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8), d)) % 11 % 10); return ''.join(map(str, d))
def edrpou():
    while True:
        n = R.randint(30000000, 44999999) if p(.5) else R.randint(20000000, 29999999)
        d = [int(c) for c in str(n)[:7]]; w = (7, 1, 2, 3, 4, 5, 6) if 30000000 < n < 60000000 else (1, 2, 3, 4, 5, 6, 7)
        k = sum(a * b for a, b in zip(w, d)) % 11
        if k > 9: k = sum(a * (b + 2) for a, b in zip(d, w)) % 11
        if k < 10: return str(n)[:7] + str(k)
def rnokpp():
    d = [R.randint(2, 3)] + [R.randint(0, 9) for _ in range(8)]
    d.append(sum(a * b for a, b in zip((-1, 5, 7, 9, 4, 6, 10, 5, 7), d)) % 11 % 10); return ''.join(map(str, d))
def iban(mfo, acc):
    b = mfo + acc.zfill(19); k = 98 - int(b + '301000') % 97; return 'UA%02d%s' % (k, b)
MFO = ['305299', '300528', '322001', '351005', '334851', '325365']
def account(kind):
    if not RU: return iban(R.choice(MFO), {'fop': '26003', 'person': '26205', 'bud': '35201'}.get(kind, '26007') + ''.join(str(R.randint(0, 9)) for _ in range(9)))
    pre = {'ip': '40802810', 'person': '40817810', 'bud': '03224643'}.get(kind, '40702810')
    return pre + ''.join(str(R.randint(0, 9)) for _ in range(12))

# ---------------------------------------------------------------- people and firms
SUR = L('Кузнецов Соколов Лебедев Козлов Новиков Морозов Волков Зайцев Павлов Семёнов Голубев Виноградов Богданов Воробьёв Фёдоров Михайлов Беляев Тарасов Белов Комаров Орлов Киселёв Макаров Андреев Ковалёв Ильин Гусев Титов Кузьмин Кудрявцев Баранов Куликов Алексеев Степанов Яковлев Сорокин Сергеев Романов Захаров Борисов',
        'Шевченко Коваленко Бондаренко Ткаченко Кравченко Олійник Поліщук Лисенко Савченко Руденко Марченко Петренко Мельник Шевчук Гончаренко Павленко Кравчук Кузьменко Левченко Пономаренко Карпенко Мороз Василенко Харченко Хоменко Сидоренко Гриценко Панченко Федоренко Юрченко Мартиненко Ковальчук Бондар Клименко Назаренко Романенко Литвиненко Гаврилюк Дяченко Костенко').split()
MN = L('Александр Сергей Дмитрий Андрей Алексей Михаил Иван Евгений Владимир Олег Николай Павел', 'Олександр Сергій Дмитро Андрій Олексій Михайло Іван Євген Володимир Олег Микола Павло').split()
MP = L('Александрович Сергеевич Дмитриевич Андреевич Алексеевич Иванович Владимирович Николаевич', 'Олександрович Сергійович Дмитрович Андрійович Олексійович Іванович Володимирович Миколайович').split()
FN = L('Анна Елена Ольга Наталья Татьяна Ирина Светлана Мария Екатерина Юлия', 'Ганна Олена Ольга Наталія Тетяна Ірина Світлана Марія Катерина Юлія').split()
FP = L('Александровна Сергеевна Дмитриевна Андреевна Алексеевна Ивановна Владимировна Николаевна', 'Олександрівна Сергіївна Дмитрівна Андріївна Олексіївна Іванівна Володимирівна Миколаївна').split()
people = set()
def person():
    for _ in range(99):
        s = R.choice(SUR)
        if p(.5):
            n = (s, R.choice(MN), R.choice(MP))
        else:
            if RU: s += 'а'
            n = (s, R.choice(FN), R.choice(FP))
        if n not in people: break
    people.add(n); return n
A1 = L('Строй Тех Пром Агро Энерго Альфа Вектор Гранд Евро Ресурс Регион Снаб Комплект Монтаж Град Дом Мега Норд Юг Верх Сиб Урал Волга Рос Торг Опт Мастер Профи Лидер Крона', 'Буд Тех Пром Агро Енерго Альфа Вектор Гранд Євро Ресурс Регіон Постач Комплект Монтаж Град Дім Мега Норд Південь Дніпро Січ Карпат Укр Торг Опт Майстер Профі Лідер Крона Захід').split()
A2 = L('Сервис Инвест Строй Снаб Групп Трейд Холдинг Проект Монтаж Плюс Центр Логистик Продукт Маркет Система Торг Ком Стандарт Оптима Партнёр', 'Сервіс Інвест Буд Постач Груп Трейд Холдинг Проект Монтаж Плюс Центр Логістик Продукт Маркет Система Торг Ком Стандарт Оптима Партнер').split()
A3 = L('Ромашка Берёзка Феникс Горизонт Восход Радуга Исток Рубин Каскад Эталон Прогресс Маяк Родник Меркурий Сатурн Авангард Кедр Ладога Атлант Виктория', 'Ромашка Калина Фенікс Горизонт Світанок Веселка Джерело Рубін Каскад Еталон Прогрес Маяк Криниця Меркурій Сатурн Авангард Кедр Десна Атлант Вікторія').split()
names = set()
def firm():
    while True:
        r = R.random()
        n = R.choice(A3) + ('' if r < .2 else '-' + str(R.randint(2, 99)) if r < .3 else ' ' + R.choice(A2)) if r < .4 else R.choice(A1) + R.choice(A2).lower() if r < .75 else R.choice(A1) + R.choice(A1).lower() + ' ' + R.choice(A2)
        if n.lower() not in names: names.add(n.lower()); return n
class C: pass
clients, bytype = [], {}
def new_client(t):
    c = C(); c.t = t; c.id = str(uuid.UUID(int=R.getrandbits(128))); c.deals = []; c.inn = ''; c.kpp = ''
    if t in ('whole', 'serv', 'food'):
        n = firm(); f = R.choice(L(['ООО', 'ООО', 'ООО', 'АО'], ['ТОВ', 'ТОВ', 'ТОВ', 'ПП'])); c.inn = inn10() if RU else edrpou(); c.kpp = c.inn[:4] + '01001' if RU else ''
        c.core, c.full, c.card = n, '%s "%s"' % (f, n), ch('%s "%s"' % (f, n), n + ' ' + f, n)
        c.acc = account('co')
    elif t == 'ip':
        n = person(); f = L('ИП', 'ФОП'); c.inn = inn12() if RU else rnokpp(); c.acc = account(L('ip', 'fop')); c.core = ' '.join(n)
        c.full = L(ch('ИП ', 'Индивидуальный предприниматель '), ch('ФОП ', 'Фізична особа-підприємець ')) + c.core; c.card = ch(f + ' ' + c.core, '%s %s. %s. %s' % (n[0], n[1][0], n[2][0], f))
    elif t == 'bud':
        c.inn = inn10() if RU else edrpou(); c.kpp = c.inn[:4] + '01001' if RU else ''; c.acc = account('bud'); num = R.randint(1, 199)
        c.core = L(ch('МБОУ СОШ № %d', 'ГБУЗ "Городская больница № %d"', 'МБДОУ "Детский сад № %d"', 'ФКУ "Центр № %d"'), ch('Школа № %d', 'КНП "Міська лікарня № %d"', 'ЗДО № %d', 'Ліцей № %d')) % num
        c.full = c.card = c.core; c.ls = L('20%d6%s' % (R.randint(1, 9), R.randint(1000000, 9999999)), str(R.randint(1000000, 9999999)))
        c.payname = L('УФК по %s (%s л/с %s)' % (ch('Московской области', 'г. Москве', 'Тверской области', 'Калужской области'), c.core, c.ls), c.core)
    elif t == 'foreign':
        c.core = ch('Bakhyt Trade', 'Minsk Stroy Impex', 'Altyn Group', 'Yerevan Build', 'Baltic Wood', 'Tashkent Invest') + ' ' + str(R.randint(1, 99)); c.full = c.card = c.core + ch(' LLP', ' LLC', ' SIA'); c.acc = account('co')
    else:
        n = person(); c.nm = n; c.core = ' '.join(n); c.full = c.core; c.card = c.core; c.acc = account('person')
    if not hasattr(c, 'payname'): c.payname = c.full
    c.org = 2 if t == 'serv' and p(.6) else 1
    c.con = []
    for _ in range(ch(0, 1, 1, 1, 2) if t not in ('serv', 'bud', 'foreign') else 1):
        y = date(R.choice([2024, 2025, 2025]), R.randint(1, 8), R.randint(1, 28))
        k = C(); k.id = str(uuid.UUID(int=R.getrandbits(128))); k.date = y; k.num = ch('%d', '%d/%s' % (R.randint(1, 90), '%02d' % (y.year % 100)), L('%d-П', '%d-П'), L('П-%d', 'Д-%d'), '%02d-%02d/%d' % (R.randint(1, 30), R.randint(1, 12), R.randint(1, 9)))
        if '%d' in k.num: k.num = k.num % R.randint(1, 1900)
        c.con.append(k)
    if t == 'bud': c.con[0].num = ch('03483000%s' % R.randint(10000000, 99999999) if RU else '%d-Т' % R.randint(1, 300), '%d/%d' % (R.randint(1, 99), y.year), '%d-ЕП' % R.randint(1, 99) if RU else '%d' % R.randint(1, 400))
    # habits
    c.hn = R.choices(['full', 'short', 'pre', 'zeros'], [35, 50, 8, 7])[0]; c.hd = R.choices(['.y', '.yy', 'g', 'w', 'no'], [40, 18, 20, 7, 15])[0]
    c.hv = R.randint(0, 99); c.ht = R.randint(0, 99)
    clients.append(c); bytype.setdefault(t, []).append(c); return c
for t, n in (('whole', 190), ('food', 75), ('ip', 60), ('serv', 60), ('bud', 40), ('foreign', 5), ('person', 70)):
    for _ in range(n): new_client(t)

ORG = {1: dict(name=L('ООО «СтройОптСнаб»', 'ТОВ «БудОптПостач»'), inn=inn10() if RU else edrpou(), accs=[account('co'), account('co')], pre=L('СТ00', 'БП00'), sh=L('СТ', 'БП')),
       2: dict(name=L('ООО «Контур-Сервис»', 'ТОВ «Контур-Сервіс»'), inn=inn10() if RU else edrpou(), accs=[account('co')], pre='', sh='')}
if not RU:
    ORG[1]['accs'] = [iban('305299', '26001%09d' % R.randint(1, 10**9 - 1)), iban('322001', '26001%09d' % R.randint(1, 10**9 - 1))]; ORG[2]['accs'] = [iban('300528', '26001%09d' % R.randint(1, 10**9 - 1))]

# ---------------------------------------------------------------- deals, documents
deals, docs, lines = [], [], []
def sale_sum(c):
    if c.t == 'person': return q(R.randint(2, 60) * 290 + R.randint(0, 9) * 10)
    if c.t == 'serv': return q(R.randint(10, 160) * 500)
    return q(sum(D(R.randint(1, 60)) * q(D(R.randint(900, 480000)) / 100) for _ in range(R.randint(1, 4))))
def deal(c, d, amt=None, how=None, con=None, cur=None, sum_cur=None, what=None):
    x = C(); x.id = len(deals); x.c = c; x.date = d; x.amt = q(amt if amt is not None else sale_sum(c)); x.docs = []; x.paid = D(0); x.cur = cur or CUR
    x.con = con if con else (R.choice(c.con) if c.con else None); x.org = c.org; x.what = what
    if how is None:
        how = 'order' if c.t == 'person' else 'ship' if c.t == 'food' else 'inv' if c.org == 2 else 'act' if c.t == 'serv' else ch('inv+ship', 'inv+ship', 'inv+ship', 'inv', 'inv+2')
    x.how = how
    def doc(kind, dd, a, base=None):
        o = C(); o.kind = kind; o.date = dd; o.amt = q(a); o.deal = x; o.ref = str(uuid.UUID(int=R.getrandbits(128))); o.base = base; o.num = None; o.dead = False
        docs.append(o); x.docs.append(o); return o
    if how.startswith('inv'):
        i = doc('invoice', d, x.amt)
        if how == 'inv+ship': doc('shipment', d + timedelta(R.randint(0, 9)), x.amt, i)
        if how == 'inv+2':
            a = q(x.amt * R.randint(25, 75) / 100); s = d + timedelta(R.randint(1, 5)); doc('shipment', s, a, i); doc('shipment', s + timedelta(R.randint(2, 12)), x.amt - a, i)
    elif how == 'ship': doc('shipment', d, x.amt)
    elif how == 'act': doc('act', d, x.amt)
    else: doc('order', d, x.amt)
    x.main = x.docs[0]; deals.append(x); c.deals.append(x); return x
def pay(c, d, amt, alloc, scen, mk, cls='match', payer=None, need=None, acc=None, org=None):
    """alloc: [(deal, amount)]; mk(line): purpose; need: check of certainty, run when all is known."""
    if d > END: return None
    while d.weekday() > 4: d += timedelta(1)
    if d < START: d = START
    l = C(); l.c = c; l.date = d; l.amt = q(amt); l.alloc = [(a, q(b)) for a, b in alloc]; l.scen = scen; l.mk = mk; l.cls = cls; l.payer = payer or c; l.need = need; l.dir = 'in'
    l.org = org or (c.org if c else 1); l.acc = acc or (ORG[l.org]['accs'][0 if l.org == 2 or p(.75) else 1]); l.payname = None
    lines.append(l); return l
def day(): return START + timedelta(R.randint(0, (END - START).days - 3))
def later(d, a=1, b=25): return d + timedelta(R.randint(a, b))

# ---------------------------------------------------------------- words
MON = L('январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь', 'січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень').split()
MONG = L('января февраля марта апреля мая июня июля августа сентября октября ноября декабря', 'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня').split()
def mon(d): return '%s %d%s' % (MON[d.month - 1], d.year, R.choice(L(['', ' г.', 'г.'], ['', ' р.', 'р.'])))
def fd(d, h='.y'):
    if h == 'no': return ''
    s = {'.y': d.strftime('%d.%m.%Y'), '.yy': d.strftime('%d.%m.%y'), 'g': d.strftime('%d.%m.%Y') + L('г.', 'р.'), 'w': '%d %s %d%s' % (d.day, MONG[d.month - 1], d.year, L(' г.', ' р.'))}[h]
    return L(' от ', ' від ') + s
def hd(c, force=False):
    h = c.hd if p(.85) else ch('.y', '.yy', 'g')
    return ch('.y', 'g') if force and h == 'no' else h
def core(o): return o.num.split('-')[-1].lstrip('0') if o.deal.org == 1 and o.kind != 'order' and '-' in o.num else o.num
def fn(c, o, full=None):
    if o.kind == 'order': return o.num
    if o.deal.org == 2: return o.num if p(.8) else o.num.split('/')[0]
    n = core(o); h = full or (c.hn if p(.88) else ch('full', 'short'))
    if h == 'full': return o.num
    if h == 'short': return n
    if h == 'pre': return (ORG[1]['sh'] if o.num.startswith(ORG[1]['pre']) else o.num[:2]) + '-' + n
    return n.zfill(6) if '/' not in n else n
NO = ['№ ', '№', '№', 'N ', 'N', '']
def no(): return R.choice(NO)
def rub(a): return str(a) if p(.6) else str(a).replace('.', '-') if p(.6) else str(a).replace('.', ',')
def rate_of(d): return 20 if not RU or d.year < 2026 else 22
def vat(l, c=None):
    c = c or l.c; a, d = l.amt, l.date
    if l.org == 2: return L(ch('. Без НДС', '. НДС не облагается', ' Без налога (НДС)', ', без НДС.'), ch('. Без ПДВ', ' без ПДВ', ', без ПДВ.', '. ПДВ не обкладається'))
    r = rate_of(d); v = q(a * r / (100 + r)); s = rub(v)
    k = c.hv % 9 if p(.85) else R.randint(0, 8)
    if c.t == 'food' and RU and c.hv % 4 == 0:
        x = q(a * R.randint(30, 70) / 100); return '. В т.ч. НДС 10%% - %s, НДС %d%% - %s' % (rub(q(x / 11)), r, rub(q((a - x) * r / (100 + r))))
    if RU and k == 6 and p(.5): return ch(' с НДС', ', вкл. НДС', ' включая НДС')
    return L(['. В т.ч. НДС(%d%%) %s' % (r, s), ' В том числе НДС %d %% - %s рублей.' % (r, s), ', в т.ч. НДС %d%% %s руб.' % (r, s), '. Сумма %s В т.ч. НДС  (%d%%) %s' % (str(a).replace('.', '-'), r, str(v).replace('.', '-')), ' в т.ч.НДС %s' % s, ' НДС %d%%' % r, '', '. Сумма %s-%s руб., в т.ч. НДС (%d%%): %s' % (*str(a).split('.'), r, s), '. НДС в сумме %s' % s],
             [', у т.ч. ПДВ 20%% %s грн.' % s, '. В т.ч. ПДВ 20%% - %s грн' % s, ' ПДВ - %s грн.' % s, ', в тому числі ПДВ %s' % s, ' в т ч ПДВ 20%% = %s' % s, ' з ПДВ', '', '; сума %s грн., ПДВ 20%% %s грн.' % (str(a).replace('.', ','), s), ' у т.ч. ПДВ %s' % s])[k]
GOODS = L(['строительные материалы', 'стройматериалы', 'товар', 'товары', 'материалы', 'кирпич', 'сухие смеси', 'утеплитель', 'пиломатериал', 'ТМЦ', 'кабель', 'металлопрокат', 'профиль и крепеж', 'краску'], ['будівельні матеріали', 'будматеріали', 'товар', 'товари', 'матеріали', 'цеглу', 'сухі суміші', 'утеплювач', 'пиломатеріал', 'ТМЦ', 'кабель', 'металопрокат', 'профіль', 'фарбу'])
FOOD = L(['продукты питания', 'продукты', 'бакалею', 'товар', 'крупы', 'молочную продукцию'], ['продукти харчування', 'продукти', 'бакалію', 'товар', 'крупи', 'молочну продукцію'])
SERV = L(['аренду нежилого помещения', 'аренду офиса', 'услуги клининга', 'уборку помещений', 'техническое обслуживание', 'ИТ-услуги', 'обслуживание 1С', 'охрану объекта', 'вывоз ТБО', 'бухгалтерские услуги'], ['оренду нежитлового приміщення', 'оренду офісу', 'послуги клінінгу', 'прибирання приміщень', 'технічне обслуговування', 'ІТ-послуги', 'обслуговування BAS', 'охорону об\'єкта', 'вивезення ТПВ', 'бухгалтерські послуги'])
def what(c):
    if c.t == 'serv': c.w = getattr(c, 'w', None) or R.choice(SERV); return c.w
    return R.choice(FOOD if c.t == 'food' else GOODS)
def con(x, force=False):
    k = x.con
    if not k: return ''
    return L(ch('договору', 'дог.', 'договору', 'дог'), ch('договору', 'дог.', 'договору')) + ' ' + no() + k.num + (fd(k.date, ch('.y', '.yy', 'g')) if p(.75) or force else '')
def billword(kind):
    if kind == 'shipment': return L(ch('УПД', 'накладной', 'ТН', 'УПД', 'тов. накл.', 'ТОРГ-12', 'товарной накладной', 'сч-ф.', 'реализации') if False else ch('УПД', 'накладной', 'УПД', 'тов. накл.', 'товарной накладной', 'ТН', 'накл.', 'с/ф', 'счет-фактуре', 'сч/ф'), ch('видатковій накладній', 'накладній', 'ВН', 'видат. накл.', 'накл.', 'видаткової накладної'))
    if kind == 'act': return L(ch('акту', 'акту выполненных работ', 'Акту', 'акту оказанных услуг'), ch('акту', 'акту виконаних робіт', 'акту наданих послуг', 'Акту'))
    if kind == 'order': return L(ch('заказу', 'заказу', 'Заказу'), ch('замовленню', 'замовлення'))
    return L(ch('счету', 'счету', 'сч.', 'счёту', 'сч', 'счету на оплату', 'Счету'), ch('рахунку', 'рах.', 'рахунку', 'рахунку-фактури', 'рах', 'р/ф', 'рахунка на оплату'))
def cite(l, o, dt=True, full=None):
    r = R.random()
    if dt and r < .04: return '%s%s %s%s' % (billword(o.kind), fd(o.date, '.y'), '№', fn(l.c, o, full))
    if dt and r < .06: return '%s №%s%s%s' % (billword(o.kind), fn(l.c, o, full), L(' от ', ' від '), o.date.strftime('%d.%m'))
    if dt and r < .08: return '%s №%s%s%s' % (billword(o.kind), fn(l.c, o, full), L(' от ', ' від '), o.date.strftime(ch('%d,%m,%Y', '%d/%m/%Y', '%d.%m%Y', '%Y-%m-%d', '%d-%m-%Y')))
    return '%s %s%s%s' % (billword(o.kind), no(), fn(l.c, o, full), fd(o.date, hd(l.c, dt == 1)) if dt else '')
def plain(o, dt=True, pre=None):
    def f(l):
        c = l.c; w = what(c); ct = cite(l, o, dt)
        k = c.ht % 8 if p(.7) else R.randint(0, 7)
        pr = pre
        if pr is None and o.kind == 'order':
            return R.choice(L(['Оплата заказа %s%s', 'Оплата заказа № %s%s', 'за заказ №%s%s', 'Оплата заказа в интернет-магазине №%s%s'], ['Оплата замовлення %s%s', 'Оплата замовлення № %s%s', 'за замовлення №%s%s', 'Оплата за замовлення в інтернет-магазині №%s%s'])) % (o.num, fd(o.date, hd(c)) if dt else '') + ch('', '. ' + c.core, L('. НДС не облагается', '. Без ПДВ'), ', ' + c.core)
        if pr is not None: return pr + ' ' + ct + vat(l)
        if k == 0: return L('Оплата по %s за %s', 'Оплата за %2$s згідно %1$s').replace('%2$s', w).replace('%1$s', ct) % (() if not RU else (ct, w)) + vat(l)
        if k == 1: return L('Оплата за %s по %s', 'Оплата за %s зг. %s') % (w, ct) + vat(l)
        if k == 2: return L('За %s согласно %s', 'За %s згідно %s') % (w, ct) + vat(l)
        if k == 3: return L('Оплата по %s', 'Оплата по %s') % ct + vat(l)
        if k == 4: return L('опл. по %s', 'опл. зг. %s') % ct + vat(l)
        if k == 5 and o.deal.con: return L('Оплата по %s по %s за %s', 'Оплата зг. %s, %s за %s') % (ct, con(o.deal), w) + vat(l)
        if k == 6: return L('%s за %s', '%s за %s') % (ct[0].upper() + ct[1:], w) + vat(l)
        return L('Оплата товара (работ, услуг) по %s', 'Сплата за товар (роботи, послуги) по %s') % ct + vat(l)
    return f

# ---------------------------------------------------------------- certainty
def rem_at(x, l): return x.amt - (x.ret[1] if hasattr(x, 'ret') and x.ret[0] <= l.date else 0) - sum((b for k in lines if k is not l and (k.date, k.seq) < (l.date, l.seq) for a, b in k.alloc + getattr(k, 'opt', []) if a is x), D(0)) - (x.off[1] if hasattr(x, 'off') and x.off[0] <= l.date else 0)
def open_at(l):
    return [(x, rem_at(x, l)) for x in l.c.deals if x.date <= l.date and not x.main.dead and x.cur == CUR and rem_at(x, l) > 0]
def need_unique_sum(l): # the sum is exactly what remains of one document and no other, and no sum of two
    o = open_at(l); hit = [x for x, r in o if r == l.amt or any(dd.amt == l.amt for dd in x.docs)]
    two = sum(1 for i in range(len(o)) for j in range(i) if o[i][1] + o[j][1] == l.amt)
    return len(hit) == 1 and hit[0] is l.alloc[0][0] and not two
def subsets(o, amt, kmax): # how many sets of open documents make the sum (more than one is enough to doubt)
    o = sorted((r for _, r in o), reverse=True); suf = [sum(o[i:], D(0)) for i in range(len(o) + 1)]; n = [0, 0]
    def go(i, left, k):
        n[1] += 1
        if n[0] > 1 or n[1] > 300000: return
        if left == 0: n[0] += 1; return
        if i == len(o) or k == 0 or suf[i] < left: return
        if o[i] <= left: go(i + 1, left - o[i], k - 1)
        go(i + 1, left, k)
    go(0, amt, kmax); return n[0] if n[1] <= 300000 else 9
def need_subset(l): return subsets(open_at(l), l.amt, max(4, len(l.alloc))) == 1
def need_cut(l):
    named = [x for x, _ in l.alloc if (core(x.main) + fd(x.date, '.y')[:4]) in l.purpose or any(core(x.main) + fd(x.date, h) in l.purpose for h in ('.y', '.yy', 'g', 'w'))]
    rest = l.amt - sum(x.amt for x in named)
    if rest == 0: return True
    o = [(x, r) for x, r in open_at(l) if x not in named]
    return subsets(o, rest, 5) == 1
def need_total(l):
    o = [(x, r) for x, r in open_at(l) if x.date < l.date.replace(day=1)]; return sum((r for _, r in o), D(0)) == l.amt and {x.id for x, _ in o} == {x.id for x, _ in l.alloc} or need_subset(l)

# ---------------------------------------------------------------- scenarios
S = {}
def sc(w, *types):
    def f(g): S[g.__name__] = (w, types, g); return g
    return f
BIZ = ('whole', 'food', 'ip')
@sc(34, 'whole', 'food', 'ip', 'serv')
def plain_full(c, d, n):
    x = deal(c, d); o = x.main
    if x.how == 'inv+ship' and p(.15): o = x.docs[1]
    pay(c, later(max(d, o.date)), x.amt, [(x, x.amt)], n, plain(o, 1 if p(.8) else True))
@sc(7, *BIZ)
def unpaid(c, d, n):
    deal(c, d)
@sc(6, *BIZ)
def number_only(c, d, n):
    x = deal(c, d); pay(c, later(d), x.amt, [(x, x.amt)], n, plain(x.main, 0))
@sc(4, 'whole', 'ip')
def upd_of_partial(c, d, n):
    x = deal(c, d, how='inv+2')
    for s in x.docs[1:]: pay(c, later(s.date), s.amt, [(x, s.amt)], n, plain(s, 1))
@sc(5, 'serv')
def monthly(c, d, n):
    if hasattr(c, 'mon'): return
    c.mon = True; base = sale_sum(c); var = p(.35); style = ch('cite', 'month', 'act', 'mix', 'month'); lag = ch(0, 0, -1, 40, 65) if style == 'month' else 0
    for m in range(8, 15):
        y, mm = 2025 + m // 12, m % 12 + 1
        dd = date(y, mm, ch(25, 26, 27, 28)) if c.org == 1 else date(y, mm, ch(1, 2, 3, 5))
        a = base if not var else q(base + R.randint(-2000, 4000) + D(R.randint(0, 99)) / 100)
        x = deal(c, dd, a); x.month = date(y, mm, 1)
        if p(.05): continue
        st = style if style != 'mix' else ch('cite', 'month')
        if st == 'month':
            def mk(l, x=x): return R.choice(L(['Оплата за %s за %s по %s', 'Оплата по %3$s за %1$s за %2$s', 'За %s, %s. %s'], ['Оплата за %s за %s зг. %s', 'За %s за %s, %s'])).replace('%3$s', con(x)).replace('%1$s', what(l.c)).replace('%2$s', mon(x.month)) .replace('%s', '{}').format(what(l.c), mon(x.month), con(x)) + vat(l)
            pd, nm = (later(dd, 1, 18), 'monthly_by_month') if not lag else (date(y, mm, 1) + timedelta(R.randint(2, 12)), 'monthly_prepaid') if lag < 0 else (dd + timedelta(lag + R.randint(0, 9)), 'monthly_late')
            pay(c, pd, a, [(x, a)], nm, mk)
        else: pay(c, later(dd, 1, 18), a, [(x, a)], 'monthly_cited', plain(x.main, 1))
@sc(2, 'serv')
def two_months(c, d, n):
    if hasattr(c, 'mon'): return
    c.mon = True; a = sale_sum(c); xs = []
    for m in range(9, 13):
        dd = date(2025 + m // 12, m % 12 + 1, 3); x = deal(c, dd, a); x.month = dd; xs.append(x)
    for i in (0, 2):
        pair = xs[i:i + 2]
        def mk(l, pair=pair): return L('Оплата за %s за %s - %s по %s', 'Оплата за %s за %s - %s зг. %s') % (what(l.c), MON[pair[0].month.month - 1], mon(pair[1].month), con(pair[0])) + vat(l)
        pay(c, later(pair[1].date, 3, 15), a * 2, [(y, a) for y in pair], n, mk)
@sc(4, 'whole', 'ip')
def prepay_final(c, d, n):
    x = deal(c, d, how=ch('inv+ship', 'inv')); pc = ch(20, 30, 30, 50, 50, 70); a = q(x.amt * pc / 100)
    def m1(l): return R.choice(L(['Предоплата %d%% по', 'Аванс %d %% по', 'Предварительная оплата %d%% по', 'Оплата %d%% по'], ['Передоплата %d%% зг.', 'Аванс %d%% по', 'Попередня оплата %d %% згідно'])) % pc + ' ' + cite(l, x.main, 1) + ch('', L(' за ', ' за ') + what(c)) + vat(l)
    def m2(l): return R.choice(L(['Доплата по', 'Окончательный расчет по', 'Доплата %d%% по' % (100 - pc), 'Остаток по'], ['Доплата по', 'Остаточний розрахунок зг.', 'Доплата %d%% зг.' % (100 - pc)])) + ' ' + cite(l, x.main if len(x.docs) < 2 or p(.7) else x.docs[1], 1) + vat(l)
    d1 = later(d, 0, 5); pay(c, d1, a, [(x, a)], n, m1); pay(c, later(d1, 7, 30), x.amt - a, [(x, x.amt - a)], n, m2)
@sc(9, 'person')
def shop_order(c, d, n):
    x = deal(c, d); pay(c, later(d, 0, 3), x.amt, [(x, x.amt)], n, plain(x.main, 1 if p(.3) else 0))
@sc(2, 'person')
def shop_by_relative(c, d, n):
    x = deal(c, d); r = C(); r.t = 'person'; r.nm = person(); r.core = r.full = r.payname = ' '.join(r.nm); r.inn = ''; r.kpp = ''; r.acc = account('person')
    def mk(l): return R.choice(L(['Оплата заказа %s за %s', 'за заказ №%s, заказчик %s', 'Заказ %s, получатель %s'], ['Оплата замовлення %s за %s', 'за замовлення №%s, замовник %s', 'Замовлення %s, отримувач %s'])) % (x.main.num, c.core if p(.5) else '%s %s.%s.' % (c.nm[0], c.nm[1][0], c.nm[2][0]))
    pay(c, later(d, 0, 3), x.amt, [(x, x.amt)], n, mk, payer=r)
@sc(1.2, 'person')
def shop_no_number(c, d, n):
    x = deal(c, d)
    pay(c, later(d, 0, 3), x.amt, [(x, x.amt)], n, lambda l: R.choice(L(['Оплата заказа', 'за товар', 'Перевод средств за стройматериалы', 'Оплата покупки, НДС не облагается'], ['Оплата замовлення', 'за товар', 'Переказ за будматеріали', 'Оплата покупки'])), need=need_unique_sum)
@sc(6, 'whole', 'food', 'ip')
def no_number(c, d, n):
    x = deal(c, d)
    def mk(l): return R.choice(L(['Оплата за %s', 'За %s', 'Оплата по договору за %s', 'Оплата за поставленный товар: %s', 'За %s по безналичному расчету'], ['Оплата за %s', 'За %s', 'Сплата за %s згідно договору', 'За отриманий товар: %s'])) % what(c) + vat(l)
    pay(c, later(d), x.amt, [(x, x.amt)], n, mk, need=need_unique_sum)
@sc(3, 'whole', 'ip', 'food')
def by_contract(c, d, n):
    x = deal(c, d)
    if not x.con: return
    def mk(l): return L('Оплата по %s за %s', 'Оплата зг. %s за %s') % (con(x, True), what(c)) + vat(l)
    pay(c, later(d), x.amt, [(x, x.amt)], n, mk, need=need_unique_sum)
def lst(l, xs, withdates):
    os = [x.main for x in xs]; h = hd(l.c, 1); nums = [fn(l.c, o) for o in os]
    w = {'invoice': L('счетам', 'рахункам'), 'shipment': L(ch('УПД', 'накладным'), ch('видатковим накладним', 'накладним')), 'act': L('актам', 'актам'), 'order': ''}[os[0].kind]
    if withdates: body = ', '.join(no() + m + fd(o.date, h) for m, o in zip(nums, os)); return w + ' ' + body
    return w + ' ' + ch('№№ ', '№', '№ ', '') + ch(', ', ',', '; ').join(nums)
def some_deals(c, d, k):
    xs, t = [], d
    for _ in range(k): xs.append(deal(c, t)); t += timedelta(R.randint(0, 5))
    return xs, t
@sc(5, 'whole', 'food', 'ip')
def few_bills(c, d, n):
    xs, t = some_deals(c, d, ch(2, 2, 2, 3, 3, 4)); wd = p(.6)
    pay(c, later(t, 0, 15), sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, lambda l: L('Оплата по ', 'Оплата по ') + lst(l, xs, wd) + L(' за ', ' за ') + what(c) + vat(l))
@sc(1.5, 'whole', 'food')
def many_bills(c, d, n):
    xs, t = some_deals(c, d, R.randint(7, 12)); xs.sort(key=lambda x: x.date)
    def mk(l):
        s = L('Оплата по ', 'Оплата по ') + lst(l, xs, False) + vat(l)
        l.cut_ok = True; return s
    pay(c, later(t, 0, 12), sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, mk)
@sc(1.2, 'whole', 'food')
def many_truncated(c, d, n): # the bank cuts at 210; the sum must tell what was cut
    xs, t = some_deals(c, d, R.randint(7, 10))
    pay(c, later(t, 0, 12), sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, lambda l: (L('Оплата за ', 'Оплата за ') + what(c) + ' по ' + lst(l, xs, True) + vat(l))[:210], need=need_cut)
@sc(2.5, 'whole', 'ip', 'food')
def three_parts(c, d, n):
    x = deal(c, d); k = ch(2, 3, 3); t = d; left = x.amt
    for i in range(k):
        a = left if i == k - 1 else min(left - 1, q(int(x.amt / k / 1000) * 1000 or x.amt / k)); left -= a; t = later(t, 2, 14)
        last = i == k - 1
        def mk(l, i=i, last=last): return R.choice(L(['Частичная оплата по', 'Част. оплата по', 'Оплата (часть %d) по' % (i + 1), 'Оплата по'] if not last else ['Доплата по', 'Оплата остатка по', 'Оплата по'], ['Часткова оплата по', 'Часткова оплата зг.', 'Оплата по'] if not last else ['Доплата по', 'Оплата залишку зг.', 'Оплата по'])) + ' ' + cite(l, x.main, 1) + vat(l)
        pay(c, t, a, [(x, a)], n, mk)
@sc(9, 'bud')
def budget(c, d, n):
    x = deal(c, d, how=ch('inv+ship', 'ship', 'inv+ship')); k = x.con
    kbk = '%03d%04d%010d%03d' % (R.randint(1, 999), ch(702, 701, 902, 1003), R.randint(10**9, 10**10 - 1), ch(244, 244, 247)) if RU else '061%d' % R.randint(1000, 9999)
    o = x.docs[-1] if x.how == 'ship' or p(.35) else x.main; o2 = x.docs[-1]
    def mk(l):
        if RU:
            f = [
             '(%s, л/с %s) %s Оплата по контракту № %s от %s, сч. № %s от %s, %s' % (kbk, c.ls, '2025' , k.num, k.date.strftime('%d.%m.%Y'), fn(c, x.main), x.main.date.strftime('%d.%m.%Y'), 'за поставку строительных материалов') if x.main.kind == 'invoice' else '(%s, л/с %s) Оплата по контракту № %s от %s, УПД № %s от %s за поставку' % (kbk, c.ls, k.num, k.date.strftime('%d.%m.%Y'), fn(c, o), o.date.strftime('%d.%m.%Y')),
             '(%s;л/с %s)(0702.0120140590.244.340) К-т %s от %s, накл. %s от %s. стройматериалы' % (kbk, c.ls, k.num, k.date.strftime('%d.%m.%y'), fn(c, o2), o2.date.strftime('%d.%m.%y')),
             'л/с %s; КБК %s; ДопКласс 244; извещение № %d; за материалы, счет-фактура/УПД №%s от %s, контракт %s' % (c.ls, kbk, R.randint(1000, 99999), fn(c, o2), o2.date.strftime('%d.%m.%Y'), k.num),
             '***%s,л/с %s***Оплата за хозтовары сог. дог. %s от %s, тов.накл. %s от %s' % (kbk, c.ls, k.num, k.date.strftime('%d.%m.%Y'), fn(c, o2), o2.date.strftime('%d.%m.%Y'))]
            return R.choice(f) + vat(l)
        return ch('КПКВ %s;КЕКВ 2210;будматеріали;дог.%s від %s;накл.№%s від %s' % (kbk, k.num, k.date.strftime('%d.%m.%Y'), fn(c, o2), o2.date.strftime('%d.%m.%Y')),
                  '%s;2210; за товар зг. дог %s від %s, вид. накл. № %s від %s; р/р %s' % (kbk, k.num, k.date.strftime('%d.%m.%y'), fn(c, o2), o2.date.strftime('%d.%m.%y'), c.ls),
                  '%s 2240 Оплата зг. рах. %s від %s, договір %s' % (kbk, fn(c, x.main), x.main.date.strftime('%d.%m.%Y'), k.num) if x.main.kind == 'invoice' else 'КЕКВ 2210 за товар накл. %s від %s' % (fn(c, o2), o2.date.strftime('%d.%m.%Y'))) + vat(l)
    pay(c, later(o2.date, 3, 30), x.amt, [(x, x.amt)], n, mk)
@sc(2, 'bud')
def budget_contract_only(c, d, n):
    x = deal(c, d, how='ship'); k = x.con
    def mk(l): return L('(%s, л/с %s) Оплата по муниципальному контракту №%s от %s, реестровый номер %d, БО %d', 'КПКВ 061%s;КЕКВ 2210;р/р %s; оплата зг. дог. %s від %s; зобов. %d; %d') % (('0700000000%d' % R.randint(10**9, 10**10 - 1)) if RU else R.randint(1000, 9999), c.ls, k.num, k.date.strftime('%d.%m.%Y'), R.randint(10**10, 10**11), R.randint(1000, 9999)) + vat(l)
    pay(c, later(d, 3, 30), x.amt, [(x, x.amt)], n, mk, need=need_unique_sum)
# ---- the long tail
@sc(2.5, 'whole', 'ip')
def reissued(c, d, n):
    old = deal(c, d, how='inv'); x = deal(c, later(d, 0, 4), q(old.amt * ch(90, 95, 110) / 100), how='inv'); x.main.of = old.main; x.main.suf = ch('/1', 'А', '-1', '/2', 'К') if False else ch('/1', 'А', '/2', '-1')
    old.main.dead = p(.4); old.replaced = True
    pay(c, later(x.date), x.amt, [(x, x.amt)], n, lambda l: L('Оплата по ', 'Оплата по ') + billword('invoice') + ' ' + no() + (x.main.num if p(.4) else x.main.cn) + fd(x.date, hd(c)) + vat(l))
def other_payer(kind):
    if kind == 'firm':
        r = C(); r.t = 'whole'; n = firm(); r.core = n; r.full = r.payname = L('ООО', 'ТОВ') + ' "%s"' % n; r.inn = inn10() if RU else edrpou(); r.kpp = ''; r.acc = account('co'); return r
    if kind == 'ip':
        r = C(); r.t = 'ip'; n = person(); r.core = ' '.join(n); r.full = r.payname = L('ИП ', 'ФОП ') + r.core; r.inn = inn12() if RU else rnokpp(); r.kpp = ''; r.acc = account(L('ip', 'fop')); return r
    r = C(); r.t = 'person'; n = person(); r.core = r.full = r.payname = ' '.join(n); r.inn = inn12() if p(.4) and RU else rnokpp() if not RU and p(.4) else ''; r.kpp = ''; r.acc = account('person'); return r
@sc(3, 'whole', 'food', 'ip')
def third_party(c, d, n):
    x = deal(c, d); r = other_payer(ch('firm', 'firm', 'ip', 'person', 'person')); innw = p(.4)
    def mk(l):
        who = c.full + (L(' ИНН ', ' ЄДРПОУ ') + c.inn if innw else '')
        return R.choice(L(['Оплата за %s по %s', 'Оплата по %2$s за %1$s', 'За %s, %s, согласно письму б/н', 'Оплата за третье лицо %s по %s по письму № ' + str(R.randint(1, 99))], ['Оплата за %s зг. %s', 'За %s по %s згідно листа № ' + str(R.randint(1, 99)), 'Оплата за третю особу %s по %s'])).replace('%2$s', cite(l, x.main, 1)).replace('%1$s', who).replace('%s', '{}').format(who, cite(l, x.main, 1)) + vat(l)
    pay(c, later(d), x.amt, [(x, x.amt)], n, mk, payer=r)
@sc(1.2, 'whole', 'ip')
def third_party_unnamed(c, d, n): # a director pays «по счету N от D», sum equal: the number, the day and the sum tell
    x = deal(c, d, how='inv'); r = other_payer('person')
    pay(c, later(d), x.amt, [(x, x.amt)], n, lambda l: L('Оплата по счету №%s от %s за стройматериалы. НДС не облагается', 'Оплата рахунку №%s від %s за будматеріали без ПДВ') % (x.main.num if p(.6) else core(x.main), x.date.strftime('%d.%m.%Y')), payer=r)
@sc(1, 'whole', 'food')
def assignment(c, d, n):
    x = deal(c, d); r = other_payer('firm')
    def mk(l): return R.choice(L(['Оплата по договору перевода долга № %d от %s за %s по %s', 'По соглашению о переводе долга №%d от %s (долг %s) по %s', 'Погашение задолженности по договору уступки права требования № %d от %s, должник %s, %s'], ['Оплата за договором переведення боргу № %d від %s за %s по %s', 'Зг. договору про відступлення права вимоги №%d від %s, боржник %s, %s'])) % (R.randint(1, 20), (l.date - timedelta(6)).strftime('%d.%m.%Y'), c.full, cite(l, x.main, 1)) + vat(l)
    pay(c, later(d, 10, 40), x.amt, [(x, x.amt)], n, mk, payer=r)
@sc(1, 'whole', 'food')
def offset(c, d, n):
    x = deal(c, d); a = q(x.amt * R.randint(55, 92) / 100)
    x.off = (d + timedelta(4), x.amt - a)
    def mk(l): return L('Оплата по %s за вычетом взаимозачета на сумму %s (акт № %d от %s)', 'Оплата по %s за мінусом взаємозаліку на суму %s (акт № %d від %s)') % (cite(l, x.main, 1), x.amt - a, R.randint(1, 30), (l.date - timedelta(3)).strftime('%d.%m.%Y')) + vat(l)
    pay(c, later(d, 5, 30), a, [(x, a)], n, mk)
@sc(1.8, 'whole', 'ip')
def advance_then_act(c, d, n): # the contract has one deal; the advance came before any document
    k = C(); k.id = str(uuid.UUID(int=R.getrandbits(128))); k.date = d - timedelta(5); k.num = ch('%d/%02d' % (R.randint(100, 999), d.year % 100), L('М-%d', 'М-%d') % R.randint(10, 99), L('%d-СМР', '%d-БМР') % R.randint(1, 60)); c.con.append(k); k.own = True
    a_all = sale_sum(c); x = deal(c, later(d, 20, 45), a_all, how='act', con=k); pc = ch(30, 50, 70); a = q(a_all * pc / 100)
    pay(c, later(d, 1, 6), a, [(x, a)], n + '_advance', lambda l: L('Аванс %d%% по %s за монтажные работы', 'Аванс %d%% зг. %s за монтажні роботи') % (pc, con(x, True)) + vat(l))
    pay(c, later(x.date, 2, 20), a_all - a, [(x, a_all - a)], n + '_final', lambda l: L('Окончательный расчет по %s, %s', 'Остаточний розрахунок по %s, %s') % (con(x, True), cite(l, x.main, 1)) + vat(l))
OCR = {'0': 'О', '1': 'l', '3': 'З'}
@sc(3.5, 'whole', 'ip', 'food')
def dirty(c, d, n):
    x = deal(c, d); o = x.main; kind = ch('nospace', 'spaces', 'latin', 'ocr', 'typo', 'caps', 'zero', 'gaps', 'latinprefix', 'quotes')
    def mk(l):
        ct = cite(l, o, 1); s = L('Оплата по %s за %s', 'Оплата по %s за %s') % (ct, what(c)) + vat(l)
        if kind == 'nospace': s = L('Оплата по счету№%sот%sза %s', 'Оплата по рахунку№%sвід%sза %s') % (fn(c, o), o.date.strftime('%d.%m.%Y'), what(c)) + vat(l) if o.kind == 'invoice' else s.replace('№ ', '№').replace(L(' от ', ' від '), L('от', 'від'))
        if kind == 'spaces': s = s.replace(' ', '  ').replace('.20', '. 20', 1)
        if kind == 'latin':
            for a, b in zip('аеосхр', 'aeocxp'): s = s.replace(a, b) if p(.7) else s
        if kind == 'ocr':
            m = fn(c, o, 'short'); s = L('Оплата no счету N° %s от %s. Сумма %s', 'Оплата no рахунку N° %s від %s. Сума %s') % (m.replace('0', 'О', 1) if '0' in m else m.replace('1', 'l', 1) if '1' in m else m, o.date.strftime('%d.%m.%Y'), l.amt) if o.kind == 'invoice' else s
        if kind == 'typo': s = s.replace(L('Оплата', 'Оплата'), ch('Оплаат', 'Опалата', 'Оплта')).replace(L('счету', 'рахунку'), L(ch('счеиу', 'счту', 'счкту'), ch('рахукну', 'рхунку', 'ррахунку')))
        if kind == 'gaps': s = L('Оплата по %s № %s%s за %s', 'Оплата по %s № %s%s за %s') % (billword(o.kind), ch(o.num.replace('-', ' - '), o.num.replace('-', '- '), o.num.replace('-', ' '), o.num[:2] + ' ' + o.num[2:]) if '-' in o.num else o.num, fd(o.date), what(c)) + vat(l)
        if kind == 'latinprefix': s = L('Оплата по %s № %s%s за %s', 'Оплата по %s № %s%s за %s') % (billword(o.kind), o.num.replace('СТ', 'CT').replace('РН', 'PH').replace('СФ', 'CФ').replace('БП', 'BП'), fd(o.date), what(c)) + vat(l)
        if kind == 'quotes': s = L('Оплата по %s "%s"%s (%s)', 'Оплата по %s "%s"%s (%s)') % (billword(o.kind), o.num if p(.5) else core(o), fd(o.date), what(c)) + vat(l)
        if kind == 'caps': s = s.upper()
        if kind == 'zero': s = L('Оплата по сч.%s/%s', 'Оплата по рах.%s/%s') % (core(o), o.date.strftime('%d.%m.%y')) if o.kind == 'invoice' else s
        return s
    pay(c, later(d), x.amt, [(x, x.amt)], n + '_' + kind, mk)
TR = dict(zip('абвгдежзийклмнопрстуфхцыэіїє', 'a b v g d e zh z i y k l m n o p r s t u f kh ts y e i yi ye'.split())); TR.update({'ч': 'ch', 'ш': 'sh', 'щ': 'shch', 'ю': 'yu', 'я': 'ya', 'ь': '', 'ъ': '', 'ё': 'e', '№': 'N', 'ґ': 'g'})
def tr(s): return ''.join(TR.get(x.lower(), x) for x in s).upper()
@sc(30, 'foreign')
def foreign_translit(c, d, n):
    x = deal(c, d, how='inv'); fee = ch(0, 0, 15, 25, 30, 45) if p(.6) else 0
    fee = D(fee) * (40 if RU else 20)
    if fee > x.amt / 20: fee = D(0)
    def mk(l):
        o = x.main
        return ch('PAYMENT FOR GOODS INVOICE NO %s DD %s CONTRACT %s' % (tr(fn(c, o)), o.date.strftime('%d.%m.%Y'), tr(x.con.num)), tr(L('Оплата по счету %s от %s за стройматериалы', 'Оплата по рахунку %s від %s за будматеріали') % (fn(c, o), o.date.strftime('%d.%m.%Y'))), "/INV/%s %s PAYMENT FOR BUILDING MATERIALS VO10100" % (tr(fn(c, o)), o.date.strftime('%d.%m.%y')), '{VO10100}PAYMENT UNDER INV.%s DD %s' % (tr(fn(c, o)), o.date.strftime('%d.%m.%Y')))
    pay(c, later(d), x.amt - fee, [(x, x.amt - fee)], n + ('_fee' if fee else ''), mk)
@sc(2.5, 'whole', 'food', 'ip')
def other_numbers(c, d, n):
    x = deal(c, d)
    def mk(l):
        ct = cite(l, x.main, 1); k = R.randint(0, 5)
        tail = [L(', письмо № %d от %s', ', лист № %d від %s') % (R.randint(1, 900), (l.date - timedelta(2)).strftime('%d.%m.%Y')), L(', тел. +7 (9%d) %d-%d-%d', ', тел. 067 %d%d %d %d') % (R.randint(10, 99), R.randint(100, 999), R.randint(10, 99), R.randint(10, 99)), L(', заявка № %d', ', заявка № %d') % R.randint(1, 3000), L(' (наш заказ поставщику 45000%d от %s)', ' (наше замовлення 45000%d від %s)') % (R.randint(10000, 99999), (x.date - timedelta(1)).strftime('%d.%m.%Y')), L('. ИГК 000%d', '. Код ДК 4411%d-1') % R.randint(1000, 9999), L(', объект ул. Ленина, д. %d, спецификация № %d', ', об\'єкт вул. Шевченка, буд. %d, специфікація № %d') % (R.randint(1, 99), R.randint(1, 9))][k]
        return L('Оплата по %s за %s', 'Оплата зг. %s за %s') % (ct, what(c)) + (', ' + con(x, True) if x.con and p(.5) else '') + tail + vat(l)
    pay(c, later(d), x.amt, [(x, x.amt)], n, mk)
@sc(1.5, 'serv')
def copied_purpose(c, d, n):
    if hasattr(c, 'mon'): return
    c.mon = True; same = p(.5); base = sale_sum(c); prev = None
    for m in range(8, 14):
        dd = date(2025 + m // 12, m % 12 + 1, 2); a = base if same else q(base + R.randint(-900, 900) + D(R.randint(1, 99)) / 100); x = deal(c, dd, a)
        if m in (10, 12) and prev is not None: # last month's purpose not changed
            o = prev.main; pay(c, later(dd, 3, 12), a, [(x, a)], n + ('_equal' if same else '_sum_tells'), plain(o, 1), cls='amb' if same else 'match', need=None if same else need_unique_sum)
        else: pay(c, later(dd, 3, 12), a, [(x, a)], 'monthly_cited', plain(x.main, 1))
        prev = x
@sc(2.2, 'whole', 'ip', 'food')
def wrong_date(c, d, n):
    x = deal(c, d); o = x.main; k = ch('year', 'day', 'month')
    def mk(l):
        try: w = o.date.replace(year=o.date.year + ch(-1, 1)) if k == 'year' else o.date + timedelta(ch(-1, 1, 2, 10)) if k == 'day' else o.date.replace(month=o.date.month % 12 + 1)
        except ValueError: w = o.date + timedelta(1)
        return L('Оплата по %s %s%s%s за %s', 'Оплата по %s %s%s%s за %s') % (billword(o.kind), no(), fn(c, o), fd(w, ch('.y', '.yy', 'g')), what(c)) + vat(l)
    pay(c, later(d), x.amt, [(x, x.amt)], n + '_' + k, mk)
@sc(1.5, 'whole', 'ip', 'food')
def wrong_number(c, d, n):
    x = deal(c, d); o = x.main
    def mk(l):
        m = core(o); 
        if len(m) > 1 and p(.6):
            i = R.randrange(len(m) - 1); m = m[:i] + m[i + 1] + m[i] + m[i + 2:]
        else: m = m[:-1] + str((int(m[-1]) + 1) % 10) if m[-1].isdigit() else m
        return L('Оплата по %s № %s%s за %s', 'Оплата по %s № %s%s за %s') % (billword(o.kind), m, fd(o.date, '.y'), what(c)) + vat(l)
    def need(l): # no other document of the client bears the number written
        return need_unique_sum(l)
    pay(c, later(d), x.amt, [(x, x.amt)], n, mk, need=need)
@sc(1.6, 'whole')
def currency(c, d, n):
    cu = ch('USD', 'EUR') if RU else ch('USD', 'EUR'); a = q(R.randint(300, 9000)) + D(R.randint(0, 99)) / 100
    x = deal(c, d, a, how='inv', cur=cu); t = later(d); day_rate = q4(rate(cu, t))
    s = q(a * day_rate)
    def mk(l): return L(ch('Оплата по %s на сумму %s %s по курсу ЦБ РФ %s', 'Оплата по %s (%s %s) курс ЦБ %s на день оплаты'), ch('Оплата по %s на суму %s %s по курсу НБУ %s', 'Оплата зг. %s (%s %s) курс НБУ %s')) % (cite(l, x.main, 1), a, cu, str(q4(rate(cu, l.date))).replace('.', ',')) + vat(l)
    l = pay(c, t, s, [(x, s)], n, mk)
    if l: l.amt = q(a * q4(rate(cu, l.date))); l.alloc = [(x, l.amt)]; l.xcur = True
def q4(x): return D(x).quantize(D('0.0001'))
RATE = {}
def rate(cu, d):
    if not RATE:
        for k, b in (('USD', 81 if RU else 41.6), ('EUR', 94 if RU else 48.4)):
            r = b
            for i in range(-40, 400): r *= 1 + R.uniform(-.006, .006); RATE[k, START + timedelta(i)] = r
    return RATE[cu, d]
@sc(2, 'whole', 'food', 'ip')
def rounding(c, d, n):
    x = deal(c, d); fr = x.amt % 1
    if fr == 0: x.amt += D('0.37'); x.main.amt = x.amt; [setattr(o, 'amt', o.amt + D('0.37')) for o in x.docs[-1:] if o is not x.main]; fr = D('0.37')
    a = ch(x.amt - fr, x.amt - fr + 1, x.amt + D('0.01'), x.amt - D('0.02'))
    pay(c, later(d), a, [(x, min(a, x.amt))], n, plain(x.main, 1))
@sc(1.8, 'whole', 'ip')
def overpay(c, d, n):
    x = deal(c, d, how='inv+ship'); a = q((int(x.amt / 1000) + ch(1, 1, 2)) * 1000)
    pay(c, later(d), a, [(x, x.amt)], n, plain(x.main, 1))
@sc(1.5, 'whole', 'ip')
def duplicate(c, d, n):
    x = deal(c, d, how='inv+ship'); mk = plain(x.main, 1); t = later(d); st = {}
    def m(l):
        if 's' not in st: st['s'] = mk(l)
        return st['s']
    l = pay(c, t, x.amt, [(x, x.amt)], 'plain_full', m); k = l and pay(c, later(l.date, 1, 6), x.amt, [], n, m, cls='hold')
    if k and p(.4): out(later(k.date, 2, 12), x.amt, c.payname, c.inn, c.acc, L('Возврат ошибочно перечисленных денежных средств (двойная оплата), письмо № %d', 'Повернення помилково перерахованих коштів (подвійна оплата), лист № %d') % R.randint(1, 99))
@sc(1.2, 'whole', 'food')
def debt_by_act(c, d, n): # the whole debt by an act of reconciliation
    xs, t = some_deals(c, d, ch(2, 3)); tt = (t + timedelta(32)).replace(day=1) + timedelta(R.randint(3, 14))
    l = pay(c, tt, sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, lambda l: L('Погашение задолженности по акту сверки на %s за %s', 'Погашення заборгованості зг. акту звірки на %s за %s') % (l.date.replace(day=1).strftime('%d.%m.%Y'), what(c)) + vat(l), need=need_total)
    if l: l.retotal = True
@sc(1.2, 'whole', 'food')
def unnamed_subset(c, d, n):
    xs, t = some_deals(c, d, ch(2, 2, 3)); deal(c, t)
    pay(c, later(t, 1, 12), sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, lambda l: L('Оплата за %s по накладным согласно реестру', 'Оплата за %s по накладних згідно реєстру') % what(c) + vat(l), need=need_subset)
@sc(1, 'whole', 'ip')
def cited_plus_uncited(c, d, n): # cites one, pays two: the difference is exactly another open bill
    xs, t = some_deals(c, d, 2)
    pay(c, later(t, 1, 12), xs[0].amt + xs[1].amt, [(x, x.amt) for x in xs], n, plain(xs[0].main, 1), need=lambda l: sum(1 for x, r in open_at(l) if x is not xs[0] and r == l.amt - xs[0].amt) == 1)
@sc(.8, 'whole', 'ip')
def other_org(c, d, n): # the bill of firm 2 paid to firm 1's account
    o = c.org; c.org = 2; x = deal(c, d, how='inv'); c.org = o
    pay(c, later(d), x.amt, [(x, x.amt)], n, lambda l: L('Оплата за %s по счету № %s от %s', 'Оплата за %s по рахунку № %s від %s') % (ORG[2]['name'], x.main.num, x.date.strftime('%d.%m.%Y')), org=1)
@sc(1.5, 'whole', 'food', 'ip')
def date_only(c, d, n): # «по счету от 12.10.2025» without a number
    x = deal(c, d); o = x.main
    pay(c, later(d), x.amt, [(x, x.amt)], n, lambda l: L('Оплата по %s б/н от %s за %s', 'Оплата по %s б/н від %s за %s') % (billword(o.kind), o.date.strftime('%d.%m.%Y'), what(c)) + vat(l), need=lambda l: sum(1 for y in c.deals if any(z.date == o.date and z.amt == l.amt for z in y.docs)) == 1)
# ---- more of real life
@sc(2, 'whole', 'food', 'ip')
def with_sums(c, d, n): # «сч.523 от 12.10 - 12000,00; сч.530 - 5400,50 (частично)»
    xs, t = some_deals(c, d, ch(2, 3, 4)); al = [(x, x.amt) for x in xs]
    if p(.5): al[-1] = (xs[-1], q(xs[-1].amt * R.randint(3, 8) / 10))
    def mk(l):
        f = lambda a: rub(a) if p(.3) else str(a).replace('.', ',')
        return L('Оплата по ', 'Оплата зг. ') + '; '.join(R.choice(['%s - %s%s', '%s (%s%s)', '%s на сумму %s%s' if RU else '%s на суму %s%s', '%s сумма %s%s' if RU else '%s сума %s%s']) % (cite(l, x.main, 1), f(a), L(' руб.', ' грн.') if p(.3) else '') for x, a in al) + vat(l)
    pay(c, later(t, 0, 12), sum(a for _, a in al), al, n, mk)
@sc(1.2, 'whole', 'food')
def last_partly(c, d, n):
    xs, t = some_deals(c, d, ch(2, 3)); al = [(x, x.amt) for x in xs]; al[-1] = (xs[-1], q(int(xs[-1].amt * R.randint(3, 8) / 10000) * 1000 or xs[-1].amt / 2))
    pay(c, later(t, 0, 12), sum(a for _, a in al), al, n, lambda l: L('Оплата по ', 'Оплата по ') + lst(l, xs, True) + L(' (частично)', ' (частково)') + vat(l))
@sc(1.5, 'whole', 'ip')
def halves_same_words(c, d, n): # 50 and 50 %, the same words twice
    x = deal(c, d, how='inv+ship'); a = q(x.amt / 2); b = x.amt - a; mk = plain(x.main, 1, pre=L('Оплата 50% по', 'Оплата 50% по')); d1 = later(d, 0, 4)
    pay(c, d1, a, [(x, a)], n, mk); pay(c, later(d1, 8, 25), b, [(x, b)], n, mk)
@sc(2, 'whole', 'ip')
def bill_and_note(c, d, n): # one deal named twice
    x = deal(c, d, how='inv+ship')
    pay(c, later(x.docs[1].date, 0, 20), x.amt, [(x, x.amt)], n, lambda l: L('Оплата по ', 'Оплата зг. ') + cite(l, x.main, 1) + ', ' + cite(l, x.docs[1], 1) + L(' за ', ' за ') + what(c) + vat(l))
@sc(1.2, 'whole', 'food')
def bill_and_fine(c, d, n):
    x = deal(c, d); f = q(R.randint(3, 60) * 100)
    pay(c, later(d), x.amt + f, [(x, x.amt)], n, lambda l: L('Оплата по %s - %s, пени за просрочку - %s', 'Оплата по %s - %s, пеня за прострочення - %s') % (cite(l, x.main, 1), x.amt, f) + vat(l))
@sc(1.5, 'whole', 'food')
def minus_return(c, d, n): # goods came back, a document of return is there
    x = deal(c, d, how='ship'); r = q(x.amt * R.randint(3, 25) / 100); x.ret = (later(d, 1, 3), r)
    pay(c, later(x.ret[0], 1, 20), x.amt - r, [(x, x.amt - r)], n, lambda l: L('Оплата по %s за минусом возврата', 'Оплата по %s з урахуванням повернення') % cite(l, x.main, 1) + vat(l))
@sc(1.2, 'whole', 'food')
def old_overpayment(c, d, n): # pays less: what was paid too much before
    y = deal(c, d); o = q(R.randint(500, 9000)); x = deal(c, later(d, 5, 15))
    if x.amt < 3 * o: return
    l = pay(c, later(d, 1, 4), y.amt + o, [(y, y.amt)], 'overpay', plain(y.main, 1))
    if l: l.opt = [(x, o)]
    l and pay(c, later(max(x.date, l.date), 1, 12), x.amt - o, [(x, x.amt - o)], n, lambda l: L('Оплата по %s с учетом переплаты по %s', 'Оплата по %s з урахуванням переплати по %s') % (cite(l, x.main, 1), cite(l, y.main, 1)) + vat(l))
@sc(1.5, 'whole')
def old_number_of_reissued(c, d, n): # the bill was made anew, the payer cites the old one; its sum is the new one's
    old = deal(c, d, how='inv'); x = deal(c, later(d, 1, 4), q(old.amt * ch(90, 95, 110) / 100), how='inv'); x.main.of = old.main; x.main.suf = ch('/1', '-1', 'А'); old.main.dead = True
    pay(c, later(x.date), x.amt, [(x, x.amt)], n, plain(old.main, 1), need=need_unique_sum)
@sc(1.5, 'ip')
def owner_from_own_card(c, d, n): # a sole trader pays from his own card: same name, no tax number
    x = deal(c, d); r = C(); r.t = 'person'; r.core = r.full = r.payname = c.core; r.inn = '' if p(.6) else c.inn; r.kpp = ''; r.acc = account('person')
    pay(c, later(d), x.amt, [(x, x.amt)], n, plain(x.main, 1), payer=r)
@sc(1.5, 'ip', 'whole')
def third_party_initials(c, d, n):
    x = deal(c, d); r = other_payer(ch('person', 'ip')); w = c.core.split(); nm = L('ИП ', 'ФОП ') + '%s %s.%s.' % (w[0], w[1][0], w[2][0]) if c.t == 'ip' else ch(c.core, L('ООО ', 'ТОВ ') + c.core, '"' + c.core + '"')
    pay(c, later(d), x.amt, [(x, x.amt)], n, lambda l: L('За %s по %s', 'За %s зг. %s') % (nm, cite(l, x.main, 1)) + vat(l), payer=r)
@sc(1.2, 'whole', 'food')
def third_party_sum_only(c, d, n): # «за ООО X за товар», no number: client named, one document fits
    x = deal(c, d); r = other_payer('firm')
    pay(c, later(d), x.amt, [(x, x.amt)], n, lambda l: L('Оплата за %s (ИНН %s) за %s по письму', 'Оплата за %s (ЄДРПОУ %s) за %s зг. листа') % (c.full, c.inn, what(c)) + vat(l), payer=r, need=need_unique_sum)
@sc(1.3, 'person')
def shop_translit(c, d, n):
    x = deal(c, d); r = C(); r.t = 'person'; r.core = r.full = r.payname = tr(' '.join(c.nm[:2])); r.inn = ''; r.kpp = ''; r.acc = c.acc
    pay(c, later(d, 0, 3), x.amt, [(x, x.amt)], n, lambda l: ch('OPLATA ZAKAZA %s', 'ZAKAZ N%s', 'OPLATA ZA ZAKAZ %s') % x.main.num, payer=r)
@sc(1.2, 'whole', 'food')
def top_up(c, d, n): # a few roubles were missing
    x = deal(c, d); m = q(D(R.randint(50, 90000)) / 100)
    if m > x.amt / 10: return
    l = pay(c, later(d), x.amt - m, [(x, x.amt - m)], 'short_paid', plain(x.main, 1))
    l and pay(c, later(l.date, 2, 15), m, [(x, m)], n, lambda l: L('Доплата по %s', 'Доплата по %s') % cite(l, x.main, 1) + vat(l))
@sc(1.3, 'whole', 'food')
def number_range(c, d, n): # «счета 523-527»
    k = ch(3, 4, 5); xs = [deal(c, d, how='inv' if c.t == 'whole' else None) for _ in range(k)]
    for i, x in enumerate(xs): x.main.ref = 'ffff%s' % (xs[0].main.ref[4:-2] + '%02d' % i)
    pay(c, later(d, 0, 15), sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, lambda l: L(ch('Оплата по счетам №№ %s-%s%s', 'Оплата счетов с %s по %s%s'), ch('Оплата рахунків №№ %s-%s%s', 'Оплата рахунків з %s по %s%s')) .replace(L('счетам', 'рахунків'), L('счетам', 'рахунків') if c.t == 'whole' else L('накладным', 'накладних')).replace('счетов', 'счетов' if c.t == 'whole' else 'накладных') % (core(xs[0].main), core(xs[-1].main), fd(d, '.y')) + vat(l), need=lambda l: int(core(xs[-1].main)) - int(core(xs[0].main)) == k - 1)
@sc(1.2, 'whole', 'food')
def deposit_of_client(c, d, n): # a known client, money that pays no document
    x = deal(c, d); pay(c, later(d), x.amt, [(x, x.amt)], 'plain_full', plain(x.main, 1))
    k = R.randint(0, 3); bn = R.randint(1, 1500)
    t = [L('Обеспечительный платеж по %s', 'Забезпечувальний платіж зг. %s') % (con(x, True) or L('договору', 'договору')), L('Возврат предоплаты по счету № %d от %s, товар не поставлен', 'Повернення передоплати по рахунку № %d від %s, товар не поставлено') % (bn, (d - timedelta(20)).strftime('%d.%m.%Y')), L('Возврат займа по договору займа № %d от %s', 'Повернення поворотної фінансової допомоги зг. договору № %d від %s') % (R.randint(1, 30), (d - timedelta(90)).strftime('%d.%m.%Y')), L('Обеспечение заявки на участие в закупке № %d', 'Забезпечення тендерної пропозиції UA-2025-%d') % R.randint(10**9, 10**10)][k]
    pay(c, later(d), q(R.randint(5, 200) * 1000), [], n, lambda l: t + L('. НДС не облагается', ' без ПДВ'), cls='noise')
@sc(1, 'whole', 'food')
def bailiffs(c, d, n): # by force of law, for a named debtor, a part
    deal(c, d); r = special(L('УФК по г. Москве (Тверское РОСП ГУФССП России)', 'Відділ ДВС у м. Києві'), L('7704270863', edrpou() if not RU else '')); 
    pay(c, later(d, 40, 90), q(R.randint(3, 80) * 500) + D('0.5'), [], n, lambda l: L('(05951%d) Взыскание с %s ИНН %s по и/п %d/25/77043-ИП, исп. лист ФС 0%d', 'Стягнення з %s ЄДРПОУ %s зг. ВП %d, наказ суду %d/25') .replace('(05951%d) ', '(05951000) ') % (c.full, c.inn, R.randint(10000, 99999999), R.randint(10000000, 99999999)), cls='amb', payer=r)
@sc(1.2, 'whole', 'food', 'ip')
def no_doc_word(c, d, n): # «523 от 12.10.2025»
    x = deal(c, d)
    pay(c, later(d), x.amt, [(x, x.amt)], n, lambda l: R.choice(L(['Оплата по %s%s', 'опл. %s%s', 'за товар по %s%s', '%s%s за стройматериалы'], ['Оплата по %s%s', 'опл. %s%s', 'за товар зг. %s%s', '%s%s за будматеріали'])) % (fn(c, x.main), fd(x.date, ch('.y', '.yy', 'g'))) + vat(l))
@sc(1, 'whole')
def renamed(c, d, n): # a new name in the bank, the tax number is the same
    x = deal(c, d); r = C(); r.__dict__.update(c.__dict__); r.payname = L('ООО "%s"', 'ТОВ "%s"') % firm()
    pay(c, later(d), x.amt, [(x, x.amt)], n, plain(x.main, 1), payer=r)
@sc(1.2, 'whole', 'ip')
def split_same_day(c, d, n): # one bill by two orders of one day, the same words
    x = deal(c, d); a = q(int(x.amt * R.randint(4, 7) / 10000) * 1000 or x.amt / 2); t = later(d); mk = plain(x.main, 1); st = {}
    def m(l): return st.setdefault('s', mk(l))
    pay(c, t, a, [(x, a)], n, m); pay(c, t, x.amt - a, [(x, x.amt - a)], n, m)
@sc(1.5, 'whole', 'food')
def rest_and_new(c, d, n): # «остаток по счету 523, счет 530 полностью»
    x = deal(c, d); a = q(x.amt * R.randint(3, 7) / 10); y = deal(c, later(d, 5, 12))
    l = pay(c, later(d, 1, 5), a, [(x, a)], 'three_parts', plain(x.main, 1, pre=L('Частичная оплата по', 'Часткова оплата по')))
    l and pay(c, later(max(l.date, y.date), 1, 12), x.amt - a + y.amt, [(x, x.amt - a), (y, y.amt)], n, lambda l: ch(L('Остаток по %s, оплата по %s', 'Залишок по %s, оплата по %s'), L('Доплата по %s и оплата по %s', 'Доплата по %s та оплата по %s')) % (cite(l, x.main, 1), cite(l, y.main, 1)) + vat(l))
@sc(1, 'food')
def month_all(c, d, n): # «за поставки ноября»: all notes of that month
    m = d.replace(day=1); e = (m + timedelta(32)).replace(day=1)
    if any(m <= x.date < e for x in c.deals) or e > END: return
    xs = [deal(c, m + timedelta(k)) for k in sorted(R.sample(range(1, 27), ch(2, 3)))]; c.blocked = getattr(c, 'blocked', set()) | {m}
    pay(c, later(e, 1, 15), sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, lambda l: L('Оплата за %s, поставки за %s', 'Оплата за %s, поставки за %s') % (what(c), mon(m)) + vat(l), need=lambda l: subsets([z for z in open_at(l) if m <= z[0].date < e], l.amt, 4) == 1)
@sc(1.2, 'person')
def shop_two(c, d, n):
    x = deal(c, d); y = deal(c, later(d, 0, 2))
    pay(c, later(y.date, 0, 2), x.amt + y.amt, [(x, x.amt), (y, y.amt)], n, lambda l: R.choice(L(['Оплата заказов %s и %s', 'за заказы №%s, %s', 'Заказы %s,%s'], ['Оплата замовлень %s та %s', 'за замовлення №%s, %s', 'Замовлення %s,%s'])) % (x.main.num, y.main.num))
@sc(2, 'bud')
def budget_many(c, d, n):
    xs, t = [], d
    for _ in range(ch(2, 2, 3, 4)): xs.append(deal(c, t, how='ship')); t += timedelta(R.randint(0, 6))
    k = c.con[0]
    def mk(l):
        f = ch('%d.%m.%Y', '%d.%m.%y'); ns = R.choice([';', ', ', ',']).join('№%s%s%s' % (fn(c, x.main), L(' от ', ' від '), x.date.strftime(f)) for x in xs)
        return L('(%s, л/с %s) К-т %s от %s, %s %s, за стройматериалы', 'КЕКВ %s;р/р %s;дог. %s від %s; %s %s за будматеріали') % (L('061070297%011d244' % R.randint(0, 10**11 - 1), '2210'), c.ls, k.num, k.date.strftime('%d.%m.%Y'), L(ch('УПД', 'накл.', 'ТН', 'с/ф'), ch('накл.', 'видат. накл.', 'ВН')), ns) + vat(l)
    pay(c, later(t, 3, 25), sum(x.amt for x in xs), [(x, x.amt) for x in xs], n, mk, need=lambda l: len(l.purpose) < 210 or need_cut(l))
# ---- nobody can be sure
@sc(2.2, 'whole', 'food')
def amb_round(c, d, n):
    xs, t = some_deals(c, d, 3); s = q(int(sum(x.amt for x in xs) * D('0.4') / 1000) * 1000 + 5000)
    pay(c, later(t, 1, 10), s, [], n, lambda l: L('Оплата за %s', 'Оплата за %s') % what(c) + (L(' по ', ' зг. ') + con(xs[0], True) if xs[0].con else '') + vat(l), cls='amb')
@sc(1.2, 'whole', 'ip')
def amb_equal(c, d, n):
    a = sale_sum(c); x = deal(c, d, a); y = deal(c, later(d, 0, 3), a)
    pay(c, later(y.date, 1, 10), a, [(x, a)], n, lambda l: L('Оплата за %s', 'Оплата за %s') % what(c) + vat(l), cls='amb')
@sc(1, 'serv')
def amb_equal_month(c, d, n):
    if hasattr(c, 'mon'): return
    c.mon = True; a = sale_sum(c); prev = []
    for m in range(8, 14):
        dd = date(2025 + m // 12, m % 12 + 1, 3); x = deal(c, dd, a); prev.append(x)
        if m in (9, 11, 13): pay(c, later(dd, 3, 20), a, [], n, lambda l: L('Оплата за %s', 'Оплата за %s') % what(c) + vat(l), cls='amb')
@sc(.8, 'whole')
def amb_stranger(c, d, n): # a stranger, no number, a sum that two open bills of others could be
    r = other_payer(ch('firm', 'person'))
    pay(c, d, q(R.randint(5, 90) * 1000), [], n, lambda l: R.choice(L(['Оплата за стройматериалы', 'Оплата по счету', 'За товар по договоренности'], ['Оплата за будматеріали', 'Оплата по рахунку', 'За товар'])) + vat(l), cls='amb', payer=r)
@sc(1.2, 'whole', 'food', 'ip')
def future_advance(c, d, n): # an advance under the contract, no document names it
    if not c.con: return
    k = c.con[0]; x = C(); x.con = k
    pay(c, d, q(R.randint(2, 40) * 5000), [], n, lambda l: L('Предоплата по %s за %s', 'Передоплата зг. %s за %s') % (con(x, True), what(c)) + vat(l), cls='amb')
# ---- money that is no sale
def out(d, amt, name, inn, acc, purpose, org=1):
    l = pay(None, d, amt, [], 'out', lambda l: purpose, cls='out', org=org); 
    if l: l.dir = 'out'; l.payer = C(); l.payer.payname = name; l.payer.inn = inn; l.payer.acc = acc; l.payer.kpp = ''
SUPP = [other_payer('firm') for _ in range(25)]
def noise(scen, d, amt, payer, purpose, org=1):
    l = pay(None, d, amt, [], scen, (lambda l: purpose) if isinstance(purpose, str) else purpose, cls='noise', payer=payer, org=org); return l
def special(name, inn=''):
    r = C(); r.payname = name; r.inn = inn; r.kpp = ''; r.acc = account('co'); r.t = 'x'; return r
@sc(1.2, 'whole', 'food')
def penalty(c, d, n):
    x = deal(c, d); pay(c, later(d), x.amt, [(x, x.amt)], 'plain_full', plain(x.main, 1))
    pay(c, later(d, 20, 50), q(x.amt * R.randint(1, 4) / 100), [], n, lambda l: R.choice(L(['Оплата пени по претензии № %d от %s', 'Неустойка (штраф) за просрочку оплаты, претензия %d от %s', 'Проценты за пользование чужими денежными средствами по решению суда А40-%d/2025 от %s'], ['Оплата пені за претензією № %d від %s', 'Штраф за прострочення оплати, претензія %d від %s', 'Інфляційні та 3%% річних за рішенням суду №%d від %s'])) % (R.randint(1, 300), (l.date - timedelta(10)).strftime('%d.%m.%Y')) + L('. НДС не облагается', ' без ПДВ'), cls='noise')
@sc(6.5, 'none')
def noise_any(c, d, n):
    k = R.randint(0, 9); bank = special(L('АО "Пробный банк"', 'АТ "Пробний банк"'), inn10() if RU else edrpou())
    s = R.choice(SUPP); a = q(R.randint(20, 900) * 1000)
    own = special(ORG[1]['name'], ORG[1]['inn']); nb = R.randint(1, 300); dd = (d - timedelta(R.randint(3, 40))).strftime('%d.%m.%Y')
    if k == 0:
        # between own accounts: both lines
        own.acc = ORG[1]['accs'][1]; l = noise('own_transfer', d, a, own, L('Перевод собственных средств. НДС не облагается', 'Переказ власних коштів без ПДВ')); l and setattr(l, 'acc', ORG[1]['accs'][0])
    elif k == 1: noise('loan', d, a, ch(s, other_payer('person')), L('Предоставление займа по договору займа № %d от %s. Без НДС', 'Поворотна фінансова допомога зг. договору № %d від %s без ПДВ') % (nb, dd))
    elif k == 2: noise('tax_back', d, q(R.randint(1000, 90000)), special(L('Казначейство России (ФНС России)', 'ГУ ДПС у м. Києві'), L('7727406020', '44116011')), L('Возврат излишне уплаченного налога по решению № %d от %s', 'Повернення надміру сплаченого податку зг. висновку № %d від %s') % (R.randint(1000, 99999), dd))
    elif k == 3: noise('deposit', d, a, bank, L('Возврат депозита по договору № %d/ДП от %s', 'Повернення депозиту зг. договору № %d/Д від %s') % (nb, dd))
    elif k == 4: noise('interest', d, q(R.randint(300, 90000)) + D(R.randint(1, 99)) / 100, bank, L('Выплата процентов по депозитному договору № %d/ДП от %s за период', 'Виплата відсотків за депозитним договором № %d/Д від %s') % (nb, dd))
    elif k == 5: noise('supplier_return', d, q(R.randint(1000, 200000)), s, L('Возврат ошибочно перечисленных средств по п/п № %d от %s по счету № %d', 'Повернення помилково перерахованих коштів зг. п/д № %d від %s, рах. № %d') % (nb, dd, R.randint(1, 900)))
    elif k == 6: noise('founder', d, a, other_payer('person'), L('Взнос учредителя на пополнение оборотных средств, решение № %d от %s', 'Внесок учасника до статутного капіталу, рішення № %d від %s') % (R.randint(1, 9), dd))
    elif k == 7: noise('cash_in', d, a, special(L('АО "Пробный банк" (касса)', 'Каса банку')), L('Торговая выручка, объявление на взнос наличными № %d', 'Торгова виручка, заява на переказ готівки № %d') % nb)
    elif k == 8: noise('insurance', d, q(R.randint(5000, 90000)), special(L('СПАО "Надёжность"', 'ПрАТ СК "Надія"'), inn10() if RU else edrpou()), L('Страховое возмещение по полису ХХХ %d, убыток № %d', 'Страхове відшкодування за полісом АР %d, справа № %d') % (R.randint(10**9, 10**10 - 1), nb))
    else: noise('rejected_back', d, q(R.randint(1000, 90000)), special(L('НЕВЫЯСНЕННЫЕ СУММЫ', 'Невстановлені надходження')), L('Возврат п/п № %d от %s: неверно указан счет получателя', 'Повернення п/д № %d від %s: невірні реквізити отримувача') % (nb, dd))
@sc(6, 'none')
def outgoing(c, d, n):
    s = R.choice(SUPP); a = q(R.randint(2000, 400000))
    if p(.3): out(d, q(R.randint(100, 3000)), L('АО "Пробный банк"', 'АТ "Пробний банк"'), '', account('co'), L('Комиссия за ведение счета', 'Комісія за розрахунково-касове обслуговування'))
    else: out(d, a, s.payname, s.inn, s.acc, L('Оплата по счету № %d от %s за товар', 'Оплата рахунку № %d від %s за товар') % (R.randint(1, 900), (d - timedelta(4)).strftime('%d.%m.%Y')))

# ---------------------------------------------------------------- run
for s in [g for k, g in S.items() if k in ('monthly', 'two_months', 'copied_purpose', 'amb_equal_month')]: pass
for c in bytype['serv']:
    k = R.choices(['monthly', 'two_months', 'copied_purpose', 'amb_equal_month'], [68, 10, 12, 10])[0]; S[k][2](c, START, k)
names_w = [(k, v[0]) for k, v in S.items() if k not in ('monthly', 'two_months', 'copied_purpose', 'amb_equal_month', 'foreign_translit')] + [('foreign_translit', 1.3)]
def n_in(): return sum(1 for l in lines if l.dir == 'in')
while n_in() < TARGET:
    k = R.choices([a for a, _ in names_w], [b for _, b in names_w])[0]; w, types, g = S[k]
    d = day()
    if types == ('none',): g(None, d, k); continue
    pool = [c for t in types for c in bytype.get(t, [])]
    c = R.choice(pool)
    if c.t == 'serv' and k == 'plain_full': continue
    # most clients are small, few are big
    if R.random() < .35: c = pool[int(R.random() ** 2.5 * len(pool))]
    if c.t == 'serv' : continue
    g(c, d, k)
for i, l in enumerate(lines): l.seq = i

def mknum(o, n): return '%s-%06d' % (ORG[1]['pre'], n) if RU or SEED % 2 else '%s-%07d' % ('СФ' if o.kind == 'invoice' else 'РН' if o.kind == 'shipment' else 'ОУ', n)
# numbers: each kind and firm counts by day, anew each year
docs.sort(key=lambda o: (o.date, o.ref)); cnt = {(1, 'i', 2025): R.randint(480, 560), (1, 's', 2025): R.randint(700, 820), (2, 'i', 2025): R.randint(90, 140)}; site = R.randint(10300, 10900)
for o in docs:
    org = o.deal.org
    if o.kind == 'order': site += R.randint(1, 3); o.num = str(site); continue
    if hasattr(o, 'suf'): continue
    k = (org, 'i' if o.kind == 'invoice' else 's', o.date.year); cnt[k] = cnt.get(k, 0) + (R.randint(1, 2) if org == 2 else 1)
    o.num = mknum(o, cnt[k]) if org == 1 else L('%d/%02d' % (cnt[k], o.date.year % 100), str(cnt[k]))
for o in docs:
    if hasattr(o, 'suf'):
        b = o.of.num.split('-')[-1].lstrip('0'); o.cn = b + o.suf; o.num = o.of.num + o.suf
# the whole debt: what is open that day, if it is not too much
for l in sorted(lines, key=lambda l: (l.date, l.seq)):
    if getattr(l, 'retotal', False):
        o = [(x, r) for x, r in open_at(l) if x.date < l.date.replace(day=1)]
        if 1 < len(o) <= 6 and not any(k is not l and any(a is x for a, _ in k.alloc) and (k.date, k.seq) > (l.date, l.seq) for k in lines for x, _ in o): l.alloc = [(x, r) for x, r in o]; l.amt = sum(r for _, r in o)
# an advance by contract is certain only where the contract has one deal; the rest by their own checks
used = set()
for l in sorted(lines, key=lambda l: (l.date, l.seq)):
    l.purpose = l.mk(l)[:210]; l.why = ''
for l in sorted(lines, key=lambda l: (l.date, l.seq)):
    if l.cls == 'match' and l.need and not l.need(l): l.cls = 'amb'; l.why = 'check'
    while True:
        l.num = R.randint(1, 999) if p(.8) else R.randint(1000, 99999)
        if (l.date, l.num, l.amt) not in used: used.add((l.date, l.num, l.amt)); break
# a bare number that two documents of the client bear, of equal sums: nobody can be sure
for l in lines:
    if l.cls == 'match' and l.scen == 'number_only':
        o = l.alloc[0][0].main
        if sum(1 for x in l.c.deals for z in x.docs if core(z) == core(o) and z.kind == o.kind and z.amt == o.amt) > 1: l.cls = 'amb'
# a debt line that took another line's document later: that one is a double payment then
for x in deals:
    s = sum((b for l in lines for a, b in l.alloc if a is x), D(0))
    if s > x.amt + 2 and x.cur == CUR:
        ls = sorted((l for l in lines if any(a is x for a, _ in l.alloc)), key=lambda l: (l.date, l.seq))
        for l in ls[1:]:
            if l.scen != 'three_parts': l.cls = 'hold' if len(l.alloc) == 1 and rem_at(x, l) <= 0 else 'amb'; l.scen += '+paid_before'; l.alloc = [] if l.cls == 'hold' else l.alloc

# ---------------------------------------------------------------- files
ex = os.path.join(OUT, 'exchange')
for s in ('accounting', 'service', 'site', 'bank'): os.makedirs(os.path.join(ex, s), exist_ok=True)
t = 'lang = "%s"\ntime_zone = "%s"\nbase_currency = "%s"\n\n[intake]\nquiet_seconds = 0\n' % (LANG, L('Europe/Moscow', 'Europe/Kyiv'), CUR)
for s in ('accounting', 'service', 'site', 'bank'): t += '\n[[source]]\nname = "%s"\n' % s
for k, o in ORG.items(): t += '\n[[organization]]\nname = "%s"\ntax_id = "%s"\naccounts = [%s]\n' % (o['name'], o['inn'], ', '.join('{ number = "%s" }' % a for a in o['accs']))
open(os.path.join(OUT, 'sverka.toml'), 'w', encoding='utf-8').write(t)
def w(path, s, enc='utf-8'):
    open(os.path.join(ex, path), 'wb').write(s.encode(enc, 'replace'))
# EnterpriseData of firm 1
o1 = ORG[1]; orgx = '<Организация><Ссылка>org-1</Ссылка><Наименование>%s</Наименование><ИНН>%s</ИНН></Организация>' % (E(o1['name']), o1['inn'])
def cpx(c, tag='Контрагент'): return '<%s><Ссылка>%s</Ссылка><Наименование>%s</Наименование><НаименованиеПолное>%s</НаименованиеПолное>%s%s<ЮридическоеФизическоеЛицо>%s</ЮридическоеФизическоеЛицо></%s>' % (tag, c.id, E(c.card), E(c.full), '<ИНН>%s</ИНН>' % c.inn if c.inn else '', '<КПП>%s</КПП>' % c.kpp if c.kpp else '', 'ФизическоеЛицо' if c.t in ('ip', 'person') else 'ЮридическоеЛицо', tag)
def conx(c, k, tag='Договор', body=True): return '<Ссылка>%s</Ссылка><ВидДоговора>СПокупателем</ВидДоговора>%s%s<Наименование>%s</Наименование><Дата>%s</Дата><Номер>%s</Номер>' % (k.id, orgx, cpx(c), E(L('Договор № %s от %s', 'Договір № %s від %s') % (k.num, k.date.strftime('%d.%m.%Y'))), k.date, E(k.num))
cc = {'RUB': '643', 'UAH': '980', 'USD': '840', 'EUR': '978'}
b = []
mine = [c for c in clients if any(x.org == 1 and x.how != 'order' for x in c.deals)]
for c in mine:
    b.append('<Справочник.Контрагенты>%s%s</Справочник.Контрагенты>' % (cpx(c, 'КлючевыеСвойства'), '<ОсновнойБанковскийСчет><НомерСчета>%s</НомерСчета></ОсновнойБанковскийСчет>' % c.acc if c.t != 'bud' and p(.5) else ''))
    for k in c.con: b.append('<Справочник.Договоры><КлючевыеСвойства>%s</КлючевыеСвойства></Справочник.Договоры>' % conx(c, k))
for o in docs:
    x = o.deal
    if x.org != 1 or o.kind == 'order': continue
    tag = 'СчетПокупателю' if o.kind == 'invoice' else 'РеализацияТоваровУслуг'; r = rate_of(o.date); v = q(o.amt * r / (100 + r))
    b.append('<Документ.%s><КлючевыеСвойства><Ссылка>%s</Ссылка><Дата>%sT%02d:%02d:00</Дата><Номер>%s</Номер>%s</КлючевыеСвойства>%s<Валюта><Ссылка>e-%s</Ссылка><ДанныеКлассификатора><Код>%s</Код></ДанныеКлассификатора></Валюта><Сумма>%s</Сумма>%s%s%s<%s><Строка><НомерСтрокиДокумента>1</НомерСтрокиДокумента>%s<Количество>1</Количество><Сумма>%s</Сумма><Цена>%s</Цена><СтавкаНДС>НДС%d</СтавкаНДС><СуммаНДС>%s</СуммаНДС></Строка></%s></Документ.%s>' % (
        tag, o.ref, o.date, R.randint(9, 18), R.randint(0, 59), E(o.num), orgx, '<ОбщиеСвойстваОбъектовФормата><СостояниеОбъекта>Устаревший</СостояниеОбъекта></ОбщиеСвойстваОбъектовФормата>' if o.dead else '', cc[x.cur], cc[x.cur], o.amt, cpx(x.c), '<ДанныеВзаиморасчетов><Договор>%s</Договор></ДанныеВзаиморасчетов>' % conx(x.c, x.con) if x.con else '',
        '<СчетПокупателю><Ссылка>%s</Ссылка><Номер>%s</Номер><Дата>%sT10:00:00</Дата></СчетПокупателю>' % (o.base.ref, E(o.base.num), o.base.date) if o.base is not None else '', 'Услуги' if o.kind == 'act' else 'Товары',
        '<Содержание>%s</Содержание>' % L('Услуги', 'Послуги') if o.kind == 'act' else '<ДанныеНоменклатуры><Номенклатура><Ссылка>n-1</Ссылка><Наименование>%s</Наименование></Номенклатура></ДанныеНоменклатуры>' % L('Товар', 'Товар'), o.amt, o.amt, r, v, 'Услуги' if o.kind == 'act' else 'Товары', tag))
rn = 0
for x in deals:
    if not hasattr(x, 'ret'): continue
    rn += 1; o = x.main; r = rate_of(x.ret[0])
    b.append('<Документ.ВозвратТоваровОтПокупателя><КлючевыеСвойства><Ссылка>%s</Ссылка><Дата>%sT12:00:00</Дата><Номер>%s-%06d</Номер>%s</КлючевыеСвойства><Валюта><Ссылка>e-%s</Ссылка><ДанныеКлассификатора><Код>%s</Код></ДанныеКлассификатора></Валюта><Сумма>%s</Сумма>%s<ДокументРеализации><РеализацияТоваровУслугСсылка><Ссылка>%s</Ссылка><Номер>%s</Номер><Дата>%sT10:00:00</Дата></РеализацияТоваровУслугСсылка></ДокументРеализации><Товары><Строка><НомерСтрокиДокумента>1</НомерСтрокиДокумента><ДанныеНоменклатуры><Номенклатура><Ссылка>n-1</Ссылка><Наименование>Товар</Наименование></Номенклатура></ДанныеНоменклатуры><Количество>1</Количество><Сумма>%s</Сумма><Цена>%s</Цена><СтавкаНДС>НДС%d</СтавкаНДС><СуммаНДС>%s</СуммаНДС></Строка></Товары></Документ.ВозвратТоваровОтПокупателя>' % (uuid.UUID(int=R.getrandbits(128)), x.ret[0], ORG[1]['pre'], rn, orgx, cc[x.cur], cc[x.cur], x.ret[1], cpx(x.c), o.ref, o.num, o.date, x.ret[1], x.ret[1], r, q(x.ret[1] * r / (100 + r))))
w('accounting/Message_БП_CR.xml', '<?xml version="1.0" encoding="UTF-8"?>\n<Message xmlns:msg="http://www.1c.ru/SSL/Exchange/Message" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<msg:Header><msg:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8</msg:Format><msg:CreationDate>2026-03-16T06:00:00</msg:CreationDate><msg:Confirmation><msg:ExchangePlan>СинхронизацияДанныхЧерезУниверсальныйФормат</msg:ExchangePlan><msg:To>CR</msg:To><msg:From>БП</msg:From><msg:MessageNo>1</msg:MessageNo><msg:ReceivedNo>0</msg:ReceivedNo></msg:Confirmation></msg:Header>\n<Body xmlns="http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8">\n' + '\n'.join(b) + '\n</Body></Message>')
# a register of firm 2
rows = [L('Реестр счетов', 'Реєстр рахунків'), L('№ счета;Дата;Контрагент;ИНН;Сумма;Организация;Договор', '№ рахунку;Дата;Контрагент;ЄДРПОУ;Сума;Організація;Договір')]
for o in docs:
    if o.deal.org == 2: rows.append(';'.join([o.num, o.date.strftime('%d.%m.%Y'), '"%s"' % o.deal.c.full.replace('"', '""'), o.deal.c.inn, str(o.amt).replace('.', ','), ORG[2]['name'], (L('Договор № %s от %s', 'Договір № %s від %s') % (o.deal.con.num, o.deal.con.date.strftime('%d.%m.%Y'))) if o.deal.con else '']))
w('service/' + L('Реестр счетов.csv', 'Реєстр рахунків.csv'), '\r\n'.join(rows) + '\r\n', 'utf-8-sig')
# the shop's orders
b = []
for o in docs:
    if o.kind != 'order': continue
    c = o.deal.c
    b.append('<Документ><Ид>%s</Ид><Номер>%s</Номер><Дата>%s</Дата><ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>%s</Валюта><Сумма>%s</Сумма><Контрагенты><Контрагент><Ид>org-1</Ид><Наименование>%s</Наименование><Роль>Продавец</Роль><ИНН>%s</ИНН></Контрагент><Контрагент><Ид>%s</Ид><Наименование>%s</Наименование><Роль>Покупатель</Роль><Фамилия>%s</Фамилия><Имя>%s</Имя><Отчество>%s</Отчество></Контрагент></Контрагенты><Товары><Товар><Ид>p-1</Ид><Наименование>%s</Наименование><Количество>1</Количество><ЦенаЗаЕдиницу>%s</ЦенаЗаЕдиницу><Сумма>%s</Сумма></Товар></Товары><ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Проведен</Наименование><Значение>true</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Документ>' % (o.ref, o.num, o.date, CUR, o.amt, E(o1['name']), o1['inn'], c.id, E(c.core), *c.nm, L('Товар', 'Товар'), o.amt, o.amt))
w('site/orders.xml', '<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.09" ДатаФормирования="2026-03-16T06:00:00">\n' + '\n'.join(b) + '\n</КоммерческаяИнформация>')
# statements
def month(l): return (l.date.year, l.date.month)
def payname(l):
    if l.payer.t == 'person' and RU and l.dir == 'in' and hasattr(l.payer, 't'): return ch('%s//г. Москва, ул. Мира, д. %d//' % (l.payer.payname.upper(), R.randint(1, 99)), l.payer.payname, l.payer.payname.upper())
    return l.payer.payname
for l in lines:
    if not hasattr(l.payer, 't'): l.payer.t = 'x'
    l.pn = payname(l)
by = {}
for l in sorted(lines, key=lambda l: (l.date, l.seq)): by.setdefault((l.acc, month(l)), []).append(l)
acc_no = {ORG[1]['accs'][0]: 0, ORG[1]['accs'][1]: 1, ORG[2]['accs'][0]: 2}
for (acc, m), ls in by.items():
    og = ORG[2 if acc_no[acc] == 2 else 1]; on = og['name'].replace('«', '"').replace('»', '"'); first = date(m[0], m[1], 1); last = (first + timedelta(32)).replace(day=1) - timedelta(1)
    f = 'kl_%d_%d%02d' % (acc_no[acc], *m)
    if RU and acc_no[acc] != 1:
        s = ['1CClientBankExchange', 'ВерсияФормата=1.03', 'Кодировка=Windows', 'Отправитель=Пробный банк', 'ДатаСоздания=' + last.strftime('%d.%m.%Y'), 'ДатаНачала=' + first.strftime('%d.%m.%Y'), 'ДатаКонца=' + last.strftime('%d.%m.%Y'), 'РасчСчет=' + acc]
        for l in ls:
            a, bb = (l.pn, l.payer.inn, l.payer.acc, l.payer.kpp), (on, og['inn'], acc, '')
            if l.dir == 'out': a, bb = bb, a
            dd = l.date.strftime('%d.%m.%Y')
            s += ['СекцияДокумент=Платежное поручение', 'Номер=%d' % l.num, 'Дата=' + dd, 'Сумма=%s' % l.amt, 'ПлательщикСчет=' + a[2], 'ДатаСписано=' + (dd if l.dir == 'out' else ''), 'Плательщик=' + ('ИНН %s ' % a[1] if a[1] else '') + a[0], 'ПлательщикИНН=' + a[1], 'Плательщик1=' + a[0], 'ПлательщикКПП=' + a[3], 'ПлательщикРасчСчет=' + a[2], 'ПлательщикБИК=044525974', 'ПолучательСчет=' + bb[2], 'ДатаПоступило=' + (dd if l.dir == 'in' else ''), 'Получатель=ИНН %s %s' % (bb[1], bb[0]), 'ПолучательИНН=' + bb[1], 'Получатель1=' + bb[0], 'ПолучательРасчСчет=' + bb[2], 'ПолучательБИК=044525974', 'ВидОплаты=01', 'НазначениеПлатежа=' + l.purpose, 'КонецДокумента']
        w('bank/' + f + '.txt', '\r\n'.join(s + ['КонецФайла', '']), 'cp1251')
    elif RU:
        s = ['<?xml version="1.0" encoding="UTF-8"?>\n<Statement xmlns="http://directbank.1c.ru/XMLSchema" id="%s" formatVersion="2.3.1" creationDate="%sT19:00:00" userAgent="TestBank"><Sender bic="044525974" name="Банк"/><Recipient id="c1" name=%s inn="%s"/><Data><StatementType>0</StatementType><DateFrom>%sT00:00:00</DateFrom><DateTo>%sT23:59:59</DateTo><Account>%s</Account><Bank><BIC>044525974</BIC><Name>Банк</Name></Bank>' % (uuid.UUID(int=R.getrandbits(128)), last, QA(on), og['inn'], first, last, acc)]
        for l in ls:
            a, bb = (l.pn, l.payer.inn or '0', l.payer.acc), (on, og['inn'], acc)
            if l.dir == 'out': a, bb = bb, a
            side = lambda tg, z: '<%s><Name>%s</Name><INN>%s</INN><Account>%s</Account><Bank><BIC>044525974</BIC><Name>Банк</Name></Bank></%s>' % (tg, E(z[0]), z[1], z[2], tg)
            s.append('<OperationInfo><PayDoc id="%d" docKind="10"><PayDocRu><DocNo>%d</DocNo><DocDate>%s</DocDate><Sum>%s</Sum>%s%s<Purpose>%s</Purpose></PayDocRu></PayDoc><DC>%d</DC><Date>%s</Date><Stamp><BIC>044525974</BIC><Status><Code>02</Code></Status></Stamp></OperationInfo>' % (100000 + l.seq, l.num, l.date, l.amt, side('Payer', a), side('Payee', bb), E(l.purpose), 1 if l.dir == 'out' else 2, l.date))
        w('bank/' + f + '.xml', '\n'.join(s) + '</Data></Statement>')
    else:
        k = acc_no[acc]
        qq = lambda z: '"%s"' % z.replace('"', '""')
        if k == 0:
            s = ['ЄДРПОУ;МФО;Рахунок;Валюта;Номер документу;Дата операції;МФО банку;Назва банку;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Сума;Призначення платежу;']
            for l in reversed(ls): s.append('%s;305299;%s;UAH;%d;%s;300528;АТ "БАНК";%s;%s;%s;%s%s;%s;' % (og['inn'], acc, l.num, l.date.strftime('%d.%m.%Y'), l.payer.acc, l.payer.inn or '0000000000', l.pn, '-' if l.dir == 'out' else '', '{:,}'.format(l.amt).replace(',', ' '), l.purpose))
            w('bank/' + f + '.csv', '\r\n'.join(s) + '\r\n', 'cp1251')
        elif k == 1:
            s = ['ЄДРПОУ;МФО;Рахунок;Валюта;Дата операції;Код операції;МФО банка;Назва банка;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Документ;Дата документа;Дебет;Кредит;Призначення платежу;Гривневе покриття']
            for l in ls: s.append('%s;322001;%s;UAH;%s 12:%02d;;300528;"АТ ""БАНК""";%s;%s;%s;%d;%s;%s;%s;%s;0' % (og['inn'], acc, l.date.strftime('%d.%m.%Y'), R.randint(0, 59), l.payer.acc, l.payer.inn or '0000000000', qq(l.pn), l.num, l.date.strftime('%d.%m.%Y'), l.amt if l.dir == 'out' else '', l.amt if l.dir == 'in' else '', qq(l.purpose)))
            w('bank/' + f + '.csv', '\r\n'.join(s) + '\r\n', 'cp1251')
        else:
            s = ['<?xml version="1.0" encoding="windows-1251"?>\n<_1CClientBankExchange><ВерсияФормата>2.00</ВерсияФормата><Отправитель>Клієнт-банк</Отправитель>']
            for l in ls:
                a, bb = (l.pn, l.payer.inn, l.payer.acc), (on, og['inn'], acc)
                if l.dir == 'out': a, bb = bb, a
                s.append('<СекцияДокумент><ВидДокумента>Платіжна інструкція</ВидДокумента><Номер>%d</Номер><Дата>%s</Дата><ДокументИД>B%d</ДокументИД><Сумма>%s</Сумма><КодВалюты>980</КодВалюты><ПлательщикСчет>%s</ПлательщикСчет><Плательщик>%s</Плательщик><ПлательщикОКПО>%s</ПлательщикОКПО><ПолучательСчет>%s</ПолучательСчет><Получатель>%s</Получатель><ПолучательОКПО>%s</ПолучательОКПО><НазначениеПлатежа>%s</НазначениеПлатежа></СекцияДокумент>' % (l.num, l.date, l.seq, l.amt, a[2], E(a[0]), a[1], bb[2], E(bb[0]), bb[1], E(l.purpose)))
            w('bank/' + f + '.xml', '\n'.join(s) + '</_1CClientBankExchange>', 'cp1251')
# ---------------------------------------------------------------- truth
KIND = {'act': 'shipment'}
T = {'deals': [{'id': x.id, 'client': x.c.full, 'inn': x.c.inn, 'org': x.org, 'cur': x.cur, 'amt': str(x.amt), 'con': x.con.num if x.con else '', 'docs': [{'kind': KIND.get(o.kind, o.kind), 'num': o.num, 'date': str(o.date), 'amt': str(o.amt), 'ref': o.ref, 'dead': o.dead} for o in x.docs]} for x in deals],
     'lines': [{'date': str(l.date), 'num': str(l.num), 'amt': str(l.amt), 'cls': l.cls, 'scen': l.scen, 'alloc': [[a.id, str(b)] for a, b in l.alloc], 'xcur': getattr(l, 'xcur', False), 'opt': [[a.id, str(b)] for a, b in getattr(l, 'opt', [])], 'purpose': l.purpose, 'payer': l.pn, 'client': l.c.full if l.c else ''} for l in lines if l.dir == 'in']}
json.dump(T, open(os.path.join(OUT, 'truth.json'), 'w', encoding='utf-8'), ensure_ascii=False, indent=0)
print(len(T['lines']), 'lines', len(docs), 'documents', {k: sum(1 for l in T['lines'] if l['cls'] == k) for k in ('match', 'amb', 'hold', 'noise')})
