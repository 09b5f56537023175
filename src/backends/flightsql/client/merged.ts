/**
 * Reads several sources, `atOnce` at a time, and gives what comes first. With 1, one after the other. Each source is at most one item ahead.
 * When reading ends early, those that were begun are ended too, after `stop`: a source that waits must be woken by it.
 */
export async function* merged<T>(sources: readonly (() => AsyncGenerator<T, void, undefined>)[], atOnce: number, stop: () => void): AsyncGenerator<T, void, undefined> {
  const waiting = [...sources];
  const running = new Map<AsyncGenerator<T, void, undefined>, Promise<Arrival<T>>>();
  const pull = (source: AsyncGenerator<T, void, undefined>) => running.set(source, arrival(source));
  try {
    for (;;) {
      while (running.size < atOnce) {
        const next = waiting.shift();
        if (!next) break;
        pull(next());
      }
      if (running.size === 0) return;
      const { source, result, error } = await Promise.race(running.values());
      running.delete(source);
      if (!result) throw error;
      if (result.done === true) continue;
      pull(source);
      yield result.value;
    }
  } finally {
    stop();
    const ending = [...running.keys()].map((source) => source.return());
    await Promise.allSettled(ending);
  }
}

interface Arrival<T> {
  readonly source: AsyncGenerator<T, void, undefined>;
  readonly result?: IteratorResult<T, void>;
  readonly error?: unknown;
}

/** Never rejects, so that the failure of one source that is not looked at yet is no unhandled one. */
function arrival<T>(source: AsyncGenerator<T, void, undefined>): Promise<Arrival<T>> {
  return source.next().then(
    (result) => ({ source, result }),
    (error: unknown) => ({ source, error }),
  );
}
