import { CheckValues, FormatUrl, FoundConnections, ListBackends, ParseUrl } from '../../protocol/backends';
import { type Backends, describeBackend } from '../backends';
import type { Router } from '../router';

export function handleBackends(router: Router, backends: Backends): void {
  router.handle(ListBackends, 'Could not list the kinds of systems', async () => (await backends.all()).map(describeBackend));

  router.handle(ParseUrl, 'Could not read the URL', async ({ url }) => {
    for (const backend of await backends.all()) {
      const profile = backend.parseUrl?.(url);
      if (profile) return { backend: backend.id, profile };
    }
    return null;
  });

  router.handle(FoundConnections, 'Could not look for connections', async () =>
    (await backends.all()).flatMap((backend) => (backend.found?.(process.env) ?? []).map((profile) => ({ backend: backend.id, profile }))),
  );

  router.handle(FormatUrl, 'Could not make a URL', async ({ profile }) => {
    const backend = await backends.get(profile.backend);
    return backend.formatUrl?.(profile) ?? null;
  });

  router.handle(CheckValues, 'Could not check the settings', async ({ backend: id, values }) => {
    const backend = await backends.get(id);
    const issues = backend.validate?.(values) ?? [];
    return { issues, destination: issues.length === 0 ? backend.destination(values) : '' };
  });
}
