import { env } from 'vscode';
import { type ObjectCommandDeps, targetsOf } from './deps';

/** Copies addresses in the system's own form, as its other tools and statements take them. */
export async function copyUri(deps: ObjectCommandDeps, argument: unknown, more: unknown): Promise<void> {
  const targets = await targetsOf(deps, argument, more);
  const texts = await Promise.all(targets.map(async ({ connectionId, path }) => `${(await deps.requests.objects(connectionId)).scheme}://${path.join('/')}`));
  await env.clipboard.writeText(texts.join('\n'));
}
