/** What is read of a live account, from flags. */
import { type LiveOptions, type LiveSourceName, UserError } from '../index.js';
import { sourceNames } from './source-names.js';

export type LiveFlags = {
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

export function liveOptions(flags: LiveFlags): LiveOptions {
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

function accountsOf({ accounts, org, roleName }: LiveFlags): LiveOptions['accounts'] {
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

function chosenSources({ only, skip }: LiveFlags): readonly LiveSourceName[] {
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
