import type { CommandCompletion, CommandCompletions } from '../../../core/contract/commandLines';
import type { Objects } from '../../../core/contract/objects';
import type { Versions } from '../../../core/contract/versions';
import type { RepositoriesApi } from '../api/repositoriesApi';
import { USAGES } from './usages';

export interface CompleteDeps {
  readonly repositories: RepositoriesApi;
  readonly objects: Objects;
  readonly versions: Versions;
}

const PAGE = 100;

/** What may stand at a place: commands, their flags, and repositories, refs and keys of URIs. */
export async function complete(deps: CompleteDeps, line: string, at: number, signal: AbortSignal): Promise<CommandCompletions> {
  const start = /\S*$/u.exec(line.slice(0, at))?.index ?? at;
  const end = at + (/^\S*/u.exec(line.slice(at))?.[0].length ?? 0);
  const word = line.slice(start, at);
  const before = line.slice(0, start).split(/\s+/u).filter((part) => part !== '' && part !== 'lakectl');
  try {
    return { start, end, items: await itemsFor(deps, word, before, signal) };
  } catch {
    // Nobody asked for an answer about a word half typed: there is just nothing to offer.
    return { start, end, items: [] };
  }
}

async function itemsFor(deps: CompleteDeps, word: string, before: readonly string[], signal: AbortSignal): Promise<readonly CommandCompletion[]> {
  if (word.startsWith('-')) return flagItems(before);
  if (word.startsWith('lakefs://')) return uriItems(deps, word.slice('lakefs://'.length), signal);
  const commands = commandItems(before);
  if (commands.length > 0 || before.length === 0) return commands;
  return 'lakefs://'.startsWith(word) ? uriItems(deps, '', signal) : [];
}

function commandItems(before: readonly string[]): readonly CommandCompletion[] {
  const matching = USAGES.filter(({ path }) => path.length > before.length && before.every((part, index) => path[index] === part));
  const next = new Map(matching.map(({ path, about }) => [path[before.length] ?? '', path.length === before.length + 1 ? about : undefined]));
  return [...next].map(([text, detail]) => ({ text, kind: 'command', ...(detail === undefined ? {} : { detail }) }));
}

function flagItems(before: readonly string[]): readonly CommandCompletion[] {
  const usage = USAGES.find(({ path }) => path.every((part, index) => before[index] === part));
  return (usage?.flags ?? []).map(({ name, value }) => ({ text: `--${name}`, kind: 'flag', ...(value ? { detail: 'takes a value' } : {}) }));
}

async function uriItems({ repositories, versions, objects }: CompleteDeps, typed: string, signal: AbortSignal): Promise<readonly CommandCompletion[]> {
  const [repository = '', ref, ...rest] = typed.split('/');
  if (ref === undefined) {
    const { results } = await repositories.list({ prefix: repository, amount: PAGE }, signal);
    return results.map(({ id }) => ({ text: `lakefs://${id}`, kind: 'container' }));
  }
  if (rest.length === 0) {
    const lists = await Promise.all((['branch', 'tag'] as const).map((kind) => versions.refs([repository], kind, { limit: PAGE, prefix: ref }, signal)));
    return lists.flatMap(({ refs }) => refs.map(({ name, kind }): CommandCompletion => ({ text: `lakefs://${repository}/${name}`, kind: 'ref', detail: kind })));
  }
  const prefix = rest.slice(0, -1).map((part) => `${part}/`).join('');
  const wanted = rest.join('/');
  const page = await objects.list([repository, ref, wanted.endsWith('/') || wanted === '' ? wanted : prefix], { limit: 1_000, recursive: false }, signal);
  const item = (parts: readonly string[], kind: 'folder' | 'object'): CommandCompletion => ({ text: `lakefs://${parts.slice(0, 2).join('/')}/${parts.slice(2).join('/')}`, kind });
  return [...page.prefixes.map((path) => item(path, 'folder')), ...page.objects.map(({ path }) => item(path, 'object'))].filter(({ text }) => text.startsWith(`lakefs://${repository}/${ref}/${wanted}`));
}
