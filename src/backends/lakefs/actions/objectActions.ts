import type { Action } from '../../../core/contract/action';
import { HeadwaterError } from '../../../core/errors';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import type { LakeFs } from '../api/lakeFs';
import { everyResult } from '../api/pages';
import type { Place } from '../api/objectsApi';
import type { NodePlace } from '../catalog/nodePath';
import type { S3Gateway } from '../gateway/s3Gateway';
import { type SnippetKind, SNIPPETS, snippet } from '../snippets';
import { ACTIONS } from './ids';
import { makeAction, pairs, refAt, repositoryAt, text, type Values } from './make';

/** Seconds that a URL of the gateway can be used. */
const URL_S = 900;

/** Verbs of objects and prefixes, and of the output of hooks. */
export function objectActions(lakeFs: LakeFs, gateway: S3Gateway | undefined, endpoint: URL): readonly Action[] {
  return [
    makeAction({
      id: ACTIONS.setMetadata,
      title: 'Set Metadata',
      icon: 'tag',
      group: 'change',
      fields: [{ key: 'metadata', label: 'Metadata', kind: 'pairs', description: 'Replaces all that the object has.' }],
      run: async (place, values, signal) => {
        await lakeFs.objects.setMetadata(objectAt(place), pairs(values, 'metadata'), signal);
        return { message: 'Metadata set.', changed: [] };
      },
    }),
    makeAction({
      id: ACTIONS.prefixSize,
      title: 'Calculate Size',
      icon: 'graph',
      group: 'open',
      reads: true,
      run: async (place, _, signal) => {
        const repository = repositoryAt(place);
        const prefix = 'key' in place ? place.key : '';
        let [bytes, objects] = [0, 0];
        for await (const { size_bytes } of everyResult((page) => lakeFs.objects.list(repository, refAt(place, ''), { ...page, prefix }, signal))) {
          bytes += size_bytes;
          objects++;
        }
        return { message: `${formatCount(BigInt(objects))} objects, ${formatBytes(bytes)}.` };
      },
    }),
    makeAction({
      id: ACTIONS.history,
      title: 'Show History',
      icon: 'history',
      group: 'open',
      reads: true,
      run: async (place, _, signal) => {
        const key = 'key' in place ? place.key : '';
        const paths = key.endsWith('/') ? { prefixes: [key] } : { objects: [key] };
        const { results, next } = await lakeFs.commits.log(repositoryAt(place), refAt(place, ''), { amount: 100, ...(key === '' ? {} : paths) }, signal);
        const lines = results.map(({ id, message, committer, creation_date }) => `| \`${id.slice(0, 12)}\` | ${new Date(creation_date * 1000).toISOString()} | ${cell(committer)} | ${cell(message)} |`);
        return { document: { language: 'markdown', text: [`# History of ${key === '' ? refAt(place, '') : key}`, '', '| commit | time | committer | message |', '| --- | --- | --- | --- |', ...lines, ...(next === undefined ? [] : ['', 'Older commits are not shown.']), ''].join('\n') } };
      },
    }),
    makeAction({
      id: ACTIONS.presignedUrl,
      title: 'Show Presigned URL',
      icon: 'link',
      group: 'copy',
      reads: true,
      confirm: { message: 'Make a URL that needs no credentials?', detail: 'Whoever has it can read the object while it is valid.', button: 'Make' },
      run: async (place, _, signal) => ({ document: { language: 'plaintext', text: await presigned(lakeFs, gateway, objectAt(place), signal) } }),
    }),
    makeAction({
      id: ACTIONS.snippet,
      title: 'Show Code Snippet',
      icon: 'code',
      group: 'copy',
      reads: true,
      fields: [{ key: 'kind', label: 'For', kind: 'choice', initial: 'boto3', choices: SNIPPETS.map(({ kind, label }) => ({ value: kind, label })) }],
      run: async (place, values) => {
        const { language, text: code } = snippet(kindOf(values), { endpoint: endpoint.origin, repository: repositoryAt(place), ref: refAt(place, 'main'), key: 'key' in place ? place.key : '' });
        return { document: { language, text: code } };
      },
    }),
    makeAction({
      id: ACTIONS.hookOutput,
      title: 'Show Output',
      icon: 'output',
      group: 'open',
      reads: true,
      run: async (place, _, signal) => {
        const [run, id] = place.kind === 'hook' ? [place.run, place.id] : ['', ''];
        return { document: { language: 'log', text: await lakeFs.runs.output(repositoryAt(place), run, id, signal) } };
      },
    }),
  ];
}

function objectAt(place: NodePlace): Place {
  if (place.kind === 'object' || place.kind === 'change') return { repository: place.repository, ref: place.ref.name, key: place.key };
  throw new HeadwaterError({ what: 'Could not run the action', why: 'It belongs to an object.', kind: 'invalid' });
}

/** By the block store where it signs URLs, else by the S3 gateway. */
async function presigned(lakeFs: LakeFs, gateway: S3Gateway | undefined, place: Place, signal: AbortSignal): Promise<string> {
  try {
    return (await lakeFs.objects.stat(place, { presign: true }, signal)).physical_address;
  } catch (error) {
    const cannot = error instanceof HeadwaterError && error.failure.code === '400';
    if (!cannot || !gateway) throw error;
    return gateway.presigned(place, URL_S);
  }
}

function kindOf(values: Values): SnippetKind {
  const named = text(values, 'kind');
  return SNIPPETS.find(({ kind }) => kind === named)?.kind ?? 'boto3';
}

function cell(content: string): string {
  return content.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/gu, ' ');
}
