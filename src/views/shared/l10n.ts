import * as z from 'zod/mini';
import { BUNDLE_ID, type TextBundle } from '../../protocol/textBundle';
import { partsIn, translator } from './translator';

/** What the host wrote into the page; into that of a notebook's outputs, `notebook/texts.ts` puts it. English where there is nothing. */
function bundleOfPage(): TextBundle {
  const text = typeof document === 'undefined' ? undefined : document.getElementById(BUNDLE_ID)?.textContent;
  return text ? z.parse(z.record(z.string(), z.string()), JSON.parse(text)) : {};
}

const bundle = bundleOfPage();

/** A text for people, in their language: `t('{0} rows', count)`. */
export const t = translator(bundle);

/** A sentence with elements in it, for a template: `${tParts('Line {0}: {1}', html`<b>3</b>`, why)}`. */
export const tParts = partsIn(bundle);
