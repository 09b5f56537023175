import type { CommandHelp } from '../../../core/contract/commandLines';
import { helpText, USAGES } from './usages';

/** Of the command, or of the flag at the place. */
export function helpAt(line: string, at: number): CommandHelp | undefined {
  const start = /\S*$/u.exec(line.slice(0, at))?.index ?? at;
  const end = at + (/^\S*/u.exec(line.slice(at))?.[0].length ?? 0);
  const usage = USAGES.find(({ name }) => name === line.trim().split(/\s+/u)[0]);
  if (!usage || start === end) return undefined;
  const word = line.slice(start, end);
  if (word === usage.name && line.slice(0, start).trim() === '') return { start, end, text: helpText(usage) };
  const flag = usage.flags.find(({ name, short }) => word.split('=')[0] === `--${name}` || (short !== undefined && word === `-${short}`));
  if (!flag) return undefined;
  const takes = flag.value === undefined ? '' : typeof flag.value === 'string' ? ` ${flag.value.toUpperCase()}` : ` ${flag.value.join('|')}`;
  return { start, end, text: `\`--${flag.name}${takes}\`\n\n${flag.about}.` };
}
