/** What the event tables are made of: plain data, read by `plan.ts`. */

/**
 * One action that an event exercises.
 *
 * `when` is a condition on the record (see `condition.ts`); absent means always. `arns` are resource
 * templates (see `resource-template.ts`); absent means those of the row; empty means any resource.
 */
export type ActionRow = {
  readonly action: string;
  readonly when?: string;
  /** Checked beside the call: keeps a grant and never adds one. */
  readonly conditional?: true;
  readonly arns?: readonly string[];
};

/** One event. Without `actions` it exercises the action of the same name. */
export type EventRow = {
  readonly actions?: readonly (string | ActionRow)[];
  readonly arns?: readonly string[];
};

/** Rows by event name, of one service: its IAM prefix is the key in `tables.ts`. */
export type EventTable = Readonly<Record<string, EventRow>>;
