/** Theme variables of VS Code's own default themes, as a webview gets them. */
export type ThemeName = 'dark' | 'light' | 'hc-dark' | 'hc-light';

const FONTS = { 'font-family': 'system-ui, sans-serif', 'font-size': '13px', 'editor-font-family': "'DejaVu Sans Mono', monospace", 'editor-font-size': '13px', 'editor-font-weight': 'normal' };

const DARK = {
  ...FONTS, foreground: '#cccccc', descriptionForeground: '#9d9d9d', 'editor-foreground': '#cccccc', 'editor-background': '#1f1f1f', 'panel-background': '#181818', 'panel-border': '#2b2b2b', focusBorder: '#0078d4',
  'editor-selectionBackground': '#264f78', 'list-hoverBackground': '#2a2d2e', 'list-inactiveSelectionBackground': '#37373d', 'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-secondaryBackground': '#313131',
  'button-secondaryForeground': '#cccccc', 'textLink-foreground': '#4daafc', 'progressBar-background': '#0078d4', 'menu-background': '#1f1f1f', 'menu-foreground': '#cccccc', 'menu-selectionBackground': '#0078d4', 'menu-selectionForeground': '#ffffff',
  'menu-border': '#454545', 'input-background': '#313131', 'input-foreground': '#cccccc', errorForeground: '#f85149', 'editorWarning-foreground': '#cca700', 'scrollbarSlider-background': 'rgba(121,121,121,0.4)', 'editorIndentGuide-background1': '#404040',
  'keybindingTable-headerBackground': 'rgba(204,204,204,0.04)', 'textCodeBlock-background': '#2b2b2b', 'debugTokenExpression-string': '#ce9178', 'debugTokenExpression-number': '#b5cea8', 'debugTokenExpression-boolean': '#4e94ce',
};
const LIGHT = {
  ...DARK, foreground: '#3b3b3b', descriptionForeground: '#3b3b3bb0', 'editor-foreground': '#3b3b3b', 'editor-background': '#ffffff', 'panel-background': '#f8f8f8', 'panel-border': '#e5e5e5', focusBorder: '#005fb8', 'editor-selectionBackground': '#add6ff',
  'list-hoverBackground': '#f2f2f2', 'list-inactiveSelectionBackground': '#e4e6f1', 'button-background': '#005fb8', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'textLink-foreground': '#005fb8',
  'menu-background': '#ffffff', 'menu-foreground': '#3b3b3b', 'menu-selectionBackground': '#005fb8', 'menu-border': '#cecece', 'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'editorIndentGuide-background1': '#d3d3d3', 'keybindingTable-headerBackground': 'rgba(59,59,59,0.04)',
  'textCodeBlock-background': '#f8f8f8', errorForeground: '#f85149', 'editorWarning-foreground': '#bf8803', 'debugTokenExpression-string': '#a31515', 'debugTokenExpression-number': '#098658', 'debugTokenExpression-boolean': '#0000ff', 'scrollbarSlider-background': 'rgba(100,100,100,0.4)',
};
const HC_DARK = {
  ...FONTS, foreground: '#ffffff', descriptionForeground: 'rgba(255,255,255,0.7)', 'editor-foreground': '#ffffff', 'editor-background': '#000000', 'panel-background': '#000000', 'panel-border': '#6fc3df', contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518',
  focusBorder: '#f38518', 'editor-selectionBackground': '#ffffff', 'button-border': '#6fc3df', 'button-foreground': '#ffffff', 'textLink-foreground': '#21a6ff', 'progressBar-background': '#6fc3df', 'menu-background': '#000000', 'menu-foreground': '#ffffff', 'menu-border': '#6fc3df',
  'input-background': '#000000', 'input-foreground': '#ffffff', errorForeground: '#f48771', 'editorWarning-foreground': '#ffd370', 'scrollbarSlider-background': 'rgba(111,195,223,0.6)',
};
const HC_LIGHT = {
  ...HC_DARK, foreground: '#292929', descriptionForeground: 'rgba(41,41,41,0.7)', 'editor-foreground': '#292929', 'editor-background': '#ffffff', 'panel-background': '#ffffff', 'panel-border': '#0f4a85', contrastBorder: '#0f4a85', contrastActiveBorder: '#006bbd', focusBorder: '#006bbd',
  'editor-selectionBackground': '#0f4a85', 'button-border': '#0f4a85', 'button-foreground': '#292929', 'textLink-foreground': '#0f4a85', 'progressBar-background': '#0f4a85', 'menu-background': '#ffffff', 'menu-foreground': '#292929', 'menu-border': '#0f4a85',
  'input-background': '#ffffff', 'input-foreground': '#292929', errorForeground: '#b5200d', 'editorWarning-foreground': '#895503', 'scrollbarSlider-background': 'rgba(15,74,133,0.4)',
};

const THEMES: Readonly<Record<ThemeName, { readonly kind: string; readonly variables: Readonly<Record<string, string>> }>> = {
  dark: { kind: 'vscode-dark', variables: DARK },
  light: { kind: 'vscode-light', variables: LIGHT },
  'hc-dark': { kind: 'vscode-high-contrast', variables: HC_DARK },
  'hc-light': { kind: 'vscode-high-contrast-light', variables: HC_LIGHT },
};

/** A page that only draws. */
export const BARE_HTML = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bare</title></head><body><script src="bare.js"></script></body></html>';

/** The page as the extension host would write it, with a theme. */
export function pageHtml(theme: ThemeName, host = 'page.js'): string {
  const { kind, variables } = THEMES[theme];
  const style = Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}:${value}`)
    .join(';')
    .replaceAll('"', "'");
  return `<!DOCTYPE html><html lang="en" style="${style}"><head><meta charset="utf-8"><title>Results</title><link rel="stylesheet" href="codicon.css"></head>
<body class="${kind}" data-vscode-theme-kind="${kind}"><script src="${host}"></script><script type="module" src="results.js"></script></body></html>`;
}
