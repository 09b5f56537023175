import { checkFields } from '../../core/contract/fields';
import type { FieldValue } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import type { FormInput, FormIssues, FormModel, FormPreview } from '../../protocol/formView';
import type { ActionDescriptor } from '../../protocol/sessions';
import type { FormHost } from './formHost';
import { hasIssues, NO_ISSUES } from './formHost';

type Values = Readonly<Record<string, FieldValue>>;

/** The form of an action that needs values: create table, import, … */
export class ActionFormHost implements FormHost {
  /** `run` answers `false` where the person did not confirm: the form then stays. */
  constructor(
    private readonly action: ActionDescriptor,
    /** What the action is called on, for the form's second line. */
    private readonly target: string,
    private readonly run: (values: Values) => Promise<boolean>,
    /** What the form starts with. */
    private readonly initial: Values = {},
    private readonly previewOf?: (values: Values, signal: AbortSignal) => Promise<readonly FormPreview[]>,
  ) {}

  get model(): FormModel {
    const { id, title, icon = 'play', fields } = this.action;
    return {
      ...{ title, intro: this.target, kindsTitle: '', kind: id, common: [], stored: [], urlExamples: [], canTest: false, previewed: this.previewOf !== undefined },
      kinds: [{ id, label: title, icon, description: '', fields, presets: [] }],
      input: { kind: id, values: this.initial, common: {}, secrets: {} },
      buttons: [{ id: 'run', label: title, primary: true }],
    };
  }

  async check({ values }: FormInput): Promise<FormIssues> {
    return { ...NO_ISSUES, values: checkFields(this.action.fields, values, new Set()) };
  }

  async preview({ values }: FormInput, signal: AbortSignal): Promise<readonly FormPreview[]> {
    return (await this.previewOf?.(values, signal)) ?? [];
  }

  async submit(_: string, input: FormInput): Promise<FormIssues> {
    const issues = await this.check(input);
    if (hasIssues(issues) || (await this.run(input.values))) return issues;
    return { ...NO_ISSUES, common: [{ key: '', message: 'Not run.' }] };
  }

  test(): Promise<never> {
    return Promise.reject(new HeadwaterError({ what: 'Could not test', why: 'An action has no test.' }));
  }

  async parseUrl(): Promise<null> {
    return null;
  }
}
