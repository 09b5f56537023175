import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/backends/lakefs/lakectl/command';
import { uriOf } from '../../../src/backends/lakefs/lakectl/uri';
import { USAGES } from '../../../src/backends/lakefs/lakectl/usages';
import { wordsOf } from '../../../src/backends/lakefs/lakectl/words';
import { HeadwaterError } from '../../../src/core/errors';
import { commandsOf } from '../../../src/extension/commandLines/lines';

const texts = (line: string): readonly string[] => wordsOf(line).map(({ text }) => text);
const failureOf = (line: string): HeadwaterError['failure'] => {
  try {
    parseCommand(line);
  } catch (error) {
    if (error instanceof HeadwaterError) return error.failure;
    throw error;
  }
  throw new Error(`${line} was taken.`);
};

describe('Words of a command', () => {
  it('are split as a shell does, without expanding anything', () => {
    expect(texts(`commit lakefs://r/main -m "a \\"b\\" c" --meta 'k=v w' x\\ y $HOME *`)).toEqual(['commit', 'lakefs://r/main', '-m', 'a "b" c', '--meta', 'k=v w', 'x y', '$HOME', '*']);
    expect(texts('fs ls lakefs://r/m/a#b # what follows is a comment')).toEqual(['fs', 'ls', 'lakefs://r/m/a#b']);
    expect(texts(`''`)).toEqual(['']);
    expect(texts('   ')).toEqual([]);
  });

  it('say where a quote is not closed', () => {
    expect(failureOf('commit lakefs://r/main -m "abc')).toMatchObject({ position: { start: 26, end: 30 } });
  });
});

describe('A lakectl command', () => {
  it('is read with flags in any place, long, short and with an equals sign', () => {
    const { usage, operands, flags } = parseCommand('lakectl commit -m "first" lakefs://r/main --meta a=1 --meta=b=2');
    expect(usage.path).toEqual(['commit']);
    expect(operands.map(({ text }) => text)).toEqual(['lakefs://r/main']);
    expect(Object.fromEntries(flags)).toEqual({ message: ['first'], meta: ['a=1', 'b=2'] });
  });

  it('may leave out the name of the tool', () => {
    expect(parseCommand('fs ls lakefs://r/main/ -r').flags.has('recursive')).toBe(true);
  });

  it('reads each usage that it offers', () => {
    for (const { path, operands } of USAGES) {
      const line = ['lakectl', ...path, ...operands.map((operand, index) => (operand.includes('URI') ? `lakefs://r/main/p${index}` : 'x'))].join(' ');
      expect(parseCommand(line).usage.path, line).toEqual(path);
    }
  });

  it.each([
    ['', 'There is no command.'],
    ['frobnicate', 'There is no command “frobnicate” here.'],
    ['fs frob', '`fs` has no command “frob”.'],
    ['branch create', 'The branch URI is missing.'],
    ['fs ls lakefs://r/main extra', '“extra” is more than this command takes.'],
    ['fs ls lakefs://r/main --frob', '`fs ls` has no flag “--frob”.'],
    ['commit lakefs://r/main -m', '--message needs a value.'],
  ])('says what is wrong with %j', (line, why) => {
    const failure = failureOf(line);
    expect(failure.why).toBe(why);
    if (line !== '') expect(failure.position).toBeDefined();
  });

  it('takes URIs literally, as lakectl does', () => {
    const uri = (text: string) => uriOf({ text, start: 0, end: text.length }, 'path');
    expect(uri('lakefs://r/main/a b/%20#?//x')).toEqual({ repository: 'r', ref: 'main', path: 'a b/%20#?//x' });
    for (const wrong of ['r/main/x', 's3://r/main/x', 'lakefs://', 'lakefs://r', 'lakefs://r/main', 'lakefs://r/main/']) expect(() => uri(wrong), wrong).toThrow(HeadwaterError);
  });
});

describe('Commands of a document', () => {
  it('stand one a line, go on after a backslash, and are no comments', () => {
    const text = '# headwater: connection=Lake\n\nrepo list\r\n  # no\ncommit lakefs://r/main \\\n  -m "x"\n';
    expect(commandsOf(text)).toEqual([
      { text: 'repo list', first: 2, last: 2 },
      { text: 'commit lakefs://r/main    -m "x"', first: 4, last: 5 },
    ]);
  });
});
