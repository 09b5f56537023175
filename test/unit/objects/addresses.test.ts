import { describe, expect, it } from 'vitest';
import { addressOf, expressible, locate } from '../../../src/extension/objects/objectUri';
import { ContentTimes } from '../../../src/providers/files/contentTimes';
import { SaveCheck } from '../../../src/providers/files/saveCheck';
import { random } from '../support/random';

describe('Addresses of objects', () => {
  it.each(['a', 'a/b', 'ä ö/🙂', '100% #1?.txt', 'a~b^c@d', '~', '...'])('hold the key %j there and back', (key) => {
    const address = addressOf('c', ['repo', 'main~1', key]);
    expect(locate(address, 2)).toEqual({ connectionId: 'c', container: ['repo', 'main~1'], key });
  });

  it.each(['a//b', '/a', 'a/./b', '../a', '.', 'a\\b', 'a\0'])('refuse the key %j, and say what to do', (key) => {
    expect(expressible(key)).toBe(false);
    expect(() => addressOf('c', ['repo', 'main', key])).toThrow(expect.objectContaining({ failure: expect.objectContaining({ kind: 'invalid', todo: expect.any(String) }) }));
  });

  it('take a trailing slash for the folder', () => {
    expect(addressOf('c', ['repo', 'main', 'a/b/']).path).toBe('/repo/main/a/b');
    expect(addressOf('c', ['repo', 'main']).path).toBe('/repo/main');
    expect(locate({ scheme: 'headwater', authority: 'c', path: '/repo/main/' }, 2)).toEqual({ connectionId: 'c', container: ['repo', 'main'], key: '' });
  });

  it('say where they stand above a container', () => {
    expect(locate({ scheme: 'headwater', authority: 'c', path: '/repo' }, 2).container).toEqual(['repo']);
    expect(locate({ scheme: 'headwater', authority: 'c', path: '/' }, 2).container).toEqual([]);
  });

  it('are each either refused or exact, for random keys', () => {
    const seed = Date.now() % 1_000_000;
    const below = random(seed);
    const letters = ['a', 'b', '/', '.', '?', '#', '%', ' ', 'ü', '🙂', '\\', '~'];
    for (let round = 0; round < 2_000; round += 1) {
      const key = Array.from({ length: 1 + below(8) }, () => letters[below(letters.length)]!).join('');
      if (!expressible(key)) continue;
      expect(locate(addressOf('c', ['r', 'm', key]), 2).key, `seed ${seed}`).toBe(key);
    }
  });
});

describe('Times of change', () => {
  const stat = (contentId: string, modifiedMs: number) => ({ path: [], size: 1, contentId, modifiedMs });

  it('grow with every change, also within one second of the system', () => {
    const times = new ContentTimes();
    expect(times.mtimeOf('x', stat('1', 5_000))).toBe(5_000);
    expect(times.mtimeOf('x', stat('1', 5_000))).toBe(5_000);
    expect(times.mtimeOf('x', stat('2', 5_000))).toBe(5_001);
    expect(times.mtimeOf('x', stat('3', 4_000))).toBe(5_002);
    expect(times.mtimeOf('x', stat('4', 9_000))).toBe(9_000);
  });
});

describe('A save', () => {
  const text = new TextEncoder().encode('text');

  const stat = (contentId: string, size = 1) => ({ path: [], size, contentId });

  it('is written where nobody else has saved', () => {
    const saves = new SaveCheck();
    saves.read('x', stat('1'), text);
    expect(saves.decide('x', stat('1'))).toBe('write');
    expect(saves.decide('never read', stat('1'))).toBe('write');
    expect(saves.decide('x', undefined)).toBe('write');
  });

  it('asks where somebody has, and the editor did not notice: the size is the same', () => {
    const saves = new SaveCheck();
    saves.read('x', stat('1'), text);
    saves.told('x', stat('2'));
    expect(saves.decide('x', stat('2'))).toBe('ask');
  });

  it('sees where bytes that are not UTF-8 would be replaced', () => {
    const saves = new SaveCheck();
    const shown = new TextEncoder().encode('caf\ufffd!');
    saves.read('latin', stat('1'), new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
    expect(saves.losesBytes('latin', shown)).toBe(true);
    expect(saves.losesBytes('latin', new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x21]))).toBe(false); // read and saved in its own encoding
    saves.read('text', stat('1'), shown); // the mark itself is valid text
    expect(saves.losesBytes('text', shown)).toBe(false);
    expect(saves.losesBytes('never read', shown)).toBe(false);
  });

  it('does not ask again where the editor has asked: it was told of another size', () => {
    const saves = new SaveCheck();
    saves.read('x', stat('1', 1), text);
    saves.told('x', stat('2', 9));
    expect(saves.decide('x', stat('2', 9))).toBe('write');
    expect(saves.decide('x', stat('3', 9))).toBe('ask'); // changed again after the editor asked
  });
});
