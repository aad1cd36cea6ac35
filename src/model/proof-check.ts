/** What became of the certificates of a stored result when they were proven again. */
export type VerifiedProposal = {
  readonly id: string;
  readonly account: string;
  readonly policy: string;
  readonly status: 'proven' | 'failed' | 'unknown';
  /** Why not, unless proven. */
  readonly reason?: string;
};

export type ProofCheck = {
  readonly proposals: readonly VerifiedProposal[];
  /**
   * `absent`: what must stay is taken from the result alone, which anybody may have changed; so it is
   * where the result is of an `other-release` of leastwise or its catalogue, which may say otherwise.
   */
  readonly evidence: 'compared' | 'absent' | 'other-release';
};
