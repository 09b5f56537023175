export function ensureVenv(name: string, requirements: readonly string[]): Promise<{ readonly python: string }>;
