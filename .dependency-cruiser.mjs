/** The import table of ARCHITECTURE.md, in code. `src/<folder>` may import itself and `allowed`. */
const layer = (folder, ...allowed) => ({
  name: `layer-${folder.replace('/', '-')}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [folder, ...allowed].map((p) => `^src/${p}[/.]`) },
});
const only = (name, to, path) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: path },
  to,
});

export default {
  forbidden: [
    layer('model'),
    layer('catalog', 'model'),
    layer('policy', 'model', 'catalog'),
    layer('collect/cloudtrail', 'model', 'catalog', 'policy', 'collect/records', 'collect/members'),
    layer('collect/identities', 'model', 'catalog', 'policy', 'collect/records', 'collect/members'),
    layer('collect/surroundings', 'model', 'policy', 'collect/identities', 'collect/members'),
    layer('collect/sources', 'model', 'collect/records'),
    layer('collect', 'model', 'catalog', 'policy'),
    layer('check', 'model', 'catalog', 'policy'),
    layer('explain', 'model', 'catalog', 'policy'),
    layer('analyze', 'model', 'catalog', 'policy'),
    layer('recommend', 'model', 'catalog', 'policy'),
    layer('report', 'model'),
    layer('review', 'model', 'policy'),
    layer('store', 'model', 'catalog'),
    layer('cli', 'index', 'tool-version', 'model', 'collect/sources', 'store'),
    only('io-at-the-edge', { dependencyTypes: ['core'] }, '^src/(collect/sources|store|cli)/'),
    only('sdk-in-sources', { path: 'node_modules/@(aws-sdk|smithy)/' }, '^src/collect/sources/'),
    only('parquet-in-store', { path: 'node_modules/hyparquet' }, '^src/store/ledger/'),
    only('commander-in-cli', { path: 'node_modules/commander/' }, '^src/cli/'),
    only(
      'sources-at-the-edge',
      { path: '^src/collect/sources/' },
      '^src/(collect/sources/|cli/|index|examine-account)',
    ),
    {
      name: 'commands-load-when-they-run',
      severity: 'error',
      from: { path: '^src/cli/(commands/|program|main)' },
      to: {
        path: '^src/',
        pathNot: '^src/(cli/(?!runs/)|model/|tool-version|store/yaml-file)',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
