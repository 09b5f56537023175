import type { Action, ActionOutcome } from '../../../core/contract/action';
import type { FieldValue, ProfileField } from '../../../core/contract/profile';
import { HeadwaterError } from '../../../core/errors';
import { type NodePlace, parseNodePath } from '../catalog/nodePath';
import type { ActionId } from './ids';

export type Values = Readonly<Record<string, FieldValue>>;

interface Verb {
  readonly id: ActionId;
  readonly title: string;
  readonly icon: string;
  readonly group: Action['group'];
  readonly fields?: readonly ProfileField[];
  readonly confirm?: Action['confirm'];
  /** Verbs change something unless they say otherwise. */
  readonly reads?: boolean;
  readonly run: (place: NodePlace, values: Values, signal: AbortSignal, progress: (text: string) => void) => Promise<ActionOutcome>;
}

/** An action of a session from a verb over places of the tree. */
export function makeAction({ id, title, icon, group, fields = [], confirm, reads = false, run }: Verb): Action {
  return {
    id,
    title,
    icon,
    group,
    fields,
    ...(confirm === undefined ? {} : { confirm }),
    writes: !reads,
    run: async (path, values, signal, progress = () => undefined) => {
      const place = parseNodePath(path);
      if (!place) throw new HeadwaterError({ what: `Could not run “${title}”`, why: 'There is no such node.', todo: 'Refresh the connection.', kind: 'notFound' });
      return run(place, values, signal, progress);
    },
  };
}

/** The repository of a place. @throws HeadwaterError at the root */
export function repositoryAt(place: NodePlace): string {
  if (place.kind !== 'root') return place.repository;
  throw new HeadwaterError({ what: 'Could not run the action', why: 'It belongs to a repository.', kind: 'invalid' });
}

/** The ref of a place; `otherwise` for places that have none. */
export function refAt(place: NodePlace, otherwise: string): string {
  return 'ref' in place ? place.ref.name : otherwise;
}

export function text(values: Values, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value.trim() : '';
}

/** Absent where the field is empty. */
export function optional(values: Values, key: string): string | undefined {
  const value = text(values, key);
  return value === '' ? undefined : value;
}

export function flag(values: Values, key: string): boolean {
  return values[key] === true;
}

export function whole(values: Values, key: string): number | undefined {
  const value = values[key];
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

export function pairs(values: Values, key: string): Readonly<Record<string, string>> {
  const value = values[key];
  return typeof value === 'object' && !isList(value) ? value : {};
}

export function list(values: Values, key: string): readonly string[] {
  const value = values[key];
  return typeof value === 'object' && isList(value) ? value.map((one) => one.trim()).filter((one) => one !== '') : [];
}

function isList(value: readonly string[] | Readonly<Record<string, string>>): value is readonly string[] {
  return Array.isArray(value);
}
