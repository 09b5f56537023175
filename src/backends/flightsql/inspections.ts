import { RecordBatchReader } from 'apache-arrow';
import type { Execution, RunOptions } from '../../core/contract/execution';
import type { Inspection, Inspections } from '../../core/contract/inspection';
import type { ColumnInfo } from '../../core/contract/catalog';
import { HeadwaterError } from '../../core/errors';
import { typeLabel } from '../../core/format/column';
import { formatBytes, formatCount } from '../../core/format/numbers';
import type { FlightEndpoint, FlightInfo } from './client/types';
import type { Connected } from './connected';
import type { FlightSqlStatements } from './statements/statements';
import { executionOf } from './statements/work';

/** Older ones are forgotten: their tickets have expired. */
const MOST = 20;
/** Bytes of a ticket that are shown. */
const SHOWN_BYTES = 96;

/** The FlightInfo of a statement: its schema, endpoints, locations and tickets; and the rows of one endpoint. */
export class FlightInspections implements Inspections {
  readonly #infos = new Map<string, FlightInfo>();
  #made = 0;

  constructor(
    private readonly statements: FlightSqlStatements,
    private readonly connected: Connected,
    private readonly closed: AbortSignal,
  ) {}

  async inspect(text: string, options: RunOptions): Promise<Inspection> {
    const signal = AbortSignal.any([options.signal, this.closed]);
    const started = performance.now();
    const info = await this.statements.plan(text, options, signal);
    const id = String(++this.#made);
    this.#infos.set(id, info);
    for (const old of [...this.#infos.keys()].slice(0, -MOST)) this.#infos.delete(old);
    const columns = info.schema && columnsOf(info.schema);
    return { id, facts: factsOf(info, performance.now() - started), ...(columns ? { columns } : {}), parts: info.endpoints.map((endpoint) => ({ label: 'Endpoint', facts: endpointFacts(endpoint) })) };
  }

  read(id: string, part: number, options: RunOptions): Execution {
    return executionOf([options.signal, this.closed], (signal) => {
      const endpoint = this.#infos.get(id)?.endpoints[part];
      if (endpoint) return this.statements.read(this.connected.endpoints.readEndpoint(endpoint, { signal, what: 'Could not fetch the rows' }));
      throw new HeadwaterError({ what: 'Could not fetch the rows', why: 'What the server told of this statement is no longer known.', todo: 'Inspect the statement again.', kind: 'notFound', code: 'no-inspection' });
    });
  }
}

function factsOf({ endpoints, totalRecords, totalBytes, ordered, appMetadata }: FlightInfo, ms: number): Inspection['facts'] {
  return [
    ['Answered after', `${Math.round(ms)} ms`],
    ['Rows', totalRecords === undefined ? 'not told' : formatCount(Number(totalRecords))],
    ['Bytes', totalBytes === undefined ? 'not told' : formatBytes(Number(totalBytes))],
    ['Endpoints', `${endpoints.length}${endpoints.length > 1 ? (ordered ? ', in order' : ', in any order') : ''}`],
    ...(appMetadata.byteLength > 0 ? [['Application metadata', bytesText(appMetadata)] as const] : []),
  ];
}

function endpointFacts({ ticket, locations, expirationMs, appMetadata }: FlightEndpoint): Inspection['facts'] {
  return [
    ['Locations', locations.length === 0 ? 'the same server' : locations.join(', ')],
    ['Ticket', bytesText(ticket)],
    ['Expires', expirationMs === undefined ? 'not told; to be used once' : new Date(expirationMs).toISOString()],
    ...(appMetadata.byteLength > 0 ? [['Application metadata', bytesText(appMetadata)] as const] : []),
  ];
}

function bytesText(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(SHOWN_BYTES, bytes.byteLength));
  const more = bytes.byteLength > SHOWN_BYTES ? '…' : '';
  const text = shown.toString('latin1').replaceAll(/[^\x20-\x7e]/gu, '·');
  return `${formatCount(bytes.byteLength)} bytes\n    ${shown.toString('hex')}${more}\n    ${text}${more}`;
}

function columnsOf(schema: Uint8Array): readonly ColumnInfo[] | undefined {
  try {
    return RecordBatchReader.from(schema)
      .open()
      .schema.fields.map((field) => ({ name: field.name, type: typeLabel(field), nullable: field.nullable }));
  } catch {
    return undefined; // a type that is not known: the rows will say so by column
  }
}
