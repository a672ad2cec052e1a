#!/usr/bin/env python3
"""score_payments_c.py OUT [--show SCENARIO N]: syncs OUT if not yet done, compares with OUT/truth.json."""
import sys, os, json, subprocess
from decimal import Decimal as D
BIN = os.environ.get('SVERKA', os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../target/release/sverka'))
out = sys.argv[1]; show = sys.argv[sys.argv.index('--show') + 1:] if '--show' in sys.argv else None
def run(*a): return subprocess.run([BIN, '--config', os.path.join(out, 'sverka.toml'), '--lang', 'ru', *a], capture_output=True, text=True)
if not os.path.exists(os.path.join(out, 'store', 'sverka.db')):
    r = run('sync', '--json', '-q'); print('sync exit', r.returncode, r.stderr[-300:])
    try:
        for f in json.loads(r.stdout)['files']:
            if f.get('refused'): print('refused', f['path'], f['refused'])
    except Exception as e: print(e, r.stdout[:300])
def ex(e): return [json.loads(l) for l in run('export', e, '--format', 'jsonl').stdout.splitlines() if l.strip()]
T = json.load(open(os.path.join(out, 'truth.json'))); deal = {d['id']: d for d in T['deals']}
ref, key = {}, {}
for d in T['deals']:
    for o in d['docs']:
        ref[o['ref']] = d['id']; key[o['kind'], o['num'], o['date'], D(o['amt'])] = d['id']
d2deal, dname = {}, {}
for kind in ('invoices', 'orders', 'shipments'):
    for x in ex(kind):
        i = next((ref[s['external_id']] for s in x['sources'] if s['external_id'] in ref), None)
        if i is None: i = key.get((kind[:-1], x['number'], x['date'], D(x['total'])))
        d2deal[x['id']] = i; dname[x['id']] = '%s %s %s %s' % (kind[:-1], x['number'], x['date'], x['total'])
pays = {}
for x in ex('payments'):
    if x['direction'] != 'out': pays.setdefault((x['date'], x['number'], D(x['amount'])), []).append(x)
al, q = {}, {}
for a in ex('allocations'): al.setdefault(a['payment_id'], []).append(a)
for r in ex('review'):
    if r['state'] == 'open': q.setdefault(r['subject'], []).append(r)
CM = [r for v in q.values() for r in v if r['kind'] == 'client_match']
TOL = D(3); st = {}; bad = {}
def note(l, what, p, extra=''):
    s = st.setdefault(l['scen'], {}); s[what] = s.get(what, 0) + 1; s['n:' + l['cls']] = s.get('n:' + l['cls'], 0) + 1
    bad.setdefault(l['scen'], []).append((what, l, p, extra))
for l in T['lines']:
    k = (l['date'], l['num'], D(l['amt'])); ps = pays.get(k, [])
    if not ps: note(l, l['cls'][0] + ':missing', None); continue
    p = ps[0]; a = al.get(p['id'], []); qs = q.get(p['id'], [])
    got = {}
    for x in a: got[d2deal.get(x['document_id'])] = got.get(d2deal.get(x['document_id']), D(0)) + D(x['amount'])
    cand = {d2deal.get(c['id']) for r in qs for c in r['candidates']}
    want = {}
    for i, s in l['alloc']: want[i] = want.get(i, D(0)) + D(s)
    auto = bool(got)
    if l['cls'] == 'match':
        for i, v in l.get('opt', []):
            if i in got and got[i] <= D(v) + TOL and i not in want: del got[i]
        over = any(i not in want or s > want[i] + TOL for i, s in got.items())
        full = not over and set(got) == set(want) and all(abs(got[i] - want[i]) <= TOL for i in want)
        w = 'm:right' if full else 'm:WRONG' if over else 'm:part' if got else None
        cm = [r for r in CM if p['client_id'] in {r['subject']} | {c['id'] for c in r['candidates']}]
        if w is None and not qs and cm: w = 'm:asked who'
        if w is None: w = 'm:asked+' if qs and cand & set(want) else 'm:asked-' if qs else 'm:silent'
    elif l['cls'] == 'amb': w = 'a:named part' if auto and l['scen'] in ('many_truncated', 'budget_many') and all(i in want and v <= want[i] + TOL for i, v in got.items()) and len(got) < len(want) else 'a:GUESS' if auto else 'a:asked' if qs else 'a:silent'
    else: w = l['cls'][0] + (':WRONG' if auto else ':asked' if qs else ':quiet')
    note(l, w, p)
if show is None:
    tot = {}
    for s in st.values():
        for k, v in s.items(): tot[k] = tot.get(k, 0) + v
    g = lambda k: tot.get(k, 0)
    m = tot['n:match']; auto = g('m:right') + g('m:WRONG') + g('m:part')
    print('matchable %d: automatic and right %d (%.1f %%), part right %d, wrong %d; asked with the right answer %d, without %d; only asked who the payer is %d; silent %d; missing %d' % (m, g('m:right'), 100 * g('m:right') / m, g('m:part'), g('m:WRONG'), g('m:asked+'), g('m:asked-'), g('m:asked who'), g('m:silent'), g('m:missing')))
    w = g('m:WRONG'); allw = w + g('a:GUESS') + g('n:WRONG') + g('h:WRONG')
    print('precision on matchable %.4f; with guesses and noise %.4f' % ((auto - w) / auto, (auto - w) / (auto + allw - w)))
    print('ambiguous %d: asked %d, only what is named allocated %d, silent %d, guessed %d' % (g('n:amb'), g('a:asked'), g('a:named part'), g('a:silent'), g('a:GUESS')))
    print('noise %d: wrongly allocated %d, asked %d, quiet %d;  double payments %d: allocated %d, asked %d, quiet %d' % (g('n:noise'), g('n:WRONG'), g('n:asked'), g('n:quiet'), g('n:hold'), g('h:WRONG'), g('h:asked'), g('h:quiet')))
    print()
    for s in sorted(st, key=lambda s: -sum(v for k, v in st[s].items() if k.startswith('n:'))):
        print('%-28s %4d  %s' % (s, sum(v for k, v in st[s].items() if k.startswith('n:') and k.split(':')[1] in ('match', 'amb', 'hold', 'noise')), '  '.join('%s %d' % kv for kv in sorted(st[s].items()) if not (kv[0].startswith('n:') and kv[0][2:] in ('match', 'amb', 'hold', 'noise')))))
else:
    sc, n = show[0], int(show[1]); only = show[2] if len(show) > 2 else None
    for what, l, p, _ in bad.get(sc, []) if sc != 'ALL' else [z for b in bad.values() for z in b]:
        if (only and what != only) or (not only and what in ('m:right', 'a:asked', 'n:quiet', 'h:quiet', 'h:asked', 'n:asked')): continue
        n -= 1
        if n < 0: break
        print('---', what, l['scen'], l['date'], 'p/p', l['num'], l['amt'], '| payer', l['payer'], '| client', l['client'], p and (p['id'], p['client_id'], p['status'])); print('   «%s»' % l['purpose'])
        for i, s in l['alloc']: print('   truth', s, 'of', deal[i]['amt'], deal[i]['cur'], 'con', deal[i]['con'], [(o['kind'], o['num'], o['date'], o['amt'], 'dead' if o['dead'] else '') for o in deal[i]['docs']])
        if p:
            for a in al.get(p['id'], []): print('   got  ', a['amount'], dname.get(a['document_id']), a['decided_by'], a['confidence'], a['reasons'])
            for r in q.get(p['id'], []): print('   asks ', r['kind'], r['reasons'], [c.get('label') for c in r['candidates']][:6])
        if '-o' not in sys.argv: continue
        oth = [d for d in T['deals'] if d['client'] == l['client'] and d['id'] not in {i for i, _ in l['alloc']}]
        for d in oth[:7]: print('     other', d['amt'], d['con'], [(o['num'], o['date']) for o in d['docs']], 'paid', [(x['date'], x['amt']) for x in T['lines'] if any(i == d['id'] for i, _ in x['alloc'])])
        if len(oth) > 7: print('     ... %d others' % (len(oth) - 7))
