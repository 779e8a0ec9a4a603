import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  rename,
  rm,
  stat,
  symlink,
  truncate,
} from 'node:fs/promises'
import { copyFile, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  GrownFiles,
  type GrownPlace,
  HALF_WAIT_MS,
  READ_BYTES_MAX,
} from '../../src/platform/grown-file.ts'
import { fc } from '../property.ts'

let folder: string
let log: string
let files: GrownFiles
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homing-grown-'))
  await mkdir(join(folder, 'log'))
  log = join(folder, 'log', 'xferfaxlog')
  files = new GrownFiles([join(folder, 'log')])
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const NOON = Date.UTC(2026, 5, 15, 12)

/** Reads on to the end; answers what came, where it ended and whether anything was missed. */
async function readOn(from: GrownPlace | null, now = NOON) {
  let text = ''
  let place = from
  let isMissed = false
  for (let count = 0; count < 50; count++) {
    const grown = await files.read(log, place, now)
    text += Buffer.from(grown.bytes).toString()
    place = grown.place
    isMissed ||= grown.isMissed
    if (grown.isEnd) return { text, place, isMissed, isHalf: grown.isHalf }
  }
  throw new Error('There is no end.')
}

describe('a log that grows', () => {
  test('is read on where it ended, and a half line is left until it is whole', async () => {
    await writeFile(log, 'one\ntwo\nthr')
    const first = await readOn(null)
    expect(first).toMatchObject({ text: 'one\ntwo\n', isHalf: true })
    const later = NOON + HALF_WAIT_MS
    expect(await readOn(first.place, later)).toMatchObject({ text: '', isHalf: true })
    await appendFile(log, 'ee\nfour\n')
    const whole = { text: 'three\nfour\n', isMissed: false, isHalf: false }
    expect(await readOn(first.place)).toMatchObject(whole)
  })

  test('comes in pieces of whole lines, however long it is', async () => {
    const line = `${'x'.repeat(999)}\n`
    const text = line.repeat(Math.ceil((READ_BYTES_MAX * 2.5) / line.length))
    await writeFile(log, text)
    const first = await files.read(log, null, NOON)
    expect(first.bytes.length).toBeLessThanOrEqual(READ_BYTES_MAX)
    expect(first.bytes.length % line.length).toBe(0)
    expect((await readOn(null)).text).toBe(text)
  })

  test('that was renamed and begun anew tells its last lines first', async () => {
    await writeFile(log, 'one\n')
    const { place } = await readOn(null)
    await appendFile(log, 'two\n')
    await rename(log, `${log}.1`)
    await writeFile(log, 'three\n')
    expect(await readOn(place)).toMatchObject({ text: 'two\nthree\n', isHalf: false })
  })

  test('that was put by behind half a line is not left before that line is ended', async () => {
    await writeFile(log, 'one\nt')
    await rename(log, `${log}.1`)
    await writeFile(log, 'three\n')
    const first = await readOn(null)
    expect(first).toMatchObject({ text: 'one\n', isHalf: true, isMissed: false })
    // Read again at once, as after a crash: whoever writes it had no time to end it.
    const again = await readOn(first.place)
    expect(again).toMatchObject({ text: '', isHalf: true })
    await appendFile(`${log}.1`, 'wo\n')
    const whole = { text: 'two\nthree\n', isHalf: false, isMissed: false }
    expect(await readOn(again.place, NOON + 60_000)).toMatchObject(whole)
  })

  test('whose half line is ended by nobody is left when nothing came for long', async () => {
    await writeFile(log, 'one\nt')
    await rename(log, `${log}.1`)
    await writeFile(log, 'three\n')
    const first = await readOn(null)
    await appendFile(`${log}.1`, 'w')
    const grew = await readOn(first.place, NOON + HALF_WAIT_MS)
    expect(grew).toMatchObject({ text: '', isHalf: true })
    const before = await readOn(grew.place, NOON + 2 * HALF_WAIT_MS - 1)
    expect(before).toMatchObject({ text: '', isHalf: true })
    const left = await readOn(before.place, NOON + 2 * HALF_WAIT_MS)
    expect(left).toMatchObject({ text: 'twthree\n', isHalf: false, isMissed: false })
  })

  test('and its half line wait no longer for a clock that was put back', async () => {
    await writeFile(log, 'one\nt')
    await rename(log, `${log}.1`)
    await writeFile(log, 'three\n')
    const first = await readOn(null, NOON + 1_000 * HALF_WAIT_MS)
    const { place } = await readOn(first.place, NOON)
    expect(await readOn(place, NOON + HALF_WAIT_MS)).toMatchObject({ text: 'tthree\n' })
  })

  test('that was renamed twice is read through all of them', async () => {
    await writeFile(log, 'one\n')
    const { place } = await readOn(null)
    await appendFile(log, 'two\n')
    await rename(log, `${log}.2`)
    await writeFile(`${log}.1`, 'three\n')
    await utimes(`${log}.2`, 1_000, 1_000)
    await utimes(`${log}.1`, 2_000, 2_000)
    await writeFile(log, 'four\n')
    expect(await readOn(place)).toMatchObject({ text: 'two\nthree\nfour\n', isMissed: false })
  })

  test('that was put by before anybody read it begins with the oldest', async () => {
    await writeFile(`${log}.1`, 'one\n')
    await utimes(`${log}.1`, 1_000, 1_000)
    await writeFile(log, 'two\n')
    expect(await readOn(null)).toMatchObject({ text: 'one\ntwo\n', isMissed: false })
  })

  test('that was copied and emptied is read on in its copy', async () => {
    await writeFile(log, 'one\n')
    const { place } = await readOn(null)
    await appendFile(log, 'two\n')
    await copyFile(log, `${log}.1`)
    await utimes(`${log}.1`, 1_000, 1_000)
    await truncate(log)
    await appendFile(log, 'three\n')
    expect(await readOn(place)).toMatchObject({ text: 'two\nthree\n', isMissed: false })
  })

  test.each([0, 4])('whose end is gone says so, and is read anew (%i bytes kept)', async (kept) => {
    await writeFile(log, 'one\ntwo\n')
    const { place } = await readOn(null)
    await truncate(log, kept)
    await appendFile(log, 'three, and longer than before\n')
    const { text, isMissed } = await readOn(place)
    expect(isMissed).toBe(true)
    expect(text).toBe(`${'one\n'.slice(0, kept)}three, and longer than before\n`)
  })

  test('whose older one was packed says so', async () => {
    await writeFile(log, 'one\n')
    const { place } = await readOn(null)
    await rename(log, `${log}.1.gz`)
    await writeFile(log, 'two\n')
    expect(await readOn(place)).toMatchObject({ text: 'two\n', isMissed: true })
  })
})

