#!/usr/bin/env python3
"""payments_d.py OUT SEED ru|uk: an invented holding (two companies of one owner), half a year of documents and bank lines, with truth."""
import sys, os, random, json, datetime as dt
from xml.sax.saxutils import escape as X
OUT, SEED, L = sys.argv[1], int(sys.argv[2]), sys.argv[3]
R = random.Random(f"{SEED}/{L}"); RU = L == 'ru'
D0, D1 = dt.date(2026,5,1), dt.date(2026,10,31)
def t(ru, uk): return ru if RU else uk
def ch(*a): return R.choice(a)
def p(x): return R.random() < x
def day(d, n): return d + dt.timedelta(days=n)
def work(d):
    while d.weekday() > 4: d = day(d, 1)
    return d
# ------------------------------------------------------------------ ids
def inn10():
    b = [R.choice([7,5,6,1,2]), R.randint(1,9)] + [R.randint(0,9) for _ in range(7)]
    return ''.join(map(str,b)) + str(sum(x*y for x,y in zip(b,(2,4,10,3,5,9,4,6,8)))%11%10)
def inn12():
    b = [R.choice([7,5,6]), R.randint(1,9)] + [R.randint(0,9) for _ in range(8)]
    b.append(sum(x*y for x,y in zip(b,(7,2,4,10,3,5,9,4,6,8)))%11%10)
    b.append(sum(x*y for x,y in zip(b,(3,7,2,4,10,3,5,9,4,6,8)))%11%10)
    return ''.join(map(str,b))
