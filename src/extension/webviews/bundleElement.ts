import { BUNDLE_ID, type TextBundle } from '../../protocol/textBundle';

/** Carries the texts of the person's language into a page. It is data, which no policy for scripts forbids. In English there is nothing to carry. */
export function bundleElement(bundle: TextBundle | undefined): string {
  // Within JSON, an angle bracket stands in strings only; written so it ends no element.
  return bundle === undefined ? '' : `<script type="application/json" id="${BUNDLE_ID}">${JSON.stringify(bundle).replaceAll('<', String.raw`\u003c`)}</script>`;
}
