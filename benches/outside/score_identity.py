#!/usr/bin/env python3
"""score_identity.py OUT [--show SCENARIO|TAG|all [N]] [--what missed|wrong|asked]: who is who against OUT/truth.json, after `sverka sync` in OUT.
Env SVERKA: the binary. Missed: pairs with enough evidence neither joined nor asked. asked: questions whose every answer is no.
Evidence of a pair (a careful person would say "surely the same"), from the cards alone and how common values are:
 taxid: same valid tax id; phone/mail: one borne by cards of one entity only, and name cores alike; address: same street, house, office
 and cores alike; rare: the same core, borne by one entity in the whole data, form and city not contradicting."""
import sys, os, json, re, subprocess
from collections import defaultdict, Counter
from difflib import SequenceMatcher
from itertools import combinations
OUT = sys.argv[1]; SV = os.environ.get('SVERKA', os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../target/release/sverka'))
SHOW = sys.argv[sys.argv.index('--show') + 1] if '--show' in sys.argv else None
NSHOW = int(sys.argv[sys.argv.index('--show') + 2]) if SHOW and len(sys.argv) > sys.argv.index('--show') + 2 and sys.argv[sys.argv.index('--show') + 2].isdigit() else 8
WHAT = sys.argv[sys.argv.index('--what') + 1] if '--what' in sys.argv else 'missed'
def run(*a): return subprocess.run([SV, '--config', f'{OUT}/sverka.toml', *a], capture_output=True, text=True, check=True).stdout
T = json.load(open(f'{OUT}/truth.json')); ENT = {int(k): v for k, v in T['entities'].items()}; cards = T['cards']
clients = [json.loads(x) for x in run('export', 'clients', '--format', 'jsonl').splitlines() if x.strip()]
where = {(s['source'], s['external_id']): c['id'] for c in clients for s in c['sources'] if s.get('kind', 'client') == 'client'}
lost = [k for k in cards if (k['src'], k['ext']) not in where]
cards = [k for k in cards if (k['src'], k['ext']) in where]
for i, k in enumerate(cards): k['i'] = i; k['c'] = where[k['src'], k['ext']]
qs = [q for q in json.loads(run('review', 'list', '--json', '--kind', 'client_match'))['questions'] if q['state'] == 'open']
byc, bye = defaultdict(list), defaultdict(list)
for k in cards: byc[k['c']].append(k); bye[k['ent']].append(k)
major = {c: Counter(k['ent'] for k in ks).most_common(1)[0][0] for c, ks in byc.items()}
# ---- answered by the truth
par = {}
def find(x):
    while par.get(x, x) != x: x = par[x]
    return x
yes = 0; bad = []; askedpair = set(); askedc = set(); nopair = 0; skipped = 0
for q in qs:
    s = q['subject']
    if s not in major: skipped += 1; continue
    ok = False; askedc.add(s)
    for c in q['candidates']:
        c = c['id']
        if c not in major: continue
        askedc.add(c); askedpair.add(frozenset((s, c)))
        if major[s] == major[c]: ok = True; par[find(s)] = find(c)
        else: nopair += 1
    yes += ok; bad += [] if ok else [q]
# ---- figures
def prf(lab):
    g = defaultdict(Counter)
    for k in cards: g[lab(k)][k['ent']] += 1
    t2 = sum(len(v) * (len(v) - 1) // 2 for v in bye.values()); a2 = sum(sum(c.values()) * (sum(c.values()) - 1) // 2 for c in g.values()); h = sum(n * (n - 1) // 2 for c in g.values() for n in c.values())
    P, Rc = h / max(a2, 1), h / max(t2, 1)
    bp = sum(n * n / sum(c.values()) for c in g.values() for n in c.values()) / len(cards); br = sum(n * n / len(bye[e]) for c in g.values() for e, n in c.items()) / len(cards)
    return P, Rc, 2 * P * Rc / max(P + Rc, 1e-9), bp, br, 2 * bp * br / (bp + br), a2 - h
auto, ans = (lambda k: k['c']), (lambda k: find(k['c']))
# ---- evidence
HOM = str.maketrans('ABEKMHOPCTXaeopcyxi', 'АВЕКМНОРСТХаеорсухі')
TLM = {'а': 'a', 'б': 'b', 'в': 'v', 'г': 'g', 'ґ': 'g', 'д': 'd', 'е': 'e', 'ё': 'e', 'є': 'e', 'э': 'e', 'ж': 'zh', 'з': 'z', 'и': 'i', 'і': 'i', 'ї': 'i', 'й': 'i', 'к': 'k', 'л': 'l', 'м': 'm', 'н': 'n', 'о': 'o', 'п': 'p', 'р': 'r', 'с': 's', 'т': 't', 'у': 'u', 'ф': 'f', 'х': 'kh', 'ц': 'ts', 'ч': 'ch', 'ш': 'sh', 'щ': 'shch', 'ъ': '', 'ы': 'i', 'ь': '', 'ю': 'yu', 'я': 'ya'}
FORM = {'ооо': 'ооо', 'тов': 'ооо', 'llc': 'ооо', 'ooo': 'ооо', 'tov': 'ооо', 'ао': 'ао', 'ao': 'ао', 'зао': 'ао', 'пао': 'ао', 'чао': 'ао', 'прат': 'ао', 'zao': 'ао', 'гуп': 'гуп', 'муп': 'муп', 'ип': 'ип', 'фоп': 'ип', 'флп': 'ип', 'спд': 'ип', 'пп': 'пп', 'чп': 'чп', 'фг': 'фх', 'фх': 'фх'}
FULL = [('общество с ограниченной ответственностью', 'ооо'), ('публичное акционерное общество', 'ао'), ('закрытое акционерное общество', 'ао'), ('акционерное общество', 'ао'), ('государственное унитарное предприятие', 'гуп'), ('муниципальное унитарное предприятие', 'муп'), ('индивидуальный предприниматель', 'ип'), ('товариство з обмеженою відповідальністю', 'ооо'), ('приватне підприємство', 'пп'), ('приватне акціонерне товариство', 'ао'), ('фізична особа-підприємець', 'ип'), ('фермерське господарство', 'фх')]
CITYW = {w.lower() for e in ENT.values() for w in (e['city'], e['city_ru'])}
def norm(s):
    if any('а' <= c.lower() <= 'я' for c in s): s = ' '.join(w.translate(HOM) if any('а' <= c.lower() <= 'я' for c in w) else w for w in s.split())
    s = s.lower().replace('ё', 'е')
    for f, a in FULL: s = s.replace(f, f' {a} ')
    s = re.sub(r'не использовать!*|дубль|яяя|\bnew\b|\(старый\)|\(только предоплата\)|\(договор с 2024\)|к-ия', ' ', s)
    s = re.sub(r'\bфилиал\b|\bоп №\d', ' ', s)
    for c in CITYW: s = re.sub(rf'(\bв )?(\bг\.? ?|\bм\. ?)?\b{re.escape(c.replace("ё", "е"))}\b', ' ', s)
    for a, b in (('торговый дом', 'тд'), ('группа компаний', 'гк'), ('компания', ' ')): s = s.replace(a, b)
    w = re.findall(r'[\w+№]+', s); f = {FORM[x] for x in w if x in FORM}; w = [x for x in w if x not in FORM]
    t = [''.join(TLM.get(c, c) for c in x) for x in w]
    return ''.join(t), ''.join(sorted(t)), f, t
def valid(s):
    s = re.sub(r'\D', '', s.split('/')[0])
    if len(s) in (9, 11): s = '0' + s
    d = [int(c) for c in s]; m = lambda w: sum(a * b for a, b in zip(w, d))
    if not s.strip('0'): return None
    if len(s) == 10 and (m((2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == d[9] or m((-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == d[9]): return s
    if len(s) == 12 and m((7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == d[10] and m((3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == d[11]: return s
    if len(s) == 8:
        n = int(s); w = [1, 2, 3, 4, 5, 6, 7] if not 30000000 <= n <= 60000000 else [7, 1, 2, 3, 4, 5, 6]; r = m(w) % 11
        if r == 10: r = m([x + 2 for x in w]) % 11 % 10
        if r == d[7]: return s
    return None
def phn(s): d = re.sub(r'\D', '', re.split('доб', s)[0]); return d[-10:] if not d.startswith('380') and not (d.startswith('0') and len(d) == 10) else d[-9:]
def adr(k):
    s = k['addr'].lower().replace('ё', 'е')
    if not s: return None
    s = re.sub(r'\b(ул|улица|вул|вулиця|г|м|місто|д|дом|буд|будинок|оф|офис|помещ|к|корп|корпус|россия|україна)\b\.?|№', ' ', s); s = re.sub(r'\b\d{5,6}\b', ' ', s)
    w = re.findall(r'[\w/-]+', s); return tuple(sorted(w)) if sum(any(c.isdigit() for c in x) for x in w) else None
def alike(a, b):
    if not a['n'][0] or not b['n'][0]: return False
    if a['n'][0] == b['n'][0] or a['n'][1] == b['n'][1]: return True
    x, y = a['n'][3], b['n'][3]
    ka = ENT[a['ent']]['kind'] in ('ru_ip', 'ua_fop', 'person')
    if ka and len(x) >= 2 and len(y) >= 2:      # people: surname and initials fit
        return any(SequenceMatcher(None, s, t).ratio() > .84 and len(s) > 3 for s in x for t in y if len(t) > 3)
    if SequenceMatcher(None, a['n'][0], b['n'][0]).ratio() >= .85: return True
    return bool(set(x) <= set(y) or set(y) <= set(x))
phe, mle, coree, taxe, sure = defaultdict(set), defaultdict(set), defaultdict(set), defaultdict(set), defaultdict(set)
for k in cards:
    k['n'] = norm(k['name']); k['t'] = valid(k['inn']) if k['inn'].strip() else None; k['p'] = {phn(x) for x in k['ph']}; k['m'] = {x.lower() for x in k['mail']}; k['a'] = adr(k)
    for x in k['p']: phe[x].add(k['ent'])
    for x in k['m']: mle[x].add(k['ent'])
    for x in k['n'][3]: sure[x].add(k['ent'])
    coree[k['n'][1]].add(k['ent']); k['city'] = ENT[k['ent']]['city'] if (k['region'] or k['addr']) else None
    if k['t']: taxe[k['t']].add(k['ent'])
def evidence(a, b):
    if a['t'] and a['t'] == b['t']: return 'taxid'
    if a['t'] and b['t']: return None         # two valid numbers that differ: nobody says "surely"
    al = alike(a, b)
    if al and any(len(phe[x]) == 1 for x in a['p'] & b['p']): return 'phone'
    if al and any(len(mle[x]) == 1 for x in a['m'] & b['m']): return 'mail'
    if al and a['a'] and a['a'] == b['a'] and len(a['a']) >= 3: return 'address'
    ty = ENT[a['ent']]['kind']; ct = bool(a['city'] and b['city'])
    if ty in ('ru_ip', 'ua_fop', 'person') and (len([x for x in a['n'][3] if len(x) > 2]) < 3 or not ct and min(len(sure[x]) for x in a['n'][3]) > 3): return None
    if ty == 'budget' and not ct: return None
    if a['n'][1] == b['n'][1] and len(a['n'][0]) > 4 and len(coree[a['n'][1]]) == 1 and (not a['n'][2] or not b['n'][2] or a['n'][2] & b['n'][2]) and 'shop_person' not in a['tags'] + b['tags']: return 'rare'
    return None
ev = Counter(); evA = Counter(); evQ = Counter(); sc = defaultdict(lambda: [0] * 6); tg = defaultdict(lambda: [0] * 3); shown = []; silent = Counter()
for e, ks in bye.items():
    S = ENT[e]['scenario']; sc[S][0] += len(ks); sc[S][5] += sum(k['c'] in askedc for k in ks)
    for a, b in combinations(ks, 2):
        j, w = a['c'] == b['c'], find(a['c']) == find(b['c']); x = evidence(a, b)
        sc[S][1] += 1; sc[S][2] += j; sc[S][3] += w
        for t in set(a['tags'] + b['tags']): tg[t][0] += 1; tg[t][1] += j; tg[t][2] += w
        if x:
            ev[x] += 1; evA[x] += j; evQ[x] += w
            if not w: silent[S, x] += 1; shown.append((S, x, a, b))
wrong = []
for c, ks in byc.items():
    for a, b in combinations(ks, 2):
        if a['ent'] != b['ent']:
            S = ENT[a['ent']]['scenario']; S = ENT[b['ent']]['scenario'] if S in ('plain', 'ua') else S; S = 'pasted_inn' if 'pasted_inn' in a['tags'] + b['tags'] else S
            wrong.append((S, c, a, b)); sc[S][4] += 1
def line(k): return f'   {k["src"]}:{k["ext"]} [{k["c"]}] «{k["name"]}»' + (f' / {k["legal"]}' if k['legal'] else '') + ''.join(f' | {n} {v}' for n, v in (('ИНН', k['inn']), ('КПП', k['kpp']), ('тел', ', '.join(k['ph'])), ('mail', ', '.join(k['mail'])), ('адр', k['addr']), ('город', k['region']), ('контакт', k['contact'])) if v) + f'  #{",".join(k["tags"])} e{k["ent"]} {ENT[k["ent"]]["scenario"]}'
if SHOW:
    import random; R = random.Random(5)
    if WHAT == 'asked':
        for q in R.sample(bad, min(NSHOW, len(bad))):
            print(q['id'], 'question', len(q['candidates']), 'candidates', json.dumps({k: v for k, v in q.items() if k in ('reasons', 'reason', 'score', 'text')}, ensure_ascii=False)[:300])
            for k in byc[q['subject']][:3]: print(line(k))
            for c in q['candidates'][:2]:
                print('  ?', json.dumps({k: v for k, v in c.items() if k != 'id'}, ensure_ascii=False)[:400])
                for k in byc.get(c['id'], [])[:2]: print(line(k))
    else:
        L = [x for x in (wrong if WHAT == 'wrong' else shown) if SHOW in ('all', x[0]) or SHOW == x[1] or SHOW in x[2]['tags'] + x[3]['tags']]
        print(len(L), WHAT)
        for S, x, a, b in R.sample(L, min(NSHOW, len(L))): print(f'-- {S} {x}'); print(line(a)); print(line(b))
    sys.exit()
print(f'{len(bye)} entities, {len(cards)} cards, {len(clients)} clients' + (f', {len(lost)} cards not found in the export' if lost else ''))
for n, f in (('automatic', auto), ('questions answered', ans)):
    r = prf(f); print(f'{n:20} pairs P {r[0]:.4f} R {r[1]:.4f} F1 {r[2]:.4f}   B3 P {r[3]:.4f} R {r[4]:.4f} F1 {r[5]:.4f}   wrong pairs {r[6]}')
print(f'questions {len(qs)} = {100 * len(qs) / len(cards):.1f}% of cards; some answer is yes {yes}, none {len(bad)}' + (f', subject not a card {skipped}' if skipped else '') + f'; candidates that are no: {nopair}')
print('evidence     pairs  joined%  with answers%  silent'); tot = (sum(ev.values()), sum(evA.values()), sum(evQ.values()))
for x in [*sorted(ev, key=ev.get, reverse=True), 'all']:
    a, b, c = (ev[x], evA[x], evQ[x]) if x != 'all' else tot; print(f'{x:10} {a:7} {100 * b / a:8.1f} {100 * c / a:10.1f} {a - c:10}')
bigp = sum(v[1] for v in sc.values()); print(f'upper bound of recall by evidence alone (pairs direct): {tot[0] / bigp:.4f}')
kinds = Counter()
def ini(k): return 'initials' in k['tags']
for S, x, a, b in shown:
    u = a['tags'] + b['tags']; nm = (a['name'] + ' | ' + b['name']).lower()
    for t, c in (('«ИНН 77…» with a word in the cell', 'инн' in (a['inn'] + b['inn']).lower()), ('ЧП for a Russian ИП', re.search(r'\bчп\b', nm) and ENT[a['ent']]['kind'] == 'ru_ip'), ('initials', 'initials' in u), ('no patronymic', 'no_patronymic' in u), ('brand', 'brand' in u), ('typo', 'typo' in u), ('translit', 'translit' in u), ('ua in russian', 'ua_in_russian' in u), ('city glued', 'city_glued' in u), ('remark', 'remark' in u), ('lookalike', 'lookalike' in u), ('branch name', 'branch_name' in u), ('former', 'former' in u), ('pasted, bad, zero, cut tax id', set(u) & {'pasted_inn', 'bad_inn', 'zero_inn', 'lost_zero'})):
        if c: kinds[t] += 1
    if not set(u) - {'no_inn', 'no_form', 'upper', 'lower', 'acct_phone'}: kinds['nothing but case, form, no number'] += 1
print('silent pairs with (overlapping):', ', '.join(f'{k} {v}' for k, v in kinds.most_common()))
print('needless questions by scenario of subject:', dict(Counter(ENT[major[q['subject']]]['scenario'] for q in bad).most_common()), 'by reasons:', dict(Counter(' '.join(sorted({r.split(' ')[0] for r in q['reasons']} - {'likelihood'})) for q in bad).most_common(8)))
print('scenario        cards   pairs  found% +answers%  wrong asked%')
for s, v in sorted(sc.items(), key=lambda x: -x[1][0]): d = max(v[1], 1); print(f'{s:14} {v[0]:6} {v[1]:7} {100 * v[2] / d:7.1f} {100 * v[3] / d:8.1f} {v[4]:6} {100 * v[5] / max(v[0], 1):6.1f}')
print('mess (either card)  pairs  found% +answers%')
for t, v in sorted(tg.items(), key=lambda x: -x[1][0]): print(f'{t:16} {v[0]:8} {100 * v[1] / v[0]:7.1f} {100 * v[2] / v[0]:8.1f}')
