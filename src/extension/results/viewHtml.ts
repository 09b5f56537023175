import type { TextBundle } from '../../protocol/textBundle';
import { bundleElement } from '../webviews/bundleElement';

export interface ViewFiles {
  readonly script: string;
  readonly icons: string;
  /** Where the webview may load files from. */
  readonly source: string;
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
  /** The texts of the person's language, where it is not English. */
  readonly bundle: TextBundle | undefined;
}

/** The page of a webview. Nothing is loaded from elsewhere, nothing inline runs, parts of the view load from its own folder; images of cells come as blobs. */
export function viewHtml({ script, icons, source, nonce, language, title, bundle }: ViewFiles): string {
  const policy = [`default-src 'none'`, `script-src 'nonce-${nonce}' ${source}`, `style-src ${source}`, `font-src ${source}`, `img-src blob:`].join('; ');
  return `<!DOCTYPE html>
<html lang="${bundle ? language : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${icons}">
<title>${title}</title>
</head>
<body>${bundleElement(bundle)}<script nonce="${nonce}" type="module" src="${script}"></script></body>
</html>`;
}
