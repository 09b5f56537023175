export function ensureMaven(name: string, pomFile: string): Promise<string>;
