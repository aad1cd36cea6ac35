/** @returns in words, by what the part that is done took; parts are taken as alike */
export function timeLeft(elapsedMs: number, done: number, planned: number): string {
  const seconds = Math.round(((elapsedMs / done) * Math.max(0, planned - done)) / 1000);
  return seconds < 90 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}
