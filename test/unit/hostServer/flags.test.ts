import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { serverFlags } from '../../../src/extension/server/flags';

describe('Flags of the server', () => {
  it('bound its memory, and never begin with more than the bound', () => {
    expect(serverFlags(4_096)).toEqual(['--max-old-space-size=4096', '--initial-old-space-size=256']);
    expect(serverFlags(128)).toEqual(['--max-old-space-size=128', '--initial-old-space-size=128']);
  });
  it('are such that Node takes them', { timeout: 60_000 }, () => {
    expect(execFileSync(process.execPath, [...serverFlags(512), '-p', '1 + 1'], { encoding: 'utf8' }).trim()).toBe('2');
  });
  it('never make the collector run more often while large buffers come in', { timeout: 120_000 }, () => {
    // Live objects as the server has, then buffers that are kept, as batches are. On Node 20: 5 against 8.
    const work = 'const live = Array.from({ length: 150_000 }, (_, i) => ({ i })); const kept = []; let n = 0; const step = () => { for (let i = 0; i < 4; i++) kept.push(Buffer.allocUnsafeSlow(400_000)); if (++n < 250) setImmediate(step); else live.length; }; step();';
    const collections = (flags: readonly string[]) => execFileSync(process.execPath, [...flags, '--trace-gc', '-e', work], { encoding: 'utf8' }).match(/Mark-Compact/gu)?.length ?? 0;
    expect(collections(serverFlags(4_096))).toBeLessThanOrEqual(collections(['--max-old-space-size=4096']));
  });
});
