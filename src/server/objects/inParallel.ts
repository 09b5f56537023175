/**
 * Does `work` on each item, `limit` at a time, pulling items as there is room.
 * The first error that `work` throws stops all: those at work are waited for, then it is thrown.
 */
export async function inParallel<T>(items: AsyncIterable<T> | Iterable<T>, limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | undefined;
  try {
    for await (const item of items) {
      if (failed) break;
      const task: Promise<void> = work(item)
        .catch((error: unknown) => {
          failed ??= { error };
        })
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= limit) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
  if (failed) throw failed.error;
}
