import { schemaText } from '../engine/plan';
import type { Plan } from '../engine/plan';
import { isKey } from '../engine/metastore';
import { json } from '../values/encode';
import { typeText } from '../values/types';
import type { Row } from '../values/value';

export const DELIMITED = 'application/vnd.ksqlapi.delimited.v1';
export const JSON_ARRAY = 'application/json';
export const STREAMED_ROWS = 'application/vnd.ksql.v1+json';

/** How the rows of one query are written (reference §1.3). */
export interface Framing {
  header(queryId: string): string;
  row(row: Row): string;
  /** A row of a table that is gone; undefined where the framing cannot say it. */
  tombstone(key: Row): string | undefined;
  error(code: number, message: string): string;
  /** @param message of what ended it, for the framing that tells */
  end(message: string | undefined): string;
}

/** @param pull whether the header marks keys: it does for pull queries only */
export function framing(type: string, plan: Plan, pull: boolean): Framing {
  if (type === STREAMED_ROWS) return streamedRows(plan, pull);
  const head = (queryId: string): string => JSON.stringify({ queryId, columnNames: plan.columns.map(({ name }) => name), columnTypes: plan.columns.map((column) => typeText(column.type)) });
  const failed = (code: number, message: string): string => JSON.stringify({ '@type': 'generic_error', error_code: code, message });
  if (type === JSON_ARRAY) return { header: (id) => `[${head(id)}`, row: (row) => `,${columns(plan, row)}`, tombstone: () => undefined, error: (code, message) => `,${failed(code, message)}`, end: () => ']' };
  return { header: (id) => `${head(id)}\n`, row: (row) => `${columns(plan, row)}\n`, tombstone: () => undefined, error: (code, message) => `${failed(code, message)}\n`, end: () => '' };
}

function streamedRows(plan: Plan, pull: boolean): Framing {
  const element = (value: unknown): string => `,\n${JSON.stringify(value)}`;
  return {
    header: (queryId) => `[${JSON.stringify({ header: { queryId, schema: schemaText(plan.columns, pull) } })}`,
    row: (row) => `,\n{"row":{"columns":${columns(plan, row)}}}`,
    tombstone: (key) => {
      let at = 0;
      return `,\n{"row":{"columns":${columns(plan, plan.columns.map((column) => (isKey(column) ? (key[at++] ?? null) : null)))},"tombstone":true}}`;
    },
    error: (code, message) => element({ errorMessage: { '@type': 'generic_error', error_code: code, message } }),
    end: (message) => `${message === undefined ? '' : element({ finalMessage: message })}]`,
  };
}

const columns = (plan: Plan, row: Row): string => `[${plan.columns.map((column, index) => json(column.type, row[index] ?? null)).join(',')}]`;
