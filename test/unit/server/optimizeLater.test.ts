import { execFileSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { optimizeLater } from '../../../src/server/optimizeLater';

const { flags } = vi.hoisted(() => ({ flags: new Array<string>() }));
vi.mock('node:v8', () => ({ setFlagsFromString: (flag: string) => flags.push(flag) }));

/** Names of functions that V8 has optimized, on the one thread there is, so that none is still under way at the end. */
function optimized(before: string, work: string): ReadonlySet<string> {
  const told = execFileSync(process.execPath, ['--trace-opt', '--no-concurrent-recompilation', '-e', `${before};${work}`], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return new Set([...told.matchAll(/completed compiling \S+ <JSFunction (\w+) .*TURBOFAN/gu)].map(([, name]) => name ?? ''));
}

describe('Optimizing later', () => {
  it('leaves what runs some thousand times alone, and optimizes what runs for long', { timeout: 60_000 }, () => {
    optimizeLater();
    const [flag] = flags;
    const little = 'function little(n) { let s = 0; for (let i = 0; i < 4; i++) s += i * n; return s; }';
    const long = 'function long(n) { let s = 0; for (let i = 0; i < n; i++) s = (s + i) | 0; return s; }';
    const work = `let sum = 0; ${little} ${long} for (let i = 0; i < 2500; i++) sum += little(i); for (let i = 0; i < 500; i++) sum += long(20_000);`;
    const before = optimized('', work);
    expect(before).toContain('little');
    expect(before).toContain('long');
    const after = optimized(`require('v8').setFlagsFromString(${JSON.stringify(flag)})`, work);
    expect(after).not.toContain('little');
    expect(after).toContain('long');
  });
});
