import type { Action, ActionOutcome } from '../../../core/contract/action';
import { placeOf } from '../catalog/nodePath';
import { tablePath } from '../catalog/tableNodes';
import type { FlussClient } from '../client/flussClient';
import type { TablePath } from '../client/tableMetadata';
import { addPartitionText } from '../flinkSql';
import { pairsOf, wrongNode } from './values';

/** What can be done with the partitions of a table. */
export function partitionActions(client: FlussClient): readonly Action[] {
  return [
    {
      id: 'partition.create',
      title: 'Create Partition',
      icon: 'add',
      group: 'change',
      writes: true,
      fields: [{ key: 'values', label: 'Values', kind: 'pairs', required: true, description: 'One value for each partition column.' }],
      initial: async (path, signal) => ({ values: Object.fromEntries((await client.tables.info(tableAt(path), signal)).partitionKeys.map((key) => [key, ''])) }),
      preview: async (path, values) => [{ title: 'Flink SQL', language: 'sql', text: addPartitionText(tableAt(path), pairsOf(values, 'values')) }],
      run: async (path, values, signal): Promise<ActionOutcome> => {
        const table = tableAt(path);
        await client.admin.createPartition(table, pairsOf(values, 'values'), false, signal);
        return { message: 'Created the partition', changed: [[...tablePath(table.database, table.table), 'partitions']] };
      },
    },
    {
      id: 'partition.drop',
      title: 'Drop Partition',
      icon: 'trash',
      group: 'danger',
      writes: true,
      fields: [],
      confirm: { message: 'Drop this partition?', detail: 'All its rows are lost. It cannot be undone.', button: 'Drop' },
      run: async (path, _, signal): Promise<ActionOutcome> => {
        const place = placeOf(path);
        if (place.kind !== 'partition') throw wrongNode();
        const info = await client.tables.info(place, signal);
        const partition = (await client.tables.partitions(info, signal)).find(({ name }) => name === place.partition);
        const spec = info.partitionKeys.map((key, index) => [key, partition?.values[index] ?? ''] as const);
        await client.admin.dropPartition(place, spec, false, signal);
        return { message: `Dropped the partition ${place.partition}`, changed: [[...tablePath(place.database, place.table), 'partitions']] };
      },
    },
  ];
}

/** The table of its own node, or of that of its partitions. */
function tableAt(path: readonly string[]): TablePath {
  const place = placeOf(path);
  if (place.kind === 'table' || (place.kind === 'part' && place.part === 'partitions')) return { database: place.database, table: place.table };
  throw wrongNode();
}
