import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  ARCHIVE_END,
  isSealed,
  packEntry,
  seal,
  unpack,
  unseal,
  WrongPassphrase,
  type Entry,
} from '../../src/platform/backup/index.ts'
import { fc } from '../property.ts'

const PHRASE = 'a passphrase of many words'

async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}

/** The same bytes in chunks of a size that fits nothing. */
async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function* archive(files: readonly { name: string; body: Buffer }[]) {
  yield* packEntry({ name: 'pgdata', isFolder: true, bytes: 0 })
  for (const { name, body } of files) {
    yield* packEntry({ name, isFolder: false, bytes: body.length }, [body])
  }
  yield ARCHIVE_END
}

async function entriesOf(bytes: Buffer, size: number) {
  const found: (Entry & { body: Buffer })[] = []
  await unpack(chunks(bytes, size), async (entry, body) => {
    found.push({ ...entry, body: await whole(body) })
  })
  return found
}

describe('the archive', () => {
  const file = fc.record({
    name: fc.stringMatching(/^pgdata\/[a-z0-9_.]{1,40}$/),
    body: fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
  })

  test('is read as it was written, however its bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { maxLength: 6 }),
        fc.integer({ min: 1, max: 2_000 }),
        async (files, size) => {
          const found = await entriesOf(await whole(archive(files)), size)
          expect(found.slice(1).map(({ name, body }) => ({ name, body }))).toEqual(files)
          expect(found[0]).toMatchObject({ name: 'pgdata', isFolder: true })
        },
      ),
      { numRuns: 60 },
    )
  })

  test('is read by tar itself, and a file of more than 8 GB keeps its size', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'homing-tar-'))
    const body = Buffer.from('every event comes home')
    const bytes = await whole(archive([{ name: 'pgdata/one', body }]))
    await writeFile(join(folder, 'a.tar'), bytes)
    execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder })
    expect(await readFile(join(folder, 'pgdata', 'one'))).toEqual(body)
    await rm(folder, { recursive: true })
    const header = await packEntry({ name: 'large', isFolder: false, bytes: 9e9 }).next()
    let seen = 0
    await unpack(chunks(header.value as Buffer, 512), async (entry) => {
      seen = entry.bytes
    }).catch(() => undefined)
    expect(seen).toBe(9e9)
  })

  test('that is cut off or changed is refused', async () => {
    const bytes = await whole(archive([{ name: 'pgdata/one', body: Buffer.alloc(5_000, 7) }]))
    await expect(entriesOf(bytes.subarray(0, 3_000), 100)).rejects.toThrow('ends too early')
    const changed = Buffer.from(bytes)
    changed[520]! ^= 1
    await expect(entriesOf(changed, 100)).rejects.toThrow('does not add up')
  })
})

describe('the seal', () => {
  const MEGABYTE = 1024 * 1024

  test.each([0, 1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE])(
    'of %s bytes opens to the same',
    async (size) => {
      const bytes = Buffer.alloc(size, 'homing')
      const sealed = await whole(seal(chunks(bytes, 70_001), PHRASE))
      expect(isSealed(sealed)).toBe(true)
      expect(sealed.includes('hominghoming')).toBe(false)
      expect((await whole(unseal(chunks(sealed, 65_537), PHRASE))).equals(bytes)).toBe(true)
    },
  )

  test('does not open with another passphrase, nor when a byte is changed or missing', async () => {
    const bytes = Buffer.alloc(2.5 * MEGABYTE, 'homing')
    const sealed = await whole(seal(chunks(bytes, MEGABYTE), PHRASE))
    const opening = (given: Buffer, phrase = PHRASE) => whole(unseal(chunks(given, 99_991), phrase))
    await expect(opening(sealed, 'a passphrase of other words')).rejects.toThrow(WrongPassphrase)
    for (const place of [20, 40, 1000, MEGABYTE + 500, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[place]! ^= 1
      await expect(opening(changed), `${place}`).rejects.toThrow(WrongPassphrase)
    }
    // Cut at the edge of a piece, which looks whole but for its number of pieces.
    const piece = MEGABYTE + 16
    for (const kept of [10, 37, 37 + piece, 37 + 2 * piece, sealed.length - 1]) {
      await expect(opening(sealed.subarray(0, kept)), `${kept}`).rejects.toThrow(WrongPassphrase)
    }
    const [head, one, two, rest] = [
      sealed.subarray(0, 37),
      sealed.subarray(37, 37 + piece),
      sealed.subarray(37 + piece, 37 + 2 * piece),
      sealed.subarray(37 + 2 * piece),
    ]
    const swapped = Buffer.concat([head, two, one, rest])
    await expect(opening(swapped)).rejects.toThrow(WrongPassphrase)
    // Each opening makes the key anew, which is slow on purpose.
  }, 120_000)
})
