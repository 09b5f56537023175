/** Colours of a chart, from the editor's theme. */
export interface ChartTheme {
  readonly background: string;
  readonly text: string;
  readonly dim: string;
  readonly grid: string;
  readonly colours: readonly string[];
  /** Of heat maps: the colour of the fullest place. */
  readonly heat: string;
  readonly font: string;
}

/** Tells lines apart where colours do not. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4]];

export function readTheme(element: HTMLElement): ChartTheme {
  const style = getComputedStyle(element);
  const first = (fallback: string, ...names: string[]): string => names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? fallback;
  const text = first('#808080', 'foreground', 'editor-foreground');
  const contrast = element.closest('.vscode-high-contrast, .vscode-high-contrast-light') !== null;
  return {
    background: first('#ffffff', 'panel-background', 'editor-background'),
    text,
    dim: contrast ? text : first(text, 'descriptionForeground'),
    grid: contrast ? `color-mix(in srgb, ${text} 30%, transparent)` : 'rgba(128, 128, 128, 0.22)',
    colours: [
      opaque(first('#3794ff', 'charts-blue')),
      opaque(first('#d18616', 'headwater-orange', 'charts-orange')),
      opaque(first('#89d185', 'charts-green')),
      opaque(first('#f14c4c', 'charts-red')),
      opaque(first('#b180d7', 'charts-purple')),
      opaque(first('#cca700', 'charts-yellow')),
      first(text, 'charts-foreground'),
    ],
    heat: opaque(first('#3794ff', 'charts-blue')),
    font: `11px ${first('sans-serif', 'font-family')}`,
  };
}

/** Themes derive some colours of charts from highlights that let text through, which thin lines hardly show. */
export function opaque(colour: string): string {
  return colour.replace(/^(#[\da-f]{6})[\da-f]{2}$/iu, '$1').replace(/^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)[^)]*\)$/u, 'rgb($1, $2, $3)');
}

export function colourOf({ colours }: ChartTheme, series: number): string {
  return colours[series % colours.length] ?? 'currentColor';
}

export function dashOf({ colours }: ChartTheme, series: number): readonly number[] {
  // Each colour comes again with another dash; neighbours differ in both.
  return DASHES[(series + Math.floor(series / colours.length)) % DASHES.length] ?? [];
}
