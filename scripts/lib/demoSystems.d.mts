export interface DemoSystems {
  /** Entries of the setting headwater.connections. */
  readonly connections: readonly object[];
  /** Names of secrets with their values, for the extension host. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export function startDemoSystems(names: readonly string[], options: { readonly workspace: string }): Promise<DemoSystems>;
