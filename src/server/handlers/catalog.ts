import { CatalogChildren, CatalogDescribe, CatalogSearch, CatalogSearchColumns } from '../../protocol/catalog';
import { ColumnIndex } from '../catalogs/columnIndex';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleCatalog(router: Router, sessions: SessionRegistry): void {
  const children = 'Could not list what is in here';
  router.handle(CatalogChildren, children, ({ connectionId, path, cursor, limit }, signal) =>
    sessions.use(connectionId, children, ({ session }) => session.catalog.children(path, cursor === undefined ? { limit } : { cursor, limit }, signal)),
  );

  const describe = 'Could not read the details';
  router.handle(CatalogDescribe, describe, ({ connectionId, path }, signal) => sessions.use(connectionId, describe, ({ session }) => session.catalog.describe(path, signal)));

  const search = 'Could not search the connection';
  router.handle(CatalogSearch, search, ({ connectionId, text, limit }, signal) => sessions.use(connectionId, search, ({ session }) => session.catalog.search(text, limit, signal)));

  const index = new ColumnIndex();
  router.handle(CatalogSearchColumns, search, ({ connectionId, text, limit }, signal) => sessions.use(connectionId, search, ({ session }) => index.search(session, text, limit, signal)));
}
