export function ensureJava(name: string, classpath: string, sources: readonly string[]): Promise<string>;
