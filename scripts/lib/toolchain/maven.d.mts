export function ensureMaven(name: string, pomFile: string): Promise<string>;
/** One jar alone. @param artifact group:name:version */
export function ensureMavenFile(name: string, artifact: string): Promise<string>;
