import type { Call, Official, Operation, Range, Step } from './calls';

const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex');
const steps = (...calls: readonly Call[]): readonly Step[] => calls.map((call) => ({ call }));
const NOT_THERE = 'It has no such call.';
const goOnly = (...calls: readonly Call[]): readonly Step[] => calls.map((call) => ({ call, without: { python: NOT_THERE } }));
/** Go asks again and again where the storage refuses: its own time is up before it tells. */
const oursOnly = (...calls: readonly Call[]): readonly Step[] => calls.map((call) => ({ call, without: { go: 'It tries again until its time is up.', python: NOT_THERE } }));

const range = (h: string, start: string, stop: string, more: Partial<Range> = {}): Call => ({ op: 'multi_get_range', h, start: hex(start), stop: hex(stop), ...more });

/** One key through its life, once for each kind of bytes. */
const VALUES: readonly string[] = ['', '00', 'ff', hex('plain'), hex('naïve 日本 🦆'), '00010203fffe', Buffer.alloc(5000, 0xab).toString('hex'), hex('{"a": 1}')];
const SORT_KEYS: readonly string[] = ['', hex('s'), '00', 'ffff', hex('日本')];

const lives = VALUES.flatMap((v, index): readonly Step[] => {
  const key = { h: hex(`life ${index}`), s: SORT_KEYS[index % SORT_KEYS.length]! };
  return steps(
    { op: 'get', ...key },
    { op: 'exist', ...key },
    { op: 'ttl', ...key },
    { op: 'set', ...key, v },
    { op: 'get', ...key },
    { op: 'exist', ...key },
    { op: 'ttl', ...key },
    { op: 'set', ...key, v, ttl: 1000 },
    { op: 'ttl', ...key },
    { op: 'sort_key_count', h: key.h },
    { op: 'remove', ...key },
    { op: 'get', ...key },
    { op: 'remove', ...key },
  );
});

const TEN = Array.from({ length: 10 }, (_, index): readonly [string, string] => [hex(`k${index}`), hex(`value ${index}`)]);
const MANY = hex('many');
const names = (...keys: readonly string[]): readonly string[] => keys.map(hex);

const several: readonly Step[] = [
  ...steps(
    { op: 'multi_get', h: MANY, keys: [] },
    { op: 'sort_key_count', h: MANY },
    { op: 'multi_set', h: MANY, kvs: TEN },
    { op: 'sort_key_count', h: MANY },
    { op: 'multi_get', h: MANY, keys: [] },
    { op: 'multi_get', h: MANY, keys: names('k1', 'k3', 'missing') },
    { op: 'multi_get', h: MANY, keys: names('missing') },
    { op: 'multi_get', h: MANY, keys: names('k1', 'k2'), no_value: true },
    { op: 'get_sort_keys', h: MANY },
    { op: 'get_sort_keys', h: MANY, count: 3 },
    { op: 'multi_get', h: MANY, keys: [], count: 4 },
    { op: 'multi_get', h: MANY, keys: [], size: 2 },
    { op: 'multi_get', h: MANY, keys: [], count: 10 },
    { op: 'multi_set', h: hex('with ttl'), kvs: TEN.slice(0, 2), ttl: 500 },
    { op: 'ttl', h: hex('with ttl'), s: hex('k1') },
    { op: 'multi_del', h: hex('with ttl'), keys: names('k0', 'k1', 'missing') },
    { op: 'sort_key_count', h: hex('with ttl') },
  ),
  ...steps(...[undefined, 'anywhere', 'prefix', 'postfix'].flatMap((filter): readonly Call[] => {
    const filtered = filter === undefined ? {} : { filter: filter as NonNullable<Range['filter']>, pattern: hex(filter === 'postfix' ? '5' : 'k') };
    return [
      range(MANY, 'k2', 'k7', filtered),
      range(MANY, 'k2', 'k7', { ...filtered, start_inclusive: false, stop_inclusive: true }),
      range(MANY, '', '', filtered),
      range(MANY, 'k5', '', filtered),
      range(MANY, '', 'k5', { ...filtered, no_value: true }),
      range(MANY, '', '', { ...filtered, reverse: true, count: 3 }),
      range(MANY, '', '', { ...filtered, count: 3 }),
      range(MANY, 'k7', 'k2', filtered),
      range(MANY, 'k5', 'k5', { ...filtered, stop_inclusive: true }),
      range(MANY, 'k5', 'k5', filtered),
    ];
  })),
  ...steps(range(MANY, '', '', { filter: 'anywhere', pattern: hex('nowhere') }), range(MANY, '', '', { filter: 'prefix', pattern: hex('k9') }), range(MANY, '', '', { size: 20 })),
];

