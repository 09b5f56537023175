import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod/mini';
import type { InitializeResult } from 'vscode-languageserver/node';
import { BufferPool } from '../core/arrow/bufferPool';
import type { BackendEntry } from '../core/contract/backend';
import { serverSettings, type ServerSettings } from '../protocol/lifecycle';
import { Engine } from '../engine/engine';
import { RemoteFiles } from '../engine/remote/remoteFiles';
import { Backends } from './backends';
import { connectToParent } from './connection';
import { DataEngine, dataFolders } from './data/dataEngine';
import { DataReads } from './data/dataReads';
import { ObjectData } from './data/objectData';
import { ResultData } from './data/resultData';
import { engineConnection, OpenConnections } from './engine/openConnections';
import { handleBackends } from './handlers/backends';
import { handleCatalog } from './handlers/catalog';
import { handleCommandLines } from './handlers/commandLines';
import { handleData } from './handlers/data';
import { handleExports } from './handlers/exports';
import { handleGraphs } from './handlers/graphs';
import { handleInspections } from './handlers/inspections';
import { handleTests, handleLifecycle } from './handlers/lifecycle';
import { handleObjects } from './handlers/objects';
import { handleImports } from './handlers/imports';
import { handleResults } from './handlers/results';
import { handleRuns } from './handlers/runs';
import { handleSessions } from './handlers/sessions';
import { handleStatements } from './handlers/statements';
import { handleTexts } from './handlers/texts';
import { handleTransactions } from './handlers/transactions';
import { handleTransfers } from './handlers/transfers';
import { handleVersions } from './handlers/versions';
import { handleEdits, handleTables } from './handlers/tables';
import { languageCapabilities } from './language/capabilities';
import { LanguageService } from './language/service';
import { describeError } from './log';
import { ResultsClient } from './results/client';
import type { ResultsSettings } from './results/requests';
import { Router } from './router';
import { ParquetWriter } from '../duckdb/parquet';
import { Exporter } from './runs/exporter';
import { ObjectExporter } from './runs/objectExporter';
import { Runs } from './runs/runs';
import { PipeLog } from './serverLog';
import { SESSION_LIMITS, SessionRegistry } from './sessions/sessionRegistry';
import { settledWithin } from './sessions/settledWithin';
import { Settings } from './settings';
import { Imports } from './tables/imports/imports';
import { workIn } from './workingFolder';

export interface ServerOptions {
  readonly backends: readonly BackendEntry[];
  /** Folder of the worker bundles. */
  readonly workers: string;
}

/** Bounds for contents of objects where the editor gives none. */
const OBJECTS = { cacheBytes: 4_294_967_296, askAboveBytes: 268_435_456 };
/** Parquet objects of a few parts' size are fetched at once. */
const WHOLE_BELOW = 1_048_576;

/** Memory of results that were closed or written to disk, kept for the next rows that come. */
const REUSED_BYTES = 256 * 1024 * 1024;

/** Milliseconds that closing everything may take when the host stops us. */
const STOP_MS = 1_500;

