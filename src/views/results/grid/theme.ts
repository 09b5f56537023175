import type { RowMark } from './marks';

/** Colours and fonts of the grid, from the editor's theme. */
export interface GridTheme {
  readonly background: string;
  readonly text: string;
  readonly dim: string;
  readonly number: string;
  readonly line: string;
  readonly strongLine: string;
  readonly headerBackground: string;
  readonly headerText: string;
  readonly hover: string;
  readonly selection: string;
  readonly selectionLine: string;
  readonly headerSelected: string;
  readonly focus: string;
  readonly placeholder: string;
  /** Behind what a search has found. */
  readonly found: string;
  readonly accent: string;
  readonly highContrast: boolean;
  readonly marks: Readonly<Record<RowMark, string>>;
  /** Of values that were refused. */
  readonly problem: string;
  /** Pixels. */
  readonly fontSize: number;
  readonly font: string;
  readonly italicFont: string;
  readonly headerFont: string;
  readonly typeFont: string;
  readonly iconFont: string;
  readonly rowHeight: number;
  readonly headerHeight: number;
}

type Read = (name: string) => string;

export function readTheme(root: HTMLElement, body: HTMLElement): GridTheme {
  const style = getComputedStyle(root);
  const read: Read = (name) => style.getPropertyValue(`--vscode-${name}`).trim();
  const kind = body.dataset['vscodeThemeKind'] ?? '';
  return themeOf(read, kind.includes('high-contrast'), kind.includes('light'));
}

/** Every colour has a fallback: a theme may leave any of them out. */
export function themeOf(read: Read, highContrast: boolean, light: boolean): GridTheme {
  const first = (fallback: string, ...names: string[]): string => names.map(read).find((value) => value !== '') ?? fallback;
  const size = Number.parseFloat(first('13', 'editor-font-size', 'font-size')) || 13;
  const family = first('monospace', 'editor-font-family', 'font-family');
  const uiFamily = first('sans-serif', 'font-family');
  const weight = first('normal', 'editor-font-weight');
  const text = first(light ? '#3b3b3b' : '#cccccc', 'editor-foreground', 'foreground');
  const background = first(light ? '#ffffff' : '#1f1f1f', 'panel-background', 'editor-background');
  const contrast = read('contrastBorder') || text;
  return {
    background,
    text,
    dim: first(text, 'descriptionForeground', 'disabledForeground'),
    number: first(text, 'editor-foreground'),
    line: highContrast ? `color-mix(in srgb, ${contrast} 35%, transparent)` : 'rgba(128,128,128,0.18)',
    strongLine: highContrast ? contrast : first('rgba(128,128,128,0.35)', 'panel-border', 'editorGroup-border'),
    headerBackground: highContrast ? background : first(background, 'keybindingTable-headerBackground', 'sideBarSectionHeader-background', 'editorWidget-background'),
    headerText: first(text, 'foreground'),
    hover: highContrast ? 'transparent' : first('rgba(128,128,128,0.08)', 'list-hoverBackground'),
    selection: highContrast ? 'transparent' : first('rgba(38,119,203,0.30)', 'editor-selectionBackground', 'list-inactiveSelectionBackground'),
    selectionLine: first('#007acc', 'contrastActiveBorder', 'focusBorder'),
    headerSelected: highContrast ? 'transparent' : first('rgba(38,119,203,0.20)', 'list-inactiveSelectionBackground'),
    focus: first('#007acc', 'contrastActiveBorder', 'focusBorder'),
    placeholder: highContrast ? 'transparent' : 'rgba(128,128,128,0.16)',
    found: highContrast ? 'transparent' : first('rgba(234,92,0,0.33)', 'editor-findMatchHighlightBackground'),
    accent: first('#007acc', 'textLink-foreground', 'focusBorder'),
    highContrast,
    marks: {
      added: first('#4b9b5f', 'gitDecoration-addedResourceForeground', 'charts-green'),
      changed: first('#3794ff', 'gitDecoration-modifiedResourceForeground', 'charts-blue'),
      before: first('#9d9d9d', 'descriptionForeground'),
      deleted: first('#f14c4c', 'gitDecoration-deletedResourceForeground', 'charts-red'),
    },
    problem: first('#f14c4c', 'editorError-foreground', 'errorForeground'),
    fontSize: size,
    font: `${weight} ${size}px ${family}`,
    italicFont: `italic ${weight} ${size}px ${family}`,
    headerFont: `600 ${size}px ${uiFamily}`,
    typeFont: `${Math.max(9, Math.round(size * 0.82))}px ${uiFamily}`,
    iconFont: `${size}px codicon`,
    rowHeight: Math.max(18, Math.round(size * 1.7)),
    headerHeight: Math.round(size * 3),
  };
}

/** Calls `changed` when the editor's theme, zoom or fonts change: they are on the document's own attributes. Returns the end of it. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'] });
  return () => {
    observer.disconnect();
  };
}
