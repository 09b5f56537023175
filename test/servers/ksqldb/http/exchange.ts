import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { CODES, Refusal } from '../refusal';
import type { AnyRequest, AnyResponse } from './listener';

/** One request with its answer, the same over HTTP/1.1 and HTTP/2. */
export class Exchange {
  readonly path: string;
  private begun = false;
  private readonly closed: Promise<void>;

  constructor(
    private readonly request: AnyRequest,
    private readonly response: AnyResponse,
  ) {
    this.path = new URL(request.url ?? '/', 'http://localhost').pathname;
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    this.closed = new Promise((resolve) => response.once('close', () => resolve()));
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  get isHttp2(): boolean {
    return this.request.httpVersionMajor === 2;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  async text(): Promise<string> {
    const parts: Buffer[] = [];
    for await (const part of this.request as AsyncIterable<Buffer>) parts.push(part);
    return Buffer.concat(parts).toString('utf8');
  }

  /** The body as it comes, a line at a time; the last one may lack its end. */
  async *lines(): AsyncGenerator<string> {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for await (const part of this.request as AsyncIterable<Buffer>) {
      const pieces = (rest + decoder.write(part)).split('\n');
      rest = pieces.pop() ?? '';
      yield* pieces;
    }
    if (rest.trim() !== '') yield rest;
  }

  get hasBegun(): boolean {
    return this.begun;
  }

  /** Status and headers, at once. */
  begin(status: number, type: string | undefined, headers: Readonly<Record<string, string>> = {}): void {
    this.begun = true;
    const all = { ...(type === undefined ? {} : { 'content-type': type }), ...headers };
    this.response.statusCode = status;
    for (const [name, value] of Object.entries(all)) this.response.setHeader(name, value);
    if ('flushHeaders' in this.response) this.response.flushHeaders();
    else this.response.writeHead(status);
  }

  /** Returns when there is room for more. Over HTTP/2 each write is a frame of its own. */
  async write(text: string | Uint8Array): Promise<void> {
    if (this.isGone) return;
    // As bytes of their own: Node 20 has been seen to send other memory for text that is written to a stream of HTTP/2 behind an unsent one.
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    if (!('flushHeaders' in this.response ? this.response.write(bytes) : this.response.write(bytes))) await Promise.race([once(this.response, 'drain'), this.gone()]).catch(() => undefined);
  }

  end(text?: string): void {
    if (this.isGone) return;
    // An empty last write over HTTP/2 makes Node 20 free the text of the write before it while that is still being sent.
    if (text === undefined || text === '') this.response.end();
    else this.response.end(text);
  }

  send(status: number, type: string | undefined, text: string, headers: Readonly<Record<string, string>> = {}): void {
    this.begin(status, type, headers);
    this.end(text);
  }

  json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
    this.send(status, 'application/json', JSON.stringify(value), headers);
  }

  get isGone(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  /** When the answer can go nowhere any more. */
  gone(): Promise<void> {
    return this.closed;
  }

  /** When the whole connection is gone: a reset of one stream of HTTP/2 is not that. */
  onConnectionClosed(act: () => void): void {
    const connection = 'stream' in this.request ? this.request.stream.session : this.request.socket;
    if (!connection || connection.destroyed) act();
    else connection.once('close', act);
  }

  /** Ends the connection in the middle of things. */
  destroy(): void {
    const connection = 'stream' in this.request ? this.request.stream.session : this.request.socket;
    connection?.destroy();
  }

  /**
   * Which of these media types the client takes; the first is the default.
   * @throws Refusal with 406 where it takes none
   */
  negotiate(offered: readonly string[]): string {
    const accepted = this.header('accept');
    if (accepted === undefined || accepted.trim() === '') return offered[0]!;
    const wanted = accepted.split(',').map((one) => one.split(';')[0]!.trim().toLowerCase());
    for (const type of wanted) {
      if (type === '*/*') return offered[0]!;
      const found = offered.find((one) => one === type || (type.endsWith('/*') && one.startsWith(type.slice(0, -1))));
      if (found) return found;
    }
    throw new Refusal('Not Acceptable', CODES.notAcceptable);
  }
}
