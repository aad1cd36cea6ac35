/** The user's side of a mistake. The command line catches it: exit 2. */
export class UserError extends Error {
  /** What to do about it. */
  readonly hint: string;

  constructor(message: string, hint: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'UserError';
    this.hint = hint;
  }

  /** By name: what the command line starts with is bundled apart and has a class of its own. */
  static override [Symbol.hasInstance](value: unknown): value is UserError {
    return value instanceof Error && value.name === 'UserError';
  }
}
