import { window } from 'vscode';

export async function askOne<T>(title: string, items: readonly { readonly value: T; readonly label: string; readonly detail: string }[]): Promise<T | undefined> {
  return (await window.showQuickPick(items, { title }))?.value;
}

/** Whether the person wants it. The button says what is done. */
export async function confirmed(message: string, detail: string, button: string): Promise<boolean> {
  return (await window.showWarningMessage(message, { modal: true, detail }, button)) === button;
}
