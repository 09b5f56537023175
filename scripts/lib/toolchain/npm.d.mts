export function ensureNpm(name: string, requirements: readonly string[]): Promise<{ readonly folder: string }>;
