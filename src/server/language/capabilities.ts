import { type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';

/** To be merged into the answer to `initialize`. */
export const languageCapabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  codeLensProvider: { resolveProvider: false },
  completionProvider: { triggerCharacters: ['.', "'", '"', '/', '>'] },
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  hoverProvider: true,
  documentSymbolProvider: { label: 'Headwater' },
  foldingRangeProvider: true,
};
