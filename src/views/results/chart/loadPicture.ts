import type { ChartModule } from '../../chart/figure';

/** The code that paints charts stands in a file of its own beside this one: most windows never need it. */
export async function loadPicture(): Promise<ChartModule> {
  const found: unknown = await import(new URL('chart.js', import.meta.url).href);
  if (isChartModule(found)) return found;
  throw new Error('The code that draws charts is of another version. Reload the window.');
}

function isChartModule(found: unknown): found is ChartModule {
  return typeof found === 'object' && found !== null && 'mountPicture' in found && typeof found.mountPicture === 'function';
}
