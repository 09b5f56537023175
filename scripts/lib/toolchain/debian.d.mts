export function ensureDebian(packages: string | readonly string[], file: string): Promise<string>;
