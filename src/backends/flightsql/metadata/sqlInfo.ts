import { numberAt, type SmallRow } from './smallTable';

/** Codes of GetSqlInfo that are used here. Source: FlightSql.proto, `SqlInfo`. */
export const CODES = {
  name: 0,
  version: 1,
  arrowVersion: 2,
  readOnly: 3,
  sql: 4,
  substrait: 5,
  transaction: 8,
  cancel: 9,
  bulkIngestion: 10,
  ingestTransactions: 11,
  statementTimeout: 100,
  transactionTimeout: 101,
  ddlCatalog: 500,
  ddlSchema: 501,
  ddlTable: 502,
  identifierCase: 503,
  quote: 504,
  quotedCase: 505,
  keywords: 508,
  numericFunctions: 509,
  stringFunctions: 510,
  systemFunctions: 511,
  datetimeFunctions: 512,
  searchEscape: 513,
  schemaTerm: 529,
  procedureTerm: 530,
  catalogTerm: 531,
  maxColumnName: 544,
  maxStatement: 557,
  transactionsSupported: 563,
} as const;

export type Case = 'unknown' | 'insensitive' | 'upper' | 'lower';
const CASES: readonly Case[] = ['unknown', 'insensitive', 'upper', 'lower'];

/** What a server says of itself; all is optional, since many servers say nothing. */
export class SqlInfo {
  readonly #values: ReadonlyMap<number, unknown>;

  constructor(rows: readonly SmallRow[]) {
    this.#values = new Map(rows.map((row) => [numberAt(row, 'info_name'), row['value']]));
  }

  get known(): boolean {
    return this.#values.size > 0;
  }

  text(code: number): string | undefined {
    const value = this.#values.get(code);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  flag(code: number): boolean | undefined {
    const value = this.#values.get(code);
    return typeof value === 'boolean' ? value : typeof value === 'number' || typeof value === 'bigint' ? Number(value) !== 0 : undefined;
  }

  number(code: number): number | undefined {
    const value = this.#values.get(code);
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
  }

  words(code: number): readonly string[] {
    const value = this.#values.get(code);
    if (typeof value === 'string') return value.split(',').map((word) => word.trim()).filter((word) => word !== '');
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return [];
    return [...(value as Iterable<unknown>)].filter((word): word is string => typeof word === 'string' && word !== '');
  }

  caseOf(code: number): Case {
    return CASES[this.number(code) ?? 0] ?? 'unknown';
  }

  /** `undefined` where the server does not say. */
  get transactions(): boolean | undefined {
    const level = this.number(CODES.transaction);
    return level === undefined ? this.flag(CODES.transactionsSupported) : level > 0;
  }
}
