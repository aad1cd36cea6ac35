/** What became of the certificates of a stored result when they were proven again. */
export type VerifiedProposal = {
  readonly id: string;
  readonly account: string;
  readonly policy: string;
  readonly status: 'proven' | 'failed' | 'unknown';
  /** Why not, unless proven. */
  readonly reason?: string;
};

export type ProofCheck = { readonly proposals: readonly VerifiedProposal[] };
