import { createRandom } from '../../sandbox/random.ts'
import { exportCsv } from '../../sandbox/world-export/export.ts'
import { file as connector, PRESETS } from '../../src/connectors/file/index.ts'
import { saveMapping, takeFile } from '../../src/files/index.ts'
import type { Esp } from './esp.ts'
import { byCampaign, leftByMail, rowsTold } from './told.ts'

/** What may come instead of the whole file; the whole one comes with the next. */
const SPOILT: Readonly<Record<string, (lines: string[]) => string>> = {
  'a file that was cut off': (lines) => {
    const text = lines.join('\n')
    return text.slice(0, text.length >> 1)
  },
  'a file without some of its rows': (lines) =>
    lines.filter((_, place) => place % 3 !== 2).join('\n'),
  'a file with its rows in another order': ([head = '', ...rows]) =>
    [head, ...createRandom(`rows/${rows.length}`).shuffle(rows)].join('\n'),
  'a file with rows that stand twice': ([head = '', ...rows]) =>
    [head, ...rows.slice(0, 9), ...rows].join('\n'),
  'a file with a row that is none': (lines) =>
    [...lines.slice(0, 2), 'Hologram,nobody,,,,,yesterday', ...lines.slice(2)].join('\n'),
  'a page of HTML instead of a file': () =>
    '<!doctype html>\n<html><body>Please sign in</body></html>\n',
}
const TWICE = 'the same file twice'

/** A service without an API: its export comes as a file, all of it each time. */
export const file: Esp = {
  connector,
  vendor: 'constant-contact',
  settings: () => ({}),
  proof: () => ({}),
  told: (sandbox) =>
    byCampaign(sandbox, (rows) =>
      rowsTold(rows, {
        sends: ['sent', 'ms'],
        opens: ['open', 'ms'],
        clicks: ['click', 'ms'],
        forwards: ['forward', 'ms'],
        bounces: ['bounce', 'ms'],
        optouts: ['opt_out', 'ms'],
        abuse: ['complaint', 'ms'],
      }),
    ),
  // Whoever left in the account alone is not in an export of what happened.
  optedOut: (sandbox) => leftByMail(sandbox, ['optouts', 'abuse']),
  troubles: [TWICE, ...Object.keys(SPOILT)],
  async prepare(homing, by, connectionId) {
    const { title, mapping } = PRESETS.find(({ id }) => id === 'generic')!
    await saveMapping(homing, by, connectionId, { name: title, rules: mapping, from: 0 })
  },
  async bring({ sandbox, homing, by, connectionId }, troubles) {
    const whole = exportCsv(sandbox.truth(), 'generic')
    const spoil = troubles.flatMap((name) => SPOILT[name] ?? [])[0]
    const text = spoil === undefined ? whole : spoil(whole.trimEnd().split('\n'))
    const times = troubles.includes(TWICE) ? 2 : 1
    for (let time = 0; time < times; time++) {
      const brought = { connectionId, name: `export ${time}.csv` }
      await takeFile(homing, by, brought, pieces(text))
    }
  },
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
