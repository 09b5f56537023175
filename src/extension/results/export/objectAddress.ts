import type { ObjectPath } from '../../../core/contract/objects';
import type { ObjectsInfo } from '../../../protocol/objects';

/** The path that `scheme://container/…/key` names; `undefined` where parts are missing. */
export function objectOf(text: string, { scheme, containerParts }: Pick<ObjectsInfo, 'scheme' | 'containerParts'>): ObjectPath | undefined {
  const head = `${scheme}://`;
  if (!text.startsWith(head)) return undefined;
  const parts = text.slice(head.length).split('/');
  const container = parts.slice(0, containerParts);
  const key = parts.slice(containerParts).join('/');
  return container.length < containerParts || container.includes('') || key === '' || key.endsWith('/') ? undefined : [...container, key];
}
