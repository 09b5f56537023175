import { brokenArrow, readingArrow } from './broken';
import { FlatTable } from './flatTable';
import { metadataOf } from './header';

const PREFIX = 8;
/** The field of a message's flatbuffer that tells the length of its body. */
const BODY_LENGTH = 3;

/** The encapsulated messages of an IPC stream in order, as copies, up to its end mark. @throws HeadwaterError with code `arrow-invalid` */
export function* streamMessages(stream: Uint8Array): Generator<Uint8Array, void, undefined> {
  let rest = stream;
  while (!isEnd(rest)) {
    const length = readingArrow(() => lengthOf(rest));
    yield rest.slice(0, length);
    rest = rest.subarray(length);
  }
}

/** A stream that was not closed just stops. */
const isEnd = (rest: Uint8Array): boolean => rest.byteLength === 0 || (rest.byteLength >= PREFIX && rest.subarray(4, PREFIX).every((byte) => byte === 0));

function lengthOf(message: Uint8Array): number {
  const metadata = metadataOf(message);
  const body = FlatTable.root(new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength)).count(BODY_LENGTH);
  const length = PREFIX + metadata.byteLength + body;
  if (length > message.byteLength) throw brokenArrow('a message ends within its body.');
  return length;
}
