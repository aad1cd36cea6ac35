/** How much a finding matters. Ordered: later is worse. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** True when `severity` is `floor` or worse. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor);
}

export function worstOf(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((worst, s) => (isAtLeast(s, worst) ? s : worst), 'info');
}
