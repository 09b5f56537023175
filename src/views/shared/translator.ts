import type { TextBundle } from '../../protocol/textBundle';

export type TextValue = string | number | boolean;

const PLACEHOLDER = /\{([^{}]+)\}/gu;

export interface Translator {
  /**
   * `message` in the person's language. `{0}` and `{1}` stand for the values, or `{name}` for those of one object, as in `vscode.l10n.t`.
   * The message is a whole sentence and a literal, so that it can be found and translated as one.
   */
  (message: string, ...values: readonly TextValue[] | readonly [Readonly<Record<string, TextValue>>]): string;
}

export function translator(bundle: TextBundle): Translator {
  return (message, ...values) => {
    const [first] = values;
    const valueOf = (name: string): TextValue | undefined => (typeof first === 'object' ? (Object.hasOwn(first, name) ? first[name] : undefined) : values.filter(isValue)[Number(name)]);
    return textOf(bundle, message).replaceAll(PLACEHOLDER, (whole, name: string) => String(valueOf(name) ?? whole));
  };
}

/** A sentence in pieces for a template: the text around `{0}` and `{1}`, and in their places what is given for them. */
export function partsIn(bundle: TextBundle): (message: string, ...parts: readonly unknown[]) => readonly unknown[] {
  return (message, ...parts) => textOf(bundle, message).split(PLACEHOLDER).map((piece, at) => (at % 2 === 0 ? piece : (parts[Number(piece)] ?? `{${piece}}`)));
}

/** Only what the bundle itself holds: a message may be called as one of an object's own methods is. */
const textOf = (bundle: TextBundle, message: string): string => (Object.hasOwn(bundle, message) ? (bundle[message] ?? message) : message);

const isValue = (value: TextValue | Readonly<Record<string, TextValue>>): value is TextValue => typeof value !== 'object';
