import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cached.mjs';
import { needProgram, runGently } from './programs.mjs';

/**
 * Java sources compiled against a class path.
 * @returns {Promise<string>} the class path to run them with: their classes first
 */
export async function ensureJava(name, classpath, sources) {
  const javac = needProgram(['javac'], { for: `compiling ${name}`, install: 'a JDK 17 or newer' });
  const texts = await Promise.all(sources.map((file) => readFile(file)));
  const classes = await cached('java', name, [classpath, ...texts], async (into) => {
    await runGently(javac, ['-encoding', 'UTF-8', '-nowarn', '-cp', classpath, '-d', into, ...sources]);
  });
  return [classes, classpath].filter((part) => part !== '').join(path.delimiter);
}
