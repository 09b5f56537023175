import { DescribeRead, type TableRead } from '../../protocol/tables';
import type { Server } from '../server/api';
import type { Results, StartedResult } from '../services';

export interface ReadTableDeps {
  readonly server: Pick<Server, 'request'>;
  readonly results: Pick<Results, 'start'>;
}

/** Reads rows of a table into a tab of the results view. The connection is open. */
export async function readTable({ server, results }: ReadTableDeps, connectionId: string, read: TableRead): Promise<StartedResult> {
  const { statement, title } = await server.request(DescribeRead, { connectionId, read });
  return results.start({ connectionId, statement, title, read, writes: false }, { reveal: true });
}
