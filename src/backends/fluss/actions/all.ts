import type { Action } from '../../../core/contract/action';
import type { FlussClient } from '../client/flussClient';
import { databaseActions } from './databases';
import { partitionActions } from './partitions';
import { tableActions } from './tables';

/** What the tree's nodes offer. Drops ask first. */
export const flussActions = (client: FlussClient): readonly Action[] => [...databaseActions(client), ...tableActions(client), ...partitionActions(client)];
