import { describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import { jsonFormat } from '../../../src/extension/notebooks/jsonFormat';
import { markdownFormat } from '../../../src/extension/notebooks/markdownFormat';
import type { NotebookFile, NotebookFileCell } from '../../../src/extension/notebooks/notebookFile';

const code = (text: string, more: Partial<NotebookFileCell> = {}): NotebookFileCell => ({ kind: 'code', language: 'sql', text, ...more });
const prose = (text: string): NotebookFileCell => ({ kind: 'markdown', language: 'markdown', text });
const said = ({ connection, cells }: NotebookFile): unknown => ({ connection, cells: cells.map(({ kind, language, text, name, connection: own }) => ({ kind, language, text, name, connection: own })) });

function failureOf(work: () => unknown): HeadwaterError['failure'] {
  try {
    work();
  } catch (error) {
    if (error instanceof HeadwaterError) return error.failure;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('a notebook as JSON', () => {
  const notebook: NotebookFile = { connection: 'Lake', cells: [prose('# Trips\n\nAll of them.'), code('SELECT 1\nFROM trips', { name: 'one', connection: 'Local' }), code('')] };

  it('is read as it was printed', () => {
    expect(jsonFormat.read(jsonFormat.print(notebook))).toEqual(notebook);
  });

  it('changes one line of the file for one line of a cell', () => {
    const other = { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, text: cell.text.replace('FROM trips', 'FROM rides') })) };
    const [before, after] = [jsonFormat.print(notebook).split('\n'), jsonFormat.print(other).split('\n')];
    expect(after.filter((line, index) => line !== before[index])).toEqual(['        "FROM rides"']);
  });

  it('keeps what it does not know', () => {
    const text = jsonFormat.print({ cells: [code('SELECT 1', { rest: { colour: 'red' } })], rest: { author: { name: 'me' } } });
    expect(jsonFormat.print(jsonFormat.read(text))).toBe(text);
    expect(text).toContain('"colour": "red"');
  });

  it('is empty where the file is', () => {
    expect(jsonFormat.read('  \n')).toEqual({ cells: [] });
  });

  it.each([
    ['no JSON', '{"headwater": 1, "cells": [', 'damaged-notebook', /damaged/u],
    ['another JSON file', '{"name": "thing"}', 'damaged-notebook', /“headwater”/u],
    ['a cell without its lines', '{"headwater": 1, "cells": [{"kind": "code", "language": "sql"}]}', 'damaged-notebook', /“cells\.0\.text”/u],
    ['a file of a newer version', '{"headwater": 2, "cells": []}', 'newer-notebook', /newer version/u],
  ])('refuses %s, says why, and that nothing was changed', (_, text, expected, why) => {
    const { code: found, why: told, todo } = failureOf(() => jsonFormat.read(text));
    expect(found).toBe(expected);
    expect(told).toMatch(why);
    expect(todo).toContain('was not changed');
  });
});

describe('a notebook as Markdown', () => {
  it('has blocks in query languages as cells, and the text between', () => {
    const text = '<!-- headwater: connection=My Lake -->\n# Trips\n\nText.\n\n```sql name=trips connection="Local one"\nSELECT 1;\n```\n\n```python\nprint(1)\n```\n\n~~~lakectl\nlakectl repo list\n~~~\n';
    expect(said(markdownFormat.read(text))).toEqual({
      connection: 'My Lake',
      cells: [
        { ...prose('# Trips\n\nText.'), name: undefined, connection: undefined },
        { kind: 'code', language: 'sql', text: 'SELECT 1;', name: 'trips', connection: 'Local one' },
        { ...prose('```python\nprint(1)\n```'), name: undefined, connection: undefined },
        { kind: 'code', language: 'lakectl', text: 'lakectl repo list', name: undefined, connection: undefined },
      ],
    });
  });

  it.each([
    ['a plain file', '# A\n\n```sql\nSELECT 1\n```\n'],
    ['odd blank space', '\n\n  # A  \n\n\n\n```sql   name=a\n\nSELECT 1\n\n```   \n\n\n\ntext\n\n\n'],
    ['line breaks of Windows', '# A\r\n\r\n```sql\r\nSELECT 1\r\n```\r\nend\r\n'],
    ['no line break at the end', '```sql\nSELECT 1\n```'],
    ['text right at a fence', 'before\n```sql\nSELECT 1\n```\nafter'],
    ['two texts', 'one\n\n<!-- cell -->\n\ntwo\n'],
    ['blocks that are no cells', '```\nplain\n```\n\n````md\n```sql\nSELECT 1\n```\n````\n'],
    ['a block that never ends', 'text\n```sql\nSELECT 1\n'],
    ['an empty cell', '```sql\n```\n'],
    ['an indented block in a list', '- item\n\n  ```sql\n  SELECT 1\n  ```\n'],
    ['nothing', ''],
    ['blank lines only', '\n\n'],
  ])('is printed as it was read: %s', (_, text) => {
    const printed = markdownFormat.print(markdownFormat.read(text));
    // Blank space at the ends of lines of fences is the only thing that may go.
    expect(printed.replaceAll(/(?<=```)[ \t]+$/gmu, '')).toBe(text.trim() === '' ? '' : text.replaceAll(/(?<=```)[ \t]+$/gmu, ''));
  });

  it('prints cells that were made in the editor so that they are read again', () => {
    const notebook: NotebookFile = {
      connection: 'a -- b "c"',
      cells: [prose('# A'), prose('B'), code('SELECT 1'), code('SELECT \'\n```\n\'', { name: 'x y"z', connection: 'Lake `2`' }), prose('C'), code('', { language: 'ksql' })],
    };
    expect(said(markdownFormat.read(markdownFormat.print(notebook)))).toEqual(said(notebook));
  });

  it('keeps every edit apart from what was not edited', () => {
    const text = '# A\n\n\n\n~~~sql name=a\nSELECT 1\n~~~\n\ntext\n';
    const notebook = markdownFormat.read(text);
    const edited = { ...notebook, cells: notebook.cells.map((cell) => (cell.kind === 'code' ? { ...cell, text: 'SELECT 2' } : cell)) };
    expect(markdownFormat.print(edited)).toBe(text.replace('SELECT 1', 'SELECT 2'));
  });

  it('survives random cells, printed and read again', () => {
    let seed = 20_261_121;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed % below;
    };
    const snippets = ['SELECT 1', '```', '~~~~', '# title', 'a `b` c', '-- headwater: name=x', '   indented', 'naïve ☃', '<!-- note -->', 'x'.repeat(30)];
    for (let round = 0; round < 500; round += 1) {
      const cells = Array.from({ length: random(6) }, (): NotebookFileCell => {
        const text = Array.from({ length: 1 + random(4) }, () => snippets[random(snippets.length)] ?? '').join('\n').trim();
        // A text that is a block of its own would be read as what it says.
        return random(2) === 0 ? code(text, random(2) === 0 ? { name: `n${random(9)}` } : {}) : prose(text.replaceAll(/^(`{3,}|~{3,}|[ \t]+)/gmu, '> '));
      });
      const notebook: NotebookFile = { cells };
      expect(said(markdownFormat.read(markdownFormat.print(notebook))), `round ${round}`).toEqual(said(notebook));
    }
  });
});
