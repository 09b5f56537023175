import * as z from 'zod/mini';
import { textsMessage, type TextsMessage } from '../../protocol/notebookView';
import { BUNDLE_ID } from '../../protocol/textBundle';
import type { RendererContext } from './renderer';

/** Milliseconds after which the page speaks English: better than nothing. */
const PATIENCE = 3_000;

/** Puts the texts of the person's language into the page, which is the editor's, as the host does into pages of ours. */
export async function bringTexts(context: RendererContext): Promise<void> {
  const bundle = await bundleOfHost(context);
  if (!bundle || document.getElementById(BUNDLE_ID)) return;
  const element = document.createElement('script');
  element.type = 'application/json';
  element.id = BUNDLE_ID;
  element.textContent = JSON.stringify(bundle);
  document.head.append(element);
}

function bundleOfHost(context: RendererContext): Promise<TextsMessage['bundle']> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE, null);
    context.onDidReceiveMessage?.((message) => {
      const { success, data } = z.safeParse(textsMessage, message);
      if (success) resolve(data.bundle);
    });
    context.postMessage?.({ headwater: 'askTexts' });
    if (!context.postMessage) resolve(null);
  });
}
