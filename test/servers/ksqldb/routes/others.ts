import type { Request } from '../engine/engine';
import { CODES, Refusal } from '../refusal';
import { checkProperty } from '../engine/properties';
import { objectOf, readBody, textOf, textsOf } from './body';
import type { Context, Route } from './context';
import { STREAMED_ROWS } from '../http/framing';

/** POST /ksql: any number of statements that are no queries. */
export const ksql: Route = async ({ exchange, engine }) => {
  exchange.negotiate([STREAMED_ROWS, 'application/json']);
  const body = readBody(await exchange.text());
  const request: Request = { sql: textOf(body, 'ksql'), properties: objectOf(body['streamsProperties']), variables: textsOf(body['sessionVariables']) };
  const after = body['commandSequenceNumber'];
  if (typeof after === 'number' && after > engine.commands.last) throw new Refusal(`Timed out while waiting for a previous command to execute. command sequence number: ${after}`, 50301);
  exchange.json(200, engine.execute(request));
};

export const closeQuery: Route = async ({ exchange, engine }) => {
  const id = textOf(readBody(await exchange.text()), 'queryId');
  const query = engine.pushes.get(id);
  if (!query) throw new Refusal(`No query with id ${id}`, CODES.badRequest);
  query.close();
  exchange.send(200, undefined, '');
};

const CLUSTER = 'headwater-double';
const SERVICE = 'double_';

export const info: Route = ({ exchange, version }) => exchange.json(200, { KsqlServerInfo: { version, kafkaClusterId: CLUSTER, ksqlServiceId: SERVICE, serverStatus: 'RUNNING' } });

export const toInfo: Route = ({ exchange }) => exchange.send(307, undefined, '', { location: '/info' });

export const healthcheck: Route = ({ exchange }) => exchange.json(200, { isHealthy: true, details: { metastore: { isHealthy: true }, kafka: { isHealthy: true }, commandRunner: { isHealthy: true } }, serverState: 'READY' });

export const clusterStatus: Route = ({ exchange }) => exchange.json(200, { clusterStatus: { 'localhost:8088': { hostAlive: true, lastStatusUpdateMs: Date.now(), activeStandbyPerQuery: {}, hostStoreLags: { stateStoreLags: {}, updateTimeMs: Date.now() } } } });

export const metadata: Route = ({ exchange, version }) => exchange.json(200, { version, clusterId: { scope: { path: [], clusters: { 'kafka-cluster': CLUSTER, 'ksql-cluster': SERVICE } }, id: '' } });

export const metadataId: Route = ({ exchange }) => exchange.json(200, { scope: { path: [], clusters: { 'kafka-cluster': CLUSTER, 'ksql-cluster': SERVICE } }, id: '' });

export const allStatuses: Route = ({ exchange, engine }) => exchange.json(200, { commandStatuses: engine.commands.all() });

export const status: Route = ({ exchange, engine }) => {
  const id = decodeURIComponent(exchange.path.slice('/status/'.length));
  const found = engine.commands.status(id);
  if (!found) throw new Refusal('Command not found', CODES.notFound);
  exchange.json(200, found);
};

export const isValidProperty: Route = ({ exchange }) => {
  const name = decodeURIComponent(exchange.path.slice('/is_valid_property/'.length));
  try {
    checkProperty(name);
  } catch {
    throw new Refusal(`Not recognizable as ksql, streams, consumer, or producer property: '${name}'`, CODES.badRequest);
  }
  exchange.json(200, true);
};

/** Ends the cluster: of the double only its queries. */
export const terminate: Route = async ({ exchange, engine }: Context) => {
  await exchange.text();
  engine.close();
  exchange.json(200, []);
};

export const ready: Route = ({ exchange }) => exchange.json(200, {});
