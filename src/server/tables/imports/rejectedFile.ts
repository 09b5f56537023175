import { mkdir, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { csvHeader, csvRow } from '../../../core/format/delimited';
import type { CellText } from '../../../core/format/cell';

/** All rejected rows as CSV: their number, the reason, and their values as the file has them. Made with the first of them. */
export class RejectedFile {
  #handle: FileHandle | undefined;
  #pending = '';

  constructor(
    private readonly file: string,
    private readonly columns: readonly string[],
  ) {}

  get path(): string | undefined {
    return this.#handle ? this.file : undefined;
  }

  async add(row: number, why: string, values: readonly CellText[]): Promise<void> {
    if (!this.#handle) {
      await mkdir(path.dirname(this.file), { recursive: true });
      this.#handle = await open(this.file, 'w');
      this.#pending = csvHeader(['row', 'reason', ...this.columns]);
    }
    this.#pending += csvRow([textCell(String(row)), textCell(why), ...values]);
    if (this.#pending.length > 65_536) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#handle?.close();
  }

  async remove(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    await rm(this.file, { force: true });
  }

  async #flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') await this.#handle?.write(text);
  }
}

function textCell(text: string): CellText {
  return { text, kind: 'text', cut: false };
}
