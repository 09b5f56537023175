import { describe, expect, it } from 'vitest';
import { commandOf } from '../../../src/views/results/grid/keymap';
import { stepFrom } from '../../../src/views/results/grid/step';

const press = (text: string): ReturnType<typeof commandOf> => {
  const parts = text.split('+');
  return commandOf({ key: parts.at(-1) ?? '', ctrlKey: parts.includes('Ctrl'), metaKey: parts.includes('Cmd'), shiftKey: parts.includes('Shift'), altKey: parts.includes('Alt') });
};

describe('keys of the grid', () => {
  it('move, and extend with Shift', () => {
    expect(press('ArrowDown')).toEqual({ do: 'move', step: 'down', extend: false });
    expect(press('Shift+PageUp')).toEqual({ do: 'move', step: 'pageUp', extend: true });
    expect(press('Ctrl+End')).toEqual({ do: 'move', step: 'last', extend: false });
    expect(press('Cmd+Shift+ArrowDown')).toEqual({ do: 'move', step: 'columnBottom', extend: true });
  });

  it('copy, with headers on Shift, on both platforms', () => {
    expect(press('Ctrl+c')).toEqual({ do: 'copy' });
    expect(press('Cmd+c')).toEqual({ do: 'copy' });
    expect(press('Ctrl+Shift+C')).toEqual({ do: 'copyWithHeaders' });
  });

  it('move a column with Alt and Shift', () => {
    expect(press('Alt+Shift+ArrowLeft')).toEqual({ do: 'moveColumn', by: -1 });
  });

  it.each(['Ctrl+p', 'Ctrl+Shift+p', 'F1', 'Ctrl+s', 'a', 'Tab', 'Ctrl+Enter', 'Ctrl+PageDown', 'Alt+ArrowUp', 'Ctrl+Alt+.'])('leave %s to the editor', (text) => {
    expect(press(text === 'Ctrl+Enter' ? 'Ctrl+Enter' : text)).toBeUndefined();
  });
});

describe('steps', () => {
  const bounds = { rows: 100, positions: 10, page: 20 };

  it('stay inside the grid', () => {
    expect(stepFrom({ row: 0, position: 0 }, 'up', bounds)).toEqual({ row: 0, position: 0 });
    expect(stepFrom({ row: 95, position: 9 }, 'pageDown', bounds)).toEqual({ row: 99, position: 9 });
    expect(stepFrom({ row: 5, position: 5 }, 'last', bounds)).toEqual({ row: 99, position: 9 });
    expect(stepFrom({ row: 5, position: 5 }, 'rowStart', bounds)).toEqual({ row: 5, position: 0 });
  });

  it('go nowhere in a grid without rows', () => {
    expect(stepFrom({ row: 0, position: 0 }, 'last', { rows: 0, positions: 0, page: 1 })).toEqual({ row: 0, position: 0 });
  });
});
