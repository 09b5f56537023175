import { describe, expect, it } from 'vitest';
import type { CellText } from '../../../src/core/format/cell';
import { csvHeader, csvRow, distinctNames, htmlHeader, htmlRow, jsonRow, markdownHeader, markdownRow, tsvHeader, tsvRow } from '../../../src/core/format/delimited';
import { CASES, Random } from './random';

const NULL: CellText = { text: 'NULL', kind: 'null', cut: false };
const cell = (text: string): CellText => ({ text, kind: text === '' ? 'empty' : 'text', cut: false });

/** A reader of its own: RFC 4180, telling unquoted fields from quoted ones. */
function readCsv(text: string, comma: string, lineEnd: string): { readonly value: string; readonly quoted: boolean }[][] {
  const rows: { value: string; quoted: boolean }[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: { value: string; quoted: boolean }[] = [];
    for (;;) {
      let value = '';
      const quoted = text[at] === '"';
      if (quoted) {
        at++;
        while (text[at] !== '"' || text[at + 1] === '"') {
          if (text[at] === '"') at++;
          value += text.charAt(at++);
        }
        at++;
      } else {
        while (at < text.length && text[at] !== comma && !text.startsWith(lineEnd, at)) value += text.charAt(at++);
      }
      row.push({ value, quoted });
      if (text[at] === comma) {
        at++;
        continue;
      }
      expect(text.startsWith(lineEnd, at)).toBe(true);
      at += lineEnd.length;
      break;
    }
    rows.push(row);
  }
  return rows;
}

const PIECES = ['a', ',', '"', '\n', '\r\n', '\t', ' ', 'NULL', '=1', 'ä', '|', '\\'];

describe('CSV', () => {
  it('quotes only what needs it', () => {
    expect(csvRow([cell('a b'), cell('a,b'), cell('say "hi"'), cell(' x'), cell('x '), cell('1\n2'), cell('-1.5')])).toBe('a b,"a,b","say ""hi"""," x","x ","1\n2",-1.5\r\n');
  });

  it('tells NULL, the empty string and the text NULL apart', () => {
    expect(csvRow([NULL, cell(''), cell('NULL')])).toBe(',"",NULL\r\n');
  });

  it('quotes an empty name and a byte order mark', () => {
    expect(csvHeader(['a', '', 'x;y', '\uFEFFid'])).toBe('a,"",x;y,"\uFEFFid"\r\n');
  });

  it('reads back as it was, whatever the cells hold', () => {
    const random = new Random(3);
    for (let i = 0; i < CASES / 4; i++) {
      const rows = Array.from({ length: random.int(1, 4) }, () => Array.from({ length: 3 }, () => (random.next() < 0.1 ? NULL : cell(Array.from({ length: random.int(0, 4) }, () => random.pick(PIECES)).join('')))));
      const read = readCsv(rows.map(csvRow).join(''), ',', '\r\n');
      expect(read.map((row) => row.map(({ value, quoted }) => (value === '' && !quoted ? null : value)))).toEqual(rows.map((row) => row.map(({ kind, text }) => (kind === 'null' ? null : text))));
    }
  });
});

describe('TSV for spreadsheets', () => {
  it('keeps cells with tabs and line breaks in one cell, and leaves the rest alone', () => {
    expect(tsvRow([cell('a,b'), cell('say "hi"'), cell('1\t2'), cell('1\n2'), cell('"x'), NULL])).toBe('a,b\tsay "hi"\t"1\t2"\t"1\n2"\t"""x"\t\n');
    expect(tsvHeader(['a', 'b\tc'])).toBe('a\t"b\tc"\n');
  });

  it('reads back as it was', () => {
    const random = new Random(4);
    for (let i = 0; i < CASES / 4; i++) {
      const row = Array.from({ length: 3 }, () => cell(Array.from({ length: random.int(0, 4) }, () => random.pick(PIECES)).join('')));
      expect(readCsv(tsvRow(row), '\t', '\n')[0]!.map(({ value }) => value)).toEqual(row.map(({ text }) => text));
    }
  });
});

describe('Markdown', () => {
  it('writes HTML in which no value can be taken for a tag', () => {
    expect(htmlHeader([{ name: '<a>', align: 'left' }])).toContain('<th scope="col">&lt;a&gt;</th>');
    expect(htmlRow([cell('<script>"&"</script>'), NULL, cell('1\r\n2')], [{ align: 'left' }, { align: 'right' }, { align: 'left' }])).toBe(
      '<tr><td>&lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;</td><td style="text-align:right"><i>NULL</i></td><td>1<br>2</td></tr>\n',
    );
  });

  it('aligns numbers, and shows what would be markup as text', () => {
    expect(markdownHeader([{ name: 'a|b', align: 'left' }, { name: 'n', align: 'right' }])).toBe('| a\\|b | n |\n| --- | ---: |\n');
    expect(markdownRow([cell('<b>*x*'), NULL, cell('1\r\n2'), cell('c:\\d'), cell('a & b')])).toBe('| &lt;b>\\*x\\* | *NULL* | 1<br>2 | c:\\\\d | a &amp; b |\n');
  });
});

describe('JSON rows', () => {
  it('are objects with the names given', () => {
    expect(jsonRow(['a', 'b"'], ['1', '"x"'])).toBe('{"a":1,"b\\"":"x"}');
  });

  it('lose no column to a name that is there twice', () => {
    expect(distinctNames(['a', 'b', 'a', 'a_1', 'a', ''])).toEqual(['a', 'b', 'a_2', 'a_1', 'a_3', '']);
    expect(new Set(distinctNames(['', '', '__proto__', '__proto__'])).size).toBe(4);
  });
});
