import { connectLakeFs } from '../../../../src/backends/lakefs/connect';
import { lakeFsSettings } from '../../../../src/backends/lakefs/settings/form';
import { download } from '../../../../src/server/objects/download';
import { Tally } from '../../../../src/server/objects/tally';

export interface DownloadOrder {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly from: readonly string[];
  readonly file: string;
}

/** A process of its own that downloads one object, under whatever limits it was started with, and prints the report. */
async function main({ endpoint, accessKeyId, secretAccessKey, from, file }: DownloadOrder): Promise<void> {
  const silent = (): void => undefined;
  const { signal } = new AbortController();
  const context = { log: { info: silent, warn: silent, error: silent, wire: silent }, signal, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC' };
  const session = await connectLakeFs(lakeFsSettings({ credentials: 'key', endpoint, accessKeyId, proxyMode: 'none' }), { secretAccessKey }, context, {});
  const report = await download(session.objects, [{ from, file }], 'keep', new Tally('', silent), signal);
  await session[Symbol.asyncDispose]();
  console.log(JSON.stringify(report));
}

void main(JSON.parse(process.argv[2] ?? '{}') as DownloadOrder);
