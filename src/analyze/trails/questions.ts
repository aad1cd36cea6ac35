/** What is asked of trails: classes of events, as shapes of their records. */
import { hostsOfPrefix } from '../../catalog/events/event-source.js';
import { dataContainerOf } from '../../catalog/observability.js';
import type { DataCoverage, ManagementCoverage } from '../../model/coverage.js';
import { instantOfMs } from '../../model/time.js';
import type { EventShape, FieldShape } from './selects.js';
import { ELSEWHERE, type TrailQuestion } from './timeline.js';
import type { Witness } from './trail-index.js';

type Access = 'read' | 'write';

const HOUR_MS = 3_600_000;

const exact = (value: string): FieldShape => ({ kind: 'exact', value });
const prefix = (value: string): FieldShape => ({ kind: 'prefix', value });

function shapeOf(category: 'Management' | 'Data', access: Access): Map<string, FieldShape> {
  return new Map([
    ['eventCategory', exact(category)],
    ['readOnly', exact(access === 'read' ? 'true' : 'false')],
  ]);
}

/** @param service IAM prefix; empty: all services that no selector names */
export function managementQuestion(
  {
    region,
    access,
    service,
    global,
  }: {
    readonly region: string;
    readonly access: Access;
    readonly service: string;
    readonly global: boolean;
  },
  namedSources: ReadonlySet<string>,
): TrailQuestion {
  const sources: readonly FieldShape[] =
    service === ''
      ? [{ kind: 'other-than', values: namedSources }]
      : hostsOfPrefix(service).map(exact);
  const shapes = sources.map(
    (source): EventShape => shapeOf('Management', access).set('eventSource', source),
  );
  return { region, global, shapes };
}

/** Data events of some types on all resources that a pattern matches, in any region. */
export function dataQuestion(
  types: readonly string[],
  access: Access,
  pattern: string,
): TrailQuestion {
  const shapes = typesWithin(types, pattern).map((type): EventShape => {
    const shape = shapeOf('Data', access).set('resources.type', exact(type));
    const arn = arnShape(type, pattern);
    return arn === undefined ? shape : shape.set('resources.ARN', arn);
  });
  return { region: ELSEWHERE, global: false, shapes };
}

/** An ARN of a bucket or of what is in it is that of no access point. */
function typesWithin(types: readonly string[], pattern: string): readonly string[] {
  const isBucket = /^arn:aws[a-z-]*:s3:::/.test(pattern);
  return isBucket && types.includes('AWS::S3::Object') ? ['AWS::S3::Object'] : types;
}

/** Events name the table for its indexes and streams, and a bucket by what is in it. */
function arnShape(type: string, pattern: string): FieldShape | undefined {
  const wildcard = pattern.search(/[*?$]/);
  const literal = wildcard === -1 ? pattern : pattern.slice(0, wildcard);
  if (type === 'AWS::S3::Object') {
    if (literal.includes('/') && wildcard === -1) return exact(pattern);
    return wildcard === -1 ? prefix(`${pattern}/`) : prefix(literal);
  }
  const container = dataContainerOf(type, literal);
  // Behind the container's name the pattern only chooses among its parts.
  if (container !== undefined && container.length < literal.length) return exact(container);
  if (literal === '') return undefined;
  return wildcard === -1 ? exact(literal) : prefix(literal);
}

export function managementWitness(row: ManagementCoverage, hour: number): Witness {
  const shape = shapeOf('Management', row.access);
  return witness(row, hour, { region: row.region, global: false, shapes: [shape] });
}

export function dataWitness(row: DataCoverage, hour: number): Witness {
  const shape = shapeOf('Data', row.access)
    .set('resources.type', exact(row.resourceType))
    .set('resources.ARN', prefix(row.container));
  return witness(row, hour, { region: row.region, global: false, shapes: [shape] });
}

function witness(
  { account }: { readonly account: string },
  hour: number,
  question: TrailQuestion,
): Witness {
  const from = instantOfMs(hour * HOUR_MS);
  return { account, from, to: instantOfMs((hour + 1) * HOUR_MS), question };
}
