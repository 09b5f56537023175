import { quoteIdentifier } from '../../core/sql/identifier';
import type { StatementLanguage } from '../../core/contract/language';
import { flightSqlLanguage } from './language';
import type { TableName } from './metadata/metadata';
import { CODES, type SqlInfo } from './metadata/sqlInfo';

/** How this server wants names written, as far as it says. */
export class Dialect {
  readonly language: StatementLanguage;
  /** Whether `INSERT … ON CONFLICT (key) DO UPDATE` is known to work: no server tells, and most engines have none. */
  readonly upserts: boolean;

  constructor(info: SqlInfo) {
    const quote = info.text(CODES.quote)?.trim() || '"';
    const keywords = info.words(CODES.keywords).map((word) => word.toUpperCase());
    const functions = [CODES.numericFunctions, CODES.stringFunctions, CODES.systemFunctions, CODES.datetimeFunctions].flatMap((code) => info.words(code));
    const known = flightSqlLanguage;
    this.upserts = /sqlite|duckdb|gizmosql|postgres/iu.test(`${info.text(CODES.name) ?? ''} ${info.text(CODES.version) ?? ''}`);
    this.language = {
      ...known,
      identifiers: [{ open: quote, close: quote === '[' ? ']' : quote }, ...known.identifiers.filter(({ open }) => open !== quote)],
      plainIdentifier: plainPattern(info),
      reserved: [...new Set([...known.reserved, ...keywords])],
      keywords: [...new Set([...known.keywords, ...keywords])].toSorted(),
      functions: [...new Set([...(known.functions ?? []), ...functions])].toSorted(),
    };
  }

  name(name: string): string {
    return quoteIdentifier(name, this.language);
  }

  /** A table with as many levels as it has. */
  table({ catalog, schema, table }: TableName): string {
    const levels = schema === null || schema === '' ? [table] : catalog === null || catalog === '' ? [schema, table] : [catalog, schema, table];
    return levels.map((level) => this.name(level)).join('.');
  }

  /** Always in quotes. */
  quoted(name: string): string {
    const { open, close } = this.language.identifiers[0] ?? { open: '"', close: '"' };
    return open + name.replaceAll(close, close + close) + close;
  }
}

/** Letters in the case that a server leaves alone need no quotes. */
function plainPattern(info: SqlInfo): string {
  switch (info.caseOf(CODES.identifierCase)) {
    case 'upper':
      return '^[A-Z_][A-Z0-9_]*$';
    case 'insensitive':
      return '^[A-Za-z_][A-Za-z0-9_]*$';
    case 'lower':
    case 'unknown':
      return '^[a-z_][a-z0-9_]*$';
  }
}

export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
