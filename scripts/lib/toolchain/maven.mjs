import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cached.mjs';
import { needProgram, runGently } from './programs.mjs';

/** The version of the plug-in that copies the jars is pinned here, since a pom of ours need not name it. */
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** This version does not ask for the artifact's pom. */
const COPY_ONE = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy';

/**
 * One jar without what it depends on, for one that has all of it in itself, or whose pom cannot be had.
 * @param {string} artifact group:name:version
 * @returns {Promise<string>} the file
 */
export async function ensureMavenFile(name, artifact) {
  const maven = needProgram(['mvn'], { for: `fetching ${name}`, install: 'Maven 3.8 or newer' });
  const folder = await cached('maven', name, [COPY_ONE, artifact], async (into) => {
    await runGently(maven, ['-B', '-q', COPY_ONE, `-Dartifact=${artifact}`, `-DoutputDirectory=${into}`]);
  });
  const [jar] = (await readdir(folder)).filter((file) => file.endsWith('.jar'));
  return path.join(folder, jar);
}

/**
 * The dependencies of a pom, copied.
 * @returns {Promise<string>} their class path, in the order of their names
 */
export async function ensureMaven(name, pomFile) {
  needProgram(['java'], { for: `running ${name}`, install: 'a Java 17 or newer' });
  const maven = needProgram(['mvn'], { for: `fetching the jars of ${name}`, install: 'Maven 3.8 or newer' });
  const folder = await cached('maven', name, [COPY, await readFile(pomFile)], async (into) => {
    await runGently(maven, ['-B', '-q', '-f', pomFile, COPY, `-DoutputDirectory=${into}`, '-DincludeScope=runtime']);
  });
  const jars = (await readdir(folder)).filter((file) => file.endsWith('.jar')).sort();
  return jars.map((file) => path.join(folder, file)).join(path.delimiter);
}
