import type { Shown } from '../judge.ts'

/** Files one source may hold. */
export const ENTRIES_MAX = 10_000

export interface ShownFile extends Shown {
  isLink?: boolean
}

/** Where files are, opened for one look. Every call throws SourceFault. */
export interface Place {
  /** What is there of the names that are wanted. */
  list(): Promise<ShownFile[]>
  /** How a file is now; null where it is gone. */
  stat(name: string): Promise<ShownFile | null>
  read(name: string): AsyncIterable<Uint8Array>
  /** Moves a file into the subfolder, or back out of it. Nothing is overwritten. */
  move(from: string, to: string): Promise<void>
  /** What to ask with the next time, to be told of changes alone; once all was taken. */
  validators?(): Record<string, string>
  close(): void
}
