import { Buffer } from 'node:buffer';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { LakeFsServer } from '../../servers/lakefs/start';
import { startLakeFs } from '../../servers/lakefs/start';

/** A real lakeFS with one repository to work on, and the few calls that tests prepare and check it by: not through Headwater. */
export class Lake {
  #first = '';

  private constructor(
    private readonly server: LakeFsServer,
    readonly repository: string,
  ) {}

  static async start(): Promise<Lake> {
    const server = await startLakeFs();
    const lake = new Lake(server, 'books');
    await lake.call('POST', '/repositories', { name: lake.repository, storage_namespace: server.namespace('books'), default_branch: 'main' });
    await lake.put('main', 'README.md', '# Books\n');
    await lake.put('main', 'data/orders.csv', 'id,name\n1,ada\n2,grace\n');
    await lake.put('main', 'data/prices.csv', 'id,price\n1,10\n2,20\n');
    await lake.put('main', 'notes/100% odd #1?.txt', 'odd\n');
    await lake.commit('main', 'First files');
    lake.#first = (await lake.head('main')).id;
    return lake;
  }

  /** As it was at the start: one branch with one commit of files, and nothing uncommitted. */
  async restore(): Promise<void> {
    const at = `/repositories/${this.repository}`;
    for (const id of await this.branches()) if (id !== 'main') await this.#send('DELETE', `${at}/branches/${id}`);
    await this.#send('PUT', `${at}/branches/main`, JSON.stringify({ type: 'reset' }), 'application/json');
    await this.#send('PUT', `${at}/branches/main/hard_reset?ref=${this.#first}`);
  }

  /** Many empty files that can be imported: `local://…/`. Making them again costs nothing. */
  async manyFiles(count: number): Promise<string> {
    const folder = path.join(this.server.importFolder, `many-${count}`);
    await mkdir(folder, { recursive: true });
    await promisify(execFile)('bash', ['-c', `cd "$0" && seq -f 'f-%07.0f' 1 ${count} | xargs touch`, folder]);
    return `local://${folder}/`;
  }

  /** The files of {@link manyFiles} as objects below a prefix of `main`, committed. Nothing is done where they are there. */
  async importMany(count: number, prefix: string): Promise<void> {
    const at = `/repositories/${this.repository}/branches/main/import`;
    const { results } = (await this.call('GET', `/repositories/${this.repository}/refs/main/objects/ls?amount=1&prefix=${encodeURIComponent(prefix)}`)) as { results: unknown[] };
    if (results.length > 0) return;
    const path = await this.manyFiles(count);
    const { id } = (await this.call('POST', at, { paths: [{ type: 'common_prefix', path, destination: prefix }], commit: { message: 'Very many' } })) as { id: string };
    for (;;) {
      const { completed, error } = (await this.call('GET', `${at}?id=${id}`)) as { completed: boolean; error?: { message: string } };
      if (error) throw new Error(error.message);
      if (completed) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Deletes the first of {@link importMany}, without committing. */
  async removeMany(count: number, prefix: string): Promise<void> {
    for (let at = 0; at < count; at += 1_000) {
      const paths = Array.from({ length: 1_000 }, (_, index) => `${prefix}f-${String(at + index + 1).padStart(7, '0')}`);
      await this.call('POST', `/repositories/${this.repository}/branches/main/objects/delete`, { paths });
    }
  }

  /** What the tree asks for before it shows a prefix. */
  async firstPage(prefix: string): Promise<void> {
    const query = `prefix=${encodeURIComponent(prefix)}&delimiter=%2F`;
    await Promise.all([this.call('GET', `/repositories/${this.repository}/refs/main/objects/ls?${query}&amount=200`), this.call('GET', `/repositories/${this.repository}/branches/main/diff?${query}&amount=1000`)]);
  }

  get env(): Record<string, string> {
    return { LAKE_SECRET: this.server.secretAccessKey };
  }

  get settings(): Record<string, unknown> {
    const values = { credentials: 'key', endpoint: this.server.endpoint, accessKeyId: this.server.accessKeyId };
    return { 'headwater.connections': [{ name: 'Lake', backend: 'lakefs', values, secrets: { secretAccessKey: '${env:LAKE_SECRET}' } }] };
  }

  async put(branch: string, path: string, text: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#send('POST', `/repositories/${this.repository}/branches/${branch}/objects?path=${encodeURIComponent(path)}`, text, 'application/octet-stream');
  }

  async get(ref: string, path: string): Promise<string> {
    const response = await this.#send('GET', `/repositories/${this.repository}/refs/${encodeURIComponent(ref)}/objects?path=${encodeURIComponent(path)}`);
    return response.text();
  }

  async bytes(ref: string, path: string): Promise<Buffer> {
    const response = await this.#send('GET', `/repositories/${this.repository}/refs/${encodeURIComponent(ref)}/objects?path=${encodeURIComponent(path)}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async commit(branch: string, message: string): Promise<void> {
    await this.call('POST', `/repositories/${this.repository}/branches/${branch}/commits`, { message });
  }

  async branch(name: string, source: string): Promise<void> {
    await this.#send('POST', `/repositories/${this.repository}/branches`, JSON.stringify({ name, source }), 'application/json');
  }

  async branches(): Promise<readonly string[]> {
    const { results } = (await this.call('GET', `/repositories/${this.repository}/branches?amount=1000`)) as { results: { id: string }[] };
    return results.map(({ id }) => id);
  }

  /** The newest commit of a ref. */
  async head(ref: string): Promise<{ readonly id: string; readonly message: string; readonly metadata: Readonly<Record<string, string>> }> {
    const { results } = (await this.call('GET', `/repositories/${this.repository}/refs/${ref}/commits?amount=1`)) as { results: { id: string; message: string; metadata: Record<string, string> }[] };
    return results[0]!;
  }

  async uncommitted(branch: string): Promise<readonly string[]> {
    const { results } = (await this.call('GET', `/repositories/${this.repository}/branches/${branch}/diff`)) as { results: { path: string }[] };
    return results.map(({ path }) => path);
  }

  async pulls(): Promise<readonly { readonly title: string; readonly status: string }[]> {
    const { results } = (await this.call('GET', `/repositories/${this.repository}/pulls?status=all&amount=100`)) as { results: { title: string; status: string }[] };
    return results.map(({ title, status }) => ({ title, status }));
  }

  async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await this.#send(method, path, body === undefined ? undefined : JSON.stringify(body), 'application/json');
    return response.json();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  async #send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, type?: string): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${this.server.accessKeyId}:${this.server.secretAccessKey}`).toString('base64')}`;
    const response = await fetch(`${this.server.endpoint}/api/v1${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }) },
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