const scans: readonly Step[] = [
  ...steps(
    ...Array.from({ length: 30 }, (_, index): Call => ({ op: 'set', h: hex(`scan ${index}`), s: hex('a'), v: hex(`v${index}`) })),
    { op: 'scan_hash', h: MANY, start: hex('k2'), stop: hex('k6') },
    { op: 'scan_hash', h: MANY, start: hex('k2'), stop: hex('k6'), batch: 1 },
    { op: 'scan_hash', h: hex('nobody'), start: hex('a'), stop: hex('z') },
    { op: 'scan_all', split: 1 },
    { op: 'scan_all', split: 3, batch: 2 },
    { op: 'scan_all', split: 100, batch: 7 },
  ),
  { call: { op: 'scan_hash', h: MANY, start: hex('k7'), stop: hex('k2') }, without: { go: 'It takes an empty range for a mistake.' } },
];

/** Errors of frames that every client gives to its caller at once. One of 2021 knows the older names only. */
const REFUSED: readonly (readonly [error: string, without: Partial<Record<Official, string>>])[] = [
  ['ERR_BUSY', {}],
  ['ERR_CAPACITY_EXCEEDED', {}],
  ['ERR_NOT_ENOUGH_MEMBER', {}],
  ['ERR_SPLITTING', { python: 'It does not know the name.' }],
  ['ERR_DISK_INSUFFICIENT', { python: 'It does not know the name.' }],
];

const CALLS: readonly (readonly [rpc: string, call: Call])[] = [
  ['RPC_RRDB_RRDB_GET', { op: 'get', h: MANY, s: hex('k1') }],
  ['RPC_RRDB_RRDB_PUT', { op: 'set', h: MANY, s: hex('k1'), v: hex('again') }],
  ['RPC_RRDB_RRDB_TTL', { op: 'ttl', h: MANY, s: hex('k1') }],
  ['RPC_RRDB_RRDB_MULTI_GET', { op: 'multi_get', h: MANY, keys: names('k1') }],
  ['RPC_RRDB_RRDB_MULTI_PUT', { op: 'multi_set', h: MANY, kvs: TEN.slice(0, 1) }],
  ['RPC_RRDB_RRDB_REMOVE', { op: 'remove', h: MANY, s: hex('k9') }],
  ['RPC_RRDB_RRDB_SORTKEY_COUNT', { op: 'sort_key_count', h: MANY }],
];

/** Ours waits for these to pass: a read and a write are enough. */
const SOON = ['ERR_NOT_ENOUGH_MEMBER', 'ERR_SPLITTING'];

const refusals: readonly Step[] = [
  ...REFUSED.flatMap(([error, without]) => CALLS.slice(0, SOON.includes(error) ? 2 : CALLS.length).map(([rpc, call]): Step => ({ call, refusal: { rpc, error }, without }))),
  { call: { op: 'set', h: hex('big'), s: '', v: Buffer.alloc(1_200_000).toString('hex') }, without: { go: 'It tries again until its time is up.', python: 'It gives the connection up.' } },
];

