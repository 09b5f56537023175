export const MISSING: string;
export class MissingTool extends Error {
  constructor(what: string, why: string, todo: string);
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}
