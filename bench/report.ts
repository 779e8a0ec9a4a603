import type { IngestFigures } from './ingest.ts'
import type { PageName, ReadFigures } from './reads.ts'

/** What was measured of one world on one engine. */
export interface WorldFigures {
  size: number
  ingest: IngestFigures
  reads: ReadFigures
}

export interface EngineFigures {
  engine: string
  worlds: WorldFigures[]
  /** The same path for two connections at once, where the engine can do two things at once. */
  sideBySide: { size: number; ingest: IngestFigures } | null
}

interface Row {
  figure: string
  asked: string
  measured: string[]
}

/** All figures of a run as one table, an engine a column. */
export function tableOf(engines: EngineFigures[]): string {
  const rows = [
    { figure: '', asked: 'asked for', measured: engines.map(({ engine }) => engine) },
    ...ingestRows(engines),
    ...sideBySideRows(engines),
    ...readRows(engines),
    ...memoryRows(engines),
  ]
  const cells = rows.map(({ figure, asked, measured }) => [figure, asked, ...measured])
  const widths = cells[0]!.map((_, place) => Math.max(...cells.map((row) => row[place]!.length)))
  const lines = cells.map((row) => row.map((cell, place) => cell.padEnd(widths[place]!)).join('  '))
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '))
  return lines.map((line) => line.trimEnd()).join('\n')
}

function ingestRows(engines: EngineFigures[]): Row[] {
  return sizesOf(engines).flatMap((size) => {
    const each = (told: (ingest: IngestFigures) => string) =>
      engines.map(({ worlds }) => told(worlds.find((world) => world.size === size)!.ingest))
    const name = millions(size)
    return [
      {
        figure: `path ÷ COPY, ${name} events`,
        asked: '0.35 on PostgreSQL',
        measured: each((i) => (i.copyMs / i.pathMs).toFixed(2)),
      },
      {
        figure: `  path, events/s (COPY, rows/s)`,
        asked: '',
        measured: each((i) => `${perSecond(i, i.pathMs)} (${perSecond(i, i.copyMs)})`),
      },
      {
        figure: `  slowest steps`,
        asked: '',
        measured: each(slowestSteps),
      },
      {
        figure: `bytes an event, ${name} events`,
        asked: 'at most 150',
        measured: each((i) => i.eventBytesARow.toFixed(0)),
      },
      {
        figure: `  bytes a recipient`,
        asked: '',
        measured: each((i) => i.recipientBytesARow.toFixed(0)),
      },
    ]
  })
}

function sideBySideRows(engines: EngineFigures[]): Row[] {
  const size = engines.find(({ sideBySide }) => sideBySide !== null)?.sideBySide!.size
  if (size === undefined) return []
  const each = (told: (ingest: IngestFigures) => string) =>
    engines.map(({ sideBySide }) => (sideBySide === null ? '' : told(sideBySide.ingest)))
  return [
    {
      figure: `two connections at once ÷ one COPY, ${millions(size)} events`,
      asked: '',
      measured: each((i) => (i.copyMs / i.pathMs).toFixed(2)),
    },
    {
      figure: `  path, events/s (COPY, rows/s)`,
      asked: '',
      measured: each((i) => `${perSecond(i, i.pathMs)} (${perSecond(i, i.copyMs)})`),
    },
  ]
}

function readRows(engines: EngineFigures[]): Row[] {
  const sizes = sizesOf(engines)
  const pages = Object.keys(engines[0]!.worlds[0]!.reads) as PageName[]
  return pages.map((page) => ({
    figure: `${page}, p95 ms at ${sizes.map(millions).join(', ')}`,
    asked: 'within 2x',
    measured: engines.map(({ worlds }) => {
      const times = worlds.map((world) => world.reads[page])
      const growth = times.at(-1)! / times[0]!
      return `${times.map((ms) => ms.toFixed(1)).join(', ')}: ${growth.toFixed(2)}x`
    }),
  }))
}

function memoryRows(engines: EngineFigures[]): Row[] {
  const size = sizesOf(engines).at(-1)!
  return [
    {
      figure: `memory, second half ÷ first half of ${millions(size)} events`,
      asked: 'flat',
      measured: engines.map(({ worlds }) => {
        const { firstHalfRss, secondHalfRss } = worlds.at(-1)!.ingest
        const most = Math.max(firstHalfRss, secondHalfRss) / 1024 / 1024
        return `${(secondHalfRss / firstHalfRss).toFixed(2)} (${most.toFixed(0)} MB)`
      }),
    },
  ]
}

function sizesOf(engines: EngineFigures[]): number[] {
  return engines[0]!.worlds.map((world) => world.size)
}

function slowestSteps({ spent }: IngestFigures): string {
  const total = Object.values(spent).reduce((sum, ms) => sum + ms, 0)
  return Object.entries(spent)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([step, ms]) => `${step} ${Math.round((100 * ms) / total)} %`)
    .join(', ')
}

function perSecond({ events }: IngestFigures, ms: number): string {
  return Math.round((events / ms) * 1000).toLocaleString('en')
}

function millions(size: number): string {
  return `${size / 1_000_000} M`
}
