import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A hash over the named files and folders of root, less the folders it leaves out. */
export function fingerprint(root, inputs, leaves) {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap((input) => filesUnder(root, input, leaves)).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Whether the part's outputs are there and were made from exactly this. */
export function isFresh(dist, name, outputs, wanted) {
  const stamp = stampPath(dist, name)
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) return false
  return existsSync(join(dist, outputs[0]))
}

/** Written last: a build that died half-way is not fresh. */
export function markFresh(dist, name, wanted) {
  mkdirSync(dist, { recursive: true })
  writeFileSync(stampPath(dist, name), wanted)
}

function stampPath(dist, name) {
  return join(dist, `.made-${name}`)
}

function filesUnder(root, path, leaves) {
  const whole = join(root, path)
  if (leaves.includes(path) || !existsSync(whole)) return []
  if (!statSync(whole).isDirectory()) return [path]
  return readdirSync(whole).flatMap((name) => filesUnder(root, `${path}/${name}`, leaves))
}
