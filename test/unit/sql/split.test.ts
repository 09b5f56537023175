import { describe, expect, it } from 'vitest';
import { splitStatements } from '../../../src/core/sql/split';
import { titleOf } from '../../../src/core/sql/title';
import { everything } from './languages';

it('x', () => {
  const text = "-- headwater: name=hello\nSELECT 1; -- t\n\n/* a /* b */ ; */ INSERT INTO x.\"y z\" VALUES ('a;b', $$ ; $$);; EXPLAIN ANALYZE DELETE FROM t";
  const r = splitStatements(text, everything);
  console.log(r.statements, r.statements.map((s) => titleOf(s, everything)));
  const big = 'SELECT a, b, "c d", \'str;ing\' FROM orders o JOIN x USING (id) WHERE a = 12.5 AND b IN (1,2,3); -- comment\n'.repeat(20000);
  for (let i = 0; i < 5; i++) { const t = performance.now(); const n = splitStatements(big, everything).statements.length; console.log(big.length, n, performance.now() - t); }
  expect(1).toBe(1);
});
