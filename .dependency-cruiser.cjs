// The one-way arrows of ARCHITECTURE.md. Each rule says why it is there.
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })
/** Unit tests may use what they like. */
const inside = (...folders) => ({ path: folders.map((f) => `^src/${f}`), pathNot: '\\.test\\.ts$' })

module.exports = {
  forbidden: [
    rule(
      'core-is-pure',
      inside('core/'),
      { pathNot: '^src/core/', dependencyTypesNot: ['npm'] },
      'core holds nouns and rules that run anywhere; I/O or another layer in it would spread everywhere',
    ),
    rule(
      'codecs-are-pure',
      inside('codecs/'),
      { path: '^(src/(?!core/|codecs/)|fs|net|http|https|child_process)' },
      'bytes <-> values must be testable without a disk, and usable by every layer',
    ),
    rule(
      'stores-know-no-callers',
      inside('stores/'),
      { path: '^src/(services|http|workers|cli|config|app)' },
      'a store keeps state; policy and HTTP belong above it',
    ),
    rule(
      'metadata-and-blobs-are-strangers',
      inside('stores/metadata/'),
      { path: '^src/stores/blobs/' },
      'facts and bytes are joined by services only, so that either can be replaced',
    ),
    rule(
      'blobs-and-metadata-are-strangers',
      inside('stores/blobs/'),
      { path: '^src/stores/metadata/' },
      'facts and bytes are joined by services only, so that either can be replaced',
    ),
    rule(
      'services-see-store-types-only',
      inside('services/'),
      { path: '^src/stores/', dependencyTypesNot: ['type-only'] },
      'a service works with any store that keeps the contract; app.ts picks which',
    ),
    rule(
      'services-know-no-edge',
      inside('services/'),
      { path: '^src/(http|workers|cli|config|app)' },
      'a use case must not depend on how it was called',
    ),
    rule(
      'sandbox-is-alone',
      inside('sandbox/'),
      { path: '^src/(?!sandbox/|core/|codecs/)' },
      'what parses untrusted bytes runs in a process of its own, without the hub',
    ),
    rule(
      'nobody-loads-the-sandbox',
      { path: '^src/', pathNot: '^src/sandbox/|\\.test\\.ts$' },
      { path: '^src/sandbox/', dependencyTypesNot: ['type-only'] },
      'decoders of untrusted bytes must not run in the hub; only the types of their answers may be named',
    ),
    rule(
      'http-goes-through-services',
      inside('http/'),
      { path: '^src/(stores|workers|cli|config|app)' },
      'a route that reads a store skips the policy',
    ),
    rule(
      'protocols-are-strangers',
      { path: '^src/http/([^/]+)/' },
      { path: '^src/http/[^/]+/', pathNot: '^src/http/$1/' },
      'protocols share services, never each other, so that one can change alone',
    ),
    rule(
      'workers-go-through-services',
      inside('workers/'),
      { path: '^src/(http|cli|config|app|stores/blobs)' },
      'a job is a caller like a route',
    ),
    rule(
      'cli-uses-the-app',
      inside('cli/'),
      { path: '^src/(stores|http|workers)' },
      'a command is a caller like a route; app.ts gives it the services',
    ),
    rule(
      'config-is-read-at-the-root',
      { path: '^src/', pathNot: '^src/(config/|app\\.ts|main\\.ts|cli/)' },
      { path: '^src/config/' },
      'settings are passed as arguments, so that tests and other hubs can choose them',
    ),
    rule(
      'app-is-the-root',
      { path: '^src/', pathNot: '^src/(main\\.ts|serve\\.ts|cli/|app\\.test\\.ts)' },
      { path: '^src/(app|serve)\\.ts$' },
      'the composition root depends on everything, so nothing may depend on it',
    ),
    rule(
      'src-stands-alone',
      { path: '^src/', pathNot: '\\.test\\.ts$' },
      { path: '^(test|bench|web)/' },
      'the product must run without its tests; unit tests may use test/support',
    ),
    rule(
      'requests-go-through-egress',
      { path: '^src/', pathNot: '^src/(stores/egress/|http/server\\.ts)|\\.test\\.ts$' },
      {
        path: '^(node:)?(http|https|http2|tls|dgram|dns)(/|$)|node_modules/undici/',
        dependencyTypesNot: ['type-only'],
      },
      'addresses that users chose are called by one client, which checks where they lead',
    ),
    rule(
      'sockets-are-for-few',
      {
        path: '^src/',
        pathNot: '^src/(stores/egress/|stores/postgres/folder-lock\\.ts|sandbox/main\\.ts)|\\.test\\.ts$',
      },
      { path: '^(node:)?net$', dependencyTypesNot: ['type-only'] },
      'a raw socket goes around the client that checks where addresses lead',
    ),
    rule(
      'egress-knows-the-core-only',
      inside('stores/egress/'),
      { path: '^src/(?!stores/egress/|core/)' },
      'who is called must not depend on what the hub keeps',
    ),
    rule('no-cycles', {}, { circular: true }, 'a cycle is two files that are really one'),
    rule(
      'no-dev-packages',
      { path: '^src/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['npm-dev'] },
      'an installed hub has no devDependencies',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/compat)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
