export function cached(kind: string, name: string, sources: readonly (string | Uint8Array)[], make: (folder: string) => Promise<void>, options?: { readonly limitMinutes?: number }): Promise<string>;
