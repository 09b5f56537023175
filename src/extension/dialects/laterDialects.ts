import type { Disposal } from '../emitter';
import type { DialectDeps } from './registerDialects';

/** The choice of a document's language, whose code is loaded when a connection opens that knows more than one. */
export function laterDialects(deps: DialectDeps): Disposal {
  const { connections } = deps;
  let loading: Promise<Disposal> | undefined;
  const listening = connections.onDidChangeState(() => {
    if (connections.profiles.some(({ id }) => connections.info(id)?.dialects)) loading ??= import('./registerDialects').then(({ registerDialects }) => registerDialects(deps));
  });
  return {
    dispose: () => {
      listening.dispose();
      void loading?.then((loaded) => loaded.dispose());
    },
  };
}
