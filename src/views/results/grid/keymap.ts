export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export type Step = 'up' | 'down' | 'left' | 'right' | 'pageUp' | 'pageDown' | 'rowStart' | 'rowEnd' | 'columnTop' | 'columnBottom' | 'first' | 'last';

export type GridCommand =
  | { readonly do: 'move'; readonly step: Step; readonly extend: boolean }
  | { readonly do: 'moveColumn'; readonly by: -1 | 1 }
  | { readonly do: 'selectAll' | 'selectRow' | 'selectColumn' | 'open' | 'escape' | 'copy' | 'copyWithHeaders' | 'menu' | 'find' | 'findNext' | 'findPrevious' | 'filter' };

const PLAIN: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'rowStart',
  End: 'rowEnd',
};

const WITH_CTRL: Readonly<Record<string, Step>> = {
  ArrowUp: 'columnTop',
  ArrowDown: 'columnBottom',
  ArrowLeft: 'rowStart',
  ArrowRight: 'rowEnd',
  Home: 'first',
  End: 'last',
};

/** What a key does in the grid; `undefined` leaves it to the editor. Control and Command mean the same. */
export function commandOf(key: Key): GridCommand | undefined {
  const ctrl = key.ctrlKey || key.metaKey;
  if (key.altKey) return key.shiftKey ? (ctrl ? undefined : moveColumn(key.key)) : key.key === 'ArrowDown' && !ctrl ? { do: 'filter' } : undefined;
  const step = (ctrl ? WITH_CTRL : PLAIN)[key.key];
  if (step) return { do: 'move', step, extend: key.shiftKey };
  if (ctrl) return withControl(key);
  switch (key.key) {
    case 'Enter':
      return key.shiftKey ? undefined : { do: 'open' };
    case 'Escape':
      return { do: 'escape' };
    case ' ':
      return key.shiftKey ? { do: 'selectRow' } : undefined;
    case 'ContextMenu':
      return { do: 'menu' };
    case 'F3':
      return { do: key.shiftKey ? 'findPrevious' : 'findNext' };
    case 'F10':
      return key.shiftKey ? { do: 'menu' } : undefined;
    default:
      return undefined;
  }
}

function withControl(key: Key): GridCommand | undefined {
  switch (key.key.toLowerCase()) {
    case 'a':
      return key.shiftKey ? undefined : { do: 'selectAll' };
    case 'f':
      return key.shiftKey ? undefined : { do: 'find' };
    case 'c':
      return { do: key.shiftKey ? 'copyWithHeaders' : 'copy' };
    case ' ':
      return key.shiftKey ? undefined : { do: 'selectColumn' };
    default:
      return undefined;
  }
}

function moveColumn(key: string): GridCommand | undefined {
  if (key === 'ArrowLeft') return { do: 'moveColumn', by: -1 };
  return key === 'ArrowRight' ? { do: 'moveColumn', by: 1 } : undefined;
}
