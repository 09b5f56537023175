import { l10n } from 'vscode';
import type { Capability } from '../../../core/contract/session';
import { HeadwaterError } from '../../../core/errors';
import type { ConnectionProfile } from '../../../core/contract/profile';
import { DescribeObjects, type ObjectsInfo } from '../../../protocol/objects';
import type { ExportDeps, Exported } from './exported';
import { askOne } from './questions';
import { ObjectExport } from './toObject';
import { exportToTable } from './toTable';

/** Writes rows as an object, or into a table, of a connection. What it can do is asked of its session. */
export class ConnectionExport {
  readonly #objects: ObjectExport;

  constructor(private readonly deps: ExportDeps) {
    this.#objects = new ObjectExport(deps);
  }

  async run(exported: Exported): Promise<void> {
    const { connections } = this.deps;
    const profile = await connections.pick(l10n.t('Write “{0}” to a Connection', exported.tab.title));
    if (!profile) return;
    const { capabilities } = await connections.open(profile.id);
    const objects = await this.#objectsOf(profile, capabilities);
    switch (await this.#kind(profile, objects !== undefined, capabilities.includes('tables'))) {
      case 'object':
        if (objects) await this.#objects.run(exported, profile, objects);
        return;
      case 'table':
        return exportToTable(this.deps, exported, profile);
      case undefined:
        return;
    }
  }

  async #objectsOf({ id }: ConnectionProfile, capabilities: readonly Capability[]): Promise<ObjectsInfo | undefined> {
    const info = capabilities.includes('objects') ? await this.deps.server.request(DescribeObjects, { connectionId: id }) : undefined;
    return info?.writes === true ? info : undefined;
  }

  async #kind({ name }: ConnectionProfile, objects: boolean, tables: boolean): Promise<'object' | 'table' | undefined> {
    if (objects && tables) {
      return askOne(l10n.t('Write the Rows As'), [
        { value: 'object' as const, label: l10n.t('An Object'), detail: l10n.t('A file in a format of your choice') },
        { value: 'table' as const, label: l10n.t('Rows of a Table'), detail: l10n.t('Added to those that are there') },
      ]);
    }
    if (objects) return 'object';
    if (tables) return 'table';
    throw new HeadwaterError({ what: l10n.t('Could not write to *{0}*', name), why: l10n.t('It takes neither objects nor rows.'), todo: l10n.t('Choose another connection.'), kind: 'unsupported' });
  }
}
