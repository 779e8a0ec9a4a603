import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scratchFolder } from './scratch.ts'
import { renameUnlessMade } from './template.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(scratchFolder(), 'template-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function make(name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  await writeFile(join(path, 'content'), name)
  return path
}

const dropOf = (path: string) => () => rm(path, { recursive: true })

test('a template that another run made first stays, and ours is dropped', async () => {
  const [theirs, ours] = [await make('theirs'), await make('ours')]
  await renameUnlessMade(() => rename(ours, theirs), dropOf(ours))
  expect(await readdir(folder)).toEqual(['theirs'])
  const exists = Object.assign(new Error('database exists'), { code: '42P04' })
  const again = await make('again')
  await renameUnlessMade(() => Promise.reject(exists), dropOf(again))
  expect(await readdir(folder)).toEqual(['theirs'])
})

test('whatever else keeps a template from its name is told, and ours is dropped', async () => {
  const ours = await make('lost')
  const nowhere = join(folder, 'no', 'such', 'folder')
  await expect(renameUnlessMade(() => rename(ours, nowhere), dropOf(ours))).rejects.toThrow(
    'ENOENT',
  )
  expect(await readdir(folder)).toEqual(['theirs'])
  const inUse = Object.assign(new Error('is being accessed by other users'), { code: '55006' })
  const used = await make('used')
  await expect(renameUnlessMade(() => Promise.reject(inUse), dropOf(used))).rejects.toBe(inUse)
})
