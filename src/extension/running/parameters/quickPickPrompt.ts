import { l10n, QuickInputButtons, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { ParameterType, StatementParameter } from '../../../core/contract/execution';
import type { Disposal } from '../../emitter';
import { isNumbered } from '../runner';
import type { ParameterPrompt, ValueQuestion } from './askParameters';
import { problemOf, readings } from './readings';
import type { Reading } from './readings';

interface ReadingItem extends QuickPickItem {
  readonly reading: Reading;
}

/**
 * One input per value: what is typed is offered in every type that it fits, so that value and type are one step
 * and nothing that is not valid can be chosen.
 */
export class QuickPickParameterPrompt implements ParameterPrompt {
  constructor(private readonly statement: string) {}

  value({ name, step, total, previous }: ValueQuestion): Promise<StatementParameter | 'back' | undefined> {
    const pick = window.createQuickPick<ReadingItem>();
    pick.title = l10n.t('Parameter {0} of {1}', markOf(name), this.statement);
    if (total > 1) [pick.step, pick.totalSteps] = [step, total];
    if (step > 1 || previous) pick.buttons = [QuickInputButtons.Back];
    pick.placeholder = l10n.t('Type a value, then choose how to read it; leave empty for NULL');
    pick.ignoreFocusOut = true;
    pick.value = previous?.value ?? '';
    const offer = (): void => {
      const problem = previous && pick.value !== '' ? problemOf(previous.type, pick.value) : undefined;
      const note = previous && problem !== undefined ? l10n.t('{0}: {1} was used last time', problem, typeName(previous.type)) : undefined;
      pick.items = readings(pick.value, previous?.type).map((reading, index) => itemOf(reading, index === 0 ? note : undefined));
    };
    offer();
    return answered(pick, (answer, listen) => {
      listen(pick.onDidChangeValue(offer));
      listen(pick.onDidTriggerButton(() => answer('back')));
      listen(
        pick.onDidAccept(() => {
          // Enter may come before the list for what was typed last is on screen: then its first reading is meant.
          const chosen = pick.activeItems.find((item) => pick.items.includes(item)) ?? pick.items[0];
          if (chosen) answer({ name, ...chosen.reading });
        }),
      );
    });
  }

  review(values: readonly StatementParameter[]): Promise<'run' | number | undefined> {
    const pick = window.createQuickPick<QuickPickItem & { readonly answer?: 'run' | number }>();
    pick.title = l10n.t('Parameters of {0}', this.statement);
    pick.placeholder = l10n.t('Enter runs with these values; choose one to change it');
    pick.ignoreFocusOut = true;
    pick.items = [
      { label: l10n.t('Run with the Same Values'), iconPath: new ThemeIcon('play'), answer: 'run' as const },
      { label: l10n.t('Values'), kind: QuickPickItemKind.Separator },
      ...values.map(({ name, type, value }, answer) => ({ label: markOf(name), description: `${shown(value)} · ${typeName(type)}`, iconPath: new ThemeIcon('edit'), answer })),
    ];
    return answered(pick, (answer, listen) => {
      listen(pick.onDidAccept(() => answer(pick.activeItems[0]?.answer)));
    });
  }
}

/** Shows a quick pick until `wire` gives an answer or the person leaves it. */
function answered<T, I extends QuickPickItem>(
  pick: ReturnType<typeof window.createQuickPick<I>>,
  wire: (answer: (value: T | undefined) => void, listen: (listening: Disposal) => void) => void,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const listening: Disposal[] = [pick];
    const answer = (value: T | undefined): void => {
      resolve(value);
      for (const one of listening.splice(0)) one.dispose();
    };
    listening.push(pick.onDidHide(() => answer(undefined)));
    wire(answer, (one) => listening.push(one));
    pick.show();
  });
}

function itemOf(reading: Reading, note: string | undefined): ReadingItem {
  const { type, value } = reading;
  const label = value === null ? 'NULL' : value === '' ? l10n.t('Empty text') : oneLine(value);
  const description = value === null ? '' : typeName(type);
  return { label, description, iconPath: new ThemeIcon(iconOf(reading)), alwaysShow: true, reading, ...(note === undefined ? {} : { detail: note }) };
}

function iconOf({ type, value }: Reading): string {
  if (value === null) return 'circle-slash';
  switch (type) {
    case 'text':
      return 'symbol-string';
    case 'integer':
    case 'decimal':
    case 'double':
      return 'symbol-number';
    case 'boolean':
      return 'symbol-boolean';
    case 'date':
    case 'timestamp':
      return 'calendar';
    case 'blob-hex':
      return 'file-binary';
    case 'json':
      return 'json';
  }
}

function typeName(type: ParameterType): string {
  switch (type) {
    case 'text':
      return l10n.t('text');
    case 'integer':
      return l10n.t('whole number');
    case 'decimal':
      return l10n.t('decimal number, exact');
    case 'double':
      return l10n.t('floating-point number');
    case 'boolean':
      return l10n.t('true or false');
    case 'date':
      return l10n.t('date');
    case 'timestamp':
      return l10n.t('date and time');
    case 'blob-hex':
      return l10n.t('bytes');
    case 'json':
      return l10n.t('JSON');
  }
}

function markOf(name: string): string {
  return isNumbered(name) ? name : `$${name}`;
}

function shown(value: string | null): string {
  if (value === null) return 'NULL';
  return value === '' ? l10n.t('empty text') : oneLine(value);
}

function oneLine(value: string): string {
  const line = value.replaceAll(/\s+/gu, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
