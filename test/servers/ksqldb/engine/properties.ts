import { CODES, Refusal } from '../refusal';

/** Some of the properties that a server lists, with their defaults. */
export const PROPERTIES: readonly { readonly name: string; readonly scope: 'KSQL' | 'KAFKA'; readonly value: string; readonly editable: boolean; readonly level: string }[] = [
  { name: 'auto.offset.reset', scope: 'KAFKA', value: 'latest', editable: true, level: 'QUERY' },
  { name: 'cache.max.bytes.buffering', scope: 'KAFKA', value: '10000000', editable: true, level: 'QUERY' },
  { name: 'commit.interval.ms', scope: 'KAFKA', value: '2000', editable: true, level: 'QUERY' },
  { name: 'num.stream.threads', scope: 'KAFKA', value: '4', editable: true, level: 'QUERY' },
  { name: 'processing.guarantee', scope: 'KAFKA', value: 'at_least_once', editable: true, level: 'QUERY' },
  { name: 'bootstrap.servers', scope: 'KAFKA', value: 'localhost:9092', editable: false, level: 'SERVER' },
  { name: 'ksql.service.id', scope: 'KSQL', value: 'double_', editable: false, level: 'SERVER' },
  { name: 'ksql.query.pull.table.scan.enabled', scope: 'KSQL', value: 'true', editable: true, level: 'QUERY' },
  { name: 'ksql.query.push.v2.enabled', scope: 'KSQL', value: 'false', editable: true, level: 'QUERY' },
  { name: 'ksql.persistence.default.format.key', scope: 'KSQL', value: 'KAFKA', editable: true, level: 'QUERY' },
  { name: 'ksql.persistence.default.format.value', scope: 'KSQL', value: '', editable: true, level: 'QUERY' },
  { name: 'ksql.variable.substitution.enable', scope: 'KSQL', value: 'true', editable: true, level: 'SERVER' },
  { name: 'ksql.insert.into.values.enabled', scope: 'KSQL', value: 'true', editable: true, level: 'SERVER' },
  { name: 'ksql.idle.connection.timeout.seconds', scope: 'KSQL', value: '86400', editable: true, level: 'SERVER' },
  { name: 'ksql.output.topic.name.prefix', scope: 'KSQL', value: '', editable: true, level: 'SERVER' },
];

/** Without the prefix under which Kafka Streams' own are also known. */
export const propertyName = (name: string): string => name.replace(/^ksql\.streams\./u, '');

/** @throws Refusal where the server has no such property */
export function checkProperty(name: string): void {
  const plain = propertyName(name);
  const known = PROPERTIES.some((one) => one.name === plain) || /^(?:consumer|producer|max|min|fetch|session|request|retry|linger|batch|ksql\.(?:query|streams|functions|schema|sink|headers|lambdas))\./u.test(plain);
  if (!known) throw new Refusal(`Not recognizable as ksql, streams, consumer, or producer property: '${name}'`, CODES.badStatement);
}

/** Where a query begins in its topics. */
export function offsetReset(properties: ReadonlyMap<string, unknown>): 'earliest' | 'latest' {
  const value = [...properties].findLast(([name]) => propertyName(name) === 'auto.offset.reset')?.[1];
  if (value === undefined || value === 'latest') return 'latest';
  if (value === 'earliest') return 'earliest';
  throw new Refusal(`Invalid value ${JSON.stringify(value)} for configuration auto.offset.reset: String must be one of: latest, earliest, none`);
}