const H = hex('go only');
const incr = (s: string, by: number): Call => ({ op: 'incr', h: H, s: hex(s), by });
const check = (type: number, operand: string, more: Partial<Extract<Call, { op: 'check_and_set' }>> = {}): Call => ({ op: 'check_and_set', h: H, s: hex('checked'), check: type, operand, set: hex('checked'), v: hex('100'), return: true, ...more });

const goCalls: readonly Step[] = [
  ...goOnly(
    incr('n', 1),
    incr('n', 41),
    incr('n', -100),
    incr('n', 0),
    { op: 'set', h: H, s: hex('text'), v: hex('no number') },
    { op: 'set', h: H, s: hex('empty'), v: '' },
    incr('empty', 7),
    { op: 'set', h: H, s: hex('greatest'), v: hex('9223372036854775807') },
  ),
  ...oursOnly(incr('text', 1), incr('greatest', 1)),
  ...goOnly(
    check(3, ''),
    check(1, ''),
    check(1, ''),
    check(2, ''),
    check(4, ''),
    check(4, '', { return: false }),
    check(0, '', { set: hex('another') }),
    // Go has a wrong number for int_greater, so the last one is left out.
    ...[5, 6, 7].flatMap((type) => ['1', '0', '9', ''].map((operand) => check(type, hex(operand)))),
    ...[8, 9, 10, 11, 12, 13, 14, 15, 16].flatMap((type) => ['099', '100', '101'].map((operand) => check(type, hex(operand)))),
  ),
  ...oursOnly(check(13, hex('no number')), check(15, '')),
  ...goOnly(
    { op: 'batch_get', kvs: [[MANY, hex('k1')], [hex('nobody'), ''], [MANY, hex('k2')], [hex('scan 3'), hex('a')]] },
    { op: 'list_tables' },
    { op: 'create_table', table: 'made', partitions: 4 },
    { op: 'create_table', table: 'bad name!', partitions: 4 },
    { op: 'list_tables' },
    { op: 'drop_table', table: 'made' },
    { op: 'list_tables' },
  ),
];

const operate = (what: Operation['what'], more: Partial<Operation> = {}): Call => ({ op: 'operate', table: 'operated', what, ...more });

const operations: readonly Step[] = goOnly(
  operate('policies'),
  operate('query_dup'),
  { op: 'create_table', table: 'operated', partitions: 4 },
  operate('query_dup'),
  operate('add_dup', { text: 'nowhere' }),
  operate('add_dup', { text: 'other' }),
  operate('query_dup'),
  operate('modify_dup', { number: 1, kind: 4 }),
  operate('modify_dup', { number: 1, kind: 4 }),
  operate('query_dup'),
  operate('modify_dup', { number: 1, kind: 5 }),
  operate('modify_dup', { number: 1, kind: 5 }),
  operate('query_load'),
  operate('control_load', { kind: 0 }),
  operate('start_load', { text: 'none' }),
  operate('start_load', { text: 'hdfs_service' }),
  operate('start_load', { text: 'hdfs_service' }),
  operate('query_load'),
  operate('clear_load'),
  operate('control_load', { kind: 0 }),
  operate('query_load'),
  operate('control_load', { kind: 1 }),
  operate('control_load', { kind: 2 }),
  operate('query_load'),
  operate('clear_load'),
  operate('query_split'),
  operate('start_split', { number: 5 }),
  operate('start_split', { number: 8 }),
  operate('start_split', { number: 8 }),
  operate('query_split'),
  operate('control_split', { kind: 0, number: 2 }),
  operate('query_split'),
  operate('control_split', { kind: 0 }),
  operate('control_split', { kind: 1 }),
  operate('control_split', { kind: 2, number: 3 }),
  operate('control_split', { kind: 2, number: 4 }),
  operate('query_split'),
  { op: 'drop_table', table: 'operated' },
);

/** Calls with what is there before them; every client starts with an empty table. */
export const SCRIPT: readonly Step[] = [...lives, ...several, ...scans, ...refusals, ...goCalls, ...operations];
