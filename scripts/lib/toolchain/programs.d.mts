export function findProgram(...names: readonly string[]): string | undefined;
export function needProgram(names: readonly string[], purpose: { readonly for: string; readonly install: string }): string;
