// Runs against the double of test/servers/ksqldb; its first lines say what that cannot prove.
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CompletionItem,
  type CompletionList,
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type Hover,
  HoverRequest,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type SignatureHelp,
  SignatureHelpRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { createConnection } from 'vscode-languageserver/node';
import { ksqlLanguage } from '../../../src/backends/ksqldb/language/language';
import type { Session } from '../../../src/core/contract/session';
import { BindDocument } from '../../../src/protocol/statements';
import { languageCapabilities } from '../../../src/server/language/capabilities';
import { LanguageService } from '../../../src/server/language/service';
import { Router } from '../../../src/server/router';
import { type KsqldbServer, startKsqldb } from '../../servers/ksqldb/start';
import { open } from './support/open';

const URI = 'file:///query.ksql';

let server: KsqldbServer;
let session: Session;
let editor: ProtocolConnection;
let stop: () => void;
let version = 1;
const found: (readonly Diagnostic[])[] = [];

beforeAll(async () => {
  server = await startKsqldb();
  server.execute("CREATE STREAM ORDERS (ID STRING KEY, ITEM STRING, PLACE STRUCT<CITY STRING, POINT STRUCT<LAT DOUBLE>>) WITH (KAFKA_TOPIC='orders', VALUE_FORMAT='JSON', PARTITIONS=1);");
  session = await open({ url: server.url });
  const [up, down] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  editor = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  connection.onInitialize(() => ({ capabilities: languageCapabilities }));
  const service = new LanguageService(connection, new Router(connection, { write: () => undefined }), {
    catalogOf: () => session.catalog,
    checksOf: () => session.checks,
    sessionLanguageOf: () => session.language,
    languageOf: () => Promise.resolve(ksqlLanguage),
  }).register();
  editor.onNotification(PublishDiagnosticsNotification.type, ({ diagnostics }) => void found.push(diagnostics));
  connection.listen();
  editor.listen();
  stop = () => {
    service.dispose();
    editor.dispose();
    connection.dispose();
  };
  await editor.sendRequest(InitializeRequest.method, { processId: null, capabilities: {} });
  await editor.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: URI, languageId: 'ksql', version, text: '' } });
  await editor.sendNotification(BindDocument.method, { uri: URI, connectionId: 'c', backend: 'ksqldb' });
});
afterAll(async () => {
  stop();
  await session[Symbol.asyncDispose]();
  await server.stop();
});

/** The place of `|` in a text of one line, which becomes the document's without it. */
async function at(marked: string): Promise<{ readonly textDocument: { readonly uri: string }; readonly position: { readonly line: number; readonly character: number } }> {
  version += 1;
  await editor.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri: URI, version }, contentChanges: [{ text: marked.replace('|', '') }] });
  return { textDocument: { uri: URI }, position: { line: 0, character: marked.indexOf('|') } };
}
async function offered(marked: string): Promise<readonly string[]> {
  const answer: CompletionItem[] | CompletionList | null = await editor.sendRequest(CompletionRequest.method, await at(marked));
  return (Array.isArray(answer) ? answer : (answer?.items ?? [])).map(({ label }) => label);
}

describe('while one writes a statement of ksqlDB', () => {
  test('words, streams, columns and fields inside columns are offered', async () => {
    expect(await offered('SEL|')).toContain('SELECT');
    expect(await offered('SELECT * FROM |')).toContain('ORDERS');
    expect(await offered('SELECT | FROM ORDERS EMIT CHANGES;')).toEqual(expect.arrayContaining(['ID', 'ITEM', 'PLACE']));
    expect(await offered('SELECT PLACE->| FROM ORDERS EMIT CHANGES;')).toEqual(['CITY', 'POINT']);
    expect(await offered('SELECT PLACE->POINT->| FROM ORDERS EMIT CHANGES;')).toEqual(['LAT']);
  });
  test('functions are those that the server has, and how they are called is told', async () => {
    expect(await offered('SELECT COU| FROM ORDERS;')).toContain('COUNT');
    const help: SignatureHelp | null = await editor.sendRequest(SignatureHelpRequest.method, await at('SELECT COUNT(|) FROM ORDERS;'));
    expect(help?.signatures.map(({ label }) => label).join()).toContain('COUNT(');
  });
  test('a stream under the pointer is described, with its columns', async () => {
    const hover: Hover | null = await editor.sendRequest(HoverRequest.method, await at('SELECT * FROM ORD|ERS EMIT CHANGES;'));
    const text = JSON.stringify(hover?.contents);
    for (const part of ['ORDERS', 'ITEM', 'STRING', 'orders']) expect(text).toContain(part);
  });
  test('a last statement without its semicolon is told', async () => {
    await at('SELECT * FROM ORDERS EMIT CHANGES|');
    await expect.poll(() => JSON.stringify(found.at(-1))).toMatch(/;/u);
    await at('SELECT * FROM ORDERS EMIT CHANGES;|');
    await expect.poll(() => found.at(-1)).toEqual([]);
  });
});
