import type { Renderer, RendererContext } from './renderer';
import { bringTexts } from './texts';

/** Called by the editor once for each page of outputs. */
export async function activate(context: RendererContext): Promise<Renderer> {
  await bringTexts(context);
  // What shows texts reads those of the page when it is loaded.
  const { start } = await import('./start');
  return start(context);
}
