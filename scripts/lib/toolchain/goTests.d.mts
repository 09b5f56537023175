export function ensureGoTests(name: string, moduleFolder: string, packages: readonly string[]): Promise<readonly string[]>;
