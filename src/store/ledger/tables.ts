/**
 * The tables of the ledger: which columns hold which members. `docs/ledger.md` describes them for
 * those who query the files; a change here is a new version of the evidence.
 */
import type { Action } from '../../model/action.js';
import { assertNever } from '../../model/brand.js';
import { type Instant, instantOfMs, msOf } from '../../model/time.js';
import type {
  Assumption,
  Caller,
  CallerBucket,
  GeneralisedUse,
  GrantChange,
  Outcome,
  RoleHolder,
  SignIn,
  UnmappedEvent,
  UsageLedger,
  Use,
} from '../../model/usage.js';
import { type Column, type ColumnValues, packSegment, readSegment } from './segment.js';

export const TABLES = [
  'uses',
  'generalised',
  'assumptions',
  'sign_ins',
  'role_holders',
  'grant_changes',
  'unmapped_events',
] as const;

export type TableName = (typeof TABLES)[number];

type Cell<Row> = Column &
  (
    | { readonly kind: 'text'; readonly of: (row: Row) => string | undefined }
    | { readonly kind: 'instant'; readonly of: (row: Row) => Instant }
    | { readonly kind: 'count'; readonly of: (row: Row) => number }
  );

/** What a row is made from: its texts, instants and counts by column. */
type Values = {
  readonly text: (name: string) => string;
  /** `undefined` for an empty text. */
  readonly some: (name: string) => string | undefined;
  readonly instant: (name: string) => Instant;
  readonly count: (name: string) => number;
};

export type Table<Row> = {
  readonly name: TableName;
  readonly cells: readonly Cell<Row>[];
  readonly rowOf: (values: Values) => Row;
};

const text = <Row>(name: string, of: (row: Row) => string | undefined): Cell<Row> => ({
  name,
  kind: 'text',
  of,
});

const count = <Row extends { readonly count: number }>(): Cell<Row> => ({
  name: 'count',
  kind: 'count',
  of: (row) => row.count,
});

const seen = <
  Row extends { readonly firstSeen: Instant; readonly lastSeen: Instant },
>(): readonly Cell<Row>[] => [
  { name: 'first_seen', kind: 'instant', of: (row) => row.firstSeen },
  { name: 'last_seen', kind: 'instant', of: (row) => row.lastSeen },
];

const callerCells = <Row extends { readonly caller: Caller }>(): readonly Cell<Row>[] => [
  text('identity_id', ({ caller }) => (caller.kind === 'identity' ? caller.id : '')),
  text('identity_arn', ({ caller }) => (caller.kind === 'identity' ? caller.arn : '')),
  text('account', ({ caller }) => caller.account),
  text('bucket', ({ caller }) => (caller.kind === 'bucket' ? caller.bucket : '')),
];

export function callerOf(id: string, arn: string, account: string, bucket: string): Caller {
  return bucket === ''
    ? { kind: 'identity', id, arn, account }
    : { kind: 'bucket', bucket: bucket as CallerBucket, account };
}

const callerIn = ({ text: of }: Values): Caller =>
  callerOf(of('identity_id'), of('identity_arn'), of('account'), of('bucket'));

const seenIn = ({ instant, count: of }: Values) => ({
  firstSeen: instant('first_seen'),
  lastSeen: instant('last_seen'),
  count: of('count'),
});

export const USES: Table<Use> = {
  name: 'uses',
  cells: [
    ...callerCells<Use>(),
    text('action', ({ action }) => action),
    text('kind', ({ kind }) => kind),
    text('resource', ({ resource }) => wellFormed(resource)),
    text('region', ({ region }) => region),
    text('via', ({ via }) => via),
    text('outcome', ({ outcome }) => outcome),
    text('error_code', ({ errorCode }) => errorCode),
    { name: 'denial', kind: 'text', of: ({ denial }) => denial, added: true },
    ...seen<Use>(),
    count<Use>(),
  ],
  rowOf: (values) => ({
    caller: callerIn(values),
    action: values.text('action') as Action,
    kind: values.text('kind') as Use['kind'],
    resource: values.some('resource'),
    region: values.text('region'),
    via: values.some('via'),
    outcome: values.text('outcome') as Outcome,
    errorCode: values.some('error_code'),
    denial: values.some('denial') as Use['denial'],
    ...seenIn(values),
  }),
};

const LONE_SURROGATE = /\p{Surrogate}/u;

/** What UTF-8 cannot hold would become another resource: it becomes any resource. */
function wellFormed(resource: string | undefined): string | undefined {
  return resource === undefined || LONE_SURROGATE.test(resource) ? undefined : resource;
}

export const GENERALISED: Table<GeneralisedUse> = {
  name: 'generalised',
  cells: [
    ...callerCells<GeneralisedUse>(),
    text('action', ({ action }) => action),
    { name: 'depth', kind: 'count', of: ({ depth }) => depth },
    text('sketch', ({ sketch }) => sketch.join(' ')),
  ],
  rowOf: (values) => ({
    caller: callerIn(values),
    action: values.text('action') as Action,
    depth: values.count('depth'),
    sketch: (values.some('sketch') ?? '').split(' ').filter(Boolean).map(Number),
  }),
};

