import { describe, expect, it } from 'vitest';
import { unproven } from '../../../scripts/lib/capabilities.mjs';

const system = (...tests: readonly string[]) => ({ system: 'local', rows: [{ id: 'run', tests }] });

describe('A capability', () => {
  it('is proved by named tests that passed', () => {
    expect(unproven(system('unit/a: x', 'ui/b: y'), [{ id: 'unit/a: x', outcome: 'passed' }, { id: 'ui/b: y', outcome: 'passed' }])).toEqual([]);
  });

  it('is not proved by a test that failed, was skipped or did not run', () => {
    const ran = [{ id: 'unit/a: x', outcome: 'failed' }, { id: 'unit/a: y', outcome: 'skipped' }] as const;
    expect(unproven(system('unit/a: x', 'unit/a: y', 'unit/a: z'), ran)).toEqual(['local/run: unit/a: x failed', 'local/run: unit/a: y skipped', 'local/run: unit/a: z did not run']);
  });

  it('names a group of tests by its beginning, all of which must pass, and one at least', () => {
    expect(unproven(system('unit/a: *'), [{ id: 'unit/a: x', outcome: 'passed' }, { id: 'unit/a: y', outcome: 'failed' }])).toEqual(['local/run: unit/a: y failed']);
    expect(unproven(system('unit/a: *'), [{ id: 'unit/b: x', outcome: 'passed' }])).toEqual(['local/run: unit/a: * did not run']);
  });
});
