import { setTimeout as delay } from 'node:timers/promises';
import type { Plan } from '../engine/plan';
import type { Request } from '../engine/engine';
import { DELIMITED, type Framing, framing, JSON_ARRAY, STREAMED_ROWS } from '../http/framing';
import { CODES, Refusal } from '../refusal';
import { objectOf, readBody, textOf, textsOf } from './body';
import type { Context, Route } from './context';
import { writeGenerated } from './generated';
import { printTopic } from './print';

/** POST /query-stream: one SELECT or PRINT. */
export const queryStream: Route = async (context) => {
  const { exchange, version } = context;
  if (!exchange.isHttp2 && isOlder(version, 24)) throw new Refusal('This endpoint is only available when using HTTP2', CODES.http2Only);
  const body = readBody(await exchange.text());
  const request = { sql: textOf(body, 'sql'), properties: objectOf(body['properties']), variables: textsOf(body['sessionVariables']) };
  const offered = isOlder(version, 24) ? [DELIMITED, JSON_ARRAY] : [DELIMITED, JSON_ARRAY, STREAMED_ROWS];
  await answer(context, request, exchange.negotiate(offered));
};

/** POST /query, as old clients ask: always the framing of /query-stream's `vnd.ksql.v1+json`, with its own names of the fields. */
export const legacyQuery: Route = async (context) => {
  const { exchange } = context;
  if (exchange.isHttp2) {
    exchange.send(405, undefined, '');
    return;
  }
  const body = readBody(await exchange.text());
  const request = { sql: textOf(body, 'ksql'), properties: objectOf(body['streamsProperties']), variables: textsOf(body['sessionVariables']) };
  exchange.negotiate([STREAMED_ROWS, JSON_ARRAY]);
  await answer(context, request, STREAMED_ROWS);
};

/** Whether it is older than 0.`minor`; what is called otherwise is newer. */
export const isOlder = (version: string, minor: number): boolean => {
  const found = /^0\.(\d+)/u.exec(version);
  return found !== null && Number(found[1]) < minor;
};

async function answer(context: Context, request: Request, type: string): Promise<void> {
  const { engine } = context;
  const { statement, text } = withStatement(request.sql, () => engine.single(request));
  if (statement.kind === 'print') {
    // Lines of text in any case at /query (TopicStreamWriter.java); /query-stream has them for one media type.
    await printTopic(context, statement, request, text, context.exchange.path.endsWith('/query') ? DELIMITED : type);
    return;
  }
  if (statement.kind !== 'query') throw new Refusal(`Neither a query nor a print statement: ${text}`);
  const plan = withStatement(request.sql, () => engine.planned(statement.select));
  if (statement.select.emit === undefined) await pulled(context, plan, type);
  else await pushed(context, plan, request, text, type);
}

async function pulled(context: Context, plan: Plan, type: string): Promise<void> {
  const { exchange, engine } = context;
  const rows = engine.pulled(plan);
  const ofTable = plan.sources[0]?.source.kind === 'TABLE';
  const frames = framing(type, plan, true);
  exchange.begin(200, type);
  await exchange.write(frames.header(ofTable ? `query_${Date.now()}` : `transient_${plan.sources[0]?.source.name ?? ''}_${Date.now()}`));
  let count = 0;
  for (const row of rows) {
    if (await faulty(context, frames, count)) return;
    await exchange.write(frames.row(row));
    context.sent(1);
    count += 1;
  }
  if (await faulty(context, frames, count)) return;
  exchange.end(frames.end(ofTable ? undefined : 'Query Completed'));
}

async function pushed(context: Context, plan: Plan, request: Request, text: string, type: string): Promise<void> {
  const { exchange, engine, generators, sent } = context;
  const frames = framing(type, plan, false);
  const query = engine.push(plan, request, text);
  // Vert.x cleans up by connection: a stream of HTTP/2 that is reset leaves its query running.
  exchange.onConnectionClosed(() => query.close());
  exchange.begin(200, type);
  await exchange.write(frames.header(query.id));
  const generator = generators.get(plan.sources[0]?.source.name ?? '');
  if (generator) {
    await writeGenerated(context, plan, frames, generator, () => !engine.pushes.has(query.id));
    if (plan.select.limit !== undefined) {
      query.close();
      exchange.end(frames.end('Limit Reached'));
      return;
    }
  }
  let count = 0;
  const batches = query.batches();
  for (;;) {
    if (await faulty(context, frames, count)) return;
    const next = await batches.next();
    if (next.done) {
      exchange.end(frames.end(next.value === 'limit' ? 'Limit Reached' : 'Query Completed'));
      return;
    }
    for (const { key, row } of next.value) {
      if (await faulty(context, frames, count)) {
        query.close();
        return;
      }
      const frame = row ? frames.row(row) : frames.tombstone(key);
      if (frame === undefined) continue;
      await exchange.write(frame);
      // Some clients parse each frame as one row, because the server writes each row by itself.
      if (exchange.isHttp2) await new Promise((resolve) => setImmediate(resolve));
      sent(1);
      count += 1;
    }
  }
}

/** Whether the answer has ended here in the way that was asked for. */
async function faulty({ exchange, fault }: Context, frames: Framing, rows: number): Promise<boolean> {
  if (!fault || !('afterRows' in fault) || rows < fault.afterRows) return false;
  switch (fault.kind) {
    case 'dies':
      // What was written reaches the other side first.
      await delay(20);
      exchange.destroy();
      return true;
    case 'halfRow':
    case 'cutShort':
      await exchange.write('[1,"ha');
      await delay(20);
      if (fault.kind === 'halfRow') exchange.destroy();
      else exchange.end();
      return true;
    case 'errorRow':
      await exchange.write(frames.error(fault.code, fault.message));
      exchange.end(frames.end(undefined));
      return true;
  }
}

/** The endpoints for queries repeat the statement behind what is wrong. */
export function withStatement<T>(sql: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Refusal && error.code === CODES.badStatement ? new Refusal(`${error.message}\nStatement: ${sql}`, error.code) : error;
  }
}
