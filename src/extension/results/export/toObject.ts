import { l10n, window } from 'vscode';
import type { ObjectPath } from '../../../core/contract/objects';
import type { ConnectionProfile } from '../../../core/contract/profile';
import { HeadwaterError } from '../../../core/errors';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import type { ObjectsInfo } from '../../../protocol/objects';
import type { ExportFormat } from '../../../protocol/results';
import { ExportObject } from '../../../protocol/resultsExport';
import { fileNameOf, formatOfPath } from '../exportFormats';
import { exportFormats } from './formatChoices';
import type { ExportDeps, Exported } from './exported';
import { objectOf } from './objectAddress';
import { withProgress } from './progress';
import { confirmed } from './questions';

interface Place {
  readonly address: string;
  readonly object: ObjectPath;
  readonly format: ExportFormat;
}

/** Writes rows as one object of a connection. */
export class ObjectExport {
  /** Where objects were written last, by connection. */
  readonly #folders = new Map<string, string>();

  constructor(private readonly deps: Pick<ExportDeps, 'server'>) {}

  async run(exported: Exported, profile: ConnectionProfile, info: ObjectsInfo): Promise<void> {
    const place = await this.#askPlace(exported.tab.title, profile, info);
    if (!place) return;
    this.#folders.set(profile.id, place.address.slice(0, place.address.lastIndexOf('/') + 1));
    const protectedNote = l10n.t('The connection “{0}” is protected.', profile.name);
    if (profile.protected && !(await confirmed(l10n.t('Write {0}?', place.address), protectedNote, l10n.t('Write Object')))) return;
    const written = await this.#write(exported, profile, place);
    if (written) void window.showInformationMessage(l10n.t('Wrote {0} rows ({1}) to {2}.', formatCount(written.rows), formatBytes(written.bytes), place.address));
  }

  /** What is there already is replaced only where the person says so. */
  async #write(exported: Exported, profile: ConnectionProfile, place: Place): Promise<{ readonly rows: number; readonly bytes: number } | undefined> {
    try {
      return await this.#send(exported, profile, place, false);
    } catch (error) {
      if (!(error instanceof HeadwaterError) || error.failure.kind !== 'exists') throw error;
    }
    const sure = await confirmed(l10n.t('Replace {0}?', place.address), l10n.t('There is an object of that name already.'), l10n.t('Replace Object'));
    return sure ? this.#send(exported, profile, place, true) : undefined;
  }

  #send(exported: Exported, { id }: ConnectionProfile, { object, format }: Place, replace: boolean): Promise<{ readonly rows: number; readonly bytes: number } | undefined> {
    const { server } = this.deps;
    return withProgress(server, exported, (token, cancel) => server.request(ExportObject, { ...exported.rows, connectionId: id, object, format, replace, token }, cancel));
  }

  async #askPlace(title: string, { id, name }: ConnectionProfile, info: ObjectsInfo): Promise<Place | undefined> {
    const head = this.#folders.get(id) ?? `${info.scheme}://`;
    const file = fileNameOf(title, 'parquet');
    const address = await window.showInputBox({
      title: l10n.t('Object on {0}', name),
      prompt: l10n.t('The whole address; its ending says the format: {0}', endings()),
      value: `${head}${file}`,
      valueSelection: [head.length, head.length + file.length],
      ignoreFocusOut: true,
      validateInput: (text) => (placeOf(text, info) ? undefined : l10n.t('An address such as {0}', `${info.scheme}://${'…/'.repeat(info.containerParts)}${file}`)),
    });
    return address === undefined ? undefined : placeOf(address, info);
  }
}

function placeOf(address: string, info: ObjectsInfo): Place | undefined {
  const object = objectOf(address, info);
  const format = formatOfPath(address);
  return object && format && { address, object, format };
}

function endings(): string {
  return exportFormats().map(({ extensions: [first = ''] }) => `.${first}`).join(' ');
}
