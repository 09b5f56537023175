import { l10n, type QuickPickItem, window } from 'vscode';
import type { DataObject } from '../../../protocol/data';
import type { ObjectsInfo } from '../../../protocol/objects';
import { ListRefs, type VersionsInfo } from '../../../protocol/versions';
import type { DataRequests } from '../../data/objectData';

export interface OtherObjectDeps {
  readonly requests: DataRequests & {
    objects(connectionId: string): Promise<ObjectsInfo>;
    versions(connectionId: string): Promise<VersionsInfo | undefined>;
  };
}

type Choice = QuickPickItem & { readonly ref?: string; readonly other?: 'ref' | 'object' };

/** Refs of each kind that are offered; others can be typed. */
const MOST_REFS = 200;

/** Lets the person choose what to compare an object with: the same object at another ref, or another object. */
export async function otherObject({ requests }: OtherObjectDeps, target: DataObject): Promise<DataObject | undefined> {
  const { containerParts, scheme } = await requests.objects(target.connectionId);
  const isVersioned = containerParts > 1 && (await requests.versions(target.connectionId)) !== undefined;
  const at = (ref: string): DataObject => ({ ...target, object: target.object.map((part, index) => (index === containerParts - 1 ? ref : part)) });
  if (!isVersioned) return typedObject(target, scheme, containerParts);
  const current = target.object[containerParts - 1];
  const title = l10n.t('Compare {0} with', `${scheme}://${target.object.join('/')}`);
  const chosen = await window.showQuickPick(choices({ requests }, target, containerParts, current), { title, placeHolder: l10n.t('The same object at another ref, or another object'), matchOnDescription: true });
  if (chosen?.ref !== undefined) return at(chosen.ref);
  if (chosen?.other === 'object') return typedObject(target, scheme, containerParts);
  if (chosen?.other !== 'ref') return undefined;
  const ref = await window.showInputBox({ title, prompt: l10n.t('A branch, tag, commit or any ref expression, such as main~2') });
  return ref === undefined || ref.trim() === '' ? undefined : at(ref.trim());
}

async function choices({ requests }: Pick<OtherObjectDeps, 'requests'>, target: DataObject, containerParts: number, current: string | undefined): Promise<readonly Choice[]> {
  const container = target.object.slice(0, containerParts - 1);
  const [branches, tags] = await Promise.all(
    (['branch', 'tag'] as const).map((kind) => requests.request(ListRefs, { connectionId: target.connectionId, container, kind, limit: MOST_REFS })),
  );
  const shown = (refs: readonly { readonly name: string; readonly commit: string }[], icon: string): Choice[] =>
    refs.filter(({ name }) => name !== current).map(({ name, commit }) => ({ label: `$(${icon}) ${name}`, description: commit.slice(0, 12), ref: name }));
  return [
    ...(current === undefined ? [] : [{ label: `$(git-commit) ${current}~1`, description: l10n.t('the commit before the last'), ref: `${current}~1` }]),
    ...shown(branches?.refs ?? [], 'git-branch'),
    ...shown(tags?.refs ?? [], 'tag'),
    { label: `$(edit) ${l10n.t('Another Ref…')}`, other: 'ref', alwaysShow: true },
    { label: `$(file) ${l10n.t('Another Object…')}`, other: 'object', alwaysShow: true },
  ];
}

async function typedObject(target: DataObject, scheme: string, containerParts: number): Promise<DataObject | undefined> {
  const head = `${scheme}://`;
  const partsOf = (text: string): readonly string[] => (text.startsWith(head) ? text.slice(head.length) : text).split('/');
  const text = await window.showInputBox({
    title: l10n.t('Compare with Another Object'),
    value: `${head}${target.object.join('/')}`,
    prompt: l10n.t('The address of an object of the same connection'),
    validateInput: (typed) => {
      const parts = partsOf(typed);
      return parts.length > containerParts && !parts.slice(0, containerParts).includes('') ? undefined : l10n.t('Write {0} followed by {1} names and the key, with slashes between them.', head, containerParts);
    },
  });
  if (text === undefined) return undefined;
  const parts = partsOf(text);
  return { ...target, object: [...parts.slice(0, containerParts), parts.slice(containerParts).join('/')] };
}
