/** Names of files that we write beside evidence and that are no input. */

/** By it a run says that it writes into a folder. */
export const LOCK_FILE: RegExp = /^lock-[0-9a-f]{16}\.json$/;

/** What an interrupted source of a live collection has done, step by step; gone once it is whole. */
export const STEPS_FILE = '.leastwise-steps.jsonl';
