export const root: string;
export function at(...parts: readonly string[]): string;
export const folders: { readonly dist: string; readonly out: string; readonly artifacts: string; readonly cache: string; readonly toolchains: string; readonly demo: string };
