import { CreateImportTable, ImportProgressNote, PreviewImport, RunImport, StopImport } from '../../protocol/imports';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';
import { createTable } from '../tables/imports/createTable';
import type { Imports } from '../tables/imports/imports';

export function handleImports(router: Router, sessions: SessionRegistry, imports: Imports): void {
  const what = 'Could not import the file';
  imports.onProgress((progress) => void router.notify(ImportProgressNote, progress));
  router.handle(PreviewImport, 'Could not read the file', ({ file }, signal) => imports.preview(file, signal));
  router.handle(CreateImportTable, 'Could not create the table', ({ connectionId, table, wanted }, signal) =>
    sessions.use(connectionId, 'Could not create the table', (live) => createTable(live, table, wanted, signal)),
  );
  router.handle(RunImport, what, (params, signal) => sessions.use(params.connectionId, what, (live) => imports.run(live, params, signal)));
  router.handle(StopImport, 'Could not stop the import', ({ token }) => {
    imports.stop(token);
    return null;
  });
}
