import { HeadwaterError, isCancelled } from '../../../core/errors';

/** Half open. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What answers a range: the head, and the bytes still to come. */
export interface RangeReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ReadSource {
  /** Title of failures. */
  readonly what: string;
  /** `range` as in the header; `wished`: the content id that is expected, where one is. Status 200, 206 or 416. */
  open(range: string | undefined, wished: string | undefined, signal: AbortSignal): Promise<RangeReply>;
  /** The content id as it is now. */
  contentId(signal: AbortSignal): Promise<string>;
}

/** Times that a broken connection is taken up again without a byte in between. */
const MOST_BREAKS = 3;

/**
 * The bytes of an object or of a range of it. Where the connection breaks off in the middle, reading goes on from there, of the same content.
 * A range beyond the end gives what there is. @throws HeadwaterError with kind `changed` where the content is not `contentId`, or changes meanwhile
 */
export async function* readObject(source: ReadSource, range: ByteRange | undefined, contentId: string | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const end = range?.end;
  let position = range?.start ?? 0;
  let expected = contentId;
  if (end !== undefined && end <= position) return;
  for (let breaks = 0; ; ) {
    const header = position === 0 && end === undefined ? undefined : `bytes=${position}-${end === undefined ? '' : end - 1}`;
    const reply = await source.open(header, expected, signal);
    if (reply.status === 416) {
      await abandon(reply.body);
      if (expected !== undefined) same(source, expected, await source.contentId(signal));
      return;
    }
    const found = idOf(reply.headers['etag']);
    if (expected !== undefined && found !== undefined && expected !== found) await abandon(reply.body);
    if (expected !== undefined && found !== undefined) same(source, expected, found);
    expected ??= found;
    if (header !== undefined && reply.status !== 206) {
      await abandon(reply.body);
      throw new HeadwaterError({ what: source.what, why: 'The server sent the whole object where a part was asked for.', kind: 'unsupported' });
    }
    const length = Number(reply.headers['content-length'] ?? NaN);
    const begin = position;
    try {
      for await (const chunk of reply.body) {
        position += chunk.byteLength;
        yield chunk;
      }
      if (Number.isNaN(length) || position - begin >= length) return;
      throw new HeadwaterError({ what: source.what, why: `Only ${position - begin} of ${length} bytes arrived.`, kind: 'unreachable' });
    } catch (error) {
      if (isCancelled(error) || signal.aborted) throw error;
      breaks = position > begin ? 1 : breaks + 1;
      if (breaks > MOST_BREAKS || expected === undefined) throw error;
      if (end !== undefined && position >= end) return;
    }
  }
}

/** An entity tag without its quotes. */
export function idOf(tag: string | undefined): string | undefined {
  const id = tag?.replace(/^W\//u, '').replaceAll('"', '');
  return id === '' ? undefined : id;
}

/** Ends a body that nobody wants: only one that was begun can be ended. */
async function abandon(body: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  await iterator.next().catch(() => undefined);
  await iterator.return?.();
}

function same(source: ReadSource, expected: string, found: string): void {
  if (expected === found) return;
  throw new HeadwaterError({ what: source.what, why: 'Its content has changed meanwhile.', todo: 'Read it again from the start.', kind: 'changed' });
}
