import { HeadwaterError } from '../../core/errors';
import { ApplyEdits, CheckColumnValues, FindRows, ReviewEdits, RowKeys } from '../../protocol/edits';
import { DescribeRead, DescribeTable, LocateKeys } from '../../protocol/tables';
import type { Backends } from '../backends';
import type { ResultsClient } from '../results/client';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';
import type { Settings } from '../settings';
import { describeTable, tablesOf } from '../tables/describe';
import { TableEdits } from '../tables/edits/edits';
import { lookupRequest } from '../tables/readExecution';
import { readStatement, readTitle } from '../tables/readStatement';
import { tableType } from '../tables/tableType';

export function handleTables(router: Router, sessions: SessionRegistry, backends: Backends, settings: Settings): void {
  const describe = 'Could not describe the table';
  router.handle(DescribeTable, describe, ({ connectionId, table }, signal) => sessions.use(connectionId, describe, (live) => describeTable(live, table, signal)));

  router.handle(DescribeRead, describe, ({ connectionId, read }, signal) =>
    sessions.use(connectionId, describe, async (live) => {
      const type = tableType(await tablesOf(live, describe).describe(read.table, signal));
      const { language } = await backends.get(live.profile.backend);
      const own = read.kind === 'live' ? live.session.live?.statementOf?.(read.table, read.start) : undefined;
      return { statement: own ?? readStatement(read, type, language), title: readTitle(read, live.profile) };
    }),
  );

  const locate = 'Could not find out where the key is';
  router.handle(LocateKeys, locate, (params, signal) =>
    sessions.use(params.connectionId, locate, async (live) => {
      const tables = tablesOf(live, locate);
      if (!tables.locate) throw new HeadwaterError({ what: locate, why: `*${live.profile.name}* does not tell where keys are.`, kind: 'unsupported' });
      const type = tableType(await tables.describe(params.table, signal));
      return tables.locate(lookupRequest(params, type, signal, settings.current.timeZone));
    }),
  );
}

export function handleEdits(router: Router, sessions: SessionRegistry, results: ResultsClient, settings: Settings): void {
  const edits = new TableEdits(results, () => settings.current.timeZone);
  const change = 'Could not change the table';
  router.handle(CheckColumnValues, 'Could not check the value', (params, signal) => sessions.use(params.connectionId, change, (live) => edits.check(live, params, signal)));
  router.handle(RowKeys, change, (params, signal) => sessions.use(params.connectionId, change, (live) => edits.keysOf(live, params, signal)));
  router.handle(FindRows, change, (params, signal) => sessions.use(params.connectionId, change, (live) => edits.rowsOf(live, params, signal)));
  router.handle(ReviewEdits, 'Could not review the changes', (params, signal) => sessions.use(params.connectionId, change, (live) => edits.review(live, params, signal)));
  router.handle(ApplyEdits, change, (params, signal) => sessions.use(params.connectionId, change, (live) => edits.apply(live, params, signal)));
}
