/** Installs the workbench into the cache unless it is there: the Node program that it runs on, and the script to run with it. */
export function ensureWorkbench(): Promise<{ readonly node: string; readonly entry: string }>;
