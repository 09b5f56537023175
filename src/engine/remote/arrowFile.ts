import { type FileHandle, open } from 'node:fs/promises';
import { RecordBatchReader } from 'apache-arrow';
import { FlatTable } from '../../core/arrow/flatTable';
import { readHeader } from '../../core/arrow/header';
import { encodeSchema } from '../../core/arrow/messages';
import type { ArrowMessage } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';

const MAGIC = 'ARROW1';
const FILE_START = 8;
const PREFIX = 8;
const CONTINUATION = 0xffff_ffff;

/**
 * The messages of an Arrow IPC file or stream on disk, in their order. The file format is the stream format with a frame around it;
 * some writers (that of JavaScript) leave the schema out of the stream, and have it in the footer only.
 */
export async function* readArrowFile(path: string, label: string): AsyncGenerator<ArrowMessage, void, undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = await read(file, 0, Math.min(FILE_START, size));
    const isFile = start.toString('latin1', 0, MAGIC.length) === MAGIC;
    let at = isFile ? FILE_START : 0;
    let first = true;
    for (;;) {
      const message = await readMessage(file, at, size, label);
      if (!message) break;
      at += Math.ceil(message.length / 8) * 8;
      const next = messageOf(message);
      if (first && next.kind !== 'schema' && isFile) yield await footerSchema(path);
      yield next;
      first = false;
    }
    if (first) throw damaged(label, 'it holds no schema');
  } finally {
    await file.close();
  }
}

/** `undefined` at the end of the messages. */
async function readMessage(file: FileHandle, at: number, size: number, label: string): Promise<Uint8Array | undefined> {
  if (at + PREFIX > size) return undefined;
  const prefix = await read(file, at, PREFIX);
  const length = prefix.readInt32LE(4);
  if (prefix.readUInt32LE(0) !== CONTINUATION) throw damaged(label, 'a message does not start with its mark');
  if (length === 0) return undefined;
  if (length < 0 || at + PREFIX + length > size) throw damaged(label, 'a message ends within its header');
  const metadata = await read(file, at + PREFIX, length);
  const body = FlatTable.root(new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength)).count(3);
  const end = at + PREFIX + length + body;
  if (end > size) throw damaged(label, 'a message ends within its body');
  return new Uint8Array(await read(file, at, end - at));
}

async function footerSchema(path: string): Promise<ArrowMessage> {
  const file = await open(path, 'r');
  try {
    const reader = await RecordBatchReader.from(file);
    await reader.open();
    return encodeSchema(reader.schema);
  } finally {
    await file.close();
  }
}

function messageOf(bytes: Uint8Array): ArrowMessage {
  const header = readHeader(bytes);
  switch (header.kind) {
    case 'batch':
      return { kind: 'batch', rows: header.batch.rows, bytes };
    case 'dictionary':
    case 'schema':
      return { kind: header.kind, bytes };
  }
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new RangeError('The file ended while it was read.');
    done += bytesRead;
  }
  return bytes;
}

function damaged(label: string, why: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not read \`${label}\``, why: `It is no Arrow IPC file, or is damaged: ${why}.`, todo: 'Get the file anew, or read it by its real format.', kind: 'invalid', code: 'bad-arrow' });
}
