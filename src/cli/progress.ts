import type { Terminal } from './terminal.ts'
import { plain } from './table.ts'
import { duration } from './words.ts'

export interface Progress {
  /** done and total in any one unit; total null where nobody knows it. */
  show(step: { done: number; total: number | null; words: string }): void
  /** The bar gives way to the sentence. */
  end(sentence: string): void
}

const BAR_WIDTH = 24
/** Unwatched (a log file, a pipe), a line is written this often at most. */
const QUIET_MS = 5_000
const LINE_MAX = 110

/** A bar with counts on err: a line that moves where somebody watches, else one now and then. */
export function progress(terminal: Terminal, title: string, now = Date.now): Progress {
  const started = now()
  let writtenAt = -Infinity
  return {
    show({ done, total, words }) {
      const line = `${title}  ${bar(done, total)}  ${plain(words)}  ${duration(now() - started)}`
      if (terminal.isWatched) {
        terminal.err(`\r\x1b[2K${line.slice(0, (terminal.width ?? LINE_MAX) - 1)}`)
      } else if (now() - writtenAt >= QUIET_MS) {
        writtenAt = now()
        terminal.err(`${line}\n`)
      }
    },
    end(sentence) {
      terminal.err(`${terminal.isWatched ? '\r\x1b[2K' : ''}${title}  ${plain(sentence)}\n`)
    },
  }
}

/** "[######............]  33 %", or an empty bar without a percentage where the end is unknown. */
export function bar(done: number, total: number | null): string {
  if (total === null || total <= 0) return `[${'.'.repeat(BAR_WIDTH)}]      `
  const part = Math.min(1, Math.max(0, done / total))
  const full = Math.floor(part * BAR_WIDTH)
  const percent = `${Math.floor(part * 100)} %`.padStart(5)
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${percent}`
}
