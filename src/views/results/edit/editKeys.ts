import type { Key } from '../grid/keymap';

export type EditCommand = { readonly do: 'edit'; readonly typed?: string } | { readonly do: 'setNull' | 'undo' | 'redo' | 'addRow' | 'deleteRows' };

/** What a key does in rows that can be changed; `undefined` leaves it to the grid. Control and Command mean the same. */
export function editCommandOf(key: Key): EditCommand | undefined {
  const ctrl = key.ctrlKey || key.metaKey;
  if (key.altKey) return undefined;
  if (ctrl) {
    switch (key.key.toLowerCase()) {
      case 'z':
        return { do: key.shiftKey ? 'redo' : 'undo' };
      case 'y':
        return { do: 'redo' };
      case 'delete':
      case 'backspace':
        return { do: 'deleteRows' };
      default:
        return undefined;
    }
  }
  switch (key.key) {
    case 'F2':
      return { do: 'edit' };
    case 'Delete':
    case 'Backspace':
      return { do: 'setNull' };
    case 'Insert':
      return { do: 'addRow' };
    default:
      // One character that is not a space: Shift+Space selects the row.
      return /^[^\s]$/u.test(key.key) ? { do: 'edit', typed: key.key } : undefined;
  }
}
