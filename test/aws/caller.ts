/** Who calls the fake, and where it is, as the AWS SDK reads it: from the environment. */
import type { Fake } from './fake.js';

/** The environment is one object for all test files of a worker: it is changed and set right, never replaced. */
export async function asCaller<Result>(
  fake: Fake,
  account: string,
  call: () => Promise<Result>,
): Promise<Result> {
  const given = {
    AWS_ENDPOINT_URL: fake.url,
    AWS_ACCESS_KEY_ID: `AKIA${account}`,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const before = { ...process.env };
  Object.assign(process.env, given);
  try {
    return await call();
  } finally {
    for (const name of Object.keys(given)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
