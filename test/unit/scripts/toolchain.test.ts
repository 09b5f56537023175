import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { folders } from '../../../scripts/lib/paths.mjs';
import { cached } from '../../../scripts/lib/toolchain/cached.mjs';
import { MISSING, MissingTool } from '../../../scripts/lib/toolchain/missingTool.mjs';
import { needProgram } from '../../../scripts/lib/toolchain/programs.mjs';

describe('What other languages make for the tests', () => {
  const kind = `unit-${randomUUID()}`;
  afterAll(() => rm(path.join(folders.toolchains, kind), { recursive: true, force: true }));
  let made = 0;
  const make = async (folder: string): Promise<void> => {
    made += 1;
    await writeFile(path.join(folder, 'it'), String(made));
  };

  test('is made once, also for those who ask at the same time, and again from other sources', async () => {
    const places = await Promise.all([1, 2, 3].map(() => cached(kind, 'one', ['a', 'b'], make)));
    expect(new Set(places).size).toBe(1);
    expect(await readFile(path.join(places[0]!, 'it'), 'utf8')).toBe('1');
    // The same letters, divided otherwise.
    expect(await cached(kind, 'one', ['ab'], make)).not.toBe(places[0]);
    expect(made).toBe(2);
  });
  test('is not there after it failed, and can be tried again', async () => {
    let place = '';
    const fail = async (folder: string): Promise<void> => {
      place = folder;
      throw new Error('no network');
    };
    await expect(cached(kind, 'two', [], fail)).rejects.toThrow('no network');
    expect(existsSync(place)).toBe(false);
    expect(await cached(kind, 'two', [], make)).toBe(place);
  });
});

test('a tool that is missing is named, with what to install', () => {
  const need = (): string => needProgram(['no-such-tool-anywhere'], { for: 'this test', install: 'it' });
  expect(need).toThrow(MissingTool);
  expect(need).toThrow(`${MISSING}no-such-tool-anywhere. It is needed for this test and is not on PATH. Install it.`);
});
