import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Longest wait for another build of the same clone; a build takes well under a minute. */
const WAIT_MS_MAX = 180_000

/** One build of a clone at a time: tests, demo and start may each ask for one at once. */
export async function withBuildLock(dist, work) {
  mkdirSync(dist, { recursive: true })
  const path = join(dist, '.building')
  const until = Date.now() + WAIT_MS_MAX
  while (!taken(path)) {
    if (Date.now() > until) throw new Error(`Another build holds ${path} for too long.`)
    if (!isAlive(holder(path))) rmSync(path, { force: true })
    else await sleep(200)
  }
  try {
    await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function taken(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function holder(path) {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return 0
    throw error
  }
}

function isAlive(pid) {
  // Between creation and writing the file is empty for a moment: nobody is judged dead for that.
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
