import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 15 * 60_000;

/** Does `work` while no other process does work under the same lock. A lock whose owner is gone is taken over. */
export async function withLock(folder, work, { onWait = () => {}, limitMs = LIMIT_MS } = {}) {
  await mkdir(path.dirname(folder), { recursive: true });
  const started = Date.now();
  let told = false;
  while (!(await take(folder))) {
    if (!told) onWait();
    told = true;
    if (Date.now() - started > limitMs) throw new Error(`Waited ${limitMs / 60_000} minutes for ${folder}. Delete it when nothing else is running.`);
    await delay(500);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(folder) {
  const owner = path.join(folder, 'owner');
  try {
    await mkdir(folder);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
    if (pid > 0 && !isAlive(pid)) await rm(folder, { recursive: true, force: true });
    return false;
  }
  await writeFile(owner, String(process.pid));
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
