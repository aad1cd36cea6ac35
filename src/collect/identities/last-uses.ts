/** What IAM reports of last uses, gathered per account: of each identity the newest report counts. */
import type { KeyUse, LastAccessedReport, Snapshot } from '../../model/snapshot.js';

type LastUseParts = Pick<Snapshot, 'lastAccessed' | 'keyUses'>;

export type LastUses = {
  readonly addReport: (account: string, report: LastAccessedReport) => void;
  readonly addKeyUse: (account: string | undefined, use: KeyUse) => void;
  readonly accounts: () => readonly string[];
  /** @param owner the account that answers without an account belong to */
  readonly of: (
    account: string,
    earlier: Snapshot | undefined,
    owner: string | undefined,
  ) => LastUseParts;
};

const NOBODY = '';

export function createLastUses(): LastUses {
  const reports = new Map<string, LastAccessedReport[]>();
  const keyUses = new Map<string, KeyUse[]>();
  return {
    addReport: (account, report) => push(reports, account, report),
    addKeyUse: (account, use) => push(keyUses, account ?? NOBODY, use),
    accounts: () => [...reports.keys(), ...keyUses.keys()].filter((key) => key !== NOBODY),
    of: (account, earlier, owner) => {
      const lastAccessed = newestReports([
        ...(earlier?.lastAccessed ?? []),
        ...(reports.get(account) ?? []),
      ]);
      const uses = distinct([
        ...(earlier?.keyUses ?? []),
        ...(keyUses.get(account) ?? []),
        ...(account === owner ? (keyUses.get(NOBODY) ?? []) : []),
      ]);
      return {
        ...(lastAccessed.length === 0 ? {} : { lastAccessed }),
        ...(uses.length === 0 ? {} : { keyUses: uses }),
      };
    },
  };
}

function push<Item>(all: Map<string, Item[]>, key: string, item: Item): void {
  const items = all.get(key);
  if (items === undefined) all.set(key, [item]);
  else items.push(item);
}

/** Pages of one report, and reports of both levels, are put together. */
function newestReports(reports: readonly LastAccessedReport[]): readonly LastAccessedReport[] {
  const byArn = new Map<string, LastAccessedReport>();
  for (const report of reports.toSorted(byTime)) {
    const known = byArn.get(report.arn);
    const same = known?.generatedAt === report.generatedAt ? known.services : [];
    const services = [...new Map([...same, ...report.services].map((row) => [row.service, row]))];
    byArn.set(report.arn, {
      ...report,
      services: services.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    });
  }
  return [...byArn.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

function byTime(a: LastAccessedReport, b: LastAccessedReport): number {
  const [x, y] = [a, b].map((report) => `${report.generatedAt} ${JSON.stringify(report)}`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
}

function distinct(uses: readonly KeyUse[]): readonly KeyUse[] {
  const byText = new Map(uses.map((use) => [JSON.stringify(use), use]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
}
