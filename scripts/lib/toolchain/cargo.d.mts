export function ensureCargo(name: string, folder: string, env?: Readonly<Record<string, string>>): Promise<string>;
