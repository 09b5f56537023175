export interface CapabilityRow {
  readonly id: string;
  readonly tests: readonly string[];
}

export interface TestOutcome {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

export function unproven(system: { readonly system: string; readonly rows: readonly CapabilityRow[] }, ran: readonly TestOutcome[], options?: { readonly full?: boolean }): readonly string[];
