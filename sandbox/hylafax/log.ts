import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What can go wrong with the next line. */
export const troubles = ['half-line', 'duplicate', 'garbage'] as const
export type Trouble = (typeof troubles)[number]

/** The server's transmit log, in a folder of its own. */
export interface TransmitLog {
  path: string
  write(lines: readonly string[]): void
  /** As logrotate does it: the old one gets another name, and a new one is begun. */
  rotate(): void
  /** The next line meets it; a half line is the last of those, and is ended with the one after. */
  trouble(kind: Trouble): void
  remove(): void
}

export function createTransmitLog(): TransmitLog {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-hylafax-'))
  const path = join(folder, 'xferfaxlog')
  const waiting: Trouble[] = []
  let half = ''
  let older = 0
  writeFileSync(path, '')
  return {
    path,
    write(lines) {
      let text = half
      half = ''
      for (const [place, line] of lines.entries()) {
        const isLast = place === lines.length - 1
        const trouble = waiting[0] === 'half-line' && !isLast ? undefined : waiting.shift()
        if (trouble === 'garbage') text += '\u0000\u0001 torn\n'
        if (trouble === 'duplicate') text += `${line}\n`
        if (trouble === 'half-line') {
          text += line.slice(0, line.length >> 1)
          half = `${line.slice(line.length >> 1)}\n`
        } else text += `${line}\n`
      }
      if (text !== '') appendFileSync(path, text)
    },
    rotate() {
      // Whoever writes a line ends it in the file where it was begun, whatever its name is by now.
      if (half !== '') appendFileSync(path, half)
      half = ''
      older += 1
      renameSync(path, `${path}-${String(older).padStart(4, '0')}`)
      writeFileSync(path, '')
    },
    trouble: (kind) => void waiting.push(kind),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
