import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { hardCodedText } from '../../../scripts/lib/texts/hardCoded.mjs';
import { allMessages, messagesIn } from '../../../scripts/lib/texts/messages.mjs';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it;

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
/** How many texts the rule finds. */
const found = (count: number) => Array.from({ length: count }, () => ({ messageId: 'text' }));
const phrases = [{ phrases: true }];

tester.run('hard-coded-text', hardCodedText, {
  valid: [
    "html`<p class='dim note' id=${id}>${t('Reading…')}</p>`",
    'html`<button aria-label=${t("Close")} title=${label}>×</button> · ${count} <!-- a note to readers -->`',
    'html`<code>least: number = 10</code><pre>${"select one"}</pre>&nbsp;<td>NULL</td>`',
    'html`<p class=${on ? "chosen one" : "plain one"} style="width: 12px"></p>`',
    "window.showErrorMessage(l10n.t('Could not run'))",
    "const item = { label: `$(sync~spin) ${name}`, icon: 'git-branch', description: 'ms' };",
    "item.tooltip = l10n.t('Stop');",
    "const name = 'some words for the log';",
    { code: "import { a } from 'some words'; if (key === 'Enter') go('ArrowUp'); throw new Error('A defect of ours');", options: phrases },
    { code: "const theme = { font: '13px codicon', line: 'rgba(1, 2, 3, 0.5)', path: 'M 0 0 C 1 2, 3 4, 5 6' }; type Kind = 'New thing';", options: phrases },
    { code: "const text = t('Copied {0} cells', count);", options: phrases },
  ],
  invalid: [
    { code: 'html`<p>Reading</p>`', errors: found(1) },
    { code: 'html`<p>${count} rows</p>`', errors: found(1) },
    { code: 'html`<p>${done ? "finished" : t("running")}</p>`', errors: found(1) },
    { code: 'html`<p>${`${count} rows`}</p>`', errors: found(1) },
    { code: 'html`<button title="Close" aria-label=${`Remove ${name}`}></button>`', errors: found(2) },
    { code: 'html`<x-field .label=${first ? "One" : "Two"} placeholder=text></x-field>`', errors: found(3) },
    { code: 'html`<code>a</code> and <b>more</b>`', errors: found(1) },
    { code: "window.showWarningMessage('Not saved', l10n.t('Retry'), 'Cancel')", errors: found(2) },
    { code: "const item = { label: '$(add) New', description: on ? 'yes' : l10n.t('no') };", errors: found(2) },
    { code: "new TreeItem('Tables'); status.tooltip = 'Stop'; input.placeHolder = `Name of ${it}`;", errors: found(3) },
    { code: "element.setAttribute('aria-label', 'Columns')", errors: found(1) },
    { code: "say('No results'); const names = { one: 'Columns' }; say(`${count} rows`);", options: phrases, errors: found(3) },
  ],
});

describe('The messages of the sources', () => {
  it('are the literals that go through t', () => {
    expect(messagesIn("t('One', 1); tParts('Two {0}', x); l10n.t(`Three`); this.deps.l10n.t('Four'); deps.t('Five'); at('no'); other.t('no')", 'a.ts')).toEqual(['One', 'Two {0}', 'Three', 'Four', 'Five']);
  });

  it('may be passed on with their values, and are literals otherwise', () => {
    expect(messagesIn('const t = (message, ...args) => l10n.t(message, ...args);', 'a.ts')).toEqual([]);
    expect(() => messagesIn('const a = 1;\nt(a ? "x" : "y");', 'a.ts')).toThrow('a.ts:2');
    expect(() => messagesIn('t(`Row ${row}`);', 'a.ts')).toThrow('a.ts:1');
  });

  it('are found in host and webviews', { timeout: 120_000 }, () => {
    const messages = allMessages();
    expect(messages).toContain('New Connection');
    expect(messages).toContain('… and {0} more');
    expect(messages.length).toBeGreaterThan(900);
  });
});
