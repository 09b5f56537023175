import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { LogLevel, workspace } from 'vscode';
import type { ServerSettings } from '../../protocol/lifecycle';

const MIB = 1_048_576;

/** What the server is told, from the settings as they are now. Numbers out of range (settings files are written by hand) fall back. */
export function readServerSettings(context: ExtensionContext, log: LogOutputChannel): ServerSettings {
  const settings = workspace.getConfiguration('headwater');
  const number = (key: string, initial: number, min: number): number => {
    const value: unknown = settings.get(key);
    return typeof value === 'number' && Number.isFinite(value) && value >= min ? Math.round(value) : initial;
  };
  return {
    storageFolder: context.globalStorageUri.fsPath,
    workspaceFolders: (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath),
    trusted: workspace.isTrusted,
    timeZone: displayTimeZone(),
    limits: {
      memoryPerResult: number('results.memoryMb', 256, 1) * MIB,
      spillQuota: number('results.spillQuotaMb', 10_240, 0) * MIB,
      firstRows: number('results.firstRows', 10_000, 1),
      pausedMs: number('results.pausedMinutes', 10, 1) * 60_000,
      ring: { rows: number('live.rows', 100_000, 100), bytes: number('live.memoryMb', 64, 1) * MIB },
    },
    objects: { cacheBytes: number('objects.cacheMb', 4_096, 0) * MIB, askAboveBytes: number('objects.askAboveMb', 256, 0) * MIB },
    offload: settings.get<string>('engine.offload', ''),
    checkStatements: settings.get('editor.checkStatements') !== false,
    wireLog: settings.get('log.wire') === true && log.logLevel === LogLevel.Trace,
    ...editorProxy(),
  };
}

/** `http.proxy` and `http.noProxy` of the editor. */
function editorProxy(): Pick<ServerSettings, 'proxy'> {
  const http = workspace.getConfiguration('http');
  const [url, except]: readonly unknown[] = [http.get('proxy'), http.get('noProxy')];
  if (typeof url !== 'string' || url === '' || http.get('proxySupport') === 'off') return {};
  return { proxy: { url, except: Array.isArray(except) ? except.filter((host): host is string => typeof host === 'string') : [] } };
}

/** Megabytes for `--max-old-space-size`. */
export function serverMemoryMb(): number {
  const value: unknown = workspace.getConfiguration('headwater').get('server.memoryMb');
  return typeof value === 'number' && value >= 256 ? Math.round(value) : 4_096;
}

/** The zone for timestamps with a time zone: the one that is set where it exists, else this machine's. */
export function displayTimeZone(): string {
  const wanted: unknown = workspace.getConfiguration('headwater').get('display.timeZone');
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (typeof wanted !== 'string' || wanted === '') return here;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone;
  } catch {
    return here;
  }
}
