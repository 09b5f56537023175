/** Waits for work whose outcome does not matter; false where it was not done after `limitMs`. Never rejects. */
export function settledWithin(work: PromiseLike<unknown>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, limitMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });
}
