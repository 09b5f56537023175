import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Answers by the protocol; `on` may replace or add answers by method name. Plain JavaScript, run as it is. */
const BASE = `
const reply = (message, result) => process.send({ jsonrpc: '2.0', id: message.id, result });
const opened = [];
const on = {
  initialize: (message) => reply(message, { capabilities: { textDocumentSync: { openClose: true, change: 1 }, experimental: { generation: String(process.pid) } } }),
  shutdown: (message) => reply(message, null),
  exit: () => process.exit(0),
  'headwater/ping': (message) => reply(message, null),
  'textDocument/didOpen': (message) => opened.push(message.params.textDocument.uri),
  opened: (message) => reply(message, opened),
  pid: (message) => reply(message, process.pid),
  never: () => undefined,
  kill: () => process.kill(process.pid, 'SIGKILL'),
  throw: () => setImmediate(() => { throw new Error('A crash that a test asked for'); }),
  memory: () => { const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length)); },
  hang: () => { for (;;); },
};
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => on[message.method]?.(message));
`;

/** A folder of small servers that misbehave as told. */
export class ScriptedServers {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'headwater-scripts-'));
  #made = 0;

  /** Writes a server whose script goes on with `script`; gives its path. */
  write(script = ''): string {
    this.#made += 1;
    const file = path.join(this.folder, `server${this.#made}.js`);
    writeFileSync(file, `${BASE}\n${script}\n`);
    return file;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
