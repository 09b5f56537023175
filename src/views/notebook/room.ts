import { watchTheme } from '../results/grid/theme';
import styles from '../results/results.css';
import type { Pane } from '../results/pane';
import embedded from './notebook.css';

/** Rows in sight at once; the others are scrolled to. */
const MOST_ROWS = 12;

/** The place of one result below a cell, with styles that reach nothing else and that nothing else reaches. */
export interface Room {
  readonly root: HTMLElement;
  readonly fit: (pane: Pane['kind'], rows: number) => void;
  dispose(): void;
}

/** @param icons the address of the icons' style sheet; their font belongs to the page */
export function makeRoom(element: HTMLElement, icons: string): Room {
  const host = document.createElement('div');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${styles}\n${embedded}`);
  shadow.adoptedStyleSheets = [sheet];
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = icons;
  const root = document.createElement('div');
  // The classes of the page's body say which kind of theme it is; they do not reach into a shadow root by themselves.
  const themed = (): void => {
    root.className = `result-below ${document.body.className}`;
  };
  themed();
  const endTheme = watchTheme(themed);
  shadow.append(link, root);
  element.replaceChildren(host);
  return {
    root,
    fit: (pane, rows) => {
      root.dataset['pane'] = pane;
      root.style.setProperty('--rows', String(Math.min(Math.max(rows, 1), MOST_ROWS)));
    },
    dispose: () => {
      endTheme();
      host.remove();
    },
  };
}
