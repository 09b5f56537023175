import { Asks } from './asks';
import { Channels } from './channels';
import { Outputs } from './outputs';
import type { Renderer, RendererContext } from './renderer';
import { makeRoom } from './room';

/** What renders the outputs of a page. */
export function start(context: RendererContext): Renderer {
  const font = new FontFace('codicon', `url(${new URL('codicon.ttf', import.meta.url).href})`);
  document.fonts.add(font);
  // Without the font the buttons have their labels still.
  font.load().catch(() => undefined);
  const icons = new URL('codicon.css', import.meta.url).href;
  return new Outputs(new Channels(context), new Asks(context), (element) => makeRoom(element, icons));
}