/** Serves the process that forked this one, until it says stop or is gone. */
export function startServer(options: ServerOptions): void {
  const generation = randomUUID().slice(0, 8);
  const connection = connectToParent();
  const log = new PipeLog(connection);
  const router = new Router(connection, log);
  // A promise that somebody forgot is a defect to be logged, not a reason to take every session down.
  process.on('unhandledRejection', (reason) => {
    log.write('error', `Not handled: ${describeError(reason)}`);
  });
  const stopping: (() => Promise<void>)[] = [];

  connection.onInitialize((params): InitializeResult => {
    const settings = new Settings(readSettings(params.initializationOptions));
    const backends = new Backends(options.backends, log);
    // For a host whose memory cannot be used again or go from thread to thread.
    const copies = process.env['HEADWATER_BUFFERS'] === 'copied';
    const memory = copies ? undefined : new BufferPool(REUSED_BYTES);
    const sessions = new SessionRegistry(backends, settings, log, SESSION_LIMITS, memory);
    const results = new ResultsClient(path.join(options.workers, 'resultsWorker.js'), resultsSettings(settings.current), (buffer) => memory?.give(buffer), copies);
    const duckDbWorker = path.join(options.workers, 'duckdbWorker.js');
    const { cacheFolder, temporaryFolder } = dataFolders(settings.current.storageFolder);
    const objects = () => settings.current.objects ?? OBJECTS;
    const files = new RemoteFiles({
      folder: cacheFolder,
      workerPath: duckDbWorker,
      limits: () => ({ quota: objects().cacheBytes, askAbove: objects().askAboveBytes, wholeBelow: WHOLE_BELOW }),
    });
    const dataEngine = new DataEngine({ workerPath: duckDbWorker, cacheFolder, temporaryFolder, timeZone: () => settings.current.timeZone });
    const data = new ObjectData({
      files,
      engine: dataEngine,
      connection: (id) => {
        const live = sessions.find(id);
        return live && engineConnection(live);
      },
      askAbove: () => objects().askAboveBytes,
    });
    const engine = new Engine({
      workerPath: path.join(options.workers, 'engineWorker.js'),
      connections: new OpenConnections(() => sessions.all()),
      files,
      settings: () => settings.current,
      release: (buffer) => memory?.give(buffer),
      ...(memory ? { memory } : {}),
    });
    const parquet = new ParquetWriter(duckDbWorker);
    const reads = new DataReads(data, new ResultData({ engine: dataEngine, folder: cacheFolder, parquet }));
    const runs = new Runs(sessions, settings, results, generation, engine, reads, results);
    const exporter = new Exporter(runs, results, parquet);
    const objectExporter = new ObjectExporter(exporter, files);
    workIn(settings.current.workspaceFolders, log);
    settings.onChange((next) => {
      workIn(next.workspaceFolders, log);
      results.configure(resultsSettings(next)).catch((error: unknown) => {
        log.write('error', `The results were not configured: ${describeError(error)}`);
      });
    });

    handleLifecycle(router, settings, generation);
    handleBackends(router, backends);
    handleSessions(router, sessions, results);
    handleCatalog(router, sessions);
    handleStatements(router, backends);
    handleTransactions(router, sessions);
    handleInspections(router, sessions);
    handleGraphs(router, sessions);
    handleTexts(router, sessions);
    handleCommandLines(router, sessions);
    const writes = handleObjects(router, sessions);
    handleTransfers(router, sessions, () => settings.current.trusted);
    handleVersions(router, sessions);
    handleData(router, sessions, data);
    handleRuns(router, runs);
    handleResults(router, runs, results);
    handleExports(router, sessions, exporter, objectExporter);
    handleTables(router, sessions, backends, settings);
    handleEdits(router, sessions, results, settings);
    handleImports(router, sessions, new Imports(settings, path.join(options.workers, 'duckdbWorker.js')));
    const language = new LanguageService(connection, router, {
      catalogOf: (connectionId) => sessions.find(connectionId)?.session.catalog,
      checksOf: (connectionId) => (settings.current.checkStatements === false ? undefined : sessions.find(connectionId)?.session.checks),
      connections: async () =>
        Promise.all(
          sessions.all().filter(({ session }) => session.tables ?? session.objects).map(async ({ profile, session }) => ({
            id: profile.id,
            name: profile.name,
            catalog: session.catalog,
            language: session.language ?? (await backends.languageOf(profile.backend)),
            ...(session.objects ? { scheme: session.objects.scheme } : {}),
          })),
        ),
      sessionLanguageOf: (connectionId) => sessions.find(connectionId)?.session.language,
      languageOf: (backend) => backends.languageOf(backend),
    }).register();
    stopping.push(async () => {
      language.dispose();
      memory?.[Symbol.dispose]();
      writes.dispose();
      await runs.dispose();
      await Promise.all([sessions.dispose(), results.dispose(), engine[Symbol.asyncDispose](), dataEngine.dispose(), parquet[Symbol.asyncDispose]()]);
      await files.dispose();
    });
    if (process.env['HEADWATER_TEST'] === '1') handleTests(router);
    return { capabilities: { ...languageCapabilities, experimental: { generation } } };
  });
  connection.onShutdown(async () => {
    await settledWithin(Promise.all(stopping.map((stop) => stop())), STOP_MS);
  });
  connection.listen();
}

function resultsSettings({ storageFolder, limits, timeZone }: ServerSettings): ResultsSettings {
  return { folder: path.join(storageFolder, 'results'), memoryPerResult: limits.memoryPerResult, spillQuota: limits.spillQuota, timeZone, ...(limits.ring ? { ring: limits.ring } : {}) };
}

function readSettings(given: unknown): ServerSettings {
  const result = z.safeParse(serverSettings, given);
  if (result.success) return result.data;
  throw new Error(`The settings were not understood: ${z.prettifyError(result.error)}`);
}
