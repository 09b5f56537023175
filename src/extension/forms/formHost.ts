import type { Browse, FormInput, FormIssues, FormModel, FormPreview, FormTest, FormUrl } from '../../protocol/formView';

/** What stands behind one form: made for a connection, an action, … */
export interface FormHost {
  readonly model: FormModel;
  check(input: FormInput): Promise<FormIssues>;
  /** @throws HeadwaterError where the attempt failed; CancelledError when `signal` ended it */
  test(input: FormInput, signal: AbortSignal): Promise<FormTest>;
  /** @throws HeadwaterError where the values do not fit yet; CancelledError when `signal` ended it */
  preview?(input: FormInput, signal: AbortSignal): Promise<readonly FormPreview[]>;
  /** `null` where nobody knows the URL. */
  parseUrl(url: string): Promise<FormUrl | null>;
  /** The issues that keep the form open; with none, the work is done and the form closes. */
  submit(button: string, input: FormInput): Promise<FormIssues>;
}

/** Lets the person choose a file or folder; `null` where they did not. */
export type ChoosePath = (browse: Browse) => Promise<string | null>;

export const NO_ISSUES: FormIssues = { values: [], common: [] };

export function hasIssues({ values, common }: FormIssues): boolean {
  return values.length + common.length > 0;
}
