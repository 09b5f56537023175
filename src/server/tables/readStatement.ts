import type { StatementLanguage } from '../../core/contract/language';
import type { ConnectionProfile } from '../../core/contract/profile';
import { quoteIdentifier } from '../../core/sql/identifier';
import type { TableRead } from '../../protocol/tables';
import type { TableType } from './tableType';

/** Keys that are written out; more would make nobody wiser. */
const MOST_KEYS = 200;

/** The statement that says the same as a read. It is for people, and to go on from. */
export function readStatement(read: TableRead, { description, schema }: TableType, language: StatementLanguage): string {
  const name = read.table.map((part) => quoteIdentifier(part, language)).join('.');
  const from = `SELECT *\nFROM ${name}`;
  switch (read.kind) {
    case 'scan':
      return from;
    case 'live':
      return `SELECT *\nFROM ${name} ${startHint(read.start)}\nEMIT CHANGES`;
    case 'lookup': {
      const columns = description.keys[read.key]?.columns ?? [];
      const used = columns.slice(0, read.keys[0]?.length ?? 0);
      const names = used.map((column) => quoteIdentifier(description.columns[column]?.name ?? '', language));
      const bare = used.map((column) => isBare(String(schema.fields[column]?.type ?? '')));
      return `${from}\nWHERE ${condition(names, bare, read.keys)}`;
    }
  }
}

function startHint(start: (TableRead & { kind: 'live' })['start']): string {
  const mode = `'scan.startup.mode'='${start.at}'`;
  return `/*+ OPTIONS(${start.at === 'timestamp' ? `${mode}, 'scan.startup.timestamp'='${start.ms}'` : mode}) */`;
}

function condition(names: readonly string[], bare: readonly boolean[], keys: (TableRead & { kind: 'lookup' })['keys']): string {
  const shown = keys.slice(0, MOST_KEYS).map((key) => key.map((value, index) => literal(value, bare[index] ?? false)));
  const more = keys.length > MOST_KEYS ? ` /* and ${keys.length - MOST_KEYS} more */` : '';
  const [only] = shown;
  if (keys.length === 1 && only) return names.map((name, index) => `${name} = ${only[index] ?? 'NULL'}`).join(' AND ');
  if (names.length === 1) return `${names[0] ?? ''} IN (${shown.map(([value]) => value ?? 'NULL').join(', ')}${more})`;
  return `(${names.join(', ')}) IN (${shown.map((key) => `(${key.join(', ')})`).join(', ')}${more})`;
}

function isBare(type: string): boolean {
  return /^(?:Int|Uint|Float|Decimal|Bool)/iu.test(type);
}

function literal(value: string | null, bare: boolean): string {
  if (value === null) return 'NULL';
  return bare && /^[\w.+-]+$/u.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

export function readTitle(read: TableRead, { name }: Pick<ConnectionProfile, 'name'>): string {
  const table = read.table.at(-1) ?? name;
  switch (read.kind) {
    case 'scan':
      return table;
    case 'live':
      return `${table} (live)`;
    case 'lookup':
      return read.keys.length === 1 ? `${table} ${read.keys[0]?.map((value) => value ?? 'NULL').join(' · ') ?? ''}` : `${table}: ${read.keys.length} keys`;
  }
}
