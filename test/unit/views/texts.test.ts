import { describe, expect, it } from 'vitest';
import { bundleElement } from '../../../src/extension/webviews/bundleElement';
import { partsIn, translator } from '../../../src/views/shared/translator';

const german = { '{0} rows': '{0} Zeilen', 'Move {what} to {where}': '{what} nach {where} verschieben', 'Line {0}: {1}': '{1} (Zeile {0})' };

describe('Texts of the webviews', () => {
  const t = translator(german);

  it('are those of the bundle, with the values in their places', () => {
    expect(t('{0} rows', 12)).toBe('12 Zeilen');
    expect(t('Move {what} to {where}', { what: 'a', where: 'b' })).toBe('a nach b verschieben');
  });

  it('are English where the bundle has none', () => {
    expect(t('{0} cells', '1,000')).toBe('1,000 cells');
    expect(translator({})('Copy')).toBe('Copy');
  });

  it('keep a placeholder that has no value, and take no value for a placeholder', () => {
    expect(t('{0} and {1}', '{1}')).toBe('{1} and {1}');
    expect(t('{0} rows')).toBe('{0} Zeilen');
    expect(t('Write {}')).toBe('Write {}');
  });

  it('are never taken from what every object has', () => {
    expect(t('constructor')).toBe('constructor');
    expect(t('{toString}', { name: 1 })).toBe('{toString}');
  });

  it('come in pieces, in the order of the language, for a template', () => {
    const line = { element: 'b' }; // stands for what lit makes of a template
    expect(partsIn(german)('Line {0}: {1}', line, 'why')).toEqual(['', 'why', ' (Zeile ', line, ')']);
    expect(partsIn({})('Line {0}: {1}', line, 'why')).toEqual(['Line ', line, ': ', 'why', '']);
    expect(partsIn({})('{1}', 'one')).toEqual(['', '{1}', '']);
  });
});

describe('The element that carries the texts into a page', () => {
  it('is not there in English', () => {
    expect(bundleElement(undefined)).toBe('');
  });

  it('holds them as JSON that no text can end', () => {
    const bundle = { '</script><script>alert(1)</script>': '<!--<script>' };
    const element = bundleElement(bundle);
    expect(element.match(/<\/?script/gu)).toEqual(['<script', '</script']);
    expect(JSON.parse(element.slice(element.indexOf('>') + 1, element.lastIndexOf('<')))).toEqual(bundle);
  });
});
