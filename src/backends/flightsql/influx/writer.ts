import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { RejectedLine, TextWriteReport, TextWriter, TextWriteRequest } from '../../../core/contract/textWriter';
import { HeadwaterError } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import { parseLines } from '../../../core/lineProtocol/parse';
import { chunksOf } from './chunks';
import type { InfluxHttp } from './http';
import { readRefusal } from './rejections';
import { type LineWriteOptions, writeOptions, writePath } from './writeOptions';

const compressed = promisify(gzip);
/** Less is not worth packing. */
const GZIP_FROM = 1_000;

export interface LineWriterSettings {
  readonly database: string | undefined;
  readonly write: 'v2' | 'v3';
  readonly gzip: boolean;
}

/** Writes documents of line protocol, in requests of a bounded size, in order. Nothing is sent twice. */
export class LineWriter implements TextWriter {
  readonly language = 'lineprotocol';

  constructor(
    private readonly http: Pick<InfluxHttp, 'post'>,
    private readonly settings: LineWriterSettings,
    /** Told when lines may have made tables or columns, however writing ended. */
    private readonly changed: () => void = () => undefined,
  ) {}

  async write({ text, settings, signal }: TextWriteRequest): Promise<TextWriteReport> {
    const options = writeOptions(settings, this.settings);
    const { rows } = parseLines(text, options.precision);
    const what = `Could not write lines to \`${options.database}\``;
    if (rows.length === 0) throw new HeadwaterError({ what, why: 'The document has no lines of line protocol.', todo: 'Write one: table,tag=value field=1.5', kind: 'invalid', code: 'no-lines' });
    const rejected: RejectedLine[] = [];
    let before = 0;
    try {
      for (const chunk of chunksOf(text, rows)) {
        const refused = await this.#send(chunk.text, options, { what, before, signal });
        rejected.push(...refused.map(({ line, why }) => ({ line: line + chunk.line, why })));
        before += chunk.rows;
      }
    } finally {
      this.changed();
    }
    return { lines: rows.length, rejected, destination: `database \`${options.database}\`` };
  }

  async #send(text: string, options: LineWriteOptions, { what, before, signal }: { readonly what: string; readonly before: number; readonly signal: AbortSignal }): Promise<readonly RejectedLine[]> {
    const pack = this.settings.gzip && text.length > GZIP_FROM;
    const body = pack ? await compressed(text) : Buffer.from(text);
    const headers = { 'content-type': 'text/plain; charset=utf-8', ...(pack ? { 'content-encoding': 'gzip' } : {}) };
    const { status, body: told, retryAfter } = await this.http.post(writePath(options), { what, headers, body, scheme: options.endpoint === 'v2' ? 'Token' : 'Bearer', signal });
    if (status >= 200 && status < 300) return [];
    const { why, rejected, partial } = readRefusal(told, text);
    const earlier = before === 0 ? '' : ` The ${formatCount(before)} lines before were sent.`;
    if (rejected.length > 0 && (partial || options.acceptPartial)) return rejected;
    throw new HeadwaterError({ what, ...explain(status, why, retryAfter, earlier), code: `HTTP ${status}`, detail: told.slice(0, 4_000), ...(status >= 500 ? { outcomeUnknown: true } : {}) });
  }
}

function explain(status: number, why: string, retryAfter: string | undefined, earlier: string) {
  const reason = `${/[.!?]$/u.test(why) ? why : `${why}.`}${earlier}`;
  switch (status) {
    case 401:
    case 403:
      return { why: `The server refused the token (${status}).${earlier}`, todo: 'Enter a token that may write to this database.', kind: status === 401 ? ('unauthorized' as const) : ('forbidden' as const) };
    case 404:
      return { why: `The server has no such database or endpoint: ${reason}`, todo: 'Check the database, and the setting “Write lines by” of the connection.', kind: 'notFound' as const };
    case 413:
      return { why: `The request is larger than the server takes.${earlier}`, todo: 'Write fewer lines at a time.', kind: 'invalid' as const };
    case 429:
      return { why: `The write quota is used up${retryAfter === undefined ? '' : ` for ${retryAfter} s`}.${earlier}`, todo: 'Wait, then write the rest.', kind: 'timeout' as const };
    default:
      return { why: reason, todo: status >= 500 ? 'Look at what was written before you write again.' : 'Correct the lines and write again.', ...(status < 500 ? { kind: 'invalid' as const } : {}) };
  }
}
