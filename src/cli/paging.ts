import { InvalidArgumentError, Option, type Command } from 'commander'
import { PAGE_MAX } from '../api/contract/index.ts'

/** Pages one command reads at most: two million rows. */
const PAGES_MAX = 10_000

export interface PageOptions {
  limit: number
  after?: string
  all?: boolean
}

interface Page<Row> {
  items: Row[]
  next: string | null
}

/** Adds --limit, --after and --all to a command that lists. */
export function paged(command: Command): Command {
  return command
    .addOption(
      new Option('--limit <rows>', `rows a page, at most ${PAGE_MAX}`)
        .argParser(positive)
        .default(50),
    )
    .option('--after <cursor>', 'the page after this one, as "next" told')
    .option('--all', 'every page')
}

/** The page that was asked for, or all of them as one. */
export async function readPages<Row>(
  options: PageOptions,
  read: (query: { limit: number; after?: string }) => Promise<Page<Row>>,
): Promise<Page<Row>> {
  const { limit, after } = options
  if (options.all !== true) return read({ limit, ...(after !== undefined && { after }) })
  const items: Row[] = []
  let next: string | null = after ?? null
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer: Page<Row> = await read({ limit: PAGE_MAX, ...(next !== null && { after: next }) })
    items.push(...answer.items)
    next = answer.next
    if (next === null) break
  }
  return { items, next }
}

/** A last line that says how to see more, or that there is nothing. */
export function foot(page: Page<unknown>, nothing: string): string {
  if (page.items.length === 0) return `${nothing}\n`
  return page.next === null ? '' : `There is more: --all, or --after ${page.next}\n`
}

/** A whole number above zero; throws what Commander tells as a usage error. */
export function positive(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('It must be a whole number above zero.')
}
