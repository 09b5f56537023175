import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { at } from '../../../scripts/lib/paths.mjs';

/** What makes the client a package of its own; its README names them. */
const CLIENT = ['client', 'wire', 'types', 'rows', 'keys', 'log'];
const backend = at('src/backends/fluss');

/** All that a file imports, directly or not: files, and names of packages. */
function reached(starts: readonly string[]): { readonly files: readonly string[]; readonly packages: readonly string[] } {
  const [files, packages] = [new Set<string>(), new Set<string>()];
  const follow = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu)) {
      if (name.startsWith('.')) follow(`${path.join(path.dirname(file), name)}.ts`);
      else packages.add(name);
    }
  };
  starts.forEach(follow);
  return { files: [...files], packages: [...packages] };
}

const sources = CLIENT.flatMap((folder) => readdirSync(path.join(backend, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => path.join(backend, folder, name)));

test('the client needs the packages that its README names, and no editor', () => {
  const { packages } = reached([...sources, at('src/core/arrow/nodeCodecs.ts')]);
  const named = [...readFileSync(path.join(backend, 'README.md'), 'utf8').matchAll(/^\| `([a-z/-]+)` \|/gmu)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(packages.filter((name) => !name.startsWith('node:')).sort()).toEqual(named.sort());
});

test('the client needs nothing of Headwater but its core, and of the backend only its own folders', () => {
  const { files } = reached(sources);
  const own = [...CLIENT.map((folder) => path.join(backend, folder) + path.sep), path.join(backend, 'failures.ts'), at('src/core') + path.sep];
  expect(files.filter((file) => !own.some((start) => file.startsWith(start)))).toEqual([]);
});

test('what the README names is there', () => {
  const text = readFileSync(path.join(backend, 'README.md'), 'utf8');
  const modules = [...text.matchAll(/`((?:client|log)\/\w+)`/gu)].map(([, name = '']) => path.join(backend, `${name}.ts`));
  expect(modules.length).toBeGreaterThan(4);
  expect(modules.filter((file) => !existsSync(file))).toEqual([]);
  for (const [, imported = '', from = ''] of text.matchAll(/^import \{ (\w+) \} from '([^']+)'/gmu)) expect(readFileSync(`${path.join(backend, from)}.ts`, 'utf8')).toMatch(new RegExp(`export (?:class|function|const) ${imported}\\b`, 'u'));
});
