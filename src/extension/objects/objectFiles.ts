import type { ObjectPath, ObjectStat } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import { AbortWrite, BeginWrite, type BeginWriteParams, EndWrite, PIECE_BYTES, ReadObject, StatObject, WritePiece } from '../../protocol/objects';
import type { Cancel } from '../cancel';
import type { SessionRequests } from './sessionRequests';

/** Pieces asked for at once: enough to hide the way there and back. */
const AHEAD = 4;

/** Whole objects to and from the host, piece by piece. */
export class ObjectFiles {
  constructor(private readonly requests: SessionRequests) {}

  /** The object, or `undefined` where there is none. */
  async find(connectionId: string, path: ObjectPath): Promise<ObjectStat | undefined> {
    try {
      return await this.requests.request(StatObject, { connectionId, path });
    } catch (error) {
      if (error instanceof HeadwaterError && error.failure.kind === 'notFound') return undefined;
      throw error;
    }
  }

  /** All bytes of one state of an object. @throws HeadwaterError with kind `changed` where it becomes another meanwhile */
  async read(connectionId: string, { path, size, contentId }: ObjectStat): Promise<Uint8Array> {
    const content = new Uint8Array(size);
    const starts = Array.from({ length: Math.ceil(size / PIECE_BYTES) }, (_, index) => index * PIECE_BYTES);
    const worker = async (): Promise<void> => {
      for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
        const end = Math.min(start + PIECE_BYTES, size);
        const { bytes } = await this.requests.request(ReadObject, { connectionId, path, start, end, ...(contentId === undefined ? {} : { ifContentId: contentId }) });
        if (bytes.length !== end - start) throw shorter(path);
        content.set(bytes, start);
      }
    };
    await Promise.all(Array.from({ length: AHEAD }, worker));
    return content;
  }

  async write(params: Omit<BeginWriteParams, 'size'>, content: Uint8Array, cancel?: Cancel): Promise<ObjectStat> {
    const { writeId } = await this.requests.request(BeginWrite, { ...params, size: content.length }, cancel);
    try {
      for (let start = 0; start < content.length; start += PIECE_BYTES) {
        await this.requests.requestInside(WritePiece, { writeId, bytes: content.slice(start, start + PIECE_BYTES) }, cancel);
      }
      return await this.requests.requestInside(EndWrite, { writeId }, cancel);
    } catch (error) {
      // Whatever it was, the server must not wait for more; that it may be gone already is no news.
      await this.requests.requestInside(AbortWrite, { writeId }).catch(() => undefined);
      throw error;
    }
  }
}

function shorter(path: ObjectPath): HeadwaterError {
  return new HeadwaterError({ what: `Could not read \`${path.at(-1) ?? ''}\``, why: 'The object ended sooner than its size says.', todo: 'Open it again.', kind: 'changed', code: 'short-object' });
}