def edrpou():
    n = R.choice([R.randint(20000000,29999999), R.randint(30100000,45500000)]); s = '%07d' % (n//10)
    w = [1,2,3,4,5,6,7] if not 3000000 <= n//10 <= 6000000 else [7,1,2,3,4,5,6]
    k = sum(int(c)*x for c,x in zip(s,w))%11
    if k == 10: k = sum(int(c)*(x+2) for c,x in zip(s,w))%11%10
    return s + str(k)
def rnokpp():
    b = [ch(2,3)] + [R.randint(0,9) for _ in range(8)]
    return ''.join(map(str,b)) + str(sum(x*y for x,y in zip(b,(-1,5,7,9,4,6,10,5,7)))%11%10)
used = set()
def taxid(person):
    while 1:
        v = (inn12() if person else inn10()) if RU else (rnokpp() if person else edrpou())
        if v not in used: used.add(v); return v
def account(kind='407', cur=None):
    if RU: return {'407':'40702','408':'40802','p':'40817'}[kind] + (cur or '810') + ''.join(str(R.randint(0,9)) for _ in range(12))
    bban = ch('305299','300528','322001','351005','300335') + ch('00000260','00000262') + '%011d' % R.randint(0,10**11-1)
    n = int(bban + '301000'); return 'UA%02d%s' % (98 - n % 97, bban)
# ------------------------------------------------------------------ names
W = t("Вектор Гарант Атлант Прогресс Меридиан Спектр Импульс Север Восток Рубин Каскад Орион Стандарт Фаворит Горизонт Лидер Квант Титан Оптима Альянс Магистраль Берег Кедр Заря Радуга Монолит Формат Ритм Аврора Эталон Тандем Легион Купол Родник Вега Маяк Аркада Союз Партнер Статус Метрика Сигма Дельта Омега Фобос Янтарь Алмаз Технолайн Промресурс Стройинвест Теплодом Энергия Мастерок Уютдом Новатор".split() and "Вектор Гарант Атлант Прогресс Меридиан Спектр Импульс Север Восток Рубин Каскад Орион Стандарт Фаворит Горизонт Лидер Квант Титан Оптима Альянс Магистраль Берег Кедр Заря Радуга Монолит Формат Ритм Аврора Эталон Тандем Легион Купол Родник Вега Маяк Аркада Союз Партнер Статус Метрика Сигма Дельта Омега Янтарь Алмаз Технолайн Промресурс Стройинвест Теплодом Энергия Мастерок Новатор".split(),
  "Вектор Гарант Атлант Прогрес Меридіан Спектр Імпульс Північ Схід Рубін Каскад Оріон Стандарт Фаворит Горизонт Лідер Квант Титан Оптима Альянс Магістраль Берег Кедр Зоря Веселка Моноліт Формат Ритм Аврора Еталон Тандем Легіон Джерело Вега Маяк Аркада Союз Партнер Статус Метрика Сігма Дельта Омега Бурштин Алмаз Смерека Промресурс Будінвест Теплодім Енергія Калина Новатор Злагода Хортиця".split())
T2 = t("Торг Строй Сервис Монтаж Плюс Трейд Снаб Пром Групп Инжиниринг Юг Маркет".split(), "Торг Буд Сервіс Монтаж Плюс Трейд Постач Пром Груп Інжиніринг Захід Маркет".split())
FAM = t("Иванов Смирнов Кузнецов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Гусев Киселёв Ильин Максимов Поляков Сорокин".split(),
  "Шевченко Мельник Бондаренко Коваленко Ткаченко Кравченко Олійник Шевчук Поліщук Бойко Ковальчук Савченко Марченко Руденко Мороз Лисенко Петренко Павленко Клименко Гончаренко Харченко Карпенко Сидоренко Левченко Гаврилюк Пономаренко Василенко Кузьменко Романюк Гордієнко".split())
IM = t(["Иван Петрович","Сергей Николаевич","Андрей Викторович","Дмитрий Олегович","Алексей Игоревич","Павел Сергеевич","Николай Ильич"], ["Іван Петрович","Сергій Миколайович","Андрій Вікторович","Дмитро Олегович","Олексій Ігорович","Павло Сергійович","Микола Ілліч"])
IZ = t(["Анна Сергеевна","Ольга Петровна","Елена Викторовна","Мария Олеговна","Наталья Игоревна","Татьяна Павловна","Светлана Юрьевна"], ["Анна Сергіївна","Ольга Петрівна","Олена Вікторівна","Марія Олегівна","Наталія Ігорівна","Тетяна Павлівна","Світлана Юріївна"])
KM = t(["Маша","Даша","Артём","Кирилл","Саша","Полина","Тимофей","Лиза"], ["Марійка","Даринка","Артем","Кирило","Сашко","Поліна","Тимофій","Злата"])
MI = t("Иван Сергей Андрей Дмитрий Алексей Павел Николай Антон Юрий Виктор Роман Максим Олег Глеб".split(),"Іван Сергій Андрій Дмитро Олексій Павло Микола Антон Юрій Віктор Роман Максим Олег Гліб".split())
FI = t("Анна Ольга Елена Мария Наталья Татьяна Светлана Ирина Юлия Вера Галина Ксения Людмила Надежда".split(),"Анна Ольга Олена Марія Наталія Тетяна Світлана Ірина Юлія Віра Галина Ксенія Людмила Надія".split())
OT = t("Петров Николаев Викторов Олегов Игорев Сергеев Иванов Юрьев Павлов Андреев Борисов Львов".split(),"Петров Миколайов Вікторов Олегов Ігоров Сергійов Іванов Юрійов Павлов Андрійов Борисов Львов".split())
IM = [i+' '+o+t('ич','ич') for i in MI for o in OT]
IZ = [i+' '+(o+'на' if RU else o[:-2]+'івна') for i in FI for o in OT]
KM = KM + t("Ваня Аня Лёва Варя Матвей Соня Егор Ева Миша Катя Рома Юля".split(),"Іванко Аня Левко Варя Матвій Соня Єгор Єва Михайлик Катруся Роман Юля".split())
def fem(f): return (f+'а' if f[-2:] in ('ов','ев','ёв','ин') else f) if RU else f
def person():
    f = R.choice(FAM)
    return (fem(f)+' '+R.choice(IZ)) if p(.6) else (f+' '+R.choice(IM))
def short(n): a=n.split(); return f"{a[0]} {a[1][0]}.{a[2][0]}."
cnames = set()
def company():
    while 1:
        n = R.choice(W); r = R.random()
        if r < .35: n = n + '-' + R.choice(T2)
        elif r < .6: n = n + ' ' + R.choice(T2)
        elif r < .8: n = R.choice(T2) + R.choice(W).lower()
        if n not in cnames: cnames.add(n); return n
MON = t("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(), "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень".split())
# ------------------------------------------------------------------ our companies
ORG = {
 'A': dict(name=t('ООО "Энергокомплект"','ТОВ "Енергокомплект"'), sh=t('Энергокомплект ООО','Енергокомплект ТОВ'), inn=taxid(0), acc=[account(), account()], usd=account(cur='840')),
 'B': dict(name=t('ООО "Энерготранс"','ТОВ "Енерготранс"'), sh=t('Энерготранс ООО','Енерготранс ТОВ'), inn=taxid(0), acc=[account()], usd=None)}
# ------------------------------------------------------------------ state
clients, docs, groups, lines, contracts = [], [], {}, [], []
def client(seg, org, pers=False, ip=False):
    if pers: name = full = person()
    elif ip: q = person(); full = t('ИП ','ФОП ') + q; name = q.rsplit(' ',2)[0] + ' ' + q.split()[1][0]+'.'+q.split()[2][0]+'. ' + t('ИП','ФОП')
    else:
        n = company(); f = t(ch('ООО','ООО','ООО','АО'), ch('ТОВ','ТОВ','ПП','ТОВ')); full = f'{f} "{n}"'; name = f'{n} {f}'
    tid = taxid(pers or ip) if not (pers and p(.75)) else ''
    cno = str(R.randint(1,400)) if p(.5) else ch('П-','А','К-','ДП-','')+f"{R.randint(1,300)}/{ch('25','26','2026')}"
    c = dict(i=len(clients), seg=seg, org=org, name=name, full=full, tid=tid, acc=account('p' if pers else '408' if ip else '407'), pers=pers,
             ct=dict(no=cno, date=day(dt.date(2025,1,10), R.randint(0,460))), manual=p(.3), style=R.random())
    clients.append(c); return c
cnt = {}
def num(key, pre, w=6):
    cnt[key] = cnt.get(key, R.randint(40,700)) + ch(1,1,1,2); return f"{pre}{cnt[key]:0{w}d}"
def doc(kind, number, date, c, total, gid=None, org=None, cur=None, line='', dead=False, based=None, comment='', csv=False):
    d = dict(id=f"{L}{SEED}-{len(docs):05d}", kind=kind, number=number, date=date, org=org or c['org'], c=c['i'], total=total, cur=cur or t('RUB','UAH'), line=line, dead=dead, based=based, comment=comment, csv=csv)
    if gid is None: gid = d['id']
    d['g'] = gid; docs.append(d)
    g = groups.setdefault(gid, dict(total=total, c=c['i'], org=d['org'], date=date, cur=d['cur'], docs=[]))
    if not dead: g['docs'].append(d['id'])
    return d
def line(date, c, amt, text, scen, truth, cls, payer=None, acc=None, org=None, cur=None, out=False, dyn=None, ga=None, alt=None):
    """truth: [(gid, kopecks)]; cls: match (certain by what is written), sum (certain only when the pass agrees), ambig, none, noise"""
    if date > D1: return None
    l = dict(date=work(date), c=None if c is None else c['i'], amt=amt, text=text, scen=scen, truth=list(truth), cls=cls, payer=payer, org=org or (c['org'] if c else 'A'), acc=acc, cur=cur, out=out, dyn=dyn, ga=ga, alt=alt, ok=[])
    lines.append(l); return l
# ------------------------------------------------------------------ words
def m2(a): return f"{a//100}.{a%100:02d}"
def mx(a):
    s = ch(0,1,2,3)
    return m2(a) if s==0 else f"{a//100}-{a%100:02d}" if s==1 else f"{a//100},{a%100:02d}" if s==2 else f"{a//100:,}".replace(',',' ')+f",{a%100:02d}"
def vat(a, none=False):
    if none: return t(ch(' НДС не облагается',' Без НДС.',' без налога (НДС)','. НДС не облагается.',''), ch(' без ПДВ',' Без ПДВ.',', без ПДВ',''))
    v = a*22//122 if RU else a//6
    return t(ch(f". В т.ч. НДС 22% - {m2(v)}", f", в том числе НДС (22%) {mx(v)} руб.", f" В т.ч. НДС(22%) {v//100}-{v%100:02d}", f" Сумма {mx(a)} в т.ч. НДС 22% {m2(v)}", f". в тч ндс 22%", f"\nВ том числе НДС 22 %, {m2(v)} рублей.".replace('\n',' '), ''),
             ch(f", у т.ч. ПДВ 20% - {m2(v)} грн.", f" в т.ч. ПДВ 20 % {mx(v)}", f" у тому числі ПДВ 20% {m2(v)}", f". ПДВ 20% = {m2(v)} грн", f" в т.ч.ПДВ {m2(v)}", ''))
def dd(d):
    s = R.random()
    if s < .55: return d.strftime('%d.%m.%Y')
    if s < .7: return d.strftime('%d.%m.%y')
    if s < .8: return d.strftime('%d.%m.%Y') + t('г.','р.')
    if s < .87: return d.strftime('%d.%m.%y')+t('г','р')
    if s < .92: return d.strftime('%d/%m/%Y')
    g = t("января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split())[d.month-1]
    return f"{d.day} {g} {d.year} {t('г.','р.')}"
def od(d, pr=.8): return (' ' + t('от','від') + ' ' + dd(d)) if p(pr) else ''
def core(n):
    s = n.split('-')[-1].split('/')[0]; return (s.lstrip('0') or '0') + ('/'+n.split('/')[1] if '/' in n else '')
def pre(n): return n[:-len(n.split('-')[-1])].strip('-') if '-' in n else ''
def nn(n, c=None):
    s = R.random(); k = core(n); q = pre(n)
    if q.strip('0') == '': return n if s < .3 else k if s < .95 else n.split('-')[-1]
    q = q.replace('00','')
    return n if s < .35 else f"{q}-{k}" if s < .55 else f"{q}{k}" if s < .62 else k
BILL = lambda: t(ch('по счету № ','по счету №','по сч. ','по счёту ','сч.№ ','по счету на оплату № ','по сч № ','согласно счета № ','согл. счету ','счет ','по счетам № ' if p(.1) else 'по сч.№'),
                 ch('зг. рахунку № ','зг.рах.№','згідно рахунку № ','згідно рах.-факт. № ','рах. ','по рах № ','зг рах ','за рахунком № ','зг.рф '))
UPD = lambda: t(ch('по УПД № ','УПД ','по с/ф № ','по накладной № ','по накл. ','по ТН № ','по счет-фактуре № ','по реализации № '), ch('зг. накладної № ','по ВН № ','зг.видаткової накладної № ','зг. накл.№','по накл. '))
ACT = lambda: t(ch('по акту № ','акт ','по акту вып. работ № ','согласно акта № '), ch('зг. акту № ','акт № ','зг.акту вик.робіт № ','згідно акта надання послуг № '))
GOODS = {'wh': t(['за кабельную продукцию','за электротовары','за автоматические выключатели','за светильники','за товар','за материалы','за электроматериалы','за ТМЦ'],['за кабельну продукцію','за електротовари','за світильники','за товар','за матеріали','за ТМЦ']),
 'fw': t(['за транспортные услуги','за грузоперевозку','за ТЭУ','за автоуслуги','за перевозку груза'],['за транспортні послуги','за вантажоперевезення','за ТЕП','за перевезення вантажу']),
 'ds': t(['за продукты питания','за товар','за продукты','за молочную продукцию'],['за продукти харчування','за товар','за продукти','за молочну продукцію']),
 'eq': t(['за оборудование','за поставку щитового оборудования','за монтаж и пусконаладку','за оборудование и монтаж'],['за обладнання','за поставку щитового обладнання','за монтаж та пусконалагодження']),
 'ar': t(['Арендная плата','Аренда помещения','За аренду офиса','аренда склада'],['Орендна плата','Оренда приміщення','За оренду офісу','оренда складу']),
 'sc': t(['за обучение','за занятия','оплата за секцию','за курсы'],['за навчання','за заняття','оплата за секцію','за курси'])}
PAYV = lambda: t(ch('Оплата','Оплата','Оплата','оплата','Опл.','За','Перечисление','ОПЛАТА','Платеж'), ch('Оплата','Оплата','Сплата','Опл.','оплата','ОПЛАТА','Плата'))
def gv(c): return R.choice(GOODS[c['seg']])
def simple(c, what, a, none=False):
    """one of a clerk's orders of the words"""
    s = R.random()
    if s < .5: x = f"{PAYV()} {what} {gv(c)}"
    elif s < .75: x = f"{PAYV()} {gv(c)} {what}"
    elif s < .87: x = f"{PAYV()} {what}"
    else: x = f"{gv(c).capitalize()} {what}"
    if p(.18): x += t(f" по договору № {c['ct']['no']} от {dd(c['ct']['date'])}", f" по договору № {c['ct']['no']} від {dd(c['ct']['date'])}")
    return x + vat(a, none)
def glue(s): return s.replace(' № ','№').replace(' от ','от').replace(' від ','від').replace('по счету','посчету').replace(' за ','за')
LAT = str.maketrans('АВЕКМНОРСТХаеорсх','ABEKMHOPCTXaeopcx')
def translit(s):
    m = dict(zip('абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ',['a','b','v','g','d','e','e','zh','z','i','y','k','l','m','n','o','p','r','s','t','u','f','kh','ts','ch','sh','shch','','y','','e','yu','ya','i','yi','ye','g']))
    return ''.join(m.get(ch_.lower(),ch_).upper() if ch_.isalpha() else ch_ for ch_ in s).replace('№','N')
def typo(k):
    if len(k) > 1 and k.isdigit():
        if p(.5):
            for _ in range(9):
                i = R.randrange(len(k)-1)
                if k[i] != k[i+1]: return k[:i]+k[i+1]+k[i]+k[i+2:]
        i = R.randrange(len(k)); return k[:i]+str((int(k[i])+R.randint(1,9))%10)+k[i+1:] if i else str((int(k[0])%9)+1)+k[1:]
    return k+'1'
def rnd(lo, hi):
    a = int(R.triangular(lo, hi, lo*1.5))*100
    return a if p(.25) else a + R.randint(0,99) if p(.75) else a//10000*10000
# ------------------------------------------------------------------ deals
def days(n): return sorted(day(D0, R.randint(0,168)) for _ in range(n))
def third_payer(c):
    s = R.random()
    if s < .4:
        o = R.choice(clients); 
        if not o['pers'] and o is not c: return dict(name=o['full'], tid=o['tid'], acc=o['acc'])
    if s < .75:
        n = company(); return dict(name=t('ООО','ТОВ')+f' "{n}"', tid=taxid(0), acc=account())
    q = person(); return dict(name=t('ИП ','ФОП ')+q, tid=taxid(1), acc=account('408'))
def wholesale(c):
    deals = []
    for d in days(R.randint(3,11)):
        br = ch('МС','МС','КЗ','ЦБ') if RU else ch('КВ','КВ','ЛВ','ОД')
        tot = rnd(2500, 180000)
        no = num('A'+br, br+ch('00-')) if c['style'] < .85 else num('A'+br, br+'00-')
        dead = p(.03)
        b = doc('invoice', no, d, c, tot, dead=dead, line=gv(c))
        if dead:
            b2 = doc('invoice', num('A'+br, br+'00-') if p(.6) else no+'/1', day(d, R.randint(1,4)), c, tot, gid=b['g'], line=b['line']); b['re'] = b2
            live = b2
        else: live = b
        sh = doc('shipment', num('Aship','0000-'), day(d, R.randint(3,14)), c, tot, gid=b['g'], based=live, line=b['line']) if p(.75) else None
        deals.append((b, live, sh))
    i = 0
    while i < len(deals):
        b, live, sh = deals[i]; g = b['g']; tot = b['total']; i += 1
        if p(.09): continue
        late = sh is not None and c['style'] > .4
        pd = day((sh or live)['date'] if late else live['date'], R.randint(1,25) if late else R.randint(0,6))
        pd = max(pd, live['date'])
        ex = [(g, tot)]
        one = lambda n=None, dt_=None: BILL()+(n or nn(b['number']))+od(dt_ or b['date'])
        if b['dead']:
            line(pd, c, tot, simple(c, one(), tot), 'reissued bill, old number cited', ex, 'match'); continue
        s = R.random()
        if s < .40:
            w = one() if not (late and p(.6)) else UPD()+(sh['number'] if p(.4) else core(sh['number']))+od(sh['date'])
            line(pd, c, tot, simple(c, w, tot), 'bill or UPD, exact', ex, 'match')
        elif s < .52 and i < len(deals):
            k = min(len(deals)-i, ch(1,1,2,2,3,5)); grp = [deals[i-1]] + deals[i:i+k]
            if any(x[0]['dead'] for x in grp): line(pd, c, tot, simple(c, one(), tot), 'bill or UPD, exact', ex, 'match'); continue
            i += k; sm = sum(x[0]['total'] for x in grp); d_ = max(x[1]['date'] for x in grp); pd = max(pd, day(d_, R.randint(0,7)))
            st = ch(0,1,2,3)
            if st == 0: w = ', '.join(nn(x[0]['number']) for x in grp)
            elif st == 1: w = '; '.join(core(x[0]['number'])+' '+t('от','від')+' '+x[0]['date'].strftime('%d.%m.%y') for x in grp)
            elif st == 2: w = t(' и ',' та ').join(core(x[0]['number'])+' ('+mx(x[0]['total'])+')' for x in grp)
            else: w = ','.join(core(x[0]['number']) for x in grp)
            line(pd, c, sm, f"{PAYV()} {t(ch('по счетам №№ ','по сч. ','сч.№ ','счета '),ch('зг. рахунків №№ ','зг.рах. ','рах. '))}{w} {gv(c)}{vat(sm)}", 'several bills listed', [(x[0]['g'], x[0]['total']) for x in grp], 'match')
        elif s < .60:
            w = ch(gv(c), t('согласно договора','згідно договору')+f" {c['ct']['no']}"+od(c['ct']['date']), t('по договору поставки','по договору поставки')+f" №{c['ct']['no']}"+od(c['ct']['date']))
            line(pd, c, tot, f"{PAYV()} {w}{vat(tot)}", 'no number, sum only', ex, 'sum')
        elif s < .66:
            a = tot*ch(30,50,50,70)//100; pc = round(a*100/tot)
            if p(.4): a = a//100000*100000 or a
            line(pd, c, a, simple(c, t(ch('частичная оплата ','аванс ','предоплата ',f'предоплата {pc}% '),ch('часткова оплата ','аванс ',f'передоплата {pc}% '))+one(), a), 'partial with number', [(g,a)], 'match')
            if p(.8): line(day(pd, R.randint(5,25)), c, tot-a, simple(c, t(ch('доплата ','остаток ','окончательный расчет '),ch('доплата ','залишок ','остаточний розрахунок '))+one(), tot-a), 'rest with number', [(g,tot-a)], 'match')
        elif s < .69:
            w = BILL()+typo(core(b['number']))+' '+t('от','від')+' '+dd(b['date'])
            line(pd, c, tot, simple(c, w, tot), 'typo in number, sum and date right', ex, 'sum')
        elif s < .725:
            bd = b['date']; o_ = [day(bd,-1), day(bd,1), day(bd,10) if bd.day < 19 else day(bd,-10), bd.replace(year=2025), bd.replace(year=2025), bd.replace(year=2024), bd.replace(day=min(bd.day,28), month=bd.month-1), pd]
            if sh and sh['date'] <= pd: o_.append(sh['date'])
            if bd.day <= 12: o_.append(bd.replace(day=bd.month, month=bd.day))
            wd = R.choice(o_)
            line(pd, c, tot, simple(c, BILL()+nn(b['number'])+' '+t('от','від')+' '+wd.strftime('%d.%m.%Y'), tot), 'wrong date or year', ex, 'match')
        elif s < .75:
            q = ch(0,1)
            n = b['number'].translate(LAT) if q == 0 else translit(b['number'])
            line(pd, c, tot, simple(c, BILL()+n+od(b['date']), tot), 'look-alike or transliterated prefix', ex, 'match')
        elif s < .77:
            line(pd, c, tot, glue(simple(c, one(), tot)), 'missing spaces', ex, 'match')
        elif s < .785:
            line(pd, c, tot, translit(simple(c, one(), tot)), 'whole text transliterated', ex, 'match')
        elif s < .815:
            pl = third_payer(c); who = c['full'] if p(.7) else c['name']
            x = simple(c, one(), tot)
            x = x + t(ch(f" за {who}", f" за {who} ИНН {c['tid']}", f". Оплата за {who} по письму №{R.randint(1,99)} от {dd(day(pd,-2))}"), ch(f" за {who}", f" за {who} код {c['tid']}", f". Сплата за {who} зг. листа №{R.randint(1,99)} від {dd(day(pd,-2))}"))
            line(pd, c, tot, x, 'third party pays, names client and bill', ex, 'match', payer=pl)
        elif s < .84:
            over = ch(((tot+99999)//100000)*100000, tot + R.randint(100,50000))
            line(pd, c, over, simple(c, one(), over), 'overpaid with number', ex, 'match')
            if p(.5) and over>tot: line(day(pd,7), c, over-tot, t('Возврат излишне оплаченных по сч. ','Повернення зайво сплачених по рах. ')+core(b['number']), 'refund out', [], 'noise', out=True)
        elif s < .86:
            fl = line(pd, c, tot, simple(c, one(), tot), 'bill or UPD, exact', ex, 'match')
            x = line(day(pd, R.randint(1,6)), c, tot, simple(c, BILL()+nn(b['number'])+od(b['date']), tot), 'paid twice by mistake', [], 'none')
            if x: x['fl'] = fl
        elif s < .885:
            a = tot//100*100 if tot%100 else tot-ch(1,2,5)
            a2 = a + (100 if p(.4) and tot%100 else 0)
            line(pd, c, a2, simple(c, one(), a2), 'kopecks rounded', [(g, min(a2,tot))], 'match')
        elif s < .905:
            line(pd, c, tot, f"{PAYV()} {t('за','за')} {b['date'].day:02d}.{b['date'].month:02d} {gv(c)}{vat(tot)}", 'only the date of the bill', ex, 'sum')
        elif s < .925:
            sh2 = sh and sh['date'] <= pd
            line(pd, c, tot, simple(c, core(b['number'])+' '+t('от','від')+' '+dd(b['date']), tot), 'bare number and date', ex, 'match')
        elif s < .945:
            line(pd, c, None, ch(t('Погашение задолженности по акту сверки','Погашення заборгованості зг. акту звірки'), t('Оплата задолженности за товар по акту сверки на ','Сплата боргу за товар по акту звірки на ')+dd(pd)), 'whole debt by act of reconciliation', [], 'sum', dyn='all')
        elif s < .962:
            line(pd, c, None, ch(t('Оплата за товар по договору ','Оплата за товар по договору ')+c['ct']['no'], t('В счет погашения задолженности','В рахунок погашення заборгованості')), 'round sum to the account (FIFO or ask)', [], 'ambig', dyn='fifo')
        elif s < .975 and len([1 for x in deals[:i-1]]):
            ob = R.choice(deals[:i-1])[0]
            if ob['total'] != tot and not ob['dead']:
                line(pd, c, tot, simple(c, BILL()+nn(ob['number'])+' '+t('от','від')+' '+dd(ob['date']), tot), 'purpose copied from an older payment, sum of another bill', ex, 'sum', alt=ob['g'])
        elif s < .99:
            q = person(); line(pd, c, tot, f"{t('Оплата за','Оплата за')} {c['full']} {one()}", 'director pays from own card', ex, 'match', payer=dict(name=q, tid='', acc=account('p')))
        else:
            a = R.randint(20,300)*100000
            line(pd, c, a, f"{t('Предоплата по договору','Передоплата по договору')} № {c['ct']['no']}{od(c['ct']['date'])} {gv(c)}{vat(a)}", 'advance, no document', [], 'none')
CITY = t("Москва Казань Самара Пермь Уфа Тула Рязань Воронеж Саратов Краснодар Омск Пенза".split(), "Київ Львів Одеса Дніпро Полтава Харків Вінниця Черкаси Суми Рівне Луцьк Тернопіль".split())
def plate(): return R.choice('АВЕКМНОРСТ' if RU else 'АВСЕІКМНОРТ')+(f"{R.randint(100,999)}{R.choice('АВЕКМ')}{R.choice('НОРСТ')}{ch(77,116,50,36,777)}" if RU else f"{R.choice('АВСЕ')}{R.randint(1000,9999)}{R.choice('АВСЕ')}{R.choice('ІКМН')}")
def forwarder(c):
    trips = []
    for d in days(R.randint(4,14)):
        a, b = R.sample(CITY, 2); tot = R.randint(60,900)*50000 if p(.8) else rnd(9000,250000); pl = plate()
        o = doc('order', num('Bz', 'З-', 4), d, c, tot, line=f"{a} - {b}")
        dl = day(d, R.randint(2,6)); n = num('Bact','0000-')
        txt = t(f"Перевозка груза {a} - {b}, а/м {pl}, {dl:%d.%m.%Y}", f"Перевезення вантажу {a} - {b}, авто {pl}, {dl:%d.%m.%Y}")
        inv = doc('invoice', n, dl, c, tot, gid=o['g'], line=txt)
        act = doc('shipment', num('Bsh','0000-'), dl, c, tot, gid=o['g'], based=inv, line=txt)
        trips.append((o, inv, act, a, b, pl, dl))
    i = 0
    while i < len(trips):
        o, inv, act, a, b, pl, dl = trips[i]; i += 1; g = o['g']; tot = o['total']; ex = [(g, tot)]
        if p(.07): continue
        pd = day(dl, R.randint(3,35)); s = R.random()
        drv = short(R.choice(FAM)+' '+R.choice(IM)); rt = f"{a}-{b}"
        def cite():
            q = R.random()
            if q < .35: return BILL()+nn(inv['number'])+od(dl)
            if q < .65: return ACT()+nn(act['number'])+od(dl)
            if q < .8: return BILL()+core(inv['number'])+t(', акт ',', акт ')+core(act['number'])+od(dl)
            return t(ch('по заявке № ','по договору-заявке № ','дог-заявка '),ch('зг. заявки № ','по договору-заявці № ','заявка '))+(o['number'] if p(.6) else core(o['number']))+od(o['date'])
        if s < .45: line(pd, c, tot, simple(c, cite()+(f" {rt}" if p(.2) else ''), tot), 'trip: bill, act or request cited', ex, 'match')
        elif s < .60: line(pd, c, tot, f"{PAYV()} {gv(c)} {t('по маршруту ','за маршрутом ') if p(.6) else ''}{rt}, {t('а/м','а/м')} {pl}, {t('вод.','вод.')} {drv} {cite()}{vat(tot)}", 'trip with plate, driver, route and number', ex, 'match')
        elif s < .68: line(pd, c, tot, f"{PAYV()} {gv(c)} {rt} {t('а/м','авто')} {pl}{vat(tot)}", 'trip by route and plate, no number', ex, 'route')
        elif s < .80 and i < len(trips):
            k = min(len(trips)-i, ch(1,2,2,3,6,9)); grp = [trips[i-1]]+trips[i:i+k]; i += k; sm = sum(x[0]['total'] for x in grp)
            pd = max(pd, day(grp[-1][6], R.randint(2,12)))
            typ = ch('inv','act','act2'); ix = 1 if typ == 'inv' else 2
            w = ', '.join(core(x[ix]['number'])+(t(' от ',' від ')+x[6].strftime('%d.%m.%Y') if typ != 'act2' else '') for x in grp)
            x = f"{PAYV()} {gv(c)} {t(ch('по счетам ','сч.№№ '),'зг.рахунків ') if ix==1 else t(ch('по актам ','акты №№ '),'зг.актів ')}{w}"
            x += t(f" по договору перевозки № {c['ct']['no']}", f" по договору перевезення № {c['ct']['no']}") + vat(sm)
            if len(x) > 210 and len(grp) > 5: line(pd, c, sm, x[:210], 'long list cut at 210', [(y[0]['g'], y[0]['total']) for y in grp], 'cut')
            else: line(pd, c, sm, x, 'several trips listed', [(y[0]['g'], y[0]['total']) for y in grp], 'match')
        elif s < .85: line(pd, c, tot, f"{PAYV()} {gv(c)} {t('за','за')} {MON[dl.month-1]} {t('2026г','2026р')}{vat(tot)}", 'services for a month, no number', ex, 'sum')
        elif s < .89: line(pd, c, tot, simple(c, BILL()+typo(core(inv['number']))+t(' от ',' від ')+dd(dl), tot), 'typo in number, sum and date right', ex, 'sum')
        elif s < .92:
            a_ = tot//2; line(pd, c, a_, simple(c, t('50% ','50% ')+cite(), a_), 'partial with number', [(g,a_)], 'match')
            line(day(pd, 12), c, tot-a_, simple(c, t('остаток 50% ','решта 50% ')+cite(), tot-a_), 'rest with number', [(g,tot-a_)], 'match')
        elif s < .95:
            pn = ch(2000,3000,5000)*100
            if pn < tot: line(pd, c, tot-pn, simple(c, cite(), tot-pn)+t(f" за вычетом штрафа за простой {pn//100} руб", f" за вирахуванням штрафу {pn//100} грн"), 'penalty withheld, number cited', [(g,tot-pn)], 'match')
        elif s < .97: line(pd, c, None, t('Погашение задолженности за транспортные услуги по акту сверки','Погашення заборгованості за транспортні послуги зг. акту звірки'), 'whole debt by act of reconciliation', [], 'sum', dyn='all')
        else:
            line(pd, c, tot, simple(c, cite(), tot), 'third party pays, names client and bill', ex, 'match', payer=third_payer(c))
            lines and lines[-1].update(text=lines[-1]['text'][:140]+t(f" за {c['full']}",f" за {c['full']}"))
def distributor(c):
    dl = []; d = day(D0, R.randint(0,20))
    while d < day(D1,-12):
        tot = rnd(1800, 26000); n = num('Bds','ТР-',6); dl.append(doc('shipment', n, d, c, tot, line=gv(c))); d = day(d, ch(2,3,4,7))
    i = 0
    while i < len(dl):
        k = ch(1,1,2,3,3,4,5,6); grp = dl[i:i+k]; i += k
        if p(.04): continue
        sm = sum(x['total'] for x in grp); pd = day(grp[-1]['date'], R.randint(7,21)); tr = [(x['g'],x['total']) for x in grp]; s = R.random()
        U = t(ch('по накладным №№ ','накл. ','по ТТН ','по УПД '), ch('зг. накладних №№ ','накл. ','зг. ТТН ','по ВН '))
        if len(grp) == 1: U = UPD()
        w = ch(', ',',',' ; ').join((nn(x['number']) if p(.15) else core(x['number']))+(t(' от ',' від ')+x['date'].strftime('%d.%m') if p(.3) else '') for x in grp)
        if s < .58: line(pd, c, sm, f"{PAYV()} {gv(c)} {U}{w}{vat(sm)}", 'deliveries listed', tr, 'match')
        elif s < .66: line(pd, c, sm, f"{PAYV()} {gv(c)} {t('с','з')} {grp[0]['date']:%d.%m} {t('по','по')} {grp[-1]['date']:%d.%m.%y}{vat(sm)}", 'deliveries of a period', tr, 'match')
        elif s < .74: line(pd, c, sm, f"{PAYV()} {gv(c)}{vat(sm)}", 'no number, sum only', tr, 'sum')
        elif s < .80 and len(grp) > 2:
            cs = [int(core(x['number'])) for x in grp]
            line(pd, c, sm, f"{PAYV()} {gv(c)} {U}{cs[0]}-{cs[-1]}{vat(sm)}", 'range of numbers', tr, 'match')
        elif s < .87:
            line(pd, c, None, ch(t('Оплата за продукты по договору № ','Оплата за продукти по договору № ')+c['ct']['no'], t('За товар','За товар'), t('оплата поставки','оплата постачання')), 'round sum to the account (FIFO or ask)', [], 'ambig', dyn='fifo')
        elif s < .93 and len(grp) > 1:
            g0 = grp[-1]; cut = min(g0['total']//2, 50000*ch(1,2,3)); a = sm-cut
            line(pd, c, a, f"{PAYV()} {gv(c)} {U}{w} {t('(частично '+core(g0['number'])+')','(частково '+core(g0['number'])+')')}{vat(a)}", 'list, last in part', tr[:-1]+[(g0['g'], g0['total']-cut)], 'match')
        else:
            ty = R.randrange(len(grp)); ns = [core(x['number']) for x in grp]; ns[ty] = typo(ns[ty])
            x = line(pd, c, sm, f"{PAYV()} {gv(c)} {U}{','.join(ns)}{vat(sm)}", 'list with a typo, sum right', tr, 'sum')
            if x: x['tn'] = ns[ty]
def equipment(c):
    for d in days(R.randint(1,3)):
        tot = rnd(300000, 6000000)
        usd = p(.15); cur = 'USD' if usd else None
        if usd: tot = R.randint(2000,60000)*100
        if cur and c.get('usd') is None: c['usd'] = account(cur='840')
        sp = ch('','',''); n = num('Aeq', 'ОБ00-' if RU else 'ОБ00-'); b = doc('invoice', n, d, c, tot, cur=cur, line=gv(c))
        if usd:
            o = ORG['A']; fee = ch(0,1500,2500,3000)
            en = p(.7)
            x = (f"PAYMENT FOR EQUIPMENT INVOICE {translit(n) if p(.5) else core(n)} DD {d:%d.%m.%Y} CONTRACT {translit(c['ct']['no'])}" if en else simple(c, BILL()+nn(n)+od(d), tot, True))
            a = tot-fee; line(day(d, R.randint(3,20)), c, a, x, 'currency, fee withheld' if fee else 'currency, exact', [(b['g'],a)], 'match', acc='usd', cur='USD', payer=dict(name=c['full'], tid=c['tid'], acc=c['usd']))
            continue
        q = ch((30,70),(50,50),(30,60,10),(100,),(95,5),(40,60))
        a0 = 0; pd = day(d, R.randint(1,8)); left = tot
        act = doc('shipment', num('Aship','0000-'), day(d, R.randint(25,60)), c, tot, gid=b['g'], based=b, line=b['line'])
        for j, pc in enumerate(q):
            a = left if j == len(q)-1 else tot*pc//100; left -= a
            if j: pd = day(max(pd, act['date']), R.randint(3,20))
            if j and q == (95,5): pd = day(pd, 30)
            wt = t({30:'Аванс 30% ',50:ch('Предоплата 50% ','50% '),40:'Аванс 40% '}.get(pc,'Аванс ') if j==0 else ch('Окончательный расчет ',f'Оплата {pc}% ','Доплата '), ({30:'Аванс 30% ',50:'Передоплата 50% ',40:'Аванс 40% '}.get(pc,'Аванс ') if j==0 else ch('Остаточний розрахунок ',f'Оплата {pc}% ','Доплата ')))
            if len(q) == 1: wt = PAYV()+' '
            sc = 'advance/rest by percent' if len(q) > 1 else 'bill or UPD, exact'
            if q == (95,5):
                wt = t('Оплата за вычетом гарантийного удержания 5% ','Оплата за вирахуванням гарантійного утримання 5% ') if j==0 else t('Возврат гарантийного удержания ','Повернення гарантійного утримання '); sc = 'guarantee retention'
            cite = ACT()+core(act['number'])+od(act['date']) if (j or q==(95,5)) and p(.5) and pd >= act['date'] else BILL()+nn(n)+od(d)
            if p(.15) and len(q) > 1: cite = t('по договору № ','по договору № ')+c['ct']['no']+od(c['ct']['date'],1); line(pd, c, a, f"{wt}{cite} {gv(c)}{vat(a)}", 'stage by contract, no number', [(b['g'],a)], 'pct')
            else: line(pd, c, a, f"{wt}{cite} {gv(c)}{vat(a)}", sc, [(b['g'],a)], 'match')
            if p(.06): break
def monthly(c, first=5, last=10):
    rent = R.randint(25,300)*100000; var = p(.6); ds = []
    for m in range(first, last+1):
        d = dt.date(2026,m,ch(1,1,2,3)); tot = rent + (R.randint(200,9000)*100+R.randint(0,99) if var else 0)
        txt = t(f"Аренда{' и коммунальные услуги' if var else ''} за {MON[m-1]} 2026 г.", f"Оренда{' та комунальні послуги' if var else ''} за {MON[m-1]} 2026 р.")
        ds.append((m, doc('invoice', num('Aar', 'АР-', 4), d, c, tot, line=txt, csv=True, comment=txt)))
    return ds, var
def landlord(c):
    ds, var = monthly(c); i = 0
    while i < len(ds):
        m, b = ds[i]; i += 1
        if p(.05): continue
        tot = b['total']; g = b['g']; ex = [(g,tot)]; pd = day(b['date'], R.randint(2,18)); s = R.random(); none = p(.4)
        per = t(ch(f"за {MON[m-1]} 2026 г.", f"за {MON[m-1]} 2026", f"за {MON[m-1]}", f"за {m:02d}.2026"), ch(f"за {MON[m-1]} 2026 р.", f"за {MON[m-1]} 2026", f"за {MON[m-1]}", f"за {m:02d}.2026"))
        kt = t(f"по договору аренды № {c['ct']['no']}{od(c['ct']['date'])}", f"зг. договору оренди № {c['ct']['no']}{od(c['ct']['date'])}")
        if s < .45: line(pd, c, tot, f"{gv(c)} {per} {kt}{vat(tot,none)}", 'rent of a month, contract', ex, 'match')
        elif s < .68: line(pd, c, tot, f"{gv(c)} {per} {BILL()}{nn(b['number'])}{od(b['date'])}{vat(tot,none)}", 'rent of a month and bill', ex, 'match')
        elif s < .76: line(pd, c, tot, f"{gv(c)} {kt}{vat(tot,none)}", 'no number, sum only', ex, 'sum')
        elif s < .84 and i < len(ds):
            m2_, b2 = ds[i]; i += 1; sm = tot+b2['total']; pd = day(b2['date'], R.randint(1,12))
            line(pd, c, sm, f"{gv(c)} за {MON[m-1]}{t(' и ',' та ')}{MON[m2_-1]} {kt}{vat(sm,none)}", 'rent of two months', [(g,tot),(b2['g'],b2['total'])], 'match')
        elif s < .92 and i >= 2:
            ob = ds[i-2][1]
            line(pd, c, tot, f"{gv(c)} за {MON[ds[i-2][0]-1]} {BILL()}{nn(ob['number'])}{t(' от ',' від ')}{dd(ob['date'])}{vat(tot,none)}", "last month's purpose unchanged", ex, 'sum' if var else 'ambig', alt=ob['g'])
        else:
            a = tot//2//10000*10000
            line(pd, c, a, f"{gv(c)} {per} {kt} {t('частично','частково')}{vat(a,none)}", 'rent in two parts', [(g,a)], 'match')
            line(day(pd,9), c, tot-a, f"{t('Остаток','Решта')} {gv(c).lower()} {per} {kt}{vat(tot-a,none)}", 'rent in two parts', [(g,tot-a)], 'match')
def school(c):
    fee = ch(4500,5200,6000,6800,7500,8000,12000)*100; kn = R.choice(KM); sn = c['name'].split()[0]
    if RU: girl = kn in ('Маша','Даша','Полина','Лиза','Аня','Варя','Соня','Ева','Катя','Юля'); base_ = sn[:-1] if sn.endswith('а') else sn; sn = fem(base_) if girl else base_
    kid = kn+' '+sn
    c['kid'] = kid; c['ct']['no'] = ch('','Д-')+f"{1000+c['i']}"; ds = []
    for m in (5,6,9,10) if p(.6) else range(5,11):
        txt = t(f"Обучение за {MON[m-1]} 2026", f"Навчання за {MON[m-1]} 2026")
        ds.append((m, doc('invoice', num('Bsc','ШК-',5), dt.date(2026,m,1), c, fee if p(.85) else fee//2, line=txt, comment=f"{kid} {txt}")))
    bankname = dict(name=t('ПАО СБЕРБАНК','АТ КБ "ПРИВАТБАНК"'), tid=t('7707083893','14360570'), acc=('30232810'+'000000000123' if RU else 'UA213052990000029092829003112'))
    me = dict(name=c['name'], tid=c['tid'] if p(.3) else '', acc=c['acc'])
    for i, (m, b) in enumerate(ds):
        if p(.06): continue
        g=b['g']; tot=b['total']; pd=day(b['date'], R.randint(0,17)); s=R.random(); ex=[(g,tot)]
        per = t(f"за {MON[m-1]}", f"за {MON[m-1]}")+ch('',' 2026')
        kt = t(ch('договор ','дог. № ','дог ','по договору № '),ch('договір ','дог. № ','дог ','по договору № '))+c['ct']['no']
        if s < .30: line(pd, c, tot, f"{gv(c)} {per} {kt} {kid}", 'fee: month and contract, parent pays', ex, 'match', payer=me)
        elif s < .50: line(pd, c, tot, t(f"ЗА {pd:%d/%m/%Y};{c['name'].upper()};{kt};{gv(c)} {per};", f"{gv(c)} {per}; {kt}; Платник: {c['name']}"), "fee through the bank's own account", ex, 'match', payer=bankname)
        elif s < .62: line(pd, c, tot, f"{gv(c)} {per} {kid}", 'fee: month and child, parent pays', ex, 'match', payer=me)
        elif s < .74:
            q = person(); line(pd, c, tot, f"{gv(c)} {per} {t('за','за')} {kid}, {kt}", 'fee: another relative pays, contract named', ex, 'match', payer=dict(name=q, tid='', acc=account('p')))
        elif s < .82: line(pd, c, tot, gv(c), 'fee: nothing named, parent pays', ex, 'sum', payer=me)
        elif s < .88: line(pd, c, tot, f"{BILL()}{nn(b['number'])} {c['name']}", 'fee by bill, another relative pays', ex, 'match', payer=dict(name=person(), tid='', acc=account('p')))
        elif s < .92: line(pd, c, tot*2, f"{gv(c)} {per} {kt} {t('и вперед','та наперед')}", 'fee paid ahead', ex, 'match', payer=me)
        else: line(pd, c, tot, f"{gv(c)} {MON[m-1]} {t('ученик','учень')} {kid}", 'fee: another relative, child named', ex, 'kid', payer=dict(name=person(), tid='', acc=account('p')))
# ------------------------------------------------------------------ make
for seg, org, k, fn in (('wh','A',t(180,150),wholesale),('fw','B',t(100,70),forwarder),('ds','B',t(60,90),distributor),('eq','A',45,equipment),('ar','A',45,landlord),('sc','B',t(70,100),school)):
    cs = [client(seg, org, pers=seg=='sc', ip=(seg in ('wh','fw','ds') and p(.22))) for _ in range(k)]
    for c in cs: fn(c)
# employers that pay for several children of their people
sch = [c for c in clients if c['seg']=='sc']
for _ in range(6):
    e = dict(name=t('ООО','ТОВ')+f' "{company()}"', tid=taxid(0), acc=account()); grp = R.sample(sch, ch(2,3)); m = ch(5,9,10)
    paid = {g for l in lines for g,_ in l['truth']}
    bs = [next((d for d in docs if d['c']==c['i'] and d['date'].month==m and d['g'] not in paid), None) for c in grp]
    if all(bs):
        sm = sum(b['total'] for b in bs); line(dt.date(2026,m,12), grp[0], sm, t('Оплата обучения детей сотрудников за ','Оплата навчання дітей співробітників за ')+MON[m-1]+t(' по сч. ',' зг.рах. ')+', '.join(b['number'] for b in bs), 'employer pays for several', [(b['g'],b['total']) for b in bs], 'match', payer=e)
# noise
o = ORG
def noise(scen, k, fn):
    for _ in range(k):
        n, tid, acc, a, x, org, ac = fn(); line(day(D0, R.randint(0,182)), None, a, x, 'noise: '+scen, [], 'noise', payer=dict(name=n, tid=tid, acc=acc), org=org, acc=ac)
BK = t('ПАО СБЕРБАНК','АТ КБ "ПРИВАТБАНК"'); BT = t('7707083893','14360570'); BA = t('47423810000000000012','UA213052990000029092829003199')
noise('own transfer', 18, lambda: (o['B']['name'], o['B']['inn'], o['B']['acc'][0], R.randint(1,60)*5000000, t('Перевод собственных средств. НДС не облагается','Переказ власних коштів без ПДВ'), 'A', 0) if p(.3) else (o['A']['name'], o['A']['inn'], o['A']['acc'][1], R.randint(1,60)*5000000, t('Пополнение счета, перевод собственных средств','Поповнення рахунку, переказ власних коштів'), 'A', 0))
noise('loan', 12, lambda: (o['B']['name'], o['B']['inn'], o['B']['acc'][0], R.randint(1,60)*5000000, t(f"Выдача займа по договору № {R.randint(1,20)} от 01.03.2026, НДС не облагается",f"Надання поворотної фін. допомоги зг. дог. № {R.randint(1,20)} від 01.03.2026 без ПДВ"), 'A', 0))
noise('acquiring', 40, lambda: (BK, BT, BA, R.randint(500000,9000000), t(f"Зачисление средств по операциям с МБК (на основании реестров платежей от {R.randint(1,28):02d}.08.2026). Мерчант №{R.randint(100000,999999)}. Комиссия {R.randint(100,999)}.{R.randint(10,99)}. НДС не облагается.", f"Зарах.кошт.еквайринг, термінал {R.randint(10000000,99999999)}, коміс. {R.randint(10,999)}.{R.randint(10,99)} грн"), 'A', 0))
noise('interest', 10, lambda: (BK, BT, BA, R.randint(10000,900000), t(f"Выплата процентов по депозиту дог. {R.randint(1000,9999)} от 12.01.2026 за август",f"Виплата відсотків по депозиту дог. {R.randint(1000,9999)} від 12.01.2026"), 'A', 0))
noise('tax refund', 8, lambda: (t('УФК по г. Москве (ИФНС № 15)','ГУК у м.Києві'), t('7715045002','37993783'), t('03100643000000017300','UA068999980385189000000173898'), R.randint(100000,9000000), t(f"Возврат налога по решению № {R.randint(100,9999)} от 12.07.2026 КБК 18210301000011000110",f"Повернення ПДВ зг. висновку № {R.randint(100,9999)} від 12.07.2026"), 'A', 0))
noise('supplier refund', 24, lambda: (t('ООО','ТОВ')+f' "{company()}"', taxid(0), account(), R.randint(100000,9000000), t(f"Возврат излишне перечисленных средств по счету № {R.randint(40,900)} от 12.06.2026, п/п {R.randint(10,900)}",f"Повернення помилково перерахованих коштів зг. листа № {R.randint(1,90)}, рах. {R.randint(40,900)}"), ch('A','B'), 0))
noise('founder, insurance, salary back', 16, lambda: (person(), taxid(1), account('p'), R.randint(1,90)*1000000, t(ch('Взнос учредителя в имущество общества','Возврат подотчетных сумм','Возврат излишне выплаченной заработной платы','Временная финансовая помощь учредителя по договору 5'),ch('Внесок учасника до статутного капіталу','Повернення невикористаних підзвітних коштів','Повернення зайво виплаченої зарплати','Поворотна фінансова допомога засновника дог. 5')), 'A', 0))
noise('returned payment', 10, lambda: (BK, BT, BA, R.randint(100000,3000000), t(f"Возврат п/п № {R.randint(10,900)} от 14.08.2026, счет получателя закрыт",f"Повернення плат. інструкції № {R.randint(10,900)} від 14.08.2026, невірні реквізити"), 'A', 0))
noise('goods to suppliers', 0, lambda: None)
for _ in range(150):   # money out
    line(day(D0, R.randint(0,182)), None, R.randint(50000,30000000), t(ch(f"Оплата по счету № {R.randint(1,900)} от 05.07.2026 за материалы", 'Комиссия за ведение счета', 'Заработная плата за июль', f'Единый налоговый платеж'), ch(f"Оплата зг. рах. № {R.randint(1,900)} від 05.07.2026", 'Комісія за РКО', 'Заробітна плата за липень', 'Оплата за електроенергію')), 'out', [], 'noise', payer=dict(name=t('ООО','ТОВ')+f' "{R.choice(W)}{R.choice(W).lower()}"', tid=taxid(0), acc=account()), out=True, org=ch('A','B'))
# wrong company of ours: the bill of A paid to B's account
for l in R.sample([l for l in lines if l['scen']=='bill or UPD, exact' and l['org']=='A' and l['cur'] is None], 15): l.update(org='B', scen="money came to our other company's account", cls='ambig', accept='truth')
# ------------------------------------------------------------------ the accountant's pass
rem = {g: v['total'] for g,v in groups.items()}; maybe = set(); byc = {}
for g,v in groups.items(): byc.setdefault((v['c'],v['org'],v['cur']),[]).append(g)
corecl = {}
for d in docs: corecl.setdefault((d['c'],d['org'],core(d['number'])),set()).add(d['g'])
base = t('RUB','UAH')
def visible(g): return min(d['date'] for d in docs_of[g] if d['kind'] != 'order' and not d['dead'])   # an order that is not carried out yet is no debt
docs_of = {}
for d in docs: docs_of.setdefault(d['g'],[]).append(d)
def subsets(vals, target, cap=3):
    """how many subsets make the target (up to cap); with the number of items limited"""
    dp = {0:1}
    for v in vals:
        for s_,n in list(dp.items()):
            if s_+v <= target: dp[s_+v] = min(cap, dp.get(s_+v,0)+n)
        if len(dp) > 200000: return cap
    return dp.get(target,0)
lines = [l for l in lines if l]
for k,l in enumerate(lines): l['k']=k
lines.sort(key=lambda l:(l['date'], l['k']))
keep = []
for l in lines:
    cls = l['cls']
    if 'fl' in l and not (l['fl'] and l['fl'].get('kept') and l['fl']['org'] == l['org']): continue   # its first payment is not there
    if l['c'] is None or l['out']: keep.append(l); continue
    gs = sorted([g for g in byc.get((l['c'], l['org'], l['cur'] or base), []) if visible(g) <= l['date']], key=visible)
    op = [g for g in gs if rem[g] > 0]; may = [g for g in gs if g in maybe and rem[g] <= 0]
    if l['dyn'] == 'all':
        if len(op) < 2: continue
        l['truth'] = [(g, rem[g]) for g in op]; l['amt'] = sum(a for _,a in l['truth']); cls = 'ambig' if may else 'match'
    elif l['dyn'] == 'fifo':
        tot = sum(rem[g] for g in op)
        a = int(tot*R.uniform(.3,.9))//1000000*1000000
        if a <= 0 or len(op) < 2 or a in [rem[g] for g in op] or a in [groups[g]['total'] for g in gs]: continue
        l['amt'] = a; tr = []
        for g in op:
            x = min(a, rem[g]); a -= x; tr.append((g,x))
            if not a: break
        l['truth'] = tr
    elif cls != 'none':
        # pays what is already paid (an earlier line took it): drop, it would be another scenario
        if any(rem[g] < a for g,a in l['truth']) or any(visible(g) > l['date'] for g,_ in l['truth']):
            continue
        if cls in ('sum','route','pct','kid'):
            tg = dict(l['truth'])
            if cls == 'pct':
                gg = l['truth'][0][0]; cls = 'match' if [g for g in op+may if g in op] == [gg] and not may else 'ambig'
            else:
                vals = [rem[g] for g in op] + [groups[g]['total'] for g in may]
                pool = op + may
                if len(tg) == 1:
                    gg = next(iter(tg)); n = sum(1 for g in op if rem[g]==l['amt']) + sum(1 for g in may if groups[g]['total']==l['amt'])
                    if cls == 'route': n = 1  # the act states route and plate
                    if 'for a month' in l['scen']:
                        mm = visible(gg).month; n = sum(1 for g in op if rem[g]==l['amt']) + sum(1 for g in may if groups[g]['total']==l['amt'])
                    if 'date of the bill' in l['scen'] or 'typo' in l['scen']:
                        n = sum(1 for g in pool if (rem[g] or groups[g]['total'])==l['amt'] and any(d['date']==docs_of[gg][0]['date'] for d in docs_of[g]))
                    if cls == 'kid':
                        kid = clients[l['c']]['kid']; n += sum(1 for c in clients if c is not clients[l['c']] and c.get('kid')==kid)
                    cls = 'match' if n == 1 else 'ambig'
                else:
                    cls = 'match' if subsets(vals, l['amt']) == 1 else 'ambig'
                    # nobody adds up all subsets: the sum tells if the oldest open ones, or two, make it
                    if 'sum only' in l['scen'] and len(tg) > 2 and [g for g in op[:len(tg)] if g in tg] != op[:len(tg)]: cls = 'ambig'
                if l.get('tn') and any(core(d['number']) == l['tn'] for g in op+may if g not in tg for d in docs_of[g]): cls = 'ambig'
        elif cls == 'cut':
            shown = [g for g,_ in l['truth'] if any((' '+core(d['number'])+x) in l['text'] for d in docs_of[g] for x in (',',t(' от',' від')))]
            rest = l['amt'] - sum(a for g,a in l['truth'] if g in shown)
            vals = [rem[g] for g in op if g not in shown]
            cls = 'match' if subsets(vals, rest) == 1 and not may else 'ambig'
        elif cls == 'match' and l['truth'] and len(l['truth']) == 1:
            # another document of this client under the same bare number, no date, and the sum does not tell
            gg, a = l['truth'][0]; cc = {g for d in docs_of[gg] for g in corecl[(d['c'],d['org'],core(d['number']))]} - {gg}
            if any(g in op or g in may for g in cc) and '.26' not in l['text'] and '.2026' not in l['text'] and any(rem[g]==a for g in cc): cls = 'ambig'
    if l['alt'] and (rem[l['alt']] > 0 or l['alt'] in maybe):
        cls = 'ambig'; maybe.add(l['alt'])      # the document it cites may be open: she would have to ask, or take it if the sum is the same
        if groups[l['alt']]['total'] == l['amt']: l['ok'] = [[l['alt'], l['amt']]]
    if cls == 'ambig':
        for g,_ in l['truth']: maybe.add(g)
    l['cls'] = cls
    for g,a in l['truth']: rem[g] -= min(a, rem[g])
    keep.append(l); l['kept'] = 1
lines = keep
# ------------------------------------------------------------------ write
os.makedirs(f"{OUT}/exchange/accounting"); os.makedirs(f"{OUT}/exchange/bank"); os.makedirs(f"{OUT}/exchange/rent")
def q(s): return json.dumps(s, ensure_ascii=False)
with open(f"{OUT}/sverka.toml",'w') as f:
    f.write(f'lang = "{L}"\ntime_zone = "{t("Europe/Moscow","Europe/Kyiv")}"\nbase_currency = "{base}"\n\n[intake]\nquiet_seconds = 0\n\n')
    for s in ('accounting','bank','rent'): f.write(f'[[source]]\nname = "{s}"\n\n')
    for k in 'AB':
        z = ORG[k]; f.write(f"[[organization]]\nname = {q(z['name'])}\ntax_id = \"{z['inn']}\"\naccounts = [" + ', '.join(f'{{ number = "{a}" }}' for a in z['acc']+([z['usd']] if z['usd'] else [])) + "]\n\n")
    f.write('[[manager]]\nname = "%s"\n' % t('Анна Белова','Анна Білик'))
def org_x(k): z=ORG[k]; return f"<Ссылка>org-{k}</Ссылка><Наименование>{X(z['sh'])}</Наименование><НаименованиеСокращенное>{X(z['name'])}</НаименованиеСокращенное><НаименованиеПолное>{X(z['name'])}</НаименованиеПолное><ИНН>{z['inn']}</ИНН><ЮридическоеФизическоеЛицо>ЮридическоеЛицо</ЮридическоеФизическоеЛицо>"
def cl_x(c): return f"<Ссылка>c-{L}{SEED}-{c['i']}</Ссылка><Наименование>{X(c['name'])}</Наименование><НаименованиеПолное>{X(c['full'])}</НаименованиеПолное>" + (f"<ИНН>{c['tid']}</ИНН>" if c['tid'] else '') + f"<ЮридическоеФизическоеЛицо>{'ФизическоеЛицо' if c['pers'] or c['full'].startswith(('ИП','ФОП')) else 'ЮридическоеЛицо'}</ЮридическоеФизическоеЛицо>"
def ct_x(c):
    k = c['ct']; nm = t(f"Договор № {k['no']} от {k['date']:%d.%m.%Y}", f"Договір № {k['no']} від {k['date']:%d.%m.%Y}") + (f" ({c['kid']})" if c.get('kid') else '')
    return f"<Ссылка>k-{L}{SEED}-{c['i']}</Ссылка><ВидДоговора>СПокупателем</ВидДоговора><Организация>{org_x(c['org'])}</Организация><Контрагент>{cl_x(c)}</Контрагент><Наименование>{X(nm)}</Наименование><Дата>{k['date']}</Дата><Номер>{X(k['no'])}</Номер>"
EL = dict(invoice='СчетПокупателю', order='ЗаказКлиента', shipment='РеализацияТоваровУслуг')
with open(f"{OUT}/exchange/accounting/1c.xml",'w') as f:
    f.write('<?xml version="1.0" encoding="UTF-8"?>\n<Message xmlns:msg="http://www.1c.ru/SSL/Exchange/Message">\n<msg:Header><msg:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8</msg:Format><msg:CreationDate>2026-11-01T06:00:00</msg:CreationDate></msg:Header>\n<Body xmlns="http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8">\n')
    for k in 'AB': f.write(f"<Справочник.Организации><КлючевыеСвойства>{org_x(k)}</КлючевыеСвойства></Справочник.Организации>\n")
    for c in clients:
        ba = f"<ОсновнойБанковскийСчет><НомерСчета>{c['acc']}</НомерСчета></ОсновнойБанковскийСчет>" if p(.5) and not c['pers'] else ''
        f.write(f"<Справочник.Контрагенты><КлючевыеСвойства>{cl_x(c)}</КлючевыеСвойства>{ba}</Справочник.Контрагенты>\n<Справочник.Договоры><КлючевыеСвойства>{ct_x(c)}</КлючевыеСвойства></Справочник.Договоры>\n")
    for d in docs:
        if d['csv']: continue
        c = clients[d['c']]; e = EL[d['kind']]; code = {'RUB':'643','UAH':'980','USD':'840'}[d['cur']]
        st = 'Устаревший' if d['dead'] else 'Проведен'
        b = f"<СчетПокупателю><Ссылка>{d['based']['id']}</Ссылка><Дата>{d['based']['date']}T12:00:00</Дата><Номер>{d['based']['number']}</Номер></СчетПокупателю>" if d['based'] else ''
        if d['kind']=='shipment' and d['c'] is not None and clients[d['c']]['seg']=='fw':
            od_ = docs_of[d['g']][0]; b += f"<Заказ><Ссылка>{od_['id']}</Ссылка><Номер>{od_['number']}</Номер></Заказ>"
        cm = f"<Комментарий>{X(d['comment'])}</Комментарий>" if d['comment'] else ''
        f.write(f"<Документ.{e}><КлючевыеСвойства><Ссылка>{d['id']}</Ссылка><Дата>{d['date']}T12:00:00</Дата><Номер>{X(d['number'])}</Номер><Организация>{org_x(d['org'])}</Организация></КлючевыеСвойства><ОбщиеСвойстваОбъектовФормата><СостояниеОбъекта>{st}</СостояниеОбъекта>{cm}</ОбщиеСвойстваОбъектовФормата><Валюта><ДанныеКлассификатора><Код>{code}</Код></ДанныеКлассификатора></Валюта><Сумма>{m2(d['total'])}</Сумма><Контрагент>{cl_x(c)}</Контрагент><ДанныеВзаиморасчетов><Договор>{ct_x(c)}</Договор></ДанныеВзаиморасчетов><Услуги><Строка><НомерСтрокиДокумента>1</НомерСтрокиДокумента><Содержание>{X(d['line'])}</Содержание><Количество>1</Количество><Сумма>{m2(d['total'])}</Сумма><Цена>{m2(d['total'])}</Цена></Строка></Услуги>{b}</Документ.{e}>\n")
    f.write("</Body>\n</Message>\n")
with open(f"{OUT}/exchange/rent/"+t('реестр счетов аренда.csv','реєстр рахунків оренда.csv'),'w') as f:
    f.write(t('Реестр счетов\nНомер;Дата;Контрагент;ИНН;Сумма;Организация;Договор;Примечание\n','Реєстр рахунків\nНомер;Дата;Контрагент;ЄДРПОУ;Сума;Організація;Договір;Примітка\n'))
    for d in docs:
        if d['csv']:
            c = clients[d['c']]; f.write(f"{d['number']};{d['date']:%d.%m.%Y};{c['full'].replace(chr(34),'')};{c['tid']};{m2(d['total']).replace('.',',')};{ORG['A']['name'].replace(chr(34),'')};№ {c['ct']['no']} {t('от','від')} {c['ct']['date']:%d.%m.%Y};{d['comment']}\n")
byacc = {}
for l in lines:
    z = ORG[l['org']]
    l['own'] = z['usd'] if l['acc']=='usd' else z['acc'][l['acc']] if isinstance(l['acc'],int) else z['acc'][0 if l['org']=='B' or R.random()<.65 else 1]
    l['no'] = str(R.randint(1,2500)); l['text'] = l['text'].replace('  ',' ').strip()
    lim = 210 if RU else 160
    if len(l['text']) > lim and l['cls'] in ('match','sum') and l['scen'].startswith(('several','deliveries','list','trip')) is False: pass
    l['text'] = l['text'][:210] if RU else l['text'][:420]
    c = clients[l['c']] if l['c'] is not None else None
    pl = l['payer'] or dict(name=c['full'], tid=c['tid'], acc=c['acc'])
    l['p'] = pl; byacc.setdefault(l['own'],[]).append(l)
seen = set()
for l in lines:   # one order number, day, sum, payer only once
    while (l['own'],l['date'],l['amt'],l['no']) in seen: l['no'] = str(R.randint(1,9999))
    seen.add((l['own'],l['date'],l['amt'],l['no']))
def cb(acc, ls, org):
    z = ORG[org]; o_ = ["1CClientBankExchange","ВерсияФормата=1.03","Кодировка=Windows","Отправитель=Банк","ДатаСоздания=01.11.2026","ДатаНачала=01.05.2026","ДатаКонца=31.10.2026",f"РасчСчет={acc}"]
    for l in ls:
        us, th = (z['name'], z['inn'], acc), (l['p']['name'], l['p']['tid'], l['p']['acc']); a, b = (us,th) if l['out'] else (th,us)
        o_ += ["СекцияДокумент=Платежное поручение",f"Номер={l['no']}",f"Дата={l['date']:%d.%m.%Y}",f"Сумма={m2(l['amt'])}",f"ПлательщикСчет={a[2]}", f"ДатаСписано={l['date']:%d.%m.%Y}" if l['out'] else "ДатаСписано=",
          f"Плательщик=ИНН {a[1]} {a[0]}" if a[1] else f"Плательщик={a[0]}//РФ, г. Тула, ул. Мира, 9//", f"ПлательщикИНН={a[1] or 0}", f"Плательщик1={a[0]}", f"ПлательщикРасчСчет={a[2]}", f"ПолучательСчет={b[2]}", "ДатаПоступило=" if l['out'] else f"ДатаПоступило={l['date']:%d.%m.%Y}",
          f"Получатель=ИНН {b[1]} {b[0]}", f"ПолучательИНН={b[1]}", f"Получатель1={b[0]}", f"ПолучательРасчСчет={b[2]}", f"НазначениеПлатежа={l['text']}", "КонецДокумента"]
    return '\r\n'.join(o_+["КонецФайла",""])
def wr(n, s, enc='cp1251'): open(f"{OUT}/exchange/bank/{n}",'wb').write(s.encode(enc,'replace'))
def qq(s): return '"'+s.replace('"','""')+'"'
A, B = ORG['A'], ORG['B']
for acc, ls in byacc.items():
    org = 'B' if acc in B['acc'] else 'A'
    if RU and org == 'B':
        xs = []
        for l in ls:
            def pt(tag, n_, i_, a_): return f"<{tag}><Name>{X(n_)}</Name>" + (f"<INN>{i_}</INN>" if i_ else '') + f"<Account>{a_}</Account></{tag}>"
            us, th = (B['name'],B['inn'],acc), (l['p']['name'],l['p']['tid'],l['p']['acc']); a, b = (us,th) if l['out'] else (th,us)
            xs.append(f"<OperationInfo><PayDoc id=\"{l['k']}\" docKind=\"10\"><PayDocRu><DocNo>{l['no']}</DocNo><DocDate>{l['date']}</DocDate><Sum>{m2(l['amt'])}</Sum>{pt('Payer',*a)}{pt('Payee',*b)}<Purpose>{X(l['text'])}</Purpose></PayDocRu></PayDoc><DC>{1 if l['out'] else 2}</DC><Date>{l['date']}</Date><Stamp><Status><Code>02</Code></Status></Stamp></OperationInfo>\n")
        wr('directbank.xml', f'<?xml version="1.0" encoding="UTF-8"?>\n<Statement xmlns="http://directbank.1c.ru/XMLSchema" id="7b0f" formatVersion="2.3.1" creationDate="2026-11-01T19:00:00"><Sender bic="044525974" name="Банк"/><Recipient id="c1" name="x" inn="{B["inn"]}"/><Data><StatementType>0</StatementType><DateFrom>2026-05-01T00:00:00</DateFrom><DateTo>2026-10-31T23:59:59</DateTo><Account>{acc}</Account>\n{"".join(xs)}</Data></Statement>', 'utf-8')
    elif RU: wr(f"kl_to_1c_{acc[-4:]}.txt", cb(acc, ls, org))
    elif acc == A['acc'][0]:
        rows = ["ЄДРПОУ;МФО;Рахунок;Валюта;Номер документу;Дата операції;МФО банку;Назва банку;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Сума;Призначення платежу;"]
        for l in reversed(ls):
            rows.append(f"{A['inn']};{acc[4:10]};{acc};UAH;{l['no']};{l['date']:%d.%m.%Y};{l['p']['acc'][4:10]};АТ \"БАНК\";{l['p']['acc']};{l['p']['tid']};{l['p']['name']};{'-' if l['out'] else ''}{l['amt']//100:,}".replace(',',' ')+f".{l['amt']%100:02d};{l['text'].replace('і','i') if hash(l['no'])*0+int(l['no'])%3==0 else l['text']};")
        wr('privat24.csv', '\r\n'.join(rows)+'\r\n')
    elif acc == B['acc'][0]:
        rows = ["ЄДРПОУ;МФО;Рахунок;Валюта;Дата операції;Код операції;МФО банка;Назва банка;Рахунок кореспондента;ЄДРПОУ кореспондента;Кореспондент;Документ;Дата документа;Дебет;Кредит;Призначення платежу;Гривневе покриття"]
        for l in ls: rows.append(';'.join([B['inn'],acc[4:10],acc,'UAH',f"{l['date']:%d.%m.%Y} {R.randint(9,17)}:{R.randint(10,59)}",'',l['p']['acc'][4:10],'АТ БАНК',l['p']['acc'],l['p']['tid'],qq(l['p']['name']),l['no'],f"{l['date']:%d.%m.%Y}",m2(l['amt']) if l['out'] else '','' if l['out'] else m2(l['amt']),qq(l['text']),'0']))
        wr('ibank2.csv', '\r\n'.join(rows)+'\r\n')
    else:
        xs = []
        for l in ls:
            us, th = (A['name'],A['inn'],acc), (l['p']['name'],l['p']['tid'],l['p']['acc']); a, b = (us,th) if l['out'] else (th,us)
            xs.append(f"<СекцияДокумент><ВидДокумента>Платіжне доручення</ВидДокумента><Номер>{l['no']}</Номер><Дата>{l['date']}</Дата><ДокументИД>BK-{l['k']}</ДокументИД><Сумма>{m2(l['amt'])}</Сумма><КодВалюты>{'840' if l['cur'] else '980'}</КодВалюты><ПлательщикСчет>{a[2]}</ПлательщикСчет><Плательщик>{X(a[0])}</Плательщик><ПлательщикОКПО>{a[1]}</ПлательщикОКПО><ПолучательСчет>{b[2]}</ПолучательСчет><Получатель>{X(b[0])}</Получатель><ПолучательОКПО>{b[1]}</ПолучательОКПО><НазначениеПлатежа>{X(l['text'])}</НазначениеПлатежа></СекцияДокумент>\n")
        wr(f"client-bank-{acc[-4:]}.xml", '<?xml version="1.0" encoding="utf-8"?>\n<_1CClientBankExchange><ВерсияФормата>2.00</ВерсияФормата><Отправитель>Клієнт-банк</Отправитель><Получатель></Получатель>'+''.join(xs)+'</_1CClientBankExchange>', 'utf-8')
json.dump(dict(lang=L, docs=[dict(id=d['id'], kind=d['kind'], number=d['number'], date=str(d['date']), org=d['org'], c=d['c'], total=d['total'], g=d['g'], dead=d['dead'], cur=d['cur'], line=d['line'], csv=d['csv']) for d in docs],
  clients=[dict(i=c['i'], name=c['full'], tid=c['tid'], seg=c['seg'], ct=c['ct']['no']) for c in clients],
  lines=[dict(k=l['k'], no=l['no'], date=str(l['date']), amt=l['amt'], own=l['own'], text=l['text'], scen=l['scen'], cls=l['cls'], truth=l['truth'], ok=l['ok'], c=l['c'], payer=l['p']['name'], out=l['out']) for l in lines]), open(f"{OUT}/truth.json",'w'), ensure_ascii=False, indent=0)
import collections
print(L, 'clients', len(clients), 'docs', len(docs), 'in', sum(not l['out'] for l in lines), collections.Counter(l['cls'] for l in lines if not l['out']))
