import path from 'node:path';
import type { Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import { engineConnection } from '../engine/openConnections';
import type { FileSources } from '../../engine/sources';
import type { ExportObjectParams } from '../../protocol/resultsExport';
import type { LiveSession } from '../sessions/liveSession';
import type { Exporter } from './exporter';

/** Writes results as objects of a session: as a local file first, which is then sent whole. */
export class ObjectExporter {
  constructor(
    private readonly exporter: Pick<Exporter, 'export' | 'tell'>,
    private readonly files: Pick<FileSources, 'target'>,
  ) {}

  /** @throws HeadwaterError with kind `exists` where there is such an object and it is not to be replaced; `outcomeUnknown` where it may have arrived */
  async export(live: LiveSession, params: ExportObjectParams, signal: AbortSignal): Promise<{ readonly rows: number; readonly bytes: number }> {
    const { object, replace, format, token } = params;
    const { objects } = live.session;
    if (!objects) throw new HeadwaterError({ what: 'Could not export the result', why: `*${live.profile.name}* holds no objects.`, todo: 'Choose another connection.', kind: 'unsupported' });
    const label = `${objects.scheme}://${object.join('/')}`;
    if (!replace && (await isThere(objects, object, signal))) throw exists(label);
    const target = await this.files.target(engineConnection(live), objects, object, label, signal);
    try {
      const { resultId, view, ranges, note } = params;
      const file = { resultId, ...(view !== undefined && { view }), ...(ranges && { ranges }), ...(note && { note }), token, format, path: path.resolve(target.path) };
      const written = await this.exporter.export(file, signal);
      const told = (_: string, fraction = 0): void => this.exporter.tell({ token, rows: written.rows, of: written.rows, sent: Math.round(fraction * written.bytes), size: written.bytes });
      await target.send(signal, told, { ifAbsent: !replace });
      return written;
    } finally {
      await target.discard();
    }
  }
}

async function isThere(objects: Objects, path: readonly string[], signal: AbortSignal): Promise<boolean> {
  try {
    await objects.stat(path, signal);
    return true;
  } catch (error) {
    if (error instanceof HeadwaterError && error.failure.kind === 'notFound') return false;
    throw error;
  }
}

function exists(label: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not write \`${label}\``, why: 'There is an object of that name already.', todo: 'Choose another name, or replace it.', kind: 'exists' });
}
