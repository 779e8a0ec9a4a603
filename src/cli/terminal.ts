/** Where a command writes: results to out, everything else to err. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Somebody watches err and can be shown a line that moves. */
  isWatched: boolean
  /** Somebody is there to answer questions. */
  canAsk: boolean
  /** Characters a line holds; tables cut what does not fit. Null where nobody looks. */
  width: number | null
}

export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isWatched: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    width: process.stdout.isTTY ? process.stdout.columns : null,
  }
}
