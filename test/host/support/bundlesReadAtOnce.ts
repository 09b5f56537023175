import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The extension's bundle and the chunks that it requires outside of every function, directly or not: what activation has to read, and nothing else. */
export function bundlesReadAtOnce(extensionPath: string): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(path.join(extensionPath, file), 'utf8');
    for (const [, chunk = ''] of text.matchAll(/^(?:var \w+ = )?(?:__toESM\()?require\("\.\/(extension-[\w-]+\.js)"\)/gmu)) visit(`dist/${chunk}`);
  };
  visit('dist/extension.js');
  return [...found].sort();
}
