import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { at } from '../../../scripts/lib/paths.mjs';
import { Refusal } from '../../servers/ksqldb/refusal';
import { readStatements } from '../../servers/ksqldb/sql/statements';
import { askGo, lint, prepareJudges } from '../../servers/ksqldb/judges/judges';
import * as demo from '../../servers/ksqldb/sample';
import { ACCEPTED, REFUSED } from './corpus';

/** The double's own reading of SQL, judged by two parsers that were made from the server's grammar. */

beforeAll(prepareJudges);

const read = (text: string): number => [...readStatements(text, {}, new Map([['ADDRESS', { base: 'STRING' }]]))].length;

describe('Grammar', () => {
  const samples = [...ACCEPTED, ...demo.STATEMENTS, ...Object.values(demo.FILES)];

  test('what the double and the samples use is read by ksql-lint without a complaint', async () => {
    const complaints = await lint(samples);
    expect(complaints).toHaveLength(samples.length);
    expect(samples.flatMap((text, index) => (complaints[index]?.length ? [[text, complaints[index]]] : []))).toEqual([]);
  });
  test('what the snippets write is read by ksql-lint and by the double', async () => {
    const snippets = Object.values(JSON.parse(await readFile(at('syntaxes/ksql.snippets.json'), 'utf8')) as Record<string, { readonly body: readonly string[] }>).map(({ body }) => written(body.join('\n')));
    // A window is a part of a statement, and scripts are run by the client, as in the CLI.
    const statements = snippets.filter((text) => !text.startsWith('RUN SCRIPT')).map((text) => (text.startsWith('WINDOW') ? `SELECT a, COUNT(*) FROM s ${text} GROUP BY a EMIT CHANGES;` : text));
    expect(statements.length).toBeGreaterThan(10);
    const complaints = await lint(statements);
    expect(statements.flatMap((text, index) => (complaints[index]?.length ? [[text, complaints[index]]] : []))).toEqual([]);
    for (const text of statements) expect(read(text), text).toBe(1);
  });
  test('what the double refuses, ksql-lint refuses too', async () => {
    const complaints = await lint(REFUSED);
    expect(REFUSED.filter((_, index) => complaints[index]?.length === 0)).toEqual([]);
  });
  test('the parser of ksqldb-go agrees', async () => {
    const { parse } = await askGo({ parse: [...ACCEPTED, ...REFUSED] });
    // Its grammar is that of 0.28.2, where queries could not be paused.
    const older = ['PAUSE', 'RESUME'];
    const wrong = [...ACCEPTED, ...REFUSED].filter((text, index) => (parse?.[index] === '') !== (ACCEPTED.includes(text) && !older.some((word) => text.startsWith(word))));
    expect(wrong).toEqual([]);
  });
  for (const text of ACCEPTED) {
    test(`reads ${text}`, () => {
      expect(read(text)).toBe(1);
    });
  }
  for (const text of REFUSED) {
    test(`refuses ${text}`, () => {
      expect(() => read(text)).toThrow(Refusal);
      expect(() => read(text)).toThrow(/line \d+:\d+: /u);
    });
  }
  test('places of mistakes are those of the whole text', () => {
    expect(() => read("LIST STREAMS;\n\n  SELECT * FROM x EMIT 'oops';")).toThrow(/^line 3:24: /u);
  });
});

/** A snippet as it stands when nobody has changed it. */
function written(body: string): string {
  return body
    .replaceAll(/\$\{\d+\|((?:\\.|[^|\\])*)\|\}/gu, (_, choices: string) => choices.split(/(?<!\\),/u)[0]?.replaceAll('\\', '') ?? '')
    .replaceAll(/\$\{\d+:([^}]*)\}/gu, '$1')
    .replaceAll(/\$\d+/gu, '');
}
