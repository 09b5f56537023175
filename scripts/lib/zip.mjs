import { readFile } from 'node:fs/promises';

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * The files of a ZIP archive, from its central directory. No ZIP64: a package has few files, each below 4 GB.
 * @returns {Promise<readonly {name: string, bytes: number}[]>} with unpacked sizes
 */
export async function listFiles(archive) {
  const data = await readFile(archive);
  let end = data.length - 22;
  while (end >= 0 && data.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error(`${archive} is not a ZIP archive.`);
  const count = data.readUInt16LE(end + 10);
  const files = [];
  for (let at = data.readUInt32LE(end + 16); files.length < count; ) {
    if (data.readUInt32LE(at) !== ENTRY) throw new Error(`${archive} is damaged.`);
    const nameLength = data.readUInt16LE(at + 28);
    files.push({ name: data.toString('utf8', at + 46, at + 46 + nameLength), bytes: data.readUInt32LE(at + 24) });
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return files;
}
