/** A file that may hold a policy, as it was found: what a source reads and `check` compares. */

export type PolicyFile = {
  /** Below the folder that was given, `/` between the parts; the file's own name for a single file. */
  readonly path: string;
  /** As the user would name it: what was given, extended by `path`. */
  readonly name: string;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    /** `mark`: files with equal marks hold the same; absent when that cannot be told. */
    | {
        readonly kind: 'unreadable';
        readonly message: string;
        readonly hint: string;
        readonly mark?: string;
      };
};

/** One side of a comparison. */
export type PolicyFiles = {
  /** As the user gave it. */
  readonly input: string;
  readonly kind: 'file' | 'folder';
  readonly files: readonly PolicyFile[];
  /** Files that were opened and are no JSON at all. */
  readonly otherFiles: number;
};
