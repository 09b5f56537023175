import { window } from 'vscode';
import type { Disposal } from '../emitter';
import { Soon } from '../soon';

/**
 * Calls `update` now, and whenever another document is active or something is told that may matter to it: once in a turn of the
 * event loop, since a notebook tells of all its cells at once.
 */
export function watchActive(update: () => void, ...told: readonly ((listener: () => void) => Disposal)[]): Disposal {
  const soon = new Soon(update);
  const listening = [window.onDidChangeActiveTextEditor(soon.call), ...told.map((listen) => listen(soon.call))];
  update();
  return {
    dispose: () => {
      for (const one of listening) one.dispose();
      soon.dispose();
    },
  };
}
