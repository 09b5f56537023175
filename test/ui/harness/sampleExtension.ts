import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { folders, root } from '../../../scripts/lib/paths.mjs';

/**
 * Makes a copy of the built extension whose server knows the sample system too. A workbench with linked extensions runs
 * them as installed ones, where the server cannot be chosen by the environment.
 */
export async function sampleExtension(into: string): Promise<string> {
  const folder = path.join(into, 'extension');
  for (const part of ['package.json', 'package.nls.json', 'media']) await cp(path.join(root, part), path.join(folder, part), { recursive: true });
  await cp(folders.dist, path.join(folder, 'dist'), { recursive: true, filter: (file) => !file.endsWith('.map') });
  await cp(path.join(folders.out, 'sample'), path.join(folder, 'dist'), { recursive: true, filter: (file) => !file.endsWith('.map') });
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return folder;
}
