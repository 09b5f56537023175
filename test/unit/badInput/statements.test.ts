import { beforeAll, describe, expect, test } from 'vitest';
import { duckDbLanguage } from '../../../src/duckdb/language';
import { splitStatements } from '../../../src/core/sql/split';
import { bundleWorkers, LocalParts, type LocalWorkers } from './localParts';

let workers: LocalWorkers;
beforeAll(async () => {
  workers = await bundleWorkers();
});

describe('a quote that is never closed', () => {
  const text = "SELECT 1;\nSELECT 2 AS two;\nSELECT 'never closed;\nSELECT 3";
  const { statements, problems } = splitStatements(text, duckDbLanguage);

  test('is told at its place', () => {
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/\w{3}/u);
    expect(text.slice(problems[0]?.range.start).startsWith("'never closed")).toBe(true);
  });

  test('leaves the statements before it to be run, and fails with its place where it is run itself', async () => {
    const parts = await LocalParts.start(workers);
    const [one, two, broken] = statements.map((statement) => statement.text);
    expect(await parts.cell(await parts.run(one ?? ''))).toBe('1');
    expect(await parts.cell(await parts.run(two ?? ''))).toBe('2');
    const { why, todo, position } = await parts.failing(broken ?? '');
    expect(why).toContain('unterminated quoted string');
    expect(todo).toMatch(/\w{3}/u);
    expect(broken?.slice(position?.start).startsWith("'never closed")).toBe(true);
  });
});
