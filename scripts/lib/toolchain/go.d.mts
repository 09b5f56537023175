export function ensureGo(name: string, moduleFolder: string, packagePath: string): Promise<string>;
