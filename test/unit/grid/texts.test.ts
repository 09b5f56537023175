import { describe, expect, it } from 'vitest';
import { resultFacts, selectionFacts } from '../../../src/views/results/footerText';
import { childrenOf, leafText, rootOf } from '../../../src/views/results/detail/jsonText';
import { hexLines } from '../../../src/views/results/detail/hexText';
import { imageType } from '../../../src/views/results/detail/imageType';
import { TextFitter } from '../../../src/views/results/grid/textFitter';
import type { ResultState } from '../../../src/protocol/results';
import { random } from '../support/random';

const state: ResultState = {
  resultId: 'r', connectionId: 'c', title: 't', phase: 'done', columns: 3, rows: 1_204_331, bytes: 100_872_192, spilledBytes: 0, startedAt: 0, elapsedMs: 1_840, firstRowMs: 41, complete: true, messages: [], facts: [],
};

describe('texts cut to a width', () => {
  const equal = new TextFitter((text) => Array.from(text).length * 8);
  const proportional = new TextFitter((text) => Array.from(text).reduce((sum: number, sign) => sum + (sign === 'i' ? 3 : sign === 'W' ? 11 : 7), 0));

  it('stay whole where they fit', () => {
    expect(equal.fit('hello', 40)).toBe('hello');
    expect(proportional.fit('iiii', 12)).toBe('iiii');
  });

  it('are as long as fits before the ellipsis', () => {
    expect(equal.fit('hello world', 48)).toBe('hello…');
    for (const room of [20, 33, 47, 80]) {
      const cut = proportional.fit('Wild Western Wishes', room);
      expect(cut.endsWith('…')).toBe(true);
      expect(proportional.width(cut)).toBeLessThanOrEqual(room);
    }
  });

  it('never end in half of a surrogate pair', () => {
    const next = random(3);
    for (let round = 0; round < 200; round++) {
      const text = Array.from({ length: 12 }, () => (next(2) === 0 ? '😀' : 'a')).join('');
      expect(equal.fit(text, 20 + next(70))).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/u);
    }
  });

  it('measure a very long text without asking for all of it', () => {
    let longest = 0;
    const fitter = new TextFitter((text) => {
      longest = Math.max(longest, text.length);
      return text.length * 8;
    });
    fitter.fit('é'.repeat(1_000_000), 200);
    expect(longest).toBeLessThan(500);
  });
});

describe('the footer', () => {
  it('tells rows, bytes, time and rate', () => {
    expect(resultFacts(state, 0)).toEqual(['1,204,331 rows', '96.2 MiB', '1.84 s (first row 41 ms)', '655 k rows/s']);
  });

  it('says that rows are so far where the source waits', () => {
    expect(resultFacts({ ...state, phase: 'paused', complete: false }, 0)[0]).toBe('1,204,331 rows so far');
  });

  it('says nothing of rows where the statement has none', () => {
    expect(resultFacts({ ...state, columns: 0, rows: 0, bytes: 0 }, 0)).toEqual(['1.84 s (first row 41 ms)']);
  });

  it('tells the count of a selection at once and its totals when they are there', () => {
    expect(selectionFacts(1, undefined)).toEqual([]);
    expect(selectionFacts(12, undefined)).toEqual(['12 cells']);
    expect(selectionFacts(12, { cells: 12, nulls: 2, numbers: 10, sum: '42', average: '4.2', min: '1', max: '9' })).toEqual(['12 cells', '2 NULL', 'Σ 42', 'avg 4.2', 'min 1', 'max 9']);
  });
});

describe('a JSON text as a tree', () => {
  const text = '{"a": 12345678901234567890, "b": [1, "x\\"]}", {"c": null}], "é": "li\\nne", "": {}}';
  const root = rootOf(text);
  const keys = (value: typeof root): readonly string[] => (value ? childrenOf(text, value, 0, 100).children.map((child) => child.key ?? '') : []);

  it('has children by name and by index', () => {
    expect(keys(root)).toEqual(['a', 'b', 'é', '']);
    expect(keys(root && childrenOf(text, root, 1, 100).children[0])).toEqual(['0', '1', '2']);
  });

  it('keeps the digits of numbers and shows strings without escapes', () => {
    const leaves = root ? childrenOf(text, root, 0, 100).children : [];
    expect(leaves.filter(({ kind }) => kind !== 'list' && kind !== 'object').map((leaf) => leafText(text, leaf, 100))).toEqual(['12345678901234567890', 'li\nne']);
  });

  it('gives children a page at a time', () => {
    const long = `[${Array.from({ length: 1_000 }, (_, index) => index).join()}]`;
    const list = rootOf(long);
    expect(list && childrenOf(long, list, 0, 10)).toMatchObject({ more: true, children: { length: 10 } });
    expect(list && childrenOf(long, list, 990, 2_000)).toMatchObject({ more: false, children: { length: 10 } });
  });

  it('ends for every broken text', () => {
    const next = random(5);
    const signs = '{}[]",:\\ ax1\n';
    for (let round = 0; round < 3_000; round++) {
      const broken = Array.from({ length: next(30) }, () => signs[next(signs.length)]).join('');
      const value = rootOf(broken);
      if (value) for (const child of childrenOf(broken, value, 0, 50).children) expect(child.end).toBeLessThanOrEqual(broken.length);
    }
  });
});

describe('bytes', () => {
  it('show as offset, hex and signs', () => {
    const lines = hexLines(Uint8Array.from([0, 0x41, 0xff, ...Array.from({ length: 14 }, () => 0x20)]), 16).split('\n');
    expect(lines.map((line) => line.trimEnd())).toEqual(['00000010  00 41 ff 20 20 20 20 20  20 20 20 20 20 20 20 20  ·A·', '00000020  20']);
  });

  it('are known as images by their first bytes', () => {
    const bytes = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
    expect(imageType(bytes('\x89PNG\r\n\x1a\n'))).toBe('image/png');
    expect(imageType(bytes('\xff\xd8\xff\xe0'))).toBe('image/jpeg');
    expect(imageType(bytes('GIF89a'))).toBe('image/gif');
    expect(imageType(bytes('RIFF1234WEBPVP8 '))).toBe('image/webp');
    expect(imageType(bytes('<?xml version="1.0"?>\n<svg xmlns="x">'))).toBe('image/svg+xml');
    expect(imageType(bytes('<html><svg>'))).toBeUndefined();
    expect(imageType(new Uint8Array())).toBeUndefined();
  });
});
