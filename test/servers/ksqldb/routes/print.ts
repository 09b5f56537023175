import { isKey, type Source } from '../engine/metastore';
import { offsetReset } from '../engine/properties';
import type { Request } from '../engine/engine';
import type { TopicRecord } from '../engine/topic';
import { DELIMITED } from '../http/framing';
import { CODES, Refusal } from '../refusal';
import type { Statement } from '../sql/ast';
import { recordJson } from '../values/encode';
import { keyText } from '../values/value';
import type { Context } from './context';

/** PRINT: lines of text, without a header and without a media type, in the delimited framing only. */
export async function printTopic({ exchange, engine, sent }: Context, statement: Extract<Statement, { kind: 'print' }>, request: Request, text: string, type: string): Promise<void> {
  if (type !== DELIMITED) throw new Refusal('Not Acceptable', CODES.notAcceptable);
  const topic = engine.topics.get(statement.topic);
  if (!topic) throw new Refusal(`Topic does not exist: ${statement.topic}\nStatement: ${text}`);
  const source = [...engine.metastore.sources.values()].find((one) => one.topic === topic.name);
  exchange.begin(200, undefined);
  const from = statement.fromBeginning ? 'earliest' : offsetReset(new Map(Object.entries(request.properties)));
  let [seen, given] = [0, 0];
  const pending: string[] = [];
  let wake: (() => void) | undefined;
  const subscription = topic.subscribe(from, (record) => {
    if (seen++ % statement.every === 0) pending.push(lineOf(record, source));
    wake?.();
  });
  const leave = (): void => {
    subscription.close();
    wake?.();
  };
  exchange.onConnectionClosed(leave);
  void exchange.gone().then(leave);
  subscription.resume();
  while (given < (statement.limit ?? Infinity) && !exchange.isGone) {
    const line = pending.shift();
    if (line === undefined) await new Promise<void>((resolve) => (wake = resolve));
    else {
      await exchange.write(line);
      given += 1;
      sent(1);
    }
  }
  subscription.close();
  exchange.end();
}

/** `rowtime: 2026/01/31 08:00:00.000 Z, key: <null>, value: {…}, partition: 0`. */
function lineOf(record: TopicRecord, source: Source | undefined): string {
  const time = new Date(record.rowtime).toISOString().replace('T', ' ').replace('Z', ' Z').replaceAll('-', '/');
  const keys = record.key.filter((one) => one !== null);
  const key = keys.length === 0 ? '<null>' : keys.map((one) => (typeof one === 'string' ? one : keyText(one))).join(', ');
  const fields = source?.columns.filter((column) => !isKey(column)) ?? [];
  const value = record.value === null ? '<null>' : recordJson(fields, fields.map(({ name }) => record.value?.get(name) ?? null));
  return `rowtime: ${time}, key: ${key}, value: ${value}, partition: ${record.partition}\n`;
}
