/** Waivers and the baseline, from their files; and whether anything that counts is left. */
import {
  type Baseline,
  type Decisions,
  isAtLeast,
  type Result,
  review,
  type Severity,
  UserError,
  type Waiver,
  type WaiversFile,
} from '../../index.js';
import { readYaml } from '../../store/index.js';

type Flags = {
  readonly baseline?: string;
  /** A file, or what `leastwise.yaml` lists. */
  readonly waivers?: string | readonly Waiver[];
};

/** @returns `undefined` where nothing was decided: then a stored result keeps its marks */
export function decisionsOf({ baseline, waivers }: Flags): Decisions | undefined {
  if (baseline === undefined && waivers === undefined) return undefined;
  const listed = typeof waivers === 'string' ? waiversIn(waivers) : (waivers ?? []);
  listed.forEach(refuseEverything);
  return {
    waivers: listed,
    ...(baseline !== undefined && { baseline: readYaml<Baseline>(baseline, 'baseline').value }),
  };
}

export function decided(result: Result, decisions: Decisions | undefined): Result {
  return decisions === undefined ? result : review(result, decisions);
}

export function hasCounted({ findings }: Result, failOn: Severity | undefined): boolean {
  return (
    failOn !== undefined &&
    findings.some(({ mark, severity }) => mark === undefined && isAtLeast(severity, failOn))
  );
}

function waiversIn(path: string): readonly Waiver[] {
  return readYaml<WaiversFile>(path, 'waivers').value.waivers;
}

/** A waiver of everything is a way to switch the audit off. */
function refuseEverything(waiver: Waiver, index: number): void {
  const { id, identity, actions } = waiver;
  if (id !== undefined || identity !== undefined || actions !== undefined) return;
  throw new UserError(
    `waiver ${index + 1} (\`${waiver.reason}\`) does not say what it waives`,
    'give it an id (or kind), an identity or actions',
  );
}
