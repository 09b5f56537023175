import type { Action } from './action';
import type { Catalog } from './catalog';
import type { StatementChecks } from './checks';
import type { CommandLines } from './commandLines';
import type { Definitions } from './definitions';
import type { Statements } from './execution';
import type { Graphs } from './graphs';
import type { Inspections } from './inspection';
import type { StatementDialect, StatementLanguage } from './language';
import type { Live } from './live';
import type { Objects } from './objects';
import type { Tables } from './tables';
import type { TextWriter } from './textWriter';
import type { Transactions } from './transactions';
import type { Versions } from './versions';

/** Facts about the other side, found out at connect. */
export interface ServerInfo {
  readonly product: string;
  readonly version: string;
  /** Features found out, in words for people. */
  readonly features: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** A live connection. What it can do is asked by capability, never by the kind of system. */
export interface Session extends AsyncDisposable {
  readonly server: ServerInfo;
  readonly catalog: Catalog;
  readonly statements?: Statements;
  /** Beside {@link statements}. */
  readonly checks?: StatementChecks;
  /** The language as this server has it: its keywords, functions and quotes. Absent = the backend's. The same object at each look. */
  readonly language?: StatementLanguage;
  /** The languages that its statements may be in, the usual one first; absent where there is but one. */
  readonly dialects?: readonly StatementDialect[];
  /** Beside {@link tables}, where there are no {@link statements}. */
  readonly definitions?: Definitions;
  readonly tables?: Tables;
  readonly live?: Live;
  readonly objects?: Objects;
  readonly versions?: Versions;
  readonly transactions?: Transactions;
  readonly inspections?: Inspections;
  readonly textWriter?: TextWriter;
  readonly commandLines?: CommandLines;
  readonly graphs?: Graphs;
  readonly actions: readonly Action[];
  /** One round trip; throws a HeadwaterError when the other side is gone. */
  ping(signal: AbortSignal): Promise<void>;
}

export type Capability = 'statements' | 'tables' | 'live' | 'objects' | 'versions' | 'transactions' | 'inspections' | 'textWriter' | 'commandLines' | 'graphs';

export function capabilitiesOf(session: Session): readonly Capability[] {
  const all: readonly Capability[] = ['statements', 'tables', 'live', 'objects', 'versions', 'transactions', 'inspections', 'textWriter', 'commandLines', 'graphs'];
  return all.filter((capability) => session[capability] !== undefined);
}
