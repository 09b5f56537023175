import { HeadwaterError } from '../../core/errors';
import { NameResolver, type ResolverParts } from '../names/resolver';
import type { EngineConnection, TableSource } from '../sources';

/** A table that a statement writes to. @throws HeadwaterError where there is none, or it cannot be written */
export async function writableTarget(parts: ResolverParts, names: readonly string[], bound: EngineConnection, signal: AbortSignal): Promise<TableSource> {
  const what = `Could not write to \`${names.join('.')}\``;
  const named = await new NameResolver(parts, bound, signal).resolveOne({ kind: 'name', parts: names, start: 0, end: 0 });
  if (!named) throw new HeadwaterError({ what, why: `There is no such table on *${bound.name}*.`, todo: 'Check the name; a table of another connection is named connection.schema.table.', kind: 'notFound' });
  const { source } = named;
  if (source.kind === 'files') throw new HeadwaterError({ what, why: 'It is an object, and objects are written whole.', todo: "Use COPY (query) TO 'name'.", kind: 'unsupported' });
  checkWritable(source.connection, bound, what);
  if (!source.tables.writer || !source.description.changes?.length) throw new HeadwaterError({ what, why: `Rows of this table on *${source.connection.name}* cannot be written.`, kind: 'readOnly' });
  return source;
}

/** On the bound connection the person has been asked already, where it is protected. @throws HeadwaterError */
export function checkWritable(connection: EngineConnection, bound: EngineConnection, what: string): void {
  if (!connection.protected || connection.id === bound.id) return;
  throw new HeadwaterError({
    what,
    why: `*${connection.name}* is protected, and this document is bound to *${bound.name}*.`,
    todo: `Choose *${connection.name}* as the document's connection: then you are asked before it is written.`,
    kind: 'readOnly',
  });
}
