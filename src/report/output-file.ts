/** One file of the out folder. Path segments may be names from input: who writes them makes them safe. */
export type OutputFile = {
  readonly path: readonly string[];
  readonly content: string;
  /** Permission bits; absent: readable by the owner only. */
  readonly mode?: number;
};
