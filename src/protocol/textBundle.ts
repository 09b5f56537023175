/** Texts in the person's language, by their English ones; as `vscode.l10n.bundle` gives them. */
export type TextBundle = Readonly<Record<string, string>>;

/** The id of the element of a webview's page that holds its {@link TextBundle} as JSON. Absent: English. */
export const BUNDLE_ID = 'headwater-texts';
