import { addressOf, type ObjectAddress } from '../objects/objectUri';

/** A branch of a container of versions. */
export interface BranchId {
  readonly connectionId: string;
  readonly container: readonly string[];
  readonly branch: string;
}

/** Unique text for one branch. */
export function keyOf({ connectionId, container, branch }: BranchId): string {
  return JSON.stringify([connectionId, ...container, branch]);
}

/** “books@main”. */
export function nameOf({ container, branch }: BranchId): string {
  return `${container.join('/')}@${branch}`;
}

/** The address of a file in some ref of a branch's container; of the ref itself where there is no path. */
export function fileAddress({ connectionId, container }: Omit<BranchId, 'branch'>, ref: string, path = ''): ObjectAddress {
  return addressOf(connectionId, path === '' ? [...container, ref] : [...container, ref, path]);
}
