import { describe, expect, it } from 'vitest';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import { SessionClosedNote } from '../../../src/protocol/sessions';
import { sessionInfo, world } from './fakes';

const PROFILE = { id: 'a', name: 'A', backend: 'remote', values: { host: 'h' } };

async function withProfile() {
  const w = world();
  await w.connections.save(PROFILE);
  return w;
}

describe('opening a connection', () => {
  it('opens once for several callers at the same time', async () => {
    const { connections, server } = await withProfile();
    const infos = await Promise.all([connections.open('a'), connections.open('a'), connections.open('a')]);
    expect(infos.map((info) => info.connectionId)).toEqual(['a', 'a', 'a']);
    expect(server.count('session/open')).toBe(1);
    expect(connections.state('a')).toBe('open');
  });

  it('answers with the open session without asking the server', async () => {
    const { connections, server } = await withProfile();
    await connections.open('a');
    await connections.open('a');
    expect(server.count('session/open')).toBe(1);
  });

  it('tells each state to listeners', async () => {
    const { connections } = await withProfile();
    const states: string[] = [];
    connections.onDidChangeState((id) => states.push(`${id} ${connections.state(id)}`));
    await connections.open('a');
    await connections.close('a');
    expect(states).toEqual(['a opening', 'a open', 'a closed']);
  });

  it('opens again after the server was restarted', async () => {
    const { connections, server } = await withProfile();
    await connections.open('a');
    server.restarted('g2');
    expect(connections.state('a')).toBe('closed');
    await connections.open('a');
    expect(server.count('session/open')).toBe(2);
    expect(connections.state('a')).toBe('open');
  });

  it('keeps the reason of a failure, and forgets it when opened again', async () => {
    const { connections, server } = await withProfile();
    server.answer('session/open', () => {
      throw new HeadwaterError({ what: 'Could not connect', why: 'Nobody listens there.' });
    });
    await expect(connections.open('a')).rejects.toThrow('Nobody listens there.');
    expect(connections.state('a')).toBe('failed');
    expect(connections.failure('a')?.why).toBe('Nobody listens there.');
    server.answer('session/open', () => sessionInfo('a'));
    await connections.open('a');
    expect(connections.failure('a')).toBeUndefined();
  });

  it('goes on for other callers when one gives up, and ends when the last one does', async () => {
    const { connections, server } = await withProfile();
    let aborted = false;
    server.answer('session/open', (_, cancel) => {
      if (cancel instanceof AbortSignal) cancel.addEventListener('abort', () => (aborted = true));
      return new Promise(() => undefined);
    });
    const [one, other] = [token(), token()];
    const first = connections.open('a', one);
    const second = connections.open('a', other);
    one.cancel();
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    await expect.poll(() => server.count('session/open')).toBe(1);
    expect(aborted).toBe(false);
    expect(connections.state('a')).toBe('opening');
    other.cancel();
    await expect(second).rejects.toBeInstanceOf(CancelledError);
    expect(aborted).toBe(true);
  });

  it('is failed when the session is lost, closed when it was closed on purpose', async () => {
    const { connections, server } = await withProfile();
    await connections.open('a');
    server.tell(SessionClosedNote, { connectionId: 'a', failure: { what: 'Lost', why: 'The host is gone.' } });
    expect(connections.state('a')).toBe('failed');
    await connections.open('a');
    server.tell(SessionClosedNote, { connectionId: 'a' });
    expect(connections.state('a')).toBe('closed');
  });

  it('says so when the connection was removed or its system is unknown', async () => {
    const { connections } = await withProfile();
    await expect(connections.open('gone')).rejects.toThrow('It was removed.');
    await connections.save({ ...PROFILE, id: 'b', backend: 'martian' });
    await expect(connections.open('b')).rejects.toThrow('“martian”');
  });
});

describe('secrets that are needed', () => {
  const secret = { ...PROFILE, values: { host: 'h', auth: 'token' } };

  it('are asked once and kept', async () => {
    const { connections, server, prompts, vault } = world();
    await connections.save(secret);
    await connections.open('a');
    expect(prompts.asked).toEqual(['secret token', 'remember']);
    expect(server.asked.find((entry) => entry.method === 'session/open')?.params).toMatchObject({ secrets: { token: 'typed' } });
    expect(vault.data.get('headwater.secret.a.token')).toBe('typed');
    server.restarted('g2');
    await connections.open('a');
    expect(prompts.asked).toHaveLength(2);
  });

  it('are kept for this window only when the person wants that', async () => {
    const { connections, server, prompts, vault } = world();
    prompts.rememberAnswer = false;
    await connections.save(secret);
    await connections.open('a');
    server.restarted('g2');
    await connections.open('a');
    expect(prompts.asked).toEqual(['secret token', 'remember']);
    expect(vault.data.size).toBe(0);
  });

  it('end the attempt silently when the person gives up', async () => {
    const { connections, server, prompts } = world();
    prompts.secretAnswer = undefined;
    await connections.save(secret);
    await expect(connections.open('a')).rejects.toBeInstanceOf(CancelledError);
    expect(server.count('session/open')).toBe(0);
    expect(connections.state('a')).toBe('closed');
  });
});

function token() {
  const listeners = new Set<() => unknown>();
  const it = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: (value: unknown) => unknown) => {
      const call = (): unknown => listener(undefined);
      listeners.add(call);
      return { dispose: () => void listeners.delete(call) };
    },
    cancel(): void {
      it.isCancellationRequested = true;
      for (const listener of [...listeners]) listener();
    },
  };
  return it;
}
