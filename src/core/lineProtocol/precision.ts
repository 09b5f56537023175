/** Of timestamps; `auto` guesses by their size. */
export type Precision = 'auto' | 'ns' | 'us' | 'ms' | 's';

const NAMES: Readonly<Record<string, Precision>> = {
  ...{ auto: 'auto', ns: 'ns', n: 'ns', nanosecond: 'ns', nanoseconds: 'ns' },
  ...{ us: 'us', u: 'us', µs: 'us', microsecond: 'us', microseconds: 'us' },
  ...{ ms: 'ms', millisecond: 'ms', milliseconds: 'ms', s: 's', second: 's', seconds: 's' },
};

/** The precision that a `precision=…` setting names; `auto` where there is none, `undefined` where it is no precision. */
export function precisionOf(text: string | undefined): Precision | undefined {
  if (text === undefined || text === '') return 'auto';
  const name = text.toLowerCase();
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}
