export interface CommandStatus {
  readonly status: 'QUEUED' | 'PARSING' | 'EXECUTING' | 'RUNNING' | 'TERMINATED' | 'SUCCESS' | 'ERROR';
  readonly message: string;
  readonly queryId: string | null;
}

/** The command topic: what has changed the server, in its order. */
export class Commands {
  private readonly statuses = new Map<string, CommandStatus>();
  private sequence = -1;

  get last(): number {
    return this.sequence;
  }

  /** Its number in the topic. */
  add(id: string, status: CommandStatus): number {
    this.statuses.set(id, status);
    this.sequence += 1;
    return this.sequence;
  }

  change(id: string, status: CommandStatus): void {
    this.statuses.set(id, status);
  }

  /** With and without backticks, as clients ask for it. */
  status(id: string): CommandStatus | undefined {
    return this.statuses.get(id) ?? [...this.statuses].find(([one]) => one.replaceAll('`', '') === id.replaceAll('`', ''))?.[1];
  }

  all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.statuses].map(([id, { status }]) => [id, status]));
  }
}
