import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { json } from './json';
import { type Page, type PageAsk, pageOf, pageQuery } from './pages';

const run = z.object({
  run_id: z.string(),
  branch: z._default(z.string(), ''),
  /** ISO times. */
  start_time: z.string(),
  end_time: z.optional(z.string()),
  event_type: z.string(),
  status: z.string(),
  commit_id: z._default(z.string(), ''),
});
export type ActionRun = z.infer<typeof run>;

const hook = z.object({ hook_run_id: z.string(), action: z.string(), hook_id: z.string(), start_time: z.string(), end_time: z.optional(z.string()), status: z.string() });
export type HookRun = z.infer<typeof hook>;

/** Runs of the actions of a repository, and what their hooks wrote. */
export class RunsApi {
  constructor(private readonly http: HttpClient) {}

  list(repository: string, ask: PageAsk & { readonly branch?: string; readonly commit?: string }, signal: AbortSignal): Promise<Page<ActionRun>> {
    const query = { ...pageQuery(ask), branch: ask.branch, commit: ask.commit };
    return json(this.http, { what: `Could not list the runs of actions of \`${repository}\``, method: 'GET', path: path(repository), query }, pageOf(run), signal);
  }

  get(repository: string, id: string, signal: AbortSignal): Promise<ActionRun> {
    return json(this.http, { what: `Could not find the run ${id} of \`${repository}\``, method: 'GET', path: path(repository, id) }, run, signal);
  }

  hooks(repository: string, id: string, ask: PageAsk, signal: AbortSignal): Promise<Page<HookRun>> {
    return json(this.http, { what: `Could not list the hooks of the run ${id} of \`${repository}\``, method: 'GET', path: path(repository, id, 'hooks'), query: pageQuery(ask) }, pageOf(hook), signal);
  }

  async output(repository: string, id: string, hookRun: string, signal: AbortSignal): Promise<string> {
    const reply = await this.http.send({ what: `Could not read the output of the hook ${hookRun}`, method: 'GET', path: path(repository, id, 'hooks', hookRun, 'output') }, signal);
    return reply.text();
  }
}

function path(repository: string, ...rest: readonly string[]): readonly string[] {
  return ['repositories', repository, 'actions', 'runs', ...rest];
}
