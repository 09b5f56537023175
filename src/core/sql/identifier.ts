import type { StatementLanguage } from '../contract/language';

/** A name as it stands in a statement: as it is where the language allows, else in quotes. */
export function quoteIdentifier(name: string, language: StatementLanguage): string {
  const plain = new RegExp(language.plainIdentifier, 'u').test(name) && !language.reserved.includes(name.toUpperCase());
  const quotes = language.identifiers[0];
  if (plain || !quotes) return name;
  return quotes.open + name.replaceAll(quotes.close, quotes.close + quotes.close) + quotes.close;
}

/** The name that a quoted or plain identifier stands for. */
export function unquoteIdentifier(text: string, language: StatementLanguage): string {
  const quotes = language.identifiers.find(({ open, close }) => text.startsWith(open) && text.endsWith(close) && text.length >= open.length + close.length);
  if (!quotes) return text;
  return text.slice(quotes.open.length, text.length - quotes.close.length).replaceAll(quotes.close + quotes.close, quotes.close);
}
