import { l10n, window } from 'vscode';
import * as z from 'zod/mini';
import { HeadwaterError } from '../../core/errors';
import { ApplyEdits, CheckColumnValues, type EditParams, FindRows, ReviewEdits, rowEdit, RowKeys } from '../../protocol/edits';
import { count, text } from '../../protocol/shapes';
import { DescribeTable, type InTable, keyTexts } from '../../protocol/tables';
import type { ResultsHostMethods } from '../../protocol/resultsView';
import type { TabList } from '../results/tabList';
import type { Server } from '../server/api';
import type { Connections } from '../services';
import { confirmChanges } from './confirmChanges';

export interface EditRouteDeps {
  readonly server: Server;
  readonly tabs: Pick<TabList, 'find'>;
  readonly connections: Pick<Connections, 'find' | 'open'>;
}

const inTab = z.object({ tab: text });
const checkParams = z.object({ tab: text, column: count, values: z.array(z.nullable(text)) });
const editsParams = z.object({ tab: text, edits: z.array(rowEdit) });

type EditMethod = 'table' | 'checkValues' | 'rowKeys' | 'findRows' | 'reviewEdits' | 'applyEdits' | 'mayDiscard';
/** Parameters come from the view: they are checked before they go on. */
export type EditHandlers = { readonly [M in EditMethod]: (params: unknown, signal: AbortSignal) => Promise<ResultsHostMethods[M]['result']> | ResultsHostMethods[M]['result'] };

/** Changes of rows in the results view. */
export function editHandlers({ server, tabs, connections }: EditRouteDeps): EditHandlers {
  const tableOf = (tab: string): InTable | undefined => {
    const { run } = tabs.find(tab) ?? {};
    return run?.read && run.read.kind !== 'live' ? { connectionId: run.connectionId, table: run.read.table } : undefined;
  };
  const resultOf = (tab: string): InTable & { readonly resultId: string } => {
    const table = tableOf(tab);
    const resultId = tabs.find(tab)?.resultId;
    if (!table || resultId === undefined) throw new HeadwaterError({ what: l10n.t('Could not change the rows'), why: l10n.t('They are no longer there.'), todo: l10n.t('Open the table again.') });
    return { ...table, resultId };
  };
  const editsOf = (params: unknown): EditParams => {
    const { tab, edits } = z.parse(editsParams, params);
    return { ...resultOf(tab), edits };
  };

  return {
    table: async (params, signal) => {
      const table = tableOf(z.parse(inTab, params).tab);
      return table ? server.request(DescribeTable, table, signal) : null;
    },
    checkValues: (params, signal) => {
      const { tab, column, values } = z.parse(checkParams, params);
      const table = tableOf(tab);
      return table ? server.request(CheckColumnValues, { ...table, column, values }, signal) : values.map(() => null);
    },
    rowKeys: (params, signal) => {
      const { tab, rows } = z.parse(z.object({ tab: text, rows: z.array(count) }), params);
      return server.request(RowKeys, { ...resultOf(tab), rows }, signal);
    },
    findRows: (params, signal) => {
      const { tab, keys } = z.parse(z.object({ tab: text, keys: z.array(keyTexts) }), params);
      return server.request(FindRows, { ...resultOf(tab), keys }, signal);
    },
    reviewEdits: (params, signal) => server.request(ReviewEdits, editsOf(params), signal),
    applyEdits: async (params) => {
      const edits = editsOf(params);
      const profile = connections.find(edits.connectionId);
      if (profile?.protected && !(await confirmChanges(profile, edits))) return null;
      await connections.open(edits.connectionId);
      // No signal: a view that goes away must not cut off changes that are on their way.
      return server.request(ApplyEdits, edits);
    },
    mayDiscard: async (params) => {
      const { changes } = z.parse(z.object({ tab: text, changes: count }), params);
      const button = l10n.t('Discard Changes');
      const message = changes === 1 ? l10n.t('Discard the change that is not applied?') : l10n.t('Discard {0} changes that are not applied?', changes);
      return (await window.showWarningMessage(message, { modal: true, detail: l10n.t('What was typed is lost.') }, button)) === button;
    },
  };
}
