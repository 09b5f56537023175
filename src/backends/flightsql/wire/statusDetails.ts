import { bytes, int32, Message, optional, repeated, string } from '../../../core/protobuf/message';

/** google.rpc.Status, as `grpc-status-details-bin` carries it; details are google.protobuf.Any. */
const Detail = new Message('Any', { type: optional(1, string), value: optional(2, bytes) });
const Status = new Message('google.rpc.Status', { code: optional(1, int32), message: optional(2, string), details: repeated(3, Detail) });

const LONGEST = 4_000;
const text = new TextDecoder('utf-8', { fatal: true });

/** What the details say, as far as they are text; empty where they are not. */
export function detailsText(encoded: Uint8Array): string {
  try {
    const { details } = Status.decode(encoded);
    return details
      .map(({ type = '', value = new Uint8Array(0) }) => `${type.replace(/^.*\//u, '')}: ${textOf(value)}`)
      .join('\n')
      .slice(0, LONGEST);
  } catch {
    return '';
  }
}

/** Runs of readable text: the messages inside are of unknown types, whose strings are worth showing. */
function textOf(value: Uint8Array): string {
  const runs = Buffer.from(value).toString('latin1').match(/[\x20-\x7e\x80-\xff\t\n]{4,}/gu) ?? [];
  return runs
    .map((run) => {
      try {
        return text.decode(Buffer.from(run, 'latin1'));
      } catch {
        return run.replace(/[^\x20-\x7e\t\n]/gu, '');
      }
    })
    .join(' ')
    .trim();
}
