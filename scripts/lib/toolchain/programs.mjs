import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from '../run.mjs';
import { MissingTool } from './missingTool.mjs';

const windows = process.platform === 'win32';
const endings = windows ? ['.exe', '.cmd', '.bat', ''] : [''];

/** The first of `names` that stands on PATH, as an absolute path. */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      const file = endings.map((ending) => path.join(folder, name + ending)).find(isProgram);
      if (file) return file;
    }
  }
  return undefined;
}

/** @throws {MissingTool} where none of `names` stands on PATH */
export function needProgram(names, { for: purpose, install }) {
  const file = findProgram(...names);
  if (file) return file;
  throw new MissingTool(names[0], `It is needed for ${purpose} and is not on PATH.`, `Install ${install}.`);
}

/** Runs a build of minutes so that people who work on the machine do not notice it. */
export const runGently = (program, args, options) => (!windows && findProgram('nice') ? mustRun('nice', ['-n', '10', program, ...args], options) : mustRun(program, args, options));

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
