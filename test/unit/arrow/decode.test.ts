import { describe, expect, it } from 'vitest';
import { BatchParts } from '../../../src/core/arrow/batchMessage';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { gather } from '../../../src/core/arrow/gather';
import { ArrowEncoder } from '../../../src/core/arrow/messages';
import { HeadwaterError } from '../../../src/core/errors';
import { UnreadableCell } from '../../../src/core/format/buffers';
import { dictionaries, makeBatch, nested, Random, scalars, schemaOf, unionBatch } from './samples';

const FULL = process.env['HEADWATER_FULL'] === '1';
const samples = [...scalars, ...nested, ...dictionaries];

describe('decoding', () => {
  it('gives the columns of a batch over the bytes of its message', () => {
    const batch = makeBatch(samples, 40, new Random(5));
    const encoder = new ArrowEncoder(batch.schema);
    const decoder = new ArrowDecoder(encoder.schema().bytes);
    for (const message of encoder.write(batch)) {
      if (message.kind === 'dictionary') decoder.dictionary(message.bytes);
      if (message.kind !== 'batch') continue;
      const decoded = decoder.batch(message.bytes);
      expect(decoded.rows).toBe(40);
      expect(decoded.recordBatch().toArray().map(String)).toEqual(batch.toArray().map(String));
      const values: unknown = decoded.column(4).values;
      expect(values instanceof Int32Array && values.buffer === message.bytes.buffer).toBe(true);
    }
  });

  it('says which kind of message was expected', () => {
    const encoder = new ArrowEncoder(schemaOf([scalars[1]!]));
    const decoder = new ArrowDecoder(encoder.schema().bytes);
    expect(() => decoder.batch(encoder.schema().bytes)).toThrow(/a batch was expected/u);
    expect(() => decoder.dictionary(encoder.schema().bytes)).toThrow(/a dictionary was expected/u);
    expect(() => new ArrowDecoder(new Uint8Array(0))).toThrow(HeadwaterError);
  });
});

describe('damaged messages', () => {
  const sources = [makeBatch(samples, 30, new Random(8)), unionBatch('dense', 30), unionBatch('sparse', 30)].map((batch) => {
    const encoder = new ArrowEncoder(batch.schema);
    return { schema: encoder.schema().bytes, messages: encoder.write(batch), fields: batch.schema.fields.length };
  });

  /** Decodes everything and follows every offset; nothing but a typed error may come out. */
  function read(schema: Uint8Array, messages: readonly { readonly kind: string; readonly bytes: Uint8Array }[]): 'read' | 'refused' {
    try {
      const decoder = new ArrowDecoder(schema);
      for (const { kind, bytes } of messages) {
        if (kind === 'dictionary') {
          decoder.dictionary(bytes);
          continue;
        }
        const batch = decoder.batch(bytes);
        decoder.schema.fields.forEach((field, index) => gather(field, [{ data: batch.column(index), start: 0, count: Math.min(batch.rows, 1000) }], new BatchParts()));
      }
      return 'read';
    } catch (error) {
      if (error instanceof HeadwaterError || error instanceof UnreadableCell) return 'refused';
      throw error;
    }
  }

  it('are refused with a typed error when they are cut off anywhere', () => {
    for (const { schema, messages } of sources) {
      expect(read(schema, messages)).toBe('read');
      const [first, ...rest] = messages;
      for (let length = 0; length < first!.bytes.length; length += FULL ? 1 : 13) expect(read(schema, [{ kind: first!.kind, bytes: first!.bytes.slice(0, length) }, ...rest])).toBe('refused');
      for (let length = 0; length < schema.length - 8; length += FULL ? 1 : 7) read(schema.slice(0, length), messages);
    }
  });

  it('give values or a typed error when their bits are flipped', () => {
    const random = new Random(99);
    const seen = { read: 0, refused: 0 };
    for (let round = 0; round < (FULL ? 60_000 : 3000); round++) {
      const { schema, messages } = random.pick(sources);
      const victim = random.int(messages.length + 1) - 1;
      const flip = (bytes: Uint8Array): Uint8Array => {
        const copy = bytes.slice();
        for (let flips = 1 + random.int(3); flips > 0; flips--) {
          const at = random.int(random.int(2) === 0 ? Math.min(600, copy.length) : copy.length);
          copy[at] = copy[at]! ^ (1 << random.int(8));
        }
        return copy;
      };
      seen[read(victim < 0 ? flip(schema) : schema, messages.map((message, index) => (index === victim ? { kind: message.kind, bytes: flip(message.bytes) } : message)))]++;
    }
    expect(seen.read).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  });
});