export const ASSUMPTIONS: Table<Assumption> = {
  name: 'assumptions',
  cells: [
    text('role_arn', ({ roleArn }) => roleArn),
    text('role_id', ({ roleId }) => roleId),
    text('assumed_by', ({ by }) => by),
    text('event', ({ event }) => event),
    text('outcome', ({ outcome }) => outcome),
    ...seen<Assumption>(),
    count<Assumption>(),
  ],
  rowOf: (values) => ({
    roleArn: values.text('role_arn'),
    roleId: values.some('role_id'),
    by: values.text('assumed_by'),
    event: values.text('event'),
    outcome: values.text('outcome') as Outcome,
    ...seenIn(values),
  }),
};

export const SIGN_INS: Table<SignIn> = {
  name: 'sign_ins',
  cells: [
    ...callerCells<SignIn>(),
    text('outcome', ({ outcome }) => outcome),
    ...seen<SignIn>(),
    count<SignIn>(),
  ],
  rowOf: (values) => ({
    caller: callerIn(values),
    outcome: values.text('outcome') as Outcome,
    ...seenIn(values),
  }),
};

export const ROLE_HOLDERS: Table<RoleHolder> = {
  name: 'role_holders',
  cells: [
    ...callerCells<RoleHolder>(),
    text('resource', ({ resource }) => resource),
    ...seen<RoleHolder>(),
    count<RoleHolder>(),
  ],
  rowOf: (values) => ({
    caller: callerIn(values),
    resource: values.text('resource'),
    ...seenIn(values),
  }),
};

export const GRANT_CHANGES: Table<GrantChange> = {
  name: 'grant_changes',
  cells: [
    text('account', ({ account }) => account),
    text('target_kind', ({ target }) => target.kind),
    text('target', ({ target }) => (target.kind === 'policy' ? target.arn : target.name)),
    text('policy', ({ policy }) => policy),
    text('event', ({ event }) => event),
    { name: 'changed_at', kind: 'instant', of: ({ at }) => at },
  ],
  rowOf: (values) => {
    const kind = values.text('target_kind') as GrantChange['target']['kind'];
    const target = values.text('target');
    const policy = values.some('policy');
    return {
      account: values.text('account'),
      target: kind === 'policy' ? { kind, arn: target } : { kind, name: target },
      ...(policy === undefined ? {} : { policy }),
      event: values.text('event'),
      at: values.instant('changed_at'),
    };
  },
};

export const UNMAPPED: Table<UnmappedEvent> = {
  name: 'unmapped_events',
  cells: [
    ...callerCells<UnmappedEvent>(),
    text('event_source', ({ eventSource }) => eventSource),
    text('event_name', ({ eventName }) => eventName),
    text('service', ({ service }) => service),
    ...seen<UnmappedEvent>(),
    count<UnmappedEvent>(),
  ],
  rowOf: (values) => ({
    eventSource: values.text('event_source'),
    eventName: values.text('event_name'),
    service: values.some('service'),
    caller: callerIn(values),
    ...seenIn(values),
  }),
};

/** Which table holds which member of the ledger; what a store makes anew is in none. */
export const MEMBER_TABLES: {
  readonly [Member in Exclude<keyof UsageLedger, 'stored'>]-?: Table<
    NonNullable<UsageLedger[Member]>[number]
  >;
} = {
  uses: USES,
  generalised: GENERALISED,
  assumptions: ASSUMPTIONS,
  signIns: SIGN_INS,
  roleHolders: ROLE_HOLDERS,
  grantChanges: GRANT_CHANGES,
  unmapped: UNMAPPED,
};

export function packRows<Row>({ name, cells }: Table<Row>, rows: readonly Row[]): Uint8Array {
  return packSegment(
    name,
    cells,
    cells.map((cell) => valuesOf(cell, rows)),
  );
}

function valuesOf<Row>(cell: Cell<Row>, rows: readonly Row[]): ColumnValues {
  switch (cell.kind) {
    case 'text':
      return rows.map((row) => cell.of(row) ?? '');
    case 'instant':
      return rows.map((row) => msOf(cell.of(row)));
    case 'count':
      return rows.map((row) => cell.of(row));
    default:
      return assertNever(cell);
  }
}

/** @throws Error when the bytes are no segment of the table */
export async function unpackRows<Row>(table: Table<Row>, bytes: Uint8Array): Promise<Row[]> {
  const reader = readSegment(bytes, table.cells);
  const columns = new Map<string, (string | number)[]>();
  for (const cell of table.cells) columns.set(cell.name, await columnOf(reader, cell));
  return Array.from({ length: reader.rows }, (_, row) => {
    const at = (name: string) => columns.get(name)?.[row];
    return table.rowOf({
      text: (name) => String(at(name)),
      some: (name) => String(at(name)) || undefined,
      instant: (name) => instantOfMs(Number(at(name))),
      count: (name) => Number(at(name)),
    });
  });
}

async function columnOf(
  reader: ReturnType<typeof readSegment>,
  column: Column,
): Promise<(string | number)[]> {
  const texts: string[] = [];
  const values: (string | number)[] = [];
  await reader.column(
    column,
    (each) => texts.push(each) - 1,
    (piece, rowStart) => {
      for (let n = 0; n < piece.length; n++) {
        const value = Number(piece[n]);
        values[rowStart + n] = column.kind === 'text' ? (texts[value] ?? '') : value;
      }
    },
  );
  return values;
}
