export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly show?: boolean;
}

export function run(command: string, args: readonly string[], options?: RunOptions): Promise<{ readonly code: number; readonly output: string }>;
export function mustRun(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
