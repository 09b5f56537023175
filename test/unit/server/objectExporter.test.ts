import { describe, expect, it, vi } from 'vitest';
import type { Objects } from '../../../src/core/contract/objects';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import type { CopyTarget } from '../../../src/engine/sources';
import { ObjectExporter } from '../../../src/server/runs/objectExporter';
import type { LiveSession } from '../../../src/server/sessions/liveSession';

const FULL = new HeadwaterError({ what: 'Could not export to rows.csv', why: 'The disk is full.', todo: 'Free some space, then try again.', code: 'ENOSPC' });
const REFUSED = new HeadwaterError({ what: 'Could not write `shop://a/rows.csv`', why: 'The server refused it.' });
const ASK = { resultId: 'r', format: 'csv', connectionId: 'c', object: ['a', 'rows.csv'], replace: true, token: 't' } as const;

/** An export to an object whose file or whose sending goes wrong. */
function exporting({ file, send }: { readonly file?: Error; readonly send?: Error }) {
  const target = {
    path: '/nowhere/rows.csv',
    send: vi.fn(() => (send ? Promise.reject(send) : Promise.resolve([]))),
    discard: vi.fn(() => Promise.resolve()),
  };
  const exporter = { export: () => (file ? Promise.reject(file) : Promise.resolve({ rows: 1, bytes: 9 })), tell: () => undefined };
  const objects = { scheme: 'shop' } as unknown as Objects;
  const live = { profile: { id: 'c', name: 'Shop' }, session: { objects } } as unknown as LiveSession;
  const work = new ObjectExporter(exporter, { target: () => Promise.resolve(target as unknown as CopyTarget) }).export(live, ASK, new AbortController().signal);
  return { work, target };
}

describe('rows that do not become an object', () => {
  it('are not sent where the disk is full on the way, which is told, and nothing stays', async () => {
    const { work, target } = exporting({ file: FULL });
    await expect(work).rejects.toBe(FULL);
    expect({ sent: target.send.mock.calls.length, discarded: target.discard.mock.calls.length }).toEqual({ sent: 0, discarded: 1 });
  });

  it('leave nothing where the server refuses them', async () => {
    const { work, target } = exporting({ send: REFUSED });
    await expect(work).rejects.toBe(REFUSED);
    expect(target.discard).toHaveBeenCalledOnce();
  });

  it('leave nothing where the person stops them', async () => {
    const { work, target } = exporting({ file: new CancelledError() });
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect({ sent: target.send.mock.calls.length, discarded: target.discard.mock.calls.length }).toEqual({ sent: 0, discarded: 1 });
  });

  it('are not sent again where nobody knows whether they arrived, which is told', async () => {
    const unknown = new HeadwaterError({ what: 'Could not write `shop://a/rows.csv`', why: 'The connection broke off.', outcomeUnknown: true, kind: 'unreachable' });
    const { work, target } = exporting({ send: unknown });
    await expect(work).rejects.toBe(unknown);
    expect({ sent: target.send.mock.calls.length, discarded: target.discard.mock.calls.length }).toEqual({ sent: 1, discarded: 1 });
  });
});
