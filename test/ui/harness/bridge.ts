import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';

/** Runs functions in the extension host of the workbench. They are sent as text: they see their parameters and nothing else. */
export class Bridge {
  constructor(private readonly socket: string) {}

  /** @param argument and the result cross as JSON */
  async inHost<A, R>(work: (api: typeof vscode, argument: A, require: NodeJS.Require) => R | PromiseLike<R>, argument?: A): Promise<R> {
    const body = `return (${work.toString()})(vscode, argument, require)`;
    const reply = await post(this.socket, JSON.stringify({ body, argument }));
    const { ok, value, error } = JSON.parse(reply) as { ok: boolean; value: R; error?: string };
    if (!ok) throw new Error(error);
    return value;
  }

  async ready(limitMs = 60_000): Promise<void> {
    const limit = Date.now() + limitMs;
    for (;;) {
      try {
        await this.inHost((api) => api.version);
        return;
      } catch (error) {
        if (Date.now() > limit) throw error;
      }
      await delay(100);
    }
  }
}

function post(socketPath: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method: 'POST', path: '/' }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(text));
    });
    call.on('error', reject);
    call.end(body);
  });
}
