#!/usr/bin/env python3
"""score_payments_b.py OUT [--show SCENARIO [N]] — env SVERKA names the binary. A deal's order, bill and shipment are one document."""
import sys, os, json, subprocess
from collections import defaultdict, Counter
from decimal import Decimal as D
OUT = sys.argv[1]; B = os.environ.get('SVERKA', os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../target/release/sverka'))
def run(*a): return subprocess.run([B, *a, '--config', OUT + '/sverka.toml'], capture_output=True, text=True, check=True).stdout
def exp(e): return [json.loads(l) for l in run('export', e, '--format', 'jsonl').splitlines()]
T = json.load(open(OUT + '/truth.json'))
norm = lambda s: ''.join((s or '').lower().split())
byno = defaultdict(list)
for k, x in T['deals'].items():
    for kind, n, d in x['docs']: byno[(kind, n, d, D(x['amount']))].append(k)
clients = {c['id']: c for c in exp('clients')}
doc = {}; docs = {}
for kind in ('invoices', 'orders', 'shipments'):
    for r in exp(kind):
        docs[r['id']] = r
        ks = byno.get((kind, r['number'], r['date'], D(r['total'])), [])
        if len(ks) > 1:
            tax = clients.get(r['client_id'], {}).get('tax_id'); ks = [k for k in ks if T['deals'][k]['tax'] == tax] or ks
        doc[r['id']] = ks[0] if ks else '?' + r['id']
pays = exp('payments'); al = defaultdict(lambda: defaultdict(D)); why = defaultdict(list)
for a in exp('allocations'):
    al[a['payment_id']][doc.get(a['document_id'], '?' + a['document_id'])] += D(a['amount']); why[a['payment_id']].append(a)
q = {}; cq = set()
for x in json.loads(run('review', 'list', '--json'))['questions']:
    if x['kind'] == 'client_match' and x['state'] == 'open': cq |= {x['subject'], *(c['id'] for c in x['candidates'])}
    if x['kind'] == 'payment_match' and x['state'] == 'open': q[x['subject']] = x
P = {p['id']: p for p in pays}
idx = defaultdict(list)
for p in pays: idx[(p['date'], D(p['amount']), norm(p['purpose']))].append(p)
loose = defaultdict(list)
for p in pays: loose[(p['date'], D(p['amount']))].append(p)
S = defaultdict(Counter); tot = Counter(); shown = defaultdict(list); missing = extra = 0; seen = set()
for l in T['lines']:
    c = idx.get((l['date'], D(l['amount']), norm(l['purpose'])), []) or [p for p in loose.get((l['date'], D(l['amount'])), []) if p['number'] == l['no'] or norm(p['purpose'])[:20] == norm(l['purpose'])[:20]]
    if not c: missing += 1; shown['missing'].append((l, None, 'missing', {}, {})); continue
    if len(c) > 1: extra += len(c) - 1
    p = c[0]; seen.add(p['id']); got = {k: v for k, v in al[p['id']].items()}
    want = {k: D(v) for k, v in l['docs'].items()}; acc = [want] + [{k: D(v) for k, v in a.items()} for a in l['accept']]
    cand = {doc.get(x['id'], x['id']) for x in q[p['id']]['candidates']} if p['id'] in q else None
    if l['kind'] == 'docs':
        tot['matchable'] += 1
        if got in acc: r = 'right'
        elif got: r = 'partial' if all(k in want and v <= want[k] for k, v in got.items()) else 'wrong'
        elif cand is not None: r = 'asked' if set(want) <= cand else 'asked-without'
        else: r = 'asked-client' if p['client_id'] in cq else 'silent'
    elif l['kind'] == 'ambiguous':
        tot['ambiguous'] += 1
        r = ('guessed' if got in acc else 'wrong') if got else 'asked' if cand is not None else 'silent'
    else:
        tot['nothing'] += 1
        r = 'wrong' if got else 'right-asked' if cand is not None else 'right'
    S[l['scen']][r] += 1; tot[l['kind'] + ':' + r] += 1
    if r not in ('right', 'right-asked') and not (l['kind'] == 'ambiguous' and r == 'asked'): shown[l['scen']].append((l, p, r, got, want))
def pc(a, b): return f'{a} ({100*a/max(b,1):.1f} %)'
m = tot['matchable']; auto = sum(tot['docs:' + r] for r in ('right', 'partial', 'wrong')) 
allauto = auto + tot['advance:wrong'] + tot['noise:wrong']
print(f"lines {len(T['lines'])}, payments {len(pays)}, not found {missing}, doubled {extra}, foreign {len(pays)-len(seen)-extra}")
print('matchable', m, '| automatic and right', pc(tot['docs:right'], m), '| part of the truth', tot['docs:partial'], '| WRONG', tot['docs:wrong'], '| asked, right one among them', pc(tot['docs:asked'], m), '| asked without it', tot['docs:asked-without'], '| the client is asked about', tot['docs:asked-client'], '| silent', pc(tot['docs:silent'], m))
print('precision of automatic', pc(tot['docs:right'] + tot['docs:partial'], allauto))
print('advances wrongly allocated', tot['advance:wrong'], 'of', sum(v for k, v in tot.items() if k.startswith('advance:')), '| noise wrongly allocated', tot['noise:wrong'], 'of', sum(v for k, v in tot.items() if k.startswith('noise:')), '| ambiguous: asked', tot['ambiguous:asked'], 'guessed', tot['ambiguous:guessed'], 'wrong', tot['ambiguous:wrong'], 'silent', tot['ambiguous:silent'])
if '--show' not in sys.argv:
    for s, c in sorted(S.items(), key=lambda x: -sum(x[1].values())): print(f'  {s:20}', sum(c.values()), dict(c.most_common()))
else:
    i = sys.argv.index('--show'); sc = sys.argv[i+1]; n = int(sys.argv[i+2]) if len(sys.argv) > i+2 else 10; only = sys.argv[i+3] if len(sys.argv) > i+3 else None
    def dn(k):
        if k not in T['deals']: return k
        x = T['deals'][k]; return f"{k}[{x['client']} {x['amount']} {'CANCELED ' if x['canceled'] else ''}" + '; '.join(f'{a[:2]} {b} {c}' for a, b, c in x['docs']) + ']'
    rows = [(s, r) for s, rs in shown.items() if sc in ('all', s) for r in rs if not only or r[2] == only]
    for s, (l, p, r, got, want) in rows[:n]:
        print(f"\n== {s} {r.upper()} {p and p['id']} {l['date']} {l['amount']} no {l['no']} {l['payer']} {l['tax']}\n   {l['purpose']}")
        for k, v in want.items(): print('   want', v, dn(k), '' if r == 'right' else ' taken by ' + '; '.join(f"{o} {a} {P[o]['date']} {P[o]['purpose'][:70]}" for o, m in al.items() for kk, a in m.items() if kk == k and o != (p or {}).get('id')) if any(k in m for o, m in al.items() if o != (p or {}).get('id')) else '')
        if p is None: continue
        for a in why[p['id']]: print('   got ', a['amount'], dn(doc.get(a['document_id'])), a['confidence'], a['reasons'])
        if p['id'] in q: print('   asks', q[p['id']]['reasons'], [dn(doc.get(x['id'], x['id'])) for x in q[p['id']]['candidates']][:6])
        print('   client', (clients.get(p['client_id']) or {}).get('name'), p['status'], p['unallocated'])
