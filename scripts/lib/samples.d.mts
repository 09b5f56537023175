/** Puts the sample workspace of the demo into a folder. */
export function placeSamples(folder: string): Promise<void>;
