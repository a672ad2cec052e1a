#!/usr/bin/env python3
"""score_payments_a.py OUT [--show SCENARIO|all [N]] [--explain]: what sverka decided against OUT/truth.json. Env SVERKA: the binary.
--bills: without lines that pay shipments/acts which no bill or order precedes.
--show: failing lines (wrong, asked wrongly, silent); SCENARIO may be KIND:wrong, KIND:asked, KIND:silent, all:wrong ..."""
import sys, os, json, subprocess
from collections import defaultdict, Counter
OUT = sys.argv[1]; SV = os.environ.get('SVERKA', os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../target/release/sverka'))
def run(*a): return subprocess.run([SV, '--config', f'{OUT}/sverka.toml', *a], capture_output=True, text=True, check=True).stdout
def exp(e): return [json.loads(x) for x in run('export', e, '--format', 'jsonl').splitlines() if x.strip()]
def cents(s):
    s = s.strip(); neg = s.startswith('-'); s = s.lstrip('-'); i, _, f = s.partition('.'); return (int(i) * 100 + int((f + '00')[:2])) * (-1 if neg else 1)
tr = json.load(open(f'{OUT}/truth.json'))
pays, allocs, clients = exp('payments'), exp('allocations'), exp('clients')
docs = {}
for e in ('invoices', 'orders', 'shipments'):
    for d in exp(e): docs[d['id']] = d
review = json.loads(run('review', 'list', '--json', '--kind', 'payment_match'))['questions']
asked = {q['subject']: q for q in review if q['state'] == 'open'}
cl = {c['id']: c for c in clients}
cq = defaultdict(set)      # a card and those it may be, by open questions
for q in json.loads(run('review', 'list', '--json', '--kind', 'client_match'))['questions']:
    for c in q['candidates']: cq[q['subject']].add(c['id']); cq[c['id']].add(q['subject'])
truthdoc = {(d['kind'], d['number'], d['date']): int(i) for i, dl in tr['deals'].items() for d in dl['docs']}
deal_of = {i: truthdoc.get((d['record'], d['number'], d['date'])) for i, d in docs.items()}
lost_docs = [d for i, d in docs.items() if deal_of[i] is None and d.get('sources')]
by_pay = defaultdict(list)
for a in allocs: by_pay[a['payment_id']].append(a)
key = lambda date, num, amt, acc: (date, num.lstrip('0'), amt, acc)
store = defaultdict(list)
for p in pays:
    other = p['payee' if p['direction'] in ('out', 'internal') else 'payer']['account']
    store[key(p['date'], p['number'], cents(p['amount']), other)].append(p)
    if p['direction'] == 'internal': store[key(p['date'], p['number'], cents(p['amount']), p['payer']['account'])].append(p)
unmatched = dup = 0; rows = []
for l in tr['lines']:
    c = store.get(key(l['date'], l['number'], l['amount'], l['account']), [])
    if not c: unmatched += 1; continue
    if len(c) > 1: dup += 1
    rows.append((l, c[0], len(c)))
def is_client(c, l): return c['tax_id'] == l['client'] if c['tax_id'] else (c['legal_name'] or c['name']).lower() == (l['client_name'] or '').lower()
def client_asked(p, l): return any(is_client(cl[x], l) for x in cq.get(p['client_id'] or '', ()) if x in cl)
def judge(l, p):
    al = by_pay.get(p['id'], []); q = asked.get(p['id'])
    got = defaultdict(int)
    for a in al: got[deal_of.get(a['document_id'], a['document_id'])] += cents(a['settled' if l['settled'] else 'amount'])
    got = {k: v for k, v in got.items() if v}
    c = cl.get(p['client_id'] or ''); cid = (c['tax_id'] or c['name']) if c else None
    same_client = c is not None and (c['tax_id'] == l['client'] or c['name'] == l['client'] or c['name'] == l['client_name'] or not c['tax_id'] and (c['legal_name'] or c['name']).lower().replace('"', '') == (l['client_name'] or '').lower())
    want = {int(i): a for i, a in l['docs']}
    cand = {deal_of.get(x['id']) for x in q['candidates']} if q else set()
    ok_cand = q and set(want) <= cand
    if l['kind'] == 'docs':
        if got and not q and set(got) == set(want) and all(abs(got[k] - want[k]) <= 5 for k in want): return 'right'
        if q and not got: return 'asked_with' if ok_cand else 'asked_without'
        if q and got: # partly decided and asked about the rest
            return 'wrong' if any(k not in want or got[k] > want[k] + 5 for k in got) else ('asked_with' if set(want) <= cand | set(got) else 'asked_without')
        if not got: return 'asked_who' if client_asked(p, l) else 'silent'
        return 'wrong'
    if l['kind'] == 'advance':
        if got: return 'wrong'
        if q: return 'asked_with'
        return 'right' if same_client or l['loose'] else 'silent'
    if l['kind'] == 'noise':
        return 'wrong' if got else 'asked_with' if q else 'right'
    if q: return 'asked_ok'
    if got: return 'decided_as_hint' if want and set(got) == set(want) else 'decided'
    return 'silent'
res = [(l, p, judge(l, p)) for l, p, _ in rows]
if '--show' in sys.argv:
    if '--bills' in sys.argv: res = [x for x in res if not (x[0]['docs'] and all(all(d['kind'] == 'shipment' for d in tr['deals'][str(i)]['docs']) for i, _ in x[0]['docs']))]
    i = sys.argv.index('--show'); what = sys.argv[i + 1] if len(sys.argv) > i + 1 else 'all'; n = int(sys.argv[i + 2]) if len(sys.argv) > i + 2 and sys.argv[i + 2].isdigit() else 10
    sc, _, st = what.partition(':')
    for l, p, r in res:
        if (sc != 'all' and l['scenario'] != sc) or r in ('right', 'asked_ok') and not st or st and not r.startswith(st): continue
        if n <= 0: break
        n -= 1; q = asked.get(p['id'])
        print(f'== {l["scenario"]}: {r}  {p["id"]} {l["dir"]} {l["date"]} № {l["number"]} {l["amount"]/100:.2f} from {l["payer"]} -> client {p["client_id"]} {cl[p["client_id"]]["name"] if p["client_id"] in cl else "-"}')
        print('   ' + l['purpose'])
        d = lambda k: ', '.join(f'{x["kind"]} {x["number"]} {x["date"]} {x["total"]}' for x in tr['deals'][str(k)]['docs'])
        print(f'   truth: {l["kind"]} {l["why"] or ""} client {l["client_name"]} {l["client"]}' + ''.join(f'\n      {a/100:.2f} on {d(k)}' for k, a in l['docs']))
        print(f'   program: {p["status"]}' + ''.join(f'\n      {a["amount"]} on {docs[a["document_id"]]["record"]} {docs[a["document_id"]]["number"]} {docs[a["document_id"]]["date"]} {docs[a["document_id"]]["total"]} of {cl.get(docs[a["document_id"]]["client_id"], {}).get("name")}: {a["reasons"]}' for a in by_pay.get(p['id'], [])))
        if q: print(f'   asked: {q["reasons"]} ' + '; '.join(x['label'] for x in q['candidates'][:6]))
        if '--explain' in sys.argv: print(run('explain', 'payment', p['id']))
    sys.exit()
inc = [(l, p, r) for l, p, r in res if l['dir'] == 'in']; out = [(l, p, r) for l, p, r in res if l['dir'] == 'out']
m = [x for x in inc if x[0]['kind'] in ('docs', 'advance')]; dc = [x for x in m if x[0]['kind'] == 'docs']
cnt = lambda xs: Counter(r for _, _, r in xs)
pc = lambda a, b: f'{a} ({100 * a / b:.2f} %)' if b else '0'
k, kd = cnt(m), cnt(dc)
print(f'lines {len(tr["lines"])} (incoming {len(inc)}), not found among exported payments {unmatched}, stored more than once {dup}; exported payments {len(pays)}; documents not in the truth {len(lost_docs)}')
print(f'matchable lines (documents or advance)   {len(m)}, of them with documents {len(dc)}')
print(f'automatic and right                      {pc(k["right"], len(m))}; with documents {pc(kd["right"], len(dc))}')
noise = [x for x in inc if x[0]['kind'] == 'noise']; kn = cnt(noise); ko = cnt(out)
wrong_all = k['wrong'] + kn['wrong']
auto = [x for x in m if x[2] in ('right', 'wrong')]
allocated_right = kd['right']
print(f'right among automatic (precision)        {100 * k["right"] / max(1, len(auto)):.2f} % of {len(auto)}; of those that allocated anything {100 * allocated_right / max(1, allocated_right + wrong_all + ko["wrong"]):.2f} % (incl. noise and outgoing)')
a = k['asked_with'] + k['asked_without'] + k['asked_who']
print(f'asked                                    {pc(a, len(m))}; with the right answer among candidates {pc(k["asked_with"] + k["asked_who"], a)} ({k["asked_who"]} by asking who the payer is)')
print(f'left waiting silently                    {pc(k["silent"], len(m))}')
print(f'noise lines in {len(noise)}: right {kn["right"]}, wrongly allocated {kn["wrong"]}, asked {kn["asked_with"]}; outgoing {len(out)}: allocated {ko["wrong"]}, asked {ko["asked_with"]}')
am = cnt([x for x in inc if x[0]['kind'] == 'ambiguous'])
print(f'ambiguous lines {sum(am.values())}: asked {am["asked_ok"]}, decided as the hint {am["decided_as_hint"]}, decided otherwise {am["decided"]}, silent {am["silent"]}')
o = [x for x in m if x[0]['scenario'] == 'ordinary']; t = [x for x in m if x[0]['scenario'] != 'ordinary']
for n, xs in (('ordinary', o), ('long tail', t)): c = cnt(xs); print(f'{n:10} {len(xs)}: right {pc(c["right"], len(xs))}, wrong {c["wrong"]}, asked {c["asked_with"] + c["asked_who"]} + {c["asked_without"]} without the answer, silent {c["silent"]}')
nobill = lambda l: l['docs'] and all(all(x['kind'] == 'shipment' for x in tr['deals'][str(i)]['docs']) for i, _ in l['docs'])
nb = [x for x in dc if nobill(x[0])]; wb = [x for x in dc if not nobill(x[0])]
for n, xs in (('truth: shipments/acts that no bill or order precedes', nb), ('truth: bills and orders', wb)): c = cnt(xs); print(f'{n} {len(xs)}: right {pc(c["right"], len(xs))}, wrong {c["wrong"]}, asked {c["asked_with"] + c["asked_who"]} + {c["asked_without"]} without the answer, silent {c["silent"]}')
if '--bills' in sys.argv: res = [x for x in res if not nobill(x[0])]
print(f'\n{"scenario":30}{"lines":>6}{"right":>7}{"wrong":>7}{"asked":>7}{"a.who":>7}{"a.w/o":>7}{"silent":>7}  ambiguous: lines/asked/decided/silent')
sc = defaultdict(list)
for x in res: sc[x[0]['scenario']].append(x)
for n, xs in sorted(sc.items(), key=lambda x: -len(x[1])):
    f = [x for x in xs if x[0]['kind'] != 'ambiguous']; c = cnt(f); b = cnt([x for x in xs if x[0]['kind'] == 'ambiguous']); nb = sum(b.values())
    print(f'{n:30}{len(f):6}{c["right"]:7}{c["wrong"]:7}{c["asked_with"]:7}{c["asked_who"]:7}{c["asked_without"]:7}{c["silent"]:7}' + (f'  {nb}/{b["asked_ok"]}/{b["decided"] + b["decided_as_hint"]}/{b["silent"]}' if nb else ''))
if unmatched:
    print('\nnot found:')
    have = {id(l) for l, _, _ in rows}
    for l in tr['lines']:
        if id(l) not in have: print('  ', l['date'], l['number'], l['amount'], l['account'], l['own'], l['scenario'], l['purpose'])
