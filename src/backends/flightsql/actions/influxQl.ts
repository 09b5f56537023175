import type { Action } from '../../../core/contract/action';
import { HeadwaterError } from '../../../core/errors';
import { parsePlace } from '../catalog/places';
import { INFLUXQL } from './ids';

/** Opens a document in InfluxQL over a measurement: the language is a setting on top of the document. */
export function influxQlAction(connection: string, hours: number): Action {
  return {
    id: INFLUXQL,
    title: 'Query with InfluxQL',
    icon: 'file-code',
    group: 'query',
    fields: [],
    writes: false,
    run: async (path) => {
      const place = parsePlace(path);
      if (place?.kind !== 'table') throw new HeadwaterError({ what: 'Could not open a query', why: 'There is no such table.', todo: 'Refresh the connection.', kind: 'notFound', code: 'no-node' });
      const lines = [`-- headwater: connection=${connection}`, '-- headwater: language=influxql', '', `SELECT * FROM "${place.table.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`, `WHERE time > now() - ${hours}h`, 'ORDER BY time DESC', 'LIMIT 100', ''];
      return { document: { language: 'sql', text: lines.join('\n') } };
    },
  };
}
