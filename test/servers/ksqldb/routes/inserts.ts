import { checkTarget, insertionOfJson } from '../engine/inserting';
import { DELIMITED, JSON_ARRAY } from '../http/framing';
import { CODES, Refusal } from '../refusal';
import { nearest } from '../sql/statements';
import { identifier } from '../values/coerce';
import { type Json, readJson } from '../values/jsonReader';
import type { Route } from './context';

/** POST /inserts-stream: the target, then a row a line; an acknowledgement for each row, or an error that ends it. */
export const insertsStream: Route = async ({ exchange, engine, fault }) => {
  if (!exchange.isHttp2) throw new Refusal('This endpoint is only available when using HTTP2', CODES.http2Only);
  const type = exchange.negotiate([DELIMITED, JSON_ARRAY]);
  const lines = exchange.lines();
  const first = await lines.next();
  const source = targetOf(first.done ? '' : first.value, engine.metastore.sources);
  const topic = engine.topics.get(source.topic)!;
  checkTarget(source, CODES.badRequest);
  // The server's first write is empty: the answer begins before the rows have come.
  exchange.begin(200, type);
  const array = type === JSON_ARRAY;
  let seq = 0;
  const write = async (ack: unknown): Promise<void> => exchange.write(array ? `${seq === 0 ? '[' : ','}${JSON.stringify(ack)}` : `${JSON.stringify(ack)}\n`);
  for await (const line of lines) {
    if (line.trim() === '') continue;
    try {
      if (fault && 'afterRows' in fault && seq >= fault.afterRows) {
        if (fault.kind !== 'errorRow') {
          exchange.destroy();
          return;
        }
        throw new Refusal(fault.message, fault.code);
      }
      topic.append(insertionOfJson(objectIn(line), source, Date.now()));
      await write({ status: 'ok', seq });
      seq += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await write({ '@type': 'generic_error', error_code: error.code, message: error.message, status: 'error', seq });
      exchange.end(array ? ']' : '');
      return;
    }
  }
  exchange.end(array ? `${seq === 0 ? '[' : ''}]` : '');
};

function targetOf<Source>(line: string, sources: ReadonlyMap<string, Source>): Source {
  const target = objectIn(line).get('target');
  if (typeof target !== 'string') throw new Refusal('No target in the first line of the request', CODES.badRequest);
  const found = sources.get(identifier(target));
  if (found) return found;
  const near = nearest(identifier(target).toUpperCase(), [...sources.keys()]);
  throw new Refusal(`Cannot insert values into an unknown stream/table: ${target}${near === undefined ? '' : `\nDid you mean ${near}?`}`, CODES.badRequest);
}

function objectIn(line: string): ReadonlyMap<string, Json> {
  try {
    const value = readJson(line);
    if (value instanceof Map) return value as ReadonlyMap<string, Json>;
  } catch {
    // Said below.
  }
  throw new Refusal('Invalid JSON in inserts stream', CODES.badRequest);
}
