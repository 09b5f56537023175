import { Disposable, EventEmitter } from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider, FileType, Uri } from 'vscode';

/** A file system whose code is loaded when the editor first asks it for something. */
export class LaterFileSystem implements FileSystemProvider, Disposable {
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  #listening: Disposable | undefined;

  constructor(private readonly load: () => Promise<FileSystemProvider>) {}

  /** From here on its changes are told. */
  follow(actual: FileSystemProvider): void {
    this.#listening = actual.onDidChangeFile((changes) => {
      this.#changed.fire(changes);
    });
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  async stat(uri: Uri): Promise<FileStat> {
    return (await this.load()).stat(uri);
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    return (await this.load()).readDirectory(uri);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return (await this.load()).readFile(uri);
  }

  async writeFile(uri: Uri, content: Uint8Array, options: { readonly create: boolean; readonly overwrite: boolean }): Promise<void> {
    await (await this.load()).writeFile(uri, content, options);
  }

  async createDirectory(uri: Uri): Promise<void> {
    await (await this.load()).createDirectory(uri);
  }

  async delete(uri: Uri, options: { readonly recursive: boolean }): Promise<void> {
    await (await this.load()).delete(uri, options);
  }

  async rename(from: Uri, to: Uri, options: { readonly overwrite: boolean }): Promise<void> {
    await (await this.load()).rename(from, to, options);
  }

  async copy(from: Uri, to: Uri, options: { readonly overwrite: boolean }): Promise<void> {
    await (await this.load()).copy?.(from, to, options);
  }

  dispose(): void {
    this.#listening?.dispose();
    this.#changed.dispose();
  }
}