test('whatever is written, put by and read in whatever order, each line is read once', async () => {
  const deed = fc.oneof(
    fc.record({ do: fc.constant('write' as const), text: fc.stringMatching(/^[ab\n]{1,6}$/) }),
    fc.record({ do: fc.constantFrom('rename' as const, 'read' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
      await rm(join(folder, 'log'), { recursive: true })
      await mkdir(join(folder, 'log'))
      await writeFile(log, '')
      let [written, read, renamed] = ['', '', 0]
      let place: GrownPlace | null = null
      // Where a line was put by before it had its end: whoever writes it ends it there.
      let begun: { path: string; time: number } | null = null
      const write = async (text: string) => {
        written += text
        const end = begun === null ? 0 : text.indexOf('\n') + 1 || text.length
        if (begun !== null) {
          await appendFile(begun.path, text.slice(0, end))
          await utimes(begun.path, begun.time, begun.time)
          if (written.at(end - text.length - 1) === '\n') begun = null
        }
        await appendFile(log, text.slice(end))
      }
      for (const one of deeds) {
        if (one.do === 'write') await write(one.text)
        else if (one.do === 'rename') {
          const older = `${log}-${1_000 + renamed}`
          await rename(log, older)
          renamed += 1
          await utimes(older, renamed, renamed)
          if (written !== '' && !written.endsWith('\n')) begun ??= { path: older, time: renamed }
          await writeFile(log, '')
        } else {
          const on: Awaited<ReturnType<typeof readOn>> = await readOn(place)
          expect(on.isMissed).toBe(false)
          read += on.text
          place = on.place
        }
      }
      await write('\n')
      expect(read + (await readOn(place)).text).toBe(written)
    }),
    { numRuns: 40 },
  )
})

describe('what may be read', () => {
  const refused = (path: string) =>
    expect(files.read(path, null, NOON)).rejects.toMatchObject({ kind: 'forbidden' })

  test('is what lies below the folders, and nothing a link or a path leads out to', async () => {
    await writeFile(join(folder, 'secret'), 'x\n')
    await symlink(join(folder, 'secret'), join(folder, 'log', 'link'))
    await mkdir(join(folder, 'log-of-others'))
    await writeFile(join(folder, 'log-of-others', 'a'), 'x\n')
    await refused(join(folder, 'secret'))
    await refused(join(folder, 'log', 'link'))
    await refused(`${folder}/log/../secret`)
    await refused(join(folder, 'log-of-others', 'a'))
    await refused('log/xferfaxlog')
    await refused('/etc/no-such-file')
    await expect(new GrownFiles([]).read(log, null, NOON)).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  test('is a file that is there', async () => {
    await expect(files.read(log, null, NOON)).rejects.toMatchObject({ kind: 'not_there' })
    await mkdir(log)
    await expect(files.read(log, null, NOON)).rejects.toMatchObject({ kind: 'unreadable' })
  })

  test('is told as a fault where the disk fails, and nothing stays open', async () => {
    await writeFile(log, 'one\n')
    let open_ = 0
    const failing = new GrownFiles([join(folder, 'log')], async (path, flags) => {
      const handle = await open(path, flags)
      open_ += 1
      return Object.assign(Object.create(handle), {
        stat: () => stat(log),
        read: () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })),
        close: async () => {
          open_ -= 1
          await handle.close()
        },
      }) as typeof handle
    })
    await expect(failing.read(log, null, NOON)).rejects.toMatchObject({ kind: 'unreadable' })
    expect(open_).toBe(0)
  })
})
