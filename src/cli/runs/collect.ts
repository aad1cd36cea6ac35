/** Reads a live account into a folder that `audit` reads, without changing anything. */
import {
  type CollectedUnit,
  collectLive,
  type LiveOptions,
  type LiveSourceName,
  renderCollection,
  UserError,
} from '../../index.js';
import { unreadRegions } from '../../model/collected.js';
import { lockFolder, openUnit } from '../../store/index.js';
import { collectionProgress } from '../collection-progress.js';
import { EXIT } from '../exit.js';
import { sourceNames } from '../source-names.js';
import type { Terminal } from '../terminal.js';

export type CollectFlags = {
  readonly out: string;
  readonly accounts?: string;
  readonly org?: boolean;
  readonly roleName?: string;
  readonly externalId?: string;
  readonly regions?: string;
  readonly only?: string;
  readonly skip?: string;
  readonly days: string;
  readonly trailBucket?: readonly string[];
  readonly rate?: string;
  readonly maxAttempts?: string;
  readonly parallel: string;
  readonly fresh: string;
};

export async function runCollect(flags: CollectFlags, terminal: Terminal): Promise<number> {
  const options = liveOptions(flags);
  const unlock = lockFolder(flags.out);
  const { signal, release } = stopOnInterrupt(terminal);
  const progress = terminal.progress();
  const counter = collectionProgress(progress.show);
  try {
    const units = await collectLive(
      options,
      {
        ...counter.events,
        onCaller: ({ arn, account, region }, accounts) => {
          const others = accounts.filter((one) => one !== account).length;
          terminal.note(
            `collecting as ${arn}\n  account ${account}${others > 0 ? ` and ${others} more` : ''}, calling from ${region}; nothing is changed`,
          );
        },
      },
      { openUnit: (place) => openUnit(flags.out, place), signal },
    );
    progress.end();
    if (!terminal.isQuiet) terminal.print(renderCollection(units));
    terminal.note(`\n${counter.calls()} calls; next: leastwise audit ${flags.out}`);
    return isComplete(units) && !signal.aborted ? EXIT.ok : EXIT.incomplete;
  } finally {
    progress.end();
    release();
    unlock();
  }
}

function isComplete(units: readonly CollectedUnit[]): boolean {
  return units.every(({ status }) => status === 'complete') && unreadRegions(units).length === 0;
}

/** The first Ctrl-C lets calls under way end and writes down where we stand; the second one leaves. */
function stopOnInterrupt(terminal: Terminal): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.incomplete);
    terminal.note('\nstopping: what was read is kept; run the same command to go on');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}

// --- flags ----------------------------------------------------------------------------------

function liveOptions(flags: CollectFlags): LiveOptions {
  return {
    accounts: accountsOf(flags),
    roleName:
      flags.roleName === undefined
        ? undefined
        : matching(
            '--role-name',
            flags.roleName,
            /^[\w+=,.@/-]{1,512}$/,
            'the name of a role, with its path if it has one',
          ),
    externalId: flags.externalId,
    regions: words(flags.regions).map((name) =>
      matching(
        '--regions',
        name,
        /^[a-z]{2}[a-z0-9-]{1,38}$/,
        'names of regions such as eu-west-1',
      ),
    ),
    sources: chosenSources(flags),
    trailBuckets: (flags.trailBucket ?? []).map((address) =>
      matching(
        '--trail-bucket',
        address,
        /^s3:\/\/[a-z0-9.-]{3,63}(\/.*)?$/,
        'an address such as s3://bucket/prefix',
      ),
    ),
    days: number('--days', flags.days, 1, 4000),
    rate: flags.rate === undefined ? undefined : number('--rate', flags.rate, 0.1, 1000),
    maxAttempts:
      flags.maxAttempts === undefined
        ? undefined
        : number('--max-attempts', flags.maxAttempts, 1, 100),
    parallelAccounts: number('--parallel', flags.parallel, 1, 64),
    freshHours: number('--fresh', flags.fresh, 0, 24 * 365),
  };
}

function accountsOf({ accounts, org, roleName }: CollectFlags): LiveOptions['accounts'] {
  const named = words(accounts).map((id) =>
    matching('--accounts', id, /^\d{12}$/, 'account ids of twelve digits'),
  );
  if (named.length === 0 && org !== true) return 'callers own';
  if (named.length > 0 && org === true) {
    throw new UserError('--accounts and --org are both given', 'give one of the two');
  }
  if (roleName === undefined) {
    throw new UserError(
      'which role to assume in the other accounts is not said',
      'give it with --role-name; collector-role/ holds one to deploy',
    );
  }
  return org === true ? 'of the organization' : named;
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function matching(flag: string, word: string, form: RegExp, what: string): string {
  if (form.test(word)) return word;
  throw new UserError(
    `${flag} takes ${what}, not \`${word}\``,
    'leastwise collect --help says more',
  );
}

function number(flag: string, text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UserError(
    `${flag} takes a number, not \`${text}\``,
    `give a number from ${least} to ${most}`,
  );
}

function chosenSources({ only, skip }: CollectFlags): readonly LiveSourceName[] {
  const named = (flag: string, text: string | undefined): readonly LiveSourceName[] =>
    words(text).map((word) => {
      const found = sourceNames().find((name) => name === word);
      if (found !== undefined) return found;
      throw new UserError(
        `${flag} takes names of sources, not \`${word}\``,
        `they are ${sourceNames().join(', ')}`,
      );
    });
  const wanted = named('--only', only);
  const unwanted = named('--skip', skip);
  return (wanted.length > 0 ? wanted : sourceNames()).filter((name) => !unwanted.includes(name));
}
