/**
 * The floors of docs/architecture.md. A folder of src that stands on no floor is refused, so that a new one is
 * placed on purpose.
 */
const ROOMS = [
  'identity',
  'contracts',
  'publication',
  'claims',
  'decisions',
  'letters',
  'payouts',
  'insight',
];
/** The files of src itself wire the rooms together: app.ts, main.ts and their helpers. */
const FACES = '(?:cli|demo)/|^src/[^/]+\\.ts$';

/** Everything of src except what `allowed` (folders of src) names. */
const beyond = allowed => ({ path: '^src/', pathNot: `^src/(?:${allowed.join('|')})/` });

const rooms = ROOMS.map((room, place) => ({
  name: `${room}-uses-the-rooms-before-it`,
  comment: 'A room uses engine, rulebook, platform and the rooms before it in the order of a claim.',
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: beyond(['engine', 'rulebook', 'platform', ...ROOMS.slice(0, place + 1)]),
}));

export default {
  forbidden: [
    {
      name: 'engine-is-alone',
      comment: 'The engine imports nothing outside itself: no package, no node:*.',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { pathNot: '^src/engine/' },
    },
    {
      name: 'rulebook-stands-on-engine',
      comment: 'The rulebook imports engine and node.',
      severity: 'error',
      from: { path: '^src/rulebook/' },
      to: beyond(['engine', 'rulebook']),
    },
    {
      name: 'rulebook-packages',
      comment: 'Of the packages the rulebook uses json-rules-engine and zod.',
      severity: 'error',
      from: { path: '^src/rulebook/' },
      to: { dependencyTypes: ['npm'], pathNot: 'node_modules/(?:json-rules-engine|zod)/' },
    },
    {
      name: 'platform-knows-no-claim',
      comment: 'The platform may use the words of engine (dates, money), never rules or rooms.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: beyond(['engine', 'platform']),
    },
    ...rooms,
    {
      name: 'faces-are-on-top',
      comment: 'Only faces import faces.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${FACES}` },
      to: { path: `^src/${FACES}` },
    },
    {
      name: 'every-folder-has-a-floor',
      comment: 'Place the folder on a floor, here and in docs/architecture.md.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(?:engine|rulebook|platform|${ROOMS.join('|')})/|^src/${FACES}` },
      to: {},
    },
    {
      name: 'no-cycle',
      comment: 'Two modules that need each other are one, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'declared-dependencies-only',
      comment: 'What runs in production is among the dependencies of package.json.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        // A type-only import of a development dependency leaves no trace in what is built.
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'resolves',
      comment: 'The import names a file or package that exists.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count: a floor that knows another's types knows the other.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
