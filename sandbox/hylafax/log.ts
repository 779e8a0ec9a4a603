import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What can go wrong with the next line. */
export const troubles = ['half-line', 'put-by-half', 'duplicate', 'garbage'] as const
export type Trouble = (typeof troubles)[number]

/** The server's transmit log, in a folder of its own. */
export interface TransmitLog {
  path: string
  /** What is there by now: time has gone by since the last time. */
  write(lines: readonly string[]): void
  /** As logrotate does it: the old one gets another name, and a new one is begun. */
  rotate(): void
  /**
   * The next line meets it. A half line is the last of those that are written at a time, and is
   * ended the next time, in the file where it was begun; that may be put by meanwhile.
   */
  trouble(kind: Trouble): void
  remove(): void
}

export function createTransmitLog(): TransmitLog {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-hylafax-'))
  const path = join(folder, 'xferfaxlog')
  const waiting: Trouble[] = []
  let half = { text: '', path }
  let older = 0

  function rotate(): void {
    older += 1
    const name = `${path}-${String(older).padStart(4, '0')}`
    renameSync(path, name)
    writeFileSync(path, '')
    if (half.path === path) half.path = name
  }

  /** Whoever writes a line ends it in the file where it was begun, whatever its name is by now. */
  function endHalf(): void {
    if (half.text !== '') appendFileSync(half.path, half.text)
    half = { text: '', path }
  }

  writeFileSync(path, '')
  return {
    path,
    write(lines) {
      endHalf()
      let text = ''
      let isPutBy = false
      for (const [place, line] of lines.entries()) {
        const isLast = place === lines.length - 1
        const trouble = !isLast && isOfTheLast(waiting[0]) ? undefined : waiting.shift()
        if (trouble === 'garbage') text += '\u0000\u0001 torn\n'
        if (trouble === 'duplicate') text += `${line}\n`
        if (isOfTheLast(trouble)) {
          text += line.slice(0, line.length >> 1)
          half.text = `${line.slice(line.length >> 1)}\n`
          isPutBy = trouble === 'put-by-half'
        } else text += `${line}\n`
      }
      if (text !== '') appendFileSync(path, text)
      if (isPutBy) rotate()
    },
    rotate,
    trouble: (kind) => void waiting.push(kind),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function isOfTheLast(trouble: Trouble | undefined): boolean {
  return trouble === 'half-line' || trouble === 'put-by-half'
}
