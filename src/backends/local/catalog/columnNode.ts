import type { CatalogNode, ColumnInfo } from '../../../core/contract/catalog';
import { quoted } from '../names';
import { columnId } from './paths';

/** The node of a column below the node of its table or file. */
export function columnNode(parent: readonly string[], column: ColumnInfo): CatalogNode {
  const notNull = column.nullable === false && column.key?.includes('primary key') !== true ? ' · not null' : '';
  return {
    path: [...parent, columnId(column.name)],
    kind: 'column',
    label: column.name,
    description: `${column.type}${column.key === undefined ? '' : ` · ${column.key}`}${notNull}`,
    ...(column.comment === undefined ? {} : { tooltip: column.comment }),
    icon: column.key === undefined ? 'symbol-field' : 'key',
    children: false,
    reference: quoted(column.name),
  };
}
