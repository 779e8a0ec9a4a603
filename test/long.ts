import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/**
 * What `npm run test:long` plays: deaths of processes, faults of the wire and of the disk, outages,
 * whole journeys (seven in the browser, over a running Homing, among them), backups, upgrades, the longest
 * properties, and the simulated vendors' own tests, which only who changes a simulator needs.
 * Everything else is `npm test`, which is run after a change. A folder is all that lies in it; of each
 * kind something short is in `npm test`. Whoever changes what one of these is about names it:
 * `npm test -- test/web/files`.
 */
export const LONG = [
  'test/alarms/silence.test.ts',
  'test/audience/proof.property.test.ts',
  'test/backup/gap.test.ts',
  'test/cli/backup.test.ts',
  'test/connectors/salesforce/told-otherwise.test.ts',
  'test/consent/kept.property.test.ts',
  'test/faults/',
  'test/journeys/',
  'test/ledger/path.property.test.ts',
  'test/lists/segments/segments.property.test.ts',
  'test/number/long.property.test.ts',
  'test/people/many-people.test.ts',
  'test/people/resume.test.ts',
  'test/platform/upgrade.test.ts',
  'test/reports/views.property.test.ts',
  'test/sandbox/',
  'test/sync/activities/everything.property.test.ts',
  'test/sync/every-vendor.test.ts',
  'test/sync/faults.test.ts',
  'test/sync/long-walk.test.ts',
  'test/sync/pushes/exactly.property.test.ts',
  'test/sync/turns.test.ts',
  'test/sync/unordered.test.ts',
  'test/sync/waiting.test.ts',
  'test/sync/write-backs/everywhere.property.test.ts',
  'test/sync/write-backs/three-systems.test.ts',
  'test/web/audience.test.ts',
  'test/web/campaign-editor.test.ts',
  'test/web/effects.test.ts',
  'test/web/file-sources.test.ts',
  'test/web/files.test.ts',
  'test/web/german.test.ts',
  'test/web/own-fields.test.ts',
]

/** Of what lies in a long folder: a story of faults, the main job in the browser, a death. */
export const SHORT_ALL_THE_SAME = [
  'test/faults/unasked.test.ts',
  'test/faults/unmet.test.ts',
  'test/journeys/kill-during-write-back.test.ts',
  'test/journeys/main-job-in-the-browser.test.ts',
]

/** The long test files, named from the root. */
export function longTests(): string[] {
  return readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.test\.tsx?$/.test(path) && isLong(path))
}

function isLong(path: string): boolean {
  if (SHORT_ALL_THE_SAME.includes(path)) return false
  return LONG.some((one) => path === one || (one.endsWith('/') && path.startsWith(one)))
}
