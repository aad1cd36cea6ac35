/**
 * leastwise as a library: an audit, what can go, and a gate for a changed policy.
 *
 *   node examples/library.mjs [FOLDER WITH THE EVIDENCE]
 */
import { audit, check, FORMATS, loadCatalog, readFiles, startCollection } from 'leastwise';

const [folder = 'fixtures/accounts/meadow/input'] = process.argv.slice(2);

// Evidence: files are recognised by their content and read one record after the other.
const catalog = loadCatalog();
const collection = startCollection(catalog);
for await (const event of readFiles([folder])) collection.add(event);

// The same evidence, catalogue and options give the same result.
const result = audit(collection.finish(), catalog, { windowDays: 90 });
console.log(result.totals);

for (const { id, certificates, removes } of result.recommendations.slice(0, 3)) {
  console.log(id, `${removes.count} actions go,`, certificates.nothingUsedLost.status);
}
console.log(FORMATS.csv(result).split('\n')[0]);

// Is one policy no more permissive than another? Decided, with a witness where it is.
const policy = (name, ...actions) => ({
  input: name,
  kind: 'file',
  files: [
    {
      path: name,
      name,
      content: {
        kind: 'text',
        text: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
        }),
      },
    },
  ],
  otherFiles: 0,
});
const gate = check(
  policy('new.json', 's3:GetObject', 's3:DeleteObject'),
  policy('old.json', 's3:Get*'),
  catalog,
);
console.log(gate.verdict);
