import { commands, Disposable } from 'vscode';
import type { ExtensionContext } from 'vscode';
import * as z from 'zod/mini';
import { again } from '../again';

const Manifest = z.object({ contributes: z.object({ commands: z.array(z.object({ command: z.string() })) }) });

/**
 * The commands of the manifest whose ids begin with one of `prefixes`, until `load` registers what they do. The first of them to be called
 * loads it; `dispose` must come before that.
 */
export class LaterCommands implements Disposable {
  readonly #placeholders: Disposable;

  constructor({ extension }: Pick<ExtensionContext, 'extension'>, prefixes: readonly string[], load: () => Promise<unknown>) {
    const ids = Manifest.parse(extension.packageJSON).contributes.commands.map(({ command }) => command);
    const later = ids.filter((id) => prefixes.some((prefix) => id.startsWith(prefix)));
    this.#placeholders = Disposable.from(
      ...later.map((id) =>
        commands.registerCommand(id, async (...args: readonly unknown[]): Promise<unknown> => {
          await load();
          return commands.executeCommand(id, ...args);
        }),
      ),
    );
  }

  dispose(): void {
    this.#placeholders.dispose();
  }
}

/** Commands whose code is loaded when the first of them is called: `load` gives what registers them. */
export function registerLater(context: Pick<ExtensionContext, 'extension'>, prefixes: readonly string[], load: () => Promise<() => Disposable>): Disposable {
  let registered: Disposable | undefined;
  const placeholders = new LaterCommands(context, prefixes, again(async () => {
    const register = await load();
    placeholders.dispose();
    registered = register();
  }));
  return new Disposable(() => {
    placeholders.dispose();
    registered?.dispose();
  });
}
