import type { Action } from '../../../core/contract/action';
import { HeadwaterError } from '../../../core/errors';
import type { Connected } from '../connected';
import { saysAbsent } from '../metadata/absent';
import { numberAt, type SmallRow, textAt } from '../metadata/smallTable';
import { DATA_TYPES } from './ids';

const WHAT = 'Could not list the data types';

/** Opens the types of the server as a table. Columns: FlightSql.proto, `CommandGetXdbcTypeInfo`. */
export function dataTypesAction(connected: Connected): Action {
  return {
    id: DATA_TYPES,
    title: 'Show Data Types',
    icon: 'symbol-class',
    group: 'open',
    fields: [],
    writes: false,
    run: async (_path, _values, signal) => ({ document: { language: 'markdown', text: pageOf(await typesOf(connected, signal)) } }),
  };
}

async function typesOf(connected: Connected, signal: AbortSignal): Promise<readonly SmallRow[]> {
  try {
    return await connected.small((options) => connected.sql.typeInfo(options), signal, WHAT);
  } catch (error) {
    if (!saysAbsent(error)) throw error;
    throw new HeadwaterError({ what: WHAT, why: 'The server does not tell them.', kind: 'unsupported', code: 'no-types' }, { cause: error });
  }
}

function pageOf(rows: readonly SmallRow[]): string {
  const lines = rows.map((row) => {
    const size = numberAt(row, 'column_size');
    const [open, close] = [textAt(row, 'literal_prefix') ?? '', textAt(row, 'literal_suffix') ?? ''];
    const cells = [textAt(row, 'type_name') ?? '', wordsOf(row['create_params']), size > 0 ? String(size) : '', open === '' && close === '' ? '' : `${open}…${close}`, nullability(row), row['unsigned_attribute'] === true ? 'yes' : '', row['auto_increment'] === true ? 'yes' : ''];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const head = ['Type', 'Parameters', 'Size', 'Literal', 'NULL', 'Unsigned', 'Counts up'];
  return ['# Data types', '', `| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines, ''].join('\n');
}

function nullability(row: SmallRow): string {
  return ['no', 'yes'][numberAt(row, 'nullable')] ?? '';
}

function wordsOf(list: unknown): string {
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) return '';
  const words: unknown[] = [...(list as Iterable<unknown>)];
  return words.filter((word) => typeof word === 'string').join(', ');
}
