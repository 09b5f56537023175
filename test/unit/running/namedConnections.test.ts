import { describe, expect, it } from 'vitest';
import { namedConnections } from '../../../src/extension/running/namedConnections';

const [local, prod, odd] = [profile('Local'), profile('prod'), profile('Lake "1" eu')] as const;

function profile(name: string) {
  return { id: `id of ${name}`, name, backend: 'x', values: {} };
}

describe('connections that a statement names', () => {
  it.each([
    ['SELECT * FROM prod.db.t', [prod]],
    ['SELECT * FROM PROD.t JOIN "lake ""1"" EU".a.b USING (id), prod.x', [prod, odd]],
    ['INSERT INTO prod.db.t SELECT 1', [prod]],
    ['SELECT prod.db, prod.x FROM t AS prod', []],
    ["SELECT 'FROM prod.t' -- FROM prod.t", []],
    ['SELECT * FROM prod', []],
    ['SELECT * FROM local.main.t', []],
    ['SELECT * FROM a LEFT JOIN b ON a.x = b.x, prod.t WHERE EXISTS (FROM prod.u)', [prod]],
  ])('%s', (text, expected) => {
    expect(namedConnections(text, local, [local, prod, odd])).toEqual(expected);
  });
});
