/** `doctor` on a live account: the trial of all sources, and what its answers say of trails. */
import { parseTrailFacts } from './collect/cloudtrail/trail-facts.js';
import type { LiveSurroundings } from './collect/sources/aws/collect-live.js';
import { type ExamineOptions, examineLive } from './collect/sources/aws/doctor/examine.js';
import { describeStatement } from './describe-trails.js';
import type { Examination } from './model/examination.js';
import type { EventSelector, TrailFact } from './model/trail.js';

/**
 * @returns `undefined` when it was stopped before it began
 * @throws UserError when the caller cannot be told
 */
export async function examineAccount(
  options: ExamineOptions,
  surroundings: Pick<LiveSurroundings, 'signal' | 'clock' | 'retrying'>,
  onProgress: (what: string) => void = () => undefined,
): Promise<Examination | undefined> {
  const trial = await examineLive(options, surroundings, onProgress);
  if (trial === undefined) return undefined;
  const facts = trial.trailAnswers.flatMap((answer) => parseTrailFacts(answer)?.facts ?? []);
  return { ...trial.examination, trails: trailsOf(facts) };
}

function trailsOf(facts: readonly TrailFact[]): Examination['trails'] {
  return [...new Set(facts.map(({ trail }) => trail))].sort().map((arn) => {
    const own = facts.filter(({ trail }) => trail === arn).map(({ says }) => says);
    return {
      arn,
      known: [...new Set(own.map(describeStatement))].sort(),
      dataEvents: own.some(
        (says) => says.kind === 'selectors' && says.selectors?.some(selectsDataEvents) === true,
      ),
    };
  });
}

function selectsDataEvents({ fields }: EventSelector): boolean {
  return fields.some(
    ({ field, operators }) =>
      field === 'eventCategory' &&
      Object.values(operators).some((values) => values?.includes('Data')),
  );
}
