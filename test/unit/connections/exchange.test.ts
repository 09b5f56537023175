import { describe, expect, it } from 'vitest';
import { readExchange, writeExchange } from '../../../src/extension/connections/exchange';

const PROFILE = { id: 'a', name: 'A', backend: 'remote', values: { host: 'h', tags: ['x'] }, folder: 'F', colour: 'red' as const, rowCap: 5 };

describe('a file of connections', () => {
  it('carries everything but the id', () => {
    const text = writeExchange([PROFILE]);
    expect(text).not.toContain('"id"');
    expect(readExchange(text)).toEqual({ profiles: [{ ...PROFILE, id: '' }], unreadable: 0 });
    expect(readExchange(`\uFEFF${text}`).profiles).toHaveLength(1);
  });

  it('counts the entries that cannot be read and takes the others', () => {
    const text = JSON.stringify({ kind: 'headwater connections', version: 1, connections: [7, null, { name: 'no system' }, PROFILE] });
    expect(readExchange(text)).toMatchObject({ profiles: [{ name: 'A' }], unreadable: 3 });
  });

  it('is refused with the reason where it is something else', () => {
    for (const text of ['', 'not json', '[]', '{"kind":"other","version":1,"connections":[]}']) expect(() => readExchange(text)).toThrow('not a file of Headwater connections');
    expect(() => readExchange('{"kind":"headwater connections","version":2,"connections":[]}')).toThrow('newer version');
  });
});
