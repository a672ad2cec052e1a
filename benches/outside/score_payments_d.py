#!/usr/bin/env python3
"""score_payments_d.py OUT [--show SCENARIO|all N] [--kind wrong|silent|asked|guess]"""
import sys, os, json, subprocess, collections, argparse
ap = argparse.ArgumentParser(); ap.add_argument('out'); ap.add_argument('--show', nargs=2); ap.add_argument('--kind'); a = ap.parse_args()
S = os.environ.get('SVERKA', os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../target/release/sverka')); T = json.load(open(a.out+'/truth.json'))
def ex(e):
    r = subprocess.run(['nice', S, 'export', e], cwd=a.out, capture_output=True, text=True); return [json.loads(x) for x in r.stdout.splitlines()]
def k(s): return round(float(s)*100)
byid = {d['id']: d for d in T['docs']}; byno = {(d['number'], d['date']): d for d in T['docs'] if d['csv']}
D = {}; st = {}
for e in ('invoices','orders','shipments'):
    for d in ex(e):
        st[d['id']] = d
        for s in d['sources']:
            t = byid.get(s['external_id']) or byno.get((d['number'], d['date']))
            if t: D[d['id']] = t
P = {}
for p in ex('payments'):
    own = p['payee']['account'] if p['direction'] == 'in' else p['payer']['account']
    P[(p['number'], p['date'], k(p['amount']), own)] = p
AL = collections.defaultdict(dict); WHY = collections.defaultdict(list)
for x in ex('allocations'):
    g = D.get(x['document_id']); g = g['g'] if g else x['document_id']
    AL[x['payment_id']][g] = AL[x['payment_id']].get(g,0) + k(x['amount']); WHY[x['payment_id']].append((x['document_id'], x['reasons']))
Q = {}
for q in ex('review'):
    if q['kind'] == 'payment_match' and q['state'] == 'open': Q[q['subject']] = q
def qdocs(q): 
    import re
    return {D[i]['g'] for c in q['candidates'] for i in re.findall(r'D-\d+', c['id']) if i in D}
tab = collections.defaultdict(collections.Counter); tot = collections.Counter(); rows = []
lost = 0
first = {}
for l in T['lines']:
    if l['scen'] == 'bill or UPD, exact': first[(l['c'], l['amt'])] = l
twin = {(l['c'], l['amt']) for l in T['lines'] if l['scen'] == 'paid twice by mistake'}
for l in T['lines']:
    if l['out']: continue
    p = P.get((l['no'], l['date'], l['amt'], l['own']))
    if not p: lost += 1; continue
    al = AL.get(p['id'], {}); tr = {g: x for g, x in l['truth']}; q = Q.get(p['id'])
    if (l['c'], l['amt']) in twin and l['scen'] in ('bill or UPD, exact', 'paid twice by mistake') and (l['c'], l['amt']) in first:
        f = first[(l['c'], l['amt'])]; s2 = l['cls'] == 'none'; fp = P.get((f['no'], f['date'], f['amt'], f['own']))
        if fp and not AL.get(fp['id']): swapped = True
        else: swapped = False
    else: swapped = False
    same = set(al) == set(tr) and all(abs(al[g]-tr[g]) <= 100 for g in tr)
    if swapped: r = 'right' if l['cls'] == 'match' and any((l2['c'],l2['amt'])==(l['c'],l['amt']) and l2['cls']=='none' and AL.get((P.get((l2['no'],l2['date'],l2['amt'],l2['own'])) or {'id':0})['id']) for l2 in T['lines']) else 'twin taken' if al else 'ask' if q else 'silent'
    elif l['cls'] == 'match': r = 'right' if al and same else 'wrong' if al and not (set(al) < set(tr) and q and all(abs(al[x]-tr[x]) <= 100 for x in al)) else ('askedR' if q and set(tr) <= (qdocs(q)|set(al)) else 'asked0' if q else 'part' if al else 'silent')
    elif l['cls'] == 'ambig': r = ('guess=truth' if same or (l['ok'] and al == dict(map(tuple,l['ok']))) else 'guess-bad') if al else 'ask' if q else 'silent-ok'
    else: r = 'noise-wrong' if al else 'ask' if q else 'ok'
    tab[(l['cls'], l['scen'])][r] += 1; tot[(l['cls'], r)] += 1; rows.append((l, p, r, al, tr, q))
if not a.show:
    m = {r: n for (c, r), n in tot.items() if c == 'match'}; M = sum(m.values()); g = lambda x: m.get(x,0)
    gb = tot[('ambig','guess-bad')]; nw = sum(n for (c,r),n in tot.items() if r == 'noise-wrong'); gt = tot[('ambig','guess=truth')]
    print(f"lines in: {sum(tot.values())} (not found {lost}); matchable {M}: automatic and right {g('right')} = {100*g('right')/M:.2f} %, wrong {g('wrong')}, asked with the right answer {g('askedR')}, asked without {g('asked0')}, silent {g('silent')+g('part')}")
    autos = g('right')+g('wrong')+gb+gt+nw
    print(f"precision of automatic: among matchable {100*g('right')/max(1,g('right')+g('wrong')):.2f} %, of all lines {100*(g('right')+gt)/autos:.2f} % (of {autos})")
    F = [r for l,p,r,*_ in rows if l['cls'] == 'match' and not l['scen'].startswith('fee')]
    print(f"without the school's private payers: matchable {len(F)}, automatic and right {100*F.count('right')/len(F):.2f} %, wrong {F.count('wrong')}, asked {F.count('askedR')}+{F.count('asked0')}, silent {F.count('silent')+F.count('part')}")
    for c in ('ambig','none','noise'): print(c, {r: n for (cc, r), n in sorted(tot.items()) if cc == c})
    print(f"{'scenario':58s} {'cls':6s} {'n':>5s} right wrong askR ask0 silent | other")
    for (c, s), v in sorted(tab.items(), key=lambda x: (x[0][0] != 'match', x[0][0], -sum(x[1].values()))):
        o = {r: n for r, n in v.items() if r not in ('right','wrong','askedR','asked0','silent','part')}
        print(f"{s[:58]:58s} {c:6s} {sum(v.values()):5d} {v['right']:5d} {v['wrong']:5d} {v['askedR']:4d} {v['asked0']:4d} {v['silent']+v['part']:4d}   | {o or ''}")
else:
    s, n = a.show[0], int(a.show[1]); bad = {'wrong','silent','asked0','askedR','part','guess-bad','noise-wrong'}
    if a.kind: bad = set(a.kind.split(','))
    for l, p, r, al, tr, q in rows:
        if r not in bad or (s != 'all' and s not in l['scen']) or n <= 0: continue
        n -= 1; c = next((c for c in T['clients'] if c['i'] == l['c']), None)
        print(f"\n--- {p['id']} {r} [{l['scen']}/{l['cls']}] {l['date']} {l['amt']/100:.2f} payer {l['payer']} | client {c and c['name']} contract {c and c['ct']}\n   «{l['text']}»")
        print('   truth:', [(byid[g]['number'], x/100) for g, x in tr.items()], '| program:', [(byid[g]['number'] if g in byid else g, x/100) for g, x in al.items()])
        for w in WHY[p['id']][:3]: print('     why', w)
        if q: print('   Q', q['id'], [(x['id'], x.get('label')) for x in q['candidates'][:6]], q['reasons'][:8])
        else: print('   no question; status', p['status'], p['client_id'])
        ds = [d for d in T['docs'] if d['c'] == l['c'] and (l['date'] >= d['date'])] if c else []
        paid = collections.Counter()
        for l2 in T['lines']:
            if (l2['date'], l2['k']) < (l['date'], l['k']):
                for g, x in l2['truth']: paid[g] += x
        for d in ds:
            o = next((byid[g]['total'] for g in [d['g']] if g in byid), d['total'])
            mark = '*' if d['g'] in tr else ' '
            if mark == '*' or paid[d['g']] < d['total'] or d['g'] in al: print(f"   {mark} {d['org']} {d['kind']:8s} {d['number']:14s} {d['date']} {d['total']/100:>12.2f} paid {paid[d['g']]/100:.2f} {'DEAD' if d['dead'] else ''} {d['line'][:50]}")
