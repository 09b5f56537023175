import { describe, expect, it, vi } from 'vitest';
import { RpcError } from '../../../src/protocol/rpc';
import { LatestAnswer } from '../../../src/views/results/views/latestAnswer';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Questions that are answered by hand. */
function asked(): { readonly answer: LatestAnswer<string>; readonly changed: ReturnType<typeof vi.fn>; readonly ask: (wanted: string, again?: () => boolean) => { readonly give: (value: string) => void; readonly fail: (error: unknown) => void; readonly signal: () => AbortSignal } } {
  const changed = vi.fn();
  const answer = new LatestAnswer<string>('Could not read', changed);
  return {
    answer,
    changed,
    ask: (wanted, again) => {
      const { promise, resolve, reject } = withResolvers();
      let given: AbortSignal | undefined;
      answer.ask(wanted, (signal) => { given = signal; return promise; }, again);
      return { give: resolve, fail: reject, signal: () => given! };
    },
  };
}

function withResolvers(): { promise: Promise<string>; resolve: (value: string) => void; reject: (error: unknown) => void } {
  let [resolve, reject]: [(value: string) => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<string>((yes, no) => { [resolve, reject] = [yes, no]; });
  return { promise, resolve, reject };
}

describe('the latest answer of a view', () => {
  it('is that to the newest question, however late the others come', async () => {
    const { answer, ask } = asked();
    const [one, two] = [ask('row 1'), ask('row 2')];
    expect(one.signal().aborted).toBe(true);
    two.give('two');
    await turn();
    one.give('one');
    await turn();
    expect(answer.value).toBe('two');
  });

  it('stays until the next one is there, and the same question is not asked twice', async () => {
    const { answer, ask, changed } = asked();
    ask('row 1').give('one');
    await turn();
    const question = vi.fn(() => Promise.resolve('again'));
    answer.ask('row 1', question);
    expect(question).not.toHaveBeenCalled();
    ask('row 2');
    expect({ value: answer.value, told: changed.mock.calls.length }).toEqual({ value: 'one', told: 1 });
  });

  it('is a failure that can be met by another question, or is shown', async () => {
    const { answer, ask } = asked();
    const failure = { what: 'Could not make the text', why: 'It is too long.', code: 'too-large' };
    ask('100 rows', () => true).fail(new RpcError(failure, false));
    await turn();
    expect(answer.failure).toBeUndefined();
    ask('50 rows').fail(new RpcError(failure, false));
    await turn();
    expect({ failure: answer.failure, value: answer.value }).toEqual({ failure, value: undefined });
  });
});
