import type { SignatureHelp } from 'vscode-languageserver';
import type { FunctionHelp } from '../../core/contract/catalog';

/** The forms of a function, the first that has room for the argument in front. */
export function signatureOf({ forms, description }: FunctionHelp, argument: number): SignatureHelp | undefined {
  if (forms.length === 0) return undefined;
  const fits = forms.findIndex(({ parameters }) => parameters.length > argument || parameters.at(-1)?.label.endsWith('...') === true);
  return {
    signatures: forms.map((form) => ({
      label: `${form.label}${form.returns === '' ? '' : ` → ${form.returns}`}`,
      documentation: form.description || description,
      parameters: form.parameters.map((parameter) => ({ label: parameter.label, documentation: parameter.description })),
      activeParameter: Math.min(argument, Math.max(0, form.parameters.length - 1)),
    })),
    activeSignature: Math.max(0, fits),
    activeParameter: argument,
  };
}
