import type { ExecutionEvent, RunOptions } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';
import { objectPath, type EngineConnection } from '../sources';
import { Federation, type FederationParts } from './federation';
import type { StatementKind } from './kind';
import { built, type BuiltText, placedError } from './parts';
import { FederatedRead } from './read';
import { checkWritable } from './target';

type CopyTo = Extract<StatementKind, { kind: 'copyTo' }>;

/** `COPY … TO`: a file, or an object of a connection, which is written here first and then sent whole. */
export async function* copied(parts: FederationParts, statement: string, { target: name, place }: CopyTo, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
  const { objects } = bound.session;
  const path = objects && objectPath(name, objects);
  if (!path) {
    yield* run(parts, built`${{ text: statement, start: 0 }}`, bound, options, signal);
    return;
  }
  const what = `Could not write \`${name}\``;
  if (!parts.files) throw new HeadwaterError({ what, why: 'Objects cannot be written here.', kind: 'unsupported' });
  checkWritable(bound, bound, what);
  const target = await parts.files.target(bound, objects, path, name, signal);
  try {
    const text = built`${{ text: statement.slice(0, place.start), start: 0 }}'${target.path.replaceAll("'", "''")}'${{ text: statement.slice(place.end), start: place.end }}`;
    let done: (ExecutionEvent & { readonly kind: 'done' }) | undefined;
    for await (const event of run(parts, text, bound, options, signal)) {
      if (event.kind === 'done') done = event;
      else yield event;
    }
    const facts = await target.send(signal, () => undefined);
    yield { kind: 'done', ...(done?.rowsAffected === undefined ? {} : { rowsAffected: done.rowsAffected }), facts: [...(done?.facts ?? []), ...facts] };
  } finally {
    await target.discard();
  }
}

async function* run(parts: FederationParts, text: BuiltText, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
  await using federation = await Federation.open(parts, text, bound, signal);
  await federation.plan(text.text, options.parameters ?? [], signal);
  const read = new FederatedRead(federation, text.text, options, signal);
  try {
    for await (const event of read.events()) {
      if (event.kind === 'ended') yield { kind: 'done', ...(event.summary.rowsChanged === undefined ? {} : { rowsAffected: BigInt(event.summary.rowsChanged) }), facts: read.facts() };
      else yield event;
    }
  } catch (error) {
    throw placedError(error, text);
  }
}
