import { expect, test } from 'vitest';
import { serverNodes } from '../../../src/backends/fluss/catalog/serverNodes';
import { bucketNodes } from '../../../src/backends/fluss/catalog/bucketNodes';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import type { TableInfo } from '../../../src/backends/fluss/types/table';
import { API_VERSIONS, CLUSTER_HEALTH, GET_LAKE_SNAPSHOT, GET_METADATA, LIST_OFFSETS } from '../../../src/backends/fluss/wire/apis';
import { ClusterHealthResponse, LakeSnapshotResponse } from '../../../src/backends/fluss/wire/messages/admin';
import { ListOffsetsRequest, ListOffsetsResponse } from '../../../src/backends/fluss/wire/messages/data';
import { type Answer, listening, metadata, versions } from './double';

const never = new AbortController().signal;

/** A client of a server that answers these requests. */
async function connected(answers: ReadonlyMap<number, (body: Uint8Array) => Answer>): Promise<FlussClient> {
  const port = await listening((key, body, own) => {
    if (key === API_VERSIONS.key) return versions(GET_METADATA.key, ...answers.keys());
    if (key === GET_METADATA.key) return metadata(own);
    return answers.get(key)?.(body) ?? 'silence';
  });
  return FlussClient.connect({ bootstrap: [{ host: '127.0.0.1', port }], addressMap: new Map(), connectTimeoutMs: 20_000, requestTimeoutMs: 20_000, maxFrameBytes: 1 << 20, codecs: {} }, never);
}

test.each([
  [0, 'green', 'pass'],
  [1, 'yellow', 'warning'],
  [2, 'red', 'error'],
  [9, 'unknown', 'question'],
])('a cluster of 1.0 that calls itself %i is shown as %s, before its servers', async (status, word, icon) => {
  const client = await connected(new Map([[CLUSTER_HEALTH.key, () => ({ bytes: ClusterHealthResponse.encode({ replicas: 12, inSync: 11, leaders: 6, activeLeaders: 5, status }).bytes() })]]));
  const nodes = await serverNodes(client.cluster, never);
  expect(nodes.map(({ label }) => label)).toEqual(['Health', 'Coordinator 0', 'Tablet server 0']);
  expect(nodes[0]).toMatchObject({ description: `${word} · 11 of 12 replicas in sync · 5 of 6 leaders active`, icon });
  client.close();
});

test('a cluster that does not tell its health is shown by its servers alone', async () => {
  const client = await connected(new Map());
  expect((await serverNodes(client.cluster, never)).map(({ label }) => label)).toEqual(['Coordinator 0', 'Tablet server 0']);
  client.close();
});

test('buckets of a table that goes to a data lake say how far behind the lake is, and live reads how far they are', async () => {
  const info: TableInfo = { schema: { columns: [], primaryKey: [], autoIncrement: [] }, partitionKeys: [], bucketKeys: [], properties: { 'table.datalake.enabled': 'true' }, customProperties: {}, database: 'd', table: 't', tableId: 1n, schemaId: 1, buckets: 1, createdMs: 0n, modifiedMs: 0n };
  const client = await connected(
    new Map([
      [LIST_OFFSETS.key, (body: Uint8Array): Answer => ({ bytes: ListOffsetsResponse.encode({ buckets: [{ bucket: 0, offset: ListOffsetsRequest.decode(body).type === 1 ? 5_000n : 0n }] }).bytes() })],
      [GET_LAKE_SNAPSHOT.key, (): Answer => ({ bytes: LakeSnapshotResponse.encode({ tableId: 1n, snapshotId: 7n, buckets: [{ bucket: 0, logOffset: 3_500n }] }).bytes() })],
    ]),
  );
  const words = async (): Promise<string | undefined> => (await bucketNodes(client, info, ['b'], await client.tables.buckets(info, undefined, never), never))[0]?.description;
  expect(await words()).toBe('offsets 0 to 5000 · leader 0 · lake 1,500 behind');
  const [slow, fast] = [4_990n, 5_000n].map((at) => client.followed.add({ table: info, position: ({ bucket }) => (bucket === 0 ? at : undefined) }));
  expect(await words()).toBe('offsets 0 to 5000 · leader 0 · live read 10 behind · lake 1,500 behind');
  slow?.[Symbol.dispose]();
  expect(await words()).toBe('offsets 0 to 5000 · leader 0 · live read at the end · lake 1,500 behind');
  fast?.[Symbol.dispose]();
  client.close();
});
