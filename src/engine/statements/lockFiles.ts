import type { FileSource } from '../sources';

/** Keeps files as they are until the way to let go is taken. They are given in the order of their ids, so that two statements cannot wait for each other. */
export async function lockFiles(files: readonly FileSource[], signal: AbortSignal): Promise<() => void> {
  const held: (() => void)[] = [];
  const release = (): void => {
    for (const free of held.splice(0).reverse()) free();
  };
  try {
    for (const file of files) held.push(await file.lock(signal));
  } catch (error) {
    release();
    throw error;
  }
  return release;
}
