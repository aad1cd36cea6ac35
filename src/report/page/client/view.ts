/** What every view is given. */
import type { Row } from '../select.js';
import type { Report } from '../unpack.js';
import type { Route } from './route.js';

export type ViewProps = {
  readonly report: Report;
  readonly rows: readonly Row[];
  readonly route: Route;
};
