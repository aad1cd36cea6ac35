/** A solver of integer programs. */
export type Solver = { readonly solve: (program: string) => unknown };

export type Cover = {
  readonly prefix: string;
  readonly names: readonly string[];
  readonly used: ReadonlySet<string>;
  readonly guarded: ReadonlySet<string>;
  readonly isInside?: (pattern: string) => boolean;
  readonly whole?: readonly string[];
};

export declare function loadSolver(): Promise<Solver>;
export declare function optimumOf(solver: Solver, cover: Cover): number | undefined;
