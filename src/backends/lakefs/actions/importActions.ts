import type { Action } from '../../../core/contract/action';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import type { ImportSource, ImportStatus } from '../api/importsApi';
import { groupPath, refPath } from '../catalog/nodePath';
import type { ImportRecord, Imports } from '../imports';
import type { KnownRepositories } from '../repositoryFacts';
import { metadataField } from './fields';
import { ACTIONS } from './ids';
import { list, makeAction, optional, pairs, refAt, repositoryAt } from './make';

/** Milliseconds for taking back an import that was cancelled. */
const CANCEL_MS = 10_000;

/** Verbs of imports. */
export function importActions(imports: Imports, known: KnownRepositories): readonly Action[] {
  return [
    makeAction({
      id: ACTIONS.importData,
      title: 'Import Data',
      icon: 'cloud-download',
      group: 'change',
      fields: [
        { key: 'sources', label: 'Sources', kind: 'list', required: true, placeholder: 's3://bucket/prefix/', description: 'URIs in the block store: prefixes end with `/`, others are objects. `=> key` behind one says where it goes.' },
        { key: 'destination', label: 'Destination', kind: 'text', description: 'Prefix at the branch for sources that do not say. What is below it is replaced.' },
        { key: 'branch', label: 'Branch', kind: 'text', description: 'This one, or the default branch, where empty.' },
        { key: 'message', label: 'Message', kind: 'text', initial: 'Import objects' },
        metadataField,
      ],
      confirm: { message: 'Import into the branch?', detail: 'What is below the destination prefixes is replaced, and the import is committed. Data is not copied: it stays where it is.', button: 'Import' },
      run: async (place, values, signal, progress) => {
        const repository = repositoryAt(place);
        const branch = optional(values, 'branch') ?? refAt(place, (await known.of(repository, signal)).repository.default_branch);
        const below = place.kind === 'prefix' ? place.key : '';
        const sources = list(values, 'sources').map((text) => sourceOf(text, optional(values, 'destination') ?? below));
        const started = await imports.start(repository, branch, sources, { message: optional(values, 'message') ?? 'Import objects', metadata: pairs(values, 'metadata') }, signal);
        const { ingested_objects } = await followed(imports, started, signal, progress);
        return { message: `${ingested_objects} objects imported.`, changed: [refPath(repository, { kind: 'branch', name: branch }), groupPath(repository, 'imports')] };
      },
    }),
    makeAction({
      id: ACTIONS.cancelImport,
      title: 'Cancel Import',
      icon: 'circle-slash',
      group: 'change',
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        await imports.cancel(await imports.find(repository, place.kind === 'import' ? place.id : ''), signal);
        return { message: 'Import cancelled. The branch is unchanged.', changed: [groupPath(repository, 'imports')] };
      },
    }),
  ];
}

/** Waits for an import; giving up the waiting cancels the import, as the button beside its progress says. */
async function followed(imports: Imports, started: ImportRecord, signal: AbortSignal, progress: (text: string) => void): Promise<ImportStatus> {
  try {
    return await imports.wait(started, signal, ({ ingested_objects }) => progress(`${formatCount(BigInt(ingested_objects))} objects so far`));
  } catch (error) {
    if (isCancelled(error)) await imports.cancel(started, AbortSignal.timeout(CANCEL_MS)).catch(() => undefined);
    throw error;
  }
}

/** `uri => destination`, or a URI alone, which goes below `prefix` by its own name. */
function sourceOf(text: string, prefix: string): ImportSource {
  const [uri = '', named] = text.split(/\s+=>\s+/u);
  if (!/^[a-z][a-z0-9+.-]*:\/\/./iu.test(uri)) throw new HeadwaterError({ what: 'Could not import', why: `“${uri}” is no URI of a block store.`, todo: 'Write it as s3://bucket/prefix/, gs://…, https://… or local://….', kind: 'invalid' });
  if (uri.endsWith('/')) return { type: 'common_prefix', path: uri, destination: named ?? prefix };
  return { type: 'object', path: uri, destination: named ?? `${prefix}${uri.slice(uri.lastIndexOf('/') + 1)}` };
}
