/** Where a name without a database belongs, in one session: that of the profile, until somebody says USE. */
export class CurrentDatabase {
  constructor(public name: string) {}
}
