import { describe, expect, test } from 'vitest';
import { type ExportedNotebook, toHtml, toMarkdown, toSql } from '../../../src/extension/notebooks/exportText';
import { bounded } from '../../../src/extension/notebooks/boundedOutputs';
import { jsonFormat } from '../../../src/extension/notebooks/jsonFormat';

const NOTEBOOK: ExportedNotebook = {
  title: 'Trips & <more>',
  connection: 'My, "lake"',
  cells: [
    { kind: 'markdown', language: 'markdown', text: '# Trips\n\nText' },
    { kind: 'code', language: 'headwater-parameters', text: 'least: number = 10' },
    { kind: 'code', language: 'sql', text: "SELECT '<b>' AS x -- last", name: 'trips', outputs: [{ plain: '| x |\n| --- |\n| <b> |', html: '<table><tr><td>&lt;b&gt;</td></tr></table>' }] },
    { kind: 'code', language: 'sql', text: 'SELECT 1;', connection: 'Other', outputs: [{ plain: 'Could not run: ``` no' }] },
  ],
};

describe('A notebook exported', () => {
  test('as Markdown has its text, its cells as fenced blocks, and what stood below them', () => {
    expect(toMarkdown(NOTEBOOK)).toBe(
      "# Trips\n\nText\n\n```headwater-parameters\nleast: number = 10\n```\n\n```sql\nSELECT '<b>' AS x -- last\n```\n\n| x |\n| --- |\n| <b> |\n\n```sql\nSELECT 1;\n```\n\n```text\nCould not run: ``` no\n```\n",
    );
  });

  test('as HTML is one page without anything from elsewhere, in which no text becomes markup', async () => {
    const page = await toHtml(NOTEBOOK, (text) => Promise.resolve(`<p data-rendered>${text.length}</p>`));
    expect(page).toContain('<title>Trips &amp; &lt;more&gt;</title>');
    expect(page).toContain('<code>SELECT &#39;&lt;b&gt;&#39; AS x -- last</code>'.replaceAll('&#39;', page.includes('&#39;') ? '&#39;' : "'"));
    expect(page).toContain('<table><tr><td>&lt;b&gt;</td></tr></table>');
    expect(page).toContain('data-rendered');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|src="http/u);
  });

  test('as SQL has the statements with their names and ends, and all else as comments', () => {
    expect(toSql(NOTEBOOK)).toBe(
      "-- headwater: connection=\"My, lake\"\n\n-- # Trips\n--\n-- Text\n\n-- parameters\n-- least: number = 10\n\n-- headwater: name=trips\nSELECT '<b>' AS x -- last\n;\n\n-- Runs on Other\nSELECT 1;\n",
    );
  });
});

describe('Outputs in a file', () => {
  const file = { cells: [{ kind: 'code' as const, language: 'sql', text: 'SELECT 1', outputs: [{ plain: '| 1 |', html: '<b>1</b>', rows: { arrow: '/////w==', total: 12 } }, { plain: 'second' }] }] };

  test('come back as they were, behind the text of their cell', () => {
    const printed = jsonFormat.print(file);
    expect(jsonFormat.read(printed)).toEqual(file);
    expect(printed.indexOf('"outputs"')).toBeGreaterThan(printed.indexOf('"text"'));
    expect(jsonFormat.print(jsonFormat.read(printed))).toBe(printed);
  });

  test('are not there where there are none', () => {
    expect(jsonFormat.print({ cells: [{ kind: 'code', language: 'sql', text: '', outputs: [] }] })).not.toContain('outputs');
  });

  test('that are damaged are told with their place', () => {
    expect(() => jsonFormat.read('{"headwater":1,"cells":[{"kind":"code","language":"sql","text":[],"outputs":[{"html":3}]}]}')).toThrow(/cells\.0\.outputs\.0/u);
  });

  test('are bounded: rows are left out first, then what is too large, and what comes behind it is kept', () => {
    const [rows, long, short] = [{ arrow: 'A'.repeat(200_000), total: 5_000_000 }, 'x'.repeat(100_000), 'short'];
    expect(bounded([{ plain: short, rows }])).toEqual([{ plain: short, rows }]);
    expect(bounded([{ plain: long, html: short, rows }])).toEqual([{ plain: long, html: short }]);
    expect(bounded([{ plain: long }, { plain: long }, { plain: long }, { plain: short }])).toEqual([{ plain: long }, { plain: long }, { plain: expect.stringContaining('too large to be kept') }, { plain: short }]);
  });
});
