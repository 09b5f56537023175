import { LanguageClient } from 'vscode-languageclient/node';

/** Writes its errors to the log only. What a person is told comes from the requests that failed, with a reason and a way out. */
export class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }
}
