import type { ConnectionColour, ProfileField } from '../../core/contract/profile';

export const COLOURS: readonly ConnectionColour[] = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'];

export type Translate = (message: string, ...args: readonly string[]) => string;

/** The fields of a connection form that do not depend on the system. */
export function commonFields(t: Translate): readonly ProfileField[] {
  const names: Readonly<Record<ConnectionColour, string>> = { red: t('Red'), orange: t('Orange'), yellow: t('Yellow'), green: t('Green'), blue: t('Blue'), purple: t('Purple') };
  const colours = [{ value: '', label: t('None') }, ...COLOURS.map((value) => ({ value, label: names[value] }))];
  const [look, safety] = [t('Appearance'), t('Safety')];
  return [
    { key: 'name', label: t('Name'), kind: 'text', required: true, placeholder: t('Shown in the tree and in the status bar') },
    { key: 'folder', label: t('Folder'), kind: 'text', group: look, placeholder: t('Team/Production'), description: t('“/” between levels makes folders inside folders.') },
    { key: 'colour', label: t('Colour'), kind: 'choice', group: look, initial: '', choices: colours },
    {
      ...{ key: 'protected', label: t('Protected'), kind: 'boolean', group: safety },
      description: t('Read-only unless you confirm each statement or action that changes something. For production.'),
    },
    {
      ...{ key: 'timeoutSeconds', label: t('Statement timeout (seconds)'), kind: 'number', group: safety, min: 0, placeholder: t('None') },
      description: t('A statement that runs longer is cancelled.'),
    },
    { key: 'rowCap', label: t('Row cap'), kind: 'number', group: safety, min: 1, placeholder: t('None'), description: t('Most rows that one statement reads.') },
  ];
}
