/** Name of the file by which a run says that it writes into a folder: it holds nothing else, and is no input. */
export const LOCK_FILE: RegExp = /^lock-[0-9a-f]{16}\.json$/;
